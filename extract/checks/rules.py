"""extract/checks/relations.toml in, checked rules out: which metrics are bound to each other, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extract.vocabulary.datafiles import DataTable, read_folder, words


class Factor(NamedTuple):
    """A metric in a product: itself ("plain"), 1 - or 1 + itself ("rest", "grown"), the mean of two years ("average").

    `less` are metrics taken off it first.
    """

    metric: str
    shape: str
    power: float
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRule:
    """The factors' product is 1, or the same number in every column: `steady` names it."""

    slug: str
    factors: tuple[Factor, ...]
    steady: str | None
    is_loose: bool

    @property
    def subject(self) -> str:
        return self.factors[-1].metric if self.steady == "shares" else self.factors[0].metric

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for f in self.factors for name in (f.metric, *f.less)))


class Part(NamedTuple):
    """A summand: its metric, its sign, and whether last year's figure is meant."""

    metric: str
    sign: float
    earlier: bool


@dataclass(frozen=True, slots=True)
class SumRule:
    total: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All of the file."""

    products: tuple[ProductRule, ...]
    market: tuple[ProductRule, ...]
    sums: tuple[SumRule, ...]
    totals: frozenset[str]
    total_words: tuple[str, ...]
    minus: frozenset[str]
    either: frozenset[str]
    aside: frozenset[str]
    income: frozenset[str]
    first: frozenset[str]
    positive: frozenset[str]
    lasting: frozenset[str]
    at_most_100: frozenset[str]
    order: tuple[tuple[str, str, float], ...]
    rivals: Mapping[str, tuple[str, ...]]
    kin: Mapping[str, tuple[str, ...]]
    earlier: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules of the file. Raises BadDataFault."""
    content = dict(read_folder("checks"))["relations"]
    run, sanity = (DataTable(f"{content.place} [{key}]", content.entries[key]) for key in ("run", "sanity"))
    signs = DataTable(f"{content.place} [run.signs]", run.entries["signs"])
    return Rules(
        products=tuple(_product(DataTable(content.place, row)) for row in content.entries["product"]),
        market=tuple(_product(DataTable(content.place, row)) for row in content.entries["market"]),
        sums=tuple(_sum(DataTable(content.place, row)) for row in content.entries["sum"]),
        totals=frozenset(run.texts("totals")),
        total_words=tuple(words("table_words")["total_tails"]),
        minus=frozenset(signs.texts("minus")),
        either=frozenset(signs.texts("either")),
        aside=frozenset(run.texts("aside")),
        income=frozenset(run.texts("income")),
        first=frozenset(run.texts("first")),
        positive=frozenset(sanity.texts("positive")),
        lasting=frozenset(sanity.texts("lasting")),
        at_most_100=frozenset(sanity.texts("at_most_100")),
        order=tuple((low, high, float(times)) for low, high, times in content.entries["sanity"]["order"]),
        rivals=_families(content.entries["growth"]["rivals"]),
        kin=_families(content.entries["sanity"]["kin"]),
        earlier=DataTable(content.place, content.entries["text"]).texts("earlier"),
    )


def _families(families: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(other for other in family if other != name) for family in families for name in family}


def _product(row: DataTable) -> ProductRule:
    row.refuse_others(frozenset({"slug", "top", "bottom", "steady", "loose"}))
    factors = [_factor(word, 1.0) for word in row.texts("top")]
    factors += [_factor(word, -1.0) for word in row.texts("bottom")]
    return ProductRule(row.text("slug"), tuple(factors), row.text("steady", "") or None, row.flag("loose"))


def _factor(word: str, power: float) -> Factor:
    if word.startswith("1-"):
        return Factor(word[2:], "rest", power)
    if word.startswith("1+"):
        return Factor(word[2:], "grown", power)
    word, *less = word.split("-")
    return Factor(word.rstrip("*"), "average" if word.endswith("*") else "plain", power, tuple(less))


def _sum(row: DataTable) -> SumRule:
    row.refuse_others(frozenset({"total", "parts"}))
    return SumRule(
        row.text("total"),
        tuple(
            Part(word.strip("-<"), -1.0 if word.startswith("-") else 1.0, word.endswith("<"))
            for word in row.texts("parts")
        ),
    )
