"""Names near to one another: each means whom the facts say, or nobody; the figures are printed (`pytest -s`)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kb.who.resolve import Resolver

RESOLVER = Resolver.from_seed()
FILES = ("generated.tsv", "by_hand.tsv")


def rows(file: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / "near_names" / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def answer(row: dict[str, str]) -> str:
    found = RESOLVER.judge(
        row["mention"],
        context=tuple(filter(None, row["context"].split("|"))),
        ticker=row["ticker"] or None,
        listed=bool(row["listed"]),
        on=row["on"] or None,
    )
    return found.entity.id if found.entity else ""


def test_what_is_expected_are_entities() -> None:
    for file in FILES:
        for row in rows(file):
            assert not row["expected"] or RESOLVER.entity(row["expected"]), row


def test_near_names_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    table = [row for file in FILES for row in rows(file)]
    answers = [(row["expected"], answer(row), row) for row in table]
    linked = [(want, got, row) for want, got, row in answers if got]
    right = sum(want == got for want, got, _ in linked)
    wanted = sum(bool(want) for want, _, _ in answers)
    wrong_tickers = [
        (row["mention"], got)
        for want, got, row in linked
        if want != got and RESOLVER.entity(got).ticker  # type: ignore[union-attr]
    ]
    precision, recall = right / len(linked), right / wanted
    with capsys.disabled():
        print(
            f"\nnear names: {len(table)} mentions, {len(linked)} linked, precision {precision:.2%}, "
            f"recall {recall:.2%}, wrong tickers {len(wrong_tickers)}"
        )
    assert len(table) >= 600
    assert wrong_tickers == []
    assert precision >= 0.999, [(row["mention"], want, got) for want, got, row in linked if want != got]
    assert recall >= 0.9999, [(row["mention"], want) for want, got, row in answers if want and not got][:40]
