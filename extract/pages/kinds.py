"""Blocks of a page in, the same blocks with their kinds out: what a paragraph is to whoever reads the page.

Kinds are told by the words a block begins with and by its type against the size most of the report is set in, never by
its place. Chart text is told elsewhere (`extract.ledger.charts`), for it takes the page's drawings to tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.pages.page import SOURCE, Block

MAX_HEADING = 40  # characters of a line that may be a heading
CONTENTS = re.compile(r"\.{6,}|…{3,}|(?:\. ){6,}|·{6,}")
_CAPTION = re.compile(r"^\s*(?:图表?|表格?|Figure|Table|Exhibit)\s*\d+", re.I)
_ENDS = "。！？!?；;：:，,"
# What sentences may stand in: a heading may be one ("营收同比增长 20%").
_READ = ("text", "heading")


class Kinds:
    """Names the kinds of a report's blocks, page by page: what the running text is set in is learnt as pages come."""

    def __init__(self) -> None:
        self._sizes: Counter[float] = Counter()
        self._body = 0.0

    def name(self, blocks: Sequence[Block]) -> float:
        """Give each block of the next page its kind; the size of the running text so far, in points."""
        for block in blocks:
            if len(block.text) >= MAX_HEADING:
                self._sizes[round(block.size, 1)] += len(block.text)
        if self._sizes:
            self._body = max(self._sizes.items(), key=lambda kv: (kv[1], kv[0]))[0]
        for block in blocks:
            block.kind = self._kind(block)
        return self._body

    def _kind(self, block: Block) -> str:
        text = block.text
        if CONTENTS.search(text):
            return "contents"
        if SOURCE.match(text):
            return "source"
        if _CAPTION.match(text):
            return "caption"
        return "heading" if self._is_heading(block) else "text"

    def _is_heading(self, block: Block) -> bool:
        """Short, without a stop, and larger than the running text or bold."""
        if len(block.text) > MAX_HEADING or len(block.lines) > 2 or block.text[-1] in _ENDS:
            return False
        larger = self._body and block.size > self._body + 0.8
        return bool(larger or (block.lines[0].bold and block.size >= self._body and not block.bullet))


def is_running_text(block: Block) -> bool:
    """Whether sentences may stand in a block: a paragraph, bullet or heading that is mostly words."""
    if len(block.text) < 8 or block.kind not in _READ:
        return False
    words = sum("\u4e00" <= ch <= "\u9fff" for ch in block.text)
    return words >= 0.25 * len(block.text)
