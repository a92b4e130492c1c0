"""The language files hold together: every step, hedge and counting word they name is one the grammar knows."""

from __future__ import annotations

import pytest

from extract.numbers.units import look_up
from extract.vocabulary.wording import table, words

STEPS = {"strong_buy", "buy", "hold", "underperform", "sell"}


@pytest.mark.parametrize("section", ["ratings", "industry_ratings"])
def test_ratings_stand_on_a_known_step(section: str) -> None:
    assert set(table(section).values()) <= STEPS
    assert len(table(section)) > 20


def test_the_usual_rating_words_are_there_in_both_languages() -> None:
    ratings = table("ratings")
    assert [ratings[word] for word in ("强烈推荐", "增持", "审慎增持", "中性", "减持", "卖出")] == [
        "strong_buy",
        "buy",
        "buy",
        "hold",
        "underperform",
        "sell",
    ]
    assert [ratings[word] for word in ("Buy", "Overweight", "Neutral", "Underweight", "Sell")] == [
        "buy",
        "buy",
        "hold",
        "underperform",
        "sell",
    ]


def test_actions_are_the_four_of_the_claim_contract() -> None:
    assert set(table("actions").values()) == {"maintain", "initiate", "upgrade", "downgrade"}


@pytest.mark.parametrize(
    "section",
    [
        "comparators_before",
        "comparators_before_share",
        "comparators_after",
        "comparators_after_time",
        "rank_marks",
    ],
)
def test_hedges_are_comparators(section: str) -> None:
    assert set(table(section).values()) <= {"=", ">", ">=", "<", "<=", "~"}


def test_guards_and_counting_words_name_units_that_exist() -> None:
    named = [*words("word_measures"), *table("units_not_before"), *words("year_like_before")]
    assert [word for word in named if look_up(word) is None] == []
    assert set(table("magnitudes_not_before")) <= set(table("magnitudes"))


def test_no_word_is_both_a_magnitude_and_a_unit() -> None:
    both = set(table("magnitudes")) & {*table("units"), *table("measures"), *table("currencies")}
    assert both <= {"mm"}  # a magnitude behind a currency, millimetres elsewhere
