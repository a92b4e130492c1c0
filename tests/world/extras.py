"""What stands in a note beside its own view and must not be taken for it: peers, others' forecasts, parts, prices."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

from world.cast import COMPANIES, House, close_of, printed, truth_of
from world.nouns import Company, Figure, Number


def extras(house: House, company: Company, day: datetime.date) -> tuple[Figure, ...]:
    chance = random.Random(f"{house.name} {company.name} {day}")
    figures = [price(company, day)] if chance.random() < 0.7 else []
    if chance.random() < 0.25:
        figures += _peers(company, chance)
    if chance.random() < 0.2:
        figures.append(_street(company, chance))
    if chance.random() < 0.2:
        figures.append(_part(company, chance))
    if chance.random() < 0.2:
        figures.append(_guidance(company))
    return tuple(figures)


def price(company: Company, day: datetime.date) -> Figure:
    before = day - datetime.timedelta(1)
    return Figure(
        company=company.name,
        metric="price",
        period=before.isoformat(),
        number=Number(close_of(company, before), 2),
        unit=company.currency,
        stance="actual",
        origin="boxes",
    )


def _peers(company: Company, chance: random.Random) -> list[Figure]:
    """Rows of a table that compares: even a profit in it is no view of whoever prints it."""
    others = [one for one in COMPANIES if one.industry == company.industry and one != company][:2]
    return [
        Figure(
            company=other.name,
            metric=metric,
            period="2026",
            number=printed(truth_of(other, metric, "2026") * chance.randint(60, 150) / 100, decimals),
            unit="CNY",
            origin="comparison",
        )
        for other in others
        for metric, decimals in (("eps", 2), ("net_profit_parent", -6))
    ]


def _street(company: Company, chance: random.Random) -> Figure:
    """What others expect, named so; some readings call it an estimate all the same."""
    return Figure(
        company=company.name,
        metric="net_profit_parent",
        period="2026",
        number=printed(truth_of(company, "net_profit_parent", "2026") * 2, -6),
        unit="CNY",
        stance=chance.choice(("consensus", "estimate")),
        attribution="Wind",
        origin="prose",
    )


def _part(company: Company, chance: random.Random) -> Figure:
    return Figure(
        company=company.name,
        metric="revenue",
        period="2026",
        number=printed(truth_of(company, "revenue", "2026") * chance.randint(20, 60) / 100, -6),
        unit="CNY",
        scope="海外",
    )


def _guidance(company: Company) -> Figure:
    """What the company itself promises."""
    return Figure(
        company=company.name,
        metric="revenue",
        period="2026",
        number=printed(truth_of(company, "revenue", "2026") * Decimal("0.8"), -8),
        unit="CNY",
        stance="guidance",
        attribution=company.name,
        origin="prose",
    )


def mistaken_forecast(house: House, company: Company, writer: int) -> tuple[Figure, ...]:
    """What is spent on research, in two ways to count it, of two years by two brokers, once each; the second one errs as estimates may err."""
    place = COMPANIES.index(company)
    mistake = ("unit_slip", "period_shift", "basis_mix", None)[place % 4]
    # Where one errs the two are of one mind otherwise, so that nothing but the mistake is between them.
    lift = 1 if mistake else 1 + Decimal(writer) / 1000
    number = {
        (metric, year): printed(truth_of(company, metric, year) * lift, -4)
        for metric in ("rd_expense", "rd_spending")
        for year in ("2026", "2027")
    }
    if writer == 1 and mistake == "unit_slip":
        own = number["rd_expense", "2026"]
        number["rd_expense", "2026"] = Number(own.value.scaleb(2), -6)
    elif writer == 1 and mistake == "period_shift":
        number["rd_expense", "2026"] = number["rd_expense", "2027"]
    elif writer == 1 and mistake == "basis_mix":
        number["rd_expense", "2026"] = number["rd_spending", "2026"]
    return tuple(
        Figure(company=company.name, metric=metric, period=year, number=one, unit="CNY")
        for (metric, year), one in number.items()
    )
