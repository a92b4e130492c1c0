"""A knowledge base and a question go in, the claim rows that the rooms of comparison are made from come out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.ask.naming import about_whom, no_such_company
from kb.ask.selection import NO_FILTERS, Filters, Row, Where
from kb.compare.days import day_of
from kb.compare.scales import word_of

if TYPE_CHECKING:
    from kb.ask.clocks import AsOf
    from kb.keep.store import KnowledgeBase

# What a broker's view of a company consists of; names of lists and scales are asked for by those who need them.
VIEW_KINDS = ("rating", "target_price", "metric")


def material(
    kb: KnowledgeBase,
    who: str | None = None,
    filters: Filters = NO_FILTERS,
    *,
    kinds: Collection[str] = VIEW_KINDS,
) -> list[Row]:
    """The claims of these kinds about `who`, or about everybody, newest report first; superseded versions are marked.

    Raises NothingFoundFault "no-such-company" where nobody is called so.
    """
    where = Where()
    if who is not None and not about_whom(kb, where, who, filters.as_of):
        raise no_such_company(kb, who, alone=False)
    where.any_of("c.kind", sorted(kinds))
    filters.narrow(kb, where)
    return where.rows(kb)


def definitions(
    kb: KnowledgeBase, ratings: Sequence[Mapping[str, object]], as_of: AsOf | None = None
) -> list[Row]:
    """The rating scales that define these ratings: those of their reports, and where one has none of a rating's word, of
    the report of the same broker nearest in time that has."""
    found = _scales(kb, {str(row["report"]) for row in ratings}, as_of)
    defined = {(row["report"], row["rating"]) for row in found}
    lacking = [row for row in ratings if (row["report"], word_of(row)) not in defined]
    nearest = {report for row in lacking if (report := _nearest(kb, row, as_of)) is not None}
    return found + _scales(kb, nearest - {str(row["report"]) for row in found}, as_of)


def _scales(kb: KnowledgeBase, reports: Collection[str], as_of: AsOf | None) -> list[Row]:
    if not reports:
        return []
    where = Where()
    where.any_of("c.report", sorted(reports))
    where.add("c.kind = 'rating_scale'")
    where.known(as_of)
    return where.rows(kb)


def _nearest(kb: KnowledgeBase, rating: Mapping[str, object], as_of: AsOf | None) -> str | None:
    """Of the reports of a rating's broker that define its word the nearest in time, of two the earlier."""
    where = Where()
    where.add("r.broker = ?", rating.get("broker"))
    where.add("c.kind = 'rating_scale' AND c.rating = ?", word_of(rating))
    where.add("c.applies_to = ?", rating.get("subject_type") or "company")
    where.known(as_of)
    sql = f"""SELECT c.report FROM reports r JOIN claims c ON c.report = r.id {where.clause}
              ORDER BY abs(julianday(coalesce(r.date, r.added)) - julianday(?)), r.date, r.added, r.id LIMIT 1"""
    rows = kb.rows(sql, [*where.params, day_of(rating)])
    return str(rows[0]["report"]) if rows else None
