"""What moved, as one noun: who, whom about, from what to what, on whose word, and the claims behind both ends.

docs/method.md has the rules by which events come about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kb.compare.arithmetic import percent, plain
from kb.compare.views import whom

Row = Mapping[str, object]

# The order in which one company's events of one day are told.
KINDS = (
    *("initiate", "resume", "first", "upgrade", "downgrade", "changed", "reiterate", "drop"),
    *("target_set", "target_raised", "target_cut", "target_kept"),
    *("estimate_raised", "estimate_cut", "restated"),
    *("name_added", "name_removed"),
)
# Kinds that tell of no movement: said again, and the same.
STILL = frozenset({"reiterate", "target_kept"})
_SHARES = frozenset({"%", "pct_pt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One movement of one broker's view. Numbers are in base units, `percent` and `upside` in percent."""

    kind: str
    day: str  # ISO; of the report, of a drop the day after the silence
    broker: str  # "" where the report's broker is not known
    subject: str
    subject_id: str | None = None
    ticker: str | None = None
    metric: str | None = None
    metric_id: str | None = None
    period: str | None = None
    unit: str | None = None
    old: Decimal | str | None = None  # of a rating the words
    new: Decimal | str | None = None
    percent: Decimal | None = None
    upside: Decimal | None = None
    basis: str = "compared"  # or "printed": the report itself says from where, or which way
    against: str | None = None  # the day of the report compared with
    before: Row | None = None  # the claim behind `old`, where it is another report's
    after: Row | None = None  # the claim behind `new`; None of a drop and of a name that is gone
    report: str | None = None  # the report it came with; None of a drop

    @property
    def whom(self) -> str:
        """The key of whom it is about, as `kb.compare.views` makes it."""
        return whom({"subject_id": self.subject_id, "subject": self.subject})

    def as_row(self) -> dict[str, object]:
        """The same in plain values: numbers as text, `id`, `report`, `file`, `page` of the claim and `before_…` of the one before."""
        told: dict[str, object] = {
            "day": self.day,
            "kind": self.kind,
            "broker": self.broker or None,
            "subject": self.subject,
            "subject_id": self.subject_id,
            "ticker": self.ticker,
            "metric": self.metric,
            "metric_id": self.metric_id,
            "period": self.period,
            "unit": self.unit,
            "old": _plain(self.old),
            "new": _plain(self.new),
            "percent": _plain(self.percent),
            "upside": _plain(self.upside),
            "basis": self.basis,
            "against": self.against,
        }
        for prefix, row in (("", self.after), ("before_", self.before)):
            told |= {f"{prefix}{name}": row.get(name) if row else None for name in ("id", "file", "page")}
        told["report"] = self.report
        told["before_report"] = self.before.get("report") if self.before else None
        return told


def made(
    kind: str,
    day: str,
    about: Row,
    *,
    old: Decimal | str | None = None,
    new: Decimal | str | None = None,
    upside: Decimal | None = None,
    is_printed: bool = False,
    against: str | None = None,
    before: Row | None = None,
    after: Row | None = None,
    report: str | None = None,
) -> Event:
    """An event with the broker, subject, metric, period and unit of the claim `about`, and its percent."""
    has_number = isinstance(old, Decimal) or isinstance(new, Decimal)
    return Event(
        kind=kind,
        day=day,
        broker=str(about.get("broker") or ""),
        subject=str(about.get("subject") or ""),
        subject_id=_words(about, "subject_id"),
        ticker=_words(about, "ticker"),
        metric=_words(about, "metric"),
        metric_id=_words(about, "metric_id"),
        period=_words(about, "period") if has_number else None,
        unit=_words(about, "unit") if has_number else None,
        old=old,
        new=new,
        percent=_percent(about, old, new),
        upside=upside,
        basis="printed" if is_printed else "compared",
        against=against,
        before=before,
        after=after,
        report=report,
    )


def _percent(about: Row, old: object, new: object) -> Decimal | None:
    """How far a number moved. From 20 % to 25 % is no rise by 25 %: percentages show by themselves how far they moved."""
    if about.get("unit") in _SHARES or not isinstance(old, Decimal) or not isinstance(new, Decimal):
        return None
    return percent(new, old)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Newest first, then company, kind, broker, and what it is about: a total order."""
    placed = sorted(
        events,
        key=lambda event: (
            event.whom,
            KINDS.index(event.kind),
            event.broker,
            event.metric_id or event.metric or "",
            event.period or "",
            event.unit or "",
            event.report or "",
        ),
    )
    return sorted(placed, key=lambda event: event.day, reverse=True)


def _words(row: Row, field: str) -> str | None:
    value = row.get(field)
    return str(value) if value else None


def _plain(value: Decimal | str | None) -> str | None:
    return plain(value) if isinstance(value, Decimal) else value
