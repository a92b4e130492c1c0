"""A row of cells in, the runs of periods in it out: the heads of tables whose columns are periods."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extract.model import Period
from extract.periods.grammar import parse_period
from extract.tables.cells import Cell


def header_groups(row: Sequence[Cell], anchor: datetime.date) -> list[list[tuple[Cell, Period]]]:
    """Runs of period cells in a row; a label between two runs, or a step back in time, parts them."""
    groups: list[list[tuple[Cell, Period]]] = []
    open_group: list[tuple[Cell, Period]] = []
    for cell in row:
        period = parse_period(cell.text, anchor)
        if period is not None and _column_period(period.value):
            if open_group and _steps_back(open_group[-1][1].value, period.value):
                groups.append(open_group)
                open_group = []
            open_group.append((cell, period))
        else:
            groups.append(open_group)
            open_group = []
    groups.append(open_group)
    return [g for g in groups if len(g) >= 2 and _evenly_set(g)]


def _column_period(value: str) -> bool:
    """Whether a column may stand for it: a span of days may not, the first nine months of a year may."""
    return "/" not in value or re.fullmatch(r"(\d{4})-01/\1-09", value) is not None


def _steps_back(last: str, this: str) -> bool:
    """Whether a second table begins: an earlier year, or the same period again. "2021H1, 2021, 2022" goes on."""
    if (len(last) == 10) != (len(this) == 10):  # a column of a day (股价) stands beside the years' columns
        return True
    months = [re.fullmatch(r"(\d+)M", value) for value in (last, this)]
    if months[0] and months[1]:
        return int(months[1][1]) <= int(months[0][1])
    return last == this or this.removeprefix("FY")[:4] < last.removeprefix("FY")[:4]


def _evenly_set(group: list[tuple[Cell, Period]]) -> bool:
    steps = [b.middle - a.middle for (a, _), (b, _) in pairwise(group)]
    return max(steps) <= 2.6 * min(steps)


def pitch_of(group: list[tuple[Cell, Period]]) -> float:
    return median(b.middle - a.middle for (a, _), (b, _) in pairwise(group))
