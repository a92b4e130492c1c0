"""A question to the knowledge base goes in, its answer in rows comes out, the same rows in the same order every time.

Rows are those of `kb.ask.selection`: newest report first, then broker, then page.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extract.errors import NothingFoundFault
from kb.ask.latest import latest
from kb.ask.naming import about_entity, about_whom, is_metric, no_such_company, no_such_metric
from kb.ask.overlay import overlay_of, vocabulary_id
from kb.ask.selection import NO_FILTERS, Filters, Row, Where, about_metric, printed
from kb.ask.versions import superseded
from kb.coverage import coverage_of
from kb.memory import collecting_later
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


def kind_asked(words: str) -> str | None:
    """The kind of claim that is asked for like a metric: ratings or target prices; None for a metric proper."""
    return _KINDS_ASKED.get(fold_name(words))


def claims(
    kb: KnowledgeBase,
    filters: Filters = NO_FILTERS,
    *,
    kinds: Collection[str] | None = None,
    subject_id: str | None = None,
    metric_id: str | None = None,
    metric: str | None = None,
    reports: Collection[str] | None = None,
) -> list[Row]:
    """Every claim that meets all conditions given, of superseded versions too.

    `metric` are a metric's words (any spelling or synonym the vocabulary knows); `reports` are sha256s.
    """
    where = Where()
    if kinds is not None:
        where.of_kinds(kinds)
    if subject_id is not None:
        about_entity(kb, where, subject_id)
    if metric_id is not None:
        where.add("c.metric_id = ?", metric_id)
    if metric is not None:
        about_metric(kb, where, metric)
    if reports is not None:
        where.add("c.report IN (SELECT value FROM json_each(?))", json.dumps(sorted(reports)))
    filters.narrow(kb, where)
    return where.rows(kb)


class Answer(NamedTuple):
    """The rows of an answer, and whether older claims were left out of it."""

    rows: list[Row]
    is_cut: bool = False


# Claims of a metric that are looked at for a first screen: it is given of thousands of companies.
FIRST_SCREEN = 500


def show(
    kb: KnowledgeBase,
    who: str,
    metric: str | None = None,
    filters: Filters = NO_FILTERS,
    *,
    all_claims: bool = False,
) -> list[Row]:
    """What is said of a company, product, industry or place; or, where `who` is none, of a metric wherever given.
    Ratings and target prices are asked for like a metric.

    Only each broker's latest claim of a kind, metric, measure and period, unless `all_claims`. Raises
    NothingFoundFault "no-such-company" or "no-such-metric" with the nearest known that have claims; an empty list
    means that the filters left nothing.
    """
    return answer(kb, who, metric, filters, all_claims=all_claims).rows


def answer(
    kb: KnowledgeBase,
    who: str,
    metric: str | None = None,
    filters: Filters = NO_FILTERS,
    *,
    all_claims: bool = False,
    first_screen: bool = False,
) -> Answer:
    """As `show`; on a `first_screen` a metric of everybody is answered from the newest claims alone."""
    where, of_everybody = _asked(kb, who, metric, filters)
    filters.narrow(kb, where)
    most = FIRST_SCREEN if first_screen and of_everybody and not all_claims else None
    with collecting_later():
        rows = where.rows(kb, most and most + 1)
        is_cut = most is not None and len(rows) > most
        rows = rows[:most]
        return Answer(rows if all_claims else latest(rows), is_cut)


def _asked(kb: KnowledgeBase, who: str, metric: str | None, filters: Filters) -> tuple[Where, bool]:
    """The condition that words ask for, and whether it is of everybody."""
    about = Where()
    known = about_whom(kb, about, who, filters.as_of)
    where = about.copy()
    kind = kind_asked(who if metric is None else metric)
    if kind is not None and (known or metric is None):
        where = Where() if metric is None else where
        where.add("c.kind = ?", kind)
        return where, metric is None
    if known:
        if metric is not None:
            about_metric(kb, where, metric)
            if not where.any(kb):
                raise no_such_metric(kb, metric, about.values(kb, "metric"), who)
        else:
            where.of_kinds(SUBJECT_KINDS)
        return where, False
    if metric is None and is_metric(kb, who):
        about_metric(kb, where, who)
        return where, True
    if metric is None and vocabulary_id(who) is not None:
        raise no_such_metric(kb, who, Where().values(kb, "metric"))
    raise no_such_company(kb, who, alone=metric is None)


def about_any(kb: KnowledgeBase, filters: Filters, *, all_claims: bool = False) -> list[Row]:
    """What is said of whom the filters' watch-list names, as `show` tells it of one."""
    rows = claims(kb, filters, kinds=SUBJECT_KINDS)
    return rows if all_claims else latest(rows)


def find(kb: KnowledgeBase, text: str, filters: Filters = NO_FILTERS, limit: int | None = None) -> list[Row]:
    """Claims whose quote holds `text`: any substring of one character up; blanks, width and case do not count."""
    where = Where()
    if not printed(where, text):
        return []
    filters.narrow(kb, where)
    return where.rows(kb, limit)


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


def reports(
    kb: KnowledgeBase, filters: Filters = NO_FILTERS, *, only: Collection[str] | None = None
) -> list[Row]:
    """The reports that are in, newest first: report (sha256), file, path (where last seen), paths, broker, date, title …

    Those the filters leave (a watch-list: that say something of whom it names; no period), and of them `only` these ids.
    `numerals` and `unclaimed` count the ledger; `claimed_share`, `named_share` and `unclaimed_share` are parts of one,
    None where no ledger was kept; `superseded_by` is the newer version of a note.
    """
    where = Where()
    if only is not None:
        where.add("r.id IN (SELECT value FROM json_each(?))", json.dumps(sorted(only)))
    filters.narrow_reports(kb, where)
    sql = f"""SELECT r.*, (SELECT f.path FROM files f WHERE f.report = r.id ORDER BY f.added DESC, f.path LIMIT 1) AS path,
                     (SELECT count(*) FROM files f WHERE f.report = r.id) AS paths
              FROM reports r {where.clause} ORDER BY r.date IS NULL, r.date DESC, r.broker, r.file, r.id"""
    newer = superseded(kb, filters.as_of)
    found = [{"report": raw.pop("id"), **raw} for raw in kb.rows(sql, where.params)]
    for row in found:
        row["superseded_by"] = newer.get(str(row["report"]))
    overlay_of(kb).amend_reports(kb, found)
    classes: dict[str, dict[str, int]] = {}
    sql = f"SELECT report, class, n FROM ledger WHERE report IN (SELECT r.id FROM reports r {where.clause})"
    for line in kb.rows(sql, where.params):
        classes.setdefault(str(line["report"]), {})[str(line["class"])] = int(str(line["n"]))
    return [{**row, **coverage_of(classes.get(str(row["report"]), {})).as_row()} for row in found]


class Span(NamedTuple):
    """How many dated reports there are, and their first and last day; `undated` are the ids of the others."""

    reports: int
    first: str
    last: str
    undated: tuple[str, ...]


def span(kb: KnowledgeBase, filters: Filters = NO_FILTERS) -> Span | None:
    """What there is of reports, None where none has a date."""
    where = Where()
    filters.narrow_reports(kb, where)
    sql = (
        f"SELECT count(r.date) AS n, min(r.date) AS first, max(r.date) AS last FROM reports r {where.clause}"
    )
    found = kb.rows(sql, where.params)[0]
    if not found["n"]:
        return None
    where.add("r.date IS NULL")
    undated = kb.tuples(f"SELECT r.id FROM reports r {where.clause} ORDER BY r.id", where.params)
    return Span(
        int(str(found["n"])), str(found["first"]), str(found["last"]), tuple(row[0] for row in undated)
    )


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
