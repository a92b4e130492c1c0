"""Rows of a page in, claims about many companies out: tables with a company a row and, over the years, EPS or PE.

Such a table is told by its head: over each run of periods stands the name of a metric. Columns without periods
(现价, 总市值) count where the vocabulary knows their head; a word of the rating vocabulary is the company's rating.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.head.header import Facts
from extract.head.ratings import quoted_in
from extract.model import Claim, MetricClaim, Period, RatingClaim
from extract.numbers.grammar import parse_cell
from extract.pages.lines import Line
from extract.periods.grammar import find_periods
from extract.tables.cells import SOURCE, Cell, is_value
from extract.tables.company_heads import Column, names_at, period_columns, plain_columns, reach_of
from extract.tables.company_names import (
    average_of,
    currency_in,
    is_average,
    is_code,
    listing_in,
    name_in,
    parted,
    rest_of,
)
from extract.tables.consensus import consensus_of
from extract.tables.headers import header_groups, pitch_of
from extract.tables.meanings import RowMeaning, clean_label
from extract.tables.units import MONEY, cell_unit, decimals_in
from extract.vocabulary import words

_BEHIND_CODE = re.compile(r"[A-Z0-9.]{1,10}\s*[（(]([^（()）]{2,})[)）]")  # "NET (Cloudflare)"


@dataclass(slots=True)
class CompanyRow:
    """A company, or the average of all, with its figures; `rest` is the second line of a long name."""

    name: Cell
    code: str | None
    values: list[tuple[Column, Cell]] = field(default_factory=list)
    rating: Cell | None = None
    priced: str | None = None  # the day the table's note gives its prices
    rest: Cell | None = None
    currency: str | None = None  # what its money is in, where a cell says so
    source: str | None = None  # whose consensus the estimates are, where a note or a head says so

    @property
    def title(self) -> str:
        text = "".join(cell.text for cell in self.names)
        behind = _BEHIND_CODE.fullmatch(text)
        return behind[1] if behind else clean_label(text)[0]

    @property
    def names(self) -> list[Cell]:
        return [self.name, self.rest] if self.rest else [self.name]

    @property
    def cells(self) -> Iterator[Cell]:
        yield from self.names
        for _, cell in self.values:
            yield cell
        if self.rating:
            yield self.rating


def find_company_rows(rows: Sequence[Sequence[Cell]], anchor: datetime.date) -> list[CompanyRow]:
    """The company rows of every comparison table of a page."""
    found: list[CompanyRow] = []
    for index in range(len(rows)):
        columns = period_columns(rows, index, anchor)
        if columns:
            columns += plain_columns(rows, index, columns, anchor)
            body = list(_body(rows, index, columns, _step(rows, index, anchor)))
            notes = _notes(rows, body[-1].name.line) if body else []
            day = _price_day(notes, anchor)
            for company in body:
                company.priced = day
                company.source = consensus_of(company.title, notes, [c.title for c in body])
            found.extend(body)
    return found


_PRICE_NOTE = re.compile(r"(?:收盘|股价|价格|市值).{0,16}?日|日.{0,4}?(?:收盘|股价)")


def _notes(rows: Sequence[Sequence[Cell]], last: Line) -> list[str]:
    """The lines right below a table's last row, one text a row: sources and notes."""
    return [
        "".join(cell.text for cell in row)
        for row in rows
        if 0 < row[0].line.base - last.base < 6 * row[0].line.size
    ]


def _price_day(notes: Sequence[str], anchor: datetime.date) -> str | None:
    """The day a note names for the table's prices ("收盘价截至 2026 年 4 月 10 日")."""
    for text in notes:
        if not _PRICE_NOTE.search(text):
            continue
        days = [p.value for p in find_periods(text, anchor) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", p.value)]
        if days:
            return days[0]
    return None


def _step(rows: Sequence[Sequence[Cell]], index: int, anchor: datetime.date) -> float:
    return min((pitch_of(g) for g in header_groups(rows[index], anchor)), default=30.0)


def _body(
    rows: Sequence[Sequence[Cell]], index: int, columns: Sequence[Column], pitch: float
) -> Iterator[CompanyRow]:
    first = min(c.head.box.x0 for c in columns)
    last_base = rows[index][0].line.base
    place = names_at(rows, index)
    for at in range(index + 1, len(rows)):
        row, base = rows[at], rows[at][0].line.base
        if base - last_base > 5 * row[0].line.size:
            return
        company = _company([part for cell in row for part in parted(cell)], columns, first, pitch, place)
        if company is None:
            text = "".join(c.text for c in row)
            if SOURCE.search(text):
                return
            # A heading between the rows ("速冻食品可比公司：") is of the table.
            last_base = base if len(text) <= 14 else last_base
            continue
        last_base = base
        company.rest = rest_of(company.name, rows[at + 1 : at + 3])
        yield company


def _company(
    row: Sequence[Cell], columns: Sequence[Column], first: float, pitch: float, place: float | None
) -> CompanyRow | None:
    nearest: dict[int, tuple[float, Cell]] = {}
    for cell in row:
        if is_value(cell.text) and not is_code(cell.text):
            away, at = min((abs(c.head.middle - cell.middle), at) for at, c in enumerate(columns))
            if away < min(reach_of(columns[at], columns, pitch), nearest.get(at, (1e9, cell))[0]):
                nearest[at] = (away, cell)
    found = [(columns[at], cell) for at, (_, cell) in nearest.items()]
    values = sorted(found, key=lambda pair: pair[1].box.x0)
    left = min((cell.box.x0 for _, cell in values), default=0.0)
    average = next((c for c in row if is_average(c.text) and c.box.x1 < left), None)
    if average is not None and values:
        return CompanyRow(average, None, values)
    name = name_in(row, first + pitch, place)
    if len(values) < 2 or name is None:
        return None
    rating = next((c for c in row if c.text in words("ratings")), None)
    return CompanyRow(name, listing_in(row), values, rating, currency=currency_in(row))


def claims_from_company(row: CompanyRow, facts: Facts) -> Iterator[Claim]:
    """The row's figures and its rating, each with its own box."""
    names, subject = "".join(cell.text for cell in row.names), row.title
    own = facts.subject is not None and len(subject) > 1 and facts.subject.startswith(subject)
    subject = average_of(subject) if is_average(subject) else subject
    boxes = tuple(cell.box.rounded() for cell in row.names)
    for column, cell in row.values:
        quantity = parse_cell(cell.text)
        if quantity is None:
            continue
        doubts: list[str] = []
        meaning = RowMeaning(column.label, column.metric, column.measure, column.unit)
        factor, unit = cell_unit(meaning, None, doubts)
        money = _money(unit, column, row)
        if money is None:
            continue
        unit = money
        if "unit_inferred" in doubts:
            factor, unit = Decimal(1), ""  # 市值 of peers is printed in 亿 as often as in millions
        if quantity.unit:
            factor, unit, doubts = Decimal(1), quantity.unit, []
        day = row.priced or facts.price_date or (facts.date.isoformat() if facts.date else None)
        period = column.period.value if column.period else day
        stance = _stance(column.period, facts)
        source = column.source or (None if own else row.source)
        yield MetricClaim(
            page=cell.line.page,
            bbox=(*boxes, cell.box.rounded()),
            quote=f"{names} {column.label} {column.head.text} {cell.text}",
            origin="comparison",
            doubts=tuple(doubts) if column.metric.unit == "CNY" and not column.metric.per_share else (),
            subject=subject,
            ticker=row.code,
            metric=column.label,
            metric_id=column.metric.id,
            measure=column.measure,
            value=quantity.value * factor,
            original=cell.text,
            decimals=decimals_in(factor, quantity.decimals),
            unit=unit,
            period=period,
            stance="consensus" if source and stance == "estimate" else stance,
            attribution=source if stance == "estimate" else None,
        )
    if row.rating is not None:
        yield RatingClaim(
            page=row.name.line.page,
            bbox=(*boxes, row.rating.box.rounded()),
            quote=f"{names} {row.rating.text}",
            origin="comparison",
            subject=subject,
            ticker=row.code,
            rating=row.rating.text,
            step=str(words("ratings").get(row.rating.text)),
        )


def _money(unit: str, column: Column, row: CompanyRow) -> str | None:
    """The unit of a figure: its row, or its listing, may say the currency; None where a head names several."""
    home = quoted_in(row.code)
    if unit not in MONEY:
        return unit
    if row.currency or column.mixed:
        return row.currency or home
    # Prices in Hong Kong are in its dollars where nothing is printed.
    return "HKD" if column.unit is None and column.metric.kind == "price" and home == "HKD" else unit


def _stance(period: Period | None, facts: Facts) -> str:
    if period is None:
        return "actual"
    year = re.match(r"(?:FY)?(\d{4})", period.value)
    return period.stance or (
        "estimate" if year and facts.date and int(year[1]) >= facts.date.year else "actual"
    )
