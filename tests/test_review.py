"""The queue of names that lead to nobody, and the commands by which a person judges them."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from judged_reports import NOW, figure, keep, rating, report

from kb import cli
from kb.ask.candidates import queue
from kb.ask.judging import judge, own_name, put_off
from kb.keep.store import KnowledgeBase
from kb.who.likeness import looks_like_a_firm


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with KnowledgeBase.open(tmp_path / "kb.db", create=True) as kb:
        keep(
            kb,
            report(
                "a",
                figure(1, "海光"),
                *(figure(number, "云杉智能科技") for number in (2, 3, 4)),
                *(figure(number, "速冻面米") for number in (20, 21, 22, 23)),
            ),
            report("b", figure(5, "云杉智能"), rating(6, "长电"), figure(7, "伊利股份", "日均机时占用量")),
            report("c", figure(8, "伊利股份", "日均机时使用量"), figure(9, "长电"), figure(10, "长电")),
        )
    return tmp_path / "kb.db"


@pytest.fixture
def kb(place: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(place, create=False) as kb:
        yield kb


def names(kb: KnowledgeBase, **more: object) -> list[object]:
    return [row["name"] for row in queue(kb, **more)]  # type: ignore[arg-type]


def test_what_most_claims_depend_on_comes_first_and_what_is_no_firm_does_not(kb: KnowledgeBase) -> None:
    assert names(kb) == ["云杉智能科技", "长电"]
    assert names(kb, everything=True) == ["速冻面米", "云杉智能科技", "长电", "云杉智能"]
    first, second = queue(kb)
    assert (first["claims"], first["reports"], second["claims"], second["reports"]) == (3, 1, 3, 2)
    assert next(one["quote"] for one in first["contexts"]) == "云杉智能科技 营业收入 2"  # type: ignore[attr-defined]
    assert {one["id"] for one in second["suggested"]} == {"600584.SH", "600900.SH"}  # type: ignore[attr-defined]


def test_what_is_judged_leaves_the_queue_and_what_is_unsure_goes_last(kb: KnowledgeBase) -> None:
    put_off(kb, "云杉智能科技", now=NOW)
    assert names(kb) == ["长电", "云杉智能科技"]
    own_name(kb, "云杉智能科技", [], now=NOW)
    run = judge(kb, "same", "长电", "600584.SH", now=NOW).run
    assert names(kb) == []
    kb.undo(int(str(run)), now=NOW)
    assert names(kb) == ["长电"]


def test_a_name_taken_from_a_company_is_asked_about_without_it(kb: KnowledgeBase) -> None:
    judge(kb, "different", "海光", "688041.SH", now=NOW)
    row = next(row for row in queue(kb, everything=True) if row["name"] == "海光")
    assert row["claims"] == 1
    assert "688041.SH" not in {one["id"] for one in row["suggested"]}  # type: ignore[attr-defined]


def test_names_of_metrics_have_a_queue_of_their_own(kb: KnowledgeBase) -> None:
    first, second = queue(kb, about="metric")
    assert [first["name"], second["name"]] == ["日均机时使用量", "日均机时占用量"]
    assert next(one["id"] for one in first["suggested"]) == "metric:日均机时占用量"  # type: ignore[attr-defined]
    judge(kb, "same", "日均机时使用量", "日均机时占用量", about="metric", now=NOW)
    assert queue(kb, about="metric") == []


@pytest.mark.parametrize("name", ["云杉智能科技", "某某药业", "郑州思念集团", "JoyDay", "Mistral AI"])
def test_names_of_firms_look_like_it(name: str) -> None:
    assert looks_like_a_firm(name)


@pytest.mark.parametrize(
    "name", ["可比公司", "速冻面米", "其他公司", "BIM", "信息科技", "科技", "国内数字科技行业"]
)
def test_classes_of_firms_and_products_do_not(name: str) -> None:
    assert not looks_like_a_firm(name)


def run(*words: str, place: Path) -> int:
    return cli.run([*words, "--db", str(place)])


def rows_of(capsys: pytest.CaptureFixture[str], *words: str, place: Path) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(*words, "--json", place=place) == 0
    return list(json.loads(capsys.readouterr().out)["rows"])


def test_a_judgement_is_a_run_that_undo_takes_back(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("same", "云杉智能", "云杉智能科技", "--because", "简称", place=place) == 0
    assert "云杉智能 = 云杉智能科技     run 2" in capsys.readouterr().out
    assert [row["command"] for row in rows_of(capsys, "runs", place=place)][
        -1
    ] == "same 云杉智能 云杉智能科技"
    assert len(rows_of(capsys, "show", "云杉智能", "--all", place=place)) == 4
    assert run("same", "云杉智能科技", "云杉智能", place=place) == 0
    assert "said before, in run 2" in capsys.readouterr().out
    assert rows_of(capsys, "undo", "2", place=place) == [
        {"run": 2, "reports": 0, "claims": 0, "notes": 0, "files": 0, "judgements": 1}
    ]
    assert len(rows_of(capsys, "show", "云杉智能", "--all", place=place)) == 1


def test_what_contradicts_is_refused_with_the_way_out(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("different", "云杉智能", "海光信息", place=place) == 0
    assert run("same", "云杉智能", "688041", place=place) == 2
    err = capsys.readouterr().err
    assert "云杉智能 ≠ 海光信息 (run 2)" in err and "yanbao undo 2" in err and "[kept-apart]" in err
    assert run("same", "无此公司", "海光信息", place=place) == 4
    assert "[no-such-name]" in capsys.readouterr().err
    assert run("same", "净利润", "归母净利润", "--metric", place=place) == 2
    assert "[must-not-merge]" in capsys.readouterr().err
    with KnowledgeBase.open(place, create=False):
        assert run("same", "云杉智能", "云杉智能科技", place=place) == 5


def test_on_a_pipe_the_queue_is_rows(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(capsys, "review", place=place)
    assert [row["name"] for row in rows] == ["云杉智能科技", "长电"]
    assert {"claims", "reports", "unsure", "suggested", "contexts"} <= set(rows[0])
    assert run("review", place=place) == 0
    assert "江苏" not in (out := capsys.readouterr().out) and "长电科技 (600584.SH)" in out
    assert run("review", "--metric", "--csv", place=place) == 0
    assert "日均机时使用量" in capsys.readouterr().out


def test_who_answers_with_judgements(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("who", "长电", place=place) == 4
    assert "nobody for certain" in capsys.readouterr().err
    assert run("who", "长电", "--json", place=place) == 4
    document = json.loads(capsys.readouterr().out)
    assert [row["entity"] for row in document["rows"]] == ["600584.SH", "600900.SH"]
    assert run("same", "长电", "600584", "--because", "语境", place=place) == 0
    answer = rows_of(capsys, "who", "长电", place=place)[0]
    assert (answer["judgement"], answer["entity"], answer["ticker"]) == ("is", "600584.SH", "600584.SH")
    assert answer["reasons"] == [["judged", 1.0, "长电 = 600584 (run 2: 语境)"]]
    assert run("who", "没有这样的名字吧", place=place) == 4
    assert run("who", "不知何人", "--date", "昨天", place=place) == 2


def test_who_knows_names_of_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = rows_of(capsys, "who", "韦尔股份", "--date", "2020-06-30", place=tmp_path / "none.db")[0]
    assert (answer["entity"], answer["kind"]) == ("603501.SH", "company")
    assert not (tmp_path / "none.db").exists()


def test_judgements_go_over_into_another_knowledge_base(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ["same", "长电", "600584", "--because", "语境"],
        ["different", "云杉智能", "海光信息"],
        ["same", "--metric", "日均机时使用量", "日均机时占用量"],
    ):
        assert run(*words, place=place) == 0
    assert [row["verdict"] for row in rows_of(capsys, "review", "--judged", place=place)] == [
        "same",
        "different",
        "same",
    ]
    new = tmp_path / "new.db"
    with KnowledgeBase.open(new, create=True) as kb:
        keep(kb, report("a", figure(9, "长电"), figure(5, "云杉智能")))
    assert run("same", "云杉智能", "688041", place=new) == 0
    taken = ["review", "--from", str(place)]
    assert run(*taken, place=new) == 6
    out, err = capsys.readouterr()
    assert "2 judgements taken over, 0 were said here before.     run 3" in out
    assert "[joined-already]" in err
    assert run("undo", "2", place=new) == 0
    assert run(*taken, place=new) == 0
    assert "1 judgements taken over, 2 were said here before." in capsys.readouterr().out
    assert [row["because"] for row in rows_of(capsys, "review", "--judged", place=new)] == ["语境", "", ""]
    assert [row["ticker"] for row in rows_of(capsys, "show", "长电", "--all", place=new)] == ["600584.SH"]
    assert run(*taken, place=new) == 0
    assert run("review", "--from", str(tmp_path / "none.db"), place=new) == 4


def talked(place: Path, keys: str) -> str:
    """What a person sees who opens the queue at a terminal and presses these keys."""
    pty = pytest.importorskip("pty")
    mine, theirs = pty.openpty()
    words = [sys.executable, "-m", "kb.cli", "review", "--db", str(place)]
    done = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm", "LANG": "C"}
    )
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):
        for _ in range(200):
            if select.select([mine], [], [], 0.2)[0]:
                seen += os.read(mine, 65536)
            elif asked := seen.count(b"q: quit"):
                # Pressed when asked and, where the terminal was not listening yet, again.
                os.write(mine, keys[asked - 1].encode())
    os.close(mine)
    assert done.wait(20) == 0, seen.decode()
    return seen.decode()


def judged(place: Path) -> list[tuple[str, str, str]]:
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        return [(said.left, said.verdict, said.right) for said in kb.judgements()]


def test_at_a_terminal_one_key_judges_one_name(place: Path) -> None:
    seen = talked(place, "xs1")
    assert "1/2  云杉智能科技   3 claims in 1 reports" in seen
    assert "长电科技 (600584.SH)" in seen and "1 judgements kept." in seen
    assert judged(place) == [("name:长电", "same", "600584.SH")]


def test_at_a_terminal_a_step_back_takes_the_judgement_back(place: Path) -> None:
    talked(place, "nbuq")
    assert judged(place) == [("name:云杉智能科技", "unsure", "")]
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        assert [run["command"] for run in kb.runs()][1:] == [
            "review 云杉智能科技 new",
            "undo 2",
            "review 云杉智能科技 unsure",
        ]
