"""Grids in, metric claims out: a row is a metric, a column a period, a growth row belongs to the row above it.

What a row is limited to comes from `scopes`, what its figures are counted in from `table_units`. Rows that name
nothing give no claim, and neither does a growth row below one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.head.header import Facts
from extract.head.ratings import quoted_in
from extract.model import Box, MetricClaim, Period
from extract.numbers.grammar import parse_cell
from extract.tables.arithmetic import limit_parts
from extract.tables.captions import (
    are_companies,
    limit_by_caption,
    metric_of_rows,
    names_a_code,
    product_of_companies,
)
from extract.tables.cells import PAIR, Cell
from extract.tables.flows import as_flow, cash_flow_rows
from extract.tables.grid_rows import GridRow
from extract.tables.grids import Grid
from extract.tables.markets import Market, market_of
from extract.tables.meanings import PERCENT, RowMeaning, grown_from, is_performance, meaning_of
from extract.tables.row_words import listed, rest_of
from extract.tables.scopes import limits_of
from extract.tables.units import MONEY, Scale, cell_unit, names_currency, rows_unit, table_unit
from extract.vocabulary import find_metric, growth_label

_GROWTH_SECTION = re.compile(r"成长|增长|growth|y-?o-?y|%\s*change", re.I)


@dataclass(frozen=True, slots=True)
class Customs:
    """What a report's other tables tell: the currency of its statements, and the first year they mark as estimated."""

    currency: str | None = None
    estimated_from: int | None = None


NO_CUSTOMS = Customs()


@dataclass(frozen=True, slots=True)
class _About:
    """What a whole table is about: the currency of money that names none, and whom its segments are."""

    currency: str | None
    companies: bool
    market: Market | None
    product: str | None = None  # what a table of companies is limited to

    def filed(self, claim: MetricClaim, grid: Grid, row: GridRow) -> MetricClaim:
        """The claim under the currency and the subject that the table gives it."""
        if claim.unit == "CNY" and self.currency and not names_currency(grid, row.label_text):
            claim = replace(claim, unit=self.currency)
        if self.market is not None:
            return replace(claim, subject=claim.scope or self.market.name or claim.subject, scope=None)
        if self.companies and claim.scope:
            return replace(claim, subject=claim.scope, scope=self.product)
        return claim


def claims_from_grid(grid: Grid, facts: Facts, customs: Customs = NO_CUSTOMS) -> Iterator[MetricClaim]:
    """One claim a numeric cell. Rows that name nobody and nothing are passed over (the ledger shows their numbers)."""
    if grid.version in listed("version_changes"):
        return
    unit, beside = table_unit(grid), rows_unit(grid)
    growth_section = growth_label(grid.corner) is not None
    above: RowMeaning | None = None
    levels: list[tuple[GridRow, RowMeaning]] = []
    # A table that goes on from the page before is read from its beginning, and speaks for this page alone.
    earlier, later = grid.earlier, grid.later
    rows = [*earlier, *grid.rows, *later]
    own = range(len(earlier), len(earlier) + len(grid.rows))
    told = metric_of_rows(grid, rows)
    limits = limits_of(rows)
    limit_parts(rows, limits, grid.columns)
    limits = [limit_by_caption(limit, row, told) for limit, row in zip(limits, rows, strict=True)]
    # What a share is quoted in is what its company counts in, but for those of China listed in Hong Kong.
    abroad = home if (home := quoted_in(facts.ticker)) not in ("CNY", "HKD") else None
    companies = are_companies(limits, facts.subject)
    names = sorted({limit.scope for limit in limits if limit.scope}) if companies else []
    about = _About(
        customs.currency or abroad,
        companies,
        market_of(grid, rows, limits),
        product_of_companies(grid, names) if companies else None,
    )
    for index, (row, limit, flow) in enumerate(zip(rows, limits, cash_flow_rows(grid, rows), strict=True)):
        if row.unread:
            above, levels = None, []
            continue
        if not row.cells:
            growth_section = bool(_GROWTH_SECTION.search(row.label_text))
            continue
        if index in own and is_performance(grid) and all(PAIR.fullmatch(c.text) for c in row.cells.values()):
            yield from _paired_moves(grid, row, facts)
            continue
        meaning = meaning_of(row, grown_from(row, levels, grid, above), growth_section, grid, limit)
        if meaning is None or names_a_code(row, limit):
            # A growth row below belongs to this row, whatever it is, and to none before it.
            above, levels = None, []
            continue
        if flow:
            meaning = as_flow(meaning)
        if meaning.measure == "level":
            above = meaning
            levels = [*levels[-3:], (row, meaning)]
        for column, cell in sorted(row.cells.items()) if index in own else ():
            # What other rows print beside their names holds for known money alone, not for 其他 or 假设.
            money = meaning.concept is not None and meaning.concept.unit in MONEY
            claim = _claim(grid, row, column, cell, meaning, unit or (beside if money else None), facts)
            if claim is None:
                continue
            if facts.date is None and claim.period:
                claim = replace(claim, stance=_undated_stance(claim, grid.columns[column][1], customs))
            yield about.filed(claim, grid, row)


def _paired_moves(grid: Grid, row: GridRow, facts: Facts) -> Iterator[MetricClaim]:
    """Cells "own move/move against the index" under spans: two claims a cell."""
    for column, cell in sorted(row.cells.items()):
        match = PAIR.fullmatch(cell.text)
        for part, name in enumerate(("绝对涨幅", "相对涨幅"), 1) if match else ():
            start = cell.start + match.start(part) if match else cell.start
            end = cell.start + match.end(part) if match else cell.end
            half = Cell(cell.line.text[start:end], cell.line.box_of(start, end), cell.line, start, end)
            moved = RowMeaning(name, find_metric(name), "price_change", PERCENT)
            claim = _claim(grid, row, column, half, moved, None, facts)
            if claim is not None:
                yield claim


# --- a cell ------------------------------------------------------------------------------------------------


def _claim(
    grid: Grid,
    row: GridRow,
    column: int,
    cell: Cell,
    meaning: RowMeaning,
    unit_of_table: Scale | None,
    facts: Facts,
) -> MetricClaim | None:
    quantity = parse_cell(cell.text.rstrip("."))
    if quantity is None:
        return None
    head, period = grid.columns[column]
    if column in grid.columns.changes:
        changed = _changed(meaning, quantity.unit, grid.columns.changes[column])
        if changed is None:
            return None
        meaning = changed
    doubts: list[str] = []
    name, concept, limit = meaning.name, meaning.concept, meaning.limit
    scope = limit.scope
    if concept is None and (rest := rest_of(name, scope)) is not None:
        name, concept, scope = rest.zh, rest, None
    if quantity.unit:
        factor, unit = Decimal(1), quantity.unit
    else:
        factor, unit = cell_unit(meaning, unit_of_table, doubts)
    measure = meaning.measure
    # A percentage in a money row is its growth, printed without saying so.
    if quantity.unit == "%" and measure == "level" and concept and concept.unit in MONEY:
        measure = "yoy"
    if limit.doubtful:
        doubts.append("scope_missing")
    shown = [*(c for c in limit.cells if c not in row.label and c.line.page == grid.page), *row.label]
    return MetricClaim(
        page=grid.page,
        bbox=_boxes([*shown, cell]),
        quote=" ".join([*(c.text for c in shown), head.text, cell.text]),
        origin="tables",
        doubts=tuple(doubts),
        subject=facts.topic,
        metric=name,
        metric_id=concept.id if concept else None,
        measure=measure,
        value=quantity.value * factor,
        original=cell.text,
        decimals=_decimals(quantity.decimals, factor),
        unit=unit,
        period=period.value,
        stance=stance_of(period, grid, facts),
        scope=scope or (grid.version if grid.version in listed("earlier_versions") else None),
    )


def _changed(meaning: RowMeaning, printed: str, measure: str) -> RowMeaning | None:
    """The row as its growth, in a column of growth; None for rates, where a percentage may be growth or points."""
    if not measure or meaning.measure != "level":
        return None
    rate = meaning.concept is None or meaning.concept.unit == "%"
    if rate and printed != "pct_pt" and not (meaning.concept is None and printed == "%"):
        return None
    return replace(meaning, measure=measure, unit=PERCENT)


def _boxes(cells: Sequence[Cell]) -> tuple[Box, ...]:
    return tuple(cell.box.rounded() for cell in cells)


def _decimals(stated: int | None, factor: Decimal) -> int | None:
    return None if stated is None else stated - (len(str(int(factor))) - 1 if factor >= 1 else 0)


def _undated_stance(claim: MetricClaim, period: Period, customs: Customs) -> str:
    """Of a report without a date: the year its own tables mark as estimated first parts what was from what will be."""
    year = re.match(r"(?:FY)?(\d{4})", period.value)
    if period.stance or year is None or customs.estimated_from is None:
        return claim.stance
    return "estimate" if int(year[1]) >= customs.estimated_from else "actual"


def stance_of(period: Period, grid: Grid, facts: Facts) -> str:
    """A and E as printed; in a table that marks estimates, an unmarked year is actual; else by the report's date."""
    if period.stance:
        return period.stance
    if any(p.stance == "estimate" for _, p in grid.columns):
        return "actual"
    if facts.date is None:
        return "actual"
    part = re.fullmatch(r"(\d{4})(?:Q(\d)|H(\d)|-01/\d{4}-09)", period.value)
    if part:
        month = int(part[2]) * 3 if part[2] else int(part[3]) * 6 if part[3] else 9
        return "estimate" if (int(part[1]), month) >= (facts.date.year, facts.date.month) else "actual"
    year = re.match(r"(?:FY)?(\d{4})", period.value)
    return "estimate" if year and int(year[1]) >= facts.date.year else "actual"
