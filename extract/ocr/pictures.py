"""A page's regions of ink without text in, glyphs out, so that the layout reads a picture as it reads a text layer.

Needs the extra `ocr` (rapidocr and onnxruntime; the models are inside its wheel, nothing is ever fetched). One thread
and fixed models: the same pixels give the same glyphs. A chart is not read: its ticks say nothing a claim could hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from extract.model import Box, Claim, Note
from extract.ocr.ink import Region, Render, bitmap, wordy_regions
from extract.ocr.typeset import Word, even, is_wide, set_word
from extract.pages.reader import Glyph, Page
from extract.vocabulary import words as vocabulary

INSTALL = "pip install 'yanbao[ocr]'"
SCALE = 200 / 72  # pixels a point: print of 6 points is 17 pixels high, what the recogniser was trained on
MAX_SIDE = 2600  # pixels: posters and photographed pages are drawn smaller
DETECT_SIDE = 1760  # pixels: lines are found on a coarser picture (150 dots an inch), which halves the memory
# How sure the recogniser must be of a run of words, and of one with figures: a wrong number is worse than none.
SURE, SURE_OF_FIGURES = 0.6, 0.75

_FULL_WIDTH = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
_FOLDED = {code: code - 0xFEE0 for span in _FULL_WIDTH for code in span}
_FOLDED |= {ord(wide): ord(narrow) for wide, narrow in zip("％＋－．／＝＠＿", "%+-./=@_", strict=True)}
_POINT = re.compile(r"(?<=\d)[。·・•](?=\d)")
_THOUSANDS = re.compile(r"(?<=\d)[，、](?=\d{3}(?!\d))")
_MINUS = re.compile(r"^[—–−‐一](?=\d)")
_ROUND = re.compile(r"(?=.*\d)[-+(]?[\dOo][\dOo,.]*[%xX倍)]*")
# What a chart is made of: bare figures, percentages, years, months and quarters.
_TICK = re.compile(
    r"[-+(]?[\d,. ]+[%‰xX倍)]*|(?:(?:19|20)?\d\d[-/.年 ]?(?:[QqHhMm]?\d{1,2}(?:[-/.月]\d{1,2})?[月日]?|[AEae]|年)? ?)+"
)
_DIGIT = re.compile(r"\d")
_TICKS = 0.55  # of the runs of a picture: more than this and it is a chart
_TABLE_ROWS = 3
_SCAN = 0.4  # of the page
_HEAD = 0.16  # of the page's height
_FULL_LINE = 14  # characters: what running text has on a line, a label has not


T = TypeVar("T")


class Seen(NamedTuple):
    """What was read from the pictures of one page: the boxes of the runs of words, and notes on what was not read."""

    boxes: tuple[Box, ...]
    notes: tuple[Note, ...]


@cache
def available() -> bool:
    """Whether the extra is installed; nothing is loaded to know it."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def see(page: Page, render: Render, *, front: bool) -> Seen:
    """Read the page's pictures of words and add their glyphs to `page.glyphs`.

    `render` draws a box of the page at a number of pixels a point; `front` marks the report's first page, where any
    picture may say rating, date or price. Without the extra nothing is read, and each region comes as a note.
    """
    regions = wordy_regions(page, render, front=front)
    if not available():
        return Seen((), tuple(_missing(page, region) for region in regions))
    boxes: list[Box] = []
    notes: list[Note] = []
    for region in regions:
        runs, unsure, turned = ocr_glyphs(page, region, render)
        boxes.extend(_span(run) for run in runs)
        page.glyphs.extend(glyph for run in runs for glyph in run)
        place = region.box.rounded()
        if turned:
            message = "The page is a picture that lies on its side and was not read: turn it in the PDF."
            notes.append(Note(slug="page-turned", message=message, page=page.number, bbox=place))
        if unsure:
            message = f"{len(unsure)} figures in a picture were too unclear to read: " + ", ".join(unsure[:5])
            notes.append(Note(slug="ocr-unsure", message=message, page=page.number, bbox=place))
    return Seen(tuple(boxes), tuple(notes))


def mark(claim: Claim, boxes: Sequence[Box]) -> Claim:
    """The claim as one that OCR read, where a good part of it lies on `boxes` of its page; else as it is."""
    area = sum((c.x1 - c.x0) * (c.bottom - c.top) for c in claim.bbox)
    read = sum(_overlap(c, b) for c in claim.bbox for b in boxes)
    if read <= 0.3 * area:
        return claim
    return replace(claim, origin=f"ocr {claim.origin}")


def _overlap(a: Box, b: Box) -> float:
    wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide * high if wide > 0 and high > 0 else 0.0


def _missing(page: Page, region: Region) -> Note:
    what = "The page is a picture" if region.whole else "A picture on the page holds words"
    message = f"{what} and was not read: {INSTALL} reads it."
    return Note(slug="ocr-missing", message=message, page=page.number, bbox=region.box.rounded())


class Glyphs(NamedTuple):
    """One region read: runs of glyphs in page points; runs with figures too unclear to give; does it lie on its side."""

    runs: list[list[Glyph]]
    unsure: list[str]
    turned: bool


_NOTHING = Glyphs([], [], False)


def ocr_glyphs(page: Page, region: Region, render: Render) -> Glyphs:
    """The region's words, one glyph a character.

    Nothing where the region turns out to be a chart or, off the front page, neither table nor scan.
    """
    box = region.box
    scale = min(SCALE, MAX_SIDE / max(box.x1 - box.x0, box.bottom - box.top))
    image = bitmap(render(box, scale))
    is_scan = region.whole or (box.x1 - box.x0) * (box.bottom - box.top) > _SCAN * page.width * page.height
    if not is_scan and not region.front and _rows_of_boxes(find_runs(image)) < _TABLE_ROWS:
        return _NOTHING
    read = read_words(image)
    words = [w for w in read if not _stands(w) and not _known(page, _in_points(w.box, box, scale))]
    if region.whole and 2 * len(words) < len(read):
        return Glyphs([], [], True)
    at_head = box.top + max((w.box.bottom for w in words), default=0.0) / scale < _HEAD * page.height
    if not region.whole and not _worth_reading(words, front=region.front, is_scan=is_scan, at_head=at_head):
        return _NOTHING
    sure = [w for w in words if w.score >= (SURE_OF_FIGURES if _DIGIT.search(w.text) else SURE)]
    unsure = [w.text for w in words if w not in sure and _DIGIT.search(w.text)]
    grey = image.mean(axis=2).astype("uint8")
    runs = even([set_word(word, grey) for word in sure])
    return Glyphs([[_placed(glyph, box, scale) for glyph in run] for run in runs], unsure, False)


def _stands(word: Word) -> bool:
    """Whether the run reads from top to bottom: the layout reads lines."""
    return len(word.text) > 1 and word.box.bottom - word.box.top > 1.5 * (word.box.x1 - word.box.x0)


def _in_points(box: Box, origin: Box, scale: float) -> Box:
    x, y = origin.x0, origin.top
    return Box(box.x0 / scale + x, box.top / scale + y, box.x1 / scale + x, box.bottom / scale + y)


def _placed(glyph: Glyph, origin: Box, scale: float) -> Glyph:
    box = _in_points(glyph.box, origin, scale)
    return Glyph(glyph.text, *box, glyph.base / scale + origin.top, glyph.size / scale, False, False)


def _span(run: Sequence[Glyph]) -> Box:
    return Box(run[0].x0, min(g.top for g in run), run[-1].x1, max(g.bottom for g in run))


def _known(page: Page, box: Box) -> bool:
    """Whether the text layer says these words already: the box's inner part holds glyphs of it."""
    pad_x, pad_y = 0.1 * (box.x1 - box.x0), 0.25 * (box.bottom - box.top)
    return any(
        box.x0 + pad_x < (g.x0 + g.x1) / 2 < box.x1 - pad_x
        and box.top + pad_y < (g.top + g.bottom) / 2 < box.bottom - pad_y
        for g in (*page.glyphs, *page.turned)
        if g.text != " "
    )


# --- what a picture is -------------------------------------------------------------------------------------


def _worth_reading(words: Sequence[Word], *, front: bool, is_scan: bool, at_head: bool) -> bool:
    """Whether a picture on a page with text says what a claim could hold.

    A table does: rows of a label and figures. A chart does not, nor a letterhead. On the front anything else does;
    behind it running text where it fills the page as a scan, not labels strewn about.
    """
    if _table_rows(words) >= _TABLE_ROWS:
        return True
    if not words or sum(_TICK.fullmatch(word.text) is not None for word in words) > _TICKS * len(words):
        return False
    if front:
        return not (at_head and _is_letterhead(words))
    length = sum(len(word.text) for word in words)
    running = sum(len(word.text) for word in words if len(word.text) >= _FULL_LINE)
    return is_scan and running >= 0.7 * length


def _is_letterhead(words: Sequence[Word]) -> bool:
    """Words without a figure or a rating: at the head of a page, the house's name, mark or motto."""
    text = "".join(word.text for word in words)
    return not _DIGIT.search(text) and not any(rating in text for rating in vocabulary("ratings"))


def _rows_of_boxes(boxes: Sequence[Box]) -> int:
    """Rows of three boxes or more: what a table has before a word of it is read."""
    return sum(len(row) >= 3 for row in _in_rows(boxes, lambda box: box))


def _in_rows(items: Iterable[T], box_of: Callable[[T], Box]) -> list[list[T]]:
    """Items by rows, top to bottom: a row takes in what has its middle within the height of the row's first."""
    rows: list[list[T]] = []
    for item in sorted(items, key=lambda i: (box_of(i).top + box_of(i).bottom, box_of(i).x0)):
        middle = (box_of(item).top + box_of(item).bottom) / 2
        if rows and box_of(rows[-1][0]).top < middle < box_of(rows[-1][0]).bottom:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _table_rows(words: Sequence[Word]) -> int:
    """Rows that open with a label of letters and go on with two figures or more."""
    count = 0
    for row in _in_rows(words, lambda word: word.box):
        row.sort(key=lambda w: w.box.x0)
        figures = " ".join(word.text for word in row[1:]).split()
        label = row[0].text
        opens = sum(is_wide(char) or char.isalpha() for char in label) >= 2 and not _TICK.fullmatch(label)
        count += opens and sum(_TICK.fullmatch(text) is not None for text in figures) >= 2
    return count


# --- the recogniser ----------------------------------------------------------------------------------------


def find_runs(image: Any) -> list[Box]:
    """Where a picture (height x width x 3, blue first) has runs of words, in pixels: quicker than reading them."""
    found = _recogniser()(image, use_det=True, use_cls=False, use_rec=False)
    return [] if found.boxes is None else [_bounds(corners) for corners in found.boxes]


def _bounds(corners: Iterable[tuple[float, float]]) -> Box:
    xs, ys = zip(*corners, strict=True)
    return Box(float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys)))


def read_words(image: Any) -> list[Word]:
    """Every run of words of a picture (as `find_runs` takes it), top to bottom, with figures folded to ASCII."""
    found = _recogniser()(image, use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None or getattr(found, "txts", None) is None:
        return []
    exact = len(found.word_results) == len(found.txts)
    words: list[Word] = []
    for index, (corners, said, score) in enumerate(zip(found.boxes, found.txts, found.scores, strict=True)):
        box = _bounds(corners)
        text = _folded(" ".join(said.split()))
        if not text:
            continue
        chars = found.word_results[index] if exact else ()
        middles = tuple(sum(float(x) for x, _ in quad) / 4 for _, _, quad in chars)
        words.append(Word(text, float(score), box, middles))
    return words


def _folded(text: str) -> str:
    """The text with full-width figures as ASCII and the marks within numbers as numbers have them, length unchanged."""
    text = _POINT.sub(".", text.translate(_FOLDED))
    text = _MINUS.sub("-", _THOUSANDS.sub(",", text))
    return text.replace("O", "0").replace("o", "0") if _ROUND.fullmatch(text) else text


@cache
def _recogniser() -> Any:
    """The one engine of this process. Every model is named by its file, so none is looked for and none fetched."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    params: dict[str, object] = {
        "Global.log_level": "critical",
        "Global.max_side_len": 2
        * MAX_SIDE,  # the scale is ours: nothing is shrunk or blown up behind our back
        "Global.use_vertical_padding": False,
        "Global.text_score": 0.0,
        "Rec.rec_batch_num": 1,  # a line is read alone: no result depends on its neighbours, and memory is spared
        "Global.return_word_box": True,
        "Global.return_single_char_box": True,
        "Det.limit_type": "max",
        "Det.limit_side_len": DETECT_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    for part in ("Det", "Rec", "Cls"):
        params[f"{part}.model_path"] = str(min(models.glob(f"*_{part.lower()}_*.onnx")))
    return rapidocr.RapidOCR(params=params)
