"""Conditions go in, claim rows come out: newest report first, then broker, then page.

A row has the field names of the claim contract for its kind, and of its report: `broker`, `published` (the report's
date), `report_title`, `added`, `run`. `date` and `title` are the report's too, except where the contract gives the
claim its own (the day of an event, the date and title of a related report). `own_report` says whether the report is about
the claim's subject, `superseded_by` which newer version of the note there is. `subject_id`, `ticker` and `metric_id` are what
people judged, else what the evidence links.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extract import model
from extract.errors import NothingFoundFault
from kb.ask.clocks import AsOf
from kb.ask.overlay import Condition, Overlay, overlay_of, vocabulary_id
from kb.ask.versions import superseded
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
    SELECT c.*, r.file AS file, r.broker AS r_broker, r.date AS r_date, r.title AS r_title, r.added AS r_added,
           r.subject_id AS r_subject_id, r.subject AS r_subject
    FROM claims c JOIN reports r ON r.id = c.report
    {where} ORDER BY c.published IS NULL, c.published DESC, r.broker, c.report, c.page, c.number {limit}"""


class Where:
    """Conditions of one question, all of which must hold."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.params: list[object] = []
        self.as_of: AsOf | None = None

    def add(self, sql: str, *params: object) -> None:
        self.parts.append(f"({sql})")
        self.params += params

    def any_of(self, column: str, values: Collection[object]) -> None:
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def meets(self, condition: Condition) -> None:
        self.add(condition.sql, *condition.params)

    def known(self, as_of: AsOf | None) -> None:
        """Adds the condition that a claim's report was known on a day."""
        self.as_of = as_of
        if as_of is not None:
            sql, params = as_of.condition("c.published")
            self.add(sql, *params)

    @property
    def clause(self) -> str:
        """The conditions as SQL; nothing where there are none."""
        return f"WHERE {' AND '.join(self.parts)}" if self.parts else ""

    def copy(self) -> Where:
        other = Where()
        other.parts, other.params, other.as_of = [*self.parts], [*self.params], self.as_of
        return other

    def values(self, kb: KnowledgeBase, column: str) -> list[str]:
        """The different values of a claim's column, sorted."""
        where = " AND ".join([*self.parts, f"c.{column} IS NOT NULL"])
        sql = f"SELECT DISTINCT c.{column} AS value FROM claims c JOIN reports r ON r.id = c.report WHERE {where}"
        return sorted(str(row["value"]) for row in kb.rows(sql, self.params))

    def any(self, kb: KnowledgeBase) -> bool:
        """Whether any claim meets the conditions."""
        sql = f"SELECT 1 FROM claims c JOIN reports r ON r.id = c.report {self.clause} LIMIT 1"
        return bool(kb.rows(sql, self.params))

    def rows(self, kb: KnowledgeBase, limit: int | None = None) -> list[Row]:
        sql = _SELECT.format(where=self.clause, limit=f"LIMIT {int(limit)}" if limit is not None else "")
        overlay, newer = overlay_of(kb), superseded(kb, self.as_of)
        return [_row(raw, overlay, newer) for raw in kb.rows(sql, self.params)]


def _row(raw: Row, overlay: Overlay, newer: Mapping[str, str]) -> Row:
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
    # When the report came in; a later reading of it makes it no newer.
    row["added"], row["run"] = raw["r_added"], raw["run"]
    row["own_report"] = _is_own(raw)
    row["superseded_by"] = newer.get(str(raw["report"]))
    overlay.amend(row, raw)
    return row


def _is_own(raw: Row) -> bool:
    """Whether the report is about whom the claim is about."""
    if raw["subject_id"] and raw["r_subject_id"]:
        return raw["subject_id"] == raw["r_subject_id"]
    return bool(raw["subject_key"]) and raw["subject_key"] == fold_name(str(raw["r_subject"] or ""))


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


class Filters(NamedTuple):
    """What narrows any question: a period, a broker (full or short name), the days of reports (ISO, both inclusive), the day
    as of which it is answered, and whom a watch-list names (a condition over `claims c`)."""

    period: str | None = None
    broker: str | None = None
    since: str | None = None
    until: str | None = None
    as_of: AsOf | None = None
    among: Condition | None = None

    @property
    def asked_period(self) -> str | None:
        """The period as claims have it: 2026 for 2026E."""
        return None if self.period is None else self.period.strip().upper().rstrip("EAF年")

    def narrow(self, kb: KnowledgeBase, where: Where) -> None:
        """Adds the conditions. Raises NothingFoundFault for a broker nobody is called like."""
        if self.period is not None:
            where.add("c.period = ?", self.asked_period)
        if self.broker is not None:
            where.any_of("r.broker", _brokers(kb, self.broker))
        if self.since is not None:
            where.add("c.published >= ?", self.since)
        if self.until is not None:
            where.add("c.published <= ?", self.until)
        if self.among is not None:
            where.meets(self.among)
        where.known(self.as_of)


NO_FILTERS = Filters()


def printed(where: Where, text: str) -> bool:
    """Adds the condition that a claim's quote holds a text; False where the text has no visible character."""
    tokens = spaced_out(text).replace('"', '""')
    if tokens:
        where.add("c.number IN (SELECT rowid FROM claims_text WHERE claims_text MATCH ?)", f'"{tokens}"')
    return bool(tokens)


def about_metric(kb: KnowledgeBase, where: Where, words: str) -> None:
    """Adds the condition that a claim gives the metric called so, by any name the vocabulary or a person says is the same."""
    condition = overlay_of(kb).about_metric(words, vocabulary_id(words))
    where.meets(condition)


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
