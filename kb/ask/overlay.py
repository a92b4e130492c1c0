"""What people judged goes in, whom and what a claim is about comes out: laid over the claims when they are asked for.

Claims and their links are never rewritten. Where nothing was judged, and no listing code of the data moved since the
claims came in, rows pass as they are and cost nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from kb.who.clusters import (
    ENTITY_WORDS,
    METRIC,
    METRIC_WORDS,
    NAME,
    Clusters,
    Node,
    is_words,
    key_of,
    metric_node,
)
from kb.who.keys import metric_key
from kb.who.resolve import Resolver

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = dict[str, object]

# An entity that another one of the same knowledge base counts among its listings: the data have learnt since.
_MOVED = """SELECT 1 FROM entities n, json_each(n.listings) l JOIN entities e ON e.id = l.value
            WHERE e.id <> n.id LIMIT 1"""


class Condition(NamedTuple):
    """A part of a WHERE over `claims c`, with what its question marks stand for."""

    sql: str
    params: tuple[object, ...]

    @classmethod
    def any_of(cls, conditions: Iterable[Condition]) -> Condition:
        parts = list(conditions)
        sql = " OR ".join(f"({part.sql})" if " OR " in part.sql else part.sql for part in parts)
        return cls(sql, tuple(value for part in parts for value in part.params))


def _among(column: str, values: Collection[object]) -> Condition:
    marks = ", ".join("?" * len(values))
    return Condition(f"{column} = ?" if len(values) == 1 else f"{column} IN ({marks})", tuple(values))


def overlay_of(kb: KnowledgeBase) -> Overlay:
    """The overlay of an open knowledge base, made once until something is written."""
    known = kb.worked_out.get("overlay")
    if not isinstance(known, Overlay):
        known = kb.worked_out["overlay"] = Overlay(kb)
    return known


class Overlay:
    """The judgements in force, ready for rows and for conditions."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        said = kb.judgements()
        moved = bool(said) or bool(kb.rows(_MOVED))
        # The data of names are loaded only where they are needed: it takes longer than most answers.
        present = Resolver.from_seed().present if moved else _as_is
        self.entities = Clusters((j for j in said if j.about == ENTITY_WORDS), present, _linked_by_name)
        self.metrics = Clusters((j for j in said if j.about == METRIC_WORDS), links_to=_known_metric)
        self.passes = not moved
        self._whom: dict[tuple[object, object], Node | None] = {}

    # Rows

    def amend(self, row: Row, raw: Row) -> None:
        """Give a row of `kb.ask` the subject_id, ticker and metric_id that hold; `raw` is the stored claim."""
        if self.passes:
            return
        if "subject" in row:
            self._amend_subject(row, raw)
        if row.get("metric") and not self.metrics.is_empty:
            linked = str(raw["metric_id"]) if raw["metric_id"] else None
            row["metric_id"] = self.metrics.stands_for(f"{METRIC}{raw['metric_key']}", linked)

    def amend_reports(self, kb: KnowledgeBase, rows: Iterable[Row]) -> None:
        """The same for rows of reports."""
        if self.passes:
            return
        rows = list(rows)
        sql = """SELECT report, mention, mention_key, subject_id FROM claims
                 WHERE kind = 'report' AND report IN (SELECT value FROM json_each(?))"""
        asked = json.dumps([row["report"] for row in rows])
        heads = {raw["report"]: raw for raw in kb.rows(sql, (asked,))}
        for row in rows:
            if head := heads.get(row["report"]):
                self._amend_subject(row, head)

    def _amend_subject(self, row: Row, raw: Row) -> None:
        linked = str(raw["subject_id"]) if raw["subject_id"] else None
        own = self.whom(str(raw["mention_key"] or ""), linked)
        if own == linked:
            return
        entity = Resolver.from_seed().entity(own) if own else None
        if "subject_id" in row:
            row["subject_id"] = own
        if entity is None or row["ticker"] not in entity.listings:
            row["ticker"] = entity.ticker if entity is not None else None
        if linked and not (own and self.entities.are_one(linked, own)) and raw["mention"]:
            # Linking wrote the entity's name for the printed one: whose it is no longer, it is no longer called so.
            row["subject"] = raw["mention"]

    def whom(self, key: str, linked: str | None) -> Node | None:
        """Whom a mention (its folded key, and whom it is linked to by evidence) stands for."""
        place = (key, linked)
        if place not in self._whom:
            self._whom[place] = self.entities.stands_for(NAME + key, linked)
        return self._whom[place]

    def is_of_words(self, key: str) -> bool:
        """Whether a name was judged one with other names and with nobody the data know."""
        own = self.whom(key, None)
        return own is not None and is_words(own)

    # Conditions

    def about_entity(self, entity: Node, key: str = "") -> Condition:
        """Claims about an entity and all that is one with it; asked for by a name, also what is called so and is nobody's."""
        own = self.entities
        if is_words(own.canonical(entity)):
            return self.about_name(key_of(entity))
        ids = sorted(_listings(node for node in own.cluster(entity) if not is_words(node)))
        names = sorted(key_of(node) for node in own.cluster(entity) if is_words(node))
        parts = [_but(_among("c.subject_id", ids), "c.mention_key", self._elsewhere(own, entity))]
        if names:
            parts.append(_among("c.mention_key", names))
        if key and NAME + key not in own.names and self._is_nobodys("subject", key):
            parts.append(Condition("c.subject_id IS NULL AND c.subject_key = ?", (key,)))
        return Condition.any_of(parts)

    def about_name(self, key: str) -> Condition:
        """Claims about a name that is no entity's."""
        node = NAME + key
        if node not in self.entities.names:
            return Condition("c.subject_key = ?", (key,))
        own = self.entities
        names = sorted(key_of(one) for one in own.cluster(node) if is_words(one))
        apart = {id for other in own.kept_from(node) for id in own.cluster(other) if not is_words(id)}
        nobodys = Condition("c.subject_id IS NULL", ())
        if apart:
            nobodys = Condition.any_of((nobodys, _among("c.subject_id", sorted(_listings(apart)))))
        called = _among("c.mention_key", names)
        return Condition(f"{called.sql} AND ({nobodys.sql})", called.params + nobodys.params)

    def about_metric(self, words: str, known: str | None) -> Condition:
        """Claims of a metric by its words; `known` is the concept the vocabulary knows by them."""
        own, node, key = self.metrics, metric_node(words), metric_key(words)
        judged = node in own.names
        whole = own.stands_for(node, known) if judged or known else None
        if whole is not None and not is_words(whole):
            cluster = own.cluster(whole)
            ids = sorted(id for id in cluster if not is_words(id))
            parts = [_but(_among("c.metric_id", ids), "c.metric_key", self._elsewhere(own, whole))]
            if names := sorted(key_of(one) for one in cluster if is_words(one)):
                parts.append(_among("c.metric_key", names))
            if not judged and self._is_nobodys("metric", key):
                parts.append(Condition("c.metric_id IS NULL AND c.metric_key = ?", (key,)))
            return Condition.any_of(parts)
        if judged:
            return _among("c.metric_key", sorted(key_of(one) for one in own.cluster(node) if is_words(one)))
        return Condition("c.metric_key = ? OR c.metric_id = ?", (key, words))

    def _is_nobodys(self, what: str, key: str) -> bool:
        """Whether claims carry the words of a subject or metric and no id: they came in before the data knew it. Where none do,
        the condition is one on the id alone, which an index answers newest first."""
        sql = f"SELECT 1 FROM claims WHERE {what}_id IS NULL AND {what}_key = ? LIMIT 1"
        return bool(self._kb.rows(sql, (key,)))

    def _elsewhere(self, own: Clusters, whole: Node) -> list[str]:
        """The keys that would be this cluster's by their link, and are not by what people judged."""
        whole = own.canonical(whole)
        return sorted(key_of(node) for node in own.names if own.stands_for(node, whole) != whole)


def _but(condition: Condition, column: str, keys: Collection[str]) -> Condition:
    if not keys:
        return condition
    marks = ", ".join("?" * len(keys))
    return Condition(
        f"{condition.sql} AND coalesce({column}, '') NOT IN ({marks})", (*condition.params, *keys)
    )


def _listings(ids: Iterable[str]) -> set[str]:
    """Entity ids with every code their issuers have: claims that came in before may carry any of them."""
    resolver = Resolver.from_seed()
    found: set[str] = set()
    for one in ids:
        entity = resolver.entity(one)
        found |= {one, *(entity.listings if entity is not None else ())}
    return found


def _as_is(node: Node) -> Node:
    return node


def _linked_by_name(_node: Node, text: str) -> Node | None:
    found = Resolver.from_seed().judge(text).entity
    return found.id if found is not None else None


def _known_metric(_node: Node, text: str) -> Node | None:
    return vocabulary_id(text)


def vocabulary_id(words: str) -> str | None:
    """The id of the concept the vocabulary knows by these words, None where it knows none."""
    try:
        from extract.vocabulary import find_metric
    except ImportError:
        return None
    found = find_metric(words)
    return str(found.id) if found is not None else None
