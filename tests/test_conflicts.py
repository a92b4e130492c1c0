"""Who contradicts whom, and why: every type, every difference that is none, sides, versions and order."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from kb.compare.conflicts.conflict import TYPES, Conflict
from kb.compare.conflicts.found import conflicts

DAY = "2026-06-30"
_NUMBER = itertools.count()


def claim(value: str, broker: str = "甲证券", **more: object) -> dict[str, object]:
    """A level of the revenue of 2025 in a table of the broker's report, unless said otherwise."""
    id_ = f"c{next(_NUMBER):04d}"
    row: dict[str, object] = {
        "id": id_,
        "report": f"report of {broker}",
        "file": f"{broker}.pdf",
        "kind": "metric",
        "page": 1,
        "bbox": [[40, 100, 500, 109]],
        "quote": f"营业收入 {value}",
        "origin": "tables",
        "confidence": 0.97,
        "doubts": [],
        "subject": "海川食品",
        "subject_id": "600999.SH",
        "ticker": "600999.SH",
        "metric": "营业收入",
        "metric_id": "revenue",
        "measure": "level",
        "value": value,
        "value_high": None,
        "original": value,
        "decimals": -6,
        "comparator": "=",
        "unit": "CNY",
        "period": "2025",
        "stance": "actual",
        "attribution": None,
        "scope": None,
        "broker": broker,
        "published": "2026-04-10",
        "added": "2026-04-10T02:00:00Z",
        "own_report": True,
        "superseded_by": None,
    }
    if "metric_id" in more:
        row["quote"] = f"{more.get('metric', more['metric_id'])} {value}"
    return row | more


def found(*rows: dict[str, object], **more: object) -> list[Conflict]:
    return conflicts(rows, day=DAY, **more)  # type: ignore[arg-type]


def named(*rows: dict[str, object]) -> list[tuple[str, str, str]]:
    return [(one.type, one.why, one.detail) for one in found(*rows)]


def percent(value: str, broker: str = "甲证券", **more: object) -> dict[str, object]:
    return claim(
        value, broker, **{"metric_id": "gross_margin", "metric": "毛利率", "unit": "%", "decimals": 2, **more}
    )


# Types


def test_a_disagreement_has_both_numbers_and_what_lies_between_them() -> None:
    (one,) = found(claim("5562000000"), claim("5562000000", "乙证券"), claim("5619000000", "丙证券"))
    assert (one.type, one.within, one.why) == ("disagreement", False, "differ")
    assert (one.one["value"], one.other["value"]) == ("5562000000", "5619000000")
    assert (one.brokers_one, one.brokers_other) == (("乙证券", "甲证券"), ("丙证券",))
    assert one.difference == Decimal("-57000000")
    assert one.as_row()["ratio"] == "0.9898558462359851"
    assert one.as_row()["other_brokers"] == ["丙证券"]


def test_one_unit_of_the_coarser_last_digit_is_a_rounding() -> None:
    assert named(claim("7078000000"), claim("7079000000", "乙证券")) == []  # printed precision
    cut = claim("7000000000", "乙证券", decimals=-8)  # 70 of a hundred million, cut off and not rounded
    assert named(claim("7078000000"), cut) == [("rounding", "last_digit", "")]


@pytest.mark.parametrize("power", [1, 2, 3, 4, 6, 8, 12])
def test_a_power_of_ten_is_a_slip_of_units(power: int) -> None:
    slipped = claim(str(88_460_000 * 10**power), "乙证券", decimals=-4 - power, doubts=["unit_odd"])
    assert named(claim("88000000"), slipped) == [("unit_slip", "power", str(power))]


def test_a_power_that_no_unit_is_mistaken_by_is_none() -> None:
    assert named(claim("88460000", decimals=-4), claim("8846000000000", "乙证券", decimals=-9)) == []


def test_a_slip_of_units_needs_digits() -> None:
    assert named(claim("200000000", decimals=-8), claim("2000000000", "乙证券", decimals=-8)) == []


def test_a_sentence_cut_off_before_its_unit_is_no_slip_of_the_writer() -> None:
    cut = claim("2.31", origin="prose", decimals=2, page=4)
    assert named(claim("231000000", decimals=-6), cut) == []


def test_the_number_of_the_year_beside_is_a_shift() -> None:
    before = claim("5060000000", period="2024")
    shifted = claim("5060000000", "乙证券")
    assert named(claim("5562000000"), before, shifted) == [("period_shift", "period", "2024")]


@pytest.mark.parametrize(
    ("period", "beside"), [("2026Q1", "2025Q4"), ("2025H1", "2024H1"), ("2026-01", "2025-12")]
)
def test_quarters_halves_and_months_have_neighbours(period: str, beside: str) -> None:
    rows = (
        claim("5562000000", period=period),
        claim("5060000000", period=beside),
        claim("5060000000", "乙证券", period=period),
    )
    assert named(*rows) == [("period_shift", "period", beside)]


def test_the_side_of_most_brokers_has_not_slipped() -> None:
    rows = (
        claim("5060000000"),
        claim("5060000000", "乙证券"),
        claim("5562000000", "丙证券"),
        claim("5060000000", "丙证券", period="2024"),
    )
    assert named(*rows) == [("disagreement", "differ", "")]


def test_the_number_of_a_metric_that_must_not_be_merged_is_a_mix() -> None:
    parent: dict[str, object] = {"metric_id": "net_profit_parent", "metric": "归母净利润", "decimals": -5}
    rows = (
        claim("693300000", "甲证券", **parent),
        claim("695100000", metric_id="net_profit", metric="净利润", decimals=-5),
        claim("695100000", "乙证券", **parent),
    )
    assert named(*rows) == [("basis_mix", "metric", "net_profit")]


def test_words_of_another_span_are_another_definition() -> None:
    tokens = {"metric_id": "token_calls", "unit": "token", "decimals": -9}
    rows = (
        claim("140000000000", metric="日均Token调用量", **tokens),  # type: ignore[arg-type]
        claim("190000000000", "乙证券", metric="月均Token调用量", **tokens),
    )
    assert named(*rows) == [("definition", "words", "month/day")]


@pytest.mark.parametrize(
    ("times", "span"),
    [
        (30, "month"),
        (28, "month"),
        (31, "month"),
        (4, "quarter"),
        (12, "months"),
        (52, "weeks"),
        (365, "days"),
    ],
)
def test_the_ratio_of_spans_is_another_definition(times: int, span: str) -> None:
    rows = (claim("1402000000"), claim(str(1_402_000_000 * times), "乙证券"))
    assert named(*rows) == [("definition", "span", span)]


# What is no conflict


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"scope": "海外"}, id="another segment"),
        pytest.param({"period": "2025Q4"}, id="a quarter and the year"),
        pytest.param({"period": "FY2025"}, id="a year of its own"),
        pytest.param({"period": "2025-01/2025-09"}, id="cumulative"),
        pytest.param({"subject_id": "600998.SH"}, id="another company"),
        pytest.param({"unit": "USD"}, id="another currency"),
        pytest.param({"stance": "estimate"}, id="an estimate and a fact"),
        pytest.param({"stance": "guidance"}, id="guidance"),
        pytest.param({"measure": "change"}, id="an unstated span"),
        pytest.param({"attribution": "艾瑞咨询"}, id="another source"),
        pytest.param({"period": None}, id="no period"),
        pytest.param({"metric_id": None}, id="no known metric"),
        pytest.param({"origin": "comparison"}, id="a table of peers"),
        pytest.param({"quote": "还原后，营业收入 5619000000"}, id="as adjusted"),
        pytest.param({"quote": "股权激励目标：营业收入", "origin": "prose"}, id="a target"),
        pytest.param({"quote": "单季度营业收入", "origin": "prose"}, id="a quarter said of the year"),
        pytest.param({"quote": "奶粉方面，营业收入", "origin": "prose"}, id="a part said without its name"),
        pytest.param(
            {"quote": "海川 2025 5619", "metric": "收入"}, id="a metric that stands in the table's title"
        ),
        pytest.param({"doubts": ["subject_disputed"]}, id="whose it is is not sure"),
        pytest.param({"doubts": ["unit_odd"]}, id="an odd unit that no power explains"),
        pytest.param(
            {"doubts": ["sum_disagrees", "text_disagrees"], "origin": "prose"}, id="two failed checks"
        ),
        pytest.param({"comparator": ">", "value": "5000000000"}, id="a bound that is satisfied"),
        pytest.param({"comparator": "<=", "value": "5600000000"}, id="a greatest value that is satisfied"),
        pytest.param({"comparator": "~", "value": "5800000000"}, id="about"),
        pytest.param({"value": "5500000000", "value_high": "5700000000"}, id="a range"),
        pytest.param({"value": "-5562000000"}, id="costs printed as negative"),
        pytest.param({"value": "16686000000"}, id="too far apart"),
        pytest.param({"value": None}, id="no number"),
        pytest.param({"superseded_by": "another"}, id="a newer version of the note is known"),
    ],
)
def test_no_conflict(other: dict[str, object]) -> None:
    assert found(claim("5562000000"), claim("5619000000", "乙证券")) != []
    assert found(claim("5562000000"), claim(**{"value": "5619000000", "broker": "乙证券", **other})) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "metric",
    ["eps", "bvps", "pe", "market_cap", "roic", "roe", "capex", "other_current_assets", "offer_price"],
)
def test_what_each_house_works_out_itself_is_not_compared(metric: str) -> None:
    rows = (claim("5562000000", metric_id=metric), claim("5619000000", "乙证券", metric_id=metric))
    assert found(*rows) == []


def test_growth_over_other_spans_is_another_measure() -> None:
    rows = (percent("12.40", measure="yoy"), percent("10.10", "乙证券", measure="qoq"))
    assert found(*rows) == []
    assert named(percent("12.40", measure="yoy"), percent("11.10", "乙证券", measure="yoy")) != []


def test_a_bound_that_is_missed_by_little_is_a_disagreement() -> None:
    rows = (claim("5562000000"), claim("6000000000", "乙证券", comparator=">", decimals=-8))
    assert named(*rows) == [("disagreement", "bound", "")]


def test_what_brokers_expect_may_differ() -> None:
    rows = (claim("5562000000", stance="estimate"), claim("5962000000", "乙证券", stance="estimate"))
    assert found(*rows) == []


# Inside one report


def test_a_sentence_against_the_table_of_its_report() -> None:
    rows = (claim("5562000000"), claim("5619000000", origin="prose", page=7, doubts=["text_disagrees"]))
    (one,) = found(*rows)
    assert (one.type, one.within, one.one["origin"], one.other["origin"]) == (
        "disagreement",
        True,
        "tables",
        "prose",
    )


def test_estimates_of_one_report_must_agree() -> None:
    rows = (claim("30060000000", stance="estimate"), claim("28260000000", stance="estimate", page=19))
    assert [one.within for one in found(*rows)] == [True]


def test_numbers_of_a_list_are_for_several_names() -> None:
    listed = [percent(value, origin="prose", page=9) for value in ("34.10", "35.90")]
    assert found(*listed) == []
    assert found(percent("36.20"), *listed) == []


def test_a_report_that_contradicts_itself_is_told_once() -> None:
    rows = (
        claim("5562000000"),
        claim("5562000000", "乙证券"),
        claim("5619000000", "乙证券", origin="prose", page=7),
    )
    assert [(one.within, one.other["broker"]) for one in found(*rows)] == [(True, "乙证券")]


# Sides


def test_the_side_of_most_brokers_is_held_against_each_other() -> None:
    rows = [claim("5562000000", broker) for broker in ("甲证券", "乙证券", "丙证券")]
    rows += [claim("5619000000", "丁证券", published="2026-04-01"), claim("5700000000", "戊证券")]
    told = found(*rows)
    assert [(one.one["value"], one.other["value"]) for one in told] == [
        ("5562000000", "5619000000"),
        ("5562000000", "5700000000"),
    ]
    assert {len(one.rows_one) for one in told} == {3}


def test_of_as_many_brokers_the_earliest_report_is_held_to() -> None:
    rows = (claim("5619000000", "乙证券", published="2026-04-01"), claim("5562000000"))
    assert [one.one["value"] for one in found(*rows)] == ["5619000000"]


def test_two_reports_of_one_broker_are_one_broker() -> None:
    rows = (
        claim("5562000000", report="first"),
        claim("5562000000", report="second", published="2026-05-10"),
        claim("5619000000", "乙证券", published="2026-04-01"),
        claim("5619000000", "丙证券"),
    )
    (one,) = found(*rows)
    assert (one.brokers_one, one.brokers_other) == (("丙证券", "乙证券"), ("甲证券",))
    assert len(one.rows_other) == 2


def test_who_says_several_numbers_and_agrees_with_nobody_is_taken_at_the_nearest() -> None:
    rows = (
        claim("5562000000", published="2026-04-01"),
        claim("5619000000", "乙证券", origin="prose", page=4),
        claim("2100000000", "乙证券"),
    )
    assert [(one.other["value"], one.within) for one in found(*rows)] == [("5619000000", False)]


def test_what_is_rounded_joins_and_brings_nobody_together() -> None:
    rows = (
        claim("5562000000"),
        claim("5619000000", "乙证券"),
        claim("5600000000", "丙证券", decimals=-8, published="2026-01-01"),
    )
    (one,) = found(*rows)
    assert {one.one["value"], one.other["value"]} == {"5562000000", "5619000000"}


def test_the_newest_of_equally_sure_rows_is_shown() -> None:
    rows = (
        claim("5562000000", published="2026-04-01"),
        claim("5562000000", "乙证券", published="2026-05-01"),
        claim("5619000000", "丙证券"),
    )
    assert [one.one["broker"] for one in found(*rows)] == ["乙证券"]


# Estimates and ratings


def expected(value: str, broker: str, **more: object) -> dict[str, object]:
    return claim(value, broker, **{"stance": "estimate", "period": "2026", **more})


def test_estimates_more_than_a_fifth_apart_are_two_stories() -> None:
    rows = (
        expected("5000000000", "甲证券"),
        expected("5100000000", "乙证券"),
        expected("6100000000", "丙证券"),
    )
    (one,) = found(*rows)
    assert (one.type, one.why, one.detail) == ("disagreement", "spread", "3")
    assert (one.one["value"], one.other["value"]) == ("6100000000", "5000000000")


def test_an_estimate_in_the_wrong_unit_is_a_slip_and_no_story() -> None:
    rows = (
        expected("5012000000", "甲证券"),
        expected("5100000000", "乙证券"),
        expected("53120000000", "丙证券", decimals=-7),
    )
    assert named(*rows) == [("unit_slip", "power", "1")]


def test_old_estimates_do_not_count() -> None:
    rows = (expected("5000000000", "甲证券"), expected("6300000000", "乙证券", published="2025-12-20"))
    assert found(*rows) == []
    assert len(found(*rows, window=200)) == 1


def test_only_headlines_have_a_spread() -> None:
    lines = {"metric_id": "selling_expense", "metric": "销售费用"}
    assert found(expected("5000000000", "甲证券", **lines), expected("6500000000", "乙证券", **lines)) == []


def rating(step: str, broker: str, **more: object) -> dict[str, object]:
    row = claim("", broker)
    return {
        **row,
        "kind": "rating",
        "rating": step,
        "step": step,
        "metric": None,
        "metric_id": None,
        "value": None,
        **more,
    }


def test_ratings_two_steps_apart() -> None:
    rows = (
        rating("strong_buy", "甲证券"),
        rating("buy", "乙证券"),
        rating("hold", "丙证券"),
        rating("hold", "丁证券"),
    )
    (one,) = found(*rows)
    assert (one.type, one.why, one.ratio) == ("disagreement", "steps", None)
    assert (one.brokers_one, one.brokers_other) == (("甲证券",), ("丁证券", "丙证券"))
    assert one.as_row()["kind"] == "rating"


def test_only_the_latest_rating_of_a_broker_counts() -> None:
    rows = (
        rating("strong_buy", "甲证券", report="old", published="2026-03-01"),
        rating("buy", "甲证券"),
        rating("hold", "乙证券"),
        rating("sell", "丙证券", published="2025-10-01"),
    )
    assert found(*rows) == []


# Order


def test_the_weightiest_come_first_and_the_order_of_the_rows_does_not_matter() -> None:
    rows = [
        claim("7078000000", scope="甲"),
        claim("7000000000", "乙证券", scope="甲", decimals=-8),
        claim("5562000000"),
        claim("5619000000", "乙证券"),
        claim("8846000000", period="2023"),
        claim("88460000", "乙证券", period="2023", decimals=-4),
    ]
    told = found(*rows)
    assert [one.type for one in told] == ["disagreement", "unit_slip", "rounding"]
    assert [TYPES.index(one.type) for one in told] == sorted(TYPES.index(one.type) for one in told)
    for turned in (rows[::-1], rows[3:] + rows[:3]):
        assert [one.as_row() for one in found(*turned)] == [one.as_row() for one in told]
