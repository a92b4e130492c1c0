"""Figures and rows in, relations out: the same number said twice, in the text and in a table, or in two tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from extract.checks.figures import Figure, Row
from extract.checks.relations import Relation, Term, total

TEXT, TABLES = "text_disagrees", "tables_disagree"

_LOOSELY = 1.5  # texts round 88.46 million to 0.89 of a hundred
_OPENING = 6  # letters of a quote that tell one list from another

Question = tuple[object, ...]


def question_of(figure: Figure) -> Question | None:
    """What a figure answers; None where the vocabulary does not know its metric, or no time is told."""
    claim = figure.claim
    if claim.metric_id is None or claim.period is None or claim.stance == "target":
        return None
    return claim.subject, claim.metric_id, claim.scope, claim.measure, claim.unit, claim.period


def equal(slug: str, one: Figure, other: Figure, is_loose: bool = False, width: float = 1.0) -> Relation:
    return total(slug, [Term(((one, 1.0),)), Term(((other, 1.0),), power=-1.0)], is_loose, width)


def table_relations(rows: Sequence[Row]) -> Iterator[Relation]:
    """Two rows of one metric that agree in most of their common columns."""
    alike: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        if row.metric_id:
            alike.setdefault((row.name, row.measure, row.unit), []).append(row)
    for same in alike.values():
        for one, other in combinations(same[:4], 2):
            found = [
                equal(TABLES, figure, other.figures[period], figure.claim.stance == "actual")
                for period, figure in sorted(one.figures.items())
                if period in other.figures
            ]
            held = sum(relation.holds for relation in found)
            if held > 1 and held * 5 >= len(found) * 3:
                yield from found


def text_relations(
    prose: Sequence[Figure], tabled: Mapping[Question, Sequence[Figure]], rivals: Mapping[str, Sequence[str]]
) -> Iterator[Relation]:
    """A figure of the text against the tables' answers to the same question: one that agrees is enough.

    Where they have none, against those about a metric that goes by the same name.
    """
    for figure in prose:
        question = question_of(figure)
        if question is None:
            continue
        answers, is_loose = tabled.get(question, ()), False
        for other in rivals.get(str(question[1]), ()):
            if not answers:
                answers, is_loose = tabled.get((question[0], other, *question[2:]), ()), True
        found = [equal(TEXT, figure, answer, is_loose, _LOOSELY) for answer in answers]
        held = [relation for relation in found if relation.holds]
        yield from held or found[:1]


def echo_relations(prose: Sequence[Figure]) -> Iterator[Relation]:
    """The same question answered twice in the text, with different numbers: one of them may be misread.

    Not within one list (分别为 43%、33%、24%): its numbers answer for different names.
    """
    told: dict[Question, Figure] = {}
    for figure in prose:
        question = question_of(figure)
        if question is None:
            continue
        first = told.setdefault(question, figure)
        if (
            figure.claim.page != first.claim.page
            or figure.claim.quote[:_OPENING] != first.claim.quote[:_OPENING]
        ):
            found = equal(TEXT, first, figure, True)
            # Repeating a number proves it no better: only what differs says something.
            if not found.holds:
                yield found
