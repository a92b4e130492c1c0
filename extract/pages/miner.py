"""PDF bytes in, the reader's `Page`s out, but read by pdfminer through pdfplumber: the engine to compare with.

Several times slower than the reader, and blind to text that is drawn invisibly; everything above the pages is
the same code, so what differs between two extractions of one file is the engines' doing.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extract.errors import UnreadableFault
from extract.model import Box
from extract.pages.drawn import MAX_SEGMENTS, Fill, edges_of
from extract.pages.reader import MARKER, MAX_GLYPHS, MAX_PAGES, Glyph, Page, clean_char, part_white

_NO_CHARACTER = re.compile(r"\(cid:\d+\)")
_BOLD = re.compile(r"bold|heavy|black|semibold|demi", re.I)
_MAX_OBJECTS = 40_000


def pdfminer_pages(data: bytes, file: str = "") -> Iterator[Page]:
    """The pages in order, in the viewer's space. Raises UnreadableFault (damaged) where pdfminer gives up.

    The bytes are those that `extract.pages.reader.Document` opened: encrypted and empty files never come here.
    """
    import pdfplumber

    # What pdfminer says about fonts without a bounding box is nothing a reader can act on.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages[:MAX_PAGES]:
                yield _page(page)
                page.close()
    except UnreadableFault:
        raise
    except Exception as error:  # pdfminer has no family of errors: a broken file raises whatever it meets
        raise UnreadableFault(
            "damaged",
            f"{file} is damaged: pdfminer cannot read it ({type(error).__name__}).",
            "read it with the other engine: --engine pdfium",
            path=file,
        ) from error


def viewer_origin(page: Any) -> tuple[float, float]:
    """Where the viewer's origin (the crop box's corner, as turned) lies in pdfplumber's coordinates, in points."""
    mx0, my0, mx1, my1 = page.page_obj.mediabox
    x0, y0, x1, y1 = _shown(page)
    dx, dy = {
        0: (x0 - mx0, my1 - y1),
        90: (y0 - my0, x0 - mx0),
        180: (mx1 - x1, y0 - my0),
        270: (my1 - y1, mx1 - x1),
    }[page.rotation]
    return page.mediabox[0] + dx, page.mediabox[1] + dy


def _shown(page: Any) -> tuple[float, float, float, float]:
    media, crop = page.page_obj.mediabox, page.page_obj.cropbox
    return max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])


def _page(page: Any) -> Page:
    x0, y0, x1, y1 = _shown(page)
    width, height = (y1 - y0, x1 - x0) if page.rotation in (90, 270) else (x1 - x0, y1 - y0)
    origin = viewer_origin(page)
    drawn = _Drawn(origin)
    for line in page.lines:
        drawn.add(line, 2)
    for rect in page.rects:
        drawn.add(rect, 5)
    for curve in page.curves:
        drawn.add(curve, len(curve["pts"]))
    images = [_box(image, origin) for image in page.images]
    glyphs, undecoded = _glyphs(page, origin)
    upright, turned, hidden = _sorted_out(glyphs, width, height)
    grounds = [f.box for f in drawn.fills if not f.white] + images + drawn.drawings + drawn.rules
    seen, unseen = part_white(upright, grounds)
    return Page(
        number=page.page_number,
        width=width,
        height=height,
        glyphs=seen,
        turned=turned,
        hidden=hidden + unseen,
        rules=drawn.rules,
        fills=drawn.fills,
        images=images,
        drawings=drawn.drawings,
        truncated=len(page.chars) > MAX_GLYPHS or drawn.count > _MAX_OBJECTS,
        undecoded=undecoded,
    )


def _box(thing: Mapping[str, Any], origin: tuple[float, float]) -> Box:
    dx, dy = origin
    return Box(thing["x0"] - dx, thing["top"] - dy, thing["x1"] - dx, thing["bottom"] - dy)


# --- text --------------------------------------------------------------------------------------------------


def _glyphs(page: Any, origin: tuple[float, float]) -> tuple[list[tuple[Glyph, bool]], int]:
    """Glyphs in the order of the page's content, each with whether it is turned; and how many have no character."""
    found: list[tuple[Glyph, bool]] = []
    undecoded = 0
    for char in page.chars[:MAX_GLYPHS]:
        printed = char["text"]
        if _NO_CHARACTER.fullmatch(printed):
            undecoded += 1
            continue
        undecoded += any("\ue000" <= c <= "\uf8ff" or c == "\ufffd" for c in printed)
        text = "".join(map(clean_char, printed))
        if not text:
            continue
        a, b, _, _, _, f = char["matrix"]
        # The matrix speaks pdfminer's space, upwards; `top` and `y1` are one edge in both.
        base = char["top"] + char["y1"] - f - origin[1]
        angle = math.degrees(math.atan2(b, a)) % 360
        x0, top, x1, bottom = _box(char, origin)
        bold = bool(_BOLD.search(char["fontname"]))
        white = _is_white(char["non_stroking_color"], 250)
        glyph = Glyph(text, x0, top, x1, bottom, base, char["size"], bold, white)
        found.append((glyph, min(angle, 360 - angle) > 8))
    return found, undecoded


def _sorted_out(
    read: Sequence[tuple[Glyph, bool]], width: float, height: float
) -> tuple[list[Glyph], list[Glyph], list[Glyph]]:
    """Upright, turned and hidden (marker text, off the page, too small to see)."""
    stream = "".join(glyph.text[0] for glyph, _ in read)
    marked = {index for match in MARKER.finditer(stream) for index in range(*match.span())}
    upright: list[Glyph] = []
    turned: list[Glyph] = []
    hidden: list[Glyph] = []
    for index, (glyph, at_an_angle) in enumerate(read):
        outside = glyph.x1 < 0 or glyph.x0 > width or glyph.bottom < 0 or glyph.top > height
        if index in marked or outside or glyph.size < 1.5:
            hidden.append(glyph)
        else:
            (turned if at_an_angle else upright).append(glyph)
    return upright, turned, hidden


def _is_white(color: object, least: int) -> bool:
    """Grey, RGB or CMYK as the PDF gives it, 0 to 1; a pattern or an unknown colour space is not white."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False
    if len(parts) == 4:
        return bool(max(parts) <= 1 - least / 255)
    return len(parts) in (1, 3) and bool(min(parts) >= least / 255)


# --- what is drawn -----------------------------------------------------------------------------------------


class _Drawn:
    """Paths sorted as the reader sorts them: thin ones are rules, filled ones fills, curved or long ones drawings."""

    def __init__(self, origin: tuple[float, float]) -> None:
        self._origin = origin
        self.count = 0
        self.rules: list[Box] = []
        self.fills: list[Fill] = []
        self.drawings: list[Box] = []

    def add(self, thing: Mapping[str, Any], segments: int) -> None:
        self.count += 1
        if self.count > _MAX_OBJECTS:
            return
        box = _box(thing, self._origin)
        curved = sum(step[0] in "cvy" for step in thing.get("path") or ())
        if segments > MAX_SEGMENTS:
            self.drawings.append(box)
        elif min(box.x1 - box.x0, box.bottom - box.top) <= 2.0 and segments <= 6:
            self.rules.append(box)
        elif curved > 1:
            self.drawings.append(box)
        elif thing.get("fill"):
            self.fills.append(Fill(box, _is_white(thing["non_stroking_color"], 245)))
        elif thing.get("stroke"):
            self.rules.extend(edges_of(box))
