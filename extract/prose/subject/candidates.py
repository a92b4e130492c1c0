"""A number in its sentence in, everybody and everything it may be about out: names, places, nouns, and whom the text spoke of before.

A candidate is only that; which one the number is about is weighed in extract/prose/subject/choice.py. Where one is found in
several ways there are several candidates of the same subject.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.head.header import Facts
from extract.prose.sentence.amounts import in_title
from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.phrases import bare_measure, noun_phrase, tells
from extract.prose.sentence.said import Said, What
from extract.vocabulary import find_metric, longest_first, metric_at_end, words

_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible subject; `source` is the way it was found. It is named at `text[start:end]`, nowhere near where both are 0."""

    subject: str
    kind: str
    source: str
    start: int = 0
    end: int = 0


def candidates(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> list[Candidate]:
    """All candidates, in an order that says nothing of their chances."""
    found = (
        *_carried(said, facts),
        *_named(sentence, group, said, facts),
        *_places(sentence, group),
        *_of_metric(group, what),
        *_nouns(sentence, group),
    )
    return [c for c in found if 2 <= len(c.subject) <= _LONGEST]


def _carried(said: Said, facts: Facts) -> Iterator[Candidate]:
    """Whom the text spoke of before this clause, its heading, and the report's own company."""
    for source, mark in (("last", said.mark), ("topic", said.topic), ("home", said.home)):
        subject = mark and (mark.subject or (facts.subject if mark.kind == "company" else said.market))
        if mark and subject:
            yield Candidate(subject, mark.kind, source)
    for source, kind, told in (
        ("prior", "prior", said.subject),
        ("market", "market", said.market),
        ("item", "name", said.item),
        ("spoken", "name", said.spoken_of),
        ("report", "company", facts.subject),
    ):
        if told:
            yield Candidate(told, kind, source)


def _named(sentence: Sentence, group: Group, said: Said, facts: Facts) -> Iterator[Candidate]:
    """The marks of the sentence before the number, the last names of the block, the firms compared with."""
    text = sentence.mentions.text
    for mark in said.marks:
        subject = mark.subject or (facts.subject if mark.kind == "company" else said.market or facts.industry)
        if subject and mark.end <= group.start:
            yield Candidate(subject, mark.kind, "mark", mark.start, mark.end)
    for name in [n for n in sentence.mentions.names if n.end <= group.start][-4:]:
        own = facts.subject if facts.subject and is_own(name.text, facts.subject) else None
        source = "name" if name.start >= sentence.start else "before"
        yield Candidate(own or name.text, "company" if own else "name", source, name.start, name.end)
    if (place := text.rfind("可比公司", sentence.start, group.start)) >= 0:
        yield Candidate("可比公司", "class", "class", place, place + 4)


def is_own(name: str, company: str) -> bool:
    """Whether a name is that of the company, or the short of it."""
    return name in company or company in name


def _places(sentence: Sentence, group: Group) -> Iterator[Candidate]:
    """The last countries of the block, and those with the market behind them."""
    text, folded = sentence.mentions.text, words("subject_fold")
    for match in list(_place().finditer(text, 0, group.start))[-3:]:
        if in_title(text, match.start()):
            continue
        country = str(folded.get(match["country"], match["country"]))
        source = "place" if match.start() >= sentence.start else "before"
        yield Candidate(country, "country", source, match.start(), match.end("country"))
        if match["market"]:
            yield Candidate(country + match["market"], "market", source, match.start(), match.end())


def _of_metric(group: Group, what: What) -> Iterator[Candidate]:
    """What stands before the metric in its own name: 酸奶 of 酸奶市场占比, 白条鸡 of 白条鸡价格."""
    at = group.start
    if what.subject:
        yield Candidate(what.subject, "market", "metric", at, at)
    if what.scope and "/" not in what.scope:
        yield Candidate(what.scope, "noun", "scope", at, at)
    if what.concept is not None:
        return
    if (parts := metric_at_end(what.name)) is not None:
        if parts[0] != what.scope:
            yield Candidate(parts[0], "noun", "scope", at, at)
    elif not what.scope:
        yield Candidate(what.name, "noun", "itself", at, at)
        if (stem := _stem().match(what.name)) is not None:
            yield Candidate(stem["noun"], "noun", "scope", at, at)


def _nouns(sentence: Sentence, group: Group) -> Iterator[Candidate]:
    """The nouns that open the last clauses before the number, and the one that opens the block."""
    starts = clause_starts(sentence, group)
    for place in starts[:-5:-1]:
        yield from _opener(sentence, place, group.start, "noun")
    if sentence.start > 0:
        yield from _opener(sentence, 0, group.start, "opening")


def clause_starts(sentence: Sentence, group: Group) -> list[int]:
    """Where the clauses of the sentence up to the number begin, left to right."""
    found = CLAUSE.finditer(sentence.mentions.text, sentence.start, group.start)
    return [sentence.start, *(match.end() for match in found)]


CLAUSE = re.compile(r"[，,；;：:。]\s*")


def after_lead(sentence: Sentence, place: int, stop: int) -> int:
    """Where a clause that begins at `place` comes to its first noun: behind numbering, openers and periods."""
    for pattern in (None, _lead()):
        match = pattern.match(sentence.mentions.text, place, stop) if pattern else None
        place = match.end() if match else place
        for period in sentence.mentions.periods:
            if period.start <= place + 1 and place < period.end:
                place = period.end
    return place


def _opener(sentence: Sentence, place: int, stop: int, source: str) -> Iterator[Candidate]:
    place = after_lead(sentence, place, stop)
    match = _noun().match(sentence.mentions.text, place, stop)
    if match is None:
        return
    for thing in _things(match["noun"].strip()):
        yield Candidate(thing, "noun", source, place, match.end("noun"))


@functools.lru_cache(maxsize=2048)
def _things(whole: str) -> tuple[str, ...]:
    """What a noun names: itself, without the metric behind it, without the market; nothing where it names no thing.

    The clauses of a paragraph are looked at for each of its numbers: what they open with is worked out once.
    """
    noun = whole if whole.isascii() else noun_phrase(whole)
    if (
        len(noun) < 2
        or ("/" in noun and not noun.isascii())
        or bare_measure(noun)
        or tells(noun)
        or _no_thing().search(noun)
    ):
        return ()
    found = [] if find_metric(noun) is not None else [noun]
    parts = metric_at_end(noun)
    if parts and len(parts[0]) >= 2:
        noun = parts[0]
        found.append(noun)
    tails = [t for t in words("candidate")["tails"] if noun.endswith(t) and len(noun) > len(t) + 1]
    return (*found, *(noun.removesuffix(tail) for tail in tails))


@functools.cache
def _place() -> re.Pattern[str]:
    listed = "|".join(longest_first(words("subject")["country_words"]))
    noun = r"[A-Za-z\u4e00-\u9fff]{1,10}?"
    return re.compile(
        rf"(?P<country>{listed})(?![化性外])(?:的?(?P<market>{noun})(?:市场|行业|产业|领域|板块)(?![规空化人]))?"
    )


@functools.cache
def _stem() -> re.Pattern[str]:
    ends = "|".join(words("candidate")["metric_begins"])
    return re.compile(rf"(?:.*(?:市场|行业))?(?P<noun>[A-Za-z\u4e00-\u9fff/ ]{{2,12}}?)(?:{ends})")


@functools.cache
def _lead() -> re.Pattern[str]:
    listed = "|".join(words("candidate")["leads"])
    return re.compile(rf"(?:[\s\W①-⑩◼]|\d{{1,2}}[)）.、]|{listed})*")


@functools.cache
def _noun() -> re.Pattern[str]:
    stops = "|".join(words("candidate")["stops"])
    return re.compile(
        rf"(?P<noun>[A-Za-z\u4e00-\u9fff·/&\- ]{{2,18}}?)(?={stops}|[，,；;：:。、（()）“”\"\d]|$)"
    )


@functools.cache
def _no_thing() -> re.Pattern[str]:
    return re.compile("|".join(words("candidate")["no_thing"]))
