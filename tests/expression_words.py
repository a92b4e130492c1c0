"""The words that printed numbers are made of, with what each means, and how a meaning is written in gold_expressions.tsv."""

from __future__ import annotations

import datetime
from decimal import Decimal

Line = tuple[str, str, str]

# The report's date: a Sunday.
ANCHOR = datetime.date(2026, 4, 5)

# ——— how a meaning is written ———


def plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def meaning(value: str, power: int, unit: str, hedge: str = "", high: str | None = None) -> str:
    """`[hedge]value[..high][ unit]` in base units; figures may carry thousands marks."""
    ends = [value] if high is None else [value, high]
    scaled = "..".join(plain(Decimal(end.replace(",", "")).scaleb(power)) for end in ends)
    return f"{hedge}{scaled} {unit}".rstrip()


def wide(text: str) -> str:
    """Every ASCII sign as its full-width twin."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


# ——— words: printed → (unit of claims, power of ten) ———

MAGNITUDES = {
    "": 0, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11,
    "万亿": 12, "十万亿": 13, "百万亿": 14, "千万亿": 15, "亿亿": 16,
}  # fmt: skip
MONEY = {
    "元": "CNY", "元人民币": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD",
    "日元": "JPY", "欧元": "EUR", "英镑": "GBP", "韩元": "KRW", "新台币": "TWD", "澳元": "AUD", "卢比": "INR",
}  # fmt: skip
PREFIXES = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP",
    "RMB": "CNY", "Rmb": "CNY", "CNY": "CNY", "USD": "USD", "HKD": "HKD", "EUR": "EUR", "JPY": "JPY",
    "人民币": "CNY", "港币": "HKD", "美金": "USD",
}  # fmt: skip
ENGLISH = {"": 0, "mn": 6, "m": 6, "bn": 9, "tn": 12, " million": 6, " billion": 9, " trillion": 12}
COUNTS = [
    "家",
    "款",
    "台",
    "人",
    "片",
    "个",
    "张",
    "辆",
    "吨",
    "套",
    "次",
    "座",
    "条",
    "只",
    "支",
    "项",
    "种",
    "颗",
    "枚",
    "艘",
    "户",
    "件",
    "头",
    "箱",
    "份",
    "笔",
    "平方米",
    "公里",
    "亩",
]
PHYSICAL = {
    "kW": ("W", 3), "MW": ("W", 6), "GW": ("W", 9), "千瓦": ("W", 3), "兆瓦": ("W", 6), "吉瓦": ("W", 9),
    "kWh": ("Wh", 3), "MWh": ("Wh", 6), "GWh": ("Wh", 9), "TWh": ("Wh", 12), "千瓦时": ("Wh", 3),
    "GB": ("B", 9), "TB": ("B", 12), "PB": ("B", 15), "EB": ("B", 18), "GB/s": ("B/s", 9), "TB/s": ("B/s", 12),
    "Gbps": ("bit/s", 9), "Tbps": ("bit/s", 12), "Mbps": ("bit/s", 6), "TFLOPS": ("FLOPS", 12),
    "PFLOPS": ("FLOPS", 15), "EFLOPS": ("FLOPS", 18), "TOPS": ("OPS", 12), "GHz": ("Hz", 9), "MHz": ("Hz", 6),
    "kV": ("V", 3), "V": ("V", 0), "nm": ("nm", 0), "mm": ("mm", 0), "kg": ("kg", 0), "mg": ("mg", 0),
    "tokens": ("token", 0), "Token": ("token", 0), "mAh": ("mAh", 0), "℃": ("℃", 0), "TEU": ("TEU", 0),
}  # fmt: skip
POINTS = {
    "pct": 0, "pcts": 0, "pct.": 0, "pp": 0, "ppt": 0, "ppts": 0, "bp": -2, "bps": -2, "BP": -2,
    "个百分点": 0, "百分点": 0, "个pct": 0, "个 pct": 0, "个pp": 0, "个基点": -2, "基点": -2, "个 bp": -2,
}  # fmt: skip
BEFORE = {
    "约": "~", "近": "~", "接近": "~", "大约": "~", "将近": "~", "约为": "~", "≈": "~", "~": "~", "超": ">", "超过": ">",
    "逾": ">", "突破": ">", "高于": ">", "大于": ">", "超出": ">", ">": ">", "不低于": ">=", "不少于": ">=", "至少": ">=",
    "不小于": ">=", "≥": ">=", "不超过": "<=", "不高于": "<=", "至多": "<=", "最多": "<=", "≤": "<=", "不足": "<",
    "不到": "<", "低于": "<", "少于": "<", "小于": "<", "跌破": "<", "<": "<",
}  # fmt: skip
AFTER = {"左右": "~", "上下": "~", "以上": ">=", "及以上": ">=", "以下": "<=", "以内": "<=", "之内": "<="}
SIGNS = ["下跌", "下滑", "下降", "减少", "亏损", "回落", "降低", "收窄", "减", "降", "跌"]
FIGURES = ["1.2", "36", "7,200", "0.08", "2,345.67", "518", "9.05", "64.3", "1,000", "3"]

AMOUNTS = [
    ("亿元", 8, "CNY"),
    ("%", 0, "%"),
    ("万台", 4, "台"),
    ("倍", 0, "倍"),
    ("家", 0, "家"),
    ("万吨", 4, "吨"),
]
GAPS = ["", " "]
