"""Blocks of running text in, metric claims out: who, what, how much, when, actual or estimate, and who says so."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.clauses import (
    Group,
    Sentence,
    arrives,
    bare_measure,
    goes_down,
    groups,
    last_clause,
    measure_word,
    noun_phrase,
    sentences,
)
from extract.header import Facts
from extract.model import MetricClaim, Period, Quantity
from extract.nlp import Mentions, MetricMention, Name
from extract.page import Block
from extract.periods import expand_years
from extract.vocabulary import Metric, find_metric, words

_MONEY = ("CNY", "USD", "HKD", "EUR", "JPY", "GBP", "KRW", "TWD")
# Lengths of time say how long something took, not how much there is of anything.
_TIME_UNITS = ("年", "月", "日", "天", "周", "季度", "小时", "分钟", "秒", "岁")
_CHANGES = ("yoy", "qoq", "mom", "wow", "dod", "change", "cagr", "beat", "price_change")


@dataclass(frozen=True, slots=True)
class What:
    """The metric a number is said of: `name` as an analyst files it, its concept, the segment it is limited to."""

    name: str
    concept: Metric | None = None
    scope: str | None = None
    subject: str | None = None


@dataclass(slots=True)
class _Said:
    """What the sentence has said so far; the next number may lean on it."""

    what: What | None = None
    subject: str | None = None
    periods: list[str] = field(default_factory=list)
    inferred: bool = False
    bracketed: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    inherited: list[str] = field(default_factory=list)
    spoken_of: str | None = None


def read_block(block: Block, mentions: Mentions, facts: Facts) -> Iterator[MetricClaim]:
    """The metric claims of one block, in order."""
    said = _Said()
    for sentence in sentences(mentions):
        said.what, said.subject, said.subjects = None, None, []
        speaker = attribution(sentence.text)
        for group in groups(sentence):
            _note_periods(sentence, group, said)
            yield from _claims(block, sentence, group, said, facts, speaker)
        found = [p for p in sentence.periods(sentence.start, sentence.end) if not _in_brackets(mentions.text, p.start)]
        said.inherited = [found[-1].value] if found else said.inherited
        said.periods, said.inferred = [], False
        named = [n for n in sentence.names(sentence.start, sentence.end) if not _is_source(mentions.text, n)]
        said.spoken_of = named[-1].text if named else said.spoken_of


def _claims(
    block: Block, sentence: Sentence, group: Group, said: _Said, facts: Facts, speaker: str | None
) -> Iterator[MetricClaim]:
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    unit = group.quantities[-1].unit
    if unit in _TIME_UNITS or _is_rank_of_nothing(text, group) or _is_figure_of_speech(group):
        return
    if move := _market_move(sentence, group, lead, said, facts):
        what, measure, subject = move
    else:
        found = _what(sentence, group, lead, said, facts)
        if found is None:
            return
        what, measure = found
        subject = what.subject or _subject(sentence, group, said, facts)
    if group.bracketed and (prior := _PRIOR.search(lead)):
        what, measure = What(f"{what.name}{'预测调整' if prior[1] in _REVISED else '原预测'}"), "change" if prior[1] in _REVISED else measure
    whats = _several(what, sentence, group, lead) if len(group.quantities) > 1 else [what]
    subjects = _several_subjects(sentence, group) if len(group.quantities) > 1 else []
    subjects = said.subjects = subjects or (said.subjects if len(said.subjects) == len(group.quantities) else [])
    periods, inferred = _periods(said, what, facts)
    said.what, said.subject = what, subject
    for index, quantity in enumerate(group.quantities):
        each = whats[index] if len(whats) == len(group.quantities) else what
        who = subjects[index] if len(subjects) == len(group.quantities) else subject
        period = _aligned(periods, index, len(group.quantities), group.role, measure)
        claim = _claim(block, sentence, group, quantity, each, measure, who, period, inferred, speaker, facts)
        if claim is not None:
            yield claim


_PRIOR = re.compile(r"(前值|原值|原预测|此前预测|原为|原|此前|上调|下调|调升|调降)[^，,、]{0,6}$")
_REVISED = ("上调", "下调", "调升", "调降")


# --- what is measured --------------------------------------------------------------------------------------


def _what(sentence: Sentence, group: Group, lead: str, said: _Said, facts: Facts) -> tuple[What, str] | None:
    """Metric and measure: a known metric in the lead, the one just spoken of, one right behind, or the noun phrase."""
    quantity = group.quantities[-1]
    text = sentence.mentions.text
    mentions = sentence.metrics(group.lead_start, group.start)
    behind = _behind(sentence, group)
    if behind is not None and quantity.unit == "倍":
        return behind, "level"
    for mention in reversed(mentions):
        after = text[mention.end : group.start]
        measure = _measure(mention.metric, after, quantity, lead)
        if measure is None:
            continue
        return _named(sentence, mention, group, facts), measure
    measure = measure_word(lead)
    phrase = noun_phrase(_without_periods(sentence, group))
    leaning = not phrase or bare_measure(phrase) or group.bracketed or group.role == "to"
    if said.what is not None and leaning:
        measure = _measure(said.what.concept, lead, quantity, lead)
        return (said.what, measure) if measure else None
    return _open(sentence, group, lead, quantity)


def _measure(concept: Metric | None, after: str, quantity: Quantity, lead: str) -> str | None:
    """How a number of this unit can be said of this metric; None where it cannot."""
    unit = quantity.unit
    asked = measure_word(after)
    own = concept.unit if concept else ""
    if unit in ("%", "pct_pt"):
        if asked == "share" and own == "%":
            asked = measure_word(after.replace("占", "")) if "占" not in after else asked
        if asked in ("cagr", "yoy", "qoq", "mom", "wow", "dod"):
            return asked
        if own == "%" or concept is None:
            if asked == "change" and not arrives(after):
                return "yoy" if unit == "pct_pt" and not _over_years(after) else "change"
            return "share" if concept and _is_share(concept.zh) or asked == "share" else "level"
        if asked == "share":
            return "share"
        if asked == "change":
            return None if arrives(after) else "yoy" if concept.kind == "flow" and not _over_years(after) else "change"
        return "yoy" if re.match(r"\s*[（(，,]?\s*[+＋-]", after[-3:] + quantity.original) else None
    if unit == "倍":
        if own == "倍":
            return "level"
        return "change" if asked in _CHANGES else "multiple"
    if unit in _MONEY and own in ("%", "倍", "share"):
        return None
    if unit not in ("", *_MONEY) and own in _MONEY and unit != "share":
        return None
    if asked in ("wow", "mom", "yoy", "qoq") and re.search(r"变动|增加|减少|增长|下降", after) and not arrives(after):
        return asked
    return "level"


def _over_years(text: str) -> bool:
    """Compared with a year named in figures ("较 2015 年提高"): a change, whatever the span."""
    return bool(re.search(r"(?:较|比|相比)\s*\d{4}\s*年", text))


def _is_share(name: str) -> bool:
    return bool(re.search(r"占比|占有率|市占率|份额|比重$", name))


_MULTIPLES = re.compile(r"\s*(?:的|目标|估值|合理|动态|静态|预测)*\s*(P/?E|P/?B|P/?S|EV/EBITDA|PEG|P/?EV|市盈率|市净率|市销率|PE估值|估值(?=，|。|；|$))(?![A-Za-z])", re.I)


def _behind(sentence: Sentence, group: Group) -> What | None:
    """A multiple's metric may follow it: "54x PE", "10 倍 EV/EBITDA"."""
    match = _MULTIPLES.match(sentence.mentions.text[group.end : sentence.end])
    concept = find_metric(match[1].replace("估值", "") or "PE") if match else None
    return What("PE" if match and "估值" in match[1] else match[1], concept) if match and concept else None


def _named(sentence: Sentence, mention: MetricMention, group: Group, facts: Facts) -> What:
    """The mention with the words right before it that make it a segment's or a market's figure."""
    text = sentence.mentions.text
    floor = max(
        [group.lead_start, sentence.start, *(p.end for p in sentence.periods(sentence.start, mention.start))]
        + [m.end for m in sentence.metrics(group.lead_start, mention.start)]
    )
    clause = last_clause(text[floor : mention.start])
    prefix = noun_phrase(_without_names(sentence, mention.start - len(clause), mention.start))
    tail = re.match(r"(?:中位数|均值|占比|增速|预测)", text[mention.end :])
    if any(head in mention.text or head == mention.metric.zh for head in words("subject")["market_heads"]):
        market = _market(sentence, clause, mention.start)
        if market:
            return What(mention.text, mention.metric, None, market)
    if tail and tail[0] == "占比":
        return What(f"{prefix}{mention.text}占比", None, prefix or None)
    if len(prefix) < 2:
        return What(mention.text, mention.metric)
    if prefix.startswith("可比公司"):
        return What(mention.text, mention.metric, None, "可比公司")
    if prefix in words("subject")["country_words"]:
        return What(mention.text, mention.metric, None, str(words("subject_fold").get(prefix, prefix)))
    if len(prefix) <= 14 and not any(word in prefix for word in words("phrase")["not_in_prefix"]):
        return What(prefix + mention.text, None, prefix)
    # Words before the metric that are no noun phrase limit it in a way not understood: the concept stays open.
    return What(mention.text, None)


_MARKET = re.compile(r"(?:^|[，。；：、,（(])\s*([^，。；：、,（()）]{2,18}?(?:市场|行业|领域))(?![规空占])")


def _market(sentence: Sentence, clause: str, end: int) -> str | None:
    """The market a size is said of: the words right before it, else the market the sentence spoke of last."""
    market = noun_phrase(clause)
    if market in words("subject")["company_words"]:
        return None
    if len(market) < 2:
        spoken = list(_MARKET.finditer(sentence.mentions.text, sentence.start, end))
        market = noun_phrase(spoken[-1][1]) if spoken else ""
    for word, filed in sorted(words("subject_fold").items()):
        market = str(filed) + market[len(word) :] if market.startswith(word) else market
    return market if 2 <= len(market) <= 20 else None


def _open(sentence: Sentence, group: Group, lead: str, quantity: Quantity) -> tuple[What, str] | None:
    """An unknown metric under its own words: the noun phrase of the lead. Bare numbers and vague words give none."""
    if group.bracketed:
        return None
    clause = last_clause(_without_periods(sentence, group))
    phrase = noun_phrase(_strip_names(sentence, clause))
    phrase = _counted(sentence.mentions.text, quantity, phrase)
    if any(word in phrase for word in words("phrase")["not_in_phrase"]) or bare_measure(phrase):
        return None
    if not 2 <= len(phrase) <= 20 or re.search(r"[，。；？]", phrase):
        return None
    asked = measure_word(last_clause(lead))
    if quantity.unit in ("%", "pct_pt"):
        if asked is None:
            measure = "level"
        elif asked == "share":
            measure = "share"
        else:
            measure = "level" if arrives(lead) and asked == "change" else asked
    elif quantity.unit == "倍":
        measure = "change" if asked in _CHANGES else "multiple"
    elif asked in ("yoy", "qoq", "mom", "wow", "dod") and not arrives(lead):
        measure = asked
    else:
        measure = "level"
    for head in words("subject")["market_heads"]:
        if phrase.endswith(head):
            return What(head, None, None, _market(sentence, phrase[: -len(head)], group.start)), measure
    return What(phrase), measure


def _counted(text: str, quantity: Quantity, phrase: str) -> str:
    """Counts are filed by what is counted: "拥有 49 项专利" → 专利数量, "发射 1300 颗卫星" → 发射卫星数量."""
    if quantity.unit in ("%", "pct_pt", "倍", "share", *_MONEY) or re.search(r"[数量额]$", phrase):
        return phrase
    match = re.match(r"(?:左右|以上|的)?\s*([A-Za-z\u4e00-\u9fff]{1,10}?)(?=[，。；、：,（(）)的和与及等]|$)", text[quantity.end :])
    if match is None or not 2 <= len(match[1]) <= 8:
        return phrase
    return f"{phrase if len(phrase) <= 6 else ''}{match[1]}数量"


def _without_periods(sentence: Sentence, group: Group) -> str:
    """The lead without its periods."""
    text = sentence.mentions.text
    start, out = group.lead_start, []
    for period in sentence.periods(group.lead_start, group.start):
        out.append(text[start : period.start])
        start = period.end
    out.append(text[start : group.start])
    return "".join(out)


def _without_names(sentence: Sentence, start: int, end: int) -> str:
    """The stretch after the last name in it."""
    names = sentence.names(start, end)
    return sentence.mentions.text[names[-1].end if names else start : end]


def _strip_names(sentence: Sentence, clause: str) -> str:
    for name in sorted(sentence.names(sentence.start, sentence.end), key=lambda n: -len(n.text)):
        if clause.lstrip().startswith(name.text):
            return clause.lstrip()[len(name.text) :]
    return clause


# --- several at once ---------------------------------------------------------------------------------------


def _several(what: What, sentence: Sentence, group: Group, lead: str) -> list[What]:
    """One metric a number, where the words before name as many: "净/总/综合投资收益率分别为 4.2%/3.0%/3.6%"."""
    count = len(group.quantities)
    mentions = sentence.metrics(group.lead_start, group.start)[-count:]
    if len(mentions) == count and _adjacent(sentence.mentions.text, mentions):
        return [What(m.text, m.metric) for m in mentions]
    clause = re.sub(r"(?:分别|同比|环比|增速|增长|占比)+.*$", "", last_clause(_without_periods(sentence, group)))
    parts = [p for p in re.split(r"[、/／]|和|及|与|以及", clause.strip()) if p.strip()]
    if len(parts) != count or len(parts[0]) > 10:
        return [what]
    tail = parts[-1]
    for cut in range(1, min(5, len(tail) - 1)):
        concept = find_metric(parts[0] + tail[cut:])
        if concept is not None:
            return [What(p + tail[cut:], find_metric(p + tail[cut:])) for p in parts[:-1]] + [What(tail, find_metric(tail))]
    if what.concept is not None and tail.endswith(what.name[-2:]):
        stem = what.name.removeprefix(what.scope or "")
        return [What(p + stem, None, p) for p in parts[:-1]] + [What(tail, None, tail.removesuffix(stem) or None)]
    return [what]


def _adjacent(text: str, mentions: list[MetricMention]) -> bool:
    return all(
        re.fullmatch(r"\s*(?:[、/／和及与，,]|以及)\s*[\u4e00-\u9fff]{0,4}", text[a.end : b.start])
        for a, b in zip(mentions, mentions[1:], strict=False)
    )


def _several_subjects(sentence: Sentence, group: Group) -> list[str]:
    """ "茅台、五粮液、汾酒价格分别为 …": as many names in a row as there are numbers."""
    text = sentence.mentions.text
    names = sentence.names(group.lead_start, group.start)
    run = names[-len(group.quantities) :]
    together = all(
        re.fullmatch(r"\s*(?:[、/／和及与]|以及)\s*", text[a.end : b.start]) for a, b in zip(run, run[1:], strict=False)
    )
    if len(run) != len(group.quantities) or not together:
        return []
    # The list must lead straight to the numbers: "A、B 作为可比公司，平均 PE 为 …" is about neither.
    after = text[run[-1].end : group.start]
    return [n.text for n in run] if len(after) <= 16 and not re.search(r"[，：]|作为|可比", after) else []


# --- who ---------------------------------------------------------------------------------------------------


def _subject(sentence: Sentence, group: Group, said: _Said, facts: Facts) -> str | None:
    """The name that heads the clause; else whom the sentence spoke of; else the report's company, a country, the topic."""
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    if facts.subject and any(word in lead for word in words("subject")["company_words"]):
        return facts.subject
    names = [n for n in sentence.names(group.lead_start, group.start) if _is_head(text, n, group)]
    clause_start = group.start - len(re.split(r"[，,：:]", lead)[-1])
    if country := (None if names and names[-1].start >= clause_start else _country(sentence, group)):
        return country
    if names:
        said.spoken_of = names[-1].text
        return names[-1].text
    if said.subject is not None:
        return said.subject
    if facts.subject is not None:
        return facts.subject
    earlier = [n for n in sentence.names(sentence.start, group.lead_start) if not _is_source(text, n)]
    if earlier:
        said.spoken_of = earlier[-1].text
    return said.spoken_of or _lead_name(sentence) or facts.topic


def _country(sentence: Sentence, group: Group) -> str | None:
    """A clause that opens with a country is about it ("我国造价员约 100 万人"), and so is a number right behind one."""
    clause = last_clause(_without_periods(sentence, group)).strip()
    for word in words("subject")["country_words"]:
        if clause.startswith(word) or clause.endswith(word):
            return str(words("subject_fold").get(word, word))
    return None


def _is_source(text: str, name: Name) -> bool:
    """Who is quoted is not whom the number is about ("根据微信公众号")."""
    return bool(re.search(r"(?:根据|据|援引|来自|来源)[^，。；]{0,12}$", text[: name.start]))


def _lead_name(sentence: Sentence) -> str | None:
    """The name a bullet opens with ("(2) 豆包：…")."""
    return next((n.text for n in sentence.mentions.names if n.start < 30), None)


def _is_head(text: str, name: Name, group: Group) -> bool:
    """A name heads the clause when it opens it or stands right before the metric; a customer named in passing does not."""
    clause_start = max(text.rfind(mark, 0, name.start) for mark in "，,；;。：:（(、") + 1
    before = re.sub(r"[\d年月日季度半上下至\s\-—]+|^\W+", "", text[max(clause_start, group.lead_start) : name.start])
    if _is_source(text, name):
        return False
    return len(before) <= 8 and not re.search(r"[与和为向对给比]$|客户|包括|如|进入|通过|合作|供应|于", before)


# --- when --------------------------------------------------------------------------------------------------


def _note_periods(sentence: Sentence, group: Group, said: _Said) -> None:
    """Remember the periods of a lead for this number and those after it; what brackets add holds inside them only."""
    text = sentence.mentions.text
    own = [p for p in sentence.periods(group.lead_start, group.start) if not _BASE.search(text[: p.start])]
    said.bracketed = []
    if not own:
        return
    run = _last_run(text, own)
    if group.bracketed:
        said.bracketed = _spread(run)
        return
    plain = [p for p in own if not _in_brackets(text, p.start)]
    # "过去一周（3.30-4.03）": brackets right behind a period say the same more exactly.
    exact = _in_brackets(text, run[0].start) and plain and run[0].start - plain[-1].end <= 2
    if plain and not exact:
        run = _last_run(text, plain)
    elif not plain and said.periods:
        return
    said.periods, said.inferred = _spread(run), any(p.inferred for p in run)


def _periods(said: _Said, what: What, facts: Facts) -> tuple[list[str], bool]:
    """The periods of a number: its brackets', its sentence's, else what the paragraph or the title told.

    Only figures of the accounts lean on an earlier sentence: "单车价值量 400 元" is of no year.
    """
    if said.bracketed or said.periods:
        return said.bracketed or said.periods, said.inferred
    if what.concept is not None and what.concept.kind in ("flow", "ratio") and what.concept.unit != "倍":
        if said.inherited:
            return said.inherited, True
    if facts.results_period:
        return [facts.results_period], True
    return [], False


# What a figure is compared with is not when it is of: "较 2022 年旧假设下降", "相比上周变动".
_BASE = re.compile(r"(?:较|比|相比于?|与|较之|相对于?|对比)\s*$")


def _in_brackets(text: str, position: int) -> bool:
    """Whether a place stands inside round brackets of its sentence."""
    start = max(text.rfind(mark, 0, position) for mark in "。；;！") + 1
    before = text[start:position]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")


def _last_run(text: str, periods: list[Period]) -> list[Period]:
    """The periods of the last list in a row ("2022、2023、2024 年"), or the last one alone."""
    run = [periods[-1]]
    for period in reversed(periods[:-1]):
        if re.fullmatch(r"\s*(?:[、/／和及与]|以及)\s*", text[period.end : run[0].start]):
            run.insert(0, period)
        else:
            break
    return run


def _spread(periods: list[Period]) -> list[str]:
    return [p.value for p in periods]


def _aligned(periods: list[str], index: int, count: int, role: str, measure: str) -> str | None:
    """The period of the index-th of `count` numbers: a range of years is spread over a list of as many numbers."""
    if not periods:
        return None
    years = [y for p in periods for y in (expand_years(p) if len(periods) == 1 else [p])]
    if len(periods) == 1 and "/" in periods[0]:
        if measure == "cagr" or not years:
            return periods[0]
        if role in ("from", "to"):
            return years[0] if role == "from" else years[-1]
        if count > 1:
            return years[index] if count == len(years) else (years[index] if index < len(years) else periods[0])
        return periods[0]
    if len(periods) == count:
        return periods[index]
    return periods[-1]


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
    if measure in _CHANGES and value > 0 and not re.match(r"[+＋]", quantity.original) and goes_down(lead):
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
        stance=_stance(sentence, group, period, what, measure, facts),
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


def _stance(sentence: Sentence, group: Group, period: str | None, what: What, measure: str, facts: Facts) -> str:
    """Estimate where the period lies ahead or the clause says so; target for a multiple that is granted."""
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    table = words("stance_words")
    if what.concept and what.concept.unit == "倍" and re.search(r"给予|目标|合理估值", lead):
        return "target"
    before = text[sentence.start : group.start]
    if any(word in last_clause(before) for word in table["consensus"]):
        return "consensus"
    if period and facts.date:
        end = _last_day(period)
        current = end and end > facts.date and re.search(r"-\d{2}", period) and _first_day(period) <= facts.date
        if end and end > facts.date and not current:
            return "guidance" if any(w in lead for w in table["guidance"]) else "estimate"
        if end and end <= facts.date - datetime.timedelta(days=150):
            return "actual"
    since = re.split(r"[。；;]", before)[-1]
    return "estimate" if any(word in since for word in table["estimate"]) else "actual"


def _first_day(period: str) -> datetime.date:
    """The first day of a period of months or days."""
    match = re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?", period.split("/")[0])
    return datetime.date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else datetime.date.max


def _last_day(period: str) -> datetime.date | None:
    """The last day of a period written as in the claim contract."""
    tail = period.split("/")[-1].removeprefix("FY")
    if match := re.fullmatch(r"(\d{4})(?:(Q[1-4])|(H[12])|-(\d{2})(?:-(\d{2}))?)?", tail):
        year = int(match[1])
        if match[5]:
            return datetime.date(year, int(match[4]), int(match[5]))
        month = int(match[4]) if match[4] else int(match[2][1]) * 3 if match[2] else int(match[3][1]) * 6 if match[3] else 12
        following = datetime.date(year + month // 12, month % 12 + 1, 1)
        return following - datetime.timedelta(days=1)
    return None


# --- markets -----------------------------------------------------------------------------------------------

_MOVE = re.compile(r"(?:收盘|大幅|小幅|整体|累计|指数|股价|板块|行业|分别)?\s*(上涨|下跌|涨|跌|收涨|收跌|涨幅为?|跌幅为?|回调|反弹)(?:了|幅为|约)?\s*$")
_BEAT = re.compile(r"(跑赢|跑输|强于|弱于|领先|落后)(?:于)?\s*(?P<against>[^，。；]{2,14}?)\s*$")


def _market_move(
    sentence: Sentence, group: Group, lead: str, said: _Said, facts: Facts
) -> tuple[What, str, str | None] | None:
    """Index and share moves ("沪深300下跌 1.37%") and out- or underperformance ("跑输上证综指 2.54 个百分点")."""
    unit = group.quantities[0].unit
    if unit in ("pct_pt", "%") and (match := _BEAT.search(lead)) and not re.search(r"\d{4}|预期", match["against"]):
        against = match["against"].strip("了约 ")
        return What(f"相对{against}涨跌幅"), "beat", said.subject or facts.topic
    if unit != "%" or sentence.metrics(group.lead_start, group.start) or not (match := _MOVE.search(lead)):
        return None
    names = sentence.names(group.lead_start, group.start)
    if not names:
        return None
    clause = last_clause(_without_periods(sentence, group))
    subject = noun_phrase(clause[: clause.rfind(match[1])]) or names[-1].text
    return What("涨跌幅"), "price_change", subject if names[-1].text in subject else names[-1].text


def _is_rank_of_nothing(text: str, group: Group) -> bool:
    """An ordinal ("第 3 家") counts nothing."""
    return text[: group.start].rstrip().endswith("第")


def _is_figure_of_speech(group: Group) -> bool:
    """ "三大平台", "两家": a counting word below ten names things rather than measures them."""
    quantity = group.quantities[0]
    counted = quantity.unit not in ("%", "pct_pt", "倍", "share", *_MONEY)
    return counted and quantity.value < 10 and not re.search(r"\d", quantity.original)


_SPEAKER = re.compile(r"(?:根据|据|依据|按照)\s*(?P<a>[A-Za-z\u4e00-\u9fff&·.\s]{2,20}?)(?:的)?(?:数据|统计|预测|预计|报道|披露|测算|研究|调查|口径|报告|官网|显示)")
_SAYS = re.compile(r"(?:^|[，。；：:])\s*(?P<b>[A-Z][A-Za-z&. ]{1,20}|[\u4e00-\u9fff]{2,8}(?:局|部|协会|研究院|咨询|委))\s*(?:预计|预测|数据显示|统计|表示|指出|的?数据)")


def attribution(text: str) -> str | None:
    """Who says so, where it is neither the broker nor the company itself ("根据 IDC 数据")."""
    for pattern in (_SPEAKER, _SAYS):
        if match := pattern.search(text):
            speaker = match[1].strip(" 的，,")
            if speaker and speaker not in words("attribution_words")["not_sources"] and len(speaker) >= 2:
                return speaker
    return None


