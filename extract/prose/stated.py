"""A group of numbers in its sentence in, what it states out: the metric, how it is said of it, and of whom.

The particular readings come first (a share's move, a rank, the other side of a comparison, a stake), the common one last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.head.header import Facts
from extract.periods.grammar import expand_years
from extract.prose.metric.compared import average_behind, distance, other_side
from extract.prose.metric.lasting import duration
from extract.prose.metric.listed import alike, implied, listed_before, market_grows
from extract.prose.metric.markets import in_row, market_move, rank, row_move
from extract.prose.metric.measured import what_is_measured
from extract.prose.metric.measures import measure_of, moved_by
from extract.prose.metric.parts import contribution
from extract.prose.metric.references import of_both
from extract.prose.metric.rows import of_thing, row_of
from extract.prose.metric.stakes import held_by, holding
from extract.prose.metric.sums import sum_of
from extract.prose.sentence.clauses import AREA_BEHIND, AREAS, Group, Sentence
from extract.prose.sentence.expected import against_expected, quantile
from extract.prose.sentence.said import NOT_COUNTED, Said, What
from extract.prose.sentence.topics import Mark
from extract.prose.subject.candidates import candidates
from extract.prose.subject.choice import judge
from extract.prose.subject.subjects import PEERS, named, subject_of
from extract.vocabulary import words


@dataclass(slots=True)
class Stated:
    """What a group says. `things` are those a list before it names, `each` the metrics of its numbers where they have one apiece; `aside` is told by the way: nothing leans on it.

    `compared` marks the other side of a comparison, which stands alone.
    """

    what: What
    measure: str
    subject: str | None
    things: list[str] = field(default_factory=list)
    each: list[What] = field(default_factory=list)
    aside: bool = False
    row: list[str] = field(default_factory=list)
    compared: bool = False


def stated(sentence: Sentence, group: Group, said: Said, facts: Facts) -> Stated | None:
    """What a group states; None where the words do not say, or the number measures nothing."""
    text, unit = sentence.mentions.text, group.quantities[-1].unit
    lead = text[group.lead_start : group.start]
    if moved := row_move(sentence, group, said):
        what, measure, subject = moved
        return Stated(what, measure, subject)
    special = market_move(sentence, group, lead, said, facts) or rank(sentence, group, said, facts)
    if special:
        what, measure, subject = special
        said.mark = Mark(subject, "name", group.start, group.start)
        said.moved = what if measure == "price_change" else said.moved
        return Stated(what, measure, subject)
    if expected := against_expected(sentence, group, said):
        return Stated(*expected, _subject(sentence, group, expected[0], said, facts), aside=True)
    if place := quantile(sentence, group, said):
        return Stated(place, "level", _subject(sentence, group, place, said, facts), aside=True)
    if compared := other_side(sentence, group, said) or average_behind(sentence, group, said):
        what, measure = compared
        said.periods = said.told if measure == "cagr" else said.periods or said.told
        return Stated(what, measure, _own_name(what, said, facts), compared=True)
    if unit in ("位", "强") or text[: group.start].rstrip().endswith("第"):
        return None  # an ordinal ("第 3 家") counts nothing
    if stake := _stake(sentence, group, said, facts):
        return stake
    if amount := sum_of(sentence, group):
        return Stated(amount, "level", _subject(sentence, group, amount, said, facts), aside=True)
    lasts = duration(sentence, group) if unit in words("not_measured")["times"] else None
    goes_on = said.what is not None and said.unit == unit and (moved_by(lead) or group.role == "to")
    if goes_on:
        return _common(sentence, group, lead, said, facts)
    if lasts is None and unit in words("not_measured")["units"]:
        return None
    if aside := lasts or distance(sentence, group, said):
        return Stated(aside, "level", _subject(sentence, group, aside, said, facts), aside=True)
    if _is_attribute(sentence, group):
        return None
    return _common(sentence, group, lead, said, facts)


def _stake(sentence: Sentence, group: Group, said: Said, facts: Facts) -> Stated | None:
    """A stake of each of a row of holders, or of one."""
    if row := held_by(sentence, group):
        return Stated(row[0], "level", row[1][0], things=row[1])
    what = holding(sentence, group, said)
    return Stated(what, "level", _company_held(what, said, facts)) if what else None


def _moves(lead: str) -> list[str]:
    """The words of movement of a lead, without the things that move."""
    return re.findall(r"同比|环比|较[^，]{1,6}|增长|下降|提升|下滑|上涨|下跌|增加|减少|占比", lead)


def _has_years(said: Said, group: Group) -> bool:
    """Whether the sentence names as many years as the group has numbers: each is of a year, none of a thing."""
    years = [year for period in said.periods for year in expand_years(period)]
    return len(years) == len(group.quantities) > 1


def _is_attribute(sentence: Sentence, group: Group) -> bool:
    """A count that only limits what another number is said of: "28 种蔬菜均价 4.5 元" says nothing of 28."""
    quantity, text = group.quantities[-1], sentence.mentions.text
    if quantity.unit in NOT_COUNTED or len(group.quantities) > 1:
        return False
    if quantity.unit in AREAS and AREA_BEHIND.match(text, group.end):
        return False
    behind = [m for m in sentence.metrics(group.end, sentence.end) if m.start - group.end <= 10]
    nexts = [q for q in sentence.mentions.quantities if behind and q.start >= behind[0].end]
    if not behind or not nexts:
        return False
    return re.search(r"[，。；、：（(\d]", text[group.end : nexts[0].start]) is None


def _common(sentence: Sentence, group: Group, lead: str, said: Said, facts: Facts) -> Stated | None:
    """The metric the words name, else the one a list of things or bare growth implies."""
    unit = group.quantities[-1].unit
    if each := contribution(sentence, group, said):
        share = "share" if unit == "%" else "level"
        return Stated(each[0], share, _subject(sentence, group, each[0], said, facts), each=each)
    if said.what is not None and (row := row_of(sentence, group, said)):
        measure = measure_of(said.what.concept, "，".join(_moves(lead)), group, lead)
        if measure == "change" and said.measure == "yoy":
            measure = "yoy"
        measure = said.measure if measure == "level" and group.quantities[0].unit == said.unit else measure
        if measure is not None:
            what = of_thing(said.what, row[0])
            each = [of_thing(said.what, thing) for thing in row]
            whose = _subject(sentence, group, what, said, facts)
            return Stated(what, measure, whose, aside=True, row=row, each=each)
    same = alike(sentence, group)
    things = same or ([] if _has_years(said, group) else listed_before(sentence, group))
    found = market_grows(sentence, group, said) or what_is_measured(sentence, group, lead, said)
    if found is None or same:
        found = implied(sentence, group, said, things) or found
    if found is None:
        return None
    what, measure = found
    what = of_both(what, sentence, group)
    if facts.subject is None and (thing := in_row(sentence, group)):
        return Stated(what, measure, thing)
    aside = measure == "multiple" and what.whole and "相对" in what.name
    return Stated(what, measure, _subject(sentence, group, what, said, facts), things, aside=aside)


def _company_held(what: What, said: Said, facts: Facts) -> str | None:
    """The company a stake is of: the one the words name, else the report's."""
    held = next((m for m in said.marks if m.subject and what.subject and what.subject in m.subject), None)
    return (named(held, said, facts) if held else None) or facts.subject or said.spoken_of


def _subject(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> str | None:
    """Whom a number is about; the next number may lean on it. In a report on one company the choice is judged."""
    # The rules leave word of their choice for the next number: the candidates are those of before.
    found = candidates(sentence, group, what, said, facts) if facts.subject is not None else []
    subject = _by_rules(sentence, group, what, said, facts)
    judged = None
    if found and subject is not None and subject != PEERS:
        judged = judge(subject, found, sentence, group, what, said, facts)
    if judged is not None:
        said.reasons, said.disputed = judged.reasons, judged.is_disputed
    return subject


def _by_rules(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> str | None:
    """Whom the metric itself names (a market, a class of firms), else whom the words do; the next number may lean on it."""
    if what.subject is None:
        return subject_of(sentence, group, what, said, facts)
    kind = "class" if what.subject.endswith(tuple(words("subject")["class_heads"])) else "market"
    if what.whole:
        return what.subject
    if not group.bracketed:
        said.mark = Mark(what.subject, kind, group.start, group.start)
    said.market = what.subject if kind == "market" else said.market
    return what.subject


def _own_name(what: What, said: Said, facts: Facts) -> str | None:
    """The other side of a comparison by its full name."""
    own = next((m for m in said.marks if m.subject and what.subject and m.subject in what.subject), None)
    return named(own, said, facts) if own else what.subject
