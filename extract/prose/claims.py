"""Blocks of running text in, metric claims out: who, what, how much, when, actual or estimate, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from extract.head.header import Facts
from extract.model import MetricClaim, Quantity
from extract.pages.page import Block
from extract.prose.clauses import Group, Sentence, goes_down, groups, sentences
from extract.prose.compared import holding, other_side, subjects_behind
from extract.prose.markets import market_move, rank
from extract.prose.measured import what_is_measured
from extract.prose.naming import filed
from extract.prose.nlp import Mentions
from extract.prose.said import CHANGES, MONEY, Said, What
from extract.prose.several import whats_of_each
from extract.prose.subjects import attribution, example, named, subject_of, subject_of_each
from extract.prose.timing import (
    in_brackets,
    note_periods,
    pair_of,
    period_of_each,
    periods_of,
    stance_of_claim,
)
from extract.prose.topics import Mark, is_head, marks_of
from extract.vocabulary import words


def read_block(block: Block, mentions: Mentions, facts: Facts) -> Iterator[MetricClaim]:
    """The metric claims of one block, in order."""
    said = Said(company=facts.subject)
    for sentence in sentences(mentions):
        said.next_sentence(marks_of(sentence, facts.subject), sentence.continues)
        said.of_report_period = "报告期" in sentence.text
        speaker = attribution(sentence.text)
        for group in groups(sentence):
            before = said.periods, said.inferred
            note_periods(sentence, group, said)
            pair_of(said, group, before[0])
            yield from _claims(block, sentence, group, said, facts, speaker)
            if group is said.last and said.measure == "cagr" and before[0]:
                # The years a rate of growth spans are not those of the figures behind it.
                said.periods, said.inferred = before
            said.role = group.role
        _remember(sentence, said)


def _remember(sentence: Sentence, said: Said) -> None:
    """What later sentences of the block may lean on: the period named last, whom this sentence was about."""
    text = sentence.mentions.text
    found = [p for p in sentence.periods(sentence.start, sentence.end) if not in_brackets(text, p.start)]
    if said.periods or found:
        # The years a rate of growth spanned were given back (see read_block): the ones before them are leant on.
        said.inherited = said.periods[-1:] or [found[-1].value]
    heads = [m for m in said.marks if m.kind in ("company", "name") and is_head(text, m, sentence.start)]
    if said.company is None:
        said.topic = said.mark or (heads[-1] if heads else None) or said.topic
    else:
        said.topic = example(sentence, said) or said.mark or (None if heads else said.topic)
    for mark in said.marks:
        if mark.kind == "name":
            said.spoken_of = mark.subject
        elif mark.kind == "market" and mark.subject:
            said.market = mark.subject


def _claims(
    block: Block, sentence: Sentence, group: Group, said: Said, facts: Facts, speaker: str | None
) -> Iterator[MetricClaim]:
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    unit = group.quantities[-1].unit
    if unit in words("not_measured")["units"] or _is_figure_of_speech(group):
        return
    if group.bracketed:
        said.outer = said.outer or said.what
    elif said.outer is not None:
        said.what, said.outer = said.outer, None  # what a bracket adds does not outlast it
    special = market_move(sentence, group, lead, said, facts) or rank(sentence, group, said, facts)
    if special:
        what, measure, subject = special
        said.mark = Mark(subject, "name", group.start, group.start)
        said.moved = what if measure == "price_change" else said.moved
    elif compared := other_side(sentence, group, said):
        what, measure = compared
        said.periods = said.periods or said.told
        if measure == "cagr":
            said.periods = said.told
        yield from _each(
            block, sentence, group, [what], measure, [_own_name(what, said, facts)], said, facts, speaker
        )
        return
    else:
        if unit in ("位", "强") or _is_ordinal(text, group):
            return
        stake = _held(sentence, group)
        found = stake or what_is_measured(sentence, group, lead, said)
        if found is None:
            return
        what, measure = found
        subject = _company_held(what, said, facts) if stake else _subject(sentence, group, what, said, facts)
    if group.bracketed and (prior := _PRIOR.search(lead)):
        what, measure = (
            What(f"{what.name}{'预测调整' if prior[1] in _REVISED else '原预测'}"),
            "change" if prior[1] in _REVISED else measure,
        )
    whats = whats_of_each(what, measure, sentence, group, lead, said)
    subjects: Sequence[str | None] = subject_of_each(sentence, group, what, said) or (
        said.subjects if len(said.subjects) == len(group.quantities) else []
    )
    said.subjects = list(subjects)
    if subjects and (kind := sentence.metrics(group.lead_start, group.start)):
        whats = [What(kind[-1].text, kind[-1].metric)]
    said.what, said.measure, said.unit, said.subject, said.last = whats[-1], measure, unit, subject, group
    yield from _each(block, sentence, group, whats, measure, subjects or [subject], said, facts, speaker)


def _held(sentence: Sentence, group: Group) -> tuple[What, str] | None:
    what = holding(sentence, group)
    return (what, "level") if what else None


def _company_held(what: What, said: Said, facts: Facts) -> str | None:
    """The company a stake is of: the one the words name, else the report's."""
    held = next((m for m in said.marks if m.subject and what.subject and what.subject in m.subject), None)
    return (named(held, said, facts) if held else None) or facts.subject or said.spoken_of


def _subject(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> str | None:
    """Whom the metric itself names (a market, a class of firms), else whom the words do; the next number may lean on it."""
    if what.subject is None:
        return subject_of(sentence, group, what, said, facts)
    kind = "class" if what.subject.endswith(tuple(words("subject")["class_heads"])) else "market"
    if not group.bracketed:
        said.mark = Mark(what.subject, kind, group.start, group.start)
    said.market = what.subject if kind == "market" else said.market
    return what.subject


def _own_name(what: What, said: Said, facts: Facts) -> str | None:
    """The other side of a comparison by its full name."""
    own = next((m for m in said.marks if m.subject and what.subject and m.subject in what.subject), None)
    return named(own, said, facts) if own else what.subject


def _each(
    block: Block,
    sentence: Sentence,
    group: Group,
    whats: Sequence[What],
    measure: str,
    subjects: Sequence[str | None],
    said: Said,
    facts: Facts,
    speaker: str | None,
) -> Iterator[MetricClaim]:
    """A claim a number; where one number is said of several metrics or subjects at once, one for each of these."""
    count = len(group.quantities)
    if measure == "cagr" and said.pair and not any("/" in period for period in said.periods):
        said.periods = ["/".join(said.pair)]
    periods, inferred = periods_of(said, whats[0], facts, count)
    said.told = periods
    behind, until = subjects_behind(sentence, group) if count == 1 else ([], group.end)
    every: Sequence[str | None] = behind or subjects
    turns = count if count > 1 else max(len(whats), len(every))
    for index in range(turns):
        quantity = group.quantities[min(index, count - 1)]
        what = whats[index] if len(whats) == turns else whats[-1]
        who = every[index] if len(every) == turns else every[-1]
        period = period_of_each(periods, min(index, count - 1), count, group.role, measure)
        claim = _claim(block, sentence, group, quantity, what, measure, who, period, inferred, speaker, facts)
        if claim is not None:
            yield claim if not behind else replace(claim, **_reaching(block, sentence, group, what, until))


def _reaching(block: Block, sentence: Sentence, group: Group, what: What, until: int) -> dict[str, Any]:
    """The quote up to the names behind the number."""
    start = _quote_start(sentence, group, what)
    page, boxes = block.place(start, until)
    return {"page": page, "bbox": boxes, "quote": sentence.mentions.text[start:until]}


_PRIOR = re.compile(r"(前值|原值|原预测|此前预测|原为|原|此前|上调|下调|调升|调降)[^，,、]{0,6}$")
_REVISED = ("上调", "下调", "调升", "调降")


# --- the claim ---------------------------------------------------------------------------------------------


def _claim(
    block: Block,
    sentence: Sentence,
    group: Group,
    quantity: Quantity,
    what: What,
    measure: str,
    subject: str | None,
    period: str | None,
    inferred: bool,
    speaker: str | None,
    facts: Facts,
) -> MetricClaim | None:
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    value, high = quantity.value, quantity.value_high
    moved = (
        measure in CHANGES
        and (group.role == "list" or measure == "change")
        and not re.match(r"[+＋]", quantity.original)
    )
    if moved and value > 0 and goes_down(lead):
        value, high = -value, None if high is None else -high
        if high is not None:
            value, high = high, value
    if measure == "beat" and re.search(r"跑输|弱于|落后|低于", lead):
        value = -abs(value)
    if measure == "level" and value > 0 and re.search(r"亏损(?!收窄)|净亏", lead[-12:]):
        value = -value
    unit = "位" if measure == "rank" else quantity.unit or _own_unit(what)
    if not unit or any(word in what.name for word in words("not_measured")["other_kinds"]):
        return None  # a target price is a claim of its own kind
    what = filed(what, measure, unit, lead)
    start = _quote_start(sentence, group, what)
    page, boxes = block.place(start, quantity.end)
    doubts = ("period_inferred",) if inferred and period else ()
    return MetricClaim(
        page=page,
        bbox=boxes,
        quote=text[start : quantity.end],
        origin="prose",
        confidence=0.85 if what.concept else 0.6,
        doubts=doubts,
        subject=subject,
        metric=what.name,
        metric_id=what.concept.id if what.concept else None,
        measure=measure,
        value=value,
        value_high=high,
        original=quantity.original,
        decimals=quantity.decimals,
        comparator=quantity.comparator,
        unit=unit,
        period=period,
        stance=stance_of_claim(sentence, group, period, what, measure, facts),
        attribution=speaker,
        scope=what.scope,
    )


def _own_unit(what: What) -> str:
    """The unit a metric has where the sentence prints none ("EPS 1.09", "日均 Token 调用量 120 万亿", "月活 9 亿")."""
    if what.concept and what.concept.unit:
        return what.concept.unit
    for word, unit in words("count_units").items():
        if word.lower() in what.name.lower():
            return str(unit)
    return ""


def _quote_start(sentence: Sentence, group: Group, what: What) -> int:
    """From the clause that leads up to the number, at most 60 characters before it."""
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    start = group.lead_start + len(lead) - len(lead.lstrip(" ，,。；;：:、）)"))
    return max(start, group.start - 60)


def _is_ordinal(text: str, group: Group) -> bool:
    """An ordinal ("第 3 家") counts nothing."""
    return text[: group.start].rstrip().endswith("第")


def _is_figure_of_speech(group: Group) -> bool:
    """ "三大平台", "两家": a counting word below ten names things rather than measures them."""
    quantity = group.quantities[0]
    counted = quantity.unit not in ("%", "pct_pt", "倍", "share", *MONEY)
    return counted and quantity.value < 10 and not re.search(r"\d", quantity.original)
