"""A period value of the claim contract in, a text that reads back to it out: "2025-01/2025-09" → "2025 年 1 月至 2025 年 9 月"."""

from __future__ import annotations

import re

_MARKS = {"estimate": "E", "actual": "A", None: ""}
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(FY)?(\d{4})")


def format_period(value: str, stance: str | None = None) -> str:
    """As an analyst would write it, with the mark of its stance where years and quarters carry one.

    The spans of a performance box (12M) are given back as they are: only a header reads them.
    """
    first, _, last = value.partition("/")
    if not last:
        return _one(first, _MARKS[stance])
    if first.isdigit() and last.isdigit():
        return f"{first}-{last}{_MARKS[stance] or ' 年'}"
    if _MONTH.fullmatch(last) or _MONTH.fullmatch(first):
        return f"{_one(first, '')}至 {_one(last, '')}"
    return f"{first}-{last}" if "-" not in value else f"{first} 至 {last}"


def _one(value: str, mark: str) -> str:
    if year := _YEAR.fullmatch(value):
        return value + mark if mark else f"{year[2]} {'财年' if year[1] else '年'}"
    if month := _MONTH.fullmatch(value):
        return f"{month[1]} 年 {int(month[2])} 月"
    return value + mark
