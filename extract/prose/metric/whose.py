"""A metric and whom its number was said of in, both as an analyst files them out: 聚酯开工率 is the 开工率 of 聚酯.

Only in a report on no company: there the thing a metric is told with is whose it is, unless a firm heads the sentence.
What a firm has in a country stays the firm's.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from extract.head.header import Facts
from extract.prose.metric.naming import any_of, tidy, without_place
from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.said import Said, What
from extract.prose.sentence.topics import Mark, is_head
from extract.prose.subject.subjects import is_of_market
from extract.vocabulary import find_metric, metric_at_end, words


def firm_of(sentence: Sentence, group: Group, said: Said) -> str | None:
    """The firm a number's sentence is about: the report's own, the name that heads it before the number, or the one it goes on with."""
    if said.company is not None:
        return said.company
    text = sentence.mentions.text
    heads = [
        m
        for m in said.marks
        if m.kind == "name"
        and m.end <= group.start
        and is_head(text, m, sentence.start)
        and not _tells(text, m)
    ]
    if heads:
        return heads[-1].subject
    goes_on = sentence.continues or re.match(r"\s*(?:其|公司|其中)", sentence.text)
    return said.topic.subject if goes_on and said.topic and said.topic.kind == "name" else None


def _tells(text: str, mark: Mark) -> bool:
    """Whether a name is that of who says so: "IDC 预计 …"."""
    return re.match(r"\s*(?:的?数据|统计|预计|预测|显示|表示|指出|认为|监测)", text[mark.end :]) is not None


def whose(
    what: What, who: str | None, own: Mark | None, firm: str | None, sentence: Sentence, facts: Facts
) -> tuple[What, str | None]:
    """`own` is the mark that heads the number's own clause, `firm` the firm its sentence is about."""
    if facts.subject is not None or what.whole:
        return what, who
    if who in (None, facts.topic) and (whole := _of_all(what)) is not None:
        return what, whole
    if (
        who is not None
        and _is_place(who)
        and firm is not None
        and _is_part(who, own, sentence)
        and not is_of_market(what)
    ):
        told = who in what.name or (what.scope is not None and _is_place(what.scope))
        part = "" if told else who
        return replace(
            what, name=part + (without_place(what.name) or what.name), scope=part or what.scope, subject=None
        ), firm
    if (
        what.concept is not None
        and what.concept.kind == "price"
        and who == facts.topic
        and _names_goods(what.name)
    ):
        return replace(what, name="价格"), what.name  # COMEX 黄金 is the name of what is priced
    parts = None if what.subject is not None else parted(what)
    if parts is None:
        if who is None and facts.topic is None:
            who = str(words("filed")["own_country"])  # a report on the economy
        return _without(what, who), who
    thing, rest = parts
    goods = _is_price(rest) or rest in ("涨跌幅", "涨幅", "跌幅")  # what each of a row has of its own
    if _is_place(thing):
        return (what, firm) if firm else (_named(rest), str(words("subject_fold").get(thing, thing)))
    if (firm is not None and not goods) or (own is not None and own.kind in ("name", "company")):
        return _without(what, who), who
    if who is not None and own is not None and (_is_place(who) or thing.startswith(who)):
        return _without(what, who), who
    if who is not None and who != facts.topic and _is_place(who) and not goods:
        return _without(what, who), who
    return _named(rest), thing


def _names_goods(name: str) -> bool:
    """Whether the name of a price names the goods alone."""
    return not _is_price(name) and re.search(r"[价值数率幅]|指数", name) is None


def _is_part(place: str, own: Mark | None, sentence: Sentence) -> bool:
    """Whether a place is where a firm does business rather than somebody else: "A 全球门店数", "其中海外 4800 家"."""
    if place in words("subject")["firm_places"]:
        return True
    if own is None or own.kind != "country":
        return own is not None and own.kind == "name"
    text = sentence.mentions.text
    clause = text[
        max([text.rfind(sign, 0, own.start) for sign in "，。；：,;:"] + [sentence.start - 1]) + 1 : own.start
    ]
    return "其中" in clause or any(
        clause.lstrip().startswith(n.text) for n in sentence.names(sentence.start, own.start)
    )


def _of_all(what: What) -> str | None:
    """The country or the exchange that figures of the economy or of the market are of where nobody is named."""
    table = words("filed")
    if _of_economy().search(what.name):
        return str(table["own_country"])
    if _of_market().search(what.name):
        return str(table["market_whole"])
    concept = what.concept or (found[2] if (found := metric_at_end(what.name)) else None)
    if concept is None or concept.family != "macro" or concept.id in table["not_own_macro"]:
        return None
    return str(table["own_country"])


@functools.cache
def _of_economy() -> re.Pattern[str]:
    return re.compile("|".join(words("filed")["of_economy"]))


@functools.cache
def _of_market() -> re.Pattern[str]:
    return re.compile(rf"^(?:两市|沪深两市)?(?:日均)?(?:{any_of('market_wide')})$")


def parted(what: What) -> tuple[str, str] | None:
    """(thing, metric) of a name: the segment it was limited to, what stands before a known metric or before a price."""
    name = tidy(what.name)
    if (price := _priced().fullmatch(name)) is not None and price["thing"] not in words("filed")[
        "price_heads"
    ]:
        before, rest = price["thing"], price["rest"]
    elif what.scope and name.startswith(what.scope):
        before, rest = what.scope, name[len(what.scope) :]
    elif what.concept is None and (found := metric_at_end(name)) is not None:
        before, rest = found[0], found[1]
    elif (tail := _thing_tail().fullmatch(name)) is not None:
        before, rest = tail["thing"], tail["rest"]
    else:
        return None
    before = _ENDS.sub("", before.strip(" 的"))
    told = any(word in _spared(before) for word in words("phrase")["not_in_prefix"]) or _no_thing().search(
        before
    )
    if told or len(rest) < 2 or not 2 <= len(before) <= 18:
        return None
    return before, rest


_ENDS = re.compile(r"(?:平均|合计|整体|累计|单月|主流|市场(?=$))+$")


def _spared(phrase: str) -> str:
    for word in words("phrase")["no_story"]:
        phrase = phrase.replace(word, "")
    return phrase


def _named(name: str) -> What:
    return What(name, find_metric(name))


def _is_place(name: str) -> bool:
    return name in words("subject")["country_words"]


def _is_price(name: str) -> bool:
    return _price_tail().search(name) is not None


def _without(what: What, who: str | None) -> What:
    """The metric without the name of whom it is of before it."""
    if who is None:
        return what
    if what.scope:
        return _within(what, who)
    folded = [word for word, filed in words("subject_fold").items() if filed == who]
    places = sorted(words("subject")["country_words"], key=len, reverse=True) if _is_place(who) else folded
    for word in (who, *places):
        rest = what.name.removeprefix(word)
        if rest != what.name and len(rest) >= 2 and not rest.startswith(("占", "排名")):
            return replace(what, name=rest, concept=what.concept or find_metric(rest))
    return what


def _within(what: What, who: str) -> What:
    """A metric limited by a thing of the country it is of: 中国's 国内动力电池装车量 is its 动力电池装车量."""
    thing, scope = without_place(what.name), what.scope or ""
    place = what.name[: len(what.name) - len(thing)].rstrip(" 的") if thing else ""
    if not place or words("subject_fold").get(place, place) != who or not scope.startswith(place):
        return what
    limit = without_place(scope)
    return replace(what, name=thing, scope=limit if len(limit) >= 2 else None)


@functools.cache
def _price_tail() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('price_tails')})$")


@functools.cache
def _priced() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<thing>.{{2,18}}?)(?P<rest>(?:{any_of('price_heads')})?(?:{any_of('price_tails')}))"
    )


@functools.cache
def _thing_tail() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<thing>.{{2,18}}?)(?P<rest>(?:日均|单月|单周|累计|新增|月度)?(?:{any_of('thing_tails')}))"
    )


@functools.cache
def _no_thing() -> re.Pattern[str]:
    return re.compile("|".join(words("filed")["no_thing"]))
