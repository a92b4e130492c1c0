"""The command line: words in, one command called, an exit code out; no logic.

Every way out passes through `run`: a Fault is three lines (or, under --json, one document) and its own exit code,
anything else that goes wrong is ours and says so in one line; no traceback reaches a user who did not ask for it.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import signal
import sys
from collections.abc import Sequence

import click

from extract.errors import AccessFault, Fault, UsageFault
from kb.commands.ask import find, open_claim, reports, show, who
from kb.commands.changes import changes
from kb.commands.conflicts import conflicts
from kb.commands.consensus import consensus
from kb.commands.frame import Voice, voice_options
from kb.commands.judge import different, same
from kb.commands.keep import check, runs, undo
from kb.commands.read import add, explain, extract, reread
from kb.commands.review import review
from kb.commands.tell import demo, digest, export
from kb.commands.watch import inbox, watch

INTERRUPTED = 130

COMMANDS: tuple[click.Command, ...] = (
    explain,
    extract,
    add,
    watch,
    inbox,
    show,
    find,
    changes,
    consensus,
    conflicts,
    reports,
    digest,
    export,
    who,
    same,
    different,
    review,
    open_claim,
    runs,
    undo,
    reread,
    check,
    demo,
)


class InOrder(click.Group):
    """Commands in the order a person meets them, not the alphabet's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            near = difflib.get_close_matches(name, self.commands, n=3, cutoff=0.5)
            hint = f"Did you mean: {', '.join(near)}?" if near else "yanbao --help"
            raise UsageFault("unknown-command", f"There is no command {name!r}.", hint)
        return super().resolve_command(ctx, args)


@click.group(
    cls=InOrder,
    invoke_without_command=True,
    params=voice_options(),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: yanbao demo",
)
@click.version_option(package_name="yanbao")
@click.pass_context
def yanbao(ctx: click.Context) -> None:
    """Who says what about a company or a metric, and on which page is it printed: broker PDFs into claims."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for _command in COMMANDS:
    yanbao.add_command(_command)


def main() -> None:
    """The console script."""
    # `kill` is what we tell people to do with a writer they cannot wait for: it ends as Ctrl-C does, with all that was
    # done kept and the lock let go.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Run one command line and return its exit code. Raises nothing."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    voice = Voice()
    try:
        code = yanbao.main(list(words), prog_name="yanbao", standalone_mode=False, obj=voice)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, click.Abort):
        click.echo(voice.say("error.interrupted"), err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Whoever read us has seen enough (`| head`; click turns it into SystemExit): nothing is left to complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if voice.verbosity > 1:
            import traceback

            voice.trace("".join(traceback.format_exception(error)))
        return _fail(_as_fault(error, voice), words, voice)


def _as_fault(error: Exception, voice: Voice) -> Fault:
    if isinstance(error, Fault):
        return error
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx is not None else "yanbao"
        return UsageFault("usage", error.format_message(), f"{path} --help")
    if isinstance(error, OSError):
        # A file that could not be written, a folder that is not there: the system's own words, and its name.
        name = str(error.filename) if error.filename is not None else None
        return AccessFault(
            "disk",
            f"{name or 'The disk'}: {error.strerror or error}.",
            "check the folder and your rights to it",
            path=name,
        )
    what = f"{type(error).__name__}: {error}"
    return Fault("internal", voice.say("error.internal", what=what), voice.say("error.internal_hint"))


def _fail(fault: Fault, words: Sequence[str], voice: Voice) -> int:
    if "--json" in words:
        click.echo(
            json.dumps({"ok": False, "schema": 1, "error": fault.as_row()}, ensure_ascii=False, indent=2)
        )
    else:
        voice.fault(fault)
    return fault.exit_code


if __name__ == "__main__":
    main()
