"""A page's rules and lines in, ruled and half-ruled tables out: cells with text, box, row and column, spans counted.

Full-width rules (or coloured bands) bound a table; its columns are parted by vertical rules or, where none are drawn,
by the gutters that no row of figures crosses; its rows by rules, else midway between two rows of figures. The cells
are pdfplumber's (`TableFinder`), fed with our rules and glyphs, so no second engine reads the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.model import Box
from extract.pages.frames import MAX_EDGES, frames_of
from extract.pages.lines import Line, union
from extract.pages.reader import Page
from extract.tables.grids import SOURCE, Cell, is_value
from extract.tables.ruled_bands import cuts_of, feet_of

MIN_RULES = 4
_THIN = 2.0
_SAME = 15.0  # points by which the ends of one table's full-width rules may differ
_CAPTION = re.compile(
    r"^\s*(?:图表?|表格?|Figure|Table|Exhibit|Chart)\s*[\d一二三四五六七八九十]*\s*[:：、.\s]", re.I
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_RUNNING_TEXT = re.compile(r"[。；！？]|，[^，]*，")


@dataclass(frozen=True, slots=True)
class RuledCell:
    """One cell: `pieces` are its printed parts, top to bottom; rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    frame: Box
    pieces: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return join_pieces(self.pieces)

    @property
    def box(self) -> Box:
        return union([piece.box for piece in self.pieces]) if self.pieces else self.frame


def join_pieces(pieces: Sequence[Cell]) -> str:
    """The pieces as one text: Chinese joined as it stands, Latin words parted by a blank."""
    text = ""
    for piece in pieces:
        latin = (
            text[-1:].isascii()
            and text[-1:].isalpha()
            and piece.text[:1].isascii()
            and piece.text[:1].isalpha()
        )
        text += " " + piece.text if latin else piece.text
    return text


@dataclass(slots=True)
class RuledTable:
    """One table: `header` are the pieces above the first row of figures, `body` the cells from there on.

    `caption` is what is printed above the table (a title, a unit line), the nearest line first.
    """

    page: int
    box: Box
    caption: str
    columns: tuple[tuple[float, float], ...]
    header: list[Cell] = field(default_factory=list)
    body: list[RuledCell] = field(default_factory=list)

    @property
    def cells(self) -> Iterator[Cell]:
        """Every printed piece that belongs to the table."""
        yield from self.header
        for cell in self.body:
            yield from cell.pieces

    def rows(self) -> list[dict[int, RuledCell]]:
        """The body's rows, each its cells by column; a cell over several rows or columns stands in all of them."""
        count = max((cell.row + cell.row_span for cell in self.body), default=0)
        rows: list[dict[int, RuledCell]] = [{} for _ in range(count)]
        for cell in self.body:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    rows[row][column] = cell
        return rows


def find_ruled(page: Page, lines: Sequence[Line], taken: set[int]) -> list[RuledTable]:
    """The ruled tables of a page among the lines that nothing else took (`taken` holds their ids), top to bottom."""
    edges = _level_edges(page)
    if len(edges) < 2 or len(page.rules) + len(page.fills) < MIN_RULES:
        return []
    free = [line for line in lines if line.kind not in ("header", "footer")]
    tables: list[RuledTable] = []
    for region in _regions(page, edges, free):
        if any(_within(region, table.box) for table in tables):
            continue
        inside = [line for line in free if _within(line.box, region)]
        if any(id(line) in taken for line in inside):
            continue
        table = _table(page, region, edges, inside, free)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda t: (t.box.top, t.box.x0))


# --- where a table is --------------------------------------------------------------------------------------


def _level_edges(page: Page) -> list[Box]:
    """Horizontal rules and the upper and lower edges of coloured bands, those on one level joined, top to bottom."""
    flat = [r for r in page.rules if r.bottom - r.top <= _THIN and r.x1 - r.x0 > 4]
    for fill in page.fills:
        b = fill.box
        if not fill.white and b.x1 - b.x0 > 12 and 6 <= b.bottom - b.top <= 60:
            flat += [Box(b.x0, b.top, b.x1, b.top), Box(b.x0, b.bottom, b.x1, b.bottom)]
    if len(flat) > 4 * MAX_EDGES:
        return []
    joined: list[Box] = []
    for edge in sorted(flat, key=lambda r: (round((r.top + r.bottom) / 2), r.x0)):
        last = joined[-1] if joined else None
        if last and abs(edge.top - last.top) <= 1.6 and edge.x0 <= last.x1 + 3.5:
            joined[-1] = last.union(edge)
        else:
            joined.append(edge)
    return [edge for edge in joined if edge.x1 - edge.x0 > 12]


def _regions(page: Page, edges: Sequence[Box], lines: Sequence[Line]) -> list[Box]:
    """Stretches between full-width edges of the same ends that hold a table's lines and nothing else."""
    stacks: list[list[Box]] = []
    for edge in edges:
        if edge.x1 - edge.x0 < 110:
            continue
        home = next(
            (s for s in stacks if abs(s[0].x0 - edge.x0) < _SAME and abs(s[0].x1 - edge.x1) < _SAME), None
        )
        if home is None:
            stacks.append([edge])
        else:
            home.append(edge)
    regions: list[Box] = []
    for stack in stacks:
        feet = feet_of(stack, lines)
        left, right = min(e.x0 for e in stack), max(e.x1 for e in stack)
        grown: Box | None = None
        for upper, lower in pairwise(sorted([*stack, *feet], key=lambda e: e.top)):
            strip = Box(left, upper.top, right, lower.bottom)
            if upper in feet or not _tabular(page, strip, lines):
                if grown:
                    regions.append(grown)
                grown = None
            else:
                grown = grown.union(strip) if grown else strip
        if grown:
            regions.append(grown)
    return sorted(
        (r for r in regions if r.bottom - r.top > 24), key=lambda r: (r.top - r.bottom, r.top, r.x0)
    )


def _tabular(page: Page, strip: Box, lines: Sequence[Line]) -> bool:
    """No running text, caption, source line, picture, drawing or turned text in the strip."""
    if strip.bottom - strip.top < 4:
        return True
    inside = [line for line in lines if _within(line.box, strip)]
    for line in inside:
        wide = line.box.x1 - line.box.x0 > 0.55 * (strip.x1 - strip.x0)
        if SOURCE.search(line.text) or (_CAPTION.match(line.text) and len(line.text) > 6):
            return False
        if wide and len(line.text) > 26 and _RUNNING_TEXT.search(line.text):
            return False
    pictures = [b for b in (*page.images, *page.drawings) if min(b.x1 - b.x0, b.bottom - b.top) > 12]
    if any(_covers(strip, picture) for picture in pictures):
        return False
    return not any(_within(glyph.box, strip) for glyph in page.turned)


def _covers(strip: Box, picture: Box) -> bool:
    wide = min(strip.x1, picture.x1) - max(strip.x0, picture.x0)
    tall = min(strip.bottom, picture.bottom) - max(strip.top, picture.top)
    return wide > 10 and tall > 6


def _within(box: Box, region: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return region.x0 - 3 <= x <= region.x1 + 3 and region.top - 1 <= y <= region.bottom + 1


# --- what is in it -----------------------------------------------------------------------------------------


def pieces_of(line: Line) -> list[Cell]:
    """The line cut where a gap is wider than a blank, and between two values however near."""
    found: list[Cell] = []
    for match in re.finditer(r"\S+", line.text):
        start, end = match.span()
        if found:
            last = found[-1]
            gap = line.box_of(start, start + 1).x0 - last.box.x1
            if gap < 0.5 * line.size and not (is_value(last.text) and is_value(match.group())):
                start = last.start
                found.pop()
        found.append(Cell(line.text[start:end], line.box_of(start, end), line, start, end))
    return found


def _table(
    page: Page, region: Box, edges: Sequence[Box], inside: Sequence[Line], lines: Sequence[Line]
) -> RuledTable | None:
    pieces = [piece for line in inside for piece in pieces_of(line)]
    rows = _figure_rows(pieces)
    if len(rows) < 2 or sum(map(len, rows)) < 3:
        return None
    edges = [edge for edge in edges if not _is_shading(edge, region, page)]
    uprights = _uprights(page, region)
    columns = uprights or _gutters(pieces, rows, region, edges)
    levels = _levels(rows, pieces, region, edges)
    if len(columns) < 3 or len(levels) < 3:
        return None
    top = levels[0]
    table = RuledTable(page.number, region, _caption(lines, region), tuple(pairwise(columns)))
    heads = [piece for piece in pieces if (piece.box.top + piece.box.bottom) / 2 < top]
    table.header = [part for piece in heads for part in _parted(piece, table.columns)]
    body = Box(region.x0, top, region.x1, region.bottom)
    frames = frames_of(page.number, body, columns, levels, edges)
    below = [piece for piece in pieces if (piece.box.top + piece.box.bottom) / 2 >= top]
    table.body = list(_cells(frames, below, columns, levels))
    return table if len(table.body) >= 4 else None


def _is_shading(edge: Box, region: Box, page: Page) -> bool:
    """The edge of a colour behind the words of one cell: it reaches neither side of the table, and no rule is on it."""
    inside = region.x0 + 3 < edge.x0 and edge.x1 < region.x1 - 3
    return (
        inside
        and region.top < edge.top < region.bottom
        and not any(abs(r.top - edge.top) < 1 and r.x0 < edge.x1 and r.x1 > edge.x0 for r in page.rules)
    )


def _parted(piece: Cell, columns: Sequence[tuple[float, float]]) -> list[Cell]:
    """A head that runs over the middles of two columns or more, cut into the heads it is made of."""
    over = sum(piece.box.x0 < (low + high) / 2 < piece.box.x1 for low, high in columns)
    spans = cuts_of(piece.text) if over > 1 else []
    if len(spans) != over or over < 2:
        return [piece]
    line, at = piece.line, piece.start
    return [
        Cell(line.text[at + a : at + b], line.box_of(at + a, at + b), line, at + a, at + b) for a, b in spans
    ]


def _figure_rows(pieces: Sequence[Cell]) -> list[list[Cell]]:
    """Values of one baseline together, top to bottom, where a label stands on or about their level."""
    values = sorted((p for p in pieces if is_value(p.text)), key=lambda p: (p.line.base, p.box.x0))
    rows: list[list[Cell]] = []
    for value in values:
        if rows and value.line.base - rows[-1][0].line.base <= 0.45 * value.line.size:
            rows[-1].append(value)
        else:
            rows.append([value])
    labelled = [p for p in pieces if not is_value(p.text)]
    return [
        row
        for row in rows
        if not all(_YEAR.fullmatch(p.text) for p in row)
        and any(
            abs(p.line.base - row[0].line.base) < 1.1 * p.line.size
            and p.box.x0 < max(value.box.x0 for value in row)
            for p in labelled
        )
    ]


def _uprights(page: Page, region: Box) -> list[float]:
    """Places of vertical rules that run most of the region's height, its sides included; empty where there are few."""
    tall = region.bottom - region.top
    lengths: dict[int, float] = {}
    for rule in page.rules:
        x = (rule.x0 + rule.x1) / 2
        if rule.x1 - rule.x0 <= _THIN and region.x0 - 4 <= x <= region.x1 + 4:
            shared = min(rule.bottom, region.bottom) - max(rule.top, region.top)
            if shared > 2:
                lengths[round(x)] = lengths.get(round(x), 0.0) + shared
    places = sorted(x for x, length in lengths.items() if length > 0.7 * tall)
    inner = [x for x in places if region.x0 + 6 < x < region.x1 - 6]
    apart = [x for x, after in pairwise([*inner, 1e9]) if after - x > 4]
    return [region.x0, *map(float, apart), region.x1] if len(apart) >= 2 else []


def _gutters(
    pieces: Sequence[Cell], rows: Sequence[Sequence[Cell]], region: Box, edges: Sequence[Box]
) -> list[float]:
    """Column borders: stretches of x that (nearly) no piece on a row of figures covers; at a rule's end where one is."""
    first = rows[0][0].line.base - 1.0
    levels = [row[0].line.base for row in rows]
    body = [
        p
        for p in pieces
        if p.line.base >= first and min(abs(p.line.base - at) for at in levels) < 1.6 * p.line.size
    ]
    left, right = int(region.x0), int(region.x1) + 1
    covered = [0] * (right - left + 1)
    for piece in body:
        for x in range(max(int(piece.box.x0) - left, 0), min(int(piece.box.x1) + 1 - left, len(covered))):
            covered[x] += 1
    few = len(rows) // 12
    borders: list[float] = []
    start: int | None = None
    for index, count in enumerate(covered):
        if count <= few:
            start = index if start is None else start
            continue
        if start is not None and start > 0 and index - start >= 2:
            low, high = left + start, left + index
            ends = [
                x
                for e in edges
                for x in (e.x0, e.x1)
                if low - 1 <= x <= high + 1 and region.top < e.top < region.bottom
            ]
            borders.append(ends[0] if ends else (low + high) / 2)
        start = None
    return [region.x0, *borders, region.x1]


def _levels(
    rows: Sequence[Sequence[Cell]], pieces: Sequence[Cell], region: Box, edges: Sequence[Box]
) -> list[float]:
    """Row borders from the first row of figures down: rules between two rows, else midway; the region's foot last."""
    middles = [sum((p.box.top + p.box.bottom) / 2 for p in row) / len(row) for row in rows]
    rules = sorted(
        {
            (e.top + e.bottom) / 2
            for e in edges
            if e.x0 < region.x1 and e.x1 > region.x0 and e.x1 - e.x0 > 0.3 * (region.x1 - region.x0)
        }
    )
    highest = min(p.box.bottom for p in pieces)
    above = [y for y in rules if highest - 2 <= y < middles[0]]
    # The rule (or the foot of the coloured band) under the header; without one the first row of figures begins it.
    top = above[-1] if above else middles[0] - 0.75 * rows[0][0].line.size
    levels = [top]
    for upper, lower in pairwise(middles):
        between = [y for y in rules if upper < y < lower]
        levels += [y for before, y in pairwise([-1e9, *between]) if y - before > 5] or [(upper + lower) / 2]
    return [*levels, region.bottom]


# --- cells -------------------------------------------------------------------------------------------------


def _cells(
    frames: Sequence[Box], pieces: Sequence[Cell], columns: Sequence[float], levels: Sequence[float]
) -> Iterator[RuledCell]:
    for frame in sorted(frames, key=lambda f: (f.top, f.x0)):
        held = [
            p
            for p in pieces
            if frame.x0 <= p.middle < frame.x1 and frame.top <= (p.box.top + p.box.bottom) / 2 < frame.bottom
        ]
        held.sort(key=lambda p: (p.line.base, p.box.x0))
        column, last_column = _index(columns, frame.x0), _index(columns, frame.x1)
        row, last_row = _index(levels, frame.top), _index(levels, frame.bottom)
        yield RuledCell(row, column, max(last_row - row, 1), max(last_column - column, 1), frame, tuple(held))


def _index(borders: Sequence[float], at: float) -> int:
    return min(range(len(borders)), key=lambda i: (abs(borders[i] - at), i))


def _caption(lines: Sequence[Line], region: Box) -> str:
    """Up to three lines printed close above the table, the nearest first."""
    above = [
        line
        for line in lines
        if line.box.bottom <= region.top + 4 and region.top - line.box.bottom < 40
        and line.box.x0 < region.x1 and line.box.x1 > region.x0 - 20
    ]  # fmt: skip
    above.sort(key=lambda line: (-line.base, line.box.x0))
    return "\n".join(line.text for line in above[:3])
