"""Labels, captions and corners of tables in, factors and units out: what a bare figure of a cell is counted in.

The most specific unit printed wins: the cell's, the row's, the table's corner, its caption. Per-share figures, ratios
and multiples never take the table's money unit. What was not printed and had to be inferred is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from extract.numbers.grammar import unit_scale
from extract.tables.grids import Grid
from extract.vocabulary import Metric, find_metric

Scale = tuple[Decimal, str]
MONEY = ("CNY", "USD", "HKD", "EUR", "JPY")
BRACKETS = re.compile(r"[（(\[【]\s*([^（()）\[\]【】]*?)\s*[)）\]】]")
_PIECES = re.compile(r"[,，;；、/／\s]+")
_CURRENCY_ONLY = re.compile(r"人民币|港币|港元|美元|RMB|CNY|HKD|HK\$|USD|US\$|元", re.I)
_CURRENCIES = (
    (re.compile(r"港币|港元|港幣|HKD|HK\$", re.I), "HKD"),
    (re.compile(r"美元|美金|USD|US\$", re.I), "USD"),
    (re.compile(r"人民币|人民幣|RMB|CNY", re.I), "CNY"),
)
_RATIO_LABEL = re.compile(r"(?<![功频汇])率|占比|比重|比例|Margin|ROE|ROA|ROIC|%|％", re.I)
_MULTIPLE_LABEL = re.compile(
    r"市盈|市净|市销|PE\b|PB\b|PS\b|P/[EBS]|EV/|倍|周转|流动比率|速动比率|保障倍数", re.I
)
_PER_SHARE = re.compile(r"每股|EPS|BPS|BVPS|DPS|CFPS|股息$|/股", re.I)
_DAYS = re.compile(r"天数|\bdays\b", re.I)


def label_unit(held: Sequence[str]) -> Scale | None:
    """The unit among the bracketed parts of a label ("(百万元)", "(元,LF)"); a metric's name (PB) is none."""
    for part in held:
        for piece in (part, *re.split(r"[,，;；、\s]+", part)):
            if piece and find_metric(piece) is None and (scale := unit_scale(piece)):
                return scale
    return None


def table_unit(grid: Grid) -> Scale | None:
    """The unit a grid's corner or caption prints for its money figures: "（亿元、%）" is in 亿元."""
    for text in (grid.corner, *grid.above.split("\n")):
        for part in _unit_texts(text):
            scale = unit_scale(part)
            if scale and scale[1] in (*MONEY, "share", "") and not _CURRENCY_ONLY.fullmatch(part.strip()):
                return (scale[0], table_currency(grid) or "CNY") if not scale[1] else scale
    for text in (grid.corner, *grid.above.split("\n")):
        if any(part.strip() == "元" for part in _unit_texts(text)):
            return Decimal(1), "CNY"
    return None


def table_currency(grid: Grid) -> str | None:
    """The currency named in a grid's corner or caption, with or without a magnitude."""
    for text in (grid.corner, *grid.above.split("\n")):
        for pattern, currency in _CURRENCIES:
            if len(text) <= 40 and pattern.search(text):
                return currency
    return None


def names_currency(grid: Grid, label: str) -> bool:
    """Whether the table, or the row, says which currency its 元 are."""
    return table_currency(grid) is not None or any(pattern.search(label) for pattern, _ in _CURRENCIES)


def rows_unit(grid: Grid) -> Scale | None:
    """The one unit that the money rows of a table print beside their names: rows without one share it."""
    printed: list[Scale] = []
    for row in grid.rows:
        label = row.label_text
        held = [match[1] for match in BRACKETS.finditer(label)]
        concept = find_metric(label)
        scale = label_unit(held) if held and not (concept and concept.per_share) else None
        if scale and scale[1] in MONEY and not re.search(r"元\s*/|/\s*股|每|单价|均价|吨价", label):
            printed.append(scale)
    return printed[0] if len(printed) > 1 and len(set(printed)) == 1 else None


def _unit_texts(text: str) -> Iterator[str]:
    for match in BRACKETS.finditer(text):
        pieces = [piece for piece in _PIECES.split(match[1]) if piece]
        yield from pieces if len(pieces) > 1 else [match[1]]
        if len(pieces) > 1:
            yield match[1]
    yield from re.findall(r"单位\s*[:：]?\s*([^\s，,;；)）]+)", text)
    if len(text) <= 12:
        yield text


class Measured(Protocol):
    """What a row or column measures: its name, its concept, and the unit printed beside the name."""

    @property
    def name(self) -> str: ...
    @property
    def concept(self) -> Metric | None: ...
    @property
    def unit(self) -> Scale | None: ...


def cell_unit(meaning: Measured, table: Scale | None, doubts: list[str]) -> Scale:
    """Factor and unit of a bare number in this row; `table` is the unit of the whole table."""
    name, concept, own = meaning.name, meaning.concept, meaning.unit
    if own is not None and own[1]:
        return own
    money = table[1] if table and table[1] in MONEY else "CNY"
    if own is not None:  # "(百万)": the metric, or the table, tells of what
        kind = concept.unit if concept and concept.unit else money
        return own[0], money if kind in MONEY else kind
    if concept is not None:
        if concept.unit in ("%", "倍"):
            return Decimal(1), concept.unit
        if concept.per_share:
            return Decimal(1), money
        if concept.unit and concept.unit not in (*MONEY, "share"):
            return Decimal(1), concept.unit
        if not concept.unit:  # a count: of what, its name may tell (天数), a table of money does not
            return unit_by_words(name) or unit_by_words(concept.zh) or (Decimal(1), "")
    elif (guess := unit_by_words(name)) is not None:
        return guess
    if table is not None:
        return (table[0], "share") if concept is not None and concept.unit == "share" else table
    doubts.append("unit_inferred")
    if concept is not None and concept.unit == "share":
        return Decimal(1_000_000), "share"
    # Statement tables that name no unit are in millions by the custom of the trade.
    return (Decimal(1_000_000), "CNY") if concept is not None and concept.unit == "CNY" else (Decimal(1), "")


def decimals_in(factor: Decimal, printed: int | None) -> int | None:
    """The stated precision in base units of a figure printed in `factor` of them: 164,252.91 百万 is exact to -4."""
    return None if printed is None else printed - factor.normalize().adjusted()


def unit_by_words(name: str) -> Scale | None:
    """The unit that the words of an unknown metric tell: rates are percentages, multiples are times."""
    if _PER_SHARE.search(name):
        return Decimal(1), "CNY"
    if _DAYS.search(name):
        return Decimal(1), "日"
    if _MULTIPLE_LABEL.search(name):
        return Decimal(1), "倍"
    if _RATIO_LABEL.search(name):
        return Decimal(1), "%"
    return None
