"""A question to the knowledge base goes in, claim rows come out: newest report first, then broker, then page.

A row has the field names of the claim contract for its kind, and of its report: `broker`, `published` (the report's
date), `report_title`, `added`, `run`. `date` and `title` are the report's too, except where the contract gives the
claim its own (the day of an event, the date and title of a related report).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from extract import model
from extract.errors import NothingFoundFault
from kb.keys import metric_key
from kb.names import fold_name
from kb.resolve import Resolver, nearest
from kb.seed import Entity
from kb.store import spaced_out

if TYPE_CHECKING:
    from kb.store import KnowledgeBase

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
    kind: (*_COMMON, *(f.name for f in dataclasses.fields(cls) if f.name not in _COMMON))
    for kind, cls in _KINDS.items()
}
_OWN_DATE = frozenset({"event", "related_report"})
_SELECT = """
    SELECT c.*, r.file AS file, r.broker AS r_broker, r.date AS r_date, r.title AS r_title
    FROM claims c JOIN reports r ON r.id = c.report
    {where} ORDER BY c.published IS NULL, c.published DESC, r.broker, c.report, c.page, c.number {limit}"""
SUBJECT_KINDS = ("rating", "target_price", "metric", "event", "recommendation")


class _Where:
    """Conditions of one question, all of which must hold."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.params: list[object] = []

    def add(self, sql: str, *params: object) -> None:
        self.parts.append(f"({sql})")
        self.params += params

    def any_of(self, column: str, values: Collection[object]) -> None:
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def rows(self, kb: KnowledgeBase, limit: int | None = None) -> list[Row]:
        where = f"WHERE {' AND '.join(self.parts)}" if self.parts else ""
        sql = _SELECT.format(where=where, limit=f"LIMIT {int(limit)}" if limit is not None else "")
        return [_row(raw) for raw in kb.rows(sql, self.params)]


def _row(raw: Row) -> Row:
    kind = str(raw["kind"])
    row: Row = {name: raw.get(name) for name in _FIELDS[kind]}
    for name in ("bbox", "doubts"):
        row[name] = json.loads(str(raw[name])) if raw[name] else []
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
    return row


def claims(
    kb: KnowledgeBase,
    *,
    kinds: Collection[str] | None = None,
    subject_id: str | None = None,
    metric_id: str | None = None,
    metric: str | None = None,
    period: str | None = None,
    broker: str | None = None,
    since: str | None = None,
    as_of: str | None = None,
    report: str | None = None,
) -> list[Row]:
    """Every claim that meets all conditions given.

    `metric` are a metric's words (any spelling or synonym the vocabulary knows); `broker` a full or short name;
    `since` and `as_of` bound the report's date (ISO, both inclusive); `report` is a sha256.
    """
    where = _Where()
    if kinds is not None:
        where.any_of("c.kind", sorted(kinds))
    if subject_id is not None:
        where.add("c.subject_id = ?", subject_id)
    if metric_id is not None:
        where.add("c.metric_id = ?", metric_id)
    if metric is not None:
        _about_metric(where, metric)
    if report is not None:
        where.add("c.report = ?", report)
    _filtered(kb, where, period, broker, since, as_of)
    return where.rows(kb)


def _filtered(
    kb: KnowledgeBase,
    where: _Where,
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


def _about_metric(where: _Where, words: str) -> None:
    known = _vocabulary_id(words)
    if known is None:
        where.add("c.metric_key = ? OR c.metric_id = ?", metric_key(words), words)
    else:
        where.add("c.metric_id = ? OR (c.metric_id IS NULL AND c.metric_key = ?)", known, metric_key(words))


def _vocabulary_id(words: str) -> str | None:
    """The id of the concept the vocabulary knows by these words, None where it knows none."""
    try:
        from extract.vocabulary import find_metric
    except ImportError:
        return None
    found = find_metric(words)
    return str(found.id) if found is not None else None


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
        "no-such-broker", f"No report is by {words}.", _did_you_mean(nearest(words, known), "yanbao reports")
    )


def show(
    kb: KnowledgeBase,
    who: str,
    metric: str | None = None,
    *,
    period: str | None = None,
    broker: str | None = None,
    since: str | None = None,
    as_of: str | None = None,
    all_claims: bool = False,
) -> list[Row]:
    """What is said of a company, product, industry or place; or, where `who` is none, of a metric wherever given.

    Only each broker's latest claim of a kind, metric, measure and period, unless `all_claims`. Raises
    NothingFoundFault "no-such-company" or "no-such-metric" with the nearest known that have claims; an empty list
    means that the filters left nothing.
    """
    where = _Where()
    if _about(kb, where, who):
        if metric is not None:
            _about_metric(where, metric)
            if not where.rows(kb, limit=1):
                raise _no_such_metric(kb, metric, _metrics_in(kb, where), who)
        else:
            where.any_of("c.kind", SUBJECT_KINDS)
    elif metric is None and _is_metric(kb, who):
        _about_metric(where, who)
    elif metric is None and _vocabulary_id(who) is not None:
        raise _no_such_metric(kb, who, _all_metrics(kb))
    else:
        raise _no_such_company(kb, who)
    _filtered(kb, where, period, broker, since, as_of)
    rows = where.rows(kb)
    return rows if all_claims else latest(rows)


def latest(rows: Iterable[Row]) -> list[Row]:
    """Of rows in the order of this module, each broker's latest claim of one thing, the surest of its report."""
    best: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = _what(row)
        known = best.get(key)
        if known is None or (known["report"] == row["report"] and _surer(row, known)):
            best[key] = row
    chosen = {id(row) for row in best.values()}
    return [row for row in rows if id(row) in chosen]


def _what(row: Row) -> tuple[object, ...]:
    subject = row.get("subject_id") or fold_name(str(row.get("subject") or ""))
    metric = row.get("metric_id") or metric_key(str(row.get("metric") or ""))
    words = row.get("event") or row.get("risk") or row.get("group")
    own = row.get("stance") if row.get("stance") in ("guidance", "consensus", "target") else None
    sayer = (own, row.get("attribution"), row.get("scope"))
    who = row["broker"] or row["report"]
    return (who, row["kind"], subject, metric, row.get("measure"), row.get("period"), sayer, words)


def _surer(row: Row, known: Row) -> bool:
    return _sureness(row) > _sureness(known)


def _sureness(row: Row) -> tuple[bool, float]:
    confidence = row.get("confidence")
    return (not row.get("doubts"), float(confidence) if isinstance(confidence, int | float) else 0.0)


def _about(kb: KnowledgeBase, where: _Where, who: str) -> bool:
    """Adds the condition that a claim is about `who`; False where nobody in the knowledge base is called so.

    Raises NothingFoundFault (slug "ambiguous-name") where several are, and have claims.
    """
    found = Resolver.from_seed().judge(who, listed=True)
    entities = [found.entity] if found.entity is not None else [c.entity for c in found.candidates]
    said = [entity for entity in entities if _has(kb, "subject_id = ?", entity.id)]
    key = fold_name(who)
    if len(said) > 1:
        names = ", ".join(_called(entity) for entity in said)
        raise NothingFoundFault("ambiguous-name", f"{who} may be one of several: {names}.", "ask by the code")
    if said:
        where.add("c.subject_id = ? OR (c.subject_id IS NULL AND c.subject_key = ?)", said[0].id, key)
        return True
    if key and _has(kb, "subject_key = ?", key):
        where.add("c.subject_key = ?", key)
        return True
    return False


def _has(kb: KnowledgeBase, condition: str, *params: object) -> bool:
    return bool(kb.rows(f"SELECT 1 FROM claims WHERE {condition} LIMIT 1", params))


def _is_metric(kb: KnowledgeBase, words: str) -> bool:
    where = _Where()
    _about_metric(where, words)
    return bool(where.rows(kb, limit=1))


def _called(entity: Entity) -> str:
    return f"{entity.name} ({entity.ticker})" if entity.ticker else entity.name


def _no_such_company(kb: KnowledgeBase, who: str) -> NothingFoundFault:
    known: dict[str, str] = {}
    for row in kb.rows("SELECT DISTINCT subject, ticker FROM claims WHERE subject IS NOT NULL"):
        shown = f"{row['subject']} ({row['ticker']})" if row["ticker"] else str(row["subject"])
        known.setdefault(str(row["subject"]), shown)
    near = dict.fromkeys(known[name] for name in nearest(who, known))
    found = Resolver.from_seed().judge(who, listed=True).entity
    what = f"No claim is about {_called(found)}." if found else f'No company is called "{who}".'
    return NothingFoundFault("no-such-company", what, _did_you_mean(near, "yanbao reports"))


def _no_such_metric(
    kb: KnowledgeBase, metric: str, known: Sequence[str], who: str | None = None
) -> NothingFoundFault:
    of = f" of {who}" if who else ""
    near = nearest(metric, known)
    return NothingFoundFault(
        "no-such-metric", f'No claim gives "{metric}"{of}.', _did_you_mean(near, "yanbao find TEXT")
    )


def _metrics_in(kb: KnowledgeBase, where: _Where) -> list[str]:
    about = _Where()
    about.parts, about.params = where.parts[:1], where.params[: where.parts[0].count("?")]
    return sorted({str(row["metric"]) for row in about.rows(kb) if row.get("metric")})


def _all_metrics(kb: KnowledgeBase) -> list[str]:
    return [str(row["metric"]) for row in kb.rows("SELECT DISTINCT metric FROM claims WHERE metric <> ''")]


def _did_you_mean(near: Iterable[str], otherwise: str) -> str:
    names = ", ".join(near)
    return f"Did you mean: {names}?" if names else otherwise


def find(kb: KnowledgeBase, text: str, limit: int | None = None) -> list[Row]:
    """Claims whose quote holds `text`: any substring of one character up; blanks, width and case do not count."""
    tokens = spaced_out(text).replace('"', '""')
    if not tokens:
        return []
    where = _Where()
    where.add("c.number IN (SELECT rowid FROM claims_text WHERE claims_text MATCH ?)", f'"{tokens}"')
    return where.rows(kb, limit)


def claim(kb: KnowledgeBase, claim_id: str) -> Row:
    """One claim by its id, or by a beginning of it that only one claim has. Raises NothingFoundFault."""
    where = _Where()
    where.add("c.id >= ? AND c.id < ?", claim_id, claim_id + "\U0010ffff")
    rows = where.rows(kb, limit=2) if claim_id else []
    exact = [row for row in rows if row["id"] == claim_id]
    if len(exact or rows) == 1:
        return (exact or rows)[0]
    what = f"Several claims begin with {claim_id}." if rows else f"There is no claim {claim_id}."
    raise NothingFoundFault("no-such-claim", what, "yanbao show NAME prints ids")


def reports(kb: KnowledgeBase, as_of: str | None = None) -> list[Row]:
    """The reports that are in, newest first: report (sha256), file, path (where last seen), paths, broker, date, title …

    `numerals` and `unclaimed` count the ledger; `unclaimed_share` is their ratio, None where no ledger was kept.
    """
    sql = """SELECT r.*, (SELECT f.path FROM files f WHERE f.report = r.id ORDER BY f.added DESC, f.path LIMIT 1) AS path,
                    (SELECT count(*) FROM files f WHERE f.report = r.id) AS paths
             FROM reports r WHERE :day IS NULL OR r.date <= :day
             ORDER BY r.date IS NULL, r.date DESC, r.broker, r.file, r.id"""
    rows = []
    for raw in kb.rows(sql, {"day": as_of}):
        row: Row = {"report": raw.pop("id"), **raw}
        numerals, unclaimed = row["numerals"], row["unclaimed"]
        assert isinstance(numerals, int) and isinstance(unclaimed, int)
        row["unclaimed_share"] = round(unclaimed / numerals, 4) if numerals else None
        rows.append(row)
    return rows
