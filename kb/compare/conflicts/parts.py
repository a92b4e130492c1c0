"""A knowledge base goes in, conditions come out that part its claims by whom they are about, none of them larger than memory.

Who people judged to be one stands in one part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.ask.overlay import Condition, overlay_of
from kb.ask.selection import NO_FILTERS, Filters, Where
from kb.compare.asking import VIEW_KINDS

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

# Claims read at once: about as many as a thousand reports have, some 500 MB.
MOST = 100_000

Unit = tuple[str, str]  # ("id", an entity's) or ("key", a folded name that nobody bears)


def parts(
    kb: KnowledgeBase, filters: Filters = NO_FILTERS, *, since: str | None = None, most: int = MOST
) -> Iterator[Condition]:
    """Conditions over claims, each about some subjects and all that is said of them; with `since`, only about those of whom a
    report of that day or later says anything."""
    part: list[Unit] = []
    held = 0
    for units, count, newest in _subjects(kb, filters):
        if since is not None and newest is not None and newest < since:
            continue
        if part and held + count > most:
            yield _about(part, filters.among)
            part, held = [], 0
        part += units
        held += count
    if part:
        yield _about(part, filters.among)


def _subjects(kb: KnowledgeBase, filters: Filters) -> list[tuple[list[Unit], int, str | None]]:
    """Who is spoken of: the ids and names that are one, how many claims, and the newest report's day (None: undated)."""
    overlay, where = overlay_of(kb), Where()
    where.any_of("c.kind", VIEW_KINDS)
    filters.narrow(kb, where)
    mention = "''" if overlay.passes else "c.mention_key"
    rows = kb.rows(
        f"""SELECT c.subject_id AS id, CASE WHEN c.subject_id IS NULL THEN c.subject_key ELSE '' END AS key,
                   {mention} AS mention, count(*) AS n, max(c.published) AS newest, count(*) > count(c.published) AS undated
            FROM claims c JOIN reports r ON r.id = c.report {where.clause} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        where.params,
    )
    first: dict[Unit, Unit] = {}

    def root(unit: Unit) -> Unit:
        while first.setdefault(unit, unit) != unit:
            unit = first[unit]
        return unit

    for row in rows:
        linked = str(row["id"]) if row["id"] else None
        unit = _unit(row)
        own = overlay.whom(str(row["mention"] or ""), linked) if not overlay.passes else linked
        first[root(unit)] = root(("id", own) if own else unit)
    found: dict[Unit, tuple[list[Unit], int, str | None]] = {}
    for row in rows:
        unit, newest = _unit(row), None if row["undated"] else str(row["newest"])
        units, count, day = found.get(root(unit), ([], 0, ""))
        units = units if unit in units else [*units, unit]
        latest = None if newest is None or day is None else max(newest, day)
        found[root(unit)] = (units, count + int(str(row["n"])), latest)
    return list(found.values())


def _unit(row: dict[str, object]) -> Unit:
    return ("id", str(row["id"])) if row["id"] else ("key", str(row["key"] or ""))


def _about(units: list[Unit], among: Condition | None) -> Condition:
    ids = [name for kind, name in units if kind == "id"]
    keys = [name for kind, name in units if kind == "key"]
    said = []
    if ids:
        said.append(Condition(f"c.subject_id IN ({', '.join('?' * len(ids))})", tuple(ids)))
    if keys:
        marks = ", ".join("?" * len(keys))
        said.append(Condition(f"(c.subject_id IS NULL AND c.subject_key IN ({marks}))", tuple(keys)))
    either = Condition.any_of(said)
    if among is None:
        return either
    return Condition(f"({either.sql}) AND ({among.sql})", (*either.params, *among.params))
