"""Grids in, metric claims out: a row is a metric, a column a period, a growth row belongs to the row above it.

The unit of a cell is the most specific one printed: in the cell, in the row's label, in the section above, in the
table's corner or caption. Per-share figures, ratios and multiples never take the table's money unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extract.header import Facts
from extract.model import MetricClaim, Period
from extract.numbers import parse_cell, unit_scale
from extract.tables import Cell, Grid, GridRow
from extract.vocabulary import Metric, find_metric, growth_label

_BRACKETS = re.compile(r"[（(\[【]\s*([^（()）\[\]【】]*?)\s*[)）\]】]")
_GROWTH_SECTION = re.compile(r"成长|增长|growth", re.I)
_PERFORMANCE = re.compile(r"绝对|相对|超额|指数|收益|表现|涨跌|涨幅")
_RATIO_LABEL = re.compile(r"率|占比|比重|比例|Margin|ROE|ROA|ROIC|%|％", re.I)
_MULTIPLE_LABEL = re.compile(
    r"市盈|市净|市销|PE\b|PB\b|PS\b|P/[EBS]|EV/|倍|周转|流动比率|速动比率|保障倍数", re.I
)
_PER_SHARE = re.compile(r"每股|EPS|BPS|BVPS|DPS|CFPS|股息$|/股", re.I)
_DAYS = re.compile(r"天数|\bdays\b", re.I)
Scale = tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class RowMeaning:
    """What a row measures: `name` as printed without its unit, the concept where the vocabulary has it."""

    name: str
    concept: Metric | None
    measure: str
    unit: Scale | None


def claims_from_grid(grid: Grid, facts: Facts) -> Iterator[MetricClaim]:
    """One claim a numeric cell. Rows that name nobody and nothing are passed over (the ledger shows their numbers)."""
    table_unit = _table_unit(grid)
    growth_section = False
    above: RowMeaning | None = None
    for row in grid.rows:
        if not row.cells:
            growth_section = bool(_GROWTH_SECTION.search(row.label_text))
            continue
        meaning = _meaning(row, above, growth_section, grid)
        if meaning is None:
            above = None  # a growth row below belongs to this row, whatever it is, and to none before it
            continue
        if meaning.measure == "level":
            above = meaning
        for column, cell in sorted(row.cells.items()):
            claim = _claim(grid, row, column, cell, meaning, table_unit, facts)
            if claim is not None:
                yield claim


def clean_label(label: str) -> tuple[str, list[str]]:
    """The label without its brackets, marks and section numbers, and what the brackets held."""
    held = [m[1] for m in _BRACKETS.finditer(label)]
    name = _BRACKETS.sub("", label)
    name = re.sub(r"^(?:其中|减|加|[一二三四五六七八九十]{1,2}、|\d+[.、])[:：]?", "", name.strip())
    return name.strip(" ：:*#、，,-—"), held


def label_unit(held: list[str]) -> Scale | None:
    """The unit among the bracketed parts of a label ("(百万元)", "(元,LF)")."""
    for part in held:
        for piece in [part, *re.split(r"[,，;；、\s]+", part)]:
            if piece and (scale := unit_scale(piece)):
                return scale
    return None


def _table_unit(grid: Grid) -> Scale | None:
    for text in (grid.corner, *grid.above.split("\n")):
        parts = [m[1] for m in _BRACKETS.finditer(text)]
        parts += re.findall(r"单位\s*[:：]?\s*([^\s，,;；)）]+)", text)
        for part in (*parts, text if len(text) <= 12 else ""):
            scale = unit_scale(part) if part else None
            if scale and scale[1] not in ("%", "倍"):
                return scale
    return None


def _meaning(row: GridRow, above: RowMeaning | None, growth_section: bool, grid: Grid) -> RowMeaning | None:
    label = row.label_text
    if not label:
        return None
    grown = growth_label(label)
    if grown is not None:
        base, measure = grown
        if base is None:
            return RowMeaning(above.name, above.concept, measure, (Decimal(1), "%")) if above else None
        name, _ = clean_label(base)
        return RowMeaning(name, find_metric(base), measure, (Decimal(1), "%"))
    name, held = clean_label(label)
    if not name or not re.search(r"[A-Za-z\u4e00-\u9fff]", name):
        return None
    concept = find_metric(label) or find_metric(name)
    if _is_performance(grid):
        return RowMeaning(_performance_name(name), concept, "price_change", (Decimal(1), "%"))
    unit = label_unit(held)
    if growth_section and (concept is None or concept.unit != "%"):
        return RowMeaning(name, concept, "yoy", (Decimal(1), "%"))
    return RowMeaning(name, concept, "level", unit)


def _is_performance(grid: Grid) -> bool:
    return all(re.fullmatch(r"\d+[MYWD]", period.value) for _, period in grid.columns)


def _performance_name(name: str) -> str:
    """The performance box's rows under their filed names: own return and return against the index."""
    if "相对" in name or "超额" in name:
        return "相对涨幅"
    return "绝对涨幅" if _PERFORMANCE.search(name) else name


def _claim(
    grid: Grid,
    row: GridRow,
    column: int,
    cell: Cell,
    meaning: RowMeaning,
    table_unit: Scale | None,
    facts: Facts,
) -> MetricClaim | None:
    quantity = parse_cell(cell.text)
    if quantity is None:
        return None
    head, period = grid.columns[column]
    doubts: list[str] = []
    if quantity.unit:
        factor, unit = Decimal(1), quantity.unit
    else:
        factor, unit = cell_unit(meaning, table_unit, doubts)
    measure = meaning.measure
    # A percentage in a money row is its growth, printed without saying so.
    if (
        unit == "%"
        and measure == "level"
        and meaning.concept
        and meaning.concept.unit == "CNY"
        and quantity.unit == "%"
    ):
        measure = "yoy"
    value = quantity.value * factor
    boxes = tuple(c.box.rounded() for c in (*row.label, cell))
    return MetricClaim(
        page=grid.page,
        bbox=boxes,
        quote=" ".join([*(c.text for c in row.label), head.text, cell.text]),
        origin="tables",
        confidence=0.97 if not doubts else 0.7,
        doubts=tuple(doubts),
        subject=facts.topic,
        metric=meaning.name,
        metric_id=meaning.concept.id if meaning.concept else None,
        measure=measure,
        value=value,
        original=cell.text,
        decimals=_decimals(quantity.decimals, factor),
        unit=unit,
        period=period.value,
        stance=stance_of(period, grid, facts),
    )


def _decimals(stated: int | None, factor: Decimal) -> int | None:
    return None if stated is None else stated - (len(str(int(factor))) - 1 if factor >= 1 else 0)


def cell_unit(meaning: RowMeaning, table_unit: Scale | None, doubts: list[str]) -> Scale:
    """Factor and unit of a bare number in this row."""
    concept = meaning.concept
    if meaning.unit is not None and meaning.unit[1]:
        return meaning.unit
    if meaning.unit is not None:  # "(百万)": the metric, or the table, tells of what
        money = table_unit[1] if table_unit and table_unit[1] else "CNY"
        own = concept.unit if concept and concept.unit else money
        return meaning.unit[0], money if own in _MONEY else own
    if concept is not None:
        if concept.unit in ("%", "倍"):
            return Decimal(1), concept.unit
        if concept.per_share:
            money = table_unit[1] if table_unit and table_unit[1] in _MONEY else "CNY"
            return Decimal(1), money
        if concept.unit and concept.unit not in (*_MONEY, "share"):
            return Decimal(1), concept.unit
    else:
        guess = _unit_by_words(meaning.name)
        if guess is not None:
            return guess
    if table_unit is not None:
        if concept is not None and concept.unit == "share":
            return table_unit[0], "share"
        return table_unit
    doubts.append("unit_inferred")
    if concept is not None and concept.unit == "share":
        return Decimal(1_000_000), "share"
    # Statement tables that name no unit are in millions by the custom of the trade.
    return (Decimal(1_000_000), "CNY") if concept is not None and concept.unit == "CNY" else (Decimal(1), "")


_MONEY = ("CNY", "USD", "HKD", "EUR", "JPY")


def _unit_by_words(name: str) -> Scale | None:
    if _PER_SHARE.search(name):
        return Decimal(1), "CNY"
    if _MULTIPLE_LABEL.search(name):
        return Decimal(1), "倍"
    if _DAYS.search(name):
        return Decimal(1), "日"
    if _RATIO_LABEL.search(name):
        return Decimal(1), "%"
    return None


def stance_of(period: Period, grid: Grid, facts: Facts) -> str:
    """A and E as printed; in a table that marks estimates, an unmarked year is actual; else by the report's date."""
    if period.stance:
        return period.stance
    if any(p.stance == "estimate" for _, p in grid.columns):
        return "actual"
    if facts.date is None:
        return "actual"
    part = re.fullmatch(r"(\d{4})(?:Q(\d)|H(\d))", period.value)
    if part:
        month = int(part[2]) * 3 if part[2] else int(part[3]) * 6
        return "estimate" if (int(part[1]), month) >= (facts.date.year, facts.date.month) else "actual"
    year = re.match(r"(?:FY)?(\d{4})", period.value)
    return "estimate" if year and int(year[1]) >= facts.date.year else "actual"
