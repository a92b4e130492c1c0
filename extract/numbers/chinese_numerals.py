"""Number words in, exact values out: 一千两百亿, 七成, 三分之一, 翻倍; words that only look like numbers stay unread.

A number word counts only before a magnitude of 万 and up, a counting word, 成 or 倍. 一家 is an article, 第三 a
rank, 三全 a name. Which words count is data; every `Word` is a slice of the text it was found in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract.numbers.units import Unit, half_pattern, look_up
from extract.vocabulary.wording import GAP, alternation, not_before, table, words

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_PERCENT = Unit("%")
_TWO_DIGITS = re.compile("[一二两三四五六七八九]{2}")


class Word(NamedTuple):
    """One number word: its value in `unit`, its place, the hedge it carries inside (十余家), the same without its unit."""

    value: Decimal
    unit: Unit
    start: int
    end: int
    comparator: str = "="
    value_high: Decimal | None = None


def read_numeral(text: str) -> int | None:
    """The value of a Chinese numeral: 一千两百亿 → 120000000000, 二十三 → 23, 三千五 → 3500; None when it is none."""
    if not text:
        return None
    total = group = digit = 0
    step = 1
    for char in text:
        if char in _DIGITS:
            if digit:
                return None  # 三五 is no number
            digit = _DIGITS[char]
            step = step if digit else 1  # 零 cancels the shorthand: 三千零五 is 3005.
        elif char in _STEPS:
            step = _STEPS[char]
            group, digit = group + (digit or 1) * step, 0
        elif char in _GROUPS:
            step = _GROUPS[char]
            group, digit = group + digit, 0
            # 两万亿 multiplies what came before; 一亿两千万 adds to it.
            total, group = ((total + group) * step, 0) if total < step else (total + group * step, 0)
            total = total or step
        else:
            return None
    shorthand = digit * (step // 10) if step >= 100 else digit  # 三千五 leaves out 百.
    return total + group + shorthand


@cache
def _pattern() -> re.Pattern[str]:
    guards = {word: not_before(ends) for word, ends in table("measures").items()}
    guards |= {word: not_before(ends) for word, ends in table("units_not_before").items()}
    measure = alternation(words("word_measures"), guards)
    shy = {word: not_before(ends) for word, ends in table("word_shares_not_before").items()}
    share = alternation(table("word_shares"), shy)
    point = "(?:点(?P<{}>[零〇一二三四五六七八九]+)(?![十百千时点]))?"
    simple = "[一二三四五六七八九十]{1,3}"
    first = "一二两兩三四五六七八九十百千万萬亿億"
    return re.compile(
        rf"(?P<share>{share})"
        rf"|(?P<parts>{simple})分之(?P<of>{simple}|[一二三四五六七八九]?百)"
        rf"|(?P<whole>[百千万])分之(?P<rate>[零〇一二两三四五六七八九十百]+){point.format('rate_point')}"
        rf"|(?:(?P<low>[一二两三四五六七八九十]{{1,2}})[至到~-])?(?P<numeral>[{first}][零〇{first}]*){point.format('point')}"
        rf"(?P<more>[多余餘來来]?(?P<big>[万萬]?[亿億]|[万萬])?(?P<more2>[多余餘])?)"
        rf"(?:{GAP}(?P<measure>{measure})(?P<half>{half_pattern()})?)?"
    )


@cache
def _ordinary() -> tuple[tuple[str, ...], re.Pattern[str]]:
    heads = "|".join(map(re.escape, words("word_measures", "ordinary")))
    return tuple(table("word_measures")["not_after"]), re.compile(heads)


@cache
def _heads() -> re.Pattern[str]:
    shares = "".join(sorted({word[0] for word in table("word_shares")}))
    return re.compile(f"[{shares}一二两兩三四五六七八九十百千万萬亿億]")


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What a plain search for the pattern finds, without trying it on every character."""
    pattern, end = _pattern(), 0
    for head in _heads().finditer(text):
        match = pattern.match(text, head.start()) if head.start() >= end else None
        if match:
            end = match.end()
            yield match


def find_words(text: str) -> Iterator[Word]:
    """Every number word of folded text, left to right."""
    not_after, ordinary = _ordinary()
    for match in _matches(text):
        start = match.start()
        if text.endswith(not_after, max(0, start - 2), start):
            continue
        if ordinary.match(text, start) and not match["parts"]:  # 十分, but 十分之一
            continue
        if match["share"]:
            comparator = table("word_share_comparators").get(match["share"], "=")
            yield Word(
                Decimal(table("word_shares")[match["share"]]), _PERCENT, start, match.end(), comparator
            )
        elif match["parts"]:
            yield from _fraction(match)
        elif match["whole"]:
            rate = _with_point(read_numeral(match["rate"]), match["rate_point"])
            base = {"百": 100, "千": 1000, "万": 10000}[match["whole"]]
            if rate is not None:
                yield Word(rate * 100 / base, _PERCENT, start, match.end())
        else:
            yield from _counted(text, match)


def _fraction(match: re.Match[str]) -> Iterator[Word]:
    of, parts = read_numeral(match["parts"]), read_numeral(match["of"])
    if of and parts and parts < of:
        yield Word(as_percent(parts, of), _PERCENT, match.start(), match.end())


def as_percent(parts: int, of: int) -> Decimal:
    """A fraction in percent, to two decimals: 1/3 → 33.33."""
    return (Decimal(parts) * 100 / of).quantize(Decimal("0.01")).normalize() + 0


def _with_point(whole: int | None, point: str | None) -> Decimal | None:
    """一点二 → 1.2."""
    if whole is None or not point:
        return None if whole is None else Decimal(whole)
    return Decimal(f"{whole}.{''.join(str(_DIGITS[char]) for char in point)}")


def _counted(text: str, match: re.Match[str]) -> Iterator[Word]:
    start, end, tail = match.start(), match.end(), re.sub("[多余餘來来]", "", match["more"])
    unit = look_up(match["measure"]) or Unit("")
    numeral = match["numeral"] + tail
    bare = not match["point"] and (
        numeral[0] in "百千万萬亿億" or (numeral[0] == "十" and _is_power(numeral))
    )
    hedge = _word_hedge(text, start, bare)
    if bare and not _is_bare_amount(text, match, numeral, unit, bool(hedge) or _is_hedged(text, start)):
        return
    if not bare and _is_ordinary(numeral, unit):
        return
    ends = _ends(match["low"], match["numeral"], tail, match["point"])
    if ends is None:
        return
    half = Decimal("0.5") if match["half"] else 0
    low, high = ((value + half).scaleb(unit.exponent) for value in ends)
    if low != high:
        yield Word(low, unit, start, end, "~" if match["low"] is None else "=", high)
    elif hedge:
        yield Word(high, unit, start, end, hedge)
    elif match["more"] != tail:
        yield Word(high, unit, start, end, ">")
    else:
        yield Word(high, unit, start, end, "~" if bare and not _is_exact(text, start, end) else "=")


def _word_hedge(text: str, start: int, bare: bool) -> str:
    """The hedge that only number words have: 上百家 is at least, 过亿元 more than."""
    char, before = text[max(0, start - 1) : start], text[max(0, start - 2) : max(0, start - 1)]
    if (char == "过" and not bare) or (before and before in table("word_hedges_not_after").get(char, ())):
        return ""
    return str(table("word_hedges").get(char, ""))


def _is_exact(text: str, start: int, end: int) -> bool:
    beside = text[max(0, start - 12) : start] + text[end : end + 4]
    return any(word in beside for word in table("bare_amounts")["exact_beside"])


def _is_power(numeral: str) -> bool:
    """十万, 十亿: nothing but steps; 十二万 is twelve of them."""
    return len(numeral) > 1 and _DIGITS.keys().isdisjoint(numeral) and not _GROUPS.keys().isdisjoint(numeral)


def _ends(low: str | None, numeral: str, tail: str, point: str | None) -> tuple[Decimal, Decimal] | None:
    """Both ends of 两至三, 两三 or 二三十, twice the same of a plain numeral; None for what is no numeral."""
    scale = Decimal(read_numeral("一" + tail) or 1) if tail else Decimal(1)
    if point:
        value = _with_point(read_numeral(numeral), point)
        return None if value is None else (value * scale, value * scale)
    two = _TWO_DIGITS.search(numeral)
    if two and not low:
        head, rest = numeral[: two.start()], numeral[two.end() :] + tail
        first, second = (read_numeral(head + digit + rest) for digit in two[0])
    else:
        second = read_numeral(numeral + tail)
        first = int((read_numeral(low) or 0) * scale) if low else second
    if first is None or second is None or ((low or two) and first >= second):
        return None
    return Decimal(first), Decimal(second)


def _is_hedged(text: str, start: int) -> bool:
    return text.endswith(tuple(table("comparators_before")), max(0, start - 4), start)


def _is_bare_amount(text: str, match: re.Match[str], numeral: str, unit: Unit, hedged: bool) -> bool:
    """百亿市场, 上百家, 近千万元; but not 百万元 in a header, nor 千味."""
    big = not _GROUPS.keys().isdisjoint(numeral)
    if not (big or unit.name):
        return False
    if text[match.end() : match.end() + 1] in (")", "】", "]") or text.endswith(
        ("(", ":", "/"), 0, match.start()
    ):
        return False
    if numeral[0] in "亿億":  # 破亿, 近亿元; not 最近亿联网络, nor 亿千瓦 behind a figure
        if len(numeral) > 1:
            return False
        after = text[match.end() : match.end() + 1]
        return hedged and (bool(unit.name) or not after.isalpha() or after == "的")
    return hedged or (len(numeral) > 1 and not {"亿", "億"}.isdisjoint(numeral))


def _is_ordinary(numeral: str, unit: Unit) -> bool:
    """Is it an article (一家), an ordinal (二期) or part of a word (三元), not an amount?"""
    if not unit.name:
        return len(numeral) < 2 or _GROUPS.keys().isdisjoint(numeral)
    if unit.is_money or unit.name == "share":
        return len(numeral) < 2
    return unit.name not in ("%", "倍", "pct_pt") and numeral in ("一", "二")
