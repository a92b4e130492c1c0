"""Claim rows in, what a person wants side by side out: one line a broker, one group a kind; no third-party library."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.tell import figures, forecasts

if TYPE_CHECKING:
    from kb.who.entity import Entity
    from kb.who.judgement import Resolution

Row = Mapping[str, object]

# The order in which a reader wants them; also the kinds there are.
KINDS = (
    "report",
    "rating",
    "target_price",
    "metric",
    "event",
    "recommendation",
    "risk",
    "analyst",
    "rating_scale",
    "related_report",
)
KINDS_OF_A_VIEW = frozenset({"rating", "target_price"})
REPORT_FACTS = (
    "broker",
    "title",
    "subtitle",
    "date",
    "report_type",
    "industry",
    "subject",
    "ticker",
    "language",
)

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "report": ("broker", "date", "title", "report_type", "subject", "page"),
    "rating": ("broker", "date", "subject", "rating", "action", "step", "page", "id"),
    "target_price": ("broker", "date", "subject", "value", "prior", "page", "id"),
    "metric": (
        "broker",
        "date",
        "subject",
        "metric",
        "measure",
        "period",
        "value",
        "stance",
        "attribution",
        "page",
        "id",
    ),
    "event": ("broker", "date", "subject", "event", "event_type", "page", "id"),
    "recommendation": ("broker", "date", "group", "subject", "ticker", "page", "id"),
    "risk": ("broker", "date", "risk", "page", "id"),
    "analyst": ("broker", "date", "name", "licence", "email", "page"),
    "rating_scale": ("broker", "applies_to", "rating", "low_pct", "high_pct", "benchmark", "horizon", "page"),
    "related_report": ("broker", "title", "date", "page"),
}
_EPS = "eps"
_MOST_YEARS = 3


def by_kind(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each kind, kinds in the order of `KINDS`, rows in the order they came."""
    groups: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for row in rows:
        groups.setdefault(str(row.get("kind")), []).append(row)
    return {kind: group for kind, group in groups.items() if group}


def side_by_side(rows: Iterable[Row]) -> list[Row]:
    """Rows about one thing next to each other, broker beside broker, what most brokers give first.

    Rows that measure nothing stay in the order they came.
    """
    told: dict[tuple[str, str], set[object]] = {}
    given = list(rows)
    for row in given:
        told.setdefault(_thing(row), set()).add(row.get("broker"))
    return sorted(
        given,
        key=lambda row: (
            (
                -len(told[_thing(row)]),
                _thing(row),
                row.get("measure") != "level",
                str(row.get("measure") or ""),
                str(row.get("period") or ""),
            )
            if row.get("metric")
            else (0,)
        ),
    )


def _thing(row: Row) -> tuple[str, str]:
    return str(row.get("subject") or ""), str(row.get("metric_id") or row.get("metric") or "")


def columns_of(kind: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns of a kind that hold anything in these rows."""
    names = _COLUMNS.get(kind, ("broker", "date", "quote", "page", "id"))
    return tuple(name for name in names if any(row.get(name) not in (None, "", []) for row in rows))


def latest_views(rows: Iterable[Row], today: datetime.date) -> list[dict[str, object]]:
    """One line a broker that rates or values, newest first: rating, target, EPS by year ("EPS 2026"), page, and the age
    in days of what it last said. Each fact is the broker's latest: a weekly that repeats the EPS withdraws no rating.

    Empty where the rows hold no rating and no target price: then it is not a question about a company's views.
    """
    brokers: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("kind") in KINDS_OF_A_VIEW or _is_eps(row):
            brokers.setdefault(str(row.get("broker") or row.get("file") or ""), []).append(row)
    # A table of peers quotes others' EPS; who rates nothing and values nothing holds no view.
    views = [
        _view(broker, group, today)
        for broker, group in brokers.items()
        if any(row.get("kind") in KINDS_OF_A_VIEW for row in group)
    ]
    return sorted(sorted(views, key=lambda view: str(view["broker"])), key=_day, reverse=True)


def years_of(views: Iterable[Row]) -> tuple[str, ...]:
    """The EPS columns of the views, oldest first, the last few years only."""
    return tuple(sorted({name for view in views for name in view if name.startswith("EPS ")})[-_MOST_YEARS:])


def judged(resolution: Resolution) -> list[Row]:
    """What a name stands for, in one row with its reasons; where it is not certain, a row a candidate, best first."""
    if resolution.entity is not None:
        because = [list(reason) for reason in resolution.reasons]
        words = "; ".join(f"{reason.words} ({reason.weight:.2f})" for reason in resolution.reasons)
        weight = max((reason.weight for reason in resolution.reasons), default=None)
        owner = resolution.owner.name if resolution.owner is not None else None
        return [_judgement("is", resolution.entity, owner, weight, words, because)]
    return [
        _judgement("could be", found.entity, None, found.score, found.words, [])
        for found in resolution.candidates
    ]


def _judgement(
    judgement: str,
    entity: Entity,
    owner: str | None,
    score: float | None,
    reason: str,
    reasons: list[list[object]],
) -> Row:
    return {
        "judgement": judgement,
        "name": entity.name,
        "ticker": entity.ticker,
        "entity": entity.id,
        "kind": entity.kind,
        "owner": owner or entity.owner or None,
        "score": score,
        "reason": reason,
        "reasons": reasons,
    }


def _view(broker: str, rows: Sequence[Row], today: datetime.date) -> dict[str, object]:
    newest_first = sorted(rows, key=lambda row: str(row.get("date") or ""), reverse=True)
    newest = next(str(row.get("date") or "") for row in newest_first if row.get("kind") in KINDS_OF_A_VIEW)
    view: dict[str, object] = {"broker": broker, "date": newest, "age": _age(newest, today)}
    for row in newest_first:
        if row.get("kind") == "rating":
            view.setdefault("rating", row.get("rating"))
            view.setdefault("page", row.get("page"))
        elif row.get("kind") == "target_price":
            view.setdefault("target", figures.figure(row))
            view.setdefault("page", row.get("page"))
        else:
            view.setdefault(f"EPS {row.get('period')}", figures.figure(row))
    return view


def _is_eps(row: Row) -> bool:
    return forecasts.headline(row) == _EPS and row.get("stance") == "estimate"


def _day(view: Row) -> str:
    return str(view["date"])


def _age(day: str, today: datetime.date) -> int | None:
    try:
        return (today - datetime.date.fromisoformat(day)).days
    except ValueError:
        return None


def with_coverage(rows: Iterable[Row]) -> list[Row]:
    """Report rows with their three shares in one cell: claimed, named, unclaimed; blank where there is no numeral."""
    names = ("claimed_share", "named_share", "unclaimed_share")
    return [{**row, "coverage": _percentages([row.get(name) for name in names])} for row in rows]


def _percentages(shares: Sequence[object]) -> str | None:
    known = [f"{100 * share:.0f}%" for share in shares if isinstance(share, int | float)]
    return " · ".join(known) if len(known) == len(shares) else None
