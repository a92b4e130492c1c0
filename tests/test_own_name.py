"""The short names a report calls its company by."""

from __future__ import annotations

from told import NAMES, block_of

from extract.head.header import Facts
from extract.prose.claims import read_block
from extract.prose.sentence.nlp import Reader
from extract.prose.sentence.own_name import short_names


def told_by(company: str, text: str) -> list[tuple[str | None, str, str | None]]:
    facts = Facts(subject=company)
    mentions = Reader(facts.anchor, NAMES, company).read(text)
    return [(c.subject, c.metric, c.scope) for c in read_block(block_of(text), mentions, facts)]


def test_share_classes_and_words_of_trade_are_no_part_of_a_short_name() -> None:
    assert short_names("远山速递-W") == ("远山速递", "远山")
    assert short_names("远山食品股份") == ("远山食品", "远山")
    assert short_names("中国银行") == ()
    assert short_names("东方食品") == ()
    assert short_names(None) == ()


def test_a_short_name_is_the_company_and_no_part_of_a_metric() -> None:
    assert told_by("远山速递-W", "2024年远山市场份额约3%") == [("远山速递-W", "市场份额", None)]


def test_a_region_of_the_business_is_the_companys() -> None:
    assert told_by("远山速递-W", "预计远山东南亚业务量达到64亿件") == [
        ("远山速递-W", "东南亚业务量", "东南亚")
    ]
    assert told_by("远山速递-W", "预计东南亚业务毛利率为22%") == [
        ("远山速递-W", "东南亚业务毛利率", "东南亚业务")
    ]
