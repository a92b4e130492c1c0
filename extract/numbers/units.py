"""Unit words in, (unit of the claim contract, power of ten) out; no unit is ever guessed.

`read_tail` reads what may follow a number: magnitude, unit, and "/件" behind money. `unit_scale` reads the unit of a
label or a table corner ("单位：百万元", "HK$ mn").
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract.vocabulary.wording import GAP, SPACE, alternation, fold, not_before, table, words


class Unit(NamedTuple):
    """What a printed unit means: its name in claims and the power of ten in front of it."""

    name: str
    exponent: int = 0
    is_money: bool = False


@cache
def units() -> dict[str, Unit]:
    """Every unit word, blanks removed."""
    known = {word.replace(" ", ""): Unit(unit, power) for word, (unit, power) in _unit_words().items()}
    known |= {word: Unit(word) for word in table("measures")}
    known |= {word.replace(" ", ""): Unit(code, is_money=True) for word, code in table("currencies").items()}
    return known


@cache
def _unit_words() -> dict[str, tuple[str, int]]:
    """The unit words, and those with a counter before them: pct and 个 pct."""
    found = {word: (str(unit), int(power)) for word, (unit, power) in table("units").items()}
    for kind, counters in table("unit_counters").items():
        for word, (unit, power) in table("units").items():
            if unit == kind and word[0] not in counters:
                found |= {counter + word: (unit, power) for counter in counters}
    return found


@cache
def magnitudes() -> dict[str, int]:
    """Every magnitude word → power of ten."""
    return dict(table("magnitudes"))


@cache
def _guards() -> dict[str, str]:
    guards = {word: not_before(ends) for word, ends in table("measures").items()}
    guards |= {word: not_before(ends) for word, ends in table("units_not_before").items()}
    guards |= {word: not_before(ends) for word, ends in table("magnitudes_not_before").items()}
    # "US$3bn HK$5": a sign that a figure follows belongs to that figure; 54xPE is 54x of PE.
    guards |= {word: rf"(?!{SPACE}\d)" for word in words("currency_prefixes") if word.isascii()}
    guards["×"] = rf"(?!{SPACE}\d)"  # 7×24 is no multiple
    guards |= dict.fromkeys("xX", r"(?:(?![A-Za-z0-9])|(?=P/?[EBS]|EV))")
    return guards


@cache
def unit_pattern(*, after_year: bool = False) -> str:
    """Any unit, the longest that fits; with `after_year` only those that a bare 2021 may carry (2021 家, not 2021 大)."""
    known = {*_unit_words(), *table("measures"), *table("currencies")}
    return alternation(known - set(words("year_like_before")) if after_year else known, _guards(), "xX")


@cache
def magnitude_pattern(*, shy: bool = False) -> str:
    """Any magnitude; with `shy` also m, b, k, which are magnitudes only behind a currency."""
    plain = set(table("magnitudes")) - (set() if shy else set(words("shy_magnitudes")))
    return alternation(plain, _guards())


class Tail(NamedTuple):
    """What is printed behind a figure, and where it ends: 多 or +, magnitude, unit, 半, "/件"."""

    end: int
    more: str = ""
    magnitude: str = ""
    unit: str = ""
    has_half: bool = False


@cache
def half_pattern() -> str:
    """半 behind the units that may have one."""
    behind = "".join(table("halves")["after"])
    return rf"(?<=[{behind}])半{not_before(table('halves')['not_before'])}"


@cache
def _behind() -> tuple[re.Pattern[str], ...]:
    per = alternation([*table("measures"), *table("units"), *words("per_words")], {})
    return tuple(
        map(
            re.compile,
            (
                rf"{GAP}(?P<word>\+(?!{SPACE}\d)|[多余餘來])",
                rf"{GAP}(?P<word>{magnitude_pattern()})",
                rf"{GAP}(?P<word>{unit_pattern()})",
                rf"(?:{SPACE}/{SPACE}{per}){{1,2}}",
                half_pattern(),
            ),
        )
    )


def read_tail(text: str, start: int) -> Tail:
    """What follows the figure that ends at `start`: hedge 多/+, magnitude, hedge, unit, per what, each if printed."""
    more, magnitude, unit, per, half = _behind()
    end, hedge, power_word, unit_word, has_half = start, "", "", "", False
    found = more.match(text, end)
    if found and (
        found["word"] == "+" or magnitude.match(text, found.end()) or unit.match(text, found.end())
    ):
        hedge, end = found["word"], found.end()
    if found := magnitude.match(text, end):
        power_word, end = found["word"], found.end()
    found = more.match(text, end)
    if found and found["word"] in "多余餘" and unit.match(text, found.end()):
        hedge, end = hedge or found["word"], found.end()
    if found := unit.match(text, end):
        unit_word, end = found["word"], found.end()
        if found := half.match(text, end):
            has_half, end = True, found.end()
        if found := per.match(text, end):
            end = found.end()
    if text.startswith("+", end) and (found := more.match(text, end)):
        hedge, end = hedge or found["word"], found.end()
    return Tail(end, hedge, power_word, unit_word, has_half)


def look_up(printed: str | None) -> Unit | None:
    """The meaning of a printed unit, None for none."""
    known = units()
    return (known.get(printed) or known.get(re.sub(r"\s+", "", printed))) if printed else None


def power(printed: str | None) -> int:
    """The power of ten of a printed magnitude, 0 for none."""
    known = magnitudes()
    return (known.get(printed) or known[re.sub(r"\s+", "", printed)]) if printed else 0


def currency_code(code: str, local: str) -> str:
    """The ISO code: "local" is 元 and "yuan_sign" is ¥, which follow the report."""
    if code == "local":
        return local
    if code == "yuan_sign":
        return "JPY" if local == "JPY" else "CNY"
    return code


@cache
def _scale_pattern() -> re.Pattern[str]:
    # The text has lost its blanks: RMBmn, so a letter may follow a letter.
    def bare(entries: list[str]) -> str:
        flat = sorted({entry.replace(" ", "") for entry in entries}, key=lambda word: (-len(word), word))
        return "|".join(re.escape(word) for word in flat)

    money = bare(list(table("currencies")))
    magnitude = bare(list(table("magnitudes")))
    unit = bare([*table("units"), *table("measures")])
    return re.compile(
        rf"(?P<money>{money})(?P<mag>{magnitude})?(?P<again>{money})?(?:/.{{1,6}})?"
        rf"|(?P<mag2>{magnitude})?(?:(?P<unit>{unit})|(?P<money2>{money}))(?:/.{{1,6}})?"
        rf"|(?P<mag3>{magnitude})"
    )


_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_LABEL = re.compile(r"(?:货币)?(?:单位|單位|Unit|unit|in)s?\s*[:：]?\s*")
_PIECES = re.compile(r"[,，、;；]|\s/\s|:|：")


def unit_scale(text: str, *, currency: str = "CNY") -> tuple[Decimal, str] | None:
    """The factor to base units and the unit of a label: "营业收入(百万元)" → (1000000, "CNY"); None when it names none.

    Looks at the whole text, then inside its brackets, then at its last word; "元/股" is money.
    """
    folded = fold(text).strip()
    if not folded:
        return None
    candidates = _candidates(folded)
    for candidate in candidates:
        found = _read_scale(candidate, currency)
        if found:
            return found
    return (Decimal(1), "%") if any(candidate.endswith("%") for candidate in candidates) else None


def _candidates(folded: str) -> list[str]:
    pieces = [folded]
    inside = _BRACKETS.findall(folded)
    pieces += inside
    outside = _LABEL.split(folded)
    if len(outside) > 1:
        pieces.append(outside[-1])
    found = list(pieces)
    for piece in pieces[1:] if len(pieces) > 1 else []:
        found += _PIECES.split(piece)
        found += piece.split()[:1]
    if " " in folded and not inside:
        found.append(folded.rsplit(" ", 1)[1])
    return found


def _read_scale(candidate: str, currency: str) -> tuple[Decimal, str] | None:
    flat = re.sub(r"\s+", "", candidate)
    match = _scale_pattern().fullmatch(flat)
    if not match:
        return None
    if match["money"]:
        code = currency_code(table("currencies").get(match["money"], "local"), currency)
        return Decimal(10) ** power(match["mag"]), code
    if match["mag3"]:
        return Decimal(10) ** power(match["mag3"]), ""
    meaning = look_up(match["unit"] or match["money2"])
    if meaning is None:
        return None
    name = currency_code(meaning.name, currency) if meaning.is_money else meaning.name
    return Decimal(10) ** (power(match["mag2"]) + meaning.exponent), name
