"""Files that were whole once: cut off, changed byte by byte, or dressed up as PDFs; always the same ones."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from hostile.written import plain

Case = tuple[str, bytes]


def cut_short(samples: Path) -> Iterator[Case]:
    """A small file cut at every tenth byte, a sample at every tenth of its length."""
    small = plain()
    for end in range(0, len(small), 10):
        yield f"cut-at-{end}", small[:end]
    data = _sample(samples, 0)
    for tenth in range(1, 10):
        yield f"sample-cut-at-{tenth}-tenths", data[: len(data) * tenth // 10]


def mutated(samples: Path, count: int) -> Iterator[Case]:
    """Samples with some of their bytes changed, lost, doubled or moved."""
    for seed in range(count):
        chance = random.Random(seed)
        data = bytearray(_sample(samples, seed) if seed % 2 else plain(3))
        for _ in range(chance.choice((1, 5, 50, 500))):
            place, length = chance.randrange(len(data)), chance.randrange(1, 40)
            what = chance.randrange(4)
            if what == 0:
                data[place] = chance.randrange(256)
            elif what == 1:
                del data[place : place + length]
            elif what == 2:
                data[place:place] = data[place : place + length]
            else:
                data[place : place + length] = chance.randbytes(length)
        yield f"mutated-{seed}", bytes(data)


def wrong_headers() -> Iterator[Case]:
    whole = plain()
    body = whole.partition(b"\n")[2]
    for name, head in {
        "no-header": b"",
        "version-9": b"%PDF-9.9\n",
        "version-of-words": b"%PDF-abc\n",
        "version-endless": b"%PDF-" + b"1" * 5000 + b"\n",
        "postscript": b"%!PS-Adobe-3.0\n",
        "half-a-header": b"%PD",
        "mark-of-utf-16": b"\xff\xfe%\0P\0D\0F\0",
    }.items():
        yield f"header-{name}", head + body
    yield "header-after-900-bytes", b"x" * 900 + whole
    yield "header-after-a-megabyte", b"\0" * 1_000_000 + whole
    yield "header-twice", b"%PDF-1.4\n" + whole
    yield "mail-around-it", b"From: a@b.example\nContent-Type: application/pdf\n\n" + whole
    yield "nothing", b""
    yield "one-byte", b"%"
    yield "zeros", b"\0" * 100_000
    yield "noise", random.Random(7).randbytes(100_000)
    yield "line-ends-only", b"\r\n" * 50_000
    yield "a-web-page", "<!doctype html><title>请登录</title><p>404</p>".encode() * 50
    yield "a-picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 2000
    yield "an-archive", _archive()
    yield "words", ("海光信息 2026 年营业收入 144 亿元。" * 200).encode()


def _archive() -> bytes:
    place = BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside.txt", b"0" * 1_000_000)
    return place.getvalue()


def _sample(samples: Path, number: int) -> bytes:
    # The lightest ones: what is read again and again decides how long the tests take.
    found = sorted(samples.glob("*.pdf"), key=lambda path: (path.stat().st_size, path.name))
    return found[number % 4].read_bytes()
