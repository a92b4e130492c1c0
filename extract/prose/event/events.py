"""Blocks of running text in, dated happenings out: who did what, when; one claim a date, its verb behind it in its clause.

A date that ends a stretch (截至), that measures (较 2023 年) or that belongs to an object (《2025 年…》, 2024 年激励计划) dates
nothing. Metric statements tell no event: their verbs are not among those of `extract/languages/zh_events.toml`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.head.header import Facts
from extract.model import EventClaim, Period
from extract.pages.page import Block
from extract.prose.event.doers import closed_up, stripped, unnamed, who_in
from extract.prose.event.verbs import (
    STOPS,
    Verb,
    attribute_verb,
    clause_end,
    clause_start,
    depth,
    no_lead,
    not_after,
    not_before,
    stands_alone,
    tells,
    type_of,
    verbs_in,
)
from extract.prose.sentence.clauses import Sentence, sentences
from extract.prose.sentence.nlp import Mentions
from extract.prose.subject.subjects import attribution
from extract.vocabulary.datafiles import words

MAX_PHRASE = 40  # characters of an event's short phrase
MAX_LEAD = 30  # characters that may stand between a date and its verb
_DURATION = re.compile(r"\d+[DWMY]")


def read_events(block: Block, mentions: Mentions, facts: Facts) -> Iterator[EventClaim]:
    """The dated happenings of one block, in order; no two with the same date and verb."""
    for sentence in sentences(mentions):
        told: set[int] = set()
        last: _Happening | None = None
        spoken_of: str | None = None
        for period in sentence.periods(sentence.start, sentence.end):
            found = _happening(sentence, period, facts) or _done(sentence, period, last)
            if found is None or found.verb.start in told:
                continue
            last = found
            told.add(found.verb.start)
            named = _subject(sentence, period, found, facts)
            if named is None and _is_anothers(mentions.text[period.end : found.verb.start]):
                continue
            spoken_of = named or spoken_of
            who = named or unnamed(sentence, found.verb, spoken_of, facts)
            phrase = _phrase(mentions.text, found, who)
            bare = phrase == mentions.text[found.verb.start : found.verb.end]
            if named and named != facts.subject and bare:
                phrase = closed_up(f"{named}{phrase}")  # GPT-6 计划于 4 月 14 日发布: the thing is the event
            kind = type_of(found.verb, phrase)
            if kind == "policy":  # a company makes none: one that nobody is named for is a state's
                who, kind = named, "other" if named and named == facts.subject else kind
            if tells(phrase) and (who is not None or found.verb.type != "personnel"):
                yield _claim(block, sentence, period, found, who, phrase, kind)


@dataclass(frozen=True, slots=True)
class _Happening:
    """A verb with the clause that tells its event: `lead` from the date (or clause) to the verb, `end` the clause's end."""

    verb: Verb
    lead: int
    end: int
    behind: bool = False  # the date stands behind the verb: 成立于 2005 年
    of: tuple[int, int] | None = None  # where the object stands that an earlier clause named


def _happening(sentence: Sentence, period: Period, facts: Facts) -> _Happening | None:
    text = sentence.mentions.text
    heads = "/" in period.value and text[period.end : period.end + 1] in ("：", ":")
    if _DURATION.fullmatch(period.value) or _is_outlook(period, facts) or heads:
        return None
    if depth(text, sentence.start, period.start):
        return _titled(sentence, period)
    opening = clause_start(text, sentence.start, period.start)
    before = text[opening : period.start]
    if dated := _dated_by(text, opening, period):
        return dated
    report = _report_of(text, opening, period, sentence.end) or _required(text, opening, period, sentence.end)
    if report is not None:
        return report
    until = _UNTIL.search(before) is not None  # 至 2027 年二期完工: only what needs no object ends then
    if (not_before().search(before) and not until) or not_after().match(text, period.end):
        return None
    if any(
        not stands_alone(text, verb, period.start)
        for verb in verbs_in(text, opening, period.start, sentence.end)
    ):
        return None  # the date belongs to that verb's object
    following = [p.start for p in sentence.periods(period.end, sentence.end)]
    limit = min(following, default=sentence.end)
    span = re.fullmatch(r"\d{4}/\d{4}", period.value) is not None
    reach = period.end + MAX_LEAD + 6 + (0 if span else _told_aside(text[period.end : sentence.end]))
    for verb in verbs_in(text, period.end, min(limit, reach), sentence.end):
        lead = text[period.end : verb.start] if span else _ASIDE.sub("", text[period.end : verb.start])
        bare = text[verb.start : verb.end] in words("event_alone")["words"]
        if len(lead) > MAX_LEAD or not _is_lead(lead) or (until and not bare):
            return None
        end = _said_end(text, verb, clause_end(text, verb.end, sentence.end), sentence.end)
        # A row of dates and verbs without stops ("2014 年一期投产2018 年二期投产") is as many events.
        return _Happening(verb, period.end, limit if limit < end and stands_alone(text, verb, limit) else end)
    return None


# What stands between a date and who did it without being either: a bracket, the circumstances.
_ASIDE = re.compile(
    r"[（(][^（()）]{0,40}[)）]|在[^，。；]{2,30}(?:基础上|背景下|框架下|支持下|推动下|带领下)，?"
)

_LONG_ASIDE = re.compile(_ASIDE.pattern.replace("{0,40}", "{7,40}"))


def _told_aside(text: str) -> int:
    """How many characters of asides follow a date before anything can have happened."""
    return sum(len(match[0]) for match in _ASIDE.finditer(text[: 2 * MAX_LEAD]))


_UNTIL = re.compile(r"(?<!截)[至到]\s*$")


def _is_anothers(lead: str) -> bool:
    """Whether words with a bracket stand where who did it stands: somebody not known by name, and not the company."""
    named = re.match(r"[\s，,]*(?:[在于与向和同对]|.*(?:公司|集团))", lead)
    return re.search(r"[（(]", lead) is not None and named is None


_DONE = re.compile(
    r"\s*(?:顺利|成功|正式|全部|最终|圆满|已)*(?P<does>完成|落地|终止|结束|获批)(?=[，。；]|$)"
)


def _done(sentence: Sentence, period: Period, last: _Happening | None) -> _Happening | None:
    """ "发起定增，并于 12 月 10 日完成": the end of what the sentence has just told, which is its object."""
    match = _DONE.match(sentence.mentions.text, period.end, sentence.end)
    if match is None or last is None or last.behind:
        return None
    verb = Verb(match.start("does"), match.end("does"), last.verb.type)
    return _Happening(verb, period.end, match.end("does"), of=(last.verb.end, last.end))


def _is_outlook(period: Period, facts: Facts) -> bool:
    """A span of years that ends after the report's date is a forecast's, not a happening's."""
    last = period.value.rpartition("/")[2]
    return "/" in period.value and len(last) == 4 and last.isdigit() and int(last) >= facts.anchor.year


_TITLED = re.compile(r"[^《》]*》\s*(提出|要求|明确|指出|规定|印发|出台|发布|通过|实施|施行)")


def _titled(sentence: Sentence, period: Period) -> _Happening | None:
    """《2025 年…规划》提出…: a document that names its year and says something."""
    text = sentence.mentions.text
    opening = text.rfind("《", sentence.start, period.start)
    match = _TITLED.match(text, period.end, sentence.end)
    if match is None or opening < 0 or text[opening + 1 : period.start].strip():
        return None
    verb = Verb(match.start(1), match.end(1), "policy")
    return _Happening(
        verb, opening, _said_end(text, verb, clause_end(text, verb.end, sentence.end), sentence.end)
    )


def _said_end(text: str, verb: Verb, end: int, stop: int) -> int:
    """Behind a bare "公告，" the next clause says what was announced."""
    bare = not text[verb.end : end].strip() and text[verb.start : verb.end] in words("event_says")["words"]
    return clause_end(text, end + 1, stop) if bare and end + 1 < stop else end


def _dated_by(text: str, opening: int, period: Period) -> _Happening | None:
    """成立于 2005 年: the verb stands right before the date."""
    head = re.sub(r"[于在自]\s*$", "", text[opening : period.start])
    if len(head) == period.start - opening:
        return None
    end = opening + len(head)
    for verb in verbs_in(text, opening, end, end):
        if verb.end >= end - 1:
            return _Happening(verb, opening, period.end, behind=True)
    return None


def _report_of(text: str, opening: int, period: Period, stop: int) -> _Happening | None:
    """披露 2023 年年报: results are filed under the period they are of, unless the clause has a date before."""
    if not _report_end().search(text[period.start : min(stop, period.end + 6)]):
        return None
    match = re.search(r"(?:披露|发布|公布)(?:了|其)?\s*$", text[opening : period.start])
    if match is None or re.search(r"\d+\s*[年月日]", text[opening : opening + match.start()]):
        return None
    verb = Verb(opening + match.start(), opening + match.end(), "earnings")
    return _Happening(verb, opening, clause_end(text, period.end, stop), behind=True)


_REQUIRES = re.compile(r"(?P<verb>要求|规定|强制)(?:自|到|在|于|从)?\s*$")
_FROM = re.compile(r"年?[底末初]?(?:起|前|之前|后|开始)[，,]?")


def _required(text: str, opening: int, period: Period, stop: int) -> _Happening | None:
    """A rule by the day it holds from or until: "要求 2027 年起，新建厂房均须…"."""
    match = _REQUIRES.search(text[opening : period.start])
    behind = _FROM.match(text, period.end, stop)
    if match is None or behind is None:
        return None
    verb = Verb(opening + match.start(), opening + match.end("verb"), "policy")
    return _Happening(verb, opening, clause_end(text, behind.end(), stop), behind=True)


@functools.cache
def _report_end() -> re.Pattern[str]:
    """A period with the report that is of it: 2023 年年报, 1Q24 业绩."""
    names = "|".join(words("event_reports")["words"])
    return re.compile(rf"^[\d\sQHqh年FYfy]+(?:[一二三四前]+季度?|上半年|半年|度)?\s*(?:{names})")


# --- clauses -----------------------------------------------------------------------------------------------


# What was paid stands before 收购 and its like: 以 4.08 亿元现金收购.
_PRICE = re.compile(
    r"(?:以|斥资|出资|作价|耗资)\s*(?:约|近|超|不超过)?\s*\d[\d.,]*\s*[百千万亿]*(?:元|美元|港元|欧元)"
)


# Where something happened may be a list: 在第一批、第二批（5 个省）地区同时推出.
_WHERE = re.compile(
    r"^\s*(?:就|同时|率先)?[在于][^，。；：]{2,26}(?:地区|市场|城市|国家|[省市州]|渠道|平台|门店)(?:同时|率先|陆续|相继)*$"
)
# With whom may be a list: 与甲、乙等达成合作.
_WITH = re.compile(r"(?:[与和同向对为]|联合|携手)[^，。；：\d]{2,26}$")


def _is_lead(lead: str) -> bool:
    """What may stand between a date and its verb: one clause, or an empty one and a comma; no list, no number of its own."""
    parts = re.split(f"[{STOPS}]", lead)
    if len(parts) > 2 or (len(parts) == 2 and len(stripped(parts[0])) > 8):
        return False
    if no_lead().search(lead) or attribute_verb().search(lead):
        return False
    lead = _WHERE.sub("", _WITH.sub("", _PRICE.sub("", lead)))
    return not re.search(r"[、。]|\d+(?:\.\d+)?\s*[%％亿万元倍]", lead) and not re.match(r"\s*[-–~～/]", lead)


# --- verbs -------------------------------------------------------------------------------------------------


# --- who and what ------------------------------------------------------------------------------------------


def _subject(sentence: Sentence, period: Period, found: _Happening, facts: Facts) -> str | None:
    """Who stands between date and verb, else before the date in its clause; None where nobody is named."""
    text = sentence.mentions.text
    if text[found.lead] == "《":  # a document speaks for itself
        return closed_up(text[period.end : text.index("》", period.end)]).strip(" 年") or None
    opening = clause_start(text, sentence.start, period.start)
    spans = [(found.lead, found.verb.start)] if found.lead < found.verb.start else []
    for low, high in (*spans, (opening, min(period.start, found.verb.start))):
        if high > low and (who := who_in(sentence, low, high, facts)):
            return who
    return None


def _phrase(text: str, found: _Happening, who: str | None) -> str:
    """The verb phrase without its subject and fillers, at most MAX_PHRASE characters."""
    if found.behind:
        phrase = text[found.verb.start : found.end]
        phrase = re.sub(r"[于在自]\s*[\d年月日Qq\s.-]+$", "", phrase)
    else:
        lead = stripped(_LONG_ASIDE.sub("", text[found.lead : found.verb.start]))
        for name in (who, *words("event_subject")["own"]):
            if name and lead.startswith(name):
                lead = stripped(lead[len(name) :])
        phrase = lead + text[found.verb.start : found.end]
        phrase += text[slice(*found.of)] if found.of else ""
    phrase = closed_up(phrase).strip(" ，,。；;：:")
    return phrase if len(phrase) <= MAX_PHRASE else phrase[:MAX_PHRASE]


def _claim(
    block: Block,
    sentence: Sentence,
    period: Period,
    found: _Happening,
    who: str | None,
    phrase: str,
    kind: str,
) -> EventClaim:
    text = sentence.mentions.text
    start = min(period.start, found.verb.start)
    opening = clause_start(text, sentence.start, start)
    start = opening if start - opening <= 24 else start
    start += len(text[start:]) - len(text[start:].lstrip(" ，,"))
    page, boxes = block.place(start, found.end)
    return EventClaim(
        page=page,
        bbox=boxes,
        quote=text[start : found.end],
        origin="events",
        doubts=("period_inferred",) if period.inferred else (),
        subject=who,
        event=phrase,
        event_type=kind,
        date=period.value,
        attribution=attribution(sentence.text),
    )
