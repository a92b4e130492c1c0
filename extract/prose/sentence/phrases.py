"""Words around a number in, how it moved and what they name out: measure words, directions, noun phrases.

What is left of a lead when verbs, hedges and fillers at both ends are gone is its noun phrase.
"""

from __future__ import annotations

import functools
import re

from extract.prose.sentence.formation import head_of
from extract.vocabulary import longest_first, words

_ORDER = ("cagr", "dod", "wow", "mom", "qoq", "yoy", "share", "change")


@functools.cache
def _words_of(measure: str) -> re.Pattern[str]:
    listed = longest_first(words("measure_words")[measure])
    return re.compile("|".join(re.escape(w) for w in listed))


def measure_word(text: str) -> str | None:
    """The measure a stretch of text asks for; the particular ones win over "增长"."""
    if "环比" in text and (span := _spans().search(text)) is not None:
        return str(words("compared_spans")[span["span"]])
    for measure in _ORDER:
        if _words_of(measure).search(text):
            return measure
    return None


@functools.cache
def _direction_pattern() -> re.Pattern[str]:
    table = words("down_words")
    listed = longest_first([*table["words"], *table["up_words"]])
    return re.compile("|".join(re.escape(w) for w in listed))


@functools.cache
def _spans() -> re.Pattern[str]:
    return re.compile(rf"(?P<span>{'|'.join(words('compared_spans'))})度?环比")


def goes_down(text: str) -> bool | None:
    """True or False by the last word of direction; None where there is none."""
    found = list(_direction_pattern().finditer(text))
    return found[-1].group() in words("down_words")["words"] if found else None


@functools.cache
def _to_pattern() -> re.Pattern[str]:
    listed = longest_first(words("down_words")["to_words"])
    hedges = r"(?:约|近|了|超|超过|逾|接近|突破|\s)*"
    return re.compile(rf"(?:{'|'.join(re.escape(w) for w in listed)}){hedges}$")


def arrives(text: str) -> bool:
    """Whether the words end in "至", "达到", "为": the number is where it stands, not how far it moved."""
    return bool(_to_pattern().search(text))


# --- noun phrases ------------------------------------------------------------------------------------------


@functools.cache
def _strip_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = words("phrase")
    ahead, behind = table["strip_before_not"], table["strip_after_not"]
    before = "|".join(
        re.escape(w) + (f"(?![{ahead[w]}])" if w in ahead else "")
        for w in longest_first(table["strip_before"])
    )
    after = "|".join(
        (f"(?<![{behind[w]}])" if w in behind else "") + re.escape(w)
        for w in longest_first(table["strip_after"])
    )
    # A letter o before a phrase is a bullet that lost its font.
    return re.compile(rf"^(?:[\s\W]|o(?=[\u4e00-\u9fff])|{before})+"), re.compile(rf"(?:[\s\W]|{after})+$")


# Where a movement began is no part of what moved: 毛利率由上年同期.
_COMES_FROM = re.compile(
    r"(?:分别)?(?:由|从|自)(?:去年|上年|前值|同期|上月|上周|上季|年初|期初|月初|[末底高低]点?|此前|原来|原先|的)*\s*$"
)


def noun_phrase(text: str) -> str:
    """What is left of a lead when verbs, hedges and fillers at both ends are gone; brackets dropped."""
    text = re.sub(r"[（(][^（()）]*[)）]", "", text)
    text = _COMES_FROM.sub("", text)
    text = re.split(r"[，,。；;：:、“”\"（(）)!！?？]|(?:^|\s)\d{1,2}[)）、.]", text)[-1]
    text = _cut(_stripped(text))
    return _stripped(text)


def _stripped(text: str) -> str:
    before, after = _strip_patterns()
    last = None
    while text != last:
        last = text
        text = after.sub("", before.sub("", text))
    return text.strip()


def _cut(text: str) -> str:
    """Without the cause before it ("AI 功能使效率" → 效率) and the comparison behind it ("体积较传统产品" → 体积)."""
    table = words("phrase")
    for word in (*table["cut_keep_after"], *table["cut_keep_after_amount"]):
        place = _last_by_itself(text, word)
        rest = text[place + len(word) :]
        if place > 0 and len(rest) >= 2 and (word not in table["cut_keep_after_amount"] or head_of(rest)):
            text = rest
    for word in table["cut_keep_before"]:
        # 环比, 占比, 同比 and 比例 are words of their own.
        match = re.search(rf"(?<![环同占对配性])(?:{re.escape(word)})(?![例重率值])", text)
        if match and match.start() >= 2:
            text = text[: match.start()]
    return text


def _last_by_itself(text: str, word: str) -> int:
    """Where a word stands last and is no part of another (其 in 其他, 使 in 使用, 让 in 转让); -1 where nowhere."""
    table = words("phrase")
    behind, before = table["strip_before_not"].get(word, ""), table["cut_not_behind"].get(word, "")
    place = text.rfind(word)
    while place >= 0:
        after = text[place + len(word) : place + len(word) + 1]
        if not (after and after in behind) and not (place and text[place - 1] in before):
            return place
        place = text.rfind(word, 0, place)
    return -1


def bare_measure(text: str) -> bool:
    """Whether a phrase says only how something moved ("同比增速", "单周环比增幅"), not what."""
    rest = text
    for measure in _ORDER:
        rest = _words_of(measure).sub("", rest)
    return not re.sub(
        r"增速|增幅|降幅|幅度|^[近过去]*[一二两三四五六七八九十]{1,2}年?|名义|实际|扭亏|转亏|逐步|逐年|年化|持续|同步|随后|小幅|大幅?|猛|重回|再次|一度|目标|同期|分别|维度|角度|口径|方面|单?[季周月]度?|单日|[的为达约在较年均超近度变动率望\W\d]",
        "",
        rest,
    )


def tells(phrase: str) -> bool:
    """Whether a phrase tells a story rather than names something: a verb or a preposition stands in it."""
    for word in words("phrase")["no_story"]:
        phrase = phrase.replace(word, "")
    return any(word in phrase for word in words("phrase")["not_in_prefix"])


def last_clause(text: str) -> str:
    """The part after the last comma or colon, or after a bracket that is still open; closed brackets are dropped."""
    text = re.sub(r"[（(][^（()）]*[)）]", "", text)
    return re.split(r"[，,：:（(）)]", text)[-1]
