"""A page as it was understood in, marks to draw over it out: blocks, tables, cells, boxes, pictures, every numeral.

A mark says only where and what; colours and pens are the business of whoever draws. Nothing here changes a reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.model import Box, Extraction, LedgerLine
from extract.pages.lines import union
from extract.pages.page import Block
from extract.sheet import Sheet

LAYERS = ("picture", "line", "block", "table", "cell", "box", "numeral")


class Mark(NamedTuple):
    """One thing on a page. `layer` is one of LAYERS, `kind` what it is there (a block's kind, a ledger class …)."""

    layer: str
    kind: str
    box: Box
    text: str = ""


def marks_of(sheets: Sequence[Sheet], extraction: Extraction, page: int) -> list[Mark]:
    """All marks of one page (from 1), the wider layers first; empty where the report has no such page."""
    marks: list[Mark] = []
    for sheet in sheets:
        # A paragraph that a page break cuts is a block of the page it begins on, and stands on both.
        marks.extend(_blocks(sheet.blocks, page))
        if sheet.page.number == page:
            marks.extend(_pictures(sheet))
            marks.extend(_running(sheet))
            marks.extend(_tables(sheet))
            marks.extend(
                Mark("box", claim.kind, box, claim.quote) for claim in sheet.boxes for box in claim.bbox
            )
    marks.extend(_numeral(line) for line in extraction.ledger if line.page == page)
    order = {layer: index for index, layer in enumerate(LAYERS)}
    return sorted(marks, key=lambda mark: (order[mark.layer], mark.box.top, mark.box.x0, mark.kind))


def _blocks(blocks: Sequence[Block], page: int) -> Iterator[Mark]:
    for block in blocks:
        lines = [line for line in block.lines if line.page == page]
        if lines:
            box = union([line.box for line in lines])
            kind = "bullet" if block.bullet and block.kind == "text" else block.kind
            yield Mark("block", "sidebar" if block.column == "side" else kind, box, block.text)


def _pictures(sheet: Sheet) -> Iterator[Mark]:
    yield from (Mark("picture", "image", box) for box in sheet.page.images)
    yield from (Mark("picture", "drawing", box) for box in sheet.page.drawings)


def _running(sheet: Sheet) -> Iterator[Mark]:
    kind = "disclaimer" if sheet.disclaimer else ""
    yield from (
        Mark("line", line.kind or kind, line.box, line.text) for line in sheet.lines if line.kind or kind
    )


def _tables(sheet: Sheet) -> Iterator[Mark]:
    for grid in sheet.grids:
        yield Mark("table", "grid", union([cell.box for cell in grid.cells]), grid.above)
        yield from (Mark("cell", "head", cell.box, cell.text) for cell, _ in grid.columns)
        for row in grid.rows:
            yield from (Mark("cell", "label", cell.box, cell.text) for cell in row.label)
            yield from (Mark("cell", "value", cell.box, cell.text) for cell in row.cells.values())
    for company in sheet.companies:
        yield Mark("table", "company", union([cell.box for cell in company.cells]), company.name.text)
        yield Mark("cell", "label", company.name.box, company.name.text)
        yield from (Mark("cell", "value", cell.box, cell.text) for _, cell in company.values)
    for table in sheet.ruled:
        yield Mark("table", "ruled", table.box, table.caption)
        yield from (Mark("cell", "head", piece.box, piece.text) for piece in table.header)
        yield from (Mark("cell", "value", cell.frame, cell.text) for cell in table.body)


def _numeral(line: LedgerLine) -> Mark:
    return Mark(
        "numeral", line.klass, line.bbox, f"{line.text} ({line.reason})" if line.reason else line.text
    )
