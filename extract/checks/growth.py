"""Rows in, growth relations out: a growth row against the values it grew from, year on year and quarter on quarter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extract.checks.figures import Figure, Name, Row, quarter_before, year_before
from extract.checks.relations import Relation, Term, grown, plain, product, total

SLUG = "growth_disagrees"
_BEFORE = {"yoy": year_before, "qoq": quarter_before}
_NEXT_TO = 40.0  # points between a row and the growth row that surely belongs to it


def growth_relations(rows: Sequence[Row], rivals: Mapping[str, Sequence[str]]) -> Iterator[Relation]:
    """For each growth row, the relations to the row of values that bears it out best.

    `rivals` are metrics whose growth is often printed under each other's name: 净利润增长率 below 归母净利润.
    """
    levels: dict[Name, list[Row]] = {}
    for row in rows:
        if row.measure == "level":
            levels.setdefault(row.name, []).append(row)
    for row in rows:
        if row.measure not in _BEFORE:
            continue
        best: list[Relation] = []
        rank = (0.0, 0.0, 0.0)
        who, what, scope = row.name
        names = (what, *rivals.get(str(what), ()))
        for level in (level for name in names for level in levels.get((who, name, scope), ())):
            found = list(_against(row, level))
            held = sum(relation.holds for relation in found)
            near = level.page == row.page and abs(level.top - row.top) <= _NEXT_TO
            # A growth row far from its values may be of another definition: the years must bear it out.
            if not found or (held * 2 < len(found) and not (near and len(found) == 1)):
                continue
            if (float(near), held / len(found), float(held)) > rank:
                best, rank = found, (float(near), held / len(found), float(held))
        yield from best


def _against(row: Row, level: Row) -> Iterator[Relation]:
    for period, growth in sorted(row.figures.items()):
        earlier = _BEFORE[row.measure](period)
        now, then = level.figures.get(period), level.figures.get(earlier or "")
        if now is not None and then is not None and (found := grew(growth, now, then)) is not None:
            yield found


def grew(growth: Figure, now: Figure, then: Figure) -> Relation | None:
    """now = then · (1 + growth); None where growth from a loss or in another unit says nothing."""
    if growth.claim.unit == "pct_pt":
        if now.claim.unit != "%":
            return None
        return total(SLUG, [Term(((now, 1.0),)), Term(((then, -1.0),)), Term(((growth, -1.0),))])
    if (
        growth.claim.unit != "%"
        or now.claim.unit == "%"
        or then.low <= 0
        or now.claim.unit != then.claim.unit
    ):
        return None
    return product(SLUG, [plain(now), plain(then, -1.0), grown(growth, -1.0)])
