"""A knowledge base and a question go in, the claim rows that the rooms of comparison are made from come out."""

from __future__ import annotations

import bisect
import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from extract.vocabulary import Rung
from kb.ask.naming import about_whom, no_such_company
from kb.ask.selection import NO_FILTERS, Filters, Row, Where
from kb.compare.days import day_of
from kb.compare.scales import applies_to, definition_of, on_ladder, stepped, word_of

if TYPE_CHECKING:
    from kb.ask.clocks import AsOf
    from kb.keep.store import KnowledgeBase

# What a broker's view of a company consists of; names of lists and scales are asked for by those who need them.
VIEW_KINDS = ("rating", "target_price", "metric")
# The broker's own numbers of whole companies: `is_own_level`, as far as the stored claim tells.
OWN_LEVELS = """c.kind = 'metric' AND c.measure = 'level' AND c.scope IS NULL AND c.attribution IS NULL
             AND c.stance IN ('actual', 'estimate')"""


def material(
    kb: KnowledgeBase,
    who: str | None = None,
    filters: Filters = NO_FILTERS,
    *,
    kinds: Collection[str] = VIEW_KINDS,
    own_levels: bool = False,
) -> list[Row]:
    """The claims of these kinds about `who`, or about everybody, newest report first; superseded versions are marked. Of
    metrics only `own_levels`, where that is asked for.

    A rating has the step that counts, and the scale it stands on: by its own report's definitions, else by those of its
    broker's report nearest in time.

    Raises NothingFoundFault "no-such-company" where nobody is called so.
    """
    where = Where()
    if who is not None and not about_whom(kb, where, who, filters.as_of):
        raise no_such_company(kb, who, alone=False)
    where.any_of("c.kind", sorted(kinds))
    if own_levels:
        where.add(f"c.kind <> 'metric' OR ({OWN_LEVELS})")
    filters.narrow(kb, where)
    return on_their_scale(kb, where.rows(kb), filters.as_of)


def definitions(
    kb: KnowledgeBase, ratings: Sequence[Mapping[str, object]], as_of: AsOf | None = None
) -> list[Row]:
    """The rating scales that define these ratings: those of their reports, and where one has none of a rating's word, of
    the report of the same broker nearest in time that has."""
    return _scales(kb, set(_defining(kb, ratings, as_of).values()), as_of)


def on_their_scale(kb: KnowledgeBase, rows: list[Row], as_of: AsOf | None) -> list[Row]:
    """Ratings with the scale that defines them, and the step that another report of their broker gives where their own
    defines none."""
    ratings = [row for row in rows if row["kind"] == "rating"]
    own = {str(row["id"]): row["report"] for row in ratings}
    found = _defining(kb, ratings, as_of)
    if not found:
        return rows
    elsewhere = {rating: report for rating, report in found.items() if report != own[rating]}
    scales = _scales(kb, set(elsewhere.values()), as_of)
    ladders = _ladders(kb, set(found.values()), as_of)
    return [
        on_ladder(
            stepped(row, scales) if row["id"] in elsewhere else row,
            ladders[found[str(row["id"])], applies_to(row)],
        )
        if row["id"] in found
        else row
        for row in rows
    ]


def _ladders(
    kb: KnowledgeBase, reports: Collection[str], as_of: AsOf | None
) -> dict[tuple[str, str], tuple[Rung, ...]]:
    """Report and what it rates → the steps it defines, in the order of its page."""
    pages = _pages(kb, as_of, "c.report IN (SELECT value FROM json_each(?))", json.dumps(sorted(reports)))
    found: dict[tuple[str, str], list[Rung]] = {}
    for page in sorted(pages, key=lambda page: (str(page["report"]), int(str(page["place"])))):
        low, high = (
            None if page[end] is None else Decimal(str(page[end])) for end in ("low_pct", "high_pct")
        )
        key = (str(page["report"]), str(page["applies_to"]))
        found.setdefault(key, []).append(Rung(str(page["rating"]), low, high))
    return {key: tuple(rungs) for key, rungs in found.items()}


def _defining(
    kb: KnowledgeBase, ratings: Sequence[Mapping[str, object]], as_of: AsOf | None
) -> dict[str, str]:
    """Rating → the report whose definitions count for it: its own, else its broker's nearest."""
    reports = json.dumps(sorted({str(row["report"]) for row in ratings}))
    own = _pages(kb, as_of, "c.report IN (SELECT value FROM json_each(?))", reports)
    defined = {(page["report"], page["rating"], page["applies_to"]) for page in own}
    found = {
        str(row["id"]): str(row["report"])
        for row in ratings
        if (row["report"], word_of(row), applies_to(row)) in defined
    }
    lacking = [row for row in ratings if str(row["id"]) not in found and row.get("broker")]
    return found | _nearest(kb, lacking, as_of)


def _nearest(
    kb: KnowledgeBase, ratings: Sequence[Mapping[str, object]], as_of: AsOf | None
) -> dict[str, str]:
    """Rating → the report of its broker nearest in time that defines its word."""
    if not ratings:
        return {}
    words = json.dumps(sorted({word_of(row) for row in ratings}))
    brokers = json.dumps(sorted({str(row["broker"]) for row in ratings}))
    among = "c.rating IN (SELECT value FROM json_each(?)) AND r.broker IN (SELECT value FROM json_each(?))"
    pages: dict[object, dict[str, list[Row]]] = {}
    for page in _pages(kb, as_of, among, words, brokers):
        by_day = pages.setdefault((page["broker"], page["rating"], page["applies_to"]), {})
        by_day.setdefault(day_of(page), []).append(page)
    days = {key: sorted(by_day) for key, by_day in pages.items()}
    found = {}
    for row in ratings:
        key = (row["broker"], word_of(row), applies_to(row))
        near = [page for day in _beside(days.get(key, ()), day_of(row)) for page in pages[key][day]]
        nearest = definition_of(row, near)
        if nearest is not None:
            found[str(row["id"])] = str(nearest["report"])
    return found


def _pages(kb: KnowledgeBase, as_of: AsOf | None, among: str, *params: object) -> list[Row]:
    """The steps that reports define, with no more of them than tells whose they are and of when."""
    where = Where()
    where.add("c.kind = 'rating_scale'")
    where.add(among, *params)
    where.known(as_of)
    sql = f"""SELECT c.report, c.id, c.rating, c.applies_to, c.low_pct, c.high_pct, c.rowid AS place,
                     r.broker, r.date AS published, r.added
              FROM claims c JOIN reports r ON r.id = c.report {where.clause}"""
    return kb.rows(sql, where.params)


def _beside(days: Sequence[str], day: str) -> Sequence[str]:
    """Of days in order the day itself, the one before it and the one after."""
    place = bisect.bisect_left(days, day)
    return days[max(place - 1, 0) : place + 2]


def _scales(kb: KnowledgeBase, reports: Collection[str], as_of: AsOf | None) -> list[Row]:
    if not reports:
        return []
    where = Where()
    where.any_of("c.report", sorted(reports))
    where.add("c.kind = 'rating_scale'")
    where.known(as_of)
    return where.rows(kb)
