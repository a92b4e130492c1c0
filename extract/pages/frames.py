"""Rules and borders in, the frames of a table's cells out: pdfplumber's table finder on objects that were read already.

pdfplumber's page is subclassed, so that its finder sees our rules as its lines and nothing of pdfminer runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from extract.model import Box

# pdfplumber compares every crossing with every other: a page of more edges than this is a drawing, not a table.
MAX_EDGES = 600


def frames_of(
    number: int, body: Box, columns: Sequence[float], levels: Sequence[float], edges: Sequence[Box]
) -> list[Box]:
    """The frames of the body's cells. Row rules that leave a column out leave its cell whole over several rows."""
    from pdfplumber.table import TableFinder

    inner = [e for e in edges if body.top + 1 < e.top < body.bottom - 1 and e.x1 > body.x0 and e.x0 < body.x1]
    drawn = [y for y in levels[1:-1] if any(abs((e.top + e.bottom) / 2 - y) < 1 for e in inner)]
    lines = [
        _rule(e.x0 - 3, y, e.x1 + 3, y) for y in drawn for e in inner if abs((e.top + e.bottom) / 2 - y) < 1
    ]
    lines += [_rule(body.x0 - 3, y, body.x1 + 3, y) for y in levels if y not in drawn]
    lines += [_rule(x, body.top - 3, x, body.bottom + 3) for x in columns]
    if len(lines) > MAX_EDGES or len(columns) * len(levels) > 3_000:
        return []
    fed = _fed_page()(number, Box(body.x0 - 6, body.top - 6, body.x1 + 6, body.bottom + 6), lines)
    settings = {
        "vertical_strategy": "lines",
        "horizontal_strategy": "lines",
        "snap_tolerance": 0.5,
        "join_tolerance": 4,
    }
    return [Box(*cell) for table in TableFinder(fed, settings).tables for cell in table.cells]


def _rule(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top, "stroke": True, "fill": False,
    }  # fmt: skip


@cache
def _fed_page() -> type[Any]:
    from pdfplumber.page import Page as PlumberPage

    class FedPage(PlumberPage):
        """pdfplumber's page with objects that were read already: nothing of pdfminer runs."""

        def __init__(self, number: int, box: Box, lines: list[dict[str, Any]]) -> None:
            self.page_number = number
            self.root_page = self
            self.rotation = 0
            self.initial_doctop = 0
            self.bbox = self.mediabox = self.cropbox = (box.x0, box.top, box.x1, box.bottom)
            self._objects = {"line": lines, "rect": [], "curve": [], "char": []}

    return FedPage
