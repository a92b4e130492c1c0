"""A past day goes in, the condition on reports that were known on it comes out.

A report has two clocks: the day printed on it, and the stamp of its being added (UTC). Both are read as days of Beijing,
where the printed days are days too, so that no machine's own zone changes an answer. docs/method.md has the rules.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kb.ask.selection import Where
    from kb.keep.store import KnowledgeBase

BEIJING = datetime.timedelta(hours=8)  # ahead of the stamps, which are UTC


class AsOf(NamedTuple):
    """A day (ISO), and whether reports added after it count by their printed date."""

    day: str
    late: bool = False

    @property
    def stamp(self) -> str:
        """The first moment after the day, as stamps are kept."""
        end = datetime.datetime.fromisoformat(self.day) + datetime.timedelta(days=1) - BEIJING
        return end.isoformat() + "Z"

    def condition(self, published: str = "r.date", *, undated: bool = True) -> tuple[str, tuple[str, ...]]:
        """A condition over `reports r` and its parameters; `published` may be the twin of the date in another table.

        Where no report is without a date (not `undated`), an index of the date can answer it.
        """
        if not undated:
            by_then = f"{published} <= ?"
            return (
                (by_then, (self.day,))
                if self.late
                else (f"{by_then} AND r.added < ?", (self.day, self.stamp))
            )
        if self.late:
            return (
                f"{published} <= ? OR ({published} IS NULL AND r.added < ?)",
                (self.day, self.stamp),
            )
        return (f"({published} <= ? OR {published} IS NULL) AND r.added < ?", (self.day, self.stamp))

    def knows(self, report: Mapping[str, object]) -> bool:
        """The same of a row of reports (date, added)."""
        date, added = report["date"], str(report["added"]) < self.stamp
        return added if not date else str(date) <= self.day and (added or self.late)


def added_later(kb: KnowledgeBase, as_of: AsOf | None, about: Where | None = None) -> int:
    """How many reports an answer leaves out because they were added after its day, though published by then; of those
    alone with a claim that meets the conditions `about`, where there are any."""
    if as_of is None or as_of.late:
        return 0
    sql, late = "SELECT count(*) AS n FROM reports r", "r.date <= ? AND r.added >= ?"
    params: list[object] = [as_of.day, as_of.stamp]
    if about is not None and about.parts:
        sql = "SELECT count(DISTINCT r.id) AS n FROM reports r JOIN claims c ON c.report = r.id"
        late = f"{late} AND {' AND '.join(about.parts)}"
        params += about.params
    return int(str(kb.rows(f"{sql} WHERE {late}", params)[0]["n"]))


def newest_day(kb: KnowledgeBase, as_of: AsOf | None = None) -> str | None:
    """The day an answer ends with: the day asked for, else that of the newest report there is."""
    if as_of is not None:
        return as_of.day
    found = kb.rows("SELECT max(date) AS day FROM reports")[0]["day"]
    return str(found) if found else None
