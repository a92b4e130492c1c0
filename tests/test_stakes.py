"""Stakes by their holders, and what the money and the shares of a deal are filed as."""

from __future__ import annotations

from tests.told import told


def test_a_stake_says_whose_it_is_and_how_it_is_held() -> None:
    text = "公司董事长张三先生，原为乙公司实控人，直接持有 6.05%股份，并通过其控股的丙企业间接持有 4.00%股份，两者合计 10.05%。"
    assert told(text, "metric", "value") == [
        ("张三直接持股比例", "6.05"),
        ("张三间接持股比例", "4.00"),
        ("合计持股比例", "10.05"),
    ]
    # nobody is named: nobody is guessed
    assert told("公司成立星桥智能，持股 51%", "metric", "value") == [("持股比例", "51")]


def test_holders_in_a_row_with_their_shares_in_brackets() -> None:
    text = "李四通过其控制的青山资本（3.87%）、绿水资本(3.10%)两只基金，间接持有公司 6.97%股权。"
    assert told(text, "metric", "value")[:2] == [("青山资本持股比例", "3.87"), ("绿水资本持股比例", "3.10")]
    assert told("其余大股东分别为甲乙合味（4.13%）、丙丁投资（4.08%）。", "metric") == [
        ("甲乙合味持股比例",),
        ("丙丁投资持股比例",),
    ]
    assert not any("持股" in metric for (metric,) in told("其中母婴渠道（50%）和电商渠道（29%）。", "metric"))


def test_what_shares_change_hands() -> None:
    text = "2025 年 1 月 6 日，甲基金及乙基金合计向战略投资人王五转让 5.00%股份（分别为 3.64%和 1.36%）。"
    assert told(text, "metric", "value", "period") == [
        ("转让股权比例", "5.00", "2025-01-06"),
        ("转让股权比例", "3.64", "2025-01-06"),
        ("转让股权比例", "1.36", "2025-01-06"),
    ]
    assert told("公司回购超过 1%的股份并注销", "metric", "value") == [("回购股份比例", "1")]
    assert told("公司将部分股份注销，剩余 2.5%用于员工持股", "metric", "measure") == [
        ("用于员工持股的比例", "level")
    ]


def test_what_the_money_of_a_deal_is() -> None:
    assert told("公司推出 38.6 亿的投资计划", "metric", "value", "unit") == [
        ("投资计划金额", "3860000000", "CNY")
    ]
    assert told("公司于 3 月发起 20 亿元的巨额定增", "metric", "value") == [("定增金额", "2000000000")]
    text = "公司计划以不超过 6 亿元回购 2%-4%的股份用于股权激励"
    assert told(text, "metric", "value", "comparator")[0] == ("回购金额", "600000000", "<=")
    assert told("公司以自有资金 1095 万元收购星桥", "metric", "value") == [("收购金额", "10950000")]
