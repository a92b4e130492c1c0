"""Reports for tests of judgements: a few claims each, made directly, of names that the data know and names they do not."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

from extract.model import Box, Claim, Extraction, MetricClaim, RatingClaim, ReportClaim, identify
from kb.keep.store import KnowledgeBase

NOW = datetime.datetime(2026, 5, 1, 8, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)


def place(number: int, quote: str) -> dict[str, object]:
    return {"page": 1, "bbox": (Box(10, 10 * number, 90, 10 * number + 9),), "quote": quote, "origin": "test"}


def figure(number: int, subject: str | None, metric: str = "营业收入", **more: object) -> MetricClaim:
    """The figure `number` of a subject: it is its value and its place."""
    from extract.vocabulary import find_metric

    known = find_metric(metric)
    said: dict[str, object] = {
        "metric_id": known.id if known else None,
        "unit": "CNY",
        "period": "2026",
        "stance": "estimate",
        **more,
    }
    return MetricClaim(
        subject=subject,
        metric=metric,
        value=Decimal(number),
        original=str(number),
        **said,  # type: ignore[arg-type]
        **place(number, f"{subject} {metric} {number}"),  # type: ignore[arg-type]
    )


def rating(number: int, subject: str | None, rating: str = "买入") -> RatingClaim:
    return RatingClaim(subject=subject, rating=rating, step="buy", **place(number, f"{subject} {rating}"))  # type: ignore[arg-type]


def report(name: str, *claims: Claim, date: str = "2026-04-10", **head: object) -> Extraction:
    """A report called by one letter, by a broker of its own."""
    sha, file = (name * 64)[:64], f"{name}.pdf"
    first = ReportClaim(
        broker=f"{name}证券", title=f"报告 {name}", date=date, **head, **place(0, f"报告 {name}")
    )  # type: ignore[arg-type]
    return Extraction(
        report=sha,
        file=file,
        pages=1,
        claims=tuple(identify(claim, sha, file) for claim in (first, *claims)),
    )


def keep(kb: KnowledgeBase, *reports: Extraction, folder: str = "/r") -> int:
    run = kb.start_run("add", NOW)
    for one in reports:
        kb.add(one, run=run, path=Path(folder) / one.file, now=NOW)
    kb.finish_run(run, reports=len(reports), now=NOW)
    return run
