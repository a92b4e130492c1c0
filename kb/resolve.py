"""A mention goes in; one entity with its reasons comes out, or none with candidates. Nothing is ever guessed.

Order of evidence: a listing code on the page, a full or current short name, an exact alias, a weak name with a
co-mention. Likeness of spelling only proposes candidates: no threshold separates 比亚迪/比亚迪电子 from 腾讯/腾讯控股.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterable

from extract.model import (
    Claim,
    EventClaim,
    Extraction,
    MetricClaim,
    RatingClaim,
    RecommendationClaim,
    ReportClaim,
    TargetPriceClaim,
)
from kb.codes import code_in, mainland_code, normalise_code
from kb.judgement import Candidate, Edge, Linked, Reason, Resolution
from kb.names import fold_name, has_han
from kb.seed import Entity, Name, Seed, load

SubjectClaim = MetricClaim | RatingClaim | TargetPriceClaim | EventClaim | RecommendationClaim

_TIERS = {"short": 0, "full": 0, "english": 1, "alias": 1, "former": 2}
_WEIGHTS = {"full": 0.98, "short": 0.95, "english": 0.9, "alias": 0.9, "former": 0.85}


class Resolver:
    """Names and codes of the seed data, indexed by folded key."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._by_key: dict[str, list[Name]] = {}
        self._by_entity: dict[str, list[Name]] = {}
        for name in seed.names:
            self._by_key.setdefault(name.key, []).append(name)

    @classmethod
    def from_seed(cls) -> Resolver:
        """The resolver over the product's own data files; built once a process."""
        return _seeded()

    def entity(self, entity_id: str) -> Entity | None:
        return self._seed.entities.get(entity_id)

    def names_of(self, entity_id: str) -> tuple[Name, ...]:
        """Every name statement about an entity, in the order of the data files."""
        if not self._by_entity:
            for name in self._seed.names:
                self._by_entity.setdefault(name.entity, []).append(name)
        return tuple(self._by_entity.get(entity_id, ()))

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
    ) -> Resolution:
        """Who `mention` is.

        `ticker` is a code printed beside it; `context` are other names or entity ids of the same report; `kinds`
        limits the answer (company, industry …); `listed` says the place of the mention (a rating, a recommended
        list) makes it a company, so a current short name counts even where it is an everyday word.
        """
        found = self.judge(mention, context=context, ticker=ticker, kinds=kinds, listed=listed)
        if found.entity is None and not found.candidates:
            return dataclasses.replace(found, candidates=self.suggest(mention))
        return found

    def judge(
        self,
        mention: str,
        *,
        context: Collection[str] = (),
        ticker: str | None = None,
        kinds: Collection[str] = (),
        listed: bool = False,
    ) -> Resolution:
        """As `resolve`, without names that are only spelt alike among the candidates: what links a report."""
        named = self._named(mention, context, kinds, listed)
        code = self.code(ticker) or code_in(mention, self._seed.codes)
        if code is None:
            return named
        reason = Reason("code", 1.0, f"code {code} on the page")
        owner = self._seed.codes.get(code)
        if owner is None or (kinds and self._seed.entities[owner].kind not in kinds):
            return dataclasses.replace(named, reasons=(*named.reasons, reason))
        entity = self._seed.entities[owner]
        if named.entity is not None and named.entity.id != owner and not _loose(named.name):
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
        from rapidfuzz import fuzz, process

        key = fold_name(mention)
        allowed = set(among)
        best: dict[str, Candidate] = {}
        keys = [
            known
            for known, names in self._by_key.items()
            if not allowed or any(name.entity in allowed for name in names)
        ]
        for known, score, _ in process.extract(
            key, keys, scorer=fuzz.WRatio, limit=limit * 4, score_cutoff=60
        ):
            for name in self._by_key[known]:
                entity = self._seed.entities[name.entity]
                if allowed and entity.id not in allowed:
                    continue
                if entity.id not in best or best[entity.id].score < score / 100:
                    best[entity.id] = Candidate(entity, round(score / 100, 2), f"spelt like {name.text}")
        return tuple(sorted(best.values(), key=lambda c: (-c.score, c.entity.id))[:limit])

    def _named(
        self, mention: str, context: Collection[str], kinds: Collection[str], listed: bool
    ) -> Resolution:
        key = fold_name(mention)
        found = [
            name
            for name in self._by_key.get(key, ())
            if not kinds or self._seed.entities[name.entity].kind in kinds
        ]
        if not key or not found:
            return Resolution(mention, None)
        strong = [name for name in found if not name.weak or (listed and name.kind == "short")]
        owners = _top_tier(strong)
        if len(owners) == 1:
            name = next(iter(owners.values()))
            return Resolution(mention, self._seed.entities[name.entity], (_because(name),), name=name)
        pool = owners or {name.entity: name for name in found}
        nearby = self._ids(context)
        also = [name for name in pool.values() if name.entity in nearby]
        if len(also) == 1:
            name = also[0]
            entity = self._seed.entities[name.entity]
            reason = Reason("co-mention", 0.8, f"{entity.name} is also named in the report")
            return Resolution(mention, entity, (_because(name), reason), name=name)
        why = (
            Reason("ambiguous", 0.0, "several are called so")
            if len(pool) > 1
            else Reason("weak", 0.0, next(iter(pool.values())).weak)
        )
        ranked = sorted(pool.values(), key=lambda name: (_TIERS[name.kind], name.entity))
        return Resolution(
            mention,
            None,
            (why,),
            tuple(Candidate(self._seed.entities[n.entity], 0.5, f"called {n.text}") for n in ranked),
        )

    def _ids(self, context: Collection[str]) -> set[str]:
        ids: set[str] = set()
        for word in context:
            if word in self._seed.entities:
                ids.add(word)
                continue
            ids.update(_top_tier([n for n in self._by_key.get(fold_name(word), ()) if not n.weak]))
        owned = {self._seed.entities[i].owner for i in ids} - {""}
        return ids | {self._seed.codes.get(owner, owner) for owner in owned}


@functools.cache
def _seeded() -> Resolver:
    return Resolver(load())


def _top_tier(names: list[Name]) -> dict[str, Name]:
    """The owners of the best kind of name present: a current short name outranks an alias, an alias a former name."""
    if not names:
        return {}
    best = min(_TIERS[name.kind] for name in names)
    return {name.entity: name for name in reversed(names) if _TIERS[name.kind] == best}


def _loose(name: Name | None) -> bool:
    return name is None or name.kind == "former" or bool(name.weak)


def _because(name: Name) -> Reason:
    words = {
        "short": "exact name",
        "full": "full name",
        "english": "English name",
        "former": "former name",
        "alias": "alias",
    }[name.kind]
    until = f" until {name.until}" if name.until else ""
    weak = f", {name.weak}" if name.weak else ""
    return Reason(name.kind, _WEIGHTS[name.kind], f"{words} {name.text}{until} [{name.source}]{weak}")


def nearest(text: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` of the known words spelt most like `text`, best first: for "did you mean", never to decide."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        fold_name(text),
        sorted(set(known)),
        scorer=fuzz.ratio,  # of the whole word: a scorer of parts proposes every short word that is in it
        processor=fold_name,
        limit=limit,
        score_cutoff=50,
    )
    return tuple(word for word, _score, _place in found)


def link(extraction: Extraction) -> Extraction:
    """The extraction with `subject_id` and `ticker` filled where they are certain.

    A subject is rewritten to the entity's name only where it is an exact alias of one company or place (海光 →
    海光信息); products, indices and former names keep the printed words. Claim ids stay as the reading gave them.
    Linking a linked extraction changes nothing.
    """
    return link_with_edges(extraction)


def link_with_edges(extraction: Extraction) -> Linked:
    """As `link`, with the evidence: edges sorted by mention."""
    if isinstance(extraction, Linked):
        return extraction
    resolver = Resolver.from_seed()
    report = next((c for c in extraction.claims if isinstance(c, ReportClaim)), None)
    linker = _Linker(resolver, report, _mentions(extraction))
    claims = tuple(linker.linked(claim) for claim in extraction.claims)
    pairs = zip(extraction.claims, claims, strict=True)
    return Linked(
        report=extraction.report,
        file=extraction.file,
        pages=extraction.pages,
        state=extraction.state,
        language=extraction.language,
        claims=claims,
        notes=extraction.notes,
        ledger=extraction.ledger,
        edges=tuple(linker.edges[mention] for mention in sorted(linker.edges)),
        printed={
            old.id: _subject_of(old) for old, new in pairs if _subject_of(old) != _subject_of(new) and old.id
        },
        own=linker.own.id if linker.own is not None else None,
    )


def _subject_of(claim: Claim) -> str:
    return str(getattr(claim, "subject", None) or "")


def _mentions(extraction: Extraction) -> tuple[str, ...]:
    subjects = {getattr(claim, "subject", None) for claim in extraction.claims}
    subjects |= {getattr(claim, "attribution", None) for claim in extraction.claims}
    return tuple(sorted(str(subject) for subject in subjects if subject))


class _Linker:
    """One report's mentions, each resolved once; the report's own company comes first."""

    def __init__(self, resolver: Resolver, report: ReportClaim | None, context: tuple[str, ...]) -> None:
        self._resolver = resolver
        self._context = context
        self._known: dict[tuple[str, str | None, bool, tuple[str, ...]], Resolution] = {}
        self.edges: dict[str, Edge] = {}
        self._own_code: str | None = None
        self.own: Entity | None = None
        self._own_keys: set[str] = set()
        self._own_name = report.subject if report is not None else None
        if report is not None and report.subject:
            self._read_own(report.subject, report.ticker)

    def _read_own(self, subject: str, printed: str | None) -> None:
        found = self._resolve(subject, printed, True, ())
        if found.entity is None and found.candidates and printed is None:
            return
        self.own = found.entity
        self._own_keys = {fold_name(subject)}
        code = self._resolver.code(printed) or _hong_kong(printed, found)
        conflict = any(reason.feature == "conflict" for reason in found.reasons)
        if code and not conflict:
            self._own_code = code
        elif found.entity is not None:
            self._own_code = found.entity.ticker
        if found.entity is not None:
            self._own_keys.add(fold_name(found.entity.name))

    def _resolve(self, mention: str, ticker: str | None, listed: bool, kinds: tuple[str, ...]) -> Resolution:
        place = (mention, ticker, listed, kinds)
        if place not in self._known:
            found = self._resolver.judge(
                mention, context=self._context, ticker=ticker, listed=listed, kinds=kinds
            )
            self._known[place] = found
        return self._known[place]

    def linked(self, claim: Claim) -> Claim:
        if isinstance(claim, ReportClaim):
            return self._report(claim)
        if isinstance(claim, SubjectClaim):
            # A rating or target price that names nobody is the report's own.
            of_the_report = isinstance(claim, TargetPriceClaim) or (
                isinstance(claim, RatingClaim) and claim.subject_type == "company"
            )
            subject = claim.subject or (self._own_name if of_the_report else None)
            return self._subject(claim, subject) if subject else claim
        return claim

    def _report(self, claim: ReportClaim) -> ReportClaim:
        if not claim.subject:
            return claim
        name = self._canonical(claim.subject, self._resolve(claim.subject, claim.ticker, True, ()))
        return dataclasses.replace(claim, subject=name, ticker=self._own_code or claim.ticker)

    def _subject(self, claim: SubjectClaim, subject: str) -> SubjectClaim:
        industry = isinstance(claim, RatingClaim) and claim.subject_type == "industry"
        if fold_name(subject) in self._own_keys and not industry:
            return self._filled(claim, subject, self.own, self._own_code, self._own_resolution(subject))
        company = isinstance(claim, RecommendationClaim | TargetPriceClaim | RatingClaim) and not industry
        kinds = ("industry", "market") if industry else ()
        found = self._resolve(subject, claim.ticker, company, kinds)
        code = self._resolver.code(claim.ticker) or _hong_kong(claim.ticker, found)
        if code is None and found.entity is not None:
            code = found.entity.ticker
        return self._filled(claim, subject, found.entity, code, found)

    def _own_resolution(self, subject: str) -> Resolution:
        found = self._resolve(subject, self._own_code, True, ())
        return found if found.entity is not None else Resolution(subject, self.own, found.reasons)

    def _filled(
        self, claim: SubjectClaim, subject: str, entity: Entity | None, code: str | None, found: Resolution
    ) -> SubjectClaim:
        if entity is None:
            return dataclasses.replace(claim, ticker=code or claim.ticker)
        if subject not in self.edges:
            score = max((reason.weight for reason in found.reasons), default=0.0)
            evidence = "; ".join(reason.words for reason in found.reasons)
            self.edges[subject] = Edge(subject, entity, score, evidence)
        return dataclasses.replace(
            claim, subject=self._canonical(subject, found), subject_id=entity.id, ticker=code
        )

    def _canonical(self, subject: str, found: Resolution) -> str:
        entity, name = found.entity, found.name
        if entity is not None and name is None and self._resolver.code(subject) in entity.listings:
            return entity.name  # a table of peers may name them by code alone
        if entity is None or name is None or fold_name(subject) == fold_name(entity.name):
            return subject
        if (
            entity.kind in ("company", "country", "region")
            and name.kind in ("alias", "full")
            and not _loose(name)
        ):
            # An English report's "Tencent" is not a slip for 腾讯控股: only Chinese names become Chinese names.
            return entity.name if has_han(subject) == has_han(entity.name) else subject
        return subject


def _hong_kong(printed: str | None, found: Resolution) -> str | None:
    """A bare "1519" is a Hong Kong code where the name beside it says so."""
    if not printed or not printed.strip().isdigit() or found.entity is None:
        return None
    code = f"{printed.strip().zfill(5)}.HK"
    return code if code in found.entity.listings and mainland_code(printed.strip()) is None else None
