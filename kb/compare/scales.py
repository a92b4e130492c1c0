"""Ratings and the definition pages of reports go in, each broker's rating on one scale comes out: its step and its band.

A rating stays as printed. Its step comes from the definitions in its own report, where that has none of its word from those of
the same broker's report nearest in time, else from the word alone; which of them it was is said.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from extract.model import RatingClaim, RatingScaleClaim
from extract.vocabulary import Rung
from kb.ask.selection import claim_of
from kb.compare.arithmetic import plain
from kb.compare.days import WINDOW, came, day_of, earlier
from kb.compare.precision import Row
from kb.compare.upside import upside
from kb.compare.views import whom
from kb.compare.voices import Said, broker_of, said_of, speaking, superseded_from

STEPS = ("sell", "underperform", "hold", "buy", "strong_buy")
# Where a rating keeps the scale it stands on.
LADDER = "ladder"
# What a definition was found in.
OWN, NEAREST, WORD = "report", "broker", "word"
_CLASS = re.compile(r"\s?-\s?[A-C]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One broker's latest rating of a subject. `basis` says where the step comes from (`OWN`, `NEAREST`, `WORD`), and
    `definition` is the claim that defines it; `target` is the broker's latest, `upside` its percent over `price` at publication."""

    rating: Row
    step: str | None
    basis: str
    definition: Row | None
    is_stale: bool
    target: Row | None
    price: Row | None
    upside: Decimal | None

    def as_row(self) -> dict[str, object]:
        """One flat row of data."""
        row, scale, target = self.rating, self.definition or {}, self.target or {}
        return {
            **{name: row.get(name) for name in ("subject", "subject_id", "ticker", "broker")},
            "date": day_of(row),
            **{name: row.get(name) for name in ("rating", "action")},
            "step": self.step,
            "step_from": self.basis,
            "defined": day_of(scale) if self.definition else None,
            **{name: scale.get(name) for name in ("low_pct", "high_pct", "benchmark", "horizon")},
            "target": target.get("value"),
            "target_high": target.get("value_high"),
            "unit": target.get("unit"),
            "target_date": day_of(target) if self.target else None,
            "upside": plain(self.upside),
            "stale": self.is_stale,
            **{name: row.get(name) for name in ("page", "id", "report")},
            "target_claim": target.get("id"),
            "price_claim": self.price["id"] if self.price else None,
            "definition_claim": scale.get("id"),
        }


def latest_ratings(rows: Sequence[Row], day: str) -> list[Row]:
    """The latest rating of each broker of each subject as of a day, newest first within a subject."""
    return [said.row("") for said in _latest(rows, "rating", day, superseded_from(rows))]


def ratings(
    rows: Sequence[Row], definitions: Iterable[Row], *, day: str, window: int = WINDOW
) -> list[Rated]:
    """The ratings as of a day, those of the last `window` days first, newest first: by subject, then stale, then day.

    `rows` are claims of any kind; `definitions` the rating_scale claims that may define them.
    """
    scales = [row for row in definitions if row.get("kind") == "rating_scale"]
    prices = [row for row in rows if row.get("metric_id") == "price"]
    since = earlier(day, window)
    ends = superseded_from(rows)
    targets = {(whom(said.row("")), said.broker): said for said in _latest(rows, "target_price", day, ends)}
    found = [
        _rated(said, prices, scales, targets.get((whom(said.row("")), said.broker)), said.day <= since)
        for said in _latest(rows, "rating", day, ends)
    ]
    names: dict[str, str] = {}
    for one in found:
        name = str(one.rating.get("subject"))
        names[whom(one.rating)] = min(name, names.get(whom(one.rating), name))
    return sorted(found, key=lambda one: (names[whom(one.rating)], whom(one.rating), one.is_stale))


def distribution(rated: Iterable[Rated]) -> dict[str, int]:
    """How many of the ratings that are not stale stand on each step, best first; "" counts those on none."""
    counts = Counter(one.step or "" for one in rated if not one.is_stale)
    return {step: counts[step] for step in (*reversed(STEPS), "") if counts[step] or step}


def definition_of(rating: Row, scales: Iterable[Row]) -> Row | None:
    """The claim that defines a rating: of its own report, else of its broker's report nearest in time, of two the earlier."""
    word = word_of(rating)
    meant = [
        row
        for row in scales
        if row.get("rating") == word
        and row.get("applies_to") == applies_to(rating)
        and broker_of(row) == broker_of(rating)
    ]
    return min(meant, key=lambda row: _distance(row, rating), default=None)


def step_by(rating: Row, definition: Row, scales: Iterable[Row]) -> str | None:
    """A rating's step by the bounds of the report a definition is of; None where it gives none."""
    # The reader of headers brings a PDF engine along.
    from extract.head.ratings import step_on

    page = [
        cast(RatingScaleClaim, claim_of(dict(row)))
        for row in sorted(scales, key=lambda row: str(row["id"]))
        if row["report"] == definition["report"]
    ]
    return step_on(page, cast(RatingClaim, claim_of(dict(rating))))


def stepped(rating: Row, scales: Sequence[Row]) -> dict[str, object]:
    """The rating with the step its definition gives it, where one of these gives any."""
    definition = definition_of(rating, scales)
    step = step_by(rating, definition, scales) if definition is not None else None
    return {**rating, "step": step or rating.get("step")}


def on_ladder(rating: Row, ladder: Sequence[Rung]) -> dict[str, object]:
    """The rating with the scale that its definition stands on: what orders the words of one step."""
    return {**rating, LADDER: tuple(ladder)}


def applies_to(rating: Row) -> str:
    """Which scale of a page a rating stands on: that of companies or that of industries."""
    return str(rating.get("subject_type") or "company")


def word_of(rating: Row) -> str:
    """A rating as scales define it: 买入-A is 买入 with a class of risk."""
    return _CLASS.sub("", str(rating.get("rating") or ""))


def _latest(rows: Sequence[Row], kind: str, day: str, ends: Mapping[str, str]) -> list[Said]:
    subjects: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("kind") == kind:
            subjects.setdefault(whom(row), []).append(row)
    return [said for who in sorted(subjects) for said in speaking(said_of(subjects[who], ends), day)]


def _rated(
    said: Said, prices: Sequence[Row], scales: Sequence[Row], aim: Said | None, is_stale: bool
) -> Rated:
    rating = said.row("")
    definition = definition_of(rating, scales)
    step = cast("str | None", rating.get("step"))
    basis = WORD
    if definition is not None:
        basis = OWN if definition["report"] == rating["report"] else NEAREST
        step = step_by(rating, definition, scales) or step
    target = aim.row("") if aim is not None else None
    room = upside(target, prices) if target is not None else None
    return Rated(
        rating=rating,
        step=step,
        basis=basis,
        definition=definition,
        is_stale=is_stale,
        target=target,
        price=room.price if room is not None else None,
        upside=room.percent if room is not None else None,
    )


def _distance(definition: Row, rating: Row) -> tuple[bool, int, tuple[str, str, str], str]:
    days = [day_of(definition), day_of(rating)]
    apart = 0
    if all(days):
        first, second = (datetime.date.fromisoformat(day) for day in days)
        apart = abs((first - second).days)
    return (definition["report"] != rating["report"], apart, came(definition), str(definition["id"]))
