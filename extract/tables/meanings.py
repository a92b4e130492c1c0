"""A table's row in, what it measures out: the metric its label names, its growth or share, and the unit beside it.

A growth row belongs to the row above it, unless the figures say that it is another's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extract.numbers.grammar import unit_scale
from extract.tables.arithmetic import grows
from extract.tables.grid_rows import GridRow
from extract.tables.grids import Grid
from extract.tables.row_words import bare, listed, metric_of_total, name_of, segment_of
from extract.tables.scopes import Limit
from extract.tables.units import BRACKETS, Scale, label_unit
from extract.vocabulary import Metric, find_metric, growth_label, split_label
from extract.vocabulary.labels import as_printed, normalise, strip_decorations

_PERFORMANCE = re.compile(r"绝对|相对|超额|指数|收益|表现|涨跌|涨幅")
_SHARE_OF = re.compile(r"\s*[%％]\s*(?:of\s+)?([\u4e00-\u9fff]{2,8}|[A-Za-z][A-Za-z ]{3,20})\s*")
_SHARE_ALONE = re.compile(
    r"占比|比重|占比重|占总(?:收入|营收|比)(?:比例|比重)?|占收入比(?:例|重)?|%\s*of total", re.I
)
_COMPOUND = re.compile(
    r"(?:\d+\s*年)?\s*(?:CAGR|复合增(?:速|长率)|年均复合增(?:速|长率))\s*(?:[（(]?[%％][)）]?)?", re.I
)
PERCENT = (Decimal(1), "%")


@dataclass(frozen=True, slots=True)
class RowMeaning:
    """What a row measures: `name` as printed without its unit, the concept where the vocabulary has it."""

    name: str
    concept: Metric | None
    measure: str
    unit: Scale | None
    limit: Limit = field(default_factory=Limit)


def clean_label(label: str) -> tuple[str, list[str]]:
    """The label without its brackets, marks and section numbers, and what the brackets held."""
    held = [m[1] for m in BRACKETS.finditer(label)]
    name = BRACKETS.sub("", label)
    if (tail := re.search(r"[:：]\s*([^:：]{1,6})$", name)) and unit_scale(tail[1]):
        held.append(tail[1])
        name = name[: tail.start()]
    name = re.sub(r"^(?:其中|减|加|[一二三四五六七八九十]{1,2}、|\d+[.、])[:：]?", "", name.strip())
    return name.strip(" ：:*#、，,-—%％"), held


def meaning_of(
    row: GridRow, above: RowMeaning | None, growth_section: bool, grid: Grid, limit: Limit
) -> RowMeaning | None:
    """What the row measures; None where it names nothing. `above` is the row that a growth row without a name is of."""
    label = limit.metric or row.label_text
    if not label or (len(row.label_text) <= 8 and bare(row.label_text).endswith(listed("averages"))):
        return None
    if (share := _share(row.label_text, above)) is not None:
        return share
    if _COMPOUND.fullmatch(row.label_text):
        # Below a multiple it is of the earnings behind the multiple, but which ones nobody says.
        if above is None or (above.concept is not None and above.concept.unit in ("%", "倍")):
            return None
        return replace(above, measure="cagr", unit=PERCENT)
    grown = growth_label(row.label_text)
    if grown is not None:
        return _growth(grown, above, limit)
    name, held = clean_label(label)
    if not re.search(r"[A-Za-z\u4e00-\u9fff]", name) or re.search(r"\d{4}Q\d.*\d{4}Q\d", name):
        return None
    concept = find_metric(label) or (
        None if segment_of(label) else find_metric(name) or metric_of_total(name)
    )
    if is_performance(grid):
        return RowMeaning(_performance_name(name), concept, "price_change", PERCENT, limit)
    if (
        concept is None
        and (scope := segment_of(label))
        and (parts := split_label(label) or split_label(name))
    ):
        concept = parts[1]
        name = name_of(label, scope, concept.zh)
        limit = replace(limit, scope=limit.scope or scope)
    if concept is None and len(name) > 5:
        concept = next((found for tail in listed("cut_tails") if (found := find_metric(name + tail))), None)
        name = concept.zh if concept else name
    if concept is None and bare(label) in listed("totals"):
        return None  # a sum of nobody knows what
    name = _filed_name(name, concept) if concept else bare(label)
    if growth_section and (concept is None or concept.unit != "%"):
        return RowMeaning(name, concept, "yoy", PERCENT, limit)
    return RowMeaning(name, concept, "level", label_unit(held), limit)


def _filed_name(name: str, concept: Metric) -> str:
    """The printed name without its base (EPS-最新摊薄 is EPS), unless what went changes its meaning: 净利润(归母)."""
    if find_metric(name) is not concept:
        return concept.zh
    short = as_printed(strip_decorations(normalise(name)), name)
    return short if short and find_metric(short) is concept else name


def _share(label: str, above: RowMeaning | None) -> RowMeaning | None:
    """ "% 销售收入" and "占比": the row above as a share, of what is named or of the whole."""
    if above is None:
        return None
    name, _ = clean_label(label)
    name = name.strip(" %％")
    match = _SHARE_OF.fullmatch(label)
    if match and growth_label(label) is None and find_metric(match[1]) is not None:
        scope = "占" + match[1].strip()
        return replace(above, measure="share", unit=PERCENT, limit=replace(above.limit, scope=scope))
    if _SHARE_ALONE.fullmatch(name):
        return replace(above, measure="share", unit=PERCENT)
    return None


def _growth(grown: tuple[str | None, str], above: RowMeaning | None, limit: Limit) -> RowMeaning | None:
    """A growth row's base: the row above where none is named, or where the name is a part of that row's."""
    base, measure = grown
    if base is not None and limit.metric is not None and find_metric(base) is None:
        return RowMeaning(clean_label(limit.metric)[0], find_metric(limit.metric), measure, PERCENT, limit)
    if (
        base is None
        and limit.scope
        and limit.metric is None
        and (not above or above.limit.scope != limit.scope)
    ):
        # The first row of a segment that names nothing: the growth of the segment itself.
        return RowMeaning(limit.scope, None, measure, PERCENT, replace(limit, scope=None))
    if base is None or (above is not None and _is_short_for(base, above)):
        return replace(above, measure=measure, unit=PERCENT) if above else None
    name, _ = clean_label(base)
    concept = find_metric(base)
    if concept is None and (scope := segment_of(base)) and (parts := split_label(name)):
        concept, limit = parts[1], replace(limit, scope=limit.scope or scope)
        name = name_of(base, scope, concept.zh)
    return RowMeaning(name, concept, measure, PERCENT, limit)


def grown_from(
    row: GridRow, levels: Sequence[tuple[GridRow, RowMeaning]], grid: Grid, above: RowMeaning | None
) -> RowMeaning | None:
    """The row that a growth row without a name is of: the one above, unless its figures deny it and another's fit."""
    if above is None or len(levels) < 2 or growth_label(row.label_text) != (None, "yoy"):
        return above
    agree, told = grows(levels[-1][0], row, grid.columns)
    if told < 2 or 2 * agree >= told:
        return above
    for level, meaning in reversed(levels[:-1]):
        agree, told = grows(level, row, grid.columns)
        if told > 1 and agree >= 0.75 * told:
            return meaning
    return above


def _is_short_for(base: str, above: RowMeaning) -> bool:
    """净利润 below 归母净利润, 收入 below 营业收入: the row above is meant. 净资产 below 每股净资产 is another thing."""
    name, _ = clean_label(base)
    if above.concept is None:
        return name == above.name
    own = find_metric(base)
    longer = above.name != name and (name in above.name or name in above.concept.zh)
    return longer and own is not None and own.unit == above.concept.unit and not above.concept.per_share


def is_performance(grid: Grid) -> bool:
    return all(re.fullmatch(r"\d+[MYWD]", period.value) for _, period in grid.columns)


def _performance_name(name: str) -> str:
    """The performance box's rows under their filed names: own return and return against the index."""
    if "相对" in name or "超额" in name:
        return "相对涨幅"
    return "绝对涨幅" if _PERFORMANCE.search(name) else name
