"""What the text and the box say in, relations and doubts out: against what the tables of the same report come to.

A sentence tells a margin that no table prints, or a quarter's sales beside a table of years: the one follows from two
rows, the other is of the same order as its year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from extract.checks.course import off
from extract.checks.figures import Figure, Row, year_before
from extract.checks.plausible import plausible
from extract.checks.relations import Bounds, Relation, Term, known, plain, product, rest_of, total
from extract.checks.rules import ProductRule, Rules
from extract.vocabulary import find_metric, metrics

Levels = Mapping[str, Sequence[Row]]
Said = Mapping[tuple[str | None, str | None, str | None], Figure]
RATIO = "ratio_disagrees"
_PART = {"Q1": 0.25, "Q2": 0.25, "Q3": 0.25, "Q4": 0.25, "H1": 0.5, "H2": 0.5, "": 1.0}
_EARLIER = "原预测"  # what the name of an earlier forecast ends in
_POWERS = (1, 2, 3, 4, 6, 8)
_LIKE = 2.5  # times what is expected, either way: of its size
_FAR = 5  # years: companies grow
_FEWEST = 3  # years that show how large a row is


def told_relations(prose: Sequence[Figure], levels: Levels, rules: Rules) -> Iterator[Relation]:
    """Ratios of the text against the amounts of the tables, or of the text, that they are the quotient of.

    Whose ratio it is a sentence tells less surely than a table: only what one misreading would explain is in doubt.
    """
    said = _said(prose)
    by_subject: dict[str, list[ProductRule]] = {}
    for rule in rules.products:
        if rule.steady is None:
            by_subject.setdefault(rule.subject, []).append(rule)
    for figure in prose:
        claim = figure.claim
        if claim.period is None or claim.scope is not None or claim.metric_id not in by_subject:
            continue
        if claim.unit == "pct_pt" and claim.measure in ("yoy", "change"):
            yield from _moved(figure, by_subject[claim.metric_id], levels, said)
        elif claim.measure == "level":
            candidates = (_quotient(figure, rule, levels, said) for rule in by_subject[claim.metric_id])
            found = [relation for relation in candidates if relation is not None]
            yield from [relation for relation in found if relation.holds][:1] or found[:1]


def _said(prose: Sequence[Figure]) -> Said:
    """The levels that the text tells of a whole, once: by subject, metric and period."""
    found: dict[tuple[str | None, str | None, str | None], Figure] = {}
    for figure in prose:
        claim = figure.claim
        if claim.measure == "level" and claim.scope is None and claim.period is not None:
            found.setdefault((claim.subject, claim.metric_id, claim.period), figure)
    return found


def _find(subject: str | None, metric: str, period: str, levels: Levels, said: Said) -> Figure | None:
    for row in levels.get(metric, ()):
        if row.name[0] == subject and row.name[2] is None and period in row.figures:
            return row.figures[period]
    return said.get((subject, metric, period))


def _quotient(figure: Figure, rule: ProductRule, levels: Levels, said: Said) -> Relation | None:
    claim = figure.claim
    terms: list[Term] = []
    for factor in rule.factors:
        if factor.shape == "average" or factor.less:
            return None
        is_own = factor.metric == claim.metric_id
        found = figure if is_own else _find(claim.subject, factor.metric, str(claim.period), levels, said)
        if found is None:
            return None
        term = rest_of(found, factor.power) if factor.shape == "rest" else plain(found, factor.power)
        # A sentence accuses no table: it may speak of something else.
        is_said = found.claim.origin.removeprefix("ocr ") == "prose"
        terms.append(term if is_said else known(term.bounds(), factor.power))
    return product(rule.slug, terms, is_loose=True)


def _moved(figure: Figure, rules: Sequence[ProductRule], levels: Levels, said: Said) -> Iterator[Relation]:
    """A change in points against the ratio of the year and of the year before, printed or worked out."""
    claim = figure.claim
    period = str(claim.period)
    for rule in rules:
        now = ratio_of(claim.subject, rule, period, levels, said)
        then = ratio_of(claim.subject, rule, year_before(period) or "", levels, said)
        if now is not None and then is not None:
            terms = [known(now), known(then, -1.0), Term(((figure, 1.0),), power=-1.0)]
            yield total(RATIO, terms, is_loose=True)
            return


def ratio_of(
    subject: str | None, rule: ProductRule, period: str, levels: Levels, said: Said
) -> Bounds | None:
    """A rule's ratio in percent (or times, as its metric is told), printed or from the amounts of the period."""
    if (own := _find(subject, rule.subject, period, levels, said)) is not None:
        return own.low, own.high
    low = high = 1.0
    shape = ""
    for factor in rule.factors:
        if factor.metric == rule.subject:
            shape = factor.shape
            continue
        found = _find(subject, factor.metric, period, levels, said)
        if found is None or found.low <= 0 or factor.shape != "plain" or factor.less:
            return None
        small, large = (found.low, found.high) if factor.power < 0 else (1 / found.high, 1 / found.low)
        low, high = low * small, high * large
    if shape == "rest":
        low, high = 1 - high, 1 - low
    times = 100.0 if _kinds().get(rule.subject, ("", ""))[1] == "%" else 1.0
    return low * times, high * times


@cache
def _kinds() -> dict[str, tuple[str, str]]:
    """Kind and unit of every metric."""
    return {metric.id: (metric.kind, metric.unit) for metric in metrics()}


# --- sizes ---------------------------------------------------------------------------------------------------


def odd_sizes(figures: Sequence[Figure], levels: Levels, rules: Rules) -> Iterator[tuple[int, str]]:
    """Levels of the text and the box a power of ten beside the row of their metric, or with the other sign.

    A part of the company is never more than all of it.
    """
    for figure in figures:
        claim = figure.claim
        metric = _metric(figure)
        if claim.measure != "level" or metric is None or claim.stance == "target":
            continue
        years = _years(figure, metric, levels, rules)
        if len(years) < _FEWEST:
            continue
        near = _nearest(years, metric, claim.period, figure.value)
        if near is None:
            continue
        if claim.scope is not None:
            most = near if claim.period in years else near * _LIKE
            if metric in rules.first and figure.low > most:
                yield figure.index, "out_of_range"
            continue
        if figure.value < 0 < min(years.values()) and not any(
            word in claim.quote for word in plausible().losses
        ):
            yield figure.index, "sign_odd"
        elif figure.value > 0 and near > 0 and _is_misplaced(figure.value / near, metric, rules):
            yield figure.index, "unit_odd"


def _is_misplaced(times: float, metric: str, rules: Rules) -> bool:
    """Whether a power of ten is between a level and what is expected. What may shrink to nothing may be small."""
    may_be_small = metric not in rules.positive
    if not (times > 4 or times < (0.05 if may_be_small else 0.25)):
        return False
    return any(1 / _LIKE <= times * 10.0**p <= _LIKE for power in _POWERS for p in (power, -power))


def _metric(figure: Figure) -> str | None:
    """The metric of a figure; of an earlier forecast the one that was forecast."""
    claim = figure.claim
    if claim.metric_id is not None or not claim.metric.endswith(_EARLIER):
        return claim.metric_id
    found = find_metric(claim.metric.removesuffix(_EARLIER))
    return found.id if found is not None else None


def _years(figure: Figure, metric: str, levels: Levels, rules: Rules) -> dict[str, float]:
    """The years of the row of a figure's metric, or of its next of kin, printed or worked out."""
    claim = figure.claim
    for row in (row for name in (metric, *rules.kin.get(metric, ())) for row in levels.get(name, ())):
        if row.name[0] == claim.subject and row.name[2] is None and row.unit == claim.unit:
            years = {period: f.value for period, f in row.figures.items() if len(period) == 4}
            if len(years) >= _FEWEST:
                return years
    if claim.unit != "%" or claim.scope is not None:
        return {}
    for rule in rules.products:
        if rule.subject == metric and rule.steady is None:
            rows = levels.get(rule.factors[-1].metric, ())
            told = {period for row in rows if row.name[0] == claim.subject for period in row.figures}
            found = {period: ratio_of(claim.subject, rule, period, levels, {}) for period in sorted(told)}
            if any(found.values()):
                return {period: bounds[0] for period, bounds in found.items() if bounds is not None}
    return {}


def _nearest(years: Mapping[str, float], metric: str, period: str | None, value: float) -> float | None:
    """What the nearest year lets expect of a period: of what adds up over the year, its part of it.

    Without a period the year whose value is the most like it.
    """
    if period is None or not period[:4].isdigit():
        return min(years.values(), key=lambda year: (off(value, year), year))
    year = min(years, key=lambda y: (abs(int(y) - int(period[:4])), y))
    if abs(int(year) - int(period[:4])) > _FAR:
        return None
    if _kinds()[metric][0] != "flow":
        return years[year]
    part = _PART.get(period[4:])
    return years[year] * part if part is not None else None
