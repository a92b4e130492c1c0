"""A question to the knowledge base goes in, its answer in rows comes out, the same rows in the same order every time.

Rows are those of `kb.ask.selection`: newest report first, then broker, then page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import NothingFoundFault
from kb.ask.naming import about_entity, about_whom, is_metric, no_such_company, no_such_metric
from kb.ask.overlay import overlay_of, vocabulary_id
from kb.ask.selection import Row, Where, about_metric, filtered, printed
from kb.coverage import coverage_of
from kb.who.keys import metric_key
from kb.who.names import fold_name

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

SUBJECT_KINDS = ("rating", "target_price", "metric", "event", "recommendation")
# What is asked for like a metric and is a kind of claim of its own.
_KINDS_ASKED = {
    fold_name(words): kind
    for kind, names in {
        "rating": ("评级", "投资评级", "rating", "ratings"),
        "target_price": ("目标价", "目标价格", "target price", "target"),
    }.items()
    for words in names
}
_ROUNDING = Decimal("0.05")
_STEPS = ("strong_buy", "buy", "hold", "underperform", "sell")


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
    where = Where()
    if kinds is not None:
        where.any_of("c.kind", sorted(kinds))
    if subject_id is not None:
        about_entity(kb, where, subject_id)
    if metric_id is not None:
        where.add("c.metric_id = ?", metric_id)
    if metric is not None:
        about_metric(kb, where, metric)
    if report is not None:
        where.add("c.report = ?", report)
    filtered(kb, where, period, broker, since, as_of)
    return where.rows(kb)


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
    Ratings and target prices are asked for like a metric.

    Only each broker's latest claim of a kind, metric, measure and period, unless `all_claims`. Raises
    NothingFoundFault "no-such-company" or "no-such-metric" with the nearest known that have claims; an empty list
    means that the filters left nothing.
    """
    about = Where()
    known = about_whom(kb, about, who)
    where = about.copy()
    kind = _KINDS_ASKED.get(fold_name(who if metric is None else metric))
    if kind is not None and (known or metric is None):
        where = Where() if metric is None else where
        where.add("c.kind = ?", kind)
    elif known:
        if metric is not None:
            about_metric(kb, where, metric)
            if not where.rows(kb, limit=1):
                raise no_such_metric(kb, metric, about.values(kb, "metric"), who)
        else:
            where.any_of("c.kind", SUBJECT_KINDS)
    elif metric is None and is_metric(kb, who):
        about_metric(kb, where, who)
    elif metric is None and vocabulary_id(who) is not None:
        raise no_such_metric(kb, who, Where().values(kb, "metric"))
    else:
        raise no_such_company(kb, who, alone=metric is None)
    filtered(kb, where, period, broker, since, as_of)
    rows = where.rows(kb)
    return rows if all_claims else latest(rows)


def latest(rows: Iterable[Row]) -> list[Row]:
    """Of rows in the order of this module, each broker's latest claim of one thing, the surest of its report.

    One report may give a thing two values that are no rounding of each other: both are kept, for which of them is meant
    is for the reader to judge.
    """
    best: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        kept = best.setdefault(_what(row), [])
        if kept and kept[0]["report"] != row["report"]:
            continue
        same = next((place for place, known in enumerate(kept) if _is_same(row, known)), None)
        if same is None:
            kept.append(row)
        elif sureness(row) > sureness(kept[same]):
            kept[same] = row
    chosen = {id(row) for kept in best.values() for row in kept}
    return [row for row in rows if id(row) in chosen]


def _is_same(row: Row, known: Row) -> bool:
    """Whether one value is the other, or a rounding of it ("nearly 1,000" for 968.86)."""
    one, other = (
        Decimal(str(value)) if (value := r.get("value")) is not None else None for r in (row, known)
    )
    if one is None or other is None:
        return True
    return abs(one - other) <= _ROUNDING * max(abs(one), abs(other))


def _what(row: Row) -> tuple[object, ...]:
    subject = row.get("subject_id") or fold_name(str(row.get("subject") or ""))
    metric = row.get("metric_id") or metric_key(str(row.get("metric") or ""))
    words = row.get("event") or row.get("risk") or row.get("group")
    own = row.get("stance") if row.get("stance") in ("guidance", "consensus", "target") else None
    sayer = (own, row.get("attribution"), row.get("scope"))
    who = row["broker"] or row["report"]
    # Without a period nothing says that two numbers are two views of one thing.
    when = row.get("period") or (row.get("value") if row["kind"] == "metric" else None)
    return (who, row["kind"], subject, metric, row.get("measure"), when, sayer, words)


def sureness(row: Mapping[str, object]) -> tuple[bool, bool, bool, float]:
    """Which of a report's claims of one thing to show: the greatest. Undoubted before doubted, exact before "nearly
    1,000", a table's cell before a sentence that rounds it, then the more confident."""
    confidence = row.get("confidence")
    exact = row.get("comparator") in (None, "", "=") and not row.get("value_high")
    return (
        not row.get("doubts"),
        exact,
        str(row.get("origin")).startswith("table"),
        float(confidence) if isinstance(confidence, int | float) else 0.0,
    )


def find(kb: KnowledgeBase, text: str, limit: int | None = None) -> list[Row]:
    """Claims whose quote holds `text`: any substring of one character up; blanks, width and case do not count."""
    where = Where()
    return where.rows(kb, limit) if printed(where, text) else []


def claim(kb: KnowledgeBase, claim_id: str) -> Row:
    """One claim by its id, or by a beginning of it that only one claim has. Raises NothingFoundFault."""
    where = Where()
    where.add("c.id >= ? AND c.id < ?", claim_id, claim_id + "\U0010ffff")
    rows = where.rows(kb, limit=2) if claim_id else []
    exact = [row for row in rows if row["id"] == claim_id]
    if len(exact or rows) == 1:
        return (exact or rows)[0]
    what = f"Several claims begin with {claim_id}." if rows else f"There is no claim {claim_id}."
    raise NothingFoundFault("no-such-claim", what, "yanbao show NAME prints ids")


def reports(kb: KnowledgeBase, as_of: str | None = None) -> list[Row]:
    """The reports that are in, newest first: report (sha256), file, path (where last seen), paths, broker, date, title …

    `numerals` and `unclaimed` count the ledger; `claimed_share`, `named_share` and `unclaimed_share` are parts of one,
    None where no ledger was kept.
    """
    sql = """SELECT r.*, (SELECT f.path FROM files f WHERE f.report = r.id ORDER BY f.added DESC, f.path LIMIT 1) AS path,
                    (SELECT count(*) FROM files f WHERE f.report = r.id) AS paths
             FROM reports r WHERE :day IS NULL OR r.date <= :day
             ORDER BY r.date IS NULL, r.date DESC, r.broker, r.file, r.id"""
    classes: dict[str, dict[str, int]] = {}
    for line in kb.rows("SELECT report, class, n FROM ledger ORDER BY report, class"):
        classes.setdefault(str(line["report"]), {})[str(line["class"])] = int(str(line["n"]))
    found = [{"report": raw.pop("id"), **raw} for raw in kb.rows(sql, {"day": as_of})]
    overlay_of(kb).amend_reports(kb, found)
    return [{**row, **coverage_of(classes.get(str(row["report"]), {})).as_row()} for row in found]


def chosen_reports(kb: KnowledgeBase, *said: str) -> list[Row]:
    """The reports whose id begins so or whose file is called so, each once; without a word, all of them.

    Raises NothingFoundFault where a word is none's, or several reports'.
    """
    known = reports(kb)
    chosen: dict[str, Row] = {}
    for word in said:
        meant = [
            row
            for row in known
            if str(row["report"]).startswith(word) or word in (str(row["file"]), Path(str(row["file"])).name)
        ]
        if len(meant) != 1:
            what = f"Several reports are called {word}." if meant else f"No report is called {word}."
            hint = "yanbao reports --json gives every report's id and file"
            raise NothingFoundFault("no-such-report", what, hint)
        chosen[str(meant[0]["report"])] = meant[0]
    return list(chosen.values()) if said else known


def notes(kb: KnowledgeBase, report: str | None = None) -> list[Row]:
    """What was not understood, of one report or of all: report, file, slug, message, page (None: the whole file)."""
    return kb.rows(
        """SELECT n.report, r.file, n.slug, n.message, n.page FROM notes n JOIN reports r ON r.id = n.report
           WHERE :report IS NULL OR n.report = :report ORDER BY r.date DESC, r.file, n.number""",
        {"report": report},
    )


def estimates(kb: KnowledgeBase, subject_id: str, *, as_of: str | None = None) -> list[Row]:
    """Each broker's latest estimate of each metric and period of a company, by metric, period, then newest.

    Whole-company levels only: no segments, no growth rates, nobody else's numbers.
    """
    where = Where()
    where.add("c.kind = 'metric' AND c.measure = 'level'")
    about_entity(kb, where, subject_id)
    where.add("c.stance = 'estimate' AND c.scope IS NULL AND c.attribution IS NULL")
    filtered(kb, where, None, None, None, as_of)
    rows = latest(where.rows(kb))
    return sorted(rows, key=lambda row: (str(row["metric_id"] or row["metric"]), str(row["period"])))


def rating_changes(kb: KnowledgeBase, since: str | None = None, until: str | None = None) -> list[Row]:
    """Ratings and target prices of a window (ISO, both inclusive), each with what the same broker said before.

    Adds to a claim row: `before` (the earlier claim row, None where none is known) and `change`: initiate, upgrade,
    downgrade, maintain for ratings, raise, cut, maintain for target prices, None where it cannot be told.
    """
    where = Where()
    where.any_of("c.kind", ("rating", "target_price"))
    filtered(kb, where, None, None, None, until)
    seen: dict[tuple[object, ...], Row] = {}
    changes: list[Row] = []
    for row in reversed(latest_of_each_report(where.rows(kb))):
        key = (row["broker"], row["kind"], row["subject_id"] or fold_name(str(row["subject"])))
        before = seen.get(key)
        seen[key] = row
        if since is None or str(row["published"] or "") >= since:
            changes.append({**row, "before": before, "change": _change(row, before)})
    return changes[::-1]


def latest_of_each_report(rows: Iterable[Row]) -> list[Row]:
    """One row a report, kind and subject: the surest of those that repeat each other."""
    best: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row["report"], row["kind"], row["subject_id"] or fold_name(str(row["subject"])))
        if key not in best or sureness(row) > sureness(best[key]):
            best[key] = row
    return list(best.values())


def _change(row: Row, before: Row | None) -> str | None:
    if row["kind"] == "rating":
        if row["action"]:
            return str(row["action"])
        old = before["step"] if before else None
        if row["step"] not in _STEPS or old not in _STEPS:
            return None
        moved = _STEPS.index(str(row["step"])) - _STEPS.index(str(old))
        return "maintain" if not moved else "downgrade" if moved > 0 else "upgrade"
    said = row["prior"] or (before["value"] if before and before["unit"] == row["unit"] else None)
    if said is None:
        return None
    step = Decimal(str(row["value"])) - Decimal(str(said))
    return "maintain" if not step else "raise" if step > 0 else "cut"


def series(kb: KnowledgeBase, metric: str, *, as_of: str | None = None) -> list[Row]:
    """One metric's levels in every report that gives them, by subject, period and report date; repeats left out."""
    rows = claims(kb, kinds=("metric",), metric=metric, as_of=as_of)
    once: dict[tuple[object, ...], Row] = {}
    for row in rows:
        if row["measure"] == "level":
            who = row["subject_id"] or fold_name(str(row["subject"] or ""))
            once.setdefault((row["report"], who, row["period"], row["value"], row["unit"]), row)
    return sorted(
        once.values(),
        key=lambda row: (str(row["subject"]), str(row["period"] or ""), str(row["published"] or "")),
    )


def recommended(kb: KnowledgeBase, since: str | None = None, until: str | None = None) -> list[Row]:
    """Recommended names of a window, most named first.

    Rows: subject, subject_id, ticker, reports (how many name it), brokers, groups, dates, claims (ids).
    """
    named: dict[str, list[Row]] = {}
    for row in claims(kb, kinds=("recommendation",), since=since, as_of=until):
        named.setdefault(str(row["subject_id"] or fold_name(str(row["subject"]))), []).append(row)
    told = [
        {
            "subject": rows[0]["subject"],
            "subject_id": rows[0]["subject_id"],
            "ticker": next((row["ticker"] for row in rows if row["ticker"]), None),
            "reports": len({row["report"] for row in rows}),
            "brokers": sorted({str(row["broker"]) for row in rows if row["broker"]}),
            "groups": sorted({str(row["group"]) for row in rows if row["group"]}),
            "dates": sorted({str(row["published"]) for row in rows if row["published"]}),
            "claims": [row["id"] for row in rows],
        }
        for rows in named.values()
    ]
    return sorted(told, key=lambda row: (-int(str(row["reports"])), str(row["subject"])))
