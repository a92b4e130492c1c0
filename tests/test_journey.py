"""The user's way through the product on the bundled samples: read, add, ask, hand on, take back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from contract import breaches_of

from extract.ocr.pictures import available
from kb import cli

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.pdf"))

Ask = Callable[..., list[dict[str, object]]]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base of all samples, read by two workers."""
    path = tmp_path_factory.mktemp("journey") / "k.db"
    assert cli.run(["add", *map(str, SAMPLES), "--db", str(path), "--jobs", "2"]) == 0
    return path


@pytest.fixture
def ask(database: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """A command on that knowledge base, answered in rows."""

    def asked(*words: str) -> list[dict[str, object]]:
        capsys.readouterr()
        assert cli.run([*words, "--db", str(database), "--json"]) == 0
        return list(json.loads(capsys.readouterr().out)["rows"])

    return asked


def test_the_same_bytes_with_one_worker_and_two(capfd: pytest.CaptureFixture[str]) -> None:
    files = [str(path) for path in SAMPLES[:3]]
    told = []
    for jobs in ("1", "2", "2"):
        assert cli.run(["extract", *files, "--format", "jsonl", "--jobs", jobs]) == 0
        told.append(capfd.readouterr().out)
    assert told[0] == told[1] == told[2]
    rows = [json.loads(line) for line in told[0].splitlines()]
    assert list(dict.fromkeys(row["file"] for row in rows)) == files
    assert all(row["page"] >= 1 and row["bbox"] for row in rows)


def test_every_line_keeps_the_contract(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", *map(str, SAMPLES), "--jobs", "2"]) == 0
    out, err = capfd.readouterr()
    assert list(breaches_of(out.splitlines())) == []
    assert err.count("[no-text]") == (not available()), "the report made of pictures is named, unasked"


def test_the_ledger_is_lines_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(SAMPLES[0]), "--ledger"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines and {"page", "bbox", "text", "class", "claims", "reason", "file"} <= set(lines[0])


def test_every_sample_is_in(ask: Ask) -> None:
    reports = ask("reports")
    assert len(reports) == len(SAMPLES) >= 10
    assert [run["run"] for run in ask("runs")] == [1]
    assert ask("check")[0]["faults"] == [] and ask("check")[0]["missing_files"] == []


def test_several_brokers_answer_for_one_company(ask: Ask) -> None:
    rows = ask("show", "伊利股份", "归母净利润", "--period", "2026")
    assert len({row["broker"] for row in rows}) >= 3
    assert {row["metric_id"] for row in rows} == {"net_profit_parent"}
    assert {row["ticker"] for row in rows} == {"600887.SH"}
    assert all(row["page"] and row["quote"] and row["date"] for row in rows)


def test_as_of_leaves_out_what_came_later(ask: Ask) -> None:
    early, late = (
        ask("show", "伊利股份", "--as-of", day, "--late", "include") for day in ("2026-05-01", "2026-12-31")
    )
    assert max(str(row["date"]) for row in early) <= "2026-05-01" < max(str(row["date"]) for row in late)


def test_ages_are_as_of_the_day_asked_for(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        cli.run(["show", "伊利股份", "--as-of", "2026-05-20", "--late", "include", "--db", str(database)])
        == 0
    )
    line = next(line for line in capsys.readouterr().out.splitlines() if "北麓证券   2026-05-18" in line)
    assert " 2 d " in line


def test_a_claim_opens_as_a_picture(ask: Ask, database: Path, tmp_path: Path) -> None:
    found = ask("show", "伊利股份", "归母净利润")[0]["id"]
    for options in ([], ["--page"]):
        target = tmp_path / "proof.png"
        assert cli.run(["open", str(found), "-o", str(target), *options, "--db", str(database)]) == 0
        assert target.read_bytes().startswith(b"\x89PNG")


def test_digests_and_workbooks_are_written(database: Path, tmp_path: Path) -> None:
    db = ["--db", str(database)]
    for words in (["digest", "weekly"], ["digest", "company", "伊利股份"]):
        for name in ("d.html", "d.md"):
            assert cli.run([*words, "-o", str(tmp_path / name), *db]) == 0
            assert "伊利股份" in (tmp_path / name).read_text(encoding="utf-8")
    assert cli.run(["export", str(tmp_path / "eps.xlsx"), "伊利股份", "每股收益", *db]) == 0


def test_the_demo_does_the_whole_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for path in [path for path in SAMPLES if path.name.startswith(("yili-cangyue", "weekly-j", "qianwei"))]:
        (few / path.name).write_bytes(path.read_bytes())
    for _twice in range(2):
        assert cli.run(["demo", "--samples", str(few), "--into", str(tmp_path / "out")]) == 0
        out = capsys.readouterr().out
        assert "$ yanbao show 伊利股份" in out and "weekly.html" in out
        assert ("qianwei-tingyu-2026-04.pdf: No page has text" in out) is not available()
    weekly = (tmp_path / "out" / "weekly.html").read_text(encoding="utf-8")
    assert ("qianwei-tingyu-2026-04.pdf" in weekly) is not available()
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.suffix != ".lock") == [
        "claims.xlsx",
        "demo.db",
        "weekly.html",
    ]
    assert cli.run(["demo", "--samples", str(tmp_path / "out")]) == 4
