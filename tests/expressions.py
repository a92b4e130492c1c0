"""A grammar of printed forms in, gold expressions out: what is printed, how it is asked, what it must mean.

What an expression means is computed from its parts, never by the parser. `python tests/expressions.py` writes the
lines of source "grammar" in gold_expressions.tsv again; a test compares them.
"""

from __future__ import annotations

import csv
from pathlib import Path

import amount_expressions as amount
import period_expressions as period
import range_expressions as several
from expression_words import Line

GOLD = Path(__file__).with_name("gold_expressions.tsv")


def every() -> list[Line]:
    """All lines, each once, in the order of their families."""
    families = (
        amount.amounts,
        amount.foreign,
        amount.full_width,
        amount.number_words,
        amount.spoken_numbers,
        amount.shares,
        several.ranges,
        several.mixed_ranges,
        amount.both_sides,
        amount.rates,
        several.hedges,
        several.signs,
        several.several,
        amount.denominators,
        amount.scales,
        period.years,
        period.parts_of_years,
        period.fiscal,
        period.days,
        period.spoken_dates,
        period.relative,
    )
    lines = {line[:2]: line for family in families for line in family()}
    return list(lines.values())


def read_gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_gold() -> None:
    """The lines by hand as they stand, then those of the grammar that no hand wrote."""
    by_hand = [row for row in read_gold() if row["source"] != "grammar"]
    known = {(row["expression"], row["kind"]) for row in by_hand}
    rows = [(row["expression"], row["kind"], row["expected"], row["source"]) for row in by_hand]
    rows += [(*line, "grammar") for line in every() if line[:2] not in known]
    text = "\n".join("\t".join(row) for row in [("expression", "kind", "expected", "source"), *rows])
    GOLD.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_gold()
