"""Things inside themselves or inside one another without end: forms, glyphs, patterns, arrays, object streams."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from hostile.written import Writer, plain, words

Case = tuple[str, bytes]


def nested() -> Iterator[Case]:
    yield "forms-9x10", _forms(9, 10)
    yield "forms-30x2", _forms(30, 2)
    yield "forms-2000-deep", _forms(2000, 1)
    yield "form-draws-itself", _forms_in_a_ring(1)
    yield "forms-in-a-ring", _forms_in_a_ring(7)
    yield "pattern-of-itself", _pattern()
    yield "glyph-draws-itself", _glyph()
    yield "soft-mask-of-itself", _soft_mask()
    for depth in (1_000, 100_000, 1_000_000):
        yield f"arrays-{depth}-deep", _bracketed(b"[", b"]", depth)
        yield f"dictionaries-{depth}-deep", _bracketed(b"<</A", b">>", depth)
    yield "states-500000-deep", _content(b"q " * 500_000 + words() + b" Q" * 500_000)
    yield "texts-200000-open", _content(b"BT " * 200_000 + words())
    yield "marks-200000-deep", _content(b"/P BMC " * 200_000 + words() + b" EMC" * 200_000)
    yield "brackets-in-a-stream", _content(b"[" * 500_000)
    yield "string-never-closed", _content(b"BT (" + b"(" * 500_000)
    yield "object-stream", _object_stream(b"10 0 11 4 ", 2, 10, b"null null")
    yield "object-stream-in-itself", _object_stream(b"5 0 ", 1, 4, b"<</Type/ObjStm>>")
    yield "object-stream-of-a-billion", _object_stream(b"10 0 ", 1_000_000_000, 5, b"null")
    yield "object-stream-begins-behind-its-end", _object_stream(b"10 0 ", 1, 999_999, b"null")
    yield "object-stream-of-negatives", _object_stream(b"-1 -9 ", -1, -5, b"null")
    yield "object-streams-in-a-ring", _streams_in_a_ring()
    yield "reference-to-itself", _length_of_itself()
    yield "font-of-itself", _font_of_itself()
    yield "outline-in-a-ring", _outline()


def _forms(levels: int, times: int) -> bytes:
    """A page draws a form, which draws another several times, and so on: `times` to the power of `levels` lines."""
    pen = Writer()
    inner = pen.stream(
        words(1), "/Type/XObject/Subtype/Form/BBox[0 0 200 300]/Resources<</Font<</F1 3 0 R>>>>"
    )
    for _ in range(levels):
        entries = f"/Type/XObject/Subtype/Form/BBox[0 0 200 300]/Resources<</XObject<</X {inner} 0 R>>>>"
        inner = pen.stream(b"/X Do " * times, entries)
    pen.page(pen.stream(b"/X Do"), f"/XObject<</X {inner} 0 R>>")
    return pen.bytes()


def _forms_in_a_ring(count: int) -> bytes:
    pen = Writer()
    for n in range(count):
        following = 4 + (n + 1) % count
        entries = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {following} 0 R>>>>"
        pen.stream(b"/X Do /X Do", entries)
    pen.page(pen.stream(words() + b" /X Do"), "/XObject<</X 4 0 R>>")
    return pen.bytes()


def _pattern() -> bytes:
    pen = Writer()
    entries = (
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.001/YStep 0.001"
        "/Resources<</Pattern<</P 4 0 R>>>>"
    )
    pen.stream(b"/Pattern cs /P scn 0 0 1 1 re f", entries)
    pen.page(pen.stream(words() + b" /Pattern cs /P scn 0 0 200 300 re f"), "/Pattern<</P 4 0 R>>")
    return pen.bytes()


def _glyph() -> bytes:
    pen = Writer()
    pen.stream(b"1000 0 d0 BT /F2 1 Tf (aaaa) Tj ET")
    pen.add(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 97/LastChar 97"
        "/Widths[1000]/Encoding<</Differences[97/a]>>/CharProcs<</a 4 0 R>>/Resources<</Font<</F2 5 0 R>>>>>>"
    )
    pen.page(pen.stream(words() + b" BT /F2 9 Tf 20 20 Td (aaaa) Tj ET"), "/Font<</F1 3 0 R/F2 5 0 R>>")
    return pen.bytes()


def _soft_mask() -> bytes:
    pen = Writer()
    entries = (
        "/Type/XObject/Subtype/Form/BBox[0 0 200 300]/Group<</S/Transparency/CS/DeviceGray>>"
        "/Resources<</ExtGState<</G 5 0 R>>>>"
    )
    pen.stream(b"/G gs 0 0 200 300 re f", entries)
    pen.add("<</SMask<</S/Luminosity/G 4 0 R>>>>")
    pen.page(pen.stream(b"/G gs " + words()), "/ExtGState<</G 5 0 R>>")
    return pen.bytes()


def _bracketed(left: bytes, right: bytes, depth: int) -> bytes:
    pen = Writer()
    deep = pen.add(left * depth + b" 1 " + right * depth)
    pen.page(pen.stream(words()), more=f"/Annots {deep} 0 R/PieceInfo {deep} 0 R")
    return pen.bytes()


def _content(data: bytes) -> bytes:
    pen = Writer()
    pen.page(pen.packed(data))
    return pen.bytes()


def _object_stream(head: bytes, count: int, first: int, body: bytes) -> bytes:
    pen = Writer()
    pen.page(pen.stream(words()))
    number = pen.packed(head + body, f"/Type/ObjStm/N {count}/First {first}")
    return _with_a_stream_of_places(pen, {10: (number, 0), 11: (number, 1)})


def _streams_in_a_ring() -> bytes:
    pen = Writer()
    pen.page(pen.stream(words()))
    first = pen.last + 1
    for n in range(5):
        pen.packed(b"10 0 null", f"/Type/ObjStm/N 1/First 5/Extends {first + (n + 1) % 5} 0 R")
    return _with_a_stream_of_places(pen, {10 + n: (first + (n + 1) % 5, 0) for n in range(5)})


def _with_a_stream_of_places(pen: Writer, inside: dict[int, tuple[int, int]]) -> bytes:
    """The file with its table of places as a stream, as files of PDF 1.5 on have it."""
    pen.objects[2] = pen.tree()
    body = bytearray(b"%PDF-1.5\n")
    places: dict[int, int] = {}
    for number, one in sorted(pen.objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj %s endobj\n" % (number, one)
    own = max([*places, *inside]) + 1
    places[own] = len(body)
    table = bytearray()
    for n in range(own + 1):
        kind, one, two = (2, *inside[n]) if n in inside else (1, places[n], 0) if n in places else (0, 0, 0)
        table += bytes([kind]) + one.to_bytes(4, "big") + two.to_bytes(2, "big")
    data = zlib.compress(bytes(table))
    body += b"%d 0 obj <</Type/XRef/W[1 4 2]/Size %d/Root 1 0 R" % (own, own + 1)
    body += b"/Filter/FlateDecode/Length %d>> stream\n%s\nendstream endobj\n" % (len(data), data)
    return bytes(body) + b"startxref\n%d\n%%%%EOF\n" % places[own]


def _length_of_itself() -> bytes:
    return plain().replace(b"/Length ", b"/Length 4 0 R /Was ")


def _font_of_itself() -> bytes:
    pen = Writer()
    pen.objects[3] = (
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding 3 0 R/DescendantFonts[3 0 R]/ToUnicode 3 0 R>>"
    )
    pen.page(pen.stream(words()))
    return pen.bytes()


def _outline() -> bytes:
    pen = Writer()
    pen.objects[1] = b"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R/Names 4 0 R/Dests 4 0 R>>"
    pen.add("<</First 4 0 R/Last 4 0 R/Next 4 0 R/Prev 4 0 R/Kids[4 0 R]/Title(x)>>")
    pen.page(pen.stream(words()))
    return pen.bytes()
