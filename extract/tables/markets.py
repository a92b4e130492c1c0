"""A table's rows and title in, the market it is about out: its figures are not the report's own company's.

A table is about a market where a row names what only markets have (市场规模, 人均消费量, 新生儿数量) and no row names
what only companies have. Its subject is the segment a row names, else what its title names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.tables.cells import TITLE
from extract.tables.grid_rows import GridRow
from extract.tables.grids import Grid
from extract.tables.row_words import bare, listed
from extract.tables.scopes import Limit
from extract.vocabulary import find_metric, growth_label

_COMPANYS = frozenset(
    [
        "earnings",
        "income",
        "per_share",
        "balance_assets",
        "balance_claims",
        "cash_flow",
        "valuation",
        "margins",
    ]
)
_PERIODS = re.compile(
    r"(?:19|20)?\d{2}\s*[A-Ea-e]?\s*(?:[-–—~至]\s*(?:19|20)?\d{2}\s*[A-Ea-e]?\s*)?年?|未来\s*\d+\s*年"
)


@dataclass(frozen=True, slots=True)
class Market:
    """What a table of a market is about; `name` is None where its title does not say."""

    name: str | None


def market_of(grid: Grid, rows: Sequence[GridRow], limits: Sequence[Limit]) -> Market | None:
    """The market whose figures the table prints; None where they may be the company's."""
    found = False
    for row, limit in zip(rows, limits, strict=True):
        if not row.cells or not row.label:
            continue
        label = limit.metric or row.label_text
        grown = growth_label(label)
        concept = find_metric((grown[0] or "") if grown else label) or find_metric(bare(label))
        if concept is None:
            continue
        if concept.family in _COMPANYS and not (limit.scope or concept.id == "revenue"):
            return None
        found = found or concept.id in listed("market_metrics")
    return Market(_named(grid.above)) if found else None


def _named(above: str) -> str | None:
    """ "表 2：2021-2025 年全球数据中心市场规模测算" → 全球数据中心."""
    for line in above.split("\n"):
        title = _PERIODS.sub("", re.sub(r"^\s*(?:图表|图|表)\s*[\d\-–.]*\s*[:：、.]?\s*", "", line))
        heads = "|".join(map(re.escape, listed("market_words")))
        match = re.match(rf"\s*([\u4e00-\u9fffA-Za-z0-9]{{2,14}}?)(?:{heads})", title)
        if TITLE.match(line) and match:
            return match[1]
    return None
