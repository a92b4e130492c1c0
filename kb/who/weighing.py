"""The name statements of the data files go in, the same with their first days and their weaknesses come out; pure.

What a rule derives (伊利股份 → 伊利) is weaker than what a line of a file says, and never replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kb.who.entity import Entity, Name
from kb.who.names import fold_name, has_han, is_special_treatment

# Endings that a company's short form drops; what is left counts only where no other entity claims it.
_ENDINGS = ("股份公司", "股份", "集团控股", "集团", "控股", "公司")


def dated(names: list[Name]) -> Iterator[Name]:
    """The names with the earliest day of each: the name of a renamed company begins where the former ended."""
    renamed: dict[str, str] = {}
    listed: dict[tuple[str, str], str] = {}
    for name in names:
        if name.source == "aliases.csv" and name.kind == "former":
            renamed[name.entity] = max(renamed.get(name.entity, ""), name.until)
        elif name.since:
            mark = (name.entity, name.key)
            listed[mark] = min(listed.get(mark, name.since), name.since)
    for name in names:
        since = listed.get((name.entity, name.key), name.since) if name.since else ""
        if name.kind == "short":
            since = max(since, renamed.get(name.entity, ""))
        yield name._replace(since=since) if since != name.since else name


def shortened(name: str) -> str | None:
    """The short form a rule derives: 伊利股份 → 伊利, 万科A → 万科; None where there is none."""
    if not has_han(name):
        return None
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    if name[-1] in "AB" and has_han(name[-2]):
        return name[:-1]
    return None


def weighed(
    statements: Iterable[Name], entities: Mapping[str, Entity], words: Iterable[str]
) -> Iterator[Name]:
    """Each statement once, with why it needs a second piece of evidence; `words` are those that are also everyday ones."""
    names = list(statements)
    ordinary = {fold_name(word) for word in words}
    by_hand = {(name.key, name.entity) for name in names if name.source != "derived"}
    owners: dict[str, set[str]] = {}
    for name in names:
        owners.setdefault(name.key, set()).add(name.entity)
    seen: set[tuple[str, str, str]] = set()
    for name in names:
        mark = (name.text, name.entity, name.kind)
        if mark in seen or (name.source == "derived" and (name.key, name.entity) in by_hand):
            continue
        seen.add(mark)
        weak = ""
        if name.key in ordinary and entities[name.entity].kind in ("company", "product"):
            weak = "an everyday word"
        elif name.source == "derived":
            weak = (
                "a short form"
                if len(name.key) < 3
                else "a short form of several"
                if len(owners[name.key]) > 1
                else ""
            )
        elif is_special_treatment(name.text) and len(name.key) < 3:
            weak = "a short form"
        yield name._replace(weak=weak) if weak else name
