"""A week's question reads a week's companies, and answers as if it had read everything."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from world.keeping import keep
from world.script import world

from kb.ask.selection import NO_FILTERS, Filters
from kb.compare.events.changes import Look, changes
from kb.compare.events.found import events
from kb.compare.events.gathering import Stretch, gather
from kb.keep.store import KnowledgeBase

LAST = datetime.date(2026, 3, 29)
WEEKS = [LAST - datetime.timedelta(days=days) for days in (0, 30, 61, 170)]


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tmp_path_factory.mktemp("gathered") / "kb.db", create=True) as opened:
        keep(opened, world().arrivals)
        yield opened


@pytest.mark.parametrize("last", WEEKS, ids=str)
def test_a_week_is_as_of_everything(kb: KnowledgeBase, last: datetime.date) -> None:
    first, until = (last - datetime.timedelta(days=6)).isoformat(), last.isoformat()
    everything = gather(kb, None, NO_FILTERS, Stretch("", until)).rows
    week = gather(kb, None, NO_FILTERS, Stretch(first, until)).rows
    assert len(week) < len(everything)
    whole = [event.as_row() for event in events(everything, until=until) if event.day >= first]
    found = changes(kb, None, Filters(since=first, until=until))
    assert [event.as_row() for event in found.events] == whole and whole


def test_a_look_tells_what_came_in_since_and_nothing_twice(kb: KnowledgeBase) -> None:
    reports = {str(row["id"]): row for row in kb.rows("SELECT id, date, added FROM reports")}
    stamps = sorted({str(row["added"]) for row in reports.values()})
    whole = changes(kb, seen=Look("")).events
    for stamp in (stamps[len(stamps) // 2], stamps[-20]):
        then = [row for row in reports.values() if str(row["added"]) <= stamp]
        until = max(str(row["date"]) for row in then if row["date"])
        look = Look(until, stamp, tuple(str(row["id"]) for row in then if row["added"] == stamp))
        told = [event.as_row() for event in changes(kb, seen=look).events]
        new = [
            event.as_row()
            for event in whole
            if (event.day > until if event.report is None else str(reports[event.report]["added"]) > stamp)
        ]
        assert told == new and 0 < len(new) < len(whole)
