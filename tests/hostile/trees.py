"""Page trees that are deep, endless, empty or lie about themselves, and tables of places that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.written import Writer, plain, words

Case = tuple[str, bytes]


def trees() -> Iterator[Case]:
    yield "no-pages", _tree("<</Type/Pages/Kids[]/Count 0>>")
    yield "no-kids", _tree("<</Type/Pages/Count 3>>")
    yield "kids-are-missing", _tree("<</Type/Pages/Kids[90 0 R 91 0 R]/Count 2>>")
    yield "kids-are-the-tree", _tree("<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield "kids-are-the-tree-a-thousand-times", _tree(f"<</Type/Pages/Kids[{'2 0 R ' * 1000}]/Count 1000>>")
    yield "kids-are-a-number", _tree("<</Type/Pages/Kids 5/Count 1>>")
    yield "pages-are-a-page", _tree("<</Type/Page/MediaBox[0 0 9 9]>>")
    for count in (-1, 0, 7, 2_147_483_647, 2_147_483_648, 99_999_999_999_999_999_999):
        yield f"count-says-{count}", plain().replace(b"/Count 1", b"/Count %d" % count)
    for depth in (100, 2_000, 100_000):
        yield f"tree-{depth}-deep", _deep(depth)
    yield "tree-doubles-30-times", _doubling(30)
    yield "parents-in-a-ring", _ring()
    yield "one-page-a-thousand-times", _again_and_again(1000)
    yield "pages-2000", plain(2000)
    yield "pages-2000-without-words", _empty_pages(2000)
    yield "catalogue-missing", plain().replace(b"/Root 1 0 R", b"/Root 99 0 R")
    yield "catalogue-is-the-tree", plain().replace(b"/Root 1 0 R", b"/Root 2 0 R")
    yield "no-root", plain().replace(b"/Root 1 0 R", b"")
    yield "size-is-a-billion", plain().replace(b"/Size ", b"/Size 1000000000 /Was ")
    yield "size-is-negative", plain().replace(b"/Size ", b"/Size -5 /Was ")
    yield "table-of-a-billion", plain().replace(b"xref\n0 ", b"xref\n0 1000000000")
    yield "table-points-at-itself", _pointing(lambda start: start)
    yield "table-lies-behind-the-end", _pointing(lambda start: start + 1_000_000)
    yield "table-before-the-beginning", _pointing(lambda start: -start)
    yield "table-at-an-endless-number", _pointing(lambda _start: 10**30)
    yield "tables-in-a-ring", _earlier(0)
    yield "tables-behind-the-end", _earlier(10**9)
    yield "every-place-is-wrong", plain().replace(b"00000 n", b"99999 n").replace(b"\n00000", b"\n99999")
    yield "no-end", plain().partition(b"trailer")[0]
    yield "ends-twice", plain() + plain()
    yield "ends-a-thousand-times", plain() + b"startxref\n0\n%%EOF\n" * 1000


def _tree(pages: str) -> bytes:
    pen = Writer()
    pen.page(pen.stream(words()))
    pen.objects[2] = pages.encode()
    return pen.bytes()


def _deep(depth: int) -> bytes:
    pen = Writer()
    pen.page(pen.stream(words()))
    below = pen.pages[0]
    for _ in range(depth):
        below = pen.add(f"<</Type/Pages/Parent 2 0 R/Kids[{below} 0 R]/Count 1>>")
    pen.objects[2] = f"<</Type/Pages/Kids[{below} 0 R]/Count 1>>".encode()
    return pen.bytes()


def _doubling(levels: int) -> bytes:
    """Each node of the tree has the next one twice: two to the power of `levels` pages in a file of a few kilobytes."""
    pen = Writer()
    pen.page(pen.stream(words()))
    below = pen.pages[0]
    for level in range(levels):
        below = pen.add(
            f"<</Type/Pages/Parent 2 0 R/Kids[{below} 0 R {below} 0 R]/Count {2 ** (level + 1)}>>"
        )
    pen.objects[2] = f"<</Type/Pages/Kids[{below} 0 R]/Count {2**levels}>>".encode()
    return pen.bytes()


def _ring() -> bytes:
    pen = Writer()
    pen.page(pen.stream(words()))
    pen.objects[4] = b"<</Type/Pages/Parent 5 0 R/Kids[5 0 R]/Count 1>>"
    pen.objects[5] = b"<</Type/Pages/Parent 4 0 R/Kids[4 0 R]/Count 1>>"
    pen.objects[2] = b"<</Type/Pages/Parent 4 0 R/Kids[4 0 R 5 0 R]/Count 2>>"
    return pen.bytes()


def _again_and_again(times: int) -> bytes:
    pen = Writer()
    pen.page(pen.stream(words()))
    pen.pages = pen.pages * times
    return pen.bytes()


def _empty_pages(count: int) -> bytes:
    pen = Writer()
    empty = pen.stream(b"")
    for _ in range(count):
        pen.page(empty)
    return pen.bytes()


def _pointing(place: object) -> bytes:
    data = plain()
    head, _, tail = data.rpartition(b"startxref\n")
    assert callable(place)
    return head + b"startxref\n%d\n%%%%EOF\n" % place(int(tail.split()[0]) + 1)


def _earlier(further: int) -> bytes:
    data = plain()
    start = int(data.rpartition(b"startxref\n")[2].split()[0])
    return data.replace(
        b"/Root 1 0 R", b"/Root 1 0 R/Prev %d/XRefStm %d" % (start + further, start + further)
    )
