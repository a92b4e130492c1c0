"""A claim row goes in, the thing it measures comes out; None where two reports need not agree on such a number.

One thing is a subject, a metric, a measure, a period, a segment, a unit and who is named as its source. What each house
works out by a formula or on a day of its own, and what a claim's own doubts put in question, is of no use for a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, cast

from extract.vocabulary import metrics
from kb.compare.conflicts.agreement import is_table
from kb.compare.precision import Row
from kb.compare.views import whom
from kb.who.names import fold_name


class Thing(NamedTuple):
    """What a number is of."""

    who: str
    metric: str
    measure: str
    period: str
    scope: str
    unit: str
    stance: str
    source: str


# Growth over an unstated span, moves of prices and ranks have no number that must be the same elsewhere.
MEASURES = frozenset({"level", "yoy", "qoq", "mom", "cagr", "share"})
STANCES = frozenset({"actual", "estimate"})
# These put in question what a number is of. That it disagrees with another is what is looked for here.
_OF_WHAT = frozenset(
    {
        "unit_inferred",
        "period_inferred",
        "subject_disputed",
        "scope_missing",
        "out_of_range",
        "off_course",
        "sign_odd",
    }
)
# A valuation has its day's price in it, a number per share the number of shares of its day, a deal is one of several.
_FAMILIES_OF_THEIR_DAY = frozenset({"valuation", "per_share", "market_data", "deals"})
# Of these families only the rows named are the company's own; the rest are sums and ratios that each house makes.
_REPORTED = {
    "cash_flow": frozenset({"ocf", "icf", "fcf_financing", "net_cash_change", "closing_cash"}),
    "margins": frozenset(
        {
            *(
                "gross_margin",
                "net_margin",
                "net_margin_parent",
                "asset_liability_ratio",
                "effective_tax_rate",
            ),
            *("selling_expense_ratio", "admin_expense_ratio", "rd_expense_ratio", "finance_expense_ratio"),
        }
    ),
    "earnings": frozenset({"adjusted_ebitda"}),
    "structure": frozenset[str](),
}
_RESIDUAL = re.compile(
    r"other_|.*_and_|net_non_operating|working_capital|invested_capital|net_debt|net_cash$"
)
# 还原后, 剔除股份支付: a number that says it is not the reported one.
_ADJUSTED = re.compile(
    r"还原|剔除|扣除|加回|调整后|经调整|模拟|备考|可比口径|同口径|追溯|不考虑|excluding|adjusted|pro.?forma",
    re.I,
)
_ODD = "unit_odd"
# A target is no fact, a quarter's number said in a sentence on the year is no year's, a part's not the whole's.
_NO_FACT = re.compile(r"目标|考核|承诺|力争|计划|基数|不低于|规划|对赌|target", re.I)
_OF_A_QUARTER = re.compile(r"季度|单季|[上下]半年|H[12]|Q[1-4]|[1-4]Q|单月|前三季")
_OF_A_PART = re.compile(
    r"其中|方面|对.{1,12}(?:收入|销售|营收)|(?:渠道|业务|产品|类)(?:的)?(?:毛利率|净利率)"
)
_WHOLE_YEAR = re.compile(r"(?:FY)?\d{4}")


def thing(row: Row) -> Thing | None:
    """What the row measures, where another report or another page must agree on it."""
    if row.get("kind") != "metric" or row.get("measure") not in MEASURES or row.get("stance") not in STANCES:
        return None
    period, metric = str(row.get("period") or ""), str(row.get("metric_id") or "")
    if not period or not metric or not whom(row) or row.get("value") is None or not is_reported(metric):
        return None
    if row.get("measure") == "share" and not row.get("scope"):
        return None
    # Rows of a table of peers are a data vendor's, on the vendor's definitions.
    if row.get("origin") == "comparison" or _is_unclear(row) or _is_no_fact(row, period):
        return None
    if "adjusted" not in metric and _ADJUSTED.search(_said(row)):
        return None
    return Thing(
        whom(row),
        metric,
        str(row["measure"]),
        period,
        fold_name(str(row.get("scope") or "")),
        str(row.get("unit") or ""),
        str(row["stance"]),
        fold_name(str(row.get("attribution") or "")),
    )


def is_odd(row: Row) -> bool:
    """Whether the claim's own unit is in question: it may prove a slip of units, and nothing else."""
    return _ODD in _doubts(row)


def is_titled(row: Row) -> bool:
    """Whether a cell stands in a row that names whom, not what: what is measured stood in the table's title, which may
    limit it to a part."""
    quote, words = str(row.get("quote") or ""), str(row.get("metric") or "")
    named = quote.startswith(str(row.get("subject") or " ")[:2]) and words[-2:] not in quote
    return named and is_table(row) and row.get("measure") == "level" and not row.get("scope")


def _doubts(row: Row) -> Sequence[str]:
    return cast("Sequence[str]", row.get("doubts") or ())


def _is_unclear(row: Row) -> bool:
    doubts = _doubts(row)
    if not doubts:
        return False
    # A sentence that two checks speak against was rather said of something else.
    failed = len(set(doubts) - {_ODD})
    return not _OF_WHAT.isdisjoint(doubts) or (failed > 1 and not is_table(row))


def _is_no_fact(row: Row, period: str) -> bool:
    if is_table(row):
        return False
    said = _said(row)
    return bool(
        _NO_FACT.search(said)
        or _OF_A_PART.search(said)
        or (_WHOLE_YEAR.fullmatch(period) and _OF_A_QUARTER.search(said))
    )


def _said(row: Row) -> str:
    return f"{row.get('metric')} {row.get('quote')}"


@cache
def is_reported(metric_id: str) -> bool:
    """Whether there is one number of it that all who print it must take from one place."""
    known = _metrics().get(metric_id)
    if known is None or known[0] in _FAMILIES_OF_THEIR_DAY or known[1] == "price":
        return False
    return metric_id in _REPORTED.get(known[0], (metric_id,)) and not _RESIDUAL.match(metric_id)


@cache
def neighbours(metric_id: str) -> tuple[str, ...]:
    """The metrics that look like this one and must not be merged with it, sorted."""
    named = {other for other, about in _metrics().items() if metric_id in about[2]}
    return tuple(sorted(named | set(_metrics()[metric_id][2]))) if metric_id in _metrics() else ()


@cache
def _metrics() -> Mapping[str, tuple[str, str, tuple[str, ...]]]:
    return {metric.id: (metric.family, metric.kind, metric.must_not_merge) for metric in metrics()}
