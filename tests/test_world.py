"""Twelve weeks of a scripted world: on every Sunday the answers are the very ones that a plain reading of docs/method.md gives.

`tests/world` holds the script (what brokers meant to do), the truth (worked out from the script, without the code under test)
and the claims that a perfect reading of the notes would put out. Files come in late, twice, corrected and without a date.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from world.cast import COMPANIES, HOUSES, WEEKS
from world.clashes import conflicts as true_conflicts
from world.happened import events as true_events
from world.keeping import by_day, keep
from world.known import first_arrivals, known_on
from world.nouns import Clash, Happening, Street
from world.script import world
from world.street import Estimates, latest_estimates
from world.street import consensus as true_consensus

from kb.keep.store import KnowledgeBase

EVENT_KINDS = (
    *("initiate", "resume", "first", "upgrade", "downgrade", "changed", "reiterate", "drop"),
    *("target_set", "target_raised", "target_cut", "target_kept"),
    *("estimate_raised", "estimate_cut", "restated", "name_added", "name_removed"),
)
CONFLICT_TYPES = ("rounding", "unit_slip", "period_shift", "basis_mix", "definition", "disagreement")
DATES = [(day, late) for day in WEEKS for late in (False, True)]
dates = pytest.mark.parametrize(("day", "late"), DATES, ids=str)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Everything that ever came in; what was known on a day is asked for by that day."""
    with KnowledgeBase.open(tmp_path_factory.mktemp("world") / "kb.db", create=True) as opened:
        for files in by_day(world().arrivals, [*WEEKS, datetime.date.max]):
            keep(opened, files)
        yield opened


# The script


@cache
def truth(day: datetime.date, late: bool) -> tuple[list[Happening], list[Street], list[Clash]]:
    known = known_on(world().arrivals, day, late=late)

    @cache
    def earlier(before: datetime.date) -> Estimates:
        return latest_estimates(known_on(world().arrivals, before, late=late, by=day))

    return true_events(known, day), true_consensus(known, day, earlier), true_conflicts(known, day)


def test_what_was_meant_is_what_happened() -> None:
    """The truth is worked out of the notes; what the brokers meant by them was written down before."""
    assert not differences("meant", world().intents, truth(WEEKS[-1], True)[0])


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


def differences(what: str, expected: Iterable[object], got: Iterable[object]) -> str:
    """What is missing and what is too much, the first ten of each; "" where they are the same."""
    wanted, found = Counter(expected), Counter(got)
    lines = []
    for name, some in (("missing", wanted - found), ("extra", found - wanted)):
        shown = sorted(some.elements(), key=str)
        lines += [f"{what} {name}: {len(shown)} of {sum(wanted.values())}"] if shown else []
        lines += [f"   {one}" for one in shown[:10]]
    return "\n".join(lines)


def test_who_is_listed_is_linked(kb: KnowledgeBase) -> None:
    rows = kb.rows("SELECT DISTINCT subject, subject_id FROM claims WHERE kind = 'metric'")
    linked = {str(row["subject"]): row["subject_id"] for row in rows}
    assert {one.name: linked[one.name] for one in COMPANIES} == {one.name: one.code for one in COMPANIES}
