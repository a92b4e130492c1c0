"""The command line's promises that need no report to be read: streams, exit codes, errors, help, files found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from extract.errors import Fault, UnreadableFault
from extract.model import Extraction, MetricClaim, Note, identify
from kb import cli, reading
from kb.commands.frame import Output, Voice, fault_text
from kb.commands.rows import put_rows
from kb.config import database_path
from kb.inbox import find_pdfs
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
    report = f"sha-{text}"
    return Extraction(
        report=report,
        file=str(path),
        pages=1,
        claims=(identify(claim, report, str(path)),),
        notes=(Note(slug="made", message="a made note", page=1),),
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of one good, one better, one bad file; reading them needs no engine."""
    monkeypatch.setattr(reading, "read", made_extraction)
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


def test_all_bad_files_are_exit_code_3(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(made / "bad.pdf"), str(made / "nowhere.pdf")]) == 3
    assert capsys.readouterr().out == ""


def test_a_defect_of_ours_is_one_line_and_exit_code_1(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(made / "defect.pdf")]) == 1
    err = capsys.readouterr().err
    assert "[internal]" in err and "Traceback" not in err
    assert cli.run(["extract", "-vv", str(made / "defect.pdf")]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_quiet_says_nothing_but_errors(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["-q", "extract"], ["extract", "-q"]):
        assert cli.run([*words, str(made / "a.pdf"), str(made / "bad.pdf")]) == 6
        assert "of 2 files" not in capsys.readouterr().err
    assert cli.run(["-v", "extract", str(made / "a.pdf")]) == 0
    assert "a made note" in capsys.readouterr().err


def test_an_interruption_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_words: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "file_bytes", interrupted)
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


def test_the_reader_at_the_end_of_the_pipe_may_leave(tmp_path: Path) -> None:
    script = f"{sys.executable} -m kb.cli show --help; {sys.executable} -m kb.cli --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == ""


def test_extract_prints_the_same_bytes_with_any_number_of_workers(tmp_path: Path) -> None:
    """Three files that need no engine: each is a fault, and the faults come in the order of the files."""
    files = []
    for name in ("c.pdf", "a.pdf", "b.pdf"):
        (tmp_path / name).mkdir()
        files.append(tmp_path / name)
    told = [[str(item.fault) for item in reading.read_many(files, jobs=jobs)] for jobs in (1, 2)]
    assert told[0] == told[1] == [f"{file} is a folder, not a PDF." for file in files]
