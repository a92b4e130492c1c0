"""Figures and rows in, doubts out: signs, bounds and magnitudes that cannot be, or that fit no neighbour in their row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extract.checks.course import expected, off
from extract.checks.figures import Figure, Row
from extract.checks.misreading import is_misreading
from extract.checks.rules import Rules

_MAGNITUDES = (2, 3, 4, 6, 8)
_ALIKE = 8.0  # times the smallest: cells of a row that are still alike
_NEAR = 1.5
_LONG = 4  # cells of a row that has a course
_AWAY = 0.1  # of a cell from its course: a fifth more or less
_NEARBY = 0.05  # of its course: where a misread cell would have been
_ROUGHER = 5  # times as far as all others once it is mended
_SURE = 20  # times its last digit: a value whose sign says something


def odd_figures(figures: Sequence[Figure], rows: Sequence[Row], rules: Rules) -> Iterator[tuple[int, str]]:
    """Values that their metric cannot have. A row of costs that is negative throughout is a way of printing them."""
    by_custom = {
        figure.index
        for row in rows
        if all(figure.value <= 0 for figure in row.figures.values()) and len(row.figures) > 1
        for figure in row.figures.values()
    }
    for figure in figures:
        claim = figure.claim
        if claim.measure == "level" and claim.metric_id in rules.positive and figure.value < 0:
            if figure.index not in by_custom:
                yield figure.index, "sign_odd"
        elif figure.low > 100 and (
            (claim.measure == "level" and claim.metric_id in rules.at_most_100)
            # A table may say what costs are of sales; a text that speaks of shares means parts.
            or (claim.measure == "share" and claim.unit == "%" and claim.origin == "prose")
        ):
            yield figure.index, "out_of_range"


def out_of_order(single: Mapping[str, Sequence[Figure]], rules: Rules) -> Iterator[tuple[int, str]]:
    """Figures of a box that are more than what they are a part of, or more than so many times another one."""
    for small, large, times in rules.order:
        for one in single.get(small, ())[:1]:
            for other in single.get(large, ())[:1]:
                if one.claim.unit == other.claim.unit and one.low > other.high * times:
                    yield one.index, "out_of_range"
                    yield other.index, "out_of_range"


def odd_cells(rows: Sequence[Row], rules: Rules) -> Iterator[tuple[int, str]]:
    """Cells a hundred, a thousand … times what all others of their row are; or like them, with the other sign."""
    for row in rows:
        if row.measure != "level" or len(row.figures) < 3:
            continue
        for period, figure in sorted(row.figures.items()):
            others = [f.value for p, f in row.figures.items() if p != period and f.value]
            if len(others) < 2 or not figure.value or len({value > 0 for value in others}) > 1:
                continue
            sizes = sorted(map(abs, others))
            size, has_sign = abs(figure.value), (figure.value > 0) == (others[0] > 0)
            low, high = sizes[0] / _NEAR, sizes[-1] * _NEAR
            if has_sign:
                powers = (power for k in _MAGNITUDES for power in (k, -k))
                if sizes[-1] <= _ALIKE * sizes[0] and any(low <= size * 10.0**p <= high for p in powers):
                    yield figure.index, "unit_odd"
            elif row.metric_id not in rules.positive | rules.lasting:
                continue
            elif sizes[-1] <= 2 * sizes[0] and low <= size <= high and size > _SURE * figure.precision:
                yield figure.index, "sign_odd"


def off_course(rows: Sequence[Row], rules: Rules) -> Iterator[tuple[int, str]]:
    """Cells that leave the course of a row which without them is a smooth one, as one misread digit would."""
    steady = rules.positive | rules.lasting
    for row in rows:
        if row.metric_id not in steady:
            continue
        cells = [figure for _, figure in sorted(row.figures.items())]
        values = [figure.value for figure in cells]
        if row.measure != "level" or len(values) < _LONG or min(values) * max(values) <= 0:
            continue
        # The first column is of another time: multiples on the price of that day, a year of its own.
        for at, figure in enumerate(cells[1:], 1):
            course = expected(values, at)
            away = off(figure.value, course)
            if away < _AWAY:
                continue
            mended = [*values[:at], course, *values[at + 1 :]]
            others = max(off(mended[i], expected(mended, i)) for i in range(len(mended)) if i != at)
            near = sorted((course * (1 - _NEARBY), course * (1 + _NEARBY)))
            if away > _ROUGHER * others and is_misreading(figure, (near[0], near[1])):
                yield figure.index, "off_course"
