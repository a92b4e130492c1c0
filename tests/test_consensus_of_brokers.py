"""What the street thinks, every number worked out by hand: who counts, of when, in what unit, against what."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from street import DAY, Row, actual, estimate, target, the

from kb.compare.arithmetic import plain
from kb.compare.consensus.reckoned import consensus, history

FOUR = [
    estimate("甲证券", "2026-06-20", "1.50"),
    estimate("乙证券", "2026-05-20", "1.40"),
    estimate("丙证券", "2026-04-20", "1.30"),
    estimate("丁证券", "2026-03-20", "1.60"),
]


def test_the_figures_of_four_brokers() -> None:
    found = the(*FOUR)
    assert (found.subject, found.ticker, found.metric, found.period) == (
        "远山食品",
        "600001.SH",
        "每股收益",
        "2026",
    )
    # 1.50 + 1.40 + 1.30 + 1.60 = 5.80; / 4 = 1.45; in the middle 1.40 and 1.50.
    assert (found.n, found.mean, found.median) == (4, Decimal("1.45"), Decimal("1.45"))
    assert (found.high, found.low) == (Decimal("1.60"), Decimal("1.30"))
    # squares .0025 .0025 .0225 .0225 = .05; / 3 = .016666…; root .1290994448735806
    assert plain(found.stdev) == "0.1290994448735806"
    assert [row["broker"] for row in found.counted] == ["甲证券", "乙证券", "丙证券", "丁证券"]
    assert found.stale == found.other_units == ()


def test_one_broker_has_no_spread_and_none_stands_out_of_two() -> None:
    one, two = the(FOUR[0]), the(*FOUR[:2])
    assert (one.n, one.mean, one.stdev, one.standout) == (1, Decimal("1.50"), None, None)
    # mean 1.45, squares .0025 + .0025 = .005; / 1; root .0707106781186547524…
    assert plain(two.stdev) == "0.07071067811865475" and two.standout is None


@pytest.mark.parametrize(
    ("published", "n", "stale"),
    [
        ("2026-06-30", 1, 0),  # the day itself
        ("2026-01-02", 1, 0),  # 179 days before
        ("2026-01-01", 0, 1),  # 180 days before: D − N is not after D − N
        ("2025-06-30", 0, 1),
    ],
)
def test_the_window_is_open_at_its_beginning_and_closed_at_its_end(
    published: str, n: int, stale: int
) -> None:
    found = the(estimate("甲证券", published, "1.5"))
    assert (found.n, len(found.stale)) == (n, stale)
    assert (found.mean is None) is (n == 0)


def test_what_is_published_after_the_day_does_not_count() -> None:
    assert consensus([estimate("甲证券", "2026-07-01", "1.5")], day=DAY) == []


def test_a_narrower_window() -> None:
    found = the(*FOUR, window=60)
    assert (found.n, found.mean) == (2, Decimal("1.45"))
    assert [row["broker"] for row in found.stale] == ["丙证券", "丁证券"]


def test_a_broker_is_one_voice_and_its_latest_report_speaks() -> None:
    older = estimate("甲证券", "2026-02-01", "9")
    same_day = estimate("甲证券", "2026-06-20", "1.70", report="later", added="2026-06-21T00:00:00Z")
    assert the(*FOUR, older).mean == Decimal("1.45")
    # 1.70 + 1.40 + 1.30 + 1.60 = 6.00
    assert the(*FOUR, same_day).mean == Decimal("1.5")


def test_an_old_word_of_a_broker_that_spoke_since_is_not_stale() -> None:
    found = the(FOUR[0], estimate("甲证券", "2025-01-01", "2"))
    assert (found.n, found.stale) == (1, ())


def test_the_latest_estimate_of_a_period_counts_though_a_later_report_gives_other_periods() -> None:
    later = estimate("甲证券", "2026-06-29", "2", period="2027")
    first, second = consensus([FOUR[0], later], day=DAY)
    assert (first.period, first.mean, second.period, second.mean) == ("2026", Decimal("1.5"), "2027", 2)


def test_a_report_without_a_broker_is_a_voice_of_its_own() -> None:
    rows = [estimate(None, "2026-06-01", "1", report="a"), estimate(None, "2026-06-01", "2", report="b")]
    assert the(*rows).n == 2


def test_a_report_without_a_date_counts_from_the_day_it_was_added() -> None:
    row = estimate("甲证券", None, "1.5", added="2026-01-01T17:00:00Z")  # 2 January in Beijing
    assert the(row).n == 1
    assert the(row, window=179).n == 0


def test_a_range_counts_by_its_middle() -> None:
    found = the(estimate("甲证券", "2026-06-01", "1.0", value_high="1.5"), FOUR[1])
    assert found.mean == Decimal("1.325")  # (1.25 + 1.40) / 2
    assert found.low == Decimal("1.25")


def test_the_currency_most_brokers_use_counts_and_the_others_are_named() -> None:
    dollars = estimate("戊证券", "2026-06-29", "0.2", unit="USD")
    found = the(*FOUR, dollars)
    assert (found.unit, found.n, found.mean) == ("CNY", 4, Decimal("1.45"))
    assert [row["broker"] for row in found.other_units] == ["戊证券"]
    assert found.as_row()["other_units"] == ["USD"]


def test_of_two_currencies_alike_the_newest_number_decides() -> None:
    found = the(FOUR[1], estimate("戊证券", "2026-06-29", "0.2", unit="USD"))
    assert (found.unit, found.n, found.mean) == ("USD", 1, Decimal("0.2"))


def test_a_broker_that_gives_both_currencies_counts_in_the_common_one() -> None:
    both = estimate("戊证券", "2026-06-29", "0.2", unit="USD"), estimate("戊证券", "2026-06-29", "1.44")
    found = the(*FOUR, *both)
    assert (found.unit, found.n, found.other_units) == ("CNY", 5, ())
    assert found.mean == Decimal("1.448")  # 7.24 / 5


def test_a_number_without_its_unit_chooses_none() -> None:
    bare = estimate("戊证券", "2026-06-29", "33.4", unit="")
    found = the(FOUR[0], bare)
    assert (found.unit, found.n, found.other_units) == ("CNY", 1, (bare,))
    assert the(bare).n == 1


def test_stale_numbers_do_not_choose_the_currency() -> None:
    stale = [estimate(name, "2025-01-01", "0.2", unit="USD") for name in ("己", "庚", "辛")]
    assert the(FOUR[0], *stale).unit == "CNY"
    assert the(*stale).unit == "USD"


@pytest.mark.parametrize(
    "worse",
    [
        {"doubts": ["text_disagrees"], "page": 1},
        {"comparator": "~", "page": 1},
        {"value_high": "1.9", "page": 1},
        {"origin": "prose", "page": 1},
    ],
)
def test_the_surest_of_a_report_counts(worse: Row) -> None:
    sure = estimate("甲证券", "2026-06-20", "1.42", page=9)
    for rows in ([sure, estimate("甲证券", "2026-06-20", "1.8", **worse)], [FOUR[0], sure]):
        assert the(*rows).mean == Decimal("1.42" if rows[0] is sure else "1.50")


def test_a_doubted_number_counts_where_a_report_has_no_other() -> None:
    assert the(estimate("甲证券", "2026-06-20", "1.8", doubts=["unit_odd"])).n == 1


@pytest.mark.parametrize(
    "other",
    [
        {"measure": "yoy", "unit": "%"},
        {"scope": "液体乳"},
        {"attribution": "Wind"},
        {"stance": "guidance"},
        {"stance": "consensus"},
        {"period": None},
    ],
)
def test_growth_segments_and_others_words_are_no_estimate(other: Row) -> None:
    assert the(*FOUR, estimate("戊证券", "2026-06-29", "9", **other)).n == 4


def test_a_row_of_a_table_of_peers_is_no_estimate() -> None:
    peer = estimate("戊证券", "2026-06-29", "9", own_report=False)
    assert the(*FOUR, peer).n == 4
    # Profits in such a table are no view either; a profit elsewhere is.
    profit = {"metric": "归母净利润", "metric_id": "net_profit_parent", "own_report": False}
    compared = estimate("戊证券", "2026-06-29", "9", origin="comparison", **profit)
    assert [c.n for c in consensus([*FOUR, peer, compared], day=DAY)] == [4]
    assert [c.n for c in consensus([*FOUR, peer, {**compared, "origin": "tables"}], day=DAY)] == [1, 5]
    # With a rating of its own the same report has a view.
    rated = {**target("戊证券", "2026-06-29", "20", own_report=False), "kind": "rating", "rating": "买入"}
    assert the(*FOUR, peer, rated).n == 5


class TestVersions:
    first = estimate("甲证券", "2026-05-01", "1.2", report="v1", superseded_by="v2")
    second = estimate("甲证券", "2026-05-08", "1.5", report="v2")

    def test_a_superseded_version_does_not_count(self) -> None:
        found = the(self.first, self.second)
        assert (found.n, found.mean, found.stale) == (1, Decimal("1.5"), ())
        assert the(FOUR[1], self.first).n == 1

    def test_it_counted_until_the_newer_one_came(self) -> None:
        # As of 7 May, 54 days before: 1.2. 1.5 / 1.2 − 1 = 25 %.
        found = the(self.first, self.second, day="2026-06-06")
        assert found.revision_30 == 25
        moments = history([self.first, self.second], day=DAY)
        assert [(m.day, m.mean) for m in moments] == [
            ("2026-05-01", Decimal("1.2")),
            ("2026-05-08", Decimal("1.5")),
        ]

    def test_three_versions_follow_one_another(self) -> None:
        rows = [
            {**self.first, "superseded_by": "v3"},
            {**self.second, "superseded_by": "v3"},
            estimate("甲证券", "2026-05-12", "1.6", report="v3"),
        ]
        assert the(*rows).mean == Decimal("1.6")
        assert [m.mean for m in history(rows, day=DAY)] == [
            Decimal("1.2"),
            Decimal("1.5"),
            Decimal("1.6"),
        ]

    def test_a_newer_version_that_is_silent_takes_the_number_back(self) -> None:
        silent = estimate("甲证券", "2026-05-08", "3", report="v2", metric_id="pe", metric="PE", unit="倍")
        assert [found.metric_id for found in consensus([self.first, silent], day=DAY)] == ["pe"]


def test_the_consensus_is_revised() -> None:
    # As of 30 June 1.50, 1.40, 1.30: 1.40. As of 1 April, 90 days before, 甲's 1.20 of January alone.
    rows = [*FOUR[:3], estimate("甲证券", "2026-01-20", "1.20")]
    found = the(*rows)
    # As of 31 May, 30 days before, that 1.20 and two more: (1.20 + 1.40 + 1.30) / 3 = 1.30; 1.40 / 1.30 − 1.
    assert plain(found.revision_30) == "7.692307692307692"
    # 1.40 / 1.20 − 1
    assert plain(found.revision_90) == "16.66666666666667"
    assert the(FOUR[0]).revision_30 is None


def test_a_consensus_below_zero_has_no_revision_in_percent() -> None:
    rows = [estimate("甲证券", "2026-03-01", "-0.5"), estimate("甲证券", "2026-06-20", "0.1")]
    assert the(*rows).revision_30 is None


class TestSurprise:
    before = (
        estimate("甲证券", "2025-10-20", "1.50", period="2025"),
        estimate("乙证券", "2025-11-20", "1.40", period="2025"),
        estimate("丙证券", "2025-12-20", "1.30", period="2025"),
    )

    def test_the_first_actual_is_held_against_the_consensus_of_the_day_before(self) -> None:
        same_day = estimate("丁证券", "2026-03-28", "9", period="2025")
        first = actual("乙证券", "2026-03-28", "1.54", period="2025")
        later = actual("丙证券", "2026-04-20", "1.55", period="2025")
        found = the(*self.before, same_day, later, first)
        assert found.actual is first and found.surprise is not None
        # mean 1.40, 1.54 / 1.40 − 1 = 10 %; stdev √((.01 + 0 + .01) / 2) = .1; .14 / .1 = 1.4
        assert (found.surprise.n, found.surprise.mean) == (3, Decimal("1.40"))
        assert plain(found.surprise.percent) == "10"
        assert plain(found.surprise.deviations) == "1.4"

    def test_who_was_stale_by_then_was_not_asked(self) -> None:
        # 2026-04-19 is the day before: 180 days before it is 2025-10-21, and 甲 spoke the day before that.
        found = the(*self.before, actual("丙证券", "2026-04-20", "1.35", period="2025"))
        assert found.surprise is not None
        assert (found.surprise.n, found.surprise.percent) == (2, 0)  # 1.35 against (1.40 + 1.30) / 2
        assert found.surprise.deviations is None  # two are too few

    def test_it_stays_when_the_estimates_have_gone_stale(self) -> None:
        found = the(*self.before, actual("乙证券", "2026-03-28", "1.54", period="2025"), day="2026-12-31")
        assert found.n == 0 and len(found.stale) == 3
        assert found.surprise is not None and plain(found.surprise.percent) == "10"

    def test_an_actual_in_another_currency_is_none(self) -> None:
        found = the(*self.before, actual("乙证券", "2026-03-28", "0.2", period="2025", unit="USD"))
        assert found.actual is None and found.surprise is None

    def test_nothing_was_expected(self) -> None:
        rows = (
            actual("乙证券", "2026-03-28", "1.54", period="2025"),
            estimate("丙", "2026-04-01", "1", period="2025"),
        )
        found = the(*rows)
        assert found.actual is rows[0] and found.surprise is None

    def test_all_alike_leave_no_spread_to_measure_by(self) -> None:
        alike = [{**row, "value": "1.40"} for row in self.before]
        found = the(*alike, actual("乙证券", "2026-03-28", "1.54", period="2025"))
        assert found.surprise is not None and found.surprise.deviations is None


class TestStandout:
    def test_it_is_the_furthest_from_the_others(self) -> None:
        found = the(*FOUR, estimate("戊证券", "2026-06-01", "2.90"))
        assert found.standout is not None and found.standout.row["broker"] == "戊证券"
        assert found.standout.percent == 100  # 2.90 / 1.45 − 1

    def test_of_two_equally_far_the_newer(self) -> None:
        rows = [
            estimate("甲证券", "2026-06-01", "1"),
            estimate("乙证券", "2026-06-02", "2"),
            estimate("丙证券", "2026-06-03", "3"),
        ]
        found = the(*rows)
        assert found.standout is not None and found.standout.row["broker"] == "丙证券"
        assert found.standout.percent == 100  # 3 / 1.5 − 1

    def test_nobody_stands_out_where_all_agree(self) -> None:
        rows = [estimate(name, "2026-06-01", "1.4") for name in ("甲", "乙", "丙")]
        assert the(*rows).standout is None


def test_target_prices_have_a_consensus_without_a_period() -> None:
    rows = [
        target("甲证券", "2026-06-01", "20"),
        target("乙证券", "2026-06-02", "22", value_high="26"),
        target("甲证券", "2025-12-01", "40"),
        target("丙证券", "2026-06-02", "10", unit="HKD"),
    ]
    found = the(*rows)
    assert (found.metric, found.metric_id, found.period, found.unit) == (
        "目标价",
        "target_price",
        None,
        "CNY",
    )
    assert (found.n, found.mean, found.high) == (2, 22, 24)


def test_the_order_is_subject_then_headline_metrics_then_period() -> None:
    rows = [
        *(estimate("甲证券", "2026-06-01", "1", period=period) for period in ("2027", "2026")),
        target("甲证券", "2026-06-01", "20"),
        estimate("甲证券", "2026-06-01", "9", metric="门店数", metric_id=None, unit="家"),
        estimate("甲证券", "2026-06-01", "9", metric="营业收入", metric_id="revenue"),
        estimate("甲证券", "2026-06-01", "9", subject="云杉科技", subject_id=None, ticker=None),
    ]
    found = consensus(rows, day=DAY)
    assert [(c.subject, c.metric, c.period) for c in found] == [
        ("云杉科技", "每股收益", "2026"),
        ("远山食品", "营业收入", "2026"),
        ("远山食品", "每股收益", "2026"),
        ("远山食品", "每股收益", "2027"),
        ("远山食品", "目标价", None),
        ("远山食品", "门店数", "2026"),
    ]


def test_rows_in_any_order_give_one_answer() -> None:
    rows = [
        *FOUR,
        *TestSurprise.before,
        TestVersions.first,
        TestVersions.second,
        target("甲证券", "2026-06-01", "20"),
    ]
    once = [c.as_row() for c in consensus(rows, day=DAY)]
    for seed in range(5):
        mixed = random.Random(seed).sample(rows, len(rows))
        assert [c.as_row() for c in consensus(mixed, day=DAY)] == once
        assert history(mixed, day=DAY) == history(rows, day=DAY)


def test_a_row_of_data() -> None:
    row = the(*FOUR, actual("甲证券", "2026-06-25", "1.74")).as_row()
    assert row["mean"] == "1.45" and row["stdev"] == "0.1290994448735806"
    assert (row["n"], row["stale"], row["day"], row["window"]) == (4, 0, DAY, 180)
    assert (row["actual"], row["expected"], row["surprise"]) == ("1.74", "1.45", "20")
    assert row["surprise_stdev"] == "2.246330340800302"  # .29 / .1290994448735805628…
    # |4 · 1.60 − 5.80| = |4 · 1.30 − 5.80| = .60: of 丙 and 丁 the newer. 1.30 / 1.50 − 1.
    assert (row["standout"], row["standout_pct"]) == ("丙证券", "-13.33333333333333")
    assert row["claims"] == [claim["id"] for claim in FOUR]


def test_the_history_has_every_day_the_consensus_changed() -> None:
    rows = [
        estimate("甲证券", "2026-01-10", "1.0"),
        estimate("乙证券", "2026-02-10", "2.0"),
        estimate("甲证券", "2026-02-20", "1.0"),  # the same number again: nothing changed
    ]
    found = history(rows, day="2026-12-31")
    assert [(m.day, m.n, m.mean) for m in found] == [
        ("2026-01-10", 1, Decimal(1)),
        ("2026-02-10", 2, Decimal("1.5")),
        ("2026-08-09", 1, Decimal(1)),  # 180 days after 10 February
        ("2026-08-19", 0, None),  # 180 days after 20 February
    ]
    assert history(rows, day="2026-02-09")[-1].as_row()["mean"] == "1"
