"""Events in, the lines a person reads out: what moved first, a company's lines together, the figures as printed.

What is said again and the same, and estimates beyond the headline ones, are counted and shown only on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kb.compare.consensus import things
from kb.compare.events.event import STILL, Event
from kb.tell import figures

Row = Mapping[str, object]

# The estimates a reader wants unasked; a forecast table has a hundred rows.
HEADLINES = tuple(metric for metric in things.HEADLINES if metric != "pe")
PRINTED = "printed"
NUMBERS = frozenset({"estimate_raised", "estimate_cut", "restated"})


class Told(NamedTuple):
    """Events worth a line each, and how many are kept back: those that say the same again, and other numbers."""

    events: tuple[Event, ...]
    still: int = 0
    others: int = 0


def headlines(events: Iterable[Event]) -> Told:
    """The events that moved something a reader wants unasked."""
    kept: list[Event] = []
    still = others = 0
    for event in events:
        if event.kind in STILL:
            still += 1
        elif event.kind in NUMBERS and event.metric_id not in HEADLINES:
            others += 1
        else:
            kept.append(event)
    return Told(tuple(kept), still, others)


def by_company(events: Iterable[Event]) -> list[Event]:
    """A company's events next to each other, the companies in the order they come up."""
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(event.whom, []).append(event)
    return [event for group in groups.values() for event in group]


def old_figure(event: Event) -> str:
    """What it was, as printed: of the claim before, or as the new report says it."""
    if event.old is None or isinstance(event.old, str):
        return event.old or ""
    if event.before is not None:
        return figures.figure(event.before)
    return figures.figure({**(event.after or {}), "value": event.old, "value_high": None})


def new_figure(event: Event) -> str:
    """What it is now, as printed."""
    if event.new is None or isinstance(event.new, str):
        return event.new or ""
    return figures.figure(event.after or {"value": event.new, "unit": event.unit})


def thing(event: Event) -> str:
    """What a number is of: "归母净利润 2026"; blank for a rating, a target, a name."""
    return f"{event.metric} {event.period}" if event.metric else ""


def signed(percent: Decimal | None) -> str:
    """+12.5%; blank where there is none."""
    return figures.fixed(percent, 1, "+") + "%" if percent is not None else ""


def lines(events: Sequence[Event]) -> list[dict[str, object]]:
    """One row an event: subject (on a company's first line), date, broker, kind, thing, old, new, percent, upside, page, against."""
    rows: list[dict[str, object]] = []
    last = ""
    for event in by_company(events):
        source = event.after or event.before or {}
        rows.append(
            {
                "subject": " ".join(filter(None, (event.subject, event.ticker)))
                if event.whom != last
                else "",
                "date": event.day,
                "broker": event.broker,
                "kind": event.kind,
                "thing": thing(event),
                "old": old_figure(event),
                "new": new_figure(event),
                "percent": signed(event.percent),
                "upside": signed(event.upside),
                "page": source.get("page"),
                "against": event.against or (PRINTED if event.basis == PRINTED else ""),
                "id": source.get("id"),
            }
        )
        last = event.whom
    return rows
