"""A knowledge base and a question go in, what moved in a stretch of days comes out, with how many brokers moved what.

Only what can matter is fetched: ratings, targets and lists of all days, and numbers of whom the reports of the stretch are
about. The stretch ends with the newest report there is, unless the question says another day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kb.ask.clocks import newest_day
from kb.ask.naming import about_whom, no_such_company
from kb.ask.overlay import Condition, overlay_of
from kb.ask.selection import NO_FILTERS, Filters, Row, Where
from kb.compare.days import day_of, earlier
from kb.compare.event import Event
from kb.compare.events import DROP_AFTER, breadth, events
from kb.compare.revisions import Breadth
from kb.compare.views import DEEP, whom

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

DAYS = 7
# The broker's own numbers of whole companies: `is_own_level`, as far as the stored claim tells.
_LEVELS = """c.kind = 'metric' AND c.measure = 'level' AND c.scope IS NULL AND c.attribution IS NULL
             AND c.stance IN ('actual', 'estimate')"""


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

    `kinds` are those of `kb.compare.event.KINDS`, all without any. With `seen`, what moved through reports that came in
    since that look, whatever their date, and who fell silent since. Raises NothingFoundFault "no-such-company".
    """
    known = filters._replace(since=None, until=None, period=None)
    about = _about(kb, who, filters)
    look = _look(kb, filters)
    until = filters.until or (not seen and newest_day(kb, filters.as_of)) or look.until
    since = filters.since or ("" if seen or not until else earlier(until, DAYS - 1))
    rows = _views(kb, known, about, "" if seen else since, until)
    lists = _lists(kb, known)
    moved = events([*rows, *lists], until=until, drop_after=drop_after)
    if who is not None or filters.among is not None:
        asked_for = {whom(row) for row in rows} | _named(kb, known, about)
        moved = [event for event in moved if event.whom in asked_for]
    stamps = {str(row["report"]): str(row["added"] or "") for row in (*rows, *lists)}
    told = [
        event
        for event in moved
        if (not kinds or event.kind in kinds)
        and (_is_new(event, seen, stamps) if seen else since <= event.day)
    ]
    first = min((event.day for event in told), default=until) if seen else since
    return Changes(first, until, tuple(told), tuple(breadth(rows, since=first, until=until)), look)


def history_of(kb: KnowledgeBase, who: str | None, filters: Filters, since: str, until: str) -> list[Row]:
    """The claims that what moved about `who`, or about everybody, between two days is found by (`kb.compare.events`)."""
    known = filters._replace(since=None, until=None, period=None)
    return [*_views(kb, known, _about(kb, who, filters), since, until), *_lists(kb, known)]


def _about(kb: KnowledgeBase, who: str | None, filters: Filters) -> Where:
    about = Where()
    if who is not None and not about_whom(kb, about, who, filters.as_of):
        raise no_such_company(kb, who, alone=True)
    return about


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


def _views(kb: KnowledgeBase, known: Filters, about: Where, since: str, until: str) -> list[Row]:
    """What the views are made of: ratings, targets and heads of reports, and numbers of those who may have moved."""
    where = about.copy()
    active = _active(kb, since, until)
    deep = sorted(DEEP)
    numbers = f"{active.sql} OR (c.stance = 'estimate' AND c.metric_id IN ({', '.join('?' * len(deep))}))"
    where.add(
        f"c.kind IN ('rating', 'target_price', 'report') OR ({_LEVELS} AND ({numbers}))",
        *active.params,
        *deep,
    )
    known.narrow(kb, where)
    return where.rows(kb)


def _active(kb: KnowledgeBase, since: str, until: str) -> Condition:
    """The condition that a claim's broker speaks in these days, and somebody does of whom the claim is about."""
    if not since or not overlay_of(kb).passes:
        # Judgements may make one of two names: then all numbers are looked at.
        return Condition("1", ())
    brokers = "SELECT broker FROM reports WHERE date BETWEEN ? AND ? OR date IS NULL"
    spoken = "FROM claims n WHERE n.published BETWEEN ? AND ? OR n.published IS NULL"
    sql = f"""r.broker IN ({brokers}) AND (c.subject_id IN (SELECT n.subject_id {spoken})
              OR c.subject_key IN (SELECT n.subject_key {spoken}))"""
    return Condition(f"({sql})", (since, until) * 3)


def _lists(kb: KnowledgeBase, known: Filters) -> list[Row]:
    """Recommended lists in whole, whoever is asked for: only a whole list tells who left it."""
    where = Where()
    where.any_of("c.kind", ("recommendation",))
    known._replace(among=None).narrow(kb, where)
    names = where.rows(kb)
    reports = {str(row["report"]) for row in names}
    heads = Where()
    heads.add("c.kind = 'report' AND c.report IN (SELECT report FROM claims WHERE kind = 'recommendation')")
    known._replace(among=None).narrow(kb, heads)
    return [*names, *(row for row in heads.rows(kb) if row["report"] in reports)]


def _named(kb: KnowledgeBase, known: Filters, about: Where) -> set[str]:
    """The keys of whom is asked for, as lists name them."""
    where = about.copy()
    where.any_of("c.kind", ("recommendation",))
    known.narrow(kb, where)
    return {whom(row) for row in where.rows(kb)}
