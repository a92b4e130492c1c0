"""Text in, every printed number out as a `Quantity` in base units; `text[q.start:q.end] == q.original` always.

The grammar: [hedge] [currency] [sign] figure [多|+] [magnitude] [unit] [/per] [hedge], ranges of two such, and
lists whose last member carries the unit of all (0.52/0.67/0.85 元). Figures inside names, codes, dates, addresses
and phone numbers are no quantities. The words are data (extract/languages).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from extract.model import Quantity, plain_number
from extract.numbers.chinese_numerals import Word, as_percent, find_words
from extract.numbers.figures import Token, read_tokens
from extract.numbers.hedges import read_hedge, read_rank
from extract.numbers.masks import folded, mask
from extract.numbers.ranges import join_lists, join_ranges, lists
from extract.numbers.units import currency_code, unit_scale
from extract.vocabulary.wording import fold, words

__all__ = ["find_quantities", "format_quantity", "parse_cell", "unit_scale"]


def find_quantities(
    text: str, *, currency: str = "CNY", skip: Sequence[tuple[int, int]] = ()
) -> list[Quantity]:
    """Every number of the text, left to right, none overlapping another.

    `currency` is what 元 (and ¥) means in this report. `skip` are spans to leave out, usually the periods found
    before; without them plain dates and years are left out all the same. 翻倍 is 100 %, 一半 50 %, 两成 20 %,
    1/3 33.33 %; number words state no precision (`decimals` None). A bare 亿 has the unit "": money or tokens,
    the metric decides. 一家 is an article and no quantity.
    """
    return list(_quantities(text, currency, tuple(skip)))


@lru_cache(maxsize=2048)
def _quantities(text: str, currency: str, skip: tuple[tuple[int, int], ...]) -> tuple[Quantity, ...]:
    masked = mask(folded(text), skip)
    pairs = join_lists(masked, join_ranges(masked, read_tokens(masked, currency)))
    found = [_quantity(text, masked, token, high) for token, high in pairs]
    found = [hedged for members in lists(masked, found) for hedged in _with_one_hedge(masked, members)]
    found = _hedged_on(masked, found)
    found += [_from_word(text, masked, word, currency) for word in find_words(masked)]
    found += _fractions(text, masked)
    return tuple(_without_overlaps(found))


_COMMAS = ("，", ",", "、", "和")
_EACH_HEDGED = re.compile(r"分[别別][^，。；,;、\d]{1,5}\d")
_EACH = re.compile(r"分[别別][^，。；,;、\d]{0,5}$")


def _with_one_hedge(masked: str, members: list[Quantity]) -> list[Quantity]:
    """约 3、4、5 亿元 is about each; a hedge behind the last (3/4/5 亿元左右) is that of all only behind 分别 or with slashes."""
    first, last = members[0], members[-1]
    hedge = first.comparator
    if hedge == "=":
        marks = {masked[one.end : two.start].strip() for one, two in pairwise(members)}
        each = marks == {"/"} or _EACH.search(masked[max(0, first.start - 10) : first.start])
        hedge = last.comparator if each else "="
    if hedge == "=" or first is last:
        return members
    return [
        replace(member, comparator=hedge)
        if member.comparator == "=" and member.unit == first.unit
        else member
        for member in members
    ]


def _hedged_on(masked: str, found: list[Quantity]) -> list[Quantity]:
    """ "分别不低于 8%，18%，28%": commas too go on with what 分别 and a hedge open."""
    if not _EACH_HEDGED.search(masked):
        return found
    goes_on: list[Quantity] = []
    head: Quantity | None = None
    for quantity in found:
        # What stands between this number and the one before it.
        gap = masked[goes_on[-1].end : quantity.start].strip() if goes_on else ""
        if head is not None and gap in _COMMAS and (quantity.comparator, quantity.unit) == ("=", head.unit):
            goes_on.append(replace(quantity, comparator=head.comparator))
            continue
        opens = quantity.comparator != "=" and _EACH.search(
            masked[max(0, quantity.start - 10) : quantity.start]
        )
        within = head is not None and gap in _COMMAS and quantity.comparator == head.comparator
        head = quantity if opens else head if within else None
        goes_on.append(quantity)
    return goes_on


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    """The longest of overlapping readings: 三分之一 before 一, 1/3 before 1."""
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
        elif quantity.end - quantity.start > kept[-1].end - kept[-1].start:
            kept[-1] = quantity
    return kept


def _quantity(text: str, masked: str, token: Token, high: Token | None) -> Quantity:
    last = high or token
    inner = token.comparator if token.comparator != "=" else last.comparator
    values = sorted((token.value, high.value)) if high else [token.value]
    rank = read_rank(masked, token.start, masked[token.start : last.end])
    return Quantity(
        value=values[0],
        value_high=values[1] if high else None,
        unit="位" if rank else last.unit.name,
        comparator=rank or read_hedge(masked, token.start, last.end, last.unit.name, inner),
        original=text[token.start : last.end],
        decimals=last.decimals,
        start=token.start,
        end=last.end,
    )


def _from_word(text: str, masked: str, word: Word, currency: str) -> Quantity:
    unit = word.unit.name
    rank = read_rank(masked, word.start, masked[word.start : word.end])
    if rank:
        unit = "位"
    elif word.unit.is_money:
        unit = currency_code(unit, currency)
    return Quantity(
        value=word.value,
        value_high=word.value_high,
        unit=unit,
        comparator=rank or read_hedge(masked, word.start, word.end, unit, word.comparator),
        original=text[word.start : word.end],
        start=word.start,
        end=word.end,
    )


# 1/3 is a share where the words say so; elsewhere it may be a date, a page or two values.
_SLASHED = re.compile(r"[1-9]/[1-9]")
_ONE_IN = r"(?<![\d./%])(?P<parts>[1-9])/(?P<of>[2-9]|10)(?![\d./%])"


@cache
def _fraction_patterns() -> tuple[re.Pattern[str], ...]:
    verbs = "|".join(words("change_verbs"))
    return (
        re.compile(rf"{_ONE_IN}(?=\s*(?:的|以上|左右|强|多|以下|仓位))"),
        re.compile(
            rf"(?:[近约超逾占达的过为]|不足|不到|(?<!\d)(?<!\d )至|{verbs})了?\s?{_ONE_IN}(?!\s*[A-Za-z])"
        ),
    )


def _fractions(text: str, masked: str) -> Iterator[Quantity]:
    if not _SLASHED.search(masked):
        return
    for pattern in _fraction_patterns():
        for match in pattern.finditer(masked):
            parts, of = int(match["parts"]), int(match["of"])
            start, end = match.start("parts"), match.end("of")
            if parts < of:
                yield Quantity(
                    value=as_percent(parts, of),
                    unit="%",
                    comparator=read_hedge(masked, start, end, "%"),
                    original=text[start:end],
                    start=start,
                    end=end,
                )


_BRACKETED = re.compile(r"\(\s*([^()]*?)\s*\)\s*(%|x|X|倍)?")
_DASHED = re.compile(r"^([+\-–—])\s*(?=[\d.])")
_NO_LEADING_ZERO = re.compile(r"^([+\-]?)(?=\.\d)")


def parse_cell(text: str, *, currency: str = "CNY") -> Quantity | None:
    """The one number of a table cell; None for a dash, N.A., words, or more than one number.

    Brackets make it negative: "(3.4)" → -3.4, "(22.8%)" → -22.8 %. `original` is the cell without outer blanks,
    `start` and `end` its place in `text`.
    """
    printed = text.strip()
    inner, negative = fold(printed).strip(), False
    if not any(char.isdigit() for char in inner):
        return None
    bracketed = _BRACKETED.fullmatch(inner)
    if bracketed:
        inner, negative = bracketed[1] + (bracketed[2] or ""), True
    inner = _DASHED.sub(lambda match: "+" if match[1] == "+" else "-", inner)
    inner = _NO_LEADING_ZERO.sub(r"\g<1>0", inner)
    pairs = join_ranges(inner, read_tokens(inner, currency))
    if len(pairs) != 1:
        return None
    token, high = pairs[0]
    if (inner[: token.start] + inner[(high or token).end :]).strip(" *~约"):
        return None
    quantity = _quantity(inner, inner, token, high)
    if negative:
        quantity = _negated(quantity)
    start = text.index(printed)
    return replace(quantity, original=printed, start=start, end=start + len(printed))


def _negated(quantity: Quantity) -> Quantity:
    if quantity.value_high is not None:
        return replace(quantity, value=-quantity.value_high, value_high=-quantity.value)
    return replace(quantity, value=-abs(quantity.value))


_PRINTED_UNITS = {
    "share": "股",
    "pct_pt": "pct",
    "CNY": "元",
    "USD": "美元",
    "HKD": "港元",
    "EUR": "欧元",
    "JPY": "日元",
}
_PRINTED_HEDGES = {"~": "约", ">": "超", "<": "不足", ">=": "至少", "<=": "至多", "=": ""}


def format_quantity(quantity: Quantity) -> str:
    """A quantity as text that reads back to the same values, unit, comparator and decimals: "约14377000000元"."""
    unit = _PRINTED_UNITS.get(quantity.unit, quantity.unit)
    gap = " " if unit[:1].isascii() and unit[:1].isalpha() else ""
    figures = _stated(quantity.value, quantity.decimals)
    if quantity.value_high is not None:
        figures += "~" + _stated(quantity.value_high, quantity.decimals)
    return f"{_PRINTED_HEDGES[quantity.comparator]}{figures}{gap}{unit}"


def _stated(value: Decimal, decimals: int | None) -> str:
    if decimals is None or decimals <= 0:
        return plain_number(value)
    return format(value, f".{decimals}f")
