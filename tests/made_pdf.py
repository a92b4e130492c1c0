"""Small PDFs made by hand, for tests that need a page nobody's report has."""

from __future__ import annotations

from collections.abc import Sequence

COURIER = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
# A font of drawn glyphs without names that a reader could know: nothing says which characters they are.
NAMELESS = (
    "<</Type/Font/Subtype/Type3/FontBBox[0 0 100 100]/FontMatrix[0.01 0 0 0.01 0 0]/FirstChar 25/LastChar 26"
    "/Widths[60 60]/Encoding<</Type/Encoding/Differences[25/a25/a26]>>/CharProcs<</a25 {glyph} 0 R/a26 {glyph} 0 R>>>>"
)


def pdf(*contents: str, font: str = COURIER, size: tuple[int, int] = (200, 300), rotate: int = 0) -> bytes:
    """A PDF with one page a content stream; `/F1` is the font, `/Im1` a picture of one grey pixel."""
    objects: list[str] = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    image, glyph, font_number = 3, 4, 5
    pixel = (
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>"
    )
    objects.append(f"{pixel} stream\n\x7f\nendstream")
    objects.append(_stream("60 0 d0 0 0 50 70 re f"))
    objects.append(font.replace("{glyph}", str(glyph)))
    pages: list[int] = []
    for content in contents:
        objects.append(_stream(content))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Rotate {rotate}"
            f"/Contents {len(objects)} 0 R"
            f"/Resources<</Font<</F1 {font_number} 0 R>>/XObject<</Im1 {image} 0 R>>>>>>"
        )
        pages.append(len(objects))
    objects[1] = f"<</Type/Pages/Kids[{' '.join(f'{n} 0 R' for n in pages)}]/Count {len(pages)}>>"
    return _file(objects)


def text(lines: Sequence[str], *, left: int = 20, top: int = 280, size: int = 10) -> str:
    """A content stream of lines, 14 points apart."""
    shown = " 0 -14 Td ".join(f"({line}) Tj" for line in lines)
    return f"BT /F1 {size} Tf {left} {top} Td {shown} ET"


PICTURE = "q 160 0 0 200 20 50 cm /Im1 Do Q"


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>> stream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    body = "%PDF-1.4\n"
    places: list[int] = []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj {one} endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"trailer <</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}").encode("latin-1")
