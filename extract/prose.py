"""Blocks of running text in, metric claims out: who, what, how much, when, actual or estimate, and who says so."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extract.clauses import Group, Sentence, goes_down, groups, sentences
from extract.header import Facts
from extract.markets import market_move
from extract.measured import metric_of_each, what_is_measured
from extract.model import MetricClaim, Quantity
from extract.nlp import Mentions
from extract.page import Block
from extract.said import CHANGES, MONEY, Said, What
from extract.subjects import attribution, is_source, subject_of, subject_of_each
from extract.timing import in_brackets, note_periods, period_of_each, periods_of, stance_of_claim
from extract.vocabulary import find_metric, words

# Lengths of time say how long something took, not how much there is of anything.
_TIME_UNITS = ("年", "月", "日", "天", "周", "季度", "小时", "分钟", "秒", "岁")


def read_block(block: Block, mentions: Mentions, facts: Facts) -> Iterator[MetricClaim]:
    """The metric claims of one block, in order."""
    said = Said()
    for sentence in sentences(mentions):
        said.what, said.subject, said.subjects = None, None, []
        speaker = attribution(sentence.text)
        for group in groups(sentence):
            note_periods(sentence, group, said)
            yield from _claims(block, sentence, group, said, facts, speaker)
        found = [
            p
            for p in sentence.periods(sentence.start, sentence.end)
            if not in_brackets(mentions.text, p.start)
        ]
        said.inherited = [found[-1].value] if found else said.inherited
        said.periods, said.inferred = [], False
        named = [n for n in sentence.names(sentence.start, sentence.end) if not is_source(mentions.text, n)]
        said.spoken_of = named[-1].text if named else said.spoken_of


def _claims(
    block: Block, sentence: Sentence, group: Group, said: Said, facts: Facts, speaker: str | None
) -> Iterator[MetricClaim]:
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    unit = group.quantities[-1].unit
    if unit in _TIME_UNITS or _is_rank_of_nothing(text, group) or _is_figure_of_speech(group):
        return
    if move := market_move(sentence, group, lead, said, facts):
        what, measure, subject = move
    else:
        found = what_is_measured(sentence, group, lead, said)
        if found is None:
            return
        what, measure = found
        subject = what.subject or subject_of(sentence, group, said, facts)
    if group.bracketed and (prior := _PRIOR.search(lead)):
        what, measure = (
            What(f"{what.name}{'预测调整' if prior[1] in _REVISED else '原预测'}"),
            "change" if prior[1] in _REVISED else measure,
        )
    whats = metric_of_each(what, sentence, group, lead) if len(group.quantities) > 1 else [what]
    subjects = subject_of_each(sentence, group) if len(group.quantities) > 1 else []
    subjects = said.subjects = subjects or (
        said.subjects if len(said.subjects) == len(group.quantities) else []
    )
    periods, inferred = periods_of(said, what, facts)
    said.what, said.subject = what, subject
    for index, quantity in enumerate(group.quantities):
        each = whats[index] if len(whats) == len(group.quantities) else what
        who = subjects[index] if len(subjects) == len(group.quantities) else subject
        period = period_of_each(periods, index, len(group.quantities), group.role, measure)
        claim = _claim(block, sentence, group, quantity, each, measure, who, period, inferred, speaker, facts)
        if claim is not None:
            yield claim


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
    if measure in CHANGES and value > 0 and not re.match(r"[+＋]", quantity.original) and goes_down(lead):
        value, high = -value, None if high is None else -high
        if high is not None:
            value, high = high, value
    if measure == "beat" and re.search(r"跑输|弱于|落后|低于", lead):
        value = -abs(value)
    if measure == "level" and value > 0 and re.search(r"亏损(?!收窄)|净亏", lead[-12:]):
        value = -value
    unit = quantity.unit or _own_unit(what)
    if not unit or (what.concept is not None and what.concept.id == _target_price()):
        return None  # a target price is a claim of its own kind
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


@functools.cache
def _target_price() -> str:
    concept = find_metric("目标价")
    return concept.id if concept else ""


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


def _is_rank_of_nothing(text: str, group: Group) -> bool:
    """An ordinal ("第 3 家") counts nothing."""
    return text[: group.start].rstrip().endswith("第")


def _is_figure_of_speech(group: Group) -> bool:
    """ "三大平台", "两家": a counting word below ten names things rather than measures them."""
    quantity = group.quantities[0]
    counted = quantity.unit not in ("%", "pct_pt", "倍", "share", *MONEY)
    return counted and quantity.value < 10 and not re.search(r"\d", quantity.original)
