"""What stands on a first page in, the texts its head is read from out: layers parted, vertical strips spelled out.

Templates lay tracking words over a date or a rating ("2y0x2z5q年…"); glyphs of another size that overlap the text are
another text. Strips down the margin print the kind of report or the industry one glyph a line.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extract.lines import Line, is_cjk, make_line
from extract.reader import Glyph


def untangled(lines: Sequence[Line]) -> list[Line]:
    """The lines with overlaid texts parted, each into a line of its own; all others are the same objects."""
    parted: list[Line] = []
    for line in lines:
        parted.extend(_layers(line) or [line])
    return parted


def _layers(line: Line) -> list[Line]:
    """Two or more texts of different sizes that lie across each other, or nothing."""
    sizes = [round(g.size) for g in line.glyphs]
    if len(set(sizes)) < 2:
        return []
    crossing = 0
    for left, right in zip(line.glyphs, line.glyphs[1:], strict=False):
        narrow = min(left.x1 - left.x0, right.x1 - right.x0)
        crossing += round(left.size) != round(right.size) and left.x1 - right.x0 > 0.3 * narrow
    if crossing < 3:
        return []
    parts = [
        make_line(line.page, [g for g in line.glyphs if round(g.size) == size]) for size in sorted(set(sizes))
    ]
    found = [part for part in parts if part is not None]
    for part in found:
        part.kind = line.kind
    return found


def strip_words(turned: Sequence[Glyph]) -> list[str]:
    """The words of vertical strips, each strip from the top: "公司研究", "公司深度", "食品饮料".

    `turned` holds the page's glyphs that are not set in rows. Blanks and Latin letters end a word.
    """
    columns: list[list[Glyph]] = []
    for glyph in sorted((g for g in turned if is_cjk(g.text[0])), key=lambda g: (g.x0, g.base)):
        if columns and glyph.x0 - columns[-1][-1].x0 < 0.3 * glyph.size:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return [word for column in columns for word in _words_of(sorted(column, key=lambda g: g.base))]


def _words_of(column: Sequence[Glyph]) -> list[str]:
    """A column's glyphs cut where the step down is wider than the usual one."""
    steps = [b.base - a.base for a, b in itertools.pairwise(column)]
    if len(steps) < 2:
        return []
    usual = sorted(steps)[len(steps) // 3]
    words, word = [], column[0].text
    for glyph, step in zip(column[1:], steps, strict=True):
        if step > 1.3 * usual + 0.5:
            words.append(word)
            word = ""
        word += glyph.text
    return [w for w in (*words, word) if len(w) >= 2]
