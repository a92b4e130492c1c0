"""Claim rows of any companies go in, what the street thinks of each metric and period comes out, as docs/method.md says.

Nothing is weighted and nothing rounded: sums are exact to fifty digits. The order is total: subject, metric (the headline
ones first), period; the same rows in any order give the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from kb.compare.arithmetic import EXACT, mean, median, percent, stdev, total
from kb.compare.consensus.expected import Consensus, Moment, Standout, Surprise
from kb.compare.consensus.things import Thing, things_of
from kb.compare.days import WINDOW, earlier
from kb.compare.precision import Row, middle
from kb.compare.voices import Said, speaking

REVISIONS = (30, 90)
_STANDING_OUT = 3


def consensus(rows: Sequence[Row], *, day: str, window: int = WINDOW) -> list[Consensus]:
    """What is expected as of `day` (ISO), of the estimates of its last `window` days.

    Rows are claims as `kb.ask.selection` gives them, known as of that day; what does not count is passed over. There is one
    answer for every metric and period that any broker has estimated.
    """
    return consensus_of(things_of(rows), day=day, window=window)


def consensus_of(things: Iterable[Thing], *, day: str, window: int = WINDOW) -> list[Consensus]:
    """The same for things found before; those nobody estimates are passed over."""
    found = (_of_thing(thing, day, window) for thing in things)
    return [expected for expected in found if expected is not None]


def history(rows: Sequence[Row], *, day: str, window: int = WINDOW) -> list[Moment]:
    """The consensus on every day up to `day` on which it changed, in the same order, oldest first."""
    return history_of(things_of(rows), day=day, window=window)


def history_of(things: Iterable[Thing], *, day: str, window: int = WINDOW) -> list[Moment]:
    """The same for things found before."""
    return [moment for thing in things for moment in _moments(thing, day, window)]


def _of_thing(thing: Thing, day: str, window: int) -> Consensus | None:
    voices = speaking(thing.estimates, day)
    if not voices:
        return None
    since = earlier(day, window)
    recent = [said for said in voices if said.day > since]
    unit = _unit_on(thing, day, window)
    counted = [said.by_unit[unit] for said in recent if unit in said.by_unit]
    values = _values(counted)
    actual = _first_actual(thing, unit, day)
    return Consensus(
        subject=thing.subject,
        subject_id=thing.subject_id,
        ticker=thing.ticker,
        metric=thing.metric,
        metric_id=thing.metric_id,
        period=thing.period,
        unit=unit,
        day=day,
        window=window,
        n=len(values),
        mean=mean(values),
        median=median(values),
        high=max(values, default=None),
        low=min(values, default=None),
        stdev=stdev(values),
        counted=tuple(counted),
        stale=tuple(said.row(unit) for said in voices if said.day <= since),
        other_units=tuple(said.row(unit) for said in recent if unit not in said.by_unit),
        standout=_standout(counted, values),
        **{f"revision_{days}": _revision(thing, unit, values, day, days, window) for days in REVISIONS},
        actual=actual.by_unit[unit] if actual else None,
        surprise=_surprise(thing, unit, actual, window) if actual else None,
    )


def _unit_on(thing: Thing, day: str, window: int) -> str:
    """The unit most brokers use in the window (in a window without any, of all); of several the one of the newest number,
    then the first by name. A number printed without its unit chooses none."""
    everybody = speaking(thing.estimates, day)
    voices = [said for said in everybody if said.day > earlier(day, window)] or everybody
    brokers = Counter(unit for said in voices for unit in said.by_unit)
    newest = {unit: max(said.came for said in voices if unit in said.by_unit) for unit in brokers}
    by_name = sorted(brokers)
    return max(by_name, key=lambda unit: (bool(unit), brokers[unit], newest[unit]), default="")


def _values(rows: Iterable[Row]) -> list[Decimal]:
    return [value for row in rows if (value := middle(row)) is not None]


def _values_on(thing: Thing, unit: str, day: str, window: int) -> list[Decimal]:
    since = earlier(day, window)
    voices = (said for said in speaking(thing.estimates, day) if said.day > since and unit in said.by_unit)
    return _values(said.by_unit[unit] for said in voices)


def _revision(
    thing: Thing, unit: str, values: Sequence[Decimal], day: str, days: int, window: int
) -> Decimal | None:
    now, before = mean(values), mean(_values_on(thing, unit, earlier(day, days), window))
    return percent(now, before) if now is not None and before is not None else None


def _standout(rows: Sequence[Row], values: Sequence[Decimal]) -> Standout | None:
    """Furthest from the mean of the others is furthest from the mean of all, told without dividing: |n·x − Σx|."""
    if len(values) < _STANDING_OUT:
        return None
    whole, n = total(values), Decimal(len(values))
    gaps = [abs(EXACT.subtract(EXACT.multiply(n, value), whole)) for value in values]
    furthest = max(gaps)
    if not furthest:
        return None
    # Rows are newest first, so of two equally far the newer one is told.
    place = gaps.index(furthest)
    others = mean([*values[:place], *values[place + 1 :]])
    return Standout(rows[place], percent(values[place], others) if others is not None else None)


def _first_actual(thing: Thing, unit: str, day: str) -> Said | None:
    return next(
        (said for said in thing.actuals if unit in said.by_unit and said.day <= day < said.until), None
    )


def _surprise(thing: Thing, unit: str, actual: Said, window: int) -> Surprise | None:
    values = _values_on(thing, unit, earlier(actual.day, 1), window)
    expected, came = mean(values), middle(actual.by_unit[unit])
    if expected is None or came is None:
        return None
    spread = stdev(values) if len(values) >= _STANDING_OUT else None
    off = EXACT.divide(EXACT.subtract(came, expected), spread) if spread else None
    return Surprise(len(values), expected, percent(came, expected), off)


def _moments(thing: Thing, day: str, window: int) -> Iterable[Moment]:
    unit = _unit_on(thing, day, window)
    days = {said.day for said in thing.estimates} | {said.until for said in thing.estimates}
    days |= {earlier(said.day, -window) for said in thing.estimates}
    last: tuple[int, Decimal | None] = (0, None)
    for moment in sorted(found for found in days if "" < found <= day):
        values = _values_on(thing, unit, moment, window)
        now = (len(values), mean(values))
        if now != last:
            yield Moment(
                thing.subject,
                thing.subject_id,
                thing.metric,
                thing.metric_id,
                thing.period,
                unit,
                moment,
                *now,
            )
        last = now
