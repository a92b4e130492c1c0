"""Two printed numbers go in, whether they may be one and the same comes out: a printed digit stands for all it rounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

Row = Mapping[str, object]


def number(value: object) -> Decimal | None:
    """The decimal behind a stored value, None where there is none."""
    return Decimal(str(value)) if value not in (None, "") else None


def middle(row: Row) -> Decimal | None:
    """A claim's number; of a range its middle."""
    low, high = number(row.get("value")), number(row.get("value_high"))
    return low if low is None or high is None else (low + high) / 2


def last_digit(row: Row) -> Decimal:
    """What one unit of the last printed digit is worth; 0 where the precision is not known."""
    decimals = row.get("decimals")
    return Decimal(1).scaleb(-decimals) if isinstance(decimals, int) else Decimal(0)


def is_same_number(one: Row, other: Row) -> bool:
    """Whether the two numbers are no further apart than the half digits they were rounded by."""
    a, b = middle(one), middle(other)
    if a is None or b is None:
        return a is b
    return abs(a - b) <= (last_digit(one) + last_digit(other)) / 2
