"""A row of cells in, the runs of periods in it out: the heads of tables whose columns are periods.

Periods rise from left to right or, where a run holds nothing else, fall. A column headed 同比 or 环比 among them holds
the growth of the latest period left of it; one headed 变动 does too, but of which kind nobody says.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from extract.model import Period
from extract.periods.grammar import parse_period
from extract.tables.cells import Cell
from extract.tables.row_words import listed
from extract.vocabulary import growth_label


class Heads(list[tuple[Cell, Period]]):
    """The columns of a table, left to right; `changes` says which of them hold growth, and of what kind ("" unknown)."""

    def __init__(self, columns: Sequence[tuple[Cell, Period]], changes: dict[int, str] | None = None) -> None:
        super().__init__(columns)
        self.changes = changes or {}

    @property
    def falls(self) -> bool:
        """Whether the latest period stands first."""
        return len(self) > 1 and not self.changes and _falls(self[0][1].value, self[1][1].value)


def header_groups(row: Sequence[Cell], anchor: datetime.date) -> list[Heads]:
    """Runs of period cells in a row; a label between two runs, or a step back in time, parts them."""
    return [
        heads
        for run in (_runs(row, anchor) if len(row) > 1 else ())
        if len(run) > 1
        for heads in _tables(run)
        if len(heads) - len(heads.changes) >= 2 and _evenly_set(heads)
    ]


def _runs(row: Sequence[Cell], anchor: datetime.date) -> Iterator[list[tuple[Cell, Period | str]]]:
    """Neighbouring cells that are periods or, behind a period, words for growth."""
    run: list[tuple[Cell, Period | str]] = []
    for cell in row:
        period = parse_period(cell.text, anchor)
        if period is not None and _column_period(period.value):
            run.append((cell, period))
        elif run and (change := _change(cell.text)) is not None:
            run.append((cell, change))
        else:
            yield run
            run = []
    yield run


def _change(text: str) -> str | None:
    """What a head without a period says of growth: 同比 is yoy, 变动 is "" ; None where it says nothing."""
    if len(text) > 8:
        return None
    if text.strip(" （()）%％") in listed("version_changes"):
        return ""
    grown = growth_label(text)
    return grown[1] if grown is not None and grown[0] is None else None


def _tables(run: Sequence[tuple[Cell, Period | str]]) -> Iterator[Heads]:
    periods = [(cell, what) for cell, what in run if isinstance(what, Period)]
    if len(periods) < len(run) and _once_each([p.value for _, p in periods]):
        yield _with_changes(run)
        return
    if len(periods) > 1 and all(_falls(a.value, b.value) for (_, a), (_, b) in pairwise(periods)):
        yield Heads(periods)
        return
    group: list[tuple[Cell, Period]] = []
    for cell, period in periods:
        if group and _steps_back(group[-1][1].value, period.value):
            yield Heads(group)
            group = []
        group.append((cell, period))
    yield Heads(group)


def _once_each(values: Sequence[str]) -> bool:
    """Whether growth stands among the columns of one table: no period twice, no days, no spans."""
    return len(set(values)) == len(values) > 1 and all(
        re.match(r"(?:FY)?\d{4}(?!-\d\d-\d\d)", v) for v in values
    )


def _with_changes(run: Sequence[tuple[Cell, Period | str]]) -> Heads:
    columns: list[tuple[Cell, Period]] = []
    changes: dict[int, str] = {}
    for index, (cell, what) in enumerate(run):
        if isinstance(what, Period):
            columns.append((cell, what))
            continue
        changes[index] = what
        columns.append((cell, _grown_to(columns, changes, what)))
    return Heads(columns, changes)


def _grown_to(columns: Sequence[tuple[Cell, Period]], changes: dict[int, str], measure: str) -> Period:
    """The period whose growth a column holds, of those left of it.

    "24Q3 23Q3 同比 24Q2 环比": both of 24Q3; "2023 同比 2024 同比": each of the year before it.
    """
    left = [(at, period) for at, (_, period) in enumerate(columns) if at not in changes]
    latest = max((period for _, period in left), key=lambda period: _end(period.value))
    since = max((at for at in changes if at < len(columns)), default=-1)
    near = [period for at, period in left if at > since]
    if not near or measure == "qoq":
        return latest if near or since < 0 else columns[since][1]
    newest = max(near, key=lambda period: _end(period.value))
    year, month = _end(newest.value)
    year_on = [period for _, period in left if _end(period.value) == (year + 1, month)]
    return year_on[0] if len(near) == 1 and year_on else newest


def _end(value: str) -> tuple[int, int]:
    """The year and month a period ends in; of those that end together the later named wins (max takes the first)."""
    match = re.match(r"(?:FY)?(\d{4})(?:-(\d{2})|Q([1-4])|H([12]))?(/\d{4}-(\d{2}))?", value)
    if match is None:
        return (0, 0)
    year, month, quarter, half, _, last = match.groups()
    return int(year), int(last or month or (int(quarter) * 3 if quarter else int(half) * 6 if half else 12))


def _falls(left: str, right: str) -> bool:
    whole = all(re.match(r"(?:FY)?\d{4}(?!-\d\d-\d\d)", value) for value in (left, right))
    return whole and _end(left) > _end(right)


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


def _evenly_set(group: Heads) -> bool:
    steps = [b.middle - a.middle for (a, _), (b, _) in pairwise(group)]
    return max(steps) <= 2.6 * min(steps)


def pitch_of(group: Sequence[tuple[Cell, Period]]) -> float:
    return median(b.middle - a.middle for (a, _), (b, _) in pairwise(group))
