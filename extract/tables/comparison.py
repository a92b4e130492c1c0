"""Rows of a page in, claims about many companies out: tables with a company a row and, over the years, EPS or PE.

Such a table is told by its head: over each run of periods stands the name of a metric. Columns without periods
(现价, 总市值) count where the vocabulary knows their head; a word of the rating vocabulary is the company's rating.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extract.head.header import Facts, exchange_of, rated
from extract.model import Claim, MetricClaim, Period, RatingClaim
from extract.numbers.grammar import parse_cell
from extract.periods.grammar import find_periods
from extract.tables.cells import SOURCE, Cell, is_value
from extract.tables.headers import header_groups, pitch_of
from extract.tables.meanings import RowMeaning, clean_label
from extract.tables.units import Scale, cell_unit, decimals_in, label_unit
from extract.vocabulary import Metric, find_metric, growth_label, words

_CODE = re.compile(r"(\d{6})(?:\.(SH|SZ|BJ|SS))?|(\d{4,5})\.HK", re.I)
_NAME = re.compile(
    r"(?!(?:CH|CS|HK|US|SH|SZ|BJ|UN|UW|JP|TT|KS)$)(?=.*[\u4e00-\u9fffA-Za-z]{2})[\u4e00-\u9fffA-Za-z0-9*·&\-（）() ]{2,16}"
)
_NOT_NAME = re.compile(r"合计|可比|行业|板块|公司名称|证券代码|股票代码|资料|来源")
_AVERAGE = re.compile(r"(?:可比|同行|同业)?(?:上市)?(?:公司|行业)?.{0,4}(?:平均|均值|中位|中值).{0,4}")
_UNIT_ALONE = re.compile(r"[（(][^（()）]{1,10}[)）]")


@dataclass(frozen=True, slots=True)
class Column:
    """What stands over a column: its metric, and a period where the column has one."""

    head: Cell
    metric: Metric
    label: str
    period: Period | None
    unit: Scale | None = None  # as printed with the name, or alone below it
    measure: str = "level"


@dataclass(slots=True)
class CompanyRow:
    """A company, or the average of all, with its figures; `rest` is the second line of a long name."""

    name: Cell
    code: str | None
    values: list[tuple[Column, Cell]] = field(default_factory=list)
    rating: Cell | None = None
    priced: str | None = None  # the day the table's note gives its prices
    rest: Cell | None = None

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
        columns = _period_columns(rows, index, anchor)
        if columns:
            columns += _plain_columns(rows, index, columns)
            body = list(_body(rows, index, columns, _step(rows, index, anchor)))
            day = _price_day(rows, body[-1].name.line.base, anchor) if body else None
            found.extend(replace(company, priced=day) for company in body)
    return found


_PRICE_NOTE = re.compile(r"(?:收盘|股价|价格|市值).{0,16}?日")


def _price_day(rows: Sequence[Sequence[Cell]], base: float, anchor: datetime.date) -> str | None:
    """The day a note below the last row names ("收盘价截至 2026 年 4 月 10 日")."""
    for row in rows:
        text = "".join(cell.text for cell in row)
        if not 0 < row[0].line.base - base < 6 * row[0].line.size or not _PRICE_NOTE.search(text):
            continue
        days = [p.value for p in find_periods(text, anchor) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", p.value)]
        if days:
            return days[0]
    return None


def _period_columns(rows: Sequence[Sequence[Cell]], index: int, anchor: datetime.date) -> list[Column]:
    """Columns under a metric's name; empty where a run of periods in this row stands under none."""
    columns: list[Column] = []
    for group in header_groups(rows[index], anchor):
        low, high = group[0][0].box.x0, group[-1][0].box.x1
        parent = _over(rows, index, low, high)
        if parent is None:
            continue
        named = _named(parent)
        if named is not None:
            metric, name, measure = named
            unit = _unit_of(parent, rows[max(0, index - 3) : index + 1]) if measure == "level" else _PERCENT
            columns.extend(Column(cell, metric, name, period, unit, measure) for cell, period in group)
    return columns


_PERCENT = (Decimal(1), "%")


def _named(head: Cell) -> tuple[Metric, str, str] | None:
    """The metric a head names, its name as printed, and what of it is measured: 净利润增速 is its growth."""
    name, _ = clean_label(head.text)
    metric, measure = find_metric(head.text) or find_metric(name), "level"
    grown = growth_label(head.text) if metric is None else None
    if grown is not None and grown[0]:
        metric, name, measure = find_metric(grown[0]), clean_label(grown[0])[0], grown[1]
    return (metric, name, measure) if metric is not None else None


def _unit_of(head: Cell, rows: Sequence[Sequence[Cell]]) -> Scale | None:
    """The unit in a head's brackets, or alone in brackets right below it."""
    if held := clean_label(head.text)[1]:
        return label_unit(held)
    for cell in (cell for row in rows for cell in row):
        below = 0 < cell.line.base - head.line.base < 1.9 * head.line.size
        if below and _UNIT_ALONE.fullmatch(cell.text) and abs(cell.middle - head.middle) < head.line.size:
            return label_unit([cell.text[1:-1]])
    return None


def _over(rows: Sequence[Sequence[Cell]], index: int, low: float, high: float) -> Cell | None:
    """The one word printed over a stretch of the header row, at most three rows up."""
    base = rows[index][0].line.base
    size = rows[index][0].line.size
    above = [
        cell
        for row in rows[max(0, index - 3) : index]
        for cell in row
        if base - cell.line.base < 3.4 * size
        and low - 6 <= cell.middle <= high + 6
        and not is_value(cell.text)
    ]
    named = [cell for cell in above if _named(cell)]
    return named[0] if len(named) == 1 else None


def _plain_columns(rows: Sequence[Sequence[Cell]], index: int, columns: Sequence[Column]) -> list[Column]:
    """Heads without periods in the header's rows: 现价, 总市值."""
    base, size = rows[index][0].line.base, rows[index][0].line.size
    taken = {id(c.head) for c in columns}
    low, high = min(c.head.box.x0 for c in columns), max(c.head.box.x1 for c in columns)
    found: list[Column] = []
    for row in rows[max(0, index - 5) : index + 2]:
        for cell in row:
            if (
                id(cell) in taken
                or abs(cell.line.base - base) > 3.8 * size
                or low - 2 <= cell.middle <= high + 2
            ):
                continue
            name, _ = clean_label(cell.text)
            metric = find_metric(cell.text) or find_metric(name)
            if metric is not None:
                unit = _unit_of(cell, rows[max(0, index - 5) : index + 2])
                found.append(Column(cell, metric, name, None, unit))
    return found


def _step(rows: Sequence[Sequence[Cell]], index: int, anchor: datetime.date) -> float:
    return min((pitch_of(g) for g in header_groups(rows[index], anchor)), default=30.0)


def _body(
    rows: Sequence[Sequence[Cell]], index: int, columns: Sequence[Column], pitch: float
) -> Iterator[CompanyRow]:
    first = min(c.head.box.x0 for c in columns)
    last_base = rows[index][0].line.base
    for at in range(index + 1, len(rows)):
        row, base = rows[at], rows[at][0].line.base
        if base - last_base > 5 * row[0].line.size:
            return
        company = _company(row, columns, first, pitch)
        if company is None:
            if SOURCE.search("".join(c.text for c in row)):
                return
            continue
        last_base = base
        company.rest = _rest_of(company.name, rows[at + 1 : at + 3])
        yield company


def _rest_of(name: Cell, below: Sequence[Sequence[Cell]]) -> Cell | None:
    """The second line of a long name: a few words right below it, in a row without figures."""
    for row in below:
        if row[0].line.base - name.line.base > 1.9 * name.line.size:
            break
        for cell in row:
            beside = min(abs(cell.box.x0 - name.box.x0), abs(cell.middle - name.middle)) < 3
            words_only = not any(is_value(c.text) for c in row)
            if beside and words_only and re.fullmatch(r"[\u4e00-\u9fff]{1,6}|-?[A-Z]{1,2}", cell.text):
                return cell
    return None


def _company(row: Sequence[Cell], columns: Sequence[Column], first: float, pitch: float) -> CompanyRow | None:
    nearest: dict[int, tuple[float, Cell]] = {}
    for cell in row:
        if is_value(cell.text) and not _CODE.fullmatch(cell.text):
            away, at = min((abs(c.head.middle - cell.middle), at) for at, c in enumerate(columns))
            if away < min(_reach(columns[at], columns, pitch), nearest.get(at, (1e9, cell))[0]):
                nearest[at] = (away, cell)
    values = sorted(
        ((columns[at], cell) for at, (_, cell) in nearest.items()), key=lambda found: found[1].box.x0
    )
    left = min((cell.box.x0 for _, cell in values), default=0.0)
    average = next((c for c in row if _AVERAGE.fullmatch(c.text) and c.box.x1 < left), None)
    if average is not None and values:
        return CompanyRow(average, None, values)
    names = [c for c in row if _NAME.fullmatch(c.text) and not is_value(c.text) and c.box.x1 < first + pitch]
    names = [
        c for c in names if not _NOT_NAME.search(c.text) and not rated(c.text) and not _CODE.fullmatch(c.text)
    ]
    if len(values) < 2 or not names:
        return None
    codes = [m for c in row if (m := _CODE.fullmatch(c.text))]
    rating = next((c for c in row if c.text in words("ratings")), None)
    return CompanyRow(names[-1], _listing(codes[0]) if codes else None, values, rating)


def _reach(column: Column, columns: Sequence[Column], pitch: float) -> float:
    """How far a figure may stand from the middle of its head: wide columns stand apart, and print to one side."""
    if column.period is not None:
        return 0.55 * pitch
    gaps = [abs(column.head.middle - c.head.middle) for c in columns if c is not column]
    return max(0.55 * pitch, min(0.5 * min(gaps, default=0.0), 40.0))


def _listing(match: re.Match[str]) -> str | None:
    if match[3]:
        return f"{int(match[3]):05d}.HK"
    exchange = (match[2] or exchange_of(match[1]) or "").upper().replace("SS", "SH")
    return f"{match[1]}.{exchange}" if exchange else None


def claims_from_company(row: CompanyRow, facts: Facts) -> Iterator[Claim]:
    """The row's figures and its rating, each with its own box."""
    names = "".join(cell.text for cell in row.names)
    subject = clean_label(names)[0]
    if _AVERAGE.fullmatch(subject) and not re.search(r"可比|行业|同行|同业", subject):
        subject = "可比公司" + subject
    boxes = tuple(cell.box.rounded() for cell in row.names)
    for column, cell in row.values:
        quantity = parse_cell(cell.text)
        if quantity is None:
            continue
        doubts: list[str] = []
        meaning = RowMeaning(column.label, column.metric, column.measure, column.unit)
        factor, unit = cell_unit(meaning, None, doubts)
        if column.unit is None and column.metric.kind == "price" and (row.code or "").endswith(".HK"):
            unit = "HKD"
        if "unit_inferred" in doubts:
            factor, unit = Decimal(1), ""  # 市值 of peers is printed in 亿 as often as in millions
        if quantity.unit:
            factor, unit, doubts = Decimal(1), quantity.unit, []
        day = row.priced or facts.price_date or (facts.date.isoformat() if facts.date else None)
        period = column.period.value if column.period else day
        yield MetricClaim(
            page=cell.line.page,
            bbox=(*boxes, cell.box.rounded()),
            quote=f"{names} {column.label} {column.head.text} {cell.text}",
            origin="comparison",
            confidence=0.9,
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
            stance=_stance(column.period, facts),
        )
    if row.rating is not None:
        yield RatingClaim(
            page=row.name.line.page,
            bbox=(*boxes, row.rating.box.rounded()),
            quote=f"{names} {row.rating.text}",
            origin="comparison",
            confidence=0.9,
            subject=subject,
            ticker=row.code,
            rating=row.rating.text,
            step=str(words("ratings").get(row.rating.text)),
        )


def _stance(period: Period | None, facts: Facts) -> str:
    if period is None:
        return "actual"
    year = re.match(r"(?:FY)?(\d{4})", period.value)
    return period.stance or (
        "estimate" if year and facts.date and int(year[1]) >= facts.date.year else "actual"
    )
