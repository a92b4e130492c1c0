"""Rows of claims and reports in, the contents of a digest out: `weekly` for a stretch of days, `company` for a name.

No database, no template, no clock: everything is in the rows and the days given, so a page can be built and tested
from a list of `dict`s. Raises NothingFoundFault where there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from extract.errors import NothingFoundFault
from kb.ask.query import Span
from kb.compare.consensus.street import Street, street_of
from kb.compare.days import earlier
from kb.tell import expectations, forecasts, sections
from kb.tell.clashes import clashes
from kb.tell.context import Company, Weekly
from kb.tell.desk import Desk, Row
from kb.tell.exhibits import exhibits
from kb.tell.movements import moved
from kb.tell.street import Subject, subjects

DEFAULT_DAYS = 7
_ALL_BROKERS = 60  # more than cover any company
_HEADLINES = tuple(label for label, _ in forecasts.HEADLINES)


def weekly(
    claims: Iterable[Row],
    reports: Iterable[Row],
    *,
    since: str | None = None,
    until: str | None = None,
    there: Span | None = None,
    undated: Sequence[Row] = (),
    history: Sequence[Row] = (),
    notes: Mapping[str, Sequence[str]] | None = None,
    path_of: Callable[[str], Path | None] = lambda report: None,
    is_operating: Callable[[Row], bool] = lambda row: True,
) -> Weekly:
    """What came in between two days (ISO, both inclusive); by default the week up to the newest report.

    `there` tells how many reports there are besides those given, and of which days. `undated` reports are of no week and would be
    missed in silence: every week names them as not understood. Claims from before the window, and those of `history`, serve to
    see what changed. `notes` has the sentences of what was not read by report, `path_of` where its PDF lies, `is_operating` tells metrics worth a series of their own.
    """
    told = tuple(claims)
    whole = Desk(told, (row for row in reports if row.get("date")))
    there = there or _span(whole.reports.values())
    if there is None:
        raise _nothing_dated()
    first, last = window(there, since, until)
    inside = {key for key, row in whole.reports.items() if first <= str(row.get("date") or "") <= last}
    if not inside:
        raise NothingFoundFault(
            "nothing-found",
            f"No report is dated from {first} to {last}.",
            f"The reports that are in run from {there.first} to {there.last}: use --since and --until.",
        )
    rows = [whole.reports[key] for key in sorted(inside)]
    desk = whole.narrowed(row for row in told if str(row["report"]) in inside)
    reports_in = sections.reports_in(desk, rows)
    moves = moved(whole.narrowed(_once(told, history)), first, last)
    views = forecasts.views(desk, last)
    matrices = forecasts.matrices(desk)
    series = sections.series(desk, is_operating)
    recommended = sections.mentions(desk, "recommendation", "subject", "yanbao find 建议关注")
    risks = sections.mentions(desk, "risk", "risk", "yanbao find 风险")
    return Weekly(
        title="研报周报",
        since=first,
        until=last,
        window_note=_window_note(since, until, there, len(inside)),
        reports=reports_in,
        brokers=len({desk.broker(row) for row in rows}),
        claims=len(desk.claims),
        headlines=_HEADLINES,
        views=views,
        changes=moves.changes,
        revisions=moves.revisions,
        lists=moves.lists,
        matrices=matrices,
        series=series,
        recommended=recommended,
        risks=risks,
        unread=sections.unread(Desk((), (*rows, *undated)), notes or {}, (*rows, *undated)),
        exhibits=exhibits(desk, path_of),
    )


def company(
    claims: Iterable[Row],
    reports: Iterable[Row],
    who: str,
    *,
    since: str | None = None,
    until: str | None = None,
    history: Sequence[Row] = (),
    notes: Mapping[str, Sequence[str]] | None = None,
    path_of: Callable[[str], Path | None] = lambda report: None,
    is_operating: Callable[[Row], bool] = lambda row: True,
    street: Callable[[str], Street] | None = None,
) -> Company:
    """Everything `claims` say about `who`. The claims are those about the company, and the risks of its own reports.

    `since` and `until` (ISO, inclusive) bound the reports' dates; claims of `history` serve to see what changed. `street`
    tells what brokers think as of a day; without it that is worked out of the claims.
    """
    told = tuple(claims)
    whole = Desk(told, reports)
    about = {str(row["report"]) for row in told}
    days = _days(whole.reports[key] for key in about if key in whole.reports)
    first, last = since or days[0], until or days[-1]
    inside = {key for key in about if first <= str(whole.reports.get(key, {}).get("date") or first) <= last}
    desk = whole.narrowed(row for row in told if str(row["report"]) in inside)
    if not desk.claims:
        raise NothingFoundFault(
            "nothing-found",
            f"No report says anything about {who} from {first} to {last}.",
            f"What is said of it is dated from {days[0]} to {days[-1]}: use --since and --until.",
        )
    rows = [whole.reports[key] for key in sorted(inside) if key in whole.reports]
    subject, ticker = desk.most_named()
    views = forecasts.views(desk, last)
    about_it = {desk.who(row) for row in desk.claims if row.get("kind") not in ("report", "risk")}
    moves = moved(whole.narrowed(_once(told, history)), first, last, about_it, who)
    thought = street(last) if street is not None else street_of((*desk.material, *desk.scales), day=last)
    matrices = forecasts.matrices(desk, brokers=_ALL_BROKERS, since=thought.since)
    anchors = {block.anchor for matrix in matrices.items for block in matrix.blocks} | {expectations.RATINGS}
    expected = expectations.expectations(desk, _meant(thought, subject, ticker), anchors)
    targets, ratings = forecasts.history_charts(desk, last)
    ask = f"yanbao show {who} --all"
    return Company(
        title=subject or who,
        subject=subject or who,
        ticker=ticker,
        since=first,
        until=last,
        claims=len(desk.claims),
        brokers=len({desk.broker(row) for row in desk.claims}),
        headlines=_HEADLINES,
        views=views,
        expected=expected,
        changes=moves.changes,
        revisions=moves.revisions,
        lists=moves.lists,
        matrices=matrices,
        targets=targets,
        ratings=ratings,
        history=forecasts.views(desk, last, newest_only=False),
        series=sections.series(desk, is_operating),
        clashes=clashes(desk, last, f"yanbao conflicts {who}"),
        metrics=sections.metric_lines(desk, ask),
        events=sections.events(desk, ask),
        risks=sections.mentions(desk, "risk", "risk", ask),
        reports=sections.reports_in(desk, rows),
        unread=sections.unread(desk, notes or {}, rows),
        exhibits=exhibits(desk, path_of),
    )


def _once(told: Sequence[Row], history: Sequence[Row]) -> list[Row]:
    """Both together, each claim once."""
    return [*{str(row["id"]): row for row in (*told, *history)}.values()]


def _meant(thought: Street, name: str | None, ticker: str | None) -> Subject | None:
    """Of those the claims are about the one that the page is called by, else the first."""
    found = subjects(thought)
    own = [one for one in found if (ticker and one.ticker == ticker) or one.name == name]
    return next(iter(own or found), None)


def window(there: Span | None, since: str | None, until: str | None) -> tuple[str, str]:
    """The days a weekly covers: those given, else the week up to the newest report. Raises NothingFoundFault."""
    if there is None:
        raise _nothing_dated()
    last = until or max(there.last, since or "")
    return since or earlier(last, DEFAULT_DAYS - 1), last


def _span(reports: Collection[Row]) -> Span | None:
    days = sorted(day for row in reports if (day := str(row.get("date") or "")))
    return Span(len(reports), days[0], days[-1], ()) if days else None


def _nothing_dated() -> NothingFoundFault:
    return NothingFoundFault(
        "nothing-found", "No dated report answers this.", "Add reports first: yanbao add PATH"
    )


def _days(reports: Iterable[Row]) -> list[str]:
    days = sorted(day for row in reports if (day := str(row.get("date") or "")))
    if not days:
        raise _nothing_dated()
    return days


def _window_note(since: str | None, until: str | None, there: Span, shown: int) -> str:
    if (since and until) or shown == there.reports:
        return ""
    return (
        f"未指定完整起止日期：默认显示最新研报日期及之前共 {DEFAULT_DAYS} 天。"
        f"库中另有 {there.reports - shown} 份研报（全部日期 {there.first} 至 {there.last}），"
        "用 --since、--until 换一段时间。"
    )
