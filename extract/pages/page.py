"""A page's lines in, blocks in reading order out; every character of a block knows its place on the page.

Blocks are runs of lines that one paragraph, heading or bullet made. Running headers and footers are told by their
return on page after page, the main column by where most of the running text is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.model import Box
from extract.pages.lines import Line, make_line, union

__all__ = [
    "BULLET", "SYMBOL", "Block", "Columns", "Line", "blocks_of", "columns_of", "join_pages", "make_block", "make_line",
    "mark_running", "part_at_columns", "union",
]  # fmt: skip

_SYMBOL = r"[■□●○◆◇▪▫•·➢➤►▶▍❑❖◼◾★☆✓√Ø⚫⚪❏⬛◎▲△※\uf000-\uf0ff]"
_NUMBERED = r"[（(]\s*[一二三四五六七八九十\d]{1,2}\s*[）)]|[①②③④⑤⑥⑦⑧⑨⑩]|\d{1,2}\s*[)）、]|[一二三四五六七八九十]{1,2}、"
SYMBOL = re.compile(rf"^\s*{_SYMBOL}")
BULLET = re.compile(rf"^\s*(?:{_SYMBOL}|{_NUMBERED})")
_SENTENCE_END = "。！？!?；;"


@dataclass(slots=True)
class Block:
    """A paragraph, heading or bullet: `text` with, for each character, its line and its place in that line.

    kind: "text" | "heading" | "header" (running) | "footer" | "chart" | "margin". `column` is "main" or "side".
    """

    lines: list[Line]
    text: str
    origin: list[tuple[int, int]]
    kind: str = "text"
    column: str = "main"
    bullet: bool = False

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def box(self) -> Box:
        return union([line.box for line in self.lines])

    @property
    def size(self) -> float:
        return self.lines[0].size

    def place(self, start: int, end: int) -> tuple[int, tuple[Box, ...]]:
        """Page and boxes (one a line) of `text[start:end]`; the page is that of the last character.

        A span that runs over a page break keeps the boxes of its last page, where the number stands.
        """
        spans: dict[int, tuple[int, int]] = {}
        for line_index, offset in self.origin[start:end]:
            if line_index < 0:
                continue
            low, high = spans.get(line_index, (offset, offset))
            spans[line_index] = (min(low, offset), max(high, offset))
        if not spans:
            return self.page, (self.lines[0].box.rounded(),)
        last = self.lines[max(spans)].page
        boxes = tuple(
            self.lines[index].box_of(low, high + 1).rounded()
            for index, (low, high) in sorted(spans.items())
            if self.lines[index].page == last
        )
        return last, boxes


# --- running headers and footers ---------------------------------------------------------------------------


def mark_running(pages: Sequence[tuple[float, list[Line]]]) -> None:
    """Mark lines that return at the same height on many pages (digits folded) as "header" or "footer".

    `pages` holds (height, lines) a page. A line counts as running where its folded text stands at one height of the
    top or bottom eighth on at least three pages, or on every page of a shorter report (page 1 alone never makes one).
    A bare number is running only as the page's number, and never in a row of numbers: that is a table's.
    """
    seen: dict[tuple[str, str], list[tuple[int, float]]] = {}
    counted: Counter[tuple[str, int]] = Counter()
    for index, (height, lines) in enumerate(pages):
        numbers: set[tuple[str, int]] = set()
        for line in lines:
            zone = _zone(line, height)
            if zone and (value := _bare_number(line)) is not None:
                numbers.add((zone, value - index))
            elif zone:
                seen.setdefault((zone, _folded(line)), []).append((index, line.base))
        counted.update(numbers)
    need = 3 if len(pages) > 3 else 2
    numbered = {key for key, count in counted.items() if count >= need or len(pages) == 1 == key[1]}
    for index, (height, lines) in enumerate(pages):
        rows = _number_rows(lines)
        for line in lines:
            zone = _zone(line, height)
            if not zone or rows[round(line.base)] - _is_number(line) >= 3:
                continue
            value = _bare_number(line)
            if value is not None:
                if (zone, value - index) in numbered:
                    line.kind = zone
                continue
            there = {page for page, base in seen[zone, _folded(line)] if _same_height(line, base)}
            if len(there) >= need or _PAGE_NUMBER.fullmatch(line.text):
                line.kind = zone
            elif line.box.top > height * 0.86 and _DISCLAIMER_LINE.search(line.text):
                line.kind = "footer"


_PAGE_NUMBER = re.compile(
    r"第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*页|\d{1,3}\s*[/／]\s*(?:共\s*)?\d{1,3}\s*页?|[-–—]\s*\d{1,3}\s*[-–—]"
)
_NUMBER_ONLY = re.compile(r"[\d.,，%％()（）+\-–—\sAaEeFfxX倍/]+")
_DISCLAIMER_LINE = re.compile(
    r"请(?:务必|仔细)?.{0,6}阅读|免责(?:声明|条款)|敬请参阅|重要声明|See the last page|Disclosure", re.I
)


def _zone(line: Line, height: float) -> str:
    if line.box.bottom < height * 0.125:
        return "header"
    return "footer" if line.box.top > height * 0.9 else ""


_OF_THE_PAGE = re.compile(r"(?:资料|数据)?来源|图表?\s*#|表\s*#|Source|注\s*[:：]")


def _same_height(line: Line, base: float) -> bool:
    """A running header may sit higher on the first page; a table's label or a source line is at home where it is."""
    long = len(line.text) >= 8 and not _OF_THE_PAGE.match(_folded(line))
    return long or abs(base - line.base) < 5.0


def _folded(line: Line) -> str:
    return re.sub(r"[\d\s]+", "#", line.text)


def _is_number(line: Line) -> bool:
    """Whether the line is a figure and nothing else; a day in figures is words."""
    figure = _NUMBER_ONLY.fullmatch(line.text) and not re.fullmatch(r"(?:\d+[./-]){2}\d+", line.text)
    return bool(figure) and any(char.isdigit() for char in line.text)


def _bare_number(line: Line) -> int | None:
    """What may be the page's number: its value; -1 for other figures (a decimal, a percentage), which never are."""
    if not _is_number(line) or _PAGE_NUMBER.fullmatch(line.text):
        return None
    return int(line.text) if re.fullmatch(r"\d{1,3}", line.text) else -1_000_000


def _number_rows(lines: Sequence[Line]) -> Counter[int]:
    """How many figures stand at each height, to a point or so."""
    rows: Counter[int] = Counter()
    for line in lines:
        if _is_number(line):
            rows.update((round(line.base) - 1, round(line.base), round(line.base) + 1))
    return rows


# --- columns -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Columns:
    """The x range of the page's main text; what lies wholly outside is the sidebar."""

    left: float
    right: float

    def name(self, box: Box) -> str:
        middle = (box.x0 + box.x1) / 2
        return "main" if self.left - 6 <= middle <= self.right + 6 else "side"


def columns_of(lines: Sequence[Line], width: float) -> Columns:
    """The main column is where most of the running text is: the commonest left and right edge of long lines."""
    long = [ln for ln in lines if not ln.kind and ln.box.x1 - ln.box.x0 > 0.3 * width]
    if not long:
        return Columns(0.0, width)
    weight: Counter[tuple[int, int]] = Counter()
    for line in long:
        weight[(round(line.box.x0 / 12), round(line.box.x1 / 12))] += len(line.text)
    (_, right), _ = max(weight.items(), key=lambda kv: (kv[1], kv[0]))
    same = [ln for ln in long if abs(ln.box.x1 - right * 12) < 14]
    lefts = sorted(ln.box.x0 for ln in same)
    return Columns(lefts[len(lefts) // 10], max(ln.box.x1 for ln in same))


def part_at_columns(lines: Sequence[Line], columns: Columns) -> list[Line]:
    """Lines that run over an edge of the main column through a blank, cut there: a sidebar stood too close."""
    parted: list[Line] = []
    for line in lines:
        cut = _gutter(line, columns)
        halves = (
            [make_line(line.page, half) for half in (line.glyphs[:cut], line.glyphs[cut:])] if cut else [line]
        )
        parted.extend(half for half in halves if half is not None)
    return parted


def _gutter(line: Line, columns: Columns) -> int:
    """The index of the glyph that opens the other column; 0 where the line stays within one."""
    if line.kind or line.box.x1 - line.box.x0 < 3 * line.size:
        return 0
    edges = [
        edge for edge in (columns.right, columns.left) if line.box.x0 < edge - 12 and line.box.x1 > edge + 12
    ]
    for edge in edges:
        for index, (a, b) in enumerate(zip(line.glyphs, line.glyphs[1:], strict=False), 1):
            if a.x1 <= edge + 3 and b.x0 >= edge - 3 and b.x0 - a.x1 > 0.45 * line.size:
                return index
    return 0


# --- blocks ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Growing:
    lines: list[Line] = field(default_factory=list)

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def right(self) -> float:
        return max(line.box.x1 for line in self.lines)

    @property
    def left(self) -> float:
        return min(line.box.x0 for line in self.lines)

    def pitch(self) -> float | None:
        return self.last.base - self.lines[-2].base if len(self.lines) > 1 else None


def blocks_of(lines: Sequence[Line], columns: Columns) -> list[Block]:
    """Paragraphs of one page in reading order: the main column top to bottom, then the sidebar."""
    growing: list[_Growing] = []
    body = [line for line in lines if not line.kind]
    for index, line in enumerate(body):
        home = next(
            (g for g in reversed(growing[-14:]) if _continues(g, line, body[index : index + 12], columns)),
            None,
        )
        if home is None:
            growing.append(_Growing([line]))
        else:
            home.lines.append(line)
    blocks = [make_block(g.lines, columns) for g in growing]
    return sorted(blocks, key=lambda b: (b.column != "main", b.box.top, b.box.x0))


def _continues(block: _Growing, line: Line, ahead: Sequence[Line], columns: Columns) -> bool:
    last = block.last
    step = line.base - last.base
    size = max(last.size, line.size)
    if step <= 0.5 * size or step > 2.6 * size:
        return False
    if min(last.size, line.size) < 0.86 * size:
        return False
    overlap = min(block.right, line.box.x1) - max(block.left, line.box.x0)
    if overlap < 0.5 * min(block.right - block.left, line.box.x1 - line.box.x0):
        return False
    if columns.name(last.box) != columns.name(line.box) or SYMBOL.match(line.text):
        return False
    # "…对应 PE17、" / "14、11 倍": a number opens an item only where the line above has come to an end.
    if BULLET.match(line.text) and last.text[-1] in _SENTENCE_END + "：:":
        return False
    pitch = block.pitch()
    if pitch is not None and step > 1.3 * pitch + 0.5:
        return False
    # A paragraph goes on where its last line ran to the right edge; a short last line ends it.
    if last.box.x1 <= _right_edge(block, line, ahead) - 2.2 * size:
        return False
    ended = last.text[-1] in _SENTENCE_END
    if last.bold != line.bold and ended:
        return False
    indented = line.box.x0 - block.left > 1.2 * size and len(block.lines) > 1
    return not (indented and ended)


def _right_edge(block: _Growing, line: Line, ahead: Sequence[Line]) -> float:
    """Where a full line of this paragraph ends: told by the lines it has, else by those that would follow."""
    if len(block.lines) > 1:
        return block.right
    following = [
        ln.box.x1
        for ln in ahead
        if ln.base < line.base + 4.5 * line.size and abs(ln.box.x0 - line.box.x0) < 3 * line.size
    ]
    return max([line.box.x1, *following])


def make_block(lines: list[Line], columns: Columns | None = None) -> Block:
    """One text from its lines: CJK joined as it stands, Latin words parted by a blank, hyphens kept."""
    chars: list[str] = []
    origin: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if chars and line.text and chars[-1].isascii() and line.text[0].isascii():
            joined = (chars[-1].isdigit() and line.text[0] in "0123456789.,%") or (
                chars[-1] in "-/(" and len(chars) > 1
            )
            if not joined:
                chars.append(" ")
                origin.append((-1, -1))
        chars.extend(line.text)
        origin.extend((index, offset) for offset in range(len(line.text)))
    text = "".join(chars)
    column = columns.name(union([line.box for line in lines])) if columns else "main"
    return Block(lines, text, origin, "text", column, bool(BULLET.match(text)))


def join_pages(blocks: list[Block]) -> list[Block]:
    """Main-column paragraphs cut by a page break made whole: the first goes on where the second begins.

    `blocks` are those of the whole report in reading order; a cut is a last block of a page without a closing mark
    followed by a first block that opens neither bullet nor heading, in the same size.
    """
    joined: list[Block] = []
    last_main = -1
    for block in blocks:
        if block.column == "main" and last_main >= 0:
            before = joined[last_main]
            if before.lines[-1].page == block.page - 1 and _cut(before, block):
                joined[last_main] = _merge(before, block)
                continue
        joined.append(block)
        if block.column == "main":
            last_main = len(joined) - 1
    return joined


def _cut(before: Block, after: Block) -> bool:
    if (
        after.bullet
        or len(before.text) < 20
        or len(after.text) < 4
        or before.text[-1] in _SENTENCE_END + "：:"
    ):
        return False
    same_size = abs(before.size - after.size) < 0.3
    # The next page may be wider where the first has a sidebar: one edge in common is enough.
    same_right = abs(before.box.x1 - after.box.x1) < 12 or len(after.lines) == 1
    same_left = abs(before.box.x0 - after.box.x0) < 30
    return same_size and (same_right or same_left)


def _merge(before: Block, after: Block) -> Block:
    whole = make_block(before.lines + after.lines)
    whole.kind, whole.column, whole.bullet = before.kind, before.column, before.bullet
    return whole
