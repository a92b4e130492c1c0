"""Short lines beside the running text in, market-data claims out: "总市值(百万元) 77,440.15", "52周最高/最低价 91.35/57.1 元".

A box row is a label and its value on one baseline, or in one line. It counts where the vocabulary knows the label or
the label prints a unit; a bare number beside a bare word (a chart's tick, a telephone number) never does.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extract.head.header import Facts, full_dates
from extract.model import MetricClaim, Quantity
from extract.numbers.grammar import find_quantities, parse_cell
from extract.pages.lines import Line
from extract.periods.grammar import find_periods
from extract.tables.box_rows import UNIT, BoxRow, find_box_rows
from extract.tables.meanings import clean_label
from extract.tables.units import Scale, decimals_in, label_unit, unit_by_words
from extract.vocabulary import Metric, find_metric, scan_metrics

__all__ = ["BoxRow", "claims_from_box", "find_box_rows"]

_SPLIT = re.compile(r"\s*[/／~～]\s*|(?<=\d)\s*[-–—]\s*(?=\d)")
_SPAN = re.compile(
    r"(?:近|过去|最近)?\s*(\d{1,2}|一|二|两|三|六|九|十二)\s*(?:个)?\s*(周|月|年|W|M|Y|w|m|y)(?:内|来)?"
)
_SPAN_NUMBER = {"一": 1, "二": 2, "两": 2, "三": 3, "六": 6, "九": 9, "十二": 12}
_MOVE = re.compile(r"(绝对|相对|超额)?\s*(?:股价)?(?:涨跌幅|涨幅|跌幅|收益率?|表现|回报率?)")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_NO_BOX = re.compile(r"电话|传真|邮箱|证书|编号|编码|E-?mail|SAC|SFC|手机|代码|目标|合理价值|合理估值", re.I)


def claims_from_box(row: BoxRow, lines: Sequence[Line], facts: Facts) -> Iterator[MetricClaim]:
    """One claim a printed number: a "high/low" pair gives two."""
    label = re.sub(r"\s+", "", row.label).strip("：:")
    if _NO_BOX.search(label):
        return
    name, held = clean_label(label)
    if dated := re.match(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?=.)", name):
        name = name[dated.end() :]
    values = _values(row.value, facts)
    if _DATE.fullmatch(name) and len(values) == 1 and values[0].unit in ("CNY", "HKD", "USD"):
        name = "收盘价"  # a day and an amount of money: what a share cost on it
    if not values or not name or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", name):
        return
    day = _period(row, lines, held, facts)
    names = _names(name, values)
    if names is None:
        return
    unit = label_unit(held)
    magnitude = _magnitude(held)
    for part, quantity in zip(names, values, strict=True):
        claim = _claim(row, part, quantity, unit, magnitude, day, facts)
        if claim is not None:
            yield claim


def _values(text: str, facts: Facts) -> list[Quantity]:
    """The numbers of a value; a unit printed once at the end holds for all of them."""
    parts = [re.sub(r"^[¥￥$]", "", p.strip()) for p in _SPLIT.split(text)]
    if re.match(r"^\s*[-−–]\d", text) and len(parts) == 1:
        parts = [text.strip()]
    tail = re.search(rf"{UNIT}$", parts[-1])
    unit = tail[0].strip() if tail else ""
    currency = "HKD" if (facts.ticker or "").endswith(".HK") else "CNY"
    quantities: list[Quantity] = []
    for part in parts:
        whole = part if not unit or part.endswith(unit) else part + unit
        found = find_quantities(whole, currency=currency) if unit else []
        cell = found[0] if len(found) == 1 else parse_cell(part)
        if cell is None:
            return []
        quantities.append(cell)
    return quantities


def _names(name: str, values: Sequence[Quantity]) -> list[str] | None:
    """The metric of each number: "总股本/流通股本" names two, "52周最高/最低价" and "52周价格范围" too."""
    count = len(values)
    if count == 1:
        return [name]
    if count != 2:
        return None
    window = re.sub(r"最高.*|最低.*|[AＡ]?股?价格?(?:范围|区间|波动).*|[-/]$", "", name).strip("的内/")
    window = "52周" if _YEAR_LONG.fullmatch(window) else window
    if ("最高" in name and "最低" in name) or re.search(r"范围|区间|波动", name):
        # Which is which the figures tell: some print the range high to low under a label low to high.
        pair = [f"{window}最高价", f"{window}最低价"]
        return pair if values[0].value >= values[1].value else pair[::-1]
    parts = re.split(r"[/／]", name)
    if len(parts) != 2:
        return None
    first, second = parts
    if _SPAN.match(second) and (move := _MOVE.search(second)):
        return [first + move[0], second]
    # "30日日均成交量/成交额": what the second part lacks it shares with the first.
    if find_metric(second) is None or re.match(r"近?\d+[日天个周月]", first):
        shared = re.match(r"近?\d+(?:个)?[日天周月](?:日均|平均)?", first)
        if shared and not _SPAN.match(second):
            return [first, shared[0] + second]
    return [first, second]


_YEAR_LONG = re.compile(r"(?:近|最近|过去)?(?:一年|1年|12个?月|52周|十二个月|12mth|12M)", re.I)


def _magnitude(held: list[str]) -> Decimal | None:
    """A bare magnitude in the brackets ("(百万)", "(亿)"): the noun of the metric tells the unit."""
    powers = {"百万": 6, "万": 4, "亿": 8, "十亿": 9, "千万": 7, "百萬": 6, "億": 8, "mn": 6, "bn": 9}
    for part in held:
        if part.strip() in powers:
            return Decimal(10) ** powers[part.strip()]
    return None


def _claim(
    row: BoxRow,
    name: str,
    quantity: Quantity,
    unit: Scale | None,
    magnitude: Decimal | None,
    day: str | None,
    facts: Facts,
) -> MetricClaim | None:
    if _INDEX.fullmatch(name) and not quantity.unit and quantity.decimals:
        return _index_level(row, name, quantity, day)
    concept = _concept(name, quantity, unit)
    span, measure = _span(name), "level"
    if span is None and _MOVE.fullmatch(name):
        return None  # a move over nobody knows what span
    if quantity.unit == "倍" and concept is not None and concept.unit in ("CNY", "share"):
        return None
    # A bare share of something is a holder's, or a chart's: "张三 17.3%".
    if quantity.unit == "%" and concept is None and unit is None and not unit_by_words(name) and span is None:
        return None
    if span and _MOVE.search(name) and not re.search(r"换手|成交|波动", name):
        name = "相对涨幅" if re.search(r"相对|超额", name) else "绝对涨幅"
        measure, day = "price_change", span
    if concept is None and unit is None and magnitude is None and not quantity.unit and measure == "level":
        return None
    if (
        concept is None
        and unit is None
        and magnitude is None
        and measure == "level"
        and not unit_by_words(name)
        and len(name) > 12
    ):
        return None
    factor, word = _factor(name, concept, quantity, unit, magnitude, measure, facts)
    return MetricClaim(
        page=row.line.page,
        bbox=tuple(cell.box.rounded() for cell in row.cells),
        quote=" ".join(cell.text for cell in row.cells),
        origin="boxes",
        subject=facts.topic,
        metric=name,
        metric_id=concept.id if concept else None,
        measure=measure,
        value=quantity.value * factor,
        original=quantity.original,
        comparator=quantity.comparator,
        decimals=decimals_in(factor, quantity.decimals),
        unit=word,
        period=day,
    )


_INDEX = re.compile(r"(?:沪深|上证|深证|中证|创业板|科创|北证|恒生|标普)[\u4e00-\u9fff0-9]{0,6}")


def _index_level(row: BoxRow, name: str, quantity: Quantity, day: str | None) -> MetricClaim:
    """The market's index beside the share's price: its own subject."""
    level = find_metric("收盘点位")
    return MetricClaim(
        page=row.line.page,
        bbox=tuple(cell.box.rounded() for cell in row.cells),
        quote=" ".join(cell.text for cell in row.cells),
        origin="boxes",
        subject=name,
        metric="收盘点位",
        metric_id=level.id if level else None,
        value=quantity.value,
        original=quantity.original,
        decimals=quantity.decimals,
        unit=level.unit if level else "",
        period=day,
    )


def _concept(name: str, quantity: Quantity, unit: Scale | None) -> Metric | None:
    """The metric a label names; 流通A股比例 is 流通股比例, shares in percent are a ratio, a bare price is the price."""
    concept = find_metric(name) or find_metric(re.sub(r"[AＡ]股", "股", name))
    shown = quantity.unit or (unit[1] if unit else "")
    if concept is not None and concept.unit == "share" and shown == "%":
        return find_metric("流通股比例") if "流通" in name else None
    if concept is None and re.fullmatch(r"(?:市场|当前|最新|收盘|现)?(?:价格|股价|价)", name):
        return find_metric("收盘价")
    return concept


def _factor(
    name: str,
    concept: Metric | None,
    quantity: Quantity,
    unit: Scale | None,
    magnitude: Decimal | None,
    measure: str,
    facts: Facts,
) -> Scale:
    """Factor and unit: printed with the number, else in the label, else the metric's own."""
    money = "HKD" if (facts.ticker or "").endswith(".HK") else "CNY"
    if quantity.unit:
        return Decimal(1), quantity.unit
    if unit is not None and magnitude is None:
        return unit
    if measure == "price_change":
        return Decimal(1), "%"
    own = concept.unit if concept else ""
    if not own and (parts := scan_metrics(name)):
        own = parts[-1][2].unit  # "成分股总营收": the last known word tells the kind of unit
    if not own:
        guess = unit_by_words(name)
        own = guess[1] if guess else "share" if re.search(r"股本|股数|成交量|股份", name) else ""
    own = money if own in ("CNY", "") and (magnitude is not None or own) else own
    return magnitude or Decimal(1), own


def _span(name: str) -> str | None:
    """ "近12月绝对涨幅" → "12M"."""
    match = _SPAN.search(name)
    if match is None:
        return None
    number = _SPAN_NUMBER.get(match[1]) or int(match[1])
    letter = {"周": "W", "月": "M", "年": "Y"}.get(match[2], match[2].upper())
    return f"{number * 12}M" if letter == "Y" else f"{number}{letter}"


def _period(row: BoxRow, lines: Sequence[Line], held: list[str], facts: Facts) -> str | None:
    """The day the figure is of: in its label, in the box's heading, the box's price date, else the report's date."""
    if facts.date is None:
        return None
    for part in (*held, row.label):
        for period in find_periods(part, facts.date):
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period.value):
                return period.value
    if day := _heading_day(row, lines, facts.date):
        return day
    return facts.price_date or facts.date.isoformat()


_HEADING = re.compile(r"数据|指标|行情|信息")


def _heading_day(row: BoxRow, lines: Sequence[Line], report_day: datetime.date) -> str | None:
    """The date of the nearest heading above in the label's column ("基础数据：2025年3月31日"), or right of it."""
    label = row.cells[0]
    base = label.line.base
    above = [
        ln
        for ln in lines
        if 0 < base - ln.base < 400
        and abs(ln.box.x0 - label.box.x0) < 40
        and _HEADING.search(ln.text)
        and len(ln.text) < 40
        and "来源" not in ln.text
    ]
    if not above:
        return None
    heading = max(above, key=lambda ln: ln.base)
    beside = [ln for ln in lines if abs(ln.base - heading.base) < 3 and 0 <= ln.box.x0 - heading.box.x0 < 160]
    text = "".join(ln.text for ln in sorted(beside, key=lambda ln: ln.box.x0))
    for period in full_dates(re.sub(r"\s", "", text)):
        if datetime.date.fromisoformat(period.value) <= report_day:
            return period.value
    return None
