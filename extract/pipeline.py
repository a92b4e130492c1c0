"""PDF bytes in, an `Extraction` out: the one place that orders the steps. Pure: the same bytes give the same result."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from extract.head.authors import read_authors
from extract.head.facts import Facts, merge_facts
from extract.head.front import strip_words
from extract.head.header import read_header, report_claim
from extract.head.ratings import header_rating, prose_ratings, settle, target_prices
from extract.head.scale import read_scale
from extract.layout import front_lines, fronts, is_running_text, lay_out, read_sheets
from extract.ledger.account import account
from extract.lists.recommended import recommendations
from extract.lists.related import related_reports
from extract.lists.risks import risks
from extract.model import Claim, Extraction, MetricClaim, Note, RatingClaim, TargetPriceClaim, identify
from extract.ocr.pictures import Seen, mark, see
from extract.pages.miner import pdfminer_pages
from extract.pages.reader import Document, Page
from extract.pages.states import NO_LINES, UNDECODABLE, state_of
from extract.pages.verify import verify_with_pdfium
from extract.prose.claims import read_block
from extract.prose.events import read_events
from extract.prose.nlp import Reader
from extract.sheet import Sheet
from extract.tables.comparison import claims_from_company
from extract.tables.ruled_claims import claims_from_ruled
from extract.tables.settle import claims_from_grids

ENGINES = ("pdfium", "pdfminer")


def extract(
    data: bytes, file: str, *, names: Iterable[str] = (), ocr: bool = True, engine: str = "pdfium"
) -> Extraction:
    """All claims of one report, with notes on what was not read and a ledger of every numeral.

    `file` is the name shown in claims; `names` are companies, products and indices worth spotting in running text.
    `engine` reads the glyphs: "pdfium", or "pdfminer" to compare with, at twice the time of a whole extraction.
    Raises `UnreadableFault` where the file cannot be opened; a file without text gives notes and no claims.
    """
    return read_layout(data, file, names=names, ocr=ocr, engine=engine)[1]


def read_layout(
    data: bytes, file: str, *, names: Iterable[str] = (), ocr: bool = True, engine: str = "pdfium"
) -> tuple[list[Sheet], Extraction]:
    """As `extract`, with the pages as they were understood: what a picture of the reading is drawn from."""
    report = hashlib.sha256(data).hexdigest()
    with Document(data, file) as document:
        pages = document.pages() if engine == "pdfium" else pdfminer_pages(data, file)
        sheets, notes = read_sheets(pages, functools.partial(_look, document) if ocr else None)
    state = state_of(sheets)
    if not any(sheet.lines for sheet in sheets) or (state == UNDECODABLE and not any(s.seen for s in sheets)):
        notes.append(Note(slug="no-text", message=NO_LINES[state]))
        ledger = tuple(account(sheets, [], file))
        return sheets, Extraction(
            report=report, file=file, pages=len(sheets), state=state, notes=tuple(notes), ledger=ledger
        )
    facts = _facts(sheets)
    lay_out(sheets, facts)
    language = _language(sheets)
    read = _claims(sheets, facts, tuple(names), language)
    by_eye = {sheet.page.number: sheet.seen for sheet in sheets if sheet.seen}
    claims = _unique(identify(mark(claim, by_eye.get(claim.page, ())), report, file) for claim in read)
    claims = _reread(data, claims, notes)
    notes = _needed(notes, sheets, facts, claims)
    notes.extend(_missing(facts))
    if language != "zh":
        message = "The text is not Chinese: its head and tables were read, its sentences were not."
        notes.append(Note(slug="language-not-read", message=message))
    return sheets, Extraction(
        report=report,
        file=file,
        pages=len(sheets),
        state=state,
        language=language,
        claims=tuple(claims),
        notes=tuple(notes),
        ledger=tuple(account(sheets, claims, file)),
    )


def _look(document: Document, page: Page, front: bool) -> Seen:
    return see(page, functools.partial(document.render, page.number), front=front)


def _facts(sheets: Sequence[Sheet]) -> Facts:
    """What the head of the report says; behind a cover, the next page fills what the cover leaves open."""
    everything = [sheet.lines for sheet in sheets]
    heads = fronts(sheets)
    found = [
        read_header(s.lines, everything, s.page.width, s.page.height, strip_words(s.page.turned))
        for s in heads
    ]
    return functools.reduce(merge_facts, found)


def _language(sheets: Sequence[Sheet]) -> str:
    """zh where at least a fifth of the letters of the first pages are Chinese, else en."""
    text = "".join(line.text for sheet in sheets[:3] for line in sheet.lines)
    chinese = sum("\u4e00" <= ch <= "\u9fff" for ch in text)
    return "zh" if chinese >= 0.2 * max(1, sum(ch.isalpha() for ch in text)) else "en"


def _needed(
    notes: Sequence[Note], sheets: Sequence[Sheet], facts: Facts, claims: Sequence[Claim]
) -> list[Note]:
    """Without those on unread pictures of a front page that says everything in text: they are marks and charts."""
    complete = facts.broker and facts.title and facts.date and any(claim.kind == "rating" for claim in claims)
    front = fronts(sheets)[0].page.number
    return [n for n in notes if not (complete and n.slug == "ocr-missing" and n.page == front)]


def _missing(facts: Facts) -> Iterator[Note]:
    """A note for each fact of the head that was not found: the reader of a digest must not guess why it is blank."""
    for name in ("broker", "title", "date"):
        if getattr(facts, name) is None:
            yield Note(
                slug=f"no-{name}", message=f"The report's {name} was not found on its first page.", page=1
            )


def _claims(sheets: Sequence[Sheet], facts: Facts, names: tuple[str, ...], language: str) -> Iterator[Claim]:
    head = fronts(sheets)[0]
    front = front_lines(sheets)
    yield report_claim(facts, len(sheets), front, language)
    yield from read_authors(front)
    scale = read_scale([sheet.lines for sheet in sheets[-6:]])
    ratings: list[RatingClaim] = []
    if (banner := header_rating(front, facts, head.page.height)) is not None:
        ratings.append(banner)
    others: list[Claim] = [claim for sheet in sheets[:3] for claim in related_reports(sheet.lines)]
    others.extend(risks([block for sheet in sheets for block in sheet.blocks]))
    own = (facts.subject,) if facts.subject else ()
    reader = Reader(facts.anchor, sorted({*names, *own}))
    tabled = claims_from_grids([grid for sheet in sheets for grid in sheet.grids], facts)
    for sheet in sheets:
        for company in sheet.companies:
            others.extend(claims_from_company(company, facts))
        others.extend(tabled.get(sheet.page.number, ()))
        for table in sheet.ruled:
            others.extend(claims_from_ruled(table, facts))
        others.extend(sheet.boxes)
        for block in filter(is_running_text, sheet.blocks):
            ratings.extend(prose_ratings(block, facts))
            targets = list(target_prices(block.text, block, None, facts))
            others.extend(targets)
            mentions = reader.read(block.text)
            others.extend(_without_targets(read_block(block, mentions, facts), targets))
            others.extend(read_events(block, mentions, facts))
    texts = [block for sheet in sheets for block in sheet.blocks if block.kind == "text"]
    others.extend(recommendations(texts, frozenset(names).__contains__))
    yield from settle(ratings, scale)
    yield from others
    yield from scale


def _without_targets(
    claims: Iterable[MetricClaim], targets: Sequence[TargetPriceClaim]
) -> Iterator[MetricClaim]:
    """A target price is a claim of its own kind, not a metric as well."""
    places = {(t.value, t.page, t.bbox[-1:]) for t in targets}
    for claim in claims:
        if (claim.value, claim.page, claim.bbox[-1:]) not in places:
            yield claim


def _reread(data: bytes, claims: list[Claim], notes: list[Note]) -> list[Claim]:
    """The claims whose boxes say the same when they are read again; the others become notes, never claims."""
    failed = set(verify_with_pdfium(data, claims))
    for claim in claims:
        if claim.id in failed:
            message = f"Read again, the box of this claim does not show it: {claim.quote[:60]}"
            notes.append(Note(slug="not-reread", message=message, page=claim.page, bbox=claim.bbox[0]))
    return [claim for claim in claims if claim.id not in failed]


def _unique(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order they were read, each id once."""
    kept: dict[str, Claim] = {}
    for claim in claims:
        kept.setdefault(claim.id, claim)
    return list(kept.values())
