"""The words over a column or beside a row in, what they say is measured out: name, concept, measure, unit, period.

A head that only says how another column moved or what part it is (同比, 占比) leans on the level column to its left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.head.header import Facts
from extract.model import Period
from extract.numbers.grammar import unit_scale
from extract.periods.grammar import find_periods, parse_period
from extract.tables.meanings import RowMeaning, clean_label
from extract.tables.row_words import listed
from extract.tables.units import BRACKETS, label_unit
from extract.vocabulary import Metric, find_metric, growth_label

Scale = tuple[Decimal, str]

# Headers and labels that name no metric and nobody. 占比 alone does not say of what.
_NO_METRIC = re.compile(
    r"序号|排名|名次|排序|代码|编号|日期|时间|年份|备注|占比|比例|比重|增速|增幅|变动|变化|权重|评级|合计|总计"
)
# 占总股本比例 names its whole; 占比 leans on what stands left of it.
_SHARE_OF = re.compile(r"占[^占比]{2,12}(?:比例|比重|比)")
_PART = re.compile(r"^占.+(?:比例|比重|比)$|.占比$")
_SHARE_ALONE = re.compile(r"占比|比重")

_UNIT_LINE = re.compile(r"单位\s*[:：]?\s*([^\s，,;；)）]+)")


@dataclass(frozen=True, slots=True)
class Head:
    """What a header or label says: its name without period and unit, what that means, and the period it names.

    `leans` is the measure of a head that names no metric of its own: "yoy", "share"; "" for all others.
    """

    text: str
    meaning: RowMeaning | None
    period: Period | None
    leans: str = ""


def head_of(text: str, facts: Facts) -> Head:
    """What one header or label says."""
    period = parse_period(text, facts.anchor)
    if period is not None:
        return Head("", None, period)
    rest = text
    found = find_periods(text, facts.anchor)
    if len(found) == 1:
        period = found[0]
        rest = (text[: period.start] + text[period.end :]).strip(" 年的_-—")
    elif found:
        return Head(text, None, None)
    grown = growth_label(rest)
    if grown is not None:
        base, measure = grown
        concept = find_metric(base) if base else None
        name = clean_label(base)[0] if base else ""
        if not name:
            return Head(rest, None, period, measure)
        return Head(name, RowMeaning(name, concept, measure, (Decimal(1), "%")), period)
    name, held = clean_label(rest)
    concept = find_metric(rest) or find_metric(name)
    unit = label_unit(held)
    if concept is None and _SHARE_OF.fullmatch(name):
        return Head(name, RowMeaning(name, None, "share", _percent(unit)), period)
    if concept is None and (not name or _NO_METRIC.search(name)):
        return Head(name, None, period, "share" if _SHARE_ALONE.fullmatch(name) else "")
    if unit is None or not unit[1]:
        unit = _counted(name, concept, unit) or unit
    if concept is None and unit is None:
        name, unit = _split_unit(name)
    return Head(name, RowMeaning(name, concept, "level", unit), period)


def leant(heads: Mapping[int, Head]) -> dict[int, Head]:
    """The heads by column; one that leans takes the metric and the period of the level column left of it.

    Columns without figures between them, or a head in between that names nothing, leave it without a meaning.
    """
    told: dict[int, Head] = {}
    base: Head | None = None
    before: int | None = None
    for column in sorted(heads):
        head = heads[column]
        if before is not None and column != before + 1:
            base = None
        if base is not None and head.period is None and _PART.search(head.text):
            head = replace(head, period=base.period)
        elif not head.leans:
            base = head if head.meaning and head.meaning.measure == "level" else None
        elif base is not None and base.meaning is not None and _may_lean(base.meaning):
            meaning = replace(base.meaning, measure=head.leans, unit=None)
            head = replace(head, meaning=meaning, period=head.period or base.period)
        told[column] = head
        before = column
    return told


def _may_lean(base: RowMeaning) -> bool:
    """A share or a growth is one of an amount: of a ratio, a multiple or a price nobody says which."""
    return base.concept is not None and base.concept.kind in ("flow", "stock", "count")


def _percent(unit: Scale | None) -> Scale | None:
    return unit if unit is not None and unit[1] == "%" else None


def _counted(name: str, concept: Metric | None, scale: Scale | None) -> Scale | None:
    """What a head says it counts: 授予人数 counts 人, 根数 counts 根, 客户数（万） counts ten thousands of 户."""
    word = name[-2:-1]
    if not name.endswith("数") or word not in listed("counted") or (concept and concept.unit != ""):
        return None
    factor, unit = unit_scale(word) or (Decimal(1), word)
    return factor * (scale[0] if scale else 1), unit


def _split_unit(name: str) -> tuple[str, Scale | None]:
    """A unit printed under a header without brackets: 存栏万头."""
    for length in (3, 2, 1):
        tail = name[-length:]
        if (
            len(name) > length + 1
            and (scale := unit_scale(tail))
            and scale[0] >= 1
            and (length > 1 or tail in "个家吨")
        ):
            return name[:-length].rstrip(" /／"), scale
    return name, None


def caption_period(caption: str, facts: Facts) -> Period | None:
    """The one period the table's own title names."""
    title = next(
        (line for line in caption.split("\n") if re.match(r"\s*(?:图|表|Figure|Table|Exhibit)", line, re.I)),
        "",
    )
    found = find_periods(title, facts.anchor)
    return found[0] if len(found) == 1 and "/" not in found[0].value else None


def caption_unit(caption: str) -> Scale | None:
    """The unit that the two lines next above a table print for its figures."""
    for line in caption.split("\n")[:2]:
        parts = _UNIT_LINE.findall(line) + [m[1] for m in BRACKETS.finditer(line)]
        for part in parts:
            if scale := unit_scale(part):
                return scale
    return None
