"""Who plays: eight invented brokers with their habits of printing, twenty-five companies with invented figures."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import NamedTuple

from world.nouns import Company, Number

FIRST_DAY = datetime.date(2026, 1, 5)
WEEKS = tuple(FIRST_DAY + datetime.timedelta(days=7 * week + 6) for week in range(12))
STEPS = ("strong_buy", "buy", "hold", "underperform", "sell")


class House(NamedTuple):
    """A broker: `ladder` are its rating words from best to worst with the step each stands for by its definitions,
    `bands` the definitions (percent), `read_as` what a word is taken for where no page defines it; `decimals` is the
    last digit it prints of money and of a figure a share."""

    name: str
    ladder: tuple[tuple[str, str], ...]
    bands: tuple[tuple[int | None, int | None], ...]
    read_as: dict[str, str | None]
    decimals: tuple[int, int]
    prints_scale: float
    prints_action: float
    prints_prior: float


_FIVE = (
    ("买入", "buy"),
    ("增持", "buy"),
    ("中性", "hold"),
    ("减持", "underperform"),
    ("卖出", "sell"),
)
_STRONG = (
    ("强烈推荐", "strong_buy"),
    ("推荐", "buy"),
    ("中性", "hold"),
    ("减持", "underperform"),
    ("卖出", "sell"),
)
# Here 持有 promises a gain: by the definitions it is a kind of buy, by the word alone it is not.
_HOLDING = (("买入", "buy"), ("持有", "buy"), ("中性", "hold"), ("减持", "underperform"), ("卖出", "sell"))
_BANDS = ((20, None), (5, 20), (-5, 5), (-20, -5), (None, -20))
_WORDS = dict((*_FIVE, *_STRONG))
_AS_READ: dict[str, str | None] = {**_WORDS, "持有": "hold"}
# Words no data file knows, of a house that never prints what they mean.
_OWN_WORDS = (("甚好", ""), ("尚可", ""), ("平平", ""), ("欠佳", ""), ("不佳", ""))

HOUSES = (
    House("沧岳证券", _FIVE, _BANDS, _AS_READ, (-6, 2), 0.7, 0.5, 0.0),
    House("汀屿证券", _FIVE, _BANDS, _AS_READ, (-6, 2), 0.3, 0.6, 0.4),
    House("北麓证券", _STRONG, _BANDS, _AS_READ, (-5, 2), 1.0, 0.3, 0.2),
    House("霁川证券", _STRONG, _BANDS, _AS_READ, (-6, 3), 0.5, 0.5, 0.5),
    House("岐衡证券", _HOLDING, _BANDS, _AS_READ, (-7, 2), 0.4, 0.2, 0.0),
    House("海峤国际", _FIVE, _BANDS, _AS_READ, (-6, 2), 0.0, 0.7, 0.8),
    House("澜渡证券", _STRONG, _BANDS, _AS_READ, (-5, 3), 0.6, 0.0, 0.3),
    House("霜桥证券", _OWN_WORDS, _BANDS, dict.fromkeys(w for w, _ in _OWN_WORDS), (-6, 2), 0.0, 0.0, 0.5),
)
HOUSE = {house.name: house for house in HOUSES}

COMPANIES = (
    Company("贵州茅台", "600519.SH", "CNY", "食品饮料", 61_300),
    Company("宁德时代", "300750.SZ", "CNY", "汽车", 118_700),
    Company("比亚迪", "002594.SZ", "CNY", "汽车", 231_900),
    Company("海光信息", "688041.SH", "CNY", "电子", 9_170),
    Company("伊利股份", "600887.SH", "CNY", "食品饮料", 88_400),
    Company("五粮液", "000858.SZ", "CNY", "食品饮料", 43_600),
    Company("美的集团", "000333.SZ", "CNY", "家电", 176_500),
    Company("格力电器", "000651.SZ", "CNY", "家电", 97_300),
    Company("中际旭创", "300308.SZ", "CNY", "电子", 17_900),
    Company("海康威视", "002415.SZ", "CNY", "电子", 52_100),
    Company("恒瑞医药", "600276.SH", "CNY", "医药", 13_900),
    Company("紫金矿业", "601899.SH", "CNY", "有色", 143_800),
    Company("长江电力", "600900.SH", "CNY", "电力", 41_700),
    Company("药明康德", "603259.SH", "CNY", "医药", 21_300),
    Company("科大讯飞", "002230.SZ", "CNY", "电子", 11_800),
    Company("迈瑞医疗", "300760.SZ", "CNY", "医药", 19_600),
    Company("立讯精密", "002475.SZ", "CNY", "电子", 127_400),
    Company("腾讯控股", "00700.HK", "HKD", "互联网", 312_000),
    Company("小米集团-W", "01810.HK", "HKD", "互联网", 187_000),
    Company("青竹智能", None, "CNY", "电子", 2_310),
    Company("云杉科技", None, "CNY", "电子", 3_870),
    Company("白桦电子", None, "CNY", "电子", 1_640),
    Company("砚海生物", None, "CNY", "医药", 5_230),
    Company("拾光食品", None, "CNY", "食品饮料", 7_450),
    Company("岚汐新能", None, "CNY", "汽车", 4_980),
)
COMPANY = {company.name: company for company in COMPANIES}
# Industries that weeklies rate, with the entity each is linked to.
INDUSTRIES = (
    Company("电子", "sw-801080", "CNY", "电子", 0),
    Company("食品饮料", "sw-801120", "CNY", "食品饮料", 0),
)
SUBJECT = COMPANY | {industry.name: industry for industry in INDUSTRIES}

# The figures forecast of every company; share of revenue for money, else a base of its own.
METRICS = {
    "revenue": "营业收入",
    "net_profit_parent": "归母净利润",
    "eps": "每股收益",
    "total_operating_revenue": "营业总收入",
    "net_profit": "净利润",
    "gross_margin": "毛利率",
    "rd_expense": "研发费用",
    "rd_spending": "研发投入",
    "token_calls": "Token调用量",
    "dps": "每股股利",
    "price": "收盘价",
}
PER_SHARE = ("eps", "price")


def unit_of(metric: str) -> str:
    return {"gross_margin": "%", "token_calls": "token"}.get(metric, "CNY")


def printed(exact: Decimal, decimals: int | None) -> Number:
    """A number as printed with that last digit, properly rounded."""
    last = Decimal(1).scaleb(-(decimals or 0))
    value = (exact / last).quantize(Decimal(1), rounding="ROUND_HALF_EVEN") * last
    return Number(Decimal(format(value, "f")), decimals)


def truth_of(company: Company, metric: str, period: str) -> Decimal:
    """What the company really had (or what everybody starts from when they forecast)."""
    year = int(period[:4])
    chance = random.Random(f"{company.name} {year}")
    revenue = Decimal(company.scale * 1_000_000)
    for one in range(2025, year + 1):
        revenue *= Decimal(random.Random(f"{company.name} grows {one}").randint(115, 128)) / 100
    revenue += Decimal(chance.randint(0, 99)) * 10_000
    margin = Decimal(random.Random(f"{company.name} margin").randint(110, 240)) / 1000
    part = {
        "revenue": Decimal(1),
        "total_operating_revenue": Decimal("1.043"),
        "net_profit_parent": margin,
        "net_profit": margin * Decimal("1.061"),
        "eps": margin / Decimal(company.scale * 40_000),
        "rd_expense": Decimal("0.061"),
        "rd_spending": Decimal("0.0727"),
        "token_calls": Decimal(9),
    }[metric]
    quarter = {"Q1": "0.22", "Q2": "0.241", "Q3": "0.257", "Q4": "0.282", "H1": "0.461", "H2": "0.539"}
    return revenue * part * Decimal(quarter.get(period[4:], "1"))


def close_of(company: Company, day: datetime.date) -> Decimal:
    """The share's price at the end of a day, the same for everybody."""
    start = random.Random(f"{company.name} price").randint(1500, 20_000)
    moved = random.Random(f"{company.name} {day}").randint(-600, 600)
    return Decimal(start * (10_000 + moved)).scaleb(-6).quantize(Decimal("0.01"))
