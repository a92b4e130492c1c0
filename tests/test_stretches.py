"""A long report is read a stretch of pages at a time: as if it were read whole, in the memory of one stretch."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from pathlib import Path

import pytest

from extract import layout
from extract.model import Extraction
from extract.pages.reader import Page
from extract.pipeline import extract, read_layout
from extract.sheet import Sheet

LONGEST = Path(__file__).parents[1] / "samples" / "yili-beilu-2026-05.pdf"


def test_stretches_are_of_nearly_one_length() -> None:
    assert layout.stretches(1) == [1]
    assert layout.stretches(64) == [64]
    assert layout.stretches(65) == [22, 22, 21]
    assert sum(layout.stretches(1003)) == 1003
    assert set(layout.stretches(1003)) == {31, 32}


def in_stretches(monkeypatch: pytest.MonkeyPatch, pages: int) -> Extraction:
    monkeypatch.setattr(layout, "_WHOLE", pages)
    monkeypatch.setattr(layout, "_STRETCH", pages)
    return extract(LONGEST.read_bytes(), LONGEST.name, ocr=False)


def test_a_report_read_in_stretches_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = extract(LONGEST.read_bytes(), LONGEST.name, ocr=False)
    # Fewer than three pages cannot tell which lines are running.
    parted = in_stretches(monkeypatch, 3)
    assert whole.pages == 6
    assert {claim.id for claim in parted.claims} == {claim.id for claim in whole.claims}
    assert [(ln.page, ln.bbox, ln.text, ln.klass) for ln in parted.ledger] == [
        (ln.page, ln.bbox, ln.text, ln.klass) for ln in whole.ledger
    ]


def test_pages_that_are_read_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[int] = []
    read = layout.Layout.read

    def watched(self: layout.Layout, pages: Iterable[Page]) -> list[Sheet]:
        alive.append(sum(isinstance(thing, Page) for thing in gc.get_objects()))
        return read(self, pages)

    monkeypatch.setattr(layout.Layout, "read", watched)
    in_stretches(monkeypatch, 1)
    # The page whose last paragraph may go on, and the front, which the claims of the head lean on.
    assert max(alive) <= 3


def test_a_picture_of_the_reading_has_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_WHOLE", 1)
    monkeypatch.setattr(layout, "_STRETCH", 1)
    sheets, extraction = read_layout(LONGEST.read_bytes(), LONGEST.name, ocr=False)
    assert [sheet.page.number for sheet in sheets] == list(range(1, extraction.pages + 1))


def test_a_report_with_too_many_pages_says_where_reading_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.pipeline.MAX_PAGES", 2)
    read = extract(LONGEST.read_bytes(), LONGEST.name, ocr=False)
    (note,) = (note for note in read.notes if note.slug == "report-cut")
    assert (note.page, note.message) == (2, "The report has 6 pages: the first 2 were read.")
    assert {line.page for line in read.ledger} == {1, 2}


@pytest.mark.parametrize("before", [(700, 10, 10), (0, 10, 10), (50_000, 10, 10)])
def test_the_search_for_cycles_is_left_as_it_was_found(before: tuple[int, int, int]) -> None:
    found = gc.get_threshold()
    try:
        gc.set_threshold(*before)
        extract(LONGEST.read_bytes(), LONGEST.name, ocr=False)
        assert gc.get_threshold() == before
    finally:
        gc.set_threshold(*found)
