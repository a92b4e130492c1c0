"""The command line's promises that need no report to be read: streams, exit codes, errors, help, files found."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from extract.errors import BadDataFault, Fault, UnreadableFault
from extract.model import Extraction, MetricClaim, Note, identify
from kb import cli
from kb.commands.frame import Output, Voice, fault_text
from kb.commands.rows import put_rows
from kb.config import database_path
from kb.keep.store import KnowledgeBase
from kb.read import intake, reading
from kb.read.inbox import find_pdfs
from kb.wording import Wording, chosen_language


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("YANBAO_DB", "YANBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YANBAO_HOME", str(tmp_path / "home"))


def made_extraction(path: Path, **_options: object) -> Extraction:
    """A reading that needs no PDF engine: the file's text is a figure."""
    from decimal import Decimal

    text = reading.file_bytes(path).decode()
    if text == "bad":
        raise UnreadableFault("not-a-pdf", f"{path} is no PDF.", "look at the file", path=str(path))
    if text == "data":
        raise BadDataFault("bad-data", "a data file of ours is wrong.", "put it right")
    if text == "defect":
        raise ZeroDivisionError("a mistake of ours")
    claim = MetricClaim(
        page=1,
        bbox=(),
        quote=f"营业收入 {text} 元",
        origin="made",
        subject="某公司",
        metric="营业收入",
        value=Decimal(text),
        original=text,
        unit="CNY",
    )
    report, file = hashlib.sha256(text.encode()).hexdigest(), reading.shown_name(path)
    return Extraction(
        report=report,
        file=file,
        pages=1,
        claims=(identify(claim, report, file),),
        notes=(Note(slug="made", message="a made note", page=1),),
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of one good, one better, one bad file; reading them needs no engine."""
    monkeypatch.setattr(reading, "read", made_extraction)
    for module in (reading, intake):
        # In this process: a worker would not know of the made reading.
        monkeypatch.setattr(module, "read_many", lambda paths, **_options: map(reading.read_kept, paths))
    for name, text in (("a.pdf", "1"), ("b.pdf", "2"), ("bad.pdf", "bad"), ("defect.pdf", "defect")):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kb.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    heavy = {
        "spacy",
        "pdfplumber",
        "pypdfium2",
        "opencc",
        "rich",
        "sqlite_utils",
        "jinja2",
        "xlsxwriter",
        "rapidfuzz",
    }
    assert "click" in imported
    assert {name for name in imported if name.partition(".")[0] in heavy} == set()
    assert [command.name for command in cli.COMMANDS if f"  {command.name}" not in done.stdout] == []


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: click.Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([str(command.name), "--help"]) == 0
    out, err = capsys.readouterr()
    assert "Examples:" in out and err == ""


def test_a_missing_file_is_three_lines_and_exit_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", "missing.pdf"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Error: missing.pdf is not there.",
        "  Try: check the path and its spelling",
        "  [no-such-file]",
    ]


def test_a_fault_under_json_is_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["explain", "missing.pdf", "--json"]) == 3
    out, err = capsys.readouterr()
    assert err == ""
    assert json.loads(out) == {
        "ok": False,
        "schema": 1,
        "error": {
            "slug": "no-such-file",
            "message": "missing.pdf is not there.",
            "hint": "check the path and its spelling",
            "path": "missing.pdf",
            "page": None,
        },
    }


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        (["show"], "usage"),
        (["shwo", "伊利股份"], "unknown-command"),
        (["show", "伊利股份", "--since", "yesterday"], "usage"),
        (["runs", "--json", "--csv"], "usage"),
        (["export", "claims.doc"], "unknown-format"),
        (["digest", "weekly", "-o", "week.doc"], "unknown-format"),
    ],
)
def test_wrong_words_are_exit_code_2(words: list[str], slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(words) == 2
    out, err = capsys.readouterr()
    assert slug in out + err


def test_a_folder_given_as_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(tmp_path)]) == 3
    assert "[is-a-folder]" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_exit_code_5(tmp_path: Path) -> None:
    file = tmp_path / "closed.pdf"
    file.touch(mode=0o000)
    assert cli.run(["extract", str(file)]) == 5


def test_claims_come_in_the_order_of_the_files(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(made / "b.pdf"), str(made / "a.pdf")]
    assert cli.run(["extract", *files, "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["file"], row["value"]) for row in rows] == [(files[0], "2"), (files[1], "1")]


def test_one_bad_file_keeps_no_other_out(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", *(str(made / name) for name in ("a.pdf", "bad.pdf", "b.pdf"))]) == 6
    out, err = capsys.readouterr()
    assert [json.loads(line)["value"] for line in out.splitlines()] == ["1", "2"]
    assert "[not-a-pdf]" in err and "1 of 3 files" in err


def test_explain_as_json_says_what_was_not_read(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["explain", str(made / "a.pdf"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["value"] for row in document["rows"]] == ["1"]
    assert [note["message"] for note in document["notes"]] == ["a made note"]
    assert document["ok"] is True and document["ledger"] == {}


def test_all_bad_files_are_exit_code_3(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(made / "bad.pdf"), str(made / "nowhere.pdf")]) == 3
    assert capsys.readouterr().out == ""


def test_a_defect_of_ours_is_one_line_and_exit_code_1(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(made / "defect.pdf")]) == 1
    err = capsys.readouterr().err
    assert "[internal]" in err and "Traceback" not in err
    assert cli.run(["extract", "-vv", str(made / "defect.pdf")]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_wrong_data_file_stops_everything_at_once(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made / "aa.pdf").write_text("data")
    assert cli.run(["add", str(made), "--db", str(made / "k.db")]) == 9
    assert capsys.readouterr().err.count("Error:") == 1


def test_quiet_says_nothing_but_errors(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["-q", "extract"], ["extract", "-q"]):
        assert cli.run([*words, str(made / "a.pdf"), str(made / "bad.pdf")]) == 6
        assert "of 2 files" not in capsys.readouterr().err
    assert cli.run(["-v", "extract", str(made / "a.pdf")]) == 0
    assert "a made note" in capsys.readouterr().err


def test_an_interruption_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_words: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "read_many", interrupted)
    assert cli.run(["explain", "a.pdf"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_the_language_is_asked_for_or_taken_from_the_system(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chosen_language(None, {"LANG": "zh_CN.UTF-8"}) == "zh"
    assert chosen_language("zh-CN", {"LANG": "en_GB.UTF-8"}) == "zh"
    assert chosen_language(None, {"LC_ALL": "C.UTF-8"}) == "en"
    cli.run(["--lang", "zh", "extract", "missing.pdf"])
    assert capsys.readouterr().err.startswith("错误: missing.pdf")
    cli.run(["extract", "missing.pdf", "--lang", "zh"])
    assert capsys.readouterr().err.startswith("错误: missing.pdf")


def test_a_question_stands_on_its_own() -> None:
    fault = Fault("no-such-company", "No company is called “海光信”.", "Did you mean: 海光信息 (688041.SH)?")
    assert fault_text(fault, Wording("en")).splitlines() == [
        "Error: No company is called “海光信”.",
        "  Did you mean: 海光信息 (688041.SH)?",
        "  [no-such-company]",
    ]


def test_a_fault_names_its_page() -> None:
    fault = UnreadableFault("damaged", "a.pdf breaks off.", "copy it again", page=7)
    assert fault_text(fault, Wording("en")).splitlines()[0] == "Error: a.pdf breaks off. (p. 7)"


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"YANBAO_DB": "/k/a.db", "YANBAO_HOME": "/h"}, "/k/a.db"),
        ({"YANBAO_HOME": "/h", "XDG_DATA_HOME": "/x"}, "/h/yanbao.db"),
        ({"XDG_DATA_HOME": "/x"}, "/x/yanbao/yanbao.db"),
    ],
)
def test_where_the_knowledge_base_lives(environ: dict[str, str], place: str) -> None:
    assert database_path(environ) == Path(place)


def test_the_inbox_takes_whole_pdfs_and_nothing_else(tmp_path: Path) -> None:
    wanted = ["a.pdf", "B.PDF", "deep/er/c.Pdf"]
    refused = [
        ".hidden.pdf",
        "._a.pdf",
        "~$a.pdf",
        "d.pdf.part",
        "e.crdownload",
        "f.tmp",
        "g.txt",
        ".git/h.pdf",
    ]
    for name in (*wanted, *refused):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "g.txt")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = find_pdfs([tmp_path])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["B.PDF", "a.pdf", "deep/er/c.Pdf"]
    assert find_pdfs([tmp_path / "a.pdf", tmp_path]) == [
        tmp_path / "a.pdf",
        tmp_path / "B.PDF",
        tmp_path / "deep/er/c.Pdf",
    ]
    assert find_pdfs([tmp_path / "g.txt"]) == [tmp_path / "g.txt"]


def test_columns_that_are_not_there_are_named_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"broker": "甲证券", "page": 3}]
    with pytest.raises(Fault, match="brokr") as caught:
        put_rows(rows, Output(form="csv", columns=("brokr",)), Voice())
    assert caught.value.hint == "Did you mean: broker?"
    put_rows(rows, Output(columns=("page", "broker")), Voice())
    assert [word for word in capsys.readouterr().out.split() if "─" not in word] == [
        "page",
        "broker",
        "3",
        "甲证券",
    ]


def rows_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert cli.run([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is True and document["schema"] == 1
    return list(document["rows"])


def test_a_folder_comes_in_once_and_goes_out_whole(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made / "copy-of-a.PDF").write_text("1")
    db = ["--db", str(made / "k.db")]
    assert cli.run(["add", str(made), *db]) == 6
    out, err = capsys.readouterr()
    assert out == (
        "2 reports · 2 claims · 0 doubts · 2 notes · 1 already in · 2 failed"
        "     run 1   (take it back: yanbao undo 1)\n"
    )
    assert "[not-a-pdf]" in err and "[internal]" in err and "Next:" not in err
    assert [row["claims"] for row in rows_of(["reports", *db], capsys)] == [1, 1]

    assert cli.run(["add", str(made / "a.pdf"), str(made / "b.pdf"), *db]) == 0
    assert capsys.readouterr().out == "0 reports · 0 claims · 0 doubts · 0 notes · 2 already in\n"
    assert [row["run"] for row in rows_of(["runs", *db], capsys)] == [1]

    rows = rows_of(["show", "某公司", "营业收入", "--all", *db], capsys)
    assert sorted(str(row["value"]) for row in rows) == ["1", "2"]
    assert {"broker", "date", "page", "bbox", "quote", "id"} <= set(rows[0])

    assert rows_of(["undo", "1", *db], capsys)[0]["reports"] == 2
    assert rows_of(["reports", *db], capsys) == []
    assert cli.run(["show", "某公司", *db]) == 4
    assert "[no-such-company]" in capsys.readouterr().err
    assert cli.run(["undo", "7", *db]) == 4
    assert sorted(path.name for path in made.glob("*.[pP][dD][fF]")) == [
        "a.pdf",
        "b.pdf",
        "bad.pdf",
        "copy-of-a.PDF",
        "defect.pdf",
    ]


def test_a_moved_file_is_found_at_its_new_place(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(made / "k.db")]
    cli.run(["add", str(made / "a.pdf"), *db])
    (made / "a.pdf").rename(made / "moved.pdf")
    capsys.readouterr()
    assert cli.run(["check", *db]) == 6
    assert str(made / "a.pdf") in capsys.readouterr().out
    cli.run(["add", str(made / "moved.pdf"), *db])
    assert [row["missing_files"] for row in rows_of(["check", *db], capsys)] == [[]]


def test_all_bad_files_leave_no_run(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(made / "k.db")]
    assert cli.run(["add", str(made / "bad.pdf"), str(made / "gone.pdf"), *db]) == 3
    assert cli.run(["add", str(made / "bad.pdf"), *db]) == 3
    assert rows_of(["runs", *db], capsys) == []


def test_a_dry_run_makes_nothing(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(["add", str(made), "--dry-run", "--db", str(made / "k.db")], capsys)
    assert [(Path(str(row["file"])).name, row["state"]) for row in rows] == [
        ("a.pdf", "new"),
        ("b.pdf", "new"),
        ("bad.pdf", "new"),
        ("defect.pdf", "new"),
    ]
    assert not (made / "k.db").exists()


def test_an_empty_folder_and_a_knowledge_base_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["add", str(tmp_path)]) == 4
    assert "[no-pdfs]" in capsys.readouterr().err
    for words in (
        ["show", "伊利股份"],
        ["reports"],
        ["runs"],
        ["undo", "1"],
        ["digest", "weekly"],
        ["check"],
    ):
        assert cli.run([*words, "--db", str(tmp_path / "none.db")]) == 4
        assert "[no-knowledge-base]" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


def test_a_locked_a_newer_and_a_foreign_database_lose_nothing(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = made / "k.db"
    db = ["--db", str(place)]
    assert cli.run(["add", str(made / "a.pdf"), *db]) == 0
    with KnowledgeBase.open(place, create=False):
        assert cli.run(["add", str(made / "b.pdf"), *db]) == 5
        assert cli.run(["undo", "1", *db]) == 5
        assert "[locked]" in capsys.readouterr().err
    assert len(rows_of(["reports", *db], capsys)) == 1
    for name, change, code in (("newer.db", "PRAGMA user_version = 999", 8), ("foreign.db", None, 3)):
        other = made / name
        if change is None:
            other.write_text("not a database, and not ours")
        else:
            shutil.copy(place, other)
            with contextlib.closing(sqlite3.connect(other)) as connection:
                connection.execute(change)
        before = other.read_bytes()
        for words in (["reports"], ["add", str(made / "b.pdf")], ["undo", "1"]):
            assert cli.run([*words, "--db", str(other)]) == code
        assert other.read_bytes() == before


def test_rows_go_to_a_file_in_the_form_its_name_says(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(made / "k.db")]
    cli.run(["add", str(made / "a.pdf"), str(made / "b.pdf"), *db])
    show = ["show", "某公司", "--all", *db]
    assert cli.run([*show, "-o", str(made / "rows.jsonl"), "--columns", "value,page", "--limit", "1"]) == 0
    assert len((made / "rows.jsonl").read_text().splitlines()) == 1
    assert json.loads((made / "rows.jsonl").read_text()).keys() == {"value", "page"}
    capsys.readouterr()
    assert cli.run([*show, "--csv", "--columns", "value"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "value"
    assert cli.run(["export", str(made / "all.xlsx"), *db]) == 0
    assert (made / "all.xlsx").read_bytes()[:2] == b"PK"
    assert cli.run(["find", "营业收入", *db, "--md"]) == 0
    assert cli.run(["find", "不在其中", *db]) == 4


def test_a_name_that_is_no_text_is_still_read(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Archives made on Chinese Windows unpack to names that are not UTF-8."""
    name = os.fsdecode(b"\xd2\xc1\xc0\xfb.pdf")
    (made / name).write_text("3")
    assert cli.run(["extract", str(made / name)]) == 0
    assert "\ufffd" in json.loads(capsys.readouterr().out)["file"]
    assert cli.run(["add", str(made / name), "--db", str(made / "k.db")]) == 0


def test_the_reader_at_the_end_of_the_pipe_may_leave(tmp_path: Path) -> None:
    script = f"{sys.executable} -m kb.cli show --help; {sys.executable} -m kb.cli --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == ""


def on_a_terminal(*words: str, **environ: str) -> str:
    """What a person at a terminal sees of a command, both streams."""
    pty = pytest.importorskip("pty")
    mine, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "kb.cli", *words],
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"} | environ,
    )
    os.close(theirs)
    seen = b""
    # Linux says EIO when the other end closes.
    with contextlib.suppress(OSError):
        while chunk := os.read(mine, 65536):
            seen += chunk
    os.close(mine)
    assert done.wait() == 0
    return seen.decode()


def test_a_terminal_is_told_the_next_step_and_a_pipe_is_not() -> None:
    assert "Next: yanbao show 伊利股份" in on_a_terminal("who", "伊利股份")
    assert "接下来：yanbao show 伊利股份" in on_a_terminal("who", "伊利股份", "--lang", "zh")
    assert "Next:" not in on_a_terminal("who", "伊利股份", "-q")
    piped = subprocess.run(
        [sys.executable, "-m", "kb.cli", "who", "伊利股份"], capture_output=True, text=True, check=True
    )
    assert piped.stderr == "" and "600887.SH" in piped.stdout


def test_colour_is_left_out_when_asked() -> None:
    colour = re.compile(r"\x1b\[[0-9;]*3[0-7]")
    assert not colour.search(on_a_terminal("who", "伊利股份", NO_COLOR="1"))


def test_faults_come_in_the_order_of_the_files_with_any_number_of_workers(tmp_path: Path) -> None:
    files = []
    for name in ("c.pdf", "a.pdf", "b.pdf"):
        (tmp_path / name).mkdir()
        files.append(tmp_path / name)
    told = [[str(item.fault) for item in reading.read_many(files, jobs=jobs)] for jobs in (1, 2)]
    assert told[0] == told[1] == [f"{file} is a folder, not a PDF." for file in files]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's ceilings")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_pdf_made_to_exhaust_its_reader_is_given_up_alone(jobs: int, tmp_path: Path) -> None:
    """Two kilobytes of forms within forms, each drawn ten times: a billion drawings, 12 GB without ceilings."""
    (tmp_path / "nested.pdf").write_bytes(nested_forms(10, 10))
    (tmp_path / "empty.pdf").touch()
    files = [tmp_path / name for name in ("empty.pdf", "nested.pdf", "gone.pdf")]
    told = [item.fault.slug if item.fault else None for item in reading.read_many(files, jobs=jobs)]
    assert told == ["empty-file", "took-too-much-memory", "no-such-file"]


def nested_forms(levels: int, times: int) -> bytes:
    """A PDF of one page that draws a form, which draws a form, and so on, each `times` times."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>",
        _stream(b"/X Do " * times, b""),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for level in range(levels):
        last = level == levels - 1
        inner = b"/Font<</F1 5 0 R>>" if last else b"/XObject<</X %d 0 R>>" % (7 + level)
        drawn = b"BT /F1 8 Tf 50 700 Td (12.5) Tj ET" if last else b"/X Do " * times
        objects.append(
            _stream(drawn, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<" + inner + b">>")
        )
    body, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def _stream(content: bytes, entries: bytes) -> bytes:
    return b"<</Length %d" % len(content) + entries + b">>stream\n" + content + b"\nendstream"


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the system refuse whatever is called so: tests may run as root, whom nothing is refused."""
    ask, look, read = os.access, os.scandir, Path.read_bytes

    def denied(path: object) -> bool:
        return Path(os.fsdecode(str(path))).name == name

    def looked(path: object) -> object:
        if denied(path):
            raise PermissionError(13, "Permission denied", str(path))
        return look(str(path))

    def bytes_of(path: Path) -> bytes:
        if denied(path):
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(os, "access", lambda path, mode, **_more: not denied(path) and ask(path, mode))
    monkeypatch.setattr(os, "scandir", looked)
    monkeypatch.setattr(Path, "read_bytes", bytes_of)


@pytest.mark.parametrize("command", ["extract", "explain", "add"])
def test_a_file_that_may_not_be_read_is_no_misuse_of_the_command(
    command: str, made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(monkeypatch, "a.pdf")
    db = ["--db", str(made / "k.db")] if command == "add" else []
    monkeypatch.setattr(reading, "read_one", reading.read_kept)
    assert cli.run([command, str(made / "a.pdf"), *db]) == 5
    err = capsys.readouterr().err
    assert "a.pdf may not be read by you." in err and err.endswith("[no-access]\n")


def test_a_folder_that_may_not_be_looked_into_keeps_no_other_file_out(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("bad.pdf", "defect.pdf"):
        (made / name).unlink()
    (made / "closed").mkdir()
    (made / "closed" / "c.pdf").write_text("3")
    refuse(monkeypatch, "closed")
    assert cli.run(["add", str(made), "--db", str(made / "k.db")]) == 6
    out, err = capsys.readouterr()
    assert out.startswith("2 reports") and "1 failed" in out
    assert f"{made / 'closed'} may not be read by you." in err and "is a folder, not a PDF" not in err


def test_what_was_not_understood_of_a_whole_report_is_said_unasked(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report made of pictures gives no claim and exit code 0: silence would pass it off as read."""
    read = reading.read

    def pictures(path: Path, **options: object) -> Extraction:
        whole = Note(slug="no-text", message="No page has text.")
        return dataclasses.replace(read(path), notes=(*read(path).notes, whole))

    monkeypatch.setattr(reading, "read", pictures)
    file = str(made / "a.pdf")
    for words in (["extract", file], ["add", file, "--db", str(made / "k.db")]):
        assert cli.run(words) == 0
        assert capsys.readouterr().err == f"{file}: No page has text. [no-text]\n"
    assert cli.run(["extract", "-v", file]) == 0
    assert f"{file}, p. 1: a made note [made]" in capsys.readouterr().err
    assert cli.run(["extract", "-q", file]) == 0
    assert capsys.readouterr().err == ""


def test_an_answer_that_cannot_be_written_says_why(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(made / "k.db")]
    assert cli.run(["add", str(made / "a.pdf"), *db]) == 0
    claim = str(rows_of(["show", "某公司", *db], capsys)[0]["id"])
    nowhere = made / "no" / "such"
    for words in (
        ["export", str(nowhere / "a.csv")],
        ["export", str(nowhere / "a.xlsx")],
        ["show", "某公司", "-o", str(nowhere / "a.jsonl")],
    ):
        assert cli.run([*words, *db]) == 5
        assert f"mkdir -p {nowhere}" in capsys.readouterr().err
    assert cli.run(["open", claim, *db]) == 3
    assert cli.run(["export", str(made), *db]) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="process groups are looked up in /proc")
@pytest.mark.parametrize(
    ("sent", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)],
    ids=str,
)
def test_who_stops_us_is_left_with_no_worker_and_no_lock(sent: int, code: int, tmp_path: Path) -> None:
    files = []
    for number in range(8):
        files.append(tmp_path / f"{number}.pdf")
        # Each takes its reader until the ceiling, far longer than this test waits.
        files[-1].write_bytes(nested_forms(9, 10) + b"%%%d" % number)
    script = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from kb.cli import main; main()"
    words = ["add", *map(str, files), "--jobs", "2", "--db", str(tmp_path / "k.db")]
    started = subprocess.Popen(
        [sys.executable, "-c", script, *words], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until(lambda: len(group(started.pid)) >= 3)  # itself and two workers
    started.send_signal(sent)
    _, err = started.communicate(timeout=20)
    assert started.returncode == code
    # Killed outright, a worker that was still starting has nobody to tell its end to but us.
    assert sent == signal.SIGKILL or "Traceback" not in err
    until(lambda: group(started.pid) == set())
    with KnowledgeBase.open(tmp_path / "k.db", create=True) as kb:
        assert kb.runs() == []


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "waited for 20 seconds"
        time.sleep(0.05)


def group(leader: int) -> set[int]:
    """The living processes of a process group."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, number = stat.read_text().rpartition(")")[2].split()[:3]
            if int(number) == leader and state != "Z":
                found.add(int(stat.parent.name))
    return found
