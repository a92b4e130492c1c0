"""The sums that a consensus is made of, worked out by hand; the days claims count from; upside at publication."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.compare.arithmetic import mean, median, percent, plain, stdev
from kb.compare.days import came, day_of, earlier
from kb.compare.upside import upside


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_mean_and_middle() -> None:
    assert mean([]) is None and median([]) is None
    assert mean(numbers("1.42", "1.45", "1.51")) == Decimal("1.46")  # 4.38 / 3
    assert median(numbers("3", "1", "2")) == 2
    assert median(numbers("4", "1", "2", "3")) == Decimal("2.5")


def test_the_spread_is_the_samples() -> None:
    # mean 5; squares 9 1 1 1 0 0 4 16 = 32; 32 / 7 = 4.571428…; its root 2.138089935299395…
    assert plain(stdev(numbers("2", "4", "4", "4", "5", "5", "7", "9"))) == "2.138089935299395"
    assert stdev(numbers("2")) is None
    assert stdev(numbers("3", "3")) == 0


def test_percent_needs_a_base_above_zero() -> None:
    assert percent(Decimal("1.1"), Decimal("1")) == 10
    assert percent(Decimal("1"), Decimal("-1")) is None
    assert percent(Decimal("1"), Decimal("0")) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1E+10", "10000000000"), ("2.500", "2.5"), ("0.00", "0"), ("-0.1250", "-0.125"), ("100", "100")],
)
def test_a_number_as_data_has_no_exponent(value: str, shown: str) -> None:
    assert plain(Decimal(value)) == shown


def test_plain_keeps_sixteen_digits() -> None:
    assert plain(mean(numbers("1", "0", "0"))) == "0.3333333333333333"


def test_a_report_without_a_date_counts_from_the_day_it_was_added_in_beijing() -> None:
    # Half past four in the afternoon of Greenwich is half past midnight there.
    assert day_of({"published": None, "added": "2026-03-31T16:30:00Z"}) == "2026-04-01"
    assert day_of({"published": "2026-03-01", "added": "2026-03-31T16:30:00Z"}) == "2026-03-01"
    assert came({"report": "b", "published": "2026-03-01", "added": "x"}) == ("2026-03-01", "x", "b")
    assert earlier("2026-03-01", 1) == "2026-02-28"


TARGET = {"id": "t", "kind": "target_price", "report": "r", "subject": "远山食品", "published": "2026-04-10"}


def price(value: str, period: str | None, **more: object) -> dict[str, object]:
    return {
        "id": value,
        "kind": "metric",
        "metric_id": "price",
        "measure": "level",
        "stance": "actual",
        "report": "r",
        "subject": "远山食品",
        "unit": "CNY",
        "value": value,
        "period": period,
        **more,
    }


def test_upside_is_against_the_newest_price_the_report_prints() -> None:
    target = {**TARGET, "value": "12", "unit": "CNY"}
    prices = [
        price("9", "2026-04-08"),
        price("10", "2026-04-09"),
        price("2", "2008-10-28"),
        price("11", "2026-04-09", report="another"),
        price("11", "2026-04-09", unit="HKD"),
    ]
    found = upside(target, prices)
    assert found is not None and (found.percent, found.price["id"]) == (20, "10")  # 12 / 10 − 1
    assert upside({**target, "unit": "HKD"}, prices[:3]) is None
    # A price of years ago is none of today's.
    assert upside(target, prices[2:3]) is None


def test_a_range_has_its_upside_from_its_middle() -> None:
    target = {**TARGET, "value": "11", "value_high": "14", "unit": "CNY"}
    found = upside(target, [price("10", None)])
    assert found is not None and found.percent == 25
