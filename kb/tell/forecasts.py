"""A desk of claims in, what brokers think out: views, forecasts, and their history.

Every number is a `Figure` and so has its evidence. Sections are cut to a length a page can carry and say what they
left out. Order is total: the same rows in any order give one page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kb.compare.consensus import things
from kb.compare.consensus.matrix import Line, matrix
from kb.compare.days import day_of
from kb.compare.surest import best_of
from kb.compare.views import is_own_level, views_held, whom, year_of
from kb.tell import charts, figures
from kb.tell.context import Chart, Listing, Matrix, MatrixBlock, MatrixRow, ViewLine
from kb.tell.desk import Desk, Row, days_between
from kb.who.names import fold_name

# The blocks of the forecast matrix: concept of the vocabulary and heading.
_LABELS = {
    "revenue": "营业收入",
    "total_operating_revenue": "营业总收入",
    "net_profit_parent": "归母净利润",
    "eps": "EPS",
    "eps_diluted": "稀释EPS",
    "pe": "PE",
}
METRICS: tuple[tuple[str, str], ...] = tuple((metric, _LABELS[metric]) for metric in things.HEADLINES)
# The columns of the views: heading, and the concepts that fill it, the first that the broker gives.
HEADLINES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("营业（总）收入", ("revenue", "total_operating_revenue")),
    ("归母净利润", ("net_profit_parent",)),
    ("EPS", ("eps", "eps_diluted")),
    ("PE", ("pe",)),
)
_KNOWN = frozenset(metric for metric, _ in METRICS)
ACTIONS = {"maintain": "维持", "upgrade": "上调", "downgrade": "下调", "initiate": "首次", "resume": "恢复"}

_NO_ANCHOR = re.compile(r"[^\w.]+")

MOST_LINES = 60
MOST_MATRICES = 12
MOST_BROKERS = 8
MOST_YEARS = 7


def views(desk: Desk, until: str, *, newest_only: bool = True, most: int = MOST_LINES) -> Listing[ViewLine]:
    """Rating, target and first forecast year of each subject by broker: the newest report of each, or all of them."""
    told: dict[tuple[str, str, str], list[Row]] = {}
    held = views_held(desk.material)
    for row in desk.claims:
        if (str(row["report"]), desk.who(row)) not in held:
            continue
        forecast = headline(row) is not None and row.get("stance") == "estimate"
        if forecast or row.get("kind") in ("rating", "target_price"):
            told.setdefault((desk.who(row), desk.broker(row), str(row["report"])), []).append(row)
    keys = sorted(told, key=lambda key: (key[0], key[1], key[2]))
    keys.sort(key=lambda key: desk.day(told[key][0]), reverse=True)
    if newest_only:
        first: dict[tuple[str, str], tuple[str, str, str]] = {}
        for key in keys:
            first.setdefault(key[:2], key)
        keys = list(first.values())
    # Companies with most brokers first, then by name; a subject's lines stay together, newest first.
    voices = Counter(key[0] for key in keys)
    keys.sort(key=lambda key: (-voices[key[0]], key[0]))
    lines = [_view(desk, told[key], until) for key in keys[:most]]
    return Listing(items=tuple(lines), left_out=max(len(keys) - most, 0), ask="yanbao show 名称")


def _view(desk: Desk, rows: Sequence[Row], until: str) -> ViewLine:
    lead = rows[0]
    rating = best_of([row for row in rows if row.get("kind") == "rating"])
    target = best_of([row for row in rows if row.get("kind") == "target_price"])
    cells: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        name, year = headline(row), year_of(row)
        if name and year and row.get("stance") == "estimate":
            cells.setdefault((year, name), []).append(row)
    year = min((year for year, _ in cells), default="")
    age = days_between(desk.day(lead), until)
    given = [
        next((best for name in names if (best := best_of(cells.get((year, name), [])))), None)
        for _, names in HEADLINES
    ]
    return ViewLine(
        subject=desk.name(lead),
        ticker=next((found for row in rows if (found := desk.ticker(row))), None),
        broker=desk.broker(lead),
        date=desk.shown_day(lead),
        age="" if age is None else f"{age} 天前" if age else "当日",
        rating=desk.figure(rating, str(rating.get("rating"))) if rating else None,
        action=ACTIONS.get(str(rating.get("action")), "") if rating else "",
        target=desk.figure(target) if target else None,
        year=year,
        estimates=tuple(desk.figure(row) if row else None for row in given),
    )


def headline(row: Row) -> str | None:
    """Which of the matrix metrics a claim is: the broker's own, of the whole company and a whole year; else None."""
    metric = row.get("metric_id")
    return str(metric) if metric in _KNOWN and is_own_level(row) and year_of(row) else None


class Board(NamedTuple):
    """One metric of one subject in one unit: a line a broker that estimates it, newest first, a cell a year."""

    who: str
    metric: str
    unit: str
    lines: tuple[Line, ...]

    @property
    def rows(self) -> list[Row]:
        return [row for line in self.lines for row in line.cells.values()]


def boards(desk: Desk, only: Sequence[str] = ()) -> dict[str, list[Board]]:
    """Whom → the boards of the metrics (all, or `only` these) that anybody estimates, in the order of `METRICS`."""
    told: dict[str, list[Row]] = {}
    held = views_held(desk.material)
    for row in desk.material:
        if headline(row) in (only or _KNOWN) and (str(row["report"]), whom(row)) in held:
            told.setdefault(whom(row), []).append(row)
    return {who: found for who, rows in told.items() if (found := _boards(who, rows, held))}


def _boards(who: str, rows: Sequence[Row], held: Collection[tuple[str, str]]) -> list[Board]:
    until = max(day_of(row) for row in rows)
    known = things.all_things(rows, held)
    found = []
    for metric, _ in METRICS:
        units = Counter(str(row.get("unit")) for row in rows if row.get("metric_id") == metric)
        same = [thing for thing in known if thing.metric_id == metric]
        for unit in sorted(units, key=lambda unit: (-units[unit], unit)):
            found.append(Board(who, metric, unit, tuple(matrix(same, unit, until))))
    return [board for board in found if board.lines]


def matrices(
    desk: Desk,
    *,
    most: int = MOST_MATRICES,
    only: Sequence[str] = (),
    brokers: int = MOST_BROKERS,
    since: str = "",
) -> Listing[Matrix]:
    """Forecasts by broker and year, a block a metric (all, or `only` these), a matrix a subject with any estimate.

    Brokers that spoke last on the day `since` or before are stale."""
    told = boards(desk, only)

    def interest(who: str) -> tuple[int, int, str]:
        rows = [row for board in told[who] for row in board.rows]
        return (-len({row["broker"] for row in rows}), -len(rows), who)

    chosen = sorted(told, key=interest)
    built = tuple(_matrix(desk, told[who], brokers, since) for who in chosen[:most])
    return Listing(items=built, left_out=max(len(chosen) - most, 0), ask="yanbao show 名称 归母净利润 --all")


def _matrix(desk: Desk, found: Sequence[Board], most: int, since: str) -> Matrix:
    rows = desk.newest_first(row for board in found for row in board.rows)
    years = tuple(sorted({str(year_of(row)) for row in rows})[-MOST_YEARS:])
    blocks = [_block(desk, board, years, most, since) for board in found]
    ticker = next((ticker for row in rows if (ticker := desk.ticker(row))), None)
    return Matrix(
        subject=desk.name(rows[0]),
        ticker=ticker,
        years=years,
        blocks=tuple(_anchored([block for block in blocks if block.rows])),
    )


def _block(desk: Desk, board: Board, years: Sequence[str], most: int, since: str) -> MatrixBlock:
    scale = figures.common_scale(row for row in board.rows if year_of(row) in years)
    lines = []
    for line in board.lines:
        by_year = {year_of(row): row for row in line.cells.values()}
        cells = [by_year.get(year) for year in years]
        if any(cells):
            told = tuple(desk.figure(row, figures.scaled(row, scale)) if row else None for row in cells)
            day = desk.shown_day(line.newest)
            is_stale = desk.day(line.newest) <= since
            lines.append(MatrixRow(broker=line.broker, date=day, cells=told, is_stale=is_stale))
    return MatrixBlock(
        metric=dict(METRICS)[board.metric],
        unit=scale.unit,
        rows=tuple(lines[:most]),
        left_out=max(len(lines) - most, 0),
        anchor=block_anchor(board.who, "", board.metric),
    )


def _anchored(blocks: Sequence[MatrixBlock]) -> list[MatrixBlock]:
    """Of a metric in several units the first block has the place on the page."""
    first = {block.anchor: block for block in reversed(blocks)}
    return [block if first[block.anchor] is block else replace(block, anchor="") for block in blocks]


def block_anchor(subject_id: str | None, subject: str, metric: str | None) -> str:
    """Where on a page the brokers' numbers of one metric of a subject stand side by side."""
    return f"by-{_NO_ANCHOR.sub('-', subject_id or fold_name(subject))}-{metric}"


def history_charts(desk: Desk, until: str) -> tuple[Chart | None, Chart | None]:
    """The drawings of target prices and ratings over time, a colour and a lane a broker."""
    end = date.fromisoformat(until)
    targets: list[charts.Mark] = []
    ratings: list[charts.Mark] = []
    for row in reversed(desk.newest_first(desk.of_kind("target_price", "rating"))):
        try:
            day = date.fromisoformat(desk.day(row))
        except ValueError:
            continue
        value = figures.number(row.get("value")) or Decimal(0)
        text = figures.figure(row)
        mark = charts.Mark(name=desk.broker(row), day=day, value=value, figure=desk.figure(row, text))
        (ratings if row.get("kind") == "rating" else targets).append(mark)
    return (
        charts.step_chart("各机构目标价", targets, end),
        charts.lane_chart("各机构评级", ratings, end),
    )
