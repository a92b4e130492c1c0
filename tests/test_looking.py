"""The developers' looking glass: what is marked on a page, and how it is drawn."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from contract import LEDGER_CLASSES
from PIL import Image

from extract.ledger.classes import Verdict
from extract.marks import LAYERS, Mark, marks_of
from extract.model import Box
from extract.pipeline import read_layout
from kb import cli
from kb.proof.evidence import page_png
from kb.proof.looking import marked_page, pen_of

SAMPLE = Path(__file__).parents[1] / "samples" / "yili-beilu-2026-05.pdf"


def test_every_ledger_line_and_every_table_cell_is_a_mark() -> None:
    sheets, extraction = read_layout(SAMPLE.read_bytes(), SAMPLE.name)
    marks = marks_of(sheets, extraction, 1)
    numerals = Counter(mark.kind for mark in marks if mark.layer == "numeral")
    assert numerals == Counter(line.klass for line in extraction.ledger if line.page == 1)
    cells = [mark for mark in marks if mark.layer == "cell"]
    assert len(cells) == sum(len(list(grid.cells)) for grid in sheets[0].grids)
    assert {mark.layer for mark in marks} <= set(LAYERS)
    assert [mark.layer for mark in marks] == sorted((mark.layer for mark in marks), key=LAYERS.index)
    assert marks_of(sheets, extraction, len(sheets) + 1) == []


@pytest.mark.parametrize("klass", LEDGER_CLASSES)
def test_every_ledger_class_has_its_own_pen(klass: str) -> None:
    pens = {name: pen_of(Mark("numeral", name, Box(0, 0, 1, 1))) for name in LEDGER_CLASSES}
    assert pens[klass] != pen_of(Mark("numeral", "no such class", Box(0, 0, 1, 1)))
    assert list(pens.values()).count(pens[klass]) == 1
    assert Verdict(klass, "").klass == klass


def test_a_mark_colours_its_place_and_no_other() -> None:
    paper = io.BytesIO()
    Image.new("L", (100, 60), 255).save(paper, format="PNG")
    marks = [Mark("numeral", "unclaimed", Box(10, 5, 20, 10)), Mark("numeral", "claim", Box(-5, 50, 900, 70))]
    drawn = Image.open(io.BytesIO(marked_page(paper.getvalue(), marks, scale=2.0, title="第 1 页 p. 1")))
    assert drawn.height == 60 and drawn.width > 200
    red, green, blue = drawn.getpixel((30, 15))  # type: ignore[misc]
    assert red > 200 and green < 200 and blue < 200
    assert drawn.getpixel((60, 15)) == (255, 255, 255)
    assert marked_page(paper.getvalue(), marks, scale=2.0) == marked_page(paper.getvalue(), marks, scale=2.0)


def test_explain_draws_the_page_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "page.png"
    assert cli.run(["explain", str(SAMPLE), "--image", str(target), "--page", "2"]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    plain = Image.open(io.BytesIO(page_png(SAMPLE, 2, scale=2.0)))
    with Image.open(target) as drawn:
        assert drawn.height == plain.height and drawn.width > plain.width
    assert cli.run(["explain", str(SAMPLE), "--image", str(target), "--page", "99"]) == 2
    assert "[page-not-there]" in capsys.readouterr().err
