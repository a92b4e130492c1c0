"""A report that was just read goes in, the report in the knowledge base that it is a stamped copy of comes out, or none.

A report that is downloaded again often has other bytes: a stamp, a watermark, the name of who fetched it. It is a copy
only where everything printed is the same but for one stamp that all pages bear, or none: head and claims are compared
first, then the words of both files. In doubt it is a report of its own, a newer version at worst: nothing is lost.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import Fault
from extract.model import Extraction, ReportClaim
from kb.keep.filing import claim_ids
from kb.read.crew import Defect, Engine
from kb.read.reading import file_bytes, shown_name

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

# Fewer words than this do not make a report known by its words: scans have none.
_ENOUGH = 200
_LONGEST_STAMP = 160
_SAID = ("kind", "page", "quote", "metric", "measure", "value", "value_high", "original", "period", "rating")
_MOST = 20
_PATIENCE = 0.2  # seconds between two looks whether we are to stop


class Stopped(Exception):
    """We are to stop, and waited for a worker."""


def twin(
    kb: KnowledgeBase,
    extraction: Extraction,
    data: bytes,
    engine: Engine,
    stopping: Callable[[], bool] = lambda: False,
) -> str | None:
    """The report (sha256) that this one, read from `data`, is a copy of, stamped or saved anew.

    Raises Stopped where `stopping` says so while a worker is waited for.
    """
    alike = _alike(kb, extraction)
    mine: Counter[tuple[str, ...]] | None = None
    for row in alike:
        if mine is None:
            mine = Counter(_key(claim.as_row()) for claim in extraction.claims)
        report = str(row["id"])
        theirs = Counter(_key(claim) for claim in kb.rows("SELECT * FROM claims WHERE report = ?", (report,)))
        # Ids merge what is read twice at one place, so each counts once.
        if set(mine) == set(theirs) and _prints_the_same(
            Path(str(row["path"])), report, data, engine, stopping
        ):
            return report
    return None


def may_have_a_twin(kb: KnowledgeBase, extraction: Extraction) -> bool:
    """Whether a report with the same head, as many pages and as many claims is in."""
    return bool(_alike(kb, extraction))


def _alike(kb: KnowledgeBase, extraction: Extraction) -> list[dict[str, object]]:
    head = next((claim for claim in extraction.claims if isinstance(claim, ReportClaim)), None)
    if head is None:
        return []
    said = head.as_row()
    return kb.rows(
        """SELECT r.id, f.path FROM reports r JOIN files f ON f.report = r.id
           WHERE r.date IS ? AND r.title IS ? AND r.broker IS ? AND r.pages = ? AND r.claims = ? AND r.id <> ?
           ORDER BY r.added, r.id, f.rowid LIMIT ?""",
        (
            *(said["date"], said["title"], said["broker"]),
            *(extraction.pages, len(set(claim_ids(extraction))), extraction.report, _MOST),
        ),
    )


def _key(row: dict[str, object]) -> tuple[str, ...]:
    return tuple(str(row.get(name)) for name in _SAID)


def _prints_the_same(
    path: Path, report: str, data: bytes, engine: Engine, stopping: Callable[[], bool]
) -> bool:
    """Whether the file at `path` still is that report, and prints the same words as `data`."""
    try:
        other = file_bytes(path)
        if hashlib.sha256(other).hexdigest() != report:
            return False
        asked = engine.submit(shown_name(path), same_words, other, data)
        while True:
            try:
                return asked.result(timeout=_PATIENCE)
            except TimeoutError:
                if stopping():
                    raise Stopped from None
    except (Fault, Defect):
        return False


def same_words(one: bytes, other: bytes) -> bool:
    """Whether two PDFs print the same on every page, but for one stamp. In the worker."""
    return is_stamped_copy(_words(one), _words(other))


def _words(data: bytes) -> list[str]:
    from extract.pages.reader import Document

    with Document(data, "") as document:
        return ["".join("".join(glyph.text for glyph in page.glyphs).split()) for page in document.pages()]


def is_stamped_copy(one: Sequence[str], other: Sequence[str]) -> bool:
    """The same for the words of their pages, in the order they are drawn, without blanks."""
    if len(one) != len(other) or sum(map(len, one)) < _ENOUGH:
        return False
    stamps: list[str] = []
    for mine, theirs in zip(one, other, strict=True):
        stamp = _inserted(*sorted((mine, theirs), key=len))
        if stamp is None or len(stamp) > _LONGEST_STAMP:
            return False
        stamps.append(stamp)
    # Every page bears it, or none: words on one page only are a correction until somebody says otherwise.
    return len(set(map(_without_digits, stamps))) == 1 and (len(stamps) > 1 or not stamps[0])


def _inserted(shorter: str, longer: str) -> str | None:
    """What stands in the longer text and not in the shorter, where it stands in one place."""
    front = _common(shorter, longer)
    back = _common(shorter[front:][::-1], longer[front:][::-1])
    if front + back < len(shorter):
        return None
    return longer[front : len(longer) - back]


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _without_digits(stamp: str) -> str:
    return re.sub(r"\d", "", stamp)
