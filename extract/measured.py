"""A group of numbers in its sentence in, the metric and the measure it is said of out; None where the words name none.

A metric the vocabulary knows wins, nearest first; then the one just spoken of; then the noun phrase before the number.
"""

from __future__ import annotations

import re

from extract.clauses import (
    Group,
    Sentence,
    arrives,
    bare_measure,
    last_clause,
    measure_word,
    noun_phrase,
    without_periods,
)
from extract.model import Quantity
from extract.nlp import MetricMention
from extract.said import CHANGES, MONEY, Said, What
from extract.vocabulary import Metric, find_metric, words


def what_is_measured(
    sentence: Sentence, group: Group, lead: str, said: Said
) -> tuple[What, str] | None:
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
        return _named(sentence, mention, group), measure
    measure = measure_word(lead)
    phrase = noun_phrase(without_periods(sentence, group))
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
            return (
                None
                if arrives(after)
                else "yoy"
                if concept.kind == "flow" and not _over_years(after)
                else "change"
            )
        return "yoy" if re.match(r"\s*[（(，,]?\s*[+＋-]", after[-3:] + quantity.original) else None
    if unit == "倍":
        if own == "倍":
            return "level"
        return "change" if asked in CHANGES else "multiple"
    if unit in MONEY and own in ("%", "倍", "share"):
        return None
    if unit not in ("", *MONEY) and own in MONEY and unit != "share":
        return None
    if (
        asked in ("wow", "mom", "yoy", "qoq")
        and re.search(r"变动|增加|减少|增长|下降", after)
        and not arrives(after)
    ):
        return asked
    return "level"


def _over_years(text: str) -> bool:
    """Compared with a year named in figures ("较 2015 年提高"): a change, whatever the span."""
    return bool(re.search(r"(?:较|比|相比)\s*\d{4}\s*年", text))


def _is_share(name: str) -> bool:
    return bool(re.search(r"占比|占有率|市占率|份额|比重$", name))


_MULTIPLES = re.compile(
    r"\s*(?:的|目标|估值|合理|动态|静态|预测)*\s*(P/?E|P/?B|P/?S|EV/EBITDA|PEG|P/?EV|市盈率|市净率|市销率|PE估值|估值(?=，|。|；|$))(?![A-Za-z])",
    re.I,
)


def _behind(sentence: Sentence, group: Group) -> What | None:
    """A multiple's metric may follow it: "54x PE", "10 倍 EV/EBITDA"."""
    match = _MULTIPLES.match(sentence.mentions.text[group.end : sentence.end])
    concept = find_metric(match[1].replace("估值", "") or "PE") if match else None
    return What("PE" if match and "估值" in match[1] else match[1], concept) if match and concept else None


def _named(sentence: Sentence, mention: MetricMention, group: Group) -> What:
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
    clause = last_clause(without_periods(sentence, group))
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
        measure = "change" if asked in CHANGES else "multiple"
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
    if quantity.unit in ("%", "pct_pt", "倍", "share", *MONEY) or re.search(r"[数量额]$", phrase):
        return phrase
    match = re.match(
        r"(?:左右|以上|的)?\s*([A-Za-z\u4e00-\u9fff]{1,10}?)(?=[，。；、：,（(）)的和与及等]|$)",
        text[quantity.end :],
    )
    if match is None or not 2 <= len(match[1]) <= 8:
        return phrase
    return f"{phrase if len(phrase) <= 6 else ''}{match[1]}数量"


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


def metric_of_each(what: What, sentence: Sentence, group: Group, lead: str) -> list[What]:
    """One metric a number, where the words before name as many: "净/总/综合投资收益率分别为 4.2%/3.0%/3.6%"."""
    count = len(group.quantities)
    mentions = sentence.metrics(group.lead_start, group.start)[-count:]
    if len(mentions) == count and _adjacent(sentence.mentions.text, mentions):
        return [What(m.text, m.metric) for m in mentions]
    clause = re.sub(
        r"(?:分别|同比|环比|增速|增长|占比)+.*$", "", last_clause(without_periods(sentence, group))
    )
    parts = [p for p in re.split(r"[、/／]|和|及|与|以及", clause.strip()) if p.strip()]
    if len(parts) != count or len(parts[0]) > 10:
        return [what]
    tail = parts[-1]
    for cut in range(1, min(5, len(tail) - 1)):
        concept = find_metric(parts[0] + tail[cut:])
        if concept is not None:
            return [What(p + tail[cut:], find_metric(p + tail[cut:])) for p in parts[:-1]] + [
                What(tail, find_metric(tail))
            ]
    if what.concept is not None and tail.endswith(what.name[-2:]):
        stem = what.name.removeprefix(what.scope or "")
        return [What(p + stem, None, p) for p in parts[:-1]] + [
            What(tail, None, tail.removesuffix(stem) or None)
        ]
    return [what]


def _adjacent(text: str, mentions: list[MetricMention]) -> bool:
    return all(
        re.fullmatch(r"\s*(?:[、/／和及与，,]|以及)\s*[\u4e00-\u9fff]{0,4}", text[a.end : b.start])
        for a, b in zip(mentions, mentions[1:], strict=False)
    )
