"""A consensus or a rating goes in, its numbers and steps as a reader is told them come out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from kb.compare.consensus.expected import Consensus
from kb.compare.precision import Row, middle
from kb.tell import figures
from kb.wording import Wording

_UNKNOWN_PLACES = 2


class Figures(NamedTuple):
    """How the numbers of one metric are written: in the table's unit, to so many places."""

    scale: figures.Scale
    places: int

    def text(self, value: Decimal | None) -> str:
        return "" if value is None else figures.fixed(value / self.scale.factor, self.places)


def figures_of(unit: str, rows: Iterable[Row]) -> Figures:
    """To the finest digit that any of the brokers printed; of hundred millions two places, four where all are below one."""
    same = [row for row in rows if row.get("unit") == unit]
    scale = figures.common_scale(same)
    printed = [places for row in same if isinstance(places := row.get("decimals"), int)]
    finest = max(printed, default=_UNKNOWN_PLACES - scale.factor.adjusted()) + scale.factor.adjusted()
    greatest = max((abs(value) for row in same if (value := middle(row)) is not None), default=scale.factor)
    most = 2 if greatest >= scale.factor > 1 else 4
    return Figures(scale, min(max(finest, 0), most))


def is_doubted(found: Consensus) -> bool:
    """Whether any of the numbers that count failed a check."""
    return any(row.get("doubts") for row in found.counted)


def percent_words(value: Decimal | None) -> str:
    return "" if value is None else figures.fixed(value, 1, "+") + "%"


def surprise_words(found: Consensus) -> str:
    """+3.2% (+1.4 σ, n 5)"""
    off = found.surprise
    if off is None:
        return ""
    more = [f"{figures.fixed(off.deviations, 1, '+')} σ"] if off.deviations is not None else []
    return f"{percent_words(off.percent) or '—'} ({', '.join([*more, f'n {off.n}'])})"


def standout_words(found: Consensus) -> str:
    one = found.standout
    return " ".join(filter(None, (str(one.row.get("broker")), percent_words(one.percent)))) if one else ""


def step_words(step: str | None, say: Wording) -> str:
    return say.get(f"step.{step}", step or "") if step else say("step.none")


def age_words(row: Row, day: str, say: Wording, *, is_stale: bool) -> str:
    published = row.get("published")
    if not published:
        return say("consensus.stale") if is_stale else ""
    days = (datetime.date.fromisoformat(day) - datetime.date.fromisoformat(str(published))).days
    age = say("show.days", count=f"{days:,}")
    return f"{age} · {say('consensus.stale')}" if is_stale else age
