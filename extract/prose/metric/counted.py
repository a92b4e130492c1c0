"""A number and the words around it in, what is counted, priced or dealt in out: 专利数量, 牛肉价格, 收购股权比例.

The unit and the words behind the number say what kind of thing it is; the words before it say which.
"""

from __future__ import annotations

import functools
import re

from extract.model import Quantity
from extract.prose.sentence.clauses import AREA_BEHIND, AREAS, Group
from extract.prose.sentence.said import MONEY, What
from extract.vocabulary import find_metric, longest_first, words

_NOT_COUNTS = ("%", "pct_pt", "倍", "share", "位", *MONEY)
_BEHIND = re.compile(
    r"(?:左右|以上|以下|以内|多|余|的)*\s*(?!左右|以上|以下|以内|装)([A-Za-z\u4e00-\u9fff]{1,14}?)(?=[，。；、：,（(）)]|$|(?:扩大|增加|增长|拓展|扩展|提升|减少|下降|上升)?[至到]约?\s*[\d.]+\s*[万亿]?[个家座款项条]?\s*\1)"
)


def counted(text: str, quantity: Quantity, phrase: str) -> str:
    """Counts are filed by what is counted: "拥有 49 项专利" → 专利数量, prices by the thing."""
    if quantity.unit in MONEY:
        return _priced(text, quantity, phrase)
    if quantity.unit in _NOT_COUNTS or re.search(r"[数量额]$", phrase):
        return phrase
    if (area := AREA_BEHIND.match(text, quantity.end)) is not None and quantity.unit in AREAS:
        return area["noun"]
    phrase = _SUCH.sub("", phrase)
    if phrase.endswith(("年产", "月产")):
        return f"{phrase}能"
    if phrase.endswith(("配备", "配置", "搭载", "安装", "装配")):
        return f"{phrase}数量"
    match = _BEHIND.match(re.sub('[“”「」"]', "", text[quantity.end : quantity.end + 40]))
    if match is None:
        return phrase
    said = match[1].strip("的")
    end = _noun_ends().search(said)
    noun = said[: end.start()] if end else said
    if (kind := _KIND.match(noun)) is not None and _listed(text, quantity, said):
        noun = kind[0]
    if _MOVES.match(noun):
        return phrase
    if not 2 <= len(noun) <= 8:
        return phrase
    if quantity.unit and find_metric(noun) is not None and find_metric(f"{noun}数量") is None:
        return noun  # "现有 250 万吨甲醇产能"
    phrase = "" if says_there_are(phrase) else phrase
    return f"{phrase if len(phrase) <= 6 else ''}{noun.removesuffix('数')}数量"


# "A、B 和 C 等 13 家伙伴": those counted are no part of what they are.
_SUCH = re.compile(r"^.*(?:、|和|及|与)[^、和及与]{2,12}等(?:多达|近|约)?$")
_HAS = re.compile(
    r"^(?:目前|已经|现|另|还|共|仅|设|建|拥|具)*有$|^(?:[^，。；]{0,10}中)?(?:共|已|可以?|能)*(?:整理|梳理|统计|搜集|收集|检索)(?:出|到|得)$"
)


def says_there_are(phrase: str) -> bool:
    """Whether words before a count only say that there are so many ("目前已经有")."""
    return _HAS.fullmatch(phrase) is not None


# "4 个地区甲、乙、丙、丁": the kind is counted, its members follow.
_KIND = re.compile("地区|省市|省份|城市|国家|品牌|系列|基地|品类|板块|业务|领域|平台|渠道")
_MOVES = re.compile(r"[高低]位$|扩大|增加|增长|提升|减少|下降|上升|拓展|缩减|缩短|升至|增至|降至")


def _listed(text: str, quantity: Quantity, said: str) -> bool:
    """Whether the words behind a count run into a list."""
    return text[quantity.end : quantity.end + 40].partition(said)[2].startswith("、")


def _priced(text: str, quantity: Quantity, phrase: str) -> str:
    """ "牛肉 75.98 元/公斤" is a price, "A 领投 1 亿元" an investment, "B 销售 3 亿元" its sales."""
    tail = re.match(r"\s*[/／]\s*([A-Za-z\u4e00-\u9fff]+)", text[quantity.end :])
    unit = tail[1] if tail else quantity.original.rpartition("/")[2] if "/" in quantity.original else ""
    table = words("filed")
    goods = unit.startswith(tuple(table["goods_units"]))
    phrase = re.sub(r"(?:分别)?(?<![营税创应回吸征])(?:报|收)$", "", phrase)
    if phrase and goods and not phrase.endswith(tuple(table["quantity_ends"])):
        return f"{phrase.removesuffix('每' + unit)}价格"
    if invested := re.search(r"(?:领投|跟投|注资|出资|投资)(?:总计|合计|共计?|累计)?$", phrase):
        return f"{phrase[: invested.start()][-6:]}投资金额" if invested.start() >= 2 else "投资金额"
    return f"{phrase}额" if phrase.endswith("销售") else phrase


_OF_STOCK = re.compile(r"\s*(?:以上)?的?(?:股权|股份|股票(?!期权))")


def dealt(text: str, group: Group, phrase: str) -> What | None:
    """A stake by what is done with it: "收购 A 34% 股权" → 收购 A 股权比例; None where no stake is spoken of."""
    taken = _TAKEN.search(text[group.lead_start : group.start])
    if taken is not None and group.quantities[-1].unit == "%":
        kind = words("deals")[taken[1]]
        return What(kind, find_metric(kind))
    done = _DONE_TO.match(text, group.end)
    if done and group.quantities[-1].unit == "%" and (of := _TO_WHOM.search(phrase)):
        kind = words("deals")[done[1]]
        return What(f"{done[1]}{of[1]}股权比例", find_metric(kind), of[1])
    match = _deal().fullmatch(phrase)
    if group.quantities[-1].unit != "%" or match is None:
        return None
    verb, who, whom = match["verb"], match["who"].strip(" 的"), match["whom"].strip(" 的")
    stock = _OF_STOCK.match(text, group.end)
    if not stock and (whom or verb not in ("持股", "控股", "参股")):
        return None
    kind = str(words("deals")[verb])
    if kind == "持股比例":
        holder = who if len(who) >= 2 else None
        return What(f"{who if holder else ''}{kind}", find_metric(kind), holder)
    return What(f"{verb}{whom}{kind[-4:]}", find_metric(kind), whom or None)


# "合计受让公司股份 10%"
_TAKEN = re.compile(r"(受让|收购|减持|转让|出售)(?:了)?公司(?:的)?(?:股份|股权)(?:约|共计?|合计|的)*\s*$")
# "完成对青河 100%股权的收购"
_DONE_TO = re.compile(
    r"\s*的?(?:股权|股份)(?:的|(?:发起|提出)(?:全面|整体|部分|自愿)?)(要约收购|收购|转让|受让|减持|剥离|出售)"
)
_TO_WHOM = re.compile(r"对([^，。；对]{2,16})$")


@functools.cache
def _deal() -> re.Pattern[str]:
    verbs = "|".join(longest_first(words("deals")))
    return re.compile(rf"(?P<who>.{{0,30}}?)(?:合计|共|间接|直接|累计)*(?P<verb>{verbs})(?P<whom>.{{0,16}})")


@functools.cache
def _noun_ends() -> re.Pattern[str]:
    return re.compile("|".join(words("filed")["noun_ends"]))
