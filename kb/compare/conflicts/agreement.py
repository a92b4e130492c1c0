"""Two claims' numbers go in, whether one fact may stand behind both comes out; bounds, ranges and "about" mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kb.compare.precision import Row, last_digit, middle, number

# 约, 近, 左右: what a writer calls about 100 may be 95 or 105.
_ABOUT = Decimal("0.05")
_BOUNDS = {">": 1, ">=": 1, "<": -1, "<=": -1}
_ENDLESS = Decimal("Infinity")
# Numbers further apart than this part of the greater are rather of two things under one name than one of them wrong.
# What limits a number is said more loosely in a sentence than in a table.
_NEAR_IN_TABLES = Decimal("0.35")
_NEAR_IN_TEXT = Decimal("0.2")
_PLAINLY = 0.999


def slack(row: Row) -> Decimal:
    """How far the fact may lie from the printed number on either side."""
    half, value = last_digit(row) / 2, middle(row)
    return max(half, abs(value) * _ABOUT) if row.get("comparator") == "~" and value is not None else half


def bound(row: Row) -> int:
    """1 where the claim gives a least value, -1 where it gives a greatest, 0 where it gives the value."""
    return _BOUNDS.get(str(row.get("comparator")), 0)


def agrees(one: Row, other: Row) -> bool:
    """Whether one number may be both: a range holds what lies in it, a bound what satisfies it; the same amount with
    the other sign agrees too, for some print costs as negative. Claims without a number agree with all."""
    span, other_span = _span(one), _span(other)
    if span is None or other_span is None:
        return True
    room = slack(one) + slack(other)
    turned = (-other_span[1], -other_span[0])
    return _meet(span, other_span, room) or (
        not bound(one) and not bound(other) and _meet(span, turned, room)
    )


def agree_at_sight(rows: Sequence[Row]) -> bool:
    """Whether all rows plainly are the number that one of them gives most exactly; False where that takes a closer look.

    Most things are said alike by all: floats tell that at a tenth of the cost, and decide nothing that is close.
    """
    known = []
    for row in rows:
        value, places = row.get("value"), row.get("decimals")
        if row.get("comparator") not in ("=", None) or row.get("value_high") or value in (None, ""):
            return False
        known.append((10.0**-places if isinstance(places, int) else 0.0, float(str(value))))
    unit, exact = min(known)
    return all(value == exact or abs(value - exact) < (last + unit) / 2 * _PLAINLY for last, value in known)


def apart(one: Row, other: Row) -> Decimal:
    """How far two numbers are apart, as a part of the greater; 2 where a sign or a number is missing."""
    a, b = middle(one), middle(other)
    if a is None or b is None or (a < 0) != (b < 0):
        return Decimal(2)
    return abs(a - b) / (max(abs(a), abs(b)) or Decimal(1))


def is_near(one: Row, other: Row, limit: Decimal | None = None) -> bool:
    """Whether two numbers that differ are near enough for one of them to be wrong; `limit` is a part of the greater."""
    if limit is None:
        limit = _NEAR_IN_TABLES if is_table(one) and is_table(other) else _NEAR_IN_TEXT
    return apart(one, other) <= limit


def is_table(row: Row) -> bool:
    """Whether the claim is a cell rather than part of a sentence."""
    return not str(row.get("origin")).startswith("prose")


def digits(row: Row) -> int:
    """How many digits of the number are printed, leading zeros aside; 1 where the precision is not known."""
    value, unit = middle(row), last_digit(row)
    return len(str(int(abs(value / unit)))) if value and unit else 1


def _span(row: Row) -> tuple[Decimal, Decimal] | None:
    low, high = number(row.get("value")), number(row.get("value_high"))
    if low is None:
        return None
    if side := bound(row):
        return (low, _ENDLESS) if side > 0 else (-_ENDLESS, low)
    return (low, low) if high is None else (min(low, high), max(low, high))


def _meet(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal], room: Decimal) -> bool:
    return one[0] - other[1] <= room and other[0] - one[1] <= room
