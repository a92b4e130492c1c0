"""People's judgements go in, what is one and what is apart comes out; no database, and no order but that of numbers.

A node is an entity's id, a name ("name:海光" by its folded key), a metric's id, or a metric's words ("metric:…"). `same`
joins nodes, transitively; `different` keeps two clusters apart. Taking any judgement away leaves the others consistent.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kb.who.keys import metric_key
from kb.who.names import fold_name

NAME, METRIC = "name:", "metric:"
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
ENTITY_WORDS, METRIC_WORDS = "entity", "metric"  # what a judgement is about

Node = str
Present = Callable[[Node], Node]


class Judgement(NamedTuple):
    """What a person said of two nodes; `right` is empty where it was said of one alone (a name of its own, unsure)."""

    number: int
    run: int
    about: str  # entity or metric
    left: Node
    left_text: str
    right: Node
    right_text: str
    verdict: str  # same, different, unsure
    because: str = ""
    added: str = ""

    def words(self) -> str:
        """海光 = 海光信息 (run 7: 同一公司)"""
        mark = {SAME: "=", DIFFERENT: "≠", UNSURE: "?"}[self.verdict]
        why = f": {self.because}" if self.because else ""
        return " ".join(filter(None, (self.left_text, mark, self.right_text, f"(run {self.run}{why})")))


def name_node(name: str) -> Node:
    return NAME + fold_name(name)


def metric_node(words: str) -> Node:
    return METRIC + metric_key(words)


def is_words(node: Node) -> bool:
    """Whether a node is a name or a metric's words, not the id of somebody or something that the data know."""
    return node.startswith((NAME, METRIC))


def key_of(node: Node) -> str:
    """The folded key of a node of words."""
    return node.partition(":")[2]


class Clusters:
    """The active judgements of one kind, as a partition of the nodes they name."""

    def __init__(
        self,
        judgements: Iterable[Judgement],
        present: Present = lambda node: node,
        links_to: Callable[[Node, str], Node | None] = lambda _node, _text: None,
    ) -> None:
        """`present` gives the id that stands for a node in today's data; `links_to` whom a name stands for by itself
        today: names joined before the data knew any of them join whom they all lead to."""
        self._present = present
        self.judgements = tuple(
            j._replace(left=present(j.left), right=present(j.right) if j.right else "") for j in judgements
        )
        self._cluster: dict[Node, frozenset[Node]] = {}
        self._texts: dict[Node, str] = {}
        neighbours: dict[Node, set[Node]] = {}
        for said in self.judgements:
            self._texts.setdefault(said.left, said.left_text)
            self._texts.setdefault(said.right, said.right_text)
            if said.verdict == SAME:
                neighbours.setdefault(said.left, set()).add(said.right)
                neighbours.setdefault(said.right, set()).add(said.left)
        for node in neighbours:
            if node not in self._cluster:
                self._join(_reached(node, neighbours))
        self._keep_apart()
        for cluster in sorted(set(self._cluster.values()), key=min):
            self._join_whom_they_lead_to(cluster, links_to)

    def _join(self, cluster: Iterable[Node]) -> None:
        whole = frozenset(cluster)
        self._cluster.update(dict.fromkeys(whole, whole))

    def _keep_apart(self) -> None:
        self._apart: dict[frozenset[Node], list[Judgement]] = {}
        for said in self.judgements:
            if said.verdict == DIFFERENT and said.right and not self.are_one(said.left, said.right):
                pair = frozenset((self.canonical(said.left), self.canonical(said.right)))
                self._apart.setdefault(pair, []).append(said)

    def _join_whom_they_lead_to(
        self, cluster: frozenset[Node], links_to: Callable[[Node, str], Node | None]
    ) -> None:
        if not all(map(is_words, cluster)):
            return
        found = {links_to(node, self._texts[node]) for node in cluster} - {None}
        led = {node for node in map(str, found) if not self.apart(min(cluster), node)}
        if len(led) == 1:
            self._join(cluster | self.cluster(led.pop()))
            self._keep_apart()

    def as_said(self) -> Clusters:
        """What people said and nothing else: no name joined by where the data lead."""
        return Clusters(self.judgements, self._present)

    def with_one(self, said: Judgement) -> Clusters:
        """These and one more."""
        return Clusters((*self.judgements, said), self._present)

    # What the judgements come to

    @property
    def is_empty(self) -> bool:
        return not self.judgements

    def cluster(self, node: Node) -> frozenset[Node]:
        """All that is one with a node, itself included."""
        node = self._present(node)
        return self._cluster.get(node) or frozenset((node,))

    def canonical(self, node: Node) -> Node:
        """The node that stands for a cluster: an id before words, a listing code before another id."""
        return min(self.cluster(node), key=lambda one: (is_words(one), "." not in one, one))

    def are_one(self, left: Node, right: Node) -> bool:
        return self._present(right) in self.cluster(left)

    def apart(self, left: Node, right: Node) -> tuple[Judgement, ...]:
        """The judgements that keep two clusters apart, oldest first; empty where nothing does."""
        pair = frozenset((self.canonical(left), self.canonical(right)))
        return tuple(self._apart.get(pair, ()))

    def kept_from(self, node: Node) -> tuple[Node, ...]:
        """The canonical nodes of the clusters kept apart from a node's, sorted."""
        own = self.canonical(node)
        return tuple(sorted(other for pair in self._apart if own in pair for other in pair - {own}))

    def chain(self, left: Node, right: Node) -> tuple[Judgement, ...]:
        """The fewest judgements that make two nodes one, from the left to the right; empty where none do."""
        start, end = self._present(left), self._present(right)
        came: dict[Node, tuple[Node, Judgement] | None] = {start: None}
        waiting = deque([start])
        while waiting and end not in came:
            here = waiting.popleft()
            for said in self.judgements:
                if said.verdict == SAME and here in (said.left, said.right):
                    there = said.right if here == said.left else said.left
                    if there not in came:
                        came[there] = (here, said)
                        waiting.append(there)
        path: list[Judgement] = []
        step = came.get(end)
        while step is not None:
            path.append(step[1])
            step = came.get(step[0])
        return tuple(reversed(path))

    def said_before(self, left: Node, right: Node, verdict: str) -> Judgement | None:
        """The judgement that says the very same of the same two."""
        pair = {self._present(left), self._present(right) if right else ""}
        return next((j for j in self.judgements if j.verdict == verdict and {j.left, j.right} == pair), None)

    def of(self, node: Node) -> tuple[Judgement, ...]:
        """Every judgement that names a node, oldest first."""
        node = self._present(node)
        return tuple(said for said in self.judgements if node in (said.left, said.right))

    @functools.cached_property
    def names(self) -> frozenset[Node]:
        """Every node of words that a judgement joins or keeps apart."""
        said = (j for j in self.judgements if j.verdict != UNSURE and j.right)
        return frozenset(node for j in said for node in (j.left, j.right) if is_words(node))

    def words_of(self, node: Node) -> str:
        """A node as it was spoken."""
        return self._texts.get(self._present(node)) or (key_of(node) if is_words(node) else node)

    def stands_for(self, words: Node, linked: Node | None) -> Node | None:
        """Whom a mention stands for: `words` its node, `linked` whom it was linked to by evidence.

        A person's `same` outranks the link, a `different` from whom it leads to undoes it; words joined with nothing
        but words stand for themselves.
        """
        own = self.canonical(words)
        if not is_words(own):
            return own
        if linked is not None and not self.apart(words, linked):
            return self.canonical(linked)
        return own if len(self.cluster(words)) > 1 else None

    def __iter__(self) -> Iterator[frozenset[Node]]:
        """Every cluster of two or more, sorted."""
        return iter(sorted(set(self._cluster.values()), key=sorted))


def _reached(start: Node, neighbours: dict[Node, set[Node]]) -> set[Node]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = neighbours[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return found
