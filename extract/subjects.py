"""A group of numbers in its sentence in, whom it is about out, and who says so where that is not the broker."""

from __future__ import annotations

import re

from extract.clauses import Group, Sentence, last_clause, without_periods
from extract.header import Facts
from extract.nlp import Name
from extract.said import Said
from extract.vocabulary import words


def subject_of(sentence: Sentence, group: Group, said: Said, facts: Facts) -> str | None:
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
    earlier = [n for n in sentence.names(sentence.start, group.lead_start) if not is_source(text, n)]
    if earlier:
        said.spoken_of = earlier[-1].text
    return said.spoken_of or _lead_name(sentence) or facts.topic


def _country(sentence: Sentence, group: Group) -> str | None:
    """A clause that opens with a country is about it ("我国造价员约 100 万人"), and so is a number right behind one."""
    clause = last_clause(without_periods(sentence, group)).strip()
    for word in words("subject")["country_words"]:
        if clause.startswith(word) or clause.endswith(word):
            return str(words("subject_fold").get(word, word))
    return None


def is_source(text: str, name: Name) -> bool:
    """Who is quoted is not whom the number is about ("根据微信公众号")."""
    return bool(re.search(r"(?:根据|据|援引|来自|来源)[^，。；]{0,12}$", text[: name.start]))


def _lead_name(sentence: Sentence) -> str | None:
    """The name a bullet opens with ("(2) 豆包：…")."""
    return next((n.text for n in sentence.mentions.names if n.start < 30), None)


def _is_head(text: str, name: Name, group: Group) -> bool:
    """A name heads the clause when it opens it or stands right before the metric; a customer named in passing does not."""
    clause_start = max(text.rfind(mark, 0, name.start) for mark in "，,；;。：:（(、") + 1
    before = re.sub(
        r"[\d年月日季度半上下至\s\-—]+|^\W+", "", text[max(clause_start, group.lead_start) : name.start]
    )
    if is_source(text, name):
        return False
    return len(before) <= 8 and not re.search(
        r"[与和为向对给比]$|客户|包括|如|进入|通过|合作|供应|于", before
    )


def subject_of_each(sentence: Sentence, group: Group) -> list[str]:
    """ "茅台、五粮液、汾酒价格分别为 …": as many names in a row as there are numbers."""
    text = sentence.mentions.text
    names = sentence.names(group.lead_start, group.start)
    run = names[-len(group.quantities) :]
    together = all(
        re.fullmatch(r"\s*(?:[、/／和及与]|以及)\s*", text[a.end : b.start])
        for a, b in zip(run, run[1:], strict=False)
    )
    if len(run) != len(group.quantities) or not together:
        return []
    # The list must lead straight to the numbers: "A、B 作为可比公司，平均 PE 为 …" is about neither.
    after = text[run[-1].end : group.start]
    return [n.text for n in run] if len(after) <= 16 and not re.search(r"[，：]|作为|可比", after) else []


_SPEAKER = re.compile(
    r"(?:根据|据|依据|按照)\s*(?P<a>[A-Za-z\u4e00-\u9fff&·.\s]{2,20}?)(?:的)?(?:数据|统计|预测|预计|报道|披露|测算|研究|调查|口径|报告|官网|显示)"
)
_SAYS = re.compile(
    r"(?:^|[，。；：:])\s*(?P<b>[A-Z][A-Za-z&. ]{1,20}|[\u4e00-\u9fff]{2,8}(?:局|部|协会|研究院|咨询|委))\s*(?:预计|预测|数据显示|统计|表示|指出|的?数据)"
)


def attribution(text: str) -> str | None:
    """Who says so, where it is neither the broker nor the company itself ("根据 IDC 数据")."""
    for pattern in (_SPEAKER, _SAYS):
        if match := pattern.search(text):
            speaker = match[1].strip(" 的，,")
            if speaker and speaker not in words("attribution_words")["not_sources"] and len(speaker) >= 2:
                return speaker
    return None
