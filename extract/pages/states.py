"""Pages in, one word out for what a readable file is: text, image-only, undecodable-font or empty.

A file that cannot be opened at all is a Fault instead, whose slug is its state (encrypted, damaged, not-a-pdf,
empty-file, no-pages). A page is undecodable where most of its glyphs come from fonts that do not say which
characters they draw (ISO 32000-1, 9.10.2): what an engine makes of those are codes, not words, and no claim may
rest on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.model import Box

if TYPE_CHECKING:
    from extract.pages.reader import Page
    from extract.sheet import Sheet

TEXT, IMAGE_ONLY, UNDECODABLE, EMPTY = "text", "image-only", "undecodable-font", "empty"

# What a person is told of a file of which no line could be read.
NO_LINES = {
    TEXT: "All text is set at an angle, so none of it was read.",
    IMAGE_ONLY: "No page has text: the report is made of pictures.",
    UNDECODABLE: "The report's fonts do not say which characters they draw: what it shows cannot be read as text.",
    EMPTY: "No page shows anything: neither text nor pictures.",
}
# Of a page's glyphs, the share without a usable character from which the rest is no text either. Bullets and
# ligatures of real reports stay below 3 %.
MOST = 0.5
# A page of words and numbers has at most a fifth of other signs; codes taken for characters have mostly those.
_SIGNS = 0.6
_IDLE = " .…·"  # blanks, and the leaders of contents pages
_FEWEST = 5  # characters, below which signs alone say nothing


class Tally:
    """Counts of what a file's own text layer shows, sheet by sheet, and the `state` they come to."""

    def __init__(self) -> None:
        self._characters = self._solid = self._signs = self._undecoded = 0
        self._turned = self._pictured = False

    def add(self, sheet: Sheet) -> None:
        """Count a sheet, before or after its lines were laid out."""
        for line in sheet.lines:
            if not _by_eye(line.box, sheet.seen):
                self._characters += len(line.text)
                solid = len(line.text) - sum(map(line.text.count, _IDLE))
                self._solid += solid
                self._signs += solid - sum(map(str.isalnum, line.text))
        page = sheet.page
        self._undecoded += page.undecoded
        self._turned |= bool(page.turned)
        self._pictured |= bool(page.images or page.drawings or page.fills)

    @property
    def state(self) -> str:
        if self._undecoded and self._undecoded >= MOST * max(self._undecoded, self._characters):
            return UNDECODABLE
        if self._characters:
            is_signs = self._solid >= _FEWEST and self._signs >= _SIGNS * self._solid
            return UNDECODABLE if is_signs else TEXT
        if self._turned:
            return TEXT
        return IMAGE_ONLY if self._pictured else EMPTY


def _by_eye(box: Box, seen: Sequence[Box]) -> bool:
    """Whether OCR read what stands here."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return any(b.x0 <= x <= b.x1 and b.top <= y <= b.bottom for b in seen)


def is_undecodable(page: Page) -> bool:
    """Whether most of a page's glyphs have no usable character; asked while `page.glyphs` are still there."""
    solid = sum(glyph.text != " " for glyph in page.glyphs)
    return page.undecoded > 0 and page.undecoded >= MOST * max(page.undecoded, solid)
