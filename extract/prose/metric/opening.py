"""A number that opens its clause, or whose growth is named behind it, in; what it counts, is a share of or grows out.

"69%采用了 BIM 技术", "79 个项目处于验证阶段", "有望保持 5%左右的增速": the words that name it stand behind it.
"""

from __future__ import annotations

import re

from extract.model import Quantity
from extract.prose.metric.open_metrics import thing_grown
from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import bare_measure, last_clause, noun_phrase
from extract.prose.sentence.said import MONEY, Said, What
from extract.vocabulary import find_metric, words

_GROWTH = re.compile(
    r"\s*(?:左右|以上|以内|以下|上下|多|\+)*(?:的)?(?P<how>[年均复合同比稳定高快速较平均可持续正中低]{0,8}?)"
    r"(?P<growth>复合增(?:速|长率?)|复合年?(?:均)?增长率?|CAGR|增速|增长率|增幅|(?<=的)(?:同比)?增长|(?<=的)[年均复合同比稳定高快速较平均可持续正中低]{1,8}增长)(?![至到了为])",
    re.I,
)
_KEEPS = re.compile(
    r"(?:实现|保持|维持|取得|录得|同期|年均|有)(?:了)?(?:超过?|约|近|逾|高达|不低于|至少)*\s*$"
)
_GROWN = re.compile(
    r"\s*(?:左右|以上|以内|上下|多|\+)*(?:的)?(?P<growth>[年均复合同比]{0,4}增长)(?![至到了为])"
)
_COMPOUND = re.compile(r"复合|CAGR|年均", re.I)


def growth_behind(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """What the words behind a percentage say that it grows: "以 20%以上的增速增长", "保持 0-5%的稳定增速"."""
    if group.quantities[-1].unit != "%" or group.bracketed:
        return None
    text = sentence.mentions.text
    match = _GROWTH.match(text, group.end, sentence.end)
    if match is None and _KEEPS.search(text[group.lead_start : group.start]):
        match = _GROWN.match(text, group.end, sentence.end)
    if match is None:
        other = _OTHERS.search(last_clause(text[group.lead_start : group.start]))
        return None if other else _grown_between(text, group.end, sentence.end)
    measure = "cagr" if _COMPOUND.search(match[0]) else "yoy"
    clause = re.sub(r"(?:平均)?每年(?:平均)?", "", last_clause(without_periods(sentence, group)))
    floor = group.start - len(last_clause(text[group.lead_start : group.start]))
    mentions = sentence.metrics(max(floor, group.lead_start), group.start)
    if mentions:
        known = mentions[-1].metric.unit != "%"
        return (What(mentions[-1].text, mentions[-1].metric), measure) if known else None
    phrase = noun_phrase(re.sub(r"(?:实现|保持|维持|取得|录得|以|同期|有)[^，]{0,6}$", "", clause))
    if phrase in words("subject")["bare_markets"] or phrase.endswith(("行业", "市场", "板块", "赛道")):
        return What("市场规模", find_metric("市场规模")), measure
    if (
        len(phrase) >= 2
        and not bare_measure(phrase)
        and not any(word in phrase for word in words("phrase")["not_in_phrase"])
    ):
        return thing_grown(sentence, group, phrase, said.company) or What(phrase), measure
    leaning = (said.what, measure) if said.what is not None and said.what.concept is not None else None
    return _told(sentence, group, measure) or leaning


_OTHERS = re.compile(r"[高低优好]于|超过|不及|跑赢|跑输|领先|落后")
_GROWTH_OF = re.compile(
    r"\s*(?:左右|以上|多)?的(?P<thing>[A-Za-z\u4e00-\u9fff]{2,8}?)(?:同比)?(?P<growth>复合增速|复合增长率|增速|增长率|增幅)(?![至到了])"
)


def _grown_between(text: str, start: int, end: int) -> tuple[What, str] | None:
    """ "23%的利润增速": what grows stands between the number and its growth."""
    match = _GROWTH_OF.match(text, start, end)
    metric = find_metric(match["thing"]) if match else None
    if match is None or (metric is not None and metric.unit == "%"):
        return None
    if metric is None and not match["thing"].endswith(tuple(words("filed")["quantity_ends"])):
        return None
    return What(match["thing"], metric), "cagr" if "复合" in match["growth"] else "yoy"


def _told(sentence: Sentence, group: Group, measure: str) -> tuple[What, str] | None:
    """The last metric the words before the number name: "推动均价提升，预计每年 3%增幅"."""
    mentions = [m for m in sentence.metrics(group.lead_start, group.start) if m.metric.unit != "%"]
    return (What(mentions[-1].text, mentions[-1].metric), measure) if mentions else None


_VERBS = (
    "采用|使用|应用|开通|认为|表示|选择|来自|来源|以|是|要求|需|已|正|在(?![研建手售营途])|开始|愿意|希望|具有|拥有|具备|用于|由|集中|会|(?<![产功性智职动势效光热储节机])能|未|没有|不|"
    "处于|处在|达到|达|超过|参与|投向|进入|通过|获得|获|完成|实现|签订|签署|签约|覆盖|提供|投产|建成|上市|获批|分布|位于|布局|开展|接受|倾向|计划|协助|支持|"
    "进行|出台|推出|推广|拉开|开启|启动|上线|批准|采取|取得|开放|落地|设立|升级|转型"
)
_DONE = re.compile(
    rf"\s*(?:左右|以上|以内|多|余)?的?(?P<who>[A-Za-z\u4e00-\u9fff/\s]{{0,14}}?)[也还都均]*(?P<does>(?:{_VERBS})(?:了?\s*\d{{1,2}}\s*(?=[号类级期代]))?[A-Za-z\u4e00-\u9fff/\s·“”]{{1,22}}?)(?=[，。；！？、,（(：]|其中|$)"
)
_THINGS = re.compile(r"\s*([\u4e00-\u9fff]{2,8}?)(?=[，。；、,（(共]|$)")
# Behind a share these go on with the sentence, they do not say whose share it is.
_NOT_WHO = re.compile(r"^(?:的)?(?:时|后|前|之|以|增|下|提|份|股|比|水|速|左)")


def opens_clause(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """What a share or a count that opens its clause is of: those behind it that do something."""
    quantity = group.quantities[0]
    text, end = sentence.mentions.text, group.end
    if group.bracketed and (closed := _CLOSED.match(text, group.end, sentence.end)):
        end = closed.end()  # "三批地区（共 21 个省）实现…": the bracket counts those before it
    if len(group.quantities) > 1 or (group.bracketed and end == group.end) or group.role != "list":
        return None
    share = quantity.unit == "%"
    if share and quantity.value >= 100:
        return None  # "100%覆盖" is wholly, not a share
    if not share and quantity.unit in (
        "",
        "pct_pt",
        "倍",
        "share",
        "点",
        "位",
        *MONEY,
        *words("filed")["bulk_units"],
    ):
        return None
    clause = re.sub(r"^.*、", "", last_clause(without_periods(sentence, group)))
    clause = re.sub(r"^\s*期?内(?=[有超近约])", "", clause)
    head = noun_phrase(re.sub(r"^\s*有超?$", "", clause))
    where = head in words("subject")["country_words"]
    head = "" if where else head
    if share and (head or re.search(r"[\u4e00-\u9fff]", _HEDGES.sub("", clause))):
        return None
    match = _DONE.match(text, end, sentence.end)
    if match is None and not share and where and (things := _THINGS.match(text, group.end)):
        return What(f"{things[1]}数量", whole=True), "level"
    if match is None or _NOT_WHO.match(match["who"] or match["does"]):
        return None
    who, does = match["who"].strip(), re.sub(r"了|[“”\s]", "", match["does"])
    if end != group.end:
        who, head = text[group.end : end].strip(" ）)"), ""
    return _counted(quantity, who, does, head, said)


_CLOSED = re.compile(r"\s*[\u4e00-\u9fff]{1,6}\s*[）)](?=[\u4e00-\u9fff])")
_HEDGES = re.compile(
    r"其中|内?有超|仅有?|只有|约有?|有|超过?|近|高达|多达|达|仍|还|分别|另|而|但|且|另外|其余|剩余|剩下|大约|、|\s"
)


def _counted(quantity: Quantity, who: str, does: str, head: str, said: Said) -> tuple[What, str] | None:
    if quantity.unit == "%":
        if bare_measure(who + does):
            return None
        return What(f"{does}的{who}比例" if who else f"{does}比例", whole=True), "share"
    if quantity.unit == "家" and not who and not head and said.what is None:
        return What(f"{does}的机构数量", None, None, said.market or "机构", whole=True), "level"
    thing = who or head or (said.what.name.removesuffix("数量") if said.what else "")
    if not (1 if who else 2) <= len(thing) <= 14 or len(does) < 3:
        return None
    return What(f"{does}的{thing}数量", whole=True), "level"
