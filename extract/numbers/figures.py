"""Masked text in, its figures one by one out: sign, currency, magnitude, unit read; names such as Qwen3.6 left alone.

A `Token` is one figure with what is printed around it, before ranges and lists are joined and hedges are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract.numbers.units import Tail, Unit, currency_code, look_up, magnitude_pattern, power, read_tail
from extract.vocabulary.wording import SPACE, table, words

_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\d)")
_DIGITS = re.compile(r"\d+")
_DASHES = "-–—"
_CJK = re.compile("[\u4e00-\u9fff]")
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z/]*$")
NO_UNIT = Unit("")


class Token(NamedTuple):
    """One figure: its place, the number printed, and the powers of ten and the unit printed behind it."""

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
        """In base units."""
        return self.figure.scaleb(self.exponent + self.unit.exponent)

    @property
    def decimals(self) -> int:
        """Stated precision in base units, as in XBRL."""
        return self.fraction_digits - self.exponent - self.unit.exponent

    @property
    def is_bare(self) -> bool:
        """Has it neither unit nor magnitude?"""
        return not (self.unit.name or self.has_magnitude)


@cache
def _shy_pattern() -> re.Pattern[str]:
    return re.compile(rf"{SPACE}(?P<magnitude>{magnitude_pattern(shy=True)})")


@cache
def _prefix_pattern() -> re.Pattern[str]:
    prefixes = "|".join(re.escape(word) for word in words("currency_prefixes"))
    return re.compile(rf"(?:(?<![A-Za-z])|(?<=\d))(?P<currency>{prefixes})$")


@cache
def _prefix_ends() -> frozenset[str]:
    return frozenset(word[-1] for word in words("currency_prefixes"))


@cache
def _before_minus() -> frozenset[str]:
    return frozenset(words("before_minus"))


@cache
def _glued_labels() -> frozenset[str]:
    return frozenset(words("glued_labels"))


def read_tokens(text: str, currency: str) -> Iterator[Token]:
    """Every figure of masked text, left to right. `currency` is what 元 means."""
    floor = end = 0
    for digits in _DIGITS.finditer(text):
        figure = _FIGURE.match(text, digits.start()) if digits.start() >= end else None
        if figure:
            tail = read_tail(text, figure.end())
            end = tail.end
            token = _token(text, figure, tail, currency, floor)
            if token:
                floor = token.end
                yield token


def _token(text: str, printed: re.Match[str], tail: Tail, currency: str, floor: int) -> Token | None:
    end = tail.end
    unit = look_up(tail.unit) or NO_UNIT
    exponent = power(tail.magnitude)
    start, negative = _sign(text, printed.start(), floor, unit)
    code, start = _currency_before(text, start, floor)
    if _may_be_shy(text, start, tail, unit, code):
        shy = _shy_pattern().match(text, printed.end())
        if shy:
            end, exponent, unit = shy.end(), power(shy["magnitude"]), NO_UNIT
    if code:
        if not unit.name or unit.name == "local":
            unit = Unit(currency_code(code, currency), is_money=True)
        start, signed = _sign(text, start, floor, unit)
        negative = negative or signed
    elif unit.is_money:
        unit = unit._replace(name=currency_code(unit.name, currency))
    plain = tail.end == printed.end()
    if _is_glued_behind(text, tail, end, plain) or _is_glued_before(text, printed.end(), start, floor):
        return None
    digits = printed[0].replace(",", "")
    figure = Decimal(digits) + (Decimal("0.5") if tail.has_half else 0)
    figure = -figure if negative else figure
    comparator = ">" if (tail.more and tail.more not in "來来") or "多" in tail.unit else "="
    decimals = 1 if tail.has_half else len(digits.partition(".")[2])
    return Token(start, end, figure, decimals, exponent, unit, bool(exponent), comparator)


def _may_be_shy(text: str, start: int, tail: Tail, unit: Unit, code: str | None) -> bool:
    """May m, b, k behind the figure be a magnitude? Behind a currency, or amid English words."""
    if tail.magnitude or unit.is_money:
        return False
    return bool(code) or not (unit.name or _CJK.search(text, max(0, start - 9), tail.end + 9))


def _sign(text: str, start: int, floor: int, unit: Unit) -> tuple[int, bool]:
    """Where the number starts with its sign, and whether that is a minus."""
    if start <= floor:
        return start, False
    char = text[start - 1]
    if char == "+":
        return start - 1, False
    if char in _DASHES and _is_minus(text, start, floor, unit):
        return start - 1, True
    return start, False


def _is_minus(text: str, start: int, floor: int, unit: Unit) -> bool:
    """Is the dash before `start` a sign, not a range, a joint or a pause?"""
    before = text[start - 2] if start >= 2 else " "
    if before == ")" and _CJK.match(text[start - 3 : start - 2]) and unit.name in ("%", "pct_pt"):
        return True  # 房地产（申万）-1.8%
    if before.isdigit() or before in _DASHES or before in "%)+" or 0 < floor == start - 1:
        return False
    if before.isascii() and before.isalpha():  # yoy-5.2%, but GLM-5
        return unit.name in ("%", "pct_pt") or unit.is_money
    if before.isalpha():  # after a Chinese word a dash may also join names: 海光信息-688041
        printed = text[start - 1] == "-" and ("." in text[start : start + 8] or before in _before_minus())
        return bool(unit.name) or printed
    return text[start - 1] == "-" or bool(unit.name)


def _currency_before(text: str, start: int, floor: int) -> tuple[str | None, int]:
    end = start
    while end > floor and text[end - 1] == " ":
        end -= 1
    if end <= floor or text[end - 1] not in _prefix_ends():
        return None, start
    match = _prefix_pattern().search(text[max(floor, end - 6) : end])
    if not match:
        return None, start
    return str(table("currencies")[match["currency"]]), end - len(match["currency"])


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_glued_behind(text: str, tail: Tail, end: int, plain: bool) -> bool:
    """5G, 3D, 12-inch; but 54xPE, 22倍PE."""
    after = text[end : end + 1]
    if _is_ascii_letter(after):
        return tail.unit not in ("x", "X") and not (tail.unit and _CJK.match(tail.unit[-1]))
    return after in (".", "-", "_") and plain and _is_ascii_letter(text[end + 1 : end + 2])


def _is_glued_before(text: str, figure_end: int, start: int, floor: int) -> bool:
    """H200, GLM-5, v2.5; but PE17, CAGR20%."""
    if start == 0:
        return False
    before, further = text[start - 1], text[start - 2 : start - 1]
    if _is_ascii_letter(before) or before == "_":
        word = _WORD_BEFORE.search(text[max(0, start - 12) : start])
        label = word is not None and word[0] in _glued_labels()
        return not (label or text.startswith("%", figure_end))
    if before in _DASHES:
        return _is_ascii_letter(further) and not 0 < floor == start - 1  # GLM-5, but 3x-4x
    return before == "." and further.isdigit()
