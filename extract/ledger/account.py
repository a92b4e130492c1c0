"""Pages and claims in, one ledger line a numeral out: every digit glyph of a page stands in exactly one line.

What a numeral is follows from, in this order: who claims it (its place lies in the claim's box and it is the claim's
printed number), where it stands (chart, disclaimer, contents), the words around it (extract/ledger/classes.py), whose
quote it stands in. What none of these knows is `unclaimed`, its reason the kind of place it stands in.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extract.ledger.charts import Charts, is_prose, tabled_lines
from extract.ledger.classes import CIRCLED, NUMERAL, Marks, Verdict, signed_start
from extract.ledger.index import ClaimIndex
from extract.model import Box, Claim, LedgerLine, ReportClaim
from extract.numbers.chinese_numerals import Word, find_words
from extract.pages.kinds import CONTENTS
from extract.pages.lines import Line, union
from extract.pages.reader import Glyph
from extract.periods.grammar import find_periods
from extract.vocabulary.wording import fold, words

if TYPE_CHECKING:
    from extract.sheet import Sheet

_DIGIT = re.compile(r"[\d\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]")
_WORD = re.compile("[一二两三四五六七八九十百千万半成倍翻]")
_WORD_CHARS = re.compile(
    "[零〇一二两兩三四五六七八九十百千万萬亿億半几翻][零〇一二两兩三四五六七八九十百千万萬亿億成分之半几多余倍]*"
)
# What a date or period must show to be looked for: the search is the dearest step here.
_MAY_HOLD_PERIOD = re.compile(r"\d\s*[年月日周季QqHhAaEeTMmYyDd/.\-–—~～至]|[QqHhYy]\s*\d|\d{4}")
# A number and nothing else, as in most cells and ticks, is read by no words; a bare year is.
_BARE = re.compile(r"(?!(?:19|20)\d\d$)[-+−–(（]?\s?\d[\d,]*(?:\.\d+)?\s?[)）]?[%％xX倍]?[)）]?")
# Where a disclaimer or a running line names these, they are still what they are.
_UNIT_BEHIND = re.compile(
    r"\s?(?:[%％‰]|[万亿百千]|[a-zA-Z\u4e00-\u9fff]{0,2}(?:元|倍|吨|股|家|人|个|台|片|款|次|天|年|米|瓦|克|升|箱|点))"
)
_LETTER = re.compile("[A-Za-z\u4e00-\u9fff]")
_EVERYWHERE = frozenset({"contact", "licence", "code", "figure_number"})


class _Item(NamedTuple):
    """`line.text[start:end]`; a date is one item of several numerals, its `parts`."""

    start: int
    end: int
    parts: tuple[tuple[int, int], ...] = ()
    word: Word | None = None


@dataclass(slots=True)
class _Passage:
    """Lines to be read as one text: a paragraph, or one line that belongs to none."""

    lines: Sequence[Line]
    text: str
    prose: bool = False


@dataclass(slots=True)
class _Place:
    """What is known of a page before its numerals are read."""

    sheet: Sheet
    charts: Charts
    contents: bool
    ticker: str | None
    heads: set[tuple[int, int]]  # (id of line, start) of a table's column heads
    tabled: dict[int, str]  # id of a line that stands in a table → the kind of its cells


def account(sheets: Sequence[Sheet], claims: Sequence[Claim], file: str) -> list[LedgerLine]:
    """One line a numeral of every page, in the order page, top, left. `claims` carry their ids."""
    index = ClaimIndex(claims)
    anchor = _anchor(claims)
    ticker = next((c.ticker for c in claims if isinstance(c, ReportClaim)), None)
    places = {sheet.page.number: _place(sheet, ticker) for sheet in sheets}
    found: list[LedgerLine] = []
    for passage in _passages(sheets):
        found.extend(_read(passage, places, index, anchor, file))
    for sheet in sheets:
        found.extend(_unread(sheet, file))
    return sorted(found, key=lambda ln: (ln.page, ln.bbox.top, ln.bbox.x0, ln.bbox.x1, ln.text))


def _anchor(claims: Sequence[Claim]) -> datetime.date:
    dates = [c.date for c in claims if isinstance(c, ReportClaim) and c.date]
    return datetime.date.fromisoformat(dates[0]) if dates else datetime.date(2099, 12, 31)


def _place(sheet: Sheet, ticker: str | None) -> _Place:
    text = "".join(line.text for line in sheet.lines[:60])
    contents = not sheet.blocks and not sheet.disclaimer and bool(CONTENTS.search(text))
    cells = [cell for grid in sheet.grids for cell, _ in grid.columns]
    cells += [column.head for company in sheet.companies for column, _ in company.values]
    cells += [cell for table in sheet.ruled for cell in table.header]
    heads = {(id(cell.line), cell.start) for cell in cells}
    return _Place(sheet, sheet.charts or Charts(sheet), contents, ticker, heads, tabled_lines(sheet))


# --- what is read ------------------------------------------------------------------------------------------


def _passages(sheets: Sequence[Sheet]) -> Iterator[_Passage]:
    """Every line of every page in exactly one passage; a paragraph may run over a page break."""
    # Labels stacked in a column are a block as well, but each speaks for itself.
    told = [block for sheet in sheets for block in sheet.blocks if is_prose(block.text)]
    in_blocks = {id(line) for block in told for line in block.lines}
    for block in told:
        yield _Passage(block.lines, block.text, prose=True)
    for sheet in sheets:
        for line in sheet.lines:
            if id(line) not in in_blocks:
                yield _Passage([line], line.text)


def _read(
    passage: _Passage, places: dict[int, _Place], index: ClaimIndex, anchor: datetime.date, file: str
) -> Iterator[LedgerLine]:
    """The ledger lines of one passage: its words are read as a whole, its numerals line by line."""
    text = passage.text
    digits, worded = bool(_DIGIT.search(text)), bool(_WORD.search(text))
    if not digits and not worded:
        return
    periods = (
        [(p.start, p.end) for p in find_periods(text, anchor)]
        if digits and _MAY_HOLD_PERIOD.search(text)
        else []
    )
    counted = list(find_words(fold(text))) if worded else []
    wordless = not passage.prose and not periods and _BARE.fullmatch(text) is not None
    marks = Marks(text, periods) if digits and not wordless else None
    base = 0
    for line in passage.lines:
        base = text.index(line.text, base)
        for item in _items(line.text, base, periods, counted):
            yield from _lines(item, line, base, passage, places[line.page], index, marks, file)
        base += len(line.text)


def _items(text: str, base: int, periods: Sequence[tuple[int, int]], counted: Sequence[Word]) -> list[_Item]:
    """The numerals of a line, left to right, no two overlapping; those of one date together."""
    numerals = [(signed_start(text, m.start()), m.end()) for m in NUMERAL.finditer(text)]
    items: list[_Item] = []
    for low, high in periods:
        inside = tuple(
            n for n in numerals if low <= base + n[1] - 1 and base + n[1] <= high and base + n[0] >= low - 1
        )
        if len(inside) > 1:
            numerals = [n for n in numerals if n not in inside]
            end = min(high - base, len(text))
            items.append(_Item(max(low - base, 0), max(end, inside[-1][1]), inside))
    items += [_Item(*n) for n in numerals]
    items += [_Item(*m.span()) for m in CIRCLED.finditer(text)]
    for said in counted:
        start, end = max(said.start - base, 0), min(said.end - base, len(text))
        match = _WORD_CHARS.search(text, start, end) if start < end else None
        if match and not any(i.start < match.end() and match.start() < i.end for i in items):
            items.append(_Item(*match.span(), word=said))
    return sorted(items)


def _lines(
    item: _Item,
    line: Line,
    base: int,
    passage: _Passage,
    place: _Place,
    index: ClaimIndex,
    marks: Marks | None,
    file: str,
) -> Iterator[LedgerLine]:
    """The item's ledger line; a date of which a number is a claim's comes apart."""
    box = line.box_of(item.start, item.end)
    at = (line.page, passage.text, base)
    if item.parts and any(index.saying(*at, *part, line.box_of(*part)) for part in item.parts):
        for part in item.parts:
            yield from _lines(_Item(*part), line, base, passage, place, index, marks, file)
        return
    said = index.saying(*at, item.start, item.end, box)
    if said:
        verdict, ids = Verdict("claim", said[0].kind), said
    else:
        ids = index.quoting(line.page, line.text[item.start : item.end], box)
        verdict = _verdict(item, line, base, passage, place, marks, ids)
        if item.word is not None and _is_figure_of_speech(item.word) and verdict.klass == "unclaimed":
            return
    yield LedgerLine(
        page=line.page,
        bbox=box.rounded(),
        text=line.text[item.start : item.end],
        klass=verdict.klass,
        claims=tuple(sorted({c.id for c in ids})),
        reason=verdict.reason,
        file=file,
    )


# --- what it is --------------------------------------------------------------------------------------------


def _verdict(
    item: _Item,
    line: Line,
    base: int,
    passage: _Passage,
    place: _Place,
    marks: Marks | None,
    quoting: Sequence[Claim],
) -> Verdict:
    """The class of a numeral that is no claim's number: the first of the readings that says something."""
    readings = _readings(item, line, base, place, marks, quoting)
    found = next((verdict for verdict in readings if verdict is not None), None)
    return found or Verdict("unclaimed", _where(item, line, passage, place))


def _readings(
    item: _Item, line: Line, base: int, place: _Place, marks: Marks | None, quoting: Sequence[Claim]
) -> Iterator[Verdict | None]:
    """What a numeral may be, in order of precedence; place goes before words, save where words are beyond doubt."""
    text = line.text[item.start : item.end]
    start = item.parts[0][0] if item.parts else item.start
    worded = marks.verdict(base + start, base + item.end) if marks else None
    if CIRCLED.match(text):
        yield Verdict("list_marker", "circled")
    if item.word is not None and item.word.unit.name in words("ledger_duration", "word_units"):
        yield Verdict("period", "duration")
    if place.contents or CONTENTS.search(line.text):
        yield Verdict("contents", "contents_page")
    if place.ticker and text == place.ticker.split(".")[0]:
        yield Verdict("code", "listing_code")
    if worded is not None and worded.klass in _EVERYWHERE:
        yield worded
    if _is_page_number(item, line, place):
        yield Verdict("page_number", "page_number")
    if (chart := place.charts.reason(line)) is not None:
        yield Verdict("chart", chart)
    if place.sheet.disclaimer:
        yield _quoted(quoting) or Verdict("disclaimer", "disclaimer_page")
    if (id(line), item.start) in place.heads:
        yield Verdict("period", "table_head")
    yield worded
    yield _quoted(quoting)


def _is_figure_of_speech(word: Word) -> bool:
    """三大平台, 两家: a counting word below ten names things rather than counts them, as in running text."""
    return word.value < 10 and not (word.unit.is_money or word.unit.name in ("%", "倍", "pct_pt", "share"))


def _quoted(quoting: Sequence[Claim]) -> Verdict | None:
    """A numeral that stands in the words a claim keeps (a title, a risk, a metric's own name) is the claim's."""
    for claim in quoting:
        if claim.kind != "metric":
            return Verdict("claim", claim.kind)
    return Verdict("claim", "metric_name") if quoting else None


# "3", "- 3 -", "3 / 24", "3of 24", "第 3 页 共 24 页": what a page's number looks like, alone or at an end of its line.
_FOLIO = re.compile(
    r"(?:第|[Pp](?:age)?\.?)?\s*(?P<n>\d{1,4})\s*页?\s*(?:[/／|,，]?\s*(?:[/／|]|of|共)\s*(?P<all>\d{1,4})\s*页?)?"
)


def _is_page_number(item: _Item, line: Line, place: _Place) -> bool:
    """A number at the page's edge that counts pages: it is near the page's own number, or stands behind such a one."""
    height, number = place.sheet.page.height, place.sheet.page.number
    if not (line.kind or line.base < 0.1 * height or line.base > 0.9 * height):
        return False
    for match in _FOLIO.finditer(line.text):
        if match.start("n") < item.end and item.start < match.end():
            at_end = not line.text[: match.start()].strip(" -—–|·.") or not line.text[match.end() :].strip(
                " -—–|·."
            )
            # Alone in a running line, a number counts pages from wherever the report begins to count.
            counts = bool(line.kind) and match.span("n") == (0, len(line.text))
            near = counts or abs(int(match["n"]) - number) <= 3
            return near and at_end
    return False


def _where(item: _Item, line: Line, passage: _Passage, place: _Place) -> str:
    """The reason of an unclaimed numeral: the kind of place it stands in, and what stands with it there."""
    if item.word is not None:
        return "number_word"
    if line.kind:
        return "running_line"
    if (table := place.tabled.get(id(line))) is not None:
        return table
    text = line.text
    if passage.prose:
        return "sentence_amount" if _UNIT_BEHIND.match(text, item.end) else "sentence_number"
    return "bare_number" if not _LETTER.search(text) else "labelled_number"


# --- what no line of text has ------------------------------------------------------------------------------


def _unread(sheet: Sheet, file: str) -> Iterator[LedgerLine]:
    """Turned and hidden numerals, and those of marker text that was cut out of a line."""
    page = sheet.page
    upright = sum(len(line.text) for line in sheet.lines)
    turned = (
        Verdict("unclaimed", "turned_page")
        if len(page.turned) > max(200, upright)
        else Verdict("chart", "turned_text")
    )
    cut = [glyph for line in sheet.lines for glyph in _cut_out(line)]
    for glyphs, verdict in (
        (page.turned, turned),
        (page.hidden, Verdict("hidden", "hidden_text")),
        (cut, Verdict("hidden", "marker_text")),
    ):
        for run in _digit_runs(glyphs):
            text = "".join(g.text for g in run)
            box = union([g.box for g in run]).rounded()
            yield LedgerLine(
                page=page.number, bbox=box, text=text, klass=verdict.klass, reason=verdict.reason, file=file
            )


def _cut_out(line: Line) -> list[Glyph]:
    kept = set(line.glyph_of)
    return (
        [glyph for index, glyph in enumerate(line.glyphs) if index not in kept]
        if len(kept) < len(line.glyphs)
        else []
    )


def _digit_runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Digits that follow one another, in the order of the page's content, a point or comma between two included."""
    run: list[Glyph] = []
    for glyph in glyphs:
        goes_on = _DIGIT.search(glyph.text) or glyph.text in ".,"
        if run and not (goes_on and _touch(run[-1].box, glyph)):
            yield _trimmed(run)
            run = []
        if _DIGIT.search(glyph.text) or run:
            run.append(glyph)
    if run:
        yield _trimmed(run)


def _touch(box: Box, glyph: Glyph) -> bool:
    reach = 0.9 * max(glyph.size, 4.0)
    across = max(glyph.x0 - box.x1, box.x0 - glyph.x1)
    along = max(glyph.top - box.bottom, box.top - glyph.bottom)
    return across < reach and along < reach


def _trimmed(run: list[Glyph]) -> list[Glyph]:
    while not _DIGIT.search(run[-1].text):
        run.pop()
    return run
