"""Decimals go in, their mean, median and spread come out, the same to the last of 50 digits on every machine.

Nothing is rounded on the way; `plain` rounds to 16 digits for whoever reads the numbers as data, and tables round to what
was printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)
_SHOWN = Context(prec=16, rounding=ROUND_HALF_EVEN)


def total(values: Sequence[Decimal]) -> Decimal:
    found = Decimal(0)
    for value in values:
        found = EXACT.add(found, value)
    return found


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Σx / n; None of no values."""
    return EXACT.divide(total(values), Decimal(len(values))) if values else None


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value, of an even number the mean of the two in the middle."""
    placed = sorted(values)
    half = len(placed) // 2
    return mean(placed[half : half + 1] if len(placed) % 2 else placed[half - 1 : half + 1])


def stdev(values: Sequence[Decimal]) -> Decimal | None:
    """The sample's standard deviation; None below two values."""
    middle = mean(values)
    if middle is None or len(values) < 2:
        return None
    gaps = [EXACT.subtract(value, middle) for value in values]
    squares = total([EXACT.multiply(gap, gap) for gap in gaps])
    return EXACT.sqrt(EXACT.divide(squares, Decimal(len(values) - 1)))


def percent(new: Decimal, old: Decimal) -> Decimal | None:
    """new / old − 1 in percent; None where old is not above zero."""
    if old <= 0:
        return None
    return EXACT.multiply(EXACT.divide(EXACT.subtract(new, old), old), Decimal(100))


def plain(value: Decimal | None) -> str | None:
    """A number as data: at most 16 digits, no exponent, no zeros that say nothing."""
    if value is None:
        return None
    text = format(_SHOWN.plus(value), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
