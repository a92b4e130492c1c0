"""A company's listed name in, the shorter names its report calls it by out: 远山食品股份-W is 远山 as well.

A short name that is a place or an everyday word is none: 中国平安 is never just 中国.
"""

from __future__ import annotations

import functools
import re

from extract.vocabulary import longest_first, words


def short_names(company: str | None) -> tuple[str, ...]:
    """The names of `company` without its share class and without the words for its trade; none shorter than two letters."""
    if company is None:
        return ()
    found: list[str] = []
    name = _SHARES.sub("", company).strip()
    while True:
        if name != company and len(name) >= 2 and name not in _everyday():
            found.append(name)
        shorter = _tails().sub("", name)
        if shorter == name or len(shorter) < 2:
            return tuple(found)
        name = shorter


# What exchanges put behind or before a name: the class of its shares, a warning.
_SHARES = re.compile(r"^\*?ST|[-－](?:[A-Z]{1,2})$|[（(].*[)）]$")


@functools.cache
def _tails() -> re.Pattern[str]:
    listed = longest_first(words("subject")["trade_words"])
    return re.compile(rf"(?:{'|'.join(listed)})$")


@functools.cache
def _everyday() -> frozenset[str]:
    table = words("subject")
    return frozenset((*table["country_words"], *table["no_short_names"]))
