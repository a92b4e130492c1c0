"""A sentence in, the segment its figures are of out: "2）伺服电机：营收增长 30%", "奶粉方面，毛利率 42%".

A company's figure under such a lead is the segment's; one that names the company again ("公司营收") is the company's.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from extract.head.header import Facts
from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import last_clause
from extract.prose.sentence.said import Said, What
from extract.vocabulary import find_metric, words

_NUMBER = r"[\s\W]*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十])[)）、.．]|[①-⑩])?\s*"
_NAME = r"(?P<name>[A-Za-z\u4e00-\u9fff、/&\-]{2,14}?)"
_LEAD = re.compile(rf"^{_NUMBER}(?:其中，?)?{_NAME}(?:[（(][^（()）]{{1,12}}[)）])?\s*[：:]")
_ASPECT = re.compile(rf"^{_NUMBER}(?:[^，。：:]{{2,8}}[：:])?(?:其中，?)?(?:从|分)?{_NAME}(?:方面|来看|看)，")


def note_segment(sentence: Sentence, said: Said, opens_block: bool) -> None:
    """Remember the segment a sentence leads up to its figures with; a new lead of any kind ends the one before."""
    text = sentence.text
    if _whole().search(text[:24]):
        said.segment = None
    if (kind := _KIND.match(text)) is not None and not kind["kind"].startswith(("该", "公司", "其", "新")):
        said.kind = kind["kind"]
    numbered = re.match(r"\s*(?:[（(]?\d|[①-⑩])", text) is not None
    match = _LEAD.match(text) if opens_block or numbered or said.segment else None
    while match is not None:
        said.segment = match["name"] if _is_segment(match["name"], said) else None
        text = text[match.end() :]
        match = _LEAD.match(text) if re.match(r"\s*[①-⑩（(]", text) else None
    if (match := _ASPECT.match(text)) is not None:
        name = match["name"].removesuffix("方面")
        if find_metric(name) is None:  # "毛利率方面" is an aspect of the segment
            said.segment = name if _is_segment(name, said) else None


def _is_segment(name: str, said: Said) -> bool:
    """Whether a lead names a part of the business: no metric, no word of argument, no name of a firm."""
    if find_metric(name) is not None or name == said.company or any(m.subject == name for m in said.marks):
        return False
    if re.search(r"(?:业务|板块|分部|事业部|系列)$", name) and not re.search(
        r"公司|行业|主营|各|本|该", name
    ):
        return True
    return not _argued().search(name) and not re.search(r"[是为在从对将于而但了被把]", name)


@functools.cache
def _argued() -> re.Pattern[str]:
    table = words("segment")
    ends = "|".join(table["not_at_end"])
    return re.compile(rf"{'|'.join(table['not_in'])}|(?:{ends})$")


@functools.cache
def _whole() -> re.Pattern[str]:
    return re.compile("|".join(words("segment")["whole"]))


# "该品类收入": of the kind of thing that a sentence before it opened with, never of the whole company.
_THAT = re.compile(r"该(?:品类|业务|产品|板块|渠道|系列|项目|地区|区域|类产品)")
_KIND = re.compile(
    r"^[\s\W①-⑩]*(?:从[^，：:]{1,8}[：:])?(?P<kind>[A-Za-z\u4e00-\u9fff]{1,10}?(?:类|业务|板块|产品|渠道|系列)(?:及其他类)?)(?=[，、目尚方收营为在受仍的实增未将已]|$)"
)


def of_segment(
    what: What, subject: str | None, sentence: Sentence, group: Group, said: Said, facts: Facts
) -> What:
    """The metric with the segment in force as its scope, where it is one that segments have."""
    concept = what.concept
    if facts.subject is None or subject != facts.subject or what.scope or what.subject or concept is None:
        return what
    segment = said.segment
    before = said.last_what
    if (
        before is not None
        and before.scope
        and concept.id in words("segment")["beside"]
        and _is_bare(what, sentence, group)
    ):
        return replace(what, name=before.scope + what.name, scope=before.scope)
    told = said.what_before
    if told is not None and told.scope and concept.zh and _QUARTER_OF_IT.search(_lead(sentence, group)):
        bare = told.name.removeprefix(told.scope)
        if bare == what.name and _is_bare(what, sentence, group):
            return replace(what, name=told.name, scope=told.scope)
    if (kind := _THAT.search(last_clause(without_periods(sentence, group)))) is not None:
        segment = said.segment or said.kind or kind[0]
    if segment is None or concept.id not in words("segment")["metrics"]:
        return what
    if kind is None and _names_company(sentence, group, said):
        return what
    return replace(what, name=segment + what.name, scope=segment)


# "施工业务收入 6 亿元；Q3 单季收入 3 亿元": the quarter's is the same segment's.
_QUARTER_OF_IT = re.compile(r"单[季月]")


def _lead(sentence: Sentence, group: Group) -> str:
    return sentence.mentions.text[group.lead_start : group.start]


def _is_bare(what: What, sentence: Sentence, group: Group) -> bool:
    """Whether a clause begins with the metric: "冷饮销量增长 5%，吨价提升 2%"."""
    clause = last_clause(without_periods(sentence, group)).strip(" 其同时且对应而")
    return re.sub(r"^单[季月]度?", "", clause).startswith(what.name)


def _names_company(sentence: Sentence, group: Group, said: Said) -> bool:
    """Whether the number's own clause speaks of the whole company."""
    text = sentence.mentions.text
    clause = max(text.rfind(sign, group.lead_start, group.start) for sign in "，,；：") + 1
    clause = max(clause, group.lead_start)
    if _whole().search(text[clause : group.start]):
        return True
    return any(m.kind == "company" and clause <= m.start < group.start for m in said.marks)
