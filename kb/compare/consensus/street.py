"""A knowledge base and whom it is asked about go in, all that the street thinks comes out: estimates, ratings, who said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.errors import NothingFoundFault
from kb.ask.clocks import newest_day
from kb.ask.naming import about_whom, no_such_metric
from kb.ask.query import kind_asked
from kb.ask.selection import NO_FILTERS, Filters, Where, about_metric
from kb.compare.asking import definitions, material
from kb.compare.consensus.expected import Consensus, Moment
from kb.compare.consensus.reckoned import consensus_of, history_of
from kb.compare.consensus.things import HEADLINES, TARGET, Thing, all_things
from kb.compare.days import WINDOW, earlier
from kb.compare.precision import Row
from kb.compare.scales import Rated, latest_ratings, ratings
from kb.compare.views import views_held
from kb.compare.voices import superseded_from
from kb.who.keys import metric_key

if TYPE_CHECKING:
    from kb.ask.clocks import AsOf
    from kb.keep.store import KnowledgeBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """What brokers think as of `day`, with the things they speak of (also those they only look back on)."""

    day: str
    window: int
    expected: tuple[Consensus, ...]
    rated: tuple[Rated, ...]
    things: tuple[Thing, ...]

    @property
    def since(self) -> str:
        """The last day that is too old to count."""
        return earlier(self.day, self.window)

    @property
    def is_stale(self) -> bool:
        """Whether nobody has said anything within the window."""
        return not any(one.n for one in self.expected) and all(one.is_stale for one in self.rated)

    @property
    def newest(self) -> str | None:
        """The day of the newest estimate or rating, counted or stale."""
        return max((str(row["published"]) for row in self.claims if row.get("published")), default=None)

    @property
    def claims(self) -> list[Row]:
        """The ratings, then the numbers that all of it rests on."""
        told = [one.rating for one in self.rated]
        return told + [row for one in self.expected for row in (*one.counted, *one.stale, *one.other_units)]

    def moments(self) -> list[Moment]:
        """Every day on which one of the consensus numbers changed."""
        asked = {(one.subject_id, one.subject, one.metric, one.period) for one in self.expected}
        things = [t for t in self.things if (t.subject_id, t.subject, t.metric, t.period) in asked]
        return history_of(things, day=self.day, window=self.window)


def street(
    kb: KnowledgeBase,
    who: str | None = None,
    filters: Filters = NO_FILTERS,
    *,
    metric: str | None = None,
    window: int = WINDOW,
) -> Street:
    """The same of one metric (评级 and 目标价 are asked for like one), or of all there are.

    Raises NothingFoundFault: "no-such-company", "no-such-metric", "nothing-found" where no report has a date.
    """
    day = newest_day(kb, filters.as_of)
    if day is None:
        raise NothingFoundFault("nothing-found", "No report with a date is in.", "yanbao add PATH")
    whole = filters._replace(period=None)
    rows = material(kb, who, whole, own_levels=True)
    things = _of_metric(kb, who, whole, metric, all_things(rows)) if metric else all_things(rows)
    if filters.period is not None:
        things = [thing for thing in things if thing.period == filters.asked_period]
    if filters.period is not None or (metric is not None and kind_asked(metric) != "rating"):
        return _street(things, (), day, window)
    pages = definitions(kb, latest_ratings(rows, day), filters.as_of)
    return _street(things, ratings(rows, pages, day=day, window=window), day, window)


def street_from(
    kb: KnowledgeBase, rows: Sequence[Row], *, day: str, as_of: AsOf | None, window: int = WINDOW
) -> Street:
    """The same of rows of views that were gathered for something else: the headline metrics and target prices alone."""
    pages = definitions(kb, latest_ratings(rows, day), as_of)
    told = [row for row in rows if row.get("kind") == TARGET or row.get("metric_id") in HEADLINES]
    things = all_things(told, views_held(rows), superseded_from(rows))
    return _street(things, ratings(rows, pages, day=day, window=window), day, window)


def street_of(rows: Sequence[Row], *, day: str, window: int = WINDOW) -> Street:
    """The same of claim rows, with the rating scales among them."""
    return _street(all_things(rows), ratings(rows, rows, day=day, window=window), day, window)


def _street(things: Sequence[Thing], rated: Sequence[Rated], day: str, window: int) -> Street:
    return Street(
        day=day,
        window=window,
        expected=tuple(consensus_of(things, day=day, window=window)),
        rated=tuple(rated),
        things=tuple(things),
    )


def _of_metric(
    kb: KnowledgeBase, who: str | None, filters: Filters, metric: str, things: Sequence[Thing]
) -> list[Thing]:
    kind = kind_asked(metric)
    if kind is not None:
        return [thing for thing in things if kind == TARGET and thing.metric_id == TARGET]
    where, about = Where(), Where()
    about_metric(kb, where, metric)
    if who is not None:
        about_whom(kb, about, who, filters.as_of)
        about_whom(kb, where, who, filters.as_of)
    if not where.any(kb):
        raise no_such_metric(kb, metric, about.values(kb, "metric"), who)
    filters.narrow(kb, where)
    asked = {_metric(row) for row in where.rows(kb)}
    return [thing for thing in things if (thing.metric_id or metric_key(thing.metric)) in asked]


def _metric(row: Row) -> str:
    return str(row.get("metric_id") or metric_key(str(row.get("metric") or "")))
