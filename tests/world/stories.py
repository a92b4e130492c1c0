"""Histories of a few notes each, written by hand for one rule each, about brokers that do not cover the company otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from world.cast import COMPANIES, HOUSES
from world.nouns import Company, Figure, Happening, Note, Number, Rating, Target
from world.roles import plan

Story = tuple[list[Note], list[Happening]]


class Pair(NamedTuple):
    broker: str
    company: Company

    def note(self, number: int, day: datetime.date, title: str | None = None, **says: object) -> Note:
        return Note(
            key=f"story {self.broker} {self.company.name} {number}",
            broker=self.broker,
            title=title or f"{self.company.name}小记之{number}",
            published=day,
            company=self.company.name,
            industry=self.company.industry,
            **says,  # type: ignore[arg-type]
        )

    def figure(self, value: str, decimals: int | None = 2, **more: object) -> Figure:
        said: dict[str, object] = {"metric": "dps", "period": "2026", "unit": "CNY", **more}
        high = said.pop("high", None)
        number = Number(Decimal(value), decimals, Decimal(str(high)) if high else None)
        return Figure(company=self.company.name, number=number, **said)  # type: ignore[arg-type]

    def target(self, value: str, unit: str, **more: object) -> Target:
        return Target(company=self.company.name, number=Number(Decimal(value)), unit=unit, **more)  # type: ignore[arg-type]

    def event(self, kind: str, day: datetime.date, *said: object) -> Happening:
        about = [Decimal(one) if isinstance(one, str) and one[-1].isdigit() else one for one in said[2:]]
        return Happening(kind, day.isoformat(), self.broker, self.company.key, *said[:2], *about)  # type: ignore[arg-type]


def _day(month: int, day: int) -> datetime.date:
    return datetime.date(2026, month, day)


def stories() -> Story:
    """All of them, each about a pair of its own."""
    free = _free_pairs()
    notes: list[Note] = []
    intents: list[Happening] = []
    for tell in (_one_title, _two_on_a_day, _another_currency, _ranges_and_losses, _without_decimals, _ahead):
        for pair in (next(free), next(free)):
            told, meant = tell(pair)
            notes += told
            intents += meant
    return notes, intents


def _free_pairs() -> Iterator[Pair]:
    """Brokers with the companies they do not write about, one a company, companies that are quoted in yuan."""
    covered = {(slot.house.name, slot.company.name) for slot in plan()}
    for place, company in enumerate(COMPANIES):
        free = [house.name for house in HOUSES if (house.name, company.name) not in covered]
        if company.currency == "CNY":
            yield Pair(free[place % len(free)], company)


def _one_title(pair: Pair) -> Story:
    """A title used again: 14 days on it is the same note, 15 days after that it is a new one."""
    title = f"{pair.company.name}：如期而至"
    days = (_day(1, 12), _day(1, 26), _day(2, 10))
    values = ("1.10", "1.30", "1.50")
    notes = [
        pair.note(number, day, title, figures=(pair.figure(value),))
        for number, (day, value) in enumerate(zip(days, values, strict=True))
    ]
    return notes, [pair.event("estimate_raised", days[2], "dps", "2026", "1.30", "1.50")]


def _two_on_a_day(pair: Pair) -> Story:
    """Two notes of one day, told apart by their titles: what came in later is later."""
    day = _day(1, 21)
    notes = [
        pair.note(0, day, "早间点评", figures=(pair.figure("2.10"),), targets=(pair.target("30", "CNY"),)),
        pair.note(1, day, "晚间点评", figures=(pair.figure("1.90"),), targets=(pair.target("28", "CNY"),)),
    ]
    intents = [
        pair.event("target_set", day, None, None, None, "30"),
        pair.event("target_cut", day, None, None, "30", "28"),
        pair.event("estimate_cut", day, "dps", "2026", "2.10", "1.90"),
    ]
    return notes, intents


def _another_currency(pair: Pair) -> Story:
    """A target and an estimate told in dollars for once are not held against those in yuan."""
    days = (_day(1, 14), _day(2, 4), _day(2, 25))
    units = ("CNY", "USD", "CNY")
    notes = [
        pair.note(
            number,
            day,
            targets=(pair.target(target, unit),),
            figures=(pair.figure(value, unit=unit),),
        )
        for number, (day, unit, target, value) in enumerate(
            zip(days, units, ("40", "6", "44"), ("0.80", "0.12", "0.90"), strict=True)
        )
    ]
    intents = [
        pair.event("target_set", days[0], None, None, None, "40"),
        pair.event("target_set", days[1], None, None, None, "6"),
        pair.event("target_raised", days[2], None, None, "40", "44"),
        pair.event("estimate_raised", days[2], "dps", "2026", "0.80", "0.90"),
    ]
    return notes, intents


def _ranges_and_losses(pair: Pair) -> Story:
    """A range counts by its middle; from a loss to a gain is up."""
    days = (_day(1, 15), _day(2, 5), _day(2, 26))
    said = (
        (pair.figure("-0.05"), pair.figure("1.00", period="2027", high="1.20")),
        (pair.figure("0.00"), pair.figure("1.10", period="2027")),
        (pair.figure("0.12"), pair.figure("1.20", period="2027", high="1.40")),
    )
    notes = [
        pair.note(number, day, figures=one) for number, (day, one) in enumerate(zip(days, said, strict=True))
    ]
    intents = [
        pair.event("estimate_raised", days[1], "dps", "2026", "-0.05", "0.00"),
        pair.event("estimate_raised", days[2], "dps", "2026", "0.00", "0.12"),
        pair.event("estimate_raised", days[2], "dps", "2027", "1.10", "1.30"),
    ]
    return notes, intents


def _without_decimals(pair: Pair) -> Story:
    """Where the last digit is not known none is given away: 0.5 may be 0.52, but never 0.56."""
    days = (_day(1, 16), _day(2, 6), _day(2, 27))
    numbers = (("0.52", None), ("0.5", 1), ("0.56", None))
    notes = [
        pair.note(
            number,
            day,
            figures=(pair.figure(value, digits), pair.figure(value, digits, period="2025", stance="actual")),
        )
        for number, (day, (value, digits)) in enumerate(zip(days, numbers, strict=True))
    ]
    intents = [
        pair.event("estimate_raised", days[2], "dps", "2026", "0.5", "0.56"),
        pair.event("restated", days[2], "dps", "2025", "0.5", "0.56"),
    ]
    return notes, intents


def _ahead(pair: Pair) -> Story:
    """A note dated on a day to come is known on that day; a growth rate expected is no estimate of a level."""
    days = (_day(1, 20), _day(2, 12))
    growth = [
        pair.figure(value, 1, metric="revenue", unit="%", measure="yoy", origin="prose")
        for value in ("12.0", "17.0")
    ]
    rated = Rating(company=pair.company.name, word="买入", action="initiate", step="buy")
    notes = [
        pair.note(0, days[0], figures=(pair.figure("0.70"), growth[0]), ratings=(rated,)),
        pair.note(1, days[1], figures=(pair.figure("0.75"), growth[1])),
    ]
    intents = [
        pair.event("initiate", days[0], None, None, None, "买入"),
        pair.event("estimate_raised", days[1], "dps", "2026", "0.70", "0.75"),
    ]
    return notes, intents
