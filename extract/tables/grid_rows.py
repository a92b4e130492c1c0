"""Cells below a table's header in, whole rows out: one label a row, its values by column, what stands left of it.

A label may stand a few points above or below its values, or on two lines around them; where labels fill two columns
the left one goes to `side`. A row without values is a heading of the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extract.tables.cells import Cell, is_figure, text_of

_GULF = 2.2  # in font sizes: a wider gap parts two label columns
_REACH = 0.75  # in row pitches: how far a label may stand from its values
_UNIT_ONLY = re.compile(r"[（(][^（()）]{1,12}[)）]")


@dataclass(slots=True)
class GridRow:
    """A label (empty where none is printed), its cells by column index, and the label of a column left of it."""

    label: list[Cell]
    cells: dict[int, Cell]
    base: float
    side: list[Cell] = field(default_factory=list)
    unread: bool = False  # its figures could not be read: no heading, though it has no cells

    @property
    def label_text(self) -> str:
        return text_of(self.label)

    @property
    def side_text(self) -> str:
        return text_of(self.side)


def whole_rows(rows: list[GridRow], size: float) -> tuple[list[GridRow], list[GridRow]]:
    """The rows with every label beside its values, label columns parted; and the headings after the last value."""
    _part_columns(rows, size)
    rows = _fold_units(_join_labels(_join_values(rows), size), size)
    last = max((index for index, row in enumerate(rows) if row.cells), default=-1)
    return rows[: last + 1], rows[last + 1 :]


# --- label columns -----------------------------------------------------------------------------------------


def _part_columns(rows: Sequence[GridRow], size: float) -> None:
    """Labels into one column: what ends left of every label beside values is of the column before, or another text."""
    split = [_runs(row.label, size) for row in rows]
    gutter = _gutter([runs for runs, row in zip(split, rows, strict=True) if row.cells and len(runs) > 1])
    if gutter > 0:
        parted = [runs for runs, row in zip(split, rows, strict=True) if row.cells and len(runs) > 1]
        column = min(runs[-1][0].box.x0 for runs in parted)
        for row in rows:
            row.label = [part for cell in row.label for part in _cut(cell, column)]
        split = [_parted_at(_runs(row.label, size), column) for row in rows]
    beside = [
        [cell for run in runs if run[0].box.x0 > gutter for cell in run] or runs[-1]
        for runs, row in zip(split, rows, strict=True)
        if runs and row.cells
    ]
    left = _left_edge(beside)
    for row, runs in zip(rows, split, strict=True):
        side = [run for run in runs if run[-1].box.x1 <= max(gutter, left) + 1.0]
        kept = [run for run in runs if run[-1].box.x1 > max(gutter, left) + 1.0]
        while len(kept) > 1 and kept[1][0].box.x0 - kept[0][-1].box.x1 > _GULF * size:
            side.append(kept.pop(0))
        row.label = [cell for run in kept for cell in run]
        row.side = side[-1] if side and _is_short(side[-1]) else []
    _drop_stray_sides(rows)


def _parted_at(runs: list[list[Cell]], column: float) -> list[list[Cell]]:
    """Runs that go on into the label column, in two."""
    parted: list[list[Cell]] = []
    for run in runs:
        left = [cell for cell in run if cell.box.x1 <= column]
        right = [cell for cell in run if cell.box.x1 > column]
        parted += [part for part in (left, right) if part]
    return parted


def _cut(cell: Cell, column: float) -> list[Cell]:
    """A cell with a blank right before the label column, in two: "（万吨） 高分子" are labels of two columns."""
    for blank in re.finditer(r"\s+", cell.text):
        middle, after = cell.start + blank.start(), cell.start + blank.end()
        right = cell.line.box_of(after, cell.end)
        if cell.box.x0 < column - cell.line.size and abs(right.x0 - column) < 0.8 * cell.line.size:
            left = cell.line.box_of(cell.start, middle)
            return [
                Cell(cell.text[: blank.start()], left, cell.line, cell.start, middle),
                Cell(cell.text[blank.end() :], right, cell.line, after, cell.end),
            ]
    return [cell]


def _gutter(parted: Sequence[Sequence[Sequence[Cell]]]) -> float:
    """Where a left label column ends, if two label columns stand apart in every row that fills both; else -1."""
    if len(parted) < 2:
        return -1.0
    end = max(runs[-2][-1].box.x1 for runs in parted)
    return end if end < min(runs[-1][0].box.x0 for runs in parted) else -1.0


def _left_edge(beside: Sequence[Sequence[Cell]]) -> float:
    """The left edge of the label column: the leftmost label that shares its stretch with the middle one."""
    if len(beside) < 3:
        return -1.0
    middle = median(label[0].box.x0 for label in beside)
    end = max(label[-1].box.x1 for label in beside)
    return min(label[0].box.x0 for label in beside if label[0].box.x0 > middle - max(60.0, end - middle))


def _runs(label: Sequence[Cell], size: float) -> list[list[Cell]]:
    """Cells of one printed line, or hardly parted, together."""
    runs: list[list[Cell]] = []
    for cell in label:
        if (
            runs
            and cell.box.x0 - runs[-1][-1].box.x1 <= (1.25 if cell.line is runs[-1][-1].line else 1.0) * size
        ):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return runs


def _is_short(run: Sequence[Cell]) -> bool:
    text = text_of(run)
    return len(text) <= 16 and not re.search(r"[，。；！？：:]", text)


def _drop_stray_sides(rows: Sequence[GridRow]) -> None:
    """A column of band labels stands in one place: words scattered left of a table are another text's."""
    sides = [row.side for row in rows if row.side]
    if not sides:
        return
    low, high = min(s[0].box.x0 for s in sides), max(s[-1].box.x1 for s in sides)
    widest = max(s[-1].box.x1 - s[0].box.x0 for s in sides)
    labels = [row.label[0].box.x0 for row in rows if row.label and row.cells]
    far = min(labels) - high > 90 if labels else True
    if high - low > 1.5 * widest + 4 or far:
        for row in rows:
            row.side = []


# --- labels that stand beside their values, or around them -------------------------------------------------


def _join_values(rows: list[GridRow]) -> list[GridRow]:
    """Values set a little higher than others of their row: two rows, hardly apart, that fill different columns."""
    pitch = median([b.base - a.base for a, b in pairwise([r for r in rows if r.cells])] or [12.0])
    joined: list[GridRow] = []
    for row in rows:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.cells
            and row.cells
            and not (last.label and row.label)
            and row.base - last.base < 0.75 * pitch
            and not last.cells.keys() & row.cells.keys()
        ):
            last.cells.update(row.cells)
            last.label, last.side = last.label or row.label, last.side or row.side
            continue
        joined.append(row)
    return joined


def _join_labels(rows: list[GridRow], size: float) -> list[GridRow]:
    """Every row of values that has no label takes the label lines nearest to it, above and below."""
    valued = [row for row in rows if row.cells]
    bare = [row for row in valued if not row.label]
    if not bare:
        return rows
    steps = [b.base - a.base for a, b in pairwise(valued)]
    pitch = median(steps) if steps else 1.6 * size
    reach = _REACH * min(pitch, 3.2 * size)
    taken: set[int] = set()
    for row in bare:
        near = [
            (abs(other.base - row.base), index)
            for index, other in enumerate(rows)
            if other.label
            and not other.cells
            and not other.unread
            and _nearest(other, valued) is row
            and index not in taken
        ]
        near = sorted(pair for pair in near if pair[0] <= reach)
        # One beside the values is the label; two at like distances above and below are its lines.
        chosen = [index for distance, index in near if distance < 1.6 * near[0][0] + 1.0][:2]
        for index in sorted(chosen):
            row.label = row.label + rows[index].label
            row.side = row.side or rows[index].side
        taken.update(chosen)
    return [row for index, row in enumerate(rows) if index not in taken]


def _nearest(label: GridRow, valued: Sequence[GridRow]) -> GridRow:
    return min(valued, key=lambda row: (abs(row.base - label.base), row.base))


def _fold_units(rows: list[GridRow], size: float) -> list[GridRow]:
    """A unit, or the last letters of a full label, on the line below belongs to the row above it."""
    widest = max((row.label[-1].box.x1 for row in rows if row.label and row.cells), default=0.0)
    whole: list[GridRow] = []
    for row in rows:
        last = whole[-1] if whole else None
        if (
            last is not None
            and last.cells
            and last.label
            and row.label
            and not row.cells
            and not row.unread
            and not row.side
            and row.base - last.base < 1.6 * size
            and _goes_on(last.label, row.label, widest)
        ):
            last.label = last.label + row.label
            continue
        whole.append(row)
    return whole


def _goes_on(label: Sequence[Cell], below: Sequence[Cell], widest: float) -> bool:
    text = text_of(below)
    if _UNIT_ONLY.fullmatch(text):
        return True
    full = label[-1].box.x1 > widest - 0.9 * label[-1].line.size
    return full and len(text) <= 2 and not is_figure(text)
