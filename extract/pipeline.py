"""PDF bytes in, an `Extraction` out: the one place that orders the steps. Pure: the same bytes give the same result."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extract.authors import read_authors
from extract.boxes import claims_from_box, find_box_rows
from extract.comparison import CompanyRow, claims_from_company, find_company_rows
from extract.forecast import claims_from_grid
from extract.header import Facts, read_header, report_claim
from extract.ledger import account
from extract.lines import Line, lines_of
from extract.lists import recommendations, related_reports, risks
from extract.model import Claim, Extraction, MetricClaim, Note, RatingClaim, TargetPriceClaim, identify
from extract.nlp import Reader
from extract.page import Block, Columns, blocks_of, columns_of, join_pages, mark_running, part_at_columns
from extract.prose import read_block
from extract.ratings import header_rating, prose_ratings, settle, target_prices
from extract.reader import Document, Page
from extract.scale import read_scale
from extract.tables import Grid, find_grids, rows_of

_CAPTION = re.compile(r"^\s*(?:图表?|表格?|Figure|Table|Exhibit)\s*\d+", re.I)
_SOURCE = re.compile(r"^\s*(?:资料|数据)?\s*来源|^\s*Source|^\s*注\s*[:：]|^\s*备注")
_CONTENTS = re.compile(r"\.{6,}|…{3,}|(?:\. ){6,}|·{6,}")
_DISCLAIMER = re.compile(
    r"免责(?:声明|条款)|分析师(?:声明|承诺|简介)|法律声明|重要声明|一般声明|评级(?:说明|标准|体系|定义)|特别声明|Disclosures?|Disclaimer",
    re.I,
)


@dataclass(slots=True)
class Sheet:
    """One page with what was made of it. `page` keeps its rules and pictures, not its glyphs."""

    page: Page
    lines: list[Line]
    columns: Columns
    grids: list[Grid] = field(default_factory=list)
    companies: list[CompanyRow] = field(default_factory=list)
    boxes: list[Claim] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    disclaimer: bool = False


def extract(data: bytes, file: str, *, names: Iterable[str] = (), ocr: bool = True) -> Extraction:
    """All claims of one report, with notes on what was not read and a ledger of every numeral.

    `file` is the name shown in claims; `names` are companies, products and indices worth spotting in running text.
    Raises `UnreadableFault` where no page can be read.
    """
    report = hashlib.sha256(data).hexdigest()
    sheets, notes = _read(data, file)
    if not any(sheet.lines for sheet in sheets):
        notes.append(Note(slug="no-text", message="No page has text: the report is made of pictures."))
        return Extraction(report=report, file=file, pages=len(sheets), notes=tuple(notes))
    known = tuple(names)
    facts = _facts(sheets)
    _lay_out(sheets, facts)
    claims = list(_claims(sheets, facts, known))
    identified = _unique(identify(claim, report, file) for claim in claims)
    ledger = account(sheets, identified, file)
    return Extraction(
        report=report,
        file=file,
        pages=len(sheets),
        claims=tuple(identified),
        notes=tuple(notes),
        ledger=tuple(ledger),
    )


def _read(data: bytes, file: str) -> tuple[list[Sheet], list[Note]]:
    sheets: list[Sheet] = []
    notes: list[Note] = []
    with Document(data, file) as document:
        for page in document.pages():
            lines = lines_of(page)
            if page.truncated:
                notes.append(
                    Note(
                        slug="page-cut",
                        message="The page holds more than can be read safely.",
                        page=page.number,
                    )
                )
            if not lines:
                what = "a picture without text" if page.images else "no text"
                notes.append(
                    Note(slug="page-without-text", message=f"The page has {what}.", page=page.number)
                )
            page.glyphs = []
            sheets.append(Sheet(page, lines, columns_of(lines, page.width)))
    mark_running([(s.page.height, s.lines) for s in sheets])
    for sheet in sheets:
        sheet.columns = columns_of(sheet.lines, sheet.page.width)
        sheet.lines = part_at_columns(sheet.lines, sheet.columns)
    return sheets, notes


def _facts(sheets: Sequence[Sheet]) -> Facts:
    front = next(sheet for sheet in sheets if sheet.lines)
    return read_header(front.lines, [s.lines for s in sheets], front.page.width, front.page.height)


def _lay_out(sheets: Sequence[Sheet], facts: Facts) -> None:
    """Tables first, then blocks from the lines no table took; paragraphs cut by a page break are made whole."""
    total = len(sheets)
    front = next(sheet for sheet in sheets if sheet.lines)
    seen_disclaimer = False
    for sheet in sheets:
        text = "".join(line.text for line in sheet.lines[:60])
        late = sheet.page.number > max(1, total - 5)
        heading = any(
            _DISCLAIMER.search(line.text) and len(line.text) < 20 and not line.kind for line in sheet.lines
        )
        sheet.disclaimer = late and (
            seen_disclaimer or (heading and not find_grids(sheet.lines, facts.anchor))
        )
        seen_disclaimer = sheet.disclaimer
        if sheet.disclaimer or _CONTENTS.search(text):
            continue
        sheet.companies = find_company_rows(rows_of(sheet.lines, facts.anchor), facts.anchor)
        taken = {id(cell.line) for company in sheet.companies for cell in company.cells}
        sheet.grids = find_grids([ln for ln in sheet.lines if id(ln) not in taken], facts.anchor)
        taken |= {id(cell.line) for grid in sheet.grids for cell in grid.cells}
        if sheet is front:
            taken |= _read_boxes(sheet, facts, taken)
        sheet.blocks = blocks_of([ln for ln in sheet.lines if id(ln) not in taken], sheet.columns)
    whole = join_pages([block for sheet in sheets for block in sheet.blocks])
    for sheet in sheets:
        sheet.blocks = [b for b in whole if b.page == sheet.page.number]


def _claims(sheets: Sequence[Sheet], facts: Facts, names: tuple[str, ...]) -> Iterator[Claim]:
    front = next(sheet for sheet in sheets if sheet.lines)
    yield report_claim(facts, len(sheets), front.lines, "zh")
    yield from read_authors(front.lines)
    scale = read_scale([s.lines for s in sheets[-6:]])
    ratings: list[RatingClaim] = []
    if (banner := header_rating(front.lines, facts, front.page.height)) is not None:
        ratings.append(banner)
    prose: list[Claim] = []
    own = (facts.subject,) if facts.subject else ()
    reader = Reader(facts.anchor, sorted({*names, *own}), currency="CNY")
    companies = frozenset(names)
    for sheet in sheets:
        prose.extend(related_reports(sheet.lines) if sheet is front else ())
        prose.extend(risks(sheet.blocks))
        for company in sheet.companies:
            prose.extend(claims_from_company(company, facts))
        for grid in sheet.grids:
            prose.extend(claims_from_grid(grid, facts))
        prose.extend(sheet.boxes)
        for block in sheet.blocks:
            if not _is_running_text(block):
                continue
            ratings.extend(prose_ratings(block, facts))
            targets = list(target_prices(block.text, block, None, facts))
            prose.extend(targets)
            prose.extend(_without_targets(read_block(block, reader.read(block.text), facts), targets))
    prose.extend(
        recommendations([b for s in sheets for b in s.blocks if b.kind == "text"], companies.__contains__)
    )
    yield from settle(ratings, scale)
    yield from prose
    yield from scale


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


def _is_running_text(block: Block) -> bool:
    text = block.text
    if len(text) < 8 or _CAPTION.match(text) or _SOURCE.match(text) or _CONTENTS.search(text):
        return False
    cjk = sum("\u4e00" <= ch <= "\u9fff" for ch in text)
    return cjk >= 0.25 * len(text)


def _without_targets(
    claims: Iterable[MetricClaim], targets: Sequence[TargetPriceClaim]
) -> Iterator[MetricClaim]:
    """A target price is a claim of its own kind, not a metric as well."""
    for claim in claims:
        if not any(
            t.value == claim.value and t.page == claim.page and t.bbox[-1:] == claim.bbox[-1:]
            for t in targets
        ):
            yield claim


def _unique(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in page order, each id once."""
    kept: dict[str, Claim] = {}
    for claim in claims:
        kept.setdefault(claim.id, claim)
    return list(kept.values())
