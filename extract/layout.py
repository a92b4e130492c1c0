"""The pages of a report in, sheets laid out: running lines told, tables and boxes taken out, the rest in blocks.

A long report comes in stretches of pages, so that its length costs no memory; nearly every report is one stretch.
Between two stretches no paragraph is cut: the pages from the last whole paragraph on wait for the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from extract.head.header import Facts
from extract.head.ratings import target_prices
from extract.ledger.charts import Charts
from extract.model import Claim, Note
from extract.ocr.pictures import Seen
from extract.pages.kinds import CONTENTS, Kinds
from extract.pages.lines import Line, lines_of
from extract.pages.page import Columns, blocks_of, columns_of, join_pages, part_at_columns
from extract.pages.reader import Page
from extract.pages.running import RunningLines
from extract.pages.states import Tally, is_undecodable
from extract.sheet import Sheet
from extract.tables.boxes import claims_from_box, find_box_rows
from extract.tables.cells import Cell, rows_of
from extract.tables.comparison import find_company_rows
from extract.tables.grids import Grid, find_grids
from extract.tables.ruled import find_ruled

_DISCLAIMER = re.compile(
    r"免责(?:声明|条款)|分析师(?:声明|承诺|简介)|法律声明|重要声明|一般声明|评级(?:说明|标准|体系|定义)|特别声明"
    r"|Disclosures?|Disclaimer",
    re.I,
)
# What a company's history drawn as a figure says is said in words.
_DATED = re.compile(r"^\W*(?:19|20)\d{2}\s?年")
# A first page with fewer lines is a cover: the facts of the head and the boxes stand on the next one as well.
_COVER_LINES = 25


# What stands in memory at once: a report of 64 pages is read as a whole (the longest real one seen has 59), a longer
# one in stretches of 32.
_WHOLE, _STRETCH = 64, 32

# Looks at a page for pictures of words (front: the head of the report is still looked for) and adds what it reads.
Look = Callable[[Page, bool], Seen]


def stretches(count: int) -> list[int]:
    """The pages of each stretch of a report of `count` pages: one, or as few as may be of nearly one length."""
    parts = 1 if count <= _WHOLE else -(-count // _STRETCH)
    return [count // parts + (index < count % parts) for index in range(parts)]


class Layout:
    """The sheets of one report of `count` pages, stretch by stretch; what the next one needs to know is kept here.

    `notes` grow by one for each page that could not be read whole; `tally` counts what the file shows.
    """

    def __init__(self, count: int, look: Look | None = None) -> None:
        self.notes: list[Note] = []
        self.tally = Tally()
        self._count = count
        self._look = look
        self._written = 0
        self._running = RunningLines(count)
        self._waiting: list[Sheet] = []
        self._kinds = Kinds()
        self._grid: Grid | None = None
        self._disclaimer = False

    def read(self, pages: Iterable[Page]) -> list[Sheet]:
        """A sheet a page, its running lines marked and its lines parted at the main column's edges."""
        sheets = [self._sheet(page) for page in pages]
        self._running.mark([(s.page.height, s.lines) for s in sheets])
        for sheet in sheets:
            sheet.columns = columns_of(sheet.lines, sheet.page.width)
            sheet.lines = part_at_columns(sheet.lines, sheet.columns)
            self.tally.add(sheet)
        return sheets

    def _sheet(self, page: Page) -> Sheet:
        undecodable = is_undecodable(page)
        if undecodable:
            message = "The page's fonts do not say which characters they draw, so its text cannot be read."
            self.notes.append(Note(slug="undecodable-font", message=message, page=page.number))
            page.glyphs, page.turned = [], []
        seen = self._look(page, self._written < _COVER_LINES) if self._look else Seen((), ())
        self.notes.extend(seen.notes)
        lines = lines_of(page)
        if page.truncated:
            message = "The page holds more than can be read safely; its beginning was read."
            self.notes.append(Note(slug="page-cut", message=message, page=page.number))
        self._written += len(lines)
        if not lines and not undecodable and not seen.notes:
            what = "a picture without text" if page.images or page.drawings else "no text"
            message = f"The page has {what}."
            self.notes.append(Note(slug="page-without-text", message=message, page=page.number))
        page.glyphs = []
        # The main column is looked for when running lines are known.
        return Sheet(page, lines, Columns(0.0, page.width), seen=seen.boxes)

    def lay_out(
        self, sheets: Sequence[Sheet], facts: Facts, heads: Sequence[Sheet], *, last: bool
    ) -> list[Sheet]:
        """The sheets that are finished: tables first, then boxes on `heads`, then blocks, paragraphs made whole."""
        self._mark_disclaimers(sheets, facts)
        for sheet in sheets:
            self._lay_out_page(sheet, facts, any(sheet is head for head in heads))
        together = [*self._waiting, *sheets]
        whole = join_pages([block for sheet in together for block in sheet.blocks])
        for sheet in together:
            sheet.blocks = [block for block in whole if block.page == sheet.page.number]
        done = len(together) if last else _seam(together)
        self._waiting = together[done:]
        for sheet in together[:done]:
            sheet.size = self._kinds.name(sheet.blocks)
            sheet.charts = Charts(sheet)
            for block in sheet.blocks:
                if all(map(sheet.charts.reason, block.lines)) and not _DATED.match(block.text):
                    block.kind = "chart"
        return together[:done]

    def _lay_out_page(self, sheet: Sheet, facts: Facts, is_head: bool) -> None:
        if sheet.disclaimer or _is_contents(sheet):
            return
        rows = rows_of(sheet.lines, facts.anchor)
        sheet.companies = find_company_rows(rows, facts.anchor)
        taken = {id(cell.line) for company in sheet.companies for cell in company.cells}
        lines = [ln for ln in sheet.lines if id(ln) not in taken]
        sheet.grids = find_grids(lines, facts.anchor, self._grid, None if taken else rows)
        self._grid = sheet.grids[-1] if sheet.grids else None
        taken |= {id(cell.line) for grid in sheet.grids for cell in grid.cells}
        if is_head:
            taken |= _read_boxes(sheet, rows, facts, taken)
        sheet.ruled = find_ruled(sheet.page, sheet.lines, taken)
        taken |= {id(cell.line) for table in sheet.ruled for cell in table.cells}
        sheet.blocks = blocks_of([ln for ln in sheet.lines if id(ln) not in taken], sheet.columns)

    def _mark_disclaimers(self, sheets: Sequence[Sheet], facts: Facts) -> None:
        """From the first late page that opens with a disclaimer's heading and holds no table, all are disclaimers."""
        for sheet in sheets:
            late = sheet.page.number > max(1, self._count - 5)
            if late and not self._disclaimer and any(map(_is_disclaimer, sheet.lines)):
                self._disclaimer = not find_grids(sheet.lines, facts.anchor)
            sheet.disclaimer = late and self._disclaimer


def _is_disclaimer(line: Line) -> bool:
    return not line.kind and len(line.text) < 20 and bool(_DISCLAIMER.search(line.text))


def _seam(sheets: Sequence[Sheet]) -> int:
    """How many of the sheets may go: those before the last page break that no paragraph runs over.

    The paragraph at the end of the last sheet may go on, so that one always waits.
    """
    seam = reach = 0
    for index, sheet in enumerate(sheets):
        if reach < sheet.page.number:
            seam = index
        reach = max([reach, *(block.lines[-1].page for block in sheet.blocks)])
    return seam


def fronts(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets whose head speaks for the report: the first with text, and the next one behind a cover."""
    written = [sheet for sheet in sheets if sheet.lines]
    body = [line for line in written[0].lines if not line.kind]
    is_cover = len(body) < _COVER_LINES and len(written) > 1
    return written[:2] if is_cover else written[:1]


def _is_contents(sheet: Sheet) -> bool:
    """A contents page: dot leaders in several lines."""
    return sum(bool(CONTENTS.search(line.text)) for line in sheet.lines) >= 3


def _read_boxes(sheet: Sheet, rows: list[list[Cell]], facts: Facts, taken: set[int]) -> set[int]:
    """The page's market-data boxes as claims of the sheet; the ids of the lines they were read from."""
    used: set[int] = set()
    for row in find_box_rows(rows, taken):
        claims: list[Claim] = []
        for target in target_prices(f"{row.label}:{row.value}", None, row.line, facts):
            boxes = tuple(cell.box.rounded() for cell in row.cells)
            claims.append(replace(target, bbox=boxes, quote=" ".join(cell.text for cell in row.cells)))
        claims = claims or list(claims_from_box(row, sheet.lines, facts))
        if claims:
            sheet.boxes.extend(claims)
            used |= {id(cell.line) for cell in row.cells}
    return used


def front_lines(heads: Sequence[Sheet]) -> list[Line]:
    """All lines of the front, cover first."""
    return [line for sheet in heads for line in sheet.lines]
