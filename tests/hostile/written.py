"""Objects go in, the bytes of a PDF come out, right or wrong as asked: the pen with which the hostile files are written."""

from __future__ import annotations

import itertools
import zlib

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
PAGES = 2


class Writer:
    """Numbered objects; 1 is the catalogue, 2 the page tree, 3 a font, as long as nobody writes others there."""

    def __init__(self) -> None:
        self.objects: dict[int, bytes] = {1: CATALOG, 3: FONT}
        self.pages: list[int] = []
        self.last = 3

    def add(self, body: bytes | str) -> int:
        self.last += 1
        self.objects[self.last] = body.encode("latin-1") if isinstance(body, str) else body
        return self.last

    def stream(self, data: bytes, entries: str = "", length: int | None = None) -> int:
        told = len(data) if length is None else length
        return self.add(b"<<%s/Length %d>> stream\n%s\nendstream" % (entries.encode("latin-1"), told, data))

    def packed(self, data: bytes, entries: str = "") -> int:
        return self.stream(zlib.compress(data, 9), f"/Filter/FlateDecode{entries}")

    def page(self, contents: int, resources: str = "", box: str = "0 0 200 300", more: str = "") -> int:
        number = self.add(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {contents} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>{resources}>>{more}>>"
        )
        self.pages.append(number)
        return number

    def tree(self) -> bytes:
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        return f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>".encode()

    def bytes(self, trailer: str = "", version: str = "1.7") -> bytes:
        """The file with a table of places; `trailer` is added to its last dictionary."""
        self.objects.setdefault(PAGES, self.tree())
        body = bytearray(f"%PDF-{version}\n".encode())
        places: dict[int, int] = {}
        for number, one in sorted(self.objects.items()):
            places[number] = len(body)
            body += b"%d 0 obj %s endobj\n" % (number, one)
        size = max(places) + 1
        table = b"".join(
            b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size)
        )
        end = f"trailer <</Root 1 0 R/Size {size}{trailer}>>\nstartxref\n{len(body)}\n%%EOF\n".encode()
        return bytes(body) + b"xref\n0 %d\n" % size + table + end


_figures = itertools.count(10_000)


def words(count: int = 3) -> bytes:
    """A content stream of that many lines; its first figure is in no other, so that no file is another's copy."""
    figures = (b"%d.%d" % (next(_figures) if n == 0 else 12, n % 10) for n in range(count))
    lines = b" 0 -14 Td ".join(b"(Revenue 2026E %s) Tj" % figure for figure in figures)
    return b"BT /F1 10 Tf 20 280 Td " + lines + b" ET"


def plain(pages: int = 1) -> bytes:
    """An honest file, the one that the hostile ones are made from."""
    pen = Writer()
    for _ in range(pages):
        pen.page(pen.stream(words()))
    return pen.bytes()
