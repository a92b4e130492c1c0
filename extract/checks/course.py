"""Rows in, what the neighbours of each cell make of it out: a mistake leaves the course of its row, a correction returns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from extract.checks.figures import Row

_FEWEST = 3


def courses(rows: Sequence[Row]) -> dict[int, float]:
    """What each cell of a row of three or more years would be if it went on as its neighbours do, by claim number."""
    found: dict[int, float] = {}
    for row in rows:
        if row.measure == "level" and len(row.figures) >= _FEWEST:
            cells = [figure for _, figure in sorted(row.figures.items())]
            values = [figure.value for figure in cells]
            found.update((figure.index, expected(values, at)) for at, figure in enumerate(cells))
    return found


def expected(values: Sequence[float], at: int) -> float:
    """Between two neighbours their mean, at an end the same step once more; in logarithms where all have one sign."""
    one, other = (at - 1, at + 1) if 0 < at < len(values) - 1 else ((1, 2) if at == 0 else (-2, -3))
    first, second = values[one], values[other]
    is_between = 0 < at < len(values) - 1
    if first * second <= 0:
        return (first + second) / 2
    return math.copysign(math.sqrt(first * second) if is_between else _step(first, second), first)


def _step(near: float, far: float) -> float:
    """One more step, of at most a doubling: a row that has just taken off need not go on so."""
    return abs(near) * min(2.0, max(0.5, near / far))


def off(value: float, course: float) -> float:
    """How far a value is from its course: 0 is on it, 1 is another sign or nothing like it."""
    size = abs(value) + abs(course)
    return abs(value - course) / size if size else 0.0


def likeliest(
    suspects: Mapping[int, tuple[float, float]], printed: Mapping[int, float], course: Mapping[int, float]
) -> dict[int, tuple[float, float]]:
    """Of figures that may be wrong, with what each would have to be, those that the correction brings back on course.

    All of them where none is clearly off: a change of a thousandth is no bend.
    """
    gains: dict[int, float] = {}
    for index, (low, high) in suspects.items():
        if index in course:
            wanted = min(max(course[index], low), high)
            gains[index] = off(printed[index], course[index]) - off(wanted, course[index])
    most = max(gains.values(), default=0.0)
    if most < _BEND:
        return dict(suspects)
    return {index: suspects[index] for index, gain in gains.items() if gain * 3 >= most}


_BEND = 0.03
