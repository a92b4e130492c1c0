"""Rows of a table in, what their figures prove out: whose parts unnamed rows are, and which row a growth row is of.

Parts add up to their whole, the margins of parts lie around the margin of the whole, growth is one year's figure over
the last one's. Nothing here reads words but to leave out rows that name what they measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from extract.numbers.grammar import parse_cell
from extract.tables.grid_rows import GridRow
from extract.tables.headers import Heads
from extract.tables.row_words import bare, is_known, is_total, segment_of
from extract.tables.scopes import Limit
from extract.tables.units import BRACKETS, MONEY, unit_by_words
from extract.vocabulary import find_metric, growth_label

_NEAR = 0.03  # by how much parts may miss their whole: reports leave out what is small, and round
_PERIOD = re.compile(r"(?:FY)?(\d{4})(.*)")


@dataclass(frozen=True, slots=True)
class _Figure:
    value: float
    step: float  # one unit of the last printed digit
    percent: bool


def _figures(row: GridRow) -> dict[int, _Figure]:
    found: dict[int, _Figure] = {}
    for column, cell in row.cells.items():
        quantity = parse_cell(cell.text.rstrip("."))
        if quantity is not None:
            step = 10.0 ** -(quantity.decimals or 0)
            found[column] = _Figure(float(quantity.value), step, quantity.unit == "%")
    return found


# --- parts of a whole --------------------------------------------------------------------------------------


def limit_parts(rows: Sequence[GridRow], limits: Sequence[Limit], columns: Heads) -> None:
    """Sets the limits of rows that name a segment alone and are, by their figures, parts of a row that names a metric."""
    if columns.changes:  # a column of growth adds nothing up
        kept = [{c: cell for c, cell in row.cells.items() if c not in columns.changes} for row in rows]
        rows = [replace(row, cells=cells) for row, cells in zip(rows, kept, strict=True)]
    open_rows = [index for index, row in enumerate(rows) if _is_open(row, limits[index])]
    if not open_rows:
        return
    for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
        run = list(order)
        for place, index in enumerate(run):
            whole = rows[index]
            if not whole.cells or not whole.label or limits[index].scope or limits[index].metric:
                continue
            concept = find_metric(whole.label_text)
            if concept is None or growth_label(whole.label_text) is not None:
                continue
            if concept.unit == "%":
                if run[0] == 0:
                    _limit_margins(whole, run[place + 1 :], rows, limits)
            elif (concept.unit in MONEY and not concept.per_share) or not concept.unit:
                _limit_sums(whole, run[place + 1 :], rows, limits)
    _limit_growths(rows, limits)


def _is_open(row: GridRow, limit: Limit) -> bool:
    """Whether a row names something, but no metric, and nothing limits it yet."""
    if not row.cells or not row.label or limit.scope or limit.metric:
        return False
    label = row.label_text
    grown = growth_label(label)
    if grown is not None:
        return grown[0] is not None and find_metric(grown[0]) is None
    return not (is_known(label) or is_total(label) or segment_of(label) or unit_by_words(bare(label)))


def _limit_sums(
    whole: GridRow, following: Sequence[int], rows: Sequence[GridRow], limits: Sequence[Limit]
) -> None:
    """Rows right after (or before) the whole whose figures add up to it, once or, parted otherwise, again."""
    members = list(_members(whole.label_text, following, rows, limits))
    if len(members) < 2:
        return
    total = {c: f.value for c, f in _figures(whole).items() if f.value and not f.percent}
    start = 0
    while (count := _adding_up(total, [figures for _, figures in members[start:]])) > 1:
        for index, _ in members[start : start + count]:
            if _is_open(rows[index], limits[index]):
                _limit(limits[index], rows[index], whole, bare(rows[index].label_text))
        start += count


def _members(
    whole: str, following: Sequence[int], rows: Sequence[GridRow], limits: Sequence[Limit]
) -> Iterator[tuple[int, dict[int, float]]]:
    """Rows that may be parts: what names nobody or a segment; rates between them are passed over."""
    for index in following:
        row = rows[index]
        if not row.cells or not row.label or growth_label(row.label_text) is not None:
            continue
        concept = find_metric(row.label_text)
        if concept is not None and concept.unit in ("%", "倍"):
            continue
        known_part = limits[index].metric == whole or segment_of(row.label_text)
        if not (known_part or _is_open(row, limits[index])):
            return
        figures = _figures(row)
        if not figures or any(f.percent for f in figures.values()):
            continue
        yield index, {column: f.value for column, f in figures.items()}


def _adding_up(total: dict[int, float], members: Sequence[dict[int, float]]) -> int:
    """How many of the first members add up to the total in (nearly) all columns; 0 where no number of them does."""
    sums = list(
        accumulate(
            members,
            lambda before, row: {c: before.get(c, 0.0) + row.get(c, 0.0) for c in total},
            initial=dict.fromkeys(total, 0.0),
        )
    )
    best = 0
    for count in range(2, min(len(members), 14) + 1):
        close = sum(abs(sums[count][c] / total[c] - 1) <= _NEAR for c in total)
        if close >= max(2, 0.75 * len(total)):
            best = count
        elif best:
            break
    return best


def _limit_margins(
    whole: GridRow, following: Sequence[int], rows: Sequence[GridRow], limits: Sequence[Limit]
) -> None:
    """Rows right after a margin that name segments: the margin of the whole lies between the least and the greatest."""
    told = _figures(whole)
    members: list[tuple[int, dict[int, _Figure]]] = []
    for index in following:
        if not _is_open(rows[index], limits[index]) or growth_label(rows[index].label_text) is not None:
            break
        figures = _figures(rows[index])
        if not figures or {f.percent for f in figures.values()} != {f.percent for f in told.values()}:
            break
        members.append((index, figures))
    if len(members) > 1 and _lies_between(told, [figures for _, figures in members]):
        for index, _ in members:
            _limit(limits[index], rows[index], whole, bare(rows[index].label_text))


def _limit_growths(rows: Sequence[GridRow], limits: Sequence[Limit]) -> None:
    """As `_limit_margins`, for growth: 营业收入 yoy, then 油炸类 yoy, 蒸煮类 yoy of which the table has no figures."""
    named = {bare(row.label_text) for row in rows if row.cells and growth_label(row.label_text) is None}
    whole: tuple[str, GridRow] | None = None
    members: list[tuple[int, str]] = []
    for index, row in enumerate([*rows, GridRow([], {}, 0.0)]):
        grown = growth_label(row.label_text) if row.cells and row.label else None
        base = grown[0] if grown is not None else None
        if base and whole and index < len(rows) and _is_open(row, limits[index]) and bare(base) not in named:
            members.append((index, bare(base)))
            continue
        figures = [_figures(rows[i]) for i, _ in members]
        if whole and len(members) > 1 and _lies_between(_figures(whole[1]), figures):
            for i, name in members:
                limits[i].scope, limits[i].metric, limits[i].cells = name, whole[0], whole[1].label
        concept = find_metric(base) if base else None
        whole = (base, row) if base and concept is not None and concept.unit in MONEY else None
        members = []


def _lies_between(whole: dict[int, _Figure], parts: Sequence[dict[int, _Figure]]) -> bool:
    inside = seen = 0
    for column, figure in whole.items():
        beside = [part[column].value for part in parts if column in part]
        if len(beside) > 1:
            seen += 1
            inside += min(beside) - figure.step <= figure.value <= max(beside) + figure.step
    return seen > 1 and inside >= 0.8 * seen


def _limit(limit: Limit, row: GridRow, whole: GridRow, scope: str) -> None:
    name, own = whole.label_text, BRACKETS.search(row.label_text)
    if is_total(name) and (concept := find_metric(name)) is not None:  # a part of 总收入 is 收入
        name = concept.zh + "".join(m[0] for m in BRACKETS.finditer(name))
    name = BRACKETS.sub("", name) + own[0] if own else name
    limit.scope, limit.metric, limit.cells = scope, name, whole.label


# --- growth ------------------------------------------------------------------------------------------------


def grows(level: GridRow, growth: GridRow, columns: Heads) -> tuple[int, int]:
    """In how many columns the growth row is the level row's growth on the year before, and how many could tell."""
    values, rates = _figures(level), _figures(growth)
    places = {period.value: at for at, (_, period) in enumerate(columns) if at not in columns.changes}
    agree = told = 0
    for column, rate in rates.items():
        if column in columns.changes:
            continue
        match = _PERIOD.fullmatch(columns[column][1].value)
        before = places.get(f"{int(match[1]) - 1}{match[2]}") if match else None
        now, last = values.get(column), values.get(before) if before is not None else None
        if now is None or last is None or not last.value:
            continue
        told += 1
        slack = rate.step + 60 * (now.step + last.step * abs(now.value / last.value)) / abs(last.value)
        agree += abs(100 * (now.value - last.value) / abs(last.value) - rate.value) <= slack + 0.1
    return agree, told
