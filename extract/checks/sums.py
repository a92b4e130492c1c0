"""Rows in, relations out: totals against their parts, by the rules of accounting and by the order of a statement.

Nobody says which rows a broker's total adds up, so every sum is tried over all columns and counts where enough of them
bear it out: a column where it fails then holds a wrong number, and a sum that was only guessed fails everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from extract.checks.figures import Figure, Row, year_before
from extract.checks.relations import Relation, Term, total
from extract.checks.rules import Rules, SumRule

SLUG = "sum_disagrees"
_MOST_PARTS = 24
_SURE = 3.5  # digits of agreement, over all columns, from which chance is out of the question
_MONEY = ("CNY", "USD", "HKD", "EUR", "JPY")

_MANY = 15  # columns of sums: enough to tell whether a report adds up what it prints
_BROKEN = 6  # sums of one year that one mistake breaks

Parts = Sequence[tuple[Row, float, bool]]
Sum = list[list[Term]]  # the columns of one sum


def sum_relations(rows: Sequence[Row], rules: Rules) -> Iterator[Relation]:
    """Relations of every sum that the columns of a table bear out, table by table."""
    sums: list[Sum] = []
    for table in _tables(rows):
        by_metric: dict[str, list[Row]] = {}
        for row in table:
            if row.metric_id:
                by_metric.setdefault(row.metric_id, []).append(row)
        for rule in rules.sums:
            sums.extend(_by_rule(rule, by_metric))
        sums.extend(_runs(table, rules))
        sums.extend(_income(table, rules))
    is_exact = _are_exact(sums)
    for columns in sums:
        found = [total(SLUG, terms) for terms in columns]
        for at in range(len(columns)):
            yield _exactly(columns[at]) if is_exact else _by_habit(at, columns, found)


def quarter_relations(rows: Sequence[Row]) -> Iterator[Relation]:
    """Four quarters are their year. Another table's year may be of another definition: only a misreading is in doubt."""
    by_name: dict[tuple[object, ...], dict[str, Figure]] = {}
    for row in rows:
        if row.measure == "level" and row.unit in _MONEY and row.metric_id:
            periods = by_name.setdefault((row.name, row.unit), {})
            for period, figure in row.figures.items():
                periods.setdefault(period, figure)
    for periods in by_name.values():
        for year in sorted(period for period in periods if len(period) == 4):
            quarters = [periods.get(f"{year}Q{n}") for n in (1, 2, 3, 4)]
            terms = [Term(((figure, 1.0),)) for figure in quarters if figure is not None]
            if len(terms) == len(quarters):
                yield total(SLUG, [*terms, Term(((periods[year], -1.0),))], True)


def _are_exact(sums: Sequence[Sum]) -> bool:
    """Whether a report adds up what it prints: its sums are then right to the last digit, and not only nearly so.

    Where a spreadsheet rounds each cell by itself, every other column or so of three or more parts is one off. One
    mistake breaks a few sums of its year, and of the next where that one's opening balance is read.
    """
    kept, broken = 0, []
    for columns in sums:
        for terms in columns:
            if len(terms) > 2:
                if abs(_rest(terms)) < _unit(terms) / 2:
                    kept += 1
                else:
                    broken.append(str(terms[0].parts[0][0].claim.period))
    years = sorted(set(broken))
    if len(years) == 2 and year_before(years[1]) == years[0]:
        years.pop()
    return kept >= _MANY and len(broken) <= _BROKEN and len(years) <= 1


def _exactly(terms: Sequence[Term]) -> Relation:
    slack = sum(figure.precision for term in terms for figure, _ in term.parts)
    return total(SLUG, terms, width=_unit(terms) / 2 / slack if slack else 1.0, is_exact=True)


def _unit(terms: Sequence[Term]) -> float:
    """The last digit of the figures of a sum, of the coarsest of them."""
    return 2 * max(figure.precision for term in terms for figure, _ in term.parts)


def _tables(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows of money with the same columns on one page, from top to bottom."""
    tables: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        if row.measure == "level" and row.unit in _MONEY and len(row.figures) > 1:
            # Columns that stand side by side have the same years and different places.
            places = tuple(round(f.claim.bbox[-1].x1 / 12) for _, f in sorted(row.figures.items()))[-1]
            tables.setdefault((row.page, places, row.name[0]), []).append(row)
    for (page, place, who), table in tables.items():
        # Figures set flush right may fall on both sides of a rounding: the neighbour is the same table.
        beside = tables.get((page, place + 1, who), ()) if isinstance(place, int) else ()
        joined = sorted([*table, *beside], key=lambda row: row.top) if beside else table
        if len(joined) > 2:
            yield joined


def _by_rule(rule: SumRule, rows: Mapping[str, Sequence[Row]]) -> Iterator[Sum]:
    for whole in rows.get(rule.total, ()):
        parts: list[tuple[Row, float, bool]] = []
        for part in rule.parts:
            same = [row for row in rows.get(part.metric, ()) if row is not whole or part.earlier]
            if not same:
                break
            parts.append((min(same, key=lambda row: abs(row.top - whole.top)), part.sign, part.earlier))
        else:
            yield from borne_out(whole, parts)


def borne_out(whole: Row, parts: Parts) -> list[Sum]:
    """The columns of a sum where enough of them bear it out; else none."""
    columns = _columns(whole, parts)
    found = [total(SLUG, terms) for terms in columns]
    held = [relation for relation in found if relation.holds]
    if len(held) < 2 or len(held) * 5 < len(found) * 3 or sum(map(_digits, held)) < _SURE:
        return []
    return [columns]


def _by_habit(at: int, columns: Sequence[Sequence[Term]], found: Sequence[Relation]) -> Relation:
    """The relation of one column as exactly as the sum is kept in the others: give or take two of the last digit."""
    slack = sum(figure.precision for figure in found[at].members())
    unit = 2 * max(figure.precision for figure in found[at].members())
    others = [abs(_rest(columns[i])) for i, relation in enumerate(found) if relation.holds and i != at]
    habit = max(others, default=slack)
    width = min(1.5, (habit + 2 * unit) / slack) if slack and len(others) > 1 else 1.5
    figure = columns[at][0].parts[0][0]
    # Past years hold items that a forecast does not print.
    return total(SLUG, columns[at], figure.claim.stance == "actual", width)


def _rest(terms: Sequence[Term]) -> float:
    return sum(figure.value * times * term.power for term in terms for figure, times in term.parts)


def _columns(whole: Row, parts: Parts) -> list[list[Term]]:
    found: list[list[Term]] = []
    for period, figure in sorted(whole.figures.items()):
        terms = [Term(((figure, 1.0),), power=-1.0)]
        for row, sign, earlier in parts:
            part = row.figures.get((year_before(period) or "") if earlier else period)
            if part is None:
                break
            terms.append(Term(((part, 1.0),), power=sign))
        else:
            found.append(terms)
    return found


def _digits(relation: Relation) -> float:
    """How many digits of a column's total a sum that holds confirms: nought where all are nought."""
    slack = sum(figure.precision for figure in relation.members())
    size = max(abs(figure.value) for figure in relation.members())
    return max(0.0, math.log10(size / (2 * slack))) if slack and size else 0.0


# --- by the order of the rows --------------------------------------------------------------------------------


def _runs(table: Sequence[Row], rules: Rules) -> Iterator[Sum]:
    """Totals of the rows right below or right above them; what a total has taken up counts no more in the next."""
    rows = list(table)
    for _ in range(3):  # parts, their totals, the totals of those
        taken: set[int] = set()
        for at, whole in enumerate(rows):
            if at in taken or not _may_be_total(whole, rules):
                continue
            for step in (1, -1):
                run = _run(rows, at, step, taken)
                if run:
                    yield from borne_out(whole, [(rows[i], 1.0, False) for i in run])
                    taken.update(run)
                    break
        if not taken:
            return
        rows = [row for at, row in enumerate(rows) if at not in taken]


def _may_be_total(row: Row, rules: Rules) -> bool:
    return row.metric_id in rules.totals or any(word in str(row.name[1]) for word in rules.total_words)


def _run(rows: Sequence[Row], at: int, step: int, taken: set[int]) -> list[int]:
    """The shortest run of rows next to row `at` that adds up to it in enough columns."""
    whole = rows[at]
    periods = sorted(whole.figures)
    if all(not whole.figures[p].value for p in periods):
        return []
    sums = dict.fromkeys(periods, (0.0, 0.0))
    run: list[int] = []
    here = at + step
    while 0 <= here < len(rows) and len(run) < _MOST_PARTS:
        part = rows[here]
        here += step
        if here - step in taken:
            continue
        if any(p not in part.figures for p in periods):
            return []
        run.append(here - step)
        held = 0
        for p in periods:
            figure, wanted = part.figures[p], whole.figures[p]
            low, high = sums[p][0] + figure.low, sums[p][1] + figure.high
            sums[p] = low, high
            held += low <= wanted.high and wanted.low <= high
        if len(run) > 1 and held * 5 >= len(periods) * 3 and held > 1:
            parts = [(rows[i], 1.0, False) for i in run]
            if borne_out(whole, parts):
                return run
    return []


def _income(table: Sequence[Row], rules: Rules) -> Iterator[Sum]:
    """Operating profit: everything from revenue down to it, costs taken off, impairments with either sign."""
    start: int | None = None
    for at, row in enumerate(table):
        if row.metric_id in rules.first and start is None:
            start = at
        elif row.metric_id in rules.income and start is not None:
            run = [r for r in table[start:at] if r.metric_id not in rules.aside]
            run = run[:1] + [r for r in run[1:] if r.metric_id not in rules.first]
            for flip in (-1.0, 1.0):
                parts = [(r, _sign(r, rules, flip), False) for r in run]
                if len(parts) > 2 and (found := borne_out(row, parts)):
                    yield from found
                    break
            start = None


def _sign(row: Row, rules: Rules, flip: float) -> float:
    if row.metric_id in rules.either:
        return flip
    return -1.0 if row.metric_id in rules.minus else 1.0
