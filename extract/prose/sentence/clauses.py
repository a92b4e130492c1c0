"""Mentions in, groups of numbers with the words that lead up to them out: the grammar of "分别为", "由…至…" and brackets.

A group is one number or a list printed as one ("67.99/83.85/101.45 亿", "40.5%、28.0%和5.2%"). Its lead is the text
between the group before it and its first digit: what the number is said to be stands there, or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.model import Period, Quantity
from extract.prose.sentence.amounts import is_size_of_class, measuring
from extract.prose.sentence.nlp import Mentions, MetricMention, Name

_STOP = re.compile(r"[。！？!?；;]|\n")
_JOIN = re.compile(r"\s*(?:[、/／]|和|及|与|以及|，|,)?\s*(?:和|及)?\s*")
_TO = re.compile(
    r"\s*(?:左右|以上)?\s*(?:最高|一度|随后|后|再|先|大幅|逐步|迅速|小幅|快速|持续|进一步|稳步|显著|不断|再)?(?:提升|提高|增长|增加|上升|上涨|下降|下滑|降低|减少|回落|升|降|增|涨|跌|扩大|收窄|改善|调整|上调|下调|上扬|反弹|跃升|攀升|抬升|走高|走低|调低|调高|下调|升高|扩张|收缩|下跌|下行|上行|压缩|缩减|缩短|延长|回升|提速|推升)?(?:至|到|为)(?:约|近|了)?\s*"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`mentions.text[start:end]` and what stands in it."""

    mentions: Mentions
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.mentions.text[self.start : self.end]

    @property
    def continues(self) -> bool:
        """Whether only a semicolon parts it from the one before."""
        return self.mentions.text[: self.start].rstrip().endswith(("；", ";"))

    def periods(self, start: int, end: int) -> list[Period]:
        return [p for p in self.mentions.periods if start <= p.start and p.end <= end]

    def metrics(self, start: int, end: int) -> list[MetricMention]:
        return [m for m in self.mentions.metrics if start <= m.start and m.end <= end]

    def names(self, start: int, end: int) -> list[Name]:
        return [n for n in self.mentions.names if start <= n.start and n.end <= end]


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers said of the same thing. `role`: "list", "from" or "to" (the ends of a movement), "limit" (of nothing told)."""

    quantities: tuple[Quantity, ...]
    lead_start: int
    role: str = "list"
    bracketed: bool = False

    @property
    def start(self) -> int:
        return self.quantities[0].start

    @property
    def end(self) -> int:
        return self.quantities[-1].end


def sentences(mentions: Mentions) -> Iterator[Sentence]:
    """The text cut at full stops and semicolons; a stop inside brackets or quotes still ends a sentence."""
    start = 0
    for match in _STOP.finditer(mentions.text):
        if match.end() > start:
            yield Sentence(mentions, start, match.end())
        start = match.end()
    if start < len(mentions.text):
        yield Sentence(mentions, start, len(mentions.text))


def groups(sentence: Sentence) -> list[Group]:
    """The sentence's numbers in groups, left to right."""
    text = sentence.mentions.text
    inside = measuring(
        text,
        [q for q in sentence.mentions.quantities if sentence.start <= q.start and q.end <= sentence.end],
        [(name.start, name.end) for name in sentence.names(sentence.start, sentence.end)],
    )
    found: list[Group] = []
    lead = sentence.start
    index = 0
    while index < len(inside):
        run = [inside[index]]
        if is_size_of_class(text, run[0]):
            found.append(Group((run[0],), lead, "limit"))
            lead, index = run[0].end, index + 1
            continue
        while index + len(run) < len(inside) and _listed(text, run, inside[index + len(run)]):
            run.append(inside[index + len(run)])
        following = inside[index + len(run)] if index + len(run) < len(inside) else None
        role = _role(sentence, run, found, following)
        bracketed = _opens_bracket(text, lead, run[0].start)
        found.append(Group(tuple(run), lead, role, bracketed))
        lead = _behind(text, run[-1])
        index += len(run)
    return found


_TAIL = re.compile(
    r"\s*(?:左右|以上|以内|以下|上下)(?:的?[年均复合同比稳定高快速]{0,6}(?:增速|增长率?|增幅)(?![至到了为]))?"
)


# "4 万平方米建筑面积": the area stands behind its number.
AREAS = frozenset({"平方米", "平米", "亩", "公顷", "平方公里", "平"})
AREA_BEHIND = re.compile(r"\s*的?(?P<noun>[\u4e00-\u9fff]{2,8}?面积)")


def _behind(text: str, quantity: Quantity) -> int:
    """Where the words behind a number begin that are not its own: "20%以上增长可享受" goes on at 可享受."""
    tail = _TAIL.match(text, quantity.end)
    if quantity.unit in AREAS:
        tail = AREA_BEHIND.match(text, quantity.end) or tail
    return tail.end() if tail else quantity.end


def _listed(text: str, run: Sequence[Quantity], other: Quantity) -> bool:
    last = run[-1]
    between = text[last.end : other.start]
    match = _JOIN.fullmatch(between)
    if match is None or not between.strip():
        return False
    same = last.unit == other.unit or (last.unit == "" and other.unit != "%")
    # A comma alone parts two statements, but for those of a list that "分别" has opened.
    if between.strip() in ("，", ","):
        return same and _OPENS_LIST.search(text[max(0, run[0].start - 24) : run[0].start]) is not None
    return same


_OPENS_LIST = re.compile(r"分别[^，。；\d]{0,10}$")


def _role(
    sentence: Sentence, run: Sequence[Quantity], found: Sequence[Group], following: Quantity | None
) -> str:
    """The ends of a movement: "从 12.1%降至 4.7%", "从 2007 年的 28%增长至 2012 年的 71%", "分别由 3%、1%升至 9%、8%"."""
    text = sentence.mentions.text
    if found and found[-1].role == "from" and len(run) == len(found[-1].quantities):
        return "to"
    row = len(run) > 1 and re.search(r"分别[由从]\s*$", text[: run[0].start]) is None
    if following is None or row or (run[-1].unit != following.unit and run[-1].unit):
        return "list"
    between = text[run[-1].end : following.start]
    if _FROM.search(_dateless(sentence, run[0].start)):
        between = between.removeprefix("，")  # "自 3 亿元，提升至 8 亿元"
    between = between.removeprefix(_noun_of_both(text, run[-1], following))
    between = re.sub(r"(?:目前|当前|如今|现在|现今)的?\s*$", "", between)
    for period in sentence.periods(run[-1].end, following.start):
        between = between.replace(text[period.start : period.end], "")
    return (
        "from"
        if _TO.fullmatch(re.sub(r"的?\s*(?:约|近|超过?|接近|不足|仅|了)*\s*$", "", between))
        else "list"
    )


_FROM = re.compile(r"[自从由]\s*$")


def _dateless(sentence: Sentence, end: int) -> str:
    """The clause up to a number without the period right before it: "从 16 年 4.3%" is "从"."""
    text = sentence.mentions.text
    for period in reversed(sentence.periods(sentence.start, end)):
        if not text[period.end : end].strip(" 的"):
            return text[sentence.start : period.start]
    return text[sentence.start : end]


def _noun_of_both(text: str, one: Quantity, other: Quantity) -> str:
    """What stands behind both ends of a movement: "从 11 个省市扩大至 21 个省市"."""
    common = 0
    while (
        common < 4
        and text[one.end + common : one.end + common + 1] == text[other.end + common : other.end + common + 1]
        and "\u4e00" <= text[one.end + common : one.end + common + 1] <= "\u9fff"
    ):
        common += 1
    return text[one.end : one.end + common]


def _opens_bracket(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    return max(between.rfind("（"), between.rfind("(")) > max(between.rfind("）"), between.rfind(")"))


def without_periods(sentence: Sentence, group: Group) -> str:
    """The lead without its periods."""
    return between(sentence, group.lead_start, group.start)


def between(sentence: Sentence, start: int, end: int) -> str:
    """A stretch of the sentence without its periods: "提升至 2010 年的" is "提升至"."""
    text, out = sentence.mentions.text, []
    for period in sentence.periods(start, end):
        out.append(text[start : period.start])
        start = period.end
        if text[start - 1] in "年月" and text[start : start + 1] in ("份", "底", "末", "初"):
            start += 1  # 10 月份, 24 年底
        elif re.match(r"[末底初](?=的|\s*$)", text[start:end]):
            start += 1  # 提升至 FY2024 末的
        if text[start : start + 1] == "的" and text[start + 1 : end].strip() == "":
            start += 1
    out.append(text[start:end])
    return "".join(out)
