"""Ruled tables in, metric claims out: a row is somebody (a company, a product), a column a metric, or the other way round.

What a figure measures must be printed: a metric over it or beside it, a unit in the cell, the label or the caption, a
period in the header, the label or the caption where the metric is a flow. A table that leaves one of these to guess,
or names two rows alike, yields nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

from extract.head.header import Facts
from extract.model import MetricClaim, Period
from extract.numbers.grammar import parse_cell
from extract.periods.grammar import parse_period
from extract.tables.grids import NOTHING, Cell, is_value
from extract.tables.meanings import RowMeaning
from extract.tables.row_words import listed
from extract.tables.ruled import RuledCell, RuledTable
from extract.tables.ruled_heads import Head, caption_period, caption_unit, head_of, leant
from extract.tables.units import cell_unit

Scale = tuple[Decimal, str]

_TOTAL = re.compile(
    r"合计|总计|小计|小记|总和|平均|均值|中位|中值|其他|其它|同比|环比|增速|增长|占比|yoy|qoq|total|average|median|others?",
    re.I,
)
_CODE = re.compile(r"\d{6}(?:\.?[A-Z]{2})?|\d{4,5}\.?\s?HK|[一二三四五六七八九十]+|\d+(?:\.\d+)*")
_LISTING = re.compile(r"\d{6}(?:\.[A-Z]{2})?|\d{4,5}\.HK")
_WORDS = re.compile("[\u4e00-\u9fffA-Za-z]")
_YEAR = re.compile(r"(?:19|20)\d\d年?[AE]?")
_MOVE = re.compile(r"涨跌?幅|跌幅|降幅")
# What is sold to a customer, bought from a supplier or granted in an incentive plan is the report's own company's
# figure, limited to the row's partner or person.
_PARTNERS = re.compile(r"客户|供应商|供货商|股权激励|激励计划|持股计划|customers|suppliers", re.I)
_MEASURED = re.compile(r"每股|(?:价值|金额|收入|利润|成本|率|倍数|数量|销量|系数)$")
_FLOW = re.compile(r"收入|利润|营收|销|产量|成本|费用|毛利|人均|增|年")
_STAKE = re.compile(r"持股比例|占.*股[本份票数].*比")
_NAMED = re.compile(r"(?=.*[\u4e00-\u9fffA-Za-z])[^。；;！？]{1,24}")
_BRACKETS = re.compile(r"[（(\[【]\s*([^（()）\[\]【】]*?)\s*[)）\]】]")


def claims_from_ruled(table: RuledTable, facts: Facts) -> Iterator[MetricClaim]:
    """One claim a figure of which everything is printed."""
    rows = [row for row in table.rows() if any(cell.pieces for cell in row.values())]
    values = [c for c in range(len(table.columns)) if _is_value_column(rows, c)]
    texts = [c for c in range(len(table.columns)) if c not in values]
    if not values or not texts or not table.header:
        return
    names, parents = _header_texts(table, values)
    timed = [c for c in range(len(table.columns)) if _is_year_column(rows, c, names.get(c, ""))]
    years = timed[0] if timed else None
    if any(c in row and row[c].pieces and not _YEAR.fullmatch(row[c].text) for c in timed for row in rows):
        return  # years that stand in one cell with others are the period of nobody knows which row
    texts = [c for c in texts if c != years]
    heads = leant({c: head_of(names[c], facts) for c in values if names.get(c)})
    caption = caption_period(table.caption, facts)
    unit = caption_unit(table.caption)
    known = sum(1 for head in heads.values() if head.meaning and head.meaning.concept)
    twins = _twins(rows, values)
    for column in values:
        if column not in heads or column == years or column in twins:
            continue
        label_column = _label_column(rows, texts, column, names, years)
        if label_column is None:
            continue
        labels = [head_of(row[label_column].text, facts) if label_column in row else None for row in rows]
        named = sum(1 for label in labels if label and _says_what(label))
        transposed = known == 0 and 2 * named > len(rows)
        if transposed and len(heads) < 2:
            continue  # two columns under one name are a box, not a table
        over = heads[column].meaning
        unknown = over is None or over.concept is None
        if not transposed and unknown and any(label and _MEASURED.search(label.text) for label in labels):
            continue  # the labels are what is measured; the header says in what
        parent = head_of(parents[column], facts) if len(parents.get(column, "x" * 99)) <= 12 else None
        group = parse_period(names.get(label_column, ""), facts.anchor) or caption
        for index, (row, label) in enumerate(zip(rows, labels, strict=True)):
            if label is None or column not in row or not _is_of(row[column], row[label_column], index):
                continue
            year = parse_period(row[years].text, facts.anchor) if years is not None and years in row else None
            if (years is not None and year is None) or (transposed and _is_for_all(row, values)):
                continue
            who, what = (heads[column], label) if transposed else (label, heads[column])
            if not transposed and _is_metric(label, heads[column]):
                continue
            claim = _claim(
                table, row, label_column, column, who, what, parent, year or group, unit, transposed, facts
            )
            if claim is not None:
                yield claim


# --- the table's parts -------------------------------------------------------------------------------------


def _is_value_column(rows: Sequence[dict[int, RuledCell]], column: int) -> bool:
    cells = [row[column].text for row in rows if column in row and row[column].pieces]
    figures = [text for text in cells if is_value(text)]
    numbers = [text for text in figures if not NOTHING.fullmatch(text)]
    if len(numbers) < 2 or len(figures) < 0.7 * len(cells):
        return False
    # 1, 2, 3 … down the first column counts the rows.
    return column > 0 or numbers != [str(n) for n in range(1, len(numbers) + 1)]


def _twins(rows: Sequence[dict[int, RuledCell]], values: Sequence[int]) -> set[int]:
    """Columns that print the same figures all the way down: but for one of them a slip, and nobody says which."""
    texts = {c: tuple(row[c].text if c in row else "" for row in rows) for c in values}
    return {c for c in values for d in values if c != d and texts[c] == texts[d] and len(set(texts[c])) > 3}


def _is_year_column(rows: Sequence[dict[int, RuledCell]], column: int, name: str) -> bool:
    """Whether the column tells the year of each row; one of 投产时间 tells something of what the row names."""
    years = [row[column].text for row in rows if column in row and row[column].pieces]
    return bool(years) and name in listed("year_heads") and all(map(_YEAR.match, years))


def _is_of(cell: RuledCell, label: RuledCell, index: int) -> bool:
    """Whether a figure is the label's alone: in one row with it, or over the same rows as it (told at the first)."""
    if cell.column_span > 1 or cell.row_span == 1:
        return cell.column_span == 1
    return (cell.row, cell.row_span) == (label.row, label.row_span) and label.row == index


def _is_for_all(row: dict[int, RuledCell], values: Sequence[int]) -> bool:
    """Whether the one figure of a row may speak for all columns: a sum in the middle."""
    return len(values) > 2 and sum(c in row and is_value(row[c].text) for c in values) == 1


def _is_metric(label: Head, head: Head) -> bool:
    """Whether a row is a metric and nobody. What only labels call so (股票期权) names a thing under a known metric."""
    concept = label.meaning.concept if label.meaning else None
    known = head.meaning is not None and head.meaning.concept not in (None, concept)
    return concept is not None and not (known and label.text in concept.label_only)


def _says_what(label: Head) -> bool:
    """Whether a row's label is what the row measures: a metric, or words with their unit."""
    meaning = label.meaning
    return meaning is not None and (
        meaning.concept is not None or (meaning.unit is not None and len(_WORDS.findall(meaning.name)) > 1)
    )


def _label_column(
    rows: Sequence[dict[int, RuledCell]],
    texts: Sequence[int],
    column: int,
    names: dict[int, str],
    years: int | None,
) -> int | None:
    """The column that tells the rows of a figure apart; in side-by-side groups the one of its own group."""
    before = [c for c in texts if c < column and names.get(c) != "" and _is_printed(rows, c)]
    if not before:
        return None
    runs: list[list[int]] = []
    for c in before:
        if runs and all(between in texts for between in range(runs[-1][-1], c)):
            runs[-1].append(c)
        else:
            runs.append([c])
    runs = [run for run in runs if run is runs[0] or not all(_is_aside(names.get(c)) for c in run)]
    if len(runs) > 1 and not {names.get(c) for c in runs[-1]} & {names.get(c) for c in runs[0]} - {None}:
        return None  # a text column among the figures may name another subject, or nobody
    return next((c for c in runs[-1] if _tells_apart(rows, c, column, years)), None)


def _is_aside(name: str | None) -> bool:
    """Whether a column between the figures tells when, where or how, so that the rows keep their names."""
    return name is not None and name.endswith(listed("aside_heads"))


def _is_printed(rows: Sequence[dict[int, RuledCell]], column: int) -> bool:
    """Whether words stand in the column: one of codes, dates or blanks names nobody."""
    words = [row[column].text for row in rows if column in row and row[column].pieces]
    return sum(not _CODE.fullmatch(text) and not is_value(text) for text in words) >= 0.5 * len(rows)


def _tells_apart(rows: Sequence[dict[int, RuledCell]], column: int, figures: int, years: int | None) -> bool:
    """Whether no two figures stand beside one name (a figure over the rows of its name is one), or one name and year."""
    labels: list[tuple[str, str]] = []
    for index, row in enumerate(rows):
        label, figure = row.get(column), row.get(figures)
        if label and figure and label.row_span > 1:
            whole = (figure.row, figure.row_span) == (label.row, label.row_span)
            if not figure.pieces or (whole and figure.row < index):
                continue
        year = row[years].text if years is not None and years in row else ""
        labels.append((label.text if label else "", year))
    printed = [label for label in labels if label[0] and not _CODE.fullmatch(label[0])]
    return len(printed) >= max(2, 0.75 * len(labels)) and len(set(printed)) == len(printed)


def _header_texts(table: RuledTable, values: Sequence[int]) -> tuple[dict[int, str], dict[int, str]]:
    """For each column the words over it alone, and the word over it and its neighbours."""
    levels: list[list[Cell]] = []
    for piece in sorted(table.header, key=lambda p: (p.line.base, p.box.x0)):
        if levels and piece.line.base - levels[-1][0].line.base < 0.4 * piece.line.size:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    own: dict[int, list[Cell]] = {}
    over: list[Cell] = []
    fullest = max(map(len, levels))
    for level in levels:
        spans = len(level) <= 0.6 * fullest and level is not levels[-1] and _is_spanning(level, levels, table)
        if spans:
            over.extend(level)
            continue
        for piece in level:
            own.setdefault(_column_at(table, piece), []).append(piece)
    parents: dict[int, str] = {}
    for column in values if over else ():
        low, high = table.columns[column]
        nearest = min(over, key=lambda p: (abs(p.middle - (low + high) / 2), p.box.x0))
        parents[column] = nearest.text
    for parts in own.values():
        held = [p for p in over if p.box.x0 <= parts[0].middle <= p.box.x1]
        if held and len(parts) == 1 and _BRACKETS.fullmatch(parts[0].text):
            parts.insert(0, held[-1])  # the unit stands below the words it belongs to
    return {c: "".join(p.text for p in parts) for c, parts in own.items()}, parents


def _is_spanning(level: Sequence[Cell], levels: Sequence[Sequence[Cell]], table: RuledTable) -> bool:
    """Whether a sparse header row names groups: each of its words has two columns' words or more under it."""
    below = [p for later in levels[levels.index(level) + 1 :] for p in later]
    centres = [p.middle for p in level]
    if len(centres) == 1:
        return len({_column_at(table, p) for p in below}) >= 2
    reach = 0.5 * median(b - a for a, b in pairwise(centres))
    return all(
        len({_column_at(table, p) for p in below if abs(p.middle - at) <= reach}) >= 2 for at in centres
    )


def _column_at(table: RuledTable, piece: Cell) -> int:
    return min(range(len(table.columns)), key=lambda c: abs(sum(table.columns[c]) / 2 - piece.middle))


# --- what words mean ---------------------------------------------------------------------------------------


# --- one figure --------------------------------------------------------------------------------------------


def _claim(
    table: RuledTable, row: dict[int, RuledCell], label_column: int, column: int, who: Head, what: Head,
    parent: Head | None, caption: Period | None, table_unit: Scale | None, transposed: bool, facts: Facts,
) -> MetricClaim | None:  # fmt: skip
    label, cell, meaning = row[label_column], row[column], what.meaning
    quantity = parse_cell(cell.text) if is_value(cell.text) else None
    if (
        quantity is None
        or meaning is None
        or len(meaning.name) < 2
        or len(cell.pieces) != 1
        or _side_by_side(label)
    ):
        return None
    subject, concept = _subject(who, facts), meaning.concept
    period = what.period or who.period or (parent.period if parent else None) or caption
    measure = meaning.measure
    listed = any(_LISTING.fullmatch(c.text) for c in row.values())
    if _MOVE.search(meaning.name) and measure == "level":
        # A move is one of a price only where the row is a listing; 涨幅 of a quantity is another thing.
        if not listed or ("跌" in meaning.name) == (quantity.value > 0):
            return None
        measure = "price_change"
    elif (
        concept is None
        and measure != "share"
        and (measure != "level" or (meaning.unit is None and table_unit is None and not transposed))
    ):
        return None
    on_a_day = concept is not None and concept.kind == "price" and measure == "level" and listed
    day = facts.price_date or (facts.date.isoformat() if facts.date else None)
    when = day if on_a_day and not what.period else period.value if period else None
    scale = _scale(meaning, quantity.unit, table_unit)
    partner = bool(_PARTNERS.search(table.caption.split("\n")[0]))
    if (
        subject is None
        or scale is None
        or (partner and facts.topic is None)
        or (when is None and not (_is_lasting(meaning) and not transposed))
    ):
        return None
    factor, unit = scale
    return MetricClaim(
        page=table.page,
        bbox=(label.box.rounded(), cell.box.rounded()),
        quote=" ".join(filter(None, (label.text, what.text if what is not who else "", cell.text))),
        origin="ruled",
        subject=facts.topic if partner else subject,
        metric=meaning.name,
        metric_id=concept.id if concept else None,
        measure=measure,
        value=quantity.value * factor,
        original=cell.text,
        decimals=None if quantity.decimals is None else quantity.decimals - (len(str(int(factor))) - 1),
        unit=unit,
        period=when,
        scope=subject if partner else None,
        stance="actual"
        if on_a_day or measure == "price_change" or period is None
        else _stance(period, facts),
    )


def _is_lasting(meaning: RowMeaning) -> bool:
    """Whether a figure may stand without a period: its own unit is printed and it is no flow (a capacity, a price)."""
    if _STAKE.search(meaning.name) and (meaning.measure == "share" or meaning.concept is not None):
        return True
    if meaning.unit is None or meaning.measure != "level":
        return False
    return (
        meaning.concept.kind in ("stock", "count", "price")
        if meaning.concept
        else not _FLOW.search(meaning.name)
    )


def _side_by_side(label: RuledCell) -> bool:
    """Two words on one line of a label are two columns that no gutter parts: a name and a title."""
    return any(a.box.x1 <= b.box.x0 + 1 or b.box.x1 <= a.box.x0 + 1 for a, b in pairwise(label.pieces))


def _subject(who: Head, facts: Facts) -> str | None:
    """Whom the row (or column) names; the report's own subject where it names only a period."""
    if who.period is not None and not who.text:
        return facts.topic
    if not who.text or not _NAMED.fullmatch(who.text) or _TOTAL.search(who.text) or _CODE.fullmatch(who.text):
        return None
    return who.text


def _scale(meaning: RowMeaning, printed: str, table_unit: Scale | None) -> Scale | None:
    """Factor and unit of a figure; None where none is printed or two printed ones disagree."""
    concept = meaning.concept
    if meaning.measure != "level" and meaning.unit is None:
        return (Decimal(1), "%") if printed == "%" else None
    if printed:
        if meaning.unit is not None and meaning.unit[1] != printed:
            return None
        scale: Scale = (Decimal(1), printed)
    elif concept is None:
        found = meaning.unit or table_unit
        if found is None or not found[1]:
            return None
        scale = found
    else:
        doubts: list[str] = []
        scale = cell_unit(meaning, table_unit, doubts)
        if doubts or not scale[1]:
            return None
    return scale if concept is None or meaning.measure != "level" or _fits(concept.unit, scale[1]) else None


_MONEY = ("CNY", "USD", "HKD", "EUR", "JPY", "GBP")


def _fits(concept: str, unit: str) -> bool:
    """Whether a concept of one unit can be measured in another: money in any currency, counts in anything but money."""
    if concept == "CNY":
        return unit in _MONEY
    if concept == "":
        return unit not in _MONEY
    return unit == concept or (concept == "倍" and unit == "次")


def _stance(period: Period, facts: Facts) -> str:
    """As marked; else an estimate where the period ends after the report's date."""
    if period.stance or facts.date is None:
        return period.stance or "actual"
    match = re.fullmatch(r"(?:FY)?(\d{4})(?:-(\d{2})|H([12])|Q([1-4]))?", period.value)
    if match is None:
        return "actual"
    year, month, half, quarter = match.groups()
    last = int(month or (int(half) * 6 if half else int(quarter) * 3 if quarter else 12))
    return "estimate" if (int(year), last) > (facts.date.year, facts.date.month) else "actual"
