"""`runs`, `undo` and `check`: what came in when, taking it back, and whether all is well."""

from __future__ import annotations

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
    from kb.health import Health


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
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
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
    examples=("yanbao check", "yanbao check --db team.db --json"),
)
@database_option
@output_options
@voice_of
def check(voice: Voice, database: Path | None, output: Output) -> None:
    """Look whether the knowledge base is whole and every report's file is still there (exit code 6 if not)."""
    from kb.commands.rows import put_rows
    from kb.health import examine

    with knowledge_base(database) as kb:
        health = examine(kb)

    put_rows([health.as_row()], output, voice, lambda _rows: _say_health(health, voice))
    if health.faults:
        for fault in health.faults:
            voice.fault(fault)
        raise click.exceptions.Exit(UnreadableFault.exit_code)
    if health.missing:
        raise click.exceptions.Exit(PartialFault.exit_code)
    voice.next_step("check")


def _say_health(health: Health, voice: Voice) -> None:
    if not health.faults:
        click.echo(voice.say("check.fine", reports=f"{health.reports:,}", claims=f"{health.claims:,}"))
    if health.missing:
        click.echo(voice.say("check.missing", count=len(health.missing)))
        for path in health.missing:
            click.echo(f"  {path}")
