"""Things without a metric of their own before their numbers in, the things out: they have the metric told before them.

"其中 CT、MRI 分别增长 22%、35%" and "其中青山 27.8%、白石 14.6%" go on with what was measured; what they add is whose it is.
"""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence, between
from extract.prose.sentence.formation import flows, is_abbreviation
from extract.prose.sentence.phrases import noun_phrase
from extract.prose.sentence.said import Said, What
from extract.vocabulary import find_metric, metric_at_end, words

_ITEM = r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff\-]{0,9}?"
_ROW = re.compile(
    rf"^\s*(?:其中|分[\u4e00-\u9fff]{{1,4}}看)?[，：:]?\s*(?P<run>{_ITEM}(?:、{_ITEM})*(?:、|和|及|与){_ITEM})(?:的|各)?(?:同比|环比|增速|分别|将|预计|达|为|约)*"
    r"(?:同比|环比)?(?:分别)?(?:增长|下降|提升|下滑|上涨|下跌|增加|减少)?(?:了|约)?\s*$"
)
_ONE = re.compile(
    rf"^\s*[、，和及]?\s*(?:其中|而)?(?P<item>{_ITEM})(?:同比|环比)?(?:增长|下降|下滑|为|约|达)*\s*$"
)


def row_of(sentence: Sentence, group: Group, said: Said) -> list[str]:
    """As many things as the group has numbers, with nothing said of them but how they moved."""
    if said.what is None or group.bracketed or sentence.metrics(group.lead_start, group.start):
        return []
    lead = re.split(r"[，；：:]", between(sentence, group.lead_start, group.start))[-1]
    if len(group.quantities) == 1:
        match = _ONE.match(lead)
        same = match is not None and group.quantities[0].unit == said.unit
        return [match["item"]] if match and same and _is_thing(match["item"]) else []
    match = _ROW.match(lead)
    parts = re.split(r"、|和|及|与", match["run"]) if match else []
    fits = len(parts) == len(group.quantities) and all(map(_is_thing, parts))
    return parts if fits else []


def _is_thing(name: str) -> bool:
    """Whether a name is one of a thing: no metric, no word of movement, no amount by its end."""
    table = words("filed")
    told = (*words("phrase")["not_in_prefix"], *words("phrase")["not_in_phrase"])
    return (
        name == noun_phrase(name)
        and find_metric(name) is None
        and metric_at_end(name) is None
        and not name.endswith(tuple(table["quantity_ends"]))
        and (is_abbreviation(name) or not flows(name))
        and not any(word in name for word in told)
        and re.search(r"同比|环比|合计|累计|其余|其他|平均|首次|单月|单季|全年|整体|[增减升降涨跌]", name)
        is None
    )


def of_thing(what: What, thing: str) -> What:
    """The metric told before, of another thing."""
    core = what.name.removeprefix(what.scope or "") or what.name
    return What(f"{thing}{core}", what.concept, thing)
