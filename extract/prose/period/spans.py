"""The periods told of a number in, those it is of out, where a stretch of years was told: its end, or all of it."""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.said import Said

_ARRIVED = re.compile(r"(?:增长?|提升|提高|上升|增加|下降|降低?|减少|扩大|升|回升)(?:至|到)(?:约|近|了)*\s*$")

_SINCE = re.compile(r"(?:其后|此后|之后|随后)的?(\w{1,2})年")
_COUNT = {sign: n for n, sign in enumerate("一二三四五六七八九十", 1)} | {str(n): n for n in range(2, 31)}


def ends_of(periods: list[str], measure: str, said: Said, sentence: Sentence, group: Group) -> list[str]:
    """Where a stretch of years ends, for what it arrives at; the stretch between two years told, for what it grew by a year."""
    lead = sentence.mentions.text[group.lead_start : group.start]
    if len(periods) != 1 or len(group.quantities) > 1 or said.pair:
        return periods
    stretch = re.fullmatch(r"(\d{4})/(\d{4})", periods[0])
    if measure == "level" and group.role == "list" and stretch and _ARRIVED.search(lead):
        return [stretch[2]]
    if measure == "cagr" and (since := _SINCE.search(lead)) and re.fullmatch(r"\d{4}", periods[0]):
        return (
            [f"{periods[0]}/{int(periods[0]) + _COUNT.get(since[1], 0)}"] if since[1] in _COUNT else periods
        )
    years = said.level_years
    if measure == "cagr" and years[-1:] == periods and len(years) > 1 and years[-2] < years[-1]:
        return ["/".join(years[-2:])]
    if measure == "level" and re.fullmatch(r"\d{4}", periods[0]):
        said.level_years = [*years, periods[0]]
    return periods


_BASE = re.compile(r"(\d{4})\s*年[^，。；;]{0,24}为基[数期]")
_COMING = re.compile(r"(?:接下来|未来|今后|此后|之后)的?\s*(\w{1,2})\s*年")


def on_base(
    periods: list[str], measure: str, said: Said, sentence: Sentence, group: Group
) -> tuple[list[str], str]:
    """Growth on a base year that the sentence names ("以 2018 年净利润为基数"): over more than a year it is a change, and
    years that the words only count ("接下来五年") are those after it: a plan of years ago does not begin today."""
    text = sentence.mentions.text
    named = list(_BASE.finditer(text, sentence.start, group.start)) if measure == "yoy" else []
    if not named:
        return periods, measure
    base = int(named[-1][1])
    counted = _COMING.search(text, named[-1].end(), group.start)
    many = _COUNT.get(counted[1]) if counted else None
    if many is not None and many == len(group.quantities):
        periods = said.periods = [f"{base + 1}/{base + many}" if many > 1 else str(base + 1)]
    return periods, "change" if any(period != str(base + 1) for period in periods) else measure


def spans_years(pair: tuple[str, str], sentence: Sentence, group: Group) -> bool:
    """Whether how far something moved is told between years further apart than one: "从 16 年 4%升至 19 年 6%，上升 2 个百分点"."""
    years = [int(end[:4]) for end in pair if re.match(r"\d{4}", end)]
    lead = sentence.mentions.text[group.lead_start : group.start]
    apart = len(years) == 2 and years[1] - years[0] > 1
    return apart and group.quantities[0].unit == "pct_pt" and not re.search(r"同比|年均", lead)
