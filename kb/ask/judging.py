"""Two names, codes or ids and a verdict go in, a judgement that contradicts no other comes out, kept as a run of its own.

A name means the entity that its claims are linked to; where both words mean one entity, the one that is not the
entity's own name is meant as a name. What a judgement in force contradicts is refused, with the runs to take back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from extract.errors import Fault, NothingFoundFault, UsageFault
from kb.ask.overlay import overlay_of, vocabulary_id
from kb.ask.selection import did_you_mean
from kb.who.clusters import (
    DIFFERENT,
    ENTITY_WORDS,
    METRIC_WORDS,
    SAME,
    UNSURE,
    Clusters,
    Judgement,
    Node,
    is_words,
    key_of,
    metric_node,
    name_node,
)
from kb.who.names import fold_name
from kb.who.resolve import Resolver
from kb.who.spelling import nearest

if TYPE_CHECKING:
    from extract.vocabulary import Metric
    from kb.keep.store import KnowledgeBase

_KINDS = ("rating", "target_price", "metric", "event", "recommendation", "report")


class Meant(NamedTuple):
    """What a word of a command means: a node, the word itself, its node as mere words, and whether it is how the data
    call that entity or metric (its code, its id, its own name)."""

    node: Node
    text: str
    words: Node
    is_own_name: bool = False


class Judged(NamedTuple):
    """What came of a judgement: the run that keeps it; `known` where an earlier run had said the same."""

    run: int | None
    verdict: str
    left: Meant
    right: Meant
    known: bool = False

    def as_row(self) -> dict[str, object]:
        """What was judged, and under which run (None where it is so by the data)."""
        return {
            "verdict": self.verdict,
            "left": called(self.left.node, self.left.text),
            "right": called(self.right.node, self.right.text),
            "left_node": self.left.node,
            "right_node": self.right.node,
            "run": self.run,
            "known": self.known,
        }


def judge(
    kb: KnowledgeBase,
    verdict: str,
    left: str,
    right: str,
    *,
    about: str = ENTITY_WORDS,
    because: str = "",
    now: datetime.datetime,
) -> Judged:
    """Keep that two names are the same or different, or that one is not sure.

    Raises NothingFoundFault (a word nobody is called by), UsageFault "kept-apart", "joined-already" (a judgement in
    force says otherwise), "must-not-merge" (the vocabulary does), "one-already" (they are one by the data).
    """
    one, other = _told_apart(_meant(kb, left, about), _meant(kb, right, about))
    clusters = clusters_of(kb, about)
    command = _spoken([verdict, *(["--metric"] if about == METRIC_WORDS else []), left, right])
    if one.node == other.node:
        if verdict == SAME:
            return Judged(None, verdict, one, other, known=True)
        raise UsageFault(
            "one-already",
            f"{left} and {right} are both {called(one.node)} by the data, not by a judgement.",
            f"say which of them is not: yanbao different {left} {one.node}",
        )
    if before := clusters.said_before(one.node, other.node, verdict):
        return Judged(before.run, verdict, one, other, known=True)
    _check(clusters, about, verdict, one, other)
    said = Judgement(0, 0, about, one.node, one.text, other.node, other.text, verdict, because)
    return Judged(kb.judge([said], command=command, now=now), verdict, one, other)


def own_name(
    kb: KnowledgeBase, name: str, others: Sequence[str], *, about: str = ENTITY_WORDS, now: datetime.datetime
) -> int:
    """Keep that a name is nobody of these and nobody else that is known: one run. Raises as `judge`."""
    node, clusters = _node(name, about), clusters_of(kb, about)
    this = Meant(node, name, node)
    apart = [_meant(kb, other, about) for other in others]
    for other in apart:
        _check(clusters, about, DIFFERENT, this, other)
    said = [
        Judgement(0, 0, about, node, name, other.node, other.text, DIFFERENT)
        for other in apart
        if other.node != node
    ]
    said.append(Judgement(0, 0, about, node, name, "", "", DIFFERENT))
    return kb.judge(said, command=_spoken(["review", name, "new"]), now=now)


def put_off(
    kb: KnowledgeBase, name: str, *, about: str = ENTITY_WORDS, because: str = "", now: datetime.datetime
) -> int:
    """Keep that nobody is sure about a name yet: its run."""
    said = Judgement(0, 0, about, _node(name, about), name, "", "", UNSURE, because)
    return kb.judge([said], command=_spoken(["review", name, UNSURE]), now=now)


class Taken(NamedTuple):
    """What came of taking judgements over: the run (None where nothing was new), how many are new, how many were said
    here before, and a fault for each that contradicts what was said here."""

    run: int | None
    taken: int
    known: int
    faults: tuple[Fault, ...]

    def as_row(self) -> dict[str, object]:
        return {**self._asdict(), "faults": [fault.as_row() for fault in self.faults]}


def take_over(kb: KnowledgeBase, said: Iterable[Judgement], *, command: str, now: datetime.datetime) -> Taken:
    """Keep the judgements of another knowledge base here as well, as one run, in their order; names need no claims yet."""
    both = {about: clusters_of(kb, about) for about in (ENTITY_WORDS, METRIC_WORDS)}
    taken: list[Judgement] = []
    faults: list[Fault] = []
    known = 0
    for one in said:
        clusters = both[one.about]
        if clusters.said_before(one.left, one.right, one.verdict):
            known += 1
            continue
        try:
            if one.right:
                left, right = (Meant(one.left, one.left_text, ""), Meant(one.right, one.right_text, ""))
                _check(clusters, one.about, one.verdict, left, right)
        except Fault as fault:
            faults.append(fault)
            continue
        taken.append(one)
        both[one.about] = clusters.with_one(one)
    run = kb.judge(taken, command=command, now=now) if taken else None
    return Taken(run, len(taken), known, tuple(faults))


def clusters_of(kb: KnowledgeBase, about: str) -> Clusters:
    overlay = overlay_of(kb)
    return overlay.metrics if about == METRIC_WORDS else overlay.entities


def _node(words: str, about: str) -> Node:
    return metric_node(words) if about == METRIC_WORDS else name_node(words)


def called(node: Node, spoken: str = "") -> str:
    """An entity or a metric as a person knows it: 海光信息 (688041.SH), 营业收入; words as they were spoken."""
    if is_words(node):
        return spoken or key_of(node)
    if entity := Resolver.from_seed().entity(node):
        return entity.called
    return next((metric.zh for metric in _vocabulary() if metric.id == node), node)


# What a word means


def _meant(kb: KnowledgeBase, words: str, about: str) -> Meant:
    mere = _node(words, about)
    known = _metric_id(words) if about == METRIC_WORDS else _entity_id(words)
    if known is not None:
        return Meant(known, words, mere, is_own_name=True)
    if mere in clusters_of(kb, about).names:
        return Meant(mere, words, mere)
    node = _metric_meant(kb, words) if about == METRIC_WORDS else _entity_meant(kb, words)
    return Meant(node, words, mere, is_own_name=mere == _own_words(node))


def _entity_id(code: str) -> Node | None:
    resolver = Resolver.from_seed()
    present = resolver.present(resolver.code(code) or code)
    return present if resolver.entity(present) is not None else None


def _metric_id(words: str) -> Node | None:
    return next((metric.id for metric in _vocabulary() if metric.id == words), None)


def _entity_meant(kb: KnowledgeBase, words: str) -> Node:
    resolver, node, key = Resolver.from_seed(), name_node(words), fold_name(words)
    marks = ", ".join("?" * len(_KINDS))
    linked = kb.rows(
        f"SELECT DISTINCT subject_id FROM claims WHERE mention_key = ? AND kind IN ({marks})", (key, *_KINDS)
    )
    ids = {str(row["subject_id"]) if row["subject_id"] else None for row in linked}
    if ids:
        only = ids.pop()
        return resolver.present(only) if only is not None and not ids else node
    found = resolver.judge(words, listed=True)
    if found.entity is not None:
        return found.entity.id
    known = {
        str(row["mention"]) for row in kb.rows("SELECT DISTINCT mention FROM claims WHERE mention <> ''")
    }
    near = [*nearest(words, known), *(called(c.entity.id) for c in resolver.suggest(words, limit=2))]
    raise NothingFoundFault(
        "no-such-name",
        f"Nobody and nothing is called {words}, in no claim and no data file.",
        did_you_mean(dict.fromkeys(near), "yanbao review"),
    )


def _metric_meant(kb: KnowledgeBase, words: str) -> Node:
    if known := vocabulary_id(words):
        return known
    node = metric_node(words)
    if kb.rows("SELECT 1 FROM claims WHERE metric_key = ? LIMIT 1", (key_of(node),)):
        return node
    given = {str(row["metric"]) for row in kb.rows("SELECT DISTINCT metric FROM claims WHERE metric <> ''")}
    near = nearest(words, given | {metric.zh for metric in _vocabulary()})
    raise NothingFoundFault(
        "no-such-metric",
        f"No claim gives {words}, and no vocabulary file has it.",
        did_you_mean(near, "yanbao review --metric"),
    )


def _told_apart(one: Meant, other: Meant) -> tuple[Meant, Meant]:
    """Two words for one thing: the one that is not its own name is meant as a name."""
    if one.node != other.node or is_words(one.node) or one.is_own_name == other.is_own_name:
        return one, other
    if one.is_own_name:
        return one, other._replace(node=other.words)
    return one._replace(node=one.words), other


def _own_words(node: Node) -> Node:
    if entity := Resolver.from_seed().entity(node):
        return name_node(entity.name)
    return next((metric_node(metric.zh) for metric in _vocabulary() if metric.id == node), "")


def _vocabulary() -> Iterable[Metric]:
    from extract.vocabulary import metrics

    return metrics()


# What stands in the way


def _check(clusters: Clusters, about: str, verdict: str, one: Meant, other: Meant) -> None:
    # Against what people said and nothing else: taking one of their judgements back must never contradict another.
    clusters = clusters.as_said()
    if verdict == SAME:
        if apart := clusters.apart(one.node, other.node):
            raise UsageFault(
                "kept-apart", f"{one.text} and {other.text} cannot be one: {_said(apart)}.", _undo(apart)
            )
        if about == METRIC_WORDS:
            _check_vocabulary(clusters, one, other)
    elif verdict == DIFFERENT and clusters.are_one(one.node, other.node):
        chain = clusters.chain(one.node, other.node)
        raise UsageFault(
            "joined-already",
            f"{one.text} and {other.text} are one already: {_said(chain)}.",
            _undo(chain[-1:]),
        )


def _check_vocabulary(clusters: Clusters, one: Meant, other: Meant) -> None:
    left, right = clusters.cluster(one.node), clusters.cluster(other.node)
    for metric in _vocabulary():
        for mine, theirs in ((left, right), (right, left)):
            if metric.id in mine and (barred := sorted(theirs.intersection(metric.must_not_merge))):
                file = f"extract/metrics/{metric.family}.toml"
                raise UsageFault(
                    "must-not-merge",
                    f"{one.text} and {other.text} cannot be one: {file} says that {called(metric.id)} and "
                    f"{called(barred[0])} must not be merged.",
                    f"correct must_not_merge under [{metric.id}] in {file} if it is wrong",
                    path=file,
                )


def _spoken(words: Iterable[str]) -> str:
    """A command as it was given, for the history of runs."""
    return " ".join(f'"{word}"' if any(char.isspace() for char in word) else word for word in words)


def _said(judgements: Sequence[Judgement]) -> str:
    return "; ".join(judgement.words() for judgement in judgements)


def _undo(judgements: Sequence[Judgement]) -> str:
    return ", ".join(f"yanbao undo {run}" for run in sorted({judgement.run for judgement in judgements}))
