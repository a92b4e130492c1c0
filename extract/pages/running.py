"""Pages' lines in, running headers and footers marked: told by their return on page after page.

Pages come a stretch at a time; what earlier stretches showed is remembered, so that a report of any length is marked
without all of it in memory. A report of one stretch is marked as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.pages.lines import Line

_PAGE_NUMBER = re.compile(
    r"第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*页|\d{1,3}\s*[/／]\s*(?:共\s*)?\d{1,3}\s*页?|[-–—]\s*\d{1,3}\s*[-–—]"
)
_NUMBER_ONLY = re.compile(r"[\d.,，%％()（）+\-–—\sAaEeFfxX倍/]+")
_DISCLAIMER_LINE = re.compile(
    r"请(?:务必|仔细)?.{0,6}阅读|免责(?:声明|条款)|敬请参阅|重要声明|See the last page|Disclosure", re.I
)
_OF_THE_PAGE = re.compile(r"(?:资料|数据)?来源|图表?\s*#|表\s*#|Source|注\s*[:：]")


class RunningLines:
    """What stands at the top and bottom of a report's pages. `count` is the number of pages of the whole report."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._need = 3 if count > 3 else 2
        self._seen: dict[tuple[str, str], list[tuple[int, float]]] = {}
        self._counted: Counter[tuple[str, int]] = Counter()
        self._index = 0  # of the next page, from 0

    def mark(self, pages: Sequence[tuple[float, list[Line]]]) -> None:
        """Mark lines that return at the same height on many pages (digits folded) as "header" or "footer".

        `pages` holds (height, lines) a page, in the order of the report. A line counts as running where its folded
        text stands at one height of the top or bottom eighth on at least three pages, or on every page of a shorter
        report (page 1 alone never makes one). A bare number is running only as the page's number, and never in a row
        of numbers: that is a table's.
        """
        first = self._index
        for height, lines in pages:
            self._learn(height, lines)
        for index, (height, lines) in enumerate(pages, first):
            self._mark_page(index, height, lines)

    def _learn(self, height: float, lines: Sequence[Line]) -> None:
        numbers: set[tuple[str, int]] = set()
        for line in lines:
            zone = _zone(line, height)
            if zone and (value := _bare_number(line)) is not None:
                numbers.add((zone, value - self._index))
            elif zone:
                self._seen.setdefault((zone, _folded(line)), []).append((self._index, line.base))
        self._counted.update(numbers)
        self._index += 1

    def _mark_page(self, index: int, height: float, lines: Sequence[Line]) -> None:
        rows = _number_rows(lines)
        for line in lines:
            zone = _zone(line, height)
            if not zone or rows[round(line.base)] - _is_number(line) >= 3:
                continue
            value = _bare_number(line)
            if value is not None:
                if self._is_page_number(zone, value - index):
                    line.kind = zone
                continue
            there = {page for page, base in self._seen[zone, _folded(line)] if _same_height(line, base)}
            if len(there) >= self._need or _PAGE_NUMBER.fullmatch(line.text):
                line.kind = zone
            elif line.box.top > height * 0.86 and _DISCLAIMER_LINE.search(line.text):
                line.kind = "footer"

    def _is_page_number(self, zone: str, ahead: int) -> bool:
        """Whether enough pages print a number that is `ahead` of their index; a report of one page prints a 1."""
        return self._counted[zone, ahead] >= self._need or self._count == 1 == ahead


def _zone(line: Line, height: float) -> str:
    if line.box.bottom < height * 0.125:
        return "header"
    return "footer" if line.box.top > height * 0.9 else ""


def _same_height(line: Line, base: float) -> bool:
    """A running header may sit higher on the first page; a table's label or a source line is at home where it is."""
    long = len(line.text) >= 8 and not _OF_THE_PAGE.match(_folded(line))
    return long or abs(base - line.base) < 5.0


def _folded(line: Line) -> str:
    return re.sub(r"[\d\s]+", "#", line.text)


def _is_number(line: Line) -> bool:
    """Whether the line is a figure and nothing else; a day in figures is words."""
    figure = _NUMBER_ONLY.fullmatch(line.text) and not re.fullmatch(r"(?:\d+[./-]){2}\d+", line.text)
    return bool(figure) and any(char.isdigit() for char in line.text)


def _bare_number(line: Line) -> int | None:
    """What may be the page's number: its value; -1 for other figures (a decimal, a percentage), which never are."""
    if not _is_number(line) or _PAGE_NUMBER.fullmatch(line.text):
        return None
    return int(line.text) if re.fullmatch(r"\d{1,3}", line.text) else -1_000_000


def _number_rows(lines: Sequence[Line]) -> Counter[int]:
    """How many figures stand at each height, to a point or so."""
    rows: Counter[int] = Counter()
    for line in lines:
        if _is_number(line):
            rows.update((round(line.base) - 1, round(line.base), round(line.base) + 1))
    return rows
