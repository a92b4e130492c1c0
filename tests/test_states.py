"""Every file ends in a state with a name: read, or why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_pdf import COURIER, NAMELESS, PICTURE, pdf, text

from extract.errors import UnreadableFault
from extract.pipeline import extract
from kb import cli

WORDS = text(["Revenue 2025 12.5", "EPS 1.20"])
NAMELESS_TEXT = "BT /F1 12 Tf 20 200 Td <191A191A19> Tj ET"
SIGNS = text(['\\"7+%-', "&*(/7"])
PRIVATE = (
    "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Own/FirstChar 65/LastChar 66/Widths[600 600]"
    "/Encoding<</Type/Encoding/Differences[65/uniE001/uniE002]>>>>"
)
TURNED = "BT /F1 10 Tf 0 1 -1 0 100 50 Tm (sideways 7.5) Tj ET"


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (pdf(WORDS), "text"),
        (pdf(PICTURE, WORDS), "text"),
        (pdf(PICTURE), "image-only"),
        (pdf(PICTURE + " BT /F1 10 Tf 3 Tr 20 100 Td (a scanner's own reading) Tj ET"), "image-only"),
        (pdf(NAMELESS_TEXT, font=NAMELESS), "undecodable-font"),
        (pdf(text(["ABABABAB"]), font=PRIVATE), "undecodable-font"),
        (pdf(SIGNS), "undecodable-font"),
        (pdf(""), "empty"),
        (pdf("", ""), "empty"),
        (pdf(TURNED), "text"),
    ],
)
def test_a_readable_file_says_what_it_is(data: bytes, state: str) -> None:
    extraction = extract(data, "a.pdf")
    assert extraction.state == state
    unread = state != "text" or not extraction.claims
    assert bool([note for note in extraction.notes if note.slug == "no-text"]) is unread
    assert state == "text" or extraction.claims == ()


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "empty-file"),
        (b"<html>please log in</html>", "not-a-pdf"),
        (b"%PDF-1.7\n1 0 obj <</Type/Catalog", "damaged"),
    ],
)
def test_a_file_that_cannot_be_opened_is_exit_code_3(
    data: bytes, slug: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableFault) as caught:
        extract(data, "a.pdf")
    assert caught.value.slug == slug
    (tmp_path / "a.pdf").write_bytes(data)
    assert cli.run(["explain", str(tmp_path / "a.pdf")]) == 3
    assert f"[{slug}]" in capsys.readouterr().err


def test_a_file_without_text_is_no_failure_and_explain_says_so_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(pdf(PICTURE, PICTURE))
    assert cli.run(["--lang", "en", "explain", str(file), "--no-ocr"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == f"{file}: image-only (pictures of pages, no text) · 2 pages"


def test_one_undecodable_page_is_left_out_and_the_rest_is_read() -> None:
    words = text(
        ["A report of three lines, long enough", "to be the greater part of all that", "the file shows"]
    )
    # The first page is set in the nameless font throughout; the second by Courier, under another name.
    data = pdf(NAMELESS_TEXT, words.replace("/F1", "/F2"), font=NAMELESS)
    data = data.replace(b"/Font<</F1 5 0 R>>", b"/Font<</F1 5 0 R/F2 " + COURIER.encode() + b">>")
    extraction = extract(data, "a.pdf")
    assert extraction.state == "text"
    assert [note.page for note in extraction.notes if note.slug == "undecodable-font"] == [1]


SHARED = Path(__file__).parents[2] / "shared" / "corpus"


@pytest.mark.skipif(not SHARED.exists(), reason="the files of others are not in this checkout")
@pytest.mark.parametrize("path", sorted(SHARED.glob("hard/*.pdf")), ids=lambda path: path.stem)
def test_hard_files_end_in_a_state(path: Path) -> None:
    try:
        state = extract(path.read_bytes(), path.name, ocr=False).state
    except UnreadableFault as fault:
        state = fault.slug
    assert state in {"text", "image-only", "undecodable-font", "empty", "encrypted", "damaged", "not-a-pdf"}
