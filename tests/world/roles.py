"""When who writes about whom: a plan of slots, the same every time; nothing here knows what will be said."""

from __future__ import annotations

import datetime
import random
from typing import NamedTuple

from world.cast import COMPANIES, FIRST_DAY, HOUSES, WEEKS, House
from world.nouns import Company

LAST_DAY = WEEKS[-1]
CAREERS = ("steady",) * 11 + ("fresh",) * 3 + ("gone",) * 3 + ("returns",) * 6


class Slot(NamedTuple):
    day: datetime.date
    house: House
    company: Company
    career: str
    number: int  # counts the notes of this broker on this company
    is_last: bool


def _days(career: str, chance: random.Random) -> list[datetime.date]:
    """The days of one broker's notes on one company, at least 16 days apart."""
    first = FIRST_DAY
    if career == "fresh":
        days = [first + datetime.timedelta(chance.randint(3, 50))]
        if chance.random() < 0.6:
            days.append(days[0] + datetime.timedelta(chance.randint(17, 32)))
        return days
    if career == "gone":
        end = first - datetime.timedelta(chance.randint(110, 174))
        return [end - datetime.timedelta(chance.randint(20, 60)), end][-chance.choice((1, 2)) :]
    if career == "returns":
        before = first - datetime.timedelta(chance.randint(150, 205))
        return [before, before + datetime.timedelta(chance.randint(186, 230))]
    days = [first - datetime.timedelta(chance.randint(5, 110))]
    for _ in range(2):
        last = max(days[-1], first - datetime.timedelta(6))
        days.append(last + datetime.timedelta(chance.randint(17, 34)))
    return days


def plan() -> list[Slot]:
    """Every slot, by day; four brokers a company."""
    slots: list[Slot] = []
    for company in COMPANIES:
        chance = random.Random(f"who covers {company.name}")
        for place, house in enumerate(chance.sample(HOUSES, 4)):
            # Two of each company stay with it: the street is never empty.
            career = "steady" if place < 2 else chance.choice(CAREERS)
            days = [_workday(day) for day in _days(career, chance)]
            days = [day for day in days if day <= LAST_DAY]
            slots += [
                Slot(day, house, company, career, number, number == len(days) - 1)
                for number, day in enumerate(days)
            ]
    return sorted(slots, key=lambda slot: (slot.day, slot.house.name, slot.company.name))


def _workday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(max(0, day.weekday() - 4))
