"""Numbers in groups, with the words that lead up to them."""

from __future__ import annotations

import datetime

import pytest

from extract.prose.sentence.clauses import groups, sentences
from extract.prose.sentence.nlp import Reader
from extract.prose.sentence.phrases import noun_phrase


def roles(text: str) -> list[tuple[str, int]]:
    mentions = Reader(datetime.date(2025, 4, 10), ()).read(text)
    return [(g.role, len(g.quantities)) for s in sentences(mentions) for g in groups(s)]


def test_a_movement_through_hedges_and_years_has_two_ends() -> None:
    assert roles("占比从2015年的约3.7%提升到2023年的约14.2%") == [("from", 1), ("to", 1)]


def test_a_list_is_one_group() -> None:
    assert roles("分别为1.2、1.4和1.7元，同比增长5%") == [("list", 3), ("list", 1)]


def test_numbers_inside_book_titles_are_left_out() -> None:
    assert roles("编制《数据中心用240V/336V直流系统》") == []


@pytest.mark.parametrize(
    ("lead", "phrase"),
    [
        ("其他渠道占比达", "其他渠道占比"),
        ("其中间接成本约", "间接成本"),
        ("实现了在手订单", "在手订单"),
        ("我国新增产线约", "新增产线"),
    ],
)
def test_stripping_stops_at_words_it_would_break(lead: str, phrase: str) -> None:
    assert noun_phrase(lead) == phrase


def test_a_bullet_that_lost_its_font_is_no_part_of_a_phrase() -> None:
    assert noun_phrase("o毛利率") == "毛利率"
    assert noun_phrase("oppo销量") == "oppo销量"
