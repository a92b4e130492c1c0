"""One page with what was made of it: lines, then tables, boxes and blocks. What the rooms above hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.ledger.charts import Charts
from extract.model import Box, Claim
from extract.pages.lines import Line
from extract.pages.page import Block, Columns
from extract.pages.reader import Page
from extract.tables.comparison import CompanyRow
from extract.tables.grids import Grid
from extract.tables.ruled import RuledTable


@dataclass(slots=True)
class Sheet:
    """A page of the report. `page` keeps its rules and pictures; its glyphs live on in the lines.

    `boxes` are the claims of the market-data boxes, made while they were found: finding them is reading them.
    `size` is that of the report's running text, in points. `charts` knows which lines are a chart's; a sheet that was
    not laid out has none. `seen` are the boxes of the words that OCR read.
    """

    page: Page
    lines: list[Line]
    columns: Columns
    grids: list[Grid] = field(default_factory=list)
    companies: list[CompanyRow] = field(default_factory=list)
    ruled: list[RuledTable] = field(default_factory=list)
    boxes: list[Claim] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    disclaimer: bool = False
    charts: Charts | None = None
    size: float = 0.0
    seen: tuple[Box, ...] = ()
