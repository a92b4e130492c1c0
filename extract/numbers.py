"""Text in, every printed number out as a `Quantity` in base units; `text[q.start:q.end] == q.original` always.

The grammar: [hedge] [currency] [sign] figure [多|+] [magnitude] [unit] [/per] [hedge], ranges of two such, and
lists whose last member carries the unit of all (0.52/0.67/0.85 元). Figures inside names, codes, dates, addresses
and phone numbers are no quantities. The words are data (extract/languages).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract.chinese_numerals import Word, as_percent, find_words
from extract.masks import mask
from extract.model import Quantity, plain_number
from extract.units import Unit, currency_code, look_up, magnitude_pattern, power, tail_pattern, unit_scale
from extract.wording import GAP, SPACE, alternation, fold, table, words

__all__ = ["find_quantities", "format_quantity", "parse_cell", "unit_scale"]

_FIGURE = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\d)"
_DASHES = "-–—"
_NO_UNIT = Unit("")


class _Token(NamedTuple):
    """One figure with what is printed around it, before ranges and lists are joined."""

    start: int
    end: int
    figure: Decimal
    fraction_digits: int
    exponent: int
    unit: Unit
    has_magnitude: bool
    comparator: str

    @property
    def value(self) -> Decimal:
        return self.figure.scaleb(self.exponent + self.unit.exponent)

    @property
    def decimals(self) -> int:
        return self.fraction_digits - self.exponent - self.unit.exponent

    @property
    def is_bare(self) -> bool:
        return not (self.unit.name or self.has_magnitude)


@cache
def _token_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)(?P<figure>{_FIGURE})(?P<tail>{tail_pattern()})")


@cache
def _shy_pattern() -> re.Pattern[str]:
    return re.compile(rf"{SPACE}(?P<magnitude>{magnitude_pattern(shy=True)})")


@cache
def _prefix_pattern() -> re.Pattern[str]:
    prefixes = "|".join(re.escape(word) for word in words("currency_prefixes"))
    return re.compile(rf"(?:(?<![A-Za-z])|(?<=\d))(?P<currency>{prefixes})[ ]?[+\-]?$")


@cache
def _prefix_ends() -> frozenset[str]:
    return frozenset(word[-1] for word in words("currency_prefixes"))


@cache
def _hedges() -> tuple[dict[str, str], frozenset[str], tuple[int, ...], dict[str, Sequence[str]]]:
    before = dict(table("comparators_before"))
    lengths = tuple(sorted({len(word) for word in before}, reverse=True))
    return before, frozenset(word[-1] for word in before), lengths, dict(table("comparators_not_after"))


@cache
def _after_pattern() -> re.Pattern[str]:
    after, time = alternation(table("comparators_after")), alternation(table("comparators_after_time"))
    return re.compile(rf"{GAP}(?:(?P<any>{after})|(?P<time>{time}))")


_TIMES = frozenset({"年", "月", "周", "日", "天", "小时", "分钟", "秒", "季度"})


def find_quantities(
    text: str, *, currency: str = "CNY", skip: Sequence[tuple[int, int]] = ()
) -> list[Quantity]:
    """Every number of the text, left to right, none overlapping another.

    `currency` is what 元 (and ¥) means in this report. `skip` are spans to leave out, usually the periods found
    before; without them plain dates and years are left out all the same. 翻倍 is 100 %, 一半 50 %, 两成 20 %,
    1/3 33.33 %. A bare 亿 keeps the unit "": money or tokens, the metric decides.
    """
    folded = fold(text)
    masked = mask(folded, skip)
    tokens = _join_lists(masked, _join_ranges(masked, list(_tokens(masked, currency))))
    found = [(token, high) for token, high in tokens]
    taken = [_quantity(text, masked, token, high) for token, high in found]
    for word in find_words(masked):
        taken.append(_from_word(text, masked, word, currency))
    taken += _fractions(text, masked)
    return _without_overlaps(taken)


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    """The longest of overlapping readings: 三分之一 before 一, 1/3 before 1."""
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
        elif quantity.end - quantity.start > kept[-1].end - kept[-1].start:
            kept[-1] = quantity
    return kept


# ——— one figure ———


def _tokens(text: str, currency: str) -> Sequence[_Token]:
    found: list[_Token] = []
    for match in _token_pattern().finditer(text):
        token = _token(text, match, currency, found[-1].end if found else 0)
        if token:
            found.append(token)
    return found


def _token(text: str, match: re.Match[str], currency: str, floor: int) -> _Token | None:
    start, end = match.start(), match.end()
    unit = look_up(match["unit"]) or _NO_UNIT
    exponent = power(match["magnitude"])
    start, negative = _sign(text, start, floor, unit)
    code, start = _currency_before(text, start, floor)
    if code:
        if not unit.name or not unit.is_money:
            shy = _shy_pattern().match(text, match.end("figure"))
            if shy and not match["magnitude"]:
                end, exponent, unit = shy.end(), power(shy["magnitude"]), _NO_UNIT
        if not unit.name or unit.name == "local":
            unit = Unit(currency_code(code, currency), is_money=True)
        start, signed = _sign(text, start, floor, unit)
        negative = negative or signed
    elif unit.is_money:
        unit = unit._replace(name=currency_code(unit.name, currency))
    if _is_glued(text, match, start, end, unit):
        return None
    printed = match["figure"].replace(",", "")
    figure = Decimal(printed)
    more = match["more"] or match["more2"] or match["more3"]
    return _Token(
        start,
        end,
        -figure if negative else figure,
        len(printed.partition(".")[2]),
        exponent,
        unit,
        bool(exponent),
        ">" if more and more not in "來来" else "=",
    )


def _sign(text: str, start: int, floor: int, unit: Unit) -> tuple[int, bool]:
    """Where the number starts with its sign, and whether it is negative."""
    if start <= floor:
        return start, False
    char = text[start - 1]
    if char == "+":
        return start - 1, False
    if char not in _DASHES:
        return start, False
    before = text[start - 2] if start >= 2 else " "
    if before.isdigit() or before in _DASHES or before in "%)+~":
        return start, False
    if before.isascii() and before.isalpha():
        return (
            (start - 1, True)
            if unit.name and (unit.name in ("%", "pct_pt") or unit.is_money)
            else (start, False)
        )
    if before.isalpha():  # after a Chinese word a dash may also join names: 海光信息-688041
        signed = bool(unit.name) or (char == "-" and "." in text[start : start + 8])
        return (start - 1, True) if signed else (start, False)
    if char == "-" or unit.name:
        return start - 1, True
    return start, False


def _currency_before(text: str, start: int, floor: int) -> tuple[str | None, int]:
    end = start
    while end > floor and text[end - 1] == " ":
        end -= 1
    if end <= floor or text[end - 1] not in _prefix_ends():
        return None, start
    match = _prefix_pattern().search(text[floor if end - floor < 6 else end - 6 : end])
    if not match:
        return None, start
    return str(table("currencies")[match["currency"]]), end - (
        match.end("currency") - match.start("currency")
    )


def _is_glued(text: str, match: re.Match[str], start: int, end: int, unit: Unit) -> bool:
    """Is the figure part of a name (Qwen3.6, 5G, H200)?"""
    after = text[end : end + 1]
    if after.isascii() and after.isalpha() and not (unit.name == "倍" and match["tail"]):
        return True
    if (
        end < len(text) - 1
        and after in ".-_"
        and text[end + 1].isascii()
        and text[end + 1].isalpha()
        and not match["tail"]
    ):
        return True
    if start == 0:
        return False
    before = text[start - 1]
    if before.isascii() and (before.isalpha() or before == "_"):
        return not _may_be_glued(text, start, match)
    if before in _DASHES and start >= 2 and text[start - 2].isascii() and text[start - 2].isalpha():
        return True
    return before == "." and start >= 2 and text[start - 2].isalnum()


_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z/]*$")


@cache
def _glued_labels() -> frozenset[str]:
    return frozenset(words("glued_labels"))


def _may_be_glued(text: str, start: int, match: re.Match[str]) -> bool:
    word = _WORD_BEFORE.search(text[max(0, start - 12) : start])
    if word and word[0] in _glued_labels():
        return True
    return bool(match["tail"]) and match["tail"][0] == "%"


# ——— ranges and lists ———

_BETWEEN = re.compile(rf"{GAP}(?:[~至到]|{SPACE}(?:--?|–|——?){SPACE}|(?<= )to(?= )){GAP}")
_FROM = re.compile(r"[从由自][^。；;,，\d]{0,4}$")


def _join_ranges(text: str, tokens: list[_Token]) -> list[tuple[_Token, _Token | None]]:
    joined: list[tuple[_Token, _Token | None]] = []
    index = 0
    while index < len(tokens):
        low = tokens[index]
        high = tokens[index + 1] if index + 1 < len(tokens) else None
        if high and high.start - low.end < 8 and (pair := _range(text, low, high)):
            joined.append(pair)
            index += 2
        else:
            joined.append((low, None))
            index += 1
    return joined


def _range(text: str, low: _Token, high: _Token) -> tuple[_Token, _Token] | None:
    between = text[low.end : high.start]
    if not _BETWEEN.fullmatch(between):
        return None
    if ("到" in between or "至" in between) and _FROM.search(text[max(0, low.start - 6) : low.start]):
        return None
    low = _shared(low, high)
    if low.unit.name != high.unit.name:
        return None
    if low.value > high.value:
        if low.figure == high.figure:
            return None
        if "到" in between or "至" in between:
            return None
    return low, high


def _shared(low: _Token, high: _Token) -> _Token:
    """The first of two with the unit, and the magnitude, that only the last one prints."""
    if low.unit.name:
        return low
    exponent = high.exponent if low.is_bare else low.exponent
    shared = low._replace(unit=high.unit, exponent=exponent)
    if low.is_bare and exponent and shared.value > high.value >= low._replace(unit=high.unit).value:
        return low._replace(unit=high.unit)
    return shared


_LIST_MARK = re.compile(r" ?(?:[/、,]|和|及|与|以及) ?\n?")


def _join_lists(text: str, tokens: list[tuple[_Token, _Token | None]]) -> list[tuple[_Token, _Token | None]]:
    """Members of a list take the unit of the next one that has it: 0.52/0.67/0.85 元."""
    for index in range(len(tokens) - 2, -1, -1):
        (this, high), (following, _) = tokens[index], tokens[index + 1]
        if this.unit.name or following.is_bare or high or following.start - this.end > 4:
            continue
        if not _LIST_MARK.fullmatch(text[this.end : following.start]) or _is_marker(text, this, following):
            continue
        if following.comparator != "=" or (not this.is_bare and not following.unit.name):
            continue
        tokens[index] = (
            this._replace(
                unit=following.unit,
                exponent=following.exponent if this.is_bare else this.exponent,
                has_magnitude=following.has_magnitude or this.has_magnitude,
            ),
            None,
        )
    return tokens


def _is_marker(text: str, this: _Token, following: _Token) -> bool:
    """Is it a list number (1、) or a year rather than a member of the list?"""
    if this.fraction_digits or this.figure < 0:
        return False
    before = text[this.start - 1] if this.start else "\n"
    if text[this.end] == "、" and this.figure < 30 and before in "\n。；;":
        return True
    return 1990 <= this.figure <= 2050 and not 1900 <= following.figure <= 2100


# ——— tokens → quantities ———


def _quantity(text: str, masked: str, token: _Token, high: _Token | None) -> Quantity:
    end = high.end if high else token.end
    last = high or token
    comparator = token.comparator if token.comparator != "=" else last.comparator
    comparator = _hedge(masked, token.start, end, last.unit, comparator)
    low_value, high_value = token.value, high.value if high else None
    if high_value is not None and high_value < low_value:
        low_value, high_value = high_value, low_value
    return Quantity(
        value=low_value,
        value_high=high_value,
        unit=last.unit.name,
        comparator=comparator,
        original=text[token.start : end],
        decimals=last.decimals,
        start=token.start,
        end=end,
    )


def _hedge(text: str, start: int, end: int, unit: Unit, inner: str = "=") -> str:
    before, ends, lengths, not_after = _hedges()
    stop = start
    while stop and text[stop - 1] in " \n":
        stop -= 1
    if stop and text[stop - 1] in ends:
        head = text[max(0, stop - lengths[0]) : stop].lower()
        for length in lengths:
            word = head[-length:]
            if len(word) == length and word in before and not _is_tail(text, stop - length, word, not_after):
                return before[word]
    match = _after_pattern().match(text, end)
    if match and (match["any"] or unit.name in _TIMES):
        word = re.sub(r"\s", "", match["any"] or "")
        if match["time"]:
            return str(table("comparators_after_time")[match["time"]])
        return str(table("comparators_after").get(match["any"], table("comparators_after").get(word, inner)))
    return inner


def _is_tail(text: str, start: int, word: str, not_after: dict[str, Sequence[str]]) -> bool:
    before = text[start - 1] if start else " "
    if word[0].isascii() and word[0].isalpha():
        return before.isascii() and before.isalpha()
    return before in not_after.get(word, ())


def _from_word(text: str, masked: str, word: Word, currency: str) -> Quantity:
    unit = word.unit
    name = currency_code(unit.name, currency) if unit.is_money else unit.name
    return Quantity(
        value=word.value,
        unit=name,
        comparator=_hedge(masked, word.start, word.end, unit, word.comparator),
        original=text[word.start : word.end],
        start=word.start,
        end=word.end,
    )


_FRACTION = re.compile(
    r"(?<![\d./%])([1-9])/([2-9]|10)(?![\d./%]|\s*[A-Za-z])(?=\s*(?:的|以上|左右|强|多|以下))"
)
_HEDGED_FRACTION = re.compile(
    r"(?:[近约超逾占达的过为]|不足|不到)\s?(?<![\d./%])([1-9])/([2-9]|10)(?![\d./%])"
)


def _fractions(text: str, masked: str) -> list[Quantity]:
    found = []
    for pattern in (_FRACTION, _HEDGED_FRACTION):
        for match in pattern.finditer(masked):
            parts, of = int(match[1]), int(match[2])
            start, end = match.start(1), match.end(2)
            if parts < of and not any(start == q.start for q in found):
                found.append(
                    Quantity(
                        value=as_percent(parts, of),
                        unit="%",
                        comparator=_hedge(masked, start, end, Unit("%")),
                        original=text[start:end],
                        start=start,
                        end=end,
                    )
                )
    return found


# ——— cells ———

_BRACKETED = re.compile(r"\(\s*([^()]*?)\s*\)\s*(%|x|X|倍)?")
_LEADING = re.compile(r"^([+\-–—])\s+(?=[\d.])")


def parse_cell(text: str, *, currency: str = "CNY") -> Quantity | None:
    """The one number of a table cell; None for a dash, N.A., words, or more than one number.

    Brackets make it negative: "(3.4)" → -3.4, "(22.8%)" → -22.8 %. `start` and `end` are places in `text`.
    """
    folded = fold(text)
    inner = folded.strip()
    start = len(folded) - len(folded.lstrip())
    negative = False
    bracketed = _BRACKETED.fullmatch(inner)
    if bracketed:
        inner, negative = bracketed[1] + (bracketed[2] or ""), True
    inner = _LEADING.sub(r"\1", inner)
    inner = re.sub(r"^[–—](?=\d)", "-", inner)
    inner = re.sub(r"^([+\-]?)(?=\.\d)", r"\g<1>0", inner)
    if not inner or not any(char.isdigit() for char in inner):
        return None
    found = _join_ranges(inner, list(_tokens(inner, currency)))
    if len(found) != 1:
        return None
    (token, high) = found[0]
    rest = inner[: token.start] + inner[(high or token).end :]
    if rest.strip(" *~约"):
        return None
    quantity = _quantity(inner, inner, token, high)
    if negative:
        quantity = _negated(quantity)
    printed = text.strip()
    return replace(quantity, original=printed, start=start, end=start + len(printed))


def _negated(quantity: Quantity) -> Quantity:
    if quantity.value_high is not None:
        return replace(quantity, value=-quantity.value_high, value_high=-quantity.value)
    return replace(quantity, value=-abs(quantity.value))


# ——— and back ———

_AFTER = {
    "share": "股",
    "pct_pt": "pct",
    "CNY": "元",
    "USD": "美元",
    "HKD": "港元",
    "EUR": "欧元",
    "JPY": "日元",
}
_SPACED = frozenset({"token"})


def format_quantity(quantity: Quantity) -> str:
    """A quantity as text that reads back to the same value, unit and comparator: "~143.77 亿元" has no better twin."""
    unit = _AFTER.get(quantity.unit, quantity.unit)
    gap = " " if unit[:1].isascii() and unit[:1].isalpha() else ""
    figures = _stated(quantity.value, quantity.decimals)
    if quantity.value_high is not None:
        figures += "~" + _stated(quantity.value_high, quantity.decimals)
    hedge = {"~": "约", ">": "超", "<": "不足", ">=": "至少", "<=": "至多"}.get(quantity.comparator, "")
    return f"{hedge}{figures}{gap}{unit}"


def _stated(value: Decimal, decimals: int | None) -> str:
    if decimals is None or decimals <= 0:
        return plain_number(value)
    return format(value, f".{decimals}f")
