"""A group of numbers in its sentence in, the metric and the measure it is said of out; None where the words name none.

A metric the vocabulary knows wins, nearest first; then the one just spoken of; then the noun phrase before the number.
"""

from __future__ import annotations

import re

from extract.clauses import (
    Group,
    Sentence,
    bare_measure,
    between,
    last_clause,
    measure_word,
    noun_phrase,
    without_periods,
)
from extract.measures import measure_of, open_measure
from extract.model import Quantity
from extract.nlp import MetricMention
from extract.said import MONEY, Said, What
from extract.topics import is_head
from extract.vocabulary import find_metric, words


def what_is_measured(sentence: Sentence, group: Group, lead: str, said: Said) -> tuple[What, str] | None:
    """Metric and measure: a known metric in the lead, the one just spoken of, one right behind, or the noun phrase."""
    quantity = group.quantities[-1]
    text = sentence.mentions.text
    mentions = sentence.metrics(group.lead_start, group.start)
    behind = _behind(sentence, group)
    if behind is not None and quantity.unit == "倍":
        return behind, "level"
    for mention in reversed(mentions):
        after = between(sentence, mention.end, group.start)
        measure = measure_of(mention.metric, after, group, text[mention.end : group.start])
        if measure is None:
            continue
        return _named(sentence, mention, group, said), measure
    phrase = noun_phrase(without_periods(sentence, group))
    if group.role == "to" and said.what is not None:
        return said.what, said.measure if said.role == "from" else "level"
    if said.what is not None and (not phrase or bare_measure(phrase) or group.bracketed):
        measure = measure_of(said.what.concept, without_periods(sentence, group), group, lead)
        return (said.what, measure) if measure else None
    return _open(sentence, group, lead, quantity)


_MULTIPLES = re.compile(
    r"\s*(?:的|目标|估值|合理|动态|静态|预测)*\s*(P/?E|P/?B|P/?S|EV/EBITDA|PEG|P/?EV|市盈率|市净率|市销率|PE估值|估值(?=，|。|；|$))(?![A-Za-z])",
    re.I,
)


def _behind(sentence: Sentence, group: Group) -> What | None:
    """A multiple's metric may follow it: "54x PE", "10 倍 EV/EBITDA"."""
    match = _MULTIPLES.match(sentence.mentions.text[group.end : sentence.end])
    concept = find_metric(match[1].replace("估值", "") or "PE") if match else None
    return What("PE" if match and "估值" in match[1] else match[1], concept) if match and concept else None


def _named(sentence: Sentence, mention: MetricMention, group: Group, said: Said) -> What:
    """The mention with the words right before it that make it a segment's or a market's figure."""
    text = sentence.mentions.text
    floor = max(
        [group.lead_start, sentence.start, *(p.end for p in sentence.periods(sentence.start, mention.start))]
        + [m.end for m in sentence.metrics(group.lead_start, mention.start)]
    )
    clause = last_clause(text[floor : mention.start])
    prefix = noun_phrase(_without_names(sentence, mention.start - len(clause), mention.start))
    if prefix.endswith(tuple(words("phrase")["cut_keep_after"])):
        prefix = ""  # what moves the metric does not limit it
    tail = re.match(r"(?:中位数|均值|占比|增速|预测)", text[mention.end :])
    if _names_market(mention, prefix, said.company) and not _is_headed(sentence, mention, group, said):
        market = _market(sentence, clause, mention.start)
        if market:
            return What(mention.text, mention.metric, None, market)
    if tail and tail[0] == "占比":
        return What(f"{prefix}{mention.text}占比", None, prefix or None)
    if "可比公司" in clause:
        return What(mention.text, mention.metric, None, "可比公司")
    if len(prefix) < 2:
        return What(mention.text, mention.metric)
    if prefix in words("subject")["country_words"]:
        return What(mention.text, mention.metric, None, str(words("subject_fold").get(prefix, prefix)))
    if not re.search(r"[、和与及/]", prefix) and prefix.endswith(tuple(words("subject")["class_heads"])):
        return What(mention.text, mention.metric, None, prefix)
    if len(prefix) <= 14 and not any(word in prefix for word in words("phrase")["not_in_prefix"]):
        return What(prefix + mention.text, None, prefix)
    # Words before the metric that are no noun phrase limit it in a way not understood: the concept stays open.
    return What(mention.text, None)


def _is_headed(sentence: Sentence, mention: MetricMention, group: Group, said: Said) -> bool:
    """Whether a firm heads the clause: "公司在国内市场市占率" is the company's, the market limits it."""
    table = words("subject")
    if any(head in mention.text or head == mention.metric.zh for head in table["strict_market_heads"]):
        return False
    text = sentence.mentions.text
    clause = max(text.rfind(sign, 0, mention.start) for sign in "，,：:；。")
    inside = [m for m in said.marks if max(clause, group.lead_start) <= m.start < mention.start]
    return (
        bool(inside) and inside[0].kind in ("company", "name") and is_head(text, inside[0], group.lead_start)
    )


def _names_market(mention: MetricMention, prefix: str, company: str | None) -> bool:
    """Whether the words before a metric name the market it is of. A company's own sales are a segment's figure."""
    table = words("subject")
    if any(head in mention.text or head == mention.metric.zh for head in table["strict_market_heads"]):
        return True
    if not any(head in mention.text or head == mention.metric.zh for head in table["market_heads"]):
        return False
    if company is None:
        return True
    return bool(re.search(r"市场|行业|板块|赛道|产业", prefix)) or prefix.startswith(
        tuple(table["country_words"])
    )


_MARKET = re.compile(r"(?:^|[，。；：、,（(])\s*([^，。；：、,（()）]{2,18}?(?:市场|行业|领域))(?![规空占])")


def _market(sentence: Sentence, clause: str, end: int) -> str | None:
    """The market a size is said of: the words right before it, else the market the sentence spoke of last."""
    places = "|".join(words("subject")["country_words"])
    place = re.search(rf"(?P<place>{places})(?![化性外])(?P<rest>.*)$", clause)
    market = noun_phrase(place["rest"] if place else clause)
    if place and market:
        market = str(words("subject_fold").get(place["place"], place["place"])) + market
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
    if re.match(r"\s*(?:公司|其)?(?:较|比|相较|相比)", clause):
        return None  # "比 A 强 40%": in what, the words do not say
    phrase = noun_phrase(_strip_names(sentence, clause))
    phrase = _counted(sentence.mentions.text, quantity, phrase)
    table = words("phrase")
    if any(word in phrase for word in table["not_in_phrase"]) or bare_measure(phrase):
        return None
    if phrase.startswith(tuple(table["not_at_start"])) or phrase.endswith(tuple(table["not_at_end"])):
        return None
    if not 2 <= len(phrase) <= 20 or re.search(r"[，。；？]", phrase):
        return None
    measure = open_measure(quantity.unit, measure_word(last_clause(lead)), lead)
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
