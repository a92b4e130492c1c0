"""The play itself: slots of notes in, the notes as published and every happening that was intended, in order of days."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from functools import cache

from world.actor import DROPPED_AFTER, Actor
from world.arrivals import arrivals
from world.cast import COMPANIES, FIRST_DAY
from world.extras import extras, mistaken_forecast
from world.nouns import Figure, Happening, Note, Number, World
from world.results import Reporter, results_day, segment, tokens
from world.roles import LAST_DAY, Slot, plan
from world.stories import stories
from world.weeklies import weeklies

# How a second version of a note is marked beside its title.
MARKS = ("{}（更正）", "【修订】{}", "{}（更新）", "{} (updated)", "{}(更正)")
CORRECTED_EVERY, UNDATED_EVERY, INDUSTRY_EVERY = 17, 29, 19


@cache
def world() -> World:
    """The whole script, the same every time."""
    notes, intents = _company_notes()
    weekly, listed = weeklies()
    told, meant = stories()
    return World(tuple(arrivals([*notes, *weekly, *told])), (*intents, *listed, *meant), COMPANIES)


def _company_notes() -> tuple[list[Note], list[Happening]]:
    actors: dict[tuple[str, str], Actor] = {}
    reporters: dict[tuple[str, str], Reporter] = {}
    writers: dict[str, int] = {}
    forecasters: dict[str, int] = {}
    notes: list[Note] = []
    intents: list[Happening] = []
    for place, slot in enumerate(plan()):
        pair = (slot.house.name, slot.company.name)
        actor = actors.setdefault(pair, Actor(slot.house, slot.company))
        chance = random.Random(f"{pair} {slot.day}")
        rates = slot.number == 0 or slot.is_last or slot.career == "returns" or chance.random() > 0.12
        said = actor.speak(slot.day, rates=rates)
        intents += said.intents
        figures = [*said.figures, *extras(slot.house, slot.company, slot.day)]
        if slot.day > results_day(slot.company):
            if pair not in reporters:
                number = writers[slot.company.name] = writers.get(slot.company.name, -1) + 1
                reporters[pair] = Reporter(slot.house, slot.company, number)
                figures += tokens(slot.house, slot.company, number)
                figures += segment(slot.house, slot.company, number)
            printed, restated = reporters[pair].print_results(slot.day)
            figures += printed
            intents += restated
        if slot.day >= FIRST_DAY and slot.number in (0, 1) and forecasters.get(slot.company.name, 0) < 2:
            number = forecasters[slot.company.name] = forecasters.get(slot.company.name, 0) + 1
            figures += mistaken_forecast(slot.house, slot.company, number - 1)
        note = Note(
            key=f"{slot.house.name} {slot.company.name} {slot.number}",
            broker=slot.house.name,
            title=_title(slot),
            published=slot.day,
            company=slot.company.name,
            industry=slot.company.industry,
            ratings=said.ratings,
            targets=said.targets,
            figures=tuple(figures),
            prints_scale=chance.random() < slot.house.prints_scale,
        )
        notes += _as_published(note, slot, place)
    for actor in actors.values():
        assert actor.last is not None
        if (LAST_DAY - actor.last).days > DROPPED_AFTER:
            intents.append(actor.dropped())
    return notes, intents


def _title(slot: Slot) -> str:
    return f"{slot.company.name}：第{'一二三四五六'[slot.number]}次看{slot.house.name[:2]}的判断"


def _as_published(note: Note, slot: Slot, place: int) -> list[Note]:
    """A note as it went out: once, twice with a mark, without a date, or inside an industry note."""
    recent = slot.day >= FIRST_DAY
    if place % CORRECTED_EVERY == 3 and note.figures:
        earlier = slot.day - datetime.timedelta(1 + place % 9)
        mark = MARKS[place // CORRECTED_EVERY % len(MARKS)]
        original = note.copy(
            key=f"{note.key} original",
            published=earlier,
            figures=tuple(_mistaken(one) for one in note.figures),
        )
        return [original, note.copy(title=mark.format(note.title))]
    if place % UNDATED_EVERY == 5 and recent:
        return [note.copy(key=f"{note.key} @{slot.day}", published=None)]
    if place % INDUSTRY_EVERY == 7 and note.ratings:
        # No company of its own: it has a view all the same, for it rates.
        return [note.copy(company=None, title=f"{note.industry}行业跟踪", report_type="行业点评")]
    return [note]


def _mistaken(figure: Figure) -> Figure:
    """The revenue expected for 2026 as it stood before the correction."""
    if (figure.metric, figure.period, figure.stance, figure.scope) != ("revenue", "2026", "estimate", None):
        return figure
    number = figure.number
    return Figure(
        company=figure.company,
        metric=figure.metric,
        period=figure.period,
        number=Number(number.value * Decimal("1.19"), number.decimals),
        unit=figure.unit,
    )
