"""Relations in, doubts by claim out: of the figures in failed relations, those whose one mistake would explain most.

A figure is exonerated where no other value of it could satisfy both what failed and what holds. Where several remain,
all of them are in doubt: the reader sees that one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from extract.checks.course import likeliest
from extract.checks.misreading import is_misreading
from extract.checks.relations import ANYTHING, Bounds, Relation

_FEW = 3  # figures of a relation small enough to doubt all of them
_SEVERAL = 4  # figures that may be misread
_MOST = 12  # the same, of a sum that is exact to its last digit


def blame(relations: Sequence[Relation], course: Mapping[int, float] | None = None) -> dict[int, set[str]]:
    """Doubts by claim number. One mistake a round, the one that explains the most failures first.

    `course` is what the neighbours of a table's cells make of them: it tells which of many is the likeliest.
    """
    failed = [relation for relation in relations if not relation.holds]
    if not failed:
        return {}
    figures = {figure.index: figure for relation in failed for figure in relation.members()}
    allowed = _allowed(relations, figures.keys())
    needs = [_suspects(relation, allowed, course or {}) for relation in failed]
    doubts: dict[int, set[str]] = {}
    open_ones = set(range(len(failed)))
    while open_ones:
        explained = {
            index: found for index in sorted(figures) if (found := _explains(index, open_ones, needs))
        }
        most = max(map(len, explained.values()), default=0)
        if not most:
            break
        solved: set[int] = set()
        for index, found in explained.items():
            if len(found) == most:
                doubts.setdefault(index, set()).update(failed[at].slug for at in found)
                solved |= found
        open_ones -= solved
    return doubts


def _suspects(
    relation: Relation, allowed: Mapping[int, Bounds], course: Mapping[int, float]
) -> dict[int, Bounds]:
    """The figures that may be what is wrong with a relation, and what each would have to be."""
    members = {figure.index: figure for figure in relation.members()}
    needs = {index: relation.needs(index) for index in members}
    both = {index: _both(bounds, allowed.get(index, ANYTHING)) for index, bounds in needs.items()}
    possible = {index: bounds for index, bounds in both.items() if not _is_empty(bounds)}
    misread = {i: bounds for i, bounds in possible.items() if is_misreading(members[i], bounds)}
    if relation.is_loose or len(possible) > _FEW:
        # Where any of many may be it, as likely something that is not printed is missing from the sum.
        most = _MOST if relation.is_exact else _SEVERAL if relation.is_loose else 2 * _SEVERAL
        if len(misread) > _FEW:
            misread = likeliest(misread, {i: members[i].value for i in misread}, course)
        return misread if len(misread) <= most else {}
    told = {i for i, figure in members.items() if figure.claim.origin == "prose"}
    if told and len(told) < len(members):
        # The text names what it speaks of less surely than a table: a cell must look misread to be in doubt.
        possible = {i: bounds for i, bounds in possible.items() if i in told or i in misread}
        return possible or {i: needs[i] for i in sorted(told)}
    # No single mistake is consistent with all that holds: everything in a small relation is in doubt.
    return possible or (needs if len(needs) <= _FEW else {})


def _allowed(relations: Sequence[Relation], accused: Collection[int]) -> Mapping[int, Bounds]:
    """What the relations that hold leave open for each accused figure."""
    allowed: dict[int, Bounds] = {}
    for relation in relations:
        if not relation.holds:
            continue
        for figure in relation.members():
            if figure.index in accused:
                allowed[figure.index] = _both(
                    allowed.get(figure.index, ANYTHING), relation.needs(figure.index)
                )
    return allowed


def _explains(
    index: int, open_ones: Collection[int], needs: Sequence[Mapping[int, Bounds]]
) -> frozenset[int]:
    """The failed relations that one other value of this figure would satisfy: the value that satisfies most."""
    wanted = {at: needs[at][index] for at in sorted(open_ones) if index in needs[at]}
    best: frozenset[int] = frozenset()
    for low, _ in wanted.values():
        here = frozenset(at for at, bounds in wanted.items() if bounds[0] <= low <= bounds[1])
        best = max(best, here, key=len)
    return best


def _both(one: Bounds, other: Bounds) -> Bounds:
    return max(one[0], other[0]), min(one[1], other[1])


def _is_empty(bounds: Bounds) -> bool:
    return bounds[0] > bounds[1]
