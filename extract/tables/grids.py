"""A page's lines in, grids out: tables whose columns are periods, ruled or not, side by side or one below another.

A header is a row with at least two periods at rising places; a body row is any row below it with a value under a
column. Columns are told by the header's boxes, never by rules, because most broker tables have none.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from extract.model import Period
from extract.pages.lines import Line
from extract.periods.grammar import parse_period
from extract.tables.cells import NOTHING, PAIR, SOURCE, TITLE, Cell, is_figure, is_value, rows_of
from extract.tables.grid_rows import GridRow, whole_rows
from extract.tables.headers import Heads, header_groups, pitch_of
from extract.tables.row_words import is_known, listed

__all__ = ["NOTHING", "SOURCE", "Cell", "Grid", "find_grids", "is_value", "rows_of"]


@dataclass(slots=True, eq=False)
class Grid:
    """A table of periods: `columns` left to right, `corner` what stands above the labels, `above` the caption."""

    page: int
    columns: Heads
    corner: str
    above: str
    version: str | None = (
        None  # 调整前, 调整后, 变动幅度: which forecasts the columns print, where a head says so
    )
    rows: list[GridRow] = field(default_factory=list)
    tail: list[GridRow] = field(
        default_factory=list
    )  # headings after the last value: of rows on the next page
    before: Grid | None = None  # the grid of the page before that this one goes on with
    after: Grid | None = None  # the grid of the next page that goes on with this one

    @property
    def earlier(self) -> list[GridRow]:
        """The rows of the pages before, moved up as if they stood right above, with the headings left over."""
        if self.before is None or not self.rows:
            return []
        rows = [*self.before.earlier, *self.before.rows, *self.before.tail]
        step = median([b.base - a.base for a, b in pairwise(self.rows)] or [12.0])
        lift = self.rows[0].base - step - rows[-1].base
        return [replace(row, base=row.base + lift) for row in rows]

    @property
    def later(self) -> list[GridRow]:
        """The headings left over and the rows of the pages behind, moved down as if they stood right below."""
        if self.after is None or not self.rows:
            return []
        rows = [*self.tail, *self.after.rows, *self.after.later]
        step = median([b.base - a.base for a, b in pairwise(self.rows)] or [12.0])
        drop = self.rows[-1].base + step - rows[0].base
        return [replace(row, base=row.base + drop) for row in rows]

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell that belongs to the grid, header and labels included."""
        for cell, _ in self.columns:
            yield cell
        for row in self.rows:
            yield from row.side
            yield from row.label
            yield from row.cells.values()


# --- bodies ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frame:
    """A header's columns with the stretch of the page that its rows may fill."""

    group: Heads
    left: float
    anchor: datetime.date
    pitch: float

    @property
    def first(self) -> Cell:
        return self.group[0][0]

    @property
    def right(self) -> float:
        return self.group[-1][0].box.x1 + 0.6 * self.pitch

    def part_of(self, row: Sequence[Cell]) -> list[Cell]:
        return [c for c in row if self.left - 2 <= c.box.x0 <= self.right]


def find_grids(
    lines: Sequence[Line],
    anchor: datetime.date,
    before: Grid | None = None,
    rows: list[list[Cell]] | None = None,
) -> list[Grid]:
    """Every period table of one page, top to bottom then left to right.

    `before` is the last grid of the page before: rows at the page's top that stand in its columns go on with it.
    `rows` are those of the lines where they are known already.
    """
    rows = rows_of(lines, anchor) if rows is None else rows
    headers = [(index, group) for index, row in enumerate(rows) for group in header_groups(row, anchor)]
    grids: list[Grid] = []
    if before is not None and lines and (rest := _continuation(rows, headers, before, anchor)):
        grids.append(rest)
    for index, group in headers:
        frame = _Frame(group, _left_limit(rows[index], group), anchor, pitch_of(group))
        grid = _grid(rows, index, frame, headers)
        if grid is not None:
            grids.append(grid)
    _share_labels(grids)
    return grids


def _share_labels(grids: Sequence[Grid]) -> None:
    """The forecasts after a revision stand right of those before it, and share their labels."""
    for left, right in pairwise(grids):
        if not (left.version and right.version) or any(row.label for row in right.rows):
            continue
        if left.columns[0][0].line.base != right.columns[0][0].line.base:
            continue
        for row in right.rows:
            beside = [other for other in left.rows if other.cells and abs(other.base - row.base) < 2.0]
            row.label = beside[0].label if beside else []


def _left_limit(row: Sequence[Cell], group: list[tuple[Cell, Period]]) -> float:
    """Where the labels of this group may begin: after whatever period or value stands to its left."""
    first = group[0][0]
    lefts = [c.box.x1 for c in row if c.box.x1 <= first.box.x0 and (is_value(c.text) or c.text[:4].isdigit())]
    return max(lefts, default=-1e9)


def _grid(rows: list[list[Cell]], index: int, frame: _Frame, headers: list[tuple[int, Heads]]) -> Grid | None:
    corner = [
        c
        for c in frame.part_of(rows[index])
        if c.box.x1 <= frame.first.box.x0 + 2 and not _is_foreign(c.line)
    ]
    grid = Grid(frame.first.line.page, frame.group, "".join(c.text for c in corner[-2:]), "")
    grid.above = _caption(rows, index, frame.left, frame.right)
    grid.version = _version(rows, index, frame)
    _fill(grid, rows, index + 1, rows[index][0].line.base, frame, headers)
    if grid.columns.falls and not _is_whole(grid):
        return None
    return grid if any(row.cells for row in grid.rows) else None


def _is_whole(grid: Grid) -> bool:
    """Whether at least two rows are labelled and full, and none of them prints years: else it is a chart's legend."""
    full = [row for row in grid.rows if row.label and len(row.cells) == len(grid.columns)]
    return len(full) >= 2 and not any(
        _YEAR.fullmatch(c.text) for row in grid.rows for c in row.cells.values()
    )


_YEAR = re.compile(r"(?:19|20)\d\d")


def _version(rows: list[list[Cell]], index: int, frame: _Frame) -> str | None:
    """The word right above the columns that says which forecasts they print."""
    base, low, high = rows[index][0].line.base, frame.first.box.x0, frame.group[-1][0].box.x1
    words = (*listed("earlier_versions"), *listed("later_versions"), *listed("version_changes"))
    for row in rows[max(0, index - 2) : index]:
        for cell in row:
            near = base - cell.line.base < 3 * cell.line.size and low - 6 <= cell.middle <= high + 6
            if near and cell.text.strip(" （()）%％").lower() in words:
                return cell.text.strip(" （()）%％").lower()
    return None


def _fill(
    grid: Grid,
    rows: list[list[Cell]],
    start: int,
    below: float,
    frame: _Frame,
    headers: list[tuple[int, Heads]],
) -> None:
    """The body: rows below, until a gulf, a source line, running text or the next header in these columns."""
    size, step = frame.first.line.size, 0.0
    for later in range(start, len(rows)):
        row = frame.part_of(rows[later])
        if not row:
            continue
        base = row[0].line.base
        if base - below > (max(3.2 * step, 4.0 * size) if step else 5.0 * size):
            break
        if any(i == later and _meet(g, frame.group) for i, g in headers) or _opens_another(row, grid, frame):
            break
        body = _body_row(row, frame)
        if body is None:
            if _ends(row, frame.first.box.x0):
                break
            if label := _unread(row, frame):
                grid.rows.append(label)
            continue
        # A performance box is full: a lone number under one of its columns is another box's.
        if frame.group[0][1].value.endswith("M") and 2 * len(body.cells) < len(frame.group):
            break
        grid.rows.append(body)
        if body.cells:
            step = base - below if not step else min(step, max(base - below, 0.8 * size))
        below = base
    grid.rows, grid.tail = whole_rows(grid.rows, size)


def _continuation(
    rows: list[list[Cell]],
    headers: list[tuple[int, Heads]],
    before: Grid,
    anchor: datetime.date,
) -> Grid | None:
    """Rows at the top of a page in the columns of the last table of the page before; None where fewer than three."""
    labels = [row.label[0].box.x0 for row in before.rows if row.label]
    frame = _Frame(before.columns, min(labels, default=0.0) - 30.0, anchor, pitch_of(before.columns))
    start = next(
        (
            i
            for i, row in enumerate(rows)
            if (body := _body_row(frame.part_of(row), frame)) and _is_full(body, frame)
        ),
        None,
    )
    if start is None or start > 6 or any(i <= start and _meet(g, before.columns) for i, g in headers):
        return None
    grid = Grid(rows[start][0].line.page, before.columns, before.corner, before.above, before=before)
    start = max(0, start - 1)  # a label may stand above the first values
    _fill(grid, rows, start, rows[start][0].line.base - 1.0, frame, headers)
    full = [row for row in grid.rows if row.label and _is_full(row, frame)]
    # Two rows go on with a table where both name what they measure.
    enough = len(full) >= (2 if all(is_known(row.label_text) for row in full) else 3)
    if not enough or 2 * len(full) < len(grid.rows):
        return None
    before.after = grid
    return grid


def _meet(one: list[tuple[Cell, Period]], other: list[tuple[Cell, Period]]) -> bool:
    """Whether two headers stand over the same stretch of the page."""
    reach = other[-1][0].box.x1 + 0.6 * pitch_of(other)
    return one[0][0].box.x0 < reach and one[-1][0].box.x1 > other[0][0].box.x0


def _is_full(row: GridRow, frame: _Frame) -> bool:
    """Whether the row fills half of the columns, each value within a third of a step of its head."""
    close = [
        min(abs(cell.box.x1 - head.box.x1), abs(cell.middle - head.middle)) < 0.3 * frame.pitch
        for column, cell in row.cells.items()
        for head, _ in frame.group[column : column + 1]
    ]
    return 2 * len(close) >= len(frame.group) and all(close)


def _body_row(row: list[Cell], frame: _Frame) -> GridRow | None:
    """The row's label and its values by column; None where the row is no part of the table."""
    group, pitch, first = frame.group, frame.pitch, frame.first
    cells: dict[int, Cell] = {}
    label: list[Cell] = []
    odd = 0  # words in a column of figures
    row = [part for cell in row for part in _parted(cell, frame)]
    # Running text left or right of the columns stands beside the table; across them it is no row of it.
    foreign = [c for c in row if _is_foreign(c.line)]
    row = [c for c in row if not _is_foreign(c.line)]
    end = group[-1][0].box.x1 + 2
    if not row or any(c.line.box.x1 > first.box.x0 and c.line.box.x0 < end for c in foreign):
        return None
    if len(row) == 1 and not foreign and _is_heading(row[0], group):
        return GridRow([row[0]], {}, row[0].line.base)
    edge = max((c.line.box.x1 for c in foreign if c.line.box.x0 < end), default=-1e9)
    for cell in row:
        like_head = abs(cell.line.size - first.line.size) <= 0.35 * first.line.size
        fits = is_value(cell.text) or (group[0][1].value.endswith("M") and PAIR.fullmatch(cell.text))
        column = _column_of(cell, group, pitch) if fits and like_head else None
        if column is not None and column not in cells:
            cells[column] = cell
        elif cell.box.x0 < first.box.x0 + 0.2 * pitch and not cells:
            if cell.box.x0 > edge:
                label.append(cell)
        elif cell.box.x0 > end:
            continue  # what stands right of the last column is not the table's
        elif not is_value(cell.text):
            odd += 1
    if odd and (odd > 1 or len(cells) < 3):
        return None
    own = _own_label(label, frame.anchor)
    return GridRow(own, cells, row[0].line.base) if own or cells else None


def _parted(cell: Cell, frame: _Frame) -> list[Cell]:
    """A long label that runs into the first figure without a blank, in two: "每股经营现金流（最新摊薄）1.42"."""
    head = frame.first.box
    if not (cell.box.x0 < head.x0 - 0.8 * frame.pitch and abs(cell.box.x1 - head.x1) < 0.3 * frame.pitch):
        return [cell]
    match = re.fullmatch(r"(.*[\u4e00-\u9fff）)])(-?\d[\d,]*(?:\.\d+)?[%％]?)", cell.text)
    if match is None:
        return [cell]
    cut = cell.start + match.end(1)
    return [
        Cell(match[1], cell.line.box_of(cell.start, cut), cell.line, cell.start, cut),
        Cell(match[2], cell.line.box_of(cut, cell.end), cell.line, cut, cell.end),
    ]


def _unread(row: list[Cell], frame: _Frame) -> GridRow | None:
    """The label of a row whose figures cannot be read: growth rows below it belong to none above it."""
    label = [c for c in row if c.box.x1 < frame.first.box.x0 and not _is_foreign(c.line)]
    values = [c for c in row if c.box.x0 >= frame.first.box.x0 - 0.5 * frame.pitch and is_figure(c.text)]
    own = _own_label(label, frame.anchor) if values else []
    return GridRow(own, {}, row[0].line.base, unread=True) if own else None


def _opens_another(row: list[Cell], grid: Grid, frame: _Frame) -> bool:
    """Whether the title of another table or picture stands in the row, over these labels or columns."""
    titles = [c for c in row if TITLE.match(c.text)]
    if not titles:
        return False
    left = min((r.label[0].box.x0 for r in grid.rows if r.label), default=frame.first.box.x0)
    return any(c.box.x1 > left for c in titles)


def _is_heading(cell: Cell, group: list[tuple[Cell, Period]]) -> bool:
    """A few words alone in the middle of a table: 合计, 新能源业务."""
    inside = group[0][0].box.x0 <= cell.middle <= group[-1][0].box.x1
    return inside and bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9、及与和 ]{2,12}", cell.text))


def _own_label(label: list[Cell], anchor: datetime.date) -> list[Cell]:
    """The words after the last figure or period that a gap parts from them: those are of a table on the left."""
    for index in range(len(label) - 1, -1, -1):
        cell = label[index]
        if is_figure(cell.text) or parse_period(cell.text, anchor) is not None:
            following = label[index + 1 : index + 2]
            if not following or following[0].box.x0 - cell.box.x1 > 0.55 * cell.line.size:
                return label[index + 1 :]
    return label


def _is_foreign(line: Line) -> bool:
    """Running text beside or below a table (or a chart's axis, which looks like a header)."""
    words = line.text
    if len(re.findall(r"[\u4e00-\u9fff]", words)) > 26 or re.search(r"[。；！？]|，.*，", words):
        return True
    return len(words) > 24 and bool(re.search(r"\d.{0,12}[，。；、].{0,40}[\u4e00-\u9fff]{2}", words))


def _column_of(cell: Cell, group: list[tuple[Cell, Period]], pitch: float) -> int | None:
    best, nearest = None, 0.55 * pitch
    for index, (head, _) in enumerate(group):
        away = min(
            abs(cell.box.x1 - head.box.x1), abs(cell.middle - head.middle), abs(cell.box.x0 - head.box.x0)
        )
        if away < nearest:
            best, nearest = index, away
    return best


def _ends(row: list[Cell], labels_end: float) -> bool:
    text = "".join(c.text for c in row)
    return bool(SOURCE.search(text)) or any(c.box.x0 < labels_end and c.box.x1 > labels_end + 40 for c in row)


def _caption(rows: list[list[Cell]], index: int, left: float, right: float) -> str:
    """The words of up to three rows above the header, up to the table's title: a title, a unit line."""
    words: list[str] = []
    base = rows[index][0].line.base
    for earlier in range(index - 1, max(-1, index - 4), -1):
        row = [
            c
            for c in rows[earlier]
            if c.box.x0 >= left - 2
            and c.box.x0 <= right
            and (c.box.x1 - c.box.x0 < 260 or TITLE.match(c.text) or "单位" in c.text)
        ]
        if not row or base - row[0].line.base > 40:
            break
        words.append(" ".join(c.text for c in row))
        if any(TITLE.match(c.text) for c in row):
            break
    return "\n".join(words)
