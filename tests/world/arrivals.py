"""When the files came in: most on their day, many late, some before what they correct, some twice, a few after the end.

The order of adding is not the order of publication. Every file has a stamp of its own; two stand shortly before and
after midnight in Beijing, where UTC is still on the day before.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable

from world.cast import FIRST_DAY
from world.nouns import Arrival, Note

_BEIJING = datetime.timedelta(hours=8)


def arrivals(notes: Iterable[Note]) -> list[Arrival]:
    """Every file that came in, by its stamp."""
    chance = random.Random("arrivals")
    found: list[Arrival] = []
    for place, note in enumerate(notes):
        day = _day(note, chance)
        found.append(_arrival(note, day, place, chance))
        again = 1.0 if note.key.startswith("story") else chance.random()
        if again < 0.05:  # the same bytes under another name, later
            later = day + datetime.timedelta(chance.randint(1, 30))
            found.append(_arrival(note, later, place, chance, folder="again"))
        elif again < 0.10 and note.published:  # downloaded again: other bytes, the same words
            later = day + datetime.timedelta(chance.randint(1, 30))
            other = note.copy(key=f"{note.key} downloaded again")
            found.append(_arrival(other, later, place, chance))
    return sorted(found)


def _day(note: Note, chance: random.Random) -> datetime.date:
    luck = chance.random()
    if note.published is None:
        return _day_of_undated(note)
    if note.key.startswith("story"):
        # A first coverage comes in on the day before its date, the others on theirs.
        return note.published - datetime.timedelta(1 if "买入" in str(note.ratings) else 0)
    if note.key.startswith("weekly 霁川证券"):
        return note.published  # on every Sunday something is in that is of that day
    if note.published < FIRST_DAY:
        return FIRST_DAY if luck < 0.6 else FIRST_DAY + datetime.timedelta(chance.randint(0, 56))
    if luck < 0.72:
        return note.published
    return note.published + datetime.timedelta(1 if luck < 0.82 else chance.randint(5, 45))


def _day_of_undated(note: Note) -> datetime.date:
    """Who forgot the date sent it on its day: the script says when that was."""
    return datetime.date.fromisoformat(note.key.rpartition("@")[2])


def _arrival(
    note: Note, day: datetime.date, place: int, chance: random.Random, folder: str = "in"
) -> Arrival:
    hour = chance.choice((0, 7, 9, 12, 18, 18, 18, 22, 23))
    if note.key.startswith("story"):
        hour = 9 + int(note.key.rpartition(" ")[2])  # what is told later comes in later
    time = datetime.time(hour, place // 60 % 60, place % 60)
    stamp = datetime.datetime.combine(day, time, datetime.UTC) - _BEIJING
    return Arrival(stamp, note, f"/{folder}/{note.key}.pdf")
