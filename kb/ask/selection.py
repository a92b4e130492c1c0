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
import operator
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from extract import model
from extract.errors import NothingFoundFault
from kb.ask.clocks import AsOf
from kb.ask.overlay import Condition, Overlay, overlay_of, vocabulary_id
from kb.ask.versions import superseded
from kb.keep import schema
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
_OF_THE_REPORT = ("file", "broker", "date", "title", "added", "subject_id", "subject")
_NOT_TOLD = {f"{name}_real" for name in schema.REAL_TWINS} | {"number", "published", "added", "broker"}
_COLUMNS = (
    *(f"c.{name}" for name in schema.CLAIM_COLUMNS if name not in _NOT_TOLD),
    *(f"r.{name}" for name in _OF_THE_REPORT),
)
_PLACE = {name: place for place, name in enumerate(_COLUMNS)}
# Dates before undated: SQLite takes NULL for the least.
_SELECT = """
    SELECT {columns}
    FROM claims c JOIN reports r ON r.id = c.report
    {where} ORDER BY c.published DESC, r.broker, c.report, c.page, c.number {limit}"""


class Where:
    """Conditions of one question, all of which must hold."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.params: list[object] = []
        self.as_of: AsOf | None = None
        self.kinds: frozenset[str] | None = None

    def add(self, sql: str, *params: object) -> None:
        self.parts.append(f"({sql})")
        self.params += params

    def any_of(self, column: str, values: Collection[object]) -> None:
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def of_kinds(self, kinds: Collection[str]) -> None:
        """Adds the condition that a claim is of one of these kinds; columns that none of them has are then not read."""
        self.any_of("c.kind", sorted(kinds))
        self.kinds = frozenset(kinds)

    def meets(self, condition: Condition) -> None:
        self.add(condition.sql, *condition.params)

    def known(self, as_of: AsOf | None, *, undated: bool = True) -> None:
        """Adds the condition that a claim's report was known on a day; `undated` says that some may have no date."""
        self.as_of = as_of
        if as_of is not None:
            sql, params = as_of.condition("c.published", undated=undated)
            self.add(sql, *params)

    @property
    def clause(self) -> str:
        """The conditions as SQL; nothing where there are none."""
        return f"WHERE {' AND '.join(self.parts)}" if self.parts else ""

    def copy(self) -> Where:
        other = Where()
        other.parts, other.params, other.as_of = [*self.parts], [*self.params], self.as_of
        other.kinds = self.kinds
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
        columns = _columns(self.kinds)
        sql = _SELECT.format(
            columns=columns, where=self.clause, limit=f"LIMIT {int(limit)}" if limit is not None else ""
        )
        return _rows(kb.tuples(sql, self.params), overlay_of(kb), superseded(kb, self.as_of))


def _rows(found: Sequence[Stored], overlay: Overlay, newer: Mapping[str, str]) -> list[Row]:
    """Stored claims as rows. A company's page has thousands: all that can be is done for all of them at once."""
    report, boxes, doubts = _PLACE["c.report"], _PLACE["c.bbox"], _PLACE["c.doubts"]
    # One long list of lists is read in a tenth of the time of as many short ones.
    placed = json.loads(f"[{','.join([raw[boxes] or '[]' for raw in found])}]")
    rows = []
    for raw, box in zip(found, placed, strict=True):
        names, places = _SHAPES[raw[_KIND]]
        row = dict(zip(names, places(raw), strict=True))
        row["bbox"] = box
        row["doubts"] = [] if raw[doubts] in (None, "[]") else json.loads(raw[doubts])
        row["own_report"] = _is_own(raw)
        row["superseded_by"] = newer.get(raw[report])
        if not overlay.passes:
            overlay.amend(row, {name: raw[place] for name, place in _JUDGED.items()})
        rows.append(row)
    return rows


def _places(kind: str) -> dict[str, str]:
    """The fields of a row of this kind, and the columns that they are read from."""
    places = {name: f"c.{name}" for name in _FIELDS[kind]}
    # When the report came in, not this reading of it: a later reading makes it no newer.
    places |= {name: f"r.{name}" for name in ("file", "broker", "added")}
    places |= {"published": "r.date", "report_title": "r.title", "run": "c.run"}
    if kind == "event":
        places["event_date"] = "c.date"
    if kind not in _OWN_DATE:
        places["date"] = "r.date"
    if kind != "related_report":
        places["title"] = "r.title"
    return places


def _shape(kind: str) -> tuple[tuple[str, ...], Callable[[Stored], tuple[Any, ...]]]:
    """The fields of a row of this kind, and what takes their values out of a stored claim."""
    places = _places(kind)
    return tuple(places), operator.itemgetter(*(_PLACE[place] for place in places.values()))


Stored = tuple[Any, ...]
_SHAPES = {kind: _shape(kind) for kind in _KINDS}
_KIND = _PLACE["c.kind"]
_JUDGED = {
    name: _PLACE[f"c.{name}"] for name in ("subject_id", "metric_id", "metric_key", "mention", "mention_key")
}
_SUBJECT, _SUBJECT_KEY = _PLACE["c.subject_id"], _PLACE["c.subject_key"]
_REPORTS_SUBJECT, _REPORTS_NAME = _PLACE["r.subject_id"], _PLACE["r.subject"]


@cache
def _columns(kinds: frozenset[str] | None) -> str:
    """The columns of a question on claims of these kinds, each at its place; those that none of them has stay empty."""
    asked = {place for kind in (kinds if kinds is not None else _KINDS) for place in _places(kind).values()}
    asked |= {f"c.{name}" for name in ("kind", "report", "bbox", "doubts", "subject_key", *_JUDGED)}
    asked |= {"r.subject_id", "r.subject"}
    told = (column if column in asked else "NULL" for column in _COLUMNS)
    return ", ".join(column.replace("c.group", 'c."group"') for column in told)


def _is_own(raw: Stored) -> bool:
    """Whether the report is about whom the claim is about."""
    said, own = raw[_SUBJECT], raw[_REPORTS_SUBJECT]
    if said and own:
        return bool(said == own)
    name = raw[_REPORTS_NAME]
    return bool(name) and bool(raw[_SUBJECT_KEY] == fold_name(name))


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
        # Said of the claim and of its report: a question on somebody goes by the one, a week of everybody by the other.
        if self.since is not None:
            where.add("c.published >= ? AND r.date >= ?", self.since, self.since)
        if self.until is not None:
            where.add("c.published <= ? AND r.date <= ?", self.until, self.until)
        if self.among is not None:
            where.meets(self.among)
        undated = self.as_of is not None and bool(kb.rows("SELECT 1 FROM reports WHERE date IS NULL LIMIT 1"))
        where.known(self.as_of, undated=undated)

    def narrow_reports(self, kb: KnowledgeBase, where: Where) -> None:
        """The same for a question on reports alone, which have no period. Raises NothingFoundFault as `narrow`."""
        if self.broker is not None:
            where.any_of("r.broker", _brokers(kb, self.broker))
        if self.since is not None:
            where.add("r.date >= ?", self.since)
        if self.until is not None:
            where.add("r.date <= ?", self.until)
        if self.among is not None:
            where.add(f"r.id IN (SELECT c.report FROM claims c WHERE {self.among.sql})", *self.among.params)
        if self.as_of is not None:
            sql, params = self.as_of.condition()
            where.add(sql, *params)


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
