"""Claim rows of any brokers and companies go in, everything that moved comes out, newest first.

Rows are those of `kb.ask.selection`, of every day up to the one asked for: what is compared with may be years old.
docs/method.md has the rules, a row of its table a kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.compare.event import Event, in_order
from kb.compare.history import histories
from kb.compare.lists import list_events
from kb.compare.ratings import rating_events
from kb.compare.revisions import Breadth, breadth_of, revision_events
from kb.compare.targets import target_events

Row = Mapping[str, object]

DROP_AFTER = 180


def events(rows: Sequence[Row], *, until: str, drop_after: int = DROP_AFTER) -> list[Event]:
    """Every event up to a day (ISO, inclusive), newest first, then company, kind, broker."""
    found = list(list_events(rows, until))
    for history in histories(rows, until):
        found += rating_events(history, until, drop_after)
        found += target_events(history)
        found += revision_events(history)
    return in_order(found)


def breadth(rows: Sequence[Row], *, since: str, until: str) -> list[Breadth]:
    """How many brokers raised and cut each estimate between two days (ISO, inclusive)."""
    return breadth_of(histories(rows, until), since)
