"""A number whose clause points back ("该比例", "二者", "原来的三分之一") in, the metric it points to out; None where it points to none.

What is pointed to stands before it in the block: the last metric that a number of this unit can be said of.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from extract.prose.metric.measures import is_share, measure_of
from extract.prose.sentence.clauses import Group, Sentence, between, without_periods
from extract.prose.sentence.phrases import last_clause, noun_phrase
from extract.prose.sentence.said import MONEY, NOT_COUNTED, Said, What
from extract.vocabulary import find_metric, words

_FAR = 120  # characters back that a word may point over
_THAT = re.compile(
    r"^\s*(?:其中|而|但|且|预计|到|至|未来)*(?P<who>[A-Za-z\u4e00-\u9fff]{2,8}?)?的?(?:该|这一|这个|此|上述)(?P<noun>比例|占比|比重|数字|数值|数据|指标|比率|水平|值|规模)"
)
_PART = re.compile(
    r"(?P<part>[A-Za-z\d\u4e00-\u9fff]{2,14}?)(?:的|所占的?)?(?:占比|比例|比重|份额)(?=[逐持不稳快明大显较相]|[，。；：（]|$)"
)


def pointed_at(sentence: Sentence, group: Group, lead: str, said: Said) -> tuple[What, str] | None:
    """What "该比例" stands for, with its measure."""
    match = _THAT.match(last_clause(without_periods(sentence, group)))
    if match is None or sentence.metrics(group.start - 8, group.start):
        return None
    unit = group.quantities[-1].unit
    text = sentence.mentions.text
    floor = max(0, group.start - _FAR, said.last.end if said.what and isinstance(said.last, Group) else 0)
    stop = group.start - len(last_clause(text[group.lead_start : group.start]))
    what = _share_named(sentence, floor, stop) if unit == "%" else None
    what = what or _metric_named(sentence, floor, stop, unit) or said.what or said.earlier
    if what is None:
        return None
    if match["who"] and said.what is not None:
        what = replace(what, subject=str(words("subject_fold").get(match["who"], match["who"])))
    measure = measure_of(what.concept, without_periods(sentence, group), group, lead)
    if measure == "level" and unit == "%" and (is_share(what.name) or what.name.endswith("比例")):
        measure = "share"
    return (what, measure) if measure else None


def _share_named(sentence: Sentence, floor: int, stop: int) -> What | None:
    """The share that was spoken of without a number: "低端产品所占比例逐年降低，该比例从 …"."""
    found = list(_PART.finditer(sentence.mentions.text, floor, stop))
    if not found:
        return None
    part = re.sub(r"^.*(?:显示|统计|来看|方面)", "", found[-1]["part"])
    for name in sentence.mentions.names:
        if found[-1].start() <= name.start < found[-1].end() and part.startswith(name.text):
            part = part[len(name.text) :]
    part = noun_phrase(part).removesuffix("所占").removesuffix("所")
    return What(f"{part}占比", None, part) if len(part) >= 2 else None


def _metric_named(sentence: Sentence, floor: int, stop: int, unit: str) -> What | None:
    """The last metric of the vocabulary before a place that has the unit."""
    mentions = [m for m in sentence.mentions.metrics if floor <= m.start and m.end <= stop]
    for mention in reversed(mentions):
        own = mention.metric.unit
        if own == unit or (unit in MONEY and own in MONEY):
            return What(mention.text, mention.metric)
    return None


# A sentence that names nothing before its number: "从 2015 年的 12%升至 …", "到 2020 年分别为 …".
_BARE = re.compile(r"(?:[\s，（(的]|从|由|自|到|至|在|其中|分别|为|是|达到?|约)*")


def goes_on_with(sentence: Sentence, group: Group, said: Said) -> What | None:
    """The metric of the sentence before, where this one names none and its number has the same unit."""
    what, unit = said.earlier, group.quantities[-1].unit
    if said.what is not None or what is None or group.bracketed or group.role == "to":
        return None
    if not sentence.periods(sentence.start, group.start):
        return None
    own = what.concept.unit if what.concept else "%" if what.name.endswith(("率", "比例", "占比")) else ""
    same = sentence.continues and unit == said.unit and unit not in NOT_COUNTED
    if not same and (unit != "%" or own != unit):
        return None
    return what if _BARE.fullmatch(between(sentence, sentence.start, group.start)) else None


_HAS_MOVED = re.compile(
    r"(?:^|[，,。；：、\s])(?P<noun>[A-Za-z\u4e00-\u9fff/]{2,20}?)(?:不断|逐步|逐年|持续|稳步|快速|显著|大幅|明显|整体|进一步|均|呈|也)*(?:提高|提升|上升|增长|增加|下降|降低|下滑|回落|扩大|改善)(?:态势|趋势)?，\s*[从由自]\s*$"
)


def moved_before(sentence: Sentence, group: Group) -> What | None:
    """ "连锁化程度不断提高，从 2015 年的 12%升至…": what has moved, by the clause before the two ends."""
    if group.role != "from" or group.quantities[-1].unit != "%":
        return None
    match = _HAS_MOVED.search(between(sentence, sentence.start, group.start).removesuffix("的"))
    noun = noun_phrase(match["noun"]) if match else ""
    named = len(noun) >= 2 and noun.endswith(("率", "程度", "水平", "比例", "占比", "份额", "集中度", "比重"))
    return What(noun, find_metric(noun)) if named else None


_TWO = re.compile(
    r"^.{0,12}?(?P<one>[\u4e00-\u9fff]{2,4})(?:及|和|与|、)(?P<other>[\u4e00-\u9fff]{2,4})(?P<stem>[\u4e00-\u9fff]{2,4}率)$"
)


def of_two(what: What, count: int) -> list[What]:
    """ "甲及乙患病率": the two that two numbers are of; none where the name is not of two things."""
    match = _TWO.match(what.name) if count == 2 else None
    if match is None:
        return []
    size = len(match["other"])
    return [What(part + match["stem"], what.concept) for part in (match["one"][-size:], match["other"])]


_BOTH = re.compile(r"^(?:当前|目前|其中)?(?P<all>[二两三四]者)(?:合计|加总|总)?的?(?=.{2})(?!相差|共同|之间)")
_COUNT = {"二": 2, "两": 2, "三": 3, "四": 4}
_AND = r"\s*(?:、|和|及|与|以及|，)?\s*"


def of_both(what: What, sentence: Sentence, group: Group) -> What:
    """ "二者占比": of the two firms or products named last, together; without them where none are known by name."""
    match = _BOTH.match(what.name)
    if match is None or len(group.quantities) > 1:
        return what
    rest = what.name[match.end() :].removesuffix("之和")
    count = _COUNT[match["all"][0]]
    scope = None if what.scope is None else _BOTH.sub("", what.scope + "  ").strip() or None
    if scope in ("二者", "两者", "三者", "四者"):
        scope = None
    names = [n for n in sentence.mentions.names if group.start - _FAR <= n.start and n.end <= group.start]
    text = sentence.mentions.text
    for last in range(len(names), count - 1, -1):
        run = names[last - count : last]
        joined = all(re.fullmatch(_AND, text[a.end : b.start]) for a, b in itertools.pairwise(run))
        if joined and len({n.text for n in run}) == count:
            together = "、".join(n.text for n in run[:-1]) + "和" + run[-1].text
            return replace(what, name=rest, scope=scope, subject=together)
    if named := list(_FOR_EXAMPLE.finditer(text, max(0, group.start - _FAR), group.start)):
        run_of = re.split(r"、|和|与|及", named[-1]["run"])
        if len(run_of) == count:
            return replace(what, name=rest, scope=scope, subject="、".join(run_of[:-1]) + "和" + run_of[-1])
    return replace(what, name=rest, scope=scope)


_FOR_EXAMPLE = re.compile(
    r"以(?P<run>[A-Za-z\u4e00-\u9fff]{2,8}(?:、[A-Za-z\u4e00-\u9fff]{2,8})*(?:和|与|及|、)[A-Za-z\u4e00-\u9fff]{2,8}?)(?:等)?为(?:代表|主|例|核心)"
)
_BEFORE = re.compile(r"(?:原来|原先|此前|之前|过去|以前|上年|去年|当时)(?:同期)?(?:的?[\u4e00-\u9fff]{2,4})?")
_SET_AGAINST = re.compile(
    r"(?P<of>[^，。；：（(]{0,24}?)(?:预计|分别|大约|约|仅|只|就)*(?:[是为]|相当于)(?:约|仅|近|不到|不足)*"
    r"(?P<other>[^，。；：（(\d的]{2,16}|[^，。；：（(\d]{2,16}?)的\s*(?:约|近|不到|不足|大约|接近|超过?)*\s*$"
)


def set_against(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """What is so many times, or such a part of, another's or what it was before: "价格约是原来的三分之一", "仅为日韩的 1/10"."""
    quantity = group.quantities[-1]
    part = quantity.unit == "%" and not re.search(r"[%％]", quantity.original)
    if not (part or quantity.unit == "倍") or len(group.quantities) > 1:
        return None
    text = sentence.mentions.text
    match = _SET_AGAINST.search(between(sentence, sentence.start, group.start))
    if match is None or _NO_OTHER.search(match["other"]):
        return None
    what = _measured_there(sentence, group, match["of"], said)
    if what is None:
        return None
    if _BEFORE.fullmatch(match["other"]):
        return what, "level" if part else "multiple"
    place = text.rfind(match["other"], sentence.start, group.start)
    if sentence.metrics(place, group.start) and not noun_phrase(match["of"]):
        return None  # "是去年产能的 1.5 倍" names the metric itself
    marks = [m for m in said.marks if m.end <= place and m.is_named and m.subject]
    subject = said.subject if what is said.what or not marks else marks[-1].subject
    return What(f"{what.name}相对{match['other']}", None, what.scope, subject, whole=True), "multiple"


# A part of the whole, a date or a story is nothing that a figure is set against.
_NO_OTHER = re.compile(r"期[末初间]|[“”《》]|总[收营量额]|其中|[了在将被把从]|公司$")


def _measured_there(sentence: Sentence, group: Group, before: str, said: Said) -> What | None:
    """The metric the comparison is of: named in its clause, spoken of last, or named in a clause before or around a bracket."""
    mentions = sentence.metrics(group.lead_start, group.start)
    phrase = noun_phrase(before)
    if len(phrase) >= 2:
        known = next((m for m in mentions if phrase == m.text), None)
        return What(phrase, known.metric if known else None)
    if said.what is not None:
        return said.what
    text = sentence.mentions.text
    opened = text.rfind("（", group.lead_start, group.start)
    if opened > 0:
        noun = noun_phrase(last_clause(text[group.lead_start : opened]))
        return What(noun) if len(noun) >= 2 else None
    return What(mentions[-1].text, mentions[-1].metric) if mentions else None
