"""A group of several numbers, or one of a row of groups, in; the metric each is said of out.

"净/总/综合投资收益率分别为 4.2%/3.0%/3.6%" names three metrics, "营收、归母净利润分别达 10 亿元（+16%）、0.7 亿元（+23%）" two.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from extract.prose.metric.measured import COMPARED
from extract.prose.metric.naming import without_place
from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.formation import head_of
from extract.prose.sentence.nlp import MetricMention
from extract.prose.sentence.phrases import bare_measure, last_clause, noun_phrase, tells
from extract.prose.sentence.said import NOT_COUNTED, Said, What
from extract.vocabulary import find_metric, metric_at_end, words

_AND = re.compile(r"\s*(?:[、/／]|和|及|与|以及)\s*")


def whats_of_each(
    what: What, measure: str, sentence: Sentence, group: Group, lead: str, said: Said
) -> list[What]:
    """One metric a number, or the one metric of them all; what is still to be given out waits in `said.pending`."""
    count = len(group.quantities)
    if count == 1 and (both := _said_of_all(what, sentence, group, lead)):
        return both
    if count == 1:
        return [_one_of_row(what, sentence, group, lead, said)]
    if what.name.endswith("历史分位") and len(said.stated) == count:
        return [What(f"{one.name}历史分位", None, one.scope) for one in said.stated]
    leaning = bare_measure(noun_phrase(COMPARED.sub("", without_periods(sentence, group))))
    if leaning and len(said.stated) == count and measure != "level":
        return said.stated
    if len(said.subjects) == count and (theirs := _BOTH_THEIR.search(lead)):
        name = noun_phrase(re.sub(r"分别.*$", "", theirs["metric"]))
        return [What(name, find_metric(name))] if len(name) >= 2 else [what]
    whats = _each_of_whole(group, lead) or _of_the_named(what, sentence, group, said.company is not None)
    whats = whats or metric_of_each(what, sentence, group, lead)
    said.stated = whats if len(whats) == count else []
    return whats


# "二者的人均消费量分别是我国的": of those whose numbers were told just before.
_BOTH_THEIR = re.compile(r"[二两三四]者的?(?P<metric>[^，。；：]{2,24})$")


def _said_of_all(what: What, sentence: Sentence, group: Group, lead: str) -> list[What]:
    """ "糖果、饼干毛利率均在 80%以上": the one number is each one's."""
    clause = last_clause(lead)
    if not re.search(r"[均都皆](?:为|在|超|达|保持|维持|约|不|是|高|低|有|实现|录得)", clause):
        return []
    listed = re.split(r"[均都皆]", clause)[0]
    count = len(_AND.split(listed))
    return metric_of_each(what, sentence, group, listed, count) if 2 <= count <= 5 else []


def _one_of_row(what: What, sentence: Sentence, group: Group, lead: str, said: Said) -> What:
    """The first of "A、B 分别达" is A, the next number without a name of its own is B."""
    if group.bracketed:
        return what
    if "分别" in lead:
        mentions = sentence.metrics(group.lead_start, group.start)
        run = [m for i, m in enumerate(mentions) if _adjacent(sentence.mentions.text, mentions[i:])]
        if len(run) > 1:
            row = [What(m.text, m.metric) for m in run]
            said.pending, said.stated = row[1:], row
            return row[0]
    elif said.pending and not noun_phrase(without_periods(sentence, group)):
        return said.pending.pop(0)
    if group.role != "to" and what not in said.stated:
        said.stated = [*said.stated, what]
    return what


def metric_of_each(what: What, sentence: Sentence, group: Group, lead: str, count: int = 0) -> list[What]:
    """One metric a number, where the words before name as many: "净/总/综合投资收益率分别为 4.2%/3.0%/3.6%"."""
    shared, count = count, count or len(group.quantities)
    mentions = sentence.metrics(group.lead_start, group.start)[-count:]
    if len(mentions) == count and _adjacent(sentence.mentions.text, mentions):
        return [What(m.text, m.metric) for m in mentions]
    clause = re.sub(
        r"(?:分别|同比|环比|增速|增长|占比)+.*$",
        "",
        lead if shared else last_clause(without_periods(sentence, group)),
    )
    parts = _parts(_without_firm(sentence, group, clause.strip()), count)
    if not parts or len(parts[0]) > 12 or any(map(_AHEAD.fullmatch, parts)):
        return _named_before(sentence, group, count) or [what]
    parts = [noun_phrase(part) or part for part in parts]
    if parts[0].startswith("对") and not parts[-1].startswith("对"):
        parts = [parts[0], *(f"对{part}" for part in parts[1:])]  # 对美国、欧盟出口
    tail = parts[-1]
    if whole := _whole_names(what, parts, lead):
        return whole
    behind = what.name.removeprefix(tail)
    if what.concept is None and behind != what.name and head_of(behind) == behind:
        return [What(p + behind, None, p) for p in parts]  # "甲、乙分别实现收入"
    for cut in range(1, min(5, len(tail) - 1)):
        concept = find_metric(parts[0] + tail[cut:])
        if concept is not None:
            return [What(p + tail[cut:], find_metric(p + tail[cut:])) for p in parts[:-1]] + [
                What(tail, find_metric(tail))
            ]
    if what.scope and tail == what.scope and "分别" in lead:
        stem = what.name.removeprefix(what.scope)
        return [What(p + stem, None, p) for p in parts]
    ends = metric_at_end(tail)
    own = any(find_metric(p) or metric_at_end(p) for p in parts[:-1])
    names = tuple(n.text for n in sentence.names(group.lead_start, group.start))
    if ends is not None and names and all(p.endswith(names) for p in parts[:-1]):
        return [What(ends[1], ends[2])]  # whose each number is, their subjects say
    if ends is not None and not own and "分别" in lead:
        return [What(p + ends[1], None, p) for p in parts[:-1]] + [What(tail, None, ends[0] or None)]
    if formed := _by_form(what, parts, "分别" in lead, ends is not None):
        return formed
    if (what.concept is not None or what.scope) and tail.endswith(what.name[-2:]):
        stem = what.name.removeprefix(what.scope or "") if what.concept else known_tail(tail)
        return [What(p + stem, None, p) for p in parts[:-1]] + [
            What(tail, None, tail.removesuffix(stem) or None)
        ]
    counts = group.quantities[-1].unit not in NOT_COUNTED and what.concept is None and "分别" in lead
    return [What(part) for part in parts] if counts and all(map(_is_thing, parts)) else [what]


def of_each_subject(told: Iterable[str], mention: MetricMention) -> What:
    """What each of a row of subjects has: the metric mentioned, with what limits it but for the last one's country."""
    longer = map(without_place, told)
    name = next((rest for rest in longer if rest.endswith(mention.text)), mention.text)
    return What(name, mention.metric if name == mention.text else find_metric(name))


def _of_the_named(what: What, sentence: Sentence, group: Group, own: bool) -> list[What]:
    """The amount behind a row of names or countries ("美国、欧洲、中国销售额"): whose each number is, their subjects say.

    `own`: the countries are where the report's company has it.
    """
    clause = re.sub(r"分别.*$", "", last_clause(without_periods(sentence, group)))
    parts = [part.strip() for part in _parts(clause, len(group.quantities))]
    if what.concept is not None or not parts:
        return []
    places = words("subject")["country_words"]
    known = (*(n.text for n in sentence.names(group.lead_start, group.start)), *places)
    last = max((name for name in known if parts[-1].startswith(name)), key=len, default="")
    rest = noun_phrase(parts[-1].removeprefix(last).lstrip(" 的"))
    if not last or head_of(rest) is None or not all(part in known for part in parts[:-1]):
        return []
    if own and last in places:
        return [What(place + rest, None, place) for place in (*parts[:-1], last)]
    return [What(rest, find_metric(rest))]


def _by_form(what: What, parts: list[str], listed: bool, known: bool) -> list[What]:
    """Where only the last part ends in an amount, by its form, it is that of each: "寿险和集团 ARPU"; else the end they share by length."""
    tail = parts[-1]
    head = None if known or what.concept is not None else head_of(tail)
    own = [end for part in parts[:-1] if (end := head_of(part)) and end not in words("formation")["counted"]]
    if head is not None and not own:
        return [What(p + head, None, p or None) for p in (*parts[:-1], tail.removesuffix(head))]
    alike = what.concept is None and len({len(p) for p in parts[:-1]}) == 1 and len(tail) >= len(parts[0]) + 2
    if alike and listed:
        return [What(p + tail[len(p) :]) for p in parts[:-1]] + [What(tail)]
    return []


_AHEAD = re.compile(r"[\s预计将有望到至在约]*")  # no part of a row: "预计 2025 年、2028 年 …"


def _whole_names(what: What, parts: list[str], lead: str) -> list[What]:
    """Where every part is a metric of its own (生产指数、新订单指数), or each has the share or the price told behind the last."""
    tail = parts[-1]
    if own_end := _common_end(parts):
        limits = find_metric(own_end) is not None
        return [What(p, find_metric(p), p.removesuffix(own_end) if limits else None) for p in parts]
    heads = [head_of(part) for part in parts]
    bare = any(head == part for head, part in zip(heads, parts, strict=True)) and heads[-1] != tail
    if all(heads) and not bare and not any(head in words("formation")["counted"] for head in heads):
        return [What(p, find_metric(p)) for p in parts]
    if what.concept is not None:
        return []
    if share := re.search(r"(?:的)?(?P<share>(?:[^，。；、的]{0,6})占比)分别[^，、]*$", lead):
        things = [*parts[:-1], tail.removesuffix(share["share"].removesuffix("占比"))]
        return [What(p + share["share"], None, p) for p in things]
    if what.name.startswith(tail) and what.name.endswith("价格") and not tail.endswith("价格"):
        return [What(f"{p}价格", None, p) for p in parts]
    return []


def _parts(clause: str, count: int) -> list[str]:
    """The parts of a row, parted at 、 and strokes alone where that gives `count` of them, else at "和" too."""
    for parted in (r"[、/／]", r"[、/／]|和|及|与|以及", r"[、/／]|以及|和|与"):
        parts = [part for part in re.split(parted, clause) if part.strip()]
        if len(parts) == count:
            return parts
    return []


def _without_firm(sentence: Sentence, group: Group, clause: str) -> str:
    """A row without the firm it is of: "A 经纪、投行净收入" is that of 经纪 and of 投行."""
    names = [n.text for n in sentence.names(group.lead_start, group.start)]
    for name in names[:1] if len(names) == 1 else []:
        if clause.startswith(name) and clause[len(name) : len(name) + 1] not in (
            "、",
            "/",
            "和",
            "及",
            "与",
            "",
        ):
            return clause[len(name) :].lstrip(" 的")
    return clause


def _common_end(parts: list[str]) -> str:
    """The metric every part of a row ends in: 生产指数、新订单指数 are each an 指数."""
    end = ""
    for length in range(2, min(map(len, parts))):
        tail = parts[0][-length:]
        if not all(part.endswith(tail) for part in parts):
            break
        end = tail
    return (
        end
        if len(parts) > 1 and all(len(part) > len(end) for part in parts) and end.endswith(_ROW_ENDS)
        else ""
    )


_ROW_ENDS = (
    "指数",
    "价差",
    "增速",
    "收入",
    "净利润",
    "利润",
    "费用率",
    "利润率",
    "毛利率",
    "净利率",
    "率",
    "价格",
    "均价",
    "销量",
    "产量",
    "收益率",
    "价值",
    "费用",
    "成本",
    "占比",
)


def _is_thing(part: str) -> bool:
    """Whether a part of a row names a thing by itself: "自有车辆与外协车辆分别提升至 …"."""
    return 3 <= len(part) <= 10 and not tells(part) and not bare_measure(part)


_EACH_OF = re.compile(
    r"(?P<parts>[^，。；：（(]{4,30}?)分别占(?:公司|总|到|了)?(?P<of>[^，。；：\d占]{2,12}?)的?(?:比[重例])?(?:为|达)?(?:约|近)*\s*$"
)


def _each_of_whole(group: Group, lead: str) -> list[What]:
    """What each part is of a whole: "人工费和材料费分别占工程收入的 30%和 50%"."""
    match = _EACH_OF.search(lead) if group.quantities[-1].unit == "%" else None
    parts = [noun_phrase(part) for part in _parts(match["parts"], len(group.quantities))] if match else []
    if match is None or not parts or not all(2 <= len(part) <= 12 for part in parts):
        return []
    return [What(f"{part}占{match['of']}比例", None, part) for part in parts]


def known_tail(name: str) -> str:
    """The known metric a name ends in: 集团EV → EV."""
    return next((name[i:] for i in range(1, len(name) - 1) if find_metric(name[i:])), name)


_ALL_OF = {"两者": 2, "二者": 2, "三者": 3, "四者": 4, "前者": 0}


def _named_before(sentence: Sentence, group: Group, count: int) -> list[What]:
    """ "三者在营收中占比分别为": the list of as many things the sentence, or the one before it, named."""
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    word = next((w for w, n in _ALL_OF.items() if n == count and w in lead), None)
    if word is None:
        return []
    stem = noun_phrase(
        re.sub(r"(?:分别|合计|(?<![人户日月年平])均).*$", "", lead[lead.rindex(word) + len(word) :])
    )
    before = text[max(0, group.lead_start - 200) : group.lead_start + lead.rindex(word)]
    item = r"[A-Za-z\u4e00-\u9fff]{2,14}"
    runs = list(
        re.finditer(
            rf"{item}?(?:、{item}?){{{count - 2},{count - 2}}}(?:和|与|及|以及|、){item}?(?=贡献|是|为|等|构成|占|三|两|四|业务|[，。；：]|$)",
            before,
        )
    )
    if not runs:
        return []
    items = [noun_phrase(p) for p in _AND.split(runs[-1][0]) if p]
    return [What(i + stem, None, i) for i in items] if len(items) == count else []


def _adjacent(text: str, mentions: list[MetricMention]) -> bool:
    return all(
        re.fullmatch(r"\s*(?:[、/／和及与，,]|以及)\s*[\u4e00-\u9fff]{0,4}", text[a.end : b.start])
        for a, b in itertools.pairwise(mentions)
    )
