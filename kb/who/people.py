"""An author's claim goes in, the person and the statements of the name come out; a licence number is the only proof of identity.

Two analysts of one name are two people, and one who moved to another broker is one: mainland licences (S…) keep their
first letters for the broker, so a person is known by the whole number and a move is a new one until somebody judges.
"""

from __future__ import annotations

import re
import unicodedata

from extract.model import AnalystClaim
from kb.who.entity import Entity, Name
from kb.who.names import fold_name

# The Securities Association of China (S0880523010003) and Hong Kong's Securities and Futures Commission (BXX123).
_LICENCE = re.compile(r"S\d{13}|[A-Z]{3}\d{3}")


def person_id(licence: str | None) -> str | None:
    """The id of who holds a licence: "S0880523010003" → person-s0880523010003; None where it is no licence number."""
    text = unicodedata.normalize("NFKC", licence or "").replace(" ", "").upper()
    return f"person-{text.lower()}" if _LICENCE.fullmatch(text) else None


def person(
    claim: AnalystClaim, *, source: str, on: str | None = None
) -> tuple[Entity, tuple[Name, ...]] | None:
    """The analyst of a claim and what the report calls them, dated with its day; None without a licence number.

    `source` says which report the statement is from. The name is weak: namesakes are common, so it never links alone.
    """
    own = person_id(claim.licence)
    name = " ".join(claim.name.split())
    if own is None or not name:
        return None
    statement = Name(name, fold_name(name), own, "short", source, weak="a person's name", since=on or "")
    return Entity(own, "person", name), (statement,)
