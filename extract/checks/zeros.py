"""Rows in, the cells out that print nothing for a share although something was earned: 0.00 beside a profit of billions.

A zero takes part in no equation of products, so that none would ever accuse it; and held against another table's
number it would accuse that one, which is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as every

from extract.checks.figures import Figure, Row
from extract.checks.rules import Rules

SLUG = "per_share_disagrees"
_NEAR = 0.05  # of the quotient: shares change from year to year
_FAR = 4  # times what a printed zero may stand for: shares may be split


def nothing_a_share(
    levels: Mapping[str, Sequence[Row]], single: Mapping[str, Sequence[Figure]], rules: Rules
) -> tuple[set[int], set[int]]:
    """Places of zeros a share whose whole, over the shares that the box or the other years tell, is no zero; and of the
    numbers for the same year in other rows that such a quotient bears out, the shares having changed a little."""
    zeros: set[int] = set()
    right: set[int] = set()
    for rule in rules.products:
        if rule.steady != "shares" or len(rule.factors) != 2:
            continue
        whole, share = sorted(rule.factors, key=lambda factor: -factor.power)
        for row, other in every(levels.get(share.metric, ()), levels.get(whole.metric, ())):
            if row.name[0] != other.name[0] or row.name[2] or other.name[2] or row.unit != other.unit:
                continue
            for period, worth in _worths(row, other, single):
                zeros.add(row.figures[period].index)
                right |= {
                    rival.figures[period].index
                    for rival in levels[share.metric]
                    if period in rival.figures
                    and (rival.name, rival.unit) == (row.name, row.unit)
                    and abs(rival.figures[period].value / worth - 1) < _NEAR
                }
    return zeros, right


def _worths(row: Row, whole: Row, single: Mapping[str, Sequence[Figure]]) -> Iterator[tuple[str, float]]:
    """The periods in which a row prints nothing a share, each with what the whole comes to a share."""
    zeros = {period: figure for period, figure in row.figures.items() if not figure.value}
    shares = _shares(row, whole, single) if zeros else None
    for period, figure in sorted(zeros.items()):
        if shares and period in whole.figures:
            worth = whole.figures[period].value / shares
            if abs(worth) > _FAR * figure.precision > 0:
                yield period, worth


def _shares(row: Row, whole: Row, single: Mapping[str, Sequence[Figure]]) -> float | None:
    """How many shares there are: as the box says, else what the row's other columns come to, at their most."""
    for figure in single.get("total_shares", ()):
        if figure.value > 0:
            return figure.value
    found = [
        whole.figures[period].value / figure.value
        for period, figure in row.figures.items()
        if figure.value and period in whole.figures
    ]
    return max((count for count in found if count > 0), default=None)
