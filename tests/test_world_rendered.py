"""Thirty notes of the world printed as PDFs in the samples' own layouts and read: what moved, what is expected and who
disagrees is found end to end.

Rendering needs WeasyPrint and the fonts of samples/README.md; where they are missing this is skipped.
"""

from __future__ import annotations

import datetime
import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from world.clashes import conflicts as true_conflicts
from world.happened import events as true_events
from world.known import known_on
from world.plainly import clash_of, event_of, exactly, street_of
from world.press import pdf_of, renderer
from world.printed import ENDS, arrivals, sheets
from world.street import Estimates, latest_estimates
from world.street import consensus as true_consensus

from kb.ask.clocks import AsOf
from kb.ask.selection import Filters
from kb.compare.conflicts.contradictions import contradictions
from kb.compare.consensus.street import street
from kb.compare.events.changes import changes
from kb.keep.store import KnowledgeBase
from kb.read.reading import read_many

SAMPLES = Path(__file__).parents[1] / "samples"
FLOOR = 0.97
# What the notes print an estimate of; a page has other numbers too, which nobody contradicts.
ASKED = ("revenue", "net_profit_parent", "eps", "gross_margin", "target_price")


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        pytest.skip(f"printing needs the `samples` extra, Pango and the fonts of samples/README.md: {error}")
    folder = tmp_path_factory.mktemp("printed")
    by_key = {sheet.note.key: sheet for sheet in sheets()}
    paths = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SAMPLES))
        render = renderer()
        for arrival in arrivals():
            path = paths[arrival] = folder / arrival.path
            path.write_bytes(pdf_of(by_key[arrival.note.key], render))
    # Not in this process: what reads a file lives under limits that it would be left with.
    readings = read_many(list(paths.values()), jobs=2, ocr=False)
    with KnowledgeBase.open(folder / "kb.db", create=True) as opened:
        for arrival, reading in zip(arrivals(), readings, strict=True):
            run = opened.start_run("add", arrival.stamp)
            opened.add(reading.result(), run=run, path=reading.path, now=arrival.stamp)
            opened.finish_run(run, reports=1, now=arrival.stamp)
        yield opened


def truth(day: datetime.date) -> dict[str, list[object]]:
    def earlier(before: datetime.date) -> Estimates:
        return latest_estimates(known_on(arrivals(), before, late=False, by=day))

    known = known_on(arrivals(), day, late=False)
    return {
        "events": [exactly(one) for one in true_events(known, day)],
        "consensus": [exactly(one) for one in true_consensus(known, day, earlier)],
        "conflicts": [*true_conflicts(known, day)],
    }


def found(kb: KnowledgeBase, day: datetime.date) -> dict[str, list[object]]:
    filters = Filters(as_of=AsOf(day.isoformat()))
    expected = [street_of(row) for row in street(kb, filters=filters).expected]
    moved = changes(kb, filters=filters._replace(since="2000-01-01", until=day.isoformat())).events
    return {
        "events": [event_of(one) for one in moved],
        "consensus": [row for row in expected if row.metric in ASKED],
        "conflicts": [clash_of(one) for one in contradictions(kb, filters=filters)],
    }


def test_the_printed_part_is_what_it_should_be() -> None:
    assert len(sheets()) == 30
    told = truth(ENDS[-1])
    kinds = {one.kind for one in told["events"]}  # type: ignore[attr-defined]
    assert {"initiate", "first", "upgrade", "downgrade", "reiterate", "drop", "restated"} <= kinds
    assert {"target_set", "target_raised", "target_cut", "target_kept"} <= kinds
    assert {"estimate_raised", "estimate_cut"} <= kinds
    types = {one.type for one in told["conflicts"]}  # type: ignore[attr-defined]
    assert {"unit_slip", "period_shift", "disagreement"} <= types


@pytest.mark.parametrize("day", ENDS, ids=str)
def test_what_the_pages_say_is_found(kb: KnowledgeBase, day: datetime.date) -> None:
    expected, got = truth(day), found(kb, day)
    right, told, wanted, unlike = 0, 0, 0, []
    for name, rows in expected.items():
        want, have = Counter(rows), Counter(got[name])
        right += sum((want & have).values())
        told, wanted = told + sum(have.values()), wanted + sum(want.values())
        unlike += [f"{name} missing {one}" for one in (want - have).elements()]
        unlike += [f"{name} extra {one}" for one in (have - want).elements()]
    assert right >= FLOOR * wanted and right >= FLOOR * told, "\n".join(sorted(unlike))
