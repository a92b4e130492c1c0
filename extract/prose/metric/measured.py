"""A group of numbers in its sentence in, the metric and the measure it is said of out; None where the words name none.

A metric the vocabulary knows wins, nearest first; then the one just spoken of; then the noun phrase before the number.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.prose.metric.anew import among, led_up_to
from extract.prose.metric.capacities import capacity
from extract.prose.metric.counted import says_there_are
from extract.prose.metric.measures import measure_of
from extract.prose.metric.open_metrics import market_of, open_metric
from extract.prose.metric.opening import growth_behind, opens_clause
from extract.prose.metric.parts import part_of_whole, same_part
from extract.prose.metric.posed import paid_for, posed_behind
from extract.prose.metric.references import goes_on_with, moved_before, pointed_at, set_against
from extract.prose.metric.shares import part_of
from extract.prose.metric.whose import firm_of
from extract.prose.sentence.clauses import Group, Sentence, between, without_periods
from extract.prose.sentence.formation import is_ratio
from extract.prose.sentence.nlp import MetricMention
from extract.prose.sentence.phrases import bare_measure, last_clause, measure_word, noun_phrase, tells
from extract.prose.sentence.said import NOT_COUNTED, Said, What
from extract.prose.sentence.topics import is_head
from extract.prose.subject.subjects import attribution
from extract.vocabulary import find_metric, words


def what_is_measured(sentence: Sentence, group: Group, lead: str, said: Said) -> tuple[What, str] | None:
    """Metric and measure: a known metric in the lead, the one just spoken of, one right behind, or the noun phrase."""
    unit = group.quantities[-1].unit
    behind = _behind(sentence, group)
    if behind is not None and unit == "倍":
        return behind, "level"
    if grown := growth_behind(sentence, group, said):
        return _with_part(grown, sentence, group, said)
    if posed := paid_for(sentence, group) or posed_behind(sentence, group, said.company):
        return posed
    if unit == "" and (ratio := _RATIO.search(without_periods(sentence, group))):
        return What(noun_phrase(ratio["of"])), "multiple"
    if back := set_against(sentence, group, said) or pointed_at(sentence, group, lead, said):
        return back
    if part := part_of_whole(sentence, group, said):
        return part, "share"
    if made := capacity(sentence, group, said):
        return made, "level"
    if thing := _thing_behind(sentence, group, said):
        return thing
    return (
        part_of(sentence, group, said)
        or _known(sentence, group, said)
        or _leaning(sentence, group, lead, said)
    )


def _with_part(grown: tuple[What, str], sentence: Sentence, group: Group, said: Said) -> tuple[What, str]:
    """What grows with the part of the business named before it: "施工业务 21Q3 收入实现翻倍的增长"."""
    what, measure = grown
    named = [m for m in sentence.metrics(group.lead_start, group.start) if m.text == what.name]
    plain = what.scope is None and what.subject is None and what.concept is not None
    return (_named(sentence, named[-1], group, said), measure) if plain and named else grown


def _known(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """The nearest metric of the vocabulary that the number can be said of.

    One it cannot be said of shuts off the clauses before it, and so does a growth with a name of its own.
    """
    text = sentence.mentions.text
    floor, unit = group.lead_start, group.quantities[-1].unit
    own = _OWN_GROWTH.search(last_clause(without_periods(sentence, group)))
    if own and not bare_measure(own[1]) and len(noun_phrase(own[1])) >= 2:
        floor = group.start - len(last_clause(text[group.lead_start : group.start]))
    for mention in reversed(sentence.metrics(group.lead_start, group.start)):
        if mention.end <= floor:
            break
        after = between(sentence, mention.end, group.start)
        if unit == "倍" and (other := _SET_TO.search(after)) and is_ratio(noun_phrase(other[1])):
            break  # "股价对应 PEV 为 0.6 倍": the ratio is measured, not what it is of
        measure = measure_of(mention.metric, after, group, text[mention.end : group.start])
        if measure is not None:
            return _named(sentence, mention, group, said), measure
        floor = max(text.rfind(sign, 0, mention.start) for sign in "，；：")
    return None


_SET_TO = re.compile(r"对应的?([^，。；]{2,12})$")


def _leaning(sentence: Sentence, group: Group, lead: str, said: Said) -> tuple[What, str] | None:
    """The metric just spoken of, what the words behind name, or the noun phrase before the number."""
    unit = group.quantities[-1].unit
    phrase = noun_phrase(COMPARED.sub("", without_periods(sentence, group)))
    if group.role == "to" and said.what is not None:
        return said.what, said.measure if said.role == "from" and said.measure != "change" else "level"
    if group.role == "to" and not sentence.metrics(group.lead_start, group.start):
        return None  # to where what moved, nobody says
    if said.what is not None and any(
        phrase == n.text or (phrase.startswith(n.text) and bare_measure(phrase[len(n.text) :]))
        for n in sentence.names(group.lead_start, group.start)
    ):
        said.what = same_part(said.what, phrase)
        phrase = ""  # "A 市占率为 20%，B 为 15%": a new subject, the same metric
    place = phrase.removesuffix("市场") in words("subject")["country_words"]
    if place and (unit not in NOT_COUNTED or (unit == "%" and said.what is not None)):
        phrase = ""  # "全国 29 个地区已经…": where, not what
    if _CAUSED.fullmatch(phrase):
        phrase = ""  # why it moved, not what
    if anew := among(sentence, group, said):
        return anew
    told = (moved_before(sentence, group) or goes_on_with(sentence, group, said)) if not phrase else None
    if told is not None and said.what is None:
        return told, "level"
    opened = opens_clause(sentence, group, said)
    if opened and (not phrase or says_there_are(phrase)):
        return opened
    if group.bracketed and (own := _in_brackets(sentence, group, lead, said)):
        return own
    leans = not phrase or bare_measure(phrase)
    if said.measure == "share" and leans and (grown := _amount_before(sentence, group, said)):
        return grown
    other = not phrase and not group.bracketed and unit not in NOT_COUNTED and unit != said.unit
    if said.what is not None and not other and (not phrase or bare_measure(phrase) or group.bracketed):
        measure = measure_of(said.what.concept, without_periods(sentence, group), group, lead)
        if measure == "level" and unit == "%":
            measure = _of_same(group, said)
        of_count = measure == "level" and unit == "%" and said.what.name.endswith("数量")
        return (said.what, measure) if measure and not of_count else None
    return open_metric(sentence, group, lead, firm_of(sentence, group, said)) or opened


def _of_same(group: Group, said: Said) -> str:
    """How a percentage without a word goes on: a share on a share, in brackets with its sign the growth of an amount."""
    signed = group.bracketed and re.match(r"[+＋-]", group.quantities[0].original) is not None
    if signed and said.unit not in ("%", "pct_pt", ""):
        return "yoy"  # "7.9 亿元（+50%）"
    return "share" if said.measure == "share" else "level"


def _amount_before(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """The amount told before a share, where a bare rate of growth follows: no share grows at a compound rate."""
    asked = measure_word(last_clause(without_periods(sentence, group)))
    amounts = [w for w in said.stated if not w.name.endswith(("比", "例", "重", "率", "份额"))]
    if asked not in ("cagr", "yoy") or group.quantities[-1].unit != "%" or not amounts:
        return None
    return amounts[-1], asked


_BESIDE = re.compile(r"(?:.*、)?[\s和与及以并]*(?:下游|另|还)?(?:配套|有)?(?:了|约|近)*\s*")
_THING = re.compile(
    r"\s*(?!左右|以上|以内|以下|上下)(?P<thing>[\u4e00-\u9fff]{2,8}?)(?=[、，。；和与及）)]|等)"
)


def _thing_behind(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """A list of amounts of other things ("80 万吨甲醇产能，60 万吨乙醇、40 万吨丙醇"): the same figure of each."""
    before = said.what
    if before is None or before.concept is None or group.bracketed or len(group.quantities) > 1:
        return None
    if group.quantities[-1].unit not in words("filed")["bulk_units"] or before.concept.unit:
        return None
    if not _BESIDE.fullmatch(last_clause(without_periods(sentence, group))):
        return None
    match = _THING.match(sentence.mentions.text, group.end, sentence.end)
    thing = noun_phrase(match["thing"]) if match else ""
    if match is None or thing != match["thing"] or find_metric(thing) or bare_measure(thing):
        return None
    return What(thing + before.concept.zh, before.concept, thing), "level"


_CAUSED = re.compile(r"(?:受|因)[^，]{2,12}影响")


_BRACKET = re.compile(r"(?P<noun>[A-Za-z\u4e00-\u9fff/]{2,12})\s*[（(]\s*$")


def _in_brackets(sentence: Sentence, group: Group, lead: str, said: Said) -> tuple[What, str] | None:
    """A number in brackets with a name of its own ("（研发人员 500+，…"), or said of the noun before them ("SAP（15 万吨）")."""
    text, unit = sentence.mentions.text, group.quantities[-1].unit
    inside = text[max(text.rfind("（", 0, group.start), text.rfind("(", 0, group.start)) + 1 : group.start]
    if last_clause(inside).strip():
        phrase = noun_phrase(last_clause(inside))
        named = len(phrase) >= 3 and not bare_measure(phrase) and not _ASIDE.search(phrase)
        return open_metric(sentence, replace(group, bracketed=False), lead, said.company) if named else None
    if (
        unit in NOT_COUNTED
        or unit == "V"
        or inside.strip()
        or not (match := _BRACKET.search(text[: group.start]))
    ):
        return None
    noun = noun_phrase(match["noun"])
    if len(noun) < 2 or noun in words("subject")["bare_markets"]:
        return None
    if said.what is not None and said.what.concept is not None and unit == said.unit:
        return What(noun + said.what.concept.zh, None, noun), "level"
    listed = text[match.start("noun") - 1 : match.start("noun")] in ("、", "和", "及")
    return (What(noun), "level") if not said.what or listed else None


_ASIDE = re.compile(r"正面|负面|前值|原值|原预测|其中|剔除|主要|假设|对应|折合|合计|上限|下限|含|约合|预期")
# A clause with a growth of its own: what clauses before it name is not what grows.
_OWN_GROWTH = re.compile(r"([A-Za-z\u4e00-\u9fff]{2,})(?:增速|增长率|增幅)")
# "较上轮增长": with what it is compared is no part of a name.
COMPARED = re.compile(
    r"(?:与[^，。；\d]{0,6}相比|相较于?|相比于?|较|(?<![同环占对配性])比)[^，。；\d]{0,8}?(?=(?:分别|大幅|略|小幅|显著)?(?:增|减|提升|提高|下降|上升|上涨|下跌|回落|扩大|收窄))"
)
_RATIO = re.compile(r"(?P<of>[^，。；：]{2,20}?(?:比值|之比))(?:[约为是达在至升降到近])*\s*$")
_MULTIPLES = re.compile(
    r"\s*(?:的|目标|估值|合理|动态|静态|预测)*\s*(P/?E|P/?B|P/?S|EV/EBITDA|PEG|P/?EV|市盈率|市净率|市销率|PE估值|估值(?=，|。|；|$))(?![A-Za-z])",
    re.I,
)


def _behind(sentence: Sentence, group: Group) -> What | None:
    """A multiple's metric may follow it: "54x PE", "10 倍 EV/EBITDA"."""
    match = _MULTIPLES.match(sentence.mentions.text[group.end : sentence.end])
    concept = find_metric(match[1].replace("估值", "") or "PE") if match else None
    return What("PE" if match and "估值" in match[1] else match[1], concept) if match and concept else None


def _named(sentence: Sentence, mention: MetricMention, group: Group, said: Said) -> What:
    """The mention with the words right before it that make it a segment's or a market's figure."""
    text = sentence.mentions.text
    floor = max(
        [group.lead_start, sentence.start, *(p.end for p in sentence.periods(sentence.start, mention.start))]
        + [m.end for m in sentence.metrics(group.lead_start, mention.start)]
    )
    clause = last_clause(text[floor : mention.start])
    prefix = noun_phrase(_without_names(sentence, mention.start - len(clause), mention.start))
    prefix = re.sub(r"分别.*$", "", prefix) or _before_period(sentence, mention, group, floor)
    cut = words("phrase")
    if prefix.endswith((*cut["cut_keep_after"], *cut["cut_keep_after_amount"])):
        prefix = ""  # what moves the metric does not limit it
    if mention.text.startswith("占"):
        part = noun_phrase(_without_names(sentence, sentence.start, mention.start))
        known = find_metric(part) is not None
        return What(f"{part}{mention.text}", None if known else mention.metric, part or None)
    tail = re.match(r"(?:中位数|均值|占比|增速|预测)", text[mention.end :])
    firm = firm_of(sentence, group, said)
    of_firm = mention.metric.id == "market_share" and firm is not None
    headed = of_firm or _is_headed(sentence, mention, group, said)
    firm = firm if mention.text.endswith(tuple(words("subject")["firm_heads"])) else said.company
    if _is_surveyed(sentence, mention, prefix, said):
        return What(mention.text, mention.metric, None, market_of(sentence, clause, mention.start) or prefix)
    if _names_market(mention, prefix, firm) and not headed:
        market = market_of(sentence, clause, mention.start)
        if market:
            return What(mention.text, mention.metric, None, market)
    if tail and tail[0] == "占比":
        return What(f"{prefix}{mention.text}占比", None, prefix or None)
    if "可比公司" in clause:
        return What(mention.text, mention.metric, None, "可比公司")
    if len(prefix) < 2:
        part = led_up_to(sentence, mention)
        return What(part + mention.text, mention.metric, part or None)
    if prefix in words("subject")["country_words"]:
        return _of_place(mention, prefix, sentence, group, said)
    whose = prefix.removesuffix("平均")
    if not re.search(r"[、和与及/]", prefix) and whose.endswith(tuple(words("subject")["class_heads"])):
        return What(prefix[len(whose) :] + mention.text, mention.metric, None, whose)
    if len(prefix) <= 14 and not tells(prefix):
        return What(prefix + mention.text, None, prefix.removesuffix("占"))
    if said.segment and said.segment in prefix:
        return What(said.segment + mention.text, mention.metric, said.segment)
    # Words before the metric that are no noun phrase limit it in a way not understood: the concept stays open.
    return What(mention.text, None)


def _of_place(mention: MetricMention, place: str, sentence: Sentence, group: Group, said: Said) -> What:
    """The metric of a country or region; of the company, where it is what no country has or the business there."""
    text = sentence.mentions.text
    theirs = said.company is None and _is_headed(sentence, mention, group, said)  # "A 全球门店数" is A's
    if said.company is not None and mention.metric.id in words("subject")["company_counts"]:
        return What(mention.text, mention.metric)
    if theirs or _is_business_there(mention, place, text, said):
        return What(place + mention.text, mention.metric, place)
    return What(mention.text, mention.metric, None, str(words("subject_fold").get(place, place)))


def _is_business_there(mention: MetricMention, place: str, text: str, said: Said) -> bool:
    """Whether a place before a metric is where the company does business: "远山东南亚销量", "中国业务量"."""
    if said.company is None:
        return False
    start = text.rfind(place, 0, mention.start)
    own = any(m.kind == "company" and m.end == start for m in said.marks)
    return own or mention.text.startswith("业务")


_PART = re.compile(
    r"(?P<part>[A-Za-z\u4e00-\u9fff]{2,10}?(?:业务|产品|板块|渠道|系列|地区|区域|类|事业部|分部|系统))(?:的|在|，)?\s*$"
)


def _before_period(sentence: Sentence, mention: MetricMention, group: Group, floor: int) -> str:
    """The part of the business named before the years: "预计直销渠道 2023-2025 年收入"."""
    text = sentence.mentions.text
    start = next((p.start for p in sentence.periods(group.lead_start, mention.start) if p.end == floor), None)
    if start is None or text[floor : mention.start].strip(" 的，实现"):
        return ""
    if "该" in text[group.lead_start : start].split("，")[-1]:
        return ""  # of which kind, the sentences before tell
    match = _PART.search(noun_phrase(text[group.lead_start : start].split("，")[-1]))
    return match["part"] if match and not tells(match["part"]) else ""


def _is_headed(sentence: Sentence, mention: MetricMention, group: Group, said: Said) -> bool:
    """Whether a firm heads the clause: "公司在国内市场市占率" is the company's, the market limits it."""
    table = words("subject")
    if any(head in mention.text or head == mention.metric.zh for head in table["strict_market_heads"]):
        return False
    text = sentence.mentions.text
    clause = max(text.rfind(sign, 0, mention.start) for sign in "，,：:；。")
    inside = [m for m in said.marks if max(clause, group.lead_start) <= m.start < mention.start]
    return (
        bool(inside) and inside[0].kind in ("company", "name") and is_head(text, inside[0], group.lead_start)
    )


def _is_surveyed(sentence: Sentence, mention: MetricMention, prefix: str, said: Said) -> bool:
    """Whether others' data tell how a kind of goods is bought or used: "根据 A 的数据，液态奶线上占比" is no company's."""
    if mention.metric.id not in words("subject")["user_metrics"] or not re.fullmatch(
        r"[^在对从于]{2,12}", prefix
    ):
        return False
    firms = any(m.kind in ("company", "name") and m.end <= mention.start for m in said.marks)
    return not firms and attribution(sentence.text) is not None


def _names_market(mention: MetricMention, prefix: str, company: str | None) -> bool:
    """Whether the words before a metric name the market it is of. A company's own sales are a segment's figure."""
    table = words("subject")
    if prefix.endswith("占"):
        return False  # "投入占总产值的比重": a share, and no market's output
    if any(head in mention.text or head == mention.metric.zh for head in table["strict_market_heads"]):
        return True
    if any(head in mention.text for head in table["loose_market_heads"]):
        return len(prefix) >= 2 and re.search(r"人均|户均|每[人户]", prefix) is None
    if not any(head in mention.text or head == mention.metric.zh for head in table["market_heads"]):
        return False
    if company is None:
        return True
    return bool(re.search(r"市场|行业|板块|赛道|产业", prefix)) or prefix.startswith(
        tuple(table["country_words"])
    )


def _without_names(sentence: Sentence, start: int, end: int) -> str:
    """The stretch after the last name in it."""
    names = sentence.names(start, end)
    return sentence.mentions.text[names[-1].end if names else start : end]
