"""A number nobody is named for in, the country or market its paragraph speaks of out; None where it may be the company's.

A paragraph that names a market and, up to the number, neither the company nor a part of its business tells of the
market. Figures of the books and of segments stay the company's.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extract.head.header import Facts
from extract.prose.sentence.amounts import in_title
from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.said import Said, What
from extract.prose.sentence.topics import Mark
from extract.vocabulary import find_metric, metric_at_end, words


def backdrop(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> Mark | None:
    """The country or market that stands behind a number in a report on one company.

    One named in the number's own sentence; else the only one the block has named, but not for what segments have.
    """
    text = sentence.mentions.text
    if facts.subject is None or said.segment or of_company(what.name):
        return None
    if names_own(text, group.start, facts):
        return None
    parts = metric_at_end(what.name)
    concept = what.concept or find_metric(what.name) or (parts[2] if parts else None)
    table = words("subject")
    if concept and concept.family in table["account_families"] and concept.id not in table["not_account"]:
        return None
    found = list(_places(sentence, group))
    here = [mark for mark in found if mark.start >= sentence.start]
    if here:
        return here[-1]
    of_segments = concept is not None and concept.id in words("segment")["metrics"]
    return found[-1] if not of_segments and len({mark.subject for mark in found}) == 1 else None


def category(what: What, place: Mark, lead: str) -> str | None:
    """What grows before a backdrop, where it has a name of its own: 酸奶 in 中国 is 中国酸奶. `lead` is the text before the number."""
    if what.concept is not None or not what.scope or what.name != f"{what.scope}收入" or "收入" in lead:
        return None
    countries = tuple(words("subject")["country_words"])
    if what.scope.startswith(countries) or of_company(what.scope) or re.search("[年间期季其]", what.scope):
        return None
    return f"{place.subject if place.kind == 'country' else ''}{what.scope}"


def _places(sentence: Sentence, group: Group) -> Iterator[Mark]:
    """The countries and markets named in the block before the number, left to right."""
    text = sentence.mentions.text
    names = [n for n in sentence.mentions.names if n.start < group.start]
    for match in _pattern().finditer(text, 0, group.start):
        if in_title(text, match.start()) or any(n.start <= match.start() < n.end for n in names):
            continue
        if match["country"]:
            country = str(words("subject_fold").get(match["country"], match["country"]))
            subject = country + (match["market"] or "")
            yield Mark(subject, "market" if match["market"] else "country", match.start(), match.end())
        elif not any(word in match["whole"] for word in words("subject")["not_in_market"]):
            yield Mark(match["whole"], "market", match.start(), match.end())


@functools.cache
def _pattern() -> re.Pattern[str]:
    table = words("backdrop")
    countries = "|".join(table["countries"])
    behind = "|".join(table["not_behind"])
    before = "".join(rf"(?<!{word})" for word in table["not_before"])
    market = r"[A-Za-z\u4e00-\u9fff]{1,8}?(?:市场|行业|产业)"
    end = r"(?![规空化占人龙地集内外份])"
    return re.compile(
        rf"{before}(?P<country>{countries})(?!{behind})(?:的?(?P<market>{market}){end})?"
        rf"|(?:占|(?<![^，。；：\s而])从)(?P<whole>[A-Za-z\u4e00-\u9fff]{{1,8}}?(?:市场|行业|产业)){end}"
    )


@functools.cache
def _own() -> re.Pattern[str]:
    return re.compile("|".join(words("backdrop")["own"]))


def names_own(text: str, end: int, facts: Facts) -> bool:
    """Whether `text[:end]` speaks of the report's company."""
    return facts.subject is not None and (
        facts.subject[:2] in text[:end] or _own().search(text, 0, end) is not None
    )


def of_company(name: str) -> bool:
    """Whether a name holds what firms have and markets have not: staff, orders, customers."""
    return _of_company().search(name) is not None


@functools.cache
def _of_company() -> re.Pattern[str]:
    return re.compile("|".join(words("backdrop")["of_company"]))
