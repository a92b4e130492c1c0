"""One broker's coverage of one company: a plan of days in, what its notes say out, with the happenings intended.

The actor knows what it said before and decides what to say next ("cut the target, say so"): what must be found is
written down when it is decided, not worked out from the claims.
"""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import NamedTuple

from world.cast import PER_SHARE, House, printed, truth_of, unit_of
from world.nouns import Company, Figure, Happening, Number, Rating, Target

ESTIMATED = ("revenue", "net_profit_parent", "eps", "gross_margin")
PERIODS = ("2025", "2026", "2027")
DROPPED_AFTER = 180


class Said(NamedTuple):
    ratings: tuple[Rating, ...]
    targets: tuple[Target, ...]
    figures: tuple[Figure, ...]
    intents: tuple[Happening, ...]


class Actor:
    def __init__(self, house: House, company: Company) -> None:
        self.house, self.company = house, company
        self.chance = random.Random(f"{house.name} on {company.name}")
        self.rung: int | None = None
        self.target: Decimal | None = None
        self.estimates: dict[tuple[str, str], Number] = {}
        self.bias = Decimal(self.chance.randint(88, 112)) / 100
        self.last: datetime.date | None = None
        self.currency = "HKD" if company.currency == "HKD" and house.name == "海峤国际" else "CNY"

    def speak(self, day: datetime.date, *, rates: bool = True) -> Said:
        """What the note of this day says. Called in the order of the days."""
        intents: list[Happening] = []
        self.day = day.isoformat()
        dropped = self.last is not None and (day - self.last).days > DROPPED_AFTER
        if dropped:
            intents.append(self.dropped())
        self.last = day
        rating = self._rate(intents, dropped) if rates else None
        target = self._aim(intents) if rates and self.chance.random() < 0.75 else None
        figures = self._estimate(intents)
        return Said((rating,) if rating else (), (target,) if target else (), figures, tuple(intents))

    def dropped(self) -> Happening:
        """The end of coverage for want of notes."""
        assert self.last is not None
        day = self.last + datetime.timedelta(days=DROPPED_AFTER + 1)
        assert self.rung is not None
        return self._happens("drop", old=self.house.ladder[self.rung][0], day=day.isoformat())

    def _happens(
        self,
        kind: str,
        metric: str | None = None,
        period: str | None = None,
        old: str | Decimal | None = None,
        new: str | Decimal | None = None,
        day: str | None = None,
    ) -> Happening:
        return Happening(kind, day or self.day, self.house.name, self.company.key, metric, period, old, new)

    # Ratings

    def _rate(self, intents: list[Happening], dropped: bool) -> Rating:
        before = self.rung
        first = before is None
        if first:
            rung = self.chance.choice((0, 0, 0, 1, 1, 2, 3))
        elif self.chance.random() < 0.55:
            rung = before
        else:
            rung = min(4, max(0, before + self.chance.choice((-2, -1, -1, 1, 1, 2))))
        self.rung = rung
        word, step = self.house.ladder[rung]
        old = None if before is None else self.house.ladder[before]
        moved = self._moved(before, rung)
        action: str | None = None
        says_so = self.chance.random() < self.house.prints_action
        if first:
            action = self.chance.choice(("initiate", "initiate", "maintain")) if says_so else None
        elif says_so:
            action = {1: "upgrade", -1: "downgrade", 0: "maintain"}[moved]
            if dropped and moved == 0 and self.chance.random() < 0.3:
                action = "resume"
        prior = old[0] if old and action in ("upgrade", "downgrade") and self.chance.random() < 0.5 else None
        kind = self._kind(first, action, dropped, old, (word, step))
        was = word if action == "maintain" else old[0] if old and action != "initiate" else None
        intents.append(self._happens(kind, old=was, new=word))
        read = self.house.read_as.get(word)
        return Rating(company=self.company.name, word=word, action=action, prior=prior, step=read)

    def _moved(self, before: int | None, rung: int) -> int:
        """1 up, -1 down, by what the broker itself would say."""
        if before is None or before == rung:
            return 0
        return 1 if rung < before else -1

    def _kind(
        self,
        first: bool,
        action: str | None,
        dropped: bool,
        old: tuple[str, str] | None,
        new: tuple[str, str],
    ) -> str:
        if action:
            return "reiterate" if action == "maintain" else action
        if first or old is None:
            return "first"
        if old == new:
            return "resume" if dropped else "reiterate"
        if not old[1]:
            return "changed"  # other words, and nothing says which is better
        ladder = self.house.ladder
        return "upgrade" if ladder.index(new) < ladder.index(old) else "downgrade"

    # Target prices

    def _aim(self, intents: list[Happening]) -> Target:
        unit = self.company.currency
        old = self.target
        if old is None:
            number = Number(Decimal(self.chance.randint(1_000, 30_000)).scaleb(-2))
        else:
            move = self.chance.choice((0, 0, 3, 8, 15, -4, -10))
            number = Number((old * (100 + move) / 100).quantize(Decimal("0.01")) if move else old)
        if self.chance.random() < 0.12:  # a range about it
            half = Decimal(self.chance.randint(10, 200)).scaleb(-2)
            number = Number(number.value - half, None, number.value + half)
        prints = self.chance.random() < self.house.prints_prior
        prior = old if old is not None and prints else None
        if old is None and prints and self.chance.random() < 0.4:
            prior = number.middle - 1  # what it was in a note that nobody has
        before = prior if prior is not None else old
        new = number.middle
        if before is None:
            kind = "target_set"
        else:
            kind = "target_kept" if new == before else "target_raised" if new > before else "target_cut"
        intents.append(self._happens(kind, old=before, new=new))
        self.target = new
        return Target(company=self.company.name, number=number, unit=unit, prior=prior)

    # Estimates

    def _estimate(self, intents: list[Happening]) -> tuple[Figure, ...]:
        figures: list[Figure] = []
        plan = self.chance.choice(("up", "down", "keep", "keep", "round", "edge"))
        coarser = self.chance.choice((1, 2))
        metrics = ESTIMATED if self.chance.random() < 0.5 else ESTIMATED[:3]
        for metric in metrics:
            for period in PERIODS:
                old = self.estimates.get((metric, period))
                number = (
                    self._first(metric, period) if old is None else self._next(old, metric, plan, coarser)
                )
                if old is not None and plan in ("up", "down"):
                    kind = "estimate_raised" if plan == "up" else "estimate_cut"
                    intents.append(self._happens(kind, metric, period, old.middle, number.middle))
                self.estimates[metric, period] = number
                unit = self.currency if unit_of(metric) == "CNY" else unit_of(metric)
                figures.append(
                    Figure(company=self.company.name, metric=metric, period=period, number=number, unit=unit)
                )
        return tuple(figures)

    def _first(self, metric: str, period: str) -> Number:
        if metric == "gross_margin":
            place = self.chance.randint(200, 600)
            # One house prints its margins in a picture, where the last digit is not known.
            return Number(Decimal(place).scaleb(-1), None if self.house.name == "北麓证券" else 1)
        return printed(truth_of(self.company, metric, period) * self.bias, self._decimals(metric))

    def _decimals(self, metric: str) -> int:
        return self.house.decimals[1 if metric in PER_SHARE else 0]

    def _next(self, old: Number, metric: str, plan: str, coarser: int) -> Number:
        decimals = old.decimals
        usual = None if decimals is None else 1 if metric == "gross_margin" else self._decimals(metric)
        last = Decimal(1).scaleb(-(1 if usual is None else usual))
        if plan in ("up", "down"):
            base = old.value
            by = max(abs(base) * self.chance.randint(15, 90) / 1000, 2 * last)
            if decimals is not None:  # further than the coarser of the two can hide
                by = max(by, 2 * Decimal(1).scaleb(-decimals))
            moved = printed(base + (by if plan == "up" else -by), 1 if usual is None else usual)
            return Number(moved.value, usual)
        if decimals is None or plan == "keep":
            return old
        if plan == "round":
            coarse = decimals - (coarser if metric not in PER_SHARE else 1)
            # A figure of one or two digits would say nothing any more.
            return printed(old.value, coarse) if old.value >= Decimal(50).scaleb(-coarse) else old
        return Number(old.value + Decimal(1).scaleb(-decimals), decimals)  # one last digit: still no move
