"""What a sentence has said so far: the metric, whom it is about, and when; the next number may lean on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.vocabulary import Metric

MONEY = ("CNY", "USD", "HKD", "EUR", "JPY", "GBP", "KRW", "TWD")
CHANGES = ("yoy", "qoq", "mom", "wow", "dod", "change", "cagr", "beat", "price_change")


@dataclass(frozen=True, slots=True)
class What:
    """The metric a number is said of: `name` as an analyst files it, its concept, the segment it is limited to."""

    name: str
    concept: Metric | None = None
    scope: str | None = None
    subject: str | None = None


@dataclass(slots=True)
class Said:
    """What the sentence has said so far; the next number may lean on it."""

    what: What | None = None
    subject: str | None = None
    periods: list[str] = field(default_factory=list)
    inferred: bool = False
    bracketed: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    inherited: list[str] = field(default_factory=list)
    spoken_of: str | None = None
