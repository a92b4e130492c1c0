"""The periods of a running text in, the same with those the story dates out: 4 月 9 日 in a story of 2019 is of 2019.

A text that tells the past names a year once and goes on with months, days and quarters; the report's date, against
which `find_periods` places these, says nothing about them. `Year` is what a paragraph leaves to the one that goes on.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.model import Period
from extract.periods.dates import Date
from extract.periods.grammar import find_periods
from extract.periods.reading import is_future, place
from extract.vocabulary.wording import table

_NEWS = 60  # days: a day so short before the report is its news, whatever year was told of before


@dataclass(frozen=True, slots=True)
class Year:
    """The year a story is in; `month` where the date that set it named one, `entered` where the words say so (进入 2020 年)."""

    year: int
    month: int | None = None
    entered: bool = False


def tell(
    text: str, periods: Sequence[Period], anchor: Date, before: Year | None = None
) -> tuple[list[Period], Year | None]:
    """The periods placed by the story, and the year it ends in; `before` is the year the paragraph before was in."""
    told: list[Period] = []
    year, stop = before, 0
    for period in _with_same_year(text, periods, anchor, before):
        stop = max(stop, text.rfind("。", 0, period.start) + 1)
        if (part := _part(text[period.start : period.end])) is not None and period.inferred:
            placed = _placed(text, period, part, year, anchor)
            if placed is not period and year is not None and year.month is not None and part[0] in "MD":
                year = replace(year, year=int(placed.value[:4]), month=_month(part))
            told.append(placed)
            continue
        told.append(_since(period, text, told, stop, anchor))
        if not period.inferred and not _in_brackets(text, period.start):
            year = _turned(text, period, year, anchor)
    return told, year


# --- the year the story is in ------------------------------------------------------------------------------


def _turned(text: str, period: Period, year: Year | None, anchor: Date) -> Year | None:
    """The story's year behind a period that names one: only one that opens its clause turns it, and back only a sentence."""
    match = re.match(r"(\d{4})(?:-(\d{2}))?", period.value)
    lead = _LEAD.search(text, 0, period.start)
    if match is None or lead is None:
        return year
    opens = not lead["clause"] or lead["clause"] in "。；;！？\n"
    named, month = int(match[1]), int(match[2]) if match[2] else None
    if "/" in period.value:
        if not (opens and month):
            return year  # a range of years tells of none of them
        month = None
    entered = _enters().search(lead["words"]) is not None
    if _belongs().match(text, period.end) and not entered:
        return year
    if year is not None and not opens and not entered and (named < year.year or (year.entered and month)):
        return year
    if named >= anchor.year:
        return None
    return Year(named, month, entered or (year is not None and year.entered and named == year.year))


_LEAD = re.compile(
    r"(?P<clause>^|[。；;！？\n，,：:])(?P<words>[\s\W\d]{0,6}(?:而|但|并|后|此后|随后|其中|尽管|虽然|由于|随着|因为|整个|早在|自|从|于|在|至|到|直至|截至|截止|进入|步入|迈入|跨入|来到|回到|\s)*)$"
)


@functools.cache
def _enters() -> re.Pattern[str]:
    return re.compile("|".join(table("story")["enters"]))


@functools.cache
def _belongs() -> re.Pattern[str]:
    """What follows a year that belongs to a thing: 06 年推出的激励计划, 2018 年年报."""
    return re.compile(rf"\s*(?:{'|'.join(table('story')['belongs'])})")


# --- parts of a year ---------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def _part(printed: str) -> str | None:
    """The part of a year that was printed without one: "9 月 30 日" → D9-30, "10 月" → M10, "三季度" → Q3."""
    plain = re.sub(r"\s", "", printed)
    if match := re.fullmatch(r"(\d{1,2})月(?:份)?(?:(\d{1,2})[日号]?)?", plain):
        return f"D{match[1]}-{match[2]}" if match[2] else f"M{match[1]}"
    word = table("year_parts").get(plain) or (plain if re.fullmatch(r"Q[1-4]|H[12]", plain) else None)
    return str(word) if word and word != "Y" else None


def _month(part: str) -> int:
    return int(re.split(r"[-/]", part[1:])[0])


def _placed(text: str, period: Period, part: str, year: Year | None, anchor: Date) -> Period:
    """A part of a year in the story's year; as it was where the story is of now, or its own sentence has dated it."""
    if year is None or is_future(text, period.start):
        return period
    alone = find_periods(text[period.start : period.end], anchor)
    if not alone or alone[0].value != period.value:
        return period  # its sentence named the year
    past = year.year <= anchor.year - 2 or year.entered
    if not past and (part[0] not in "MD" or year.month is None or _month(part) < year.month):
        return period
    if not year.entered and _is_news(period.value, anchor):
        return period
    wraps = part[0] in "MD" and year.month is not None and _month(part) < year.month
    value = place(part, year.year + wraps)
    return replace(period, value=value) if value and value[:10] <= anchor.isoformat() else period


def _is_news(value: str, anchor: Date) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    return 0 <= (anchor - Date.fromisoformat(value)).days <= _NEWS


# --- words that lean on a year -----------------------------------------------------------------------------


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAME_YEAR = re.compile(
    r"(?:(?P<day>同日)|(?P<same>同年)|(?P<next>次年|翌年|隔年)|(?:^|(?<=[，。；,;]))(?P<own>当年)(?!实现的|度?可))"
)


def _with_same_year(
    text: str, periods: Sequence[Period], anchor: Date, before: Year | None
) -> Iterator[Period]:
    """The periods with 同年, 次年, 当年 among them; a month behind one of these is of that year."""
    named = before.year if before else None
    left = list(periods)
    day: str | None = None
    for match in _SAME_YEAR.finditer(text) if "年" in text or "同日" in text else ():
        while left and left[0].start < match.start():
            named = _year_of(left[0]) or named
            day = left[0].value if _DAY.fullmatch(left[0].value) else day
            yield left.pop(0)
        if match["day"]:
            if day is not None:
                yield Period(value=day, start=match.start(), end=match.end(), inferred=True)
            continue
        if named is None or named > anchor.year:
            continue
        named += match.lastgroup == "next"
        value, end = str(named), match.end()
        if left and not text[end : left[0].start].strip(" 的") and (part := _part(_printed(text, left[0]))):
            value, end = place(part, named) or value, left.pop(0).end
        yield Period(value=value, start=match.start(), end=end, inferred=True)
    yield from left


def _printed(text: str, period: Period) -> str:
    return text[period.start : period.end]


def _year_of(period: Period) -> int | None:
    last = period.value.rpartition("/")[2]
    return int(last[:4]) if re.match(r"\d{4}", last) else None


_SPAN = re.compile(r"(?:近|过去|最近)\s*(?P<n>\d{1,2}|[一二两三四五六七八九十])\s*年")
_NUMERALS = {word: count for count, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def _since(period: Period, text: str, told: Sequence[Period], stop: int, anchor: Date) -> Period:
    """What leans on a period before it: 同日, and "2008-2018 年复合增速…，近 5 年…", the years before the end of that stretch."""
    if text.startswith("同日", period.start):
        return replace(period, value=next(p.value for p in reversed(told) if _DAY.fullmatch(p.value)))
    match = _SPAN.match(text, period.start, period.end) if period.inferred else None
    before = [p for p in told if p.start >= stop and re.fullmatch(r"\d{4}/\d{4}", p.value)]
    if match is None or not before or before[-1].inferred:
        return period
    count = int(match["n"]) if match["n"].isdigit() else _NUMERALS[match["n"]]
    last = int(before[-1].value[-4:])
    if not anchor.year - 3 <= last < int(period.value[-4:]):
        return period
    return replace(period, value=f"{last - count + 1}/{last}")


def _in_brackets(text: str, position: int) -> bool:
    before = text[max(0, position - 60) : position]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")
