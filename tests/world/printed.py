"""A part of the world that is printed: thirty notes of five houses on three companies, with what they say as data.

Revenue and profit are whole millions and earnings a share follow from them, as in a broker's table; everything else of
the notes (moves, slips, what is said twice) is decided here, before any page exists.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from world.nouns import Arrival, Figure, Note, Number, Rating, Target

ENDS = (datetime.date(2026, 2, 1), datetime.date(2026, 3, 1), datetime.date(2026, 3, 29))
RESULTS = datetime.date(2026, 2, 20)  # what the companies published for 2025


class Firm(NamedTuple):
    """A company of the printed part; amounts in millions, `shares` too."""

    name: str
    code: str
    industry: str
    shares: int
    revenue: dict[str, int]
    profit: dict[str, int]
    price: Decimal


FIRMS = (
    Firm(
        *("伊利股份", "600887.SH", "饮料乳品", 6325),
        {"2023": 101_240, "2024": 115_780, "2025": 119_240, "2026": 127_310, "2027": 135_870},
        {"2023": 7_930, "2024": 8_453, "2025": 10_820, "2026": 11_690, "2027": 12_840},
        Decimal("28.35"),
    ),
    Firm(
        *("海光信息", "688041.SH", "半导体", 2324),
        {"2023": 6_012, "2024": 9_162, "2025": 14_377, "2026": 20_980, "2027": 28_640},
        {"2023": 1_263, "2024": 1_931, "2025": 2_545, "2026": 4_020, "2027": 5_790},
        Decimal("231.40"),
    ),
    Firm(
        *("美的集团", "000333.SZ", "家用电器", 7655),
        {"2023": 372_040, "2024": 407_150, "2025": 441_260, "2026": 471_530, "2027": 502_840},
        {"2023": 33_720, "2024": 38_540, "2025": 43_170, "2026": 47_250, "2027": 51_630},
        Decimal("74.20"),
    ),
)
# House file, broker, and its three best words with their steps.
_USUAL = (("买入", "buy"), ("增持", "buy"), ("中性", "hold"))
HOUSES = {
    "cangyue": ("沧岳证券", _USUAL),
    "tingyu": ("汀屿证券", _USUAL),
    "landu": ("澜渡证券", (("强烈推荐", "strong_buy"), ("推荐", "buy"), ("中性", "hold"))),
    "beilu": ("北麓证券", _USUAL),
    "qiheng": ("岐衡证券", _USUAL),
}
# Who errs, by house, company and which of its notes: the kind of error.
SLIPS = {
    ("tingyu", "伊利股份", 1): "said in another unit",
    ("landu", "海光信息", 1): "said otherwise",
    ("beilu", "美的集团", 1): "last year's number",
    ("qiheng", "伊利股份", 1): "another number",
    ("cangyue", "海光信息", 1): "restated",
    ("cangyue", "美的集团", 1): "said last year's number",
}


class Sheet(NamedTuple):
    """A note and what its page needs besides: the table's columns with their amounts, and a sentence on the results."""

    note: Note
    house: str
    firm: Firm
    years: tuple[str, ...]
    revenue: tuple[int, ...]
    profit: tuple[int, ...]
    gross: tuple[Decimal, ...]
    said: Number | None  # the revenue of 2025 in a sentence
    price_day: datetime.date


def sheets() -> list[Sheet]:
    """All thirty, house by house."""
    found: list[Sheet] = []
    for place, (house, firm) in enumerate((house, firm) for house in HOUSES for firm in FIRMS):
        found += _pair(house, firm, place)
    return found


def arrivals() -> list[Arrival]:
    """Most came in on the evening of their day, every fifth three weeks late, one of them again under other bytes."""
    found = []
    for place, sheet in enumerate(sheets()):
        day = sheet.note.published
        assert day is not None
        late = datetime.timedelta(21 if place % 5 == 2 else 0)
        stamp = datetime.datetime.combine(day + late, datetime.time(10, place), datetime.UTC)
        found.append(Arrival(stamp, sheet.note, f"{sheet.note.key}.pdf"))
    return sorted(found)


def _pair(house: str, firm: Firm, place: int) -> Iterator[Sheet]:
    chance = random.Random(f"{house} {firm.name} printed")
    broker, ladder = HOUSES[house]
    # Two pairs are silent for more than 180 days between their notes.
    first = datetime.date(2025, 8, 4) if place % 7 == 3 else datetime.date(2026, 1, 5 + place)
    second = RESULTS + datetime.timedelta(2 + 2 * place)
    bias = Decimal(chance.randint(90, 110)) / 100
    rung, target = chance.randint(0, 2), (firm.price * Decimal(chance.randint(110, 140)) / 100)
    target = target.quantize(Decimal("0.1"))
    expected = {
        (metric, year): round(amounts[year] * bias)
        for metric, amounts in (("revenue", firm.revenue), ("profit", firm.profit))
        for year in ("2025", "2026", "2027")
    }
    gross = {year: Decimal(chance.randint(300, 420)) / 10 for year in ("2024", "2025", "2026", "2027")}
    before: tuple[int, Decimal] | None = None
    for number, day in enumerate((first, second)):
        slip = SLIPS.get((house, firm.name, number))
        if number:
            rung = min(2, max(0, rung + chance.choice((-1, -1, 0, 1))))
            move = chance.choice((Decimal("1.08"), Decimal("0.93"), Decimal(1)))
            expected = {thing: round(amount * move) for thing, amount in expected.items()}
            target = (target * chance.choice((1, Decimal("1.1"), Decimal("0.9")))).quantize(Decimal("0.1"))
        given = _given(firm, slip) if number else {}
        known = given | {("revenue", "2024"): firm.revenue["2024"], ("profit", "2024"): firm.profit["2024"]}
        if slip == "restated":
            known["revenue", "2024"] = round(firm.revenue["2024"] * Decimal("1.021"))
        years = ("2024A", "2025A" if number else "2025E", "2026E", "2027E")
        amounts = {
            metric: tuple(known.get((metric, year[:4])) or expected[metric, year[:4]] for year in years)
            for metric in ("revenue", "profit")
        }
        printed_prior = before is not None and chance.random() < 0.5
        sheet = Sheet(
            *(_note(house, broker, firm, number, day), house, firm, years),
            *(amounts["revenue"], amounts["profit"], tuple(gross[year[:4]] for year in years)),
            _sentence(firm, slip) if number else None,
            day - datetime.timedelta(1),
        )
        rating = _rating(firm, ladder, rung, before[0] if before else None, chance)
        aim = Target(
            company=firm.name,
            number=Number(target),
            unit="CNY",
            prior=before[1] if before and printed_prior and before[1] != target else None,
        )
        figures = (*_table(sheet), *_growth(sheet), *_again(sheet))
        yield sheet._replace(note=sheet.note.copy(ratings=(rating,), targets=(aim,), figures=figures))
        before = (rung, target)


def _note(house: str, broker: str, firm: Firm, number: int, day: datetime.date) -> Note:
    title = ("需求平稳，静待旺季验证", "业绩符合预期，结构持续优化")[number]
    return Note(
        key=f"{house}-{firm.code[:6]}-{number}",
        broker=broker,
        title=title,
        published=day,
        company=firm.name,
        industry=firm.industry,
        prints_scale=True,
    )


def _given(firm: Firm, slip: str | None) -> dict[tuple[str, str], int]:
    """What the table gives for 2025."""
    revenue = firm.revenue["2025"]
    if slip == "last year's number":
        revenue = firm.revenue["2024"]
    elif slip == "another number":
        revenue = round(revenue * Decimal("1.083"))
    return {("revenue", "2025"): revenue, ("profit", "2025"): firm.profit["2025"]}


def _sentence(firm: Firm, slip: str | None) -> Number | None:
    """The revenue of 2025 as a sentence has it: the table's, but for the slips."""
    amount = Decimal(firm.revenue["2025"])
    if slip in ("last year's number", "another number"):
        return None
    if slip == "said last year's number":
        amount = Decimal(firm.revenue["2024"])
    elif slip == "said otherwise":
        amount *= Decimal("1.09")
    elif slip == "said in another unit":
        return Number(amount * 10_000_000, -7)
    return Number(amount.quantize(Decimal(1)) * 1_000_000, -6)


def _rating(
    firm: Firm, ladder: tuple[tuple[str, str], ...], rung: int, before: int | None, chance: random.Random
) -> Rating:
    word, step = ladder[rung]
    action = None
    if chance.random() < 0.6:
        moved = 0 if before is None else before - rung
        action = (
            "initiate" if before is None else "upgrade" if moved > 0 else "downgrade" if moved else "maintain"
        )
    return Rating(company=firm.name, word=word, action=action, step=step)


def _table(sheet: Sheet) -> Iterator[Figure]:
    for place, year in enumerate(sheet.years):
        stance = "estimate" if year.endswith("E") else "actual"
        eps = (Decimal(sheet.profit[place]) / sheet.firm.shares).quantize(
            Decimal("0.01"), rounding="ROUND_HALF_UP"
        )
        for metric, number, unit in (
            ("revenue", Number(Decimal(sheet.revenue[place]) * 1_000_000, -6), "CNY"),
            ("net_profit_parent", Number(Decimal(sheet.profit[place]) * 1_000_000, -6), "CNY"),
            ("eps", Number(eps, 2), "CNY"),
            ("gross_margin", Number(sheet.gross[place], 1), "%"),
        ):
            yield Figure(
                company=sheet.firm.name,
                metric=metric,
                period=year[:4],
                number=number,
                unit=unit,
                stance=stance,
            )


def _growth(sheet: Sheet) -> Iterator[Figure]:
    """The rows of growth under revenue and profit, against the column before."""
    firm = sheet.firm
    for metric, amounts, before in (
        ("revenue", sheet.revenue, firm.revenue["2023"]),
        ("net_profit_parent", sheet.profit, firm.profit["2023"]),
    ):
        for year, now, earlier in zip(sheet.years, amounts, (before, *amounts), strict=False):
            grown = ((Decimal(now) / earlier - 1) * 100).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
            yield Figure(
                company=firm.name,
                metric=metric,
                period=year[:4],
                number=Number(grown, 1),
                unit="%",
                stance="estimate" if year.endswith("E") else "actual",
                measure="yoy",
            )


def _again(sheet: Sheet) -> Iterator[Figure]:
    if sheet.said is not None:
        yield Figure(
            company=sheet.firm.name,
            metric="revenue",
            period="2025",
            number=sheet.said,
            unit="CNY",
            stance="actual",
            origin="prose",
        )
