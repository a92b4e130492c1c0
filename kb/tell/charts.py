"""Marks in, charts out: values over time, staircases of targets, lanes of ratings, bars; the template writes the SVG.

Every mark of a chart is a figure and links to its evidence.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from kb.tell.context import Chart, ChartLine, ChartPoint
from kb.tell.drawing import (
    TONES,
    WIDTH,
    Area,
    Frame,
    Mark,
    calendar_ticks,
    labelled,
    merged,
    named_mark,
    own_ticks,
    shortened,
    spread_apart,
    text_width,
)

__all__ = ["Mark", "bar_chart", "lane_chart", "period_day", "series_chart", "step_chart"]

_BAR = 24.0


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
    drawn = merged(marks)
    if len({mark.day for mark in drawn}) < 2:
        return None
    names = list(dict.fromkeys(mark.name for mark in drawn))
    # Two figures for one day are two dots: a stroke between them would be a move that nobody reported.
    days = {name: {mark.day: mark for mark in drawn if mark.name == name} for name in names}
    long = [name for name in names if len(days[name]) > 1]
    drawn = [mark if mark.name in long or len(names) == 1 else named_mark(mark) for mark in drawn]
    frame = Frame.around(drawn, height=190.0, named=len(names) > 1 and bool(long))
    own = {name: [days[name][day] for day in sorted(days[name])] for name in long}
    heights = spread_apart([frame.y(own[name][-1].value) for name in long], frame.top, frame.bottom)
    strokes = tuple(
        ChartLine(
            path="M" + "L".join(f"{frame.x(mark.day):.1f} {frame.y(mark.value):.1f}" for mark in own[name]),
            tone=names.index(name) % TONES,
            name=shortened(name) if len(names) > 1 else "",
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
        points=labelled(frame, drawn, {name: index for index, name in enumerate(names)}),
        lines=strokes,
        ticks=own_ticks(frame, drawn),
    )


def bar_chart(title: str, marks: Sequence[Mark]) -> Chart | None:
    """Values of one day side by side, one bar a figure from nought; None for fewer than two, or below nought."""
    drawn = merged(marks)
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
        tone = names.index(mark.name) % TONES
        lines.append(
            ChartLine(path=f"M{left:.1f} {y}H{x}", tone=tone, name=shortened(label, left - 8), label_y=y + 4)
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
    drawn = merged(marks)
    if len(drawn) < 2:
        return None
    names = list(dict.fromkeys(mark.name for mark in drawn))
    frame = Frame.around(drawn, height=210.0, named=True, until=until)
    strokes: list[ChartLine] = []
    steps: list[Area] = []
    ends: list[float] = []
    for name in names:
        own = sorted((mark for mark in drawn if mark.name == name), key=lambda mark: mark.day)
        ends.append(frame.y(own[-1].value))
    for index, (name, height) in enumerate(
        zip(names, spread_apart(ends, frame.top, frame.bottom), strict=True)
    ):
        own = sorted((mark for mark in drawn if mark.name == name), key=lambda mark: mark.day)
        path = f"M{frame.x(own[0].day):.1f} {frame.y(own[0].value):.1f}"
        for mark in own[1:]:
            path += f"H{frame.x(mark.day):.1f}V{frame.y(mark.value):.1f}"
        for before, mark in pairwise(own):
            x, (low, high) = frame.x(mark.day), sorted((frame.y(before.value), frame.y(mark.value)))
            steps.append((x - 1, low, x + 1, high))
        tail = f"M{frame.x(own[-1].day):.1f} {frame.y(own[-1].value):.1f}H{frame.right:.1f}"
        tone = index % TONES
        strokes.append(ChartLine(path=tail, tone=tone, faint=True))
        strokes.append(
            ChartLine(
                path=path,
                tone=tone,
                name=shortened(name),
                label_x=frame.right + 12,
                label_y=round(height + 4, 1),
            )
        )
    return Chart(
        title=title,
        width=WIDTH,
        height=frame.bottom + 26,
        axis_y=frame.bottom + 8,
        points=labelled(frame, drawn, {name: index for index, name in enumerate(names)}, steps),
        lines=tuple(strokes),
        ticks=calendar_ticks(frame),
    )


def lane_chart(title: str, marks: Sequence[Mark], until: datetime.date) -> Chart | None:
    """Words over time (ratings): one lane a broker, its name at the left, a mark and the word for each report."""
    if len(marks) < 2:
        return None
    names = list(dict.fromkeys(mark.name for mark in marks))
    frame = Frame.around(marks, height=28.0 * len(names), named=False, until=until, left=118.0, right=64.0)
    lines, points = [], []
    for lane, name in enumerate(names):
        y = frame.top + 28.0 * lane + 10
        lines.append(
            ChartLine(
                path=f"M{frame.left:.1f} {y:.1f}H{frame.right:.1f}",
                tone=lane % TONES,
                name=shortened(name),
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
                    tone=lane % TONES,
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
        ticks=calendar_ticks(frame),
    )
