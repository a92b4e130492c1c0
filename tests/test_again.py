"""`reread`: the present version's reading takes the place of the old, which an undo brings back; judgements stay."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from judged_reports import figure

from extract.errors import UnreadableFault
from extract.model import Extraction, identify
from kb import cli
from kb.read import again, intake, reading

Rows = Callable[..., list[dict[str, object]]]
VERSION = {"subject": "光芯未来"}


def read(path: Path, **_options: object) -> Extraction:
    """Stands for the reading of a PDF: the file's text is its figure, the version says whose it is."""
    text = path.read_text()
    if text == "bad":
        raise UnreadableFault("damaged", f"{path} is damaged.", "fetch it again", path=str(path))
    sha = hashlib.sha256(text.encode()).hexdigest()
    claim = identify(figure(int(text), VERSION["subject"]), sha, str(path))
    from kb.who.link import link

    return link(Extraction(report=sha, file=str(path), pages=1, claims=(claim,)))


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(reading, "read", read)
    monkeypatch.setitem(VERSION, "subject", "光芯未来")
    for module in (intake, again):
        monkeypatch.setattr(module, "read_many", lambda paths, **_options: map(reading.read_kept, paths))
    for name, text in (("a.pdf", "1"), ("b.pdf", "2")):
        (tmp_path / name).write_text(text)
    assert cli.run(["add", str(tmp_path), "--db", str(tmp_path / "k.db")]) == 0
    return tmp_path


@pytest.fixture
def rows(folder: Path, capsys: pytest.CaptureFixture[str]) -> Rows:
    def asked(*words: str, code: int = 0) -> list[dict[str, object]]:
        capsys.readouterr()
        assert cli.run([*words, "--db", str(folder / "k.db"), "--json"]) == code
        return list(json.loads(capsys.readouterr().out)["rows"])

    return asked


def test_a_new_version_reads_again_and_judgements_stay(folder: Path, rows: Rows) -> None:
    rows("same", "光芯未来", "海光信息")
    VERSION["subject"] = "海光"
    assert rows("reread", "a.pdf") == [
        {"run": 3, "reports": 1, "claims": 1, "new": 1, "gone": 1, "failed": []}
    ]
    told = rows("show", "海光信息", "--all")
    assert sorted((str(row["subject"]), row["value"], row["run"]) for row in told) == [
        ("光芯未来", "2", 1),
        ("海光信息", "1", 3),
    ]
    assert rows("undo", "3")[0]["readings"] == 1
    assert sorted(str(row["subject"]) for row in rows("show", "海光信息", "--all")) == [
        "光芯未来",
        "光芯未来",
    ]
    assert [row["command"] for row in rows("runs")] == ["add", "same 光芯未来 海光信息", "reread", "undo 3"]


def test_all_reports_are_read_where_they_are_now(folder: Path, rows: Rows) -> None:
    (folder / "moved").mkdir()
    (folder / "a.pdf").rename(folder / "moved" / "a.pdf")
    rows("add", str(folder))
    VERSION["subject"] = "海光"
    assert rows("reread", "--all")[0]["reports"] == 2
    assert len(rows("show", "海光", "--all")) == 2


def test_a_file_that_is_gone_or_changed_keeps_its_reading(
    folder: Path, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.pdf").unlink()
    VERSION["subject"] = "海光"
    assert [fault["slug"] for fault in rows("reread", "--all", code=6)[0]["failed"]] == ["evidence-missing"]  # type: ignore[attr-defined]
    assert [row["value"] for row in rows("show", "光芯未来", "--all")] == ["1"]
    (folder / "b.pdf").write_text("3")
    assert cli.run(["reread", "b.pdf", "--db", str(folder / "k.db")]) == 3
    assert "[evidence-changed]" in capsys.readouterr().err


def test_a_reading_that_fails_leaves_the_old_one(
    folder: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path, **options: object) -> Extraction:
        if path.name == "a.pdf":
            raise UnreadableFault("given-up", "no", path=str(path))
        return dataclasses.replace(read(path, **options))

    monkeypatch.setattr(reading, "read", fails)
    assert [fault["slug"] for fault in rows("reread", "--all", code=6)[0]["failed"]] == ["given-up"]  # type: ignore[attr-defined]
    assert len(rows("show", "光芯未来", "--all")) == 2


@pytest.mark.parametrize(
    ("words", "code"), [((), 2), (("--all", "a.pdf"), 2), (("nowhere.pdf",), 4)], ids=str
)
def test_which_reports_is_said_and_known(words: tuple[str, ...], code: int, folder: Path) -> None:
    assert cli.run(["reread", *words, "--db", str(folder / "k.db")]) == code
