"""A claim and its doubts in, its confidence out: how many of the claims like it are right, from one table.

The table is extract/checks/confidence.toml; bench/reliability.py measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extract.model import Claim, MetricClaim
from extract.vocabulary.datafiles import DataTable, read_folder

_OCR = "ocr "
_KEYS = frozenset({"kind", "origin", "known", "doubts", "confidence"})


@dataclass(frozen=True, slots=True)
class Row:
    """What a claim must be like, None for any, and how many of such claims are right (0 to 1)."""

    confidence: float
    kind: str | None
    origin: str | None
    known: bool | None
    doubts: frozenset[str]

    def fits(self, kind: str, origin: str, known: bool, doubts: tuple[str, ...]) -> bool:
        return (
            self.kind in (None, kind)
            and self.origin in (None, origin)
            and self.known in (None, known)
            and not (self.doubts and self.doubts.isdisjoint(doubts))
        )


def confidence_of(claim: Claim, doubts: tuple[str, ...]) -> float:
    """How many of the claims like this one, with these doubts, are right."""
    value = row_of(claim, doubts).confidence
    return round(value * _ocr_times(), 2) if claim.origin.startswith(_OCR) else value


def row_of(claim: Claim, doubts: tuple[str, ...]) -> Row:
    """The first row of the table that fits; its last one fits everything."""
    known = isinstance(claim, MetricClaim) and claim.metric_id is not None
    return _fitting(claim.kind, claim.origin.removeprefix(_OCR), known, doubts)


@cache
def _fitting(kind: str, origin: str, known: bool, doubts: tuple[str, ...]) -> Row:
    return next(row for row in table() if row.fits(kind, origin, known, doubts))


@cache
def table() -> tuple[Row, ...]:
    """The rows of the table, in order. Raises BadDataFault."""
    content = dict(read_folder("checks"))["confidence"]
    return tuple(
        _row(DataTable(f"{content.place} [[row]] {at}", row))
        for at, row in enumerate(content.entries["row"], 1)
    )


def _row(row: DataTable) -> Row:
    row.refuse_others(_KEYS)
    value = row.entries.get("confidence")
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise row.fault("confidence", "must be a number from 0 to 1")
    return Row(
        confidence=float(value),
        kind=row.text("kind", "") or None,
        origin=row.text("origin", "") or None,
        known=row.flag("known") if "known" in row.entries else None,
        doubts=frozenset(row.texts("doubts")),
    )


@cache
def _ocr_times() -> float:
    return float(dict(read_folder("checks"))["confidence"].entries["ocr"]["times"])
