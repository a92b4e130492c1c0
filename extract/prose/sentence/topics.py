"""A sentence in, the words in it that may say whom its numbers are about out: the company, a name, a country, a market.

A mark is a candidate; whether it heads its clause is asked where a number needs a subject (`is_head`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.prose.sentence.amounts import in_title
from extract.prose.sentence.clauses import Sentence
from extract.prose.sentence.nlp import Name
from extract.prose.sentence.phrases import noun_phrase
from extract.vocabulary import find_metric, longest_first, metric_at_end, words


@dataclass(frozen=True, slots=True)
class Mark:
    """A possible subject at `text[start:end]`; `kind` is company, name, country or market.

    `subject` is None for a bare "公司" or "行业": the one spoken of.
    """

    subject: str | None
    kind: str
    start: int
    end: int

    @property
    def is_named(self) -> bool:
        """Whether it says which: "公司" does, "行业" alone does not."""
        return self.subject is not None or self.kind == "company"


def marks_of(sentence: Sentence, company: str | None) -> list[Mark]:
    """The marks of a sentence, left to right; where two overlap the first and longer one stands."""
    found = [
        *_names(sentence, company),
        *_company(sentence, company),
        *_places(sentence, company),
        *_markets(sentence),
        *([] if company else _opener(sentence)),
    ]
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return _as_labelled(sentence, kept)


def _as_labelled(sentence: Sentence, marks: list[Mark]) -> list[Mark]:
    """公司 in what another firm's label leads up to ("青禾乳业：… 公司 …") is that firm."""
    text = sentence.mentions.text
    first = marks[0] if marks else None
    if first is None or first.kind != "name" or not opens(text, first.start, sentence.start):
        return marks
    if not text[first.end :].lstrip().startswith(("：", ":")):
        return marks
    bare = words("subject")["company_words"]
    return [
        Mark(first.subject, "name", m.start, m.end)
        if m.kind == "company" and text[m.start : m.end] in bare
        else m
        for m in marks
    ]


def _names(sentence: Sentence, company: str | None) -> Iterator[Mark]:
    text = sentence.mentions.text
    for name in sentence.names(sentence.start, sentence.end):
        if is_source(text, name):
            continue
        own = company is not None and (name.text in company or company in name.text)
        if own and (region := _country_words().match(text, name.end)) and not _is_part(text, region):
            yield Mark(
                name.text + region[0], "name", name.start, region.end()
            )  # 极兔中国 is a part of the company
        else:
            yield Mark(company if own else name.text, "company" if own else "name", name.start, name.end)


def _opener(sentence: Sentence) -> Iterator[Mark]:
    """Who opens a sentence right before its date, in a report on no company: "百强房企 3 月销售额", "央行本周开展"."""
    first = min((p.start for p in sentence.periods(sentence.start, sentence.end)), default=-1)
    match = _WHO.fullmatch(sentence.mentions.text, sentence.start, first) if first > sentence.start else None
    if match is None:
        return
    who = match["who"]
    table = words("phrase")
    told = any(
        word in who
        for word in (*table["not_in_prefix"], *table["not_in_phrase"], *words("subject")["not_in_market"])
    )
    if not told and who == noun_phrase(who) and find_metric(who) is None and metric_at_end(who) is None:
        yield Mark(who, "name", match.start("who"), match.end("who"))


_WHO = re.compile(r"[\s\W]*(?:[^，。；：:]{1,12}[：:])?(?P<who>[A-Za-z\u4e00-\u9fff]{2,8})\s*")


def _company(sentence: Sentence, company: str | None) -> Iterator[Mark]:
    for match in _company_words().finditer(sentence.text):
        yield Mark(company, "company", sentence.start + match.start(), sentence.start + match.end())


def _places(sentence: Sentence, company: str | None) -> Iterator[Mark]:
    """A country with the noun behind it: "我国常温奶市场" is a market, "美国是" a country."""
    text = sentence.mentions.text
    folded = words("subject_fold")
    for match in _country_words().finditer(text, sentence.start, sentence.end):
        known = sentence.metrics(match.start(), sentence.end)
        if in_title(text, match.start()) or (known and known[0].start <= match.start()):
            continue  # 海外收入 is the name of a metric
        if company is not None and _BUSINESS.match(text, match.end()):
            continue  # 中国业务 is a part of the company
        country = str(folded.get(match[0], match[0]))
        stop = min(
            [m.start for m in sentence.metrics(match.end(), sentence.end)]
            + [p.start for p in sentence.periods(match.end(), sentence.end)]
            + [sentence.end]
        )
        begin = match.end() + text.startswith("的", match.end())
        behind = _NOUN.match(text, begin, stop)
        noun = behind[0] if behind and not behind[0].endswith("占") else ""
        market = _MARKET_TAIL.match(noun) or (
            _KIND_TAIL.match(noun) if _IS.match(text, begin + len(noun)) else None
        )
        if market:
            yield Mark(country + market[0], "market", match.start(), begin + market.end())
            continue
        own = match[0] in words("subject")["own_country"] and re.search(
            r"(?:^|[\s，。；：、年月])$", text[: match.start()]
        )
        if (
            own
            or opens(text, match.start(), sentence.start)
            or not noun
            or _leads_to_number(text, match.end())
        ):
            yield Mark(country, "country", match.start(), match.end())


def _markets(sentence: Sentence) -> Iterator[Mark]:
    """A market or an industry named at the head of a clause; a clause that does something with one names none."""
    table = words("phrase")
    told = (*table["not_in_prefix"], *table["not_in_phrase"], *words("subject")["not_in_market"])
    for match in _MARKET.finditer(sentence.mentions.text, sentence.start, sentence.end):
        noun = match[1]
        if noun in words("subject")["bare_markets"]:
            yield Mark(None, "market", match.start(1), match.end(1))
        elif 4 <= len(noun) <= 14 and noun == noun_phrase(noun) and not any(word in noun for word in told):
            yield Mark(noun, "market", match.start(1), match.end(1))
    for match in _INDUSTRY.finditer(sentence.mentions.text, sentence.start, sentence.end):
        if not any(word in match[1] for word in told):
            yield Mark(match[1], "market", match.start(1), match.end(1))


# An industry that does something with a figure: "食品制造业完成营业收入 …". Firms are called 乳业, 药业, 实业.
_INDUSTRY = re.compile(
    r"(?:(?<=^)|(?<=[，。；：、,（()）\s\d年月度]))(?![年月度]|我国|全国|中国|国内)([\u4e00-\u9fff]{0,10}(?:制造|加工|服务|建筑|餐饮|零售|批发|保险|银行|证券|快递|养殖|种植|旅游|运输|采矿|软件|住宿)业)"
    r"(?=(?:累计|合计|共|规模以上企业)?(?:完成|实现|达到?|录得))"
)
_NOUN = re.compile(
    r"(?![的是为在对有占达和与将已仍均])[A-Za-z\u4e00-\u9fff/·]{1,16}?(?=[的，。；：、,（()）\s\d]|$|是|为|在|对|有|占|达|和|与|将|已|仍|均)"
)
# "我国速冻面点是 … 规模最大的品类": a kind of goods that the sentence goes on to tell of.
_KIND_TAIL = re.compile(r"[A-Za-z\u4e00-\u9fff]{3,10}$")
_IS = re.compile(r"[是为](?=[^，。；\d]{0,24}(?:品类|赛道|行业|市场|产品|领域)[，。；])")
_MARKET_TAIL = re.compile(r".{0,10}?(?:市场|行业|板块|赛道|产业)(?![规空化占份人])")
_MARKET = re.compile(
    r"(?:(?<=^)|(?<=[，。；：、,（()）\s\d年]))([A-Za-z\u4e00-\u9fff]{0,14}?(?:市场|行业|板块|赛道))(?![规空化占份人龙地集])"
)


_BUSINESS = re.compile(r"业务|区(?!域)|分部|事业部")


def _is_part(text: str, region: re.Match[str]) -> bool:
    """Whether a region behind a name is the part of the business that is there: "远山东南亚业务", "远山海外增速"."""
    return region[0] in words("subject")["no_place"] or _parts().match(text, region.end()) is not None


@functools.cache
def _parts() -> re.Pattern[str]:
    return re.compile("|".join(words("subject")["region_parts"]))


@functools.cache
def _country_words() -> re.Pattern[str]:
    listed = longest_first(words("subject")["country_words"])
    return re.compile(rf"(?<!其(?=中国))(?:{'|'.join(listed)})(?![化性外])")


@functools.cache
def _company_words() -> re.Pattern[str]:
    table = words("subject")
    kinds = "".join(rf"(?<!{re.escape(word)})" for word in table["other_companies"])
    listed = longest_first(table["company_words"])
    return re.compile(rf"{kinds}(?:{'|'.join(listed)}|(?<![\u4e00-\u9fffA-Za-z])集团)(?!治理|章程|债|制改)")


def is_source(text: str, name: Name) -> bool:
    """Who is quoted is not whom the number is about ("根据微信公众号")."""
    return bool(re.search(r"(?:根据|据|援引|来自|来源|参考)[^，。；]{0,12}$", text[: name.start]))


def opens(text: str, position: int, start: int) -> bool:
    """Whether a sentence that starts at `start` opens at `position`, but for a bullet, a source or a period."""
    before = re.sub(
        r"(?:根据|据|参考)[^，]{2,44}[，]|[\d年月日季度半上下至\s\-—~～/]+(?:期间|间|以来|末|初|底|起)|[\d\W年月日季度半上下]",
        "",
        text[start:position],
    )
    return not before or before in words("subject")["openers"]


def _leads_to_number(text: str, position: int) -> bool:
    """Whether the clause goes straight to its number and is no share: "我国造价员约 100 万人", not "国内药企占比 20%"."""
    run = re.match(r"[^，。；：:（()）\d]{1,24}(?=[\d-])", text[position:])
    return run is not None and not re.search(r"占|市占|份额|[、和与及]|客户", run[0])


def _in_passing(text: str, mark: Mark, floor: int) -> bool:
    """Whether the list a name stands in was begun in passing: "获 A、B 定点"."""
    start = max(text.rfind(sign, 0, mark.start) for sign in "，,；;。：:（(\n") + 1
    listed = text[max(start, floor) : mark.start]
    return any(word in listed for word in words("subject")["passing"] if word not in _ANDS)


_ANDS = frozenset({"与", "和", "及", "等", "高", "低", "超", "于"})


def is_head(text: str, mark: Mark, floor: int) -> bool:
    """A mark heads its clause when it opens it or nearly so; a customer named in passing does not."""
    clause_start = max(text.rfind(sign, 0, mark.start) for sign in "，,；;。：:（(、\n") + 1
    before = re.sub(
        r"[\d年月日季度半上下至\s\-—~～/]+(?:期间|间|以来|末|初|底|起)?|^\W+|根据[^，]*数据",
        "",
        text[max(clause_start, floor) : mark.start],
    )
    if text[mark.start - 1 : mark.start] == "、" and _in_passing(text, mark, floor):
        return False
    if mark.kind in ("country", "market"):
        return not before or before in words("subject")["openers"]
    return len(before) <= 8 and not any(word in before for word in words("subject")["passing"])
