"""Printed words and where they stand in, the lines a reader would hand out of them: pages for tests, set by hand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from extract.head.header import Facts
from extract.model import MetricClaim
from extract.pages.lines import Line, is_cjk, make_line
from extract.pages.reader import Glyph
from extract.tables.forecast import claims_from_grid
from extract.tables.grids import Grid, find_grids

DAY = datetime.date(2026, 4, 20)
FACTS = Facts(date=DAY, subject="云杉科技", ticker="688999.SH")


def glyphs(text: str, x: float, base: float, size: float = 9.0) -> list[Glyph]:
    """The characters of a text from x on: Chinese ones as wide as they are high, others half as wide."""
    found: list[Glyph] = []
    for char in text:
        wide = size if is_cjk(char) else size * 0.5
        found.append(
            Glyph(char, x, base - 0.85 * size, x + wide, base + 0.15 * size, base, size, False, False)
        )
        x += wide
    return found


def line(text: str, x: float, base: float, size: float = 9.0, page: int = 1) -> Line:
    made = make_line(page, glyphs(text, x, base, size))
    assert made is not None
    return made


def table(
    header: Sequence[str], rows: Sequence[tuple[object, ...]], *, top: float = 100.0, step: float = 14.0
) -> list[Line]:
    """A table's lines: the header from x = 200 on, every 60 points; a row is (label, values…), a label "左|右" fills
    two columns, and a label (text, dx, dy) is moved."""
    lines = [line(text, 200 + 60 * i, top) for i, text in enumerate(header) if text]
    for number, (label, *values) in enumerate(rows, 1):
        base = top + number * step
        text, dx, dy = label if isinstance(label, tuple) else (label, 0.0, 0.0)
        left, bar, right = str(text).partition("|")
        if bar and left:
            lines.append(line(left, 30, base))
        if right if bar else left:
            lines.append(line(right if bar else left, (90 if bar else 40) + dx, base + dy))
        lines.extend(line(str(v), 200 + 60 * i, base) for i, v in enumerate(values) if v != "")
    return lines


def grids(lines: Sequence[Line]) -> list[Grid]:
    return find_grids(lines, DAY)


def claims(lines: Sequence[Line], facts: Facts = FACTS, before: Grid | None = None) -> list[MetricClaim]:
    return [claim for grid in find_grids(lines, DAY, before) for claim in claims_from_grid(grid, facts)]


def told(lines: Sequence[Line], facts: Facts = FACTS) -> set[tuple[object, ...]]:
    """What the first column of every table says: (scope, metric, measure, value)."""
    found = claims(lines, facts)
    first = min((c.period or "" for c in found), default="")
    return {(c.scope, c.metric, c.measure, str(c.value.normalize())) for c in found if c.period == first}
