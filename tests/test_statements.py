"""Statement page against front page: the comparison itself; over real reports it is `bench/statements.py`."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from statements import compare

from extract.model import Box, MetricClaim

STATEMENT_ROWS = ("operating_profit", "pretax_profit", "operating_cost", "total_assets", "minority_profit")
YEARS = ("2023", "2024", "2025", "2026")


def figure(page: int, metric_id: str, period: str, printed: str, metric: str = "") -> MetricClaim:
    value = Decimal(printed)
    return MetricClaim(
        page=page,
        bbox=(Box(0, 0, 1, 1),),
        quote=printed,
        origin="tables",
        subject="虹桥食品",
        metric=metric or metric_id,
        metric_id=metric_id,
        value=value,
        original=printed,
        decimals=-int(value.as_tuple().exponent),
        unit="CNY",
        period=period,
        stance="actual" if period < "2025" else "estimate",
    )


def report(
    front: dict[str, str], behind: dict[str, str], more: dict[str, str] | None = None
) -> list[MetricClaim]:
    """Net profit by year at the front and behind, and `more`, another row of its family, among 30 other figures."""
    claims = [figure(1, "net_profit_parent", year, printed) for year, printed in front.items()]
    claims += [figure(5, "net_profit_parent", year, printed) for year, printed in behind.items()]
    claims += [figure(5, "net_profit", year, printed) for year, printed in (more or {}).items()]
    claims += [figure(5, row, year, str(n)) for n in range(2) for row in STATEMENT_ROWS for year in YEARS]
    return claims


SAME = {"2023": "10.5", "2024": "11", "2025": "12.25", "2026": "13"}


@pytest.mark.parametrize(
    ("changed", "more", "klass"),
    [
        ({}, {}, None),
        ({"2025": "12.3"}, {}, None),  # the coarser print of the same number
        ({"2025": "12.26"}, {}, "rounding"),
        ({"2023": "9.8"}, {}, "restated"),
        ({"2025": "14.25"}, {}, "reading error"),
        ({"2023": "9.8", "2025": "14.25"}, {}, "reading error"),
        ({"2025": "14.25"}, {"2025": "12.25"}, "another concept"),
        ({"2025": ""}, {}, "one side unread"),
    ],
)
def test_a_disagreement_has_a_class(changed: dict[str, str], more: dict[str, str], klass: str | None) -> None:
    behind = {year: printed for year, printed in {**SAME, **changed}.items() if printed}
    _agreed, found = compare(report(SAME, behind, more))
    assert klass in ([item.klass for item in found] or [None])
    assert all(item.family == "net profit" for item in found)


def test_a_report_without_statement_pages_is_not_compared() -> None:
    assert compare([figure(1, "eps", "2025", "1.2"), figure(4, "eps", "2025", "1.3")]) == (0, [])


def test_a_row_that_one_side_lacks_is_told() -> None:
    claims = [c for c in report(SAME, SAME) if not (c.page == 5 and c.metric_id == "net_profit_parent")]
    agreed, found = compare(claims)
    assert agreed == 0 and [item.klass for item in found] == ["row on one side"]
