"""Figures outside the years' tables in, relations out: price, shares and value of the box, targets, and peers by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extract.checks.figures import Figure, figure_of
from extract.checks.ratios import agreement, quotient
from extract.checks.relations import Relation, Term, grown, known, plain, product
from extract.checks.rules import ProductRule
from extract.model import MetricClaim, TargetPriceClaim
from extract.vocabulary.datafiles import words

SLUG = "valuation_disagrees"
_TASTE = 0.01


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
            terms.append(shape(figures[0], factor.power))
        else:
            units = {f.claim.unit for term in terms for f, _ in term.parts} - {"share", "倍", "%"}
            # Two currencies, or two share classes, need more than one factor.
            if len(units) == 1 and (found := product(rule.slug, terms, rule.is_loose)) is not None:
                yield found


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
