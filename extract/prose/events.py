"""Blocks of running text in, dated happenings out: who did what, when; one claim a date, its verb behind it in its clause.

A date that ends a stretch (截至), that measures (较 2023 年) or that belongs to an object (《2025 年…》, 2024 年激励计划) dates
nothing. Metric statements tell no event: their verbs are not among those of `extract/languages/zh_events.toml`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extract.head.header import Facts
from extract.model import EventClaim, Period
from extract.pages.page import Block
from extract.prose.clauses import Sentence, sentences
from extract.prose.nlp import Mentions, Name
from extract.prose.subjects import attribution
from extract.vocabulary.datafiles import words

MAX_PHRASE = 40  # characters of an event's short phrase
MAX_LEAD = 30  # characters that may stand between a date and its verb
_STOPS = "，,；;。！？!?：:\n"
_OPEN, _CLOSE = "（(《“「[【", "）)》”」]】"
_DURATION = re.compile(r"\d+[DWMY]")


@dataclass(frozen=True, slots=True)
class Verb:
    """An event verb at `text[start:end]` and the type it tells by itself."""

    start: int
    end: int
    type: str


def read_events(block: Block, mentions: Mentions, facts: Facts) -> Iterator[EventClaim]:
    """The dated happenings of one block, in order; no two with the same date and verb."""
    for sentence in sentences(mentions):
        told: set[int] = set()
        spoken_of: str | None = None
        for period in sentence.periods(sentence.start, sentence.end):
            found = _happening(sentence, period, facts)
            if found is None or found.verb.start in told:
                continue
            told.add(found.verb.start)
            named = _subject(sentence, period, found, facts)
            spoken_of = named or spoken_of
            who = named or _unnamed(sentence, found, spoken_of, facts)
            phrase = _phrase(mentions.text, found, who)
            bare = phrase == mentions.text[found.verb.start : found.verb.end]
            if named and named != facts.subject and bare:
                phrase = _closed_up(f"{named}{phrase}")  # GPT-6 计划于 4 月 14 日发布: the thing is the event
            if _tells(phrase) and (who is not None or found.verb.type != "personnel"):
                yield _claim(block, sentence, period, found, who, phrase)


@dataclass(frozen=True, slots=True)
class _Happening:
    """A verb with the clause that tells its event: `lead` from the date (or clause) to the verb, `end` the clause's end."""

    verb: Verb
    lead: int
    end: int
    behind: bool = False  # the date stands behind the verb: 成立于 2005 年


def _happening(sentence: Sentence, period: Period, facts: Facts) -> _Happening | None:
    text = sentence.mentions.text
    if _DURATION.fullmatch(period.value) or _is_outlook(period, facts):
        return None
    if _depth(text, sentence.start, period.start):
        return _titled(sentence, period)
    opening = _clause_start(text, sentence.start, period.start)
    before = text[opening : period.start]
    if dated := _dated_by(text, opening, period):
        return dated
    report = _report_of(text, opening, period, sentence.end)
    if report is not None:
        return report
    if _not_before().search(before) or _not_after().match(text, period.end):
        return None
    if any(
        not _stands_alone(text, verb, period.start)
        for verb in _verbs(text, opening, period.start, sentence.end)
    ):
        return None  # the date belongs to that verb's object
    following = [p.start for p in sentence.periods(period.end, sentence.end)]
    limit = min(following, default=sentence.end)
    for verb in _verbs(text, period.end, min(limit, period.end + MAX_LEAD + 6), sentence.end):
        lead = text[period.end : verb.start]
        if len(lead) > MAX_LEAD or not _is_lead(lead):
            return None
        end = _said_end(text, verb, _clause_end(text, verb.end, sentence.end), sentence.end)
        # A row of dates and verbs without stops ("2014 年一期投产2018 年二期投产") is as many events.
        return _Happening(
            verb, period.end, limit if limit < end and _stands_alone(text, verb, limit) else end
        )
    return None


def _stands_alone(text: str, verb: Verb, at: int) -> bool:
    """Whether a verb that needs no object ends right before the date at `at`."""
    return at - verb.end <= 1 and text[verb.start : verb.end] in words("event_alone")["words"]


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
        verb, opening, _said_end(text, verb, _clause_end(text, verb.end, sentence.end), sentence.end)
    )


def _said_end(text: str, verb: Verb, end: int, stop: int) -> int:
    """Behind a bare "公告，" the next clause says what was announced."""
    bare = not text[verb.end : end].strip() and text[verb.start : verb.end] in words("event_says")["words"]
    return _clause_end(text, end + 1, stop) if bare and end + 1 < stop else end


def _dated_by(text: str, opening: int, period: Period) -> _Happening | None:
    """成立于 2005 年: the verb stands right before the date."""
    head = re.sub(r"[于在自]\s*$", "", text[opening : period.start])
    if len(head) == period.start - opening:
        return None
    end = opening + len(head)
    for verb in _verbs(text, opening, end, end):
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
    return _Happening(verb, opening, _clause_end(text, period.end, stop), behind=True)


@functools.cache
def _report_end() -> re.Pattern[str]:
    """A period with the report that is of it: 2023 年年报, 1Q24 业绩."""
    names = "|".join(words("event_reports")["words"])
    return re.compile(rf"^[\d\sQHqh年FYfy]+(?:[一二三四前]+季度?|上半年|半年|度)?\s*(?:{names})")


# --- clauses -----------------------------------------------------------------------------------------------


def _clause_start(text: str, low: int, at: int) -> int:
    marks = [text.rfind(mark, low, at) for mark in _STOPS]
    return max([low, *(m + 1 for m in marks if m >= 0)])


def _clause_end(text: str, at: int, stop: int) -> int:
    """The next stop outside brackets and quotes, else the end of the sentence."""
    depth = 0
    for index in range(at, stop):
        char = text[index]
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in _STOPS and depth <= 0:
            return index
    return stop


def _depth(text: str, low: int, at: int) -> bool:
    """Whether a bracket or quote opened in `text[low:at]` is still open."""
    part = text[low:at]
    return sum(part.count(c) for c in _OPEN) > sum(part.count(c) for c in _CLOSE)


# What was paid stands before 收购 and its like: 以 4.08 亿元现金收购.
_PRICE = re.compile(
    r"(?:以|斥资|出资|作价|耗资)\s*(?:约|近|超|不超过)?\s*\d[\d.,]*\s*[百千万亿]*(?:元|美元|港元|欧元)"
)


def _is_lead(lead: str) -> bool:
    """What may stand between a date and its verb: one clause, or an empty one and a comma; no list, no number of its own."""
    parts = re.split(f"[{_STOPS}]", lead)
    if len(parts) > 2 or (len(parts) == 2 and len(_stripped(parts[0])) > 8):
        return False
    if _no_lead().search(lead) or _attribute().search(lead):
        return False
    lead = _PRICE.sub("", lead)
    return not re.search(r"[、。]|\d+(?:\.\d+)?\s*[%％亿万元倍]", lead) and not re.match(r"\s*[-–~～/]", lead)


# --- verbs -------------------------------------------------------------------------------------------------


@functools.cache
def _verb_pattern() -> re.Pattern[str]:
    table = words("event_verbs")
    groups = [
        f"(?P<{kind}>{'|'.join(sorted(table[kind], key=lambda w: (-len(w), w)))})" for kind in sorted(table)
    ]
    return re.compile(f"(?:{'|'.join(groups)})(?!{'|'.join(words('event_not_behind')['words'])})")


@functools.cache
def _attribute() -> re.Pattern[str]:
    """A verb that is an attribute: what follows 成立的 is not what happened."""
    table = words("event_verbs")
    return re.compile(f"(?:{'|'.join(w for kind in sorted(table) for w in table[kind])})了?的")


def _verbs(text: str, low: int, high: int, stop: int) -> Iterator[Verb]:
    """The event verbs of `text[low:high]` outside brackets; a weak one only with an object that makes it an event."""
    weak: Mapping[str, list[str]] = words("event_weak")
    for match in _verb_pattern().finditer(text, low, min(high, stop)):
        if _depth(text, low, match.start()):
            continue
        start = _clause_start(text, low, match.start())
        clause = text[start : _clause_end(text, match.end(), stop)]
        objects = weak.get(match.group()[:2])
        rest = clause.replace(match.group()[:2], "", 1)
        if objects is not None and not any(re.search(o, rest) for o in objects):
            continue
        yield Verb(match.start(), match.end(), str(match.lastgroup))


@functools.cache
def _object_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile("|".join(listed))) for kind, listed in words("event_objects").items())


def _type(verb: Verb, phrase: str) -> str:
    return next((kind for kind, pattern in _object_patterns() if pattern.search(phrase)), verb.type)


def _tells(phrase: str) -> bool:
    """Whether a phrase is an event by itself, not the time of another ("上市后"), and more than a bare transitive verb."""
    if _no_end().search(phrase) or _no_phrase().search(phrase):
        return False
    return len(phrase) > 3 or phrase in words("event_alone")["words"]


@functools.cache
def _no_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words('event_no_end')['words'])})$")


@functools.cache
def _no_phrase() -> re.Pattern[str]:
    return re.compile("|".join(words("event_no_phrase")["words"]))


@functools.cache
def _no_lead() -> re.Pattern[str]:
    return re.compile("|".join(words("event_no_lead")["words"]))


@functools.cache
def _not_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words('event_not_before')['words'])})\s*$")


@functools.cache
def _not_after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(words('event_not_after_date')['words'])})")


# --- who and what ------------------------------------------------------------------------------------------


@functools.cache
def _filler() -> re.Pattern[str]:
    listed = "|".join(sorted(words("event_filler")["words"], key=lambda w: (-len(w), w)))
    return re.compile(rf"^(?:[\s，,：:]|{listed})+")


def _stripped(text: str) -> str:
    return _filler().sub("", text).strip()


def _subject(sentence: Sentence, period: Period, found: _Happening, facts: Facts) -> str | None:
    """Who stands between date and verb, else before the date in its clause; None where nobody is named."""
    text = sentence.mentions.text
    if text[found.lead] == "《":  # a document speaks for itself
        return _closed_up(text[period.end : text.index("》", period.end)]).strip(" 年") or None
    opening = _clause_start(text, sentence.start, period.start)
    spans = [(found.lead, found.verb.start)] if found.lead < found.verb.start else []
    for low, high in (*spans, (opening, min(period.start, found.verb.start))):
        if high > low and (who := _who(sentence, low, high, facts)):
            return who
    return None


_PERSON = re.compile("([\u4e00-\u9fff]{2,3})(?:先生|女士|博士|教授)")


def _unnamed(sentence: Sentence, found: _Happening, spoken_of: str | None, facts: Facts) -> str | None:
    """Whose event it is where nobody is named: the report's company; never of what people do in their careers."""
    if found.verb.type == "personnel":
        people = _PERSON.findall(sentence.mentions.text[sentence.start : found.verb.start])
        return people[-1].lstrip("理监裁事长席记任师员人") if people else None
    return spoken_of or facts.subject or _lead_name(sentence)


def _who(sentence: Sentence, low: int, high: int, facts: Facts) -> str | None:
    """The subject that opens `text[low:high]`: 公司 is the report's own, a known name, or a noun before a turn of phrase."""
    table = words("event_subject")
    text = sentence.mentions.text
    part = _stripped(text[low:high])
    if not part:
        return None
    start = text.index(part, low)
    if part.startswith(tuple(table["own"])):
        return facts.subject
    names = [n for n in sentence.names(start, high) if n.start - start <= 1]
    if names:
        return _longest(names).text
    match = re.match(r"[A-Za-z0-9\u4e00-\u9fff&·.\- ]{2,24}", part)
    if match is None or part.startswith(tuple(table["not_subjects"])):
        return None
    pieces = re.split("|".join(sorted(table["turns"], key=lambda w: (-len(w), w))), match[0], maxsplit=1)
    head = pieces[0].strip().rstrip("早便则也就已又")
    if head.endswith(tuple(table["not_ends"])):
        return None
    whole = len(pieces) == 2 or head == part
    short = len(head) <= 8 or (len(head) <= 16 and head.endswith(tuple(table["ends"])))
    return (
        head
        if whole and len(head) >= 2 and short and not re.match(r"\d+(?:[年月日约及/、.\- ]|$)", head)
        else None
    )


def _longest(names: list[Name]) -> Name:
    return max(names, key=lambda n: (n.end - n.start, -n.start))


def _lead_name(sentence: Sentence) -> str | None:
    """The name the paragraph opens with ("（2）豆包：…")."""
    return next((n.text for n in sentence.mentions.names if n.start < 30), None)


def _closed_up(text: str) -> str:
    """Without the blanks that print puts beside Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text)


def _phrase(text: str, found: _Happening, who: str | None) -> str:
    """The verb phrase without its subject and fillers, at most MAX_PHRASE characters."""
    if found.behind:
        phrase = text[found.verb.start : found.end]
        phrase = re.sub(r"[于在自]\s*[\d年月日Qq\s.-]+$", "", phrase)
    else:
        phrase = _stripped(text[found.lead : found.end])
        for name in (who, *words("event_subject")["own"]):
            if name and phrase.startswith(name):
                phrase = _stripped(phrase[len(name) :])
    phrase = _closed_up(phrase).strip(" ，,。；;：:")
    return phrase if len(phrase) <= MAX_PHRASE else phrase[:MAX_PHRASE]


def _claim(
    block: Block, sentence: Sentence, period: Period, found: _Happening, who: str | None, phrase: str
) -> EventClaim:
    text = sentence.mentions.text
    start = min(period.start, found.verb.start)
    opening = _clause_start(text, sentence.start, start)
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
        event_type=_type(found.verb, phrase),
        date=period.value,
        attribution=attribution(sentence.text),
    )
