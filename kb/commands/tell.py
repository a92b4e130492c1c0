"""`digest`, `export` and `demo`: the answers as files to hand on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from extract.errors import NothingFoundFault, UsageFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    knowledge_base,
    now,
    today,
    voice_of,
)
from kb.commands.narrow import Narrowed, narrowing

_FORMS = {".html": "html", ".htm": "html", ".md": "md"}


@click.command(
    cls=Command,
    short_help="Write a digest: weekly, company, or your own.",
    examples=("yanbao digest weekly -o week.html", "yanbao digest company 伊利股份 --since 3m -o 伊利.md"),
)
@click.argument("name")
@click.argument("who", required=False)
@narrowing("since", "until", "as_of", "list")
@click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Your own templates; one of the same name replaces ours.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="Write FILE.html or FILE.md.",
)
@database_option
@voice_of
def digest(
    voice: Voice,
    name: str,
    who: str | None,
    asked: Narrowed,
    templates: Path | None,
    target: Path | None,
    database: Path | None,
) -> None:
    """Write a digest (weekly, company, or a template of yours), every number linked to its page."""
    form = _FORMS.get(target.suffix.lower()) if target is not None else "html"
    if form is None:
        raise UsageFault(
            "unknown-format",
            f"{target} is neither HTML nor Markdown by its name.",
            "-o week.html, or -o week.md",
        )

    from kb.tell.digest import render
    from kb.tell.export import put_file

    with knowledge_base(database) as kb:
        filters = asked.filters(kb, voice, who)
        text = render(kb, name, who=who, filters=filters, form=form, templates_dir=templates)
    if target is None:
        click.echo(text)
        return
    put_file(target, text.encode())
    click.echo(str(target))
    voice.next_step("digest", path=target)


@click.command(
    cls=Command,
    short_help="Write claims to xlsx, csv, jsonl, json or md.",
    examples=("yanbao export claims.xlsx", "yanbao export eps.csv 伊利股份 每股收益 --period 2026"),
)
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, readable=False))
@click.argument("who", required=False)
@click.argument("metric", required=False)
@click.option("--all", "all_claims", is_flag=True, help="Every claim, not only each broker's latest view.")
@narrowing("period", "broker", "since", "as_of", "list")
@database_option
@voice_of
def export(
    voice: Voice,
    target: Path,
    who: str | None,
    metric: str | None,
    all_claims: bool,
    asked: Narrowed,
    database: Path | None,
) -> None:
    """Write claims to a file; its extension says the format (xlsx, csv, jsonl, json, md)."""
    form = Output(target=target).resolved_form

    from kb.ask import query
    from kb.tell.export import write_rows

    with knowledge_base(database) as kb:
        filters = asked.filters(kb, voice, who)
        if who is None:
            rows = query.claims(kb, filters)
        else:
            rows = query.show(kb, who, metric, filters, all_claims=all_claims)
    if not rows:
        raise NothingFoundFault(
            "nothing-found", "No claim answers these filters.", "leave out a filter, or see yanbao reports"
        )
    write_rows(rows, target, form)
    click.echo(str(target))
    voice.next_step("export", path=target)


@click.command(
    cls=Command,
    short_help="The whole job once, on the bundled samples.",
    examples=("yanbao demo", "yanbao demo --samples ~/研报 --into demo"),
)
@click.option(
    "--samples",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    help="A folder of PDFs; default: the bundled ones.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    help="Where to write; default: a throw-away folder.",
)
@voice_of
def demo(voice: Voice, samples: Path | None, into: Path | None) -> None:
    """Do the whole job once on the bundled samples: read, ask twice, write a digest and a workbook."""
    from kb.demo import run_demo

    folder = into or Path(tempfile.mkdtemp(prefix="yanbao-demo-"))
    run_demo(samples, folder, voice.say, clock=now, today=today())
    voice.next_step("demo")
