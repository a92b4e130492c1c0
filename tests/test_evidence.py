"""A box on a page and the picture of it: what is lit, where, how large, and what a missing PDF says."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from extract.errors import UnreadableFault
from extract.model import Box
from kb.proof.evidence import Pages, citation, crop_png, page_png

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LIT_WHITE = (255, 226, 84)


def pdf(*, rotate: int = 0, crop: str = "", pages: int = 1) -> bytes:
    """A 200 × 300 pt page with one black square, 20 pt wide, whose lower left corner is at (40, 240) in PDF space."""
    content = b"0 0 0 rg 40 240 20 20 re f"
    kids = " ".join(f"{3 + index} 0 R" for index in range(pages))
    parts = [
        "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj",
        f"2 0 obj <</Type/Pages/Kids[{kids}]/Count {pages}>> endobj",
    ]
    for index in range(pages):
        parts.append(
            f"{3 + index} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]{crop}/Rotate {rotate}"
            f"/Contents {3 + pages} 0 R/Resources<<>>>> endobj"
        )
    body = "\n".join(parts).encode()
    stream = b"%d 0 obj <</Length %d>> stream\n%s\nendstream endobj" % (3 + pages, len(content), content)
    return b"%PDF-1.4\n" + body + b"\n" + stream + b"\ntrailer <</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def square(tmp_path: Path) -> Path:
    path = tmp_path / "square.pdf"
    path.write_bytes(pdf())
    return path


def image(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_box_is_lit_where_a_viewer_shows_it(square: Path) -> None:
    # The square's top is 300 - 260 = 40 pt below the top of the page.
    shown = image(page_png(square, 1, [Box(30, 30, 70, 70)], scale=1))
    assert shown.size == (200, 300)
    assert shown.getpixel((50, 50)) == BLACK
    assert shown.getpixel((35, 35)) == LIT_WHITE
    assert shown.getpixel((75, 50)) == WHITE
    assert shown.getpixel((35, 75)) == WHITE


def test_a_rotated_page_is_lit_as_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    path.write_bytes(pdf(rotate=90))
    # Turned a quarter clockwise, the page is 300 wide and the square stands at x 240..260, y 40..60.
    shown = image(page_png(path, 1, [Box(235, 35, 265, 65)], scale=1))
    assert shown.size == (300, 200)
    assert shown.getpixel((250, 50)) == BLACK
    assert shown.getpixel((238, 38)) == LIT_WHITE


def test_a_crop_box_moves_the_origin(tmp_path: Path) -> None:
    path = tmp_path / "cropped.pdf"
    path.write_bytes(pdf(crop="/CropBox[20 100 180 280]"))
    shown = image(page_png(path, 1, [Box(15, 15, 45, 45)], scale=1))
    assert shown.size == (160, 180)
    assert shown.getpixel((30, 30)) == BLACK
    assert shown.getpixel((17, 17)) == LIT_WHITE


def test_a_crop_shows_the_line_with_a_margin(square: Path) -> None:
    shown = image(crop_png(square, 1, [Box(40, 40, 60, 60)], margin=10, scale=2))
    assert shown.size == (400, 80)  # the page is narrower than the least width of a crop
    assert shown.getpixel((100, 40)) == BLACK
    assert shown.getpixel((4, 4)) == WHITE


def test_boxes_off_the_page_light_nothing(square: Path) -> None:
    assert image(page_png(square, 1, [Box(-50, -50, -10, -10)], scale=1)).getpixel((0, 0)) == WHITE
    assert image(crop_png(square, 1, [Box(500, 500, 600, 600)], scale=1)).size == (200, 300)


def test_no_boxes_means_the_whole_page(square: Path) -> None:
    assert image(crop_png(square, 1, [])).size == (300, 450)


def test_the_same_page_gives_the_same_bytes(square: Path) -> None:
    once = crop_png(square, 1, [Box(40, 40, 60, 60)])
    assert once == crop_png(square, 1, [Box(40, 40, 60, 60)])
    with Pages(square) as pages:
        assert pages.crop(1, [Box(40, 40, 60, 60)]) == once
        pages.whole(1)
        assert pages.crop(1, [Box(40, 40, 60, 60)]) == once


def test_a_picture_is_a_palette_of_sixteen(square: Path) -> None:
    png = crop_png(square, 1, [Box(40, 40, 60, 60)])
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert (png[24], png[25]) == (4, 3)
    assert len(png) < 25_000


def test_a_huge_page_is_drawn_smaller(tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    path.write_bytes(pdf().replace(b"[0 0 200 300]", b"[0 0 14000 9000]"))
    shown = image(page_png(path, 1, scale=2))
    assert shown.width * shown.height <= 16_100_000


def test_a_changed_file_is_not_shown_as_evidence(square: Path) -> None:
    report = hashlib.sha256(square.read_bytes()).hexdigest()
    assert crop_png(square, 1, [Box(40, 40, 60, 60)], report=report)
    square.write_bytes(pdf(rotate=90))
    with pytest.raises(UnreadableFault) as caught:
        crop_png(square, 1, [Box(40, 40, 60, 60)], report=report)
    assert caught.value.slug == "evidence-changed"


@pytest.mark.parametrize(
    ("data", "page", "slug"),
    [(None, 1, "evidence-missing"), (b"not a pdf", 1, "evidence-unreadable"), (pdf(), 2, "no-such-page")],
)
def test_a_pdf_that_cannot_be_shown_says_why(
    tmp_path: Path, data: bytes | None, page: int, slug: str
) -> None:
    path = tmp_path / "a.pdf"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableFault) as caught:
        crop_png(path, page, [Box(0, 0, 10, 10)])
    assert caught.value.slug == slug
    assert caught.value.hint


def test_citation() -> None:
    assert citation({"broker": "国金证券", "date": "2026-03-06", "page": 3}) == "国金证券, 2026-03-06, p. 3"
    assert citation({"broker": None, "file": "a.pdf", "date": None, "page": 1}) == "a.pdf, p. 1"
