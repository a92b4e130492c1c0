"""Marks with days and values in, where they and their labels fall on a small drawing out.

Labels that would collide are left off (the mark keeps its link, the table beside it has every number), so a drawing
is always legible. Lengths are view-box units, about CSS pixels at full width.
"""

from __future__ import annotations

import dataclasses
import datetime
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.tell.context import ChartPoint, ChartTick, Figure

WIDTH = 720.0
TONES = 8
LINE = 13.0  # height of a label
_LEFT = 14.0
_NAMES = 132.0  # room for series names at the right
_LOG_FROM = 40  # a span of values wider than this would flatten all but the largest
Area = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure to be drawn: when, how much, which series it belongs to."""

    name: str
    day: datetime.date
    value: Decimal
    figure: Figure
    when: str = ""  # the period as printed, for the axis
    note: str = ""


def text_width(text: str, size: float = 12.0) -> float:
    """About how wide `text` is when set in `size`: Chinese characters are square, the rest a little over half."""
    return sum(size if unicodedata.east_asian_width(char) in "WF" else size * 0.58 for char in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a day and a value fall."""

    first: datetime.date
    days: int
    low: float
    high: float
    log: bool
    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def around(
        cls,
        marks: Sequence[Mark],
        *,
        height: float,
        named: bool,
        until: datetime.date | None = None,
        left: float = _LEFT + 22,
        right: float = 46.0,
    ) -> Frame:
        days = [mark.day for mark in marks] + ([until] if until else [])
        values = [float(mark.value) for mark in marks]
        log = min(values) > 0 and max(values) / min(values) > _LOG_FROM
        if log:
            low, high = min(values) * 0.7, max(values) * 1.1
        else:
            spread = max(values) - min(values)
            # Bars start at nought; lines may start higher, or small moves of a target would be a flat stroke.
            low, high = min(values) - (spread or abs(values[0])) * 0.15, max(values) + spread * 0.1
        return cls(
            first=min(days),
            days=max((max(days) - min(days)).days, 1),
            low=low,
            high=high if high > low else low + 1,
            log=log,
            left=left,
            right=WIDTH - (_NAMES if named else right),
            top=24.0,
            bottom=24.0 + height,
        )

    def x(self, day: datetime.date) -> float:
        return self.left + (self.right - self.left) * (day - self.first).days / self.days

    def y(self, value: Decimal) -> float:
        if self.log:
            part = (math.log(float(value)) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        else:
            part = (float(value) - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * part


def merged(marks: Sequence[Mark]) -> list[Mark]:
    """Several brokers with one number on one day are one mark; its note names them all."""
    seen: dict[tuple[str, datetime.date, Decimal], Mark] = {}
    notes: dict[tuple[str, datetime.date, Decimal], list[str]] = {}
    for mark in marks:
        key = (mark.name, mark.day, mark.value)
        seen.setdefault(key, mark)
        names = notes.setdefault(key, [])
        if mark.note and mark.note not in names:
            names.append(mark.note)
    return [dataclasses.replace(mark, note="、".join(notes[key])) for key, mark in seen.items()]


def named_mark(mark: Mark) -> Mark:
    figure = dataclasses.replace(mark.figure, text=f"{mark.name} {mark.figure.text}")
    return dataclasses.replace(mark, figure=figure)


def labelled(
    frame: Frame, marks: Sequence[Mark], tones: dict[str, int], blocked: Sequence[Area] = ()
) -> tuple[ChartPoint, ...]:
    taken: list[Area] = [
        *blocked,
        *(
            (frame.x(mark.day) - 3, frame.y(mark.value) - 3, frame.x(mark.day) + 3, frame.y(mark.value) + 3)
            for mark in marks
        ),
    ]
    points = []
    # Newest first, so that where room is short the latest figures keep their labels.
    for mark in sorted(marks, key=lambda mark: (mark.day, mark.value), reverse=True):
        x, y = frame.x(mark.day), frame.y(mark.value)
        half = text_width(mark.figure.text) / 2
        centre = min(max(x, half), WIDTH - half)
        spot = None
        for top in (y - 8 - LINE, y + 8):
            area = (centre - half, top, centre + half, top + LINE)
            if top > 2 and not any(_overlap(area, other) for other in taken):
                spot = area
                break
        if spot:
            taken.append(spot)
        points.append(
            ChartPoint(
                x=round(x, 1),
                y=round(y, 1),
                label_x=round(centre, 1) if spot else -1,
                label_y=round(spot[1] + LINE - 2, 1) if spot else -1,
                anchor="middle",
                tone=tones[mark.name] % TONES,
                label=mark.figure,
                note=mark.note,
            )
        )
    return tuple(reversed(points))


def _overlap(one: Area, two: Area) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def spread_apart(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """The same heights pushed apart so that names beneath each other do not touch."""
    order = sorted(range(len(heights)), key=lambda index: (heights[index], index))
    placed = list(heights)
    floor = top
    for index in order:
        placed[index] = floor = max(placed[index], floor)
        floor += LINE + 1
    over = floor - LINE - 1 - bottom
    return [height - over if over > 0 else height for height in placed]


def own_ticks(frame: Frame, marks: Sequence[Mark]) -> tuple[ChartTick, ...]:
    ticks: list[ChartTick] = []
    free = -1.0
    for mark in sorted(marks, key=lambda mark: mark.day):
        x, half = frame.x(mark.day), text_width(mark.when, 11) / 2
        if x - half > free:
            ticks.append(ChartTick(x=round(x, 1), text=mark.when))
            free = x + half + 10
    return tuple(ticks)


def calendar_ticks(frame: Frame) -> tuple[ChartTick, ...]:
    """New Year's days inside the frame, or quarters where the span is short; always the first day."""
    last = frame.first + datetime.timedelta(days=frame.days)
    months = (1,) if frame.days > 500 else (1, 4, 7, 10)
    starts = [
        datetime.date(year, month, 1) for year in range(frame.first.year, last.year + 1) for month in months
    ]
    ticks, free = [], -1.0
    for day in starts:
        if frame.first <= day <= last and frame.x(day) > free:
            text = str(day.year) if len(months) == 1 else f"{day.year}-{day.month:02d}"
            ticks.append(ChartTick(x=round(frame.x(day), 1), text=text))
            free = frame.x(day) + 46
    return tuple(ticks) or (ChartTick(x=round(frame.left, 1), text=frame.first.isoformat()),)


def shortened(name: str, room: float = _NAMES - 18) -> str:
    """`name`, shortened with an ellipsis to the room beside the chart."""
    if text_width(name) <= room:
        return name
    while name and text_width(name + "…") > room:
        name = name[:-1]
    return name + "…"
