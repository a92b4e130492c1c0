"""`consensus`: what brokers expect of a company, who says so, and since when."""

from __future__ import annotations

from pathlib import Path

import click

from extract.errors import NothingFoundFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    knowledge_base,
    output_options,
    voice_of,
)
from kb.commands.narrow import Narrowed, narrowing


@click.command(
    cls=Command,
    short_help="What brokers expect: mean, range, who stands out.",
    examples=(
        "yanbao consensus 伊利股份",
        "yanbao consensus 伊利股份 每股收益 --as-of 2022-05-01 --late include",
    ),
)
@click.argument("who", required=False)
@click.argument("metric", required=False)
@narrowing("period", "as_of", "list")
@click.option(
    "--window",
    type=click.IntRange(min=1),
    default=180,
    show_default=True,
    metavar="N",
    help="Estimates and ratings older than N days are stale: shown, not counted.",
)
@click.option("--history", "by_day", is_flag=True, help="Every day on which the consensus changed.")
@database_option
@output_options
@voice_of
def consensus(
    voice: Voice,
    who: str | None,
    metric: str | None,
    asked: Narrowed,
    window: int,
    by_day: bool,
    database: Path | None,
    output: Output,
) -> None:
    """Print what brokers expect of a company (mean, range, spread, revisions, surprise) and how they rate it."""
    if who is None and asked.listed is None:
        raise click.UsageError("Name a company, or a watch-list with --list.")
    from kb.commands.rows import put_rows
    from kb.compare.consensus.street import street
    from kb.tell.street import heading, history_sheets, subject_sheets, subjects
    from kb.tell.terminal import print_heading, print_sheets

    with knowledge_base(database) as kb:
        found = street(kb, who, asked.filters(kb, voice, who), metric=metric, window=window)
    what = " ".join(filter(None, (who, metric, asked.period))) or str(asked.listed)
    if not found.expected and not found.rated:
        raise NothingFoundFault(
            "nothing-found",
            f"No broker's estimate or rating of {what} is known as of {found.day}.",
            f"yanbao show {who or 'NAME'} tells what there is; --late include counts reports added later",
        )
    if found.is_stale:
        words = {
            "what": what,
            "since": found.since,
            "day": found.day,
            "newest": found.newest,
            "who": who or "",
        }
        voice.message(voice.say("consensus.all_stale", **words))
    if by_day:
        moments = found.moments()
        rows = [moment.as_row() for moment in moments]
        sheets = history_sheets(moments, voice.say, whole=metric is not None)
        put_rows(rows, output, voice, lambda _: print_sheets(sheets, voice.say))
        return
    rated = [one.as_row() for one in found.rated]
    rows = [one.as_row() for one in found.expected]

    def table(_: object) -> None:
        for subject in subjects(found):
            print_heading(heading(subject, voice.say))
            print_sheets(subject_sheets(subject, voice.say, whole=metric is not None), voice.say)

    put_rows(rows or rated, output, voice, table, beside={"ratings": rated} if rows else None)
    voice.next_step("consensus", id=found.claims[0]["id"])
