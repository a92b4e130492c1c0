"""What a digest template is given of the street: the consensus by metric and year, the ratings on one scale."""

from __future__ import annotations

from dataclasses import dataclass

from kb.tell.context import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A number worked out of several claims. Link it to `#{{ anchor }}`, where they stand; `note` names them."""

    text: str
    anchor: str
    note: str  # "国金证券 1.45 · 东吴证券 1.50"
    is_doubted: bool = False  # one of them failed a check


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLine:
    """What brokers expect of one year of a metric; of target prices `period` is empty."""

    period: str
    n: Derived | None
    mean: Derived | None
    median: Derived | None
    high: Figure | None
    low: Figure | None
    stdev: Derived | None
    revision_30: Derived | None  # against the mean 30 days before, "+1.2%"
    revision_90: Derived | None
    actual: Figure | None  # the first actual number published
    surprise: Figure | None  # "+3.2% (+1.4 σ, n 5)"
    standout: Figure | None  # "国金证券 +12.3%"
    stale: Derived | None  # how many brokers spoke too long ago


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedBlock:
    """One metric of the consensus, in one unit, a line a year."""

    metric: str
    unit: str
    lines: tuple[ExpectedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingLine:
    """One broker's rating on the one scale. `band` is what its definition page says; where none does, `undefined` says so."""

    broker: str
    date: str
    is_stale: bool
    rating: Figure
    step: str  # 买入档
    band: Figure | None  # "6 个月内相对沪深300指数 +10 %…+20 %"
    undefined: str
    target: Figure | None
    upside: Figure | None  # at publication, against the price of the same report


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What the street thinks as of a day: reports published after `since` count."""

    day: str
    since: str
    window: int
    blocks: tuple[ExpectedBlock, ...]
    ratings: tuple[RatingLine, ...]
    distribution: tuple[Derived, ...]  # "买入档 3", best first
