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
from extract.vocabulary import brokers
from kb.who.entity import BROKERS, Entity, Listing, Name, Seed
from kb.who.names import fold_name, strip_share_class
from kb.who.weighing import dated, shortened, weighed

DATA = Path(__file__).parents[1] / "entities"
LISTINGS_DATE = "2026-04"


@functools.cache
def load() -> Seed:
    """All seed entities and names.

    Raises BadDataFault (slug "bad-entity-file") where a data file names an entity that no file defines.
    """
    entities: dict[str, Entity] = {}
    codes: dict[str, str] = {}
    names: list[Name] = []
    lines: dict[str, Listing] = {}
    market = _read_market()
    for entity, own, line in (*market.rows, *_others(), *((*one, None) for one in _unlisted())):
        known = entities.get(entity.id)
        entities[entity.id] = _joined(known, entity) if known else entity
        codes.update(dict.fromkeys(entity.listings, entity.id))
        names.extend(own)
        if line is not None:
            lines[line.code] = line
    names.extend(_curated(codes, entities))
    _check(entities, names)
    for entity, own in _brokers(entities, names):
        entities.setdefault(entity.id, entity)
        names.extend(own)
    statements = tuple(weighed(dated(names), entities, ordinary_words()))
    initials = {letters: tuple(ids) for letters, ids in market.initials.items()}
    return Seed(entities, statements, codes, lines, initials, market.areas)


class _Market(NamedTuple):
    """The rows of `listings.csv`, and what each says beside the name."""

    rows: list[tuple[Entity, list[Name], Listing | None]]
    initials: dict[str, dict[str, None]]
    areas: dict[str, str]


def _joined(known: Entity, more: Entity) -> Entity:
    fresh = tuple(code for code in more.listings if code not in known.listings)
    return known._replace(listings=known.listings + fresh, english=known.english or more.english)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _name(text: str, entity: str, kind: str, source: str, until: str = "", since: str = "") -> Name:
    return Name(text, fold_name(text), entity, kind, source, until, since=since)


def _read_market() -> _Market:
    shown_as = _shown_names()
    source = f"listings.csv {LISTINGS_DATE}"
    market = _Market([], {}, {})
    with (DATA / "listings.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        next(rows)
        for code, name, issuer, industry, listed, delisted, status, area, initials in rows:
            shown = shown_as.get(issuer) or strip_share_class(name)
            kind = "short" if status == "L" else "former"
            own = [_name(name, issuer, kind, source, delisted, listed)]
            line = Listing(code, issuer, name, listed, delisted, share_class(code))
            market.rows.append((Entity(issuer, "company", shown, "", "", industry, (code,)), own, line))
            if initials and status == "L":
                market.initials.setdefault(initials, {})[issuer] = None
            if area:
                market.areas[issuer] = area
    return market


def share_class(code: str) -> str:
    """A, B or H by the number ranges of the exchanges; "other" elsewhere: 900901.SH → B."""
    number, _, exchange = code.partition(".")
    if exchange == "HK":
        return "H"
    if exchange in ("SH", "SZ", "BJ"):
        return "B" if (exchange, number[0]) in (("SH", "9"), ("SZ", "2")) else "A"
    return "other"


def _shown_names() -> dict[str, str]:
    """Names to show instead of the listing's: spelt better (MiniMax), or free of a trading-status mark (绝味食品)."""
    return {row["entity"]: row["names"] for row in _rows("aliases.csv") if row["kind"] == "name"}


def _others() -> Iterator[tuple[Entity, list[Name], Listing | None]]:
    for row in _rows("others.csv"):
        entity = row["issuer"] or row["code"]
        names = [_name(row["name"], entity, "short", "others.csv")]
        names += [_name(text, entity, "english", "others.csv") for text in row["english"].split("|") if text]
        names += [_name(text, entity, "alias", "others.csv") for text in row["aliases"].split("|") if text]
        line = Listing(row["code"], entity, row["name"], share_class=row["class"] or "other")
        yield Entity(entity, "company", row["name"], row["english"], listings=(row["code"],)), names, line


def _unlisted() -> Iterator[tuple[Entity, list[Name]]]:
    for row in _rows("private.csv"):
        entity = Entity(row["id"], row["kind"], row["name"], row["english"], row["owner"])
        yield entity, _all_names(row, entity.id, "private.csv")
    for row in _rows("indices.csv"):
        entity = Entity(row["code"], "index", row["name"], row["english"], listings=(row["code"],))
        yield entity, _all_names(row, entity.id, "indices.csv")
    parents = {row["name"]: row["id"] for row in _rows("industries.csv")} | {"": ""}
    for row in _rows("industries.csv"):
        names = _all_names(row, row["id"], "industries.csv")
        names += [
            _name(row["name"] + ending, row["id"], "alias", "industries.csv") for ending in ("行业", "板块")
        ]
        yield Entity(row["id"], "industry", row["name"], owner=parents[row["parent"]]), names
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
        if short := shortened(entity.name):
            yield _name(short, entity.id, "alias", "derived")


def _brokers(entities: dict[str, Entity], names: list[Name]) -> Iterator[tuple[Entity, list[Name]]]:
    """The houses that publish: those that are, or are called as, a company of the files are that company."""
    owners: dict[str, dict[str, str]] = {}
    for name in names:
        if entities[name.entity].kind == "company":
            owners.setdefault(name.key, {})[name.entity] = name.kind
    for house in brokers():
        own = (house.name, house.full_name, *house.short_names)
        known = [ids for text in own if (ids := owners.get(fold_name(text))) and len(ids) == 1]
        entity = entities[min(known[0])] if known else Entity(f"broker-{house.id}", "broker", house.name)
        told: dict[str, tuple[str, ...]] = {
            "alias" if known else "short": (house.name,),
            "full": (house.full_name,),
            "english": house.english,
            "former": house.former_names,
        }
        own_names = [(kind, text) for kind, texts in told.items() for text in texts]
        own_names += [("alias", text) for text in house.short_names]
        # What the files here say of a name, dates among it, stands; a legal form more is no other name.
        fresh = [
            (kind, text)
            for kind, text in own_names
            if (said := owners.get(fold_name(text), {}).get(entity.id, "")) == ""
            or (kind == "full" and said != "former")
        ]
        yield entity, [_name(text, entity.id, kind, BROKERS) for kind, text in fresh]


def cities() -> dict[str, tuple[str, ...]]:
    """The cities of each province as `listings.csv` writes it: what a registered name may begin with."""
    return {row["area"]: tuple(row["cities"].split()) for row in _rows("cities.csv")}


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
    unknown += sorted({e.owner for e in entities.values() if e.owner} - entities.keys())
    if unknown:
        raise BadDataFault(
            "bad-entity-file",
            f"kb/entities names {', '.join(unknown[:5])}, which no file there defines.",
            "Add the entity to listings.csv, others.csv or private.csv, or correct its id.",
            path=str(DATA),
        )
