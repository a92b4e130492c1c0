"""A registered name goes in, the listed companies it can be of come out: 深圳市金新农科技股份有限公司 → 金新农.

Only names that end in 股份有限公司 are read so: a company that is listed here has that legal form, its parent mostly
another (贵州茅台集团 is 有限责任公司). The place at the head must be the one the company is registered in.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kb.who.entity import Name, Seed
from kb.who.names import fold_name
from kb.who.seed import cities

_FORM = "股份有限公司"
# What a company writes into its registered name and leaves out of its short one.
_GENERIC = ("科技", "技术", "集团", "控股", "实业", "产业", "企业", "发展", "（集团）")
_PLACE_ENDS = re.compile(r"^(?:省|市|自治区|壮族自治区|维吾尔自治区|回族自治区|古自治区|古)")


class Stem(NamedTuple):
    """What is left of a registered name: without its place (`area`, "" where none was taken off) and generic endings."""

    text: str
    area: str
    bare: bool  # nothing was taken off at all


def stems(printed: str) -> Iterator[Stem]:
    """Every stem of a registered name, the whole name first; nothing where it is no such name."""
    text = re.sub(r"[()\s]", "", unicodedata.normalize("NFKC", printed))
    if not text.endswith(_FORM) or len(text) < len(_FORM) + 2:
        return
    body = text[: -len(_FORM)]
    for rest, area in ((body, ""), *_without_place(body)):
        stem, bare = rest, rest is body
        while len(stem) >= 2:
            yield Stem(stem, area, bare)
            shorter = next((stem[: -len(word)] for word in _GENERIC if stem.endswith(word)), "")
            stem, bare = shorter, False


def _without_place(body: str) -> Iterator[tuple[str, str]]:
    if body.startswith("中国"):
        yield body[2:], ""
    for place, area in _places():
        if body.startswith(place):
            rest = _PLACE_ENDS.sub("", body[len(place) :])
            yield rest, area
            for inner, within in _places():
                if within == area and rest.startswith(inner):  # 浙江省杭州市 …
                    yield _PLACE_ENDS.sub("", rest[len(inner) :]), area


@functools.cache
def _places() -> tuple[tuple[str, str], ...]:
    table = cities()
    return tuple((place, area) for area, within in table.items() for place in dict.fromkeys((area, *within)))


def bearers(printed: str, seed: Seed, by_key: Mapping[str, Sequence[Name]]) -> dict[str, Name]:
    """The listed companies whose short name the registered name holds, by entity id; several mean that nobody knows."""
    found: dict[str, Name] = {}
    for stem in stems(printed):
        for key in _short_forms(stem):
            for name in by_key.get(key, ()):
                if name.kind != "short" or not seed.entities[name.entity].listings:
                    continue
                if stem.area and seed.areas.get(name.entity) != stem.area:
                    continue
                found.setdefault(name.entity, name)
    if found:
        return found
    for stem in stems(printed):
        if stem.area:
            found.update((name.entity, name) for name in _begins_as(stem, seed, by_key))
    return found


def _begins_as(stem: Stem, seed: Seed, by_key: Mapping[str, Sequence[Name]]) -> Iterator[Name]:
    """The short name of four or more characters with which what is left behind the place begins: 郑州千味央厨食品…"""
    for length in range(min(len(stem.text), 6), 3, -1):
        names = by_key.get(fold_name(stem.text[:length]), ())
        own = [name for name in names if name.kind == "short" and seed.areas.get(name.entity) == stem.area]
        if own:
            yield from own
            return


def _short_forms(stem: Stem) -> Iterator[str]:
    """The keys of short names that such a stem may stand for: 万华化学, 大华股份, 万科A."""
    if len(stem.text) > 2:
        yield fold_name(stem.text)
    # Two characters are many companies' beginning: the place, or the whole name, has to bear them out.
    if len(stem.text) > 2 or stem.area or stem.bare:
        yield fold_name(stem.text + "股份")
        yield fold_name(stem.text + "A")
