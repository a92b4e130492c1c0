"""What a sentence has said so far: the metric, whom it is about, and when; the next number may lean on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.prose.sentence.topics import Mark
from extract.vocabulary import Metric

MONEY = ("CNY", "USD", "HKD", "EUR", "JPY", "GBP", "KRW", "TWD")
NOT_COUNTED = ("", "%", "pct_pt", "倍", "share", *MONEY)
CHANGES = ("yoy", "qoq", "mom", "wow", "dod", "change", "cagr", "beat", "price_change")


@dataclass(frozen=True, slots=True)
class What:
    """The metric a number is said of: `name` as an analyst files it, its concept, the segment it is limited to.

    `whole` marks a name made of what stands behind the number ("签订协议的企业数量"): its verbs belong to it.
    """

    name: str
    concept: Metric | None = None
    scope: str | None = None
    subject: str | None = None
    whole: bool = False


@dataclass(slots=True)
class Said:
    """What the sentence has said so far; the next number may lean on it. `topic` and below last the whole block."""

    company: str | None = None
    what: What | None = None
    earlier: What | None = None
    contributed: tuple[str, str] | None = None
    measure: str = "level"
    role: str = "list"
    unit: str = ""
    subject: str | None = None
    reasons: tuple[tuple[str, float], ...] = ()
    disputed: bool = False
    mark: Mark | None = None
    marks: list[Mark] = field(default_factory=list)
    pending: list[What] = field(default_factory=list)
    stated: list[What] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    inferred: bool = False
    bracketed: list[str] = field(default_factory=list)
    subjects: list[str | None] = field(default_factory=list)
    of_report_period: bool = False
    outer: What | None = None
    moved: What | None = None
    last: object = None
    pair: tuple[str, str] | None = None
    told: list[str] = field(default_factory=list)
    ahead: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    inherited: list[str] = field(default_factory=list)
    level_years: list[str] = field(default_factory=list)
    measured: set[str] = field(default_factory=set)
    measured_before: set[str] = field(default_factory=set)
    topic: Mark | None = None
    market: str | None = None
    spoken_of: str | None = None
    home: Mark | None = None
    segment: str | None = None
    kind: str | None = None
    last_what: What | None = None
    what_before: What | None = None
    tail: str = ""
    news: str | None = None
    item: str | None = None
    nth: int | None = None

    def next_sentence(self, marks: list[Mark], continues: bool) -> None:
        """Forget what holds within one sentence only; behind a semicolon the period still holds."""
        kept = self.periods if continues else []
        self.what_before = self.last_what if continues else None
        self.last_what, self.contributed, self.nth = None, None, None
        self.earlier = self.what or self.earlier
        self.measured_before, self.measured = self.measured, set()
        self.level_years = self.level_years if continues else []
        self.what, self.measure, self.role, self.subject, self.mark = None, "level", "list", None, None
        self.marks, self.pending, self.stated, self.subjects, self.outer, self.moved = (
            marks,
            [],
            [],
            [],
            None,
            None,
        )
        self.periods, self.inferred, self.bracketed, self.pair = kept, bool(kept), [], None
