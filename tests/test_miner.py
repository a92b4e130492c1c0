"""The other engine gives the same pages: the same places on turned and cropped ones, the same claims of a sample."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_pdf import NAMELESS, pdf, text
from test_verify import CROPPED, WHOLE
from test_verify import pdf as turned_pdf

from extract.errors import UnreadableFault
from extract.model import Claim
from extract.pages.miner import pdfminer_pages
from extract.pages.reader import Document, Page
from extract.pipeline import extract

SAMPLES = Path(__file__).parents[1] / "samples"


def both(data: bytes) -> tuple[Page, Page]:
    with Document(data, "a.pdf") as document:
        return next(document.pages()), next(pdfminer_pages(data))


@pytest.mark.parametrize("shown", [WHOLE, CROPPED])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_glyphs_stand_at_the_same_place(rotate: int, shown: tuple[int, int, int, int]) -> None:
    ours, theirs = both(turned_pdf(rotate=rotate, shown=shown))
    assert (theirs.width, theirs.height) == pytest.approx((ours.width, ours.height))
    assert [g.text for g in theirs.glyphs] == [g.text for g in ours.glyphs]
    assert [g.x0 for g in theirs.glyphs] == pytest.approx([g.x0 for g in ours.glyphs], abs=0.1)
    assert [g.base for g in theirs.glyphs] == pytest.approx([g.base for g in ours.glyphs], abs=0.1)
    assert [g.size for g in theirs.glyphs] == pytest.approx([g.size for g in ours.glyphs], abs=0.1)


def test_drawings_are_sorted_alike() -> None:
    paths = (
        "0.5 w 20 100 m 180 100 l S "  # a rule
        "0.9 0.2 0.2 rg 20 200 100 20 re f "  # a band
        "1 g 20 240 100 20 re f "  # a white one
        "1 1 1 rg 20 20 60 30 re S"  # a frame: four rules
    )
    ours, theirs = both(pdf(paths))
    assert sorted(box.rounded() for box in theirs.rules) == sorted(box.rounded() for box in ours.rules)
    assert [(f.box.rounded(), f.white) for f in theirs.fills] == [
        (f.box.rounded(), f.white) for f in ours.fills
    ]


def test_white_on_white_and_turned_text_are_told_apart() -> None:
    content = (
        text(["seen"]) + " 1 g " + text(["unseen"], top=200) + " 0 g BT /F1 9 Tf 0 1 -1 0 90 50 Tm (up) Tj ET"
    )
    ours, theirs = both(pdf(content))
    for page in (ours, theirs):
        words = ["".join(g.text for g in glyphs) for glyphs in (page.glyphs, page.hidden, page.turned)]
        assert words == ["seen", "unseen", "up"]


def test_glyphs_without_a_character_are_counted_not_shown() -> None:
    ours, theirs = both(pdf("BT /F1 12 Tf 20 200 Td <191A191A19> Tj ET", font=NAMELESS))
    assert (ours.undecoded, theirs.undecoded) == (5, 5)
    assert theirs.glyphs == []


def test_what_pdfminer_cannot_read_is_a_fault_with_a_way_out() -> None:
    with pytest.raises(UnreadableFault) as caught:
        list(pdfminer_pages(b"%PDF-1.4 nothing behind it", "a.pdf"))
    assert caught.value.slug == "damaged" and "pdfium" in caught.value.hint


@pytest.mark.parametrize("name", ["yili-beilu-2026-05", "haiguang-landu-2026-04"])
def test_both_engines_read_the_same_claims_of_a_sample(name: str) -> None:
    data = (SAMPLES / f"{name}.pdf").read_bytes()
    ours, theirs = (
        set(map(said, extract(data, name, engine=engine).claims)) for engine in ("pdfium", "pdfminer")
    )
    assert len(ours & theirs) >= 0.97 * len(ours | theirs)


def said(claim: Claim) -> str:
    """A claim without its boxes: engines differ in a font's height."""
    row = claim.as_row()
    for name in ("id", "bbox", "confidence", "doubts", "origin"):
        row.pop(name)
    return str(sorted(row.items()))
