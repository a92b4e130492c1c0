"""A number whose metric stands behind it in, that metric and its measure out: "贡献 2 亿元销售额", "同比增长 20%的营收".

Only where the clause before names no metric of its own and nothing follows that would make the name another one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.prose.metric.measures import is_share
from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.nlp import MetricMention
from extract.prose.sentence.phrases import goes_down, last_clause, measure_word, noun_phrase, tells
from extract.prose.sentence.said import CHANGES, MONEY, What
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
    if unit == "pct_pt" and mention.metric.unit == "%":
        return _raised(what, lead)
    if unit == "%":
        return _of_percentage(what, mention, lead)
    if unit in MONEY or (not unit and group.quantities[0].original.endswith(("万", "亿"))):
        if mention.metric.id == "market_space":
            return _room(what, lead, company)
        fits = mention.metric.unit == "CNY" and mention.metric.kind != "price"
        return (what, "level") if fits else None
    if unit in words("filed")["bulk_units"]:
        return _amount(what, mention, lead, bool(sentence.names(floor, group.start)) or "公司" in lead)
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
        bulk = group.quantities[-1].unit in words("filed")["bulk_units"] and not _NOT_OWN.match(
            text, mention.end
        )
        if (
            not bulk
            and not _STOPS.match(text, mention.end)
            and (not match["of"] or _GOES_ON.match(text, mention.end))
        ):
            return None, ""
        part = match["part"]
        told = any(word in part for word in (*words("phrase")["not_in_prefix"], "计", "用", "投"))
        limits = not part or (len(noun_phrase(part)) == len(part) >= 2 and not told)
        return (mention, part) if limits else (None, "")
    return _label_behind(sentence, group), ""


_NEW = re.compile(r"(?:新增|净增|在建|新建|规划|拟建|待建|扩建)(?:了|约|近)*\s*$")
_MAKES = re.compile(r"(?:已经?|共|合计|总共|目前|现)*(?:形成|具备|建成|具有|建有|拥有)(?:了|约|近)*\s*$")


def _amount(what: What, mention: MetricMention, lead: str, marked: bool) -> tuple[What, str] | None:
    """A quantity of something that stands behind it: "具备 80 万吨乙醇产能", what is new or being built by that name.

    `marked`: whether the clause names somebody known, who has it then.
    """
    if mention.metric.unit:
        return None
    if (new := _NEW.search(lead)) is not None:
        word = re.sub(r"[了约近\s]", "", new[0])
        return What(f"{word}{what.name}", find_metric(word + mention.text), what.scope), "level"
    made = _MAKES.search(lead) if not marked else None
    whose = _noun(lead[: made.start()]) if made else None
    part = whose is not None and whose.endswith(tuple(words("filed")["segment_ends"]))
    return replace(what, subject=None if part else whose), "level"


_NOT_OWN = re.compile(r"利用|缺口|目标|占|增|的|来|投")


_PAID = re.compile(r"(?:以|作价|出资|斥资|耗资|花费)\s*(?:约|近|逾|超)*\s*$")
_FOR = re.compile(
    r"\s*(?:的?(?:价格|对价|总价|现金))?(?:成功|全资|整体|完成)?(?:收购|购买|购得|受让|买下)(?:了)?(?P<whom>[A-Za-z\u4e00-\u9fff ]{2,16})"
)


def paid_for(sentence: Sentence, group: Group) -> tuple[What, str] | None:
    """What was paid for a firm: "以 21 亿美元收购了青河"."""
    text = sentence.mentions.text
    paid = group.quantities[0].unit in MONEY and _PAID.search(text[group.lead_start : group.start])
    if not paid or not _FOR.match(text, group.end, sentence.end):
        return None
    return What("收购金额", find_metric("收购金额")), "level"


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


# Whose rate the words do not say, or of what it is a part in their own way: 持有…的份额, 占…的份额, 给…的毛利率.
_NOT_HELD = re.compile(r"持有|[给让为向]|占(?!据)")
_HOLDS = re.compile(
    r"(?:仍|均|已|还|各|则|只|仅|就|约|近|超过?|接近|达|高达|\s)*(?:有|以|凭借|占据|独占|占有|拥有|录得|取得|保持|享有|实现|获得)?(?:了|约|近|超过?|仅|高达|不足|接近|\s)*$"
)
_COMPARES = re.compile(r"对照|对比|相比|相较|对标|参考|(?<![占环同])比")


def _holder(lead: str) -> str | None:
    """Whose rate it is, by the noun before the verb ("其他厂商仅有 5%的份额"); None where that is a word for whom the sentence is about."""
    held = _HOLDS.search(lead)
    return _noun(lead[: held.start()]) if held is not None and held[0].strip() else None


def _noun(lead: str) -> str | None:
    """The noun a lead is, where it is one: no word for the company or the market, and no story."""
    whose = noun_phrase(re.sub(r"在[^，]{2,14}[当之]?中$", "", lead))
    told = tells(whose) or any(word in whose for word in ("占", "情况", "当前"))
    table = words("subject")
    if told or not 2 <= len(whose) <= 12 or whose in (*table["company_words"], *table["bare_markets"]):
        return None
    return None if whose.startswith(tuple(table["country_words"])) else whose


_RAISES = re.compile(
    r"(?:提升|提高|改善|增厚|降低|压低|拖累)(?:了|约|近)?(?P<whose>[A-Za-z\u4e00-\u9fff]{2,8}?)?(?:约|近)?\s*$"
)


def _raised(what: What, lead: str) -> tuple[What, str] | None:
    """By how many points somebody's rate is moved: "可提升门店 3-5pct 的利润率"."""
    match = _RAISES.search(lead)
    if match is None:
        return None
    whose = noun_phrase(match["whose"] or "")
    own = whose in words("subject")["company_words"] or len(whose) < 2
    return replace(what, subject=None if own else whose), "change"


def _of_percentage(what: What, mention: MetricMention, lead: str) -> tuple[What, str] | None:
    """A growth ("同比增长 20%的营收", "节约 3%的材料成本") or a share ("贡献 40%的营收") of the metric behind."""
    if mention.metric.unit == "%":
        if measure_word(lead) in CHANGES or goes_down(lead) is not None or _NOT_HELD.search(lead):
            return None
        if _COMPARES.search(lead) and not lead.rstrip(" 的约近超过").endswith(
            tuple(words("subject")["country_words"])
        ):
            return None  # whose it is the words say in a way of their own
        return replace(what, subject=_holder(lead)), "share" if is_share(what.name) else "level"
    if match := _SHARES.search(lead):
        part = noun_phrase(match["part"])
        share = f"{what.name}占比"
        return What(f"{part}{share}" if 2 <= len(part) <= 8 else share, find_metric(share)), "share"
    asked = measure_word(lead)
    if asked not in CHANGES or goes_down(lead) is None or not _MOVED.search(lead[-8:]):
        return None
    return what, "yoy" if asked == "change" and mention.metric.kind == "flow" else asked
