"""What is found out about a mention: the entity, the reasons with their weights, the candidates; frozen, printable."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

from extract.model import Extraction
from kb.who.entity import Entity, Name


class Reason(NamedTuple):
    """One piece of evidence: what was compared, how much it counts (0..1), in words."""

    feature: str
    weight: float
    words: str


class Candidate(NamedTuple):
    entity: Entity
    score: float
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Resolution:
    """The judgement on one mention. `name` is the statement it rests on, None where the code alone decided.

    `owner` is whose product or company the entity is, None where it is nobody's or nobody knows.
    """

    mention: str
    entity: Entity | None
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    name: Name | None = None
    owner: Entity | None = None

    def line(self) -> str:
        """The judgement and its reasons on one line, for a person."""
        because = "; ".join(f"{reason.words} ({reason.weight:.2f})" for reason in self.reasons)
        if self.entity is not None:
            return f"{self.mention} → {self.entity.called}{f', of {self.owner.called}' if self.owner else ''}: {because}"
        maybe = ", ".join(f"{c.entity.name} ({c.entity.ticker or c.entity.id})" for c in self.candidates)
        return f"{self.mention} → nobody certain{': ' + because if because else ''}{'; candidates: ' + maybe if maybe else ''}"


class Edge(NamedTuple):
    """That a mention of a report means an entity, and why: kept beside the claims, so a merge rewrites none."""

    mention: str
    entity: Entity
    reasons: tuple[Reason, ...] = ()

    @property
    def score(self) -> float:
        """The weight of the best reason, 0 where there is none."""
        return max((reason.weight for reason in self.reasons), default=0.0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Extraction):
    """An extraction whose mentions were judged.

    `edges` is the evidence, one a distinct mention; `printed` has the subject as read for each claim (by id) whose
    subject was rewritten; `own` is the entity the report itself is about.
    """

    edges: tuple[Edge, ...] = ()
    printed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    own: str | None = None
