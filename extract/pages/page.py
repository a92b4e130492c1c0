"""A page's lines in, blocks in reading order out; every character of a block knows its place on the page.

Blocks are runs of lines that one paragraph, heading or bullet made. The main column is told by where most of the
running text is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.model import Box
from extract.pages.lines import Line, make_line, union

__all__ = [
    "BULLET", "SOURCE", "SYMBOL", "Block", "Columns", "Line", "blocks_of", "columns_of", "join_pages", "make_block", "make_line",
    "part_at_columns", "union",
]  # fmt: skip

_SYMBOL = r"[■□●○◆◇▪▫•·➢➤►▶▍❑❖◼◾★☆✓√Ø⚫⚪❏⬛◎▲△※\uf000-\uf0ff]"
_NUMBERED = r"[（(]\s*[一二三四五六七八九十\d]{1,2}\s*[）)]|[①②③④⑤⑥⑦⑧⑨⑩]|\d{1,2}\s*[)）、]|[一二三四五六七八九十]{1,2}、"
SYMBOL = re.compile(rf"^\s*{_SYMBOL}")
BULLET = re.compile(rf"^\s*(?:{_SYMBOL}|{_NUMBERED})")
SOURCE = re.compile(r"^\s*(?:资料|数据)?\s*来源|^\s*Source|^\s*注\s*[:：]|^\s*备注")
_SENTENCE_END = "。！？!?；;"


@dataclass(slots=True)
class Block:
    """A paragraph, heading or bullet: `lines` joined to one `text`; `starts` holds where in it each line begins.

    kind: "text" | "heading" | "caption" | "source" | "contents" | "chart" (`extract.pages.kinds`). `column` is "main"
    or "side".
    """

    lines: list[Line]
    text: str
    starts: list[int]
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
        found: list[tuple[Line, int, int]] = []
        for line, at in zip(self.lines, self.starts, strict=True):
            low, high = max(start - at, 0), min(end - at, len(line.text))
            if low < high:
                found.append((line, low, high))
        if not found:
            return self.page, (self.lines[0].box.rounded(),)
        last = found[-1][0].page
        return last, tuple(line.box_of(low, high).rounded() for line, low, high in found if line.page == last)

    def opens_line(self, position: int) -> bool:
        """Whether a line begins at this place of the text."""
        return position in self.starts


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
    # What says where a figure comes from goes on under itself; a paragraph below it begins elsewhere.
    if SOURCE.match(block.lines[0].text) and abs(line.box.x0 - last.box.x0) > 1.5 * size:
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
    text = ""
    starts: list[int] = []
    for line in lines:
        if _parts(text, line.text):
            text += " "
        starts.append(len(text))
        text += line.text
    column = columns.name(union([line.box for line in lines])) if columns else "main"
    return Block(lines, text, starts, "text", column, bool(BULLET.match(text)))


def _parts(text: str, following: str) -> bool:
    """Whether a blank parts a line from the text before it: between Latin words, not inside a number or behind a hyphen."""
    if not text or not following or not (text[-1].isascii() and following[0].isascii()):
        return False
    in_number = text[-1].isdigit() and following[0] in "0123456789.,%"
    return not (in_number or (text[-1] in "-/(" and len(text) > 1))


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
