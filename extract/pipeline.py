"""PDF bytes in, an `Extraction` out: the one place that orders the steps. Pure: the same bytes give the same result.

A report is read a stretch of pages at a time (extract/layout.py), from glyphs to ledger, and only its claims, notes and
ledger are kept: a report of any length is read in the memory of one stretch. Nearly every report is one stretch.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

from extract.checks.check import check
from extract.head.authors import read_authors
from extract.head.facts import Facts, merge_facts
from extract.head.front import strip_words
from extract.head.header import read_header, report_claim
from extract.head.ratings import header_rating, on_scale, prose_ratings, rating_key, settle, target_prices
from extract.head.scale import read_scale
from extract.layout import Layout, front_lines, fronts, stretches
from extract.ledger.account import account
from extract.lists.recommended import recommendations
from extract.lists.related import related_reports
from extract.lists.risks import risks
from extract.model import (
    Claim,
    Extraction,
    LedgerLine,
    MetricClaim,
    Note,
    RatingClaim,
    RatingScaleClaim,
    TargetPriceClaim,
    identify,
)
from extract.ocr.pictures import Seen, mark, see
from extract.pages.kinds import is_running_text
from extract.pages.lines import Line, lines_of
from extract.pages.miner import pdfminer_pages
from extract.pages.reader import MAX_PAGES, Document, Page
from extract.pages.states import NO_LINES, UNDECODABLE
from extract.pages.verify import verify_with_pdfium
from extract.prose.claims import read_block
from extract.prose.event.events import read_events
from extract.prose.sentence.nlp import Reader
from extract.prose.sentence.surroundings import Story
from extract.sheet import Sheet
from extract.tables.comparison import claims_from_company
from extract.tables.ruled_claims import claims_from_ruled
from extract.tables.settle import Tables

ENGINES = ("pdfium", "pdfminer")
_NEW_OBJECTS = 20_000  # between two searches for cycles; Python's own number is 700
_BACK = 6  # pages: where a report prints its rating scale and its broker's legal name


def extract(
    data: bytes, file: str, *, names: Iterable[str] = (), ocr: bool = True, engine: str = "pdfium"
) -> Extraction:
    """All claims of one report, with notes on what was not read and a ledger of every numeral.

    `file` is the name shown in claims; `names` are companies, products and indices worth spotting in running text.
    `engine` reads the glyphs: "pdfium", or "pdfminer" to compare with, at twice the time of a whole extraction.
    Raises `UnreadableFault` where the file cannot be opened; a file without text gives notes and no claims.
    """
    with _collecting_seldom():
        return _extract(data, file, tuple(names), ocr, engine, lambda sheets: None)


def read_layout(
    data: bytes, file: str, *, names: Iterable[str] = (), ocr: bool = True, engine: str = "pdfium"
) -> tuple[list[Sheet], Extraction]:
    """As `extract`, with the pages as they were understood: what a picture of the reading is drawn from."""
    sheets: list[Sheet] = []
    with _collecting_seldom():
        extraction = _extract(data, file, tuple(names), ocr, engine, sheets.extend)
    return sheets, extraction


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Python looks for cycles less often meanwhile: glyphs come and go by the ten thousand, and none is in a cycle.

    A tenth of the time; whoever has switched the search off, or made it rarer, finds it so.
    """
    before = gc.get_threshold()
    if 0 < before[0] < _NEW_OBJECTS:
        gc.set_threshold(_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _extract(
    data: bytes,
    file: str,
    names: tuple[str, ...],
    ocr: bool,
    engine: str,
    keep: Callable[[Sequence[Sheet]], None],
) -> Extraction:
    """Every stretch through all steps; `keep` is handed the sheets that are finished."""
    report = hashlib.sha256(data).hexdigest()
    reading: _Reading | None = None
    ledger: list[LedgerLine] = []
    with Document(data, file) as document:
        count = min(document.page_count, MAX_PAGES)
        layout = Layout(count, functools.partial(_look, document) if ocr else None)
        pages = document.pages() if engine == "pdfium" else pdfminer_pages(data, file)
        left = count
        for size in stretches(count):
            sheets = layout.read(itertools.islice(pages, size))
            left -= size
            if reading is None and _has_words(sheets, layout):
                back = _back_lines(data, file, count) if left else []
                reading = _Reading(data, report, file, names, sheets, back, count)
            claims: Sequence[Claim] = ()
            if reading is not None:
                sheets = layout.lay_out(sheets, reading.facts, reading.heads, last=not left)
                claims = reading.read(sheets, last=not left)
            ledger.extend(account(sheets, claims, file))
            keep(sheets)
            del sheets, claims  # or two stretches stand in memory while the next is read
    if document.page_count > count:
        message = f"The report has {document.page_count} pages: the first {count} were read."
        layout.notes.append(Note(slug="report-cut", message=message, page=count))
    state = layout.tally.state
    if reading is None:
        notes = [*layout.notes, Note(slug="no-text", message=NO_LINES[state])]
        return Extraction(
            report=report, file=file, pages=count, state=state, notes=tuple(notes), ledger=tuple(ledger)
        )
    return Extraction(
        report=report,
        file=file,
        pages=count,
        state=state,
        language=reading.language,
        claims=tuple(check(reading.claims())),
        notes=tuple(reading.all_notes(layout.notes)),
        ledger=tuple(ledger),
    )


def _look(document: Document, page: Page, front: bool) -> Seen:
    return see(page, functools.partial(document.render, page.number), front=front)


def _has_words(sheets: Sequence[Sheet], layout: Layout) -> bool:
    """Whether there is anything to read: lines, and not only codes that no font translates."""
    if not any(sheet.lines for sheet in sheets):
        return False
    return layout.tally.state != UNDECODABLE or any(sheet.seen for sheet in sheets)


def _back_lines(data: bytes, file: str, count: int) -> list[list[Line]]:
    """The lines of a long report's last pages, read ahead: its head is settled before they are reached."""
    with Document(data, file) as document:
        return [lines_of(page) for page in document.pages(max(1, count - _BACK + 1))]


class _Reading:
    """One report that has words: its facts, and the claims of the stretches read so far."""

    def __init__(
        self,
        data: bytes,
        report: str,
        file: str,
        names: tuple[str, ...],
        sheets: Sequence[Sheet],
        back: Sequence[list[Line]],
        count: int,
    ) -> None:
        """`sheets` are the first with words, `back` the lines of the last pages where those are not among them."""
        self._data, self._report, self._file = data, report, file
        self.heads = fronts(sheets)
        self.facts = _facts(self.heads, [*(sheet.lines for sheet in sheets), *back])
        self.language = _language(sheets)
        self._count = count
        self._is_name = frozenset(names).__contains__
        self._reader = Reader(self.facts.anchor, names, self.facts.subject)
        self._story = Story()
        self._tables = Tables(self.facts)
        self._risks: set[str] = set()
        self._rated: set[tuple[str, str | None, str]] = set()
        self._back: list[list[Line]] = []
        self._scale: list[RatingScaleClaim] = []
        self._kept: dict[str, Claim] = {}
        self._notes: list[Note] = []

    def read(self, sheets: Sequence[Sheet], *, last: bool) -> list[Claim]:
        """The report's own claim, and those of `sheets` that their boxes bear out."""
        by_eye = {sheet.page.number: sheet.seen for sheet in sheets if sheet.seen}
        fresh: dict[str, Claim] = {}
        for read in self._claims(sheets, last):
            claim = identify(mark(read, by_eye.get(read.page, ())), self._report, self._file)
            if claim.id not in self._kept:
                fresh.setdefault(claim.id, claim)
        head = next(iter(self._kept.values()), None)
        found = self._reread(list(fresh.values()))
        self._kept.update((claim.id, claim) for claim in found)
        return found if head is None else [head, *found]

    def claims(self) -> Iterator[Claim]:
        """All that was read, in order; the steps of ratings on the report's own scale, which stands on its last pages."""
        for claim in self._kept.values():
            yield on_scale(self._scale, claim) if isinstance(claim, RatingClaim) else claim

    def all_notes(self, of_pages: Sequence[Note]) -> Iterator[Note]:
        """The notes on pages that matter, then those on claims and on what the head of the report leaves open."""
        yield from self._needed(of_pages)
        yield from self._notes
        # The reader of a digest must not guess why a fact is blank.
        for name in ("broker", "title", "date"):
            if getattr(self.facts, name) is None:
                message = f"The report's {name} was not found on its first page."
                yield Note(slug=f"no-{name}", message=message, page=1)
        if self.language != "zh":
            message = "The text is not Chinese: its head and tables were read, its sentences were not."
            yield Note(slug="language-not-read", message=message)

    def _needed(self, notes: Sequence[Note]) -> list[Note]:
        """Without those on unread pictures of a front page that says everything in text: they are marks and charts."""
        facts = self.facts
        is_rated = any(claim.kind == "rating" for claim in self._kept.values())
        complete = facts.broker and facts.title and facts.date and is_rated
        front = self.heads[0].page.number
        return [n for n in notes if not (complete and n.slug == "ocr-missing" and n.page == front)]

    def _claims(self, sheets: Sequence[Sheet], last: bool) -> Iterator[Claim]:
        facts = self.facts
        ratings: list[RatingClaim] = []
        others: list[Claim] = []
        if not self._kept:
            front = front_lines(self.heads)
            yield report_claim(facts, self._count, front, self.language)
            yield from read_authors(front)
            if (banner := header_rating(front, facts, self.heads[0].page.height)) is not None:
                ratings.append(banner)
            others.extend(claim for sheet in sheets[:3] for claim in related_reports(sheet.lines))
        others.extend(risks([block for sheet in sheets for block in sheet.blocks], self._risks))
        tabled = self._tables.claims([grid for sheet in sheets for grid in sheet.grids])
        for sheet in sheets:
            for company in sheet.companies:
                others.extend(claims_from_company(company, facts))
            others.extend(tabled.get(sheet.page.number, ()))
            for table in sheet.ruled:
                others.extend(claims_from_ruled(table, facts))
            others.extend(sheet.boxes)
            self._story.open_page(sheet.blocks, sheet.size)
            for block in filter(is_running_text, sheet.blocks):
                ratings.extend(prose_ratings(block, facts))
                targets = list(target_prices(block.text, block, None, facts))
                others.extend(targets)
                mentions = self._reader.read(block.text, self._story.year(block))
                self._story.tells_of(block, mentions.year)
                others.extend(_without_targets(read_block(block, mentions, facts, self._story), targets))
                others.extend(read_events(block, mentions, facts))
        texts = [block for sheet in sheets for block in sheet.blocks if block.kind in ("text", "heading")]
        others.extend(recommendations(texts, self._is_name))
        self._back = [*self._back, *(sheet.lines for sheet in sheets)][-_BACK:]
        yield from settle([claim for claim in ratings if rating_key(claim) not in self._rated])
        self._rated.update(map(rating_key, ratings))
        yield from others
        if last:
            self._scale = read_scale(self._back)
            yield from self._scale

    def _reread(self, claims: list[Claim]) -> list[Claim]:
        """The claims whose boxes say the same when they are read again; the others become notes, never claims."""
        failed = set(verify_with_pdfium(self._data, claims))
        for claim in claims:
            if claim.id in failed:
                message = f"Read again, the box of this claim does not show it: {claim.quote[:60]}"
                note = Note(slug="not-reread", message=message, page=claim.page, bbox=claim.bbox[0])
                self._notes.append(note)
        return [claim for claim in claims if claim.id not in failed]


def _facts(heads: Sequence[Sheet], pages: Sequence[list[Line]]) -> Facts:
    """What the head of the report says; behind a cover, the next page fills what the cover leaves open."""
    found = [
        read_header(s.lines, pages, s.page.width, s.page.height, strip_words(s.page.turned)) for s in heads
    ]
    return functools.reduce(merge_facts, found)


def _language(sheets: Sequence[Sheet]) -> str:
    """zh where at least a fifth of the letters of the first pages are Chinese, else en."""
    text = "".join(line.text for sheet in sheets[:3] for line in sheet.lines)
    chinese = sum("\u4e00" <= ch <= "\u9fff" for ch in text)
    return "zh" if chinese >= 0.2 * max(1, sum(ch.isalpha() for ch in text)) else "en"


def _without_targets(
    claims: Iterable[MetricClaim], targets: Sequence[TargetPriceClaim]
) -> Iterator[MetricClaim]:
    """A target price is a claim of its own kind, not a metric as well."""
    places = {(t.value, t.page, t.bbox[-1:]) for t in targets}
    for claim in claims:
        if (claim.value, claim.page, claim.bbox[-1:]) not in places:
            yield claim
