"""Figures in, ranges and lists out: "120 亿至 150 亿" is one quantity with two ends, and in "0.52/0.67/0.85 元" each is 元.

Only a neighbour may lend its unit or magnitude, and only across a range dash or a list mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.model import Quantity
from extract.numbers.figures import Token
from extract.vocabulary.wording import GAP, SPACE, table

Pair = tuple[Token, Token | None]

_BETWEEN = re.compile(rf"{GAP}(?:[~至到]|{SPACE}(?:--?|–|——?){SPACE}|(?<= )to(?= )){GAP}")
_FROM = re.compile(
    r"(?:(?:(?<![服])从(?![业事而])|(?<![自理])由(?!于)|(?<![各来])自(?![然有身营主产建动由]))[^。；;,，\d]{0,4}|\b[Ff]rom)$"
)
_AS_RANGE = re.compile(r" ?(?:区间|之间|范围)")
_LIST_MARK = re.compile(r" ?(?:[/、,]|和|及|与|以及) ?\n?")


def join_ranges(text: str, tokens: Iterable[Token]) -> list[Pair]:
    """Each figure with the other end of its range, or None."""
    joined: list[Pair] = []
    for token in tokens:
        low, high = joined[-1] if joined else (None, None)
        pair = _range(text, low, token) if low and not high and token.start - low.end < 8 else None
        if pair:
            joined[-1] = pair
        else:
            joined.append((token, None))
    return joined


def _range(text: str, low: Token, high: Token) -> Pair | None:
    between = text[low.end : high.start]
    if not _BETWEEN.fullmatch(between):
        return None
    if between.strip() == "--" and low.figure < 0:  # -3%--5%
        high = high._replace(figure=-high.figure)
    in_words = any(word in between for word in ("到", "至", "to"))
    if in_words and _is_change(text, low) and not _AS_RANGE.match(text, high.end):
        return None
    if between == " - " and text[: low.start].endswith("- "):  # "- 2,277 - 1,796": two cells of a table
        return None
    low, high = _with_shared_unit(low, high)
    if low.unit.name != high.unit.name or low.value == high.value or (in_words and low.value > high.value):
        return None
    return low, high


def _is_change(text: str, low: Token) -> bool:
    """从 15%到 20%, 增加 81 家至 168 家: two figures, not a range; 增长 50%至 70% is one."""
    head = text[max(0, low.start - 8) : low.start].rstrip("了约近 ")
    if _FROM.search(head):
        return True
    return low.unit.name not in ("", "%") and head.endswith(tuple(table("change_verbs")["words"]))


def _with_shared_unit(low: Token, high: Token) -> tuple[Token, Token]:
    """Both ends with the unit and magnitude that only one prints: 1500-2000 元, 5-10 亿, US$3-4bn."""
    if low.unit.is_money and not high.unit.name:
        high = high._replace(unit=low.unit)
    if (
        low.has_magnitude
        or (low.unit.name and not low.unit.is_money)
        or (low.unit.name and low.unit != high.unit)
    ):
        shared = low
    else:
        shared = low._replace(exponent=high.exponent)
    if not shared.unit.name:
        shared = shared._replace(unit=high.unit)
    unscaled = low._replace(unit=shared.unit)
    # 8000-1.2 万: the first end is in units, not in 万.
    return (unscaled if shared.value > high.value >= unscaled.value else shared), high


def join_lists(text: str, pairs: list[Pair]) -> list[Pair]:
    """The members of each list with the unit and magnitude of the next member that prints them."""
    joined = list(pairs)
    for index in range(len(joined) - 2, -1, -1):
        (this, high), (following, _) = joined[index], joined[index + 1]
        if high or this.unit.name or following.is_bare or following.comparator != "=":
            continue
        if not _LIST_MARK.fullmatch(text[this.end : following.start]) or _is_no_member(text, this, following):
            continue
        if this.is_bare:
            lent = this._replace(
                unit=following.unit, exponent=following.exponent, has_magnitude=following.has_magnitude
            )
            joined[index] = (lent, None)
        elif following.unit.name:
            joined[index] = (this._replace(unit=following.unit), None)
    return joined


def lists(text: str, quantities: Iterable[Quantity]) -> Iterator[list[Quantity]]:
    """The quantities in order, those of one list together; one that stands alone is a list of one."""
    members: list[Quantity] = []
    for quantity in quantities:
        if members and not _LIST_MARK.fullmatch(text[members[-1].end : quantity.start]):
            yield members
            members = []
        members.append(quantity)
    if members:
        yield members


def _is_no_member(text: str, this: Token, following: Token) -> bool:
    """Is it a list number (1、) or a year rather than a member of the list?"""
    if this.fraction_digits or this.figure < 0 or not this.is_bare:
        return False
    before = text[this.start - 1] if this.start else "\n"
    if text[this.end : this.end + 2] in ("、 ", "、\n") and this.figure < 30 and before in "\n。；;":
        return True
    return 1990 <= this.figure <= 2050 and not 1900 <= following.figure <= 2100
