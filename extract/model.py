"""The nouns of yanbao: what a report says, claim by claim. Standard library only.

A claim is one fact one report states, with its page, its boxes and its words. `Claim.as_row()` is the product's
public form (one JSON object a line); the field names are a contract that the API, the database and exports share.
Boxes are PDF points with the origin at the top left of the page as a viewer shows it; pages count from 1.
Numbers are `Decimal` in base units (143.77 亿元 is 14377000000 CNY; a percentage stays in percent).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple


class Box(NamedTuple):
    """A rectangle on a page, in PDF points, origin at the top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    def rounded(self) -> Box:
        """To hundredths of a point: below the precision at which PDF engines agree."""
        return Box(round(self.x0, 2), round(self.top, 2), round(self.x1, 2), round(self.bottom, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One printed number with its magnitude, unit and hedge, found at `text[start:end]`.

    `value` and `value_high` (the end of a printed range) are in base units; `decimals` is the stated precision
    of the printed figure in base units, as in XBRL (143.77 亿元 → -6; 56.92 % → 2); `comparator` is one of
    `= > >= < <= ~`.
    """

    value: Decimal
    value_high: Decimal | None = None
    unit: str = ""
    comparator: str = "="
    original: str
    decimals: int | None = None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time named at `text[start:end]`.

    `value` is written as in the claim contract: 2025, 2025H1, 2025Q4, 2026-03, 2026-03-03,
    2026-03-30/2026-04-03, FY2026Q2, 12M. `inferred` is true where the year (or more) came from the report's date;
    `stance` is "estimate" or "actual" where the period itself carries the mark (2026E, 2024A), else None.
    """

    value: str
    start: int
    end: int
    inferred: bool = False
    stance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What every claim carries. `bbox` holds one box a text line; cropping them from `page` shows `quote`."""

    kind: ClassVar[str] = ""

    page: int
    bbox: tuple[Box, ...]
    quote: str
    origin: str
    confidence: float = 0.5
    doubts: tuple[str, ...] = ()
    id: str = ""
    report: str = ""
    file: str = ""

    def as_row(self) -> dict[str, object]:
        """The claim as one flat JSON-ready mapping: common fields first, then the fields of its kind."""
        row: dict[str, object] = {"id": self.id, "report": self.report, "file": self.file, "kind": self.kind}
        own = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("page", "bbox", "quote", "origin", "confidence", "doubts"):
            row[name] = _plain(own.pop(name))
        for name in ("id", "report", "file"):
            own.pop(name)
        own.pop("reasons", None)
        row.update((name, _plain(value)) for name, value in own.items())
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClaim(Claim):
    """The report itself: one a file."""

    kind: ClassVar[str] = "report"

    broker: str | None = None
    title: str | None = None
    subtitle: str | None = None
    date: str | None = None
    report_type: str | None = None
    industry: str | None = None
    subject: str | None = None
    ticker: str | None = None
    language: str = "zh"
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingClaim(Claim):
    """A rating as printed, and `step`, the same on the report's own scale."""

    kind: ClassVar[str] = "rating"

    subject: str | None = None
    subject_type: str = "company"
    subject_id: str | None = None
    ticker: str | None = None
    rating: str
    action: str | None = None
    prior: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingScaleClaim(Claim):
    """One step of the rating scale printed in the report's definition page; bounds in percent, None is open."""

    kind: ClassVar[str] = "rating_scale"

    applies_to: str
    rating: str
    low_pct: Decimal | None = None
    high_pct: Decimal | None = None
    benchmark: str | None = None
    horizon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalystClaim(Claim):
    """An author of the report."""

    kind: ClassVar[str] = "analyst"

    name: str
    licence: str | None = None
    email: str | None = None
    phone: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPriceClaim(Claim):
    """A target price, or a range of one."""

    kind: ClassVar[str] = "target_price"

    subject: str | None = None
    subject_id: str | None = None
    ticker: str | None = None
    value: Decimal
    value_high: Decimal | None = None
    unit: str = "CNY"
    period: str | None = None
    prior: Decimal | None = None
    horizon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricClaim(Claim):
    """A number that measures something about somebody or something.

    `reasons` tell what spoke for its subject, feature and weight; they are told of a claim and are no part of it.
    """

    kind: ClassVar[str] = "metric"

    subject: str | None
    subject_id: str | None = None
    ticker: str | None = None
    metric: str
    metric_id: str | None = None
    measure: str = "level"
    value: Decimal
    value_high: Decimal | None = None
    original: str
    decimals: int | None = None
    comparator: str = "="
    unit: str
    period: str | None = None
    stance: str = "actual"
    attribution: str | None = None
    scope: str | None = None
    reasons: tuple[tuple[str, float], ...] = dataclasses.field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClaim(Claim):
    """A dated happening."""

    kind: ClassVar[str] = "event"

    subject: str | None = None
    subject_id: str | None = None
    ticker: str | None = None
    event: str
    event_type: str = "other"
    date: str | None = None
    attribution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationClaim(Claim):
    """One name of a recommended list (建议关注, 相关标的)."""

    kind: ClassVar[str] = "recommendation"

    subject: str
    subject_id: str | None = None
    ticker: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskClaim(Claim):
    """One named risk factor."""

    kind: ClassVar[str] = "risk"

    risk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedReportClaim(Claim):
    """An earlier report that this one names."""

    kind: ClassVar[str] = "related_report"

    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that was not understood, with its place: nothing is lost in silence."""

    slug: str
    message: str
    page: int | None = None
    bbox: Box | None = None

    def as_row(self) -> dict[str, object]:
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One numeral of a page and what became of it; `klass` is written `class` in the public form."""

    page: int
    bbox: Box
    text: str
    klass: str
    claims: tuple[str, ...] = ()
    reason: str = ""
    file: str = ""

    def as_row(self) -> dict[str, object]:
        row = {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}
        return {("class" if name == "klass" else name): value for name, value in row.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was read from one PDF. `report` is the sha256 of its bytes, the same on every machine.

    `state` is "text", or what stands in the way of reading: "image-only", "undecodable-font", "empty".
    """

    report: str
    file: str
    pages: int
    state: str = "text"
    language: str = "zh"
    claims: tuple[Claim, ...] = ()
    notes: tuple[Note, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()


_IDENTITY = ("subject", "metric", "measure", "value", "value_high", "period", "stance")


def identify(claim: Claim, report: str, file: str) -> Claim:
    """The claim with its place in the world: report hash, file name, and an id that is a hash of its content.

    The id covers report, kind, what is said and where; two readings of the same bytes give the same ids.
    """
    if trimmed := _trimmed(claim):
        claim = dataclasses.replace(claim, **trimmed)
    if claim.kind == "metric":
        said = {name: _plain(getattr(claim, name)) for name in _IDENTITY}
    else:
        said = {name: value for name, value in claim.as_row().items() if name not in _NOT_SAID}
    content = [report, claim.kind, said, claim.page, claim.bbox]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return dataclasses.replace(
        claim, id=hashlib.sha256(text.encode()).hexdigest()[:16], report=report, file=file
    )


def _trimmed(claim: Claim) -> dict[str, Any]:
    """The claim's words without blanks at their ends: two readings that differ in one are the same claim."""
    words = ((name, getattr(claim, name)) for name in claim.__dataclass_fields__)
    return {name: word.strip() for name, word in words if isinstance(word, str) and word != word.strip()}


# What an id does not depend on: names of the machine's making, and what later versions may judge differently.
_NOT_SAID = frozenset(
    {"id", "report", "file", "bbox", "page", "origin", "confidence", "doubts", "subject_id", "ticker", "step"}
)


def plain_number(value: Decimal) -> str:
    """A decimal string without exponent or idle zeros: 1.50E+3 → "1500", 0.520 → "0.52"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, Box):
        return list(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
