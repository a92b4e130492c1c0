"""The bundled samples in, one whole round of the product out: what was learnt, two answers, a digest, a workbook.

Everything is written into one folder of the demo's own; nothing of the user's is read or changed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import NothingFoundFault
from kb.who.keys import metric_key
from kb.wording import Wording

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = Mapping[str, object]

# A figure that several houses gave in the same weeks: the question the product was made for.
_METRIC = "日均Token调用量"
_LONGEST_TITLE = 48
_DATABASE, _DIGEST, _WORKBOOK = "demo.db", "weekly.html", "claims.xlsx"


def bundled_samples() -> Path | None:
    """The samples folder of a checkout; a wheel carries none."""
    folder = Path(__file__).resolve().parents[1] / "samples"
    return folder if any(folder.glob("*.pdf")) else None


def run_demo(
    samples: Path | None,
    folder: Path,
    say: Wording,
    *,
    clock: Callable[[], datetime.datetime],
    today: datetime.date,
    write: Callable[[str], None] = print,
) -> None:
    """Read, ask, write. Raises NothingFoundFault where there are no samples to read."""
    from kb.ask import query
    from kb.ask.selection import NO_FILTERS, Filters
    from kb.keep.store import KnowledgeBase
    from kb.read.inbox import find_pdfs
    from kb.read.intake import take_in
    from kb.tell.digest import render
    from kb.tell.export import write_rows
    from kb.tell.terminal import print_claims, progress

    source = samples or bundled_samples()
    files = find_pdfs([source]) if source is not None and source.is_dir() else []
    if not files:
        raise NothingFoundFault(
            "no-samples",
            f"There is no sample report in {source or 'this installation'}.",
            "take the source distribution, which carries them, or: yanbao demo --samples FOLDER",
        )
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / _DATABASE
    for leftover in (database, *(database.with_name(_DATABASE + end) for end in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    with KnowledgeBase.open(database, create=True) as kb:
        with progress(len(files), say("add.reading")) as advance:
            intake = take_in(kb, files, clock=clock, command="demo", tell=lambda file: advance(file.name))
        if not intake.reports:
            raise intake.faults[0]
        for fault in intake.faults:
            write(f"{fault.message} [{fault.slug}]")
        write(say("demo.learnt", count=intake.reports))
        _print_reports(kb, say)
        claims = query.claims(kb)
        for key, name in (("demo.company", company_to_ask(claims)), ("demo.metric", metric_to_ask(claims))):
            if name is not None:
                write(f"\n$ yanbao show {name} --db {database}\n# {say(key, name=name)}")
                print_claims(query.show(kb, name), say, today=today, whole=False)
        days = sorted(str(row["date"]) for row in query.reports(kb) if row.get("date"))
        whole = Filters(since=days[0], until=days[-1]) if days else NO_FILTERS
        page = render(kb, "weekly", filters=whole)
        (folder / _DIGEST).write_text(page, encoding="utf-8")
        write_rows(claims, folder / _WORKBOOK, "xlsx")
    for key, name in (("digest", _DIGEST), ("workbook", _WORKBOOK), ("base", _DATABASE)):
        write(say(f"demo.{key}", path=folder / name))


def company_to_ask(claims: Iterable[Row]) -> str | None:
    """The company that most reports rate or value; of several, the first by name."""
    rated = (row for row in claims if row.get("kind") in ("rating", "target_price") and row.get("ticker"))
    return _most_told(rated, "subject")


def metric_to_ask(claims: Iterable[Row]) -> str | None:
    """The metric the demo was written around, else the one that most reports give a figure for."""
    figures = [row for row in claims if row.get("kind") == "metric" and row.get("measure") == "level"]
    if any(metric_key(str(row["metric"])) == metric_key(_METRIC) for row in figures):
        return _METRIC
    return _most_told(figures, "metric")


def _most_told(rows: Iterable[Row], name: str) -> str | None:
    told: dict[str, set[object]] = {}
    for row in rows:
        if row.get(name):
            told.setdefault(str(row[name]), set()).add(row.get("report"))
    return min(told, key=lambda key: (-len(told[key]), key), default=None)


def _print_reports(kb: KnowledgeBase, say: Wording) -> None:
    """A line a report; one of which nothing was read goes by its file's name and says why."""
    from kb.ask import query
    from kb.tell.terminal import print_rows

    why = {note["report"]: note["message"] for note in query.notes(kb) if note["page"] is None}
    rows = []
    for row in query.reports(kb):
        title = str(row["title"] or f"{Path(str(row['file'])).name}: {why.get(row['report'], '')}")
        short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
        rows.append({**row, "title": title if row["title"] is None else short})
    print_rows(rows, ("date", "broker", "title", "claims"), say)
