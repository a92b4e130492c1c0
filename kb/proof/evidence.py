"""A PDF, a page and boxes in; a PNG of the page, or of the lines around the boxes, with the boxes lit, out.

Boxes are PDF points with the origin at the top left of the page as a viewer shows it: pdfium applies /Rotate and
CropBox before it draws, so a box times the scale is a pixel. The same bytes give the same PNG. Pictures are kept
small on purpose (sixteen colours: eight greys, and the same eight under a yellow marker), for digests carry many.
"""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pypdfium2

from extract.errors import AccessFault, Fault, UnreadableFault
from extract.model import Box

CROP_SCALE = 2.0  # 144 dpi: sharp on a high-density screen, and still about 10 KB a crop
PAGE_SCALE = 1.5
CROP_MARGIN = 20.0  # points above and below: about one line of context each way
GUTTER = 16.0  # points of white that part two columns of text
MIN_CROP_WIDTH = 360.0  # points: a lone table cell still shows its neighbours
TALL_CROP = 220.0  # points: beyond this (a cell far below its column label) the scale gives way
MAX_PIXELS = 16_000_000  # a poster page must not take the memory of a hundred A4 pages

_GREYS = 8
_MARKER = (255, 226, 84)  # what the yellow marker leaves of white paper
_TO_GREY = bytes((value * (_GREYS - 1) + 127) // 255 for value in range(256))
_TO_INK = bytes(255 if value > 240 else 0 for value in range(256))
_AIR = 8.0
_TO_LIT = bytes(level + _GREYS for level in _TO_GREY)


def citation(row: Mapping[str, object]) -> str:
    """Who printed it, when, where: "国金证券, 2026-03-06, p. 3". Parts that are unknown are left out.

    A report without a broker goes by its file's name, without the folders: a citation is handed on.
    """
    page, file = row.get("page"), str(row.get("file") or "").replace("\\", "/")
    parts = (row.get("broker") or file.rpartition("/")[2], row.get("date"), f"p. {page}" if page else None)
    return ", ".join(str(part) for part in parts if part)


def crop_png(
    path: Path,
    page: int,
    boxes: Sequence[Box],
    *,
    margin: float = CROP_MARGIN,
    scale: float = CROP_SCALE,
    report: str | None = None,
) -> bytes:
    """The lines around `boxes` on `page` (from 1), lit; `margin` in points, `scale` in pixels a point.

    `report`, the sha256 the claim was read from, is compared with the file when given. Raises UnreadableFault
    (missing, changed, unreadable, no such page) or AccessFault.
    """
    with Pages(path, report=report) as pages:
        return pages.crop(page, boxes, margin=margin, scale=scale)


def page_png(
    path: Path,
    page: int,
    boxes: Sequence[Box] = (),
    *,
    scale: float = PAGE_SCALE,
    report: str | None = None,
) -> bytes:
    """The whole page (from 1) with `boxes` lit; faults as for `crop_png`."""
    with Pages(path, report=report) as pages:
        return pages.whole(page, boxes, scale=scale)


@dataclass(frozen=True, slots=True)
class _Raster:
    """One page as pdfium drew it: `pixels` holds `height` rows of `width` grey bytes."""

    width: int
    height: int
    scale: float
    pixels: bytes


class Pages:
    """An open PDF from which several crops are cut; the page last drawn is kept, so ask page by page."""

    def __init__(self, path: Path, *, report: str | None = None) -> None:
        data = _read(path)
        if report is not None and hashlib.sha256(data).hexdigest() != report:
            raise UnreadableFault(
                "evidence-changed",
                f"{path.name} is no longer the file its claims were read from.",
                "Put the earlier version back, or add the new one: yanbao add " + str(path),
                path=str(path),
            )
        self._path = path
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise self._unreadable() from error
        self._drawn: tuple[int, float] | None = None
        self._raster = _Raster(0, 0, 1.0, b"")

    def __enter__(self) -> Pages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._document.close()

    def crop(
        self,
        page: int,
        boxes: Sequence[Box],
        *,
        margin: float = CROP_MARGIN,
        scale: float = CROP_SCALE,
    ) -> bytes:
        """PNG of the lines around `boxes`; without boxes, of the whole page."""
        if not boxes:
            return self.whole(page, boxes)
        area = _union(boxes)
        height = area.bottom - area.top + 2 * margin
        if height > TALL_CROP:
            scale = max(scale * 0.6, scale * TALL_CROP / height)
        raster = self._draw(page, scale)
        return _encode(raster, _window(area, raster, margin), boxes)

    def whole(self, page: int, boxes: Sequence[Box] = (), *, scale: float = PAGE_SCALE) -> bytes:
        """PNG of the whole page with `boxes` lit."""
        raster = self._draw(page, scale)
        return _encode(raster, (0, 0, raster.width, raster.height), boxes)

    def _draw(self, page: int, scale: float) -> _Raster:
        if self._drawn == (page, scale):
            return self._raster
        if not 1 <= page <= len(self._document):
            raise UnreadableFault(
                "no-such-page",
                f"{self._path.name} has {len(self._document)} pages, so there is no page {page}.",
                "Read the file again: yanbao add " + str(self._path),
                path=str(self._path),
                page=page,
            )
        try:
            sheet = self._document[page - 1]
            width, height = sheet.get_size()
            used = min(scale, math.sqrt(MAX_PIXELS / max(width * height, 1.0)))
            bitmap = sheet.render(scale=used, grayscale=True)
            pixels = bytes(bitmap.buffer)
            wide, high, stride = bitmap.width, bitmap.height, bitmap.stride
            bitmap.close()
            sheet.close()
        except pypdfium2.PdfiumError as error:
            raise self._unreadable(page) from error
        if stride != wide:
            pixels = b"".join(pixels[top * stride : top * stride + wide] for top in range(high))
        self._drawn = (page, scale)
        self._raster = _Raster(wide, high, used, pixels)
        return self._raster

    def _unreadable(self, page: int | None = None) -> Fault:
        return UnreadableFault(
            "evidence-unreadable",
            f"{self._path.name} cannot be drawn, so its evidence cannot be shown.",
            "Open the file in a PDF viewer to see whether it is damaged or encrypted.",
            path=str(self._path),
            page=page,
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise UnreadableFault(
            "evidence-missing",
            f"{path.name} is not where it was when it was added: {path.parent}",
            "Put the file back, or add it from its new place: yanbao add PATH",
            path=str(path),
        ) from error
    except OSError as error:
        raise AccessFault(
            "evidence-no-access",
            f"{path.name} may not be read: {error.strerror or error}.",
            "Give yourself permission to read the file.",
            path=str(path),
        ) from error


def _union(boxes: Iterable[Box]) -> Box:
    first, *rest = (Box(*box) for box in boxes)
    for box in rest:
        first = first.union(box)
    return first


def _window(area: Box, raster: _Raster, margin: float) -> tuple[int, int, int, int]:
    """The pixels to keep (left, top, right, bottom): `area`, its margins, and its lines to where they begin and end."""
    wide = raster.width / raster.scale
    band = _pixels(Box(0, area.top - margin, wide, area.bottom + margin), raster)
    if band is None:
        return 0, 0, raster.width, raster.height
    first, last = _line_ends(raster, band, area)
    width = min(max(last - first + 2 * _AIR, MIN_CROP_WIDTH), wide)
    left = min(max((first + last - width) / 2, 0.0), wide - width)
    edges = _pixels(Box(left, area.top, left + width, area.bottom), raster) or band
    return edges[0], band[1], edges[2], band[3]


def _line_ends(raster: _Raster, band: tuple[int, int, int, int], area: Box) -> tuple[float, float]:
    """From where to where (in points) ink runs around `area` before a gutter as wide as between two columns."""
    ink = (1 << 8 * raster.width) - 1
    for line in range(band[1], band[3]):
        row = raster.pixels[line * raster.width : (line + 1) * raster.width]
        ink &= int.from_bytes(row.translate(_TO_INK), "big")
    columns = ink.to_bytes(raster.width, "big")
    gutter = b"\xff" * round(GUTTER * raster.scale)
    left = min(max(round(area.x0 * raster.scale), 0), raster.width)
    right = min(max(round(area.x1 * raster.scale), 0), raster.width)
    before = columns.rfind(gutter, 0, left)
    after = columns.find(gutter, right)
    first = before + len(gutter) if before >= 0 else 0
    last = after if after >= 0 else raster.width
    return min(first / raster.scale, area.x0), max(last / raster.scale, area.x1)


def _pixels(box: Box, raster: _Raster) -> tuple[int, int, int, int] | None:
    """`box` in whole pixels, cut to the page; None where nothing of it lies on the page."""
    left = max(math.floor(box.x0 * raster.scale), 0)
    top = max(math.floor(box.top * raster.scale), 0)
    right = min(math.ceil(box.x1 * raster.scale), raster.width)
    bottom = min(math.ceil(box.bottom * raster.scale), raster.height)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _encode(raster: _Raster, window: tuple[int, int, int, int], boxes: Iterable[Box]) -> bytes:
    left, top, right, bottom = window
    width = right - left
    rows = [
        bytearray(raster.pixels[line * raster.width + left : line * raster.width + right].translate(_TO_GREY))
        for line in range(top, bottom)
    ]
    for box in boxes:
        lit = _pixels(Box(*box), raster)
        if lit is None:
            continue
        start, end = max(lit[0], left), min(lit[2], right)
        for line in range(max(lit[1], top), min(lit[3], bottom)):
            source = raster.pixels[line * raster.width + start : line * raster.width + end]
            rows[line - top][start - left : end - left] = source.translate(_TO_LIT)
    return _png(width, rows)


def _png(width: int, rows: Sequence[bytearray]) -> bytes:
    """Sixteen palette colours, two pixels a byte (PNG, ISO/IEC 15948: colour type 3, bit depth 4)."""
    lines = bytearray()
    for row in rows:
        if width % 2:
            row.append(0)
        # Each pixel is a nibble, so joining even and odd columns is one shift of two long integers.
        joined = int.from_bytes(row[0::2], "big") << 4 | int.from_bytes(row[1::2], "big")
        lines += b"\0" + joined.to_bytes(len(row) // 2, "big")
    greys = [round(level * 255 / (_GREYS - 1)) for level in range(_GREYS)]
    palette = bytes(grey for grey in greys for _ in range(3))
    palette += bytes(round(grey * tint / 255) for grey in greys for tint in _MARKER)
    header = struct.pack(">IIBBBBB", width, len(rows), 4, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(bytes(lines), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
