"""The rows above a table of companies in, its columns out: a metric over a run of periods, or over one column.

The unit may stand behind the metric or alone below it; where the names of the companies stand, a head may say too.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.model import Period
from extract.periods.grammar import find_periods
from extract.tables.cells import Cell, is_value
from extract.tables.consensus import source_of
from extract.tables.headers import header_groups
from extract.tables.meanings import clean_label
from extract.tables.units import Scale, label_unit
from extract.vocabulary import Metric, find_metric, growth_label

_UNIT_ALONE = re.compile(r"[（(][^（()）]{1,10}[)）]")
_ADDED = re.compile(r"(?:估值)?(?:水平|情况)$|(?<=[A-Za-z率])估值$")
_NAMES = re.compile(
    r"(?:公司|股票|证券|企业|标的)(?:名称|简称)|(?<!\S)(?:名称|简称|(?:可比|上市)?公司|标的|企业|Ticker|Company)(?!\S)"
)


@dataclass(frozen=True, slots=True)
class Column:
    """What stands over a column: its metric, and a period where the column has one."""

    head: Cell
    metric: Metric
    label: str
    period: Period | None
    unit: Scale | None = None  # as printed with the name, or alone below it
    measure: str = "level"
    source: str | None = None  # "EPS（彭博一致预期）"
    is_alone: bool = False  # over one column, though it has a period
    mixed: bool = False  # "股价（美元/元/港元）": each in the currency of its listing


def period_columns(rows: Sequence[Sequence[Cell]], index: int, anchor: datetime.date) -> list[Column]:
    """Columns under a metric's name; empty where a run of periods in this row stands under none."""
    columns: list[Column] = []
    for group in header_groups(rows[index], anchor):
        low, high = group[0][0].box.x0, group[-1][0].box.x1
        parent = _over(rows, index, low, high)
        if parent is None:
            continue
        named = _named(parent.text)
        if named is not None:
            metric, name, measure = named
            unit = _unit_of(parent, rows[max(0, index - 6) : index + 1]) if measure == "level" else _PERCENT
            source = source_of(parent.text)
            columns.extend(
                Column(cell, metric, name, period, unit, measure, source) for cell, period in group
            )
    return columns


_PERCENT = (Decimal(1), "%")


def _named(text: str) -> tuple[Metric, str, str] | None:
    """The metric a head names, its name as printed, and what of it is measured: 净利润增速 is its growth."""
    name, _ = clean_label(_ADDED.sub("", text))
    metric, measure = find_metric(text) or find_metric(name), "level"
    grown = growth_label(text) if metric is None else None
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
    """The one word printed over a stretch of the header row, close above it."""
    base = rows[index][0].line.base
    size = rows[index][0].line.size
    above = [
        cell
        for row in rows[max(0, index - 6) : index]
        for cell in row
        if base - cell.line.base < 3.8 * size
        and low - 6 <= cell.middle <= high + 6
        and not is_value(cell.text)
    ]
    named = [cell for cell in above if _named(cell.text)]
    return named[0] if len(named) == 1 else None


def plain_columns(
    rows: Sequence[Sequence[Cell]], index: int, columns: Sequence[Column], anchor: datetime.date
) -> list[Column]:
    """Heads over one column in the header's rows: 现价, 总市值, and those that name their year: 2026 年净利润增速."""
    base, size = rows[index][0].line.base, rows[index][0].line.size
    taken = {id(c.head) for c in columns}
    low, high = min(c.head.box.x0 for c in columns), max(c.head.box.x1 for c in columns)
    found: list[Column] = []
    for row in rows[max(0, index - 6) : index + 2]:
        for cell in row:
            if (
                id(cell) in taken
                or abs(cell.line.base - base) > 3.8 * size
                or low - 2 <= cell.middle <= high + 2
            ):
                continue
            around = rows[max(0, index - 6) : index + 2]
            text = _spelled(cell, around)
            name, held = clean_label(text)
            metric = find_metric(text) or find_metric(name)
            if metric is not None:
                unit = label_unit(held) if held else _unit_of(cell, around)
                mixed = any(len(re.findall(r"元|币|USD|HKD|CNY|RMB", part)) > 1 for part in held)
                found.append(Column(cell, metric, name, None, None if mixed else unit, mixed=mixed))
            elif (dated := _dated(cell, anchor)) is not None:
                found.append(dated)
    named = Counter(column.metric.id for column in found)  # "Price" twice is half of another head
    return [column for column in found if named[column.metric.id] == 1]


def _dated(head: Cell, anchor: datetime.date) -> Column | None:
    """A column whose head names a year and the growth it holds: "2026E 净利润增速"."""
    # A blank parts "2026 年净利润增速" into two cells.
    year = re.search(r"\d{4}\s*$", head.line.text[: head.start]) if head.text.startswith("年") else None
    text = (year[0] if year else "") + head.text
    opening = [period for period in find_periods(text, anchor) if period.start == 0]
    named = _named(text[opening[0].end :].strip()) if opening else None
    if named is None or named[2] == "level" or not re.fullmatch(r"(?:FY)?\d{4}", opening[0].value):
        return None
    metric, name, measure = named
    return Column(head, metric, name, opening[0], _PERCENT, measure, is_alone=True)


def _spelled(head: Cell, rows: Sequence[Sequence[Cell]]) -> str:
    """The head's words with those right below it that close its bracket: "市值（亿" and "元）"."""
    if not re.search(r"[（(][^）)]*$", head.text):
        return head.text
    for cell in (cell for row in rows for cell in row):
        below = 0 < cell.line.base - head.line.base < 1.9 * head.line.size
        beside = abs(cell.middle - head.middle) < 2 * head.line.size
        if below and beside and re.fullmatch(r"[^（(]{1,6}[）)]", cell.text):
            return head.text + cell.text
    return head.text


def names_at(rows: Sequence[Sequence[Cell]], index: int) -> float | None:
    """The middle of the column that a head calls the companies' names; None where no head, or several, do."""
    base, size = rows[index][0].line.base, rows[index][0].line.size
    found: list[float] = []
    for cell in (cell for row in rows[max(0, index - 6) : index + 2] for cell in row):
        if abs(cell.line.base - base) >= 3.8 * size:
            continue
        for name in _NAMES.finditer(cell.text) if len(cell.text) <= 16 else ():
            box = cell.line.box_of(cell.start + name.start(), cell.start + name.end())
            found.append((box.x0 + box.x1) / 2)
    return found[0] if len(found) == 1 else None


def reach_of(column: Column, columns: Sequence[Column], pitch: float) -> float:
    """How far a figure may stand from the middle of its head: wide columns stand apart, and print to one side."""
    if column.period is not None and not column.is_alone:
        return 0.55 * pitch
    gaps = [abs(column.head.middle - c.head.middle) for c in columns if c is not column]
    return max(0.55 * pitch, min(0.5 * min(gaps, default=0.0), 40.0))
