"""A table's rows in, which of them stand in a cash-flow statement out: a balance's name there is its change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.tables.grid_rows import GridRow
from extract.tables.grids import Grid
from extract.tables.meanings import RowMeaning
from extract.vocabulary import find_metric

_FLOW_TITLE = re.compile(r"现金流量表|现金流表|现金流量(?:预测)?$|cash\s*flow", re.I)
_OTHER_TITLE = re.compile(r"资产负债|利润表|损益表|财务比率|财务指标|能力|每股|估值|balance|income", re.I)
_FLOW_SUM = re.compile(r"(?:经营|投资|筹资|融资)(?:活动|性)?.{0,6}现金")
_SUMS_ELSEWHERE = frozenset(
    [
        "total_assets",
        "total_liabilities",
        "total_equity",
        "liabilities_and_equity",
        "current_assets",
        "current_liabilities",
        "non_current_assets",
        "non_current_liabilities",
        "operating_profit",
        "pretax_profit",
        "revenue",
        "roe",
        "eps",
    ]
)


def cash_flow_rows(grid: Grid, rows: Sequence[GridRow]) -> list[bool]:
    """Which rows stand in a cash-flow statement: a balance's name there is its change, not the balance."""
    sums = [i for i, row in enumerate(rows) if row.cells and _FLOW_SUM.search(row.label_text)]
    titled = bool(_FLOW_TITLE.search(grid.corner) or _FLOW_TITLE.search(grid.above.split("\n")[0]))
    if len(sums) < 2 and not titled:
        return [False] * len(rows)
    others = [i for i, row in enumerate(rows) if row.cells and _is_sum_elsewhere(row.label_text)]
    if others and not sums:
        return [False] * len(rows)
    first = max((i + 1 for i in others if i < min(sums, default=0)), default=0)
    last = min((i for i in others if i > max(sums, default=0)), default=len(rows))
    flags: list[bool] = []
    inside = not any(_FLOW_TITLE.search(row.label_text) for row in rows if not row.cells)
    for index, row in enumerate(rows):
        if not row.cells and _FLOW_TITLE.search(row.label_text):
            inside = True
        elif not row.cells and _OTHER_TITLE.search(row.label_text):
            inside = False
        flags.append(inside and first <= index < last)
    return flags


def _is_sum_elsewhere(label: str) -> bool:
    concept = find_metric(label)
    return concept is not None and concept.id in _SUMS_ELSEWHERE


def as_flow(meaning: RowMeaning) -> RowMeaning:
    """The row as a flow: the concept for the change where the vocabulary has it, else limited to the statement."""
    concept = meaning.concept
    if concept is None or concept.family == "cash_flow" or meaning.measure != "level":
        return meaning
    changed = find_metric(concept.zh + "变动")
    if concept.kind == "stock" and changed is not None:
        return replace(meaning, name=changed.zh, concept=changed)
    return replace(meaning, limit=replace(meaning.limit, scope=meaning.limit.scope or "现金流量表"))
