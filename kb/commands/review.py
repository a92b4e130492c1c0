"""`review`: the names that lead to nobody, one at a time on a terminal, as rows anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from extract.errors import Fault, PartialFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    fault_text,
    knowledge_base,
    now,
    output_options,
    voice_of,
)

Row = Mapping[str, object]

_MANY = 40  # rows of a table for a person; the rest is counted


@click.command(
    cls=Command,
    short_help="Judge the names that lead to nobody.",
    examples=("yanbao review", "yanbao review --metric --limit 100 -o names.csv"),
)
@click.option("--metric", "metrics", is_flag=True, help="Names of metrics that the vocabulary does not know.")
@click.option("--all", "everything", is_flag=True, help="Also names that do not look like a company's.")
@click.option("--judged", is_flag=True, help="Instead, print the judgements in force.")
@click.option(
    "--from",
    "other",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    metavar="OTHER.db",
    help="Instead, take over the judgements of another knowledge base.",
)
@database_option
@output_options
@voice_of
def review(
    voice: Voice,
    metrics: bool,
    everything: bool,
    judged: bool,
    other: Path | None,
    database: Path | None,
    output: Output,
) -> None:
    """Judge names that lead to nobody, those that most claims depend on first: by single keys on a terminal, else as rows."""
    from kb.ask.candidates import queue
    from kb.commands.rows import put_rows

    if other is not None:
        _take_over(voice, other, database, output)
        return
    if judged:
        with knowledge_base(database) as kb:
            said = [one._asdict() for one in kb.judgements()]
        shown = ("run", "about", "left_text", "verdict", "right_text", "because", "added")
        put_rows(said, output, voice, shown=shown)
        return
    about = "metric" if metrics else "entity"
    is_talk = output.is_table and not output.columns and sys.stdin.isatty() and sys.stdout.isatty()
    limit = output.limit or (_MANY if output.is_table else None)
    with knowledge_base(database) as kb:
        rows = queue(kb, about=about, everything=everything, limit=limit)
    if not rows:
        voice.message(voice.say("review.nothing"))
    if is_talk and rows:
        _Talk(voice, database, about, rows).hold()
        return
    put_rows(rows, output, voice, lambda chosen: _print(chosen, voice))


def _take_over(voice: Voice, other: Path, database: Path | None, output: Output) -> None:
    """Every judgement in force there, under one run here; one that contradicts what was said here is told (exit code 6)."""
    from kb.ask.judging import take_over
    from kb.commands.rows import put_rows

    with knowledge_base(other) as there:
        said = there.judgements()
    with knowledge_base(database, write=True) as kb:
        taken = take_over(kb, said, command=f"review --from {other.name}", now=now())
    counts = {"count": taken.taken, "known": taken.known}

    def told(_rows: object) -> None:
        run = f"     {voice.say('add.run', run=taken.run)}" if taken.run is not None else ""
        click.echo(voice.say("review.taken", **counts) + run)

    put_rows([taken.as_row()], output, voice, told)
    for fault in taken.faults:
        voice.fault(fault)
    if taken.faults:
        raise click.exceptions.Exit(PartialFault.exit_code)


def _print(rows: Sequence[Row], voice: Voice) -> None:
    from kb.tell.terminal import print_rows

    lines = [
        {
            **row,
            "suggested": "; ".join(_shown(one) for one in _list(row["suggested"])),
            "quote": next((one["quote"] for one in _list(row["contexts"])), None),
        }
        for row in rows
    ]
    print_rows(lines, ("name", "claims", "reports", "suggested", "quote"), voice.say)


def _list(value: object) -> list[Row]:
    return list(value) if isinstance(value, list) else []


def _shown(suggestion: Row) -> str:
    code = suggestion["ticker"]
    return f"{suggestion['name']} ({code})" if code else str(suggestion["name"])


class _Talk:
    """A person and the queue: one item on the screen, one key an answer, every answer a run that can be taken back."""

    def __init__(self, voice: Voice, database: Path | None, about: str, rows: Sequence[Row]) -> None:
        self._voice, self._database, self._about, self._rows = voice, database, about, rows
        # Where each step led from: the place in the queue, and the run it made, None where it made none.
        self._steps: list[tuple[int, int | None]] = []

    def hold(self) -> None:
        """Until the queue ends or the person has enough."""
        place, shown = 0, -1
        while place < len(self._rows):
            if place != shown:
                self._show(place)
                shown = place
            # One key an answer, however fast they are pressed.
            key = click.getchar()[:1]
            if key in ("q", "\x04"):
                break
            if key == "b":
                place, shown = self._back(place), -1
                continue
            try:
                answer = self._answer(self._rows[place], key)
            except Fault as fault:
                click.echo(fault_text(fault, self._voice.say), err=True)
                answer = False
            if answer is False:
                click.echo(self._voice.say("review.keys"))
                continue
            self._steps.append((place, answer))
            place += 1
        runs = [run for _place, run in self._steps if run is not None]
        self._voice.message(self._voice.say("review.done", count=len(runs)))
        if runs:
            self._voice.next_step("review", run=runs[-1])

    def _show(self, place: int) -> None:
        row, say = self._rows[place], self._voice.say
        counts = {"claims": row["claims"], "reports": row["reports"]}
        click.echo(
            "\n" + say("review.item", place=place + 1, all=len(self._rows), name=row["name"], **counts)
        )
        for one in _list(row["contexts"]):
            file = Path(str(one["file"])).name
            click.echo(
                f"    “{' '.join(str(one['quote']).split())}”  {file}, {say('explain.page', page=one['page'])}"
            )
        for number, one in enumerate(_list(row["suggested"]), 1):
            click.echo(f"  {number}  {_shown(one)}   {one['reason']} ({one['score']:.2f})")
        click.echo(say("review.keys"))

    def _answer(self, row: Row, key: str) -> int | bool | None:
        """The run the answer made, None for a skip, False for a key that means nothing here."""
        from kb.ask.judging import judge, own_name, put_off

        name, suggested = str(row["name"]), [str(one["id"]) for one in _list(row["suggested"])]
        if key == "s":
            return None
        if key not in ("n", "u") and not (key.isdigit() and 1 <= int(key) <= len(suggested)):
            return False
        with knowledge_base(self._database, write=True) as kb:
            if key == "n":
                return own_name(kb, name, suggested, about=self._about, now=now())
            if key == "u":
                return put_off(kb, name, about=self._about, now=now())
            chosen = suggested[int(key) - 1]
            return judge(kb, "same", name, chosen, about=self._about, now=now()).run

    def _back(self, place: int) -> int:
        if not self._steps:
            return place
        before, run = self._steps.pop()
        if run is not None:
            with knowledge_base(self._database, write=True) as kb:
                kb.undo(run, now=now())
        return before
