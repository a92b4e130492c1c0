"""A name in a question goes in, the condition that claims are about its bearer comes out, or a fault with the nearest names."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.errors import NothingFoundFault
from kb.ask.analysts import analysts
from kb.ask.overlay import Condition, overlay_of
from kb.ask.selection import Where, about_metric, did_you_mean, printed
from kb.who.clusters import is_words, key_of, name_node
from kb.who.entity import Entity
from kb.who.judgement import Reason, Resolution
from kb.who.names import fold_name
from kb.who.resolve import Resolver
from kb.who.spelling import nearest

if TYPE_CHECKING:
    from kb.ask.clocks import AsOf
    from kb.keep.store import KnowledgeBase


def about_entity(kb: KnowledgeBase, where: Where, subject_id: str) -> None:
    """Adds the condition that a claim is about an entity, or about whom a person says is the same."""
    where.meets(overlay_of(kb).about_entity(subject_id))


def about_whom(kb: KnowledgeBase, where: Where, who: str, as_of: AsOf | None = None) -> bool:
    """Adds the condition that a claim is about `who`; False where nobody in the knowledge base is called so.

    As of a day only those count that were spoken of then, where any was. Raises NothingFoundFault (slug "ambiguous-name")
    where several are, and have claims.
    """
    condition = condition_about(kb, who, as_of)
    if condition is None and as_of is not None:
        condition = condition_about(kb, who)
    if condition is not None:
        where.meets(condition)
    return condition is not None


def condition_about(kb: KnowledgeBase, who: str, as_of: AsOf | None = None) -> Condition | None:
    """The condition that a claim is about `who`; None where nobody is called so of whom anything was known as of a day.

    Raises NothingFoundFault (slug "ambiguous-name") where several are, and have claims.
    """
    overlay, key = overlay_of(kb), fold_name(who)
    said = [entity for entity in whom(kb, who) if _has(kb, overlay.about_entity(entity), as_of)]
    if len(said) > 1:
        names = ", ".join(_called_by_id(entity) for entity in said)
        raise NothingFoundFault("ambiguous-name", f"{who} may be one of several: {names}.", "ask by the code")
    parts = [overlay.about_entity(entity, key) for entity in said]
    # A name that leads to nobody stands for itself, and for the names that a person says are one with it.
    if (
        key
        and (not parts or overlay.is_of_words(key))
        and _has(kb, nobodys := overlay.about_name(key), as_of)
    ):
        parts.append(nobodys)
    return Condition.any_of(parts) if parts else None


def whom(kb: KnowledgeBase, who: str, on: str | None = None) -> list[str]:
    """The ids of whom a name, code or id may stand for: one where a person or the evidence settles it. `on`: that day."""
    overlay, key = overlay_of(kb), fold_name(who)
    own = overlay.whom(key, None)
    if own is not None and not is_words(own):
        return [own]
    found = Resolver.from_seed().judge(who, listed=True, on=on)
    entities = [found.entity] if found.entity is not None else [c.entity for c in found.candidates]
    meant = (overlay.whom(key, entity.id) for entity in entities)
    return list(dict.fromkeys(entity for entity in meant if entity is not None and not is_words(entity)))


def standing(kb: KnowledgeBase | None, name: str, on: str | None = None) -> Resolution:
    """Who a name is, by what people judged in this knowledge base, else by the evidence, else who signs reports with it;
    `on`: as borne on that day."""
    found = Resolver.from_seed().resolve(name, on=on)
    if kb is None:
        return found
    held = _as_judged(kb, name, found)
    return held if held.entity is not None else analysts(kb, name) or held


def _as_judged(kb: KnowledgeBase, name: str, found: Resolution) -> Resolution:
    """What the evidence found, with what people judged laid over it."""
    overlay = overlay_of(kb)
    judged, node = overlay.entities, name_node(name)
    linked = found.entity.id if found.entity is not None else None
    own = overlay.whom(key_of(node), linked)
    if own is None or own == linked:
        apart = tuple(said for other in judged.kept_from(node) for said in judged.apart(node, other))
        reasons = tuple(Reason("judged", 1.0, said.words()) for said in apart)
        kept = tuple(c for c in found.candidates if not judged.apart(node, c.entity.id))
        entity = found.entity if own is not None else None
        return dataclasses.replace(found, entity=entity, reasons=(*found.reasons, *reasons), candidates=kept)
    chain = judged.chain(node, own) or (judged.chain(linked, own) if linked else ()) or judged.of(node)
    # Names that are one and nobody the data know are somebody of this knowledge base.
    entity = Resolver.from_seed().entity(own) or Entity(own, "name", judged.words_of(own))
    reasons = tuple(Reason("judged", 1.0, said.words()) for said in chain)
    return Resolution(name, entity, reasons, owner=Resolver.from_seed().owner(entity))


def judged_apart(found: Resolution) -> str:
    """What people said that leaves a name without a bearer, "" where nobody said anything."""
    return "; ".join(
        reason.words for reason in found.reasons if reason.feature == "judged" and not found.entity
    )


def _has(kb: KnowledgeBase, condition: Condition, as_of: AsOf | None) -> bool:
    where = Where()
    where.meets(condition)
    where.known(as_of)
    return where.any(kb)


def is_metric(kb: KnowledgeBase, words: str) -> bool:
    """Whether any claim gives a metric called so."""
    where = Where()
    about_metric(kb, where, words)
    return where.any(kb)


def _called_by_id(entity_id: str) -> str:
    entity = Resolver.from_seed().entity(entity_id)
    return entity.called if entity is not None else entity_id


def no_such_company(kb: KnowledgeBase, who: str, *, alone: bool) -> NothingFoundFault:
    """`alone` says that `who` was the whole question, so that it may have meant a metric."""
    known: dict[str, str] = {}
    for row in kb.rows("SELECT DISTINCT subject, ticker FROM claims WHERE subject IS NOT NULL ORDER BY 1, 2"):
        shown = f"{row['subject']} ({row['ticker']})" if row["ticker"] else str(row["subject"])
        known[str(row["subject"])] = shown
    evidence = Resolver.from_seed().judge(who, listed=True)
    apart = judged_apart(_as_judged(kb, who, evidence))
    found = None if apart else evidence.entity
    if alone and found is None:
        known = {metric: metric for metric in Where().values(kb, "metric")} | known
    near = dict.fromkeys(known[name] for name in nearest(who, known))
    what = (
        f"No claim is about {found.called}."
        if found
        else f"{who} is nobody's name: {apart}."
        if apart
        else f'No company is called "{who}".'
    )
    otherwise = f"yanbao find {who}" if printed(said := Where(), who) and said.any(kb) else "yanbao reports"
    return NothingFoundFault("no-such-company", what, did_you_mean(near, otherwise))


def no_such_metric(
    kb: KnowledgeBase, metric: str, known: Sequence[str], who: str | None = None
) -> NothingFoundFault:
    of = f" of {who}" if who else ""
    near = nearest(metric, known)
    return NothingFoundFault(
        "no-such-metric", f'No claim gives "{metric}"{of}.', did_you_mean(near, "yanbao find TEXT")
    )
