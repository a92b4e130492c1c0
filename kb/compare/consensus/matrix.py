"""What reports say of one metric over several periods goes in, a line a broker comes out: its latest number of each period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.compare.consensus.things import Thing
from kb.compare.precision import Row
from kb.compare.surest import best_of
from kb.compare.voices import Said, speaking


class Line(NamedTuple):
    """One broker's numbers by period, and its newest report among those that gave them."""

    broker: str
    newest: Row
    cells: Mapping[str, Row]


def matrix(things: Iterable[Thing], unit: str, day: str) -> list[Line]:
    """Broker × period as of a day in one unit, newest first, of brokers that estimate any of it.

    A cell is the broker's latest number, actual or estimated, of whole or part years.
    """
    told: dict[str, dict[str, Said]] = {}
    ahead: set[str] = set()
    for thing in things:
        expected = _in_unit(thing.estimates, unit, day)
        ahead |= {said.broker for said in expected}
        for said in (*expected, *_in_unit(thing.actuals, unit, day)):
            cells = told.setdefault(said.broker, {})
            cells[str(thing.period)] = _later(cells.get(str(thing.period)), said, unit)
    lines = []
    for broker in sorted(ahead):
        cells = told[broker]
        newest = max(cells.values(), key=lambda said: said.came)
        lines.append(
            (newest.day, Line(broker, newest.row(unit), {p: cells[p].row(unit) for p in sorted(cells)}))
        )
    return [line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True)]


def _in_unit(said: Sequence[Said], unit: str, day: str) -> list[Said]:
    return speaking((one for one in said if unit in one.by_unit), day)


def _later(known: Said | None, said: Said, unit: str) -> Said:
    if known is None or said.came > known.came:
        return said
    if said.came < known.came:
        return known
    return said if best_of((known.row(unit), said.row(unit))) is said.row(unit) else known
