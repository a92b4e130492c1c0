"""Rows with a label column of their own on the left in, which of its labels holds for each row out.

Such a label is centred on its rows or stands beside the first of them; which, is told by what repeats: no metric
stands twice under one label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.tables.cells import Cell, text_of
from extract.tables.grid_rows import GridRow
from extract.tables.row_words import question_of

_UNIT_ONLY = re.compile(r"[（(][^（()）]{1,12}[)）]")


@dataclass(slots=True)
class Band:
    """A label of the left column: its lines, and where it stands."""

    cells: list[Cell]
    base: float
    last: float

    @property
    def text(self) -> str:
        return text_of(self.cells)

    @property
    def middle(self) -> float:
        return (self.base + self.last) / 2


def bands_of(rows: Sequence[GridRow]) -> list[Band]:
    """The labels of the left column; a unit below one, and lines closer than the rows are, belong to one label."""
    bases = [row.base for row in rows if row.cells]
    pitch = median([b - a for a, b in pairwise(bases)] or [0.0])
    bands: list[Band] = []
    for row in rows:
        if not row.side:
            continue
        gap = row.base - bands[-1].last if bands else 0.0
        close = bands and gap < min(1.4 * row.side[0].line.size, 0.85 * pitch)
        unit = bands and _UNIT_ONLY.fullmatch(row.side_text) and gap < 1.6 * max(pitch, row.side[0].line.size)
        if close or unit:
            bands[-1].cells.extend(row.side)
            bands[-1].last = row.base
        else:
            bands.append(Band(list(row.side), row.base, row.base))
    return bands


def owners_of(rows: Sequence[GridRow], bands: Sequence[Band]) -> list[int | None]:
    """Which band each row belongs to: bands are centred on their rows, or stand beside the first of them."""
    keys = [question_of(row) for row in rows]
    best: tuple[float, list[int | None]] | None = None
    for centred in (True, False):
        found = _segments([row.base for row in rows], keys, bands, centred)
        if best is None or found[0] < best[0] - 0.01:
            best = found
    return best[1] if best else [None] * len(rows)


def _segments(
    bases: Sequence[float], keys: Sequence[str | None], bands: Sequence[Band], centred: bool
) -> tuple[float, list[int | None]]:
    """The cheapest way to cut rows into runs, one a band in order: off-centre labels, repeats and orphans cost."""
    steps = [b - a for a, b in pairwise(bases)]
    pitch = median(steps) if steps else 10.0
    count = len(bases)
    # cost[i]: rows before i are settled with the bands so far; `back` remembers the run that ended there.
    cost = [0.7 * i for i in range(count + 1)]
    choices: list[list[tuple[int, int]]] = []
    for band in bands:
        following = [float("inf")] * (count + 1)
        choice = [(0, 0)] * (count + 1)
        for start in range(count):
            if cost[start] == float("inf"):
                continue
            seen: set[str] = set()
            repeats = 0
            for end in range(start + 1, min(count, start + 40) + 1):
                key = keys[end - 1]
                repeats += key in seen
                if key is not None:
                    seen.add(key)
                place = (bases[start] + bases[end - 1]) / 2 if centred else bases[start]
                target = band.middle if centred else band.base
                price = cost[start] + abs(place - target) / pitch + 2.0 * repeats
                if price < following[end] - 1e-9:
                    following[end], choice[end] = price, (start, end)
        for end in range(1, count + 1):  # rows between two bands that belong to none
            if following[end - 1] + 0.7 < following[end]:
                following[end], choice[end] = following[end - 1] + 0.7, choice[end - 1]
        cost = following
        choices.append(choice)
    owners: list[int | None] = [None] * count
    total, end = cost[count], count
    for index in range(len(bands) - 1, -1, -1):
        start, stop = choices[index][end]
        for row in range(start, stop):
            owners[row] = index
        end = start
    return total, owners
