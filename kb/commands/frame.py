"""What every command shares: its voice on standard error, its output options, its knowledge base, its examples.

Standard output is data and nothing else; everything said to a person goes through `Voice` to standard error.
"""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from extract.errors import Fault, UsageFault
from kb.wording import Wording, chosen_language

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Function = TypeVar("Function", bound=Callable[..., Any])

FORMS = ("table", "json", "jsonl", "csv", "md", "xlsx")


@dataclass
class Voice:
    """How much is said on standard error, and in which language. One for a run of the program."""

    quiet: bool = False
    verbosity: int = 0
    language: str | None = None
    say: Wording = field(init=False)

    def __post_init__(self) -> None:
        self.choose(self.language)

    def choose(self, language: str | None) -> None:
        """Speak this language, or the one the environment asks for."""
        self.say = Wording(chosen_language(language, os.environ))

    def message(self, text: str) -> None:
        """To the person, unless asked to be quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """Said only with -v."""
        if self.verbosity:
            click.echo(text, err=True)

    def trace(self, text: str) -> None:
        """A traceback: said only with -vv."""
        if text and self.verbosity > 1:
            click.echo(text, err=True)

    def fault(self, fault: Fault) -> None:
        """Three lines, said even when quiet: what happened and where, what to do next, and its name."""
        click.echo(fault_text(fault, self.say), err=True)

    def next_step(self, key: str, **values: object) -> None:
        """The likely next command: only on a terminal, so that logs and pipes stay clean."""
        if sys.stderr.isatty() and sys.stdout.isatty():
            self.message(self.say(f"hint.{key}", **values))


def fault_text(fault: Fault, say: Wording) -> str:
    """A fault as a person reads it; the slug is the anchor on the errors page."""
    page = f" ({say('explain.page', page=fault.page)})" if fault.page is not None else ""
    lines = [f"{say('error.label')}: {_one_line(fault.message)}{page}"]
    if fault.hint:
        hint = _one_line(fault.hint)
        # A sentence or a question ("Did you mean ...?") stands on its own; a command or a step is something to try.
        alone = hint[0].isupper() or hint.endswith("?")
        lines.append(f"  {hint}" if alone else f"  {say('error.try')}: {hint}")
    lines.append(f"  [{fault.slug}]")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


voice_of = click.make_pass_decorator(Voice, ensure=True)


class Command(click.Command):
    """A command with two examples in its help, and with -q, -v and --lang after its name as well as before it."""

    def __init__(self, *args: Any, examples: tuple[str, str], **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.params.extend(voice_options())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples"):
            for example in self.examples:
                # Not write_text: an example is copied from the screen and must stay on its line.
                formatter.write(f"  {example}\n")


def voice_options() -> list[click.Parameter]:
    """-q, -v and --lang: they change the run's voice and reach no command."""
    return [
        click.Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            callback=_be_quiet,
            help="Say nothing but errors.",
        ),
        click.Option(
            ["-v", "--verbose"],
            count=True,
            expose_value=False,
            callback=_be_verbose,
            help="Say more; twice for tracebacks.",
        ),
        click.Option(
            ["--lang"],
            metavar="LANGUAGE",
            expose_value=False,
            callback=_speak,
            help="zh or en; default: LANG.",
        ),
    ]


def _be_quiet(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Voice).quiet = True


def _be_verbose(ctx: click.Context, _param: click.Parameter, value: int) -> None:
    if value:
        ctx.ensure_object(Voice).verbosity = max(ctx.ensure_object(Voice).verbosity, value)


def _speak(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(Voice).choose(value)


_SPANS = {"d": 1, "w": 7, "m": 30}


def day(text: str) -> str:
    """A date (2026-03-06), or days, weeks, months before today (7d, 2w, 3m), as an ISO date. Raises BadParameter."""
    ago = re.fullmatch(r"(\d{1,4})([dwm])", text.strip())
    if ago:
        return (today() - datetime.timedelta(days=int(ago[1]) * _SPANS[ago[2]])).isoformat()
    try:
        return datetime.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no date: write 2026-03-06, or 7d, 2w, 3m for days, weeks, months ago."
        ) from None


def now() -> datetime.datetime:
    """The clock, read at this edge only; every room below is told the time."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def today() -> datetime.date:
    """The day it is where the user sits."""
    return datetime.datetime.now().astimezone().date()


def database_option(function: Function) -> Function:
    """--db PATH, YANBAO_DB, else the user's own place."""
    return click.option(
        "--db",
        "database",
        type=click.Path(path_type=Path, dir_okay=False, readable=False),
        envvar="YANBAO_DB",
        show_envvar=True,
        help="The knowledge base; default: a file in your data folder.",
    )(function)


def database_place(path: Path | None) -> Path:
    """The knowledge base that was named, or the user's own."""
    from kb.config import database_path

    return path or database_path(os.environ)


@contextmanager
def knowledge_base(
    path: Path | None, *, write: bool = False, create: bool = False
) -> Iterator[KnowledgeBase]:
    """The knowledge base at `path`, or at the user's own place: to read, unless `write`; made with `create`."""
    from kb.keep.store import KnowledgeBase

    with KnowledgeBase.open(database_place(path), create=create, read_only=not write) as kb:
        if kb.former is not None:
            voice = click.get_current_context().ensure_object(Voice)
            voice.message(voice.say("check.brought_up", path=kb.former))
        yield kb


@contextmanager
def existing_knowledge_base(path: Path | None) -> Iterator[KnowledgeBase | None]:
    """The knowledge base to read, or None where there is none yet."""
    if not database_place(path).exists():
        yield None
        return
    with knowledge_base(path) as kb:
        yield kb


@dataclass(frozen=True)
class Output:
    """Where rows go and in which form; `form` None is a table on a terminal's width."""

    form: str | None = None
    target: Path | None = None
    columns: tuple[str, ...] = ()
    limit: int | None = None

    @property
    def is_table(self) -> bool:
        return self.form is None and self.target is None

    @property
    def resolved_form(self) -> str:
        """The form asked for, else the one the file's extension names. Raises UsageFault on an unknown one."""
        if self.form is not None:
            return self.form
        extension = self.target.suffix.lower().lstrip(".") if self.target is not None else "table"
        if extension not in FORMS:
            raise UsageFault(
                "unknown-format",
                f"{self.target} does not say which format you want.",
                "end the name in .json, .jsonl, .csv, .md or .xlsx",
            )
        return extension


def given_as(
    name: str, options: Sequence[Callable[[Any], Any]], make: Callable[[dict[str, Any]], object]
) -> Callable[[Function], Function]:
    """Gives a command these options as one value called `name`; `make` takes theirs out of what was said."""

    def decorate(function: Function) -> Function:
        def gather(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **{name: make(kwargs)}, **kwargs)

        gather.__name__, gather.__doc__ = function.__name__, function.__doc__
        gather.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        for option in reversed(options):
            gather = option(gather)
        return gather  # type: ignore[return-value]

    return decorate


def output_options(function: Function) -> Function:
    """The output options of every command that prints rows, given to it as one `output`."""
    return given_as("output", _output_choices(), _output)(function)


def _output(said: dict[str, Any]) -> Output:
    chosen = [form for form in ("json", "jsonl", "csv", "md") if said.pop(f"as_{form}")]
    if len(chosen) > 1:
        raise click.UsageError(f"--{chosen[0]} and --{chosen[1]} do not go together.")
    columns = tuple(name.strip() for name in (said.pop("columns") or "").split(",") if name.strip())
    return Output(chosen[0] if chosen else None, said.pop("target"), columns, said.pop("limit"))


def _output_choices() -> list[Callable[[Any], Any]]:
    flags = {
        "json": "One JSON document.",
        "jsonl": "One JSON object a line.",
        "csv": "Comma-separated.",
        "md": "A Markdown table.",
    }
    return [
        *(click.option(f"--{form}", f"as_{form}", is_flag=True, help=text) for form, text in flags.items()),
        click.option(
            "-o",
            "--output",
            "target",
            type=click.Path(path_type=Path, dir_okay=False, readable=False),
            help="Write FILE; its extension says the format.",
        ),
        click.option("--columns", metavar="A,B,C", help="Only these fields, in this order."),
        click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N rows."),
    ]
