"""`show`, `find`, `reports`, `who` and `open`: questions to the knowledge base, with the page behind every answer."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from extract.errors import NothingFoundFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    day,
    existing_knowledge_base,
    knowledge_base,
    output_options,
    today,
    voice_of,
)
from kb.commands.narrow import Narrowed, narrowing


@click.command(
    cls=Command,
    short_help="What is said of a company or a metric.",
    examples=("yanbao show 伊利股份", "yanbao show 伊利股份 归母净利润 --period 2026"),
)
@click.argument("who", required=False)
@click.argument("metric", required=False)
@click.option("--all", "all_claims", is_flag=True, help="Every claim, not only each broker's latest view.")
@narrowing("period", "broker", "since", "as_of", "list")
@database_option
@output_options
@voice_of
def show(
    voice: Voice,
    who: str | None,
    metric: str | None,
    all_claims: bool,
    asked: Narrowed,
    database: Path | None,
    output: Output,
) -> None:
    """Print what is said of a company, of one metric of it, or of a metric wherever it is given."""
    if who is None and asked.listed is None:
        raise click.UsageError("Name a company or a metric, or a watch-list with --list.")
    from kb.ask import query
    from kb.commands.rows import put_rows
    from kb.tell.terminal import print_claims

    with knowledge_base(database) as kb:
        filters = asked.filters(kb, voice, who)
        if who is None:
            rows = query.about_any(kb, filters, all_claims=all_claims)
        else:
            # Who takes them as data wants all of them.
            rows, is_cut = query.answer(
                kb, who, metric, filters, all_claims=all_claims, first_screen=output.is_table
            )
            if is_cut:
                voice.message(voice.say("show.cut", count=query.FIRST_SCREEN))
    if not rows:
        raise NothingFoundFault(
            "nothing-found",
            f"Nothing is known of {' '.join(filter(None, (who, metric))) or 'the list'} with these filters.",
            "leave out a filter, or yanbao reports to see what is in",
        )
    # Who asks for a company wants its views first; who wants every claim says so, or takes them as data.
    whole = metric is not None or all_claims
    # As of a day, ages are as of that day too.
    on = datetime.date.fromisoformat(asked.as_of) if asked.as_of else today()
    put_rows(rows, output, voice, lambda chosen: print_claims(chosen, voice.say, today=on, whole=whole))
    voice.next_step("show", id=rows[0]["id"])


@click.command(
    cls=Command,
    short_help="Claims whose printed words hold a text.",
    examples=("yanbao find 茅台", "yanbao find 日均Token调用量 --limit 20 --csv"),
)
@click.argument("text")
@narrowing("broker", "since", "as_of", "list")
@database_option
@output_options
@voice_of
def find(voice: Voice, text: str, asked: Narrowed, database: Path | None, output: Output) -> None:
    """Print the claims whose printed words hold a text, from one character up."""
    from kb.ask import query
    from kb.commands.rows import put_rows

    with knowledge_base(database) as kb:
        rows = query.find(kb, text, asked.filters(kb, voice), output.limit)
    if not rows:
        raise NothingFoundFault(
            "nothing-found", f"No claim's words hold {text!r}.", "try fewer characters, or yanbao show NAME"
        )
    put_rows(rows, output, voice, shown=("id", "broker", "date", "page", "subject", "quote"))
    voice.next_step("find", id=rows[0]["id"])


@click.command(
    cls=Command,
    short_help="The reports that are in.",
    examples=("yanbao reports", "yanbao reports --as-of 2026-03-31 -o reports.xlsx"),
)
@narrowing("broker", "since", "until", "as_of", "list")
@database_option
@output_options
@voice_of
def reports(voice: Voice, asked: Narrowed, database: Path | None, output: Output) -> None:
    """Print the reports that are in, newest first."""
    from kb.ask import query
    from kb.commands.rows import put_rows
    from kb.tell import views
    from kb.tell.terminal import print_rows

    with knowledge_base(database) as kb:
        rows = query.reports(kb, asked.filters(kb, voice))
    if not rows:
        voice.message(voice.say("empty.reports"))
    shown = ("date", "broker", "title", "report_type", "subject", "claims", "coverage", "file")
    put_rows(rows, output, voice, lambda chosen: print_rows(views.with_coverage(chosen), shown, voice.say))
    voice.next_step("reports")


@click.command(
    cls=Command,
    short_help="What a name stands for, and why.",
    examples=("yanbao who 海光", "yanbao who 韦尔股份 --date 2020-06-30 --json"),
)
@click.argument("name")
@click.option("--date", "on", type=day, metavar="DAY", help="As names were borne on this day.")
@database_option
@output_options
@voice_of
def who(voice: Voice, name: str, on: str | None, database: Path | None, output: Output) -> None:
    """Print which company or product a name stands for and why, or the candidates (exit code 4)."""
    from kb.ask.naming import judged_apart, standing
    from kb.commands.rows import put_rows
    from kb.tell.terminal import print_rows
    from kb.tell.views import judged

    with existing_knowledge_base(database) as kb:
        resolution = standing(kb, name, on)
    rows = judged(resolution)
    if not rows:
        apart = judged_apart(resolution)
        raise NothingFoundFault(
            "no-such-name",
            f"{name} is nobody's name: {apart}."
            if apart
            else f"{name} is no name that yanbao knows, and none is like it.",
            "yanbao runs tells which undo takes it back" if apart else "try a listing code: 600887.SH",
        )
    about = ("judgement", "name", "ticker", "entity", "kind", "owner")
    columns = about if resolution.entity is not None else (*about[:-1], "score", "reason")

    def table(chosen: Sequence[Mapping[str, object]]) -> None:
        print_rows(chosen, columns, voice.say)
        if resolution.entity is not None:
            click.echo(resolution.line())

    put_rows(rows, output, voice, table)
    if resolution.entity is None:
        voice.message(voice.say("judge.nobody", name=name))
        voice.next_step("candidates", name=name, id=rows[0]["entity"])
        raise click.exceptions.Exit(NothingFoundFault.exit_code)
    voice.next_step("who", name=rows[0]["name"])


@click.command(
    "open",
    cls=Command,
    short_help="The picture of a claim's place on its page.",
    examples=("yanbao open 3f0c2a9d41b7e856", "yanbao open 3f0c2a9d41b7e856 -o proof.png"),
)
@click.argument("claim_id", metavar="ID")
@database_option
@click.option("--page", "whole_page", is_flag=True, help="The whole page, not only the place on it.")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="Write FILE.",
)
@click.option("--launch", is_flag=True, help="Show it in the system's picture viewer.")
@voice_of
def open_claim(
    voice: Voice, claim_id: str, database: Path | None, whole_page: bool, target: Path | None, launch: bool
) -> None:
    """Write the picture of a claim's place on its page, and print the picture's path."""
    from kb.proof.evidence import citation
    from kb.proof.places import prove
    from kb.tell.export import put_file

    with knowledge_base(database) as kb:
        row, picture = prove(kb, claim_id, whole_page=whole_page)
    place = target or Path(tempfile.mkdtemp(prefix="yanbao-")) / f"{row['id']}.png"
    put_file(place, picture)
    click.echo(str(place))
    voice.message(f"{citation(row)}: {row['quote']}")
    if launch:
        click.launch(str(place))
    else:
        voice.next_step("open", id=claim_id)
