"""Rows in, relations out: shares of a whole against the part and the whole, where both are printed as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product as every

from extract.checks.figures import Name, Row
from extract.checks.relations import Relation, plain, product
from extract.vocabulary import find_metric

SLUG = "ratio_disagrees"
_OF = "占"  # what a share row's scope begins with where the row names its whole: 占销售收入


def share_relations(rows: Sequence[Row]) -> Iterator[Relation]:
    """A segment's share of its metric's total, or a metric's share of another one, as the row says."""
    levels: dict[Name, list[Row]] = {}
    for row in rows:
        if row.measure == "level":
            levels.setdefault(row.name, []).append(row)
    for row in rows:
        if row.measure != "share" or row.unit != "%":
            continue
        who, metric, scope = row.name
        part, whole = _sides(metric, scope)
        parts, wholes = levels.get((who, *part), ()), levels.get((who, *whole), ())
        for one, other in every(_near(parts, row), _near(wholes, row)):
            found = list(_relations(row, one, other))
            held = sum(relation.holds for relation in found)
            if held > 1 and held * 4 >= len(found) * 3 - 1:
                yield from found
                break


def _sides(metric: str | None, scope: str | None) -> tuple[tuple[str | None, str | None], ...]:
    if scope is not None and scope.startswith(_OF):
        base = find_metric(scope.removeprefix(_OF))
        return (metric, None), (base.id if base else None, None)
    return (metric, scope), (metric, None)


def _near(rows: Sequence[Row], row: Row) -> list[Row]:
    return ([r for r in rows if r.page == row.page] or list(rows))[:2]


def _relations(share: Row, part: Row, whole: Row) -> Iterator[Relation]:
    if part is whole or part.unit != whole.unit:
        return
    for period, figure in sorted(share.figures.items()):
        if period in part.figures and period in whole.figures:
            terms = [plain(figure), plain(whole.figures[period]), plain(part.figures[period], -1.0)]
            if (found := product(SLUG, terms)) is not None:
                yield found
