"""A rating and the page that defines it go in, its band in words comes out: +10 %…+20 % over 6 months against 沪深300指数."""

from __future__ import annotations

import re
from decimal import Decimal

from kb.compare.precision import Row, number
from kb.compare.scales import NEAREST, OWN, Rated
from kb.wording import Wording

_MONTHS = re.compile(r"(\d+(?:-\d+)?)个月")
# A page that names a yardstick for each market marks it so.
_MARKETS = {"SH": "A股", "SZ": "A股", "BJ": "北交所", "HK": "港股", "NQ": "新三板", "TW": "台股"}
_HOME, _ABROAD = "A股", "美股"


def band_words(rated: Rated, say: Wording) -> str:
    """What the rating stands for and, unless its own report says so, who does; a dash where nobody defines it."""
    scale = rated.definition
    if scale is None:
        return say("band.none")
    words = say(
        "band.whole",
        bounds=bounds(scale, say),
        months=_horizon(scale, say),
        against=_against(rated.rating, scale, say),
    )
    told = " ".join(words.split())
    if rated.basis == NEAREST:
        return say("band.elsewhere", band=told, day=scale.get("published") or "—")
    return told


def basis_words(rated: Rated, say: Wording) -> str:
    """Where the step comes from."""
    return say({OWN: "band.own", NEAREST: "band.nearest"}.get(rated.basis, "band.word"))


def bounds(scale: Row, say: Wording) -> str:
    """The bounds of a step: +10 %…+20 %, above +15 %, below −5 %."""
    low, high = number(scale.get("low_pct")), number(scale.get("high_pct"))
    if low is not None and high is not None:
        return f"{signed(low)}…{signed(high)}"
    if low is not None:
        return say("band.above", bound=signed(low))
    return say("band.below", bound=signed(high)) if high is not None else say("band.in_words")


def signed(value: Decimal) -> str:
    """A bound with its sign, in percent: +10 %, −5 %, 0 %."""
    text = f"{abs(value).normalize():f}"
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{text} %"


def yardstick(benchmark: str, ticker: str | None) -> str:
    """Of the indices a page names for several markets the one of the share's own; all where none is marked so."""
    parts = benchmark.split("；")
    suffix = (ticker or "").rpartition(".")[2]
    market = _MARKETS.get(suffix, _ABROAD) if ticker else _HOME
    for wanted in (market, _HOME if suffix == "BJ" else market):
        for part in parts:
            name, mark, _ = part.rpartition(f"（{wanted}）")
            if mark:
                return name
    return benchmark


def _horizon(scale: Row, say: Wording) -> str:
    printed = str(scale.get("horizon") or "")
    months = _MONTHS.fullmatch(printed)
    return say("band.months", count=months[1]) if months else printed


def _against(rating: Row, scale: Row, say: Wording) -> str:
    benchmark = str(scale.get("benchmark") or "")
    ticker = str(rating["ticker"]) if rating.get("ticker") else None
    return say("band.against", benchmark=yardstick(benchmark, ticker)) if benchmark else ""
