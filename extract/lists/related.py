"""First-page lines in, the earlier reports they name out: titles and dates under a 相关研究 heading, in its column.

Titles stand in 《》, behind numbers, or before their dates; a date stands behind its title, under it at the right, or in
a column of its own beside the middle of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from extract.head.authors import is_name
from extract.head.header import full_dates
from extract.model import Box, RelatedReportClaim
from extract.pages.lines import Line, make_line
from extract.vocabulary import words

_HEAD = re.compile(
    r"^[\W\d]*(?:相关|近期|往期|前期|最近|历史|过往|同类)(?:的)?(?:深度|点评|跟踪)?(?:研究报告|研究|报告)(?:成果)?\s*[:：]?$"
)
_OTHER_HEAD = re.compile(
    r"^(?:证券分析师|分析师|研究员|联系人|研究助理|基本数据|市场数据|投资要点|资料来源|数据来源|请务必|股价|行业|作者|主要财务|财务摘要|盈利预测)"
)
_BOOK = re.compile(r"《(?P<title>(?:[^《》]|《[^《》]*》)+)》")
_NUMBER = re.compile(
    r"^\s*(?:[（(]?\d{1,2}\s*[.、．)）](?!\d)|\d{1,2}\s+(?=[\u4e00-\u9fff《])|[①②③④⑤⑥⑦⑧⑨⑩]|[■●◆➢▪•⚫])\s*"
)
_TRIM = " \n-—–－―(（[【"


@dataclass(slots=True)
class _Text:
    """Lines as one text with a line break between; `origin[i]` is the line and offset of character i."""

    lines: list[Line]
    text: str
    origin: list[tuple[int, int]]

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        spans: dict[int, tuple[int, int]] = {}
        for line, offset in self.origin[start:end]:
            if line >= 0:
                low, high = spans.get(line, (offset, offset))
                spans[line] = (min(low, offset), max(high, offset))
        return tuple(
            self.lines[i].box_of(low, high + 1).rounded() for i, (low, high) in sorted(spans.items())
        )

    def base_at(self, position: int) -> float:
        return self.lines[max(0, self.origin[position][0])].base


def related_reports(lines: Sequence[Line]) -> Iterator[RelatedReportClaim]:
    """The earlier reports that the headings of a page hold."""
    for head in (ln for ln in lines if _HEAD.match(ln.text.strip())):
        column, dates = _below(head, [ln for ln in lines if ln.page == head.page])
        if not column:
            continue
        text = _joined(column)
        items = list(_booked(text)) if "《" in text.text else list(_listed(text, dates))
        yield from _claims(text, items, dates)


def _below(head: Line, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines under a heading in its column, to the next heading or gap; and the dates set apart beside them."""
    under = _parted([ln for ln in lines if head.base + 2 < ln.base < head.base + 400 and not ln.kind])
    aligned: list[Line] = []
    for line in sorted(under, key=lambda ln: ln.base):
        if abs(line.box.x0 - head.box.x0) < 24:
            last = aligned[-1] if aligned else head
            if line.base - last.base > 6.5 * line.size or (aligned and abs(line.size - aligned[0].size) > 1):
                break
            aligned.append(line)
    if not aligned:
        return [], []
    # The column is as wide as its own lines; a stretched one belongs to the text beside it.
    left = min(ln.box.x0 for ln in aligned)
    usual = median(ln.box.x1 - left for ln in aligned)
    few = 20 * head.size if len(aligned) < 5 else 0  # of two or three lines the short ones are no rule
    right = max(ln.box.x1 for ln in aligned if ln.box.x1 - left <= max(1.9 * usual, few)) + 12
    kept: list[Line] = []
    dates: list[Line] = []
    base = head.base
    for line in sorted(under, key=lambda ln: (round(ln.base), ln.box.x0)):
        if not head.box.x0 - 24 < line.box.x0 < right + 60:
            continue
        is_date = _is_date(line)
        if not is_date and line.box.x1 > right:
            continue
        if line.base - base > 6.5 * line.size or _OTHER_HEAD.match(line.text):
            break
        (dates if is_date else kept).append(line)
        base = line.base
    return kept, dates


def _parted(lines: Sequence[Line]) -> list[Line]:
    """The lines with dates of a date column taken off the titles they touch."""
    column = [ln.box.x0 for ln in lines if _is_date(ln)]
    parted: list[Line] = []
    for line in lines:
        found = full_dates(line.text)
        cut = found[-1].start if found and found[-1].end == len(line.text) else 0
        if cut > 1 and any(abs(line.box_of(cut, len(line.text)).x0 - x) < 6 for x in column):
            first = line.glyph_of[cut]
            halves = (make_line(line.page, line.glyphs[:first]), make_line(line.page, line.glyphs[first:]))
            parted.extend(half for half in halves if half is not None)
        else:
            parted.append(line)
    return parted


def _is_date(line: Line) -> bool:
    """Does the line hold a date and nothing else?"""
    found = full_dates(line.text)
    rest = line.text[: found[0].start] + line.text[found[0].end :] if found else "x"
    return len(found) == 1 and not re.sub(r"[\s\W_]", "", rest)


def _joined(lines: list[Line]) -> _Text:
    text = ""
    origin: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if text:
            text += "\n"
            origin.append((-1, 0))
        text += line.text
        origin.extend((index, offset) for offset in range(len(line.text)))
    return _Text(lines, text, origin)


# --- items: (start, end) of a title and the end of what belongs to it ---------------------------------------

_Item = tuple[int, int, int]


def _booked(text: _Text) -> Iterator[_Item]:
    books = list(_BOOK.finditer(text.text))
    for match, follower in zip(books, [*books[1:], None], strict=True):
        yield (
            match.start("title"),
            match.end("title"),
            follower.start() if follower else min(len(text.text), match.end() + 40),
        )


def _listed(text: _Text, dates: Sequence[Line]) -> Iterator[_Item]:
    """Titles without marks: behind numbers; else before each date; else one beside each date of its own column."""
    starts = _line_starts(text)
    numbered = [s for s in starts if _NUMBER.match(text.text[s:])]
    if numbered:
        for start, stop in zip(numbered, [*numbered[1:], len(text.text)], strict=True):
            mark = _NUMBER.match(text.text[start:stop])
            yield start + (mark.end() if mark else 0), stop, stop
    elif inline := full_dates(text.text):
        begin = 0
        for period in inline:
            yield begin, period.start, period.end
            begin = period.end
    elif dates:
        yield from _beside(text, starts, dates)


def _beside(text: _Text, starts: Sequence[int], dates: Sequence[Line]) -> Iterator[_Item]:
    """Each line belongs to the date nearest in height; to the next one below where no line follows the last date."""
    bases = [line.base for line in dates]
    under = text.lines[-1].base > bases[-1] + 1
    owner = [
        min(range(len(bases)), key=lambda i, b=line.base: (abs(bases[i] - b), i))  # type: ignore[misc]
        if under
        else next((i for i, b in enumerate(bases) if b >= line.base - 2), len(bases) - 1)
        for line in text.lines
    ]
    for number in range(len(bases)):
        mine = [i for i, o in enumerate(owner) if o == number]
        if mine:
            stop = starts[mine[-1] + 1] if mine[-1] + 1 < len(starts) else len(text.text)
            yield starts[mine[0]], stop, stop


def _line_starts(text: _Text) -> list[int]:
    return [0, *(m.end() for m in re.finditer("\n", text.text))]


# --- claims ------------------------------------------------------------------------------------------------


def _claims(text: _Text, items: Sequence[_Item], dates: Sequence[Line]) -> Iterator[RelatedReportClaim]:
    for number, (start, end, stop) in enumerate(items):
        inside = [
            p
            for p in full_dates(text.text[start:stop])
            if p.start >= min(end - start, _first_late(text, start, stop))
        ]
        date, tail = (inside[0].value, start + inside[0].end) if inside else (None, end)
        close = min(end, start + inside[0].start) if inside else end
        title = _tidy(text.text[start:close])
        if len(title) < 5 or title in words("industries")["names"]:
            continue
        boxes = text.boxes(start, tail if inside else close)
        if date is None:
            until = text.base_at(items[number + 1][0]) - 2 if number + 1 < len(items) else 1e9
            own = [ln for ln in dates if text.base_at(start) - 2 <= ln.base < until]
            if own:
                date = full_dates(own[0].text)[0].value
                boxes = (*boxes, own[0].box.rounded())
        yield RelatedReportClaim(
            page=text.lines[0].page,
            bbox=boxes,
            quote=re.sub(r"\n", "", text.text[start : tail if inside else close]).strip(),
            origin="lists.related",
            title=title,
            date=date,
        )


def _first_late(text: _Text, start: int, stop: int) -> int:
    """Where the last date of an item begins: one inside a title ("2023年3月1日发布会点评") does not date the report."""
    found = full_dates(text.text[start:stop])
    rest = re.sub(r"[\s\W_]", "", text.text[start + found[-1].end : stop]) if found else ""
    return found[-1].start if found and len(rest) < 3 else stop - start + 1


def _tidy(raw: str) -> str:
    """A title on one line, without its number, its authors ("/苏铖") and the dash before its date."""
    title = re.sub(r"(?<=[A-Za-z0-9,.])\n(?=[A-Za-z0-9])", " ", raw).replace("\n", "")
    title = _NUMBER.sub("", title).strip(_TRIM).strip()
    signed = re.search(r"\s*/\s*((?:[\u3400-\u9fff]{2,4}[、,，\s]*)+)$", title)
    if signed and all(is_name(name) for name in re.split(r"[、,，\s]+", signed[1]) if name):
        title = title[: signed.start()]
    return title.strip(_TRIM)
