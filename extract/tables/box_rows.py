"""Rows of cells in, labels with their values out: what a box beside the text prints on one line, or hardly off it.

A label may stand a little above or below its value, or on two lines around it; a value may be two with a slash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.pages.lines import Line
from extract.tables.cells import UNIT_WORD, Cell

_NUMBER = r"[-−–+]?\d[\d,，]*(?:\.\d+)?"
UNIT = r"(?:\s*(?:%|％|倍|[xX]|(?:[十百千万亿]{0,3})(?:元|港元|美元|港币|股|只|家|人)(?:/股)?|百万|亿|万|mn|bn))?"
BOX_VALUE = re.compile(
    rf"(?:[¥￥$]|RMB|HK\$|US\$|人民币|港币)?\s*{_NUMBER}{UNIT}(?:\s*[/／~～]\s*(?:[¥￥$])?{_NUMBER}{UNIT}|\s*[-–—]\s*\d[\d,]*(?:\.\d+)?{UNIT})?"
)


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A label and its value with their places."""

    label: str
    value: str
    cells: tuple[Cell, ...]

    @property
    def line(self) -> Line:
        return self.cells[-1].line


def find_box_rows(rows: Sequence[Sequence[Cell]], taken: set[int]) -> list[BoxRow]:
    """Label and value pairs of a page's rows, without lines already read as a table (`taken`: ids of lines)."""
    found: list[BoxRow] = []
    lonely: list[Cell] = []
    free = [_parted([cell for cell in row if id(cell.line) not in taken]) for row in rows]
    for row in free:
        for index, cell in enumerate(row):
            if pair := _inside(cell):
                found.append(pair)
            elif BOX_VALUE.fullmatch(cell.text):
                label = _label_before(row, index) if index else ()
                if label:
                    found.append(BoxRow("".join(c.text for c in label), cell.text, (*label, cell)))
                else:
                    lonely.append(cell)
    used = {id(cell) for pair in found for cell in pair.cells}
    labels = [cell for row in free for cell in row if id(cell) not in used and _is_label(cell.text)]
    for value in lonely:
        if beside := _label_around(value, labels):
            found.append(BoxRow("".join(c.text for c in beside), value.text, (*beside, value)))
    return found


_MONTH, _DAY = re.compile(r"(?:\d{4}\s*年)?\s*\d{1,2}\s*月"), re.compile(r"\d{1,2}\s*日")
_SLASH = re.compile(r"[/／~～]")


def _parted(row: Sequence[Cell]) -> list[Cell]:
    """The row's cells as a box needs them: "73.0 / 22.62" one value, "277.98/131.20 总股本" a value and a label."""
    cells: list[Cell] = []
    for cell in row:
        opened = re.match(rf"({BOX_VALUE.pattern})\s+(?=[\u4e00-\u9fff])", cell.text)
        if opened and not UNIT_WORD.fullmatch(cell.text[opened.end() :]):
            cells += [_piece(cell, 0, opened.end(1)), _piece(cell, opened.end(), len(cell.text))]
            continue
        last = cells[-1] if cells else None
        if last is not None and _MONTH.fullmatch(last.text) and _DAY.match(cell.text):
            cells[-1] = _joined(last, cell)  # a blank parts the month from the day
            continue
        slashed = last is not None and last.line is cell.line and re.search(r"\d\s*[/／]$", last.text)
        opens = last is not None and _SLASH.fullmatch(cell.text) and re.search(r"\d$", last.text)
        if last is not None and (opens or (slashed and BOX_VALUE.fullmatch(cell.text))):
            cells[-1] = _joined(last, cell)
        else:
            cells.append(cell)
    return cells


def _piece(cell: Cell, start: int, end: int) -> Cell:
    first, last = cell.start + start, cell.start + end
    return Cell(cell.text[start:end], cell.line.box_of(first, last), cell.line, first, last)


def _joined(left: Cell, right: Cell) -> Cell:
    if left.line is not right.line:
        return left
    text = left.line.text[left.start : right.end]
    return Cell(text, left.line.box_of(left.start, right.end), left.line, left.start, right.end)


def _is_label(text: str) -> bool:
    words = re.search(r"[\u4e00-\u9fff]{2}|^[\u4e00-\u9fff][)）]$", text)
    return bool(words) and len(text) <= 20 and not re.search(r"[，。；！？]|来源|\d{4}", text)


def _label_around(value: Cell, labels: Sequence[Cell]) -> tuple[Cell, ...]:
    """The label a little above or below a value, or its two lines around it."""
    size = value.line.size
    near = sorted(
        (abs(cell.line.base - value.line.base), cell.line.base, index)
        for index, cell in enumerate(labels)
        if cell.box.x1 < value.box.x0 and value.box.x0 - cell.box.x0 < 190
    )
    near = [place for place in near if place[0] < 0.9 * size]
    if not near:
        return ()
    lines = [place for place in near[:2] if place[0] < 1.6 * near[0][0] + 1.0]
    if len(lines) == 2 and (lines[0][1] < value.line.base) == (lines[1][1] < value.line.base):
        lines = lines[:1]
    chosen = [labels[index] for _, _, index in sorted(lines, key=lambda place: place[1])]
    # A label that opens a bracket goes on below; one that only closes it is half a label.
    text = "".join(cell.text for cell in chosen)
    return tuple(chosen) if len(re.findall(r"[（(]", text)) == len(re.findall(r"[)）]", text)) else ()


def _inside(cell: Cell) -> BoxRow | None:
    """A label and value in one piece of text: "当前股价：14.8 元", "总股本(百万股)1,191.39"."""
    text = cell.text
    if len(text) > 44 or len(cell.line.text) > 70:
        return None
    match = re.fullmatch(rf"(?P<label>[^：:]*[^：:\d./-])\s*[：:]\s*(?P<value>{BOX_VALUE.pattern})", text)
    match = match or re.fullmatch(rf"(?P<label>.*[)）])\s*(?P<value>{BOX_VALUE.pattern})", text)
    if match is None or not match["label"].strip():
        return None
    return BoxRow(match["label"], match["value"], (cell,))


def _label_before(row: Sequence[Cell], index: int) -> tuple[Cell, ...]:
    """The cells that make the label left of a value; empty where another number or a gulf is in between."""
    value = row[index]
    label: list[Cell] = []
    edge = value.box.x0
    for cell in reversed(row[:index]):
        if BOX_VALUE.fullmatch(cell.text) and not re.fullmatch(r"\d{1,3}", cell.text):
            break
        gap = edge - cell.box.x1
        if (not label and gap > 170) or (label and gap > 1.6 * cell.line.size):
            break
        # A label is a few words; a line of running text beside a number is none.
        if len(cell.text) > 24 or re.search(r"[，。；！？]", cell.text):
            return ()
        label.insert(0, cell)
        edge = cell.box.x0
    return tuple(label)
