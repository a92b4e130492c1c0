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
