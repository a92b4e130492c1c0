"""The blocks of a report in, page by page; what a block leans on beyond its own words out: its heading, its row, what it goes on from.

A paragraph under "日本：" and a cell in the row 日本 speak of 日本 though neither says so. Nothing is guessed from a heading
that only mentions a name.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from extract.model import Box
from extract.pages.kinds import MAX_HEADING
from extract.pages.page import Block
from extract.periods.chronicle import Year
from extract.prose.sentence.said import Said
from extract.vocabulary import words

MAX_DRAWN = 30  # characters of the label of a part of a drawing
MIN_STORY = 60  # characters of a paragraph that another goes on telling
MAX_LABEL = 12  # characters of the label of a row of a table of text
_NUMBERING = re.compile(
    r"^[\s\W]*(?:[（(]?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[一二三四五六七八九十]{1,3})[)）、.．\s]*)?(?:、|\s)*"
)
_ENDS = "。！？!?；;：:，,"
_LABELLED = re.compile(
    r"(?P<label>[A-Za-z\u4e00-\u9fff·&\d\-]{2,14}?)(?:[（(][^（）()]{0,20}[)）])?\s*(?:[：:]|——|—|$)"
)
# A firm with its code heads what is told of it: "远山食品（600000.SH）：…".
_LISTED = re.compile(
    r"^[\s\W\d]{0,4}(?P<label>[A-Za-z\u4e00-\u9fff\-]{2,10})\s*[（(]\s*(?:\d{6}(?:\.[A-Z]{2})?|\d{4,5}\.HK)\s*[)）]"
)
_NO_LABEL = re.compile(
    r"来源|图|表|合计|其他|总计|年|指标|注|股票|期权|激励|计划|方式|类型|内容|名称|项目|时间|阶段|条件|对象|数量|金额|比例|占比"
    r"|行权|解锁|归属|目标值|触发值|部|委|局|院|等"
)


@dataclass(slots=True)
class Story:
    """What has been told so far: the size of running text, the heading in force, the blocks read last, one a column, with their `Said`."""

    size: float = 0.0
    heading: str | None = None
    listed: bool = False
    page: Sequence[Block] = ()
    _last: dict[str, tuple[Block, Said]] = field(default_factory=dict)
    _told: set[int] = field(default_factory=set)
    _years: dict[str, Year | None] = field(default_factory=dict)

    def open_page(self, blocks: Sequence[Block], size: float) -> None:
        """The next page's blocks, in reading order; `size` is that of the running text, in points."""
        self.page, self.size = blocks, size
        self._told.clear()

    def reach(self, block: Block) -> None:
        """Take the headings above a block into account; to be called before it is read."""
        for other in self.page:
            if other is block:
                return
            if id(other) not in self._told and other.column == "main" and _heads(other):
                self._told.add(id(other))
                listed = _LISTED.match(other.text)
                self.listed = listed is not None
                self.heading = listed["label"] if listed else _label(_NUMBERING.sub("", other.text))
                self._last.clear()

    def is_label(self, block: Block) -> bool:
        """Whether a block is the label of a drawing or a cell, not a sentence: short, smaller than the text, no stop and no verb of amount."""
        small = self.size and block.size < self.size - 0.8
        return (
            bool(small)
            and len(block.text) <= MAX_DRAWN
            and re.search(r"[，。；：:达为至到增降升]", block.text) is None
        )

    def goes_on(self, block: Block) -> Said | None:
        """What was said in the block before, where its last sentence runs on over the page into this one."""
        before, said = self._last.get(block.column, (None, None))
        if (
            before is None
            or block.bullet
            or not (block.page == before.lines[-1].page + 1 or _right_below(before, block))
        ):
            return None
        runs_on = before.text[-1:] not in _ENDS + "”）)" and abs(before.size - block.size) < 0.3
        return said if runs_on else None

    def year(self, block: Block) -> Year | None:
        """The year of the past that a block goes on telling of; cells of a table tell no story."""
        self.reach(block)
        before = self._last.get(block.column)
        cell = self.size and block.size < self.size - 0.5
        told = before and not cell and len(before[0].text) >= MIN_STORY and self.goes_on(block)
        return self._years.get(block.column) if told else None

    def tells_of(self, block: Block, year: Year | None) -> None:
        """Keep the year a block ends in for the one it may run on into."""
        self._years[block.column] = year

    def leave(self, block: Block, said: Said) -> None:
        """Keep what a block has said for the one it may run on into."""
        self._last[block.column] = (block, said)

    def home(self, block: Block, names: Sequence[str]) -> Callable[[int], str | None]:
        """Whom the words at a place of the block are about where they do not say: the row's label, else the heading's.

        A heading's label counts where it is a country or one of the `names` the block itself speaks of.
        """
        rows = self._rows(block)
        if not rows:
            known = self.listed or self.heading in names or self.heading in words("subject")["country_words"]
            return lambda place: self.heading if known else None

        def of_row(place: int) -> str | None:
            line = block.lines[max(bisect.bisect_right(block.starts, place) - 1, 0)]
            middle = _middle(line.box)
            return min(rows, key=lambda row: (abs(_middle(row.box) - middle), row.box.top)).text.strip()

        return of_row

    def _rows(self, block: Block) -> list[Block]:
        """The labels at the left of a cell of a table of text: the leftmost short blocks beside it, in its size."""
        if not self.size or block.size > self.size - 0.5:
            return []
        box = block.box
        beside = [
            b
            for b in self.page
            if b is not block
            and b.box.x1 <= box.x0
            and box.top - 2 <= _middle(b.box) <= box.bottom + 2
            and abs(b.size - block.size) < 0.6
            and _is_row_label(b.text)
        ]
        if not beside:
            return []
        left = min(b.box.x0 for b in beside)
        return [b for b in beside if b.box.x0 < left + 2 * b.size]


def _heads(block: Block) -> bool:
    return len(block.text) <= MAX_HEADING and (
        block.kind == "heading" or _LISTED.match(block.text) is not None
    )


def _right_below(before: Block, block: Block) -> bool:
    """Whether a block is the next paragraph of the same width."""
    last, box = before.lines[-1].box, block.box
    near = block.page == before.lines[-1].page and 0 < box.top - last.bottom < 1.5 * block.size
    same = abs(before.box.x0 - box.x0) < 6 and abs(before.box.x1 - box.x1) < 12
    begun = block.text[:1] in "/、，）)。；%"
    return near and (begun or (same and len(before.lines) > 2))


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _label(heading: str) -> str | None:
    """Whom a heading is about, where it opens with a name and a colon or is nothing but a name."""
    match = _LABELLED.match(heading)
    return match["label"] if match and not _NO_LABEL.search(match["label"]) else None


def _is_row_label(text: str) -> bool:
    text = text.strip()
    named = re.fullmatch(r"[A-Za-z\u4e00-\u9fff·&\-\d]+", text) is not None and 2 <= len(text) <= MAX_LABEL
    return (
        named
        and not text[0].isdigit()
        and not _NO_LABEL.search(text)
        and text not in words("subject")["bare_markets"]
    )
