"""`yanbao conflicts`: what a person sees of who contradicts whom, the same as data, and the pictures of both places."""

from __future__ import annotations

import dataclasses
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from judged_reports import figure, keep, report

from kb import cli
from kb.ask.selection import Filters
from kb.compare.conflicts.conflict import Conflict
from kb.compare.conflicts.contradictions import contradictions
from kb.compare.conflicts.parts import parts
from kb.keep.store import KnowledgeBase
from kb.tell.clashes import clashes
from kb.tell.contradictions import what
from kb.tell.desk import Desk
from kb.wording import Wording

WHO = "伊利股份"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("YANBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "YANBAO_LATE"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "kb.db"
    monkeypatch.setenv("YANBAO_DB", str(path))

    def fact(number: int, metric: str = "营业收入", decimals: int = 0) -> object:
        return figure(number, WHO, metric, stance="actual", period="2025", decimals=decimals)

    with KnowledgeBase.open(path, create=True) as kb:
        keep(
            kb,
            report("a", fact(97660), fact(6580, "归母净利润"), date="2026-04-01", subject=WHO),  # type: ignore[arg-type]
            report("b", fact(98336), fact(65800000, "归母净利润"), date="2026-04-10", subject=WHO),  # type: ignore[arg-type]
            report("c", fact(98000, decimals=-3), date="2026-03-01", subject=WHO),  # type: ignore[arg-type]
        )
    return path


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.run(["conflicts", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_person_sees_both_numbers_and_why(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capsys, WHO)
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0
    assert err == "disagreement 1 · slip of units 1\n"
    assert lines[0] == "disagreement · 伊利股份 600887.SH · Revenue · 2025"
    assert lines[1] == "0.69% apart, and nothing explains it"
    assert lines[2].startswith("9.77万元 a证券 +1 2026-04-01 p. 1 ")
    assert lines[3].startswith("9.83万元 b证券 2026-04-10 p. 1 ")
    assert lines[3].endswith("伊利股份 营业收入 98336")
    assert lines[5] == "slip of units · 伊利股份 600887.SH · Net profit attributable to parent · 2025"
    assert lines[6] == "apart by a factor of 10,000: a unit was mistaken"


def test_in_chinese(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = asked(capsys, WHO, "归母净利润", "--lang", "zh")
    assert out.splitlines()[0] == "单位差错 · 伊利股份 600887.SH · 归母净利润 · 2025"
    assert err == "单位差错 1\n"


def test_as_data(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked(capsys, WHO, "--type", "unit_slip", "--json")
    (row,) = json.loads(out)["rows"]
    assert (row["type"], row["within"], row["metric_id"]) == ("unit_slip", False, "net_profit_parent")
    assert (row["value"], row["other_value"]) == ("6580", "65800000")
    assert (row["broker"], row["other_broker"]) == ("a证券", "b证券")
    assert (row["why"], row["detail"]) == ("power", "4")
    assert row["id"] != row["other_id"] and row["quote"] and row["other_quote"]


def test_what_rounding_explains_is_counted_and_not_listed(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with KnowledgeBase.open(base, create=False) as kb:
        said = figure(6500, WHO, "归母净利润", stance="actual", period="2025", decimals=-2)
        keep(kb, report("d", said, date="2026-04-02", subject=WHO))
    _, out, err = asked(capsys, WHO, "归母净利润")
    assert "rounding" not in out
    assert "1 more differ by rounding alone and are not listed (--all lists them)." in err
    _, out, err = asked(capsys, WHO, "归母净利润", "--all")
    assert "rounding · 伊利股份" in out and "not listed" not in err
    _, out, _ = asked(capsys, WHO, "归母净利润", "--type", "rounding")
    assert out.startswith("rounding · 伊利股份")


def test_as_of_an_earlier_day_only_what_was_known(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capsys, WHO, "--as-of", "2026-04-05", "--late", "include")
    assert (code, out) == (0, "")
    assert err == "No numbers contradict each other.\n"


def test_since_a_day_one_of_the_two_is_new(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, WHO, "--since", "2026-04-10")[1] != ""
    assert asked(capsys, WHO, "--since", "2026-04-11")[1] == ""


def test_who_and_what_nobody_knows(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "无此公司")[0] == 4
    code, _, err = asked(capsys, WHO, "存款总额")
    assert code == 4 and "[no-such-metric]" in err


def test_a_report_that_is_gone_leaves_no_picture_and_is_said(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "crops"
    code, out, err = asked(capsys, WHO, "--crops", str(folder))
    assert code == 0 and "disagreement" in out
    assert list(folder.iterdir()) == []
    assert err.count("is not where it was when it was added") >= 2


def test_a_companys_digest_has_both_numbers_each_with_its_proof(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("md", "html"):
        page = tmp_path / f"page.{form}"
        assert cli.run(["digest", "company", WHO, "-o", str(page)]) == 0
        text = page.read_text()
        head = "互相矛盾的数字</h2>" if form == "html" else "## 互相矛盾的数字"
        section = re.split(r"<h2|\n## ", text.partition(head)[2])[0]
        assert "营业收入" in section and "单位差错" in section and "相差 10,000 倍：单位弄错" in section
        ids = set(re.findall(r"#claim-([0-9a-f]{16})", section))
        assert len(ids) == 4
        proofs = {'<p class="says" id="claim-{}">' if form == "html" else '<a id="claim-{}"></a>'}
        assert all(proof.format(claim) in text for proof in proofs for claim in ids)


def test_a_digest_has_a_dozen_and_counts_the_rest() -> None:
    from test_conflicts import claim

    lines = [f"line{number}" for number in range(15)]
    rows = [
        row
        for scope in lines
        for row in (claim("5562000000", scope=scope), claim("5619000000", "乙证券", scope=scope))
    ]
    whole = [claim("7062000000", period="2024"), claim("7119000000", "乙证券", period="2024")]
    told = clashes(Desk([*rows, *whole], []), "2026-06-30", "yanbao conflicts 海川食品")
    assert (len(told.items), told.left_out, told.ask) == (12, 4, "yanbao conflicts 海川食品")
    assert (told.items[0].what, told.items[0].period) == ("营业收入", "2024")
    assert (told.items[0].one.text, told.items[0].other.text) == ("71.19亿元", "70.62亿元")
    assert (told.items[0].one_by, told.items[0].why) == ("乙证券", "两处相差 0.81%，无法解释")


@pytest.mark.parametrize("most", [1, 3, 100_000])
def test_everybodys_conflicts_are_found_part_by_part(
    base: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with KnowledgeBase.open(base, create=False) as kb:
        for name, number in (("d", 97660), ("e", 98336)):
            facts = [
                figure(number, who, stance="actual", period="2025", decimals=0)
                for who in ("贵州茅台", "无名作坊")
            ]
            keep(kb, report(name, *facts, date="2026-04-12"))
        conditions = list(parts(kb, most=most))
        assert len(conditions) == (1 if most == 100_000 else 3)
        monkeypatch.setattr("kb.compare.conflicts.contradictions.parts", partial(parts, most=most))
        told = contradictions(kb)
        assert [(one.type, one.one["subject"]) for one in told] == [
            ("disagreement", WHO),
            ("disagreement", "无名作坊"),
            ("disagreement", "贵州茅台"),
            ("unit_slip", WHO),
        ]
        recent = contradictions(kb, None, Filters(since="2026-04-11"))
        assert {one.one["subject"] for one in recent} == {"无名作坊", "贵州茅台"}


def test_names_judged_one_stand_in_one_part(base: Path) -> None:
    with KnowledgeBase.open(base, create=False) as kb:
        for name, who, number in (("d", "云顶作坊", 97660), ("e", "云顶坊", 98336)):
            keep(kb, report(name, figure(number, who, stance="actual", period="2025", decimals=0)))
        assert len(contradictions(kb)) == 2
    assert cli.run(["same", "云顶作坊", "云顶坊"]) == 0
    with KnowledgeBase.open(base, create=False) as kb:
        assert len(list(parts(kb, most=1))) == 2
        assert len(contradictions(kb)) == 3


def test_a_measure_is_named_in_the_readers_language() -> None:
    row = {"kind": "metric", "metric_id": "revenue", "metric": "营业收入", "measure": "yoy"}
    nothing: dict[str, Any] = dict.fromkeys(f.name for f in dataclasses.fields(Conflict))
    told = Conflict(**{**nothing, "one": row})
    assert (what(told, Wording("en")), what(told, Wording("zh"))) == ("Revenue · yoy", "营业收入 · 同比")
