"""What a reading of a printed period is, and the small judgements every rule shares: which year 26 is, what E means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extract.numbers.units import magnitude_pattern, unit_pattern
from extract.periods.dates import (
    Date,
    day_value,
    full_year,
    is_date,
    month_value,
    part_value,
)
from extract.vocabulary.wording import GAP, table


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of `text[start:end]`.

    `part` is set where the year came from the anchor ("Q4", "M3", "D3-21"), `year` where the text named one,
    `is_year` where the period is one whole year, so that a part behind it can be joined to it, `is_week` where it
    is a week told in a word (上周), so that days in brackets behind it can say which.
    """

    start: int
    end: int
    value: str
    inferred: bool = False
    stance: str | None = None
    part: str | None = None
    year: int | None = None
    is_year: bool = False
    is_week: bool = False


class Place(NamedTuple):
    """What a rule may look at besides its match."""

    text: str
    anchor: Date


Reading = Callable[[re.Match[str], Place], Sequence[Found] | None]

_STANCES = {"A": "actual", "E": "estimate", "F": "estimate"}


def stance_of(mark: str | None) -> str | None:
    """E and F are estimates, A is actual."""
    return _STANCES[mark.upper()] if mark else None


def read_year(printed: str) -> int:
    """ "2026" or "26" → 2026."""
    return int(printed) if len(printed) == 4 else full_year(int(printed))


def is_near(year: int, anchor: Date) -> bool:
    """May a two-digit year mean this one? Within eight years back and twelve ahead of the report."""
    return anchor.year - 8 <= year <= anchor.year + 12


def place(part: str, year: int) -> str | None:
    """A part of a year ("Q4", "M3", "M1-2", "D3-21") in the given year; None where the calendar has no such day."""
    if part[0] == "M":
        first, _, last = part[1:].partition("-")
        low = month_value(year, int(first))
        return f"{low}/{month_value(year, int(last))}" if last else low
    if part[0] == "D":
        days = [[int(piece) for piece in day.split("-")] for day in part[1:].split("/")]
        # 12 月 30 日至 1 月 3 日 ends in the next year.
        ends = [year + (month < days[0][0]) for month, _ in days]
        if not all(is_date(end, month, day) for end, (month, day) in zip(ends, days, strict=True)):
            return None
        return "/".join(day_value(end, month, day) for end, (month, day) in zip(ends, days, strict=True))
    return part_value(year, part)


def is_future(text: str, start: int) -> bool:
    """Does the text before point forward (将于 5 月 20 日)?"""
    head = text[max(0, start - 10) : start].rstrip()
    return head.endswith(tuple(table("future_words")["words"]))


def is_counted(match: re.Match[str], where: Place) -> bool:
    """Does a unit follow, so that the figure counts something (2020 家) and is no year?"""
    return _unit_behind().match(where.text, match.end()) is not None


@cache
def _unit_behind() -> re.Pattern[str]:
    return re.compile(rf"{GAP}(?:[多余餘]{GAP})?(?:{magnitude_pattern()}|{unit_pattern(after_year=True)})")


def anchor_window(year: int, anchor: Date) -> bool:
    """Tighter than `is_near`: 15 年 and 30 年 are usually lengths of time."""
    return anchor.year - 6 <= year <= anchor.year + 6
