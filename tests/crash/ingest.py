"""A folder of small files goes in, a knowledge base of their prepared readings comes out, by the very code of `yanbao add`.

Reading a PDF changes no file of ours, so it is done before; what is left is everything that an ingest writes.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from judged_reports import figure, place, rating

from extract.model import Box, Extraction, LedgerLine, Note, ReportClaim, identify
from kb.keep.store import KnowledgeBase
from kb.read.intake import take_in
from kb.read.reading import Reading
from kb.who.link import link_with_edges

NOW = datetime.datetime(2026, 5, 1, 8, tzinfo=datetime.UTC)
NAMES = ("海光", "伊利股份", "光芯未来", "长电科技", "688041.SH", "云杉科技")
METRICS = ("营业收入", "归母净利润", "日均机时占用量")


def fill(folder: Path, count: int) -> list[Path]:
    """So many files, the last one with the bytes of the first: it is the same report at another place."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"研报 {n}.pdf" for n in range(count)]
    for n, path in enumerate(paths):
        if not path.exists():
            path.write_bytes(b"report %d" % (n if n < count - 1 else 0))
    return paths


def prepared(paths: Sequence[Path], version: int = 0) -> dict[Path, Extraction]:
    """What is read in each file; another version reads other figures."""
    return {path: link_with_edges(_report(path, n, version)) for n, path in enumerate(paths)}


def _report(path: Path, number: int, version: int) -> Extraction:
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    said: list[Any] = [
        figure(n + 10 * version, NAMES[(number + n) % len(NAMES)], METRICS[n % len(METRICS)])
        for n in range(1, 5 + number % 3 + version)
    ]
    head = ReportClaim(
        broker=f"第{number}证券", title=f"报告 {number}", date="2026-04-10", **place(0, "报告")
    )  # type: ignore[arg-type]
    claims = (head, *said, rating(99, NAMES[number % len(NAMES)]))
    return Extraction(
        report=sha,
        file=path.name,
        pages=3,
        claims=tuple(identify(claim, sha, path.name) for claim in claims),
        notes=(Note(slug="image_only", message="第 3 页是图片", page=3, bbox=Box(0, 0, 9, 9)),),
        ledger=(LedgerLine(page=1, bbox=Box(0, 0, 1, 1), text="1", klass="claim"),),
    )


def take(
    base: Path,
    readings: dict[Path, Extraction],
    *,
    now: datetime.datetime = NOW,
    tell: Callable[[Path], None] = lambda _path: None,
) -> None:
    """What `yanbao add FOLDER` does; `tell` hears of a file once it is kept."""

    def read_many(paths: Sequence[Path], **_options: object) -> Iterator[Reading]:
        return (Reading(path, extraction=readings[path]) for path in paths)

    with patch("kb.read.intake.read_many", read_many), KnowledgeBase.open(base, create=True) as kb:
        take_in(kb, list(readings), clock=lambda: now, tell=tell)
