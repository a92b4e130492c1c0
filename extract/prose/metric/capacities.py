"""An amount of goods that a plant makes or is built for in, the capacity it is out: 乙烯产能, 在建乙烯产能.

"建设 250 万吨乙烯" names what is made behind its number; in a list each thing that follows is of the same kind.
"""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import bare_measure, last_clause, noun_phrase, tells
from extract.prose.sentence.said import Said, What
from extract.vocabulary import find_metric, words

_UNITS = ("吨", "Wh")
_BUILDS = re.compile(
    r"(?:在建|新建|扩建|拟建|筹建|投建|(?<!城镇化)(?<!水平)(?<!质量)建设)(?:年产|约|近|了|的|有)*\s*$"
)
_HAS = re.compile(r"(?:现有|拥有|依托|具备|形成|坐拥|建有|建成)(?:年产|约|近|了|的)*\s*$")
_FURTHER = re.compile(r"(?:延伸|配套)(?:年产|约|近|了|的|有|至|到)*\s*$")
_PLANT = "产能|装置|产线|生产线|生产基地|工厂|项目"
_MADE = re.compile(
    rf"\s*(?:/年|每年)?\s*(?:的)?(?P<thing>(?!左右|以上|以下|以内)[A-Za-zα-ω\u4e00-\u9fff][A-Za-z0-9α-ω\u4e00-\u9fff\-]{{1,11}}?)\s*(?P<plant>{_PLANT})?(?=[、，。；：（）(),;]|和|及|与|等|$|(?<=能)|(?<=装置)|(?<=产线))"
)
_IN_LIST = re.compile(r"\s*[^，。；：\s]{0,16}\s*(?:[、]|和|及|与|以及)\s*")


def capacity(sentence: Sentence, group: Group, said: Said) -> What | None:
    """The capacity a number is; None where the words tell of no plant."""
    if len(group.quantities) > 1 or group.quantities[0].unit not in _UNITS:
        return None
    text = sentence.mentions.text
    if group.bracketed:
        return _in_brackets(text, sentence.start, group)
    lead = last_clause(without_periods(sentence, group))
    before = (
        said.what
        if said.what is not None and said.what.name.endswith("产能") and said.unit in _UNITS
        else None
    )
    goes_on = before is not None and _IN_LIST.fullmatch(text, group.lead_start, group.start)
    builds, has = _BUILDS.search(lead) is not None, _HAS.search(lead) is not None
    further = before is not None and _FURTHER.search(lead) is not None
    if not (goes_on or builds or has or further):
        return None
    match = _MADE.match(text, group.end, min(sentence.end, group.end + 30))
    thing = match["thing"] if match else ""
    if match is None or not _is_made(thing):
        return None
    if has and not match["plant"]:
        return None
    built = builds or (before is not None and before.name.startswith("在建") and not has)
    return What(f"{'在建' if built else ''}{thing}产能", find_metric("产能"), thing)


_NOUN = re.compile(
    r"(?:及|和|与|以及|并)?(?:形成|包括|拥有|生产|涵盖|布局|产出)?(?:上游|下游|配套)?(?P<noun>[A-Za-zα-ω\u4e00-\u9fff][A-Za-z0-9α-ω\u4e00-\u9fff\-]{1,11})\s*[（(]\s*"
)


def _in_brackets(text: str, start: int, group: Group) -> What | None:
    """The capacity of what stands before a bracket that holds it alone, in a sentence that spoke of capacities: "乳液（20 万吨）"."""
    opened = max(text.rfind(sign, start, group.start) for sign in "（(")
    alone = re.match(r"\s*(?:/年|每年)?\s*[）)]", text[group.end : group.end + 6]) is not None
    if not alone or "产能" not in text[start:opened]:
        return None
    since = max(text.rfind(sign, start, opened) for sign in "，、。；：）)") + 1
    match = _NOUN.fullmatch(text[max(since, start) : group.start].strip())
    noun = match["noun"] if match else ""
    return What(f"{noun}产能", find_metric("产能"), noun) if noun and _is_made(noun) else None


def _is_made(thing: str) -> bool:
    """Whether a name is one of goods: no metric, no amount by its end, no story."""
    ends = thing.endswith(tuple(words("filed")["quantity_ends"]))
    told = bare_measure(thing) or tells(thing) or noun_phrase(thing) != thing
    return not (ends or told or find_metric(thing) or _DEALT.search(thing))


_DEALT = re.compile(
    r"厂房|车间|基地|公司|设备|销售|需求|消费|供应|库存|出口|进口|缺口|增量|订单|产能|预计|投产|[的了]"
)
