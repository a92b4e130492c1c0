"""A name statement goes in, how much it counts on a day comes out, as a rank and as a reason with its weight; pure."""

from __future__ import annotations

from kb.who.entity import Name
from kb.who.judgement import Reason

_TIERS = {"short": 0, "full": 0, "former": 0, "english": 1, "alias": 1}
_NOT_BORNE = 2
_WEIGHTS = {"full": 0.98, "short": 0.95, "english": 0.9, "alias": 0.9, "former": 0.85}
_WORDS = {
    "short": "exact name",
    "full": "full name",
    "english": "English name",
    "former": "former name",
    "alias": "alias",
}


def tier(name: Name, on: str | None) -> int:
    """A short name borne on the day is 0, an alias 1, a name borne only before or after 2."""
    return _TIERS[name.kind] if name.held(on) else _NOT_BORNE


def top_tier(names: list[Name], on: str | None) -> dict[str, Name]:
    """The owners of the best kind of name present: a current short name outranks an alias, an alias a former name."""
    if not names:
        return {}
    best = min(tier(name, on) for name in names)
    return {name.entity: name for name in reversed(names) if tier(name, on) == best}


def is_loose(name: Name | None) -> bool:
    """Whether a code beside the name says more than the name: none, a former one, one that needs a second sign."""
    return name is None or name.kind == "former" or bool(name.weak)


def because(name: Name, on: str | None) -> Reason:
    """The statement as a piece of evidence: kind, words, source, and its days where they count."""
    days = f" since {name.since}" if name.since and not name.held(on) and not name.until else ""
    until = f" until {name.until}" if name.until else days
    weak = f", {name.weak}" if name.weak else ""
    kind = "short" if name.kind == "former" else name.kind  # on its day it was the name
    weight = _WEIGHTS[kind] if name.held(on) else _WEIGHTS["former"]
    return Reason(name.kind, weight, f"{_WORDS[name.kind]} {name.text}{until} [{name.source}]{weak}")
