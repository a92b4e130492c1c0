"""A consensus and ratings go in, the tables a person reads come out as text: figures, brokers by year, ratings by step.

Numbers are rounded to the finest precision any of the brokers printed, in one unit a table. What is stale is marked in
words as well as faint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kb.compare.arithmetic import plain
from kb.compare.consensus.expected import Consensus, Moment
from kb.compare.consensus.matrix import Line, matrix
from kb.compare.consensus.street import Street
from kb.compare.consensus.things import HEADLINES, TARGET, Thing
from kb.compare.days import day_of, earlier
from kb.compare.precision import Row
from kb.compare.scales import Rated, distribution
from kb.compare.views import whom
from kb.tell import figures
from kb.tell.bands import band_words
from kb.tell.thought_words import (
    Figures,
    age_words,
    figures_of,
    is_doubted,
    percent_words,
    standout_words,
    step_words,
    surprise_words,
)
from kb.who.names import fold_name
from kb.wording import Wording

_MOST_PERIODS = 7
_YEARS_BACK = 2
_FEW = 6


class Sheet(NamedTuple):
    """A table of text: its title, the names of its columns, its lines, and which of them stand back."""

    title: str
    columns: tuple[str, ...]
    lines: list[list[str]]
    faint: list[bool]


class Subject(NamedTuple):
    """What the street thinks of one company: the part of a `Street` that is about it."""

    name: str
    ticker: str | None
    day: str
    window: int
    expected: tuple[Consensus, ...]
    rated: tuple[Rated, ...]
    things: tuple[Thing, ...]


def subjects(found: Street) -> list[Subject]:
    """Company by company, in the order of the consensus, those that are only rated last."""
    keys = dict.fromkeys([_whom(one) for one in found.expected] + [whom(one.rating) for one in found.rated])
    return [_subject(found, key) for key in keys]


def _subject(found: Street, key: str) -> Subject:
    expected = tuple(one for one in found.expected if _whom(one) == key)
    rated = tuple(one for one in found.rated if whom(one.rating) == key)
    names = [one.subject for one in expected] + [str(one.rating.get("subject")) for one in rated]
    tickers = [one.ticker for one in expected] + [one.rating.get("ticker") for one in rated]
    return Subject(
        name=names[0],
        ticker=next((str(ticker) for ticker in tickers if ticker), None),
        day=found.day,
        window=found.window,
        expected=expected,
        rated=rated,
        things=tuple(thing for thing in found.things if _whom(thing) == key),
    )


def _whom(one: Consensus | Thing) -> str:
    return one.subject_id or fold_name(one.subject)


def heading(subject: Subject, say: Wording) -> str:
    """Who, as of when, over which days, how many brokers count and how many are stale."""
    counted = {row["broker"] for one in subject.expected for row in one.counted}
    counted |= {one.rating["broker"] for one in subject.rated if not one.is_stale}
    stale = {row["broker"] for one in subject.expected for row in one.stale}
    stale |= {one.rating["broker"] for one in subject.rated if one.is_stale}
    return say(
        "consensus.heading",
        name=" ".join(filter(None, (subject.name, subject.ticker))),
        day=subject.day,
        since=earlier(subject.day, subject.window),
        window=subject.window,
        count=len(counted),
        stale=len(stale - counted),
    )


def subject_sheets(subject: Subject, say: Wording, *, whole: bool) -> list[Sheet]:
    """Ratings, then each metric's tables: the headline ones, unless `whole`; the others are counted."""
    sheets = [rating_sheet(subject.rated, subject.day, say)] if subject.rated else []
    groups = metrics_of(subject.expected)
    told = [group for group in groups if whole or is_headline(group[0])] or groups[:_FEW]
    for group in told:
        lead = group[0]
        same = [t for t in subject.things if (t.metric_id, t.metric) == (lead.metric_id, lead.metric)]
        sheets += metric_sheets(group, same, say)
    rest = [group for group in groups if group not in told]
    if rest:
        sheets.append(Sheet(say("consensus.more", count=len(rest), metric=rest[0][0].metric), (), [], []))
    return sheets


def metrics_of(found: Sequence[Consensus]) -> list[list[Consensus]]:
    """The periods of each metric together, in the order they came."""
    groups: dict[str, list[Consensus]] = {}
    for one in found:
        groups.setdefault(one.metric_id or one.metric, []).append(one)
    return list(groups.values())


def is_headline(found: Consensus | Moment) -> bool:
    return found.metric_id in (*HEADLINES, TARGET)


def metric_sheets(found: Sequence[Consensus], things: Sequence[Thing], say: Wording) -> list[Sheet]:
    """The tables of one metric: what is expected of each period, and who says so. `things` are of the same metric."""
    lead = found[0]
    lines = matrix(things, lead.unit, lead.day)
    # Of several currencies each is a table of its own.
    drawn = figures_of(lead.unit, (row for line in lines for row in line.cells.values()))
    title = " ".join(filter(None, (lead.metric, drawn.scale.unit)))
    told = [one for one in found if one.unit == lead.unit and (one.n or _is_news(one))]
    sheets = [_figures_sheet(title, told, drawn, say)] if told else []
    periods = [str(one.period) for one in found if one.unit == lead.unit]
    return [*sheets, _brokers_sheet("" if told else title, found, lines, periods, drawn, say)]


def _is_news(found: Consensus) -> bool:
    """Whether what nobody expects any more came out within the window, against what was expected."""
    if found.surprise is None or found.actual is None:
        return False
    return day_of(found.actual) > earlier(found.day, found.window)


def _figures_sheet(title: str, found: Sequence[Consensus], drawn: Figures, say: Wording) -> Sheet:
    columns = ("period", "n", "mean", "median", "high", "low", "stdev", "revision_30", "revision_90")
    more = ("actual", "surprise", "standout", "stale_count")
    lines = [
        [
            one.period or "",
            str(one.n),
            drawn.text(one.mean) + (" ?" if is_doubted(one) else ""),
            *(drawn.text(value) for value in (one.median, one.high, one.low, one.stdev)),
            percent_words(one.revision_30),
            percent_words(one.revision_90),
            figures.scaled(one.actual, drawn.scale) if one.actual else "",
            surprise_words(one),
            standout_words(one),
            str(len(one.stale)) if one.stale else "",
        ]
        for one in found
    ]
    return _trimmed(Sheet(title, (*columns, *more), lines, [not one.n for one in found]))


def _brokers_sheet(
    title: str,
    found: Sequence[Consensus],
    lines: Sequence[Line],
    periods: Sequence[str],
    drawn: Figures,
    say: Wording,
) -> Sheet:
    lead = found[0]
    since = earlier(lead.day, lead.window)
    shown = sorted(
        {period for line in lines for period in line.cells if period in periods or len(period) == 4}
    )
    shown = shown[-_MOST_PERIODS:] if len(periods) > 1 else list(periods)
    drawn_lines, faint = [], []
    for line in lines:
        cells = [line.cells.get(period) for period in shown]
        given = [row for row in cells if row is not None]
        if not given:
            continue
        pages = sorted({int(str(row["page"])) for row in given})
        is_stale = str(line.newest.get("published") or "") <= since
        drawn_lines.append(
            [
                line.broker,
                str(line.newest.get("published") or ""),
                age_words(line.newest, lead.day, say, is_stale=is_stale),
                *(_cell(row, drawn) for row in cells),
                ", ".join(map(str, pages)),
                str(given[-1]["id"]),
            ]
        )
        faint.append(is_stale)
    for one in found:
        for row in one.other_units:
            text = f"{one.period or ''} {figures.figure(row)}".strip()
            place = [str(row.get("published") or ""), say("consensus.not_counted", number=text)]
            drawn_lines.append(
                [str(row["broker"]), *place, *[""] * len(shown), str(row["page"]), str(row["id"])]
            )
            faint.append(True)
    heads = tuple(period if period != "None" else "target" for period in shown)
    return Sheet(title, ("broker", "date", "age", *heads, "page", "id"), drawn_lines, faint)


def _periods(lines: Sequence[Line], periods: Sequence[str]) -> list[str]:
    """The columns: what the newest report looks ahead to, and the two years before; where one period is asked for, that."""
    if len(periods) < 2 or not lines:
        return list(periods)
    ahead = min((p for p, row in lines[0].cells.items() if row.get("stance") != "actual"), default=periods[0])
    first = str(int(ahead[:4]) - _YEARS_BACK) if ahead[:4].isdigit() else ahead
    known = {period for line in lines for period in line.cells if period in periods or period.isdigit()}
    return sorted(period for period in known if period >= first)[:_MOST_PERIODS]


def _cell(row: Row | None, drawn: Figures) -> str:
    if row is None:
        return ""
    mark = " A" if row.get("stance") == "actual" else ""
    return figures.scaled(row, drawn.scale) + mark + (" ?" if row.get("doubts") else "")


def rating_sheet(rated: Sequence[Rated], day: str, say: Wording) -> Sheet:
    """Ratings by broker: the printed word, its step and band, the target and how far it was from the price."""
    lines = [
        [
            str(one.rating.get("broker") or ""),
            str(one.rating.get("published") or ""),
            age_words(one.rating, day, say, is_stale=one.is_stale),
            str(one.rating["rating"]),
            step_words(one.step, say),
            band_words(one, say),
            figures.figure(one.target) if one.target else "",
            percent_words(one.upside),
            str(one.rating["page"]),
            str(one.rating["id"]),
        ]
        for one in rated
    ]
    steps = [f"{step_words(step, say)} {count}" for step, count in distribution(rated).items() if count]
    title = " · ".join([say("kind.rating"), *steps])
    columns = ("broker", "date", "age", "rating", "step", "band", "target", "upside", "page", "id")
    return _trimmed(Sheet(title, columns, lines, [one.is_stale for one in rated]))


def history_sheets(moments: Sequence[Moment], say: Wording, *, whole: bool) -> list[Sheet]:
    """The consensus by day, a table a metric and period: of the headline metrics, unless `whole`; the others are counted."""
    told = [moment for moment in moments if whole or is_headline(moment)] or list(moments)
    groups: dict[tuple[str, str, str | None], list[Moment]] = {}
    for moment in told:
        groups.setdefault((moment.subject, moment.metric, moment.period), []).append(moment)
    sheets = []
    for (subject, metric, period), same in groups.items():
        drawn = figures_of(
            same[0].unit, [{"value": plain(m.mean), "unit": m.unit, "decimals": None} for m in same]
        )
        lines = [[m.day, str(m.n), drawn.text(m.mean)] for m in same]
        title = " ".join(filter(None, (subject, metric, period, drawn.scale.unit)))
        sheets.append(Sheet(title, ("day", "n", "mean"), lines, [not m.n for m in same]))
    rest = sorted({moment.metric for moment in moments} - {moment.metric for moment in told})
    if rest:
        sheets.append(Sheet(say("consensus.more", count=len(rest), metric=rest[0]), (), [], []))
    return sheets


def _trimmed(sheet: Sheet) -> Sheet:
    """Without the columns that nobody fills."""
    kept = [i for i in range(len(sheet.columns)) if any(line[i] for line in sheet.lines)]
    lines = [[line[i] for i in kept] for line in sheet.lines]
    return sheet._replace(columns=tuple(sheet.columns[i] for i in kept), lines=lines)
