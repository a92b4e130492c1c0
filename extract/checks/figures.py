"""Claims in, figures and rows out: what a printed number may stand for, and which cells of a table are one row.

A figure is its printed number give or take half of its last printed digit: whoever computed the other numbers of the
page had more digits than were printed. Claims that hedge (~, >), give a range or speak for somebody else have no
figure; those of a table of peers have, it is of one source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extract.model import MetricClaim

TABLES = ("tables", "ruled")
# Half of the last digit, and a hair more: some round half to even, and binary floats have dust.
_HALF = 0.5001
_LEVELS = frozenset({"level", "yoy", "qoq", "share", "change"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that can be checked: claim number `index` of the report lies between `low` and `high`."""

    index: int
    claim: MetricClaim
    value: float
    low: float
    high: float

    @property
    def precision(self) -> float:
        """Half the width of what it may stand for, in base units."""
        return (self.high - self.low) / 2


Name = tuple[str | None, str | None, str | None]


@dataclass(slots=True)
class Row:
    """The cells of one table row, by period. `name` is subject, metric and scope: what its growth row shares."""

    name: Name
    measure: str
    unit: str
    metric_id: str | None
    page: int
    top: float
    figures: dict[str, Figure] = field(default_factory=dict)


MOVES = frozenset({"price_change", "beat", "change"})


def figure_of(index: int, claim: object, measures: frozenset[str] = _LEVELS) -> Figure | None:
    """The claim as a figure; None where it is no metric, hedged, a range, or said by others."""
    if (
        not isinstance(claim, MetricClaim)
        or claim.measure not in measures
        or claim.value_high is not None
        or claim.comparator != "="
        or ((claim.attribution or claim.stance == "consensus") and claim.origin != "comparison")
    ):
        return None
    value = float(claim.value)
    half = _HALF * 10.0**-claim.decimals if claim.decimals is not None else 0.0
    return Figure(index, claim, value, value - half, value + half)


def name_of(claim: MetricClaim) -> Name:
    return claim.subject, claim.metric_id or claim.metric, claim.scope


def rows_of(figures: Iterable[Figure]) -> list[Row]:
    """The rows of all tables, in order of page and height. Two cells of one period give a second row."""
    rows: dict[tuple[object, ...], Row] = {}
    for figure in figures:
        claim = figure.claim
        if claim.origin.removeprefix("ocr ") not in TABLES or claim.period is None:
            continue
        name = name_of(claim)
        key: tuple[object, ...] = (claim.page, claim.bbox[:-1], name, claim.measure, claim.unit)
        while (row := rows.get(key)) is not None and claim.period in row.figures:
            key = (*key, "again")
        if row is None:
            row = rows[key] = Row(
                name, claim.measure, claim.unit, claim.metric_id, claim.page, claim.bbox[-1].top
            )
        row.figures[claim.period] = figure
    return sorted(rows.values(), key=lambda row: (row.page, row.top, row.figures[min(row.figures)].index))


def by_metric(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Level rows of known metrics."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.metric_id and row.measure == "level":
            found.setdefault(row.metric_id, []).append(row)
    return found


_PARTED = re.compile(r"(FY)?(\d{4})(.*)")


def year_before(period: str) -> str | None:
    """2025 → 2024, 2025Q1 → 2024Q1, 2025-03-31 → 2024-03-31; None for spans."""
    match = _PARTED.fullmatch(period)
    if match is None or "/" in period:
        return None
    return f"{match[1] or ''}{int(match[2]) - 1}{match[3]}"


def quarter_before(period: str) -> str | None:
    """2025Q1 → 2024Q4; None for anything but a quarter."""
    match = re.fullmatch(r"(FY)?(\d{4})Q([1-4])", period)
    if match is None:
        return None
    year, quarter = (int(match[2]), int(match[3]) - 1) if match[3] != "1" else (int(match[2]) - 1, 4)
    return f"{match[1] or ''}{year}Q{quarter}"
