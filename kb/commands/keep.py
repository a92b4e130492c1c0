"""`runs`, `undo` and `check`: what came in when, taking it back, and whether all is well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.errors import PartialFault, UnreadableFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    knowledge_base,
    now,
    output_options,
    voice_of,
)

if TYPE_CHECKING:
    from kb.proof.health import Health


@click.command(
    cls=Command, short_help="What came in when.", examples=("yanbao runs", "yanbao runs --json --db team.db")
)
@database_option
@output_options
@voice_of
def runs(voice: Voice, database: Path | None, output: Output) -> None:
    """Print every run: what came in when, and what has been taken back."""
    from kb.commands.rows import put_rows

    with knowledge_base(database) as kb:
        rows = kb.runs()
    if not rows:
        voice.message(voice.say("empty.runs"))
    put_rows(rows, output, voice)
    if rows:
        voice.next_step("runs", run=rows[-1]["run"])


@click.command(
    cls=Command,
    short_help="Take a run back whole.",
    examples=("yanbao undo 1", "yanbao undo 3 --db team.db --json"),
)
@click.argument("run", type=click.IntRange(min=1))
@database_option
@output_options
@voice_of
def undo(voice: Voice, run: int, database: Path | None, output: Output) -> None:
    """Take a run back whole: its reports and claims are no longer answers; your files stay where they are."""
    from kb.commands.rows import put_rows

    with knowledge_base(database, write=True) as kb:
        counts = kb.undo(run, now=now())
    brought = {name: count for name, count in counts.items() if count} or counts
    told = ", ".join(f"{count:,} {name}" for name, count in brought.items())
    put_rows(
        [{"run": run, **counts}],
        output,
        voice,
        lambda _rows: click.echo(voice.say("undo.done", run=run, counts=told)),
    )
    voice.next_step("undo")


@click.command(
    cls=Command,
    short_help="Is the knowledge base whole, are the files there?",
    examples=("yanbao check", "yanbao check --verify --report 伊利.pdf"),
)
@click.option("--verify", is_flag=True, help="Read every claim again with the other engine; slow.")
@click.option(
    "--report",
    "only",
    metavar="R",
    help="With --verify: this report, by its file or the beginning of its id.",
)
@database_option
@output_options
@voice_of
def check(voice: Voice, verify: bool, only: str | None, database: Path | None, output: Output) -> None:
    """Look whether the knowledge base is whole (exit code 3 if not), its runs are finished and every report's file is
    still there (6 if not), and say what to do about what is found."""
    if only is not None and not verify:
        raise click.UsageError("--report goes with --verify.")
    if verify:
        _verify(voice, only, database, output)
        return
    from kb.commands.rows import put_rows
    from kb.proof.health import examine

    with knowledge_base(database) as kb:
        health = examine(kb)

    put_rows([health.as_row()], output, voice, lambda _rows: _say_health(health, voice))
    if health.faults:
        for fault in health.faults:
            voice.fault(fault)
        raise click.exceptions.Exit(UnreadableFault.exit_code)
    if health.missing or health.unfinished:
        raise click.exceptions.Exit(PartialFault.exit_code)
    voice.next_step("check")


def _verify(voice: Voice, only: str | None, database: Path | None, output: Output) -> None:
    """The claims that fail are the rows; a file that could not be read again is told, and is exit code 6 as well."""
    from kb.ask.query import chosen_reports
    from kb.commands.rows import put_rows
    from kb.proof.second_look import look_again
    from kb.tell.terminal import print_rows, progress

    with knowledge_base(database) as kb:
        reports = chosen_reports(kb, *filter(None, [only]))
        with progress(len(reports), voice.say("add.rereading"), shown=not voice.quiet) as advance:
            found = look_again(kb, reports, advance)

    def table(rows: Sequence[Mapping[str, object]]) -> None:
        print_rows(rows, ("id", "file", "page", "kind", "quote", "origin"), voice.say)
        counts = {"verified": found.verified + len(found.failed), "reports": found.reports}
        click.echo(voice.say("check.verified", failed=len(found.failed), **counts))
        if found.passed_over:
            click.echo(voice.say("check.passed_over", count=f"{found.passed_over:,}"))

    put_rows(found.failed, output, voice, table, beside={"health": found.as_row()})
    for fault in found.faults:
        voice.fault(fault)
    if found.failed or found.faults:
        if found.failed:
            voice.next_step("verify", id=found.failed[0]["id"])
        raise click.exceptions.Exit(PartialFault.exit_code)
    voice.next_step("check")


def _say_health(health: Health, voice: Voice) -> None:
    if not health.faults:
        click.echo(voice.say("check.fine", reports=f"{health.reports:,}", claims=f"{health.claims:,}"))
    for row in health.unfinished:
        click.echo(voice.say("check.unfinished", **row))
    if health.missing:
        click.echo(voice.say("check.missing", count=len(health.missing)))
        for path in health.missing:
            click.echo(f"  {path}")
