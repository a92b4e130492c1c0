"""A name nobody knows goes in, whether it looks like a firm's comes out: to ask about the likely ones first, never to decide."""

from __future__ import annotations

import functools
import re

from kb.who.names import has_han
from kb.who.seed import DATA

_LATIN_NAME = re.compile(r"[A-Z][A-Za-z]*[a-z][A-Za-z]*(?:[ .&-]+[A-Za-z0-9]+)*")
_LONGEST = 24  # characters: what is longer is a clause that was taken for a name


def looks_like_a_firm(name: str) -> bool:
    """Whether it ends as firms' names do, or is written as a Latin name is, and holds no word of a class of firms."""
    if len(name) > _LONGEST or any(word in name for word in _words("no_firms.txt")):
        return False
    if not has_han(name):
        return _LATIN_NAME.fullmatch(name) is not None
    return any(
        name.endswith(ending) and len(name) - len(ending) >= 2 for ending in _words("firm_endings.txt")
    )


@functools.cache
def _words(file: str) -> tuple[str, ...]:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
