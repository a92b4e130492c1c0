"""Tables of companies: whose figures a row prints, and of which day its prices are."""

from __future__ import annotations

from by_hand import DAY, FACTS, line

from extract.model import MetricClaim
from extract.pages.lines import Line
from extract.tables.cells import rows_of
from extract.tables.comparison import claims_from_company, find_company_rows


def peers(*more: Line) -> list[MetricClaim]:
    heads = [line("收盘价", 150, 100), line("EPS(元)", 230, 100), line("PE(倍)", 390, 100)]
    years = [line(text, 210 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    years += [line(text, 370 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    rows: list[Line] = []
    for n, name in enumerate(("青竹股份", "白桦电子")):
        values = ("8.16", "0.41", "0.45", "0.52", "41", "37", "32")
        places = (150, 214, 254, 294, 374, 414, 454)
        rows += [
            line(name, 60, 128 + 14 * n),
            *(line(v, x, 128 + 14 * n) for v, x in zip(values, places, strict=True)),
        ]
    table = find_company_rows(rows_of([*heads, *years, *rows, *more], DAY), DAY)
    return [
        claim for row in table for claim in claims_from_company(row, FACTS) if isinstance(claim, MetricClaim)
    ]


def test_a_last_column_may_name_its_year_and_its_growth() -> None:
    more = [line("2026 年净利润增速", 500, 107), line("21%", 530, 128), line("18%", 530, 142)]
    found = [
        (c.subject, c.metric_id, c.measure, c.period, c.value, c.unit, c.stance)
        for c in peers(*more)
        if c.measure == "yoy"
    ]
    assert found == [
        ("青竹股份", "net_profit", "yoy", "2026", 21, "%", "estimate"),
        ("白桦电子", "net_profit", "yoy", "2026", 18, "%", "estimate"),
    ]


def test_each_row_is_a_companys() -> None:
    found = {(c.subject, c.metric_id, c.period) for c in peers()}
    assert {("青竹股份", "eps", "2026"), ("白桦电子", "pe", "2027")} <= found


def test_prices_are_of_the_day_the_note_names() -> None:
    note = line("资料来源：云杉研究所，收盘价截至 2026 年 4 月 10 日", 60, 156)
    assert {c.period for c in peers(note) if c.metric_id == "price"} == {"2026-04-10"}


def test_prices_without_a_note_are_of_the_reports_day() -> None:
    assert {c.period for c in peers() if c.metric_id == "price"} == {DAY.isoformat()}


def test_the_letters_behind_a_code_are_no_name() -> None:
    code = line("600309 CH", 100, 128)
    assert {c.subject for c in peers(code)} == {"青竹股份", "白桦电子"}


def test_the_average_of_the_peers_is_nobody_elses() -> None:
    row = [line("平均值", 100, 156), line("39", 374, 156), line("35", 414, 156)]
    found = [(c.subject, c.metric_id, str(c.value)) for c in peers(*row) if "平均" in str(c.subject)]
    assert found == [("可比公司平均值", "pe", "39"), ("可比公司平均值", "pe", "35")]


def test_a_long_name_goes_on_below_its_first_line() -> None:
    assert {c.subject for c in peers(line("药业", 60, 155))} == {"青竹股份", "白桦电子药业"}


def test_a_head_says_what_its_years_are_counted_in() -> None:
    lines = [
        line("归母净利润（亿元）", 230, 100),
        line("净利润增速", 390, 100),
        line("市值", 150, 100),
        line("（亿元）", 145, 111),
    ]
    lines += [line(text, 210 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    lines += [line(text, 370 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    values = ("120", "4.1", "4.5", "5.2", "41%", "10%", "16%")
    places = (150, 214, 254, 294, 374, 414, 454)
    lines += [line("青竹股份", 60, 128), *(line(v, x, 128) for v, x in zip(values, places, strict=True))]
    found = [
        c
        for row in find_company_rows(rows_of(lines, DAY), DAY)
        for c in claims_from_company(row, FACTS)
        if isinstance(c, MetricClaim)
    ]
    assert {
        (c.metric_id, c.measure, str(c.value), c.unit) for c in found if c.period in ("2025", DAY.isoformat())
    } == {
        ("market_cap", "level", "12000000000", "CNY"),
        ("net_profit_parent", "level", "410000000.0", "CNY"),
        ("net_profit", "yoy", "41", "%"),
    }


def test_peers_estimates_are_the_consensus_where_the_note_says_so() -> None:
    note = line("资料来源：Wind，除白桦电子外均为 Wind 一致预期", 60, 156)
    found = {(c.subject, c.stance, c.attribution) for c in peers(note) if c.metric_id == "eps"}
    assert found == {
        ("青竹股份", "actual", None), ("青竹股份", "consensus", "Wind"),
        ("白桦电子", "actual", None), ("白桦电子", "estimate", None),
    }  # fmt: skip


def test_a_code_before_the_name_and_a_business_behind_it_are_no_names() -> None:
    heads = [line("证券代码 证券简称", 20, 114), line("主营业务", 110, 114), line("EPS(元)", 230, 100)]
    heads += [line(text, 210 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    rows = [line("688999.SH 云杉科技", 20, 128), line("速冻食品", 110, 128)]
    rows += [line("600309 CH", 20, 142), line("青竹股份", 66, 142), line("冷链物流", 110, 142)]
    for base in (128, 142):
        rows += [line(v, 214 + 40 * i, base) for i, v in enumerate(("0.41", "0.45", "0.52"))]
    found = [
        (c.subject, c.ticker)
        for row in find_company_rows(rows_of([*heads, *rows], DAY), DAY)
        for c in claims_from_company(row, FACTS)
        if isinstance(c, MetricClaim)
    ]
    assert set(found) == {("云杉科技", "688999.SH"), ("青竹股份", "600309.SH")}


def test_a_head_cut_inside_its_bracket_is_whole() -> None:
    lines = [line("市值（亿", 140, 100), line("元）", 155, 112), line("PE(倍)", 250, 100)]
    lines += [line(text, 230 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    lines += [
        line(v, x, 128) for v, x in (("青竹股份", 60), ("1,365", 152), ("41", 234), ("37", 274), ("32", 314))
    ]
    found = [
        (c.metric_id, str(c.value))
        for row in find_company_rows(rows_of(lines, DAY), DAY)
        for c in claims_from_company(row, FACTS)
        if isinstance(c, MetricClaim)
    ]
    assert ("market_cap", "136500000000") in found


def test_prices_in_several_currencies_are_each_in_that_of_its_listing() -> None:
    lines = [line("股价（美元/元/港元）", 100, 100), line("PE(倍)", 250, 100)]
    lines += [line(text, 230 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    for n, name in enumerate(("688999.SH 云杉科技", "SPRU 白桦电子")):
        base = 128 + 14 * n
        lines += [line(name, 10, base), line("23.53", 140, base)]
        lines += [line(v, 234 + 40 * i, base) for i, v in enumerate(("41", "37", "32"))]
    found = {
        (c.ticker, c.unit)
        for row in find_company_rows(rows_of(lines, DAY), DAY)
        for c in claims_from_company(row, FACTS)
        if isinstance(c, MetricClaim) and c.metric_id == "price"
    }
    assert found == {("688999.SH", "CNY")}


def test_a_western_ticker_table_names_companies_and_their_currency() -> None:
    lines = [line("Ticker", 20, 114), line("Cur", 150, 114), line("Price", 180, 100), line("Price", 205, 114)]
    lines += [line("Adjusted EPS", 250, 100)]
    lines += [line(text, 230 + 40 * i, 114) for i, text in enumerate(("2025A", "2026E", "2027E"))]
    lines += [line("SPRU (Spruce Networks)", 20, 128), line("USD", 150, 128), line("94.1", 205, 128)]
    lines += [line(v, 234 + 40 * i, 128) for i, v in enumerate(("0.92", "1.33", "1.73"))]
    found = {
        (c.subject, c.metric_id, c.unit)
        for row in find_company_rows(rows_of(lines, DAY), DAY)
        for c in claims_from_company(row, FACTS)
        if isinstance(c, MetricClaim)
    }
    assert found == {("Spruce Networks", "eps_adjusted", "USD")}
