"""Conditions go in, claim rows come out: newest report first, then broker, then page.

A row has the field names of the claim contract for its kind, and of its report: `broker`, `published` (the report's
date), `report_title`, `added`, `run`. `date` and `title` are the report's too, except where the contract gives the
claim its own (the day of an event, the date and title of a related report). `subject_id`, `ticker` and `metric_id` are
what people judged, else what the evidence links.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from extract import model
from extract.errors import NothingFoundFault
from kb.ask.overlay import Overlay, overlay_of, vocabulary_id
from kb.keep.filing import spaced_out
from kb.who.names import fold_name
from kb.who.spelling import nearest

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = dict[str, object]

_KINDS: dict[str, type[model.Claim]] = {
    kind.kind: kind
    for kind in (
        model.ReportClaim,
        model.RatingClaim,
        model.TargetPriceClaim,
        model.MetricClaim,
        model.EventClaim,
        model.RecommendationClaim,
        model.RiskClaim,
        model.AnalystClaim,
        model.RatingScaleClaim,
        model.RelatedReportClaim,
    )
}
_COMMON = ("id", "report", "file", "kind")
_FIELDS = {
    kind: (*_COMMON, *(f.name for f in dataclasses.fields(cls) if f.compare and f.name not in _COMMON))
    for kind, cls in _KINDS.items()
}
_OWN_DATE = frozenset({"event", "related_report"})
_SELECT = """
    SELECT c.*, r.file AS file, r.broker AS r_broker, r.date AS r_date, r.title AS r_title
    FROM claims c JOIN reports r ON r.id = c.report
    {where} ORDER BY c.published IS NULL, c.published DESC, r.broker, c.report, c.page, c.number {limit}"""


class Where:
    """Conditions of one question, all of which must hold."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.params: list[object] = []

    def add(self, sql: str, *params: object) -> None:
        self.parts.append(f"({sql})")
        self.params += params

    def any_of(self, column: str, values: Collection[object]) -> None:
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def copy(self) -> Where:
        other = Where()
        other.parts, other.params = [*self.parts], [*self.params]
        return other

    def values(self, kb: KnowledgeBase, column: str) -> list[str]:
        """The different values of a claim's column, sorted."""
        where = " AND ".join([*self.parts, f"c.{column} IS NOT NULL"])
        sql = f"SELECT DISTINCT c.{column} AS value FROM claims c JOIN reports r ON r.id = c.report WHERE {where}"
        return sorted(str(row["value"]) for row in kb.rows(sql, self.params))

    def rows(self, kb: KnowledgeBase, limit: int | None = None) -> list[Row]:
        where = f"WHERE {' AND '.join(self.parts)}" if self.parts else ""
        sql = _SELECT.format(where=where, limit=f"LIMIT {int(limit)}" if limit is not None else "")
        overlay = overlay_of(kb)
        return [_row(raw, overlay) for raw in kb.rows(sql, self.params)]


def _row(raw: Row, overlay: Overlay) -> Row:
    kind = str(raw["kind"])
    row: Row = {name: raw.get(name) for name in _FIELDS[kind]}
    row["bbox"] = json.loads(str(raw["bbox"] or "[]"))
    row["doubts"] = [] if raw["doubts"] in (None, "[]") else json.loads(str(raw["doubts"]))
    row["broker"] = raw["r_broker"]
    row["published"] = raw["r_date"]
    row["report_title"] = raw["r_title"]
    if kind == "event":
        row["event_date"] = raw["date"]
    if kind not in _OWN_DATE:
        row["date"] = raw["r_date"]
    if kind != "related_report":
        row["title"] = raw["r_title"]
    row["added"], row["run"] = raw["added"], raw["run"]
    overlay.amend(row, raw)
    return row


def claim_of(row: Row) -> model.Claim:
    """The claim a row of this module was made from: what a second reading of its place needs."""
    kind = _KINDS[str(row["kind"])]
    said = {
        f.name: row.get(f.name)
        for f in dataclasses.fields(kind)
        if row.get(f.name) is not None or f.default is dataclasses.MISSING
    }
    boxes = row["bbox"]
    said["bbox"] = tuple(model.Box(*box) for box in boxes) if isinstance(boxes, list) else ()
    said["doubts"] = tuple(said.get("doubts", ()))  # type: ignore[arg-type]
    for name in _NUMBERS & said.keys():
        if kind is not model.RatingClaim:  # whose prior is a word
            said[name] = Decimal(str(said[name]))
    return kind(**said)  # type: ignore[arg-type]


_NUMBERS = frozenset({"value", "value_high", "prior", "low_pct", "high_pct"})


def filtered(
    kb: KnowledgeBase,
    where: Where,
    period: str | None,
    broker: str | None,
    since: str | None,
    as_of: str | None,
) -> None:
    if period is not None:
        where.add("c.period = ?", period.strip().upper().rstrip("EAF年"))
    if broker is not None:
        where.any_of("r.broker", _brokers(kb, broker))
    if since is not None:
        where.add("c.published >= ?", since)
    if as_of is not None:
        where.add("c.published <= ?", as_of)


def printed(where: Where, text: str) -> bool:
    """Adds the condition that a claim's quote holds a text; False where the text has no visible character."""
    tokens = spaced_out(text).replace('"', '""')
    if tokens:
        where.add("c.number IN (SELECT rowid FROM claims_text WHERE claims_text MATCH ?)", f'"{tokens}"')
    return bool(tokens)


def about_metric(kb: KnowledgeBase, where: Where, words: str) -> None:
    """Adds the condition that a claim gives the metric called so, by any name the vocabulary or a person says is the same."""
    condition = overlay_of(kb).about_metric(words, vocabulary_id(words))
    where.add(condition.sql, *condition.params)


def _brokers(kb: KnowledgeBase, words: str) -> list[str]:
    """The brokers that are in and are called so: by the very name, else by a part of it. Raises NothingFoundFault."""
    known = [str(row["broker"]) for row in kb.rows("SELECT DISTINCT broker FROM reports WHERE broker <> ''")]
    key = fold_name(words)
    called: list[Callable[[str], bool]] = [
        lambda name: fold_name(name) == key,
        lambda name: fold_name(name).startswith(key),
        lambda name: key in fold_name(name) or fold_name(name) in key,
    ]
    for test in called:
        if key and (found := sorted(filter(test, known))):
            return found
    raise NothingFoundFault(
        "no-such-broker", f"No report is by {words}.", did_you_mean(nearest(words, known), "yanbao reports")
    )


def did_you_mean(near: Iterable[str], otherwise: str) -> str:
    names = ", ".join(near)
    return f"Did you mean: {names}?" if names else otherwise
