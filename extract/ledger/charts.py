"""A page's lines and drawings in, the lines that are a chart's text out: ticks, data labels and legends.

Told by three signs: an axis (three or more numbers in a column whose values step evenly), a row of dates that no table
has, and the room between a figure's caption and its source line. A caption that calls itself a table opens no chart,
one that leaves it open (图表) needs an axis, a picture or a curve in its room.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.model import Box
from extract.pages.lines import Line, union
from extract.vocabulary.wording import words

if TYPE_CHECKING:
    from extract.sheet import Sheet

_TICK = re.compile(r"[-−–(（]?\s?[$¥￥]?\d[\d,，]*(?:\.\d+)?\s?[)）]?\s?[%％xX倍]?")
_YEAR = r"(?:19|20)\d{2}"
_PART = r"(?:Q[1-4]|H[12]|[一二三四]季度?|前三季度?|[AE])"
_DATE = re.compile(
    rf"{_YEAR}年?{_PART}?|{_YEAR}[-/.年]\s?\d{{1,2}}(?:[-/.月]\s?\d{{1,2}})?[月日]?|(?:19|20)\d{{4}}"
    rf"|\d{{2}}年?{_PART}|[1-4][QH]\d{{2}}E?|\d{{2}}[-/年]\d{{1,2}}(?:[-/月]\d{{1,2}})?[月日]?|\d{{1,2}}月|[A-Z][a-z]{{2}}[-/]\d{{2}}|FY\d{{2,4}}E?"
)
_LABELS = re.compile(r"[\s\d.,，%％()（）\-−–/xX倍年月日QHAEaeFY:：万亿元]+")
# Dates printed so close that they run into one another, as charts do with their time axis.
_CROWDED = re.compile(r"(?:(?:19|20)\d{2}[AE]?){3,}|(?=\S{14})(?:\d{1,6}[-/.]){4,}\d{1,6}")
_SOURCE = re.compile(r"^\s*(?:资料|数据|信息)?\s*来源|^\s*Source", re.I)
_CJK = re.compile("[\u4e00-\u9fff]")


class _Room(NamedTuple):
    """The space below a caption: what it holds is a chart's, where `sure`, or where the page shows one there."""

    box: Box
    sure: bool


class Charts:
    """Which lines of a page are chart text. `reason(line)` is a slug, or None."""

    def __init__(self, sheet: Sheet) -> None:
        self._reasons: dict[int, str] = {}
        free = _free_lines(sheet)
        labels = [line for line in free if _LABELS.fullmatch(line.text)]
        texts = [line.base for line in free if not _LABELS.fullmatch(line.text) and _CJK.search(line.text)]
        candidates = _axes(labels)
        ticks = {id(line) for axis in candidates for line in axis}
        others = [line.base for line in labels if id(line) not in ticks]
        axes = [axis for axis in candidates if not _is_table_column(axis, texts, others)]
        for axis in axes:
            self._mark(axis, "axis_tick")
        for row in (*_date_rows(labels), *_number_rows(labels)):
            self._mark(row, "axis_tick")
        self._mark((line for line in free if _CROWDED.fullmatch(line.text)), "axis_tick")
        spans = [union([ln.box for ln in axis]) for axis in axes]
        self._mark(_beside(spans, labels, sheet.page.width), "data_label")
        self._rooms(sheet, free, spans)

    def reason(self, line: Line) -> str | None:
        return self._reasons.get(id(line))

    def _mark(self, lines: Iterable[Line], reason: str) -> None:
        for line in lines:
            self._reasons.setdefault(id(line), reason)

    def _rooms(self, sheet: Sheet, free: Sequence[Line], axes: Sequence[Box]) -> None:
        shown = [*sheet.page.images, *sheet.page.drawings, *axes]
        for room in _caption_rooms(sheet):
            if room.sure or any(_covers(room.box, box) for box in shown):
                self._mark((ln for ln in free if _inside(room.box, ln.box) and _is_label(ln)), "in_figure")


def is_prose(text: str) -> bool:
    """Running text, not a run of labels: long, and a quarter of it Chinese characters."""
    return len(text) > 24 and 4 * len(_CJK.findall(text)) >= len(text)


def _is_label(line: Line) -> bool:
    """What charts print: numbers, or a few words; not a sentence."""
    return bool(_LABELS.fullmatch(line.text)) or len(line.text) <= 18


def tabled_lines(sheet: Sheet) -> dict[int, str]:
    """The ids of the lines that stand in a table, with the kind of its cells: periods, ruled, one company among peers."""
    kinds = {id(cell.line): "ruled_cell" for table in sheet.ruled for cell in table.cells}
    kinds |= {id(cell.line): "peer_cell" for company in sheet.companies for cell in company.cells}
    return kinds | {id(cell.line): "period_cell" for grid in sheet.grids for cell in grid.cells}


def _free_lines(sheet: Sheet) -> list[Line]:
    """Lines that neither a table nor running text has; a chart at a page's foot may look like a running line."""
    taken = set(tabled_lines(sheet))
    for block in sheet.blocks:
        if len(block.text) > 40 and is_prose(block.text) and max(len(line.text) for line in block.lines) > 18:
            taken.update(id(line) for line in block.lines)
    return [line for line in sheet.lines if id(line) not in taken]


# --- axes --------------------------------------------------------------------------------------------------


def _axes(labels: Sequence[Line]) -> list[list[Line]]:
    """Columns of three or more numbers that step evenly in value and place."""
    found: list[list[Line]] = []
    used: set[int] = set()
    ticks = [line for line in labels if _TICK.fullmatch(line.text)]
    for edge in ("x1", "x0"):
        columns: dict[int, list[Line]] = defaultdict(list)
        for line in sorted(ticks, key=lambda ln: (ln.base, ln.box.x0)):
            if id(line) not in used:
                place = line.box.x1 if edge == "x1" else line.box.x0
                columns[round(place / 2.5)].append(line)
        for key in sorted(columns):
            for run in _even_runs(columns[key]):
                found.append(run)
                used.update(id(line) for line in run)
    return found


def _even_runs(column: Sequence[Line]) -> list[list[Line]]:
    runs: list[list[Line]] = []
    run: list[Line] = []
    for line in column:
        if len(run) >= 2 and not _steps_on(run, line):
            if len(run) >= 3:
                runs.append(run)
            run = run[-1:]
        run.append(line)
    if len(run) >= 3:
        runs.append(run)
    return runs


def _steps_on(run: Sequence[Line], line: Line) -> bool:
    first, last = run[-2], run[-1]
    step, next_step = _number(last) - _number(first), _number(line) - _number(last)
    pitch, next_pitch = last.base - first.base, line.base - last.base
    return (
        step != 0
        and abs(next_step - step) <= 0.02 * abs(step) + 1e-9
        and abs(next_pitch - pitch) <= 0.12 * pitch + 0.6
    )


def _number(line: Line) -> float:
    return _value(line.text)


def _value(text: str) -> float:
    digits = re.sub(r"[^\d.]", "", text)
    value = float(digits) if digits.count(".") <= 1 and digits.strip(".") else 0.0
    return -value if re.match(r"\s*[-−–(（]", text) else value


def _is_table_column(axis: Sequence[Line], texts: Sequence[float], others: Sequence[float]) -> bool:
    """A column of ranks, years or rates: words or several numbers stand beside most of them, or they count up years."""
    worded = sum(any(abs(line.base - base) < 2.0 for base in texts) for line in axis)
    filled = sum(sum(abs(line.base - base) < 1.5 for base in others) >= 2 for line in axis)
    values = [_number(line) for line in axis]
    years = all(1950 <= v <= 2060 and v == int(v) for v in values)
    return years or 2 * worded >= len(axis) or 5 * filled >= 3 * len(axis)


def _rows(labels: Sequence[Line]) -> list[list[Line]]:
    rows: dict[int, list[Line]] = defaultdict(list)
    for line in labels:
        rows[round(line.base)].append(line)
    return [sorted(row, key=lambda ln: ln.box.x0) for _, row in sorted(rows.items())]


def _date_rows(labels: Sequence[Line]) -> list[list[Line]]:
    """Rows of three or more dates under which no numbers stand: with numbers below they head a table."""
    found: list[list[Line]] = []
    for row in _rows([ln for ln in labels if all(_DATE.fullmatch(word) for word in ln.text.split())]):
        if sum(len(ln.text.split()) for ln in row) >= 3 and not _heads_numbers(row, labels):
            found.append(row)
    return found


def _heads_numbers(row: Sequence[Line], labels: Sequence[Line]) -> bool:
    below = [
        ln
        for ln in labels
        if 0.6 * row[0].size < ln.base - row[0].base < 2.6 * row[0].size and not _DATE.fullmatch(ln.text)
    ]
    covered = sum(any(_overlap(head.box, ln.box) for ln in below) for head in row)
    return len(row) >= 3 and 2 * covered >= len(row)


def _overlap(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) > max(one.x0, other.x0)


def _number_rows(labels: Sequence[Line]) -> list[list[Line]]:
    """Rows of four or more numbers that step evenly: the axis of a bar chart."""
    found: list[list[Line]] = []
    for row in _rows([ln for ln in labels if all(_TICK.fullmatch(word) for word in ln.text.split())]):
        values = [_value(word) for ln in row for word in ln.text.split()]
        steps = {round(b - a, 6) for a, b in pairwise(values)}
        if len(values) >= 4 and len(steps) == 1 and steps != {0} and not _heads_numbers(row, labels):
            found.append(row)
    return found


def _beside(axes: Sequence[Box], labels: Sequence[Line], width: float) -> list[Line]:
    """Numbers at the height of an axis, within half a page of it: the chart's data labels, and its date axis below."""
    found: list[Line] = []
    for axis in axes:
        for line in labels:
            x = (line.box.x0 + line.box.x1) / 2
            if (
                axis.top - 12 <= line.base <= axis.bottom + 22
                and axis.x0 - 0.5 * width <= x <= axis.x1 + 0.5 * width
            ):
                found.append(line)
    return found


# --- captions ----------------------------------------------------------------------------------------------


@cache
def _caption_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"^\s*[■▪●◆]?\s*(?P<word>{'|'.join(words('ledger_figure'))})\.?\s*\d+|(?P<trend>.*(?:{'|'.join(words('ledger_trend'))}))"
    )


def _caption_rooms(sheet: Sheet) -> list[_Room]:
    """The room of each caption: down to its source line or the next caption, across to its neighbour."""
    captions = [
        (ln, m) for ln in sheet.lines if len(ln.text) < 70 and (m := _caption_pattern().match(ln.text))
    ]
    sources = [ln for ln in sheet.lines if _SOURCE.match(ln.text)]
    rooms: list[_Room] = []
    for line, match in captions:
        word = match["word"] or ""
        if word in words("ledger_figure", "tables"):
            continue
        right = min(
            (c.box.x0 - 4 for c, _ in captions if abs(c.base - line.base) < 8 and c.box.x0 > line.box.x1),
            default=sheet.page.width,
        )
        below = [
            ln.box.top
            for ln in (*sources, *(c for c, _ in captions))
            if ln.box.top > line.box.bottom and ln.box.x0 < right and ln.box.x1 > line.box.x0
        ]
        bottom = min(below, default=line.box.bottom + 220)
        box = Box(line.box.x0 - 12, line.box.bottom - 2, right, min(bottom, line.box.bottom + 420))
        rooms.append(_Room(box, word in words("ledger_figure", "charts")))
    return rooms


def _inside(room: Box, box: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return room.x0 <= x <= room.x1 and room.top <= y <= room.bottom


def _covers(room: Box, box: Box) -> bool:
    """Whether something drawn stands in the room and fills a fair part of it."""
    tall, wide = box.bottom - box.top, box.x1 - box.x0
    return _inside(room, box) and tall > 0.3 * (room.bottom - room.top) and wide > 0
