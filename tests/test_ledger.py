"""The ledger: every digit of a page in exactly one line, each called what it is."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from extract.ledger.account import account
from extract.ledger.classes import NUMERAL, Marks, signed_start
from extract.ledger.index import ClaimIndex
from extract.model import Box, Claim, Extraction, LedgerLine, MetricClaim, ReportClaim
from extract.pages.lines import Line, make_line
from extract.pages.page import Columns, blocks_of
from extract.pages.reader import Document, Glyph, Page
from extract.pipeline import extract
from extract.sheet import Sheet

SAMPLES = Path(__file__).parents[1] / "samples"
WITH_TEXT = sorted(p.stem for p in SAMPLES.glob("*.pdf") if p.stem != "qianwei-tingyu-2026-04")
CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "zh"
DIGIT = re.compile("[\\d\u2460-\u249b]")


@cache
def sample(name: str) -> Extraction:
    return extract((SAMPLES / f"{name}.pdf").read_bytes(), f"{name}.pdf")


def printed_digits(path: Path) -> Counter[tuple[int, str]]:
    """Page and character of every digit glyph, visible, turned and hidden, straight from the reader."""
    found: Counter[tuple[int, str]] = Counter()
    with Document(path.read_bytes(), path.name) as document:
        for page in document.pages():
            for glyph in (*page.glyphs, *page.turned, *page.hidden):
                if DIGIT.search(glyph.text):
                    found[page.number, glyph.text] += 1
    return found


def ledger_digits(ledger: tuple[LedgerLine, ...]) -> Counter[tuple[int, str]]:
    return Counter((line.page, char) for line in ledger for char in line.text if DIGIT.search(char))


# --- no number left behind ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WITH_TEXT)
def test_every_digit_is_in_exactly_one_line(name: str) -> None:
    assert ledger_digits(sample(name).ledger) == printed_digits(SAMPLES / f"{name}.pdf")


@pytest.mark.skipif(not CORPUS.exists(), reason="real reports are not part of a checkout")
def test_every_digit_of_a_real_report_is_in_exactly_one_line() -> None:
    path = min(CORPUS.glob("*.pdf"), key=lambda file: (file.stat().st_size, file.name))
    # What OCR reads in pictures is in the ledger too, and in no text layer.
    ledger = extract(path.read_bytes(), path.name, ocr=False).ledger
    assert ledger_digits(ledger) == printed_digits(path)


def test_lines_come_in_the_order_page_top_left() -> None:
    ledger = sample(WITH_TEXT[0]).ledger
    places = [(line.page, line.bbox.top, line.bbox.x0) for line in ledger]
    assert places == sorted(places)


@pytest.mark.parametrize("name", WITH_TEXT)
def test_claimed_lines_name_claims_of_their_page(name: str) -> None:
    extraction = sample(name)
    pages = {claim.id: claim.page for claim in extraction.claims}
    for line in extraction.ledger:
        assert all(pages[known] == line.page for known in line.claims)
        assert line.klass != "claim" or line.claims
        assert line.reason


@pytest.mark.parametrize("name", WITH_TEXT)
def test_most_metrics_are_found_again_in_the_ledger(name: str) -> None:
    extraction = sample(name)
    wanted = {c.id for c in extraction.claims if c.kind == "metric" and re.search(r"\d", c.original)}  # type: ignore[attr-defined]
    told = {known for line in extraction.ledger if line.klass == "claim" for known in line.claims}
    assert len(wanted & told) >= 0.99 * len(wanted)


# --- what the words say ------------------------------------------------------------------------------------


def classes(text: str, periods: tuple[tuple[int, int], ...] = ()) -> dict[str, str]:
    marks = Marks(text, periods)
    verdicts = {m.group(): marks.verdict(*m.span()) for m in NUMERAL.finditer(text)}
    return {number: verdict.klass for number, verdict in verdicts.items() if verdict}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("执业证书编号：S0860520010001", {"0860520010001": "licence"}),
        ("证监许可〔2010〕88 号", {"2010": "licence", "88": "licence"}),
        ("邮箱：zhangsan01@example.com", {"01": "contact"}),
        ("电话：021-6070 8090", {"021": "contact", "6070": "contact", "8090": "contact"}),
        ("手机 13900001111", {"13900001111": "contact"}),
        ("地址：云州市中山路 66 号东塔 12 层", {"66": "contact", "12": "contact"}),
        ("海光信息（688041.SH）", {"688041": "code"}),
        ("快手-W（01024.HK）", {"01024": "code"}),
        ("图表 12：出货量", {"12": "figure_number"}),
        ("表3 盈利预测", {"3": "figure_number"}),
        ("图 3-1 收入结构", {"3": "figure_number", "1": "figure_number"}),
        ("（1）需求回暖；（2）成本下行", {"1": "list_marker", "2": "list_marker"}),
        ("2、渠道下沉", {"2": "list_marker"}),
        ("1.2.3 毛利率回升", {"1.2": "list_marker", "3": "list_marker"}),
        ("GLM-5、H200 与 5G 基站", {"5": "name", "200": "name"}),
        ("相对沪深 300 指数", {"300": "name"}),
        ("需要 3-6 个月", {"3": "period", "6": "period"}),
        ("《关于 2030 年目标的意见》", {"2030": "name"}),
    ],
)
def test_words_tell_the_class(text: str, expected: dict[str, str]) -> None:
    assert classes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "毛利率 35.2%",
        "GMV100 亿元",
        "EPS0.52 元",
        "(12345)",
        "出货 300 万台",
        "海运 20 万吨",
        "代表 12 家企业",
        "报表 3 亿元",
    ],
)
def test_figures_are_no_names_codes_or_markers(text: str) -> None:
    assert classes(text) == {}


def test_a_sign_belongs_to_its_number_but_a_joint_does_not() -> None:
    assert signed_start("同比-5.2%", 3) == 2
    assert signed_start("3-5 年", 2) == 2
    assert signed_start("GLM-5", 4) == 4


# --- a page made by hand -----------------------------------------------------------------------------------


def line(text: str, x: float, top: float, *, size: float = 10.0, page: int = 1) -> Line:
    glyphs: list[Glyph] = []
    for char in text:
        wide = size if ord(char) > 0x2E80 else size / 2
        glyphs.append(Glyph(char, x, top, x + wide, top + size, top + 0.85 * size, size, False, False))
        x += wide
    made = make_line(page, glyphs)
    assert made is not None
    return made


def sheet(
    lines: list[Line], *, hidden: list[Glyph] | None = None, drawings: list[Box] | None = None
) -> Sheet:
    page = Page(1, 600.0, 800.0, [], [], hidden or [], [], [], [], drawings or [])
    ordered = sorted(lines, key=lambda ln: (ln.base, ln.box.x0))
    made = Sheet(page, ordered, Columns(50.0, 550.0))
    made.blocks = blocks_of(ordered, made.columns)
    return made


def by_text(sheets: list[Sheet], claims: list[Claim]) -> dict[str, tuple[str, str]]:
    return {ln.text: (ln.klass, ln.reason) for ln in account(sheets, claims, "a.pdf")}


def report() -> ReportClaim:
    return ReportClaim(
        page=1, bbox=(), quote="", origin="header", date="2026-04-07", ticker="688041.SH", id="r"
    )


def metric(text: Line, quote: str, original: str) -> MetricClaim:
    start = text.text.index(quote)
    return MetricClaim(
        page=1,
        bbox=(text.box_of(start, start + len(quote)).rounded(),),
        quote=quote,
        origin="prose",
        subject="甲公司",
        metric="营业收入",
        value=Decimal(1),
        original=original,
        unit="CNY",
        id="m",
    )


def test_a_claimed_number_its_date_and_one_that_nobody_claims() -> None:
    text = line("公司 2025 年 3 月 5 日披露收入 12.5 亿元，另有 77 亿元订单在手待交付执行", 60, 100)
    claim = metric(text, "2025 年 3 月 5 日披露收入 12.5 亿元", "12.5 亿元")
    found = by_text([sheet([text])], [report(), claim])
    assert found["12.5"] == ("claim", "metric")
    assert found["2025 年 3 月 5 日"] == ("period", "period")
    assert found["77"] == ("unclaimed", "sentence_amount")


def test_the_same_digits_beside_a_claimed_number_are_not_claimed() -> None:
    text = line("5 月收入增长 5%", 60, 100)
    found = account([sheet([text])], [report(), metric(text, "5 月收入增长 5%", "5%")], "a.pdf")
    assert [(ln.text, ln.klass) for ln in found] == [("5 月", "period"), ("5", "claim")] or [
        (ln.text, ln.klass) for ln in found
    ] == [("5", "period"), ("5", "claim")]


def test_number_words_count_and_figures_of_speech_do_not() -> None:
    text = line("三大平台带动，累计投入约十二亿元，历时两年", 60, 100)
    found = by_text([sheet([text])], [report()])
    assert found["十二亿"] == ("unclaimed", "number_word")
    assert found["两"] == ("period", "duration")
    assert "三" not in found


def test_a_column_of_even_steps_is_an_axis_and_a_column_of_ranks_is_not() -> None:
    axis = [line(f"{value}%", 60, 100 + 20 * i) for i, value in enumerate((40, 30, 20, 10, 0))]
    assert {klass for klass, _ in by_text([sheet(axis)], [report()]).values()} == {"chart"}
    ranks = [line(str(i), 60, 100 + 20 * i) for i in range(1, 6)]
    names = [line(f"某某股份{'甲乙丙丁戊'[i]}", 160, 120 + 20 * i) for i in range(5)]
    assert {klass for klass, _ in by_text([sheet(ranks + names)], [report()]).values()} == {"unclaimed"}


def test_dates_over_numbers_head_a_table_and_dates_alone_are_an_axis() -> None:
    heads = [line(year, 100 + 60 * i, 100) for i, year in enumerate(("2023", "2024", "2025"))]
    cells = [line(value, 100 + 60 * i, 115) for i, value in enumerate(("11.2", "15.9", "17.3"))]
    assert by_text([sheet(heads)], [report()])["2024"] == ("chart", "axis_tick")
    assert by_text([sheet(heads + cells)], [report()])["2024"][0] == "period"
    assert by_text([sheet(heads + cells)], [report()])["15.9"] == ("unclaimed", "bare_number")


def test_page_numbers_codes_and_hidden_digits() -> None:
    foot = line("请务必阅读正文之后的声明 1 / 24", 60, 770)
    foot.kind = "footer"
    code = line("688041", 60, 50)
    secret = Glyph("7", 10.0, 10.0, 14.0, 20.0, 19.0, 10.0, False, True)
    found = by_text([sheet([foot, code], hidden=[secret])], [report()])
    assert found == {
        "1": ("page_number", "page_number"),
        "24": ("page_number", "page_number"),
        "688041": ("code", "listing_code"),
        "7": ("hidden", "hidden_text"),
    }


def test_a_disclaimer_page_keeps_its_contacts() -> None:
    made = sheet([line("本报告发布后 6 个月内", 60, 100), line("邮编：200120", 60, 140)])
    made.disclaimer = True
    found = by_text([made], [report()])
    assert found == {"6": ("disclaimer", "disclaimer_page"), "200120": ("contact", "phone")}


def test_places_are_looked_up_by_page() -> None:
    text = line("收入 12.5 亿元", 60, 100)
    index = ClaimIndex([metric(text, "收入 12.5 亿元", "12.5 亿元")])
    start = text.text.index("12.5")
    box = text.box_of(start, start + 4)
    assert [c.id for c in index.saying(1, text.text, 0, start, start + 4, box)] == ["m"]
    assert index.saying(2, text.text, 0, start, start + 4, box) == []


@pytest.mark.parametrize(
    "text", ["- 12 -", "-12-", "12 / 24", "第12页 / 共24页", "请务必阅读 12", "12of 24", "Page 12"]
)
def test_folios(text: str) -> None:
    foot = line(text, 60, 770, page=12)
    foot.kind = "footer"
    made = sheet([foot])
    made.page.number = 12
    assert {ln.klass for ln in account([made], [report()], "a.pdf")} == {"page_number"}
