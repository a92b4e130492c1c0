"""A knowledge base and whom it is asked about go in, the conflicts there are as of a day come out, weightiest first."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from extract.errors import NothingFoundFault
from kb.ask.clocks import newest_day
from kb.ask.naming import about_whom, no_such_metric
from kb.ask.overlay import vocabulary_id
from kb.ask.query import kind_asked
from kb.ask.selection import NO_FILTERS, Filters, Where, about_metric
from kb.compare.asking import material
from kb.compare.conflicts.conflict import Conflict, weight
from kb.compare.conflicts.found import conflicts
from kb.compare.conflicts.parts import parts
from kb.compare.days import WINDOW, day_of

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase


def contradictions(
    kb: KnowledgeBase,
    who: str | None = None,
    filters: Filters = NO_FILTERS,
    *,
    metric: str | None = None,
    types: Collection[str] = (),
    window: int = WINDOW,
) -> list[Conflict]:
    """The conflicts about `who`, or about everybody; of one metric (评级 is asked for like one), of these types, in which a
    report of `filters.since` or later takes part.

    Raises NothingFoundFault: "no-such-company", "no-such-metric", "nothing-found" where no report has a date.
    """
    day = newest_day(kb, filters.as_of)
    if day is None:
        raise NothingFoundFault("nothing-found", "No report with a date is in.", "yanbao add PATH")
    asked = _asked(kb, who, filters, metric) if metric else None
    # What explains a difference may be another metric or period, what contradicts it another report.
    whole = filters._replace(since=None, period=None, broker=None)
    if who is not None:
        found = conflicts(material(kb, who, whole), day=day, window=window)
    else:
        # No subject's number is held against another's: one part after the other fits in memory.
        narrowed = [whole._replace(among=part) for part in parts(kb, whole, since=filters.since)]
        found = [
            one for part in narrowed for one in conflicts(material(kb, None, part), day=day, window=window)
        ]
    return [
        conflict
        for conflict in sorted(found, key=weight)
        if (not types or conflict.type in types)
        and (asked is None or str(conflict.one.get("metric_id") or conflict.one["kind"]) == asked)
        and (filters.period is None or conflict.one.get("period") == filters.asked_period)
        and (filters.since is None or _newest(conflict) >= filters.since)
    ]


def _newest(conflict: Conflict) -> str:
    return max(day_of(row) for row in (*conflict.rows_one, *conflict.rows_other))


def _asked(kb: KnowledgeBase, who: str | None, filters: Filters, metric: str) -> str:
    """The id of the metric called so. Raises NothingFoundFault where no claim has it."""
    if (kind := kind_asked(metric)) is not None:
        return kind
    where, about = Where(), Where()
    about_metric(kb, where, metric)
    if who is not None:
        about_whom(kb, about, who, filters.as_of)
        about_whom(kb, where, who, filters.as_of)
    if not where.any(kb):
        raise no_such_metric(kb, metric, about.values(kb, "metric"), who)
    # Only what the vocabulary knows is compared.
    return vocabulary_id(metric) or metric
