"""Claim rows go in, the numbers that contradict each other come out, named and weightiest first; docs/method.md has the rules.

Rows are those of `kb.ask.selection` with `own_report` and `superseded_by`, of reports known on the day asked for. The same
rows give the same conflicts in the same order, whatever order they came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from kb.compare.conflicts.agreement import agree_at_sight, agrees, is_table
from kb.compare.conflicts.comparable import Thing, is_titled, thing
from kb.compare.conflicts.conflict import Conflict, conflict_of, weight
from kb.compare.conflicts.sides import Side, last_said, report_of, sides, sides_inside
from kb.compare.conflicts.slips import Name, name_of, slip_of
from kb.compare.conflicts.spreads import HEADLINES, by_middle, furthest, widest
from kb.compare.days import WINDOW, day_of, earlier
from kb.compare.precision import Row
from kb.compare.scales import latest_ratings
from kb.compare.views import is_own_level, views_held, whom
from kb.compare.voices import broker_of


def conflicts(rows: Iterable[Row], *, day: str, window: int = WINDOW) -> list[Conflict]:
    """Every conflict among the rows; estimates and ratings count for `window` days up to `day` (ISO)."""
    current = [row for row in rows if not row.get("superseded_by")]
    after = earlier(day, window)
    found = [*_Found(current, after, day).all(), *_rated(current, day, after)]
    return sorted(found, key=weight)


def _rated(rows: Sequence[Row], day: str, after: str) -> Iterator[Conflict]:
    """The best of each company's ratings against the worst."""
    given = [row for row in rows if row.get("kind") == "rating" and row.get("subject_type") != "industry"]
    subjects: dict[str, list[Row]] = {}
    for row in latest_ratings(given, day):
        if day_of(row) > after:
            subjects.setdefault(whom(row), []).append(row)
    for latest in subjects.values():
        if (pair := furthest(latest)) is not None:
            yield conflict_of(Name("disagreement", "steps"), *pair)


class _Found:
    """The rows by what they measure, and what of them contradicts."""

    def __init__(self, rows: Sequence[Row], after: str, day: str) -> None:
        self.after, self.day = after, day
        self.rows = rows
        self.things: dict[Thing, list[Row]] = {}
        known = [(what, row) for row in rows if (what := thing(row)) is not None]
        titled = {(row["report"], row.get("page"), what.metric) for what, row in known if is_titled(row)}
        for what, row in known:
            if (row["report"], row.get("page"), what.metric) not in titled or not is_table(row):
                self.things.setdefault(what, []).append(row)
        for what, alike in self.things.items():
            if len(alike) > 1:
                self.things[what] = _without_lists(alike)

    def all(self) -> Iterator[Conflict]:
        held = views_held(self.rows)
        for what, alike in self.things.items():
            if len(alike) > 1 and not agree_at_sight(alike):
                yield from self._inside(what, alike)
                if what.stance == "actual":
                    yield from self._between(what, alike)
                else:
                    own = [row for row in alike if is_own_level(row) and (report_of(row), what.who) in held]
                    yield from self._expected(what, [row for row in own if self._is_recent(row)])

    def _inside(self, what: Thing, alike: Sequence[Row]) -> Iterator[Conflict]:
        """What one report says of one thing at several places."""
        reports: dict[str, list[Row]] = {}
        for row in alike:
            reports.setdefault(report_of(row), []).append(row)
        for rows in reports.values():
            if len(rows) > 1 and not agree_at_sight(rows):
                first, *others = sides_inside(rows)
                for other in others:
                    yield from self._told(what, first, other, within=True)

    def _between(self, what: Thing, alike: Sequence[Row]) -> Iterator[Conflict]:
        """What several reports say of a fact."""
        voices: dict[str, list[Row]] = {}
        for row in alike:
            voices.setdefault(report_of(row), []).append(row)
        if len(voices) > 1:
            first, *others = sides(voices)
            for other in others:
                yield from self._told(what, first, other)

    def _expected(self, what: Thing, own: Sequence[Row]) -> Iterator[Conflict]:
        """What brokers expect may differ, but not by a slip; and the slips left out, not by too much."""
        known = by_middle(sides(last_said(own, broker_of)))
        if len(known) < 2:
            return
        first, *others = known
        kept = [first]
        for other in others:
            slipped = list(self._told(what, first, other, expected=True))
            yield from slipped
            if not slipped:
                kept.append(other)
        if what.metric in HEADLINES and (pair := widest(kept)) is not None:
            count = sum(len(side.brokers) for side in kept)
            yield conflict_of(Name("disagreement", "spread", str(count)), *pair)

    def _is_recent(self, row: Row) -> bool:
        return self.after < day_of(row) <= self.day

    def _told(
        self, what: Thing, one: Side, other: Side, *, within: bool = False, expected: bool = False
    ) -> Iterator[Conflict]:
        first, second = one.shown, other.shown

        def beside(row: Row, *, metric: str | None = None, period: str | None = None) -> list[Row]:
            if metric is not None and not expected:
                # Under which name a fact belongs any report may know; inside one, the surest place is in the right.
                names = [what._replace(metric=metric), what._replace(metric=metric, scope="")]
                return (
                    []
                    if within and row is first
                    else [near for name in names for near in self.things.get(name, ())]
                )
            # What slipped is on the side of fewer brokers, and is what those against it say beside.
            if row is first and (within or (period is not None and len(one.brokers) > len(other.brokers))):
                return []
            against = one.reports if row is second else other.reports
            said = self.things.get(
                what._replace(metric=metric or what.metric, period=period or what.period), ()
            )
            return [near for near in said if report_of(near) in against]

        if agrees(first, second) or (within and _is_one_text(first, second)):
            return
        name = (slip_of if expected else name_of)(first, second, beside)
        if name is not None:
            yield conflict_of(name, one, other, within=within)


def _without_lists(alike: Sequence[Row]) -> list[Row]:
    """The rows without those of the running text that one page gives several numbers of: each is of another name."""
    pages: dict[tuple[object, object], list[Row]] = {}
    for row in alike:
        if not is_table(row):
            pages.setdefault((row["report"], row.get("page")), []).append(row)
    listed = {
        str(row["id"])
        for said in pages.values()
        if any(not agrees(one, other) for one, other in combinations(said, 2))
        for row in said
    }
    return [row for row in alike if str(row["id"]) not in listed]


def _is_one_text(one: Row, other: Row) -> bool:
    return one.get("page") == other.get("page") and not is_table(one) and not is_table(other)
