"""Firms that no list of names knows."""

from __future__ import annotations

from told import NAMES, told

from extract.prose.sentence.firm_names import FirmNames


def found(*texts: str) -> list[str]:
    firms = FirmNames()
    for text in texts[:-1]:
        firms.find(text, ())
    known = [(name, texts[-1].find(name), texts[-1].find(name) + len(name)) for name in NAMES]
    return [name for name, _, _ in firms.find(texts[-1], [name for name in known if name[1] >= 0])]


def test_a_name_that_ends_as_firms_do_is_one() -> None:
    text = "南河乳业拥有9座牧场，6.9万头奶牛，2020年产奶量约43万吨"
    assert [subject for (subject,) in told(text, "subject")] == ["南河乳业"] * 3
    assert found("子公司北岭养殖10月份销售生猪") == ["北岭养殖"]


def test_words_of_every_day_are_no_firms() -> None:
    assert found("生物科技拥有先机，规模养殖占比提升，限售股份为3亿股") == []
    assert found("公司成立于2006年。公司拥有9座牧场") == []
    assert found("全球领先的科技拥有") == []


def test_what_only_firms_do_gives_a_name_away() -> None:
    assert found("晨星光成立于2006年。", "晨星光拥有先进技术，业务市占率达9%") == ["晨星光"]
    assert found("公司收购南溪34%股权，", "南溪2020年收入3亿元") == ["南溪"]
    assert found("Westhill Dairy拥有5座牧场") == ["Westhill Dairy"]
    assert found("NORVO陆续收购多家同行。", "NORVO年销售额为3亿美元") == ["NORVO"]


def test_the_neighbours_of_a_known_firm_in_a_list_of_firms_are_firms() -> None:
    text = "青禾乳业、晨星、南河等企业加速布局。晨星市占率为3%"
    assert told(text, "subject", "value") == [("晨星", "3")]
