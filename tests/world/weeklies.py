"""Weeklies: no company of their own, a list of names that changes, one title for all weeks, and things that are no view."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

from world.cast import COMPANIES, HOUSE, SUBJECT, WEEKS, printed, truth_of
from world.nouns import Company, Figure, Happening, Note, Rating

# Broker, industry (None: the report only has a type), title.
SERIES = (
    ("霁川证券", "电子", "电子行业周报：跟踪景气"),
    ("汀屿证券", "食品饮料", "食品饮料周报：看渠道"),
    ("岐衡证券", None, "策略周报：本周观点"),
)
GROUPS = ("主线", "弹性", None)


def weeklies() -> tuple[list[Note], list[Happening]]:
    notes: list[Note] = []
    intents: list[Happening] = []
    for broker, industry, title in SERIES:
        chance = random.Random(f"{broker} weekly")
        pool = [one for one in COMPANIES if industry in (None, one.industry)]
        names = chance.sample(pool, min(4, len(pool) - 1))
        before: list[Company] | None = None
        for week, sunday in enumerate(WEEKS):
            day = sunday if broker == "霁川证券" else sunday - datetime.timedelta(2)
            if before is not None:
                names = _changed(names, pool, chance)
            listed = [] if week == 5 else names  # one week nothing is recommended
            if listed and before is not None:
                intents += _changes(day, broker, before, listed)
            before = listed or before
            if industry:
                kind = "reiterate" if week else "first"
                key = SUBJECT[industry].key
                old = "看好" if week else None
                intents.append(Happening(kind, day.isoformat(), broker, key, None, None, old, "看好"))
            notes.append(
                Note(
                    key=f"weekly {broker} {week}",
                    broker=broker,
                    title=title,
                    published=day,
                    industry=industry,
                    report_type="行业周报" if industry else "策略周报",
                    ratings=(Rating(company=industry, word="看好", of="industry"),) if industry else (),
                    names=tuple((one.name, chance.choice(GROUPS)) for one in listed),
                    figures=_told(broker, pool, week),
                    prints_scale=week == 0 and chance.random() < HOUSE[broker].prints_scale,
                )
            )
    return notes, intents


def _changed(names: list[Company], pool: list[Company], chance: random.Random) -> list[Company]:
    """The next list: mostly one goes and one comes; sometimes only the order changes."""
    names = [*names]
    if chance.random() < 0.7 and len(names) > 2:
        names.remove(chance.choice(names))
    if chance.random() < 0.7 and len(names) < len(pool):
        names.append(chance.choice([one for one in pool if one not in names]))
    chance.shuffle(names)
    return names


def _changes(day: datetime.date, broker: str, before: list[Company], now: list[Company]) -> list[Happening]:
    added = [("name_added", one) for one in now if one not in before]
    removed = [("name_removed", one) for one in before if one not in now]
    return [Happening(kind, day.isoformat(), broker, one.key) for kind, one in (*added, *removed)]


def _told(broker: str, pool: list[Company], week: int) -> tuple[Figure, ...]:
    """An estimate of earnings a share alone is no view of a company; a stranger's forecast of a profit is none either."""
    one = pool[week % len(pool)]
    eps = printed(truth_of(one, "eps", "2026") * Decimal("1.7"), 2)
    profit = printed(truth_of(one, "net_profit_parent", "2026") * Decimal("1.4"), -8)
    return (
        Figure(company=one.name, metric="eps", period="2026", number=eps, unit="CNY", origin="prose"),
        Figure(
            company=one.name,
            metric="net_profit_parent",
            period="2026",
            number=profit,
            unit="CNY",
            attribution="Wind",
            stance="consensus",
            origin="prose",
        ),
    )
