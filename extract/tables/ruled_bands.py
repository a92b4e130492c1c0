"""A coloured band with heads in it and rows of figures below it in, the foot that nobody drew out.

Only a band that prints two units or more heads a table; its rows follow in one step, each a label and two figures or
more, and the first line that is none of them ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.model import Box
from extract.numbers.grammar import unit_scale
from extract.pages.lines import Line
from extract.tables.grids import is_value
from extract.tables.units import BRACKETS

_LEAST, _MOST = 8.0, 60.0  # heights of a band, in points; no edge of the table may follow its foot so near
_STEP = 2.4  # how far, in line heights, the next row may follow
_CUT = re.compile(r"[（(\[【]\s*([^（()）\[\]【】]*?)\s*[)）\]】](?=\S)|\s+")


def feet_of(edges: Sequence[Box], lines: Sequence[Line]) -> list[Box]:
    """The undrawn lower edges of the tables that bands between neighbouring edges head; a drawn one is none."""
    feet: list[Box] = []
    for upper, lower in pairwise(sorted(edges, key=lambda edge: edge.top)):
        if not _LEAST <= lower.top - upper.top <= _MOST:
            continue
        foot = _foot(upper.union(lower), lines)
        if foot is not None and not any(lower.top + 1 < edge.top < foot.top + _MOST for edge in edges):
            feet.append(foot)
    return feet


def _foot(band: Box, lines: Sequence[Line]) -> Box | None:
    heads = " ".join(line.text for line in lines if _overlaps(line, band) and _middle(line, band))
    if sum(unit_scale(match[1]) is not None for match in BRACKETS.finditer(heads)) < 2:
        return None
    foot, rows = band.bottom, 0
    for row in _rows([line for line in lines if _overlaps(line, band) and line.box.top > band.bottom - 2]):
        size = row[0].size
        words = [word for line in row for word in line.text.split()]
        values = [word for word in words if is_value(word)]
        is_row = 2 <= len(values) < len(words) and not is_value(words[0])
        if not is_row or row[0].base - foot > _STEP * size:
            break
        foot, rows = max(line.box.bottom for line in row), rows + 1
    return Box(band.x0, foot + 2, band.x1, foot + 2) if rows > 1 else None


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one baseline together, left to right, top to bottom."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda ln: (round(ln.base), ln.box.x0)):
        if row and line.base - row[0].base > 0.4 * line.size:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _overlaps(line: Line, band: Box) -> bool:
    return line.box.x0 >= band.x0 - 6 and line.box.x1 <= band.x1 + 6


def _middle(line: Line, band: Box) -> bool:
    return band.top <= (line.box.top + line.box.bottom) / 2 <= band.bottom + 1


def cuts_of(text: str) -> list[tuple[int, int]]:
    """Where heads that run into one another part: behind a unit in brackets, and at blanks; spans of the text."""
    if not any(unit_scale(match[1]) for match in BRACKETS.finditer(text)):
        return [(0, len(text))]
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _CUT.finditer(text):
        if match[1] is not None and unit_scale(match[1]) is None:
            continue
        end = match.start() if match[1] is None else match.end()
        if end > start:
            spans.append((start, end))
        start = match.end()
    return [*spans, (start, len(text))] if start < len(text) else spans
