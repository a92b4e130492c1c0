"""Two rating words in, which of them stands higher out: by the scale that defines both, else by the words; else nothing is said.

`step` is coarser: 买入 and 增持 are both a kind of buy, and a broker that goes from one to the other has moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from extract.vocabulary.datafiles import words

# Best first.
_STEPS = ("strong_buy", "buy", "hold", "underperform", "sell")
_CLASS = re.compile(r"\s?-\s?[A-C]$")


class Rung(NamedTuple):
    """A word as a definition page bounds it, in percent; None is an open end."""

    word: str
    low: Decimal | None
    high: Decimal | None


def moved_on(scale: Sequence[Rung], before: str, now: str) -> int | None:
    """1 where `now` stands above `before` on a scale, -1 below it, 0 where they are one; None where it lacks either.

    `scale` is in the order of the page, strong to weak, which decides where the bounds do not.
    """
    places = {plain_word(rung.word): place for place, rung in reversed(list(enumerate(scale)))}
    old, new = places.get(plain_word(before)), places.get(plain_word(now))
    if old is None or new is None:
        return None
    if old == new:
        return 0
    bounds = [_bounds(scale[place]) for place in (old, new)]
    if None in bounds or bounds[0] == bounds[1]:
        return 1 if new < old else -1
    return 1 if bounds[1] > bounds[0] else -1  # type: ignore[operator]


def moved_in_words(before: str, now: str) -> int | None:
    """The same by the words alone: their steps, and within one step the ladders of the language files."""
    old, new = plain_word(before), plain_word(now)
    if old == new:
        return 0
    steps = _steps()
    if old in steps and new in steps and steps[old] != steps[new]:
        return 1 if steps[new] < steps[old] else -1
    for ladder in _ladders():
        if old in ladder and new in ladder:
            return 1 if ladder.index(new) < ladder.index(old) else -1
    return None


def plain_word(rating: str) -> str:
    """A rating as words are compared: without its class of risk (买入-A), blanks and case."""
    return re.sub(r"\s+", "", _CLASS.sub("", rating.strip())).casefold()


def _bounds(rung: Rung) -> tuple[Decimal, Decimal] | None:
    if rung.low is None and rung.high is None:
        return None
    return (
        Decimal("-Infinity") if rung.low is None else rung.low,
        Decimal("Infinity") if rung.high is None else rung.high,
    )


@cache
def _steps() -> dict[str, int]:
    return {plain_word(word): _STEPS.index(str(step)) for word, step in _both("ratings")}


@cache
def _ladders() -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(map(plain_word, ladder)) for _, ladders in _both("rating_ladders") for ladder in ladders
    )


def _both(section: str) -> Iterable[tuple[str, Any]]:
    return [*words(section).items(), *words(section, "en").items()]
