"""A desk of claims in, the listings of a digest out: reports, series, names, risks, figures, events, the unread.

Every number is a `Figure` and so has its evidence. Each section is cut to a length a page can carry and says what it
left out and which command lists all of it. Order is total: the same rows in any order give one page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kb.tell import charts, figures
from kb.tell.context import (
    EventLine,
    Listing,
    Mentions,
    MetricLine,
    ReportLine,
    Series,
    SeriesPoint,
    UnreadLine,
)
from kb.tell.desk import Desk, Row, fold, text_of
from kb.tell.forecasts import headline
from kb.who.keys import metric_key

MOST_REPORTS = 80
MOST_SERIES = 12
MOST_POINTS = 14
MOST_NAMES = 60
MOST_SAID = 8
MOST_NOTES = 5
MOST_UNREAD = 60


def reports_in(desk: Desk, rows: Sequence[Row]) -> Listing[ReportLine]:
    """The reports `rows` stand for, by broker and newest first."""
    heads = {str(row["report"]): row for row in desk.of_kind("report")}
    counts = Counter(str(row["report"]) for row in desk.claims)
    lines = []
    for row in sorted(desk.newest_first(rows), key=desk.broker)[:MOST_REPORTS]:
        report = str(row["report"])
        head = heads.get(report)
        title = str(row.get("title") or desk.file(row) or "无标题")
        lines.append(
            ReportLine(
                broker=desk.broker(row),
                date=desk.shown_day(row),
                title=desk.figure(head, title) if head else None,
                file=desk.file(row),
                about=str(row.get("subject") or row.get("industry") or ""),
                report_type=str(row.get("report_type") or ""),
                claims=counts[report],
                unclaimed=unclaimed_share(row),
            )
        )
    return Listing(items=tuple(lines), left_out=max(len(rows) - MOST_REPORTS, 0), ask="yanbao reports")


def unclaimed_share(report: Row) -> str | None:
    """The share of a report's numerals nobody could explain, as the store counted it; None where it did not."""
    share = figures.number(report.get("unclaimed_share"))
    if share is None:
        unclaimed, numerals = (figures.number(report.get(key)) for key in ("unclaimed", "numerals"))
        if unclaimed is None or not numerals:
            return None
        share = unclaimed / numerals
    return f"{share * 100:.1f}%"


def series(
    desk: Desk, is_operating: Callable[[Row], bool], *, fewest_brokers: int = 2, most: int = MOST_SERIES
) -> Listing[Series]:
    """Metrics that several brokers report, side by side: operating metrics, whoever they are about."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in desk.of_kind("metric"):
        is_level = row.get("measure") == "level" and figures.number(row.get("value")) is not None
        if is_level and headline(row) is None and is_operating(row):
            name = str(row.get("metric_id") or metric_key(str(row.get("metric"))))
            # What a segment says is no figure of the whole.
            groups.setdefault((name, str(row.get("unit")), text_of(row, "scope") or ""), []).append(row)
    voices = {key: len({desk.broker(row) for row in rows}) for key, rows in groups.items()}
    agreed = {key: _voices_on_one(desk, rows) for key, rows in groups.items()}
    chosen = [key for key in groups if voices[key] >= fewest_brokers]
    # Several brokers on one subject say more than several on as many: those come first.
    unknown = {key: not any(row.get("metric_id") for row in rows) for key, rows in groups.items()}
    chosen.sort(key=lambda key: (-agreed[key], unknown[key], -voices[key], -len(groups[key]), key))
    built = tuple(_series(desk, groups[key], voices[key]) for key in chosen[:most])
    return Listing(items=built, left_out=max(len(chosen) - most, 0), ask="yanbao show 指标")


def _voices_on_one(desk: Desk, rows: Sequence[Row]) -> int:
    """The most brokers that speak of one subject."""
    brokers: dict[str, set[str]] = {}
    for row in rows:
        brokers.setdefault(desk.who(row), set()).add(desk.broker(row))
    return max(len(names) for names in brokers.values())


def _series(desk: Desk, rows: Sequence[Row], brokers: int) -> Series:
    labels = Counter(figures.scoped_metric(row) for row in rows)
    metric = min(labels, key=lambda label: (-labels[label], label))
    once: dict[tuple[str, str, str, str], Row] = {}
    for row in desk.newest_first(rows):
        said = (str(row["report"]), desk.who(row), str(row.get("period")), str(row.get("value")))
        once.setdefault(said, row)
    told = sorted(once.values(), key=lambda row: (desk.broker(row), str(row["id"])))
    told.sort(key=lambda row: (charts.period_day(text_of(row, "period")) or date.min, desk.who(row)))
    kept = told[-MOST_POINTS:]
    points, marks = [], []
    # What happened is one course of events, whoever prints it; what is expected is each broker's own.
    is_past = all(row.get("stance") == "actual" for row in kept)
    by_broker = not is_past and len({desk.who(row) for row in kept}) == 1
    for row in kept:
        value = desk.figure(row)
        points.append(
            SeriesPoint(
                subject=desk.name(row),
                period=figures.period_words(row.get("period")),
                value=value,
                broker=desk.broker(row),
                date=desk.shown_day(row),
                attribution=str(row.get("attribution") or ""),
            )
        )
        day, amount = charts.period_day(text_of(row, "period")), figures.number(row.get("value"))
        if day is not None and amount is not None:
            marks.append(
                charts.Mark(
                    name=desk.broker(row) if by_broker else desk.name(row),
                    day=day,
                    value=amount,
                    figure=value,
                    when=str(row.get("period")),
                    note=desk.broker(row),
                )
            )
    listing = Listing(items=tuple(points), left_out=len(told) - len(kept), ask=f"yanbao show {metric} --all")
    title = f"{metric}：各机构口径"
    chart = charts.series_chart(title, marks) or charts.bar_chart(title, marks)
    return Series(metric=metric, brokers=brokers, points=listing, chart=chart)


def mentions(desk: Desk, kind: str, field: str, ask: str, *, most: int = MOST_NAMES) -> Listing[Mentions]:
    """Recommended names, or risks, by the number of reports that name them."""
    named: dict[str, dict[str, Row]] = {}
    for row in desk.newest_first(desk.of_kind(kind)):
        key = desk.who(row) if kind == "recommendation" else fold(str(row.get(field))).removesuffix("风险")
        named.setdefault(key, {}).setdefault(str(row["report"]), row)
    order = sorted(named, key=lambda key: (-len(named[key]), key))
    lines = []
    for key in order[:most]:
        rows = list(named[key].values())
        spelled = Counter(str(row.get(field)) for row in rows)
        lines.append(
            Mentions(
                name=min(spelled, key=lambda text: (-spelled[text], text)),
                ticker=next((found for row in rows if (found := text_of(row, "ticker"))), None),
                reports=len(rows),
                said=tuple(
                    desk.figure(row, f"{desk.broker(row)} {desk.shown_day(row)}") for row in rows[:MOST_SAID]
                ),
                left_out=max(len(rows) - MOST_SAID, 0),
            )
        )
    return Listing(items=tuple(lines), left_out=max(len(order) - most, 0), ask=ask)


def metric_lines(desk: Desk, ask: str, *, most: int = 120) -> Listing[MetricLine]:
    """Every other figure about a company, metric by metric in the order its reports bring them up, newest first.

    What stood in a sentence was worth one to its author and comes before the lines of tables; noughts of tables are
    left to the workbook.
    """
    once: dict[tuple[str, str, str, str], Row] = {}
    for row in desk.newest_first(desk.of_kind("metric")):
        label = fold(figures.metric_words(row))
        told = in_prose(row) or figures.number(row.get("value"))
        if told and headline(row) is None:
            once.setdefault((label, str(row.get("period")), desk.broker(row), str(row.get("value"))), row)
    rows = sorted(once.values(), key=lambda row: not in_prose(row))
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(fold(figures.metric_words(row)), len(order))
    kept = sorted(rows[:most], key=lambda row: order[fold(figures.metric_words(row))])
    lines = tuple(
        MetricLine(
            metric=figures.metric_words(row),
            period=figures.period_words(row.get("period")),
            value=desk.figure(row),
            broker=desk.broker(row),
            date=desk.shown_day(row),
            attribution=str(row.get("attribution") or ""),
        )
        for row in kept
    )
    return Listing(items=lines, left_out=len(rows) - len(kept), ask=ask)


def in_prose(row: Row) -> bool:
    """Whether the claim was read from a sentence, not from a table, a box or a header."""
    return str(row.get("origin")).startswith("prose")


def events(desk: Desk, ask: str, *, most: int = 40) -> Listing[EventLine]:
    """Dated happenings, latest first; one that several reports tell in the same words is told once."""
    once: dict[str, Row] = {}
    for row in desk.newest_first(desk.of_kind("event")):
        once.setdefault(fold(str(row.get("event"))), row)
    rows = sorted(once.values(), key=event_day, reverse=True)
    lines = tuple(
        EventLine(date=event_day(row), event=desk.figure(row, str(row.get("event"))), broker=desk.broker(row))
        for row in rows[:most]
    )
    return Listing(items=lines, left_out=max(len(rows) - most, 0), ask=ask)


def event_day(row: Row) -> str:
    return str(row.get("event_date") or row.get("date") or "")


def unread(desk: Desk, notes: Mapping[str, Sequence[str]], reports: Sequence[Row]) -> Listing[UnreadLine]:
    """What was not understood, report by report, the least understood first."""
    lines = []
    for row in reports:
        own = [] if row.get("date") else ["没有读出日期，因此不在任何一期周报之内。"]
        own += notes.get(str(row["report"]), ())
        share = unclaimed_share(row)
        if own or share not in (None, "0.0%"):
            lines.append(
                UnreadLine(
                    broker=desk.broker(row),
                    date=desk.shown_day(row),
                    file=desk.file(row),
                    unclaimed=share,
                    notes=tuple(own[:MOST_NOTES]),
                    left_out=max(len(own) - MOST_NOTES, 0),
                )
            )
    lines.sort(key=lambda line: (line.broker, line.date, line.file))
    # Of a report without numerals nothing was read at all.
    lines.sort(key=lambda line: -Decimal((line.unclaimed or "100%").rstrip("%")))
    return _cut(lines, MOST_UNREAD, "yanbao explain 文件")


def _cut(lines: Sequence[UnreadLine], most: int, ask: str) -> Listing[UnreadLine]:
    return Listing(items=tuple(lines[:most]), left_out=max(len(lines) - most, 0), ask=ask)
