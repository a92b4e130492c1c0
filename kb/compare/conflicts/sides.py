"""Rows that measure one thing go in, sides come out: the numbers that agree, the side of most brokers first.

A voice is what speaks once: a report where reports are compared, a broker where estimates are, a place inside one report.
The order is total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from kb.ask.latest import sureness
from kb.compare.conflicts.agreement import agrees, apart, bound, digits
from kb.compare.days import came
from kb.compare.precision import Row
from kb.compare.surest import best_of, place
from kb.compare.voices import broker_of


@dataclass(slots=True)
class Side:
    """Those who say one number; the first row is the most exact."""

    rows: list[Row] = field(default_factory=list)

    @property
    def brokers(self) -> tuple[str, ...]:
        return tuple(sorted({broker_of(row) for row in self.rows}))

    @property
    def reports(self) -> frozenset[str]:
        return frozenset(str(row["report"]) for row in self.rows)

    @property
    def shown(self) -> Row:
        """The row to show: the surest, of these of the newest report, the first on its pages."""
        newest = sorted(sorted(self.rows, key=place), key=came, reverse=True)
        return max(newest, key=sureness)


def report_of(row: Row) -> str:
    return str(row["report"])


def sides(voices: Mapping[str, Sequence[Row]]) -> list[Side]:
    """The sides, that of most brokers first, then of the earliest report.

    A voice that says several numbers is of the side that one of them agrees with: that it contradicts itself is told
    where its own rows are compared.
    """
    found: list[Side] = []
    alone: dict[int, Sequence[Row]] = {}
    # Exact numbers are heard first: what is rounded may agree with several, and must not bring them together.
    order = sorted(voices.items(), key=lambda voice: (-_exactness(voice[1]), min(map(_when, voice[1]))))
    for _, rows in order:
        agreeing = [
            (side, row)
            for side in found
            if (row := next((row for row in rows if agrees(row, side.rows[0])), None)) is not None
        ]
        if agreeing:
            side, row = max(agreeing, key=lambda pair: len(pair[0].rows))
            side.rows.append(row)
        elif (surest := best_of(rows)) is not None:
            found.append(Side([surest]))
            alone[id(found[-1])] = rows
    found.sort(key=lambda side: (-len(side.brokers), min(map(_when, side.rows))))
    for side in found if len(found) > 1 else ():
        # Who says several numbers and agrees with nobody is taken at the one that can best be meant.
        said, against = alone[id(side)], found[0] if side is not found[0] else found[1]
        if len(said) > 1 and len(side.rows) == 1:
            nearest = min(sorted(said, key=_when), key=partial(apart, against.rows[0]))
            surest = best_of(row for row in said if agrees(row, nearest))
            side.rows = [surest or nearest]
    return found


def sides_inside(rows: Iterable[Row]) -> list[Side]:
    """The sides of one report's rows: that of most rows first, then that of the surest."""
    found = sides({str(row["id"]): [row] for row in rows})
    found.sort(key=lambda side: place(side.shown))
    found.sort(key=lambda side: (len(side.rows), *sureness(side.shown)[:3]), reverse=True)
    return found


def last_said(rows: Iterable[Row], voice: Callable[[Row], str]) -> dict[str, list[Row]]:
    """The rows of each voice's last report that says anything."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=_when):
        said = found.setdefault(voice(row), [])
        if said and said[0]["report"] != row["report"]:
            said.clear()
        said.append(row)
    return found


def _when(row: Row) -> tuple[tuple[str, str, str], tuple[int, float, str]]:
    return came(row), place(row)


def _exactness(rows: Sequence[Row]) -> int:
    return max(0 if bound(row) else digits(row) for row in rows)
