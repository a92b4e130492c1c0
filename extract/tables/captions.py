"""A table's corner and caption in, what they say of rows that name only a segment out: "餐厅数量 | 肯德基 | 5,488".

A caption speaks only where it names one metric and no row of the table names the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.tables.grid_rows import GridRow
from extract.tables.grids import Grid
from extract.tables.row_words import bare, is_known, is_total, listed, segment_of
from extract.tables.scopes import Limit
from extract.tables.units import BRACKETS, MONEY, label_unit, unit_by_words
from extract.vocabulary import Metric, find_metric, growth_label, longest_first, scan_metrics

_CODE = re.compile(r"\d{6}(?:\.[A-Z]{2})?|\d{4,5}\.HK|[A-Z]{1,5}\.[A-Z]{1,2}")


def metric_of_rows(grid: Grid, rows: Sequence[GridRow]) -> str | None:
    """The metric that the corner, or else the caption, names for the rows without one."""
    if growth_label(grid.corner) is not None:
        return None
    if is_known(grid.corner):
        return grid.corner
    labels = [row.label_text for row in rows if row.cells and row.label]
    named = {concept.id for label in labels if (concept := _concept(label)) is not None}
    unnamed = {label for label in labels if not is_known(label)}
    if len(named) > 3 or len(unnamed) < 2:
        return None  # a statement, or a table whose rows name what they measure
    for text in grid.above.split("\n"):
        spoken = [_spoken(text, start, end, metric) for start, end, metric in scan_metrics(text)]
        found = {metric.id: (name, metric) for name, metric in spoken}
        if len(found) > 1:
            return None
        for name, metric in found.values():
            if metric.id in named or metric.unit not in ("CNY", "%", "") or metric.per_share:
                return None
            return name + _unit_behind(text)
    return None


def _spoken(text: str, start: int, end: int, metric: Metric) -> tuple[str, Metric]:
    """The metric a caption names; in 分产品收入 it is 收入, and 产品 is what it is parted by."""
    if text[:start].endswith(("分", "按", "各")):
        for cut in range(start + 1, end - 1):
            if (plain := find_metric(text[cut:end])) is not None:
                return text[cut:end], plain
    return text[start:end], metric


def product_of_companies(grid: Grid, companies: Sequence[str]) -> str | None:
    """What a caption limits the figures of these companies to: in "伊利蒙牛液态奶收入对比" it is 液态奶.

    It stands between the last company, or word for companies, and the one metric that the caption names.
    """
    ends = re.compile("|".join(map(re.escape, longest_first({*companies, *listed("caption_companies")}))))
    for text in grid.above.split("\n"):
        found = [(*_spoken(text, start, end, metric), end) for start, end, metric in scan_metrics(text)]
        if len({metric.id for _, metric, _ in found}) != 1:
            continue
        name, _, end = found[0]
        before = re.split(r"[\s：:、，,（()）\-—/]|\d", ends.sub(" ", text[: end - len(name)]))[-1]
        product = segment_of(before + name)
        if product is not None and product == before:
            return product
    return None


def _concept(label: str) -> Metric | None:
    return find_metric(label) or find_metric(bare(label))


def _unit_behind(text: str) -> str:
    """The caption's unit goes along: "产能（吨）"."""
    match = re.search(r"[（(][^（()）]{1,10}[)）]\s*$", text)
    return match[0].strip() if match else ""


def limit_by_caption(limit: Limit, row: GridRow, metric: str | None) -> Limit:
    """The row as a segment of the metric that the table is about; rows that name a metric stay as they are."""
    label = row.label_text
    if metric is None or limit.metric or limit.scope or not row.label or is_known(label):
        return limit
    if growth_label(label) is not None or (bare(label).startswith(("其他", "其它")) and row.side):
        return limit
    if _counts_something_else(label, metric):
        return limit
    return replace(limit, scope=None if is_total(label) else segment_of(label) or bare(label), metric=metric)


def _counts_something_else(label: str, metric: str) -> bool:
    """Whether a row prints or names a unit that the caption's metric is not counted in: 出货量（万片） under 市场规模."""
    held = [match[1] for match in BRACKETS.finditer(label)]
    own, concept = label_unit(held) or unit_by_words(bare(label)), find_metric(metric)
    if own is None and any(re.fullmatch(r"[A-Za-z/]{1,5}", part) for part in held):
        return True  # a unit of physics
    if own is None or concept is None or not own[1]:
        return False
    return own[1] not in MONEY if concept.unit in MONEY else bool(concept.unit) and own[1] != concept.unit


def are_companies(limits: Sequence[Limit], subject: str | None) -> bool:
    """Whether the segments of a table are companies: one of them is the report's own, in full or in short."""
    scopes = {limit.scope for limit in limits if limit.scope}
    return subject is not None and any(len(scope) > 1 and _shortens(scope, subject) for scope in scopes)


def _shortens(name: str, full: str) -> bool:
    """Whether a name opens a fuller one: 云杉 for 云杉科技; of Western names whole words do, Space is not SpaceX."""
    return full.startswith(name) and not (name[-1].isascii() and full[len(name) : len(name) + 1].isalnum())


def names_a_code(row: GridRow, limit: Limit) -> bool:
    """A column of codes beside names, or instead: rows of companies, whose metric stands nowhere in the table."""
    if _CODE.fullmatch(row.label_text):
        return True
    return limit.metric is None and limit.scope is not None and bool(_CODE.fullmatch(limit.scope))
