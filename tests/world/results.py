"""What companies reported: the actual figures a note prints, some of them wrong in a way that has a name.

Everybody who writes after a company's results prints them. One writer a figure errs, each time in another of the ways
of docs/method.md; another says a thing twice in one report, once wrongly. Later notes print the figures again; some
print them restated.
"""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

from world.cast import COMPANIES, FIRST_DAY, HOUSES, PER_SHARE, House, printed, truth_of, unit_of
from world.nouns import Company, Figure, Happening, Number

ERRORS = ("rounding", "unit_slip", "period_shift", "basis_mix", "definition", "disagreement")
_CYCLE = (*ERRORS, "rounding")  # which not every figure has room for
PERIODS = ("2024", "2025", "2025Q3", "2025Q4")
METRICS = ("revenue", "net_profit_parent", "eps")
WIDER = {"revenue": "total_operating_revenue", "net_profit_parent": "net_profit"}
_OTHER = {"revenue": "net_profit_parent", "net_profit_parent": "revenue"}
_COARSE = (-8, -9)  # ten times as coarse as any house prints


def results_day(company: Company) -> datetime.date:
    """When the company published its figures for 2025."""
    return FIRST_DAY + datetime.timedelta(14 + 3 * COMPANIES.index(company) % 40)


def erring(company: Company, writer: int) -> dict[str, str]:
    """Which figure of 2025 the writer of this number gets wrong, and how; the first two writers get all right."""
    place = COMPANIES.index(company)
    if writer == 2:
        return {"revenue": _CYCLE[place % 7]}
    if writer == 3:
        return {"net_profit_parent": _CYCLE[(place + 2) % 7]}
    return {}


def exact(company: Company, metric: str, period: str) -> Decimal:
    return truth_of(company, metric, period)


def decimals_of(house: House, metric: str) -> int:
    return house.decimals[1 if metric in PER_SHARE else 0]


def right(house: House, company: Company, metric: str, period: str) -> Number:
    return printed(exact(company, metric, period), decimals_of(house, metric))


def wrong(house: House, company: Company, metric: str, period: str, error: str) -> Number:
    """The number as misprinted; where a truncation would be within its precision, another figure altogether."""
    number = right(house, company, metric, period)
    value, decimals = number.value, decimals_of(house, metric)
    chance = random.Random(f"{company.name} {metric} {period} {error}")
    if error == "rounding":
        for coarse in _COARSE:
            unit = Decimal(1).scaleb(-coarse)
            whole, over = divmod(exact(company, metric, period) / unit, 1)
            if Decimal("0.6") < over < Decimal("0.94") and whole:
                return Number(whole * unit, coarse)
            if Decimal("0.06") < over < Decimal("0.4") and whole:
                return Number((whole + 1) * unit, coarse)
        error = "disagreement"
    if error == "unit_slip":
        power = chance.choice((1, 2, 4, 8))
        return Number(value.scaleb(power), decimals - power)
    if error == "period_shift":
        before = {"2025": "2024", "2025Q4": "2025Q3"}[period]
        return right(house, company, metric, before)
    if error == "basis_mix":
        return right(house, company, WIDER[metric], period)
    if error == "definition":
        span = chance.choice((4, 12, 30, 52, 365))
        return printed(exact(company, metric, period) / span, decimals + 2)
    return printed(exact(company, metric, period) * Decimal("1.087"), decimals)


class Reporter:
    """The actual figures in the notes of one broker on one company."""

    def __init__(self, house: House, company: Company, writer: int) -> None:
        self.house, self.company, self.writer = house, company, writer
        self.errors = erring(company, writer)
        self.said: dict[tuple[str, str], Number] = {}
        self.chance = random.Random(f"{house.name} reports {company.name}")

    def print_results(self, day: datetime.date) -> tuple[tuple[Figure, ...], tuple[Happening, ...]]:
        """The figures of this note, and what they restate."""
        again = bool(self.said)
        figures: list[Figure] = []
        intents: list[Happening] = []
        restates = (
            again
            and self.chance.random() < 0.5
            and _CYCLE[COMPANIES.index(self.company) % 7] != "period_shift"
        )
        for metric in (*METRICS, *WIDER.values()):
            for period in PERIODS if metric in METRICS else ("2025", "2025Q4"):
                number = self._number(metric, period, restates)
                old = self.said.get((metric, period))
                if old is not None and number != old:
                    intents.append(
                        Happening(
                            *("restated", day.isoformat(), self.house.name, self.company.key),
                            *(metric, period, old.middle, number.middle),
                        )
                    )
                self.said[metric, period] = number
                figures.append(self._figure(metric, period, number))
        if not again:
            figures += self._said_twice()
        return tuple(figures), tuple(intents)

    def _number(self, metric: str, period: str, restates: bool) -> Number:
        if period == "2025" and metric in self.errors and (metric, period) not in self.said:
            return wrong(self.house, self.company, metric, period, self.errors[metric])
        number = self.said.get((metric, period))
        if number is None:
            return right(self.house, self.company, metric, period)
        if restates and metric == "revenue" and period == "2024":
            return printed(exact(self.company, metric, period) * Decimal("1.031"), number.decimals)
        if restates and metric in self.errors and period == "2025":
            return right(self.house, self.company, metric, period)  # the slip is put right
        return number

    def _figure(self, metric: str, period: str, number: Number, **more: object) -> Figure:
        return Figure(
            company=self.company.name,
            metric=metric,
            period=period,
            number=number,
            unit=unit_of(metric),
            stance="actual",
            **more,  # type: ignore[arg-type]
        )

    def _said_twice(self) -> list[Figure]:
        """The quarter's revenue or profit once more, in a sentence."""
        place, period = COMPANIES.index(self.company), "2025Q4"
        metric = "revenue" if (place + self.writer // 3) % 2 else "net_profit_parent"
        if self.writer in (0, 3):  # the sentence has it wrong
            return [
                self._figure(
                    one,
                    period,
                    wrong(self.house, self.company, one, period, _CYCLE[(place // 2 + far) % 7]),
                    origin="prose",
                )
                for far, one in ((self.writer, metric), (self.writer + 4, _OTHER[metric]))
            ]
        if self.writer == 1:  # a nearly, which is the same number
            coarse = decimals_of(self.house, metric) - 1
            return [
                self._figure(
                    metric,
                    period,
                    printed(exact(self.company, metric, period), coarse),
                    origin="prose",
                    about=True,
                )
            ]
        if self.writer == 2:  # a cell that failed its checks beside the one that has it right
            number = Number(self.said[metric, period].value * Decimal("1.2"), decimals_of(self.house, metric))
            return [self._figure(metric, period, number, origin="tables.doubtful", doubted=True)]
        return []


def tokens(house: House, company: Company, writer: int) -> tuple[Figure, ...]:
    """A measure of one name that two writers count over different spans, and their words say so."""
    if company.industry not in ("电子", "互联网") or writer > 2:
        return ()
    exactly = exact(company, "token_calls", "2025")
    number = printed(exactly if writer != 1 else exactly * Decimal("1.37"), -9)
    label = "日均Token调用量" if writer == 1 else "月均Token调用量"
    return (
        Figure(
            company=company.name,
            metric="token_calls",
            period="2025",
            number=number,
            unit="token",
            stance="actual",
            label=label,
        ),
    )


def segment(house: House, company: Company, writer: int) -> tuple[Figure, ...]:
    """A part of the company, which is not the company; two writers do not agree about one."""
    number = exact(company, "revenue", "2025") / 3
    if writer == 1 and COMPANIES.index(company) % 4 == 0:
        number *= Decimal("1.09")
    return (
        Figure(
            company=company.name,
            metric="revenue",
            period="2025",
            number=printed(number, decimals_of(house, "revenue")),
            unit="CNY",
            stance="actual",
            scope="海外",
        ),
    )


WRITERS = {house.name: place for place, house in enumerate(HOUSES)}
