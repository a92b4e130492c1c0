"""PDF bytes in, a `Document` of glyphs, rules, fills and images out: the only module that opens a PDF to read it.

Every coordinate leaves this module in PDF points with the origin at the top left of the page as a viewer shows it
(crop box and /Rotate applied). Pages are read one at a time, and nothing of pdfium outlives its page.
"""

from __future__ import annotations

import ctypes
import functools
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from extract.errors import UnreadableFault
from extract.model import Box
from extract.pages.drawn import Fill, drawn_on

# Tracking marks that report templates leave in the text layer ("[Table_Title]", "[TABLE_SUMMARY]").
MARKER = re.compile(r"\[\s*[A-Za-z]+_[A-Za-z0-9_ ]*\]")
# What one page may hold before it is cut short with a note: a real page has at most about 12,000 glyphs.
MAX_GLYPHS = 60_000
MAX_PAGES = 3_000
# pdfium keeps every object it has parsed until the document is closed, about 0.15 MB a page: it is opened anew as often.
_REOPEN = 16
_BLANK_CODES = (2, 9, 10, 13)  # tab, line ends, and pdfium's mark for a hyphen that ends a line


class Glyph(NamedTuple):
    """One visible character. `base` is its baseline's distance from the page's top; `size` in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    bold: bool
    white: bool

    @property
    def box(self) -> Box:
        return Box(self.x0, self.top, self.x1, self.bottom)


@dataclass(slots=True)
class Page:
    """One page as read: `glyphs` upright and visible, `turned` those set at an angle, `hidden` those nobody sees.

    `undecoded` counts the glyphs whose font does not say which character they draw.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    turned: list[Glyph]
    hidden: list[Glyph]
    rules: list[Box]
    fills: list[Fill]
    images: list[Box]
    drawings: list[Box]
    truncated: bool = False
    undecoded: int = 0


class Pixels(NamedTuple):
    """A rendered box: `height` rows of `stride` bytes, three bytes (blue, green, red) a pixel."""

    width: int
    height: int
    stride: int
    data: bytes


class Document:
    """An open PDF. Raises `UnreadableFault` (empty-file, not-a-pdf, encrypted, damaged, no-pages)."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._data = data
        _check_bytes(data, file)
        try:
            self._pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _open_fault(error, file) from None
        self.page_count = len(self._pdf)
        if self.page_count == 0:
            self.close()
            raise UnreadableFault("no-pages", f"{file} is a PDF without pages.", _REDOWNLOAD, path=file)

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._pdf.close()

    def pages(self, first: int = 1) -> Iterator[Page]:
        """The pages in order from page `first`, each freed before the next; one that cannot be loaded comes empty."""
        for index in range(first - 1, min(self.page_count, MAX_PAGES)):
            if index % _REOPEN == 0 and index >= first:
                self._pdf.close()
                self._pdf = pdfium.PdfDocument(self._data)
            try:
                page = self._pdf[index]
            except pdfium.PdfiumError:
                yield Page(index + 1, 0.0, 0.0, [], [], [], [], [], [], [], truncated=True)
                continue
            try:
                yield _read_page(page, index + 1)
            finally:
                page.close()

    def render(self, number: int, box: Box, scale: float) -> Pixels:
        """A box of page `number` (from 1, in the viewer's points) as pixels, `scale` of them a point."""
        page = self._pdf[number - 1]
        try:
            width, height = page.get_size()
            margins = (box.x0, height - box.bottom, width - box.x1, box.top)
            drawn = page.render(scale=scale, crop=tuple(max(0.0, m) for m in margins), may_draw_forms=False)
            return Pixels(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer))
        finally:
            page.close()


_REDOWNLOAD = "download it again, or open it in a viewer to see whether it is whole"


def _check_bytes(data: bytes, file: str) -> None:
    if not data:
        raise UnreadableFault("empty-file", f"{file} is empty (0 bytes).", _REDOWNLOAD, path=file)
    if b"%PDF-" not in data[:1024]:
        hint = "yanbao reads PDF files; print or export the report as PDF"
        raise UnreadableFault(
            "not-a-pdf", f"{file} is not a PDF: no %PDF header in its first 1,024 bytes.", hint, path=file
        )


def _open_fault(error: pdfium.PdfiumError, file: str) -> UnreadableFault:
    if getattr(error, "err_code", None) == c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        hint = f"qpdf --decrypt --password=… {file} open.pdf"
        return UnreadableFault(
            "encrypted", f"{file} is encrypted, so its text cannot be read.", hint, path=file
        )
    return UnreadableFault(
        "damaged", f"{file} is damaged: no PDF engine can open it.", _REDOWNLOAD, path=file
    )


# --- coordinates -------------------------------------------------------------------------------------------


class View:
    """From PDF space to the viewer's: crop box and /Rotate applied, origin at the top left. `turn` in degrees."""

    def __init__(self, page: Any) -> None:
        x0, y0, x1, y1 = page.get_cropbox() if page.get_cropbox() else page.get_mediabox()
        mx0, my0, mx1, my1 = page.get_mediabox()
        self.x0, self.y0, self.x1, self.y1 = max(x0, mx0), max(y0, my0), min(x1, mx1), min(y1, my1)
        self.turn: int = page.get_rotation()

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 0:
            return x - self.x0, self.y1 - y
        if self.turn == 90:
            return y - self.y0, x - self.x0
        if self.turn == 180:
            return self.x1 - x, y - self.y0
        return self.y1 - y, self.x1 - x

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right and bottom in the viewer's space: no `Box`, it is asked for once a glyph."""
        if self.turn == 0:  # nearly every page
            return left - self.x0, self.y1 - top, right - self.x0, self.y1 - bottom
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


# --- text --------------------------------------------------------------------------------------------------


class _Style(NamedTuple):
    size: float
    bold: bool
    white: bool
    invisible: bool
    turned: bool
    undecoded: bool


class _Styles:
    """The style of each text object of a page, asked once: all of an object is set in one font and colour."""

    def __init__(self, raw: Any, rotation: int) -> None:
        self._raw = raw
        self._rotation = rotation
        self._known: dict[int, _Style] = {}
        self._matrix = c.FS_MATRIX()
        self._colour = tuple(ctypes.c_uint() for _ in range(4))

    def of(self, index: int) -> tuple[_Style, int]:
        """The style of a character, and a key of the text object it belongs to."""
        text_object = c.FPDFText_GetTextObject(self._raw, index)
        key = ctypes.addressof(text_object.contents) if text_object else 0
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = self._read(index, text_object)
        return style, key

    def _read(self, index: int, text_object: Any) -> _Style:
        raw, matrix = self._raw, self._matrix
        c.FPDFText_GetMatrix(raw, index, matrix)
        # The font size pdfium gives ignores the text matrix; its vertical stretch is what the eye sees.
        size = c.FPDFText_GetFontSize(raw, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        angle = (math.degrees(math.atan2(matrix.b, matrix.a)) - self._rotation) % 360
        red, green, blue, alpha = self._colour
        # What pdfium cannot tell it leaves as it was.
        red.value = green.value = blue.value = alpha.value = 0
        c.FPDFText_GetFillColor(raw, index, red, green, blue, alpha)
        mode = c.FPDFTextObj_GetTextRenderMode(text_object) if text_object else 0
        white = min(red.value, green.value, blue.value) >= 250
        bold = c.FPDFText_GetFontWeight(raw, index) >= 600
        unseen = mode == c.FPDF_TEXTRENDERMODE_INVISIBLE or alpha.value == 0
        undecoded = c.FPDFText_HasUnicodeMapError(raw, index) == 1
        return _Style(abs(size), bold, white, unseen, min(angle, 360 - angle) > 8, undecoded)


# CJK radicals that some PDF writers emit instead of the characters they look like; NFKC knows the Kangxi block
# but not these three of the supplement (measured on browser-made PDFs).
_RADICALS = str.maketrans(
    {
        "⻓": "长",
        "⻛": "风",
        "⻋": "车",
        "⻅": "见",
        "⻚": "页",
        "⻢": "马",
        "⻥": "鱼",
        "⻔": "门",
        "⻩": "黄",
    }
)


def clean_char(char: str) -> str:
    """The character as it is meant: radicals folded to characters, blanks to a space, controls dropped."""
    code = ord(char[0])
    if 0x2E80 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", char.translate(_RADICALS))
    if char in "\u00a0\u3000\u2002\u2003\u2009\t":
        return " "
    if code < 32 or code in (0xFFFE, 0xFFFF) or 0x200B <= code <= 0x200F or code == 0xFEFF:
        return ""
    return char


@functools.cache
def _char(code: int) -> str:
    """The clean character of a code: one string a character however often it is printed."""
    return clean_char(chr(code)) if code else ""


def _glyphs(page: Any, view: View, width: float, height: float) -> tuple[list[list[Glyph]], int, bool]:
    """Upright, turned and hidden glyphs in the order of the page's content; how many of all have no character; and
    whether there were too many."""
    text_page = page.get_textpage()
    read: list[tuple[Glyph, _Style, int]] = []
    undecoded = 0
    try:
        raw = text_page.raw
        count = c.FPDFText_CountChars(raw)
        styles = _Styles(raw, view.turn)
        rect = c.FS_RECTF()
        ox, oy = ctypes.c_double(), ctypes.c_double()
        high = 0
        for index in range(min(count, MAX_GLYPHS)):
            code = c.FPDFText_GetUnicode(raw, index)
            # What pdfium adds of its own are blanks and line ends.
            if code <= 32 and c.FPDFText_IsGenerated(raw, index) == 1:
                continue
            # pdfium hands out UTF-16 code units: join a surrogate pair on its second half.
            if 0xD800 <= code < 0xE000:
                if code < 0xDC00:
                    high = code
                    continue
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            char = _char(code)
            if not char:
                undecoded += code == 0 or (code < 32 and code not in _BLANK_CODES)
                continue
            style, key = styles.of(index)
            if style.undecoded or (code >= 0xE000 and (code <= 0xF8FF or code == 0xFFFD)):
                undecoded += 1
            c.FPDFText_GetLooseCharBox(raw, index, rect)
            c.FPDFText_GetCharOrigin(raw, index, ox, oy)
            x0, top, x1, bottom = view.box(rect.left, rect.bottom, rect.right, rect.top)
            base = view.point(ox.value, oy.value)[1]
            read.append(
                (Glyph(char, x0, top, x1, bottom, base, style.size, style.bold, style.white), style, key)
            )
    finally:
        text_page.close()
    return _sorted_out(read, width, height), undecoded, count > MAX_GLYPHS


def _sorted_out(read: list[tuple[Glyph, _Style, int]], width: float, height: float) -> list[list[Glyph]]:
    """Upright, turned and hidden. Marker text is told by its text objects: on the page it lies across real text."""
    marked = _marked(read) if any(glyph.text == "[" for glyph, _, _ in read) else frozenset[int]()
    upright: list[Glyph] = []
    turned: list[Glyph] = []
    hidden: list[Glyph] = []
    for index, (glyph, style, _) in enumerate(read):
        outside = glyph.x1 < 0 or glyph.x0 > width or glyph.bottom < 0 or glyph.top > height
        if index in marked or style.invisible or outside or style.size < 1.5:
            hidden.append(glyph)
        else:
            (turned if style.turned else upright).append(glyph)
    return [upright, turned, hidden]


def _marked(read: list[tuple[Glyph, _Style, int]]) -> frozenset[int]:
    """The indices of the glyphs that spell marker text, read object by object."""
    first: dict[int, int] = {}
    for index, (_, _, key) in enumerate(read):
        first.setdefault(key, index)
    order = sorted(range(len(read)), key=lambda i: (first[read[i][2]], i))
    stream = "".join(read[i][0].text[0] for i in order)
    return frozenset(order[i] for m in MARKER.finditer(stream) for i in range(*m.span()))


# --- one page ----------------------------------------------------------------------------------------------


def _read_page(page: Any, number: int) -> Page:
    width, height = page.get_size()
    view = View(page)
    (upright, turned, hidden), undecoded, too_many = _glyphs(page, view, width, height)
    drawn = drawn_on(page, view.point)
    grounds = [f.box for f in drawn.fills if not f.white] + drawn.images + drawn.drawings + drawn.rules
    seen, unseen = part_white(upright, grounds)
    return Page(
        number=number,
        width=width,
        height=height,
        glyphs=seen,
        turned=turned,
        hidden=hidden + unseen,
        rules=drawn.rules,
        fills=drawn.fills,
        images=drawn.images,
        drawings=drawn.drawings,
        truncated=too_many or drawn.left <= 0,
        undecoded=undecoded,
    )


def part_white(glyphs: list[Glyph], grounds: Sequence[Box]) -> tuple[list[Glyph], list[Glyph]]:
    """Seen and unseen: white text is seen only on a ground (a dark fill, a drawing, a picture) beneath its middle."""
    seen: list[Glyph] = []
    unseen: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.white:
            seen.append(glyph)
            continue
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        lit = any(g.x0 <= x <= g.x1 and g.top <= y <= g.bottom for g in grounds)
        (seen if lit else unseen).append(glyph)
    return seen, unseen
