"""`changes`: what moved in a stretch of days, about whom, since the last look; what is printed, and the exit codes."""

from __future__ import annotations

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract import model
from kb import cli
from kb.ask.clocks import AsOf
from kb.ask.selection import Filters
from kb.compare.events.changes import changes
from kb.keep.store import KnowledgeBase

PLACE: dict[str, Any] = {
    "page": 1,
    "bbox": (model.Box(10, 20, 90, 30),),
    "quote": "写在这里",
    "origin": "tables",
}


def note(
    name: str,
    day: str | None,
    *,
    broker: str = "北麓证券",
    who: str | None = "伊利股份",
    rating: tuple[str, str] | None = None,
    target: str | None = None,
    profit: str | None = None,
    names: tuple[str, ...] = (),
    industry: str | None = "食品饮料",
) -> model.Extraction:
    """A report that gives the numbers it is told to give."""
    said: list[model.Claim] = []
    head = model.ReportClaim(
        broker=broker, title=f"第 {name} 篇", date=day, subject=who, industry=industry, **PLACE
    )
    if rating:
        said.append(model.RatingClaim(subject=who, rating=rating[0], step=rating[1], **PLACE))
    if target:
        said.append(model.TargetPriceClaim(subject=who, value=Decimal(target), **PLACE))
    if profit:
        metrics = (("归母净利润", "net_profit_parent", profit), ("销售费用", "selling_expense", profit))
        said += [
            model.MetricClaim(
                subject=who,
                metric=metric,
                metric_id=metric_id,
                value=Decimal(value),
                original=value,
                unit="CNY",
                period="2026",
                stance="estimate",
                **PLACE,
            )
            for metric, metric_id, value in metrics
        ]
    said += [model.RecommendationClaim(subject=one, **PLACE) for one in names]
    sha = name * 64
    claims = tuple(model.identify(claim, sha, f"{name}.pdf") for claim in (head, *said))
    return model.Extraction(report=sha, file=f"{name}.pdf", pages=2, claims=claims)


def add(path: Path, extraction: model.Extraction, stamp: str) -> None:
    now = datetime.datetime.fromisoformat(stamp).replace(tzinfo=datetime.UTC)
    with KnowledgeBase.open(path, create=True) as kb:
        run = kb.start_run("add", now)
        kb.add(extraction, run=run, path=Path(extraction.file), now=now)
        kb.finish_run(run, now=now)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YANBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    path = tmp_path / "kb.db"
    older = note("a", "2026-02-02", rating=("增持", "buy"), target="30", profit="10000000000")
    newer = note("b", "2026-03-10", rating=("买入", "strong_buy"), target="36", profit="11000000000")
    add(path, older, "2026-02-02T09:00:00")
    add(path, newer, "2026-03-10T09:00:00")
    for name, day, names in (
        ("c", "2026-03-03", ("伊利股份", "海天味业")),
        ("d", "2026-03-09", ("海天味业",)),
    ):
        add(path, note(name, day, broker="澜都证券", who=None, names=names), f"{day}T09:00:00")
    return path


def kinds(path: Path, who: str | None = None, **options: Any) -> list[tuple[str, str]]:
    asked = {key: options.pop(key) for key in ("since", "until", "as_of", "broker") if key in options}
    with KnowledgeBase.open(path, create=False, read_only=True) as kb:
        found = changes(kb, who, Filters(**asked), **options)
    return [(event.kind, event.subject) for event in found.events]


def run(base: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.run(["changes", "--db", str(base), *words])
    out, err = capsys.readouterr()
    return code, out, err


MOVED = [
    ("upgrade", "伊利股份"),
    ("target_raised", "伊利股份"),
    ("estimate_raised", "伊利股份"),
    ("estimate_raised", "伊利股份"),
    ("name_removed", "伊利股份"),
]


def test_the_week_up_to_the_newest_report(base: Path) -> None:
    assert kinds(base) == MOVED
    assert kinds(base, since="2026-02-01", until="2026-03-01") == [
        ("first", "伊利股份"),
        ("target_set", "伊利股份"),
    ]


def test_about_one_company_its_leaving_a_list_counts_too(base: Path) -> None:
    assert kinds(base, "伊利股份") == MOVED
    assert kinds(base, "海天味业") == []


def test_a_past_day_does_not_know_what_came_later(base: Path) -> None:
    assert kinds(base, as_of=AsOf("2026-03-09")) == [("name_removed", "伊利股份")]
    assert kinds(base, as_of=AsOf("2026-02-03")) == [("first", "伊利股份"), ("target_set", "伊利股份")]


def test_silence_is_told_on_its_day(base: Path) -> None:
    assert kinds(base, since="2026-09-01", until="2026-09-30") == [("drop", "伊利股份")]
    assert kinds(base, since="2026-09-01", until="2026-09-30", drop_after=30) == []


def test_only_one_broker(base: Path) -> None:
    assert kinds(base, broker="澜都证券") == [("name_removed", "伊利股份")]


def test_judgements_are_heard(base: Path) -> None:
    add(
        base,
        note("e", "2026-03-11", who="伊利甲公司", rating=("中性", "hold"), profit="9000000000"),
        "2026-03-11T09:00:00",
    )
    assert ("first", "伊利甲公司") in kinds(base)
    assert cli.run(["same", "伊利甲公司", "伊利股份", "--db", str(base)]) == 0
    told = [kind for kind, _ in kinds(base, since="2026-03-11")]
    assert told == ["downgrade", "estimate_cut", "estimate_cut"]


def test_a_table_for_people(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(base, capsys)
    assert code == 0 and err == ""
    lines = [line.split() for line in out.splitlines()]
    assert lines[2][:7] == ["伊利股份", "600887.SH", "2026-03-10", "北麓证券", "upgrades", "增持", "买入"]
    assert lines[3][2:8] == ["target", "raised", "30元", "36元", "+20.0%", "2026-02-02"]
    assert lines[4][2:9] == ["estimate", "raised", "归母净利润", "2026", "100亿元", "110亿元", "+10.0%"]
    assert "1 other numbers moved too (--all shows them)" in out
    _, whole, _ = run(base, capsys, "--all")
    assert "销售费用" in whole and "销售费用" not in out


def test_how_many_brokers_moved_an_estimate_is_told(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, day, profit in (("e", "2026-02-05", "10000000000"), ("f", "2026-03-09", "9000000000")):
        add(base, note(name, day, broker="齐衡证券", profit=profit), f"{day}T09:00:00")
    _, out, _ = run(base, capsys)
    (line,) = (line.split() for line in out.splitlines() if line.split()[-1:] == ["+0.00"])
    assert line == ["伊利股份", "归母净利润", "2026", "1", "1", "2", "+0.00"]


def test_data_has_everything_with_both_claims(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(base, capsys, "--json")
    told = json.loads(out)
    assert (told["since"], told["until"], told["breadth"][0]["raised"]) == ("2026-03-04", "2026-03-10", 1)
    row = told["rows"][1]
    assert (row["kind"], row["old"], row["new"], row["percent"], row["basis"], row["against"]) == (
        *("target_raised", "30", "36", "20"),
        *("compared", "2026-02-02"),
    )
    assert row["id"] and row["before_id"] and row["page"] == row["before_page"] == 1
    _, out, _ = run(base, capsys, "--csv", "--columns", "kind,old,new", "--limit", "2")
    assert list(csv.reader(io.StringIO(out.lstrip("\ufeff")))) == [
        ["kind", "old", "new"],
        ["upgrade", "增持", "买入"],
        ["target_raised", "30", "36"],
    ]


def test_kinds_by_group_or_by_name(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(base, capsys, "--kind", "target,upgrade", "--json")
    assert [row["kind"] for row in json.loads(out)["rows"]] == ["upgrade", "target_raised"]
    code, _, err = run(base, capsys, "--kind", "upgrad")
    assert code == 2 and "Did you mean: upgrade" in err


def test_the_exit_code_says_whether_anything_moved(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(base, capsys, "--exit-code")[0] == 10
    code, out, err = run(base, capsys, "--exit-code", "--since", "2026-03-11", "--until", "2026-03-12")
    assert (code, out, err) == (0, "", "Nothing moved from 2026-03-11 to 2026-03-12.\n")
    # Said again and the same: nothing moved.
    add(base, note("e", "2026-03-12", rating=("买入", "strong_buy"), target="36"), "2026-03-12T09:00:00")
    code, out, err = run(base, capsys, "--exit-code", "--since", "2026-03-11")
    assert code == 0 and "2 ratings and targets were said again" in out and "Nothing moved" in err


def test_since_the_last_look(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(base, capsys, "--since", "last", "--json")
    assert "first look" in err and len(json.loads(out)["rows"]) == 7
    code, out, err = run(base, capsys, "--since", "last", "--exit-code")
    assert (code, out, err) == (0, "", "Nothing moved since your last look.\n")
    # What came in since counts by its coming in: the date printed on it is long past.
    add(base, note("e", "2026-02-20", broker="齐衡证券", rating=("中性", "hold")), "2026-03-10T09:00:00")
    _, out, _ = run(base, capsys, "--since", "last", "--json")
    assert [(row["kind"], row["broker"]) for row in json.loads(out)["rows"]] == [("first", "齐衡证券")]
    assert json.loads(run(base, capsys, "--since", "last", "--json")[1])["rows"] == []
    # Another filter is another question, with a look of its own.
    _, out, err = run(base, capsys, "伊利股份", "--since", "last", "--json")
    assert "first look" in err and len(json.loads(out)["rows"]) == 8


def test_a_look_that_failed_is_none(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(base, capsys, "--since", "last", "--columns", "nothing", "--json")[0] == 2
    _, _, err = run(base, capsys, "--since", "last")
    assert "first look" in err
    state = base.parent / "home" / "state" / "looks.json"
    state.write_text("{", encoding="utf-8")
    assert "first look" in run(base, capsys, "--since", "last")[2]


@pytest.mark.parametrize("words", [("--until", "2026-03-10"), ("--as-of", "2026-03-10")])
def test_the_last_look_reaches_to_now(
    base: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(base, capsys, "--since", "last", *words)[0] == 2


def test_a_watch_list(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = tmp_path / "mine.txt"
    names.write_text("海天味业\n", encoding="utf-8")
    assert json.loads(run(base, capsys, "--list", str(names), "--json")[1])["rows"] == []
    names.write_text("海天味业\n600887.SH\n", encoding="utf-8")
    told = json.loads(run(base, capsys, "--list", str(names), "--json")[1])["rows"]
    assert [(row["kind"], row["subject"]) for row in told] == MOVED


def test_nobody_is_called_so(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(base, capsys, "伊利股分")
    assert code == 4 and "no-such-company" in err
