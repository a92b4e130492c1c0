"""Every line of gold_expressions.tsv: what is printed, how it is asked, what it must mean.

Kinds: `quantities` and `periods` read running text, `cell` a table cell, `header` a column header, `scale` a unit label. A quantity
is written `[hedge]value[..high][ unit]`, a period `value[ E|A][ ?]` with ? for inferred; several are joined by " | ".
The report's date is 2026-04-05, a Sunday.
"""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from extract.model import Period, Quantity, plain_number
from extract.numbers.grammar import find_quantities, parse_cell, unit_scale
from extract.periods.grammar import find_periods, parse_period

ANCHOR = datetime.date(2026, 4, 5)
GOLD = Path(__file__).with_name("gold_expressions.tsv")


def shown(quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    hedge = "" if quantity.comparator == "=" else quantity.comparator
    high = "" if quantity.value_high is None else f"..{plain_number(quantity.value_high)}"
    return f"{hedge}{plain_number(quantity.value)}{high} {quantity.unit}".rstrip()


def shown_period(period: Period | None) -> str:
    if period is None:
        return ""
    stance = {"estimate": " E", "actual": " A", None: ""}[period.stance]
    return period.value + stance + (" ?" if period.inferred else "")


def read(expression: str, kind: str) -> str:
    if kind == "cell":
        return shown(parse_cell(expression))
    if kind == "header":
        return shown_period(parse_period(expression, ANCHOR))
    if kind == "scale":
        scale = unit_scale(expression)
        return f"{plain_number(scale[0])} {scale[1]}".rstrip() if scale else ""
    periods = find_periods(expression, ANCHOR)
    if kind == "periods":
        return " | ".join(map(shown_period, periods))
    skip = [(period.start, period.end) for period in periods]
    return " | ".join(map(shown, find_quantities(expression, skip=skip)))


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_gold_is_large_and_has_no_line_twice() -> None:
    keys = [(row["expression"], row["kind"]) for row in gold()]
    assert len(keys) >= 600
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("kind", ["quantities", "cell", "scale", "periods", "header"])
def test_gold_expressions(kind: str) -> None:
    wrong = [
        f"{row['expression']!r}: {read(row['expression'], kind)!r}, not {row['expected']!r}"
        for row in gold()
        if row["kind"] == kind and read(row["expression"], kind) != row["expected"]
    ]
    assert not wrong, "\n".join(wrong)
