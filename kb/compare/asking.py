"""A knowledge base and a question go in, the claim rows that the rooms of comparison are made from come out."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kb.ask.naming import about_whom, no_such_company
from kb.ask.selection import NO_FILTERS, Filters, Row, Where

if TYPE_CHECKING:
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
