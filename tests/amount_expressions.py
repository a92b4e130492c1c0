"""Amounts as they are printed, with the meaning computed from their parts: magnitudes, currencies, units, number words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle

from expression_words import (
    AMOUNTS,
    COUNTS,
    ENGLISH,
    FIGURES,
    GAPS,
    MAGNITUDES,
    MONEY,
    PHYSICAL,
    POINTS,
    PREFIXES,
    Line,
    meaning,
    plain,
    wide,
)

# ——— amounts ———


def amounts() -> Iterator[Line]:
    figures, gaps = cycle(FIGURES), cycle(GAPS)
    money, counts = cycle(MONEY.items()), cycle(COUNTS)
    for magnitude, power in MAGNITUDES.items():
        for word, code in itertools.islice(money, 4):
            figure, gap = next(figures), next(gaps)
            yield f"{figure}{gap}{magnitude}{word}", "quantities", meaning(figure, power, code)
    for magnitude in ("", "万", "亿", "百万"):
        for word in itertools.islice(counts, 15):
            figure, gap = next(figures), next(gaps)
            yield (
                f"{figure}{gap}{magnitude}{word}",
                "quantities",
                meaning(figure, MAGNITUDES[magnitude], word),
            )
    for word, (unit, power) in PHYSICAL.items():
        figure, gap = next(figures), next(gaps)
        yield f"{figure}{gap}{word}", "quantities", meaning(figure, power, unit)
    for word, power in POINTS.items():
        for sign in ("", "+", "-"):
            figure = next(figures)
            printed = f"{sign}{figure}{next(gaps)}{word}"
            yield printed, "quantities", meaning(sign.replace("+", "") + figure, power, "pct_pt")


def foreign() -> Iterator[Line]:
    figures, magnitudes = cycle(FIGURES), cycle(ENGLISH.items())
    for prefix, code in PREFIXES.items():
        for sign in ("", "-"):
            figure, (magnitude, power) = next(figures), next(magnitudes)
            ascii_gap = " " if prefix.isalpha() and next(magnitudes)[0] else ""
            if prefix.isascii():
                printed = f"{sign}{prefix}{ascii_gap}{figure}{magnitude}"
            else:
                printed, power = f"{prefix} {sign}{figure} 亿", 8
            yield printed, "quantities", meaning(sign + figure, power, code)


def full_width() -> Iterator[Line]:
    figures = cycle(["143.77", "1,234", "56.9", "7", "0.32"])
    for word, power, unit in AMOUNTS:
        for sign in ("", "-", "+"):
            figure = next(figures)
            value = meaning(sign.replace("+", "") + figure, power, unit)
            yield f"{wide(sign + figure)}{wide(word)}", "quantities", value
        low, high = "10", "15"
        for mark in ("～", "－", "至"):
            yield f"{wide(low)}{mark}{wide(high)}{word}", "quantities", meaning(low, power, unit, high=high)
    for text, value in (
        ("（３．４）", "-3.4"),
        ("－７．２５", "-7.25"),
        ("１，２３４．５", "1234.5"),
        ("＋０．８", "0.8"),
    ):
        yield text, "cell", value


# ——— number words ———

_DIGITS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """A whole number under 10^16 as Chinese writes it: 12 → 十二, 23000 → 两万三千."""
    for power, word in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if number >= power:
            head, tail = divmod(number, power)
            gap = "零" if tail and tail < power // 10 else ""
            first = "两" if head == 2 else in_words(head)
            return first + word + gap + (in_words(tail) if tail else "")
    steps = zip(f"{number:04d}", ("千", "百", "十", ""), strict=True)
    text = "".join(_DIGITS[int(digit)] + (step if digit != "0" else "") for digit, step in steps)
    while "零零" in text:
        text = text.replace("零零", "零")
    text = text.strip("零")
    text = text.removeprefix("一") if text.startswith("一十") else text
    return "两" + text[1:] if text.startswith(("二千", "二百")) else text


def number_words() -> Iterator[Line]:
    units = cycle(
        [("元", "CNY"), ("家", "家"), ("辆", "辆"), ("美元", "USD"), ("人", "人"), ("台", "台"), ("吨", "吨")]
    )
    numbers = [12, 20, 35, 108, 150, 200, 365, 480, 1200, 2300, 3050, 8000, 15000, 23000, 120_000, 360_000]
    numbers += [2_000_000, 5_500_000, 10_000_000, 30_000_000, 120_000_000, 3_500_000_000, 120_000_000_000]
    numbers += [2_000_000_000_000, 3_600_000_000_000, 250_000_000, 700_000_000, 48_000_000_000]
    for number in numbers:
        for printed, unit in itertools.islice(units, 3):
            yield in_words(number) + printed, "quantities", f"{number} {unit}"
    hedges = cycle(
        [("近", "~"), ("约", "~"), ("超", ">"), ("逾", ">"), ("不足", "<"), ("至少", ">="), ("不超过", "<=")]
    )
    for number in (20, 30, 50, 80, 300, 500, 6000, 20_000, 3_000_000, 4_000_000_000):
        for hedge, sign in itertools.islice(hedges, 2):
            printed, unit = next(units)
            yield hedge + in_words(number) + printed, "quantities", f"{sign}{number} {unit}"
        for more in ("多", "余"):
            printed, unit = next(units)
            if number < 10_000:
                yield in_words(number) + more + printed, "quantities", f">{number} {unit}"


def spoken_numbers() -> Iterator[Line]:
    """Neighbouring digits are a range, 点 a decimal point, 百分之 a percentage; 上 and 过 hedge number words alone."""
    units = cycle([("家", "家"), ("人", "人"), ("台", "台"), ("元", "CNY"), ("吨", "吨")])
    for low in range(1, 9):
        pair = _DIGITS[low] + _DIGITS[low + 1]
        for step, size in (
            ("十", 10),
            ("百", 100),
            ("千", 1000),
            ("万", 10**4),
            ("亿", 10**8),
            ("百亿", 10**10),
        ):
            printed, unit = next(units)
            ends = f"~{low * size}..{(low + 1) * size} {unit}"
            yield f"{pair}{step}{printed}", "quantities", ends
        yield f"{pair}成", "quantities", f"~{low}0..{low + 1}0 %"
        if low != 4:  # 十四五 is a plan
            yield f"十{pair}家", "quantities", f"~{10 + low}..{11 + low} 家"
    for whole, digits, value in (
        (1, "五", "1.5"),
        (2, "三六", "2.36"),
        (10, "八", "10.8"),
        (0, "零五", "0.05"),
    ):
        word = in_words(whole) or "零"
        if whole:
            yield f"{word}点{digits}倍", "quantities", f"{value} 倍"
            yield f"约{word}点{digits}亿元", "quantities", meaning(value, 8, "CNY", "~")
            yield f"{word}点{digits}万吨", "quantities", meaning(value, 4, "吨")
        yield f"百分之{word}点{digits}", "quantities", f"{value} %"
    for percent in (3, 12, 30, 85, 100):
        yield (
            f"百分之{in_words(percent).removeprefix('一') if percent == 100 else in_words(percent)}",
            "quantities",
            f"{percent} %",
        )
    yield "千分之三", "quantities", "0.3 %"
    yield "万分之五", "quantities", "0.05 %"
    for word, size in (
        ("百", 100),
        ("千", 1000),
        ("万", 10**4),
        ("百万", 10**6),
        ("千万", 10**7),
        ("亿", 10**8),
        ("百亿", 10**10),
    ):
        for hedge, sign in (("上", ">="), ("过", ">"), ("近", "~"), ("超", ">"), ("逾", ">")):
            printed, unit = next(units)
            yield f"{hedge}{word}{printed}", "quantities", f"{sign}{size} {unit}"


def shares() -> Iterator[Line]:
    for tenth in range(2, 10):
        word = "两" if tenth == 2 else _DIGITS[tenth]
        yield f"{word}成", "quantities", f"{tenth}0 %"
        yield f"{word}成半", "quantities", f"{tenth}5 %"
        yield f"{word}成以上", "quantities", f">={tenth}0 %"
        yield f"超{word}成", "quantities", f">{tenth}0 %"
        yield f"近{word}成半", "quantities", f"~{tenth}5 %"
    for word, value in (
        ("一半", "50"),
        ("过半", ">50"),
        ("半数以上", ">=50"),
        ("近一半", "~50"),
        ("超一半", ">50"),
    ):
        yield word, "quantities", f"{value} %"
    for word, value in (
        ("翻倍", "~100"),
        ("翻一番", "100"),
        ("翻两番", "300"),
        ("翻三番", "700"),
        ("翻了一倍", "100"),
    ):
        yield word, "quantities", f"{value} %"
    for number in range(2, 10):
        word = "两" if number == 2 else _DIGITS[number]
        yield f"{word}倍", "quantities", f"{number} 倍"
        yield f"{word}倍以上", "quantities", f">={number} 倍"
        yield f"近{word}倍", "quantities", f"~{number} 倍"
        yield f"{word}倍多", "quantities", f">{number} 倍"
    for parts, of, value in (
        ("一", "三", "33.33"),
        ("二", "三", "66.67"),
        ("一", "四", "25"),
        ("三", "五", "60"),
        ("一", "十", "10"),
    ):
        yield f"{of}分之{parts}", "quantities", f"{value} %"
        yield f"约{of}分之{parts}", "quantities", f"~{value} %"
        yield f"不足{of}分之{parts}", "quantities", f"<{value} %"


def both_sides() -> Iterator[Line]:
    """Money named before and behind its figure, or before a Chinese magnitude."""
    figures = cycle(FIGURES)
    for before, behind, code in (
        ("人民币", "元", "CNY"),
        ("RMB", "元", "CNY"),
        ("港币", "元", "HKD"),
        ("HK$", "港元", "HKD"),
    ):
        for magnitude in ("", "万", "亿", "百万"):
            figure = next(figures)
            yield (
                f"{before} {figure} {magnitude}{behind}",
                "quantities",
                meaning(figure, MAGNITUDES[magnitude], code),
            )
    for before, code in (
        ("US$", "USD"),
        ("USD", "USD"),
        ("HK$", "HKD"),
        ("RMB", "CNY"),
        ("¥", "CNY"),
        ("€", "EUR"),
    ):
        for magnitude in ("万", "亿", "万亿"):
            figure = next(figures)
            yield f"{before}{figure}{magnitude}", "quantities", meaning(figure, MAGNITUDES[magnitude], code)
    for label in ("EPS", "PE", "PB", "ROE", "DPS"):
        unit = {"EPS": ("元", "CNY"), "DPS": ("港元", "HKD"), "ROE": ("%", "%")}.get(label, ("x", "倍"))
        figure = next(figures)
        yield f"{label} {figure}{unit[0]}", "quantities", meaning(figure, 0, unit[1])
        yield f"{label}为{figure}{unit[0]}", "quantities", meaning(figure, 0, unit[1])


def rates() -> Iterator[Line]:
    """A count per time or thing keeps the unit of what is counted."""
    figures = cycle(FIGURES)
    for word, power, unit in (
        ("万片/月", 4, "片"),
        ("GW/年", 9, "W"),
        ("吨/天", 0, "吨"),
        ("万辆/年", 4, "辆"),
        ("次/天", 0, "次"),
        ("万吨/年", 4, "吨"),
    ):
        figure = next(figures)
        yield f"{figure}{word}", "quantities", meaning(figure, power, unit)
        yield f"约 {figure} {word}", "quantities", meaning(figure, power, unit, "~")
        yield f"{figure} {word}以上", "quantities", meaning(figure, power, unit, ">=")
    for figure in ("十", "二十", "三十", "一百"):
        number = {"十": 10, "二十": 20, "三十": 30, "一百": 100}[figure]
        for word, unit in (("家", "家"), ("年", "年"), ("款", "款"), ("个国家", "个")):
            yield f"{figure}余{word}", "quantities", f">{number} {unit}"
            yield f"{figure}多{word}", "quantities", f">{number} {unit}"
    for word, value in (
        ("两年半", "2.5 年"),
        ("3 年半", "3.5 年"),
        ("一倍半", "1.5 倍"),
        ("2 倍半", "2.5 倍"),
        ("6 成半", "65 %"),
    ):
        yield word, "quantities", value


def denominators() -> Iterator[Line]:
    figures, money = (
        cycle(FIGURES),
        cycle([("元", "CNY", 0), ("万元", "CNY", 4), ("美元", "USD", 0), ("港元", "HKD", 0)]),
    )
    for per in [
        "吨",
        "股",
        "台",
        "片",
        "平方米",
        "公斤",
        "千瓦时",
        "GB",
        "kg",
        "W",
        "GW",
        "月",
        "年",
        "天",
        "人",
        "百万tokens",
        "颗",
        "套",
    ]:
        for word, code, power in itertools.islice(money, 2):
            figure = next(figures)
            yield f"{figure}{word}/{per}", "quantities", meaning(figure, power, code)
            yield f"{figure} {word} / {per}", "quantities", meaning(figure, power, code)
        if not per.isascii() and not per.endswith("tokens"):
            figure = next(figures)
            yield f"每{per} {figure} 元", "quantities", meaning(figure, 0, "CNY")
            yield f"每{per}约 {figure} 美元", "quantities", meaning(figure, 0, "USD", "~")
    yield "每 10 股派 3.5 元", "quantities", "10 share | 3.5 CNY"
    yield "每百万 tokens 0.8 元", "quantities", "0.8 CNY"


def scales() -> Iterator[Line]:
    for magnitude in ("", "千", "万", "百万", "亿", "十亿"):
        power = Decimal(10) ** MAGNITUDES[magnitude]
        for word in ("元", "美元", "港元", "元人民币"):
            for form in ("{}", "单位：{}", "(单位:{})", "（{}）"):
                yield form.format(magnitude + word), "scale", f"{plain(power)} {MONEY[word]}"
        for word, unit in (("股", "share"), ("吨", "吨"), ("辆", "辆"), ("千瓦", "W"), ("片", "片")):
            scaled = power * 1000 if word == "千瓦" else power
            yield f"（{magnitude}{word}）", "scale", f"{plain(scaled)} {unit}"
