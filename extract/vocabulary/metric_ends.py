"""A metric's name with more before it in, that more and the metric out: 施工业务收入 → (施工业务, 收入, revenue).

Words that make another metric of it (人均, 单店, 占) stay with the metric: 人均奶酪消费量 is (奶酪, 人均消费量), or nothing the
vocabulary knows. Names too short or too common to end a phrase (`[filed] never_behind`) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from extract.vocabulary.datafiles import longest_first, words
from extract.vocabulary.labels import squeeze
from extract.vocabulary.metric_names import Metric, find_metric, metrics


def metric_at_end(name: str) -> tuple[str, str, Metric] | None:
    """(what stands before, the metric's name as printed, the metric) by the longest name that ends the phrase; None where the whole is one."""
    if squeeze(name) in _ends():
        return None
    for start in range(1, len(name) - 1):
        if name[start - 1].isascii() and name[start - 1].isalnum() and name[start].isascii():
            continue  # not inside a Latin word
        metric = _ends().get(squeeze(name[start:]))
        if metric is not None:
            return _with_its_modifier(name[:start].rstrip(" 的"), name[start:].strip(), metric)
    return None


def _with_its_modifier(before: str, tail: str, metric: Metric) -> tuple[str, str, Metric] | None:
    """人均 before a segment belongs to the metric behind it."""
    match = _modifiers().search(before)
    if match is None:
        return (before, tail, metric) if before else None
    word = match[0].rstrip("年的")
    known = find_metric(word + tail) or find_metric(word + metric.zh)
    rest = (before[: match.start()] + before[match.end() :]).strip(" 的")
    return (rest, word + tail, known) if known is not None else None


@cache
def _ends() -> Mapping[str, Metric]:
    """The names that may end a phrase: those looked for in running text, and longer labels."""
    never, also = frozenset(words("filed")["never_behind"]), frozenset(words("filed")["also_behind"])
    found: dict[str, Metric] = {}
    for metric in metrics():
        labels = [
            name for name in metric.label_only if name in also or (len(name) > 2 and not name.isascii())
        ]
        for name in (metric.zh, metric.en, *metric.synonyms, *labels):
            if len(squeeze(name)) > 1 and name not in never:
                found[squeeze(name)] = metric
    return found


@cache
def _modifiers() -> re.Pattern[str]:
    listed = longest_first(words("filed")["modifiers"])
    return re.compile(rf"(?:{'|'.join(listed)})年?的?")
