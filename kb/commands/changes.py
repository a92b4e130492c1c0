"""`changes`: who moved what, from what to what; with --since last what came in since the same was asked the last time."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.errors import UsageFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    day,
    knowledge_base,
    output_options,
    voice_of,
)
from kb.commands.narrow import Narrowed, narrowing

if TYPE_CHECKING:
    from kb.compare.events.changes import Look

CHANGED = 10
LAST = "last"
# Words for several kinds at once.
_GROUPS = {
    "rating": (
        "initiate",
        "resume",
        "first",
        "upgrade",
        "downgrade",
        "changed",
        "reiterate",
        "drop",
    ),
    "target": ("target_set", "target_raised", "target_cut", "target_kept"),
    "estimate": ("estimate_raised", "estimate_cut"),
    "list": ("name_added", "name_removed"),
}


def _since(text: str) -> str:
    return LAST if text.strip() == LAST else day(text)


@click.command(
    cls=Command,
    short_help="Who moved what: from, to, percent.",
    examples=(
        "yanbao changes --since 7d",
        "yanbao changes 伊利股份 --since 2026-01-01 --kind target,estimate",
    ),
)
@click.argument("who", required=False)
@click.option(
    "--since",
    type=_since,
    metavar="DAY",
    help="From this day on; or 7d, 2w, 3m; or last: what came in since you asked the same with --since last (all of it "
    "the first time; how far you looked is kept in your state folder). Default: the last 7 days up to the newest report.",
)
@narrowing("until", "as_of", "broker", "list")
@click.option(
    "--kind",
    "kinds",
    metavar="K,K",
    help="Only these: rating, target, estimate, list, restated, or single kinds (upgrade, target_cut, drop ...).",
)
@click.option(
    "--drop-after",
    type=click.IntRange(min=1),
    default=180,
    show_default=True,
    metavar="N",
    help="Days without a report after which a rating counts as dropped.",
)
@click.option(
    "--all", "whole", is_flag=True, help="Draw every event, also every number and what stayed the same."
)
@click.option(
    "--exit-code", is_flag=True, help="Exit with 10 where anything moved, with 0 where nothing did."
)
@database_option
@output_options
@voice_of
def changes(
    voice: Voice,
    who: str | None,
    since: str | None,
    asked: Narrowed,
    kinds: str | None,
    drop_after: int,
    whole: bool,
    exit_code: bool,
    database: Path | None,
    output: Output,
) -> None:
    """Print who moved what (ratings, targets, estimates, lists), from what to what, and on whose word."""
    from kb.commands.rows import put_rows
    from kb.compare.events import changes as room
    from kb.compare.events.event import STILL
    from kb.tell.terminal import print_changes

    chosen = _kinds(kinds)
    if since and asked.until and LAST != since > asked.until:
        raise UsageFault(
            "bad-window", f"--since {since} is after --until {asked.until}.", "Exchange the two days."
        )
    question = _question(database, who, asked, chosen) if since == LAST else None
    if question and (asked.as_of or asked.until):
        raise click.UsageError("--since last reaches to now: leave out --until and --as-of.")
    seen = _seen(question) if question else None
    if question and seen is None:
        voice.message(voice.say("changes.first"))
    with knowledge_base(database) as kb:
        filters = asked.filters(kb, voice, who)._replace(since=None if question else since)
        found = room.changes(
            kb,
            who,
            filters,
            kinds=chosen,
            seen=(seen or room.Look("")) if question else None,
            drop_after=drop_after,
        )
    has_moved = any(event.kind not in STILL for event in found.events)
    if not has_moved:
        none = "changes.none_new" if seen else "changes.none" if found.until else "empty.reports"
        voice.message(voice.say(none, since=found.since, until=found.until))
    beside = {
        "since": found.since,
        "until": found.until,
        "breadth": [line.as_row() for line in found.breadth],
    }
    put_rows(
        [event.as_row() for event in found.events],
        output,
        voice,
        lambda rows: print_changes(found, voice.say, whole=whole or bool(chosen), most=len(rows)),
        beside=beside,
    )
    if question:
        _keep(question, found.look)
    claims = [str(row["id"]) for event in found.events if (row := event.after or event.before)]
    if claims:
        voice.next_step("changes", id=claims[0])
    if exit_code and has_moved:
        raise click.exceptions.Exit(CHANGED)


def _kinds(text: str | None) -> tuple[str, ...]:
    """The kinds asked for, groups spelled out. Raises UsageFault on a word that is none."""
    from kb.compare.events.event import KINDS

    known = (*_GROUPS, *KINDS)
    words = [word.strip().replace("-", "_") for word in (text or "").split(",") if word.strip()]
    for word in words:
        if word not in known:
            near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
            hint = f"Did you mean: {', '.join(near)}?" if near else f"choose from {', '.join(known)}"
            raise UsageFault("unknown-kind", f"No change is called {word!r}.", hint)
    return tuple(kind for kind in KINDS if any(kind in _GROUPS.get(word, (word,)) for word in words))


def _question(database: Path | None, who: str | None, asked: Narrowed, kinds: Sequence[str]) -> str:
    """What a look belongs to: the knowledge base, the list, and what else narrows the question."""
    from kb.config import database_path

    base = (database or database_path(os.environ)).absolute()
    listed = str(asked.listed.absolute()) if asked.listed is not None else ""
    return "\n".join((str(base), listed, who or "", asked.broker or "", ",".join(kinds))).rstrip("\n")


def _seen(question: str) -> Look | None:
    from kb.compare.events.looks import last_look
    from kb.config import state_home

    return last_look(state_home(os.environ), question)


def _keep(question: str, look: Look) -> None:
    from kb.compare.events.looks import keep_look
    from kb.config import state_home

    keep_look(state_home(os.environ), question, look)
