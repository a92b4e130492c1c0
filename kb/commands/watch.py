"""`watch` and `inbox`: folders in, their reports kept as they come; and the state of every file ever seen."""

from __future__ import annotations

import contextlib
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.errors import PartialFault, UnreadableFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    database_place,
    existing_knowledge_base,
    now,
    output_options,
    voice_of,
)
from kb.commands.read import Hire, engine_options, jobs_option, ocr_option, patience_option, summary

if TYPE_CHECKING:
    from kb.read.desk import Settled
    from kb.read.intake import Intake

INTERRUPTED = 130


@click.command(
    cls=Command,
    short_help="Read what comes into a folder, as it comes.",
    examples=("yanbao watch ~/研报", "yanbao watch ~/研报 --once --jobs 2 --log ~/研报.log"),
)
@click.argument("folder", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--once", is_flag=True, help="Read what is there, then end: for cron.")
@click.option(
    "--log",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Append the log to FILE; default: standard error.",
)
@database_option
@jobs_option
@engine_options
@patience_option
@ocr_option
@voice_of
def watch(
    voice: Voice,
    folder: tuple[Path, ...],
    once: bool,
    log: Path | None,
    database: Path | None,
    jobs: int,
    hire: Hire,
    patience: int | None,
    ocr: bool,
) -> None:
    """Read the PDFs of these folders, at any depth, and whatever comes into them, until stopped; no file is touched."""
    from kb.read.watch import Watch, Words

    with _log(voice, log) as write:
        told = _Log(voice, write)
        watching = Watch(
            folder,
            database_place(database),
            lambda: hire(jobs, ocr, patience),
            Words(told.settled, told.say),
            clock=now,
            ocr=ocr,
            patience=patience,
        )
        with _stopped_by_signals(watching.stop) as sent:
            intake = watching.once() if once else None
            if not once:
                watching.run()
    if intake is not None:
        click.echo(summary(intake, voice))
    if sent and (once or sent[0] == signal.SIGINT):
        voice.message(voice.say("error.interrupted"))
        raise click.exceptions.Exit(INTERRUPTED)
    if intake is not None and intake.faults:
        raise click.exceptions.Exit(_code(intake))


def _code(intake: Intake) -> int:
    """Some failed and others are in: 6. All failed: their own code, as with `add`."""
    if intake.reports or intake.duplicates:
        return PartialFault.exit_code
    codes = {fault.exit_code for fault in intake.faults}
    return codes.pop() if len(codes) == 1 else UnreadableFault.exit_code


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[list[int]]:
    """SIGINT and SIGTERM ask to stop, instead of breaking off wherever we are; yields the list of those that came."""
    sent: list[int] = []

    def heard(number: int, _frame: object) -> None:
        sent.append(number)
        stop()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield sent
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _log(voice: Voice, place: Path | None) -> Iterator[Callable[[str], None]]:
    if place is None:
        yield voice.message
        return
    with place.open("a", encoding="utf-8") as file:

        def write(line: str) -> None:
            # A log that cannot be written (the disk is full) is no reason to stop reading.
            with contextlib.suppress(OSError):
                file.write(line + "\n")
                # Whoever looks at the log sees what is done, not what fitted into a buffer.
                file.flush()

        yield write


class _Log:
    """One line a report: when, what became of it, which file, how much it said."""

    def __init__(self, voice: Voice, write: Callable[[str], None]) -> None:
        self._voice, self._write = voice, write

    def say(self, key: str, **values: object) -> None:
        self._line(self._voice.say(f"watch.{key}", **values))

    def settled(self, settled: Settled) -> None:
        if settled.trace:
            self._voice.trace(settled.trace)
        if not settled.news:
            return
        say, entry, fault = self._voice.say, settled.entry, settled.fault
        if fault is not None:
            self._line(say("watch.failed", file=entry.path, why=fault.message, slug=fault.slug))
        elif entry.state == "duplicate":
            self._line(say("watch.duplicate", file=entry.path, of=settled.of or entry.of))
        elif not settled.claims and settled.of:
            self._line(say("watch.moved", file=entry.path, of=settled.of))
        else:
            counts = {"claims": f"{settled.claims:,}", "doubts": f"{settled.doubts:,}"}
            seconds = f"{settled.seconds:.1f}"
            self._line(say("watch.read", file=entry.path, seconds=seconds, run=entry.run, **counts))
            for note in settled.notes:
                if note.page is None:
                    self._line(say("watch.note", file=entry.path, why=note.message, slug=note.slug))

    def _line(self, text: str) -> None:
        # A name may hold line breaks and marks that turn the line around.
        shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
        self._write(f"{now().isoformat().replace('+00:00', 'Z')}  {shown}")


@click.command(
    cls=Command,
    short_help="Every file ever seen, and its state.",
    examples=("yanbao inbox", "yanbao inbox --state failed --json"),
)
@click.option(
    "--state",
    type=click.Choice(
        ["waiting", "read", "duplicate", "superseded", "failed", "passed_over", "taken_back", "gone"]
    ),
    help="Only files in this state.",
)
@database_option
@output_options
@voice_of
def inbox(voice: Voice, state: str | None, database: Path | None, output: Output) -> None:
    """Print every file ever seen with its state: waiting, read, duplicate, superseded, failed, passed over, and why."""
    from kb.ask import inbox as files
    from kb.commands.rows import put_rows

    with existing_knowledge_base(database) as kb:
        rows = files.inbox(kb, state) if kb is not None else []
    if not rows:
        voice.message(voice.say("empty.inbox"))
    put_rows(rows, output, voice, shown=("state", "file", "reason", "changed"))
    counts = Counter(str(row["state"]) for row in rows)
    if output.is_table and rows:
        voice.message(" · ".join(f"{counts[name]:,} {name}" for name in files.STATES if counts[name]))
    if rows:
        voice.next_step("inbox")
