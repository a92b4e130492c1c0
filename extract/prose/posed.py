"""A number whose metric stands behind it in, that metric and its measure out: "贡献 2 亿元销售额", "同比增长 20%的营收".

Only where the clause before names no metric of its own and nothing follows that would make the name another one.
"""

from __future__ import annotations

import re

from extract.prose.clauses import (
    Group,
    Sentence,
    goes_down,
    last_clause,
    measure_word,
    noun_phrase,
    without_periods,
)
from extract.prose.nlp import MetricMention
from extract.prose.said import CHANGES, MONEY, What
from extract.vocabulary import find_metric, words

_BEHIND = re.compile(r"\s*(?:左右|以上|以内|多|余)?(?P<of>的)?(?P<part>[A-Za-z\u4e00-\u9fff]{0,6}?)$")
_STOPS = re.compile(r"\s*(?:[，。；、,;（(）)和及与并]|以及|$)")
# Behind "… 的营收" these make another name of it.
_GOES_ON = re.compile(r"目标|规模|增|缺口|空间|体量|基数|水平|占|贡献|来|差|下|指|预|比|率|中枢|弹性")
_MOVED = re.compile(r"[增减升降涨跌]|下滑|提高|回落|节约|节省|压缩")
_SHARES = re.compile(r"(?P<part>[^，。；：]*?)(?:贡献|占据|占到?)(?:了|约|近|超过?|公司|总|其|逾|达|仅)*\s*$")


def posed_behind(sentence: Sentence, group: Group, company: str | None = None) -> tuple[What, str] | None:
    """The metric right behind a number and how the number is said of it; None where it stands elsewhere."""
    if len(group.quantities) > 1 or group.bracketed or group.role != "list":
        return None
    mention, part = _mention_behind(sentence, group)
    if mention is None:
        return None
    text, unit = sentence.mentions.text, group.quantities[0].unit
    lead = last_clause(without_periods(sentence, group))
    floor = group.start - len(last_clause(text[group.lead_start : group.start]))
    own = [
        m
        for m in sentence.metrics(max(group.lead_start, floor), group.start)
        if m.start > group.lead_start + 1
    ]
    if own:
        return None
    what = What(part + mention.text, mention.metric, part or None)
    if unit == "%":
        return _of_percentage(what, mention, lead)
    if unit in MONEY or (not unit and group.quantities[0].original.endswith(("万", "亿"))):
        if mention.metric.id == "market_space":
            return _room(what, lead, company)
        fits = mention.metric.unit == "CNY" and mention.metric.kind != "price"
        return (what, "level") if fits else None
    return None


_HAS = re.compile(
    r"(?P<whose>[A-Za-z\u4e00-\u9fff]{2,12}?)(?:仍|还|则)?(?:具备|具有|拥有|存在|对应|有)(?:了|约|近|超)*\s*$"
)


def _room(what: What, lead: str, company: str | None) -> tuple[What, str] | None:
    """Room to grow, where the clause says for whom: "为公司带来百亿元空间", "施工业务有百亿元市场空间"."""
    if company is not None and any(word in lead for word in words("subject")["company_words"]):
        return What(what.name, what.concept, what.scope, company), "level"
    match = _HAS.search(lead)
    whose = noun_phrase(match["whose"]) if match else ""
    return (What(what.name, what.concept, what.scope, whose), "level") if len(whose) >= 2 else None


def _mention_behind(sentence: Sentence, group: Group) -> tuple[MetricMention | None, str]:
    """The metric behind a number, and the words between the two that limit it (海外 in "3 亿元海外收入")."""
    text = sentence.mentions.text
    for mention in sentence.metrics(group.end, min(sentence.end, group.end + 24))[:1]:
        match = _BEHIND.match(text[group.end : mention.start])
        if match is None:
            return None, ""
        if not _STOPS.match(text, mention.end) and (not match["of"] or _GOES_ON.match(text, mention.end)):
            return None, ""
        part = match["part"]
        told = any(word in part for word in (*words("phrase")["not_in_prefix"], "计", "用", "投"))
        limits = not part or (len(noun_phrase(part)) == len(part) >= 2 and not told)
        return (mention, part) if limits else (None, "")
    return _label_behind(sentence, group), ""


_LABEL = re.compile(r"\s*(?:左右|以上|多|余)?的(?P<name>[\u4e00-\u9fff]{2,6})")


def _label_behind(sentence: Sentence, group: Group) -> MetricMention | None:
    """A name too short to be looked for everywhere (利润), where "… 的" leads to it."""
    match = _LABEL.match(sentence.mentions.text, group.end, sentence.end)
    for size in range(len(match["name"]), 1, -1) if match else ():
        assert match is not None
        name, end = match["name"][:size], match.start("name") + size
        metric = find_metric(name)
        if metric is not None and not _GOES_ON.match(sentence.mentions.text, end):
            return MetricMention(metric, name, match.start("name"), end)
    return None


def _of_percentage(what: What, mention: MetricMention, lead: str) -> tuple[What, str] | None:
    """A growth ("同比增长 20%的营收", "节约 3%的材料成本") or a share ("贡献 40%的营收") of the metric behind."""
    if mention.metric.unit == "%":
        return None
    if match := _SHARES.search(lead):
        part = noun_phrase(match["part"])
        share = f"{what.name}占比"
        return What(f"{part}{share}" if 2 <= len(part) <= 8 else share, find_metric(share)), "share"
    asked = measure_word(lead)
    if asked not in CHANGES or goes_down(lead) is None or not _MOVED.search(lead[-8:]):
        return None
    return what, "yoy" if asked == "change" and mention.metric.kind == "flow" else asked
