"""The candidates for a number's subject in, what speaks for or against each out: features, by names a reader understands.

A feature holds or does not. Whether it counts, and how much, is told by the weights (extract/prose/subject/weights.toml).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.head.header import Facts
from extract.prose.sentence.clauses import Group, Sentence, between
from extract.prose.sentence.phrases import bare_measure
from extract.prose.sentence.said import MONEY, Said, What
from extract.prose.sentence.topics import Mark, is_head
from extract.prose.subject.backdrop import names_own, of_company
from extract.prose.subject.candidates import CLAUSE, Candidate, after_lead, clause_starts
from extract.prose.subject.subjects import is_of_books, is_of_market
from extract.vocabulary import find_metric, metric_at_end, words

_KINDS = ("company", "name", "country", "market", "class", "noun")
_LEANT_ON = frozenset({"last", "prior", "topic", "home", "report", "metric", "scope", "itself", "market"})
_AFAR = frozenset({"before", "place", "opening", "class"})
_NAMED = frozenset({"company", "name", "country", "market"})


@dataclass(frozen=True, slots=True)
class Scene:
    """What holds of the number whoever it is about. Positions are in the block's text."""

    text: str
    sentence: Sentence
    group: Group
    clause: int  # where the number's own clause begins
    head: int  # where its first noun may stand
    metric_at: int | None  # where the metric is named in the lead
    asks: str  # what kind of figure it is
    unit: str
    told: str  # whether the block speaks of the report's company
    leans: tuple[str, ...]  # how the clause leans on what was said
    broad: str  # whether it speaks of a market at large
    grown: bool  # the growth of a thing, of which no amount is named
    here: bool  # somebody is named in the clause
    anywhere: bool  # … in the sentence


def features(
    found: Sequence[Candidate],
    sentence: Sentence,
    group: Group,
    what: What,
    said: Said,
    facts: Facts,
    chosen: str,
) -> dict[str, set[str]]:
    """The features of every subject among the candidates, and of `chosen`, which may be none of them."""
    by_subject: dict[str, list[Candidate]] = {}
    for candidate in found:
        by_subject.setdefault(candidate.subject, []).append(candidate)
    by_subject.setdefault(chosen, [])
    scene = _scene(found, sentence, group, what, said, facts)
    located = [c for c in found if c.end > c.start]
    nearest = {c.kind: c.subject for c in sorted(located, key=lambda c: c.end)}
    last = max(located, key=lambda c: (c.end, c.end - c.start)).subject if located else None
    every: dict[str, set[str]] = {}
    for subject, ways in by_subject.items():
        kind = _kind(subject, ways, facts)
        on = {f"kind {kind}", f"kind {kind} & {scene.asks}", f"kind {kind} & {scene.unit}"}
        on.update(_of_text(subject, kind, scene))
        places: dict[tuple[int, int, bool, bool], Candidate] = {}
        for way in ways:
            on.update(_of_source(way, kind, scene))
            if way.end > way.start and way.source not in ("before", "opening"):
                # Found in several ways at one place, it stands there once.
                place = way.kind == "noun", way.kind in ("country", "market")
                places.setdefault((way.start, way.end, *place), way)
        for way in places.values():
            on.update(_of_place(way, kind, scene))
        on.update(f"nearest {way.kind}" for way in ways if nearest.get(way.kind) == subject)
        if last == subject:
            on.add("nearest of all")
        if kind in _NAMED and "from mark" in on and not any("head" in name or "opens" in name for name in on):
            on.update(("heads nothing", f"{kind} heads nothing"))
        on.update(_of_name(subject, kind, by_subject))
        every[subject] = on
    return every


def _scene(
    found: Sequence[Candidate], sentence: Sentence, group: Group, what: What, said: Said, facts: Facts
) -> Scene:
    text = sentence.mentions.text
    clause = clause_starts(sentence, group)[-1]
    own = between(sentence, max(clause, group.lead_start), group.start)
    metrics = sentence.metrics(group.lead_start, group.start)
    unit = group.quantities[-1].unit
    same = said.what is not None and said.what.name == what.name
    begins = own.strip(" 其同时且对应而的约为达至近超仅在").startswith(what.name)
    leans = (
        *(["bare"] if bare_measure(own) or not own.strip() else []),
        "same metric" if same else "metric begins" if begins else "more before",
        *(["bracket"] if group.bracketed else []),
        *(["arrives"] if group.role == "to" else []),
    )
    broad = _any_of("broad")
    lead = text[group.lead_start : group.start]
    return Scene(
        text=text,
        sentence=sentence,
        group=group,
        clause=clause,
        head=after_lead(sentence, clause, group.start),
        metric_at=metrics[-1].start if metrics else None,
        asks=_asks(what, facts),
        unit="percent"
        if unit in ("%", "pct_pt")
        else "money"
        if unit in MONEY
        else "times"
        if unit == "倍"
        else "count",
        told=_told(sentence, group, facts),
        leans=leans,
        broad="broad here"
        if broad.search(text, sentence.start, group.start)
        else "broad before"
        if broad.search(text, 0, sentence.start)
        else "",
        grown=what.concept is None and what.name.endswith("收入") and "收入" not in lead,
        here=any(c.kind in _NAMED and c.start >= clause and c.end > c.start for c in found),
        anywhere=any(c.kind in _NAMED and c.start >= sentence.start and c.end > c.start for c in found),
    )


def _told(sentence: Sentence, group: Group, facts: Facts) -> str:
    """Where the block speaks of the report's company."""
    text = sentence.mentions.text
    if names_own(text[sentence.start :], group.start - sentence.start, facts):
        return "own said here"
    if names_own(text, group.start, facts):
        return "own said before"
    return "own said later" if names_own(text, len(text), facts) else "own never said"


def _asks(what: What, facts: Facts) -> str:
    """What kind of figure it is: one of a market, of the books, a share, a rate …"""
    if is_of_market(what):
        return "market"
    for kind, patterns in words("candidate")["asks"].items():
        if re.search("|".join(patterns), what.name):
            return str(kind)
    if is_of_books(what, facts):
        return "books"
    concept = what.concept or find_metric(what.name)
    if of_company(what.name) or (concept and concept.id in words("subject")["company_counts"]):
        return "firm"
    if concept is None and (parts := metric_at_end(what.name)) is not None:
        concept = parts[2]
    if concept is None:
        return "open"
    return "books" if concept.family in words("subject")["account_families"] else "known"


def _kind(subject: str, ways: Sequence[Candidate], facts: Facts) -> str:
    if subject == facts.subject:
        return "company"
    kinds = {way.kind for way in ways}
    return next((kind for kind in _KINDS if kind in kinds), "noun")


def _of_text(subject: str, kind: str, scene: Scene) -> Iterator[str]:
    """Whether the block speaks of the company or of a market at large, and of the subject more than once."""
    big = {"country": "place", "market": "place"}.get(kind, kind)
    yield f"{big} & {scene.told}"
    yield f"{big} & {scene.told} & {scene.asks}"
    if scene.broad:
        yield f"{big} & {scene.broad}"
    if kind == "company" and not scene.anywhere:
        yield "company & none named"
    times = scene.text.count(subject, 0, scene.group.start)
    if times > 1:
        often = "said twice" if times == 2 else "said thrice"
        yield from (often, f"{big} {often}")
    if subject in scene.text[: min(40, scene.sentence.start)]:
        yield "in the first words"


def _of_source(way: Candidate, kind: str, scene: Scene) -> Iterator[str]:
    """How it was found, and how the clause leans on what was said before."""
    yield f"from {way.source}"
    if way.source in _LEANT_ON or way.source in _AFAR:
        yield f"from {way.source} & {scene.asks}"
    if way.source in ("last", "prior", "topic", "home"):
        yield f"{way.source} & {kind}"
        yield from (f"{way.source} & {how}" for how in scene.leans)
        if not scene.here:
            yield f"{way.source} & none named here"
        if not scene.anywhere:
            yield f"{way.source} & none named"
    if way.source in ("scope", "itself"):
        yield from (f"{way.source} & {scene.unit}", f"{way.source} & {scene.told}")
        if scene.grown:
            yield "growth of the thing"


def _of_place(way: Candidate, kind: str, scene: Scene) -> Iterator[str]:
    """Where it is named in the sentence: which clause, what stands before and behind it."""
    text, start, end = scene.text, way.start, way.end
    noun = "noun" if way.kind == "noun" else "mark"
    mark = Mark(way.subject, way.kind, start, end)
    if start >= scene.clause:
        yield f"{noun} in the clause"
        if start <= scene.head:
            yield from (
                f"{noun} heads the clause",
                f"heads & {scene.asks}",
                f"heads & {kind}",
                f"{noun} heads & {scene.told}",
            )
        if is_head(text, mark, scene.group.lead_start):
            yield f"{noun} is head"
    else:
        yield f"{noun} {min(len(CLAUSE.findall(text, end, scene.group.start)), 4)} clauses back"
        if is_head(text, mark, scene.sentence.start):
            yield f"{noun} heads an earlier clause"
    if not text[scene.sentence.start : start].strip():
        yield f"{noun} opens the sentence"
    if match := _around("behind").search(text[max(scene.sentence.start, start - 3) : start]):
        yield f"behind {match.lastgroup}"
    if match := _around("before").match(text, end):
        yield from (f"before {match.lastgroup}", f"{noun} before {match.lastgroup}")
    if scene.metric_at is not None:
        if end <= scene.metric_at and text[end : scene.metric_at].strip(" 的") == "":
            yield from (
                f"{noun} touches the metric",
                f"{kind} touches & {scene.asks}",
                f"{noun} touches & {scene.told}",
            )
        elif start >= scene.metric_at:
            yield f"{noun} behind the metric"
    if re.search(r"\d", text[end : scene.group.start]) is None:
        yield f"{noun} no number between"


def _of_name(subject: str, kind: str, others: Iterable[str]) -> Iterator[str]:
    """What the words of a name say about what it is."""
    if kind in ("noun", "market"):
        if of_company(subject):
            yield "what firms have"
        if find_metric(subject) is not None or metric_at_end(subject) is not None:
            yield "a metric"
        if len(subject) > 10:
            yield "long"
        elif len(subject) == 2:
            yield "short"
        if subject.endswith(("市场", "行业", "业")):
            yield "a market by its name"
        if _any_of("segments").search(subject):
            yield "a segment by its name"
        if subject.endswith(tuple(words("subject")["class_heads"])):
            yield "a class of firms"
        if _any_of("firms").search(subject):
            yield "a firm by its name"
        if subject.startswith(tuple(words("backdrop")["countries"])):
            yield "with a country"
    if any(subject in other for other in others if other != subject):
        yield "part of another"
    if any(other in subject for other in others if other != subject):
        yield "holds another"


@functools.cache
def _any_of(key: str) -> re.Pattern[str]:
    return re.compile("|".join(words("candidate")[key]))


@functools.cache
def _around(side: str) -> re.Pattern[str]:
    """The words of one side, each group by its name."""
    table: Mapping[str, Sequence[str]] = words("candidate")[side]
    # "in" and "is" are words of Python, not names a group may not have.
    groups = "|".join(f"(?P<{name}>{'|'.join(listed)})" for name, listed in table.items())
    return re.compile(rf"(?:{groups})$" if side == "behind" else rf"\s*(?:{groups})")
