"""The claims of all tables in, a 净利润 on the front that is the parent's by the report's own statements out as such.

Front pages print 净利润 for what the statement behind them calls 归母净利润. The name stays as printed; the concept is
the parent's where the figures are, in every year both print, and differ in one from the statement's own 净利润.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.model import MetricClaim

_WHOLE, _PARENT = "net_profit", "net_profit_parent"
_FEWEST = 2  # years that both places print


def file_profits(tables: Sequence[list[MetricClaim]]) -> list[list[MetricClaim]]:
    """The claims by table, with the concept of such rows changed."""
    statements = [(_row(claims, _WHOLE), _row(claims, _PARENT)) for claims in tables]
    known = [(whole, parent) for whole, parent in statements if whole and parent]
    filed: list[list[MetricClaim]] = []
    for claims, (told, named) in zip(tables, statements, strict=True):
        is_parents = told and not named and any(_is_parents(told, whole, parent) for whole, parent in known)
        filed.append([_as_parents(claim) for claim in claims] if is_parents else list(claims))
    return filed


def _row(claims: Sequence[MetricClaim], metric_id: str) -> dict[str, MetricClaim]:
    return {
        claim.period: claim
        for claim in claims
        if claim.metric_id == metric_id and claim.measure == "level" and claim.scope is None and claim.period
    }


def _is_parents(
    told: dict[str, MetricClaim], whole: dict[str, MetricClaim], parent: dict[str, MetricClaim]
) -> bool:
    shared = [period for period in told if period in parent and period in whole]
    if len(shared) < _FEWEST or any(not _same(told[p], parent[p]) for p in shared):
        return False
    return any(not _same(told[p], whole[p]) for p in shared)


def _same(one: MetricClaim, other: MetricClaim) -> bool:
    """Whether two figures are one at the coarser of their printed precisions."""
    coarser = min(c.decimals if c.decimals is not None else 0 for c in (one, other))
    return one.unit == other.unit and 2 * abs(one.value - other.value) <= Decimal(1).scaleb(-coarser)


def _as_parents(claim: MetricClaim) -> MetricClaim:
    if claim.metric_id != _WHOLE or claim.scope is not None:
        return claim
    return replace(claim, metric_id=_PARENT)
