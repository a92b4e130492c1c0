"""Money or a stake that a deal is about in, what it is filed as out: 回购金额, 定增金额, 投资计划金额, 用于股权激励的比例.

The deal stands behind the number ("发起 20 亿元的定增") or is what the number is spent on ("以不超过 5 亿元回购股份").
"""

from __future__ import annotations

import functools
import re

from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import last_clause, noun_phrase
from extract.prose.sentence.said import MONEY, What
from extract.vocabulary import find_metric, longest_first, words

_LARGE = r"(?:左右|以上|多|余|规模|总额)?的?(?:巨额|大额|大规模|最新|首次|新一轮|新|全部)?"
_REST = re.compile(r"(?:剩余|其余|余下|剩下)(?:的|约|近)*\s*$")
_MEANT = re.compile(
    r"\s*(?:左右|以上)?(?:的?(?:股份|股权|资金|部分))?(?:将|均|则|全部)?用于\s*(?P<use>[\u4e00-\u9fff\s]{2,14}?)(?=[，。；、,]|$)"
)


def sum_of(sentence: Sentence, group: Group) -> What | None:
    """What a deal's money or the rest of a stake is; None where the words tell of no deal."""
    quantity = group.quantities[-1]
    text = sentence.mentions.text
    if len(group.quantities) > 1 or group.bracketed or group.role != "list":
        return None
    if quantity.unit == "%" and _REST.search(text[group.lead_start : group.start]):
        match = _MEANT.match(text, group.end, sentence.end)
        return What(f"用于{noun_phrase(match['use'])}的比例", whole=True) if match else None
    if quantity.unit not in MONEY and (quantity.unit or not quantity.original.endswith(("亿", "万"))):
        return None
    lead = last_clause(without_periods(sentence, group))
    if sentence.metrics(max(group.lead_start, group.start - len(lead)), group.start):
        return None
    if match := _behind().match(text, group.end, sentence.end):
        return _filed(match["deal"])
    return _filed(match["deal"]) if _PAYS.search(lead) and (match := _paid().match(text, group.end)) else None


def _filed(deal: str) -> What:
    name = str(words("sums")[deal])
    return What(name, find_metric(name))


_PAYS = re.compile(
    r"(?:以|斥资|耗资|出资|动用|拟用|使用)(?:约|近|超过?|不超过|不低于|总计|合计|自有资金)*\s*$"
)


@functools.cache
def _behind() -> re.Pattern[str]:
    deals = "|".join(longest_first(words("sums")))
    return re.compile(
        rf"\s*{_LARGE}(?P<deal>{deals})(?=[，。；、,]|$|计划|方案|项目|以|用于|，|资金|并|大手笔)"
    )


@functools.cache
def _paid() -> re.Pattern[str]:
    deals = "|".join(longest_first(words("sums")))
    return re.compile(rf"\s*(?:左右|以内|的?(?:价格|总价|对价|自有资金|现金|资金))*(?P<deal>{deals})")
