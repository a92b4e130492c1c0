"""Claim rows of any brokers and companies go in, everything that moved comes out, newest first.

Rows are those of `kb.ask.selection`, of every day up to the one asked for: what is compared with may be years old.
docs/method.md has the rules, a row of its table a kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.compare.events.event import Event, in_order
from kb.compare.events.history import History, histories
from kb.compare.events.lists import list_events
from kb.compare.events.ratings import rating_events
from kb.compare.events.revisions import Breadth, breadth_of, revision_events
from kb.compare.events.targets import target_events

Row = Mapping[str, object]

DROP_AFTER = 180


def events(rows: Sequence[Row], *, until: str, drop_after: int = DROP_AFTER) -> list[Event]:
    """Every event up to a day (ISO, inclusive), newest first, then company, kind, broker."""
    told = histories(rows, until)
    return in_order([*view_events(told, until, drop_after), *list_events(rows, until)])


def view_events(told: Iterable[History], until: str, drop_after: int) -> Iterator[Event]:
    """The events of these histories, in no order."""
    for history in told:
        yield from rating_events(history, until, drop_after)
        yield from target_events(history)
        yield from revision_events(history)


def breadth(rows: Sequence[Row], *, since: str, until: str) -> list[Breadth]:
    """How many brokers raised and cut each estimate between two days (ISO, inclusive)."""
    return breadth_of(histories(rows, until), since)
