"""A number whose metric no vocabulary knows in, the noun phrase it is filed under out; None where the words name nothing.

Sizes are filed by the market they are of; words that only say how it moved are no name.
"""

from __future__ import annotations

import re

from extract.model import Quantity
from extract.prose.metric.counted import counted, dealt
from extract.prose.metric.measures import is_set_against, open_measure, over_years
from extract.prose.metric.naming import tidy
from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.formation import flows, head_of, is_abbreviation, is_ratio
from extract.prose.sentence.phrases import bare_measure, last_clause, measure_word, noun_phrase, tells
from extract.prose.sentence.said import MONEY, What
from extract.vocabulary import find_metric, metric_at_end, words


def open_metric(
    sentence: Sentence, group: Group, lead: str, company: str | None = None
) -> tuple[What, str] | None:
    """The noun phrase of the lead with its measure; `company` is whose report it is, None for a market's."""
    quantity = group.quantities[-1]
    if group.bracketed or _is_part_of_name(sentence.mentions.text, quantity):
        return None
    clause = last_clause(without_periods(sentence, group))
    if quantity.original[0] in "百千万":
        clause = clause.removesuffix("上")  # 上百家
    if re.match(r"\s*(?:公司|其)?(?:较|比|相较|相比)", clause):
        return None  # "比 A 强 40%": in what, the words do not say
    phrase = noun_phrase(_strip_names(sentence, clause))
    if (deal := dealt(sentence.mentions.text, group, phrase)) is not None:
        return deal, "level"
    if size := _size(sentence, quantity, phrase, measure_word(last_clause(lead))):
        return size
    phrase = counted(sentence.mentions.text, quantity, _EACH.sub("", phrase))
    row = phrase.count("/") == len(group.quantities) - 1 > 0 and not tells(phrase)
    if _is_no_name(phrase.rpartition("/")[2] if row else phrase):
        return None
    measure = open_measure(group, measure_word(last_clause(lead)), lead)
    measure = _as_formed(tidy(phrase), measure, quantity.unit, lead)
    phrase, measure = _grown(phrase, measure, quantity.unit)
    if measure == "share" and phrase.endswith("占"):
        phrase += "比"
    segment = phrase.endswith(tuple(words("filed")["segment_ends"]))
    if company is not None and measure == "level" and quantity.unit in MONEY and _EARNS.search(phrase):
        return What(f"{phrase}收入", None, phrase), measure
    if segment and measure == "change" and _GROWS.search(lead):
        measure = "yoy"
    grows = quantity.unit == "%" and measure in ("yoy", "cagr")
    if grows and (grown := thing_grown(sentence, group, phrase, company)) is not None:
        return grown, measure
    for head in words("subject")["market_heads"]:
        if phrase.endswith(head) and _is_of_market(head, phrase[: -len(head)], company):
            return What(head, None, None, market_of(sentence, phrase[: -len(head)], group.start)), measure
    concept = find_metric(phrase)
    fits = concept is not None and (concept.unit == (quantity.unit or concept.unit) or measure != "level")
    return What(phrase, concept if fits else None), measure


_EACH = re.compile(r"(?<=..)分别(?:实现|完成|达成|贡献|取得|录得)(?=..)")


def _is_of_market(head: str, before: str, company: str | None) -> bool:
    """Whether the figure is one of the market named before it; a firm's own output is limited by those words."""
    table = words("subject")
    if company is None or head not in table["firm_heads"]:
        return True
    return re.search(r"市场|行业|板块|赛道|产业", before) is not None or before.startswith(
        tuple(table["country_words"])
    )


def _is_no_name(phrase: str) -> bool:
    """Whether a phrase tells something, is a verb's beginning or end, or too long or short to name a metric."""
    table = words("phrase")
    if any(word in phrase for word in table["not_in_phrase"]) or bare_measure(phrase):
        return True
    if _begins_like_verb(phrase) or phrase.endswith(tuple(table["not_at_end"])):
        return True
    if re.fullmatch(r"\d[\d.]*[A-Za-z]{0,2}", phrase):
        return True
    if len(phrase) > 20 and (tells(phrase) or head_of(phrase) is None):
        return True  # a long one only with foreign words, and an amount at its end
    return not 2 <= len(_LATIN.sub("AA", phrase)) <= 20 or re.search(r"[，。；？]", phrase) is not None


_LATIN = re.compile(r"[A-Za-z][A-Za-z\-]{2,}")


def _begins_like_verb(phrase: str) -> bool:
    """Whether a phrase begins with a verb or a preposition that is no part of another word (在 in 在研)."""
    table = words("phrase")
    guards = table["strip_before_not"]
    return any(
        phrase.startswith(word) and phrase[len(word) : len(word) + 1] not in tuple(guards.get(word, ""))
        for word in table["not_at_start"]
    )


# What a part of the business comes to in money is its revenue: "施工业务从 1 亿元增长到 7 亿元".
_EARNS = re.compile(r"(?:业务|板块|事业部|分部|系列)$")
_GROWS = re.compile(r"(?:增长?|下滑|下降|减少)(?:了|约|超过?|近)*$")
_GROWTH_WORD = re.compile(r"增长率|增速|增幅|同比|环比")
_GROWTH_NAME = re.compile(r"(?:的)?(?P<rate>(?:年均|年)?(?:复合)?(?:年均)?(?:增速|增长率|增幅)|CAGR)$", re.I)


def _grown(phrase: str, measure: str, unit: str) -> tuple[str, str]:
    """ "B 端收入增速 35%" is the growth of B 端收入."""
    match = _GROWTH_NAME.search(phrase)
    if unit != "%" or match is None or match.start() < 2:
        return phrase, measure
    compound = re.search(r"复合|CAGR|年均", match["rate"], re.I)
    grown = "cagr" if compound or measure == "cagr" else "yoy" if measure in ("level", "change") else measure
    return phrase[: match.start()], grown


def _as_formed(phrase: str, measure: str, unit: str, lead: str) -> str:
    """The measure of a name by its form: a ratio of so many times stands there, what flows grows on the year before."""
    if unit == "倍" and measure == "multiple" and is_ratio(phrase) and not is_set_against(lead):
        return "level"
    since = over_years(lead) or _COMPARES.search(lead) is not None
    grows = unit == "%" and flows(phrase) and _GREW.search(lead) is not None
    points = unit == "pct_pt" and is_ratio(phrase)
    return "yoy" if measure == "change" and not since and (grows or points) else measure


_COMPARES = re.compile(r"较|相比|(?<![占环同])比[^例重率值]")
_GREW = re.compile(r"(?<![较比])(?:增长|下降|下滑|减少|增加|少增|多增)(?:了|约|超过?|近|逾|高达)*\s*$")


def _size(sentence: Sentence, quantity: Quantity, phrase: str, asked: str | None) -> tuple[What, str] | None:
    """Money said of a market, or that is one ("千亿美金市场"), is its size."""
    text = sentence.mentions.text
    market = re.match(
        r"\s*(?:级|规模)?的?(?:蓝海|增量|细分|巨大|广阔|庞大|大)?市场(?![占份])", text[quantity.end :]
    )
    named = re.search(r"(?:市场|行业|赛道)$", phrase)
    phrase = phrase.rpartition("、")[2] if market else phrase
    money = quantity.unit in MONEY or (
        market and not quantity.unit and re.search(r"\d.*亿$", quantity.original)
    )
    if not money or not (named or market) or not 2 <= len(phrase) <= 16:
        return None
    if asked is not None and asked != "change":
        return None
    return What(
        "市场规模", find_metric("市场规模"), None, market_of(sentence, phrase, quantity.start) or phrase
    ), "level"


def _is_part_of_name(text: str, quantity: Quantity) -> bool:
    """ "畅饮 100%" in quotes is a brand, 4:6 and 4 比 6 are no amounts."""
    opened = max(text.rfind("“", 0, quantity.start), text.rfind("「", 0, quantity.start))
    closed = re.match(r"[”」]", text[quantity.end :])
    branded = closed is not None and 0 < quantity.start - opened - 1 <= 8 and opened >= 0
    ratio = re.match(r"\s*[:：比]\s*\d", text[quantity.end :]) or re.search(
        r"\d\s*[:：比]\s*$", text[: quantity.start]
    )
    return branded or (ratio is not None and quantity.unit == "")


def thing_grown(sentence: Sentence, group: Group, phrase: str, company: str | None) -> What | None:
    """What grows where a thing and no amount is named: 储能业务增速 is that of its revenue, 储能行业增速 of the market."""
    table = words("filed")
    told = any(word in phrase for word in words("phrase")["not_in_prefix"]) or "的" in phrase
    amount = find_metric(phrase) or metric_at_end(phrase) or phrase.endswith(tuple(table["quantity_ends"]))
    if told or amount or is_abbreviation(phrase) or _GROWTH_WORD.search(phrase) or not 2 <= len(phrase) <= 14:
        return None
    if company is None or phrase.endswith(tuple(table["market_ends"])):
        market = market_of(sentence, phrase, group.start) or phrase
        return What("市场规模", find_metric("市场规模"), None, market)
    return What(f"{phrase}收入", None, phrase)


_MARKET = re.compile(r"(?:^|[，。；：、,（(])\s*([^，。；：、,（()）]{2,18}?(?:市场|行业|领域))(?![规空占])")


def market_of(sentence: Sentence, clause: str, end: int) -> str | None:
    """The market a size is said of: the words right before it, else the market the sentence spoke of last."""
    places = "|".join(words("subject")["country_words"])
    place = re.search(rf"(?<!其(?=中国))(?P<place>{places})(?![化性外])(?P<rest>.*)$", clause)
    market = noun_phrase(place["rest"] if place else clause)
    if place and market:
        market = str(words("subject_fold").get(place["place"], place["place"])) + market
    cutters = "|".join(words("subject")["not_in_market"])
    market = re.split(rf"{cutters}", market)[-1] if not place else market
    if market in words("subject")["company_words"]:
        return None
    market = "" if market in words("subject")["no_markets"] else market
    if len(market) < 2:
        spoken = list(_MARKET.finditer(sentence.mentions.text, sentence.start, end))
        market = noun_phrase(spoken[-1][1]) if spoken else ""
    for word, filed in sorted(words("subject_fold").items()):
        market = str(filed) + market[len(word) :] if market.startswith(word) else market
    market = market.removesuffix("每年")
    return market if 2 <= len(market) <= 20 and not market[0].isdigit() else None


def _strip_names(sentence: Sentence, clause: str) -> str:
    """A clause without the names it begins with: a row of them is whose each number is."""
    names = sorted(sentence.names(sentence.start, sentence.end), key=lambda n: -len(n.text))
    clause = clause.lstrip().removeprefix("其中")
    rest, last = clause, None
    while rest != last:
        last = rest
        for name in names:
            if rest.startswith(name.text):
                rest = re.sub(r"^\s*(?:[、/和与及]|以及|分别)?\s*", "", rest[len(name.text) :])
    return rest
