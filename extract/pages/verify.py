"""Claims and the PDF they were read from in, the ids of those whose boxes do not say it again out; nothing is changed.

Two second looks, neither through our own lines: pdfium's own text of a box (quick, before a claim is stored) and
pdfminer's characters (the other engine, for `yanbao check --verify`). A box re-reads where the claim's number stands
in it whole and with its sign; a claim without a number where nine in ten of its quote's characters and all of the
quote's numbers do. What OCR read is in no text layer and is passed over.
"""

from __future__ import annotations

import ctypes
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from extract.model import Box, Claim, MetricClaim, ReportClaim
from extract.pages.miner import viewer_origin
from extract.pages.reader import clean_char

# What share of a quote's characters must be found in its boxes where no number tells.
LETTERS_FOUND = 0.9
# Our boxes span a font's whole height, pdfium asks for ink: without the outer tenths a box touches no other line.
INSET_X, INSET_TOP, INSET_BOTTOM = 0.4, 0.18, 0.1
# pdfminer's boxes of one font may stand up to 4.5 points higher or lower than pdfium's; their middles agree better.
SLACK = 1.0

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
# Radicals of the CJK supplement that pdfminer hands out where pdfium knows the character; NFKC leaves them alone.
_RADICALS = str.maketrans(
    "⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻁⺠⺟⺷⺶",
    "西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙虎民母羊羊",
)
_GROUPED = re.compile(r"(?<=\d)\s?,\s?(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SIGNS = ("-", "(")
_BLANKS = re.compile(r"\s+")
_MARKER_LETTERS = re.compile(r"[A-Za-z_\[\]]+")

Reading = Callable[[Box], str]


def verify_with_pdfium(data: bytes, claims: Sequence[Claim]) -> list[str]:
    """Ids of the claims that pdfium's own text of their boxes does not bear out, in the order given.

    Raises what pdfium raises where `data` cannot be opened: the claims were read from these bytes, so it can.
    """
    import pypdfium2 as pdfium

    failed: set[str] = set()
    document = pdfium.PdfDocument(data)
    try:
        for number, of_page in _by_page(claims).items():
            if not 1 <= number <= len(document):
                failed.update(claim.id for claim in of_page)
                continue
            page = document[number - 1]
            text_page = page.get_textpage()
            try:
                failed.update(_failures(of_page, _pdfium_reading(page, text_page)))
            finally:
                text_page.close()
                page.close()
    finally:
        document.close()
    return [claim.id for claim in claims if claim.id in failed]


def verify_with_pdfminer(path: Path, claims: Sequence[Claim]) -> list[str]:
    """The same with pdfminer's characters, about fifteen times slower: no code of ours or of pdfium is in between."""
    import pdfplumber

    # What pdfminer says about fonts without a bounding box is nothing a reader of claims can act on.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    failed: set[str] = set()
    with pdfplumber.open(path) as document:
        for number, of_page in _by_page(claims).items():
            if not 1 <= number <= len(document.pages):
                failed.update(claim.id for claim in of_page)
                continue
            page = document.pages[number - 1]
            failed.update(_failures(of_page, _pdfminer_reading(page)))
            page.close()
    return [claim.id for claim in claims if claim.id in failed]


def _by_page(claims: Iterable[Claim]) -> dict[int, list[Claim]]:
    pages: dict[int, list[Claim]] = {}
    for claim in claims:
        if not claim.origin.startswith("ocr"):
            pages.setdefault(claim.page, []).append(claim)
    return dict(sorted(pages.items()))


def _failures(claims: Iterable[Claim], read: Reading) -> Iterable[str]:
    return (claim.id for claim in claims if not says(claim, [read(box) for box in claim.bbox]))


# --- what a box must say -----------------------------------------------------------------------------------


def says(claim: Claim, texts: Sequence[str]) -> bool:
    """Whether the folded texts of a claim's boxes say what it says."""
    found = " ".join(texts)
    if isinstance(claim, MetricClaim):
        printed = fold(claim.original)
        return _has_numbers(printed, found) if _NUMBER.search(printed) else _tight(printed) in _tight(found)
    quote = fold(claim.title if isinstance(claim, ReportClaim) and claim.title else claim.quote)
    want, have = Counter(_tight(quote)), Counter(_tight(found))
    letters = (want & have).total() >= LETTERS_FOUND * want.total()
    return letters and all(_tight(found).find(number) >= 0 for number in _NUMBER.findall(_tight(quote)))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Compatibility forms, radicals and dashes as plain characters, thousands ungrouped, blanks single."""
    shown = "".join(map(clean_char, _BLANKS.sub(" ", text))).translate(_RADICALS)
    plain = unicodedata.normalize("NFKC", shown).translate(_DASHES)
    return _GROUPED.sub("", _BLANKS.sub(" ", plain))


def _tight(text: str) -> str:
    return text.replace(" ", "")


def _has_numbers(printed: str, found: str) -> bool:
    """Every number of `printed` stands whole in `found`; blanks inside numbers and marker letters may be in between."""
    tight = _GROUPED.sub("", _tight(found))
    wanted = _NUMBER.findall(_tight(printed))
    minus = _tight(printed)[:1] in ("-", "(") and _tight(printed)[1:2].isdigit()
    for text in (found, tight, _MARKER_LETTERS.sub("", tight)):
        if all(_stands(number, text, minus and index == 0) for index, number in enumerate(wanted)):
            return True
    return False


def _stands(number: str, text: str, minus: bool) -> bool:
    start = text.find(number)
    while start >= 0:
        before, after = text[max(0, start - 3) : start], text[start + len(number) : start + len(number) + 2]
        whole = not after[:1].isdigit() and not (after[:1] == "." and after[1:].isdigit())
        if whole and (before.rstrip()[-1:] in _SIGNS if minus else not _ends_in_number(before)):
            return True
        start = text.find(number, start + 1)
    return False


def _ends_in_number(text: str) -> bool:
    return text[-1:].isdigit() or (text[-1:] == "." and text[-2:-1].isdigit())


# --- the two engines ---------------------------------------------------------------------------------------


def _pdfium_reading(page: Any, text_page: Any) -> Reading:
    import pypdfium2.raw as c

    turn = page.get_rotation()
    x0, y0, x1, y1 = _shown(page.get_mediabox(), page.get_cropbox())
    buffer = (ctypes.c_ushort * 4096)()
    known: dict[Box, str] = {}

    def read(box: Box) -> str:
        if box in known:
            return known[box]
        tall = box.bottom - box.top
        wide = min(INSET_X, (box.x1 - box.x0) / 4)
        left, right = box.x0 + wide, box.x1 - wide
        top, bottom = box.top + INSET_TOP * tall, box.bottom - INSET_BOTTOM * tall
        # From the viewer's space back to the PDF's: the inverse of what the reader did.
        corners = {
            0: (x0 + left, y1 - bottom, x0 + right, y1 - top),
            90: (x0 + top, y0 + left, x0 + bottom, y0 + right),
            180: (x1 - right, y0 + top, x1 - left, y0 + bottom),
            270: (x1 - bottom, y1 - right, x1 - top, y1 - left),
        }[turn]
        count = c.FPDFText_GetBoundedText(
            text_page.raw, corners[0], corners[3], corners[2], corners[1], buffer, 4096
        )
        raw = bytes(memoryview(buffer).cast("B")[: 2 * max(count, 0)])
        known[box] = fold(raw.decode("utf-16-le", errors="ignore").replace("\0", ""))
        return known[box]

    return read


def _shown(media: Sequence[float], crop: Sequence[float]) -> tuple[float, float, float, float]:
    """The part of the media box that a viewer shows."""
    return max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])


def _pdfminer_reading(page: Any) -> Reading:
    """Characters whose middle is in the box, left to right; each once where a fake bold prints it twice."""
    dx, dy = viewer_origin(page)
    chars = [
        ((c["x0"] + c["x1"]) / 2 - dx, (c["top"] + c["bottom"]) / 2 - dy, c["text"], c["x1"] - c["x0"])
        for c in page.chars
    ]
    chars.sort(key=lambda char: (char[0], char[1], char[2]))

    @cache
    def read(box: Box) -> str:
        inside = [
            (x, text, wide)
            for x, y, text, wide in chars
            if box.x0 - SLACK < x < box.x1 + SLACK and box.top - SLACK < y < box.bottom + SLACK
        ]
        kept: list[tuple[float, str]] = []
        for x, text, wide in inside:
            if not any(text == other and x - at < 0.3 * wide for at, other in kept[-3:]):
                kept.append((x, text))
        return fold("".join(text for _, text in kept))

    return read
