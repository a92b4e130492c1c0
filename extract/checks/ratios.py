"""Rows and the table of rules in, relations out: margins, per-share figures and multiples against what they come from.

Brokers define ratios differently (ROE on average or closing equity, PE on today's or another day's price), so a
rule counts only where most columns of the report bear it out; among rival definitions the one they bear out best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as every

from extract.checks.figures import Figure, Row, year_before
from extract.checks.relations import (
    Bounds,
    Relation,
    Term,
    average,
    known,
    plain,
    product,
    rest_of,
)
from extract.checks.rules import Factor, ProductRule

Levels = Mapping[str, Sequence[Row]]
FEWEST = 2  # columns that must bear a definition out
_MOST_ROWS = (
    3  # rows of one metric that are tried: a report prints the main ones first and again in its statements
)


def ratio_relations(
    levels: Levels, single: Mapping[str, Sequence[Figure]], rules: Sequence[ProductRule]
) -> Iterator[Relation]:
    """Relations of the definitions a report's own columns bear out. `single` are figures of no row: price, shares."""
    rivals: dict[tuple[str, str], list[ProductRule]] = {}
    for rule in rules:
        rivals.setdefault((rule.slug, rule.subject), []).append(rule)
    for candidates in rivals.values():
        for row in levels.get(candidates[0].subject, ())[:_MOST_ROWS]:
            best: list[Relation] = []
            rank = (0.0, 0)
            for rule in candidates:
                for rows in _choices(rule, row, levels):
                    found = list(_steady(rule, rows, single) if rule.steady else _fixed(rule, rows))
                    held = sum(relation.holds for relation in found)
                    if held >= FEWEST and held * 4 >= len(found) * 3 - 1 and (held / len(found), held) > rank:
                        best, rank = found, (held / len(found), held)
            yield from best


def _choices(rule: ProductRule, row: Row, levels: Levels) -> Iterator[dict[str, Row]]:
    """One row for each metric of the rule: those of the row's own page where there are any."""
    options: list[Sequence[Row]] = []
    for name in rule.metrics:
        if name == rule.subject:
            options.append([row])
            continue
        same = [r for r in levels.get(name, ()) if r.name[0] == row.name[0] and r.name[2] == row.name[2]]
        options.append(([r for r in same if r.page == row.page] or same)[:_MOST_ROWS])
    for rows in every(*options):
        yield dict(zip(rule.metrics, rows, strict=True))


def _terms(rule: ProductRule, rows: Mapping[str, Row], period: str) -> list[Term] | None:
    terms: list[Term] = []
    for factor in rule.factors:
        figures = rows[factor.metric].figures
        term = _term(factor, figures.get(period), figures.get(year_before(period) or ""))
        less = [rows[name].figures.get(period) for name in factor.less]
        if term is None or None in less:
            return None
        parts = (*term.parts, *((figure, -1.0) for figure in less if figure is not None))
        terms.append(term._replace(parts=parts) if less else term)
    return terms


def _term(factor: Factor, now: Figure | None, then: Figure | None) -> Term | None:
    if now is None:
        return None
    if factor.shape == "average":
        return average(now, then, factor.power) if then is not None else None
    return rest_of(now, factor.power) if factor.shape == "rest" else plain(now, factor.power)


def _periods(rule: ProductRule, rows: Mapping[str, Row]) -> list[str]:
    return sorted(set.intersection(*(set(row.figures) for row in rows.values())))


def _fixed(rule: ProductRule, rows: Mapping[str, Row]) -> Iterator[Relation]:
    for period in _periods(rule, rows):
        terms = _terms(rule, rows, period)
        if terms is None:
            continue
        figures = [figure for term in terms for figure, _ in term.parts]
        # A past year of two tables may be of two definitions: before and after a restatement, total and main revenue.
        is_apart = len({f.claim.page for f in figures}) > 1 and figures[0].claim.stance == "actual"
        if (found := product(rule.slug, terms, is_apart)) is not None:
            yield found


def _steady(
    rule: ProductRule, rows: Mapping[str, Row], single: Mapping[str, Sequence[Figure]]
) -> Iterator[Relation]:
    """The quotient is one number in all columns from the first that agrees with most on: shares may have changed before."""
    columns = [terms for p in _periods(rule, rows) if (terms := _terms(rule, rows, p)) is not None]
    implied = [quotient(terms) for terms in columns]
    agreed = agreement([bounds for bounds in implied if bounds is not None])
    if agreed is None:
        return
    members = [at for at, bounds in enumerate(implied) if bounds is not None and meets(bounds, agreed)]
    # Shares change with time: two or more columns behind that disagree stay out.
    if rule.steady == "shares" and len(columns) - members[-1] > 2:
        columns = columns[: members[-1] + 1]
    for at, terms in enumerate(columns):
        # Past years may have had other shares, and multiples on the prices of their day.
        if (found := product(rule.slug, [*terms, known(agreed, -1.0)], at < members[0])) is not None:
            yield found
    for figure in single.get(rule.steady or "", ()):
        if meets((figure.low, figure.high), agreed):
            yield from filter(None, [product(rule.slug, [plain(figure), known(agreed, -1.0)])])


def quotient(terms: Sequence[Term]) -> Bounds | None:
    """The product of positive terms, as an interval; None where one is not positive."""
    low = high = 1.0
    for term in terms:
        small, large = term.bounds()
        if small <= 0:
            return None
        if term.power < 0:
            small, large = 1 / large, 1 / small
        low, high = low * small, high * large
    return low, high


def meets(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def agreement(found: Sequence[Bounds]) -> Bounds | None:
    """What most intervals have in common; None where fewer than two, or fewer than half of them, have anything."""
    best: tuple[int, Bounds] | None = None
    for low, _ in found:
        here = [bounds for bounds in found if bounds[0] <= low <= bounds[1]]
        if best is None or len(here) > best[0]:
            best = len(here), (max(b[0] for b in here), min(b[1] for b in here))
    return best[1] if best is not None and best[0] >= FEWEST and best[0] * 2 >= len(found) else None
