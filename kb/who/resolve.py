"""A mention goes in; one entity with its reasons comes out, or none with candidates. Nothing is ever guessed.

Order of evidence: a listing code on the page, a full or current short name, an exact alias, a weak name with a
co-mention. Likeness of spelling only proposes candidates: no threshold separates 比亚迪/比亚迪电子 from 腾讯/腾讯控股.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import Counter
from collections.abc import Collection, Iterable

from kb.who.codes import code_in, normalise_code
from kb.who.entity import Entity, Name, Seed
from kb.who.evidence import because, is_loose, tier, top_tier
from kb.who.judgement import Candidate, Reason, Resolution
from kb.who.names import fold_name, has_han, is_ex_dividend, is_special_treatment
from kb.who.registered import bearers
from kb.who.seed import load
from kb.who.spelling import likest


class Resolver:
    """Names and codes of the seed data, indexed by folded key."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._by_key: dict[str, list[Name]] = {}
        self._by_entity: dict[str, list[Name]] = {}
        self._by_beginning: dict[str, list[Name]] = {}
        for name in seed.names:
            self._by_key.setdefault(name.key, []).append(name)

    @classmethod
    def from_seed(cls) -> Resolver:
        """The resolver over the product's own data files; built once a process."""
        return _seeded()

    def entity(self, entity_id: str) -> Entity | None:
        return self._seed.entities.get(entity_id)

    def present(self, entity_id: str) -> str:
        """The id today of an entity that was known by this id, or by this listing code, when a claim came in."""
        if entity_id in self._seed.entities:
            return entity_id
        return self._seed.codes.get(entity_id, entity_id)

    def names_of(self, entity_id: str) -> tuple[Name, ...]:
        """Every name statement about an entity, in the order of the data files."""
        if not self._by_entity:
            for name in self._seed.names:
                self._by_entity.setdefault(name.entity, []).append(name)
        return tuple(self._by_entity.get(entity_id, ()))

    def names(self) -> tuple[Name, ...]:
        """Every name statement there is."""
        return self._seed.names

    def code(self, printed: str | None) -> str | None:
        """The full listing code of a printed one, None where it is not certainly a code."""
        return normalise_code(printed, self._seed.codes)

    def resolve(
        self,
        mention: str,
        *,
        context: Collection[str] = (),
        ticker: str | None = None,
        kinds: Collection[str] = (),
        listed: bool = False,
        on: str | None = None,
    ) -> Resolution:
        """Who `mention` is.

        `ticker` is a code printed beside it; `context` are other names or entity ids of the same report; `kinds`
        limits the answer (company, industry …); `listed` says the place of the mention (a rating, a recommended
        list) makes it a company, so a current short name counts even where it is an everyday word; `on` is the ISO
        day of the report: names count as they were borne that day, None is now.
        """
        found = self.judge(mention, context=context, ticker=ticker, kinds=kinds, listed=listed, on=on)
        if found.entity is not None or found.candidates:
            return found
        typed = self._by_initials(mention)
        if typed is not None and not (typed.entity and kinds and typed.entity.kind not in kinds):
            return typed
        return dataclasses.replace(found, candidates=self.suggest(mention))

    def _by_initials(self, typed: str) -> Resolution | None:
        """What somebody who types "gzmt" means. Three letters are too often something else: they only propose."""
        letters = typed.strip().lower()
        owners = self._seed.initials.get(letters, ())
        if not owners:
            return None
        entities = [self._seed.entities[owner] for owner in owners]
        words = f"pinyin initials {letters}"
        if len(entities) == 1 and len(letters) >= 4:
            reason = Reason("initials", 0.7, words)
            return Resolution(typed, entities[0], (reason,))
        return Resolution(typed, None, (), tuple(Candidate(entity, 0.5, words) for entity in entities))

    def judge(
        self,
        mention: str,
        *,
        context: Collection[str] = (),
        ticker: str | None = None,
        kinds: Collection[str] = (),
        listed: bool = False,
        on: str | None = None,
    ) -> Resolution:
        """As `resolve`, without names that are only spelt alike among the candidates: what links a report."""
        found = self._judged(mention, context, ticker, kinds, listed, on)
        owner = self.owner(found.entity)
        return dataclasses.replace(found, owner=owner) if owner is not None else found

    def owner(self, entity: Entity | None) -> Entity | None:
        """Whose product or company it is, None where it is nobody's or nobody knows."""
        if entity is None or not entity.owner:
            return None
        return self._seed.entities.get(self._seed.codes.get(entity.owner, entity.owner))

    def _judged(
        self,
        mention: str,
        context: Collection[str],
        ticker: str | None,
        kinds: Collection[str],
        listed: bool,
        on: str | None,
    ) -> Resolution:
        named = self._named(mention, context, kinds, listed, on)
        code = self.code(ticker) or code_in(mention, self._seed.codes)
        if code is None:
            return named
        reason = Reason("code", 1.0, f"code {code} on the page")
        owner = self._seed.codes.get(code)
        if owner is None or (kinds and self._seed.entities[owner].kind not in kinds):
            return dataclasses.replace(named, reasons=(*named.reasons, reason))
        entity = self._seed.entities[owner]
        if named.entity is not None and named.entity.id != owner and not is_loose(named.name):
            clash = Reason("conflict", 0.0, f"{code} is {entity.name}, not {named.entity.name}")
            return Resolution(
                mention,
                None,
                (*named.reasons, reason, clash),
                (Candidate(entity, 0.5, "by code"), Candidate(named.entity, 0.5, "by name")),
            )
        agreed = named.reasons if named.entity is not None and named.entity.id == owner else ()
        return Resolution(mention, entity, (reason, *agreed), name=named.name if agreed else None)

    def suggest(self, mention: str, limit: int = 5, among: Iterable[str] = ()) -> tuple[Candidate, ...]:
        """Names spelt alike, best first: proposals for a person, never a judgement. `among` limits the entity ids."""
        allowed = set(among)
        best: dict[str, Candidate] = {}
        keys = [
            known
            for known, names in self._by_key.items()
            if not allowed or any(name.entity in allowed for name in names)
        ]
        for known, likeness in likest(fold_name(mention), keys, limit * 4):
            for name in self._by_key[known]:
                entity = self._seed.entities[name.entity]
                if allowed and entity.id not in allowed:
                    continue
                if entity.id not in best or best[entity.id].score < likeness:
                    best[entity.id] = Candidate(entity, round(likeness, 2), f"spelt like {name.text}")
        return tuple(sorted(best.values(), key=lambda c: (-c.score, c.entity.id))[:limit])

    def _named(
        self, mention: str, context: Collection[str], kinds: Collection[str], listed: bool, on: str | None
    ) -> Resolution:
        key = fold_name(mention)
        found = [
            name
            for name in self._by_key.get(key, ())
            if not kinds or self._seed.entities[name.entity].kind in kinds
        ]
        if not any(name.kind == "full" for name in found) and (company := self._registered(mention, kinds)):
            return company
        if not found:
            if is_ex_dividend(mention):
                return self._cut_short(mention, key, kinds)
            return self._only_one(mention, key, context, kinds, listed, on)
        # *ST国华 is a name; 国华 alone may be anybody's.
        marked = is_special_treatment(mention)
        strong = [
            name
            for name in found
            if not name.weak
            or (listed and name.kind == "short")
            or (marked and is_special_treatment(name.text))
        ]
        owners = top_tier(strong, on)
        if len(owners) == 1:
            name = next(iter(owners.values()))
            return Resolution(mention, self._seed.entities[name.entity], (because(name, on),), name=name)
        pool = owners or {name.entity: name for name in found}
        if beside := self._beside(list(pool.values()), self._ids(context, on)):
            name, reason = beside
            return Resolution(
                mention, self._seed.entities[name.entity], (because(name, on), reason), name=name
            )
        why = (
            Reason("ambiguous", 0.0, "several are called so")
            if len(pool) > 1
            else Reason("weak", 0.0, next(iter(pool.values())).weak)
        )
        ranked = sorted(pool.values(), key=lambda name: (tier(name, on), name.entity))
        return Resolution(
            mention,
            None,
            (why,),
            tuple(Candidate(self._seed.entities[n.entity], 0.5, f"called {n.text}") for n in ranked),
        )

    def _beside(self, pool: list[Name], nearby: set[str]) -> tuple[Name, Reason] | None:
        """The one of several names that the report bears out: by its bearer, or by two companies of its industry."""
        also = [name for name in pool if name.entity in nearby]
        if len(also) == 1:
            entity = self._seed.entities[also[0].entity]
            return also[0], Reason("co-mention", 0.8, f"{entity.name} is also named in the report")
        makers = [(name, owner) for name in pool if (owner := self.owner(self._seed.entities[name.entity]))]
        of_them = [(name, owner) for name, owner in makers if owner.id in nearby]
        if not also and len(of_them) == 1:
            name, owner = of_them[0]
            return name, Reason("owner", 0.75, f"{owner.name}, whose it is, is named in the report")
        if also or len(pool) < 2:
            return None  # an everyday word is not made a name by what the report is about
        trades = Counter(self._seed.entities[other].industry for other in nearby)
        shared = [name for name in pool if trades[self._seed.entities[name.entity].industry or "-"]]
        if len(shared) != 1:
            return None
        trade = self._seed.entities[shared[0].entity].industry
        words = f"{trades[trade]} others of {trade} are named in the report"
        return (shared[0], Reason("neighbours", 0.7, words)) if trades[trade] >= 2 else None

    def _cut_short(self, mention: str, key: str, kinds: Collection[str]) -> Resolution:
        """Behind XD, XR or DR the exchange leaves three characters of a name of four: XD伊利股 is 伊利股份."""
        nobody = Resolution(mention, None)
        if len(key) != 3 or (kinds and "company" not in kinds):
            return nobody
        whole = {name.entity: name for name in self._beginning(key) if len(name.key) == 4}
        if len(whole) != 1:
            return nobody
        name = next(iter(whole.values()))
        reason = Reason("cut", 0.85, f"{name.text} as the exchange cuts it on an ex-dividend day")
        return Resolution(mention, self._seed.entities[name.entity], (reason,), name=name)

    def _only_one(
        self,
        mention: str,
        key: str,
        context: Collection[str],
        kinds: Collection[str],
        listed: bool,
        on: str | None,
    ) -> Resolution:
        """恒玄 in a list of companies, or beside 恒玄科技: the only listed name that begins so, and no other word known."""
        nobody = Resolution(mention, None)
        if len(key) != 2 or not has_han(key) or (kinds and "company" not in kinds):
            return nobody
        bearing = {name.entity: name for name in self._beginning(key)}
        if len(bearing) != 1:
            return nobody
        name = next(iter(bearing.values()))
        if not listed and name.entity not in self._ids(context, on):
            return nobody
        place = "in a list of companies" if listed else "which the report also names"
        reason = Reason("beginning", 0.8, f"only {name.text} begins so, {place}")
        return Resolution(mention, self._seed.entities[name.entity], (reason,))

    def _beginning(self, key: str) -> tuple[Name, ...]:
        """The short names of listed companies that begin with two or three characters and go on."""
        if not self._by_beginning:
            for name in self._seed.names:
                if name.kind == "short" and self._seed.entities[name.entity].kind == "company":
                    for length in (2, 3):
                        if len(name.key) > length and self._seed.entities[name.entity].listings:
                            self._by_beginning.setdefault(name.key[:length], []).append(name)
        return tuple(self._by_beginning.get(key, ()))

    def short_for(self, mention: str, entity: Entity) -> Reason | None:
        """Why two characters may stand for the company a report is about: 中恒 in a note on 中恒电气.

        Only the beginning of its short name that few others share: 东方 says nothing of 东方财富.
        """
        key = fold_name(mention)
        if entity.kind != "company" or len(key) != 2 or not has_han(key):
            return None
        if any(name.source != "derived" for name in self._by_key.get(key, ())):
            return None
        if not self._own_short_name(entity).startswith(key):
            return None
        sharing = {name.entity for name in self._beginning(key)}
        words = f"beginning of {entity.name}, which the report is about"
        return Reason("beginning", 0.75, words) if len(sharing) <= 3 else None

    def _own_short_name(self, entity: Entity) -> str:
        return next((name.key for name in self.names_of(entity.id) if name.kind == "short"), "")

    def _registered(self, mention: str, kinds: Collection[str]) -> Resolution | None:
        borne = bearers(mention, self._seed, self._by_key) if mention.rstrip().endswith("公司") else {}
        if len(borne) != 1 or (kinds and "company" not in kinds):
            return None
        entity = self._seed.entities[next(iter(borne))]
        reason = Reason("registered", 0.9, f"registered name of a company that is listed as {entity.name}")
        return Resolution(mention, entity, (reason,), name=borne[entity.id])

    def _ids(self, context: Collection[str], on: str | None) -> set[str]:
        ids: set[str] = set()
        for word in context:
            if word in self._seed.entities:
                ids.add(word)
                continue
            meant = top_tier([n for n in self._by_key.get(fold_name(word), ()) if not n.weak], on)
            if len(meant) == 1:  # a word of several says nothing of any of them
                ids.update(meant)
        owned = {self._seed.entities[i].owner for i in ids} - {""}
        return ids | {self._seed.codes.get(owner, owner) for owner in owned}


@functools.cache
def _seeded() -> Resolver:
    return Resolver(load())
