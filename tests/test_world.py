"""Twelve weeks of a scripted world: on every Sunday the answers are the very ones that a plain reading of docs/method.md gives.

`tests/world` holds the script (what brokers meant to do), the truth (worked out from the script, without the code under test)
and the claims that a perfect reading of the notes would put out. Files come in late, twice, corrected and without a date.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property

import pytest
from world.cast import COMPANIES, HOUSES, WEEKS
from world.clashes import conflicts as true_conflicts
from world.happened import events as true_events
from world.keeping import keep
from world.known import first_arrivals, known_on
from world.nouns import Clash, Happening, Street
from world.plainly import clash_of, event_of, exactly, street_of
from world.script import world
from world.street import Estimates, latest_estimates
from world.street import consensus as true_consensus

from kb.ask.clocks import AsOf
from kb.ask.selection import Filters
from kb.compare.conflicts.conflict import Conflict
from kb.compare.conflicts.contradictions import contradictions
from kb.compare.consensus.expected import Consensus
from kb.compare.consensus.street import street
from kb.compare.events.changes import changes
from kb.compare.events.event import Event
from kb.keep.store import KnowledgeBase
from kb.tell.digest import render

EVENT_KINDS = (
    *("initiate", "resume", "first", "upgrade", "downgrade", "changed", "reiterate", "drop"),
    *("target_set", "target_raised", "target_cut", "target_kept"),
    *("estimate_raised", "estimate_cut", "restated", "name_added", "name_removed"),
)
CONFLICT_TYPES = ("rounding", "unit_slip", "period_shift", "basis_mix", "definition", "disagreement")
DATES = [(day, late) for day in WEEKS for late in (False, True)]
dates = pytest.mark.parametrize(("day", "late"), DATES, ids=str)
EVER = "2000-01-01"
PAGES_ON = WEEKS[2::4]  # on these also what takes longer: conflicts and pages
PAGES = (("贵州茅台", "html"), ("青竹智能", "md"))


# The script


@cache
def truth(day: datetime.date, late: bool) -> tuple[list[Happening], list[Street], list[Clash]]:
    known = known_on(world().arrivals, day, late=late)

    @cache
    def earlier(before: datetime.date) -> Estimates:
        return latest_estimates(known_on(world().arrivals, before, late=late, by=day))

    return true_events(known, day), true_consensus(known, day, earlier), true_conflicts(known, day)


def differences(what: str, expected: Iterable[object], got: Iterable[object]) -> str:
    """What is missing and what is too much, the first ten of each; "" where they are the same."""
    wanted, found = Counter(expected), Counter(got)
    lines = []
    for name, some in (("missing", wanted - found), ("extra", found - wanted)):
        shown = sorted(some.elements(), key=str)
        lines += [f"{what} {name}: {len(shown)} of {sum(wanted.values())}"] if shown else []
        lines += [f"   {one}" for one in shown[:10]]
    return "\n".join(lines)


def test_what_was_meant_is_what_happened() -> None:
    """The truth is worked out of the notes; what the brokers meant by them was written down before."""
    unlike = differences("meant", world().intents, truth(WEEKS[-1], True)[0])
    assert not unlike, unlike


def test_the_world_is_wide_enough() -> None:
    files = world().arrivals
    notes = first_arrivals(files)
    assert len(notes) >= 240 and len(HOUSES) == 8 and len(COMPANIES) == 25
    assert sum(one.code is not None for one in COMPANIES) >= 15
    late = [one for one in notes if one.note.published and (one.day - one.note.published).days > 3]
    assert len(late) >= 40
    assert len(files) - len(notes) >= 5  # the same bytes again
    assert sum(one.note.key.endswith("downloaded again") for one in notes) >= 5
    assert sum(one.note.key.endswith("original") for one in notes) >= 5
    assert sum(one.note.published is None for one in notes) >= 5
    assert sum(one.day > WEEKS[-1] for one in notes) >= 5


@pytest.mark.parametrize("late", [False, True])
def test_every_kind_happens_at_least_five_times(late: bool) -> None:
    told, street, clashes = truth(WEEKS[-1], late)
    kinds = Counter(one.kind for one in told)
    assert {kind: kinds[kind] for kind in EVENT_KINDS if kinds[kind] < 5} == {}
    types = Counter((one.where, one.type) for one in clashes)
    assert {kind: n for kind in CONFLICT_TYPES if (n := types["between", kind]) < 5} == {}
    assert {kind: n for kind in CONFLICT_TYPES if (n := types["within", kind]) < 5} == {}
    assert sum(one.what == "rating" for one in clashes) >= 5
    assert sum(bool(row.stale) for row in street) >= 5 and sum(bool(row.other) for row in street) >= 5


# The code under test


class Asked:
    """What the knowledge base says as of a day (of all that is in, without one), each answer worked out once."""

    def __init__(self, kb: KnowledgeBase, day: datetime.date, as_of: AsOf | None) -> None:
        self.kb, self.day, self.filters = kb, day, Filters(as_of=as_of)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        return changes(self.kb, filters=self.filters._replace(since=EVER, until=self.day.isoformat())).events

    @cached_property
    def consensus(self) -> tuple[Consensus, ...]:
        return street(self.kb, filters=self.filters).expected

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return contradictions(self.kb, filters=self.filters)

    def compared(self) -> dict[str, list[dict[str, object]]]:
        """What is compared, as data."""
        found = {
            "events": [one.as_row() for one in self.events],
            "consensus": [one.as_row() for one in self.consensus],
        }
        if self.day in PAGES_ON:
            found["conflicts"] = [one.as_row() for one in self.conflicts]
        return found

    def weekly(self) -> str:
        return render(self.kb, "weekly", filters=self.filters)

    def company_pages(self) -> list[str]:
        return [render(self.kb, "company", who=who, filters=self.filters, form=form) for who, form in PAGES]


class Lived:
    """A knowledge base in which everything is that ever came in, and what it said on each Sunday on the way."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.then: dict[datetime.date, dict[str, list[dict[str, object]]]] = {}
        self.pages: dict[datetime.date, list[str]] = {}
        self._now: dict[tuple[datetime.date, bool], Asked] = {}

    def live(self) -> None:
        left = list(world().arrivals)
        for sunday in WEEKS:
            keep(self.kb, [one for one in left if one.day <= sunday])
            left = [one for one in left if one.day > sunday]
            self.then[sunday] = Asked(self.kb, sunday, None).compared()
            if sunday in PAGES_ON:
                known = Asked(self.kb, sunday, AsOf(sunday.isoformat()))
                assert known.compared() == self.then[sunday]
                assert known.weekly() == Asked(self.kb, sunday, None).weekly()
                self.pages[sunday] = [known.weekly(), *known.company_pages()]
        keep(self.kb, left)

    def ask(self, day: datetime.date, late: bool) -> Asked:
        """As of a past day, with all that came in since."""
        return self._now.setdefault((day, late), Asked(self.kb, day, AsOf(day.isoformat(), late)))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    place = tmp_path_factory.mktemp("world") / "kb.db"
    with KnowledgeBase.open(place, create=True) as opened:
        lived = Lived(opened)
        lived.live()
        yield lived


@dates
def test_the_consensus_of_a_day(lived: Lived, day: datetime.date, late: bool) -> None:
    found = [street_of(row) for row in lived.ask(day, late).consensus]
    unlike = differences("consensus", map(exactly, truth(day, late)[1]), found)
    assert not unlike, unlike


@dates
def test_the_conflicts_of_a_day(lived: Lived, day: datetime.date, late: bool) -> None:
    found = [clash_of(one) for one in lived.ask(day, late).conflicts]
    unlike = differences("conflicts", truth(day, late)[2], found)
    assert not unlike, unlike


@dates
def test_the_events_of_a_day(lived: Lived, day: datetime.date, late: bool) -> None:
    found = [event_of(one) for one in lived.ask(day, late).events]
    unlike = differences("events", map(exactly, truth(day, late)[0]), found)
    assert not unlike, unlike


@pytest.mark.parametrize("day", WEEKS, ids=str)
def test_what_is_said_of_a_past_day_does_not_change(lived: Lived, day: datetime.date) -> None:
    """Asked on that day, without a day and as of it; and asked as of that day when everything has come in."""
    asked = lived.ask(day, False)
    assert asked.compared() == lived.then[day]
    if day in PAGES_ON:
        assert [asked.weekly(), *asked.company_pages()] == lived.pages[day]


def test_who_is_listed_is_linked(lived: Lived) -> None:
    rows = lived.kb.rows("SELECT DISTINCT subject, subject_id FROM claims WHERE kind = 'metric'")
    linked = {str(row["subject"]): row["subject_id"] for row in rows}
    assert {one.name: linked[one.name] for one in COMPANIES} == {one.name: one.code for one in COMPANIES}
