"""A length of time in its sentence in, what it is the length of out; None where it only says for how long something is meant.

"周转天数降至 30 天" and "耗时 3 个月" measure; "未来三年" and "签订 3 年合同" do not.
"""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import last_clause, noun_phrase
from extract.prose.sentence.said import What
from extract.vocabulary import words

_NOUN = re.compile(
    r"(?P<noun>[A-Za-z\u4e00-\u9fff]{0,10}(?:周期|寿命|工期|时长|时间|账期|天数|年限|久期|用时|时效|间隔|交期|龄))"
    r"(?:[已仅只均可将有望大幅显著逐步也则]|平均|最长|最短|一般|通常|普遍|基本)*"
    r"(?:为|是|达到?|约为?|在|从|由|长达|需要?|超过?|不足|不到|有|提升至|缩短(?:到|至)?|延长(?:到|至)?|降低?(?:到|至)|[降增升]至|保持在?|维持在?|控制在)*\s*$"
)
_TAKES = re.compile(
    r"(?P<noun>[A-Za-z\u4e00-\u9fff]{2,14}?)(?:[则均也还仅只]|通常|一般|往往|大约|至少|平均)*(?:需要|需|耗时|历时|用时|费时|耗费)(?:约|近|超过?|至少|花费)*\s*$"
)
_SHRINKS = re.compile(
    r"(?P<noun>[A-Za-z\u4e00-\u9fff]{2,14}?)(?:[可能将已]|能够|可以|大幅|进一步)*(?:缩短|压缩|延长)(?:到|至|为)?(?:约|近)*\s*$"
)
# "测算时间从 5 天缩短到": what the second end is the length of stands before the first.
_BEGAN = re.compile(
    r"(?P<noun>[A-Za-z\u4e00-\u9fff]{0,12}(?:周期|寿命|工期|时长|时间|账期|天数|年限|久期|用时|时效|间隔|交期))[从由自]\s*[\d.]+\s*个?[年月天日周小时分钟]{1,2}[^，。；\d]{1,8}$"
)
_IN_A_ROW = re.compile(r"连续\s*$")
_EXPERIENCE = re.compile(
    r"(?:以上)?的?(?P<noun>[A-Za-z\u4e00-\u9fff、]{0,18}?(?:经验|积累|沉淀|从业经历|历史))(?=[，。；、,（(的]|$|丰富)"
)


def duration(sentence: Sentence, group: Group) -> What | None:
    """What a length of time is the length of: a turnover, a cycle, a service life, what a step takes, years in a row."""
    text = sentence.mentions.text
    if group.role == "to" and (began := _BEGAN.search(text[sentence.start : group.start])) is not None:
        return What(noun) if len(noun := noun_phrase(began["noun"])) >= 2 else None
    lead = without_periods(sentence, group)
    known = sentence.metrics(group.lead_start, group.start)
    if known and known[-1].text.endswith(_ENDS):
        return What(known[-1].text, known[-1].metric)
    clause = last_clause(lead)
    if _IN_A_ROW.search(clause):
        return _in_a_row(text[group.end : sentence.end], group.quantities[-1].unit)
    for pattern, tail in ((_NOUN, ""), (_TAKES, "所需时间"), (_SHRINKS, "所需时间")):
        if match := pattern.search(clause):
            noun = noun_phrase(match["noun"])
            told = any(word in noun for word in words("phrase")["not_in_phrase"])
            return None if len(noun) < 2 or told else What(noun if noun.endswith(_ENDS) else noun + tail)
    if match := _EXPERIENCE.match(text, group.end, sentence.end):
        return What(f"{noun_phrase(match['noun'])}年限")
    return None


_ENDS = (
    "周期",
    "寿命",
    "工期",
    "时长",
    "时间",
    "账期",
    "天数",
    "年限",
    "久期",
    "用时",
    "时效",
    "间隔",
    "交期",
    "龄",
)
_DOES = re.compile(r"(?P<does>[A-Za-z\u4e00-\u9fff《》\s\d]{2,24}?)(?=[，。；、,（(]|前\s?\d|第|$)")


def _in_a_row(behind: str, unit: str) -> What | None:
    """ "连续 5 年位居榜首": how many years in a row it did so."""
    match = _DOES.match(behind)
    done = noun_phrase(match["does"]) if match else ""
    counted = {"年": "年数", "月": "月数", "季度": "季度数", "周": "周数"}.get(unit, "天数")
    return What(f"连续{done}{counted}", whole=True) if len(done) >= 2 else None
