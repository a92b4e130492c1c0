"""A page's lines in, grids out: tables whose columns are periods, ruled or not, side by side or one below another.

A header is a row with at least two periods at rising places; a body row is any row below it with a value under a
column. Columns are told by the header's boxes, never by rules, because most broker tables have none.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from extract.lines import Line, union
from extract.model import Box, Period
from extract.periods import parse_period


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed thing of a table: `line.text[start:end]`."""

    text: str
    box: Box
    line: Line
    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.box.x0 + self.box.x1) / 2


@dataclass(slots=True)
class GridRow:
    """A label (empty where none is printed) and its cells by column index."""

    label: list[Cell]
    cells: dict[int, Cell]
    base: float

    @property
    def label_text(self) -> str:
        return "".join(cell.text for cell in self.label)


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
            yield from row.label
            yield from row.cells.values()


VALUE = re.compile(
    r"[-–—−+(（]{0,2}[¥￥$]?\d[\d,，]*(?:\.\d+)?[)）]?\s*(?:%|％|x|X|倍|pct|元|港元|美元)?[)）]?", re.I
)
NOTHING = re.compile(r"-{1,3}|–|—+|/|N\.?\s?/?A\.?|n\.?\s?/?a\.?|NM|nm|不适用|N/M|--", re.I)
SOURCE = re.compile(r"^\s*(?:资料|数据)?\s*来源|^Source|^注[:：]|^备注|请务必")


# A unit that a blank parts from its number: "1,188 百万股", "64.95 元".
UNIT_WORD = re.compile(
    r"(?:[十百千万亿]{0,3}(?:元|港元|美元|港币|股|倍|只|家|人|HKD|RMB)|百万|[万亿]|[%％]|mn|bn)(?:/股)?"
)


def _near(line: Line, left_end: int, right_start: int) -> bool:
    gap = line.box_of(right_start, right_start + 1).x0 - line.box_of(left_end - 1, left_end).x1
    return gap < 0.9 * line.size


def is_value(text: str) -> bool:
    return bool(VALUE.fullmatch(text) or NOTHING.fullmatch(text))


def cells_of(line: Line, anchor: datetime.date) -> list[Cell]:
    """The line cut at blanks; neighbouring words that are neither values nor periods stay one label."""
    cells: list[Cell] = []
    joinable = False
    for match in re.finditer(r"\S+", line.text):
        start, end = match.span()
        text = match.group()
        if (
            cells
            and UNIT_WORD.fullmatch(text)
            and VALUE.fullmatch(cells[-1].text)
            and _near(line, cells[-1].end, start)
        ):
            first = cells.pop().start
            cells.append(Cell(line.text[first:end], line.box_of(first, end), line, first, end))
            joinable = False
            continue
        plain = not is_value(text) and parse_period(text, anchor) is None
        if cells and joinable and plain:
            start = cells[-1].start
            cells.pop()
        cells.append(Cell(line.text[start:end], line.box_of(start, end), line, start, end))
        joinable = plain
    return cells


def rows_of(lines: Sequence[Line], anchor: datetime.date) -> list[list[Cell]]:
    """All cells of a page in rows by baseline, each left to right."""
    usable = [line for line in lines if line.kind not in ("header", "footer")]
    ordered = sorted(usable, key=lambda ln: (ln.base, ln.box.x0))
    rows: list[list[Cell]] = []
    level = -1e9
    for line in ordered:
        cells = cells_of(line, anchor)
        if rows and line.base - level <= max(1.5, 0.3 * line.size):
            rows[-1].extend(cells)
        else:
            rows.append(cells)
            level = line.base
    for row in rows:
        row.sort(key=lambda cell: cell.box.x0)
    return rows


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
    steps = [b.middle - a.middle for (a, _), (b, _) in zip(group, group[1:], strict=False)]
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
        grid = _grid(rows, index, group, left, headers)
        if grid is not None:
            grids.append(grid)
    return grids


def _left_limit(row: Sequence[Cell], group: list[tuple[Cell, Period]]) -> float:
    """Where the labels of this group may begin: after whatever period or value stands to its left."""
    first = group[0][0]
    lefts = [c.box.x1 for c in row if c.box.x1 <= first.box.x0 and (is_value(c.text) or c.text[:4].isdigit())]
    return max(lefts, default=0.0)


def pitch_of(group: list[tuple[Cell, Period]]) -> float:
    return median(b.middle - a.middle for (a, _), (b, _) in zip(group, group[1:], strict=False))


def _grid(
    rows: list[list[Cell]],
    index: int,
    group: list[tuple[Cell, Period]],
    left: float,
    headers: list[tuple[int, list[tuple[Cell, Period]]]],
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
        body = _body_row(row, group, pitch, left)
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
    grid.rows = _whole_labels(_trim(grid.rows), first.line.size)
    _keep_label_column(grid)
    return grid if any(row.cells for row in grid.rows) else None


def _body_row(row: list[Cell], group: list[tuple[Cell, Period]], pitch: float, left: float) -> GridRow | None:
    """The row's label and its values by column; None where the row is no part of the table."""
    first = group[0][0]
    cells: dict[int, Cell] = {}
    label: list[Cell] = []
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
    return GridRow(_nearest_run(label), cells, row[0].line.base)


def _is_sentence(text: str) -> bool:
    """Running text beside or below a table (or a chart's axis, which looks like a header) is no label."""
    return len(text) > 30 or bool(re.search(r"[。；！？]|，.*，", text))


def _nearest_run(label: list[Cell]) -> list[Cell]:
    """The label nearest the values: what a wide gap parts from it belongs to something beside the table."""
    kept: list[Cell] = []
    for cell in reversed(label):
        if kept and kept[0].box.x0 - cell.box.x1 > 2.2 * cell.line.size:
            break
        kept.insert(0, cell)
    return kept


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


def _trim(rows: list[GridRow]) -> list[GridRow]:
    """Without the label-only rows after the last value."""
    while rows and not rows[-1].cells:
        rows.pop()
    return rows


_UNIT_ONLY = re.compile(r"[（(][^（()）]{1,12}[)）]")


def _whole_labels(rows: list[GridRow], size: float) -> list[GridRow]:
    """Labels printed on two lines made one: a name above and a unit below their values, or a unit on the next line."""
    whole: list[GridRow] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        following = rows[index + 1] if index + 1 < len(rows) else None
        near = following is not None and not following.cells and following.base - row.base < 1.6 * size
        if (
            row.cells
            and not row.label
            and whole
            and not whole[-1].cells
            and row.base - whole[-1].base < 1.2 * size
        ):
            row.label = whole.pop().label
        if row.cells and near and following is not None and following.label:
            if not row.label or _UNIT_ONLY.fullmatch(following.label_text):
                row.label = row.label + following.label
                index += 1
        whole.append(row)
        index += 1
    return whole


def _keep_label_column(grid: Grid) -> None:
    """Labels stand in one column: what lies clearly left of the commonest label edge is another text."""
    starts = sorted(row.label[0].box.x0 for row in grid.rows if row.label and row.cells)
    if len(starts) < 3:
        return
    edge = starts[len(starts) // 2] - 2.5 * grid.columns[0][0].line.size
    for row in grid.rows:
        row.label = [c for c in row.label if c.box.x0 >= edge]


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


def box_of(cells: Sequence[Cell]) -> Box:
    return union([c.box for c in cells])
