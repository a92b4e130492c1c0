"""Lines in, cells in rows out: what stands between wide blanks, by baseline, each row left to right.

A cell is a figure, a period or a run of words; a unit behind its figure belongs to it. Nothing is dropped here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import Box
from extract.pages.lines import Line, union
from extract.periods.grammar import parse_period


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed thing of a table: `line.text[start:end]`."""

    text: str
    box: Box
    line: Line
    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.box.x0 + self.box.x1) / 2


# A point without digits behind it ("27,412.") is a slip of the pen; behind one or two digits it marks a list.
VALUE = re.compile(
    r"[-–—−+(（]{0,2}[¥￥$]?\d[\d,，]*(?:\.\d+|(?<=\d{3})\.)?[)）]?\s*(?:%|％|x|X|倍|pct|元|港元|美元)?[)）]?",
    re.I,
)
NOTHING = re.compile(r"-{1,3}|–|—+|/|N\.?\s?/?A\.?|n\.?\s?/?a\.?|NM|nm|不适用|N/M|--", re.I)
SOURCE = re.compile(r"^\s*(?:资料|数据)?\s*来源|^Source|^注[:：]|^备注|请务必")
# What opens the title of a table or a picture: "图表 12：", "表3", "图：".
TITLE = re.compile(r"^\s*(?:图表|图|表)\s*(?:\d{1,3}(?:[-–.]\d{1,2})?\s*[:：、.\s\u4e00-\u9fff]|[:：])")

# A unit that a blank parts from its number: "1,188 百万股", "64.95 元".
UNIT_WORD = re.compile(
    r"(?:[十百千万亿]{0,3}(?:元|港元|美元|港币|股|倍|只|家|人|HKD|RMB)|百万|[万亿]|[%％]|mn|bn)(?:/股)?"
)


# Own move and move against the index in one cell: "7.9/1.71".
PAIR = re.compile(r"([-–—−+]?\d+(?:\.\d+)?)\s*[%％]?\s*/\s*([-–—−+]?\d+(?:\.\d+)?)\s*[%％]?")


_WORD = re.compile(r"\S+")


def is_value(text: str) -> bool:
    return bool(VALUE.fullmatch(text) or NOTHING.fullmatch(text))


def is_figure(text: str) -> bool:
    """A value with digits: a dash may be a mark of a list as well."""
    return bool(VALUE.fullmatch(text))


def cells_of(line: Line, anchor: datetime.date) -> list[Cell]:
    """The line cut at blanks; neighbouring words that are neither values nor periods stay one label."""
    spans: list[tuple[int, int]] = []
    joinable = False
    for match in _WORD.finditer(line.text):
        start, end = match.span()
        text = match.group()
        if spans and _is_unit_of(text, start, line, *spans[-1]):
            spans[-1] = (spans[-1][0], end)
            joinable = False
            continue
        plain = not is_value(text) and parse_period(text, anchor) is None
        if spans and joinable and plain:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        joinable = plain
    return [Cell(line.text[start:end], line.box_of(start, end), line, start, end) for start, end in spans]


def _is_unit_of(word: str, at: int, line: Line, start: int, end: int) -> bool:
    """Whether a word at `at` of the line is the unit of the value at `line.text[start:end]`."""
    return bool(UNIT_WORD.fullmatch(word) and VALUE.fullmatch(line.text[start:end]) and _near(line, end, at))


def _near(line: Line, left_end: int, right_start: int) -> bool:
    gap = line.box_of(right_start, right_start + 1).x0 - line.box_of(left_end - 1, left_end).x1
    return gap < 0.9 * line.size


def rows_of(lines: Sequence[Line], anchor: datetime.date) -> list[list[Cell]]:
    """All cells of a page in rows by baseline, each left to right."""
    usable = [line for line in lines if line.kind not in ("header", "footer")]
    ordered = sorted(usable, key=lambda ln: (ln.base, ln.box.x0))
    rows: list[list[Cell]] = []
    level = -1e9
    for line in ordered:
        cells = cells_of(line, anchor)
        if rows and line.base - level <= max(1.5, 0.3 * line.size):
            rows[-1].extend(cells)
        else:
            rows.append(cells)
            level = line.base
    for row in rows:
        row.sort(key=lambda cell: cell.box.x0)
    return rows


def text_of(cells: Sequence[Cell]) -> str:
    return "".join(cell.text for cell in cells)


def box_of(cells: Sequence[Cell]) -> Box:
    return union([c.box for c in cells])
