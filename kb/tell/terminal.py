"""Rows and extractions in, tables and bars for a person's eyes out. The only module that imports rich.

Widths count CJK as two columns; quotes are printed as they are (no markup in them is obeyed); NO_COLOR is obeyed and
colour never carries meaning alone. On a pipe nothing is cut to a width.
"""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from extract.model import Extraction
from kb.compare.conflicts.conflict import Conflict
from kb.compare.events.changes import Changes
from kb.coverage import coverage_of
from kb.tell import contradictions, figures, moves, overview, views
from kb.tell.street import Sheet
from kb.wording import Wording

Row = Mapping[str, object]

# A pipe has no width: lines stay whole.
_UNBOUNDED = 100_000
# How many rows of one kind a person is shown before being pointed to the whole.
MANY = 40
# How many other metrics an overview names, and from how many days on an age is told in years.
_METRICS = 12
_LONG_AGO = 730
# How many events are told before the rest is counted; and a change's columns with the headings they have.
_EVENTS = 80
_CHANGE_COLUMNS = {
    "subject": "subject",
    "date": "date",
    "broker": "broker",
    "kind": "change",
    "thing": "metric",
    "old": "was",
    "new": "is",
    "percent": "percent",
    "upside": "upside",
    "against": "against",
    "page": "page",
    "id": "id",
}
_RIGHT = frozenset(
    {
        *("page", "claims", "doubts", "notes", "failed", "value", "count", "share", "figures"),
        *("reports", "brokers", "age", "target", "run"),
        *("was", "is", "percent", "upside", "raised", "cut", "breadth"),
        *("n", "mean", "median", "high", "low", "stdev", "revision_30", "revision_90", "actual"),
        *("surprise", "stale_count", "upside"),
    }
)


def console() -> Console:
    """Standard output, as wide as the terminal; made anew each time, for tests and pipes change it."""
    width = None if sys.stdout.isatty() else _UNBOUNDED
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


@contextmanager
def progress(total: int, what: str, *, shown: bool = True) -> Iterator[Callable[[str], None]]:
    """A bar on standard error while files are read; yields the function that moves it on, given a file's name.

    Nothing is drawn for a single file, when not `shown`, or where standard error is no terminal.
    """
    if not shown or total < 2 or not sys.stderr.isatty():
        yield lambda _name: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[file]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total, file="")
        yield lambda name: bar.update(task, advance=1, file=name)


def print_rows(rows: Sequence[Row], columns: Sequence[str], say: Wording) -> None:
    """A plain table; without `columns`, every field of the first row."""
    if rows:
        names = tuple(columns) or tuple(rows[0])
        console().print(_table(names, [[row.get(name) for name in names] for row in rows], say))


def print_claims(rows: Sequence[Row], say: Wording, *, today: datetime.date, whole: bool = True) -> None:
    """What `show` answers: each broker's latest view where there is one, then the claims, one table a kind.

    Figures of one thing stand side by side. Unless `whole`, a long answer is told as its overview: views, estimates by
    year, and what other figures there are; what is not drawn is counted.
    """
    out = console()
    short = not whole and len(rows) > MANY
    about = overview.subject(rows)
    # A broker has one view of one company: asked for all target prices there are, each is a row of its own.
    latest = views.latest_views(rows, today) if about else []
    if about and latest:
        out.print(_headline(about, say))
        out.print(Text(say("heading.latest"), style="bold"))
        columns = ("broker", "date", "age", "rating", "target", *views.years_of(latest), "page")
        names = tuple(name for name in columns if any(view.get(name) is not None for view in latest))
        cells = [[_view_cell(view, name, say) for name in names] for view in latest]
        out.print(_table(names, cells, say))
    groups = {
        kind: group
        for kind, group in views.by_kind(rows).items()
        if not (latest and kind in views.KINDS_OF_A_VIEW)
    }
    if short and latest:
        _print_overview(out, groups.pop("metric", []), say)
    for kind, group in groups.items():
        out.print(Text(say.get(f"kind.{kind}", kind), style="bold"))
        _print_kind(out, kind, views.side_by_side(group), say, MANY if short else None, "show.more")


def print_changes(found: Changes, say: Wording, *, whole: bool = False, most: int | None = None) -> None:
    """What `changes` answers: a line an event, a company's together, and how many brokers moved an estimate which way.

    `most` events at most. Unless `whole`, what is said again and the same and estimates beyond the headline ones are counted, not drawn.
    """
    asked_for = found.events[:most]
    told = moves.Told(asked_for) if whole else moves.headlines(asked_for)
    out = console()
    if told.events:
        rows = moves.lines(told.events[: None if whole else _EVENTS])
        names = [name for name in _CHANGE_COLUMNS if any(row[name] for row in rows)]
        words = {"kind": "move", "against": "changes"}
        cells = [
            [
                say.get(f"{words[name]}.{row[name]}", str(row[name])) if name in words else row[name]
                for name in names
            ]
            for row in rows
        ]
        out.print(_table([_CHANGE_COLUMNS[name] for name in names], cells, say))
    spread = [
        line for line in found.breadth if line.brokers > 1 and (whole or line.metric_id in moves.HEADLINES)
    ]
    if spread:
        out.print(Text(say("changes.breadth"), style="bold"))
        columns = ("subject", "metric", "period", "raised", "cut", "brokers", "breadth")
        out.print(
            _table(
                columns,
                [
                    [f"{line.breadth:+.2f}" if name == "breadth" else getattr(line, name) for name in columns]
                    for line in spread
                ],
                say,
            )
        )
    rest = {"more": len(told.events[_EVENTS:]), "others": told.others, "still": told.still}
    for key, count in rest.items():
        if count and not whole:
            out.print("  " + say(f"changes.{key}", count=count))


def _headline(about: Row, say: Wording) -> Text:
    line = Text(str(about["subject"]), style="bold")
    if about["ticker"]:
        line.append(f" {about['ticker']}")
    days = " – ".join(dict.fromkeys(str(about[day]) for day in ("since", "until") if about[day]))
    line.append(
        f"   {say('show.brokers', count=about['brokers'])} · {say('show.reports', count=about['reports'])}"
        + (f" · {days}" if days else ""),
        style="not bold",
    )
    return line


def _view_cell(view: Row, name: str, say: Wording) -> object:
    age = view.get("age")
    if name != "age" or not isinstance(age, int):
        return view.get(name)
    return say("show.days", count=age) if age < _LONG_AGO else say("show.years", count=f"{age / 365.25:.1f}")


def _print_overview(out: Console, rows: Sequence[Row], say: Wording) -> None:
    by_year = overview.estimates(rows)
    if by_year:
        out.print(Text(say("show.estimates"), style="bold"))
        names = tuple(by_year[0])
        seen = ""
        cells: list[list[object]] = []
        for line in by_year:
            # A metric is named on its first line, as in a printed table.
            cells.append([line[name] if name != "metric" or line[name] != seen else "" for name in names])
            seen = str(line["metric"])
        out.print(_table(names, cells, say))
    others = overview.what_else(rows)
    if others:
        out.print(Text(say("show.else"), style="bold"))
        names = tuple(name for name in others[0] if any(line[name] for line in others))
        out.print(_table(names, [[line[name] for name in names] for line in others[:_METRICS]], say))
        rest = others[_METRICS:]
        count = sum(int(str(line["figures"])) for line in rest)
        if rest:
            out.print("  " + say("show.rest", metrics=len(rest), count=count))
        out.print("  " + say("show.ask", metric=others[0]["metric"]))


def print_heading(text: str) -> None:
    console().print(Text(text, style="bold"))


def print_sheets(sheets: Sequence[Sheet], say: Wording) -> None:
    """Tables with their titles; lines that stand back are faint, and say why in words."""
    out = console()
    for sheet in sheets:
        if sheet.title:
            out.print(Text(sheet.title, style="bold"))
        if sheet.lines:
            out.print(_table(sheet.columns, sheet.lines, say, faint=sheet.faint))


def print_conflicts(found: Sequence[Conflict], say: Wording) -> None:
    """Each conflict as two lines under what it is about, and what explains it; a long answer is cut and says so."""
    out = console()
    for number, conflict in enumerate(found[:MANY]):
        if number:
            out.print()
        out.print(Text(contradictions.heading(conflict, say), style="bold"))
        out.print(Text("  " + contradictions.why(conflict, say)))
        table = Table.grid(padding=(0, 2))
        for line in contradictions.lines(conflict):
            table.add_row("  " + line[0], *(Text(cell) for cell in line[1:]))
        out.print(table)
    if len(found) > MANY:
        out.print("  " + say("conflict.more", count=len(found) - MANY))


def print_extraction(extraction: Extraction, say: Wording) -> None:
    """What `explain` answers: what the report is, what it says and where, what was not read, every numeral."""
    out = console()
    groups = views.by_kind([claim.as_row() for claim in extraction.claims])
    state = say.get(f"state.{extraction.state}", extraction.state)
    pages = say("explain.pages", count=extraction.pages)
    out.print(Text(f"{extraction.file}: {state} · {pages}"))
    out.print(Text(say("explain.what"), style="bold"))
    out.print(_facts(extraction, groups.pop("report", []), say))
    if groups:
        out.print(Text(say("explain.says"), style="bold"))
    for kind, group in groups.items():
        out.print(Text(f"  {say.get(f'kind.{kind}', kind)} ({len(group)})", style="bold"))
        _print_kind(out, kind, group, say, MANY, "explain.more")
    out.print(Text(say("explain.unread"), style="bold"))
    if not extraction.notes:
        unclaimed = sum(line.klass == "unclaimed" for line in extraction.ledger)
        nothing = say("explain.unclaimed", count=unclaimed) if unclaimed else say("explain.nothing_unread")
        out.print("  " + (nothing if groups else say("explain.no_claims")))
    for note in extraction.notes:
        place = f"{say('explain.page', page=note.page)}  " if note.page is not None else ""
        out.print(f"  {place}{note.message} [{note.slug}]")
    out.print(Text(say("explain.coverage"), style="bold"))
    if not extraction.ledger:
        out.print("  " + say("explain.no_numerals"))
        return
    counts = Counter(line.klass for line in extraction.ledger)
    out.print("  " + say("explain.shares", **coverage_of(counts).words()))
    out.print(_coverage(extraction, say))


def _facts(extraction: Extraction, reports: Sequence[Row], say: Wording) -> Table:
    table = Table.grid(padding=(0, 2))
    said = reports[0] if reports else {}
    facts = {"file": extraction.file, **{name: said.get(name) for name in views.REPORT_FACTS}}
    for name, value in facts.items():
        if value not in (None, ""):
            table.add_row("  " + say.get(f"heading.{name}", name), str(value))
    table.add_row("", say("explain.pages", count=extraction.pages))
    return table


def _coverage(extraction: Extraction, say: Wording) -> Table:
    """How many numerals became what; the ones nobody understood are named, for they are what a reader must know."""
    counts = Counter(line.klass for line in extraction.ledger)
    total = sum(counts.values())
    cells: list[list[object]] = []
    for klass, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        texts = [line.text for line in extraction.ledger if line.klass == klass]
        example = "  ".join(dict.fromkeys(texts[:6])) if klass == "unclaimed" else texts[0]
        cells.append([klass, count, f"{100 * count / total:.1f}%", example])
    return _table(("class", "count", "share", "example"), cells, say)


def _print_kind(
    out: Console, kind: str, rows: Sequence[Row], say: Wording, most: int | None, rest: str
) -> None:
    names = views.columns_of(kind, rows)
    cells = [[_cell(row, name) for name in names] for row in rows[:most]]
    out.print(_table(names, cells, say))
    if most is not None and len(rows) > most:
        out.print("  " + say(rest, count=len(rows) - most))


def _cell(row: Row, name: str) -> object:
    if name == "metric" and row.get("metric"):
        return figures.scoped_metric(row)
    return figures.figure(row) if name == "value" else row.get(name)


def _table(
    names: Sequence[str], cells: Sequence[Sequence[object]], say: Wording, *, faint: Sequence[bool] = ()
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=True, show_edge=False)
    for name in names:
        # Ids and dates are copied from the screen: they are never wrapped or cut.
        table.add_column(
            say.get(f"heading.{name}", name),
            justify="right" if name in _RIGHT or _is_year(name) else "left",
            no_wrap=name in ("id", "date", "day", "page", "period"),
            overflow="fold",
        )
    for place, row in enumerate(cells):
        style = "dim" if place < len(faint) and faint[place] else ""
        table.add_row(*(Text(_plain(value), style=style) for value in row))
    return table


def _is_year(name: str) -> bool:
    return name.removeprefix("EPS ").removeprefix("FY")[:4].isdigit()


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return " ".join(str(value).split())
