"""Who disagrees with whom as of a day, and why, by the table in docs/method.md."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from world.cast import COMPANIES, HOUSES, STEPS
from world.happened import same
from world.known import Known, histories, key_of, surest
from world.nouns import Clash, Figure, Number, Side
from world.street import WINDOW, latest_estimates

POWERS = (1, 2, 3, 4, 6, 8, 12)
SPANS = (12, 4, 52, 365, 28, 29, 30, 31)
NEAR = Decimal("0.005")
MAY_NOT_MERGE = (
    {"revenue", "total_operating_revenue"},
    {"net_profit_parent", "net_profit"},
    {"ebit", "ebitda"},
    {"rd_expense", "rd_spending"},
)
COUNTED_WORDS = {"日均": "daily", "月均": "monthly", "年度": "yearly", "累计": "cumulative"}
Shelf = dict[str, list[Figure]]  # what each report says, by its key
Thing = tuple[str, str, str, str, str | None, str]


class Say(NamedTuple):
    """One number of one report."""

    known: Known
    figure: Figure

    @property
    def broker(self) -> str:
        return self.known.note.broker


def conflicts(known: Iterable[Known], day: datetime.date) -> list[Clash]:
    known = list(known)
    return [
        *within(known),
        *between_reports(known),
        *between_estimates(known, day),
        *between_ratings(known, day),
    ]


def thing_of(one: Figure) -> Thing:
    return (one.company, one.metric, one.measure, one.period, one.scope, one.unit)


def own(one: Figure) -> bool:
    """Said by the report itself; peers' rows are others'."""
    return one.attribution is None and not one.is_peer_row


def said_by(one: Known) -> list[Figure]:
    return surest(figure for figure in one.note.figures if own(figure))


def within(known: list[Known]) -> list[Clash]:
    found = []
    for one in known:
        figures = [figure for figure in one.note.figures if own(figure)]
        by_thing: dict[tuple[Thing, str], list[Figure]] = {}
        for figure in figures:
            by_thing.setdefault((thing_of(figure), figure.stance), []).append(figure)
        everything = {one.note.key: figures}
        for said in by_thing.values():
            sides = sides_of([Say(one, figure) for figure in said])
            found += [clash("within", sides[0], other, everything) for other in sides[1:]]
    return found


def between_reports(known: list[Known]) -> list[Clash]:
    """Actual numbers of one thing, each report's surest."""
    by_thing: dict[Thing, list[Say]] = {}
    everything = {one.note.key: said_by(one) for one in known}
    for one in known:
        for figure in everything[one.note.key]:
            if figure.stance == "actual":
                by_thing.setdefault(thing_of(figure), []).append(Say(one, figure))
    found = []
    for said in by_thing.values():
        sides = sides_of(said)
        for other in sides[1:]:
            found.append(clash("between", sides[0], other, everything))
    return found


def between_estimates(known: list[Known], day: datetime.date) -> list[Clash]:
    found = []
    everything = {one.note.key: said_by(one) for one in known}
    for estimates in latest_estimates(known).values():
        fresh = [Say(one.known, one.figure) for one in estimates if one.figure and one.counts(day)]
        for unit in sorted({say.figure.unit for say in fresh}):
            found += _of_estimates([say for say in fresh if say.figure.unit == unit], everything)
    return found


def _of_estimates(told: list[Say], everything: Shelf) -> list[Clash]:
    sides = sides_of(told)
    named = [clash("between", sides[0], other, everything) for other in sides[1:]]
    found = [one for one in named if one.type in ("unit_slip", "period_shift", "basis_mix")]
    explained = {one.sides for one in found}
    values = sorted(say.figure.number.middle for say in told)
    half = len(values) // 2
    median = values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
    if values[-1] - values[0] > abs(median) / 5:
        high = next(side for side in sides if values[-1] in [say.figure.number.middle for say in side])
        low = next(side for side in sides if values[0] in [say.figure.number.middle for say in side])
        pair = frozenset({_side(high), _side(low)})
        if pair not in explained:
            whom = told[0].figure
            found.append(
                Clash("disagreement", "between", key_of(whom.company), whom.metric, whom.period, pair)
            )
    return found


def between_ratings(known: list[Known], day: datetime.date) -> list[Clash]:
    found = []
    told = histories(known)
    for company in COMPANIES:
        latest: list[tuple[str, str, int]] = []
        for house in HOUSES:
            rated = [view for view in told.get((house.name, company.name), []) if view.rating]
            if not rated or rated[-1].known.day <= day - datetime.timedelta(WINDOW):
                continue
            view = rated[-1]
            if view.step is not None and view.rating is not None:
                latest.append((house.name, view.rating.word, STEPS.index(view.step)))
        for place, (broker, word, step) in enumerate(latest):
            for other, other_word, other_step in latest[place + 1 :]:
                if abs(step - other_step) >= 2:
                    pair = {
                        Side(frozenset({word}), frozenset({broker})),
                        Side(frozenset({other_word}), frozenset({other})),
                    }
                    found.append(
                        Clash("disagreement", "between", company.key, "rating", None, frozenset(pair))
                    )
    return found


# Sides


def _when(say: Say) -> tuple[datetime.date, datetime.datetime]:
    return (say.known.day, say.known.added)


def sides_of(said: Sequence[Say]) -> list[list[Say]]:
    """Numbers that agree, together; the side of most brokers first, then of the earliest report."""
    sides: list[list[Say]] = []
    for say in said:
        agrees = [[same(say.figure.number, other.figure.number) for other in side] for side in sides]
        # The script keeps clear of numbers of which one agrees with two that do not agree with each other.
        joined = [side for side, yes in zip(sides, agrees, strict=True) if all(yes)]
        if joined:
            joined[0].append(say)
        else:
            sides.append([say])
    return sorted(sides, key=lambda side: (-len({say.broker for say in side}), min(map(_when, side))))


def _side(side: Sequence[Say]) -> Side:
    values = frozenset(format(say.figure.number.middle.normalize(), "f") for say in side)
    return Side(values, frozenset(say.broker for say in side))


def clash(where: str, one: list[Say], other: list[Say], everything: Shelf) -> Clash:
    figure = one[0].figure
    kind = type_of(one, other, everything)
    sides = frozenset({_side(one), _side(other)})
    return Clash(kind, where, key_of(figure.company), figure.metric, figure.period, sides)


# Types


def type_of(one: list[Say], other: list[Say], everything: Shelf) -> str:
    """The first that explains any number of one side against any of the other."""
    pairs = [(a, b) for a in one for b in other]
    for name, explains in (("rounding", _rounding), ("unit_slip", _slip)):
        if any(explains(a.figure.number, b.figure.number) for a, b in pairs):
            return name
    reports = sorted({say.known.note.key for say in (*one, *other)})
    whom = one[0].figure
    around = [
        figure
        for key in reports
        for figure in everything[key]
        if (figure.company, figure.measure, figure.scope, figure.unit)
        == (whom.company, whom.measure, whom.scope, whom.unit)
    ]
    if any(_is_of_neighbour(say.figure, around) for say in (*one, *other)):
        return "period_shift"
    if any(_is_of_other_basis(say.figure, around) for say in (*one, *other)):
        return "basis_mix"
    if any(_counted_otherwise(a.figure, b.figure) for a, b in pairs):
        return "definition"
    return "disagreement"


def _rounding(a: Number, b: Number) -> bool:
    if a.decimals is None or b.decimals is None:
        return False
    return abs(a.middle - b.middle) <= Decimal(1).scaleb(-min(a.decimals, b.decimals))


def _ratio(a: Number, b: Number) -> Decimal | None:
    low, high = sorted((abs(a.middle), abs(b.middle)))
    return None if low == 0 or (a.middle > 0) != (b.middle > 0) else high / low


def _slip(a: Number, b: Number) -> bool:
    ratio = _ratio(a, b)
    return ratio is not None and any(abs(ratio.scaleb(-power) - 1) <= NEAR for power in POWERS)


def _is_of_neighbour(one: Figure, around: Iterable[Figure]) -> bool:
    return any(
        near.metric == one.metric and near.period in neighbours(one.period) and same(near.number, one.number)
        for near in around
    )


def neighbours(period: str) -> set[str]:
    year, part = int(period[:4]), period[4:]
    if not part:
        return {str(year - 1), str(year + 1)}
    found = {f"{year - 1}{part}", f"{year + 1}{part}"}
    count = {"Q": 4, "H": 2}[part[0]]
    place = year * count + int(part[1]) - 1
    return found | {f"{one // count}{part[0]}{one % count + 1}" for one in (place - 1, place + 1)}


def _is_of_other_basis(one: Figure, around: Iterable[Figure]) -> bool:
    return any(
        {one.metric, near.metric} in MAY_NOT_MERGE
        and near.period == one.period
        and same(near.number, one.number)
        for near in around
    )


def _counted_otherwise(a: Figure, b: Figure) -> bool:
    words = [{name for name in COUNTED_WORDS if name in (one.label or "")} for one in (a, b)]
    ratio = _ratio(a.number, b.number)
    return words[0] != words[1] or (
        ratio is not None and any(abs(ratio / span - 1) <= NEAR for span in SPANS)
    )
