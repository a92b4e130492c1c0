"""The pages of a report in, sheets laid out: running lines told, tables and boxes taken out, the rest in blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from extract.head.header import Facts
from extract.head.ratings import target_prices
from extract.model import Claim, Note
from extract.ocr.pictures import Seen
from extract.pages.lines import Line, lines_of
from extract.pages.page import Block, blocks_of, columns_of, join_pages, mark_running, part_at_columns
from extract.pages.reader import Page
from extract.pages.states import is_undecodable
from extract.sheet import Sheet
from extract.tables.boxes import claims_from_box, find_box_rows
from extract.tables.comparison import find_company_rows
from extract.tables.grids import Grid, find_grids, rows_of
from extract.tables.ruled import find_ruled

_CAPTION = re.compile(r"^\s*(?:图表?|表格?|Figure|Table|Exhibit)\s*\d+", re.I)
_SOURCE = re.compile(r"^\s*(?:资料|数据)?\s*来源|^\s*Source|^\s*注\s*[:：]|^\s*备注")
_CONTENTS = re.compile(r"\.{6,}|…{3,}|(?:\. ){6,}|·{6,}")
_DISCLAIMER = re.compile(
    r"免责(?:声明|条款)|分析师(?:声明|承诺|简介)|法律声明|重要声明|一般声明|评级(?:说明|标准|体系|定义)|特别声明"
    r"|Disclosures?|Disclaimer",
    re.I,
)
# A first page with fewer lines is a cover: the facts of the head and the boxes stand on the next one as well.
_COVER_LINES = 25


# Looks at a page for pictures of words (front: the head of the report is still looked for) and adds what it reads.
Look = Callable[[Page, bool], Seen]


def read_sheets(pages: Iterable[Page], look: Look | None = None) -> tuple[list[Sheet], list[Note]]:
    """A sheet a page, and a note for each page that could not be read whole."""
    sheets: list[Sheet] = []
    notes: list[Note] = []
    written = 0
    for page in pages:
        undecodable = is_undecodable(page)
        if undecodable:
            message = "The page's fonts do not say which characters they draw, so its text cannot be read."
            notes.append(Note(slug="undecodable-font", message=message, page=page.number))
            page.glyphs, page.turned = [], []
        seen = look(page, written < _COVER_LINES) if look else Seen((), ())
        notes.extend(seen.notes)
        lines = lines_of(page)
        if page.truncated:
            message = "The page holds more than can be read safely; its beginning was read."
            notes.append(Note(slug="page-cut", message=message, page=page.number))
        written += len(lines)
        if not lines and not undecodable and not seen.notes:
            what = "a picture without text" if page.images or page.drawings else "no text"
            notes.append(Note(slug="page-without-text", message=f"The page has {what}.", page=page.number))
        page.glyphs = []
        sheets.append(Sheet(page, lines, columns_of(lines, page.width), seen=seen.boxes))
    mark_running([(s.page.height, s.lines) for s in sheets])
    for sheet in sheets:
        sheet.columns = columns_of(sheet.lines, sheet.page.width)
        sheet.lines = part_at_columns(sheet.lines, sheet.columns)
    return sheets, notes


def fronts(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets whose head speaks for the report: the first with text, and the next one behind a cover."""
    written = [sheet for sheet in sheets if sheet.lines]
    body = [line for line in written[0].lines if not line.kind]
    is_cover = len(body) < _COVER_LINES and len(written) > 1
    return written[:2] if is_cover else written[:1]


def lay_out(sheets: Sequence[Sheet], facts: Facts) -> None:
    """Tables first, then boxes on the front, then blocks; paragraphs cut by a page break are made whole."""
    heads = fronts(sheets)
    _mark_disclaimers(sheets, facts)
    before: Grid | None = None
    for sheet in sheets:
        if sheet.disclaimer or _is_contents(sheet):
            continue
        sheet.companies = find_company_rows(rows_of(sheet.lines, facts.anchor), facts.anchor)
        taken = {id(cell.line) for company in sheet.companies for cell in company.cells}
        sheet.grids = find_grids([ln for ln in sheet.lines if id(ln) not in taken], facts.anchor, before)
        before = sheet.grids[-1] if sheet.grids else None
        taken |= {id(cell.line) for grid in sheet.grids for cell in grid.cells}
        if any(sheet is head for head in heads):
            taken |= _read_boxes(sheet, facts, taken)
        sheet.ruled = find_ruled(sheet.page, sheet.lines, taken)
        taken |= {id(cell.line) for table in sheet.ruled for cell in table.cells}
        sheet.blocks = blocks_of([ln for ln in sheet.lines if id(ln) not in taken], sheet.columns)
    whole = join_pages([block for sheet in sheets for block in sheet.blocks])
    for sheet in sheets:
        sheet.blocks = [block for block in whole if block.page == sheet.page.number]


def _is_contents(sheet: Sheet) -> bool:
    """A contents page: dot leaders in several lines."""
    return sum(bool(_CONTENTS.search(line.text)) for line in sheet.lines) >= 3


def _mark_disclaimers(sheets: Sequence[Sheet], facts: Facts) -> None:
    """From the first late page that opens with a disclaimer's heading and holds no table, all pages are disclaimers."""
    found = False
    for sheet in sheets:
        late = sheet.page.number > max(1, len(sheets) - 5)
        heading = any(_DISCLAIMER.search(ln.text) and len(ln.text) < 20 and not ln.kind for ln in sheet.lines)
        found = late and (found or (heading and not find_grids(sheet.lines, facts.anchor)))
        sheet.disclaimer = found


def _read_boxes(sheet: Sheet, facts: Facts, taken: set[int]) -> set[int]:
    """The page's market-data boxes as claims of the sheet; the ids of the lines they were read from."""
    used: set[int] = set()
    for row in find_box_rows(rows_of(sheet.lines, facts.anchor), taken):
        claims: list[Claim] = []
        for target in target_prices(f"{row.label}:{row.value}", None, row.line, facts):
            boxes = tuple(cell.box.rounded() for cell in row.cells)
            claims.append(replace(target, bbox=boxes, quote=" ".join(cell.text for cell in row.cells)))
        claims = claims or list(claims_from_box(row, sheet.lines, facts))
        if claims:
            sheet.boxes.extend(claims)
            used |= {id(cell.line) for cell in row.cells}
    return used


def front_lines(sheets: Sequence[Sheet]) -> list[Line]:
    """All lines of the front, cover first."""
    return [line for sheet in fronts(sheets) for line in sheet.lines]


def is_running_text(block: Block) -> bool:
    """Whether sentences may stand in a block: no caption, no source line, no contents, and mostly words."""
    text = block.text
    if len(text) < 8 or _CAPTION.match(text) or _SOURCE.match(text) or _CONTENTS.search(text):
        return False
    words = sum("\u4e00" <= ch <= "\u9fff" for ch in text)
    return words >= 0.25 * len(text)
