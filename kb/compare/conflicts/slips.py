"""Two claims of one thing that differ go in, the name of what explains it comes out: docs/method.md, Conflicts, has the table.

The first that explains it counts. What no slip explains and no error of writing reaches is named nothing: rather two things
under one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple, Protocol

from kb.compare.conflicts.agreement import bound, digits, is_near, is_table, slack
from kb.compare.conflicts.comparable import is_odd, neighbours
from kb.compare.precision import Row, last_digit, middle

# Thousands for millions, 万 for 亿, a number without its unit …
_POWERS = (1, 2, 3, 4, 6, 8, 12)
_HALF_A_PERCENT = Decimal("0.005")
_AS_ESTIMATES_DIFFER = Decimal("0.2")
# A number of two digits is some other number too often for its being the same to mean anything.
_TELLING = 3
_TELLING_EXPECTED = 4
# What is cut off at the end of a line loses its 亿: no house counts the money of a firm in units.
_LOST_UNIT = 10_000
# From one year to the next even the fastest grow by less; two profits of one company are not twice each other.
_YEARS_APART, _BASES_APART = Decimal("0.75"), Decimal("0.5")
_SPANS = {"month": (28, 31), "quarter": (4, 4), "months": (12, 12), "weeks": (52, 52), "days": (365, 366)}
_SPAN_WORDS = {
    "day": re.compile(r"日均|每日|单日|每天|daily", re.I),
    "week": re.compile(r"周均|每周|单周|weekly", re.I),
    "month": re.compile(r"月均|每月|单月|月度|monthly", re.I),
    "quarter": re.compile(r"季均|单季|季度|quarterly", re.I),
    "year": re.compile(r"年均|年化|全年|年度|annual|yearly", re.I),
    "total": re.compile(r"累计|cumulative", re.I),
}
_PERIOD = re.compile(r"(\d{4})(?:(H|Q|-)(\d{1,2}))?")
_LAST = {"H": 2, "Q": 4, "-": 12}


class Name(NamedTuple):
    """What a difference is called, the key of the words that explain it, what they name, and which of the two slipped."""

    type: str
    why: str
    detail: str = ""
    slipped: str = ""  # "one", "other", "" where it cannot be told


class Neighbours(Protocol):
    """What the reports of the side against a row say of another metric or period, else alike."""

    def __call__(
        self, row: Row, *, metric: str | None = None, period: str | None = None
    ) -> Iterable[Row]: ...


def name_of(one: Row, other: Row, beside: Neighbours) -> Name | None:
    """What the difference of two claims of one thing is called; None where they are better called two things."""
    if bound(one) or bound(other):
        return Name("disagreement", "bound") if is_near(one, other) else None
    if (
        (slip := _unit_slip(one, other, _TELLING, _HALF_A_PERCENT)) is not None
        or is_odd(one)
        or is_odd(other)
    ):
        return slip
    if _is_rounding(one, other):
        return Name("rounding", "last_digit")
    return (
        _period_shift(one, other, beside, _TELLING)
        or _basis_mix(one, other, beside, _TELLING)
        or _definition(one, other)
        or (Name("disagreement", "differ") if is_near(one, other) else None)
    )


def slip_of(one: Row, other: Row, beside: Neighbours) -> Name | None:
    """The same for what two brokers expect, which may differ: only what an error of writing explains."""
    if bound(one) or bound(other) or is_odd(one) or is_odd(other) or _is_rounding(one, other):
        return None
    return (
        _unit_slip(one, other, _TELLING, _AS_ESTIMATES_DIFFER)
        or _period_shift(one, other, beside, _TELLING_EXPECTED)
        or _basis_mix(one, other, beside, _TELLING_EXPECTED)
    )


def _is_rounding(one: Row, other: Row) -> bool:
    a, b = middle(one), middle(other)
    return a is not None and b is not None and abs(a - b) <= max(last_digit(one), last_digit(other))


def _unit_slip(one: Row, other: Row, telling: int, part: Decimal) -> Name | None:
    a, b = middle(one), middle(other)
    if not a or not b or (a < 0) != (b < 0):
        return None
    if max(digits(one), digits(other)) < telling or min(digits(one), digits(other)) < telling - 1:
        return None
    (small, little), (large, big) = sorted(((abs(a), one), (abs(b), other)), key=lambda pair: pair[0])
    if small < _LOST_UNIT and not is_table(little) and len(str(little.get("unit"))) == len("CNY"):
        return None
    for power in _POWERS:
        room = max(part * small, slack(big).scaleb(-power) + slack(little))
        if abs(large.scaleb(-power) - small) <= room:
            return Name("unit_slip", "power", str(power))
    return None


def _period_shift(one: Row, other: Row, beside: Neighbours, telling: int) -> Name | None:
    if not is_near(one, other, _YEARS_APART):
        return None
    for row in (other, one):
        for period in _periods_beside(str(row["period"])):
            if _is_said(row, beside(row, period=period), telling):
                return Name("period_shift", "period", period, "one" if row is one else "other")
    return None


def _basis_mix(one: Row, other: Row, beside: Neighbours, telling: int) -> Name | None:
    if not is_near(one, other, _BASES_APART):
        return None
    for row in (other, one):
        for metric in neighbours(str(row["metric_id"])):
            if _is_said(row, beside(row, metric=metric), telling):
                return Name("basis_mix", "metric", metric, "one" if row is one else "other")
    return None


def _is_said(row: Row, others: Iterable[Row], telling: int) -> bool:
    """Whether the row's number is one of these, to so many digits that it is no accident: one more in one of the two, and
    of percentages, which lie close together, in both."""
    a, least = middle(row), telling + (row.get("unit") == "%")
    if a is None or digits(row) < least:
        return False
    return any(
        digits(other) >= least
        and max(digits(row), digits(other)) > telling
        and (b := middle(other)) is not None
        and abs(a - b) <= slack(row) + slack(other)
        for other in others
        if not bound(other)
    )


def _definition(one: Row, other: Row) -> Name | None:
    words = _span_word(one), _span_word(other)
    if words[0] != words[1] and all(words):
        return Name("definition", "words", f"{words[0]}/{words[1]}")
    a, b = middle(one), middle(other)
    if not a or not b or one.get("unit") == "%" or min(digits(one), digits(other)) < _TELLING - 1:
        return None
    ratio = max(abs(a), abs(b)) / min(abs(a), abs(b))
    for span, (least, most) in _SPANS.items():
        if least * (1 - _HALF_A_PERCENT) <= ratio <= most * (1 + _HALF_A_PERCENT):
            return Name("definition", "span", span)
    return None


def _span_word(row: Row) -> str | None:
    return next((name for name, words in _SPAN_WORDS.items() if words.search(str(row.get("metric")))), None)


def _periods_beside(period: str) -> list[str]:
    """The year, half, quarter or month before and after, and the same one of the years beside."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        return []
    year, kind = int(match[1]), match[2]
    if kind is None:
        return [str(year - 1), str(year + 1)]
    part, last, width = int(match[3]), _LAST[kind], len(match[3])
    beside = [divmod(year * last + part - 1 + step, last) for step in (-1, 1, -last, last)]
    return [f"{y}{kind}{n + 1:0{width}d}" for y, n in beside]
