"""Brokers' histories go in, which of their numbers moved comes out: estimates, restated actual numbers, and the breadth.

Numbers are of one thing when metric, period and unit are; the vocabulary must know the metric, for 其他 is many things.
What moves with the share price (multiples, market value) is revised by the market, not by the broker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache

from extract.vocabulary import metrics
from kb.compare.events.event import Event, made
from kb.compare.events.history import Entry, History
from kb.compare.precision import is_same_number, middle
from kb.compare.surest import best_of
from kb.compare.views import is_own_level, whom

Row = Mapping[str, object]
Thing = tuple[str, str, str]  # metric, period, unit

_PRICED = frozenset({"valuation", "market_data"})


def revision_events(history: History) -> Iterator[Event]:
    """Estimates raised and cut and actual numbers restated, each against the last report before that gives the same thing."""
    for stance in ("estimate", "actual"):
        known: dict[Thing, tuple[Entry, Row]] = {}
        for note in history.notes:
            for thing, row in numbers_of(note, stance).items():
                if thing in known and not is_same_number(known[thing][1], row):
                    yield _moved(stance, *known[thing], note, row)
                known[thing] = (note, row)


def _moved(stance: str, earlier: Entry, before: Row, note: Entry, row: Row) -> Event:
    old, new = middle(before), middle(row)
    is_raised = old is not None and new is not None and new > old
    kind = "restated" if stance == "actual" else "estimate_raised" if is_raised else "estimate_cut"
    return made(
        kind,
        note.day,
        row,
        old=old,
        new=new,
        against=earlier.day,
        before=before,
        after=row,
        report=note.report,
    )


def numbers_of(note: Entry, stance: str) -> dict[Thing, Row]:
    """The numbers of a report that can be held against another's: the broker's own, exact, of a known metric and a period."""
    groups: dict[Thing, list[Row]] = {}
    for row in note.rows:
        metric, period = row.get("metric_id"), row.get("period")
        is_exact = row.get("comparator") in (None, "", "=")
        if metric in _comparable() and period and is_exact and is_own_level(row) and row["stance"] == stance:
            groups.setdefault((str(metric), str(period), str(row.get("unit"))), []).append(row)
    return {thing: best for thing, rows in sorted(groups.items()) if (best := best_of(rows)) is not None}


@cache
def _comparable() -> frozenset[str]:
    return frozenset(metric.id for metric in metrics() if metric.family not in _PRICED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadth:
    """How many brokers moved their estimate of one thing over a span; `breadth` is (raised - cut) / brokers."""

    subject: str
    subject_id: str | None
    ticker: str | None
    metric: str
    metric_id: str
    period: str
    unit: str
    raised: int
    cut: int
    brokers: int

    @property
    def whom(self) -> str:
        """The key of whom it is about, as `kb.compare.views` makes it."""
        return whom({"subject_id": self.subject_id, "subject": self.subject})

    @property
    def breadth(self) -> float:
        """From -1 (all cut) to 1 (all raised)."""
        return (self.raised - self.cut) / self.brokers

    def as_row(self) -> dict[str, object]:
        return {**asdict(self), "breadth": round(self.breadth, 4)}


def breadth_of(told: Iterable[History], since: str) -> list[Breadth]:
    """The breadth of every metric and period that a broker gave before `since` (ISO) and from then on.

    A broker counts by its last number before and its last number since. In order of subject, metric, period, unit.
    """
    moves: dict[tuple[str, Thing], list[tuple[Row, Row]]] = {}
    for history in told:
        before: dict[Thing, Row] = {}
        after: dict[Thing, Row] = {}
        for note in history.notes if history.broker else ():
            (before if note.day < since else after).update(numbers_of(note, "estimate"))
        for thing in before.keys() & after.keys():
            moves.setdefault((history.whom, thing), []).append((before[thing], after[thing]))
    return [_breadth(thing, pairs) for (_, thing), pairs in sorted(moves.items(), key=lambda item: item[0])]


def _breadth(thing: Thing, pairs: list[tuple[Row, Row]]) -> Breadth:
    moved = [(middle(old), middle(new)) for old, new in pairs if not is_same_number(old, new)]
    raised = sum(old is not None and new is not None and new > old for old, new in moved)
    about = pairs[0][1]
    return Breadth(
        subject=str(about.get("subject") or ""),
        subject_id=str(about["subject_id"]) if about.get("subject_id") else None,
        ticker=str(about["ticker"]) if about.get("ticker") else None,
        metric=str(about.get("metric")),
        metric_id=thing[0],
        period=thing[1],
        unit=thing[2],
        raised=raised,
        cut=len(moved) - raised,
        brokers=len(pairs),
    )
