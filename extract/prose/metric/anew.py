"""A number whose metric the sentence named before in, that metric as it holds for what is named anew out."""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.nlp import MetricMention
from extract.prose.sentence.phrases import last_clause, noun_phrase, tells
from extract.prose.sentence.said import Said, What
from extract.vocabulary import words

_AMONG = re.compile(
    r"[，、；\s]*(?:而|其中)?在(?P<who>[A-Za-z\u4e00-\u9fff]{2,10}?)(?:中|里)?[将可能有望则会]*(?:达到?|为|占)(?:约|近|到)*\s*"
)


def among(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """The metric just spoken of, of a group named anew: "成人患病率将达到 65%，在儿童中将达到 32%"."""
    text = sentence.mentions.text
    clause = re.sub(r"[（(][^（()）]*[)）]", "", text[sentence.start : group.start]).rpartition("，")[2]
    match = _AMONG.fullmatch(clause)
    if match is None or said.what is None or group.quantities[-1].unit != said.unit or group.bracketed:
        return None
    bare = said.what.name.removeprefix(said.what.scope or "")
    return What(match["who"] + bare, said.what.concept, match["who"]), said.measure


def led_up_to(sentence: Sentence, mention: MetricMention) -> str:
    """The part the same metric was named with where the sentence led up to it: "电机销量稳中有升，2024 年销量约 …"."""
    text = sentence.mentions.text
    for other in reversed(sentence.metrics(sentence.start, mention.start)):
        if other.text != mention.text or not _MOVES_ON.match(text, other.end, mention.start):
            continue
        clause = re.sub(r"^[\d\W]+", "", last_clause(text[sentence.start : other.start]))
        part = noun_phrase(clause)
        named = part == clause.strip() and 2 <= len(part) <= 12 and re.search("[年月周季]|公司", part) is None
        if named and not tells(part) and part not in words("subject")["country_words"]:
            return part
    return ""


_MOVES_ON = re.compile(
    r"(?:均|也|稳|持续|快速|逐步|逐渐|保持|呈|大幅|小幅|不断|较快)[^，。；：\d占与和比]{0,10}?(?:升|增长|增加|修复|下降|下滑|放缓|改善|扩大|提高|降低)[^，。；：\d]{0,4}，"
)
