"""Far more than a reader has room for: pictures, pages, streams that swell a thousandfold, objects by the ten thousand."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator

from hostile.written import Writer, words

Case = tuple[str, bytes]
_PICTURE = "/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceRGB"


def sizes() -> Iterator[Case]:
    for side in (10_000, 30_000, 2_000_000_000):
        yield f"picture-{side}-square", _picture(f"/Width {side}/Height {side}", b"\0" * 1000)
    yield "picture-30000-square-in-full", _picture("/Width 30000/Height 30000", _zeros(2_700_000_000))
    yield "picture-of-one-line", _picture("/Width 100000000/Height 1", _zeros(300_000_000))
    yield "picture-of-no-size", _picture("/Width 0/Height 0", b"")
    yield "picture-of-negative-size", _picture("/Width -5/Height -5", b"abc")
    yield "pictures-1000-on-a-page", _picture("/Width 500/Height 500", _zeros(750_000), 1000)
    boxes = {
        "a-kilometre": "0 0 2834646 2834646",
        "a-billion": "0 0 1000000000 1000000000",
        "no-size": "0 0 0 0",
        "backwards": "200 300 0 0",
        "negative": "-900 -900 -1 -1",
        "a-line": "0 0 0.0001 30000",
        "not-numbers": "/a (b) null true",
        "endless-numbers": f"0 0 {'9' * 400} {'9' * 400}",
        "too-few": "0 0 1",
        "itself": "4 0 R 5 0 R",
    }
    for name, box in boxes.items():
        yield f"page-of-{name}", _page(words(), box=box)
    yield "user-unit-of-a-million", _page(words(), more="/UserUnit 1000000")
    yield "rotated-by-a-billion", _page(words(), more="/Rotate 1000000007")
    yield (
        "words-far-out",
        _page(b"BT /F1 1e9 Tf 1e30 -1e30 Td (12.3) Tj ET BT /F1 9 Tf 1e38 0 0 1e38 9 9 Tm (1) Tj ET"),
    )
    for megabytes in (50, 500, 2000):
        yield f"spaces-{megabytes}-MB", _bomb(b" ", megabytes)
    yield "brackets-200-MB", _bomb(b"[", 200)
    yield "numbers-200-MB", _bomb(b"1 ", 200)
    yield "words-100-MB", _bomb(b"(2026 12.3%) Tj ", 100)
    yield "lines-50-MB", _bomb(b"1 1 m 9 9 l S ", 50)
    yield "bomb-in-a-bomb", _twice()
    yield "filters-500", _filters(500)
    yield "sixteen-letters-a-byte", _hexadecimal()
    yield "run-lengths", _run_lengths()
    yield "predictor-of-a-billion-columns", _predictor()
    yield "map-of-characters-100-MB", _character_map()
    yield "name-of-a-megabyte", _page(words(), more=f"/{'N' * 1_000_000} 1")
    yield "string-of-ten-megabytes", _page(b"BT /F1 9 Tf 9 9 Td (" + b"2" * 10_000_000 + b") Tj ET")
    yield "objects-50000", _objects(50_000)
    yield "annotations-50000", _annotations(50_000)
    yield "fonts-5000", _fonts(5_000)
    yield "words-100000-on-a-page", _page(words(100_000))
    yield (
        "letters-100000-on-one-spot",
        _page(b"BT /F1 9 Tf 99 99 Td " + b"(7) Tj -5.4 0 Td " * 100_000 + b"ET"),
    )
    yield "rectangles-100000", _page(words() + b" 9 9 99 99 re f" * 100_000)
    yield (
        "lines-100000",
        _page(words() + b"".join(b" %d 9 m %d 99 l S" % (n % 200, n % 200) for n in range(100_000))),
    )
    yield "grid-of-300-by-300", _grid(300)


def _zeros(count: int) -> bytes:
    """About so many zero bytes, compressed, without ever holding them."""
    return _deflated(b"\0", count)


def _deflated(unit: bytes, count: int) -> bytes:
    block = unit * ((8 << 20) // len(unit))
    pen = zlib.compressobj(9, wbits=-15)
    # Forgetting what went before at the end of each block, so that one packed block serves for all.
    packed = pen.compress(block) + pen.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(count // len(block)):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + packed * (count // len(block)) + b"\x03\x00" + check.to_bytes(4, "big")


def _picture(size: str, data: bytes, times: int = 1) -> bytes:
    pen = Writer()
    packed = data if data[:1] == b"x" else zlib.compress(data)
    image = pen.stream(packed, f"{_PICTURE}{size}/Filter/FlateDecode")
    pen.page(pen.stream(words() + b" q 160 0 0 200 20 50 cm /I Do Q" * times), f"/XObject<</I {image} 0 R>>")
    return pen.bytes()


def _page(content: bytes, *, box: str = "0 0 200 300", more: str = "") -> bytes:
    pen = Writer()
    pen.page(pen.packed(content), box=box, more=more)
    return pen.bytes()


def _bomb(unit: bytes, megabytes: int) -> bytes:
    pen = Writer()
    content = pen.stream(_deflated(unit, megabytes << 20), "/Filter/FlateDecode")
    pen.page(content)
    return pen.bytes()


def _twice() -> bytes:
    pen = Writer()
    data = zlib.compress(_zeros(4_000_000_000), 9)
    pen.page(pen.stream(data, "/Filter[/FlateDecode/FlateDecode]"))
    return pen.bytes()


def _filters(count: int) -> bytes:
    pen = Writer()
    pen.page(pen.stream(zlib.compress(words()), f"/Filter[{'/FlateDecode' * count}]"))
    return pen.bytes()


def _hexadecimal() -> bytes:
    pen = Writer()
    data = base64.a85encode(words().hex().encode() + b">") + b"~>"
    pen.page(pen.stream(data, "/Filter[/ASCII85Decode/ASCIIHexDecode]"))
    return pen.bytes()


def _run_lengths() -> bytes:
    pen = Writer()
    pen.page(pen.stream(zlib.compress(b"\x81 " * 4_000_000), "/Filter[/FlateDecode/RunLengthDecode]"))
    return pen.bytes()


def _predictor() -> bytes:
    pen = Writer()
    entries = (
        "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000000/Colors 32/BitsPerComponent 16>>"
    )
    pen.page(pen.stream(zlib.compress(words()), entries))
    return pen.bytes()


def _character_map() -> bytes:
    pen = Writer()
    number = pen.stream(_deflated(b"<00> <ff> <0041>\n", 100 << 20), "/Filter/FlateDecode")
    pen.objects[3] = b"<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode %d 0 R>>" % number
    pen.page(pen.stream(words()))
    return pen.bytes()


def _objects(count: int) -> bytes:
    pen = Writer()
    pen.page(pen.stream(words()))
    start = pen.last + 1
    pen.objects.update({start + n: b"null" for n in range(count)})
    return pen.bytes()


def _annotations(count: int) -> bytes:
    pen = Writer()
    kids = " ".join("<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>" for _ in range(count))
    pen.page(pen.stream(words()), more=f"/Annots[{kids}]")
    return pen.bytes()


def _fonts(count: int) -> bytes:
    pen = Writer()
    start = pen.last + 1
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
    pen.objects.update({start + n: font for n in range(count)})
    named = "".join(f"/G{n} {start + n} 0 R" for n in range(count))
    used = b"BT 9 9 Td " + b"".join(b"/G%d 9 Tf (%d) Tj " % (n, n % 10) for n in range(count)) + b"ET"
    pen.page(pen.stream(used), f"/Font<<{named}>>")
    return pen.bytes()


def _grid(cells: int) -> bytes:
    lines = b"".join(b"0 %d m 900 %d l S %d 0 m %d 900 l S " % ((3 * n,) * 4) for n in range(cells))
    figures = b"".join(
        b"BT /F1 1 Tf %d %d Td (%d) Tj ET " % (3 * x, 3 * y, x * y % 100)
        for x in range(cells)
        for y in range(cells)
    )
    return _page(lines + figures, box="0 0 900 900")
