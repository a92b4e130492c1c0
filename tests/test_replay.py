"""Whatever was added, judged, read again and undone in whatever order: what is left is what was never undone.

A run is what it brought: the reports that were not in before, the readings of reports that were, what a person said.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judged_reports import LATER, NOW, figure, keep, rating, report

from extract.errors import Fault, NothingFoundFault
from extract.model import Extraction
from kb.ask import query
from kb.ask.candidates import queue
from kb.ask.judging import judge, own_name, put_off
from kb.ask.overlay import overlay_of
from kb.keep.store import KnowledgeBase
from kb.who.clusters import DIFFERENT, SAME, Judgement

NAMES = ("海光", "海光信息", "光芯未来", "光芯", "长电", "云杉科技", "688041.SH", "600584.SH", "伊利股份")
METRICS = ("日均机时占用量", "日均机时使用量", "净利润", "归母净利润")
REPORTS = ("a", "b", "c")


def reading(letter: str, version: int) -> Extraction:
    """What the program of a version reads in a report: other names, other figures, more or fewer of them."""
    place = REPORTS.index(letter)
    said = [
        figure(10 * place + n, NAMES[(place + n + version) % 6], METRICS[(n + version) % 4])
        for n in range(1, 3 + (place + version) % 3)
    ]
    head = {"subject": "海光", "ticker": None} if letter == "a" else {}
    return report(letter, *said, rating(99, "海光" if version else "光芯未来"), **head)


class Run(NamedTuple):
    """What one run brought: extractions of new reports, new readings, what a person said."""

    number: int
    added: tuple[Extraction, ...] = ()
    read_again: tuple[Extraction, ...] = ()
    said: tuple[Judgement, ...] = ()


def do(kb: KnowledgeBase, step: tuple[object, ...]) -> Run | None:
    """One step of a sequence; None where it is refused or brings nothing."""
    what, *words = step
    if what in ("add", "reread"):
        letters, version = words
        return bring(kb, str(what), [reading(letter, version) for letter in letters])  # type: ignore[union-attr, arg-type]
    if what == "undo":
        open_runs = [row for row in kb.runs() if not row["undone_by"] and not row["undoes"]]
        if open_runs:
            kb.undo(int(str(open_runs[int(str(words[0])) % len(open_runs)]["run"])), now=LATER)
        return None
    known = len(kb.judgements())
    about = "metric" if str(what).endswith("metric") else "entity"
    with contextlib.suppress(Fault):
        if what == "unsure":
            put_off(kb, str(words[0]), now=LATER)
        elif what == "own":
            own_name(kb, str(words[0]), [str(words[1])], now=LATER)
        else:
            verdict = str(what).partition(" ")[0]
            judge(kb, verdict, str(words[0]), str(words[1]), about=about, because="说", now=LATER)
    said = tuple(kb.judgements()[known:])
    return Run(said[0].run, said=said) if said else None


def bring(kb: KnowledgeBase, what: str, readings: Iterable[Extraction]) -> Run | None:
    """Reports that are new, or new readings of those that are in, under one run; no run where there are none."""
    wanted = [one for one in readings if kb.has_report(one.report) == (what == "reread")]
    if not wanted:
        return None
    run = kb.start_run(what, LATER)
    for one in wanted:
        if what == "reread":
            kb.read_again(one, run=run, now=LATER)
        else:
            kb.add(one, run=run, path=Path("/r") / one.file, now=LATER)
    kb.finish_run(run, reports=len(wanted), now=LATER)
    done = tuple(wanted)
    return Run(run, read_again=done) if what == "reread" else Run(run, added=done)


def replay(kb: KnowledgeBase, run: Run) -> None:
    bring(kb, "add", run.added)
    bring(kb, "reread", run.read_again)
    for said in run.said:
        overlay = overlay_of(kb)
        clusters = (overlay.metrics if said.about == "metric" else overlay.entities).as_said()
        # What was not refused once is never refused with less said before it.
        assert said.verdict != SAME or not clusters.apart(said.left, said.right)
        assert said.verdict != DIFFERENT or not said.right or not clusters.are_one(said.left, said.right)
    if run.said:
        kb.judge(run.said, command="again", now=LATER)


@contextlib.contextmanager
def fresh() -> Iterator[KnowledgeBase]:
    with (
        tempfile.TemporaryDirectory() as folder,
        KnowledgeBase.open(Path(folder) / "kb.db", create=True) as kb,
    ):
        yield kb


_OURS = ("number", "run", "added", "reading")  # numbers of rows and runs, and our clock


def kept(kb: KnowledgeBase) -> dict[str, object]:
    """Every table without what depends on when a row came."""
    tables = {
        "claims": "SELECT c.*, t.quote AS indexed FROM claims c JOIN claims_text t ON t.rowid = c.number "
        "ORDER BY report, number",
        "reports": "SELECT * FROM reports ORDER BY id",
        "files": "SELECT * FROM files ORDER BY path, report",
        "notes": "SELECT * FROM notes ORDER BY report, number",
        "ledger": 'SELECT * FROM ledger ORDER BY report, "class"',
        "edges": "SELECT * FROM edges ORDER BY report, mention",
        "entities": "SELECT * FROM entities ORDER BY id",
        "names": "SELECT * FROM names ORDER BY entity, name, kind",
        "readings": "SELECT report FROM readings ORDER BY report",
    }
    found: dict[str, object] = {
        table: [{k: v for k, v in row.items() if k not in _OURS} for row in kb.rows(sql)]
        for table, sql in tables.items()
    }
    found["indexed"] = kb.rows("SELECT count(*) AS n FROM claims_text")
    found["said"] = [said._replace(number=0, run=0, added="") for said in kb.judgements()]
    return found


def answers(kb: KnowledgeBase) -> dict[str, object]:
    """What the product says of every name and metric."""
    found: dict[str, object] = {
        "claims": bare(query.claims(kb)),
        "reports": bare(query.reports(kb)),
        "clusters": [sorted(cluster) for cluster in overlay_of(kb).entities],
        "metric clusters": [sorted(cluster) for cluster in overlay_of(kb).metrics],
    }
    for name in (*NAMES, *METRICS):
        try:
            found[name] = [row["id"] for row in query.show(kb, name, all_claims=True)]
        except NothingFoundFault as fault:
            found[name] = fault.slug
    return found


def bare(rows: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name not in _OURS} for row in rows]


def holds(steps: Iterable[tuple[object, ...]]) -> None:
    with fresh() as kb, fresh() as other:
        runs = [run for step in steps if (run := do(kb, step)) is not None]
        undone = {row["run"] for row in kb.runs() if row["undone_by"]}
        for run in runs:
            if run.number not in undone:
                replay(other, run)
        assert kept(kb) == kept(other)
        assert answers(kb) == answers(other)
        assert kb.rows("PRAGMA foreign_key_check") == []


letters = st.lists(st.sampled_from(REPORTS), min_size=1, max_size=3, unique=True)
names = st.sampled_from(NAMES)
metrics = st.sampled_from(METRICS)
steps = st.one_of(
    st.tuples(st.sampled_from(("add", "reread")), letters, st.integers(0, 2)),
    st.tuples(st.sampled_from(("same", "different", "same", "own")), names, names),
    st.tuples(st.sampled_from(("same metric", "different metric")), metrics, metrics),
    st.tuples(st.just("unsure"), names),
    st.tuples(st.just("undo"), st.integers(0, 20)),
)


@given(st.lists(steps, min_size=4, max_size=14))
@settings(max_examples=40, deadline=None)
@example([("add", ["a", "b"], 0), ("reread", ["a"], 1), ("add", ["c"], 1), ("undo", 1), ("undo", 0)])
@example([("add", ["a"], 0), ("reread", ["a"], 1), ("reread", ["a"], 2), ("undo", 1), ("undo", 1)])
@example([("add", ["a"], 0), ("reread", ["a"], 1), ("undo", 0), ("add", ["a"], 2), ("undo", 0)])
@example([("add", ["b"], 0), ("reread", ["b"], 2), ("add", ["a", "c"], 0), ("reread", ["a"], 1), ("undo", 1)])
@example(
    [
        ("add", ["a", "b", "c"], 0),
        ("different", "光芯未来", "海光信息"),
        ("same", "光芯", "光芯未来"),
        ("same", "光芯", "688041.SH"),
        ("undo", 1),
        ("same", "光芯", "688041.SH"),
        ("reread", ["a", "b"], 1),
    ]
)
def test_what_is_left_is_what_was_never_undone(sequence: list[tuple[object, ...]]) -> None:
    holds(sequence)


def test_an_undone_reading_comes_back_to_the_letter(tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb.db", create=True) as kb:
        keep(kb, reading("a", 0), reading("b", 0))
        before = dump(kb)
        run = bring(kb, "reread", [reading("a", 1)])
        keep(kb, reading("c", 2))
        assert run is not None and dump(kb) != before
        kb.undo(3, now=LATER)
        assert kb.undo(run.number, now=LATER)["readings"] == 1
        assert dump(kb) == before


def dump(kb: KnowledgeBase) -> list[tuple[object, ...]]:
    """Every row of every table but the runs, row numbers included."""
    with sqlite3.connect(f"file:{kb.path}?mode=ro", uri=True) as db:
        tables = [
            str(row[0])
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if row[0] != "runs" and not str(row[0]).startswith("claims_text_")
        ]
        rows = [
            (table, *row)
            for table in tables
            for row in db.execute(f"SELECT rowid, * FROM {table} ORDER BY 1")
        ]
    db.close()
    return rows


def test_reading_again_what_is_as_it_was_changes_no_answer(tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb.db", create=True) as kb:
        keep(kb, reading("a", 0))
        judge(kb, "same", "光芯未来", "海光信息", now=NOW)
        before = answers(kb)
        run = kb.start_run("reread", LATER)
        counts = kb.read_again(reading("a", 0), run=run, now=LATER)
        assert (counts["gone"], counts["new"], counts["before"]) == (0, 0, counts["after"])
        assert answers(kb) == before


def test_a_new_knowledge_base_of_the_same_files_and_judgements_answers_the_same() -> None:
    said = [
        ("same", "光芯", "光芯未来"),
        ("different", "海光", "688041.SH"),
        ("same", "云杉科技", "伊利股份"),
    ]
    with fresh() as old, fresh() as new:
        do(old, ("add", ["c"], 1))
        assert do(old, ("same", "长电", "伊利股份")) is not None
        do(old, ("undo", 1))
        do(old, ("add", ["a", "b"], 1))
        for step in said:
            assert do(old, step) is not None
        do(new, ("add", ["a", "b", "c"], 1))
        for step in said:
            assert do(new, step) is not None
        assert answers(old) == answers(new)
        assert [row["name"] for row in queue(old)] == [row["name"] for row in queue(new)]


@pytest.mark.parametrize("step", [("same", "光芯", "光芯未来"), ("different", "海光", "688041.SH")])
def test_what_was_said_is_kept_as_it_was_said(step: tuple[str, str, str]) -> None:
    with fresh() as kb:
        do(kb, ("add", ["a", "b", "c"], 0))
        run = do(kb, step)
        assert run is not None
        row = kb.rows("SELECT left_text, right_text, verdict, because, added FROM judgements")[0]
        assert json.dumps(row, ensure_ascii=False) == json.dumps(
            {
                "left_text": step[1],
                "right_text": step[2],
                "verdict": step[0],
                "because": "说",
                "added": "2026-05-02T08:00:00Z",
            },
            ensure_ascii=False,
        )
