"""A stretch of text in, the verbs in it that tell a happening out, each with the type it tells; and what tells none.

The words are those of `extract/languages/zh_events.toml`; a verb in brackets or quotes tells nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extract.vocabulary import longest_first
from extract.vocabulary.datafiles import words

STOPS = "，,；;。！？!?：:\n"
OPEN, CLOSE = "（(《“「[【", "）)》”」]】"


@dataclass(frozen=True, slots=True)
class Verb:
    """An event verb at `text[start:end]` and the type it tells by itself."""

    start: int
    end: int
    type: str


def clause_start(text: str, low: int, at: int) -> int:
    marks = [text.rfind(mark, low, at) for mark in STOPS]
    return max([low, *(m + 1 for m in marks if m >= 0)])


def clause_end(text: str, at: int, stop: int) -> int:
    """The next stop outside brackets and quotes, else the end of the sentence."""
    depth = 0
    for index in range(at, stop):
        char = text[index]
        depth += (char in OPEN) - (char in CLOSE)
        if char in STOPS and depth <= 0:
            return index
    return stop


def depth(text: str, low: int, at: int) -> bool:
    """Whether a bracket or quote opened in `text[low:at]` is still open."""
    part = text[low:at]
    return sum(part.count(c) for c in OPEN) > sum(part.count(c) for c in CLOSE)


@functools.cache
def verb_pattern() -> re.Pattern[str]:
    table = words("event_verbs")
    groups = [f"(?P<{kind}>{'|'.join(longest_first(table[kind]))})" for kind in sorted(table)]
    return re.compile(f"(?:{'|'.join(groups)})(?!{'|'.join(words('event_not_behind')['words'])})")


@functools.cache
def attribute_verb() -> re.Pattern[str]:
    """A verb that is an attribute: what follows 成立的 is not what happened."""
    table = words("event_verbs")
    return re.compile(f"(?:{'|'.join(w for kind in sorted(table) for w in table[kind])})了?的")


def verbs_in(text: str, low: int, high: int, stop: int) -> Iterator[Verb]:
    """The event verbs of `text[low:high]` outside brackets; a weak one only with an object that makes it an event."""
    weak: Mapping[str, list[str]] = words("event_weak")
    for match in verb_pattern().finditer(text, low, min(high, stop)):
        if depth(text, low, match.start()):
            continue
        start = clause_start(text, low, match.start())
        clause = text[start : clause_end(text, match.end(), stop)]
        objects = weak.get(match.group()[:2])
        rest = clause.replace(match.group()[:2], "", 1)
        if objects is not None and not any(re.search(o, rest) for o in objects):
            continue
        yield Verb(match.start(), match.end(), str(match.lastgroup))


@functools.cache
def _object_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile("|".join(listed))) for kind, listed in words("event_objects").items())


def type_of(verb: Verb, phrase: str) -> str:
    return next((kind for kind, pattern in _object_patterns() if pattern.search(phrase)), verb.type)


def tells(phrase: str) -> bool:
    """Whether a phrase is an event by itself, not the time of another ("上市后"), and more than a bare transitive verb."""
    if _no_end().search(phrase) or _no_phrase().search(phrase):
        return False
    return len(phrase) > 3 or phrase in words("event_alone")["words"]


@functools.cache
def _no_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words('event_no_end')['words'])})$")


@functools.cache
def _no_phrase() -> re.Pattern[str]:
    return re.compile("|".join(words("event_no_phrase")["words"]))


@functools.cache
def no_lead() -> re.Pattern[str]:
    return re.compile("|".join(words("event_no_lead")["words"]))


@functools.cache
def not_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words('event_not_before')['words'])})\s*$")


@functools.cache
def not_after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(words('event_not_after_date')['words'])})")


def stands_alone(text: str, verb: Verb, at: int) -> bool:
    """Whether a verb that needs no object ends right before the date at `at`."""
    return at - verb.end <= 1 and text[verb.start : verb.end] in words("event_alone")["words"]
