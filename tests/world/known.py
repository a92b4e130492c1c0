"""What was known on a day, by docs/method.md and nothing else: which notes count, which supersede, whose view is in them.

Plain and slow on purpose: every list is gone through whole, so that each rule stands where it can be read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from world.cast import HOUSE, STEPS, SUBJECT
from world.nouns import Arrival, Figure, Note, Rating

VERSION_DAYS = 14
MARKS = ("（更正）", "(更正)", "【修订】", "（更新）", " (updated)")
PROFITS = ("revenue", "total_operating_revenue", "net_profit", "net_profit_parent")


class Known(NamedTuple):
    """A note that is in; `day` is when it was published, or added where it has no date."""

    day: datetime.date
    added: datetime.datetime
    note: Note


class View(NamedTuple):
    """One note's view on one company: the broker's own numbers, each said once."""

    known: Known
    rating: Rating | None
    step: str | None
    is_defined: bool  # whether a page that is known says what its rating means
    figures: tuple[Figure, ...]


def first_arrivals(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Bytes that are in already are not taken again: the first time counts."""
    seen: dict[str, Arrival] = {}
    for arrival in arrivals:
        seen.setdefault(arrival.note.key, arrival)
    return list(seen.values())


def known_on(
    arrivals: Iterable[Arrival], day: datetime.date, *, late: bool, by: datetime.date | None = None
) -> list[Known]:
    """The notes that count as of a day, in the order of publication, then of adding; superseded ones are out.

    With `by` it is asked on that later day what had been published on this one, among the notes added by then.
    """
    there = []
    for arrival in first_arrivals(arrivals):
        published = arrival.note.published or arrival.day
        if published <= day and (late or arrival.day <= (by or day)):
            there.append(Known(published, arrival.stamp, arrival.note))
    there.sort(key=lambda one: (one.day, one.added))
    alike: dict[tuple[str, str], list[Known]] = {}
    for one in there:
        alike.setdefault((one.note.broker, bare(one.note.title)), []).append(one)
    superseded = {
        one.note.key
        for same in alike.values()
        for one in same
        if any(supersedes(other, one) for other in same)
    }
    return [one for one in there if one.note.key not in superseded]


def supersedes(one: Known, other: Known) -> bool:
    """Whether `one` is the later of two versions of one note."""
    return are_versions(one, other) and (one.day, one.added) > (other.day, other.added)


def are_versions(one: Known, other: Known) -> bool:
    a, b = one.note, other.note
    if (a.broker, a.company, bare(a.title)) != (b.broker, b.company, bare(b.title)):
        return False
    apart = abs((one.day - other.day).days)
    return apart <= (VERSION_DAYS if a.company else 0)


@cache
def bare(title: str) -> str:
    for mark in MARKS:
        title = title.replace(mark, "")
    return title


# Views


def viewed(note: Note) -> set[str]:
    """The companies (and rated industries) a note has a view on, by name."""
    own = {note.company} if note.company else set()
    rated = {one.company for one in note.ratings} | {one.company for one in note.targets}
    foreseen = {
        one.company
        for one in note.figures
        if one.metric in PROFITS and one.stance == "estimate" and is_own(one) and not one.is_peer_row
    }
    return own | rated | foreseen


def is_own(figure: Figure) -> bool:
    """The broker's own number of the whole company."""
    return figure.attribution is None and figure.scope is None


def surest(figures: Iterable[Figure]) -> list[Figure]:
    """Of what a note says more than once the surest: without doubts, exact, from a table."""
    best: dict[tuple[object, ...], Figure] = {}
    for one in figures:
        thing = (one.company, one.metric, one.period, one.stance, one.measure, one.unit, one.scope)
        held = best.get(thing)
        if held is None or sureness(one) > sureness(held):
            best[thing] = one
    return list(best.values())


def sureness(one: Figure) -> tuple[bool, bool, bool]:
    exact = not one.about and one.number.high is None
    return (not one.doubted, exact, one.origin.startswith("table"))


Histories = dict[tuple[str, str], list[View]]


def histories(known: Iterable[Known]) -> Histories:
    """By broker and company: the notes with a view on it, oldest first."""
    known = list(known)
    # A house's definitions never change here, so that the page nearest in time says what they all say.
    defined = {one.note.broker for one in known if one.note.prints_scale}
    found: Histories = {}
    for one in known:
        for company, rating, figures in said(one.note):
            step = step_of(rating, one.note, defined) if rating else None
            found.setdefault((one.note.broker, company), []).append(
                View(one, rating, step, one.note.broker in defined, figures)
            )
    return found


_SAID: dict[str, list[tuple[str, Rating | None, tuple[Figure, ...]]]] = {}


def said(note: Note) -> list[tuple[str, Rating | None, tuple[Figure, ...]]]:
    """What a note says of each company it has a view on."""
    if note.key not in _SAID:
        _SAID[note.key] = [
            (
                company,
                next((one for one in note.ratings if one.company == company), None),
                tuple(surest(one for one in note.figures if one.company == company and is_own(one))),
            )
            for company in sorted(viewed(note))
        ]
    return _SAID[note.key]


def step_of(rating: Rating, note: Note, defined: set[str]) -> str | None:
    """By the definitions in the same report, else those of the broker's report nearest in time, else as it was read."""
    if not note.prints_scale and note.broker not in defined:
        return rating.step
    return dict(HOUSE[note.broker].ladder).get(rating.word) or rating.step


def is_better(new: str, old: str) -> bool:
    return STEPS.index(new) < STEPS.index(old)


def key_of(company: str) -> str:
    return SUBJECT[company].key
