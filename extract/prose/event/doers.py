"""A happening with its sentence in, whose it is out: a name, 公司 for the report's own, a noun before a turn of phrase."""

from __future__ import annotations

import functools
import re

from extract.head.header import Facts
from extract.prose.event.verbs import Verb, verb_pattern
from extract.prose.sentence.clauses import Sentence
from extract.prose.sentence.nlp import Name
from extract.vocabulary import longest_first
from extract.vocabulary.datafiles import words


@functools.cache
def _filler() -> re.Pattern[str]:
    listed = "|".join(longest_first(words("event_filler")["words"]))
    return re.compile(rf"^(?:[\s，,：:]|{listed})+")


def stripped(text: str) -> str:
    return _filler().sub("", text).strip()


_PERSON = re.compile("([\u4e00-\u9fff]{2,3})(?:先生|女士|博士|教授)")


def unnamed(sentence: Sentence, verb: Verb, spoken_of: str | None, facts: Facts) -> str | None:
    """Whose event it is where nobody is named: the report's company; never of what people do in their careers."""
    if verb.type == "personnel":
        people = _PERSON.findall(sentence.mentions.text[sentence.start : verb.start])
        return people[-1].lstrip("理监裁事长席记任师员人") if people else None
    return spoken_of or facts.subject or _lead_name(sentence)


_MARK = re.compile(r"^[（(]?\d{1,2}[、.)）]\s*")
_FORM = re.compile(r"有限公司|股份有限公司|有限|集团|控股(?!子|孙|公司|股东)")


def who_in(sentence: Sentence, low: int, high: int, facts: Facts) -> str | None:
    """The subject that opens `text[low:high]`: 公司 is the report's own, a known name, or a noun before a turn of phrase."""
    table = words("event_subject")
    text = sentence.mentions.text
    part = _MARK.sub("", stripped(text[low:high]))
    if not part:
        return None
    start = text.index(part, low)
    if part.startswith(tuple(table["own"])):
        return facts.subject
    names = [
        n
        for n in sentence.names(start, high)
        if n.start == start or text[start : n.start] in ("“", "「", "《", '"', " ")
    ]
    if names:
        named = _longest(names)
        form = _FORM.match(text, named.end, high)
        return named.text + (form[0] if form else "")
    match = re.match(r"[A-Za-z0-9\u4e00-\u9fff&·.\- ]{2,24}", part)
    if match is None or _no_subject().match(part):
        return None
    pieces = re.split("|".join(longest_first(table["turns"])), match[0], maxsplit=1)
    head = re.sub(
        r"(?:出资|制定|研究制定|起草|组织|早|便|则|也|就|已|又|自|于|在|将)+$", "", pieces[0].strip()
    )
    if head.endswith(tuple(table["not_ends"])) or verb_pattern().fullmatch(head):
        return None
    whole = len(pieces) == 2 or head == part
    short = len(head) <= 8 or (len(head) <= 16 and head.endswith(tuple(table["ends"])))
    return (
        head
        if whole and len(head) >= 2 and short and not re.match(r"\d+(?:[年月日约及/、.\- ]|$)", head)
        else None
    )


@functools.cache
def _no_subject() -> re.Pattern[str]:
    return re.compile("|".join(words("event_subject")["not_subjects"]))


def _longest(names: list[Name]) -> Name:
    return max(names, key=lambda n: (n.end - n.start, -n.start))


def _lead_name(sentence: Sentence) -> str | None:
    """The name the paragraph opens with ("（2）豆包：…")."""
    return next((n.text for n in sentence.mentions.names if n.start < 30), None)


def closed_up(text: str) -> str:
    """Without the blanks that print puts beside Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text)
