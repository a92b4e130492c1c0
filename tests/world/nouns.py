"""The nouns of the script: what a note says, in whole sentences of data; no claim, no database, no PDF."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple


class Number(NamedTuple):
    """A printed number in base units; `decimals` as in the claim contract, None where it is not known."""

    value: Decimal
    decimals: int | None = None
    high: Decimal | None = None

    @property
    def middle(self) -> Decimal:
        return self.value if self.high is None else (self.value + self.high) / 2


class Company(NamedTuple):
    """`code` is the listing where there is one: then it is whom the claims are linked to."""

    name: str
    code: str | None
    currency: str
    industry: str
    scale: int  # revenue of 2024 in millions

    @property
    def key(self) -> str:
        return self.code or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    company: str
    word: str
    action: str | None = None
    prior: str | None = None
    step: str | None = None  # what the reading made of the word
    of: str = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    company: str
    number: Number
    unit: str
    prior: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    company: str
    metric: str
    period: str
    number: Number
    unit: str
    stance: str = "estimate"
    measure: str = "level"
    attribution: str | None = None
    scope: str | None = None
    origin: str = "tables"
    doubted: bool = False
    about: bool = False  # "nearly": the comparator of a rounded figure
    label: str | None = None  # other words than the metric's usual ones

    @property
    def is_peer_row(self) -> bool:
        return self.origin == "comparison"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One report as its broker wrote it; `key` is what its bytes are hashed from."""

    key: str
    broker: str
    title: str
    published: datetime.date | None
    company: str | None = None
    industry: str | None = None
    report_type: str = "公司点评"
    ratings: tuple[Rating, ...] = ()
    targets: tuple[Target, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[tuple[str, str | None], ...] = ()  # recommended name, group
    prints_scale: bool = False

    def copy(self, **changes: object) -> Note:
        return replace(self, **changes)  # type: ignore[arg-type]


class Arrival(NamedTuple):
    """A file that came in: the note, when (UTC), and under what path."""

    stamp: datetime.datetime
    note: Note
    path: str

    @property
    def day(self) -> datetime.date:
        """The day of Beijing time."""
        return (self.stamp + datetime.timedelta(hours=8)).date()


class Happening(NamedTuple):
    """An event as it is compared: `old` and `new` are words of ratings or middles of numbers."""

    kind: str
    day: str
    broker: str
    company: str
    metric: str | None = None
    period: str | None = None
    old: str | Decimal | None = None
    new: str | Decimal | None = None


class Street(NamedTuple):
    """One row of the consensus; `values` by broker are counted, the others are named."""

    company: str
    metric: str
    period: str | None
    unit: str
    values: tuple[tuple[str, Decimal], ...]
    mean: Decimal | None
    median: Decimal | None
    high: Decimal | None
    low: Decimal | None
    stdev: Decimal | None
    stale: tuple[str, ...]
    other: tuple[str, ...]  # brokers of another currency
    standout: str | None  # the broker, and its percent from the mean of the others
    standout_percent: Decimal | None
    revision_30: Decimal | None
    revision_90: Decimal | None
    actual: Decimal | None
    surprise: Decimal | None  # percent, and in standard deviations
    deviations: Decimal | None


class Side(NamedTuple):
    """One side of a conflict: every value it holds, and the brokers (and reports) that gave one of them."""

    values: frozenset[str]
    brokers: frozenset[str]


class Clash(NamedTuple):
    """A conflict: `where` is "within" or "between"; `what` is the metric, or "rating"."""

    type: str
    where: str
    company: str
    what: str
    period: str | None
    sides: frozenset[Side]


class World(NamedTuple):
    arrivals: tuple[Arrival, ...]
    intents: tuple[Happening, ...]
    companies: tuple[Company, ...]
