"""`explain`, `extract`, `add` and `reread`: PDFs in, what they say out or into the knowledge base."""

from __future__ import annotations

import functools
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.errors import Fault, NothingFoundFault, PartialFault, UnreadableFault, UsageFault
from kb.commands.frame import (
    Command,
    Function,
    Output,
    Voice,
    database_option,
    existing_knowledge_base,
    knowledge_base,
    now,
    output_options,
    voice_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.model import Extraction, Note
    from kb.read.again import Again
    from kb.read.crew import Engine
    from kb.read.intake import Intake

# Workers, whether pictures are read, the seconds a file may take → who reads.
Hire = Callable[[int, bool, int | None], "Engine"]

# Not click's own check: a file that may not be read is no misuse of the command, and of many files only one's matter.
_PATHS = click.Path(path_type=Path, readable=False)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Read N files at a time.",
)
patience_option = click.option(
    "--patience",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="Give a file up after so long; default: 60, and 1800 where pictures are read.",
)
ocr_option = click.option(
    "--no-ocr", "ocr", flag_value=False, default=True, help="Leave pages that are pictures unread."
)


def engine_options(function: Function) -> Function:
    """--engine and --scheduler, given to the command as one `hire`: what gives the engine that reads."""

    def chosen(*args: Any, engine: str, scheduler: str | None, **kwargs: Any) -> Any:
        if engine == "local" and scheduler is not None:
            raise click.UsageError("--scheduler goes with --engine dask.")
        if engine == "dask" and scheduler is None:
            raise UsageFault(
                "no-scheduler", "--engine dask needs a scheduler.", "--scheduler tcp://HOST:8786"
            )
        return function(*args, hire=functools.partial(_hire, scheduler), **kwargs)

    chosen.__name__, chosen.__doc__ = function.__name__, function.__doc__
    chosen.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    for option in (
        click.option(
            "--scheduler",
            metavar="ADDRESS",
            help="With --engine dask: the cluster's scheduler, tcp://HOST:8786.",
        ),
        click.option(
            "--engine",
            type=click.Choice(["local", "dask"]),
            default="local",
            show_default=True,
            help="Who reads: processes of this machine, or a Dask cluster.",
        ),
    ):
        chosen = option(chosen)
    return chosen  # type: ignore[return-value]


def _hire(scheduler: str | None, jobs: int, ocr: bool, patience: int | None) -> Engine:
    from kb.read.reading import limits_for

    if scheduler is None:
        from kb.read.crew import Crew

        return Crew(jobs, limits_for(ocr, patience=patience))
    from kb.read.cluster import Cluster

    return Cluster(scheduler, limits_for(ocr, patience=patience))


@click.command(
    cls=Command,
    short_help="Read one report, print what was understood; keep nothing.",
    examples=("yanbao explain 广联达.pdf", "yanbao explain 广联达.pdf --json > 广联达.json"),
)
@click.argument("pdf", type=_PATHS)
@click.option(
    "--image",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.png",
    help="Draw what was understood over a page, instead of printing it.",
)
@click.option(
    "--page", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="The page to draw."
)
@ocr_option
@output_options
@voice_of
def explain(voice: Voice, pdf: Path, image: Path | None, page: int, ocr: bool, output: Output) -> None:
    """Read one report and print what was understood and what was not; keep nothing."""
    if image is not None:
        _draw(voice, pdf, image, page, ocr)
        return
    from kb.commands.rows import put_rows
    from kb.coverage import coverage_of
    from kb.read.reading import read_one
    from kb.tell.terminal import print_extraction

    reading = read_one(pdf, ocr=ocr)
    voice.trace(reading.trace)
    extraction = reading.result()
    rows = [claim.as_row() for claim in extraction.claims]
    counts = Counter(line.klass for line in extraction.ledger)
    unread = {
        "state": extraction.state,
        "notes": [note.as_row() for note in extraction.notes],
        "ledger": dict(sorted(counts.items())),
        "coverage": coverage_of(counts).as_row(),
    }
    put_rows(rows, output, voice, lambda _rows: print_extraction(extraction, voice.say), beside=unread)
    for line in _reasons(extraction):
        voice.detail(line)
    voice.next_step("explain", path=pdf)


def _reasons(extraction: Extraction) -> Iterator[str]:
    """Why a number of running text is said of whom it is said: what spoke for that one alone, with its weight."""
    from extract.model import MetricClaim

    for claim in extraction.claims:
        if isinstance(claim, MetricClaim) and claim.reasons:
            why = ", ".join(f"{name} {weight:+.1f}" for name, weight in claim.reasons)
            yield f"p. {claim.page}  {claim.metric} {claim.original}: about {claim.subject}: {why}"


def _draw(voice: Voice, pdf: Path, image: Path, page: int, ocr: bool) -> None:
    from kb.proof.evidence import page_png
    from kb.proof.looking import SCALE, marked_page
    from kb.read.reading import read_one

    reading = read_one(pdf, ocr=ocr, page=page)
    voice.trace(reading.trace)
    pages = reading.result().pages
    if page > pages:
        raise UsageFault(
            "page-not-there", f"{pdf} has {pages} pages, so there is no page {page}.", f"--page 1 … {pages}"
        )
    picture = page_png(pdf, page, scale=SCALE)
    image.write_bytes(marked_page(picture, reading.marks, scale=SCALE, title=f"p. {page} of {pages}"))
    click.echo(str(image))
    voice.next_step("look", path=image)


@click.command(
    cls=Command,
    short_help="Print the claims of PDFs as JSON lines.",
    examples=("yanbao extract a.pdf b.pdf --format jsonl", "yanbao extract a.pdf --ledger > ledger.jsonl"),
)
@click.argument("pdf", type=_PATHS, nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option(
    "--ledger", is_flag=True, help="Print every numeral and what became of it, instead of the claims."
)
@click.option(
    "--engine",
    type=click.Choice(["pdfium", "pdfminer"]),
    default="pdfium",
    show_default=True,
    help="What reads the pages; pdfminer is slow, to compare with.",
)
@jobs_option
@ocr_option
@voice_of
def extract(
    voice: Voice, pdf: tuple[Path, ...], form: str, ledger: bool, engine: str, jobs: int, ocr: bool
) -> None:
    """Print the claims of PDFs, one JSON object a line, in the order the files are given."""
    from kb.read.reading import read_many
    from kb.tell.export import write_rows
    from kb.tell.terminal import progress

    faults: list[Fault] = []
    with progress(len(pdf), voice.say("add.reading"), shown=not voice.quiet) as advance:
        for reading in read_many(pdf, jobs=jobs, ocr=ocr, engine=engine):
            voice.trace(reading.trace)
            if reading.fault is not None:
                faults.append(reading.fault)
            elif reading.extraction is not None:
                said = reading.extraction.ledger if ledger else reading.extraction.claims
                # File by file, so that a script can begin with the first while the rest are read.
                write_rows([line.as_row() for line in said], sys.stdout, form)
                for note in reading.extraction.notes:
                    _tell(note, reading.path, voice)
            advance(str(reading.path))
    _raise_together(voice, faults, len(pdf))


@click.command(
    cls=Command,
    short_help="Read PDFs and folders into the knowledge base.",
    examples=("yanbao add ~/研报", "yanbao add 伊利.pdf ~/研报/2026 --db team.db --jobs 2"),
)
@click.argument("path", type=_PATHS, nargs=-1, required=True)
@database_option
@jobs_option
@engine_options
@patience_option
@ocr_option
@click.option("--dry-run", is_flag=True, help="Only say which files would be read.")
@output_options
@voice_of
def add(
    voice: Voice,
    path: tuple[Path, ...],
    database: Path | None,
    jobs: int,
    hire: Hire,
    patience: int | None,
    ocr: bool,
    dry_run: bool,
    output: Output,
) -> None:
    """Read PDFs, and folders of them, into the knowledge base; what is already in is left as it is."""
    from kb.commands.rows import put_rows
    from kb.read.inbox import find_pdfs
    from kb.read.intake import plan, take_in
    from kb.tell.terminal import progress

    files = find_pdfs(path)
    if not files:
        raise NothingFoundFault(
            "no-pdfs",
            f"There is no PDF in {', '.join(map(str, path))}.",
            "name a folder that holds *.pdf files",
        )
    if dry_run:
        with existing_knowledge_base(database) as known:
            planned = plan(files, known)
        put_rows([item.as_row() for item in planned], output, voice, shown=("state", "file"))
        return
    with (
        knowledge_base(database, write=True, create=True) as kb,
        progress(len(files), voice.say("add.reading"), shown=not voice.quiet) as advance,
    ):
        intake = take_in(
            kb,
            files,
            patience=patience,
            hire=lambda: hire(jobs, ocr, patience),
            ocr=ocr,
            clock=now,
            tell=lambda file: advance(file.name),
            trace=voice.trace,
            note=lambda file, note: _tell(note, file, voice),
        )
    put_rows([intake.as_row()], output, voice, lambda _rows: click.echo(summary(intake, voice)))
    _raise_together(voice, intake.faults, len(files))
    voice.next_step("add")


@click.command(
    cls=Command,
    short_help="Read reports that are in again, with this version.",
    examples=("yanbao reread 伊利.pdf", "yanbao reread --all --jobs 2"),
)
@click.argument("report", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every report that is in.")
@database_option
@jobs_option
@ocr_option
@output_options
@voice_of
def reread(
    voice: Voice,
    report: tuple[str, ...],
    everything: bool,
    database: Path | None,
    jobs: int,
    ocr: bool,
    output: Output,
) -> None:
    """Read reports (by file or id) again with this version; judgements stay, and undo brings the old reading back."""
    if bool(report) == everything:
        raise click.UsageError("Name reports by their file or id, or say --all.")
    from kb.ask.query import chosen_reports
    from kb.commands.rows import put_rows
    from kb.read.again import read_again
    from kb.tell.terminal import progress

    with knowledge_base(database, write=True) as kb:
        chosen = chosen_reports(kb, *report)
        with progress(len(chosen), voice.say("add.rereading"), shown=not voice.quiet) as advance:
            again = read_again(
                kb,
                [str(row["report"]) for row in chosen],
                jobs=jobs,
                ocr=ocr,
                clock=now,
                tell=lambda file: advance(file.name),
                trace=voice.trace,
            )
    if not chosen:
        voice.message(voice.say("empty.reports"))
    put_rows([again.as_row()], output, voice, lambda _rows: click.echo(_said_again(again, voice)))
    _raise_together(voice, again.faults, len(chosen))
    if again.run is not None:
        voice.next_step("reread", run=again.run)


def _said_again(again: Again, voice: Voice) -> str:
    """3 reports read again · 412 claims · 5 new · 2 gone · 1 failed     run 7   (take it back: yanbao undo 7)"""
    counts = {name: f"{getattr(again, name):,}" for name in ("reports", "claims", "new", "gone")}
    parts = [voice.say("add.again", **counts)]
    if again.faults:
        parts.append(voice.say("add.failed", count=f"{len(again.faults):,}"))
    run = f"     {voice.say('add.run', run=again.run)}" if again.run is not None else ""
    return " · ".join(parts) + run


def _tell(note: Note, path: Path, voice: Voice) -> None:
    """What was not understood: said where it is about the whole report, with -v where it is about one page of it."""
    place = f", {voice.say('explain.page', page=note.page)}" if note.page is not None else ""
    say = voice.message if note.page is None else voice.detail
    say(f"{path}{place}: {note.message} [{note.slug}]")


def summary(intake: Intake, voice: Voice) -> str:
    """312 reports · 9,841 claims · 47 doubts · 6 notes · 3 already in     run 1   (take it back: yanbao undo 1)"""
    counts = {name: f"{getattr(intake, name):,}" for name in ("reports", "claims", "doubts", "notes")}
    parts = [voice.say("add.summary", **counts)]
    if intake.duplicates:
        parts.append(voice.say("add.duplicates", count=f"{intake.duplicates:,}"))
    if intake.faults:
        parts.append(voice.say("add.failed", count=f"{len(intake.faults):,}"))
    run = f"     {voice.say('add.run', run=intake.run)}" if intake.run is not None else ""
    return " · ".join(parts) + run


def _raise_together(voice: Voice, faults: list[Fault], files: int) -> None:
    """One file's fault is the command's own; of several files the faults are told one by one.

    Raises the one fault, or Stop with exit code 6 where other files are done and the faults' own code where none is.
    """
    if not faults:
        return
    if files == 1:
        raise faults[0]
    for fault in faults:
        voice.fault(fault)
    if len(faults) < files:
        voice.message(voice.say("error.some_failed", failed=len(faults), all=files))
        raise click.exceptions.Exit(PartialFault.exit_code)
    codes = {fault.exit_code for fault in faults}
    raise click.exceptions.Exit(codes.pop() if len(codes) == 1 else UnreadableFault.exit_code)
