"""A report's claims go in, the same claims with the entities their mentions stand for come out, and the evidence.

The report's own company is settled first: its code and its names then hold for the whole report. Claim ids stay as the
reading gave them; a subject is rewritten only where the printed name is an exact one of a company or place.
"""

from __future__ import annotations

import dataclasses

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
from kb.who.codes import mainland_code
from kb.who.entity import Entity
from kb.who.evidence import is_loose
from kb.who.judgement import Edge, Linked, Resolution
from kb.who.names import fold_name, has_han
from kb.who.resolve import Resolver

SubjectClaim = MetricClaim | RatingClaim | TargetPriceClaim | EventClaim | RecommendationClaim


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
            # A rating that names nobody is of whom its report is about.
            old.id: _subject_of(old) or _subject_of(report)
            for old, new in pairs
            if _subject_of(old) != _subject_of(new) and old.id
        },
        own=linker.own.id if linker.own is not None else None,
    )


def _subject_of(claim: Claim | None) -> str:
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
        self._on = report.date if report is not None else None
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
                mention, context=self._context, ticker=ticker, listed=listed, kinds=kinds, on=self._on
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
        if found.entity is None and self.own is not None and not (industry or claim.ticker):
            reason = self._resolver.short_for(subject, self.own)
            found = Resolution(subject, self.own, (reason,)) if reason else found
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
            self.edges[subject] = Edge(subject, entity, found.reasons)
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
            and not is_loose(name)
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
