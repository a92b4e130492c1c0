"""The data files of `kb/entities` go in, entities and dated names come out; every name says what kind it is and whence.

Read once a process. Entity ids are stable: the primary listing code for listed companies and indices, a slug otherwise.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from extract.errors import BadDataFault
from kb.who.names import fold_name, has_han, is_special_treatment, strip_share_class

DATA = Path(__file__).parents[1] / "entities"
LISTINGS_DATE = "2026-04"


class Entity(NamedTuple):
    """Somebody or something claims are about. `listings` are its codes, the primary one first."""

    id: str
    kind: str  # company, product, industry, index, country, region, market
    name: str
    english: str = ""
    owner: str = ""
    industry: str = ""
    listings: tuple[str, ...] = ()

    @property
    def ticker(self) -> str | None:
        """The primary listing code (A share before H share before overseas line), None if not listed."""
        return self.listings[0] if self.listings else None


class Name(NamedTuple):
    """One dated statement: `entity` is called `text`. `weak` names need a second piece of evidence to be believed."""

    text: str
    key: str
    entity: str
    kind: str  # short, full, alias, english, former
    source: str
    until: str = ""  # the last year or day it was the company's name, "" while it is
    weak: str = ""  # why it is weak, "" if it is not
    since: str = ""  # the first year or day it was, "" where it always was or nobody wrote it down

    def held(self, on: str | None) -> bool:
        """Whether it was its bearer's name on an ISO day; None is now. A year counts whole, at both its ends."""
        if on is None or (self.kind == "former" and not self.until):
            return self.kind != "former" and not self.until
        return (not self.since or on[: len(self.since)] >= self.since) and (
            not self.until or on[: len(self.until)] <= self.until
        )

    @property
    def spotted(self) -> bool:
        """Whether it may be looked for in running text: certain on its own, and nobody's guess."""
        return not self.weak and self.source != "derived" and len(self.key) >= 2 and not self.key.isdigit()


class Seed(NamedTuple):
    entities: dict[str, Entity]
    names: tuple[Name, ...]
    codes: dict[str, str]  # listing code → entity id


# Endings that a company's short form drops; what is left counts only where no other entity claims it.
_ENDINGS = ("股份公司", "股份", "集团控股", "集团", "控股", "公司")


@functools.cache
def load() -> Seed:
    """All seed entities and names.

    Raises BadDataFault (slug "bad-entity-file") where a data file names an entity that no file defines.
    """
    entities: dict[str, Entity] = {}
    codes: dict[str, str] = {}
    names: list[Name] = []
    for entity, own in (*_listed(), *_others(), *_unlisted()):
        known = entities.get(entity.id)
        entities[entity.id] = _joined(known, entity) if known else entity
        codes.update(dict.fromkeys(entity.listings, entity.id))
        names.extend(own)
    names.extend(_curated(codes, entities))
    _check(entities, names)
    return Seed(entities, tuple(_weighed(names, entities)), codes)


def _joined(known: Entity, more: Entity) -> Entity:
    fresh = tuple(code for code in more.listings if code not in known.listings)
    return known._replace(listings=known.listings + fresh, english=known.english or more.english)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _name(text: str, entity: str, kind: str, source: str, until: str = "") -> Name:
    return Name(text, fold_name(text), entity, kind, source, until)


def _listed() -> Iterator[tuple[Entity, list[Name]]]:
    shown_as = _shown_names()
    source = f"listings.csv {LISTINGS_DATE}"
    with (DATA / "listings.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        next(rows)
        for code, name, issuer, industry, _listed_on, delisted, status in rows:
            shown = shown_as.get(issuer) or strip_share_class(name)
            kind = "short" if status == "L" else "former"
            yield (
                Entity(issuer, "company", shown, "", "", industry, (code,)),
                [_name(name, issuer, kind, source, delisted)],
            )


def _shown_names() -> dict[str, str]:
    """Names to show instead of the listing's: spelt better (MiniMax), or free of a trading-status mark (绝味食品)."""
    return {row["entity"]: row["names"] for row in _rows("aliases.csv") if row["kind"] == "name"}


def _others() -> Iterator[tuple[Entity, list[Name]]]:
    for row in _rows("others.csv"):
        entity = row["issuer"] or row["code"]
        names = [_name(row["name"], entity, "short", "others.csv")]
        names += [_name(text, entity, "english", "others.csv") for text in row["english"].split("|") if text]
        names += [_name(text, entity, "alias", "others.csv") for text in row["aliases"].split("|") if text]
        yield Entity(entity, "company", row["name"], row["english"], listings=(row["code"],)), names


def _unlisted() -> Iterator[tuple[Entity, list[Name]]]:
    for row in _rows("private.csv"):
        entity = Entity(row["id"], row["kind"], row["name"], row["english"], row["owner"])
        yield entity, _all_names(row, entity.id, "private.csv")
    for row in _rows("indices.csv"):
        entity = Entity(row["code"], "index", row["name"], row["english"], listings=(row["code"],))
        yield entity, _all_names(row, entity.id, "indices.csv")
    for row in _rows("industries.csv"):
        names = _all_names(row, row["id"], "industries.csv")
        names += [
            _name(row["name"] + ending, row["id"], "alias", "industries.csv") for ending in ("行业", "板块")
        ]
        yield Entity(row["id"], "industry", row["name"], owner=row["parent"]), names
    for row in _rows("places.csv"):
        entity = Entity("place-" + row["id"].lower(), row["kind"], row["name"], row["english"])
        yield entity, _all_names(row, entity.id, "places.csv")


def _all_names(row: dict[str, str], entity: str, source: str) -> list[Name]:
    names = [_name(row["name"], entity, "short", source)]
    if english := row.get("english"):
        names.append(_name(english, entity, "english", source))
    names += [_name(text, entity, "alias", source) for text in (row["aliases"] or "").split("|") if text]
    return names


def _curated(codes: dict[str, str], entities: dict[str, Entity]) -> Iterator[Name]:
    for row in _rows("aliases.csv"):
        owner = codes.get(row["entity"], row["entity"])
        for text in row["names"].split("|"):
            kind = "short" if row["kind"] == "name" else row["kind"]
            yield _name(text, owner, kind, "aliases.csv", row["until"])
    for entity in entities.values():
        if entity.kind != "company" or not entity.listings:
            continue
        if short := _shortened(entity.name):
            yield _name(short, entity.id, "alias", "derived")


def _shortened(name: str) -> str | None:
    if not has_han(name):
        return None
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    if name[-1] in "AB" and has_han(name[-2]):
        return name[:-1]
    return None


def _weighed(names: list[Name], entities: dict[str, Entity]) -> Iterator[Name]:
    ordinary = {fold_name(word) for word in ordinary_words()}
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


def ordinary_words() -> frozenset[str]:
    """Names that are also everyday words: they need a second piece of evidence."""
    return _words("ordinary.txt")


def unspotted_names() -> frozenset[str]:
    """Names that ordinary text holds by accident: not to be looked for in it."""
    return _words("unspotted.txt")


def _words(file: str) -> frozenset[str]:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _check(entities: dict[str, Entity], names: list[Name]) -> None:
    unknown = sorted({name.entity for name in names} - entities.keys())
    unknown += sorted(
        {e.owner for e in entities.values() if e.owner and e.kind != "industry"} - entities.keys()
    )
    if unknown:
        raise BadDataFault(
            "bad-entity-file",
            f"kb/entities names {', '.join(unknown[:5])}, which no file there defines.",
            "Add the entity to listings.csv, others.csv or private.csv, or correct its id.",
            path=str(DATA),
        )
