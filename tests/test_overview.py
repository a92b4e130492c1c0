"""A long answer's first screen: views, estimates by year, and a count of everything else."""

from __future__ import annotations

import datetime

import pytest

from kb.ask.latest import latest, sureness
from kb.tell.overview import estimates, subject, what_else
from kb.tell.terminal import MANY, print_claims
from kb.tell.views import latest_views
from kb.wording import Wording

Row = dict[str, object]
TODAY = datetime.date(2026, 6, 1)


def claim(broker: str, **said: object) -> Row:
    """A claim of a made report; its id says what it is."""
    row: Row = {
        "broker": broker,
        "report": broker,
        "file": f"{broker}.pdf",
        "kind": "metric",
        "published": "2026-05-12",
        "date": "2026-05-12",
        "subject": "某公司",
        "subject_id": "某",
        "ticker": "600000.SH",
        "measure": "level",
        "page": 1,
        "bbox": [[1, 2, 3, 4]],
        "origin": "tables",
        "unit": "CNY",
    }
    row |= said
    return row | {"id": str(sorted(said.items(), key=str)) + broker}


def profit(broker: str, period: str, value: str, **said: object) -> Row:
    told = {"metric": "归母净利润", "metric_id": "net_profit_parent", "stance": "estimate"} | said
    return claim(broker, period=period, value=value, **told)


def rating(broker: str, **said: object) -> Row:
    return claim(broker, kind="rating", rating="买入", **said)


def long_answer() -> list[Row]:
    rows = [rating(f"{letter}证券") for letter in "甲乙丙丁戊己庚辛壬癸"]
    rows += [profit(str(row["broker"]), "2026", f"{n}00000000") for n, row in enumerate(rows, 1)]
    rows += [claim("甲证券", metric=f"指标{n}", value="1", period="2025", unit="") for n in range(MANY)]
    return rows


def test_estimates_are_a_line_a_broker_with_a_column_a_year() -> None:
    rows = [
        profit("甲证券", "2025", "11000000000", stance="actual", page=3),
        profit("甲证券", "2026", "12345678901", page=2),
        profit("乙证券", "2026", "9900000000"),
        profit("乙证券", "2026", "500000000", scope="奶粉"),
        profit("乙证券", "2026Q1", "700000000"),
    ]
    first, second = estimates(rows)
    assert {**first, "id": ""} == {
        "metric": "归母净利润 亿元",
        "broker": "乙证券",
        "2025": None,
        "2026": "99",
        "page": "1",
        "id": "",
    }
    assert (second["2025"], second["2026"], second["page"]) == ("110 A", "123.46", "2, 3")
    assert second["id"] == rows[1]["id"]


def test_no_broker_is_left_out_of_the_estimates() -> None:
    assert len(estimates(long_answer())) == 10


def test_every_other_figure_is_counted_under_its_metric() -> None:
    rows = [
        *(claim("甲证券", metric="毛利率", period=year, value="30") for year in ("2024", "2026")),
        claim("乙证券", metric="毛利率", measure="yoy", period="2025", value="1"),
        claim("甲证券", metric="门店数", value="12", period=None),
        profit("甲证券", "2026", "5"),
    ]
    assert what_else(rows) == [
        {
            "metric": "毛利率",
            "measure": "level, yoy",
            "brokers": 2,
            "figures": 3,
            "since": "2024",
            "until": "2026",
        },
        {"metric": "门店数", "measure": "level", "brokers": 1, "figures": 1, "since": None, "until": None},
    ]


def test_an_answer_about_one_company_says_who_speaks() -> None:
    rows = [rating("甲证券"), rating("乙证券", published="2026-01-03")]
    assert subject(rows) == {
        "subject": "某公司",
        "ticker": "600000.SH",
        "brokers": 2,
        "reports": 2,
        "since": "2026-01-03",
        "until": "2026-05-12",
    }
    unresolved = rating("丙证券", subject_id=None)
    assert subject([*rows, unresolved, rating("甲证券", subject="某公司集团")]) is not None
    assert subject([*rows, rating("甲证券", subject="另一家", subject_id="别")]) is None
    assert subject([*rows, rating("甲证券", subject="另一家", subject_id=None)]) is None


def test_views_of_several_companies_are_not_one_view(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [rating("甲证券"), rating("甲证券", subject="另一家", subject_id="别")]
    print_claims(rows, Wording("en"), today=TODAY)
    out = capsys.readouterr().out
    assert "Latest view" not in out and "另一家" in out and "某公司" in out


def test_a_long_answer_is_an_overview_and_the_whole_is_had_for_asking(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say = Wording("en")
    print_claims(long_answer(), say, today=TODAY, whole=False)
    short = capsys.readouterr().out
    assert (
        short.index("某公司 600000.SH   10 brokers") < short.index("Latest view") < short.index("Estimates")
    )
    assert f"and {MANY - 12} more metrics with {MANY - 12} figures" in short and "--all" in short
    print_claims(long_answer(), say, today=TODAY)
    whole = capsys.readouterr().out
    assert all(f"指标{n}" in whole for n in range(MANY)) and "more metrics" not in whole


def test_a_short_answer_is_given_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_claims(long_answer()[-5:] + long_answer()[:1], Wording("en"), today=TODAY, whole=False)
    assert f"指标{MANY - 1}" in capsys.readouterr().out


def test_an_old_view_is_told_in_years(capsys: pytest.CaptureFixture[str]) -> None:
    print_claims([rating("甲证券", date="2022-01-01")], Wording("en"), today=TODAY)
    assert "4.4 y" in capsys.readouterr().out


def test_a_weekly_that_repeats_an_estimate_withdraws_no_rating() -> None:
    eps = {"metric": "EPS", "metric_id": "eps", "stance": "estimate", "period": "2026", "value": "1.9"}
    rows = [
        claim("甲证券", date="2026-05-30", report="weekly", **eps),
        rating("甲证券"),
        claim("甲证券", **(eps | {"value": "1.8"})),
        claim("乙证券", **eps),
    ]
    assert latest_views(rows, TODAY) == [
        {
            "broker": "甲证券",
            "date": "2026-05-12",
            "age": 20,
            "rating": "买入",
            "page": 1,
            "EPS 2026": "1.9元",
        }
    ]


def test_of_two_sayings_the_exact_one_from_a_table_is_shown() -> None:
    rounded = profit("甲证券", "2026", "100000000000", comparator="~", origin="prose", confidence=0.95)
    exact = profit("甲证券", "2026", "96886000000", comparator="=", confidence=0.9)
    doubted = profit("甲证券", "2026", "96886000001", doubts=["unit_inferred"])
    assert sorted((exact, doubted, rounded), key=sureness) == [doubted, rounded, exact]
    assert latest([rounded, doubted, exact]) == [exact]
