"""Checks: equations between printed numbers, whom a failed one accuses, and planted errors in the samples."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from planting import KINDS, Planted, lots, planted, share, with_error

from extract.checks.blame import blame
from extract.checks.check import check, doubts_of
from extract.checks.confidence import confidence_of, table
from extract.checks.course import courses, expected, likeliest, off
from extract.checks.figures import Figure, figure_of, quarter_before, rows_of, year_before
from extract.checks.growth import grew
from extract.checks.misreading import is_misreading
from extract.checks.plausible import RANGE, SIGN, odd_alone
from extract.checks.ratios import agreement
from extract.checks.relations import Relation, Term, plain, product, total
from extract.checks.rules import rules
from extract.model import Box, Claim, MetricClaim, TargetPriceClaim
from extract.vocabulary import metrics

SAMPLES = Path(__file__).parents[1] / "samples"
YEARS = ("2023", "2024", "2025", "2026", "2027")


def cell(
    metric_id: str,
    printed: str,
    period: str = "2025",
    *,
    unit: str = "CNY",
    measure: str = "level",
    top: float = 100.0,
    origin: str = "tables",
    page: int = 1,
    scale: int = 0,
    stance: str = "estimate",
    subject: str = "云杉科技",
    name: str | None = None,
    **more: object,
) -> MetricClaim:
    """A claim as a table gives it; `scale` is the power of ten of its printed unit."""
    at = 200.0 + 60 * int(period[3:4] or 0)
    digits = printed.replace(",", "").strip("%()")
    value = Decimal(digits).scaleb(scale) * (-1 if printed.startswith("(") else 1)
    places = len(digits.partition(".")[2])
    return MetricClaim(
        page=page,
        bbox=(Box(40, top, 120, top + 9), Box(at, top, at + 40, top + 9)),
        quote=f"{metric_id} {period} {printed}",
        origin=origin,
        subject=subject,
        metric=name or metric_id,
        metric_id=metric_id or None,
        measure=measure,
        value=value,
        original=printed,
        decimals=places - scale,
        unit=unit,
        period=period,
        stance=stance,
        **more,  # type: ignore[arg-type]
    )


def row(metric_id: str, printed: str, top: float, **more: object) -> list[MetricClaim]:
    """A row of cells, one a year."""
    return [
        cell(metric_id, word, year, top=top, **more)  # type: ignore[arg-type]
        for year, word in zip(YEARS, printed.split(), strict=False)
    ]


def figure(printed: str, unit: str = "CNY", index: int = 0, **more: object) -> Figure:
    found = figure_of(index, cell("revenue", printed, unit=unit, **more))  # type: ignore[arg-type]
    assert found is not None
    return found


def slugs(claims: list[Claim] | list[MetricClaim]) -> dict[str, list[str]]:
    """What is in doubt: "metric period" → slugs."""
    return {
        f"{claims[at].metric_id} {claims[at].period}": sorted(found)  # type: ignore[union-attr]
        for at, found in sorted(doubts_of(claims).items())
    }


# --- what a figure may stand for -----------------------------------------------------------------------------


def test_a_figure_is_its_number_give_or_take_half_a_digit() -> None:
    found = figure("1,274", scale=6)
    assert (found.value, round(found.low / 1e6, 2), round(found.high / 1e6, 2)) == (1.274e9, 1273.5, 1274.5)


@pytest.mark.parametrize(
    "more", [{"comparator": "~"}, {"value_high": Decimal(9)}, {"attribution": "IDC"}, {"stance": "consensus"}]
)
def test_hedged_figures_and_those_of_others_are_not_checked(more: dict[str, object]) -> None:
    assert figure_of(0, cell("revenue", "5", **more)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "year", "quarter"),
    [
        ("2025", "2024", None),
        ("2025Q1", "2024Q1", "2024Q4"),
        ("FY2026Q3", "FY2025Q3", "FY2026Q2"),
        ("2025-03-31", "2024-03-31", None),
        ("2025/2027", None, None),
        ("12M", None, None),
    ],
)
def test_periods_before(period: str, year: str | None, quarter: str | None) -> None:
    assert (year_before(period), quarter_before(period)) == (year, quarter)


def test_cells_of_one_label_are_a_row() -> None:
    found = rows_of([f for at, c in enumerate(row("revenue", "1 2 3", 100)) if (f := figure_of(at, c))])
    assert [(r.metric_id, sorted(r.figures)) for r in found] == [("revenue", ["2023", "2024", "2025"])]


# --- equations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "then", "growth", "holds"),
    [
        ("1274", "944", "35.0", True),
        ("1274", "944", "34.8", True),  # 1273.5/944.5 is 34.83 %, 1274.5/943.5 is 35.08 %
        ("1274.00", "944.00", "34.8", False),  # the same with more digits printed
        ("1274", "944", "-35.0", False),
        ("0.52", "0.67", "-22.4", True),
    ],
)
def test_growth_is_as_exact_as_its_numbers_are_printed(now: str, then: str, growth: str, holds: bool) -> None:
    found = grew(figure(growth, "%", 2), figure(now, index=0), figure(then, index=1))
    assert found is not None and found.holds is holds


def test_growth_from_a_loss_says_nothing() -> None:
    assert grew(figure("150", "%"), figure("5"), figure("(10)")) is None


def test_points_are_added_to_a_margin() -> None:
    found = grew(figure("0.7", "pct_pt", 2), figure("34.6", "%", 0), figure("33.9", "%", 1))
    assert found is not None and found.holds


def test_a_relation_says_what_a_figure_would_have_to_be() -> None:
    found = product(
        "x", [plain(figure("20", index=0)), plain(figure("3", index=1)), plain(figure("70", index=2), -1)]
    )
    assert found is not None and found.holds
    low, high = found.needs(0)
    assert 19.8 < low < 19.9 and 28.1 < high < 28.3  # 69.5/3.5 to 70.5/2.5
    rest = total(
        "x", [Term(((figure("20", index=0), 1.0),)), Term(((figure("3", index=1), 1.0),), power=-1.0)]
    )
    assert not rest.holds and [round(edge, 2) for edge in rest.needs(0)] == [2.5, 3.5]


def test_the_sign_must_fit() -> None:
    found = product("x", [plain(figure("(20)")), plain(figure("3")), plain(figure("60"), -1)])
    assert found is not None and not found.holds


@pytest.mark.parametrize(
    ("printed", "wanted", "is_one"),
    [
        ("1274", (1983.5, 1984.5), False),  # two digits
        ("1274", (1973.5, 2000.0), True),  # 1974
        ("1274", (-1274.5, -1273.5), True),
        ("1274", (12.7, 12.8), True),
        ("145,780", (115779.5, 115780.5), True),
        ("145,780", (115789.5, 115790.5), False),
    ],
)
def test_a_misreading_is_one_digit_the_sign_or_the_magnitude(
    printed: str, wanted: tuple[float, float], is_one: bool
) -> None:
    assert is_misreading(figure(printed), wanted) is is_one


def test_what_most_intervals_share() -> None:
    assert agreement([(1, 3), (2, 4), (9, 10)]) == (2, 3)
    assert agreement([(1, 2), (3, 4)]) is None


# --- whom a failed equation accuses --------------------------------------------------------------------------


def sums(*rows: tuple[int, int, int]) -> list[Relation]:
    """a + b = c over shared figures: numbers are places in `VALUES`."""
    return [
        total(f"sum{i}", [Term(((F[a], 1.0),)), Term(((F[b], 1.0),)), Term(((F[c], 1.0),), power=-1.0)])
        for i, (a, b, c) in enumerate(rows)
    ]


F = [figure(word, index=at) for at, word in enumerate(["10", "20", "30", "40", "50", "66"])]


def test_the_figure_that_all_failures_share_is_in_doubt() -> None:
    # 10+50=66 fails; 20+40=66 fails; 10+20=30 and 10+40=50 hold: 66 is the one they share.
    assert blame(sums((0, 4, 5), (1, 3, 5), (0, 1, 2), (0, 3, 4))) == {5: {"sum0", "sum1"}}


def test_figures_that_hold_elsewhere_are_exonerated() -> None:
    assert blame(sums((0, 4, 5), (0, 1, 2), (0, 3, 4))) == {5: {"sum0"}}


def test_without_other_evidence_all_are_in_doubt() -> None:
    assert blame(sums((0, 4, 5))) == {0: {"sum0"}, 4: {"sum0"}, 5: {"sum0"}}
    assert blame(sums((0, 1, 2))) == {}


# --- reports -------------------------------------------------------------------------------------------------


def forecast(**changed: str) -> list[MetricClaim]:
    """A front-page table that agrees with itself: growth, earnings a share at 500 million shares, PE at 18.60."""
    printed = {
        "revenue": "1000 1200 1500 1800 2070",
        "growth": "5.0 20.0 25.0 20.0 15.0",
        "net_profit_parent": "100.00 126.00 165.00 207.00 248.00",
        "eps": "0.20 0.25 0.33 0.41 0.50",
        "pe": "93.0 73.8 56.4 44.9 37.5",
    } | changed
    return [
        *row("revenue", printed["revenue"], 100, scale=6),
        *row("revenue", printed["growth"], 114, unit="%", measure="yoy"),
        *row("net_profit_parent", printed["net_profit_parent"], 128, scale=6),
        *row("eps", printed["eps"], 142),
        *row("pe", printed["pe"], 156, unit="倍"),
    ]


def test_a_table_that_agrees_has_no_doubts() -> None:
    assert slugs(forecast()) == {}


@pytest.mark.parametrize(
    ("row_name", "printed", "doubted"),
    [
        ("growth", "5.0 20.0 28.0 20.0 15.0", {"revenue 2025": ["growth_disagrees"]}),
        ("revenue", "1000 1200 1600 1800 2070", {"revenue 2025": ["growth_disagrees"]}),
        ("eps", "0.20 0.25 0.38 0.41 0.50", {"eps 2025": ["per_share_disagrees"]}),
        ("pe", "93.0 73.8 56.4 49.9 37.5", {"pe 2026": ["valuation_disagrees"]}),
        (
            "net_profit_parent",
            "100.00 126.00 165.00 20.700 248.00",
            {"net_profit_parent 2026": ["per_share_disagrees"]},
        ),
    ],
)
def test_one_wrong_cell_is_found_and_its_neighbours_are_not_accused(
    row_name: str, printed: str, doubted: dict[str, list[str]]
) -> None:
    assert slugs(forecast(**{row_name: printed})) == doubted


def test_shares_that_grew_raise_no_doubt() -> None:
    # 400 million shares until 2024, 500 million since: earnings a share of the past are on fewer shares.
    assert slugs(forecast(eps="0.25 0.32 0.33 0.41 0.50", pe="74.4 59.0 56.4 44.9 37.5")) == {}


def test_nothing_a_share_beside_a_profit_is_doubted_and_not_the_number_that_fits() -> None:
    # Another table prints what the profit comes to, on a few shares less.
    zeros = row("eps", "0.00 0.25 0.33 0.41 0.50", 142)
    claims = [c for c in forecast() if c.metric_id not in ("eps", "pe")] + zeros
    beside = row("eps", "0.20 0.25 0.33 0.41 0.50", 300, name="每股收益", page=2)
    assert slugs(claims) == {"eps 2023": ["per_share_disagrees"]}
    found = doubts_of([*claims, *beside])
    assert {at: sorted(why) for at, why in found.items()} == {claims.index(zeros[0]): ["per_share_disagrees"]}


def test_nothing_a_share_is_no_error_where_next_to_nothing_was_earned() -> None:
    changed = forecast(net_profit_parent="0.90 126.00 165.00 207.00 248.00", eps="0.00 0.25 0.33 0.41 0.50")
    assert not any(key.startswith("eps") for key in slugs(changed))


def test_multiples_on_the_prices_of_their_day_raise_no_doubt() -> None:
    assert slugs(forecast(pe="41.0 66.2 56.4 44.9 37.5")) == {}


BALANCE = [
    ("current_assets", "400 500 610 700 800"),
    ("cash", "150 200 260 300 350"),
    ("inventory", "250 300 350 400 450"),
]
BALANCE += [("non_current_assets", "600 620 640 660 680"), ("total_assets", "1000 1120 1250 1360 1480")]


def balance(**changed: str) -> list[MetricClaim]:
    printed = dict(BALANCE) | changed
    return [
        c
        for at, (name, words) in enumerate(printed.items())
        for c in row(name, words, 100 + 14 * at, scale=6)
    ]


def test_totals_and_parts() -> None:
    assert slugs(balance()) == {}
    # 610 = 260 + 350 and 1250 = 610 + 640: the total is borne out, and either part may be wrong by one digit.
    doubted = {"cash 2025": ["sum_disagrees"], "inventory 2025": ["sum_disagrees"]}
    assert slugs(balance(inventory="250 300 390 400 450")) == doubted
    doubted = {"non_current_assets 2026": ["sum_disagrees"], "total_assets 2026": ["sum_disagrees"]}
    assert slugs(balance(total_assets="1000 1120 1250 1860 1480")) == doubted


def test_a_sum_that_the_columns_do_not_bear_out_is_none() -> None:
    assert slugs(balance(cash="150 90 99 300 70")) == {}


def test_a_report_that_adds_up_exactly_is_held_to_its_last_digit() -> None:
    rows = {
        "current_assets": "400 500 610 700 800",
        "cash": "150 200 260 300 350",
        "inventory": "250 300 350 400 450",
        "non_current_assets": "600 620 640 660 680",
        "total_assets": "1000 1120 1250 1360 1480",
        "total_liabilities": "500 520 550 560 580",
        "total_equity": "500 600 700 800 900",
    }
    assert slugs(balance(**rows)) == {}
    doubted = slugs(balance(**rows | {"inventory": "250 300 351 400 450"}))
    assert doubted == {"cash 2025": ["sum_disagrees"], "inventory 2025": ["sum_disagrees"]}
    # One column that is off by rounding tells that the cells were rounded one by one.
    rounded = rows | {"non_current_assets": "601 620 640 660 680", "cash": "150 200 260 301 350"}
    assert slugs(balance(**rounded)) == {}


def test_of_many_that_may_be_wrong_the_one_off_its_course_is_in_doubt() -> None:
    assert courses([]) == {}
    assert expected([100, 110, 121], 1) == pytest.approx(110) and expected(
        [100, 110, 121], 2
    ) == pytest.approx(121)
    assert expected([-5, 5, 7], 1) == 1 and off(10, -10) == 1 and off(0, 0) == 0
    suspects, printed = {1: (90.0, 91.0), 2: (1110.0, 1111.0)}, {1: 60.0, 2: 1080.0}
    assert likeliest(suspects, printed, {1: 92.0, 2: 1085.0}) == {1: (90.0, 91.0)}
    assert likeliest(suspects, printed, {}) == suspects


@pytest.mark.parametrize(
    ("changed", "slug"),
    [
        (
            {
                "original": "-3.4%",
                "quote": "同比增长-3.4%",
                "value": Decimal("-3.4"),
                "measure": "yoy",
                "unit": "%",
            },
            SIGN,
        ),
        (
            {
                "original": "3.4%",
                "quote": "同比下降3.4%",
                "value": Decimal("-3.4"),
                "measure": "yoy",
                "unit": "%",
            },
            None,
        ),
        ({"original": "-12亿元", "quote": "市场规模-12亿元", "value": Decimal(-12), "unit": "CNY"}, SIGN),
        ({"original": "-12亿元", "quote": "亏损-12亿元", "value": Decimal(-12), "unit": "CNY"}, None),
        (
            {
                "original": "-18℃",
                "quote": "储藏于-18℃",
                "value": Decimal(-18),
                "unit": "℃",
                "metric_id": None,
            },
            None,
        ),
        (
            {"original": "340%", "quote": "占比340%", "value": Decimal(340), "measure": "share", "unit": "%"},
            RANGE,
        ),
        (
            {
                "original": "7%-3%",
                "value": Decimal(7),
                "value_high": Decimal(3),
                "measure": "yoy",
                "unit": "%",
            },
            RANGE,
        ),
    ],
)
def test_what_a_number_alone_can_hardly_be(changed: dict[str, object], slug: str | None) -> None:
    claim = replace(cell("market_size", "12", origin="prose"), **changed)  # type: ignore[arg-type]
    assert list(odd_alone([claim])) == ([(0, slug)] if slug else [])


def test_a_ratio_of_the_text_is_the_quotient_of_the_tables_rows() -> None:
    rows = [
        *row("revenue", "1000 1200 1500 1800 2070", 100, scale=6),
        *row("selling_expense", "200 246 315 370 420", 114, scale=6),
    ]
    told = {"unit": "%", "origin": "prose", "page": 2}
    right = cell("selling_expense_ratio", "21.0", **told)  # type: ignore[arg-type]
    moved = cell("selling_expense_ratio", "0.5", measure="yoy", **told | {"unit": "pct_pt"})  # type: ignore[arg-type]
    assert doubts_of([*rows, right, moved]) == {}
    wrong = cell("selling_expense_ratio", "27.0", **told)  # type: ignore[arg-type]
    assert doubts_of([*rows, wrong]) == {10: {"ratio_disagrees"}}
    assert doubts_of([*rows, right, replace(moved, value=Decimal("3.5"))]) == {11: {"ratio_disagrees"}}
    # No one digit makes 14.3 of 21.0: more likely another company's.
    assert doubts_of([*rows, cell("selling_expense_ratio", "14.3", **told)]) == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("metric", "period", "printed", "slug"),
    [
        ("revenue", "2025Q1", "360", None),
        ("revenue", "2025Q1", "3600", "unit_odd"),
        ("revenue", "2025", "150.0", "unit_odd"),
        ("total_operating_revenue", "2025Q1", "3600", "unit_odd"),
        ("revenue", "2005", "36", None),
        ("net_profit_parent", "2025Q1", "(12)", "sign_odd"),
        ("net_profit_parent", "2025Q1", "4", None),
    ],
)
def test_the_text_is_of_the_order_of_its_row(
    metric: str, period: str, printed: str, slug: str | None
) -> None:
    said = cell(metric, printed, period, scale=6, origin="prose", page=2)
    found = doubts_of([*forecast(), said]).get(25, set())
    assert (slug in found) if slug else not found & {"unit_odd", "sign_odd"}


def test_a_segment_is_no_more_than_its_company() -> None:
    part = cell("revenue", "660", scale=6, origin="prose", page=2, scope="液体乳")
    assert 25 not in doubts_of([*forecast(), part])
    assert doubts_of([*forecast(), replace(part, value=Decimal(6_600_000_000))])[25] == {"out_of_range"}


def test_a_cell_leaves_the_course_of_its_row() -> None:
    assert slugs(row("pb", "3.5 3.4 3.2 3.0 2.8", 100, unit="倍")) == {}
    assert slugs(row("pb", "3.5 6.4 3.2 3.0 2.8", 100, unit="倍")) == {"pb 2024": ["off_course"]}
    assert slugs(row("pb", "3.5 6.4 1.2 3.0 0.8", 100, unit="倍")) == {}


def test_what_an_index_did_follows_from_a_performance_box() -> None:
    told = {"unit": "%", "measure": "price_change"}
    own, rest = (
        cell("price_change_absolute", "8.6", "1M", **told),
        cell("price_change_relative", "6.9", "1M", **told),
    )  # type: ignore[arg-type]
    assert list(odd_alone([own, rest])) == []
    wrong = replace(own, value=Decimal(86))
    assert list(odd_alone([wrong, rest])) == [(0, RANGE), (1, RANGE)]


def test_a_metric_less_another_and_the_days_of_the_year() -> None:
    rest = [
        *row("inventory", "250 300 350 400 450", 114, scale=6),
        *row("current_liabilities", "300 310 320 330 340", 128, scale=6),
    ]
    rest += [
        *row("current_assets", "400 500 610 700 800", 100, scale=6),
        *row("operating_cost", "700 840 1050 1260 1450", 142, scale=6),
    ]
    quick, days = "0.50 0.65 0.81 0.91 1.03", "130 130 122 116 113"
    told = [*rest, *row("quick_ratio", quick, 156, unit="倍"), *row("inventory_days", days, 170, unit="日")]
    assert slugs(told) == {}
    wrong = [*rest, *row("quick_ratio", "0.50 0.65 0.81 0.51 1.03", 156, unit="倍")]
    assert "quick_ratio 2026" in slugs(wrong)
    wrong = [*rest, *row("inventory_days", "130 130 122 176 113", 170, unit="日")]
    assert "inventory_days 2026" in slugs(wrong)


def test_a_share_is_the_part_of_the_whole() -> None:
    whole = row("revenue", "1000 1200 1500 1800 2070", 100, scale=6)
    part = row("revenue", "400 500 660 810 940", 114, scale=6, scope="液体乳")
    told = {"unit": "%", "measure": "share", "scope": "液体乳"}
    assert slugs([*whole, *part, *row("revenue", "40.0 41.7 44.0 45.0 45.4", 128, **told)]) == {}  # type: ignore[arg-type]
    wrong = row("revenue", "40.0 41.7 44.0 49.0 45.4", 128, **told)  # type: ignore[arg-type]
    assert set(doubts_of([*whole, *part, *wrong])) >= {13}


def test_the_text_against_the_table() -> None:
    said = cell("revenue", "15.6", scale=8, origin="prose", page=2)
    right = cell("revenue", "15.0", scale=8, origin="prose", page=2)
    before = replace(cell("revenue", "14.2", scale=8, origin="prose", page=2), quote="营业收入预测由14.2")
    assert doubts_of([*forecast(), said, right, before]) == {25: {"text_disagrees"}}


def boxed(metric_id: str, printed: str, unit: str = "CNY", scale: int = 0) -> MetricClaim:
    return cell(metric_id, printed, "2026-04-20", unit=unit, scale=scale, origin="boxes", stance="actual")


def test_price_times_shares_is_the_value_and_lies_between_its_extremes() -> None:
    box = [
        boxed("price", "18.60"),
        boxed("total_shares", "500.00", "share", 6),
        boxed("market_cap", "9300.00", scale=6),
    ]
    assert slugs(box) == {}
    wrong = [box[0], box[1], boxed("market_cap", "9800.00", scale=6)]
    assert set(slugs(wrong)) == {f"{name} 2026-04-20" for name in ("price", "total_shares", "market_cap")}
    # Earnings a share and multiples know the price and the shares: the value is what is wrong.
    assert slugs([*forecast(), *wrong]) == {"market_cap 2026-04-20": ["valuation_disagrees"]}
    assert slugs([boxed("price", "18.60"), boxed("price_high_52w", "16.20")]) == {
        "price 2026-04-20": ["out_of_range"],
        "price_high_52w 2026-04-20": ["out_of_range"],
    }


def test_a_price_to_the_cent_is_exact() -> None:
    box = [
        boxed("price", "18.60"),
        boxed("total_shares", "500.00", "share", 6),
        boxed("market_cap", "9302.00", scale=6),
    ]
    assert set(slugs(box)) == {f"{name} 2026-04-20" for name in ("price", "total_shares", "market_cap")}


def test_what_an_industry_did_less_its_index_is_its_lead() -> None:
    week = "2026-04-06/2026-04-10"

    def move(printed: str, subject: str, measure: str = "price_change", name: str = "涨跌幅") -> MetricClaim:
        unit, metric = (
            ("pct_pt", "price_change_relative") if measure == "beat" else ("%", "price_change_absolute")
        )
        told = {"unit": unit, "measure": measure, "subject": subject, "name": name, "origin": "prose"}
        return cell(metric, printed, week, **told)  # type: ignore[arg-type]

    own, index, other = move("3.12", "计算机指数"), move("0.94", "沪深300指数"), move("1.80", "创业板指")
    lead = move("2.18", "计算机指数", "beat", "相对沪深 300 指数涨跌幅")
    assert doubts_of([own, index, other, lead]) == {}
    assert set(doubts_of([own, index, other, replace(lead, value=Decimal("2.78"))])) >= {3}
    assert set(doubts_of([own, replace(index, value=Decimal("-0.94")), other, lead])) >= {1}


def test_four_quarters_are_their_year() -> None:
    quarters = {"2025Q1": "210", "2025Q2": "306", "2025Q3": "405", "2025Q4": "486", "2025": "1407"}

    def claims(**changed: str) -> list[MetricClaim]:
        told = quarters | changed
        return [
            cell("revenue", word, period, scale=6, top=100 + len(period)) for period, word in told.items()
        ]

    assert slugs(claims()) == {} and "revenue 2025Q2" in slugs(claims(**{"2025Q2": "806"}))


def test_a_target_price_and_its_upside() -> None:
    def target(value: str) -> TargetPriceClaim:
        return TargetPriceClaim(page=1, bbox=(), quote="", origin="prose.target", value=Decimal(value))

    rise = cell("upside", "29.0", "2026", unit="%", origin="prose")
    assert doubts_of([boxed("price", "18.60"), target("24.00"), rise]) == {}
    assert 1 in doubts_of([boxed("price", "18.60"), target("34.00"), rise])


def test_odd_signs_and_magnitudes() -> None:
    assert slugs(row("stores", "120 130 (140) 150 160", 100, unit="家")) == {"stores 2025": ["sign_odd"]}
    # Costs in brackets throughout are a way of printing them.
    assert slugs(row("business_tax", "(12) (13) (14) (15) (16)", 100)) == {}
    assert slugs(row("arpu", "2500 2600 270000 2800 2900", 100)) == {"arpu 2025": ["unit_odd"]}
    assert slugs(row("goodwill", "11 528 528 528 528", 100)) == {}
    assert slugs(row("gross_margin", "31.5 313.5 31.7 32.0 33.1", 100, unit="%")) == {
        "gross_margin 2024": ["out_of_range"]
    }


def test_doubts_are_added_and_nothing_else_changes() -> None:
    claims = forecast(growth="5.0 20.0 28.0 20.0 15.0")
    claims[7] = replace(claims[7], doubts=("unit_inferred",))
    checked = check(claims)
    assert checked[7].doubts == ("unit_inferred", "growth_disagrees")
    assert [c.as_row() | {"doubts": [], "confidence": 0} for c in checked] == [
        c.as_row() | {"doubts": [], "confidence": 0} for c in claims
    ]


def test_the_rules_name_metrics_of_the_vocabulary() -> None:
    known = {metric.id for metric in metrics()}
    told = rules()
    named = {name for rule in (*told.products, *told.market) for name in rule.metrics}
    named |= {rule.total for rule in told.sums} | {part.metric for rule in told.sums for part in rule.parts}
    named |= told.totals | told.minus | told.either | told.aside | told.income | told.first | told.positive
    named |= (
        told.lasting
        | told.at_most_100
        | {name for pair in told.order for name in pair[:2]}
        | set(told.rivals)
    )
    assert named <= known, sorted(named - known)


def test_every_doubt_is_explained() -> None:
    page = (Path(__file__).parents[1] / "docs" / "claims.md").read_text("utf-8")
    told = rules()
    named = {rule.slug for rule in (*told.products, *told.market)}
    named |= {"growth_disagrees", "sum_disagrees", "text_disagrees", "tables_disagree"}
    named |= {"unit_odd", "sign_odd", "out_of_range"} | {doubt for row in table() for doubt in row.doubts}
    assert [slug for slug in sorted(named) if f"`{slug}`" not in page] == []


# --- planted errors ------------------------------------------------------------------------------------------


@cache
def sample(name: str) -> tuple[Claim, ...]:
    from extract.pipeline import extract

    return extract((SAMPLES / f"{name}.pdf").read_bytes(), f"{name}.pdf", ocr=False).claims


def test_planted_errors_are_found_and_what_is_right_is_left_alone() -> None:
    """One number changed at a time: a digit, the scale or the sign, of every fifth number, whatever it is bound to."""
    found: list[Planted] = []
    for name in ("yili-cangyue-2026-04", "haiguang-landu-2026-04", "glodon-shuangqiao-2026-05"):
        claims = sample(name)
        assert len(doubts_of(claims)) <= 0.01 * len(claims), "right claims in doubt"
        found.extend(planted(name, claims, every=5))
    told = {kind: share(one.is_found for one in found if one.kind == kind) for kind in KINDS}
    assert told["digit"] >= 0.85 and told["scale"] >= 0.90 and told["sign"] >= 0.93, told
    assert share(one.is_found for one in found if one.is_bound) >= 0.95
    assert sum(one.others for one in found) <= 0.005 * sum(one.claims for one in found)


def test_planted_errors_are_the_same_every_time() -> None:
    claim = cell("revenue", "1,234.5", scale=6)
    told = [with_error(claim, kind, lots("a report", 3, kind)) for kind in KINDS]
    again = [with_error(claim, kind, lots("a report", 3, kind)) for kind in KINDS]
    assert told == again and [one.value == claim.value for one in told if one] == [False] * 3
    assert told[2] is not None and (told[2].original, told[2].value) == ("-1,234.5", -claim.value)


# --- confidence ----------------------------------------------------------------------------------------------


def test_confidence_follows_from_origin_doubts_and_place() -> None:
    known = cell("revenue", "15.0", scale=8, origin="prose")
    unknown = cell("", "15.0", scale=8, origin="prose", name="大客户收入")
    table_cell = cell("revenue", "15.0", scale=8)
    worth = [
        confidence_of(claim, claim.doubts)
        for claim in (
            table_cell,
            known,
            replace(table_cell, doubts=("sum_disagrees",)),
            unknown,
            replace(known, doubts=("text_disagrees",)),
        )
    ]
    assert worth == sorted(worth, reverse=True) and len(set(worth)) == len(worth)
    assert confidence_of(replace(known, origin="ocr prose"), ()) == round(worth[1] * 0.9, 2)
    assert confidence_of(known, ("period_inferred",)) == worth[1]


def test_the_last_row_fits_every_claim() -> None:
    last = table()[-1]
    assert (last.kind, last.origin, last.known, last.doubts) == (None, None, None, frozenset())
    assert all(0 < row.confidence < 1 for row in table())
