"""All grids of a report in, their claims by page out, with units settled between them.

A table that prints no currency is in the currency of the report's statements; one that prints no unit is in the unit
that makes it agree with the tables that do. Where nothing tells, a figure outside a statement keeps no unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.head.header import Facts
from extract.model import MetricClaim
from extract.tables.forecast import Customs, claims_from_grid
from extract.tables.grids import Grid
from extract.tables.profits import file_profits
from extract.tables.units import MONEY, table_currency, table_unit
from extract.vocabulary import find_metric

INFERRED = "unit_inferred"
# What a table without a unit may be counted in, as parts of the million it was read in: 元, 万元, 百万元, 亿元.
_FACTORS = (Decimal("0.000001"), Decimal("0.01"), Decimal(1), Decimal(100))
_NEAR = Decimal("0.03")
Question = tuple[str | None, str | None, str | None]  # subject, concept, period
_STATEMENT = 8  # rows of money from which a table is a statement: those are in millions by custom


class Tables:
    """The tables of one report, stretch by stretch: what earlier ones told of customs and values helps later ones."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._customs = Customs()
        self._known: dict[Question, Decimal] = {}

    def claims(self, grids: Sequence[Grid]) -> Mapping[int, list[MetricClaim]]:
        """The claims of every grid, by page, in the order of the grids."""
        first = (first_estimate(grids), self._customs.estimated_from)
        self._customs = Customs(
            report_currency(grids) or self._customs.currency,
            min((year for year in first if year is not None), default=None),
        )
        read = [_in_percent(list(claims_from_grid(grid, self._facts, self._customs))) for grid in grids]
        for question, value in _known(claim for claims in read for claim in claims).items():
            self._known.setdefault(question, value)
        of_page = _page_factors(grids, read)
        settled = [
            _settled(claims, self._known, of_page.get(grid.page))
            for grid, claims in zip(grids, read, strict=True)
        ]
        pages: dict[int, list[MetricClaim]] = {}
        for grid, claims in zip(grids, file_profits(settled), strict=True):
            pages.setdefault(grid.page, []).extend(claims)
        return pages


def _page_factors(grids: Sequence[Grid], read: Sequence[Sequence[MetricClaim]]) -> dict[int, Decimal]:
    """What the tables of a page are counted in, in millions, where those that tell agree; a statement tells too."""
    printed: dict[int, set[Decimal]] = {}
    customary: set[int] = set()
    for grid, claims in zip(grids, read, strict=True):
        unit = table_unit(grid)
        if unit is not None and unit[1] in MONEY:
            printed.setdefault(grid.page, set()).add(unit[0] / 1_000_000)
        elif _open(claims) and _is_customary(claims):
            customary.add(grid.page)
    factors = dict.fromkeys(sorted(customary), Decimal(1))
    factors |= {page: next(iter(found)) for page, found in printed.items() if len(found) == 1}
    return factors


def report_currency(grids: Sequence[Grid]) -> str | None:
    """The one currency that the report's statements name; None where none or several are named."""
    named = Counter(
        currency
        for grid in grids
        if (currency := table_currency(grid)) is not None and _money_rows(grid) >= _STATEMENT
    )
    return next(iter(named)) if len(named) == 1 else None


def first_estimate(grids: Sequence[Grid]) -> int | None:
    """The first year that a table of the report marks as estimated (2025E)."""
    years = (
        int(match[1])
        for grid in grids
        for _, period in grid.columns
        if period.stance == "estimate" and (match := re.match(r"(?:FY)?(\d{4})", period.value))
    )
    return min(years, default=None)


def _money_rows(grid: Grid) -> int:
    concepts = (find_metric(row.label_text) for row in grid.rows if row.cells)
    return sum(
        concept is not None and concept.unit == "CNY" and not concept.per_share for concept in concepts
    )


def _in_percent(claims: list[MetricClaim]) -> list[MetricClaim]:
    """Ratios printed as fractions (毛利率 0.23, ROE 0.09), told by margins and debt ratios that never reach 1."""
    bare = [c for c in claims if c.unit == "%" and not re.search(r"[%％]", c.quote)]
    sure = [
        c for c in bare if c.metric_id in ("gross_margin", "asset_liability_ratio") and c.measure == "level"
    ]
    if len(sure) < 3 or any(not 0 <= c.value < 1 for c in sure):
        return claims
    found = {id(claim) for claim in bare}
    return [_as_percent(c) if id(c) in found else c for c in claims]


def _as_percent(claim: MetricClaim) -> MetricClaim:
    places = None if claim.decimals is None else claim.decimals - 2
    return replace(claim, value=claim.value * 100, decimals=places)


def _question(claim: MetricClaim) -> Question:
    return claim.subject, claim.metric_id, claim.period


def _known(claims: Iterable[MetricClaim]) -> dict[Question, Decimal]:
    """What tables with a printed unit say of the company as a whole."""
    known: dict[Question, Decimal] = {}
    for claim in claims:
        if claim.metric_id and not claim.doubts and claim.scope is None and claim.measure == "level":
            known.setdefault(_question(claim), claim.value)
    return known


def _open(claims: Sequence[MetricClaim]) -> list[MetricClaim]:
    return [claim for claim in claims if INFERRED in claim.doubts and claim.unit in MONEY]


def _is_customary(claims: Sequence[MetricClaim]) -> bool:
    """A statement by its many rows of money; a forecast by its earnings a share or multiples beside its profits."""
    forecast = {claim.metric_id for claim in claims} & {"eps", "pe", "roe"}
    return bool(forecast) or len({claim.metric for claim in _open(claims)}) >= _STATEMENT


def _settled(
    claims: Sequence[MetricClaim], known: Mapping[Question, Decimal], of_page: Decimal | None
) -> list[MetricClaim]:
    open_ones = _open(claims)
    if not open_ones:
        return list(claims)
    votes = Counter(
        factor
        for claim in open_ones
        if claim.scope is None and claim.value and (value := known.get(_question(claim)))
        for factor in _FACTORS
        if abs(value / (claim.value * factor) - 1) < _NEAR
    )
    factor = max(votes, key=lambda f: (votes[f], f == 1)) if votes else of_page
    # Statements and forecasts that name no unit are in millions by the custom of the trade: kept, and in doubt.
    customary = factor == 1 or (factor is None and _is_customary(claims))
    if not votes and customary:
        return list(claims)
    found = {id(claim) for claim in open_ones}
    return [_counted(claim, factor) if id(claim) in found else claim for claim in claims]


def _counted(claim: MetricClaim, factor: Decimal | None) -> MetricClaim:
    """The claim in the unit the other tables tell; without one, as printed and without a unit."""
    if factor is None:
        places = None if claim.decimals is None else claim.decimals + 6
        return replace(claim, value=claim.value / 1_000_000, decimals=places, unit="")
    rest = tuple(doubt for doubt in claim.doubts if doubt != INFERRED)
    places = claim.decimals
    if places is not None:
        places -= factor.normalize().adjusted()
    return replace(claim, value=claim.value * factor, decimals=places, doubts=rest)
