"""Blocks of running text in, metric claims out: who, what, how much, when, actual or estimate, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from extract.head.header import Facts
from extract.model import MetricClaim, Quantity
from extract.pages.page import Block
from extract.prose.metric.compared import subjects_behind
from extract.prose.metric.measures import falls_short, is_share
from extract.prose.metric.naming import filed
from extract.prose.metric.references import of_two
from extract.prose.metric.segments import note_segment, of_segment
from extract.prose.metric.several import known_tail, of_each_subject, whats_of_each
from extract.prose.metric.stakes import held_firm
from extract.prose.metric.whose import firm_of, whose
from extract.prose.period.spans import ends_of, on_base, spans_years
from extract.prose.period.stance import stance_of_claim
from extract.prose.period.timing import (
    in_brackets,
    is_year_before,
    just_over,
    next_year,
    note_periods,
    paced,
    pair_of,
    period_of_each,
    periods_of,
)
from extract.prose.sentence.clauses import Group, Sentence, groups, sentences
from extract.prose.sentence.nlp import Mentions
from extract.prose.sentence.phrases import goes_down
from extract.prose.sentence.said import CHANGES, MONEY, Said, What
from extract.prose.sentence.surroundings import Story
from extract.prose.sentence.topics import Mark, is_head, marks_of
from extract.prose.stated import stated
from extract.prose.subject.choice import judged
from extract.prose.subject.subjects import (
    attribution,
    example,
    is_of_books,
    mark_of,
    place_of,
    subject_of_each,
)
from extract.vocabulary import find_metric, words


def read_block(
    block: Block, mentions: Mentions, facts: Facts, story: Story | None = None
) -> Iterator[MetricClaim]:
    """The metric claims of one block, in order; `story` knows what stands around it."""
    story = story or Story()
    story.reach(block)
    if story.is_label(block):
        return
    before_it = story.goes_on(block)
    said = before_it or Said(company=facts.subject)
    last = ""
    home = story.home(block, [name.text for name in mentions.names])
    for sentence in sentences(mentions):
        said.home = place_of(home(sentence.start))
        if said.company is None and said.home is not None and story.listed and sentence.start == 0:
            said.spoken_of = said.home.subject
        runs_on = before_it is not None and sentence.start == 0
        said.tail = said.tail if runs_on else ""
        said.next_sentence(marks_of(sentence, facts.subject), sentence.continues or runs_on)
        note_segment(sentence, said, sentence.start == 0)
        if item := _ITEM.match(sentence.text):
            # An item of a list of news begins: whom it names first is its company.
            opener = [m for m in said.marks if m.start == sentence.start + item.end() and m.kind == "name"]
            said.news, said.item = None, opener[0].subject if opener else None
        said.of_report_period = "报告期" in sentence.text
        speaker = attribution(sentence.text)
        for group in groups(sentence):
            before = said.periods, said.inferred
            note_periods(sentence, group, said)
            pair_of(sentence, said, group, before[0])
            for claim in _claims(block, sentence, group, said, facts, speaker):
                yield judged(claim, said)
            if group is said.last and said.measure == "cagr" and before[0]:
                # The years a rate of growth spans are not those of the figures behind it.
                said.periods, said.inferred = before
            said.role = group.role
        _remember(sentence, said)
        last = sentence.text
    said.tail += last
    story.leave(block, said)


_ITEM = re.compile(r"\s*(?:[（(]\s*[\d一二三四五六七八九十]{1,2}\s*[)）]|[①-⑩])")


_TOLD = re.compile(r"宣布|披露|公告|公布|发布")


def _remember(sentence: Sentence, said: Said) -> None:
    """What later sentences of the block may lean on: the period named last, whom this sentence was about."""
    text = sentence.mentions.text
    found = [p for p in sentence.periods(sentence.start, sentence.end) if not in_brackets(text, p.start)]
    if said.periods or found:
        # The years a rate of growth spanned were given back (see read_block): the ones before them are leant on.
        said.inherited = said.periods[-1:] or [found[-1].value]
    days = [p.value for p in found if re.fullmatch(r"\d{4}-\d{2}-\d{2}", p.value)]
    if days and _TOLD.search(sentence.text):
        said.news = days[-1]  # what a piece of news goes on to tell is of its day
    heads = [m for m in said.marks if m.kind in ("company", "name") and is_head(text, m, sentence.start)]
    if said.company is None:
        said.topic = said.mark or (heads[-1] if heads else None) or said.topic
    else:
        said.topic = example(sentence, said) or said.mark or (None if heads else said.topic)
    for mark in said.marks:
        if mark.kind == "name" and (said.spoken_of is None or is_head(text, mark, sentence.start)):
            said.spoken_of = mark.subject
        elif mark.kind == "market" and mark.subject:
            said.market = mark.subject


def _claims(
    block: Block, sentence: Sentence, group: Group, said: Said, facts: Facts, speaker: str | None
) -> Iterator[MetricClaim]:
    if group.role == "limit" or _is_figure_of_speech(group):
        return
    lead = sentence.mentions.text[group.lead_start : group.start]
    if group.bracketed:
        said.outer = said.outer or said.what
    elif said.outer is not None:
        said.what, said.outer = said.outer, None  # what a bracket adds does not outlast it
    said.reasons, said.disputed = (), False
    found = stated(sentence, group, said, facts)
    if found is None:
        return
    what, measure, things = found.what, found.measure, found.things
    if found.compared:
        yield from _each(block, sentence, group, [what], measure, [found.subject], said, facts, speaker)
        return
    if group.bracketed and not _COMPARES.search(lead) and (prior := _PRIOR.search(lead)):
        what, measure = (
            What(f"{what.name}{'预测调整' if prior[1] in _REVISED else '原预测'}"),
            "change" if prior[1] in _REVISED else measure,
        )
    if measure == "level" and group.quantities[-1].unit == "%" and is_share(what.name):
        measure = "share"
    whats = found.each or whats_of_each(what, measure, sentence, group, lead, said)
    if len(whats) == 1:
        whats = [of_segment(whats[0], found.subject, sentence, group, said, facts)]
    whats, things = _of_holders(what, whats, things, sentence, facts)
    subjects: Sequence[str | None] = (
        subject_of_each(sentence, group, what, said)
        or things
        or (said.subjects if len(said.subjects) == len(group.quantities) else [])
    )
    said.subjects = list(subjects)
    if (
        subjects
        and not things
        and not found.row
        and (kind := sentence.metrics(group.lead_start, group.start))
        and (measure != "share" or kind[-1].metric.unit == "%")
        and lead.rfind(what.name) < kind[-1].end - group.lead_start
    ):
        whats = [of_each_subject((whats[-1].name, what.name), kind[-1])]
    said.last_what = whats[-1] if len(whats) == 1 else None
    if what.concept is not None:
        said.measured.add(what.concept.id)
    if not found.aside:
        said.what, said.measure, said.subject, said.last = whats[-1], measure, found.subject, group
        said.unit = group.quantities[-1].unit
    yield from _each(
        block, sentence, group, whats, measure, subjects or [found.subject], said, facts, speaker
    )


def _of_holders(
    what: What, whats: list[What], things: list[str], sentence: Sentence, facts: Facts
) -> tuple[list[What], list[str]]:
    """What the things listed before their numbers have: stakes in another firm are each holder's, else they limit the metric."""
    held = what.concept is not None and what.concept.id == "holding_ratio"
    if not things or what.whole:
        return whats, things
    if held and (firm := held_firm(sentence, facts.subject)):
        return [What(f"{firm}持股比例", what.concept, firm, whole=True)], things
    if len(whats) == 1 and (held or is_of_books(what, facts)):
        return [What(thing + what.name, what.concept, thing) for thing in things], []
    return whats, things


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
    whats = of_two(whats[0], count) or whats if len(whats) == 1 else whats
    if measure == "cagr" and said.pair and not any("/" in period for period in said.periods):
        said.periods = ["/".join(said.pair)]
    if measure == "yoy" and said.pair and spans_years(said.pair, sentence, group):
        measure = "change"
    periods, inferred = periods_of(said, whats[0], facts, count)
    periods = next_year(sentence, group, said, periods)
    periods = ends_of(periods, measure, said, sentence, group)
    periods, measure = on_base(periods, measure, said, sentence, group)
    said.told = periods
    behind, until = subjects_behind(sentence, group) if count == 1 else ([], group.end)
    every: Sequence[str | None] = behind or subjects
    own, firm = mark_of(sentence, group, said), firm_of(sentence, group, said)
    found: list[MetricClaim] = []
    turns = count if count > 1 else max(len(whats), len(every))
    for index in range(turns):
        quantity = group.quantities[min(index, count - 1)]
        what = whats[index] if len(whats) == turns else whats[-1]
        who = every[index] if len(every) == turns else every[-1]
        given = who
        what, who = (what, who) if behind else whose(what, who, own, firm, sentence, facts)
        if turns == 1 and who != given and own is None and who is not None and not group.bracketed:
            said.mark = Mark(who, "thing", group.start, group.start)  # what follows is told of it too
        # One stretch of years said of several subjects is each one's: "A、B 近五年增速分别为 …".
        if count > 1 and turns == count and len(periods) == 1 and re.fullmatch(r"\d{4}", periods[0]):
            periods = [] if _is_forecast_since(sentence, group) else periods
        spread = count if len(every) != count or count == 1 or measure == "level" else 1
        period = period_of_each(periods, min(index, spread - 1), spread, group.role, measure)
        period = just_over(period, facts.date)
        claim = _claim(
            block,
            sentence,
            group,
            quantity,
            what,
            paced(measure, period),
            who,
            period,
            inferred,
            speaker,
            facts,
            said.tail,
        )
        if claim is not None:
            found.append(
                claim if not behind else replace(claim, **_reaching(block, sentence, group, what, until))
            )
    yield from _of_one_stance(found, facts)


def _of_one_stance(claims: list[MetricClaim], facts: Facts) -> list[MetricClaim]:
    """A list that is forecast from some year on is forecast for the year just over too, whose figures are not out yet."""
    if facts.date is None or not any(claim.stance == "estimate" for claim in claims):
        return claims
    last = str(facts.date.year - 1)
    fresh = facts.date.month <= 4
    return [
        replace(c, stance="estimate") if fresh and c.period == last and c.stance == "actual" else c
        for c in claims
    ]


def _is_forecast_since(sentence: Sentence, group: Group) -> bool:
    """Whether a list of numbers is forecast behind the one year the words name: it is not of that year."""
    dated = max((p.end for p in sentence.periods(group.lead_start, group.start)), default=group.start)
    return re.search(r"预计|预测|我们假设", sentence.mentions.text[dated : group.start]) is not None


def _reaching(block: Block, sentence: Sentence, group: Group, what: What, until: int) -> dict[str, Any]:
    """The quote up to the names behind the number."""
    start = _quote_start(sentence, group, what)
    page, boxes = block.place(start, until)
    return {"page": page, "bbox": boxes, "quote": sentence.mentions.text[start:until]}


_PRIOR = re.compile(
    r"(前值|原值|原预测|此前预测|原为|原(?![来先有料材油奶本始创])|此前|上调|下调|调升|调降)[^，,、]{0,6}$"
)
_COMPARES = re.compile(r"较|环比|同比")  # against a time before, not against a forecast
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
    tail: str,
) -> MetricClaim | None:
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    value, high = quantity.value, quantity.value_high
    moved = (
        measure in CHANGES
        and (group.role == "list" or measure == "change")
        and not re.match(r"[+＋]", quantity.original)
    )
    if moved and value > 0 and (goes_down(lead) or falls_short(lead)):
        value, high = -value, None if high is None else -high
        if high is not None:
            value, high = high, value
    if measure == "change" and quantity.unit == "%" and is_year_before(lead, period):
        measure = "yoy"
    if measure == "beat" and re.search(r"跑输|弱于|落后|低于|不及", lead):
        value = -abs(value)
    if measure == "level" and value > 0 and re.search(r"亏损(?!收窄)|净亏", lead[-12:]):
        value = -value
    unit = (
        "位"
        if measure == "rank"
        else quantity.unit
        or (
            ""
            if _counts(text, quantity, what.name) or _divides(what, lead)
            else _own_unit(what, quantity.original)
        )
    )
    if not unit or any(re.search(word, what.name) for word in words("not_measured")["other_kinds"]):
        return None  # a target price is a claim of its own kind
    what = what if what.whole else filed(what, measure, unit, lead)
    start = _quote_start(sentence, group, what)
    page, boxes = block.place(start, quantity.end)
    doubts = ("period_inferred",) if inferred and period else ()
    return MetricClaim(
        page=page,
        bbox=boxes,
        quote=text[start : quantity.end],
        origin="prose",
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
        stance="actual"
        if measure == "beat"
        else stance_of_claim(sentence, group, period, what, measure, facts, tail, subject),
        attribution=speaker,
        scope=what.scope,
    )


_NOT_THINGS = "左右以内的规级多余量水大门元空市增减和与及至到或提升降涨跌下上同环占预较其但并，、"


def _counts(text: str, quantity: Quantity, name: str) -> bool:
    """Whether a bare number counts the noun behind it ("服务 10 万项目"), and `name` is not of that: it has not the unit of a metric before it."""
    behind = re.match(rf"\s*(?![{_NOT_THINGS}])(?P<noun>[\u4e00-\u9fff]{{2}})", text[quantity.end :])
    return behind is not None and behind["noun"] not in name and quantity.original.endswith(("万", "千"))


def _divides(what: What, lead: str) -> bool:
    """Whether the metric only divides the one before it ("施工收入/项目数为 6.3 万"): the number is not in its unit."""
    return re.search(rf"[/／]\s*{re.escape(what.name)}", lead) is not None


def _own_unit(what: What, printed: str) -> str:
    """The unit a metric has where the sentence prints none ("EPS 1.09", "日均 Token 调用量 120 万亿", "月活 9 亿")."""
    if what.concept and what.concept.unit:
        return what.concept.unit if what.concept.unit != "%" else ""  # a bare number is no percentage
    for word, unit in words("count_units").items():
        if word.lower() in what.name.lower():
            return str(unit)
    ends = find_metric(known_tail(what.name)) if what.concept is None else None
    return ends.unit if ends and ends.unit in MONEY and re.search(r"[万亿]$", printed) else ""


def _quote_start(sentence: Sentence, group: Group, what: What) -> int:
    """From the clause that leads up to the number, at most 60 characters before it."""
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    start = group.lead_start + len(lead) - len(lead.lstrip(" ，,。；;：:、）)"))
    return max(start, group.start - 60)


def _is_figure_of_speech(group: Group) -> bool:
    """ "三大平台", "两家": a counting word below ten names things rather than measures them."""
    quantity = group.quantities[0]
    counted = quantity.unit not in ("%", "pct_pt", "倍", "share", *MONEY)
    return counted and quantity.value < 10 and not re.search(r"\d", quantity.original)
