"""A real report downloaded again: saved anew, stamped on every page, or corrected on one; only the last is a report of its own."""

from __future__ import annotations

import ctypes
import shutil
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from kb import cli
from kb.ask.inbox import inbox
from kb.keep.store import KnowledgeBase
from kb.read.twins import same_words

SAMPLE = Path(__file__).parents[1] / "samples" / "glodon-shuangqiao-2026-05.pdf"


def again(target: Path, stamp: str = "", pages: int | None = None) -> bytes:
    """The sample written anew, with a stamp at the foot of its first pages."""
    document = pypdfium2.PdfDocument(SAMPLE)
    for number in range(len(document) if pages is None else pages):
        if stamp:
            page = document[number]
            words = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", 8.0)
            encoded = ctypes.create_string_buffer(f"{stamp} {number}\0".encode("utf-16-le"))
            assert raw.FPDFText_SetText(words, ctypes.cast(encoded, raw.FPDF_WIDESTRING))
            raw.FPDFPageObj_Transform(words, 1, 0, 0, 1, 200, 6)
            raw.FPDFPage_InsertObject(page.raw, words)
            assert raw.FPDFPage_GenerateContent(page.raw)
    document.save(target)
    document.close()
    return target.read_bytes()


def test_a_stamp_on_every_page_changes_no_word(tmp_path: Path) -> None:
    data = SAMPLE.read_bytes()
    assert same_words(data, again(tmp_path / "a.pdf")) and data != (tmp_path / "a.pdf").read_bytes()
    assert same_words(again(tmp_path / "b.pdf", "For A. Analyst only, 2026-05-04, page"), data)
    assert not same_words(data, again(tmp_path / "c.pdf", "Corrected", pages=1))
    assert not same_words(data, SAMPLE.with_name("food-cangyue-2026-05.pdf").read_bytes())


@pytest.mark.parametrize("command", ["watch", "add"])
def test_a_stamped_copy_is_a_duplicate_and_a_correction_supersedes(command: str, tmp_path: Path) -> None:
    folder, base = tmp_path / "in", tmp_path / "k.db"
    folder.mkdir()
    words = [command, str(folder), "--db", str(base), "--no-ocr", *(["--once"] if command == "watch" else [])]
    shutil.copy(SAMPLE, folder / "a.pdf")
    assert cli.run(words) == 0
    again(folder / "anew.pdf")
    again(folder / "stamped.pdf", "For A. Analyst only, 2026-05-04, page")
    again(folder / "corrected.pdf", "Corrected", pages=1)
    assert cli.run(words) == 0
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        told = {
            Path(str(row["file"])).name: (row["state"], Path(str(row["reason"])).name) for row in inbox(kb)
        }
        reports = len(kb.rows("SELECT id FROM reports"))
    assert (told["anew.pdf"], told["stamped.pdf"]) == (("duplicate", "a.pdf"), ("duplicate", "a.pdf"))
    # Which of the two is the newer is not printed: the later added is, and by the same second their ids decide.
    assert sorted([told["a.pdf"][0], told["corrected.pdf"][0]]) == ["read", "superseded"]
    assert reports == 2
