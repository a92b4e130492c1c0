"""Who disagrees with whom as of a day, and why, by the table in docs/method.md."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from world.cast import COMPANIES, HOUSES, STEPS
from world.happened import same
from world.known import Known, histories, key_of, sureness, surest
from world.nouns import Clash, Figure, Number, Side
from world.street import WINDOW, latest_estimates

POWERS = (1, 2, 3, 4, 6, 8, 12)
SPANS = (12, 4, 52, 365, 28, 29, 30, 31)
NEAR = Decimal("0.005")
_PAIRS = (
    ("revenue", "total_operating_revenue"),
    ("net_profit_parent", "net_profit"),
    ("rd_expense", "rd_spending"),
)
MAY_NOT_MERGE = dict(_PAIRS) | {one: other for other, one in _PAIRS}
# What each house works out by itself, or at the number of shares and the price of its own day.
OF_EACH_HOUSE = ("eps", "dps", "price")
HEADLINES = ("revenue", "total_operating_revenue", "net_profit", "net_profit_parent")
COUNTED_WORDS = ("日均", "月均", "年度", "累计")
Thing = tuple[str, str, str, str, str | None, str, str, str | None]
Shelf = dict[str, list[Figure]]  # what each report says, by its key


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
    what = (one.company, one.metric, one.measure, one.period, one.scope, one.unit)
    return (*what, one.stance, one.attribution)


def comparable(one: Figure) -> bool:
    is_told_twice = one.metric not in OF_EACH_HOUSE and one.stance in ("actual", "estimate")
    return is_told_twice and not one.is_peer_row


def said_by(one: Known) -> list[Figure]:
    return surest(figure for figure in one.note.figures if comparable(figure))


def by_thing(says: Iterable[Say]) -> dict[Thing, list[Say]]:
    found: dict[Thing, list[Say]] = {}
    for say in says:
        found.setdefault(thing_of(say.figure), []).append(say)
    return found


def within(known: list[Known]) -> list[Clash]:
    found = []
    everything = {one.note.key: said_by(one) for one in known}
    for one in known:
        figures = [figure for figure in one.note.figures if comparable(figure)]
        shelf = everything | {one.note.key: figures}
        for said in by_thing(Say(one, figure) for figure in figures).values():
            sides = sorted(sides_of(said), key=lambda side: (-len(side), *map(_unsure, side[:1])))
            found += [clash for other in sides[1:] if (clash := told("within", sides[0], other, shelf))]
    return found


def _unsure(say: Say) -> tuple[bool, ...]:
    return tuple(not yes for yes in sureness(say.figure))


def between_reports(known: list[Known]) -> list[Clash]:
    """Actual numbers of one thing, each report's surest."""
    shelf = {one.note.key: said_by(one) for one in known}
    actual = by_thing(
        Say(one, figure) for one in known for figure in shelf[one.note.key] if figure.stance == "actual"
    )
    found = []
    for said in actual.values():
        first, *others = sides_of(said)
        found += [clash for other in others if (clash := told("between", first, other, shelf))]
    return found


def between_estimates(known: list[Known], day: datetime.date) -> list[Clash]:
    found = []
    shelf = {one.note.key: said_by(one) for one in known}
    for estimates in latest_estimates(known).values():
        fresh = [Say(one.known, one.figure) for one in estimates if one.figure and one.counts(day)]
        for said in by_thing(say for say in fresh if comparable(say.figure)).values():
            found += _of_estimates(sides_of(said), shelf)
    return found


def _of_estimates(sides: list[list[Say]], shelf: Shelf) -> list[Clash]:
    """Slips, shifts and mixes; and without them, of sales and profits, the highest against the lowest."""
    found, kept = [], sides[:1]
    for other in sides[1:]:
        clash = told("between", sides[0], other, shelf)
        if clash and clash.type in ("unit_slip", "period_shift", "basis_mix"):
            found.append(clash)
        else:
            kept.append(other)
    values = sorted(say.figure.number.middle for side in kept for say in side)
    half = len(values) // 2
    median = values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
    whom = kept[0][0].figure
    if whom.metric in HEADLINES and values[-1] - values[0] > abs(median) / 5:
        pair = {
            _side(next(side for side in kept if end in [say.figure.number.middle for say in side]))
            for end in (values[0], values[-1])
        }
        about = (key_of(whom.company), whom.metric, whom.period)
        found.append(Clash("disagreement", "between", *about, frozenset(pair)))
    return found


def between_ratings(known: list[Known], day: datetime.date) -> list[Clash]:
    """Of each company's latest ratings those of the best step against those of the worst."""
    found = []
    views = histories(known)
    for company in COMPANIES:
        latest: dict[str, list[tuple[str, str]]] = {}
        for house in HOUSES:
            rated = [view for view in views.get((house.name, company.name), []) if view.rating]
            if rated and rated[-1].known.day > day - datetime.timedelta(WINDOW):
                view = rated[-1]
                if view.step is not None and view.rating is not None:
                    latest.setdefault(view.step, []).append((house.name, view.rating.word))
        steps = [step for step in STEPS if step in latest]
        if steps and STEPS.index(steps[-1]) - STEPS.index(steps[0]) >= 2:
            pair = {
                Side(frozenset(word for _, word in latest[end]), frozenset(who for who, _ in latest[end]))
                for end in (steps[0], steps[-1])
            }
            found.append(Clash("disagreement", "between", company.key, "rating", None, frozenset(pair)))
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


def told(where: str, one: list[Say], other: list[Say], shelf: Shelf) -> Clash | None:
    """The conflict of two sides, None where nothing explains it and it is too far for one of them to be wrong."""
    figure = one[0].figure
    kind = type_of(where, one, other, shelf)
    if kind is None:
        return None
    about = (key_of(figure.company), figure.metric, figure.period)
    return Clash(kind, where, *about, frozenset({_side(one), _side(other)}))


# Types


def type_of(where: str, one: list[Say], other: list[Say], shelf: Shelf) -> str | None:
    """The first that explains the difference of any number of one side to any of the other."""
    pairs = [(a.figure, b.figure) for a in one for b in other]
    if any(_slip(a.number, b.number) for a, b in pairs):
        return "unit_slip"
    if any(_rounding(a.number, b.number) for a, b in pairs):
        return "rounding"
    if _shifted(other, one, shelf) or (where == "between" and _shifted(one, other, shelf)):
        return "period_shift"
    if _mixed(other, one, shelf) or (where == "between" and _mixed(one, other, shelf)):
        return "basis_mix"
    if any(_counted_otherwise(a, b) for a, b in pairs):
        return "definition"
    return "disagreement" if any(_is_near(a, b) for a, b in pairs) else None


def _rounding(a: Number, b: Number) -> bool:
    if a.decimals is None or b.decimals is None:
        return False
    return abs(a.middle - b.middle) <= Decimal(1).scaleb(-min(a.decimals, b.decimals))


def _ratio(a: Number, b: Number) -> Decimal | None:
    low, high = sorted((abs(a.middle), abs(b.middle)))
    return None if low == 0 or (a.middle > 0) != (b.middle > 0) else high / low


def _slip(a: Number, b: Number) -> bool:
    """Whether one is the other in a wrong unit, within half a percent or what their last digits leave open."""
    small, large = sorted((a, b), key=lambda one: abs(one.middle))
    if small.middle == 0 or (a.middle > 0) != (b.middle > 0):
        return False
    return any(
        abs(large.middle.scaleb(-power) - small.middle)
        <= max(NEAR * abs(small.middle), _half(large).scaleb(-power) + _half(small))
        for power in POWERS
    )


def _half(one: Number) -> Decimal:
    """Half of what the last digit is worth."""
    return Decimal(0) if one.decimals is None else Decimal(1).scaleb(-one.decimals) / 2


def _shifted(side: list[Say], against: list[Say], shelf: Shelf) -> bool:
    """Whether a number is that of the neighbouring period on the other side."""
    reports = sorted({say.known.note.key for say in against})
    return any(
        thing_of(near) == (*thing_of(say.figure)[:3], near.period, *thing_of(say.figure)[4:])
        and near.period in neighbours(say.figure.period)
        and _is_no_accident(near, say.figure)
        for say in side
        for key in reports
        for near in shelf[key]
    )


def _mixed(side: list[Say], against: list[Say], shelf: Shelf) -> bool:
    """Whether a number is that of the metric beside it, in any report; of estimates in one of the other side."""
    whom = side[0].figure
    beside = MAY_NOT_MERGE.get(whom.metric)
    told = {say.known.note.key for say in against} if whom.stance == "estimate" else shelf
    return any(
        near.metric == beside
        and near.company == whom.company
        and thing_of(near) == (near.company, near.metric, *thing_of(say.figure)[2:])
        and _is_no_accident(near, say.figure)
        for say in side
        for key in sorted(told)
        for near in shelf[key]
    )


def _is_no_accident(a: Figure, b: Figure) -> bool:
    """The same number, and of so many digits that it means something; of estimates it takes one more."""
    digits = [len(str(int(abs(one.number.middle).scaleb(one.number.decimals or 0)))) for one in (a, b)]
    least = 4 if a.stance == "estimate" else 3
    return min(digits) >= least and max(digits) > least and same(a.number, b.number)


def neighbours(period: str) -> set[str]:
    year, part = int(period[:4]), period[4:]
    if not part:
        return {str(year - 1), str(year + 1)}
    found = {f"{year - 1}{part}", f"{year + 1}{part}"}
    count = {"Q": 4, "H": 2}[part[0]]
    place = year * count + int(part[1]) - 1
    return found | {f"{one // count}{part[0]}{one % count + 1}" for one in (place - 1, place + 1)}


def _counted_otherwise(a: Figure, b: Figure) -> bool:
    words = [next((name for name in COUNTED_WORDS if name in (one.label or "")), None) for one in (a, b)]
    ratio = _ratio(a.number, b.number)
    return (None not in words and words[0] != words[1]) or (
        ratio is not None and any(abs(ratio / span - 1) <= NEAR for span in SPANS)
    )


def _is_near(a: Figure, b: Figure) -> bool:
    is_in_text = any(one.origin.startswith("prose") for one in (a, b))
    values = [one.number.middle for one in (a, b)]
    return abs(values[0] - values[1]) <= max(map(abs, values)) * Decimal("0.2" if is_in_text else "0.35")
