"""Dated happenings: who did what, when; and what is no happening though it has a date and a verb."""

from __future__ import annotations

import datetime
import re

import pytest

from extract.head.header import Facts
from extract.model import EventClaim
from extract.pages.lines import Line, make_line
from extract.pages.page import Block, make_block
from extract.pages.reader import Glyph
from extract.prose.event.events import MAX_PHRASE, read_events
from extract.prose.sentence.nlp import Reader
from extract.vocabulary.datafiles import words

ANCHOR = datetime.date(2026, 4, 7)
NAMES = ["谷歌", "OpenAI", "智谱", "阿里巴巴", "中天科技"]


def line(text: str, top: float = 100.0) -> Line:
    glyphs: list[Glyph] = []
    x = 50.0
    for char in text:
        wide = 10.0 if ord(char) > 0x2E80 else 5.0
        glyphs.append(Glyph(char, x, top, x + wide, top + 10, top + 8.5, 10.0, False, False))
        x += wide
    made = make_line(1, glyphs)
    assert made is not None
    return made


def events(text: str, *, subject: str | None = "晨光半导体") -> list[EventClaim]:
    block: Block = make_block([line(text)])
    facts = Facts(subject=subject, date=ANCHOR)
    names = sorted({*NAMES, *([subject] if subject else [])})
    return list(read_events(block, Reader(ANCHOR, names).read(block.text), facts))


@pytest.mark.parametrize(
    ("text", "date", "subject", "event", "event_type"),
    [
        ("4 月 1 日，OpenAI 宣布完成新一轮融资。", "2026-04-01", "OpenAI", "宣布完成新一轮融资", "financing"),
        (
            "公司于 2024 年 6 月发布首款车规级存储芯片。",
            "2024-06",
            "晨光半导体",
            "发布首款车规级存储芯片",
            "launch",
        ),
        (
            "2021 年 10 月，公司推出企业级固态硬盘，性能领先。",
            "2021-10",
            "晨光半导体",
            "推出企业级固态硬盘",
            "launch",
        ),
        ("公司成立于 2005 年，深耕存储。", "2005", "晨光半导体", "成立", "other"),
        ("2010 年于深交所挂牌上市。", "2010", "晨光半导体", "于深交所挂牌上市", "listing"),
        (
            "2023 年 5 月公司中标国家电网服务器订单。",
            "2023-05",
            "晨光半导体",
            "中标国家电网服务器订单",
            "order",
        ),
        (
            "2025 年 3 月，公司与谷歌签署战略合作协议。",
            "2025-03",
            "晨光半导体",
            "与谷歌签署战略合作协议",
            "partnership",
        ),
        (
            "2024 年 9 月，国务院办公厅印发《存储产业发展规划》。",
            "2024-09",
            "国务院办公厅",
            "印发《存储产业发展规划》",
            "policy",
        ),
        ("智谱于 2025 年 12 月推出新一代编程模型。", "2025-12", "智谱", "推出新一代编程模型", "launch"),
        (
            "2022 年 8 月，公司以 3 亿元收购云岭微电子 60%股权。",
            "2022-08",
            "晨光半导体",
            "以3亿元收购云岭微电子60%股权",
            "financing",
        ),
        ("晨光半导体披露 2025 年年报：收入稳健。", "2025", "晨光半导体", "披露2025年年报", "earnings"),
        ("2025 年 1 月，公司聘任张某为总经理。", "2025-01", "晨光半导体", "聘任张某为总经理", "personnel"),
        ("DDR6 模组计划于 5 月 14 日发布。", "2026-05-14", "DDR6 模组", "DDR6模组发布", "launch"),
        (
            "《2025 年存储产业行动方案》提出扩大国产化应用。",
            "2025",
            "存储产业行动方案",
            "《2025年存储产业行动方案》提出扩大国产化应用",
            "policy",
        ),
    ],
)
def test_a_date_and_an_event_verb_make_an_event(
    text: str, date: str, subject: str, event: str, event_type: str
) -> None:
    found = events(text)
    assert [(e.date, e.subject, e.event, e.event_type) for e in found] == [(date, subject, event, event_type)]


@pytest.mark.parametrize(
    "text",
    [
        "2024 年实现营收 23.97 亿元，同比增长 32%。",  # a metric
        "预计公司 2026-2028 年归母净利润分别为 3、4、5 亿元。",  # a forecast
        "截至 2025 年底，公司已推出 30 款产品。",  # the end of a stretch
        "较 2023 年上市时估值明显回落。",  # a yardstick
        "2021 年上市以来，公司收入稳步增长。",  # when something else happened
        "2020 年成立的子公司负责海外销售。",  # an attribute
        "公司 2025 年推出的新品占比提升。",  # an attribute
        "募投项目（2024 年投产）贡献增量。",  # in brackets
        "根据公司 2024 年公告数据，客户共 40 家。",  # a source
        "公司推出新品，渠道反馈良好。",  # no date
        "我们曾于 2021 年发布《存储三问》。",  # the broker about itself
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert events(text) == []


def test_several_dates_tell_several_events() -> None:
    found = events("公司成立于 1998 年，2010 年在上交所上市，2019 年收购云岭微电子。")
    assert [(e.date, e.event) for e in found] == [
        ("1998", "成立"),
        ("2010", "在上交所上市"),
        ("2019", "收购云岭微电子"),
    ]


def test_a_row_of_dates_and_verbs_without_stops() -> None:
    found = events("2014 年一期产线投产2018 年二期产线投产")
    assert [(e.date, e.event) for e in found] == [("2014", "一期产线投产"), ("2018", "二期产线投产")]


def test_the_date_of_an_object_dates_nothing() -> None:
    found = events("2024 年 4 月，公司发布 2025 年限制性股票激励计划。")
    assert [(e.date, e.event) for e in found] == [("2024-04", "发布2025年限制性股票激励计划")]


def test_what_follows_a_bare_announcement_is_the_event() -> None:
    (event,) = events("公司于 7 月 11 日公告，控股股东拟转让部分股份。")
    assert event.event == "公告，控股股东拟转让部分股份"


def test_without_a_company_nobody_is_guessed() -> None:
    (event,) = events("2019 年收购云岭微电子。", subject=None)
    assert event.subject is None


def test_the_quote_is_in_the_text_and_the_phrase_is_short() -> None:
    text = "2023 年 5 月公司发布面向数据中心、汽车电子、工业控制、消费电子以及边缘计算等多个领域的新一代全系列存储产品。"
    (event,) = events(text)
    assert event.quote in text
    assert len(event.event) == MAX_PHRASE
    assert event.bbox[0].x0 >= 50.0


def test_the_speaker_is_kept() -> None:
    (event,) = events("根据 IDC 数据，2025 年 11 月谷歌正式推出新款芯片。")
    assert event.attribution == "IDC"


def test_every_piece_of_the_data_file_is_a_pattern() -> None:
    for section in ("event_verbs", "event_weak", "event_objects"):
        for listed in words(section).values():
            assert all(re.compile(piece) for piece in listed)


@pytest.mark.parametrize(
    ("text", "date", "subject", "event", "event_type"),
    [
        # With whom something is done is not who does it, and may be a list.
        (
            "2018 年与谷歌、白鹭科技等达成合作。",
            "2018",
            "晨光半导体",
            "与谷歌、白鹭科技等达成合作",
            "partnership",
        ),
        ("2021 年与智谱签订战略合作协议。", "2021", "晨光半导体", "与智谱签订战略合作协议", "partnership"),
        ("2017 年公司开启了存储云转型的序幕。", "2017", "晨光半导体", "开启了存储云转型的序幕", "launch"),
        ("王大明先生于 1998 年筹建远山食品公司。", "1998", "王大明先生", "筹建远山食品公司", "other"),
        ("2016 年公司成为谷歌一级供应商。", "2016", "晨光半导体", "成为谷歌一级供应商", "other"),
        ("2015 年对现有产线进行升级，交付更快。", "2015", "晨光半导体", "对现有产线进行升级", "other"),
        # A state makes policy, a company none; whoever is not named is not the company.
        (
            "2022 年要求 2027 年起，新建厂房均须安装光伏。",
            "2027",
            None,
            "要求 2027 年起，新建厂房均须安装光伏",
            "policy",
        ),
        ("2020 年公司确立了存储优先的战略规划。", "2020", "晨光半导体", "确立了存储优先的战略规划", "other"),
        ("2024 年 5 月临床试验获 FDA 批准。", "2024-05", "晨光半导体", "临床试验获FDA批准", "other"),
        ("2023 年起新西兰将全面停止活畜出口。", "2023", "新西兰", "停止活畜出口", "other"),
        ("至 2020 年二期工程完工，产能翻倍。", "2020", "二期工程", "二期工程完工", "launch"),
    ],
)
def test_more_happenings(text: str, date: str, subject: str | None, event: str, event_type: str) -> None:
    found = [(e.date, e.subject, e.event.replace(" ", ""), e.event_type) for e in events(text)]
    assert (date, subject, event.replace(" ", ""), event_type) in found


def test_the_same_year_is_the_year_spoken_of_last() -> None:
    found = events("2013 年，公司上海研发中心成立。同年新生产基地启用。")
    assert [e.date for e in found] == ["2013", "2013"]


def test_a_month_goes_on_from_the_happening_before_it() -> None:
    found = events("2018 年 11 月，公司收购甲公司。2 月，公司发布新一代芯片。")
    assert [e.date for e in found] == ["2018-11", "2019-02"]


@pytest.mark.parametrize(
    "text",
    [
        "2021 年初的涨价效应将显现。",
        "2021 年新签署合同额快速放量。",
        "2023 年房建市场开工不及预期影响了收入。",
        "2017-2020 年开启云转型的地区转化率均达到了 70%以上。",
        "2018 年云算量产品表现较好。",
        "2017 年进入公司，曾任经理。",
    ],
)
def test_more_words_tell_no_happening(text: str) -> None:
    assert [e.event for e in events(text)] == []


def test_where_something_is_launched_may_be_a_list() -> None:
    text = "2018年在第一批、第二批（5个省）地区同时推出云产品"
    assert [(e.date, e.event) for e in events(text)] == [
        ("2018", "在第一批、第二批（5个省）地区同时推出云产品")
    ]


def test_an_aside_between_date_and_happening_is_skipped() -> None:
    found = events("2024 年 1 月 12 日，甲基金向乙产业基金（丙市丁区政府 100%控股）转让 5.20%股份。")
    assert [(e.date, e.event) for e in found] == [("2024-01-12", "向乙产业基金转让5.20%股份")]
    found = events("2024 年 6 月，公司在甲存储科技业务基础上，与其他方共同出资设立了星桥存储。")
    assert [(e.date, e.event) for e in found] == [("2024-06", "与其他方共同出资设立了星桥存储")]


def test_a_completion_is_of_what_the_sentence_has_just_told() -> None:
    found = events("2021 年公司于 6 月发起 20 亿的定增，并在 12 月 10 日顺利完成。")
    assert [(e.date, e.event) for e in found] == [
        ("2021-06", "发起20亿的定增"),
        ("2021-12-10", "完成20亿的定增"),
    ]
    assert [e.date for e in events("项目于 2021 年 12 月完成。")] == []


def test_what_happened_on_the_same_day() -> None:
    found = events("2024 年 1 月 16 日，甲基金转让 5%股份；同日，公司发布新一代芯片。")
    assert [e.date for e in found] == ["2024-01-16", "2024-01-16"]
