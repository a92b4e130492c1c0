"""What the street expects as of a day: the latest estimate of each broker, by the formulas of docs/method.md."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from world.known import Known, histories, key_of
from world.nouns import Figure, Number, Street

WINDOW = 180
Thing = tuple[str, str, str | None]  # company, metric, period
Earlier = Callable[[datetime.date], "Estimates"]


class Estimate(NamedTuple):
    broker: str
    known: Known
    number: Number
    unit: str
    figure: Figure | None = None  # None of a target price

    def counts(self, day: datetime.date) -> bool:
        return self.known.day > day - datetime.timedelta(WINDOW)

    @property
    def came(self) -> tuple[datetime.date, datetime.datetime]:
        return (self.known.day, self.known.added)


Estimates = dict[Thing, list[Estimate]]


def latest_estimates(known: Iterable[Known], stance: str = "estimate") -> Estimates:
    """One estimate a broker, the oldest first; target prices too, which have no period."""
    found: dict[Thing, dict[str, Estimate]] = {}
    for (company, metric, period), said in all_estimates(known, stance).items():
        for one in said:
            found.setdefault((company, metric, period), {})[one.broker] = one
    return {thing: sorted(said.values(), key=lambda one: one.came) for thing, said in found.items()}


def all_estimates(known: Iterable[Known], stance: str = "estimate") -> Estimates:
    found: Estimates = {}
    for (broker, company), views in histories(known).items():
        for view in views:
            for one in view.figures:
                if one.stance == stance and one.measure == "level":
                    said = Estimate(broker, view.known, one.number, one.unit, one)
                    found.setdefault((key_of(company), one.metric, one.period), []).append(said)
            for target in view.known.note.targets if stance == "estimate" else ():
                if target.company == company:
                    said = Estimate(broker, view.known, target.number, target.unit)
                    found.setdefault((key_of(company), "target_price", None), []).append(said)
    return {thing: sorted(said, key=lambda one: one.came) for thing, said in found.items()}


def consensus(known: Iterable[Known], day: datetime.date, earlier: Earlier) -> list[Street]:
    """Every row as of a day; `earlier` tells the estimates of a day before, by what is known today."""
    known = list(known)
    actuals = all_estimates(known, "actual")
    rows = []
    for thing, estimates in latest_estimates(known).items():
        fresh = [one for one in estimates if one.counts(day)]
        unit = most_used([one.unit for one in fresh or estimates])
        values = {one.broker: one.number.middle for one in fresh if one.unit == unit}
        numbers = list(values.values())
        stale = sorted(one.broker for one in estimates if not one.counts(day))
        other = sorted(one.broker for one in fresh if one.unit != unit)
        before = [values_on(earlier, thing, unit, day - datetime.timedelta(days)) for days in (30, 90)]
        actual = next((one for one in actuals.get(thing, []) if one.unit == unit), None)
        rows.append(
            Street(
                *(*thing, unit, tuple(sorted(values.items()))),
                *(mean(numbers), median(numbers), max(numbers, default=None), min(numbers, default=None)),
                *(stdev(numbers), tuple(stale), tuple(other)),
                *standout([one for one in fresh if one.unit == unit]),
                *(percent(mean(numbers), mean(then)) for then in before),
                *surprise(actual, earlier, thing, unit),
            )
        )
    return rows


def values_on(earlier: Earlier, thing: Thing, unit: str, day: datetime.date) -> list[Decimal]:
    said = earlier(day).get(thing, [])
    return [one.number.middle for one in said if one.counts(day) and one.unit == unit]


def surprise(
    actual: Estimate | None, earlier: Earlier, thing: Thing, unit: str
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The first actual number, how far off it was in percent, and in standard deviations."""
    if actual is None:
        return (None, None, None)
    came = actual.number.middle
    expected = values_on(earlier, thing, unit, actual.known.day - datetime.timedelta(1))
    middle, spread = mean(expected), stdev(expected)
    if middle is None:
        return (came, None, None)
    off = (came - middle) / spread if len(expected) >= 3 and spread else None
    return (came, percent(came, middle), off)


def standout(said: Sequence[Estimate]) -> tuple[str | None, Decimal | None]:
    """Of three or more the one furthest from the mean of the others; of two alike the newer."""
    best: tuple[Decimal, datetime.date, str, Decimal | None] | None = None
    for one in sorted(said, key=lambda one: one.broker, reverse=True) if len(said) >= 3 else ():
        others = mean([other.number.middle for other in said if other is not one])
        assert others is not None
        gap = abs(one.number.middle - others).quantize(Decimal("1e-12"))
        if gap and (best is None or (gap, one.known.day) >= best[:2]):
            best = (gap, one.known.day, one.broker, percent(one.number.middle, others))
    return (best[2], best[3]) if best else (None, None)


def most_used(units: list[str]) -> str:
    """The unit most brokers use, of several alike the one of the newest number; `units` are from old to new."""
    most = max(units.count(unit) for unit in units)
    return [unit for unit in units if units.count(unit) == most][-1]


# Formulas


def mean(numbers: Sequence[Decimal]) -> Decimal | None:
    return sum(numbers, Decimal(0)) / len(numbers) if numbers else None


def median(numbers: Sequence[Decimal]) -> Decimal | None:
    placed, half = sorted(numbers), len(numbers) // 2
    if not placed:
        return None
    return placed[half] if len(placed) % 2 else (placed[half - 1] + placed[half]) / 2


def stdev(numbers: Sequence[Decimal]) -> Decimal | None:
    middle = mean(numbers)
    if middle is None or len(numbers) < 2:
        return None
    return (sum(((x - middle) ** 2 for x in numbers), Decimal(0)) / (len(numbers) - 1)).sqrt()


def percent(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    """New against old, where old is above zero."""
    return (new / old - 1) * 100 if new is not None and old is not None and old > 0 else None
