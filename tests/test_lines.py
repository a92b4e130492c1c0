"""Lines from glyphs: strips down the margin, gutters between columns, letters that only look like a strip."""

from __future__ import annotations

from by_hand import glyphs, line

from extract.pages.lines import lines_of
from extract.pages.page import Columns, part_at_columns
from extract.pages.reader import Glyph, Page


def page(*runs: list[Glyph]) -> Page:
    found = [glyph for run in runs for glyph in run]
    return Page(1, 595.0, 842.0, found, [], [], [], [], [], [])


def strip(text: str, x: float, top: float, size: float = 12.0, step: float = 16.0) -> list[Glyph]:
    return [glyph for i, char in enumerate(text) for glyph in glyphs(char, x, top + i * step, size)]


def texts(sheet: Page) -> list[str]:
    return [ln.text for ln in lines_of(sheet)]


def test_a_strip_down_the_margin_stands_on_no_line() -> None:
    rows = [
        glyphs(text, 80, 100 + 16 * i)
        for i, text in enumerate(("收盘价(元)", "总市值(亿元)", "总股本(亿股)"))
    ]
    sheet = page(strip("公司深度研究", 30, 100), *rows)
    assert texts(sheet) == ["收盘价(元)", "总市值(亿元)", "总股本(亿股)"]
    assert "".join(glyph.text for glyph in sheet.turned) == "公司深度研究"


def test_first_letters_of_labels_are_no_strip() -> None:
    labels = ("营业收入", "营业成本", "营业费用", "营业利润", "营业外支出")
    sheet = page(*(glyphs(text, 40, 100 + 14 * i) for i, text in enumerate(labels)))
    assert texts(sheet) == list(labels)


def test_a_gap_wider_than_a_gutter_parts_lines() -> None:
    sheet = page(
        glyphs("总市值(亿元)", 40, 100), glyphs("1,892.56", 140, 100), glyphs("正文从这里开始", 200, 100)
    )
    assert texts(sheet) == ["总市值(亿元)", "1,892.56", "正文从这里开始"]


def test_doubled_glyphs_are_read_once() -> None:
    assert texts(page(glyphs("目标价", 40, 100), glyphs("目标价", 40.4, 100.2))) == ["目标价"]


def test_a_line_over_the_edge_of_the_text_column_is_cut_at_the_blank() -> None:
    whole = line("1,835.23 亿，对应市盈率", 140, 100)
    beside = Columns(181.0, 560.0)
    parts = [ln.text for ln in part_at_columns([whole], beside)]
    assert parts == ["1,835.23", "亿，对应市盈率"]
