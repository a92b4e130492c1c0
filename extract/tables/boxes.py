"""Short lines beside the running text in, market-data claims out: "总市值(百万元) 77,440.15", "52周最高/最低价 91.35/57.1 元".

A box row is a label and its value on one baseline, or in one line. It counts where the vocabulary knows the label or
the label prints a unit; a bare number beside a bare word (a chart's tick, a telephone number) never does.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.tables.cells import Cell
from extract.tables.forecast import clean_label
from extract.head.header import Facts, full_dates
from extract.pages.lines import Line
from extract.model import MetricClaim, Quantity
from extract.numbers.grammar import find_quantities, parse_cell
from extract.periods.grammar import find_periods
from extract.tables.units import Scale, label_unit, unit_by_words
from extract.vocabulary import Metric, find_metric, scan_metrics

_NUMBER = r"[-−–+]?\d[\d,，]*(?:\.\d+)?"
_UNIT = r"(?:\s*(?:%|％|倍|[xX]|(?:[十百千万亿]{0,3})(?:元|港元|美元|港币|股|只|家|人)(?:/股)?|百万|亿|万|mn|bn))?"
BOX_VALUE = re.compile(
    rf"(?:[¥￥$]|RMB|HK\$|US\$|人民币|港币)?\s*{_NUMBER}{_UNIT}(?:\s*[/／~～]\s*(?:[¥￥$])?{_NUMBER}{_UNIT}|\s*[-–—]\s*\d[\d,]*(?:\.\d+)?{_UNIT})?"
)
_SPLIT = re.compile(r"\s*[/／~～]\s*|(?<=\d)\s*[-–—]\s*(?=\d)")
_SPAN = re.compile(
    r"(?:近|过去|最近)?\s*(\d{1,2}|一|二|两|三|六|九|十二)\s*(?:个)?\s*(周|月|年|W|M|Y|w|m|y)(?:内|来)?"
)
_SPAN_NUMBER = {"一": 1, "二": 2, "两": 2, "三": 3, "六": 6, "九": 9, "十二": 12}
_MOVE = re.compile(r"(绝对|相对|超额)?\s*(?:股价)?(?:涨跌幅|涨幅|跌幅|收益率?|表现|回报率?)")
_NO_BOX = re.compile(r"电话|传真|邮箱|证书|编号|编码|E-?mail|SAC|SFC|手机|代码|目标|合理价值|合理估值", re.I)


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A label and its value with their places."""

    label: str
    value: str
    cells: tuple[Cell, ...]

    @property
    def line(self) -> Line:
        return self.cells[-1].line


def find_box_rows(rows: Sequence[Sequence[Cell]], taken: set[int]) -> list[BoxRow]:
    """Label and value pairs of a page's rows, without lines already read as a table (`taken`: ids of lines)."""
    found: list[BoxRow] = []
    for row in rows:
        free = [cell for cell in row if id(cell.line) not in taken]
        for index, cell in enumerate(free):
            if pair := _inside(cell):
                found.append(pair)
            elif BOX_VALUE.fullmatch(cell.text) and index:
                label = _label_before(free, index)
                if label:
                    found.append(BoxRow("".join(c.text for c in label), cell.text, (*label, cell)))
    return found


def _inside(cell: Cell) -> BoxRow | None:
    """A label and value in one piece of text: "当前股价：14.8 元", "总股本(百万股)1,191.39"."""
    text = cell.text
    if len(text) > 44 or len(cell.line.text) > 70:
        return None
    match = re.fullmatch(rf"(?P<label>[^：:]*[^：:\d./-])\s*[：:]\s*(?P<value>{BOX_VALUE.pattern})", text)
    match = match or re.fullmatch(rf"(?P<label>.*[)）])\s*(?P<value>{BOX_VALUE.pattern})", text)
    if match is None or not match["label"].strip():
        return None
    return BoxRow(match["label"], match["value"], (cell,))


def _label_before(row: Sequence[Cell], index: int) -> tuple[Cell, ...]:
    """The cells that make the label left of a value; empty where another number or a gulf is in between."""
    value = row[index]
    label: list[Cell] = []
    edge = value.box.x0
    for cell in reversed(row[:index]):
        if BOX_VALUE.fullmatch(cell.text) and not re.fullmatch(r"\d{1,3}", cell.text):
            break
        gap = edge - cell.box.x1
        if (not label and gap > 170) or (label and gap > 1.6 * cell.line.size):
            break
        # A label is a few words; a line of running text beside a number is none.
        if len(cell.text) > 24 or re.search(r"[，。；！？]", cell.text):
            return ()
        label.insert(0, cell)
        edge = cell.box.x0
    return tuple(label)


def claims_from_box(row: BoxRow, lines: Sequence[Line], facts: Facts) -> Iterator[MetricClaim]:
    """One claim a printed number: a "high/low" pair gives two."""
    label = re.sub(r"\s+", "", row.label).strip("：:")
    if _NO_BOX.search(label):
        return
    name, held = clean_label(label)
    values = _values(row.value, facts)
    if not values or not name or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", name):
        return
    day = _period(row, lines, held, facts)
    names = _names(name, len(values))
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
    tail = re.search(rf"{_UNIT}$", parts[-1])
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


def _names(name: str, count: int) -> list[str] | None:
    """The metric of each number: "总股本/流通股本" names two, "52周最高/最低价" and "52周价格范围" too."""
    if count == 1:
        return [name]
    if count != 2:
        return None
    window = re.sub(r"最高.*|最低.*|股?价格?(?:范围|区间|波动).*|[-/]$", "", name).strip("的内/")
    window = "52周" if re.fullmatch(r"(?:近|最近|过去)?(?:一年|1年|12个月|52周|十二个月)", window) else window
    pair = [f"{window}最高价", f"{window}最低价"]
    if "最高" in name and "最低" in name:
        return pair if name.index("最高") < name.index("最低") else pair[::-1]
    if re.search(r"范围|区间|波动", name):
        return pair[::-1]
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
    concept = find_metric(name)
    span, measure = _span(name), "level"
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
        confidence=0.95 if concept else 0.8,
        subject=facts.topic,
        metric=name,
        metric_id=concept.id if concept else None,
        measure=measure,
        value=quantity.value * factor,
        original=quantity.original,
        comparator=quantity.comparator,
        decimals=quantity.decimals,
        unit=word,
        period=day,
    )


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
    if day := _heading_day(row.line, lines, facts.date):
        return day
    return facts.price_date or facts.date.isoformat()


def _heading_day(line: Line, lines: Sequence[Line], report_day: datetime.date) -> str | None:
    """A date in the nearest heading above, in the same column ("基础数据：2025年3月31日")."""
    above = [
        ln
        for ln in lines
        if 0 < line.base - ln.base < 110
        and abs(ln.box.x0 - line.box.x0) < 160
        and re.search(r"数据|指标|行情", ln.text)
    ]
    for heading in sorted(above, key=lambda ln: -ln.base):
        for period in full_dates(heading.text):
            if datetime.date.fromisoformat(period.value) <= report_day:
                return period.value
    return None
