"""The nouns of a consensus: what the street expects of one metric and period, and when that changed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kb.compare.arithmetic import plain
from kb.compare.precision import Row, middle


class Standout(NamedTuple):
    """The claim furthest from the mean of the other brokers, and how far, in percent (None where that is not above 0)."""

    row: Row
    percent: Decimal | None


class Surprise(NamedTuple):
    """What was expected on the day before the first actual number: how many said so, the mean, and how far off it was,
    in percent and (of three brokers or more) in standard deviations."""

    n: int
    mean: Decimal
    percent: Decimal | None
    deviations: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consensus:
    """What brokers expect of one metric and period of a company as of a day; `period` is None for target prices.

    Numbers are in base units, revisions and surprise in percent. `counted` and `stale` have a claim a broker, newest
    first; `other_units` the claims of brokers that count in another unit. With n = 0 all are stale.
    """

    subject: str
    subject_id: str | None
    ticker: str | None
    metric: str
    metric_id: str | None
    period: str | None
    unit: str
    day: str
    window: int
    n: int
    mean: Decimal | None
    median: Decimal | None
    high: Decimal | None
    low: Decimal | None
    stdev: Decimal | None
    counted: tuple[Row, ...]
    stale: tuple[Row, ...]
    other_units: tuple[Row, ...]
    standout: Standout | None
    revision_30: Decimal | None
    revision_90: Decimal | None
    actual: Row | None
    surprise: Surprise | None

    def as_row(self) -> dict[str, object]:
        """One flat row of data: numbers as decimal strings of at most 16 digits, claims by their ids."""
        expected, standout = self.surprise, self.standout
        return {
            "subject": self.subject,
            "subject_id": self.subject_id,
            "ticker": self.ticker,
            "metric": self.metric,
            "metric_id": self.metric_id,
            "period": self.period,
            "unit": self.unit,
            "day": self.day,
            "window": self.window,
            "n": self.n,
            **{name: plain(getattr(self, name)) for name in ("mean", "median", "high", "low", "stdev")},
            "revision_30": plain(self.revision_30),
            "revision_90": plain(self.revision_90),
            "stale": len(self.stale),
            "actual": plain(middle(self.actual)) if self.actual else None,
            "actual_claim": self.actual["id"] if self.actual else None,
            "expected": plain(expected.mean) if expected else None,
            "surprise": plain(expected.percent) if expected else None,
            "surprise_stdev": plain(expected.deviations) if expected else None,
            "standout": standout.row.get("broker") if standout else None,
            "standout_pct": plain(standout.percent) if standout else None,
            "claims": [row["id"] for row in self.counted],
            "stale_claims": [row["id"] for row in self.stale],
            "other_units": sorted({str(row.get("unit")) for row in self.other_units}),
        }


class Moment(NamedTuple):
    """A consensus on a day it changed: `n` 0 and no mean where the last estimate went stale."""

    subject: str
    subject_id: str | None
    metric: str
    metric_id: str | None
    period: str | None
    unit: str
    day: str
    n: int
    mean: Decimal | None

    def as_row(self) -> dict[str, object]:
        return {**self._asdict(), "mean": plain(self.mean)}
