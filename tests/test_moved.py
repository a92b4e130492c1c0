"""What moved: each kind of event from rows of our own, by the table of docs/method.md."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from extract.vocabulary import Rung
from kb.compare.events.event import Event
from kb.compare.events.found import breadth, events
from kb.compare.scales import on_ladder

Row = dict[str, Any]
UNTIL = "2026-06-30"


def claim(kind: str, day: str, *, broker: str = "北麓证券", **fields: Any) -> Row:
    """A claim of a report on 青禾乳业, one report a broker and day."""
    row: Row = {
        "kind": kind,
        "report": f"{broker}{day}",
        "broker": broker,
        "published": day,
        "added": f"{day}T09:00:00Z",
        "subject": "青禾乳业",
        "subject_id": "600999.SH",
        "ticker": "600999.SH",
        "page": 1,
        "own_report": True,
        "superseded_by": None,
        **fields,
    }
    return {"id": "-".join(map(str, row.values())), **row}


def rating(day: str, words: str, step: str | None = None, **fields: Any) -> Row:
    return claim("rating", day, rating=words, step=step, **fields)


def target(day: str, value: str, **fields: Any) -> Row:
    return claim("target_price", day, **{"value": value, "unit": "CNY", **fields})


def number(day: str, value: str, decimals: int | None = -6, **fields: Any) -> Row:
    """An estimate of net profit in 2026, printed to the million."""
    said = {
        "metric": "归母净利润",
        "metric_id": "net_profit_parent",
        "measure": "level",
        "period": "2026",
        "unit": "CNY",
        "stance": "estimate",
        "comparator": "=",
        "origin": "tables",
    }
    return claim("metric", day, value=value, decimals=decimals, **{**said, **fields})


def kinds(rows: list[Row], **options: Any) -> list[str]:
    """The kinds of events, oldest first."""
    found = events(rows, **{"until": UNTIL, **options})
    return [event.kind for event in reversed(found)]


def one(rows: list[Row], **options: Any) -> Event:
    """The newest event."""
    return events(rows, **{"until": UNTIL, **options})[0]


# Ratings


def test_what_the_report_prints_goes_before_the_steps() -> None:
    rows = [
        rating("2026-03-02", "增持", "buy"),
        rating("2026-04-02", "买入", "strong_buy", action="maintain"),
        rating("2026-05-06", "买入", "strong_buy", action="initiate"),
        rating("2026-06-02", "增持", "buy", action="resume"),
    ]
    assert kinds(rows) == ["first", "reiterate", "initiate", "resume"]


def test_a_printed_upgrade_has_the_words_it_prints_else_those_of_the_report_before() -> None:
    before = rating("2026-03-02", "增持", "buy")
    printed = rating("2026-04-02", "买入", "strong_buy", action="upgrade", prior="持有")
    event = one([before, printed])
    assert (event.kind, event.old, event.new, event.basis, event.against) == (
        *("upgrade", "持有", "买入"),
        *("printed", None),
    )
    event = one([before, {**printed, "prior": None}])
    assert (event.old, event.basis, event.against) == ("增持", "printed", "2026-03-02")
    assert event.before is before


@pytest.mark.parametrize(
    ("step", "kind"), [("strong_buy", "upgrade"), ("hold", "downgrade"), ("buy", "reiterate")]
)
def test_where_nothing_is_printed_the_steps_tell(step: str, kind: str) -> None:
    event = one([rating("2026-03-02", "增持", "buy"), rating("2026-04-02", "推荐", step)])
    assert (event.kind, event.old, event.new) == (kind, "增持", "推荐")
    assert (event.basis, event.against) == ("compared", "2026-03-02")


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("增持", "买入", "upgrade"),
        ("买入", "谨慎增持", "downgrade"),
        ("谨慎推荐", "推荐", "upgrade"),
        ("买入-A", "买入-B", "reiterate"),
        ("推荐", "增持", "reiterate"),
    ],
)
def test_within_one_step_the_words_of_one_family_tell(was: str, now: str, kind: str) -> None:
    assert one([rating("2026-03-02", was, "buy"), rating("2026-04-02", now, "buy")]).kind == kind


def test_a_scale_that_defines_both_words_goes_before_the_words() -> None:
    scale = (Rung("推荐", Decimal(15), None), Rung("增持", Decimal(5), Decimal(15)), Rung("观察", None, None))
    before = rating("2026-03-02", "增持", "buy")
    after = on_ladder(rating("2026-04-02", "推荐", "buy"), scale)
    assert one([before, after]).kind == "upgrade"
    assert one([on_ladder(before, scale), rating("2026-04-02", "推荐", "buy")]).kind == "upgrade"
    assert one([on_ladder(before, scale), rating("2026-04-02", "观察")]).kind == "downgrade"
    assert one(
        [rating("2026-04-02", "推荐", "buy"), on_ladder(rating("2026-05-02", "买入", "buy"), scale)]
    ).kind == ("reiterate")


def test_a_printed_word_before_is_placed_on_the_same_scale() -> None:
    scale = (Rung("推荐", Decimal(15), None), Rung("增持", Decimal(5), Decimal(15)))
    event = one([on_ladder(rating("2026-04-02", "增持", "buy", prior="推荐"), scale)])
    assert (event.kind, event.old, event.basis) == ("downgrade", "推荐", "printed")


def test_without_a_step_the_word_tells_only_whether_it_is_the_same() -> None:
    assert kinds([rating("2026-03-02", "增持"), rating("2026-04-02", "增持")]) == ["first", "reiterate"]
    assert kinds([rating("2026-03-02", "增持"), rating("2026-04-02", "推荐")]) == ["first", "changed"]


def test_a_report_between_that_gives_no_rating_does_not_break_the_course() -> None:
    rows = [
        rating("2026-01-05", "增持", "buy"),
        number("2026-02-05", "1000000000"),
        rating("2026-03-05", "中性", "hold"),
    ]
    assert kinds(rows) == ["first", "downgrade"]
    assert one(rows).against == "2026-01-05"


def test_a_first_report_that_initiates_is_no_first() -> None:
    assert kinds([rating("2026-03-02", "买入", "buy", action="initiate")]) == ["initiate"]


def test_brokers_are_compared_with_themselves_alone() -> None:
    rows = [rating("2026-03-02", "增持", "buy"), rating("2026-04-02", "中性", "hold", broker="澜都证券")]
    assert kinds(rows) == ["first", "first"]


def test_what_another_claim_of_the_same_rating_prints_counts() -> None:
    sure = rating("2026-04-02", "买入", "strong_buy", origin="tables")
    words = rating("2026-04-02", "买入", None, origin="prose", action="upgrade", prior="增持")
    assert (one([sure, words]).kind, one([sure, words]).old) == ("upgrade", "增持")


# Drops


def test_a_rating_is_dropped_on_the_day_after_the_last_of_the_silence() -> None:
    day = datetime.date(2026, 1, 5)
    rows = [rating(day.isoformat(), "增持", "buy")]
    end = (day + datetime.timedelta(days=181)).isoformat()
    assert kinds(rows, until="2026-07-04") == ["first"]
    event = one(rows, until=end)
    assert (event.kind, event.day, event.old, event.new) == ("drop", end, "增持", None)
    assert (event.before, event.after, event.report) == (rows[0], None, None)


def test_any_report_with_a_view_keeps_a_rating_standing() -> None:
    rows = [rating("2025-10-01", "增持", "buy"), number("2026-02-01", "1000000000")]
    assert kinds(rows, until="2026-06-30") == ["first"]
    assert kinds(rows, until="2026-06-30", drop_after=60) == ["first", "drop"]


def test_after_a_drop_the_same_rating_is_a_resume() -> None:
    rows = [rating("2025-01-06", "增持", "buy"), rating("2026-03-02", "增持", "buy")]
    assert kinds(rows) == ["first", "drop", "resume"]
    rows[1] |= {"rating": "买入", "step": "strong_buy"}
    assert kinds(rows) == ["first", "drop", "upgrade"]
    rows[1]["action"] = "maintain"
    assert kinds(rows) == ["first", "drop", "reiterate"]


def test_a_rating_is_dropped_once() -> None:
    rows = [rating("2024-01-08", "增持", "buy"), number("2025-06-03", "1000000000")]
    assert kinds(rows) == ["first", "drop"]


# Target prices


def test_targets_against_the_one_before() -> None:
    rows = [target("2026-02-02", "30.00"), target("2026-03-02", "36"), target("2026-04-02", "36.0")]
    rows += [target("2026-05-06", "27")]
    assert kinds(rows) == ["target_set", "target_raised", "target_kept", "target_cut"]
    event = one(rows)
    assert (event.old, event.new, event.percent, event.against) == (
        Decimal("36.0"),
        Decimal(27),
        Decimal("-25.00"),
        "2026-04-02",
    )


def test_the_target_printed_as_the_one_before_goes_before_what_is_known() -> None:
    event = one([target("2026-03-02", "36"), target("2026-04-02", "34", prior="32")])
    assert (event.kind, event.old, event.basis, event.before) == (
        "target_raised",
        Decimal(32),
        "printed",
        None,
    )
    assert kinds([target("2026-04-02", "34", prior="34.0")]) == ["target_kept"]


def test_a_range_counts_by_its_middle() -> None:
    rows = [target("2026-03-02", "30", value_high="34"), target("2026-04-02", "32")]
    assert kinds(rows) == ["target_set", "target_kept"]
    assert one([*rows, target("2026-05-06", "31", value_high="35")]).new == Decimal(33)


def test_each_currency_has_a_course_of_its_own() -> None:
    rows = [target("2026-02-02", "30"), target("2026-03-02", "28", unit="HKD"), target("2026-04-02", "31")]
    assert kinds(rows) == ["target_set", "target_set", "target_raised"]


def test_upside_is_against_the_price_printed_in_the_same_report_and_currency() -> None:
    price = number("2026-04-02", "25", 2, metric="收盘价", metric_id="price", stance="actual")
    price |= {"period": "2026-04-01"}
    assert one([target("2026-04-02", "30"), price]).upside == Decimal("20.00")
    assert one([target("2026-04-02", "30"), {**price, "unit": "HKD"}]).upside is None
    earlier = {**price, "period": "2026-03-20", "value": "20"}
    assert one([target("2026-04-02", "30"), earlier, price]).upside == Decimal("20.00")


# Estimates and actual numbers


def test_estimates_that_moved() -> None:
    rows = [number("2026-02-02", "1000000000"), number("2026-03-02", "1100000000")]
    rows += [number("2026-04-02", "990000000")]
    assert kinds(rows) == ["estimate_raised", "estimate_cut"]
    event = one(rows)
    assert (event.metric_id, event.period, event.unit) == ("net_profit_parent", "2026", "CNY")
    assert (event.old, event.new, event.percent) == (
        Decimal(1100000000),
        Decimal(990000000),
        Decimal("-10.00"),
    )


def test_printed_precision_is_no_revision() -> None:
    # 11.0 (亿元, one place) may be anything from 10.95 to 11.05; 1104 (百万元) from 1103.5 to 1104.5.
    coarse = number("2026-02-02", "1100000000", -7)
    assert kinds([coarse, number("2026-03-02", "1104000000")]) == []
    assert kinds([coarse, number("2026-03-02", "1106000000")]) == ["estimate_raised"]
    assert kinds([number("2026-02-02", "1100000000", None), number("2026-03-02", "1100000001", None)]) == [
        "estimate_raised"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"period": "2027"},
        {"unit": "HKD"},
        {"scope": "液体乳"},
        {"attribution": "Wind"},
        {"measure": "yoy", "unit": "%"},
        {"stance": "actual"},
        {"stance": "consensus"},
        {"comparator": ">"},
        {"metric_id": "net_profit"},
        {"metric_id": None},
    ],
)
def test_numbers_of_another_thing_are_not_compared(fields: Row) -> None:
    assert kinds([number("2026-02-02", "1000000000"), number("2026-03-02", "1100000000", **fields)]) == []


def test_a_multiple_moves_with_the_price_and_is_no_estimate() -> None:
    rows = [
        number(day, value, 1, metric="PE", metric_id="pe", unit="倍")
        for day, value in (("2026-02-02", "21.3"), ("2026-03-02", "24.8"))
    ]
    assert kinds(rows) == []


def test_of_a_loss_there_is_no_percent_and_of_a_percentage_neither() -> None:
    event = one([number("2026-02-02", "-50000000"), number("2026-03-02", "20000000")])
    assert (event.kind, event.percent) == ("estimate_raised", None)
    margin = {"metric": "毛利率", "metric_id": "gross_margin", "unit": "%"}
    event = one([number("2026-02-02", "20.0", 1, **margin), number("2026-03-02", "25.0", 1, **margin)])
    assert (event.kind, event.percent) == ("estimate_raised", None)


def test_an_actual_number_given_anew_is_restated() -> None:
    rows = [
        number("2026-02-02", "1000000000", stance="actual", period="2024"),
        number("2026-03-02", "980000000", stance="actual", period="2024"),
        number("2026-04-02", "980400000", -5, stance="actual", period="2024"),
    ]
    assert kinds(rows) == ["restated"]


def test_the_surest_of_a_report_counts() -> None:
    doubted = number("2026-03-02", "1500000000", doubts=["unit_odd"])
    rows = [number("2026-02-02", "1000000000"), doubted, number("2026-03-02", "1000000000", origin="prose")]
    assert kinds(rows) == []


def test_a_table_of_peers_is_no_view() -> None:
    eps = {
        "metric": "EPS",
        "metric_id": "eps",
        "own_report": False,
        "subject": "远山食品",
        "subject_id": "000998.SZ",
    }
    rows = [number("2026-02-02", "1.20", 2, **eps), number("2026-03-02", "1.30", 2, **eps)]
    assert kinds(rows) == []
    # Who estimates its profit has a view.
    rows += [
        {**number(day, "1000000000"), "own_report": False, "subject_id": "000998.SZ"}
        for day in ("2026-02-02", "2026-03-02")
    ]
    assert kinds(rows) == ["estimate_raised"]


def test_a_superseded_version_counts_nowhere() -> None:
    wrong = number("2026-03-02", "2000000000", superseded_by="b", report="a")
    right = number("2026-03-03", "1000000000", report="b")
    assert kinds([number("2026-02-02", "1000000000"), wrong, right]) == []


def test_breadth_counts_brokers_by_their_first_and_last_number() -> None:
    rows = []
    for broker, values in {
        "北麓证券": ("1000000000", "1200000000", "1100000000"),  # up, then less so: raised
        "澜都证券": ("1000000000", "1100000000", "1000000000"),  # up and back: neither
        "齐衡证券": ("1000000000", "900000000"),
        "云杉证券": ("1000000000",),  # gave none in the span
    }.items():
        days = ("2026-01-05", "2026-04-02", "2026-05-06")
        rows += [number(day, value, broker=broker) for day, value in zip(days, values, strict=False)]
    rows.append(number("2026-04-09", "3000000000", broker="松涛证券"))  # gave none before
    found = breadth(rows, since="2026-04-01", until=UNTIL)
    assert [(line.raised, line.cut, line.brokers, line.breadth) for line in found] == [(1, 1, 3, 0.0)]
    found = breadth(rows, since="2026-04-01", until="2026-04-30")
    assert [(line.raised, line.cut, line.brokers) for line in found] == [(2, 1, 3)]


# Lists


def listed(day: str, *names: str, industry: str | None = "食品饮料", **fields: Any) -> list[Row]:
    head = claim("report", day, **{"subject": None, "subject_id": None, "own_report": False, **fields})
    head |= {"industry": industry, "report_type": "行业周报"}
    own: Row = {"subject_id": None, "ticker": None, "own_report": False, **fields}
    return [head, *(claim("recommendation", day, **{**own, "subject": name}) for name in names)]


def moved_names(rows: list[Row]) -> list[tuple[str, str]]:
    return [(event.kind, event.subject) for event in events(rows, until=UNTIL)]


def test_names_that_came_and_went() -> None:
    rows = listed("2026-04-02", "青禾乳业", "远山食品")
    assert moved_names(rows) == []
    rows += listed("2026-04-09", "远山食品", "白桦酒业")
    assert moved_names(rows) == [("name_added", "白桦酒业"), ("name_removed", "青禾乳业")]
    gone = next(event for event in events(rows, until=UNTIL) if event.kind == "name_removed")
    assert (gone.day, gone.against, gone.report) == ("2026-04-09", "2026-04-02", "北麓证券2026-04-09")
    assert gone.after is None and gone.before is not None


def test_a_name_that_changes_its_group_stays() -> None:
    rows = listed("2026-04-02", "青禾乳业", group="乳业") + listed("2026-04-09", "青禾乳业", group="白马")
    assert moved_names(rows) == []


def test_lists_of_another_industry_or_broker_are_other_lists() -> None:
    rows = listed("2026-04-02", "青禾乳业")
    assert moved_names(rows + listed("2026-04-09", "白鹭科技", industry="电子")) == []
    assert moved_names(rows + listed("2026-04-09", "白鹭科技", broker="澜都证券")) == []
    # Without an industry the type of report tells.
    rows = listed("2026-04-02", "青禾乳业", industry=None)
    assert moved_names(rows + listed("2026-04-09", "青禾乳业", "白鹭科技", industry=None)) == [
        ("name_added", "白鹭科技")
    ]


# All together


def test_a_report_without_a_date_counts_from_the_day_of_beijing_it_was_added() -> None:
    late = rating("2026-04-02", "中性", "hold", published=None, added="2026-04-02T17:30:00Z")
    event = one([rating("2026-03-02", "增持", "buy"), late])
    assert (event.kind, event.day) == ("downgrade", "2026-04-03")


def test_what_came_after_the_day_asked_for_is_not_known() -> None:
    rows = [rating("2026-03-02", "增持", "buy"), rating("2026-04-02", "中性", "hold")]
    assert kinds(rows, until="2026-04-01") == ["first"]


def test_the_order_is_total() -> None:
    rows = [
        rating("2026-03-02", "增持", "buy"),
        rating("2026-04-02", "中性", "hold"),
        target("2026-03-02", "30"),
        target("2026-04-02", "27"),
        number("2026-03-02", "1000000000"),
        number("2026-04-02", "900000000"),
        rating("2026-04-02", "中性", "hold", broker="澜都证券"),
    ]
    told = events(rows, until=UNTIL)
    assert [event.kind for event in told] == [
        *("first", "downgrade", "target_cut", "estimate_cut"),
        *("first", "target_set"),
    ]
    assert events(rows[::-1], until=UNTIL) == told


def test_an_event_as_plain_values_names_both_claims() -> None:
    rows = [target("2026-03-02", "30", page=3), target("2026-04-02", "27", page=5)]
    told = one(rows).as_row()
    assert (told["old"], told["new"], told["percent"]) == ("30", "27", "-10")
    assert (told["id"], told["page"], told["report"]) == (rows[1]["id"], 5, rows[1]["report"])
    assert (told["before_id"], told["before_page"]) == (rows[0]["id"], 3)
    assert told["before_report"] == rows[0]["report"]
