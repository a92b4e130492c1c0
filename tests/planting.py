"""Claims of a report that is right in, how many planted errors the checks find out: one number changed at a time.

A planted error is one digit, the scale (×10 to ×10⁴, ÷10, ÷100, 亿 for 万) or the sign of one claim, value and printed
number alike. What is changed, and how, follows from the claim's place in its report: no clock, no drawing of lots.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from itertools import product

from extract.checks.check import doubts_of, relations_of, sort_out
from extract.model import Claim, MetricClaim, TargetPriceClaim

KINDS = ("digit", "scale", "sign")
_POWERS = (1, 2, 3, 4, -1, -2)
_EXACT = Context(prec=20)  # a quotient of 28 digits without the dust of its last ones
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORDS = {"亿": ("万", -4), "万": ("亿", 4)}

Number = MetricClaim | TargetPriceClaim


def lots(*place: object) -> random.Random:
    """What stands for chance at a place: the same on every machine and every day."""
    return random.Random(" ".join(map(str, place)))


def changed(printed: str, kind: str, chance: random.Random) -> tuple[str, Decimal] | None:
    """The printed number with one error, and what its value is to be multiplied by; None where it has no digits."""
    match = _NUMBER.search(printed)
    if match is None or not any(ch in "123456789" for ch in match[0]):
        return None
    number, was = match[0], _value(match[0])
    if kind == "sign":
        bare = printed.replace("(", "").replace(")", "").removeprefix("-")
        wrong = bare if bare != printed else printed.replace(number, f"-{number}", 1).replace("+-", "-")
        return wrong, Decimal(-1)
    if kind == "scale":
        power = chance.choice(_POWERS)
        word = printed[match.end() : match.end() + 1]
        if power in (3, 4) and word in _WORDS:
            other, power = _WORDS[word]
            return printed[: match.end()] + other + printed[match.end() + 1 :], Decimal(1).scaleb(power)
        return printed.replace(number, f"{was.scaleb(power):,f}", 1), Decimal(1).scaleb(power)
    places = [at for at, ch in enumerate(number) if ch.isdigit()]
    at = chance.choice(places)
    is_first = at == places[0] and len(places) > 1 and number[1:2] != "."
    others = [d for d in "0123456789" if d != number[at] and not (d == "0" and is_first)]
    wrong = number[:at] + chance.choice(others) + number[at + 1 :]
    return printed.replace(number, wrong, 1), _value(wrong) / was


def _value(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def original_of(claim: Number) -> str:
    """The number as printed; of a target price, the number of its quote that has its value."""
    if isinstance(claim, MetricClaim):
        return claim.original
    told = (match[0] for match in _NUMBER.finditer(claim.quote))
    return next((word for word in told if _value(word) == claim.value), str(claim.value))


def multiplied(value: Decimal, times: Decimal) -> Decimal:
    return _EXACT.create_decimal(value * times).normalize()


def with_error(claim: Number, kind: str, chance: random.Random) -> Number | None:
    """The claim as it would be read from the changed print."""
    before = original_of(claim)
    found = changed(before, kind, chance)
    if found is None:
        return None
    printed, times = found
    value = multiplied(claim.value, times)
    quote = claim.quote.replace(before, printed, 1)
    if isinstance(claim, TargetPriceClaim):
        return replace(claim, value=value, quote=quote)
    places = claim.decimals
    if places is not None and kind == "scale":
        # Moved by the point, a number has as many digits as before: 1.25 becomes 125 or 0.0125.
        places -= int(times.log10().to_integral_value())
    return replace(claim, value=value, original=printed, decimals=places, quote=quote)


def bound(claims: Sequence[Claim]) -> set[int]:
    """The claims that some equation of the report binds."""
    return {figure.index for relation in relations_of(sort_out(claims)) for figure in relation.members()}


@dataclass(frozen=True)
class Planted:
    """One error and what became of it. `others` are claims in doubt that were not before, besides the planted one."""

    report: str
    kind: str
    place: str  # "table" or "text"
    is_found: bool
    is_bound: bool  # by some equation, in the report as it was
    others: int
    claims: int
    words: str
    before: str
    after: str


def place_of(claim: Claim) -> str:
    return "text" if claim.origin.startswith(("prose", "ocr prose")) else "table"


def numbers(claims: Sequence[Claim]) -> list[int]:
    """The claims that are a number, by place."""
    return [at for at, claim in enumerate(claims) if isinstance(claim, MetricClaim | TargetPriceClaim)]


def plant(
    name: str, claims: Sequence[Claim], at: int, kind: str, is_bound: bool, clean: set[int]
) -> Planted | None:
    """One error at claim number `at`; `clean` are the claims in doubt before."""
    claim = claims[at]
    assert isinstance(claim, MetricClaim | TargetPriceClaim)
    wrong = with_error(claim, kind, lots(name, at, kind))
    if wrong is None:
        return None
    found = doubts_of([*claims[:at], wrong, *claims[at + 1 :]])
    others = len(found.keys() - clean - {at})
    words = f"{getattr(claim, 'metric', 'target price')} {getattr(claim, 'period', '')}"
    told = original_of(claim), original_of(wrong)
    return Planted(name, kind, place_of(claim), at in found, is_bound, others, len(claims), words, *told)


def planted(name: str, claims: Sequence[Claim], every: int = 1) -> Iterator[Planted]:
    """All kinds of errors in every `every`-th number of a report, one at a time."""
    clean, binding = set(doubts_of(claims)), bound(claims)
    for at, kind in product(numbers(claims)[::every], KINDS):
        if (found := plant(name, claims, at, kind, at in binding, clean)) is not None:
            yield found


def share(found: Iterable[bool]) -> float:
    """Of 1; 0 where there is none."""
    told = list(found)
    return sum(told) / max(1, len(told))
