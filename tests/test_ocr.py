"""Pictures of words: which regions are read, where their characters stand, and what is said when nothing can read."""

from __future__ import annotations

import json
import socket
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from extract.checks.confidence import confidence_of
from extract.model import Box, MetricClaim
from extract.ocr import pictures as ocr
from extract.ocr.ink import Pixels, bitmap, pictures, wordy_regions
from extract.ocr.pictures import Word, available, find_runs, mark, read_words, see
from extract.ocr.typeset import even, set_word
from extract.pages.reader import Document, Glyph, Page

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
PICTURE = SAMPLES / "qianwei-tingyu-2026-04.pdf"
D39 = ROOT.parent / "shared" / "corpus" / "zh" / "d39.pdf"
needs_the_extra = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")


class Raster:
    """What `render` gives: `height` rows of `stride` bytes."""

    def __init__(self, drawn: Any) -> None:
        self.width, self.height, self.stride = drawn.width, drawn.height, drawn.stride
        self.data = bytes(drawn.buffer)


def render(path: Path, number: int, box: Box, scale: float) -> Pixels:
    page = pypdfium2.PdfDocument(path)[number - 1]
    width, height = page.get_size()
    crop = (box.x0, height - box.bottom, width - box.x1, box.top)
    return Raster(page.render(scale=scale, crop=tuple(max(0.0, edge) for edge in crop)))


def page_of(path: Path, number: int) -> Page:
    with Document(path.read_bytes(), path.name) as document:
        return next(page for page in document.pages() if page.number == number)


def blank_page(**drawn: list[Box]) -> Page:
    given: dict[str, list[Box]] = {"images": [], "drawings": [], **drawn}
    return Page(1, 600.0, 800.0, [], [], [], [], [], given["images"], given["drawings"])


def glyph(text: str, x0: float, base: float, size: float) -> Glyph:
    return Glyph(text, x0, base - size, x0 + size, base, base, size, False, False)


# --- which regions -----------------------------------------------------------------------------------------


def test_pictures_that_stand_close_are_one() -> None:
    letters = [Box(100 + 9 * i, 50, 107 + 9 * i, 60) for i in range(12)]
    second_line = [Box(100 + 9 * i, 66, 107 + 9 * i, 76) for i in range(12)]
    far = Box(400, 500, 450, 550)
    assert pictures(blank_page(images=[far, *letters], drawings=second_line)) == [Box(100, 50, 206, 76), far]


def test_pictures_are_clipped_to_the_page() -> None:
    assert pictures(blank_page(images=[Box(-20, -5, 640, 30), Box(700, 10, 900, 90)])) == [Box(0, 0, 600, 30)]


def test_a_page_without_glyphs_is_one_region() -> None:
    page = page_of(PICTURE, 1)
    regions = wordy_regions(page, partial(render, PICTURE, 1), front=True)
    assert [(region.whole, region.box) for region in regions] == [
        (True, Box(0.0, 0.0, page.width, page.height))
    ]


def test_a_blank_page_has_no_region() -> None:
    def white(box: Box, scale: float) -> Pixels:
        raster = Raster.__new__(Raster)
        raster.width, raster.height, raster.stride = 600, 800, 1800
        raster.data = b"\xff" * (1800 * 800)
        return raster

    assert wordy_regions(blank_page(), white, front=True) == []


@pytest.mark.parametrize("name", ["catl-qiheng-2026-04", "yili-beilu-2026-05", "weekly-jichuan-2026-03"])
def test_drawn_charts_and_text_are_no_regions(name: str) -> None:
    path = SAMPLES / f"{name}.pdf"
    with Document(path.read_bytes(), path.name) as document:
        for page in document.pages():
            assert wordy_regions(page, partial(render, path, page.number), front=False) == []


# --- without the extra -------------------------------------------------------------------------------------


def test_without_the_extra_a_note_says_where_and_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    page = page_of(PICTURE, 2)
    seen = see(page, partial(render, PICTURE, 2), front=False)
    (note,) = seen.notes
    assert (note.slug, note.page, note.bbox) == ("ocr-missing", 2, Box(0, 0, 595.28, 841.89))
    assert "pip install 'yanbao[ocr]'" in note.message
    assert (seen.boxes, page.glyphs) == ((), [])


# --- where characters stand --------------------------------------------------------------------------------


def strip(*blocks: tuple[int, int, int, int], wide: int = 200) -> Any:
    """A white strip of 40 rows with black blocks (left, top, right, bottom)."""
    image = np.full((40, wide), 255, dtype=np.uint8)
    for left, top, right, bottom in blocks:
        image[top:bottom, left:right] = 0
    return image


def test_figures_stand_on_the_lower_edge_of_their_ink() -> None:
    image = strip((20, 10, 40, 28), (44, 10, 60, 28))
    glyphs = set_word(Word("12", 1.0, Box(0, 0, 199, 39), (30.0, 52.0)), image)
    assert [g.text for g in glyphs] == ["1", "2"]
    assert (glyphs[0].x0, glyphs[-1].x1, glyphs[0].base) == (20.0, 60.0, 28.0)
    assert glyphs[0].size == pytest.approx(18 / 0.72)


def test_light_print_on_dark_ground_is_ink_too() -> None:
    image = 255 - strip((20, 10, 40, 28), (44, 10, 60, 28))
    glyphs = set_word(Word("12", 1.0, Box(0, 0, 199, 39), (30.0, 52.0)), image)
    assert (glyphs[0].x0, glyphs[-1].x1, glyphs[0].base) == (20.0, 60.0, 28.0)


def test_a_rule_under_the_words_is_not_their_foot() -> None:
    image = strip((20, 10, 40, 28), (44, 10, 60, 28), (0, 33, 200, 35))
    glyphs = set_word(Word("12", 1.0, Box(0, 0, 199, 39), (30.0, 52.0)), image)
    assert glyphs[0].base == 28.0


def test_cells_read_as_one_run_keep_their_gap() -> None:
    image = strip((10, 10, 24, 28), (26, 10, 40, 28), (120, 10, 134, 28), (136, 10, 150, 28))
    glyphs = set_word(Word("1234", 1.0, Box(0, 0, 199, 39), (17.0, 33.0, 127.0, 143.0)), image)
    assert [(g.text, g.x0) for g in glyphs] == [
        ("1", 10.0),
        ("2", pytest.approx(25.0)),
        ("3", 120.0),
        ("4", pytest.approx(135.0)),
    ]


def test_a_wide_comma_keeps_its_empty_half() -> None:
    image = strip((0, 6, 28, 34), (30, 6, 58, 34), (60, 28, 66, 34))
    glyphs = set_word(Word("营收，", 1.0, Box(0, 0, 199, 39), (14.0, 44.0, 63.0)), image)
    assert glyphs[-1].x1 == pytest.approx(66 + 0.5 * glyphs[0].size)


def test_sizes_and_baselines_of_one_row_are_evened_out() -> None:
    runs = [[glyph("营", 0, 100.0, 9.0)], [glyph("1", 50, 100.9, 9.4)], [glyph("题", 0, 60.0, 18.0)]]
    (label, value, title) = even(runs)
    assert (label[0].base, label[0].size) == (value[0].base, value[0].size) == (100.45, 9.2)
    assert (title[0].base, title[0].size) == (60.0, 18.0)


# --- what words say ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("１６．５０元", "16.50元"),
        ("16。50", "16.50"),
        ("3·2", "3.2"),
        ("1，234.5", "1,234.5"),
        ("5，6月", "5，6月"),
        ("—3.4％", "-3.4%"),
        ("一3.4", "-3.4"),
        ("一季度", "一季度"),
        ("1O.5%", "10.5%"),
        ("5G", "5G"),
        ("2026E", "2026E"),
        ("买入（首次）", "买入（首次）"),
    ],
)
def test_figures_are_folded_and_words_are_left(read: str, meant: str) -> None:
    assert ocr._folded(read) == meant
    assert len(meant) == len(read)


def words(*rows: str) -> list[Word]:
    """Words of a picture: one row a string, cells parted by '|'."""
    return [
        Word(cell, 1.0, Box(100 * x, 30 * y, 100 * x + 80, 30 * y + 20), ())
        for y, row in enumerate(rows)
        for x, cell in enumerate(row.split("|"))
    ]


@pytest.mark.parametrize(
    ("rows", "front", "scan", "head", "worth"),
    [
        (["买入（维持）", "2026-04-24"], True, False, True, True),
        (["增持"], True, False, True, True),
        (["大道至简 行稳致远"], True, False, True, False),
        (["大道至简 行稳致远"], True, False, False, True),
        (["30%|甲公司", "20%|沪深300", "10%", "2025-04|2025-10|2026-04"], True, False, False, False),
        (
            ["百万元|2025A|2026E", "营业收入|100|120", "毛利|30|36", "净利润|10|(2.5)"],
            False,
            False,
            False,
            True,
        ),
        (["上游|中游|下游", "原料|加工|渠道", "农户|工厂|商超"], False, False, False, False),
        (["公司发布年报，全年实现营业收入一百亿元"] * 4, False, False, False, False),
        (["公司发布年报，全年实现营业收入一百亿元"] * 4, False, True, False, True),
        ([], True, False, False, False),
    ],
)
def test_what_is_worth_reading(rows: list[str], front: bool, scan: bool, head: bool, worth: bool) -> None:
    assert ocr._worth_reading(words(*rows), front=front, is_scan=scan, at_head=head) is worth


def test_a_claim_read_from_a_picture_says_so_and_is_trusted_less() -> None:
    claim = MetricClaim(
        page=1, bbox=(Box(10, 10, 60, 20),), quote="16.50", origin="boxes",
        subject=None, metric="收盘价", value=Decimal("16.5"), original="16.50", unit="CNY",
    )  # fmt: skip
    marked = mark(claim, [Box(8, 9, 70, 21)])
    assert marked.origin == "ocr boxes"
    assert confidence_of(marked, marked.doubts) < confidence_of(claim, claim.doubts)
    assert mark(claim, [Box(8, 19, 70, 31)]) is claim
    assert mark(claim, []) is claim


# --- with the extra ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample_page() -> Page:
    page = page_of(PICTURE, 1)
    seen = see(page, partial(render, PICTURE, 1), front=True)
    assert seen.notes == ()
    return page


@needs_the_extra
def test_every_number_of_the_picture_sample_is_read(sample_page: Page) -> None:
    read = "".join(glyph.text for glyph in sample_page.glyphs)
    truth = (SAMPLES / "qianwei-tingyu-2026-04.claims.jsonl").read_text(encoding="utf-8").splitlines()
    claims = [json.loads(line) for line in truth]
    originals = [c["original"].replace(" ", "") for c in claims if c["kind"] == "metric" and c["page"] == 1]
    assert len(originals) > 60
    assert [original for original in originals if original not in read] == []


@needs_the_extra
def test_table_cells_come_as_runs_of_their_own_on_one_baseline(sample_page: Page) -> None:
    by_base: dict[float, str] = {}
    for a, b in pairwise([None, *sample_page.glyphs]):
        assert b is not None
        parted = a is None or a.base != b.base or b.x0 - a.x1 > b.size
        by_base[b.base] = by_base.get(b.base, "") + ("|" if parted else "") + b.text
    row = next(text for text in by_base.values() if "主营收入" in text)
    assert "|主营收入|1,868|1,925|2,098|2,290|2,495" in row


@needs_the_extra
def test_the_same_pixels_give_the_same_words_and_no_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    ocr._recogniser.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    image = bitmap(render(PICTURE, 1, Box(40, 300, 420, 360), ocr.SCALE))
    first = read_words(image)
    assert read_words(image) == first
    assert [word.text for word in first if word.text.startswith("2026")] == ["2026E"]
    assert len(find_runs(image)) == len(first)


@needs_the_extra
@pytest.mark.skipif(not D39.exists(), reason="the corpus of real reports is not here")
def test_a_banner_and_a_box_that_are_pictures_are_read() -> None:
    page = page_of(D39, 1)
    before = len(page.glyphs)
    see(page, partial(render, D39, 1), front=True)
    read = "".join(glyph.text for glyph in page.glyphs[before:])
    for words_ in (
        "买入（首次评级",
        "2025年07月15日",
        "16.50元",
        "13.820元",
        "S1130525020001",
        "S1130525030013",
    ):
        assert words_ in read
