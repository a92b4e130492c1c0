"""Ranges, hedges, signs and several numbers in a row as they are printed, with the meaning computed from their parts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from itertools import cycle

from expression_words import (
    AFTER,
    AMOUNTS,
    BEFORE,
    ENGLISH,
    FIGURES,
    GAPS,
    SIGNS,
    Line,
    meaning,
)

# ——— ranges, hedges, signs ———


def ranges() -> Iterator[Line]:
    ends = cycle([("10", "15"), ("1.5", "2"), ("300", "500"), ("2", "3"), ("0.8", "1.2"), ("1,200", "1,500")])
    for word, power, unit in AMOUNTS:
        for mark in ("-", "~", "～", "—", "–", "至", "到", " 至 ", " - ", " ~ "):
            low, high = next(ends)
            yield f"{low}{mark}{high}{word}", "quantities", meaning(low, power, unit, high=high)
            low, high = next(ends)
            yield f"{low}{word}{mark}{high}{word}", "quantities", meaning(low, power, unit, high=high)
        low, high = next(ends)
        for hedge in ("约", "近"):
            yield f"{hedge} {low}-{high} {word}", "quantities", meaning(low, power, unit, "~", high)
        yield f"{low}-{high}{word}左右", "quantities", meaning(low, power, unit, "~", high)
    for per in ("吨", "股", "平方米", "公斤", "台", "片", "W", "kWh", "颗", "天"):
        low, high = next(ends)
        yield f"{low}~{high}元/{per}", "quantities", meaning(low, 0, "CNY", high=high)
        yield f"{low} 至 {high} 美元/{per}", "quantities", meaning(low, 0, "USD", high=high)
    for low, high, in_english in (("3", "4", "bn"), ("12", "15", "mn"), ("1.2", "1.5", " billion")):
        power = ENGLISH[in_english]
        yield f"US${low}-{high}{in_english}", "quantities", meaning(low, power, "USD", high=high)
        yield f"RMB{low}–{high}{in_english}", "quantities", meaning(low, power, "CNY", high=high)
    for low, high in (("-5", "-3"), ("-10", "5"), ("-2.5", "1.5")):
        yield f"{low}%~{high}%", "quantities", meaning(low, 0, "%", high=high)
        yield f"{low}%至{high}%", "quantities", meaning(low, 0, "%", high=high)


def mixed_ranges() -> Iterator[Line]:
    """Ends that differ in magnitude, and ends that both carry one."""
    for word, unit in (("元", "CNY"), ("美元", "USD"), ("台", "台"), ("吨", "吨"), ("", "")):
        for mark in ("-", "至", "～"):
            yield f"8000 万{mark}1.2 亿{word}", "quantities", f"80000000..120000000 {unit}".rstrip()
            yield f"1.5 亿{mark}2 亿{word}", "quantities", f"150000000..200000000 {unit}".rstrip()
            yield f"9,500{mark}1.1 万{word}", "quantities", f"9500..11000 {unit}".rstrip()
    for low, high in (("-0.5", "0.3"), ("-1.2", "-0.4"), ("0.2", "0.9")):
        sign = "+" if high == "0.3" else ""
        for word in ("pct", "个百分点", "pp"):
            yield f"{low}{word}至{sign}{high}{word}", "quantities", meaning(low, 0, "pct_pt", high=high)
    for low, high in (("10", "15"), ("3.2", "4.1")):
        yield f"{low}% to {high}%", "quantities", meaning(low, 0, "%", high=high)
        yield f"from {low}% to {high}%", "quantities", f"{low} % | {high} %"
        yield f"{low}-{high}% YoY", "quantities", meaning(low, 0, "%", high=high)


def hedges() -> Iterator[Line]:
    figures, amounts_, gaps = cycle(FIGURES), cycle(AMOUNTS), cycle(GAPS)
    for words, behind in ((BEFORE, False), (AFTER, True)):
        for hedge, sign in words.items():
            for word, power, unit in itertools.islice(amounts_, 4):
                figure, gap = next(figures), next(gaps)
                amount = f"{figure}{next(gaps)}{word}"
                printed = f"{amount}{gap}{hedge}" if behind else f"{hedge}{gap}{amount}"
                yield printed, "quantities", meaning(figure, power, unit, sign)
    for figure in ("10", "50", "300", "2,000"):
        for more in ("多", "余"):
            yield f"{figure}{more}家", "quantities", meaning(figure, 0, "家", ">")
            yield f"{figure} {more}万元", "quantities", meaning(figure, 4, "CNY", ">")
            yield f"{figure}{more}亿美元", "quantities", meaning(figure, 8, "USD", ">")
        yield f"{figure}+家", "quantities", meaning(figure, 0, "家", ">")
        yield f"{figure}亿+", "quantities", meaning(figure, 8, "", ">")
    for word, power, unit in AMOUNTS:  # of two, the one behind says more: 约 30 家以上 is at least
        figure = next(figures)
        yield f"{figure}{word}有余", "quantities", meaning(figure, power, unit, ">")


def signs() -> Iterator[Line]:
    """The word for a fall stands beside the number; the number is as printed, and prose gives it its sign."""
    figures, amounts_ = cycle(FIGURES), cycle(AMOUNTS[:3])
    for word in SIGNS:
        for printed, power, unit in itertools.islice(amounts_, 2):
            figure = next(figures)
            yield f"{word}{figure}{printed}", "quantities", meaning(figure, power, unit)
            yield f"同比{word} {figure} {printed}", "quantities", meaning(figure, power, unit)
    for lead in ("", "同比", "环比", "yoy", "YoY", "增速", "同比约"):
        for sign in ("-", "+", "−", "－"):
            figure = next(figures)
            hedge = "~" if lead.endswith("约") else ""
            value = figure if sign == "+" else "-" + figure
            yield f"{lead}{sign}{figure}%", "quantities", meaning(value, 0, "%", hedge)
    for figure in FIGURES:
        for left, right in ("()", "（）"):
            yield f"{left}{figure}{right}", "cell", meaning("-" + figure, 0, "")
            yield f"{left}{figure}%{right}", "cell", meaning("-" + figure, 0, "%")
        yield f"-{figure}", "cell", meaning("-" + figure, 0, "")
        yield f"{figure}x", "cell", meaning(figure, 0, "倍")


# ——— several numbers ———


def several() -> Iterator[Line]:
    triples = cycle(
        [("0.52", "0.67", "0.85"), ("12", "15", "19"), ("143.8", "167.1", "201.4"), ("3", "4.5", "6.2")]
    )
    for word, power, unit in [*AMOUNTS, ("元", 0, "CNY"), ("亿美元", 8, "USD")]:
        for mark in ("/", "、", "，" if word == "%" else "/", " / "):
            figures = next(triples)
            listed = mark.join(figures)
            shared = " | ".join(meaning(figure, power, unit) for figure in figures)
            if mark != "，":
                yield f"分别为{listed}{word}", "quantities", shared
            each = mark.join(figure + word for figure in figures)
            yield f"分别为 {each}", "quantities", shared
        one, two, three = next(triples)
        shared = " | ".join(meaning(figure, power, unit) for figure in (one, two, three))
        yield f"分别为{one}、{two}和{three}{word}", "quantities", shared
        yield f"分别达 {one} {word}、{two} {word}和 {three} {word}", "quantities", shared
        about = " | ".join(meaning(figure, power, unit, "~") for figure in (one, two, three))
        yield f"分别约为{one}/{two}/{three}{word}", "quantities", about
        yield f"分别约{one}{word}、{two}{word}、{three}{word}", "quantities", about
        two_ends = f"{meaning(one, power, unit)} | {meaning(three, power, unit)}"
        for verb in (
            "由{}增至{}",
            "从{}提升至{}",
            "由 {} 下降至 {}",
            "从{}到{}",
            "由{}调整为{}",
            "自{}升至{}",
        ):
            yield verb.format(one + word, three + word), "quantities", two_ends
    for value, change in (("3.08", "-0.24"), ("12.5", "+1.1"), ("0.92", "-0.05"), ("1,024", "-36")):
        revised = f"{meaning(value, 0, '')} | {meaning(change.replace('+', ''), 0, '')}"
        yield f"{value}({change})", "quantities", revised
        yield f"{value}（{change}）", "quantities", revised
        percent = f"{meaning(value, 8, 'CNY')} | {meaning(change.replace('+', ''), 0, '%')}"
        yield f"{value}亿元({change}%)", "quantities", percent
        yield f"{value} 亿元（{change}%）", "quantities", percent
