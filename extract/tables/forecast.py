"""Grids in, metric claims out: a row is a metric, a column a period, a growth row belongs to the row above it.

What a row is limited to comes from `scopes`, what its figures are counted in from `table_units`. Rows that name
nothing give no claim, and neither does a growth row below one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extract.head.header import Facts
from extract.model import Box, MetricClaim, Period
from extract.numbers.grammar import parse_cell, unit_scale
from extract.tables.captions import are_companies, limit_by_caption, metric_of_rows, names_a_code
from extract.tables.cells import PAIR, Cell
from extract.tables.grid_rows import GridRow
from extract.tables.grids import Grid
from extract.tables.row_words import bare, listed, name_of, segment_of
from extract.tables.scopes import Limit, limits_of
from extract.tables.units import (
    BRACKETS,
    MONEY,
    Scale,
    cell_unit,
    label_unit,
    names_currency,
    rows_unit,
    table_unit,
)
from extract.vocabulary import Metric, find_metric, growth_label, split_label
from extract.vocabulary.labels import as_printed, normalise, strip_decorations

__all__ = ["RowMeaning", "cell_unit", "claims_from_grid", "clean_label", "label_unit", "stance_of"]

_GROWTH_SECTION = re.compile(r"成长|增长|growth", re.I)
_PERFORMANCE = re.compile(r"绝对|相对|超额|指数|收益|表现|涨跌|涨幅")
_SHARE_OF = re.compile(r"\s*[%％]\s*(?:of\s+)?([\u4e00-\u9fff]{2,8}|[A-Za-z][A-Za-z ]{3,20})\s*")
_SHARE_ALONE = re.compile(
    r"占比|比重|占比重|占总(?:收入|营收|比)(?:比例|比重)?|占收入比(?:例|重)?|%\s*of total", re.I
)
_PERCENT = (Decimal(1), "%")


@dataclass(frozen=True, slots=True)
class RowMeaning:
    """What a row measures: `name` as printed without its unit, the concept where the vocabulary has it."""

    name: str
    concept: Metric | None
    measure: str
    unit: Scale | None
    limit: Limit = field(default_factory=Limit)


@dataclass(frozen=True, slots=True)
class Customs:
    """What a report's other tables tell: the currency of its statements, and the first year they mark as estimated."""

    currency: str | None = None
    estimated_from: int | None = None


NO_CUSTOMS = Customs()


def claims_from_grid(grid: Grid, facts: Facts, customs: Customs = NO_CUSTOMS) -> Iterator[MetricClaim]:
    """One claim a numeric cell. Rows that name nobody and nothing are passed over (the ledger shows their numbers)."""
    unit, beside = table_unit(grid), rows_unit(grid)
    growth_section = growth_label(grid.corner) is not None
    above: RowMeaning | None = None
    # A table that goes on from the page before is read from its beginning, and speaks for this page alone.
    rows = [*grid.earlier, *grid.rows]
    own = len(rows) - len(grid.rows)
    told = metric_of_rows(grid, rows)
    limits = [limit_by_caption(limit, row, told) for limit, row in zip(limits_of(rows), rows, strict=True)]
    companies = are_companies(limits, facts.subject)
    for index, (row, limit, flow) in enumerate(zip(rows, limits, cash_flow_rows(grid, rows), strict=True)):
        if not row.cells:
            growth_section = bool(_GROWTH_SECTION.search(row.label_text))
            continue
        if index >= own and _is_performance(grid) and all(PAIR.fullmatch(c.text) for c in row.cells.values()):
            yield from _paired_moves(grid, row, facts)
            continue
        meaning = _meaning(row, above, growth_section, grid, limit)
        if meaning is None or names_a_code(limit):
            above = None  # a growth row below belongs to this row, whatever it is, and to none before it
            continue
        if flow:
            meaning = _as_flow(meaning)
        if meaning.measure == "level":
            above = meaning
        for column, cell in sorted(row.cells.items()) if index >= own else ():
            # What other rows print beside their names holds for known money alone, not for 其他 or 假设.
            money = meaning.concept is not None and meaning.concept.unit in MONEY
            claim = _claim(grid, row, column, cell, meaning, unit or (beside if money else None), facts)
            if claim is None:
                continue
            if claim.unit == "CNY" and customs.currency and not names_currency(grid, row.label_text):
                claim = replace(claim, unit=customs.currency)
            if facts.date is None and claim.period:
                claim = replace(claim, stance=_undated_stance(claim, grid.columns[column][1], customs))
            yield replace(claim, subject=claim.scope, scope=None) if companies and claim.scope else claim


def clean_label(label: str) -> tuple[str, list[str]]:
    """The label without its brackets, marks and section numbers, and what the brackets held."""
    held = [m[1] for m in BRACKETS.finditer(label)]
    name = BRACKETS.sub("", label)
    if (tail := re.search(r"[:：]\s*([^:：]{1,6})$", name)) and unit_scale(tail[1]):
        held.append(tail[1])
        name = name[: tail.start()]
    name = re.sub(r"^(?:其中|减|加|[一二三四五六七八九十]{1,2}、|\d+[.、])[:：]?", "", name.strip())
    return name.strip(" ：:*#、，,-—%％"), held


# --- what a row measures -----------------------------------------------------------------------------------


def _meaning(
    row: GridRow, above: RowMeaning | None, growth_section: bool, grid: Grid, limit: Limit
) -> RowMeaning | None:
    label = limit.metric or row.label_text
    if not label or (len(row.label_text) <= 8 and bare(row.label_text).endswith(listed("averages"))):
        return None
    if (share := _share(row.label_text, above)) is not None:
        return share
    grown = growth_label(row.label_text)
    if grown is not None:
        return _growth(grown, above, limit)
    name, held = clean_label(label)
    if not re.search(r"[A-Za-z\u4e00-\u9fff]", name) or re.search(r"\d{4}Q\d.*\d{4}Q\d", name):
        return None
    concept = find_metric(label) or (None if segment_of(label) else find_metric(name))
    if _is_performance(grid):
        return RowMeaning(_performance_name(name), concept, "price_change", _PERCENT, limit)
    if (
        concept is None
        and (scope := segment_of(label))
        and (parts := split_label(label) or split_label(name))
    ):
        concept = parts[1]
        name = name_of(label, scope, concept.zh)
        limit = replace(limit, scope=limit.scope or scope)
    name = _filed_name(name, concept) if concept else bare(label)
    if growth_section and (concept is None or concept.unit != "%"):
        return RowMeaning(name, concept, "yoy", _PERCENT, limit)
    return RowMeaning(name, concept, "level", label_unit(held), limit)


def _filed_name(name: str, concept: Metric) -> str:
    """The printed name without its base (EPS-最新摊薄 is EPS), unless what went changes its meaning: 净利润(归母)."""
    if find_metric(name) is not concept:
        return concept.zh
    short = as_printed(strip_decorations(normalise(name)), name)
    return short if short and find_metric(short) is concept else name


def _share(label: str, above: RowMeaning | None) -> RowMeaning | None:
    """ "% 销售收入" and "占比": the row above as a share, of what is named or of the whole."""
    if above is None:
        return None
    name, _ = clean_label(label)
    name = name.strip(" %％")
    match = _SHARE_OF.fullmatch(label)
    if match and growth_label(label) is None and find_metric(match[1]) is not None:
        scope = "占" + match[1].strip()
        return replace(above, measure="share", unit=_PERCENT, limit=replace(above.limit, scope=scope))
    if _SHARE_ALONE.fullmatch(name):
        return replace(above, measure="share", unit=_PERCENT)
    return None


def _growth(grown: tuple[str | None, str], above: RowMeaning | None, limit: Limit) -> RowMeaning | None:
    """A growth row's base: the row above where none is named, or where the name is a part of that row's."""
    base, measure = grown
    if (
        base is None
        and limit.scope
        and limit.metric is None
        and (not above or above.limit.scope != limit.scope)
    ):
        # The first row of a segment that names nothing: the growth of the segment itself.
        return RowMeaning(limit.scope, None, measure, _PERCENT, replace(limit, scope=None))
    if base is None or (above is not None and _is_short_for(base, above)):
        return replace(above, measure=measure, unit=_PERCENT) if above else None
    name, _ = clean_label(base)
    concept = find_metric(base)
    if concept is None and (scope := segment_of(base)) and (parts := split_label(name)):
        concept, limit = parts[1], replace(limit, scope=limit.scope or scope)
        name = name_of(base, scope, concept.zh)
    return RowMeaning(name, concept, measure, _PERCENT, limit)


def _is_short_for(base: str, above: RowMeaning) -> bool:
    """净利润 below 归母净利润, 收入 below 营业收入: the row above is meant. 净资产 below 每股净资产 is another thing."""
    name, _ = clean_label(base)
    if above.concept is None:
        return name == above.name
    own = find_metric(base)
    longer = above.name != name and (name in above.name or name in above.concept.zh)
    return longer and own is not None and own.unit == above.concept.unit and not above.concept.per_share


def _is_performance(grid: Grid) -> bool:
    return all(re.fullmatch(r"\d+[MYWD]", period.value) for _, period in grid.columns)


def _performance_name(name: str) -> str:
    """The performance box's rows under their filed names: own return and return against the index."""
    if "相对" in name or "超额" in name:
        return "相对涨幅"
    return "绝对涨幅" if _PERFORMANCE.search(name) else name


def _paired_moves(grid: Grid, row: GridRow, facts: Facts) -> Iterator[MetricClaim]:
    """Cells "own move/move against the index" under spans: two claims a cell."""
    for column, cell in sorted(row.cells.items()):
        match = PAIR.fullmatch(cell.text)
        for part, name in enumerate(("绝对涨幅", "相对涨幅"), 1) if match else ():
            start = cell.start + match.start(part) if match else cell.start
            end = cell.start + match.end(part) if match else cell.end
            half = Cell(cell.line.text[start:end], cell.line.box_of(start, end), cell.line, start, end)
            moved = RowMeaning(name, find_metric(name), "price_change", _PERCENT)
            claim = _claim(grid, row, column, half, moved, None, facts)
            if claim is not None:
                yield claim


# --- the cash-flow statement -------------------------------------------------------------------------------

_FLOW_TITLE = re.compile(r"现金流量表|现金流表|现金流量(?:预测)?$|cash\s*flow", re.I)
_OTHER_TITLE = re.compile(r"资产负债|利润表|损益表|财务比率|财务指标|能力|每股|估值|balance|income", re.I)
_FLOW_SUM = re.compile(r"(?:经营|投资|筹资|融资)(?:活动|性)?.{0,6}现金")
_SUMS_ELSEWHERE = frozenset(
    [
        "total_assets",
        "total_liabilities",
        "total_equity",
        "liabilities_and_equity",
        "current_assets",
        "current_liabilities",
        "non_current_assets",
        "non_current_liabilities",
        "operating_profit",
        "pretax_profit",
        "revenue",
        "roe",
        "eps",
    ]
)


def cash_flow_rows(grid: Grid, rows: Sequence[GridRow]) -> list[bool]:
    """Which rows stand in a cash-flow statement: a balance's name there is its change, not the balance."""
    sums = [i for i, row in enumerate(rows) if row.cells and _FLOW_SUM.search(row.label_text)]
    titled = bool(_FLOW_TITLE.search(grid.corner) or _FLOW_TITLE.search(grid.above.split("\n")[0]))
    if len(sums) < 2 and not titled:
        return [False] * len(rows)
    others = [i for i, row in enumerate(rows) if row.cells and _is_sum_elsewhere(row.label_text)]
    if others and not sums:
        return [False] * len(rows)
    first = max((i + 1 for i in others if i < min(sums, default=0)), default=0)
    last = min((i for i in others if i > max(sums, default=0)), default=len(rows))
    flags: list[bool] = []
    inside = not any(_FLOW_TITLE.search(row.label_text) for row in rows if not row.cells)
    for index, row in enumerate(rows):
        if not row.cells and _FLOW_TITLE.search(row.label_text):
            inside = True
        elif not row.cells and _OTHER_TITLE.search(row.label_text):
            inside = False
        flags.append(inside and first <= index < last)
    return flags


def _is_sum_elsewhere(label: str) -> bool:
    concept = find_metric(label)
    return concept is not None and concept.id in _SUMS_ELSEWHERE


def _as_flow(meaning: RowMeaning) -> RowMeaning:
    """The row as a flow: the concept for the change where the vocabulary has it, else limited to the statement."""
    concept = meaning.concept
    if concept is None or concept.family == "cash_flow" or meaning.measure != "level":
        return meaning
    changed = find_metric(concept.zh + "变动")
    if concept.kind == "stock" and changed is not None:
        return replace(meaning, name=changed.zh, concept=changed)
    return replace(meaning, limit=replace(meaning.limit, scope=meaning.limit.scope or "现金流量表"))


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
    quantity = parse_cell(cell.text)
    if quantity is None:
        return None
    head, period = grid.columns[column]
    doubts: list[str] = []
    concept, limit = meaning.concept, meaning.limit
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
        confidence=0.97 if not doubts else 0.5 if limit.doubtful else 0.7,
        doubts=tuple(doubts),
        subject=facts.topic,
        metric=meaning.name,
        metric_id=concept.id if concept else None,
        measure=measure,
        value=quantity.value * factor,
        original=cell.text,
        decimals=_decimals(quantity.decimals, factor),
        unit=unit,
        period=period.value,
        stance=stance_of(period, grid, facts),
        scope=limit.scope,
    )


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
    part = re.fullmatch(r"(\d{4})(?:Q(\d)|H(\d))", period.value)
    if part:
        month = int(part[2]) * 3 if part[2] else int(part[3]) * 6
        return "estimate" if (int(part[1]), month) >= (facts.date.year, facts.date.month) else "actual"
    year = re.match(r"(?:FY)?(\d{4})", period.value)
    return "estimate" if year and int(year[1]) >= facts.date.year else "actual"
