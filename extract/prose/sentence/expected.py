"""A number told against what was expected, or where it stands in its own history, in; what it is said of out.

"高于市场一致预期的 36%" is the consensus of the metric just told, "超出预期 3.1%" by how much it was beaten, "处于近十年 88% 分位"
its place among the values of ten years.
"""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.said import Said, What

_AGAINST = re.compile(
    r"(?:高于|低于|好于|优于|超过|超出|不及|弱于|强于|超)(?:了)?(?:此前|前期)?(?:市场|彭博|Wind|万得|机构|我们|公司)?(?:的)?(?:一致)?预期(?:值)?(?P<of>的|[（(]|值)?(?:约|近)?\s*$"
)
_QUANTILE = re.compile(r"\s*(?:的)?(?:历史)?分位(?:数|点|水平|值)?")


def against_expected(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """The metric just told, as it was expected or by how much it was above."""
    match = _AGAINST.search(sentence.mentions.text, max(group.lead_start, group.start - 20), group.start)
    if match is None or said.what is None or len(group.quantities) > 1:
        return None
    if match["of"] or group.quantities[0].unit not in ("%", "pct_pt"):
        return said.what, said.measure
    return said.what, "beat"


def quantile(sentence: Sentence, group: Group, said: Said) -> What | None:
    """Where the metric just told stands among its values of some years."""
    if group.quantities[-1].unit not in ("%", "") or said.what is None or not in_history(sentence, group):
        return None
    return What(f"{said.what.name}历史分位", None, said.what.scope, said.what.subject)


def in_history(sentence: Sentence, group: Group) -> bool:
    """Whether a number is a place in a history: the years before it are that history's."""
    return _QUANTILE.match(sentence.mentions.text, group.end, sentence.end) is not None
