"""A sentence that lists things and then gives a number to each ("A、B、C 位居前三，增速分别为 …") in; the things listed out.

They are returned only where there are exactly as many as numbers, or where one number is said of "A、B 等品类".
"""

from __future__ import annotations

import re

from extract.prose.metric.open_metrics import market_of
from extract.prose.sentence.clauses import Group, Sentence, between, without_periods
from extract.prose.sentence.formation import head_of
from extract.prose.sentence.phrases import bare_measure, last_clause, measure_word, noun_phrase, tells
from extract.prose.sentence.said import MONEY, Said, What
from extract.vocabulary import find_metric, words

_ITEM = r"[A-Za-z\u4e00-\u9fff/&·+\-*\s]{2,14}?"
_RUN = rf"(?P<run>{_ITEM}(?:、{_ITEM})*(?:、|和|与|及|以及){_ITEM})"
_TOP = re.compile(
    rf"^[\W\d]*(?:其中|具体(?:来看|到各[^，]{{1,4}})?|而|则)?{_RUN}(?:等)?(?=规模|位居|位列|排名|居前|居于|[为是]|占据|价格|销量|市占率|份额|的|贡献|增长|增速|成为|构成|[两三四五六](?:大|种|类|个|家|项|者|款)|$)"
)
_KINDS = re.compile(
    rf"(?:采取|采用|包括|分别[为是]|分为|划分为|拆分为|即|有|由|[为是：:])\s*{_RUN}(?=[两三四五六](?:大|种|类|个|家|项|者|款|部分)|$)"
)
_ALIKE = re.compile(
    rf"^[\W\d]*(?P<run>{_ITEM}(?:、{_ITEM})+)等[^，]{{0,12}}?(?:品类|产品|业务|公司|企业|国家|地区|城市|板块|行业|品牌|渠道)(?P<rest>[^，]*)$"
)
_GROWER = re.compile(
    r"^[\W\d]*(?:间|期间|以来)?[，\s]*(?P<noun>[A-Za-z\u4e00-\u9fff]{2,10}?)(?:市场|行业|品类)?(?:出现|呈现|保持|维持|快速|持续|稳步|稳健|增长|增速|下滑|衰退|萎缩|逐步|规模|则|仍)"
)


def listed_before(sentence: Sentence, group: Group) -> list[str]:
    """As many things as the group has numbers, named in a clause before it where "分别" points back to them."""
    count = len(group.quantities)
    text = sentence.mentions.text
    if count < 2 or "分别" not in text[group.lead_start : group.start]:
        return []
    clauses = re.split(r"[，；]", re.sub(r"[（(][^（()）]*[)）]", "", text[sentence.start : group.start]))
    own = noun_phrase(clauses[-1].rpartition("分别")[0])
    if (
        re.search(r"[、/和与及]", own)
        or own.startswith(("同比", "环比"))
        or sentence.names(group.start - len(clauses[-1]), group.start)[1:]
    ):
        return []
    for clause in reversed(clauses[:-1][-3:]):
        match = _KINDS.search(clause) or _TOP.match(clause)
        if match and (items := _items(match["run"], count)):
            return items if not any(map(find_metric, items)) else []
    return []


def _items(run: str, count: int) -> list[str]:
    """The parts of a list, parted at 、 alone where that gives `count` of them, else at "和" too."""
    for parted in (r"、", r"、|和|与|及|以及"):
        parts = [noun_phrase(re.sub(r"等(?![级离]).*$", "", part)) for part in re.split(parted, run)]
        if len(parts) == count and all(len(part) >= 2 for part in parts):
            return parts
    return []


def alike(sentence: Sentence, group: Group) -> list[str]:
    """The things one number is said of: "A、B、C 等成熟品类增速在 5%左右"."""
    if len(group.quantities) > 1 or group.bracketed:
        return []
    match = _ALIKE.match(last_clause(without_periods(sentence, group)))
    if match is None or not bare_measure(noun_phrase(match["rest"])):
        return []
    return [noun_phrase(part) for part in match["run"].split("、")]


_BUSINESS = re.compile(
    r"(?P<noun>[A-Za-z\u4e00-\u9fff]{2,12}?(?:业务|产品|板块|渠道|系列))(?:的)?(?P<item>收入|营收|销售额)?(?=[^，。]{0,16}?(?:增速|增长))"
)


def _business(lead: str, said: Said) -> What | None:
    """The revenue of the business whose growth is told: "数字造价业务增速将持续上升，分别为 …", or of the segment in force."""
    found = list(_BUSINESS.finditer(re.sub(r"[（(][^（()）]*[)）]", "", lead)))
    noun = noun_phrase(found[-1]["noun"].split("公司")[-1]) if found else said.segment
    if not noun or len(noun) < 2 or any(word in noun for word in words("phrase")["not_in_prefix"]):
        return None
    item = _item(found[-1]) if found else "收入"
    return What(noun + item, find_metric(item), noun)


def _item(match: re.Match[str]) -> str:
    """What of a business grows, where the words name it: "科技板块营运利润同比增速"; else its revenue."""
    named = noun_phrase(re.split(r"同比|环比|增速|增长", match.string[match.end("noun") :])[0])
    return named if head_of(named) and not tells(named) else "收入"


def _market_in_view(sentence: Sentence, group: Group, said: Said) -> str | None:
    """The market a sum is said of that opens the sentence: "我国冷冻烘焙市场稳步增长，2024 年达到 220 亿元"."""
    heads = [m for m in said.marks if m.end <= group.start]
    if group.bracketed or not heads or heads[0].kind != "market" or any(m.kind != "market" for m in heads):
        return None
    return heads[0].subject if _ARRIVES.fullmatch(last_clause(without_periods(sentence, group))) else None


_ARRIVES = re.compile(r"[\s预计将有望已约近超分别可]*(?:达到?|为|至|到|突破|超过|接近)+(?:了|约|近)*\s*")


def implied(sentence: Sentence, group: Group, said: Said, things: list[str]) -> tuple[What, str] | None:
    """The size of what is listed, or of what opens the sentence, where the words only say how it grows or how large it is."""
    unit, text = group.quantities[-1].unit, sentence.mentions.text
    lead = last_clause(without_periods(sentence, group))
    if re.fullmatch(r"[\s预计将分别约为达到]*", lead):
        lead = "，".join(without_periods(sentence, group).split("，")[-2:])
    asked = measure_word(lead)
    size = What("市场规模", find_metric("市场规模"))
    if said.what is not None:
        return None
    if unit == "%" and asked in ("yoy", "cagr", "change") and re.search(r"增|CAGR|复合", lead, re.I):
        if not things and (grown := _business(text[group.lead_start : group.start], said)):
            return grown, "yoy" if asked == "change" else asked
        places = all(m.kind == "country" for m in said.marks)
        told = re.sub(r"^[\W\d]*(?:根据|据)[^，]{2,20}，", "", between(sentence, sentence.start, group.start))
        grows = things or (_GROWER.match(told) if places else None)
        if not grows:
            return None
        if not isinstance(grows, list):
            noun = noun_phrase(grows["noun"])
            if len(noun) < 2 or any(word in noun for word in words("phrase")["not_in_prefix"]):
                return None
            size = What(size.name, size.concept, None, market_of(sentence, noun, group.start) or noun)
        return size, "yoy" if asked == "change" else asked
    if not things and unit in MONEY and (market := _market_in_view(sentence, group, said)):
        return What(size.name, size.concept, None, market), "level"
    if things and unit in ("", *MONEY) and "规模" in text[group.lead_start : group.start]:
        return size, "level"
    return None


_BARE_RATE = re.compile(
    r"\s*(?:其后|此后|之后|随后|期间|近|过去)*(?:[一二三四五六七八九十\d]+年)?[间来内]?(?:的)?(?:年均|年)?(?:均)?(?:复合)?(?:年均)?(?:增长率|增速|增幅|CAGR)(?:约|为|达到?|在|至|高达|仅)*\s*",
    re.I,
)
_ON_COURSE = re.compile(
    r"(?:行业|市场|赛道)(?:规模)?(?:整体|逐步|开始|将|也)*(?:转向|转入|进入|步入|保持|维持|实现|呈现|迎来)[^，。；]{0,12}(?:增长|发展)(?:阶段|期|通道|态势)?$"
)
_WIDENS = re.compile(r"(?:扩容|扩张|扩大|壮大|增长|发展)$")


def market_grows(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """The size of a market whose course the clause before tells, where a bare rate follows: "行业转向低速增长，复合增速为 4%"."""
    told = (
        said.what is None
        or said.unit == ""
        or (said.what.concept is not None and said.what.concept.id == "market_size")
    )
    if group.quantities[-1].unit != "%" or len(group.quantities) > 1 or group.bracketed or not told:
        return None
    head, _, own = between(sentence, sentence.start, group.start).rpartition("，")
    asked = measure_word(own)
    if asked not in ("cagr", "yoy") or _BARE_RATE.fullmatch(own) is None:
        return None
    head = head.rstrip("， ")
    market = (
        said.marks[0].kind == "market" and all(m.kind == "market" for m in said.marks)
        if said.marks
        else False
    )
    if _ON_COURSE.search(head) is None and not (market and _WIDENS.search(head)):
        return None
    return What("市场规模", find_metric("市场规模")), asked
