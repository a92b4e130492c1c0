"""A recognised run of words and its picture in, glyphs in pixels out: each character where its ink stands.

A recogniser gives one box a run, wider than the print. The ink inside tells the size (by how tall such characters
are), the baseline (by how deep they go) and the gaps; characters share what is left by their usual widths.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from extract.model import Box
from extract.pages.reader import Glyph


class Word(NamedTuple):
    """A run of words on one line as recognised: its box, and the middles of its characters (blanks aside), in pixels."""

    text: str
    score: float
    box: Box
    middles: tuple[float, ...]


# Widths, heights above and depths below the baseline of printed characters, in font sizes: what is usual in print.
_WIDTHS = {" ": 0.3, "%": 0.85, "m": 0.85, "M": 0.85, "w": 0.75, "W": 0.9, "@": 0.9, "-": 0.36, "—": 1.0}
_WIDTHS |= dict.fromkeys(".,:;'|!iljI", 0.28) | dict.fromkeys("()[]frt/", 0.36)
_FIGURE, _CAPITAL, _SMALL = 0.55, 0.66, 0.53
_HEIGHTS = dict.fromkeys("acegmnopqrsuvwxyz", 0.53) | dict.fromkeys(".,", 0.12) | dict.fromkeys("-—_~·", 0.4)
_DEPTHS = dict.fromkeys("gjpqy()[]/@|", 0.2) | dict.fromkeys(",;", 0.13)
_WIDE_HEIGHT, _HEIGHT, _WIDE_DEPTH = 0.86, 0.72, 0.07
_FLAT = "-—_~·.,。、，：:;；一"  # their ink does not tell the size
_BOX_HEIGHT = 1.55  # font sizes: a recogniser's box where ink does not tell
# Gaps of this many sizes part two texts: between figures, and where a full-width mark may leave half a blank.
_GAP, _WIDE_GAP = 0.62, 1.05
# Full-width marks whose ink fills one half of their square.
_LEFT_HALF, _RIGHT_HALF = "，。、；：！？）》】」”", "（《【「“"
_RULE = 0.9  # of a row's pixels: that much ink is a rule, not letters
_ALIKE = 1.1  # sizes this near are one size, set by the same hand
_SAME_LINE = 0.3  # of the size: bases this near are one baseline


def is_wide(char: str) -> bool:
    """Whether the character is as wide as it is high: CJK and its marks."""
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\uffef" or char in "“”‘’…—●■◆▲"


def width_of(char: str) -> float:
    if char in _WIDTHS:
        return _WIDTHS[char]
    if is_wide(char):
        return 1.0
    return _FIGURE if char.isdigit() else _CAPITAL if char.isupper() else _SMALL


def set_word(word: Word, grey: Any) -> list[Glyph]:
    """The word's characters as glyphs in pixels of `grey` (height x width); blanks stay glyphs of their own."""
    left, top = max(0, int(word.box.x0)), max(0, int(word.box.top))
    ink = _ink(grey[top : int(word.box.bottom) + 1, left : int(word.box.x1) + 1])
    band_top, band_bottom = _band(ink)
    columns = ink[band_top:band_bottom].any(axis=0)
    solid = [char for char in word.text if char != " "]
    middles = (
        [m - left for m in word.middles] if len(word.middles) == len(solid) else _spread(solid, len(columns))
    )
    size, base = _size(solid, band_bottom - band_top, len(ink)), float(band_bottom)
    base -= size * max(_depth(char) for char in solid)
    if len(solid) >= 4 and all(is_wide(char) for char in solid) and columns.any():
        # Full-width characters stand in squares: their pitch tells the size better than a bold stroke's height.
        inked = columns.nonzero()[0]
        size = min(size, float(inked[-1] + 1 - inked[0]) / (len(solid) - 0.08))
    glyphs: list[Glyph] = []
    for chars, x0, x1, blank in _segments(word.text, middles, columns, size):
        if blank and glyphs:
            glyphs.append(_glyph(" ", glyphs[-1].x1, left + x0, top + base, size))
        unit = (x1 - x0) / sum(width_of(char) for char in chars)
        x = float(left + x0)
        for char in chars:
            glyphs.append(_glyph(char, x, x + width_of(char) * unit, top + base, size))
            x += width_of(char) * unit
    return glyphs


def _glyph(char: str, x0: float, x1: float, base: float, size: float) -> Glyph:
    return Glyph(char, x0, base - 0.88 * size, x1, base + 0.14 * size, base, size, False, False)


def _ink(image: Any) -> Any:
    """Which pixels are ink: those on the rarer side of the shade that parts the picture best (Otsu's)."""
    import numpy as np

    counts = np.bincount(image.ravel(), minlength=256).astype(float)
    shades = np.arange(256)
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * shades)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    dark = image <= int(np.nan_to_num(between).argmax())
    return dark if dark.mean() <= 0.5 else ~dark


def _band(ink: Any) -> tuple[int, int]:
    """The rows of the text: those with ink about the box's middle; rules and the feet of the line above left out."""
    share = ink.mean(axis=1)
    rows = [index for index, part in enumerate(share) if 0 < part < _RULE]
    high = len(share)
    bands: list[list[int]] = []
    for row in rows:
        if bands and row - bands[-1][1] <= max(1, high // 12):
            bands[-1][1] = row + 1
        else:
            bands.append([row, row + 1])
    inner = [band for band in bands if 0.18 * high <= (band[0] + band[1]) / 2 <= 0.82 * high]
    if not inner:
        return 0, high
    return inner[0][0], inner[-1][1]


def _depth(char: str) -> float:
    return _WIDE_DEPTH if is_wide(char) else _DEPTHS.get(char, 0.0)


def _size(chars: Sequence[str], band: int, box: int) -> float:
    """The font size in pixels that makes the tallest and the deepest of the characters span the band."""
    telling = [char for char in chars if char not in _FLAT]
    if not telling:
        return box / _BOX_HEIGHT
    above = max(_WIDE_HEIGHT if is_wide(char) else _HEIGHTS.get(char, _HEIGHT) for char in telling)
    return band / (above + max(_depth(char) for char in chars))


def _spread(chars: Sequence[str], wide: int) -> list[float]:
    """Middles by usual widths alone, where the recogniser gave none."""
    unit = wide / sum(width_of(char) for char in chars)
    x, middles = 0.0, []
    for char in chars:
        middles.append(x + width_of(char) * unit / 2)
        x += width_of(char) * unit
    return middles


def _segments(
    text: str, middles: Sequence[float], columns: Any, size: float
) -> Iterable[tuple[list[str], float, float, bool]]:
    """Stretches without a gap: their characters, left and right edge, and whether a blank was read before them."""
    inked = [index for index, filled in enumerate(columns) if filled]
    start, end = (inked[0], inked[-1] + 1) if inked else (0, len(columns))
    blank_before = _blanks(text)
    chars = [char for char in text if char != " "]
    current: list[str] = [chars[0]]
    blank, x0 = False, start - _hollow(chars[0], _RIGHT_HALF) * size
    for index, (char, following) in enumerate(pairwise(chars), 1):
        low, high = _widest_gap(columns, middles[index - 1], middles[index])
        wide = _WIDE_GAP if is_wide(char) or is_wide(following) else _GAP
        if high - low > wide * size or (blank_before[index] and high > low):
            yield current, x0, min(float(high), low + _hollow(char, _LEFT_HALF) * size), blank
            current, x0, blank = [], float(high), blank_before[index]
        current.append(following)
    yield current, x0, max(end, x0 + 1) + _hollow(chars[-1], _LEFT_HALF) * size, blank


def _hollow(char: str, marks: str) -> float:
    """How much of a full-width mark's square, in sizes, has no ink on its open side."""
    return 0.5 if char in marks else 0.0


def _blanks(text: str) -> list[bool]:
    """For each character that is no blank, whether one stands before it."""
    return [index > 0 and text[index - 1] == " " for index, char in enumerate(text) if char != " "]


def _widest_gap(columns: Any, left: float, right: float) -> tuple[int, int]:
    """The longest run of columns without ink between two middles; empty where there is none."""
    best = (int(right), int(right))
    run = None
    for x in range(max(0, int(left)), min(len(columns), int(right) + 1)):
        if columns[x]:
            run = None
            continue
        run = x if run is None else run
        if x + 1 - run > best[1] - best[0]:
            best = (run, x + 1)
    return best


def even(runs: Iterable[list[Glyph]]) -> list[list[Glyph]]:
    """Runs with sizes and baselines evened out: what differs by less than ink can tell was set alike."""
    runs = [run for run in runs if run]
    sizes = _even_sizes(runs)
    by_base = sorted(range(len(runs)), key=lambda i: (runs[i][0].base, i))
    bases: dict[int, float] = {}
    for group in _grouped(by_base, lambda first, i: _on_one_line(runs[first][0], runs[i][0])):
        middle = median(runs[i][0].base for i in group)
        bases.update((i, middle) for i in group)
    return [[_glyph(g.text, g.x0, g.x1, bases[i], sizes[i]) for g in run] for i, run in enumerate(runs)]


def _even_sizes(runs: Sequence[Sequence[Glyph]]) -> dict[int, float]:
    """A size for each run: the commonest size draws in all that are near it, then the next commonest."""
    weight: Counter[float] = Counter()
    for run in runs:
        weight[round(run[0].size)] += len(run)
    left = set(range(len(runs)))
    sizes: dict[int, float] = {}
    for common, _ in sorted(weight.items(), key=lambda kv: (-kv[1], kv[0])):
        near = sorted(i for i in left if common / _ALIKE <= runs[i][0].size <= common * _ALIKE)
        if near:
            middle = median(runs[i][0].size for i in near)
            sizes.update((i, middle) for i in near)
            left.difference_update(near)
    return sizes | {i: runs[i][0].size for i in left}


def _on_one_line(a: Glyph, b: Glyph) -> bool:
    return abs(a.base - b.base) <= _SAME_LINE * min(a.size, b.size) and max(a.size, b.size) < 1.6 * min(
        a.size, b.size
    )


def _grouped(order: Sequence[int], belongs: Any) -> Iterable[list[int]]:
    group: list[int] = []
    for index in order:
        if group and not belongs(group[0], index):
            yield group
            group = []
        group.append(index)
    if group:
        yield group
