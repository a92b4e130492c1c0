"""The reports known on a day go in, which of them a newer version of the same note supersedes comes out.

Two reports are versions of one note by broker, subject and title, published close to each other (docs/method.md). Nothing is
stored: as of another day other versions are known.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kb.who.names import fold_name

if TYPE_CHECKING:
    from kb.ask.clocks import AsOf
    from kb.keep.store import KnowledgeBase

Row = Mapping[str, object]

# A note on a company carries a title of its own; a weekly or a morning note has the same one every time.
_COMPANY_DAYS = 14
_OTHER_DAYS = 0
_MARKS = re.compile(
    r"[(\[【]?(?:更正版?|修订版?|修正版?|更新版?|勘误|重发|updated?|corrected|corrigendum|revised|v\d+)[)\]】]?"
)
_SILENT = re.compile(r"[\W_]+")


def superseded(kb: KnowledgeBase, as_of: AsOf | None = None) -> Mapping[str, str]:
    """Report → the version that supersedes it, of the reports known as of a day."""
    alike = kb.worked_out.get("titles")
    if not isinstance(alike, _Alike):
        alike = kb.worked_out["titles"] = _Alike(kb)
    return superseded_among(alike.reports if as_of is None else filter(as_of.knows, alike.reports))


class _Alike:
    """The few reports whose title another report of their broker has too; whether they are versions the day decides."""

    def __init__(self, kb: KnowledgeBase) -> None:
        titles: dict[tuple[str, str], list[str]] = {}
        for report, broker, title in kb.tuples(
            "SELECT id, broker, title FROM reports WHERE broker <> '' AND title <> '' AND date <> ''"
        ):
            titles.setdefault((broker, title_key(title)), []).append(report)
        several = [report for reports in titles.values() if len(reports) > 1 for report in reports]
        self.reports: list[dict[str, object]] = []
        for first in range(0, len(several), _AT_ONCE):
            some = several[first : first + _AT_ONCE]
            sql = f"""SELECT id, broker, subject_id, subject, industry, title, date, added FROM reports
                      WHERE id IN ({", ".join("?" * len(some))})"""
            self.reports += kb.rows(sql, some)


_AT_ONCE = 500  # an older SQLite takes no more than 999 question marks


def superseded_among(reports: Iterable[Row]) -> dict[str, str]:
    """The same for rows of reports: id, broker, subject_id, subject, industry, title, date, added."""
    notes: dict[tuple[str, ...], list[Row]] = {}
    for row in reports:
        notes.setdefault((str(row["broker"]), title_key(str(row["title"]))), []).append(row)
    found: dict[str, str] = {}
    for alike in notes.values():
        if len(alike) > 1:
            found |= _of_one_title(alike)
    return found


def _of_one_title(reports: Iterable[Row]) -> dict[str, str]:
    notes: dict[str, list[Row]] = {}
    for row in reports:
        notes.setdefault(
            str(row["subject_id"] or fold_name(str(row["subject"] or row["industry"] or ""))), []
        ).append(row)
    found: dict[str, str] = {}
    for same in notes.values():
        same.sort(key=lambda row: (str(row["date"]), str(row["added"]), str(row["id"])))
        newest = same[-1]
        for older, newer in zip(reversed(same[:-1]), reversed(same), strict=False):
            if _days_apart(older, newer) <= (_COMPANY_DAYS if older["subject"] else _OTHER_DAYS):
                found[str(older["id"])] = str(newest["id"])
            else:
                newest = older
    return found


def title_key(title: str) -> str:
    """A title as versions of one note share it: without marks of revision, blanks, punctuation, width and case."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    bare = _SILENT.sub("", _MARKS.sub("", folded))
    return bare or folded


def _days_apart(older: Row, newer: Row) -> int:
    first, last = (datetime.date.fromisoformat(str(row["date"])) for row in (older, newer))
    return (last - first).days
