"""Figures outside the years' tables in, relations out: price, shares and value of the box, targets, and peers by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from extract.checks.figures import Figure, figure_of
from extract.checks.misreading import is_misreading
from extract.checks.ratios import agreement, quotient
from extract.checks.relations import Relation, Term, grown, known, plain, product, total
from extract.checks.rules import ProductRule
from extract.model import MetricClaim, TargetPriceClaim
from extract.vocabulary.datafiles import words

SLUG = "valuation_disagrees"
_TASTE = 0.01
_DUST = 1e-9
_MOVES = 6  # of one page and week: more are a table of their own


def target_of(index: int, claim: TargetPriceClaim) -> Figure | None:
    """A target price as a figure: printed to the cent, or as its number shows."""
    exponent = claim.value.as_tuple().exponent
    told = MetricClaim(
        page=claim.page,
        bbox=claim.bbox,
        quote=claim.quote,
        origin=claim.origin,
        subject=claim.subject,
        metric="",
        metric_id="target_price",
        value=claim.value,
        value_high=claim.value_high,
        original=str(claim.value),
        decimals=-exponent if isinstance(exponent, int) else None,
        unit=claim.unit,
        stance="target",
    )
    return figure_of(index, told)


def box_relations(single: Mapping[str, Sequence[Figure]], rules: Sequence[ProductRule]) -> Iterator[Relation]:
    """What the figures of a market-data box say together: price times shares is value."""
    for rule in rules:
        terms: list[Term] = []
        for factor in rule.factors:
            figures = single.get(factor.metric, ())
            if not figures:
                break
            shape = grown if factor.shape == "grown" else plain
            terms.append(shape(figures[0] if rule.is_loose else _as_traded(figures[0]), factor.power))
        else:
            units = {f.claim.unit for term in terms for f, _ in term.parts} - {"share", "倍", "%"}
            # Two currencies, or two share classes, need more than one factor.
            slack = {} if rule.is_loose else {"slack": _DUST}
            if len(units) == 1 and (found := product(rule.slug, terms, rule.is_loose, **slack)) is not None:
                yield found


def _as_traded(figure: Figure) -> Figure:
    """A price to the cent is the price itself, not what it rounds to."""
    is_traded = figure.claim.metric_id == "price" and (figure.claim.decimals or 0) >= 2
    return replace(figure, low=figure.value, high=figure.value) if is_traded else figure


def beat_relations(moves: Sequence[Figure]) -> Iterator[Relation]:
    """What a share or an industry did less what its index did is what it did against it: within one page and period."""
    groups: dict[tuple[int, str | None], list[Figure]] = {}
    for figure in moves:
        groups.setdefault((figure.claim.page, figure.claim.period), []).append(figure)
    for group in groups.values():
        own = [figure for figure in group if not _is_relative(figure)]
        for figure in filter(_is_relative, group):
            pairs = list(permutations(own[:_MOVES], 2))
            # Where the text says against which index, that is the one.
            named = [pair for pair in pairs if _is_named(pair[1], figure)]
            its = [_beat(one, other, figure) for one, other in named or pairs]
            held = [relation for relation in its if relation.holds]
            yield from held[:1] or [relation for relation in its if _is_one_misreading(relation)][:1]


def _beat(one: Figure, other: Figure, lead: Figure) -> Relation:
    terms = [Term(((one, 1.0),)), Term(((other, -1.0),)), Term(((lead, -1.0),))]
    return total(SLUG, terms, is_loose=True)


def _is_named(index: Figure, lead: Figure) -> bool:
    """Whether the index a figure is of stands in the name of the lead over it."""
    name, claim = "".join(lead.claim.metric.split()), index.claim
    # An index that the text does not file as a price is named by what it calls its move.
    told = (claim.subject, None if claim.metric_id else claim.metric)
    own = ["".join(word.split()).removesuffix("指数") for word in told if word]
    return any(word in name for word in own if word)


def _is_relative(figure: Figure) -> bool:
    return figure.claim.measure == "beat" or figure.claim.metric_id == "price_change_relative"


def _is_one_misreading(relation: Relation) -> bool:
    return any(is_misreading(figure, relation.needs(figure.index)) for figure in relation.members())


def target_relations(
    targets: Sequence[Figure], multiples: Sequence[Figure], earnings: Mapping[object, Sequence[Figure]]
) -> Iterator[Relation]:
    """A target price is a multiple of a year's earnings a share: so the text says, rounded to taste."""
    for target in targets:
        about = replace(target, low=target.value * (1 - _TASTE), high=target.value * (1 + _TASTE))
        for multiple in multiples:
            if multiple.claim.page != target.claim.page:
                continue
            for eps in earnings.get((multiple.claim.subject, multiple.claim.period), ())[:2]:
                found = product(SLUG, [plain(multiple), plain(eps), plain(about, -1.0)], True)
                if found is not None and eps.claim.unit == target.claim.unit:
                    yield found


def peer_relations(figures: Sequence[Figure]) -> Iterator[Relation]:
    """PE times EPS is one price for all years of a company in a table of peers, and the price beside them."""
    averages = tuple(words("table_words")["averages"])
    peers: dict[tuple[object, ...], dict[tuple[str | None, str | None], Figure]] = {}
    for figure in figures:
        claim = figure.claim
        if str(claim.subject).endswith(averages):
            continue  # the mean of quotients is no quotient of means
        row = (claim.page, claim.subject, round(claim.bbox[-1].top))
        peers.setdefault(row, {}).setdefault((claim.metric_id, claim.period), figure)
    past: list[Relation] = []
    prices: list[Relation] = []
    for cells in peers.values():
        years = [
            (pe, cells["eps", period])
            for (metric, period), pe in cells.items()
            if metric == "pe" and ("eps", period) in cells
        ]
        columns = [[plain(pe), plain(eps)] for pe, eps in years]
        agreed = agreement([bounds for terms in columns if (bounds := quotient(terms)) is not None])
        if agreed is None:
            continue
        price = next((f for (metric, _), f in cells.items() if metric == "price"), None)
        if price is not None:
            prices.extend(filter(None, [product(SLUG, [plain(price), known(agreed, -1.0)])]))
        for (pe, _), terms in zip(years, columns, strict=True):
            found = product(SLUG, [*terms, known(agreed, -1.0)])
            if found is not None and pe.claim.stance == "actual":
                past.append(found)
            elif found is not None:
                yield found
    # A past multiple may be on the price of its day, a price of another day than the multiples: the table tells.
    yield from by_custom(past)
    yield from by_custom(prices)


def by_custom(found: Sequence[Relation]) -> Sequence[Relation]:
    """The relations where most of them hold; none where it is not the custom of the table."""
    return found if sum(relation.holds for relation in found) * 5 >= len(found) * 3 else ()
