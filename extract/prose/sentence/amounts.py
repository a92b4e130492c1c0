"""The quantities of a sentence in, those that measure something out: not those of titles, names, table rows and stretches of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.model import Quantity

_SPENT = re.compile(r"(?:投资|耗资|斥资|募资|融资|出资|注资|增资)(?:了|约|近|逾|超过?|总计|合计|共计?)*\s*$")


def in_money(text: str, quantities: Sequence[Quantity], currency: str) -> list[Quantity]:
    """The quantities, a bare sum that was spent or raised ("投资 3 亿建设 …") with the report's currency."""
    return [
        replace(q, unit=currency)
        if q.unit == ""
        and q.original.endswith(("亿", "万"))
        and _SPENT.search(text, max(0, q.start - 12), q.start)
        else q
        for q in quantities
    ]


def measuring(text: str, quantities: Sequence[Quantity], named: Sequence[tuple[int, int]]) -> list[Quantity]:
    """The quantities of `text` that measure; `named` are the places of names, whose digits (北证50) are theirs."""
    kept = [
        q
        for q in quantities
        if not in_title(text, q.start)
        and not any(start < q.start and q.end <= end for start, end in named)
        and not _limits_noun(text, q)
        and not (text[q.start - 1 : q.start] in _QUOTES and _NAMED.match(text, q.end))
        and not (q.unit in _SPANS and _SPAN.match(text, q.end))
        and not (q.unit == "大卡" or (q.unit in _SIZES and _OF_SIZE.match(text, q.end)))
    ]
    return _without_rows(text, kept)


# A size that only says which kind of thing is told of: "5500 大卡动力煤", "300mm 晶圆厂设备支出".
_SIZES = frozenset({"nm", "mm", "英寸", "寸"})
_OF_SIZE = re.compile(r"\s*(?:、|和|[A-Za-z\u4e00-\u9fff]{2})")
_QUOTES = ("“", "「", "『")
_NAMED = re.compile(r"\+?[\u4e00-\u9fff]{2,8}[”」』]")  # “2B+定制化” is a name
# A stretch of time that only says over what something is measured: "3 年 CAGR", "5 年来".
_SPANS = frozenset({"年", "月", "日", "天", "周", "季度"})
_SPAN = re.compile(r"\s*的?(?:期(?![间内末初中])|CAGR|复合|年均|来|内|后|前|间|以来|累计)", re.I)


def _without_rows(text: str, inside: list[Quantity]) -> list[Quantity]:
    """Without rows of a table that stand in the text: three numbers or more with nothing but blanks between them."""
    kept: list[Quantity] = []
    row: list[Quantity] = []
    for quantity in inside:
        if row and text[row[-1].end : quantity.start].strip():
            kept.extend(row if len(row) < 3 else [])
            row = []
        row.append(quantity)
    return [*kept, *(row if len(row) < 3 else [])]


def _limits_noun(text: str, quantity: Quantity) -> bool:
    """ "前 20 大经销商占比": the rank is a part of the name of what is measured."""
    if quantity.unit == "%" and _TOP.search(text[: quantity.start]):
        return bool(re.match(r"\s*(?:以上)?的?[\u4e00-\u9fff]", text[quantity.end :]))
    return (
        quantity.unit == "位"
        and text[: quantity.start].rstrip().endswith("前")
        and bool(re.match(r"\s*[\u4e00-\u9fff]", text[quantity.end :]))
    )


# "100 万元以上的经销商": how large those are of whom something is told.
_CLASS = re.compile(
    r"\s*(?:以上|以下|以内)?(?:采购)?(?:规模)?的(?:大型|中型|小型|规模)?(?:经销商|客户|农户|养殖户|家庭|商户|人群)"
)
_TOP = re.compile(r"(?:头部|尾部|腰部|(?<![当目此之以])前)\s*$")


def is_size_of_class(text: str, quantity: Quantity) -> bool:
    """Whether a number only says how large those are of whom something is told."""
    if quantity.comparator == "=" or not _CLASS.match(text, quantity.end):
        return False
    return re.search(r"[为达至到有]\s*(?:约|近|超过?|不足|不低于)*\s*$", text[: quantity.start]) is None


def in_title(text: str, position: int) -> bool:
    """《信息通信用 240V 直流供电系统》 is a name: its numbers measure nothing."""
    opened = text.rfind("《", 0, position)
    return opened >= 0 and "》" not in text[opened:position] and "》" in text[position : position + 60]
