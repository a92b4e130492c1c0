"""Whom a number was said to be about and all who may be meant in, how far the one is ahead of the others out, with the reasons.

The ordered rules (extract/prose/subject/subjects.py) choose; a sum of weights over features judges the choice, without a look at
how it was made. Where somebody else is ahead, the claim carries the doubt. The weights are learnt
(bench/subjects.py) and stand in extract/prose/subject/weights.toml, where they can be read and changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache

from extract.head.header import Facts
from extract.model import MetricClaim
from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.said import Said, What
from extract.prose.subject.candidates import Candidate
from extract.prose.subject.features import features
from extract.vocabulary.datafiles import read_folder

_PLACES = 2  # decimals of a weight
_REASONS = 5  # as many are told


@dataclass(frozen=True, slots=True)
class Judged:
    """By how much a subject is ahead of the next best, and what speaks for it and not for that one, weightiest first."""

    ahead: float
    reasons: tuple[tuple[str, float], ...]

    @property
    def is_disputed(self) -> bool:
        return self.ahead < 0


def judge(
    subject: str,
    found: Sequence[Candidate],
    sentence: Sentence,
    group: Group,
    what: What,
    said: Said,
    facts: Facts,
) -> Judged | None:
    """How `subject` stands among the candidates; None where there is nobody else."""
    every = features(found, sentence, group, what, said, facts, subject)
    table = weights()
    sums = {name: _sum(on, table) for name, on in every.items()}
    others = [name for name in sums if name != subject]
    if not others:
        return None
    other = max(others, key=lambda name: sums[name])
    return Judged(round(sums[subject] - sums[other], _PLACES), _reasons(every[subject], every[other], table))


def judged(claim: MetricClaim, said: Said) -> MetricClaim:
    """The claim with what spoke for its subject, and with the doubt where somebody else may be meant."""
    if not said.reasons and not said.disputed:
        return claim
    doubts = (*claim.doubts, "subject_disputed") if said.disputed else claim.doubts
    return replace(claim, doubts=doubts, reasons=said.reasons)


def _sum(on: Set[str], table: Mapping[str, float]) -> float:
    return round(sum(table.get(name, 0.0) for name in sorted(on)), _PLACES)


def _reasons(on: Set[str], other: Set[str], table: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    told = [(name, table[name]) for name in on - other if name in table]
    return tuple(sorted(told, key=lambda reason: (-abs(reason[1]), reason[0])))[:_REASONS]


@cache
def weights() -> Mapping[str, float]:
    """Feature → weight. Raises BadDataFault."""
    content = dict(read_folder("prose/subject"))["weights"]
    table = content.entries.get("weights")
    if not isinstance(table, Mapping) or not all(isinstance(w, int | float) for w in table.values()):
        raise content.fault("weights", "must be a table of numbers")
    return {name: float(weight) for name, weight in table.items()}
