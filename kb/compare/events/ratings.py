"""One broker's history of one subject goes in, the events of its rating come out: what the report prints, else the steps.

A rating stands until the broker falls silent; a drop is an event without a report.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from extract.vocabulary import Rung, moved_in_words, moved_on
from kb.compare.events.event import Event, made
from kb.compare.events.history import Entry, History
from kb.compare.scales import LADDER, STEPS
from kb.compare.surest import best_of
from kb.who.names import fold_name

Row = Mapping[str, object]

_PRINTED = {
    "maintain": "reiterate",
    "upgrade": "upgrade",
    "downgrade": "downgrade",
    "initiate": "initiate",
    "resume": "resume",
}


def rating_events(history: History, until: str, drop_after: int) -> Iterator[Event]:
    """Events oldest first; `drop_after` days without a report that has a view end a rating."""
    standing: tuple[Entry, Row] | None = None
    is_dropped = False
    last = ""
    for note in history.notes:
        if standing is not None and not is_dropped and _end(last, drop_after) <= note.day:
            yield _drop(*standing, last, drop_after)
            is_dropped = True
        rating = rating_of(note)
        if rating is not None:
            yield _event(note, rating, standing, is_dropped)
            standing, is_dropped = (note, rating), False
        last = note.day
    # Of a report whose broker is not known nothing more can come.
    if standing is not None and not is_dropped and history.broker and _end(last, drop_after) <= until:
        yield _drop(*standing, last, drop_after)


def rating_of(note: Entry) -> Row | None:
    """The rating that counts, with what another claim of the same rating in the report says it moved from and which way."""
    best = note.surest("rating")
    if best is None:
        return None
    same = [row for row in note.rows if row.get("kind") == "rating" and _word(row) == _word(best)]
    for field in ("action", "prior", "step"):
        if not best.get(field):
            told = best_of(row for row in same if row.get(field))
            best = {**best, field: told[field]} if told else best
    return best


def _event(note: Entry, row: Row, standing: tuple[Entry, Row] | None, is_dropped: bool) -> Event:
    day, before = (standing[0].day, standing[1]) if standing else (None, None)
    prior = str(row["prior"]) if row.get("prior") else None
    printed = _PRINTED.get(str(row.get("action")))
    kind = printed or _compared(row, prior, before, is_dropped)
    old: object = prior
    if old is None and printed == "reiterate":
        old = row.get("rating")
    elif old is None and before is not None and printed != "initiate":
        old = before.get("rating")
    from_before = before is not None and prior is None and old == before.get("rating")
    return made(
        kind,
        note.day,
        row,
        old=str(old) if old else None,
        new=str(row.get("rating")),
        is_printed=bool(printed or prior),
        against=day if from_before else None,
        before=before if from_before else None,
        after=row,
        report=note.report,
    )


def _compared(row: Row, prior: str | None, before: Row | None, is_dropped: bool) -> str:
    """What a rating is of which nothing is printed but, perhaps, the words of the one before."""
    if prior is None and before is None:
        return "first"
    was = prior if prior is not None else str(before and before.get("rating"))
    # A printed word has the step it had when this broker last gave it.
    as_before = before if before is not None and fold_name(was) == _word(before) else None
    moved = _moved(was, as_before, row)
    if moved is None:
        return "changed"
    if moved:
        return "upgrade" if moved > 0 else "downgrade"
    return "resume" if is_dropped else "reiterate"


def _moved(was: str, before: Row | None, row: Row) -> int | None:
    """Above 0 where a rating is better than the word before it, below where it is worse, 0 where nothing sets them apart.

    By a scale that has both words, this report's before the earlier one's; else by their steps; within one step by the words.
    None where a step is missing and the word is another.
    """
    now = str(row.get("rating") or "")
    for ladder in (row.get(LADDER), (before or {}).get(LADDER)):
        on_scale = moved_on(cast("Sequence[Rung]", ladder or ()), was, now)
        if on_scale is not None:
            return on_scale
    steps = [str(one.get("step")) for one in (before or {}, row)]
    if all(step in STEPS for step in steps):
        return STEPS.index(steps[1]) - STEPS.index(steps[0]) or moved_in_words(was, now) or 0
    return 0 if fold_name(was) == _word(row) else moved_in_words(was, now)


def _drop(note: Entry, row: Row, last: str, drop_after: int) -> Event:
    return made("drop", _end(last, drop_after), row, old=str(row.get("rating")), against=note.day, before=row)


def _end(last: str, drop_after: int) -> str:
    return (datetime.date.fromisoformat(last) + datetime.timedelta(days=drop_after + 1)).isoformat()


def _word(row: Row) -> str:
    return fold_name(str(row.get("rating") or ""))
