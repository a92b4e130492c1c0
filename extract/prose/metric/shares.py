"""A percentage told as "A 占 B 的比重从 … 提升至 …" in, the share it is of out: A占B比例."""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import last_clause, noun_phrase
from extract.prose.sentence.said import Said, What
from extract.vocabulary import find_metric

_PART_OF = re.compile(
    r"(?P<part>[^，。；：（(]{0,24}?)占(?P<of>[^，。；：、占比]{2,16}?)(?:的)?(?P<share>比重|比例|份额|占比)(?P<tail>[^，。；：]{0,14})$"
)
_OF_IT = re.compile(r"\s*的\s*(?:约|近|逾|超过?|仅)*\s*")
_TAKES = re.compile(r"占(?:公司|总|其|了|到)*[^，。；：]{0,20}$")


def _of_told(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """A share of an amount just told: "占 2020 年总收奶量 690 万吨的 46%"."""
    text = sentence.mentions.text
    before = [q for q in sentence.mentions.quantities if sentence.start <= q.start and q.end <= group.start]
    if said.what is None or not before or not _OF_IT.fullmatch(text[before[-1].end : group.start]):
        return None
    if before[-1].unit == "%" or not _TAKES.search(text[sentence.start : before[-1].start]):
        return None
    return What(f"占{said.what.name}比例", None), "share"


_WHOLE = re.compile(r"^(?:公司|其|了|到|当年|当期|同期|全部|整体)+")


def part_of(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """What part of what the number is; a part named in the clause before is the one just spoken of."""
    if group.quantities[-1].unit != "%" or group.bracketed:
        return None
    if whole_told := _of_told(sentence, group, said):
        return whole_told
    if group.role == "list":
        return None
    match = _PART_OF.search(last_clause(without_periods(sentence, group)))
    if match is None or noun_phrase(match["tail"]):
        return None
    part, whole = noun_phrase(match["part"]), _WHOLE.sub("", match["of"]).strip(" 的")
    if not part and said.what is not None and said.measure != "share":
        part = said.what.name
    if len(part) > 14 or len(whole) < 2:
        return None
    return What(f"{part}占{whole}比例", None, part if part and find_metric(part) is None else None), "share"
