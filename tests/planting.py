"""Claims of a report that is right in, how many planted errors the checks find out: one number changed at a time.

A planted error is a digit, the sign, or the magnitude (×10, ×100, ×10⁴) of one claim, value and printed number alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.checks.check import doubts_of, relations_of, sort_out
from extract.model import Claim, MetricClaim

KINDS = ("digit", "digit", "digit", "magnitude", "sign")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Found:
    """Shares from 0 to 1: of all planted errors, of those on claims that an equation binds, of claims that are right."""

    planted: int
    every: float  # planted errors in doubt
    bound: float  # the same, of those on claims that some equation binds in the report as it was
    bound_share: float  # how many of the planted ones are such
    clean: float  # claims of the reports as they were that are in doubt
    others: float  # claims in doubt besides the planted one and those that were before
    missed: tuple[tuple[str, str, str], ...] = ()


def changed(printed: str, kind: str, chance: random.Random) -> str | None:
    """The printed number with one error; None where it has no digits."""
    match = _NUMBER.search(printed)
    if match is None or not any(ch in "123456789" for ch in match[0]):
        return None
    number = match[0]
    if kind == "sign":
        bare = printed.replace("(", "").replace(")", "")
        return (
            bare.replace("-", "")
            if bare != printed or "-" in printed
            else printed.replace(number, f"-{number}", 1)
        )
    if kind == "magnitude":
        value = Decimal(number.replace(",", "")).scaleb(chance.choice((1, 2, 4)))
        return printed.replace(number, f"{value:,f}", 1)
    places = [at for at, ch in enumerate(number) if ch.isdigit()]
    at = chance.choice(places)
    others = [
        d for d in "0123456789" if d != number[at] and (d != "0" or at != places[0] or len(places) == 1)
    ]
    return printed.replace(number, number[:at] + chance.choice(others) + number[at + 1 :], 1)


def with_error(claim: MetricClaim, kind: str, chance: random.Random) -> MetricClaim | None:
    """The claim as it would be read from the changed print."""
    printed = changed(claim.original, kind, chance)
    if printed is None:
        return None
    value = value_after(claim.value, claim.original, printed, kind)
    places = claim.decimals
    if places is not None:
        # ×100 leaves fewer decimals to print: 1.25 becomes 125.
        places += _decimals(printed) - _decimals(claim.original)
    return replace(claim, value=value, original=printed, decimals=places)


def value_after(value: Decimal, original: str, printed: str, kind: str) -> Decimal:
    """The value of the changed print, where the original print had `value`."""
    return -value if kind == "sign" else value * _number(printed) / _number(original)


def _number(printed: str) -> Decimal:
    match = _NUMBER.search(printed)
    assert match is not None
    return Decimal(match[0].replace(",", ""))


def _decimals(printed: str) -> int:
    return -int(_number(printed).as_tuple().exponent)


def bound(claims: Sequence[Claim]) -> set[int]:
    """The claims that some equation of the report binds."""
    return {figure.index for relation in relations_of(sort_out(claims)) for figure in relation.members()}


def planted(reports: Sequence[Sequence[Claim]], count: int, seed: int) -> Found:
    """Plant `count` errors, one at a time, in claims drawn by chance; every choice follows from the seed."""
    chance = random.Random(seed)
    clean = [set(doubts_of(claims)) for claims in reports]
    bound_ones = [bound(claims) for claims in reports]
    places = [
        (r, at)
        for r, claims in enumerate(reports)
        for at, c in enumerate(claims)
        if isinstance(c, MetricClaim)
    ]
    hits = tried = bound_hits = bound_tried = others = seen = 0
    missed: list[tuple[str, str, str]] = []
    for r, at in chance.sample(places, min(count, len(places))):
        claim = reports[r][at]
        assert isinstance(claim, MetricClaim)
        wrong = with_error(claim, chance.choice(KINDS), chance)
        if wrong is None:
            continue
        found = doubts_of([*reports[r][:at], wrong, *reports[r][at + 1 :]])
        tried, hits = tried + 1, hits + (at in found)
        if at in bound_ones[r]:
            bound_tried, bound_hits = bound_tried + 1, bound_hits + (at in found)
        others += len(found.keys() - clean[r] - {at})
        seen += len(reports[r])
        if at not in found:
            missed.append((f"{claim.metric} {claim.period}", claim.original, wrong.original))
    return Found(
        planted=tried,
        every=hits / tried,
        bound=bound_hits / max(1, bound_tried),
        bound_share=bound_tried / tried,
        clean=sum(map(len, clean)) / sum(map(len, reports)),
        others=others / seen,
        missed=tuple(missed),
    )
