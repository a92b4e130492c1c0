"""The options that narrow a question (when, who says so, whom it is about) go in, one `Narrowed` comes out for every command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.commands.frame import Function, Voice, day, given_as

if TYPE_CHECKING:
    from kb.ask.clocks import AsOf
    from kb.ask.overlay import Condition
    from kb.ask.selection import Filters, Where
    from kb.keep.store import KnowledgeBase

_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "period": click.option("--period", metavar="P", help="Only this period: 2026, 2026H1, 2026Q2, 2026-03."),
    "broker": click.option("--broker", metavar="B", help="Only this broker, by its full or short name."),
    "since": click.option(
        "--since", type=day, metavar="DAY", help="Only reports of this day or later; or 7d, 2w, 3m."
    ),
    "until": click.option("--until", type=day, metavar="DAY", help="Only reports up to this day."),
    "as_of": click.option(
        "--as-of", type=day, metavar="DAY", help="As it was known on this day: published and added by then."
    ),
    "late": click.option(
        "--late",
        type=click.Choice(["include", "exclude"]),
        default="exclude",
        show_default=True,
        envvar="YANBAO_LATE",
        help="With --as-of: count reports published by that day that were added later, or not.",
    ),
    "list": click.option(
        "--list",
        "listed",
        type=click.Path(path_type=Path, dir_okay=False, readable=False),
        metavar="FILE",
        help="Only whom this watch-list names: a name or code a line.",
    ),
}
_VALUES = {
    "period": "period",
    "broker": "broker",
    "since": "since",
    "until": "until",
    "as_of": "as_of",
    "list": "listed",
}


@dataclass(frozen=True)
class Narrowed:
    """What the options of one command said; `filters` is what it comes to in a knowledge base."""

    period: str | None = None
    broker: str | None = None
    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    late: bool = False
    listed: Path | None = None

    @property
    def clock(self) -> AsOf | None:
        from kb.ask.clocks import AsOf

        return AsOf(self.as_of, self.late) if self.as_of else None

    def filters(self, kb: KnowledgeBase, voice: Voice, who: str | None = None) -> Filters:
        """The same as conditions; tells which names of the list nobody has, and how many reports (on `who`, or whom the
        list names, where that is asked) came in too late."""
        from kb.ask.clocks import added_later
        from kb.ask.selection import Filters
        from kb.ask.watchlist import read_watchlist, watched

        clock, among = self.clock, None
        if self.listed is not None:
            found = watched(kb, read_watchlist(self.listed), clock)
            among = found.condition
            if found.unknown:
                names = ", ".join(found.unknown)
                voice.message(
                    voice.say("list.unknown", count=len(found.unknown), names=names, path=self.listed)
                )
        if left_out := added_later(kb, clock, _about(kb, who, clock, among)):
            voice.message(voice.say("late.left_out", count=f"{left_out:,}", day=self.as_of))
        return Filters(self.period, self.broker, self.since, self.until, clock, among)


def _about(kb: KnowledgeBase, who: str | None, clock: AsOf | None, among: Condition | None) -> Where:
    """The condition that a claim is about `who` and about whom a list names."""
    from kb.ask.naming import about_whom
    from kb.ask.selection import Where

    where = Where()
    if who is not None and clock is not None and not clock.late:
        about_whom(kb, where, who, clock)
    if among is not None:
        where.meets(among)
    return where


def narrowing(*names: str) -> Callable[[Function], Function]:
    """Gives a command these options (period, broker, since, until, as_of, list), as one `Narrowed` called `asked`."""
    options = [
        _OPTIONS[each] for name in names for each in (("as_of", "late") if name == "as_of" else (name,))
    ]

    def make(said: dict[str, Any]) -> Narrowed:
        values = {_VALUES[name]: said.pop(_VALUES[name]) for name in names}
        return Narrowed(**values, late="as_of" in names and said.pop("late") == "include")

    return given_as("asked", options, make)
