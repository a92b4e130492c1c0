"""A claim's row in, the words an analyst reads out: "143.77亿元", "+56.92%", ">120万亿 token", "31.20—35.00港元".

Values arrive as decimal strings in base units (a percentage in percent) and are only scaled and rounded to the
precision that was printed; nothing is computed from two claims here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Row = Mapping[str, object]

MARKS = {"=": "", "~": "~", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}
MONEY = {
    "CNY": "元",
    "HKD": "港元",
    "USD": "美元",
    "EUR": "欧元",
    "JPY": "日元",
    "TWD": "新台币",
    "GBP": "英镑",
}
CHANGES = frozenset({"yoy", "qoq", "mom", "wow", "dod", "change", "cagr", "price_change", "beat"})
MEASURE_NAMES = {
    "yoy": "同比",
    "qoq": "季环比",
    "mom": "月环比",
    "wow": "周环比",
    "dod": "日环比",
    "change": "变动",
    "cagr": "复合增速",
    "share": "占比",
    "multiple": "倍数",
    "rank": "排名",
    "price_change": "涨跌",
    "beat": "超额",
    "range_bound": "区间",
}
_MAGNITUDES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_PREFIXES = (
    (Decimal(10) ** 18, "E"),
    (Decimal(10) ** 15, "P"),
    (Decimal(10) ** 12, "T"),
    (Decimal(10) ** 9, "G"),
    (Decimal(10) ** 6, "M"),
    (Decimal(10) ** 3, "k"),
)
_PREFIXED = frozenset({"W", "Wh", "FLOPS", "B", "B/s", "b/s", "Hz", "VA"})
_MOST_PLACES = 4
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|])")


@dataclass(frozen=True, slots=True)
class Scale:
    """One unit for a whole table: values are divided by `factor` and the head says `unit`."""

    factor: Decimal
    unit: str


def number(value: object) -> Decimal | None:
    """The decimal behind a stored value; None for anything that is no finite number."""
    if value is None or value == "":
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def figure(row: Row) -> str:
    """The claim's number with mark, sign, magnitude and unit; its rating, event or name where it has no number."""
    low = number(row.get("value"))
    if low is None:
        words = (row.get(key) for key in ("rating", "event", "risk", "title", "subject", "quote"))
        return next((str(word) for word in words if word), "—")
    unit = str(row.get("unit") or "")
    high = number(row.get("value_high"))
    factor, name = _scale_of(max(abs(low), abs(high or low)), unit)
    gap = " " if name[:1].isascii() and name[:1].isalpha() else ""
    return _amount(row, low, high, factor) + gap + name


def scaled(row: Row, scale: Scale) -> str:
    """The claim's number in the table's own unit, without naming it; another currency than the table's is named."""
    low = number(row.get("value"))
    if low is None:
        return figure(row)
    return _amount(row, low, number(row.get("value_high")), scale.factor)


def common_scale(rows: Iterable[Row]) -> Scale:
    """The unit that suits most of `rows` (all of one currency or measure): 亿元, 万元, 元, 倍, %."""
    values = [(number(row.get("value")), str(row.get("unit") or "")) for row in rows]
    sizes = sorted(abs(value) for value, _ in values if value is not None)
    unit = values[0][1] if values else ""
    middle = sizes[len(sizes) // 2] if sizes else Decimal(0)
    if unit not in MONEY:
        return Scale(*_scale_of(middle, unit))
    for factor, word in _MAGNITUDES[1:]:
        # Analysts read statements in 亿元 down to small companies: 0.87 亿元 rather than 8,700 万元.
        if middle * (10 if factor == 10**8 else 1) >= factor:
            return Scale(factor, word + MONEY[unit])
    return Scale(Decimal(1), MONEY[unit])


def fixed(value: Decimal, places: int, sign: str = "") -> str:
    """A number to so many places, halves away from zero as people round: 1.705 → 1.71. `sign` is that of a format ("+")."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):{sign},f}"


def period_words(period: object) -> str:
    """A period as a reader writes it: "2026-03-30/2026-04-03" → "2026-03-30 至 2026-04-03"."""
    return str(period).replace("/", " 至 ") if period else "—"


def metric_words(row: Row) -> str:
    """What is measured, with the change word and the scope: "营业收入 · 同比", "毛利率（施工业务）"."""
    measure = MEASURE_NAMES.get(str(row.get("measure") or ""))
    name = scoped_metric(row)
    return f"{name} · {measure}" if measure else name


def scoped_metric(row: Row) -> str:
    """A metric with the part of its subject it is of, where its own name does not say so: "毛利率（施工业务）"."""
    name, scope = str(row.get("metric") or ""), str(row.get("scope") or "")
    return f"{name}（{scope}）" if scope and scope not in name else name


def plain_text(value: object) -> str:
    """A value in one cell: nothing for None, JSON for a list, else its text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str) if value else ""
    return str(value)


def markdown_text(text: object) -> str:
    """Text of a PDF made harmless inside Markdown: no tag, link, table bar or line break comes through."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def _amount(row: Row, low: Decimal, high: Decimal | None, factor: Decimal) -> str:
    # A rank or a share of a whole is not a movement: only movements carry a plus.
    signed = row.get("measure") in CHANGES and row.get("unit") in ("%", "pct_pt")
    places = _places(row, low, factor)
    text = MARKS.get(str(row.get("comparator") or "="), "") + _digits(low / factor, places, signed)
    if high is not None:
        # A dash between two signs cannot be read: -3至-2%.
        text += ("至" if low < 0 or high < 0 or signed else "—") + _digits(high / factor, places, signed)
    return text


def _places(row: Row, value: Decimal, factor: Decimal) -> int | None:
    """Decimal places to print: what the report stated, moved by the scale; None where it did not say."""
    stated = row.get("decimals")
    if not isinstance(stated, int):
        return None
    most = 2 if abs(value) >= factor > 1 else _MOST_PLACES
    return min(max(stated + factor.adjusted(), 0), most)


def _digits(value: Decimal, places: int | None, signed: bool) -> str:
    sign = "+" if signed and value > 0 else ""
    if places is None:
        exponent = value.normalize().as_tuple().exponent
        natural = -exponent if isinstance(exponent, int) else 0
        places = min(max(natural, 0), 2 if abs(value) >= 1 else _MOST_PLACES)
    return sign + fixed(value, places)


def _scale_of(size: Decimal, unit: str) -> tuple[Decimal, str]:
    one = Decimal(1)
    if unit in _PREFIXED:
        return next(((factor, prefix + unit) for factor, prefix in _PREFIXES if size >= factor), (one, unit))
    if unit in ("%", ""):
        return one, unit
    if unit == "pct_pt":
        return one, "个百分点"
    name = MONEY.get(unit, "股" if unit == "share" else unit)
    factor, magnitude = next(((f, m) for f, m in _MAGNITUDES if size >= f), (one, ""))
    # 12,345 人 reads better than 1.23 万人; money and shares are always told in 万.
    if magnitude == "万" and unit not in MONEY and unit != "share" and size < 10**6:
        factor, magnitude = one, ""
    gap = " " if magnitude and name[:1].isascii() else ""
    return factor, magnitude + gap + name
