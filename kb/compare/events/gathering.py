"""A knowledge base and a stretch of days go in, the claims that what moved in them is found by come out.

What is compared with may be years old, but only of whom a broker speaks in these days, and of whom it fell silent so many
days before. Everything else is left where it is: a week's question reads a week's companies, whatever the base holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kb.ask.naming import about_whom, no_such_company
from kb.ask.overlay import Condition, overlay_of
from kb.ask.selection import Filters, Row, Where
from kb.ask.watchlist import any_of_many
from kb.compare.asking import OWN_LEVELS, on_their_scale
from kb.compare.days import earlier
from kb.compare.events.found import DROP_AFTER
from kb.compare.views import DEEP, whom

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

_DEEP = ", ".join(f"'{metric}'" for metric in sorted(DEEP))
_SILENCE = (
    "c.metric_id IS NULL AND c.kind IN ('rating', 'report')",
    f"c.metric_id IN ({_DEEP}) AND {OWN_LEVELS} AND c.stance = 'estimate'",
)
_PRICE = "price"  # what the upside of a target is told by
_VIEWS = "c.kind IN ('rating', 'target_price', 'report')"
_EVERYTHING = f"{_VIEWS} OR ({OWN_LEVELS})"
# What makes two reports' lists one list, as far as it is stored: `kb.compare.events.lists`.
_TOPIC = "coalesce(nullif(r.industry, ''), r.report_type, '')"
_PAIR = "coalesce(nullif(r.broker, ''), r.id) || char(10) || coalesce(c.subject_id, c.subject_key, '')"


class Stretch(NamedTuple):
    """The days asked about (ISO, inclusive; `since` "" is from the beginning); with `stamp` (a moment as runs are stamped) the
    reports added from then on instead, and who fell silent from `since` on."""

    since: str
    until: str
    stamp: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.since and not self.stamp

    @property
    def reports(self) -> Condition:
        """The condition that a report is one of these days."""
        if self.stamp:
            return Condition("r.added >= ?", (self.stamp,))
        return Condition("r.date BETWEEN ? AND ? OR r.date IS NULL", (self.since, self.until))

    def ended(self, drop_after: int) -> Stretch:
        """The days on which those spoke for the last time that are given up in these."""
        return Stretch(earlier(self.since or self.until, drop_after + 1), earlier(self.until, drop_after + 1))


class Gathered(NamedTuple):
    """Claims of views and of lists; `asked_for` are the keys of whom the question is about, None of everybody."""

    views: list[Row]
    lists: list[Row]
    asked_for: frozenset[str] | None

    @property
    def rows(self) -> list[Row]:
        return [*self.views, *self.lists]


def gather(
    kb: KnowledgeBase,
    who: str | None,
    filters: Filters,
    stretch: Stretch,
    drop_after: int = DROP_AFTER,
    numbers: Collection[str] | None = None,
) -> Gathered:
    """The claims for what moved about `who`, or about everybody, in a stretch of days; of `numbers`, where they are given, only
    those of these metrics, and what tells a view and its upside.

    Raises NothingFoundFault "no-such-company" where nobody is called so.
    """
    known = filters._replace(since=None, until=None, period=None)
    about = Where()
    if who is not None and not about_whom(kb, about, who, filters.as_of):
        raise no_such_company(kb, who, alone=True)
    everything = (_EVERYTHING,) if numbers is None else _told_by(numbers)
    if who is None and filters.among is None and not stretch.is_whole:
        speaking = _spoken(kb, known, stretch)
        silent = _spoken(kb, known, stretch.ended(drop_after)) - speaking
        views = _views(kb, known, about, everything, speaking)
        views += _views(kb, known, about, _SILENCE, silent)
    else:
        views = _views(kb, known, about, everything, None)
    views = on_their_scale(kb, views, filters.as_of)
    asked_for = None
    if who is not None or filters.among is not None:
        asked_for = frozenset({whom(row) for row in views} | _named(kb, known, about))
    return Gathered(views, _lists(kb, known, about, stretch), asked_for)


def _told_by(numbers: Collection[str]) -> tuple[str, ...]:
    """Views, and numbers of these metrics: asked apart, each is answered by the index of a subject's metrics."""
    told = ", ".join(f"'{metric}'" for metric in sorted({*numbers, *DEEP, _PRICE}))
    return (f"c.metric_id IS NULL AND {_VIEWS}", f"c.metric_id IN ({told}) AND {OWN_LEVELS}")


class _Spoken(NamedTuple):
    """Who speaks, and of whom: a broker, an entity, a folded name, a folded mention."""

    voice: str
    subject_id: str | None
    subject_key: str | None
    mention_key: str | None


def _spoken(kb: KnowledgeBase, known: Filters, stretch: Stretch) -> set[_Spoken]:
    """Of whom any view is held in the reports of these days."""
    where = Where()
    where.meets(stretch.reports)
    where.add(f"c.subject IS NOT NULL AND ({_EVERYTHING})")
    known.narrow(kb, where)
    sql = f"""SELECT DISTINCT coalesce(nullif(r.broker, ''), r.id) AS voice, c.subject_id, c.subject_key, c.mention_key
              FROM reports r JOIN claims c ON c.report = r.id {where.clause}"""
    return {_Spoken(**row) for row in kb.rows(sql, where.params)}  # type: ignore[arg-type]


def _views(
    kb: KnowledgeBase, known: Filters, about: Where, kinds: Collection[str], spoken: set[_Spoken] | None
) -> list[Row]:
    """The claims of these kinds (each a condition) by who speaks of whom (None: by anybody of anybody)."""
    if spoken == set():
        return []
    rows = []
    for kind in kinds:
        where = about.copy()
        where.add(kind)
        if spoken is not None:
            where.meets(_pairs(kb, spoken))
        known.narrow(kb, where)
        rows += where.rows(kb)
    return _with_entities(kb, rows)


def _pairs(kb: KnowledgeBase, spoken: set[_Spoken]) -> Condition:
    """The condition that a claim is by one of the voices and of whom it speaks."""
    overlay = overlay_of(kb)
    if not overlay.passes:
        # Judgements make one of several names: each is asked for with all that is one with it.
        nodes = {
            (overlay.whom(one.mention_key or "", one.subject_id), one.subject_key or "") for one in spoken
        }
        about = [
            overlay.about_entity(node, key) if node else overlay.about_name(key)
            for node, key in sorted(nodes, key=str)
        ]
        voices = sorted({one.voice for one in spoken})
        called = Condition(
            "coalesce(nullif(r.broker, ''), r.id) IN (SELECT value FROM json_each(?))", (_json(voices),)
        )
        either = any_of_many(about)
        return Condition(f"{called.sql} AND ({either.sql})", called.params + either.params)
    ids = sorted({one.subject_id for one in spoken if one.subject_id})
    keys = sorted({one.subject_key for one in spoken if not one.subject_id and one.subject_key})
    pairs = _json(sorted({f"{one.voice}\n{one.subject_id or one.subject_key or ''}" for one in spoken}))
    among = "IN (SELECT value FROM json_each(?))"
    of_pair = f"AND {_PAIR} {among}"
    if not keys:
        return Condition(f"c.subject_id {among} {of_pair}", (_json(ids), pairs))
    sql = f"(c.subject_id {among} OR (c.subject_id IS NULL AND c.subject_key {among})) {of_pair}"
    return Condition(sql, (_json(ids), _json(keys), pairs))


def _json(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _with_entities(kb: KnowledgeBase, rows: list[Row]) -> list[Row]:
    """The head of a report names its company without the entity: a report that only says so has a view of it all the same."""
    known = {(row["report"], row["subject"]): row["subject_id"] for row in rows if row.get("subject_id")}
    heads = {str(row["report"]) for row in rows if row["kind"] == "report"}
    sql = """SELECT report, mention_key, subject_id FROM claims WHERE kind = 'report'
             AND report IN (SELECT value FROM json_each(?))"""
    overlay = overlay_of(kb)
    linked = {
        str(raw["report"]): overlay.whom(
            str(raw["mention_key"] or ""), str(raw["subject_id"]) if raw["subject_id"] else None
        )
        for raw in kb.rows(sql, (_json(sorted(heads)),))
    }
    return [
        {**row, "subject_id": known.get((row["report"], row["subject"])) or linked.get(str(row["report"]))}
        if row["kind"] == "report"
        else row
        for row in rows
    ]


def _lists(kb: KnowledgeBase, known: Filters, about: Where, stretch: Stretch) -> list[Row]:
    """Recommended lists in whole, whoever is asked for: only a whole list tells who left it. With them their reports' heads.

    Of somebody those lists count that ever named them, of a stretch of days those that have one in it.
    """
    where = Where()
    where.add("c.kind IN ('recommendation', 'report')")
    of_days = Where()
    if not stretch.is_whole:
        of_days.meets(stretch.reports)
    for meant, filters in ((about.copy(), known), (of_days, known._replace(among=None))):
        meant.add("c.kind = 'recommendation'")
        filters.narrow(kb, meant)
        sql = f"SELECT r.broker, {_TOPIC} FROM claims c JOIN reports r ON r.id = c.report {meant.clause}"
        where.add(f"(r.broker, {_TOPIC}) IN ({sql})", *meant.params)
    known._replace(among=None).narrow(kb, where)
    return where.rows(kb)


def _named(kb: KnowledgeBase, known: Filters, about: Where) -> set[str]:
    """The keys of whom is asked for, as lists name them."""
    where = about.copy()
    where.any_of("c.kind", ("recommendation",))
    known.narrow(kb, where)
    return {whom(row) for row in where.rows(kb)}
