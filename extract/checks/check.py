"""A report's claims in, the same claims out, those in doubt marked: arithmetic and sanity change no value and no id."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract.checks.blame import blame
from extract.checks.confidence import confidence_of
from extract.checks.course import courses
from extract.checks.figures import MOVES, TABLES, Figure, Row, by_metric, figure_of, rows_of, year_before
from extract.checks.growth import grew, growth_relations
from extract.checks.market import beat_relations, box_relations, peer_relations, target_of, target_relations
from extract.checks.plausible import odd_alone
from extract.checks.ratios import ratio_relations
from extract.checks.relations import Relation
from extract.checks.rules import rules
from extract.checks.same import Question, echo_relations, question_of, table_relations, text_relations
from extract.checks.sanity import odd_cells, odd_figures, off_course, out_of_order
from extract.checks.shares import share_relations
from extract.checks.sums import quarter_relations, sum_relations
from extract.checks.told import odd_sizes, told_relations
from extract.checks.zeros import SLUG as NOTHING
from extract.checks.zeros import nothing_a_share
from extract.model import Claim, TargetPriceClaim


def check(claims: Iterable[Claim]) -> list[Claim]:
    """The claims in their order; those that fail a check carry its slug in `doubts`, all carry their confidence."""
    all_claims = list(claims)
    found = doubts_of(all_claims)
    return [_checked(claim, found.get(at, ())) for at, claim in enumerate(all_claims)]


def _checked(claim: Claim, found: Collection[str]) -> Claim:
    doubts = (*claim.doubts, *sorted(set(found).difference(claim.doubts))) if found else claim.doubts
    return replace(claim, doubts=doubts, confidence=confidence_of(claim, doubts))


def doubts_of(claims: Sequence[Claim]) -> dict[int, set[str]]:
    """Slugs by place in `claims`."""
    sorted_out = sort_out(claims)
    zeros, right = nothing_a_share(by_metric(sorted_out.rows), sorted_out.single, rules())
    relations = [found for found in relations_of(sorted_out) if not _is_settled(found, zeros, right)]
    doubts = blame(relations, courses(sorted_out.rows))
    doubts.update((index, {NOTHING}) for index in sorted(zeros))
    borne_out = {f.index for relation in relations if relation.holds for f in relation.members()}
    odd = (
        *odd_figures(sorted_out.figures, sorted_out.rows, rules()),
        *odd_cells(sorted_out.rows, rules()),
        *out_of_order(sorted_out.single, rules()),
        *odd_alone(claims),
        *odd_sizes(sorted_out.beside(), by_metric(sorted_out.rows), rules()),
    )
    for index, slug in odd:
        # What an equation bears out is odd, but true.
        if index not in borne_out:
            doubts.setdefault(index, set()).add(slug)
    for index, slug in off_course(sorted_out.rows, rules()):
        if index not in borne_out:
            doubts.setdefault(index, {slug})
    return doubts


def _is_settled(relation: Relation, zeros: Collection[int], right: Collection[int]) -> bool:
    """Whether a zero that cannot be is one of its figures, or a number that stands against such a zero and is borne out."""
    if not zeros:
        return False
    places = [figure.index for figure in relation.members()]
    return any(at in zeros for at in places) or (
        relation.slug == NOTHING and any(at in right for at in places)
    )


@dataclass(slots=True)
class Figures:
    """The figures of one report by where they stand: tables, market-data box, text, tables of peers."""

    figures: list[Figure] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    tabled: dict[Question, list[Figure]] = field(default_factory=dict)
    single: dict[str, list[Figure]] = field(default_factory=dict)
    prose: list[Figure] = field(default_factory=list)
    earlier: list[Figure] = field(default_factory=list)  # of the text, what it says was so until now
    peers: list[Figure] = field(default_factory=list)
    moves: list[Figure] = field(default_factory=list)

    def beside(self) -> list[Figure]:
        """What stands beside the tables: the text and the box."""
        return [
            *self.prose,
            *self.earlier,
            *(f for figures in self.single.values() for f in figures if f.claim.origin == "boxes"),
        ]


def sort_out(claims: Sequence[Claim]) -> Figures:
    """Every claim that can be checked, where its checks look for it."""
    found = Figures()
    for at, claim in enumerate(claims):
        figure = target_of(at, claim) if isinstance(claim, TargetPriceClaim) else figure_of(at, claim)
        if (move := figure_of(at, claim, MOVES)) is not None and move.claim.unit in ("%", "pct_pt"):
            found.moves.append(move)
        if figure is None:
            continue
        origin = figure.claim.origin.removeprefix("ocr ")
        if isinstance(claim, TargetPriceClaim):
            found.single.setdefault("target_price", []).append(figure)
            continue
        found.figures.append(figure)
        if origin in TABLES:
            if (question := question_of(figure)) is not None:
                found.tabled.setdefault(question, []).append(figure)
        elif origin == "comparison":
            found.peers.append(figure)
        elif origin == "prose":
            was = any(word in figure.claim.quote for word in rules().earlier)
            (found.earlier if was else found.prose).append(figure)
        if figure.claim.metric_id and (origin == "boxes" or figure.claim.metric_id == "upside"):
            found.single.setdefault(figure.claim.metric_id, []).append(figure)
    found.rows = rows_of(found.figures)
    return found


def relations_of(found: Figures) -> list[Relation]:
    """Every equation that binds figures of one report."""
    steady = {**found.single, "shares": found.single.get("total_shares", [])}
    multiples = [f for f in found.prose if f.claim.metric_id == "pe" and f.claim.stance == "target"]
    earnings: dict[object, list[Figure]] = {}
    for question, figures in found.tabled.items() if multiples else ():
        if question[1:4] == ("eps", None, "level"):
            earnings.setdefault((question[0], question[-1]), []).extend(figures)
    return [
        *growth_relations(found.rows, rules().rivals),
        *ratio_relations(by_metric(found.rows), steady, rules().products),
        *share_relations(found.rows),
        *sum_relations(found.rows, rules()),
        *quarter_relations(found.rows),
        *table_relations(found.rows),
        *text_relations(found.prose, found.tabled, rules().rivals),
        *echo_relations(found.prose),
        *told_relations(found.prose, by_metric(found.rows), rules()),
        *_told_growth(found.prose, found.tabled),
        *box_relations(found.single, rules().market),
        *target_relations(found.single.get("target_price", []), multiples, earnings),
        *peer_relations(found.peers),
        *beat_relations([figure for figure in found.moves if figure.claim.origin == "prose"]),
    ]


def _told_growth(prose: Sequence[Figure], tabled: Mapping[Question, Sequence[Figure]]) -> Iterator[Relation]:
    """Growth in the text against the values of a table that prints no growth row of its own."""
    for figure in prose:
        question = question_of(figure)
        if figure.claim.measure != "yoy" or question is None or question in tabled:
            continue
        who, metric, scope, _, _, period = question
        for unit in ("CNY", "HKD", "USD", "%"):
            now = tabled.get((who, metric, scope, "level", unit, period), ())
            then = tabled.get((who, metric, scope, "level", unit, year_before(str(period))), ())
            found = [
                relation
                for one in now[:2]
                for other in then[:2]
                if one.claim.page == other.claim.page and (relation := grew(figure, one, other)) is not None
            ]
            held = [relation for relation in found if relation.holds]
            yield from held or found[:1]
