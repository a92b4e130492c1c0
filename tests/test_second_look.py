"""`check --verify`: stored claims read again with the other engine; those that do not stand where they say are rows."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from extract.pipeline import extract
from kb import cli
from kb.ask.query import claims
from kb.ask.selection import claim_of
from kb.keep.store import KnowledgeBase
from kb.who.link import link

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ("yili-beilu-2026-05.pdf", "haiguang-landu-2026-04.pdf")


@pytest.fixture
def base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Two samples in a knowledge base; the option that names it."""
    for name in NAMES:
        shutil.copy(SAMPLES / name, tmp_path / name)
    db = ["--db", str(tmp_path / "k.db")]
    assert cli.run(["add", *(str(tmp_path / name) for name in NAMES), *db]) == 0
    capsys.readouterr()
    return db


def spoil(db: list[str], file: str) -> str:
    """One figure of a report is made to stand on another page; its id."""
    with sqlite3.connect(db[1]) as wrong:
        found = wrong.execute(
            "SELECT c.id FROM claims c JOIN reports r ON r.id = c.report"
            " WHERE c.kind = 'metric' AND r.file LIKE ? ORDER BY c.number LIMIT 1",
            (f"%{file}",),
        ).fetchone()
        wrong.execute("UPDATE claims SET original = '987654.25' WHERE id = ?", found)
    wrong.close()
    return str(found[0])


def test_a_row_without_a_subject_is_a_claim_without_one() -> None:
    row: dict[str, object] = {
        "kind": "metric",
        "page": 1,
        "bbox": [],
        "doubts": [],
        "quote": "12%",
        "origin": "prose",
    }
    row |= {"subject": None, "metric": "占比", "value": "12", "original": "12%", "unit": "%", "file": "a.pdf"}
    assert claim_of(row).as_row()["subject"] is None


def test_a_row_is_the_claim_it_was_made_from(tmp_path: Path) -> None:
    extraction = link(extract((SAMPLES / NAMES[0]).read_bytes(), NAMES[0]))
    with KnowledgeBase.open(tmp_path / "k.db", create=True) as kb:
        import datetime

        now = datetime.datetime(2026, 5, 20, tzinfo=datetime.UTC)
        kb.add(extraction, run=kb.start_run("add", now), path=SAMPLES / NAMES[0], now=now)
        again = {claim.id: claim for claim in map(claim_of, claims(kb))}
    assert {kind: again[c.id] for c in extraction.claims if (kind := c.kind)} == {
        c.kind: c for c in extraction.claims
    }
    assert [again[claim.id] for claim in extraction.claims] == list(extraction.claims)


def test_claims_that_stand_where_they_say_are_no_rows(
    base: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["check", "--verify", "--json", *base]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["rows"] == []
    assert document["health"]["reports"] == 2 and document["health"]["verified"] > 50


def test_a_claim_that_does_not_is_listed_with_its_place(
    base: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = spoil(base, NAMES[0])
    assert cli.run(["check", "--verify", "--json", *base]) == 6
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["id"] for row in rows] == [wrong]
    assert rows[0]["page"] >= 1 and rows[0]["bbox"] and rows[0]["file"].endswith(NAMES[0])
    assert cli.run(["--lang", "en", "check", "--verify", "--report", NAMES[1], *base]) == 0
    assert "of 1 reports were read again with the other engine: 0 do not" in capsys.readouterr().out


def test_a_file_that_is_gone_or_changed_is_told_and_keeps_no_other_out(
    base: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(base[1]).parent
    with (folder / NAMES[0]).open("ab") as file:
        file.write(b"\n")
    assert cli.run(["check", "--verify", "--json", *base]) == 6
    out, err = capsys.readouterr()
    assert "[evidence-changed]" in err
    assert json.loads(out)["health"]["reports"] == 1
    (folder / NAMES[1]).unlink()
    assert cli.run(["check", "--verify", *base]) == 6
    assert "[no-such-file]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"), [(["--report", "nobody.pdf", "--verify"], 4), (["--report", "a"], 2)]
)
def test_a_report_that_is_not_in(words: list[str], code: int, base: list[str]) -> None:
    assert cli.run(["check", *words, *base]) == code
