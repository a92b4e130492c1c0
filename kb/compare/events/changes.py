"""A knowledge base and a question go in, what moved in a stretch of days comes out, with how many brokers moved what.

The stretch ends with the newest report there is, unless the question says another day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kb.ask.clocks import newest_day
from kb.ask.selection import NO_FILTERS, Filters, Where
from kb.compare.days import day_of, earlier
from kb.compare.events.event import Event, in_order
from kb.compare.events.found import DROP_AFTER, view_events
from kb.compare.events.gathering import Stretch, gather
from kb.compare.events.history import histories
from kb.compare.events.lists import list_events
from kb.compare.events.revisions import Breadth, breadth_of

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

DAYS = 7


class Look(NamedTuple):
    """How far a look at the changes reached: the day it ended with, and the newest stamp and the reports that have it."""

    until: str
    stamp: str = ""
    reports: tuple[str, ...] = ()

    def has_seen(self, report: str, added: str) -> bool:
        """Whether a report was in by then."""
        return added < self.stamp or (added == self.stamp and report in self.reports)


_NOWHERE = Look("")


@dataclass(frozen=True)
class Changes:
    """What moved from a day to another (ISO, inclusive), newest first; `look` is how far it reached."""

    since: str
    until: str
    events: tuple[Event, ...] = ()
    breadth: tuple[Breadth, ...] = ()
    look: Look = _NOWHERE


def changes(
    kb: KnowledgeBase,
    who: str | None = None,
    filters: Filters = NO_FILTERS,
    *,
    kinds: Collection[str] = (),
    seen: Look | None = None,
    drop_after: int = DROP_AFTER,
) -> Changes:
    """What moved about `who`, or about everybody, in the days of `filters`; without a first day in the last seven.

    `kinds` are those of `kb.compare.events.event.KINDS`, all without any. With `seen`, what moved through reports that came in
    since that look, whatever their date, and who fell silent since. Raises NothingFoundFault "no-such-company".
    """
    look = _look(kb, filters)
    until = filters.until or (not seen and newest_day(kb, filters.as_of)) or look.until
    since = filters.since or ("" if seen or not until else earlier(until, DAYS - 1))
    stretch = Stretch(seen.until, until, seen.stamp) if seen and seen.stamp else Stretch(since, until)
    found = gather(kb, who, filters, stretch, drop_after)
    told = histories(found.views, until)
    stamps = {str(row["report"]): str(row["added"] or "") for row in found.rows}
    moved = [
        event
        for event in in_order([*view_events(told, until, drop_after), *list_events(found.lists, until)])
        if (not kinds or event.kind in kinds)
        and (found.asked_for is None or event.whom in found.asked_for)
        and (_is_new(event, seen, stamps) if seen else since <= event.day)
    ]
    if seen:
        # What came in late is of no span of days, and so has no breadth.
        return Changes(min((event.day for event in moved), default=until), until, tuple(moved), (), look)
    return Changes(since, until, tuple(moved), tuple(breadth_of(told, since)), look)


def _is_new(event: Event, seen: Look, stamps: dict[str, str]) -> bool:
    if event.report is None:
        return event.day > seen.until
    return not seen.has_seen(event.report, stamps[event.report])


def _look(kb: KnowledgeBase, filters: Filters) -> Look:
    """How far a look at all that is in reaches."""
    where = Where()
    if filters.as_of is not None:
        sql, params = filters.as_of.condition()
        where.add(sql, *params)
    reports = kb.rows(f"SELECT id, date AS published, added FROM reports r {where.clause}", where.params)
    stamp = max((str(row["added"] or "") for row in reports), default="")
    newest = sorted(str(row["id"]) for row in reports if row["added"] == stamp)
    return Look(max(map(day_of, reports), default=""), stamp, tuple(newest))
