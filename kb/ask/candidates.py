"""Names that lead to nobody go in, the queue of what a person should judge comes out, what most claims depend on first.

It is a question to the claims and the judgements in force, so it cannot go stale: what was judged is not in it, what was
put off as unsure comes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from kb.ask.judging import called
from kb.ask.overlay import Overlay, overlay_of
from kb.ask.selection import Row
from kb.who.clusters import (
    DIFFERENT,
    ENTITY_WORDS,
    METRIC,
    METRIC_WORDS,
    NAME,
    SAME,
    UNSURE,
    Clusters,
    key_of,
)
from kb.who.likeness import looks_like_a_firm
from kb.who.resolve import Resolver
from kb.who.spelling import alike

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

CONTEXTS = 3  # quotes that show a name where it stands
_SUGGESTED = 5
_SUBJECTS = ("rating", "target_price", "metric", "event", "recommendation")
# What is named so is a company: it is rated, valued or recommended, or has a code beside it.
_NAMES = """
    SELECT c.mention_key AS key, min(c.mention) AS name, c.subject_id AS linked, count(*) AS claims,
           count(DISTINCT c.report) AS reports, min(c.number) AS first,
           sum(c.ticker IS NOT NULL OR c.kind IN ('recommendation', 'target_price')
               OR (c.kind = 'rating' AND c.subject_type = 'company')) AS of_a_firm
    FROM claims c WHERE {which} AND c.kind IN ({kinds}) GROUP BY c.mention_key, c.subject_id"""
_METRICS = """
    SELECT c.metric_key AS key, min(c.metric) AS name, c.metric_id AS linked, count(*) AS claims,
           count(DISTINCT c.report) AS reports, min(c.number) AS first, 1 AS of_a_firm
    FROM claims c WHERE {which} GROUP BY c.metric_key, c.metric_id"""


def queue(
    kb: KnowledgeBase, *, about: str = ENTITY_WORDS, everything: bool = False, limit: int | None = None
) -> list[Row]:
    """The names to judge: name, about, claims, reports, unsure, suggested, contexts; most claims first, unsure last.

    `suggested` are rows: id, name, ticker, score, reason, best first; `contexts` rows: quote, file, page. Without
    `everything`, only what looks like a company's name: of others there are many, and few matter.
    """
    overlay = overlay_of(kb)
    judged = overlay.metrics if about == METRIC_WORDS else overlay.entities
    found = list(_open_names(kb, overlay, about))
    unsure = {said.left for said in judged.judgements if said.verdict == UNSURE}
    prefix = METRIC if about == METRIC_WORDS else NAME
    if about == ENTITY_WORDS and not everything:
        found = [raw for raw in found if _is_likely(raw)]
    found.sort(
        key=lambda raw: (prefix + str(raw["key"]) in unsure, -int(str(raw["claims"])), str(raw["key"]))
    )
    suggest = _MetricSuggestions(kb) if about == METRIC_WORDS else _EntitySuggestions()
    return [
        {
            "name": raw["name"],
            "about": about,
            "claims": raw["claims"],
            "reports": raw["reports"],
            "unsure": prefix + str(raw["key"]) in unsure,
            "suggested": _without_apart(judged, prefix + str(raw["key"]), suggest.of(str(raw["name"]))),
            "contexts": _contexts(kb, about, str(raw["key"])),
        }
        for raw in found[:limit]
    ]


def _open_names(kb: KnowledgeBase, overlay: Overlay, about: str) -> Iterable[Row]:
    """A row a name that leads to nobody and that no person has judged to be somebody, or its own."""
    judged = overlay.metrics if about == METRIC_WORDS else overlay.entities
    prefix, column = (METRIC, "c.metric") if about == METRIC_WORDS else (NAME, "c.mention")
    settled = {
        node
        for said in judged.judgements
        if said.verdict == SAME or (said.verdict == DIFFERENT and not said.right)
        for node in (said.left, said.right)
    }
    freed = sorted(key_of(node) for node in judged.names if judged.kept_from(node))
    marks = ", ".join("?" * len(freed))
    nobody = f"{'c.metric_id' if about == METRIC_WORDS else 'c.subject_id'} IS NULL"
    which = f"{column}_key IS NOT NULL AND ({nobody}{f' OR {column}_key IN ({marks})' if freed else ''})"
    kinds = ", ".join(f"'{kind}'" for kind in _SUBJECTS)
    sql = (_METRICS if about == METRIC_WORDS else _NAMES).format(which=which, kinds=kinds)
    joined: dict[str, Row] = {}
    for raw in kb.rows(sql, freed):
        node, linked = prefix + str(raw["key"]), raw["linked"]
        if node in settled or judged.stands_for(node, str(linked) if linked else None):
            continue
        known = joined.setdefault(str(raw["key"]), {**raw, "claims": 0, "reports": 0, "of_a_firm": 0})
        for name in ("claims", "reports", "of_a_firm"):
            known[name] = int(str(known[name])) + int(str(raw[name]))
    return joined.values()


def _is_likely(raw: Row) -> bool:
    name = str(raw["name"])
    if raw["of_a_firm"] or looks_like_a_firm(name):
        return True
    # A name of several, or a weak name of one: somebody is called so.
    return bool(Resolver.from_seed().judge(name).candidates)


def _without_apart(judged: Clusters, node: str, suggested: Iterable[Row]) -> list[Row]:
    return [row for row in suggested if not judged.apart(node, str(row["id"]))]


def _contexts(kb: KnowledgeBase, about: str, key: str) -> list[Row]:
    column = "metric_key" if about == METRIC_WORDS else "mention_key"
    return kb.rows(
        f"""SELECT c.quote, r.file, c.page FROM claims c JOIN reports r ON r.id = c.report
            WHERE c.{column} = ? GROUP BY c.quote ORDER BY min(c.number) LIMIT {CONTEXTS}""",
        (key,),
    )


class _EntitySuggestions:
    """Whom a name may mean: who is called so, then who is called like it."""

    def of(self, name: str) -> list[Row]:
        found = Resolver.from_seed().resolve(name)
        if found.entity is not None:
            # Evidence that does without its report: the claims came in before the data knew the name.
            return [_suggestion(found.entity.id, 1.0, "; ".join(reason.words for reason in found.reasons))]
        return [_suggestion(c.entity.id, c.score, c.words) for c in found.candidates[:_SUGGESTED]]


class _MetricSuggestions:
    """Which concept of the vocabulary, or which other words of the claims, a metric's words may mean."""

    def __init__(self, kb: KnowledgeBase) -> None:
        rows = kb.rows("SELECT metric, metric_key FROM claims WHERE metric <> '' AND metric_id IS NULL")
        # Of several spellings of a name the commonest speaks for it.
        spelt = Counter((str(row["metric_key"]), str(row["metric"])) for row in rows)
        self._spelling: dict[str, str] = {}
        for (key, metric), _ in sorted(spelt.items(), key=lambda item: (-item[1], item[0])):
            self._spelling.setdefault(key, metric)

    def of(self, name: str) -> list[Row]:
        ids = _vocabulary_names()
        known = {word: f"{METRIC}{key}" for key, word in self._spelling.items()} | dict(ids)
        rows: dict[str, Row] = {}
        for word, score in alike(name, known.keys() - {name}, _SUGGESTED * 2):
            rows.setdefault(known[word], _suggestion(known[word], score, f"spelt like {word}", word))
        own = METRIC + next((key for key, word in self._spelling.items() if word == name), "")
        return [row for id, row in rows.items() if id != own][:_SUGGESTED]


@cache
def _vocabulary_names() -> Mapping[str, str]:
    """Printed name → concept."""
    from extract.vocabulary import metrics

    return {name: metric.id for metric in reversed(metrics()) for name in metric.names}


def _suggestion(node: str, score: float, reason: str, name: str | None = None) -> Row:
    entity = Resolver.from_seed().entity(node)
    shown = entity.name if entity is not None else called(node) if not node.startswith(METRIC) else name
    ticker = entity.ticker if entity is not None else None
    return {"id": node, "name": shown, "ticker": ticker, "score": score, "reason": reason}
