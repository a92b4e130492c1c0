"""Calendar arithmetic on the report's date: relative words in, period values of the claim contract out. No clock."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Mapping

Date = datetime.date


def is_date(year: int, month: int, day: int) -> bool:
    """Is it a day of the calendar between 1950 and 2100?"""
    return 1950 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def full_year(two_digits: int) -> int:
    """26 → 2026, 98 → 1998: broker notes do not look further than 2070."""
    return 2000 + two_digits if two_digits <= 70 else 1900 + two_digits


def day_value(year: int, month: int, day: int) -> str:
    """2026-03-03."""
    return f"{year:04d}-{month:02d}-{day:02d}"


def month_value(year: int, month: int) -> str:
    """2026-03."""
    return f"{year:04d}-{month:02d}"


def part_value(year: int, part: str) -> str:
    """A part of a year: Q4 → 2025Q4, H1 → 2025H1, 9M → 2025-01/2025-09, Y → 2025."""
    if part == "Y":
        return f"{year:04d}"
    if part.endswith("M"):
        return f"{month_value(year, 1)}/{month_value(year, int(part[:-1]))}"
    return f"{year:04d}{part}"


_FIRST_MONTH = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7, "9M": 1, "6M": 1, "3M": 1, "Y": 1}
_LAST_MONTH = {"Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12, "H1": 6, "H2": 12, "9M": 9, "6M": 6, "3M": 3, "Y": 12}


def year_of_part(part: str, anchor: Date, *, future: bool, reported: bool = False) -> int:
    """The year of a part named without one: the latest that has begun by the anchor (`reported`: has ended).

    With `future` the first that has not ended yet.
    """
    if future:
        return anchor.year if _LAST_MONTH[part] >= anchor.month else anchor.year + 1
    begun = _LAST_MONTH[part] < anchor.month if reported else _FIRST_MONTH[part] <= anchor.month
    return anchor.year if begun else anchor.year - 1


def year_of_day(month: int, day: int, anchor: Date, *, future: bool) -> int:
    """The year that makes month and day the most recent not after the anchor, or with `future` not before it."""
    if future:
        return anchor.year if (month, day) >= (anchor.month, anchor.day) else anchor.year + 1
    return anchor.year if (month, day) <= (anchor.month, anchor.day) else anchor.year - 1


def shift_month(year: int, month: int, months: int) -> tuple[int, int]:
    """Year and month, so many months later."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def _trading_week(anchor: Date, weeks: int) -> str:
    monday = anchor - datetime.timedelta(days=anchor.weekday()) + datetime.timedelta(weeks=weeks)
    return f"{monday.isoformat()}/{(monday + datetime.timedelta(days=4)).isoformat()}"


def weekday_value(monday: str, days: int) -> str:
    """The day so many days after a Monday."""
    return (Date.fromisoformat(monday) + datetime.timedelta(days=days)).isoformat()


def relative_value(meaning: str, anchor: Date) -> str:
    """What "year:-1", "week:past", "ytd" … mean on the anchor. Weeks run Monday to Friday.

    A weekly dated on a weekend speaks of the week just ended, so there 上周, 本周 and 过去一周 are one; on a
    Friday 过去一周 is the week that ends.
    """
    kind, _, shift = meaning.partition(":")
    return _RELATIVES[kind](anchor, shift)


def _quarter(anchor: Date, shift: str) -> str:
    year, month = shift_month(anchor.year, anchor.month, 3 * int(shift))
    return f"{year:04d}Q{(month + 2) // 3}"


def _week(anchor: Date, shift: str) -> str:
    if shift == "past":
        return _trading_week(anchor, 0 if anchor.weekday() >= 4 else -1)
    return _trading_week(anchor, 0 if anchor.weekday() >= 5 and shift == "-1" else int(shift))


_RELATIVES: Mapping[str, Callable[[Date, str], str]] = {
    "ytd": lambda anchor, _: f"{anchor.year:04d}-01-01/{anchor.isoformat()}",
    "year": lambda anchor, shift: f"{anchor.year + int(shift):04d}",
    "month": lambda anchor, shift: month_value(*shift_month(anchor.year, anchor.month, int(shift))),
    "day": lambda anchor, shift: (anchor + datetime.timedelta(days=int(shift))).isoformat(),
    "quarter": _quarter,
    "week": _week,
}


def span_value(count: int, unit: str, anchor: Date, *, future: bool) -> str | None:
    """A counted span: the past 3 years of 2026-04-03 are 2023/2025, the past 12 months 2025-04-03/2026-04-03."""
    if unit == "年":
        if count > 10:
            return None
        first, last = (
            (anchor.year, anchor.year + count - 1) if future else (anchor.year - count, anchor.year - 1)
        )
        return f"{first:04d}" if first == last else f"{first:04d}/{last:04d}"
    if unit in ("月", "季度"):
        months = count * (3 if unit == "季度" else 1)
        year, month = shift_month(anchor.year, anchor.month, months if future else -months)
        other = Date(year, month, min(anchor.day, calendar.monthrange(year, month)[1]))
    else:
        days = count * (7 if unit == "周" else 1)
        if days > 3660:
            return None
        other = anchor + datetime.timedelta(days=days if future else -days)
    return "/".join(sorted((anchor.isoformat(), other.isoformat())))
