"""Labels as brokers print them find their metric and no other; growth rows give their base; prose is scanned once."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from extract.errors import BadDataFault
from extract.vocabulary import (
    Metric,
    broker_by_email,
    broker_by_licence,
    brokers,
    find_broker,
    find_metric,
    growth_label,
    metrics,
    scan_metrics,
    split_label,
    words,
)
from extract.vocabulary.datafiles import DataTable, _parse
from extract.vocabulary.labels import squeeze

EVERY_METRIC = [pytest.param(metric, id=metric.id) for metric in metrics()]


def found(label: str) -> str | None:
    metric = find_metric(label)
    return metric.id if metric else None


@pytest.mark.parametrize("metric", EVERY_METRIC)
def test_every_metric_is_found_by_its_names_and_examples(metric: Metric) -> None:
    assert metric.examples
    for label in (*metric.names, *metric.examples):
        assert found(label) == metric.id, label


def test_no_name_belongs_to_two_metrics() -> None:
    owners: dict[str, set[str]] = {}
    for metric in metrics():
        for name in metric.names:
            owners.setdefault(squeeze(name), set()).add(metric.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_ids_are_unique() -> None:
    counted = Counter(metric.id for metric in metrics())
    assert counted.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("营业收入(百万元)", "revenue"),
        ("营业总收入（百万元）", "total_operating_revenue"),
        ("一、营业收入", "revenue"),
        ("其中:营业收入", "revenue"),
        ("减：所得税", "income_tax"),
        ("每股收益(元)", "eps"),
        ("EPS（元/股，最新摊薄）", "eps"),
        ("每股收益-最新股本摊薄(元/股)", "eps"),
        ("P/E(倍)", "pe"),
        ("P/E（现价&最新股本摊薄）", "pe"),
        ("P/B(倍)", "pb"),
        ("ROE（%）", "roe"),
        ("ROE-摊薄（%）", "roe"),
        ("净资产收益率 ROE", "roe"),
        ("每股净资产(元,LF)", "bvps"),
        ("市盈率（TTM）", "pe"),
        ("毛利率 %", "gross_margin"),
        ("ＥＶ／ＥＢＩＴＤＡ（倍）", "ev_ebitda"),
        ("净利润", "net_profit"),
        ("归属于母公司净利润", "net_profit_parent"),
        ("净利润（归母，百万元）", "net_profit_parent"),
        ("净利润(扣非)", "net_profit_parent_deducted"),
        ("摊薄后每股收益（元）", "eps"),
        ("近 3 个月日均成交额(百万元)", "turnover_value"),
        ("52周最高/最低价(元)", "price_range_52w"),
        ("25个月保单继续率(%)", "policy_persistency_25"),
        ("Net profit (adjusted)", None),
        ("市值加权平均", None),
        ("平均估值", None),
        ("(+/-) (%)", None),
        ("扣非净利润", "net_profit_parent_deducted"),
        ("千味央厨", None),
        ("", None),
        ("(百万元)", None),
        ("2024E", None),
    ],
)
def test_labels(label: str, expected: str | None) -> None:
    assert found(label) == expected


@pytest.mark.parametrize(
    "label",
    [
        "增长率(%)", "同比", "同比增速", "YoY(%)", "YOY(%)", "(+/-%)", "(+/-) (%)", "+/-%", "增速", "同比(%)",
        "同比增长", "增长率yoy（％）", "增长率 YoY %", "同比增长率%", "增长比率(%)", "Growth (%)",
    ],
)  # fmt: skip
def test_growth_rows_without_a_base(label: str) -> None:
    assert growth_label(label) == (None, "yoy")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("营业收入增长率", ("营业收入", "yoy")),
        ("净利润同比增长(%)", ("净利润", "yoy")),
        ("归母净利润增速", ("归母净利润", "yoy")),
        ("营业收入同比(%)", ("营业收入", "yoy")),
        ("增长率-营业收入", ("营业收入", "yoy")),
        ("营业收入(同比%)", ("营业收入", "yoy")),
        ("净利润(+/-)", ("净利润", "yoy")),
        ("EBIT 增长率", ("EBIT", "yoy")),
        ("EPS增速(%)", ("EPS", "yoy")),
        ("增 长 率", (None, "yoy")),
        ("%YoY", (None, "yoy")),
        ("同店销售增长率", None),
        ("环比", (None, "qoq")),
        ("QoQ", (None, "qoq")),
        ("营收环比(%)", ("营收", "qoq")),
        ("永续增长率", None),
        ("假设永续增长率", None),
        ("可持续增长率", None),
        ("营收复合增长率", None),
        ("营业收入", None),
        ("毛利率(%)", None),
    ],
)
def test_growth_rows(label: str, expected: tuple[str | None, str] | None) -> None:
    assert growth_label(label) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("海外业务毛利率(%)", ("海外业务", "gross_margin")),
        ("EGR 单车价值量(元)", ("EGR", "unit_value")),
        ("车险综合成本率", ("车险", "combined_ratio")),
        ("归母净利润(剔除激励费用)", ("剔除激励费用", "net_profit_parent")),
        ("归母净利润(百万元)", None),
        ("速冻油条", None),
        ("ABCPE", None),
    ],
)
def test_a_label_parts_into_scope_and_metric(label: str, expected: tuple[str, str] | None) -> None:
    parts = split_label(label)
    assert (parts and (parts[0], parts[1].id)) == expected


def scanned(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], metric.id) for start, end, metric in scan_metrics(text)]


def test_scan_takes_the_longest_name() -> None:
    assert scanned("实现营收 14 亿元，扣非净利润 1 亿元，归母净利 2 亿元，毛利率 30%") == [
        ("营收", "revenue"),
        ("扣非净利润", "net_profit_parent_deducted"),
        ("归母净利", "net_profit_parent"),
        ("毛利率", "gross_margin"),
    ]


def test_scan_lets_print_part_chinese_from_latin() -> None:
    assert scanned("日均 Token 调用量、日均Token调用量、日均 Tokens 消耗量") == [
        ("日均 Token 调用量", "daily_token_calls"),
        ("日均Token调用量", "daily_token_calls"),
        ("日均 Tokens 消耗量", "daily_token_calls"),
    ]


def test_scan_passes_over_decoys() -> None:
    assert scanned("经营现金流向好，流水线升级，票房冠军") == [("经营现金流", "ocf")]


def test_scan_wants_no_letter_beside_a_latin_name() -> None:
    assert scanned("EPSON 与 PEAK 无关，PE 20 倍，PEG为1.2，PE/PB") == [
        ("PE", "pe"),
        ("PEG", "peg"),
        ("PE", "pe"),
        ("PB", "pb"),
    ]


def test_scan_keeps_places_in_odd_text() -> None:
    text = "İ ＥＰＳ　0.5 元"
    assert scanned(text) == [("ＥＰＳ", "eps")]


def test_scan_is_quick() -> None:
    text = "公司实现营收 143 亿元，同比增长 20%，毛利率较上年同期提升，销售费用率下降。" * 4000
    scan_metrics(text[:100])
    begun = time.process_time()
    assert len(scan_metrics(text)) == 12000
    assert len(text.encode()) / (time.process_time() - begun) > 3e5


def test_words_of_the_chinese_files() -> None:
    assert words("ratings")["买入"] == "buy"
    assert words("no_such_section") == {}
    assert words("label_rules", "en") == {}


def test_brokers_are_sorted() -> None:
    ids = [broker.id for broker in brokers()]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国泰海通证券研究", "国泰海通证券"),
        ("海 通 证 券 股份有限公司", "海通证券"),
        ("UBS Securities Co. Limited", "瑞银证券"),
        ("the subsidiary's dubs", None),
        ("一家银行", None),
    ],
)
def test_a_broker_is_found_by_its_longest_name(text: str, expected: str | None) -> None:
    broker = find_broker(text)
    assert (broker and broker.name) == expected


def test_a_broker_is_found_by_domain_and_licence() -> None:
    huatai = broker_by_email("research.htsc.com")
    assert huatai is not None
    assert huatai.name == "华泰证券"
    assert broker_by_email("Li.Lei@HTSC.com") == huatai
    assert broker_by_email("nothtsc.com") is None
    assert broker_by_email("") is None
    shanghai = broker_by_licence("S0870 521 010001")
    assert shanghai is not None
    assert shanghai.name == "上海证券"
    assert broker_by_licence("S0") is None


def test_bad_data_names_file_and_key() -> None:
    with pytest.raises(BadDataFault, match=r"extract/brokers/x\.toml"):
        _parse(b"name = ", "extract/brokers/x.toml")
    with pytest.raises(BadDataFault, match=r"a\.toml: full_name"):
        DataTable("a.toml", {"name": "甲"}).text("full_name")
    with pytest.raises(BadDataFault, match=r"a\.toml: colour is not known"):
        DataTable("a.toml", {"colour": "red"}).refuse_others(frozenset({"name"}))
    with pytest.raises(BadDataFault, match="short_names must be a list"):
        DataTable("a.toml", {"short_names": "甲"}).texts("short_names")
