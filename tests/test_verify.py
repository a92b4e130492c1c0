"""The second look: what a box says again, through two engines, on upright, turned and cropped pages."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from extract.model import Box, Claim, MetricClaim, RiskClaim
from extract.pages.verify import fold, says, verify_with_pdfium, verify_with_pdfminer

SAMPLES = Path(__file__).parents[1] / "samples"


WHOLE, CROPPED = (0, 0, 200, 300), (20, 100, 180, 280)
# Where every page shows "1,234.5": the seven letters after "EPS ", 6 pt each, on a baseline 60 pt below the top.
NUMBER = Box(64, 50, 106, 63)


def pdf(*, rotate: int = 0, shown: tuple[int, int, int, int] = WHOLE) -> bytes:
    """A page of 200 × 300 pt that shows, upright, "EPS 1,234.5" at (40, 60) and "EPS 9.9" 14 pt below, 10 pt Courier."""
    x0, y0, x1, y1 = shown
    matrix = {
        0: f"1 0 0 1 {x0 + 40} {y1 - 60}",
        90: f"0 1 -1 0 {x0 + 60} {y0 + 40}",
        180: f"-1 0 0 -1 {x1 - 40} {y0 + 60}",
        270: f"0 -1 1 0 {x1 - 60} {y1 - 40}",
    }[rotate]
    content = f"BT /F1 10 Tf {matrix} Tm (EPS 1,234.5) Tj 0 -14 Td (EPS 9.9) Tj ET".encode()
    crop = "" if shown == WHOLE else "/CropBox[{} {} {} {}]".format(*shown)
    font = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
    body = "\n".join(
        [
            "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj",
            "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj",
            f"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]{crop}/Rotate {rotate}/Contents 4 0 R"
            f"/Resources<</Font<</F1 {font}>>>>>> endobj",
        ]
    ).encode()
    stream = b"4 0 obj <</Length %d>> stream\n%s\nendstream endobj" % (len(content), content)
    return b"%PDF-1.4\n" + body + b"\n" + stream + b"\ntrailer <</Root 1 0 R>>\n%%EOF"


def metric(original: str, *boxes: Box, page: int = 1) -> MetricClaim:
    return MetricClaim(
        id=f"{original} {boxes}",
        page=page,
        bbox=boxes,
        quote=f"EPS {original}",
        origin="tables",
        subject=None,
        metric="EPS",
        value=Decimal(1),
        original=original,
        unit="CNY",
    )


def both(data: bytes, claims: list[Claim], folder: Path) -> tuple[list[str], list[str]]:
    path = folder / "page.pdf"
    path.write_bytes(data)
    return verify_with_pdfium(data, claims), verify_with_pdfminer(path, claims)


@pytest.mark.parametrize("shown", [WHOLE, CROPPED])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_number_is_read_again_where_it_stands(
    rotate: int, shown: tuple[int, int, int, int], tmp_path: Path
) -> None:
    right, wrong = metric("1,234.5", NUMBER), metric("1,234.6", NUMBER)
    data = pdf(rotate=rotate, shown=shown)
    assert both(data, [right, wrong], tmp_path) == ([wrong.id], [wrong.id])


@pytest.mark.parametrize(
    "original", ["1,234.6", "234.5", "1,234", "1,234.55", "-1,234.5", "(1,234.5)", "9.9"]
)
def test_another_number_fails_in_both_engines(original: str, tmp_path: Path) -> None:
    claim = metric(original, NUMBER)
    assert both(pdf(), [claim], tmp_path) == ([claim.id], [claim.id])


def test_a_box_on_another_line_or_page_fails(tmp_path: Path) -> None:
    below = metric("1,234.5", Box(64, 64, 106, 77))
    beyond = metric("1,234.5", NUMBER, page=2)
    assert both(pdf(), [below, beyond], tmp_path) == ([below.id, beyond.id],) * 2


def test_what_ocr_read_is_in_no_text_layer(tmp_path: Path) -> None:
    claim = dataclasses.replace(metric("7.7", NUMBER), origin="ocr:tables")
    assert both(pdf(), [claim], tmp_path) == ([], [])


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("143.77 亿元", "营业收入１４３.７７亿元"),
        ("（3.4）", "EPS (3.4)"),
        ("-22.8%", "同比 −22.8％"),
        ("-1,284", "EBITDA -1,2 84"),
        ("3.30-4.03", "区间 3.30–4.03 元"),
        ("1,188 百万股", "总股本 1,188百万股"),
        ("56.92%", "56[Table_Title].92%"),
        ("三千五百亿", "约三千 五百亿元"),
    ],
)
def test_the_same_number_written_otherwise(original: str, text: str) -> None:
    assert says(metric(original), [fold(text)])


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("143.77", "143.7"),
        ("-22.8%", "22.8%"),
        ("12%", "212%"),
        ("12%", "0.12%"),
        ("2", "2.5"),
        ("234", "1,234"),
        ("三千五百亿", "三千六百亿"),
    ],
)
def test_a_wrong_digit_or_sign_fails(original: str, text: str) -> None:
    assert not says(metric(original), [fold(text)])


@pytest.mark.parametrize(
    ("quote", "text", "same"),
    [
        ("原材料价格波动的风险", "原材料价格\r\n波动的⻛险", True),
        ("原材料价格波动的风险", "原材料价格", False),
        ("未来 6 个月涨幅 15% 以上", "未来6个月涨幅15%以上", True),
        ("未来 6 个月涨幅 15% 以上", "未来6个月涨幅20%以上", False),
    ],
)
def test_words_need_nine_letters_in_ten_and_every_number(quote: str, text: str, same: bool) -> None:
    claim = RiskClaim(page=1, bbox=(), quote=quote, origin="lists", risk=quote)
    assert says(claim, [fold(text)]) is same


@pytest.mark.parametrize("name", ["yili-beilu-2026-05", "haiguang-landu-2026-04"])
def test_claims_of_a_sample_read_again_with_both_engines(name: str) -> None:
    from extract.pipeline import extract

    path = SAMPLES / f"{name}.pdf"
    extraction = extract(path.read_bytes(), path.name)
    assert verify_with_pdfium(path.read_bytes(), extraction.claims) == []
    assert verify_with_pdfminer(path, extraction.claims) == []
