"""Figures in, relations out: an equation that printed numbers must satisfy, and what each would have to be for it to hold.

Every relation is a product equal to one (growth, ratios, prices) or a sum equal to zero (totals, equal figures), over
intervals: it fails only where no numbers within the printed precision satisfy it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extract.checks.figures import Figure

Bounds = tuple[float, float]
ANYTHING: Bounds = (-math.inf, math.inf)
_DUST = 1e-9
# Chains of rounded numbers are a little wider than each of them: one part in two thousand.
_SLACK = 5e-4


class Term(NamedTuple):
    """`add + Σ times·figure`, raised to `power` in a product (±1), multiplied by it in a sum.

    A term without figures is a number known from elsewhere, given by `low` and `high`.
    """

    parts: tuple[tuple[Figure, float], ...]
    add: float = 0.0
    power: float = 1.0
    low: float = 0.0
    high: float = 0.0

    def bounds(self, width: float = 1.0) -> Bounds:
        """What the term may be; `width` stretches or narrows what its figures may stand for."""
        if not self.parts:
            return self.low, self.high
        low = high = self.add
        for figure, times in self.parts:
            middle, half = figure.value * times, figure.precision * abs(times) * width
            low, high = low + middle - half, high + middle + half
        return low, high


def plain(figure: Figure, power: float = 1.0) -> Term:
    """The figure itself; a percentage as a fraction."""
    return Term(((figure, 0.01 if figure.claim.unit == "%" else 1.0),), 0.0, power)


def grown(figure: Figure, power: float = 1.0) -> Term:
    """1 + a growth in percent."""
    return Term(((figure, 0.01),), 1.0, power)


def rest_of(figure: Figure, power: float = 1.0) -> Term:
    """1 - a ratio in percent."""
    return Term(((figure, -0.01),), 1.0, power)


def average(one: Figure, other: Figure, power: float = 1.0) -> Term:
    return Term(((one, 0.5), (other, 0.5)), 0.0, power)


def known(bounds: Bounds, power: float = 1.0) -> Term:
    """A number known from elsewhere: nobody is blamed for it here."""
    return Term((), 0.0, power, *bounds)


@dataclass(frozen=True, slots=True)
class Relation:
    """One equation between figures. `slug` is the doubt it gives where it fails.

    A loose one may fail for other reasons than a mistake (a past year restated, an item not printed): it accuses only
    figures that one misread digit, sign or magnitude would explain.
    """

    slug: str
    terms: tuple[Term, ...]
    is_product: bool
    holds: bool
    is_loose: bool = False
    width: float = 1.0
    is_exact: bool = False  # a sum that the report keeps to its last digit
    slack: float = _SLACK  # of a product, as a fraction

    def members(self) -> Iterator[Figure]:
        for term in self.terms:
            for figure, _ in term.parts:
                yield figure

    def needs(self, index: int) -> Bounds:
        """What the figure of claim `index` would have to be for the relation to hold, all others as printed."""
        at = next(i for i, term in enumerate(self.terms) if any(f.index == index for f, _ in term.parts))
        others = [term for i, term in enumerate(self.terms) if i != at]
        term = self.terms[at]
        if self.is_product:
            wanted = _solved_product(others, term.power, self.slack)
        else:
            wanted = _solved_sum(others, term.power, self.width)
        if wanted is None:
            return ANYTHING
        low, high = wanted
        times = 1.0
        for figure, part in term.parts:
            if figure.index == index:
                times = part
            else:
                middle, half = figure.value * part, figure.precision * abs(part)
                low, high = low - middle - half, high - middle + half
        one, other = (low - term.add) / times, (high - term.add) / times
        return min(one, other), max(one, other)


def product(
    slug: str, terms: Sequence[Term], is_loose: bool = False, slack: float = _SLACK
) -> Relation | None:
    """The product of the terms is one; None where a term may be zero: nothing follows then."""
    edges = [term.bounds() for term in terms]
    if any(low <= 0 <= high for low, high in edges):
        return None
    low, high, sign = _logs(terms, edges)
    holds = sign > 0 and low <= slack and high >= -slack
    return Relation(slug, tuple(terms), True, holds, is_loose, slack=slack)


def total(
    slug: str, terms: Sequence[Term], is_loose: bool = False, width: float = 1.0, is_exact: bool = False
) -> Relation:
    """The sum of the terms is zero. `width` stretches or narrows what the printed figures may stand for."""
    low, high = _sums(terms, width)
    holds = low <= 0 <= high
    if not holds:
        dust = _DUST * sum(abs(figure.value * times) for term in terms for figure, times in term.parts)
        holds = low <= dust and high >= -dust
    return Relation(slug, tuple(terms), False, holds, is_loose, width, is_exact)


def _logs(terms: Sequence[Term], edges: Sequence[Bounds]) -> tuple[float, float, int]:
    low = high = 0.0
    sign = 1
    for term, (small, large) in zip(terms, edges, strict=True):
        sign = -sign if small < 0 else sign
        one, other = math.log(abs(small)) * term.power, math.log(abs(large)) * term.power
        low, high = low + min(one, other), high + max(one, other)
    return low, high, sign


def _sums(terms: Sequence[Term], width: float) -> Bounds:
    low = high = 0.0
    for term in terms:
        small, large = term.bounds(width)
        if term.power < 0:
            small, large = large, small
        low, high = low + small * term.power, high + large * term.power
    return low, high


def _solved_product(others: Sequence[Term], power: float, slack: float) -> Bounds | None:
    low, high, sign = _logs(others, [term.bounds() for term in others])
    one, other = -(low - slack) / power, -(high + slack) / power
    if max(one, other) > 700:
        return None
    edges = sorted((sign * math.exp(one), sign * math.exp(other)))
    return edges[0], edges[1]


def _solved_sum(others: Sequence[Term], power: float, width: float) -> Bounds:
    low, high = _sums(others, width)
    edges = sorted((-low / power, -high / power))
    return edges[0], edges[1]
