"""A page's lines in, grids out: tables whose columns are periods, ruled or not, side by side or one below another.

A header is a row with at least two periods at rising places; a body row is any row below it with a value under a
column. Columns are told by the header's boxes, never by rules, because most broker tables have none.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extract.cells import NOTHING, SOURCE, Cell, is_figure, is_value, rows_of
from extract.grid_rows import GridRow, whole_rows
from extract.lines import Line
from extract.model import Period
from extract.periods import parse_period

__all__ = [
    "NOTHING", "SOURCE", "Cell", "Grid", "find_grids", "header_groups", "is_value", "pitch_of", "rows_of",
]  # fmt: skip


@dataclass(slots=True)
class Grid:
    """A table of periods: `columns` left to right, `corner` what stands above the labels, `above` the caption."""

    page: int
    columns: list[tuple[Cell, Period]]
    corner: str
    above: str
    rows: list[GridRow] = field(default_factory=list)

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell that belongs to the grid, header and labels included."""
        for cell, _ in self.columns:
            yield cell
        for row in self.rows:
            yield from row.side
            yield from row.label
            yield from row.cells.values()


# --- headers -----------------------------------------------------------------------------------------------


def header_groups(row: Sequence[Cell], anchor: datetime.date) -> list[list[tuple[Cell, Period]]]:
    """Runs of period cells in a row; a label between two runs, or a step back in time, parts them."""
    groups: list[list[tuple[Cell, Period]]] = []
    open_group: list[tuple[Cell, Period]] = []
    for cell in row:
        period = parse_period(cell.text, anchor)
        if period is not None and _column_period(period.value):
            if open_group and _steps_back(open_group[-1][1].value, period.value):
                groups.append(open_group)
                open_group = []
            open_group.append((cell, period))
        else:
            groups.append(open_group)
            open_group = []
    groups.append(open_group)
    return [g for g in groups if len(g) >= 2 and _evenly_set(g)]


def _column_period(value: str) -> bool:
    return "/" not in value


def _steps_back(last: str, this: str) -> bool:
    """Whether a second table begins: an earlier year, or the same period again. "2021H1, 2021, 2022" goes on."""
    months = [re.fullmatch(r"(\d+)M", value) for value in (last, this)]
    if months[0] and months[1]:
        return int(months[1][1]) <= int(months[0][1])
    return last == this or this.removeprefix("FY")[:4] < last.removeprefix("FY")[:4]


def _evenly_set(group: list[tuple[Cell, Period]]) -> bool:
    steps = [b.middle - a.middle for (a, _), (b, _) in pairwise(group)]
    return max(steps) <= 2.6 * min(steps)


# --- bodies ------------------------------------------------------------------------------------------------


def find_grids(lines: Sequence[Line], anchor: datetime.date) -> list[Grid]:
    """Every period table of one page, top to bottom then left to right."""
    rows = rows_of(lines, anchor)
    headers: list[tuple[int, list[tuple[Cell, Period]]]] = []
    for index, row in enumerate(rows):
        headers.extend((index, group) for group in header_groups(row, anchor))
    grids: list[Grid] = []
    for index, group in headers:
        left = _left_limit(rows[index], group)
        grid = _grid(rows, index, group, left, headers, anchor)
        if grid is not None:
            grids.append(grid)
    return grids


def _left_limit(row: Sequence[Cell], group: list[tuple[Cell, Period]]) -> float:
    """Where the labels of this group may begin: after whatever period or value stands to its left."""
    first = group[0][0]
    lefts = [c.box.x1 for c in row if c.box.x1 <= first.box.x0 and (is_value(c.text) or c.text[:4].isdigit())]
    return max(lefts, default=0.0)


def pitch_of(group: list[tuple[Cell, Period]]) -> float:
    return median(b.middle - a.middle for (a, _), (b, _) in pairwise(group))


def _grid(
    rows: list[list[Cell]],
    index: int,
    group: list[tuple[Cell, Period]],
    left: float,
    headers: list[tuple[int, list[tuple[Cell, Period]]]],
    anchor: datetime.date,
) -> Grid | None:
    first, last = group[0][0], group[-1][0]
    pitch = pitch_of(group)
    right = last.box.x1 + 0.6 * pitch
    corner = [c for c in rows[index] if left - 2 <= c.box.x0 and c.box.x1 <= first.box.x0 + 2]
    grid = Grid(first.line.page, group, "".join(c.text for c in corner[-2:]), "")
    grid.above = _caption(rows, index, left, right)
    below = rows[index][0].line.base
    step = 0.0
    for later in range(index + 1, len(rows)):
        row = [c for c in rows[later] if left - 2 <= c.box.x0 <= right]
        if not row:
            continue
        base = row[0].line.base
        limit = max(3.2 * step, 4.0 * first.line.size) if step else 5.0 * first.line.size
        if base - below > limit:
            break
        if any(i == later and g[0][0].box.x0 < right and g[-1][0].box.x1 > first.box.x0 for i, g in headers):
            break
        body = _body_row(row, group, pitch, anchor)
        if body is None:
            if _ends(row, first.box.x0, right):
                break
            continue
        # A performance box is full: a lone number under one of its columns is another box's.
        if group[0][1].value.endswith("M") and 2 * len(body.cells) < len(group):
            break
        grid.rows.append(body)
        if body.cells:
            step = base - below if not step else min(step, max(base - below, 0.8 * first.line.size))
        below = base
    grid.rows = whole_rows(grid.rows, first.line.size)
    return grid if any(row.cells for row in grid.rows) else None


def _body_row(
    row: list[Cell], group: list[tuple[Cell, Period]], pitch: float, anchor: datetime.date
) -> GridRow | None:
    """The row's label and its values by column; None where the row is no part of the table."""
    first = group[0][0]
    cells: dict[int, Cell] = {}
    label: list[Cell] = []
    if any(_is_told(cell.line) for cell in row):
        return None
    if len(row) == 1 and _is_heading(row[0], group):
        return GridRow([row[0]], {}, row[0].line.base)
    for cell in row:
        like_head = abs(cell.line.size - first.line.size) <= 0.35 * first.line.size
        column = _column_of(cell, group, pitch) if is_value(cell.text) and like_head else None
        if column is not None and column not in cells:
            cells[column] = cell
        elif cell.box.x0 < first.box.x0 + 0.2 * pitch and not cells:
            if _is_sentence(cell.text):
                return None
            label.append(cell)
        elif cell.box.x0 > group[-1][0].box.x1 + 2:
            continue  # what stands right of the last column is not the table's
        elif not is_value(cell.text):
            return None
    return GridRow(_own_label(label, anchor), cells, row[0].line.base)


def _is_heading(cell: Cell, group: list[tuple[Cell, Period]]) -> bool:
    """A few words alone in the middle of a table: 合计, 新能源业务."""
    inside = group[0][0].box.x0 <= cell.middle <= group[-1][0].box.x1
    return (
        inside
        and len(cell.text) <= 12
        and bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9、及与和 ]{2,12}", cell.text))
    )


def _own_label(label: list[Cell], anchor: datetime.date) -> list[Cell]:
    """The words after the last figure or period that a gap parts from them: those are of a table on the left."""
    for index in range(len(label) - 1, -1, -1):
        cell = label[index]
        if is_figure(cell.text) or parse_period(cell.text, anchor) is not None:
            following = label[index + 1 : index + 2]
            if not following or following[0].box.x0 - cell.box.x1 > 0.55 * cell.line.size:
                return label[index + 1 :]
    return label


def _is_told(line: Line) -> bool:
    """A figure inside running text: "预计 71.3 亿、73.3 亿元，同比"."""
    return bool(re.search(r"\d.{0,12}[，。；、].{0,40}[\u4e00-\u9fff]{2}", line.text)) and len(line.text) > 24


def _is_sentence(text: str) -> bool:
    """Running text beside or below a table (or a chart's axis, which looks like a header) is no label."""
    return len(text) > 30 or bool(re.search(r"[。；！？]|，.*，", text))


def _column_of(cell: Cell, group: list[tuple[Cell, Period]], pitch: float) -> int | None:
    best, nearest = None, 0.55 * pitch
    for index, (head, _) in enumerate(group):
        away = min(
            abs(cell.box.x1 - head.box.x1), abs(cell.middle - head.middle), abs(cell.box.x0 - head.box.x0)
        )
        if away < nearest:
            best, nearest = index, away
    return best


def _ends(row: list[Cell], labels_end: float, right: float) -> bool:
    text = "".join(c.text for c in row)
    return bool(SOURCE.search(text)) or any(c.box.x0 < labels_end and c.box.x1 > labels_end + 40 for c in row)


def _caption(rows: list[list[Cell]], index: int, left: float, right: float) -> str:
    """The words of up to three rows above the header: a title, a unit line."""
    words: list[str] = []
    base = rows[index][0].line.base
    for earlier in range(index - 1, max(-1, index - 4), -1):
        row = [
            c
            for c in rows[earlier]
            if c.box.x0 >= left - 2 and c.box.x0 <= right and c.box.x1 - c.box.x0 < 260
        ]
        if not row or base - row[0].line.base > 40:
            break
        words.append(" ".join(c.text for c in row))
    return "\n".join(words)
