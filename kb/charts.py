"""Figures with days and values in, the geometry of small drawings out; the template only writes it down as SVG.

Labels that would collide are left off the drawing (the mark keeps its link, the table beside it has every number),
so a chart is always legible. Lengths are view-box units, about CSS pixels at full width.
"""

from __future__ import annotations

import dataclasses
import datetime
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.context import Chart, ChartLine, ChartPoint, ChartTick, Figure

WIDTH = 720.0
_LINE = 13.0  # height of a label
_LEFT = 14.0
_NAMES = 132.0  # room for series names at the right
_TONES = 8
_BAR = 24.0
_LOG_FROM = 40  # a span of values wider than this would flatten all but the largest


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure to be drawn: when, how much, which series it belongs to."""

    name: str
    day: datetime.date
    value: Decimal
    figure: Figure
    when: str = ""  # the period as printed, for the axis
    note: str = ""


def period_day(period: str | None) -> datetime.date | None:
    """The last day of a period, to place it on an axis: 2025H1 → 2025-06-30, FY2026Q2 → 2026-06-30."""
    text = str(period or "").rsplit("/", 1)[-1].removeprefix("FY")
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|H([12])|Q([1-4]))?", text)
    if match is None:
        return None
    year, month, day, half, quarter = match.groups()
    last = int(month or 0) or int(half or 0) * 6 or int(quarter or 0) * 3 or 12
    if not 1 <= last <= 12:
        return None
    try:
        if day:
            return datetime.date(int(year), last, int(day))
        return datetime.date(int(year) + last // 12, last % 12 + 1, 1) - datetime.timedelta(days=1)
    except ValueError:
        return None


def series_chart(title: str, marks: Sequence[Mark]) -> Chart | None:
    """Values over time, one stroke a name; None where there are not two different days to compare.

    A name with a single figure is written beside it, for it has no stroke to stand at the end of.
    """
    drawn = _merged(marks)
    if len({mark.day for mark in drawn}) < 2:
        return None
    counts = Counter(mark.name for mark in drawn)
    names = list(counts)
    drawn = [_named(mark) if counts[mark.name] == 1 and len(names) > 1 else mark for mark in drawn]
    long = [name for name in names if counts[name] > 1]
    frame = _Frame.around(drawn, height=190.0, named=len(names) > 1 and bool(long))
    own = {
        name: sorted((m for m in drawn if m.name == name), key=lambda m: (m.day, m.value)) for name in long
    }
    heights = _spread([frame.y(own[name][-1].value) for name in long], frame.top, frame.bottom)
    strokes = tuple(
        ChartLine(
            path="M" + "L".join(f"{frame.x(mark.day):.1f} {frame.y(mark.value):.1f}" for mark in own[name]),
            tone=names.index(name) % _TONES,
            name=_cut(name) if len(names) > 1 else "",
            label_x=frame.right + 12,
            label_y=round(height + 4, 1),
        )
        for name, height in zip(long, heights, strict=True)
    )
    return Chart(
        title=title,
        width=WIDTH,
        height=frame.bottom + 26,
        axis_y=frame.bottom + 8,
        points=_labelled(frame, drawn, {name: index for index, name in enumerate(names)}),
        lines=strokes,
        ticks=_own_ticks(frame, drawn),
    )


def bar_chart(title: str, marks: Sequence[Mark]) -> Chart | None:
    """Values of one day side by side, one bar a figure from nought; None for fewer than two, or below nought."""
    drawn = _merged(marks)
    most = max((mark.value for mark in drawn), default=Decimal(0))
    if len(drawn) < 2 or most <= 0 or any(mark.value < 0 for mark in drawn):
        return None
    names = list(dict.fromkeys(mark.name for mark in drawn))
    labels = [
        mark.name + (f"（{mark.note}）" if mark.note and mark.note != mark.name else "") for mark in drawn
    ]
    left = min(max(text_width(label) for label in labels) + 12, 260.0)
    room = WIDTH - left - max(text_width(mark.figure.text) for mark in drawn) - 16
    points, lines = [], []
    for index, (mark, label) in enumerate(zip(drawn, labels, strict=True)):
        y, x = 16.0 + _BAR * index, round(left + room * float(mark.value / most), 1)
        tone = names.index(mark.name) % _TONES
        lines.append(
            ChartLine(path=f"M{left:.1f} {y}H{x}", tone=tone, name=_cut(label, left - 8), label_y=y + 4)
        )
        points.append(
            ChartPoint(
                x=x,
                y=y,
                label_x=x + 9,
                label_y=y + 4,
                anchor="start",
                tone=tone,
                label=mark.figure,
                note=mark.note,
            )
        )
    height = 16.0 + _BAR * len(drawn)
    return Chart(
        title=title,
        width=WIDTH,
        height=height,
        axis_y=height - 6,
        points=tuple(points),
        lines=tuple(lines),
        bars=True,
    )


def step_chart(title: str, marks: Sequence[Mark], until: datetime.date) -> Chart | None:
    """Values that hold until the next one (target prices): one staircase a broker, faint after its last word."""
    drawn = _merged(marks)
    if len(drawn) < 2:
        return None
    names = list(dict.fromkeys(mark.name for mark in drawn))
    frame = _Frame.around(drawn, height=210.0, named=True, until=until)
    strokes: list[ChartLine] = []
    ends: list[float] = []
    for name in names:
        own = sorted((mark for mark in drawn if mark.name == name), key=lambda mark: mark.day)
        ends.append(frame.y(own[-1].value))
    for index, (name, height) in enumerate(zip(names, _spread(ends, frame.top, frame.bottom), strict=True)):
        own = sorted((mark for mark in drawn if mark.name == name), key=lambda mark: mark.day)
        path = f"M{frame.x(own[0].day):.1f} {frame.y(own[0].value):.1f}"
        for mark in own[1:]:
            path += f"H{frame.x(mark.day):.1f}V{frame.y(mark.value):.1f}"
        tail = f"M{frame.x(own[-1].day):.1f} {frame.y(own[-1].value):.1f}H{frame.right:.1f}"
        tone = index % _TONES
        strokes.append(ChartLine(path=tail, tone=tone, faint=True))
        strokes.append(
            ChartLine(
                path=path,
                tone=tone,
                name=_cut(name),
                label_x=frame.right + 12,
                label_y=round(height + 4, 1),
            )
        )
    return Chart(
        title=title,
        width=WIDTH,
        height=frame.bottom + 26,
        axis_y=frame.bottom + 8,
        points=_labelled(frame, drawn, {name: index for index, name in enumerate(names)}),
        lines=tuple(strokes),
        ticks=_calendar(frame),
    )


def lane_chart(title: str, marks: Sequence[Mark], until: datetime.date) -> Chart | None:
    """Words over time (ratings): one lane a broker, its name at the left, a mark and the word for each report."""
    if len(marks) < 2:
        return None
    names = list(dict.fromkeys(mark.name for mark in marks))
    frame = _Frame.around(marks, height=28.0 * len(names), named=False, until=until, left=118.0, right=64.0)
    lines, points = [], []
    for lane, name in enumerate(names):
        y = frame.top + 28.0 * lane + 10
        lines.append(
            ChartLine(
                path=f"M{frame.left:.1f} {y:.1f}H{frame.right:.1f}",
                tone=lane % _TONES,
                name=_cut(name),
                label_x=0,
                label_y=y + 4,
                faint=True,
            )
        )
        free = -1.0
        for mark in sorted((mark for mark in marks if mark.name == name), key=lambda mark: mark.day):
            x = frame.x(mark.day)
            fits = x > free
            points.append(
                ChartPoint(
                    x=round(x, 1),
                    y=y,
                    label_x=round(x + 8, 1) if fits else -1,
                    label_y=y - 5,
                    anchor="start",
                    tone=lane % _TONES,
                    label=mark.figure,
                )
            )
            free = x + 12 + text_width(mark.figure.text) if fits else free
    bottom = frame.top + 28.0 * len(names)
    return Chart(
        title=title,
        width=WIDTH,
        height=bottom + 24,
        axis_y=bottom + 6,
        points=tuple(points),
        lines=tuple(lines),
        ticks=_calendar(frame),
    )


def text_width(text: str, size: float = 12.0) -> float:
    """About how wide `text` is when set in `size`: Chinese characters are square, the rest a little over half."""
    return sum(size if unicodedata.east_asian_width(char) in "WF" else size * 0.58 for char in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
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
    ) -> _Frame:
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


def _merged(marks: Sequence[Mark]) -> list[Mark]:
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


def _named(mark: Mark) -> Mark:
    figure = dataclasses.replace(mark.figure, text=f"{mark.name} {mark.figure.text}")
    return dataclasses.replace(mark, figure=figure)


def _labelled(frame: _Frame, marks: Sequence[Mark], tones: dict[str, int]) -> tuple[ChartPoint, ...]:
    taken: list[tuple[float, float, float, float]] = [
        (frame.x(mark.day) - 3, frame.y(mark.value) - 3, frame.x(mark.day) + 3, frame.y(mark.value) + 3)
        for mark in marks
    ]
    points = []
    # Newest first, so that where room is short the latest figures keep their labels.
    for mark in sorted(marks, key=lambda mark: (mark.day, mark.value), reverse=True):
        x, y = frame.x(mark.day), frame.y(mark.value)
        half = text_width(mark.figure.text) / 2
        centre = min(max(x, half), WIDTH - half)
        spot = None
        for top in (y - 8 - _LINE, y + 8):
            area = (centre - half, top, centre + half, top + _LINE)
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
                label_y=round(spot[1] + _LINE - 2, 1) if spot else -1,
                anchor="middle",
                tone=tones[mark.name] % _TONES,
                label=mark.figure,
                note=mark.note,
            )
        )
    return tuple(reversed(points))


def _overlap(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _spread(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """The same heights pushed apart so that names beneath each other do not touch."""
    order = sorted(range(len(heights)), key=lambda index: (heights[index], index))
    placed = list(heights)
    floor = top
    for index in order:
        placed[index] = floor = max(placed[index], floor)
        floor += _LINE + 1
    over = floor - _LINE - 1 - bottom
    return [height - over if over > 0 else height for height in placed]


def _own_ticks(frame: _Frame, marks: Sequence[Mark]) -> tuple[ChartTick, ...]:
    ticks: list[ChartTick] = []
    free = -1.0
    for mark in sorted(marks, key=lambda mark: mark.day):
        x, half = frame.x(mark.day), text_width(mark.when, 11) / 2
        if x - half > free:
            ticks.append(ChartTick(x=round(x, 1), text=mark.when))
            free = x + half + 10
    return tuple(ticks)


def _calendar(frame: _Frame) -> tuple[ChartTick, ...]:
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


def _cut(name: str, room: float = _NAMES - 18) -> str:
    """`name`, shortened with an ellipsis to the room beside the chart."""
    if text_width(name) <= room:
        return name
    while name and text_width(name + "…") > room:
        name = name[:-1]
    return name + "…"
