"""A claim's id in, the claim and the picture of its place on the page out; the file is looked for wherever it was seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extract.model import Box
from kb.ask import query
from kb.proof.evidence import crop_png, page_png

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = dict[str, object]


def prove(kb: KnowledgeBase, claim_id: str, *, whole_page: bool = False) -> tuple[Row, bytes]:
    """The claim (by its id or the beginning of it) and a PNG of its lines, or of its page.

    Raises NothingFoundFault (no such claim), UnreadableFault (the file is gone or another) or AccessFault.
    """
    row = query.claim(kb, claim_id)
    report, page, places = str(row["report"]), row["page"], row["bbox"]
    assert isinstance(page, int) and isinstance(places, list)
    boxes = [Box(*place) for place in places]
    draw = page_png if whole_page else crop_png
    return row, draw(place_of(kb, report), page, boxes, report=report)


def place_of(kb: KnowledgeBase, report: str) -> Path:
    """Where the report's file is: of all places it was seen at, the last one that still has a file."""
    seen = kb.rows("SELECT path FROM files WHERE report = ? ORDER BY added DESC, path", (report,))
    paths = [Path(str(row["path"])) for row in seen]
    return next((path for path in paths if path.is_file()), paths[0] if paths else Path(report))
