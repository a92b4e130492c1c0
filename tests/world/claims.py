"""A note of the script in, the extraction in which a perfect reading of its PDF would put it out."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from decimal import Decimal

from extract.model import (
    Box,
    Claim,
    Extraction,
    MetricClaim,
    RatingClaim,
    RatingScaleClaim,
    RecommendationClaim,
    ReportClaim,
    RiskClaim,
    TargetPriceClaim,
    identify,
)
from world.cast import COMPANY, HOUSE, METRICS
from world.nouns import Figure, Note, Rating


def extraction_of(note: Note) -> Extraction:
    sha = hashlib.sha256(note.key.encode()).hexdigest()
    file = f"{note.key}.pdf"
    claims = tuple(identify(claim, sha, file) for claim in _claims(note))
    return Extraction(report=sha, file=file, pages=1, claims=claims)


def _place(quote: str, origin: str = "header") -> dict[str, object]:
    return {"page": 1, "bbox": (), "quote": quote, "origin": origin, "confidence": 0.97}


def _ticker(name: str | None) -> str | None:
    return COMPANY[name].code if name in COMPANY else None


def _claims(note: Note) -> Iterator[Claim]:
    head = ReportClaim(
        broker=note.broker,
        title=note.title,
        date=note.published.isoformat() if note.published else None,
        report_type=note.report_type,
        industry=note.industry,
        subject=note.company,
        ticker=_ticker(note.company),
        pages=1,
        **_place(note.title),  # type: ignore[arg-type]
    )
    for place, claim in enumerate((head, *_said(note))):
        yield _at(claim, place)


def _at(claim: Claim, place: int) -> Claim:
    """Every claim stands on a line of its own."""
    return dataclasses.replace(claim, bbox=(Box(40, 10 * place, 500, 10 * place + 9),))


def _said(note: Note) -> Iterator[Claim]:
    for rating in note.ratings:
        yield RatingClaim(
            # Who rates a listed company under its name in the head need not name it again.
            subject=None if rating.company == note.company and _ticker(note.company) else rating.company,
            subject_type=rating.of,
            ticker=_ticker(rating.company),
            rating=rating.word,
            action=rating.action,
            prior=rating.prior,
            step=_step(note, rating),
            **_place(rating.word),  # type: ignore[arg-type]
        )
    for target in note.targets:
        yield TargetPriceClaim(
            subject=target.company,
            ticker=_ticker(target.company),
            value=target.number.value,
            value_high=target.number.high,
            unit=target.unit,
            prior=target.prior,
            **_place(f"目标价 {target.number.value}"),  # type: ignore[arg-type]
        )
    for figure in note.figures:
        yield _metric(figure)
    for name, group in note.names:
        yield RecommendationClaim(
            subject=name,
            ticker=_ticker(name),
            group=group,
            **_place(name, "lists.recommended"),  # type: ignore[arg-type]
        )
    if note.prints_scale:
        house = HOUSE[note.broker]
        for (word, _), (low, high) in zip(house.ladder, house.bands, strict=True):
            yield RatingScaleClaim(
                applies_to="company",
                rating=word,
                low_pct=None if low is None else Decimal(low),
                high_pct=None if high is None else Decimal(high),
                benchmark="沪深300",
                horizon="6M",
                **_place(word, "scale"),  # type: ignore[arg-type]
            )
    yield RiskClaim(risk="需求不及预期", **_place("需求不及预期", "lists.risk"))  # type: ignore[arg-type]


def _step(note: Note, rating: Rating) -> str | None:
    """What the reading makes of a rating: by the page of the same report where there is one, else of the word alone."""
    defined = dict(HOUSE[note.broker].ladder) if note.prints_scale else {}
    return defined.get(rating.word) or rating.step


def _metric(figure: Figure) -> MetricClaim:
    number = figure.number
    label = figure.label or METRICS[figure.metric]
    return MetricClaim(
        subject=figure.company,
        ticker=_ticker(figure.company),
        metric=label,
        metric_id=figure.metric,
        measure=figure.measure,
        value=number.value,
        value_high=number.high,
        original=str(number.value),
        decimals=number.decimals,
        comparator="~" if figure.about else "=",
        unit=figure.unit,
        period=figure.period,
        stance=figure.stance,
        attribution=figure.attribution,
        scope=figure.scope,
        doubts=("growth_disagrees",) if figure.doubted else (),
        **_place(f"{label} {number.value}", figure.origin),  # type: ignore[arg-type]
    )
