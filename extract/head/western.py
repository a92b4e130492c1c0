"""The head of an English note in, its rating out: "Buy" under its label, "Stock Rating … Overweight", "MAINTAIN BUY"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extract.head.facts import Facts, left_of
from extract.model import RatingClaim
from extract.pages.lines import Line
from extract.vocabulary import longest_first, words

_INDUSTRY = re.compile(r"industry|sector|view", re.I)
_QUALIFIED = r"(?:\s*/\s*(?:High|Speculative|Medium|Low)\s+Risk|\s*\([^()]{1,12}\))?\.?"


@cache
def _pattern() -> re.Pattern[str]:
    """A line that is nothing but a rating, with the action before it and a qualification behind it."""
    ratings, actions = (
        "|".join(re.escape(w) for w in longest_first(words(section, "en")))
        for section in ("ratings", "actions")
    )
    return re.compile(rf"(?:(?P<action>{actions})\s+)?(?P<rating>{ratings}){_QUALIFIED}", re.I)


def western_rating(first: Sequence[Line], facts: Facts, height: float) -> RatingClaim | None:
    """The rating of an English first page; None where no line of its upper part is one."""
    best: tuple[float, Line, re.Match[str], tuple[Line, ...]] | None = None
    for line in first:
        match = _pattern().fullmatch(line.text.strip())
        if match is None or line.box.top > 0.5 * height:
            continue
        label = _label(line, first)
        if label is None and _INDUSTRY.search(left_of(line, first)):
            continue
        score = line.size + 6 * (label is not None) + 6 * bool(match["action"]) - 8 * line.box.top / height
        if best is None or score > best[0]:
            best = (score, line, match, (label, line) if label else (line,))
    if best is None:
        return None
    _, _, match, lines = best
    known = {word.lower(): (word, step) for word, step in words("ratings", "en").items()}
    actions = {word.lower(): meaning for word, meaning in words("actions", "en").items()}
    word, step = known[match["rating"].lower()]
    return RatingClaim(
        page=lines[0].page,
        bbox=tuple(line.box.rounded() for line in lines),
        quote=" ".join(line.text for line in lines),
        origin="header",
        subject=facts.topic,
        ticker=facts.ticker,
        rating=word,
        action=str(actions[match["action"].lower()]) if match["action"] else None,
        step=str(step),
    )


def _label(line: Line, first: Sequence[Line]) -> Line | None:
    """The word Rating to the left of a rating or just above it; an industry's view is not a rating of the stock."""
    near = [
        o
        for o in first
        if o.page == line.page
        and re.fullmatch(r"(?:Stock |Company |Our )?(?:Rating|Recommendation)\s*:?", o.text.strip(), re.I)
        and (
            (abs(o.base - line.base) < 3 and o.box.x1 <= line.box.x0)
            or (0 < line.base - o.base < 2.2 * max(line.size, o.size) and abs(o.box.x0 - line.box.x0) < 12)
        )
    ]
    return near[0] if near else None
