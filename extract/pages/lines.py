"""A page's glyphs in, lines out: one run of glyphs on one baseline, with every character's place on the page.

Lines are built on baselines. A line has no gap wider than a column gutter, so a row that a sidebar or a table shares
with running text comes as several lines. Vertical strips and marker text are taken out first; they stay on the `Page`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median

from extract.model import Box
from extract.pages.reader import MARKER, Glyph, Page

GUTTER = 1.25  # in font sizes: a wider gap parts two lines on one baseline
_STRIP = 4  # glyphs: the fewest that make a strip down the margin
WORD_GAP = 0.28  # in font sizes: a wider gap between letters is a blank


_BY_BASE = attrgetter("base", "x0")
_BY_EDGE = attrgetter("x0", "x1")
_BASE = attrgetter("base")


def is_cjk(char: str) -> bool:
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char in "“”‘’—…"
    )


@dataclass(slots=True)
class Line:
    """One run of glyphs on one baseline. `glyph_of[i]` is the glyph of `text[i]`, or -1 for a blank between words."""

    page: int
    glyphs: list[Glyph]
    text: str
    glyph_of: list[int]
    box: Box
    base: float
    size: float
    bold: bool
    kind: str = ""

    def box_of(self, start: int, end: int) -> Box:
        """The box of `text[start:end]`; the whole line's where nothing is printed there."""
        found = [self.glyphs[i] for i in self.glyph_of[start:end] if i >= 0]
        return _around(found) if found else self.box


def _around(glyphs: Sequence[Glyph]) -> Box:
    """The box of glyphs, of which there is at least one; each coordinate in one pass, for this is asked most of all."""
    _, x0s, tops, x1s, bottoms, *_ = zip(*glyphs, strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


def union(boxes: Iterable[Box]) -> Box:
    x0s, tops, x1s, bottoms = zip(*boxes, strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


def baselines(page: Page) -> list[list[Glyph]]:
    """Glyphs grouped by baseline, top to bottom, each row left to right; doubled glyphs (fake bold) once."""
    ordered = sorted(page.glyphs, key=_BY_BASE)
    strip = _vertical(page.glyphs, ordered)
    page.turned.extend(strip)
    upright = set(strip)
    glyphs = [g for g in ordered if g not in upright] if upright else ordered
    rows: list[list[Glyph]] = []
    level = -1e9
    for glyph in glyphs:
        if rows and glyph.base - level <= max(1.2, 0.22 * glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
        level = glyph.base
    return [_undouble(_unmarked(sorted(row, key=_BY_EDGE))) for row in rows]


def _vertical(glyphs: Sequence[Glyph], ordered: Sequence[Glyph]) -> list[Glyph]:
    """Glyphs of vertical text (a strip down the margin): at least four in one column, alone on their baselines."""
    stacks: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        if is_cjk(glyph.text[0]) and glyph.text not in "，。；：、":
            stacks.setdefault((round(glyph.x0), round(glyph.size)), []).append(glyph)
    found: list[Glyph] = []
    for stack in stacks.values():
        if len(stack) < _STRIP:
            continue
        run: list[Glyph] = []
        for glyph in sorted(stack, key=_BY_BASE):
            if run and not 0.9 * glyph.size < glyph.base - run[-1].base < 2.6 * glyph.size:
                found.extend(_alone(run, ordered))
                run = []
            run.append(glyph)
        found.extend(_alone(run, ordered))
    return found


def _alone(run: list[Glyph], ordered: Sequence[Glyph]) -> list[Glyph]:
    """The run, if nothing touches it from the side and little stands near it: first letters of labels have company.

    `ordered` are all glyphs of the page, sorted by baseline.
    """
    if len(run) < _STRIP:
        return []
    size = run[0].size
    top, bottom = run[0].top, run[-1].bottom + 1
    left, right = run[0].x0 - 2.2 * size, run[0].x0 + 2.2 * size
    facing = 0
    for glyph in run:
        low = bisect_left(ordered, max(top, glyph.base - 0.6 * size), key=_BASE)
        high = bisect_right(ordered, min(bottom, glyph.base + 0.6 * size), key=_BASE)
        gaps = [
            max(g.x0 - glyph.x1, glyph.x0 - g.x1)
            for g in ordered[low:high]
            if left < g.x0 < right and g.text != " " and g is not glyph
        ]
        if any(gap < 0.45 * size for gap in gaps):
            return []
        facing += any(gap < 1.3 * size for gap in gaps)
    return run if facing <= 0.4 * len(run) else []


def _unmarked(row: list[Glyph]) -> list[Glyph]:
    """The row without marker text that lies across real text: glyphs of one size on exactly one baseline spell it."""
    if not any(g.text == "[" for g in row):
        return row
    layers: dict[tuple[float, float], list[Glyph]] = {}
    for glyph in row:
        layers.setdefault((round(glyph.base, 1), round(glyph.size, 1)), []).append(glyph)
    marked: set[Glyph] = set()
    for layer in layers.values():
        text = "".join(g.text[0] for g in layer)
        for match in MARKER.finditer(text):
            marked.update(layer[match.start() : match.end()])
    return [g for g in row if g not in marked]


def _undouble(row: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in row:
        alike = [other for other in kept[-3:] if other.text == glyph.text]
        if not alike or glyph.text == " " or not any(_is_twin(glyph, other) for other in alike):
            kept.append(glyph)
    return kept


def _is_twin(glyph: Glyph, other: Glyph) -> bool:
    return abs(other.x0 - glyph.x0) < 0.22 * glyph.size and abs(other.base - glyph.base) < 1.2


def lines_of(page: Page) -> list[Line]:
    """The page's lines, top to bottom and left to right."""
    walls = [r for r in page.rules if r.bottom - r.top > 20 and r.x1 - r.x0 <= 2.0]
    lines: list[Line] = []
    for row in baselines(page):
        for run in _runs(row, walls):
            line = make_line(page.number, run)
            if line is not None:
                lines.append(line)
    return lines


def _runs(row: list[Glyph], walls: list[Box]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in row:
        if glyph.text == " ":
            if runs:
                runs[-1].append(glyph)
            continue
        if last is None or _parted(last, glyph, walls):
            runs.append([])
        runs[-1].append(glyph)
        last = glyph
    return runs


def _parted(left: Glyph, right: Glyph, walls: list[Box]) -> bool:
    gap = right.x0 - left.x1
    size = max(left.size, right.size)
    if gap > GUTTER * size:
        return True
    if gap <= 0.2 * size:
        return False
    # Two fonts of very different size side by side with a gap are two texts (a title beside a small print).
    if min(left.size, right.size) < 0.62 * size and gap > 0.6 * size:
        return True
    return any(
        left.x1 - 1 <= (w.x0 + w.x1) / 2 <= right.x0 + 1 and w.top <= left.base - 0.3 * size <= w.bottom
        for w in walls
    )


def make_line(page: int, run: list[Glyph]) -> Line | None:
    """A line from glyphs left to right; None where only blanks or marker text stand."""
    chars: list[str] = []
    glyph_of: list[int] = []
    solid: list[Glyph] = []
    blank = False
    for glyph in run:
        if glyph.text == " ":
            blank = True
            continue
        if solid and _are_words(solid[-1], glyph, chars[-1], blank):
            chars.append(" ")
            glyph_of.append(-1)
        blank = False
        for char in glyph.text:
            chars.append(char)
            glyph_of.append(len(solid))
        solid.append(glyph)
    text = "".join(chars)
    while marked := MARKER.search(text):  # one that other text of the stream had cut in two
        text = text[: marked.start()] + text[marked.end() :]
        del glyph_of[marked.start() : marked.end()]
    start = len(text) - len(text.lstrip())
    text, glyph_of = text.strip(), glyph_of[start : start + len(text.strip())]
    if not text:
        return None
    shown = [solid[i] for i in dict.fromkeys(glyph_of) if i >= 0]
    _, x0s, tops, x1s, bottoms, bases, sizes, bolds, _ = zip(*shown, strict=True)
    box = Box(min(x0s), min(tops), max(x1s), max(bottoms))
    size = sorted(sizes)[len(sizes) // 2]
    return Line(page, solid, text, glyph_of, box, median(bases), size, sum(bolds) * 2 > len(shown))


def _are_words(left: Glyph, right: Glyph, last: str, blank: bool) -> bool:
    """Whether a blank parts two glyphs that follow each other; `last` is the left one's last character."""
    gap = right.x0 - left.x1
    if gap <= 0.08 * right.size:
        return False
    wide = WORD_GAP * max(right.size, left.size)
    if is_cjk(right.text[0]) and is_cjk(last):
        return gap > 2.0 * wide
    return blank or gap > wide
