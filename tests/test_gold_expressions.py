"""Every line of gold_expressions.tsv: what is printed, how it is asked, what it must mean.

Kinds: `quantities` and `periods` read running text, `cell` a table cell, `header` a column header, `scale` a unit label. A quantity
is written `[hedge]value[..high][ unit]`, a period `value[ E|A][ ?]` with ? for inferred; several are joined by " | ".
Sources: `real` was found in print, `written` was thought of, `grammar` comes from expressions.py, which computes the
meaning from the parts and not with the parser. The report's date is 2026-04-05, a Sunday.
"""

from __future__ import annotations

from collections import Counter

import pytest
from expression_words import ANCHOR
from expressions import every, read_gold

from extract.model import Period, Quantity, plain_number
from extract.numbers.grammar import find_quantities, parse_cell, unit_scale
from extract.periods.grammar import find_periods, parse_period


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


def test_the_gold_is_large_and_has_no_line_twice() -> None:
    gold = read_gold()
    keys = [(row["expression"], row["kind"]) for row in gold]
    assert len(keys) >= 2000
    assert len(set(keys)) == len(keys)
    assert Counter(row["source"] for row in gold)["real"] >= 400


def test_the_lines_of_the_grammar_are_those_it_generates() -> None:
    gold = read_gold()
    by_hand = {(row["expression"], row["kind"]) for row in gold if row["source"] != "grammar"}
    kept = [(row["expression"], row["kind"], row["expected"]) for row in gold if row["source"] == "grammar"]
    assert kept == [line for line in every() if line[:2] not in by_hand], "run python tests/expressions.py"


def test_the_grammar_and_the_hand_agree() -> None:
    by_hand = {(r["expression"], r["kind"]): r["expected"] for r in read_gold() if r["source"] != "grammar"}
    assert {line: by_hand[line[:2]] for line in every() if by_hand.get(line[:2], line[2]) != line[2]} == {}


@pytest.mark.parametrize("kind", ["quantities", "cell", "scale", "periods", "header"])
def test_gold_expressions(kind: str) -> None:
    wrong = [
        f"{row['expression']!r}: {read(row['expression'], kind)!r}, not {row['expected']!r}"
        for row in read_gold()
        if row["kind"] == kind and read(row["expression"], kind) != row["expected"]
    ]
    assert not wrong, "\n".join(wrong)
