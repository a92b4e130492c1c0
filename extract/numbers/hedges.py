"""A number's place in, its hedge out: 近 500 亿 is "~", 不低于 3 成 is ">=", 140 以上 is ">="; no hedge is "=".

The hedge is no part of the printed number. A hedge that is the tail of another word (最近, 合约) is none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extract.vocabulary.wording import GAP, alternation, not_before, table

_TIMES = frozenset({"年", "月", "周", "日", "天", "小时", "分钟", "秒", "季度"})


class _Before(NamedTuple):
    comparators: dict[str, str]
    last_characters: frozenset[str]
    lengths: tuple[int, ...]
    not_after: dict[str, list[str]]


@cache
def _before() -> _Before:
    known = {word.lower(): comparator for word, comparator in table("comparators_before").items()}
    lengths = tuple(sorted({len(word) for word in known}, reverse=True))
    return _Before(
        known, frozenset(word[-1] for word in known), lengths, dict(table("comparators_not_after"))
    )


@cache
def _after_pattern() -> re.Pattern[str]:
    guards = {word: not_before(ends) for word, ends in table("comparators_after_not_before").items()}
    after, time = (
        alternation(table("comparators_after"), guards),
        alternation(table("comparators_after_time")),
    )
    return re.compile(rf"{GAP}(?:(?P<any>{after})|(?P<time>{time}))")


@cache
def _share_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?P<hedge>{'|'.join(table('comparators_before_share'))})[^，。；、,;\d]{{1,10}}的$")


def read_hedge(text: str, start: int, end: int, unit: str, inner: str = "=") -> str:
    """The comparator of the number at `text[start:end]`; `inner` is the one printed inside it (50 多家, 140+).

    内 hedges only a length of time (2 周内).
    """
    known = _before()
    stop = start
    while stop and text[stop - 1] in " \n":
        stop -= 1
    if stop and text[stop - 1].lower() in known.last_characters:
        head = text[max(0, stop - known.lengths[0]) : stop].lower()
        for length in known.lengths:
            word = head[-length:]
            if len(word) == length and word in known.comparators and not _is_tail(text, stop - length, word):
                return known.comparators[word]
    if (
        unit == "%"
        and text[stop - 1 : stop] == "的"
        and (far := _share_pattern().search(text[max(0, stop - 14) : stop]))
    ):
        return str(table("comparators_before_share")[far["hedge"]])
    match = _after_pattern().match(text, end)
    if match and match["any"]:
        return str(table("comparators_after")[_plain(match["any"], "comparators_after")])
    if match and unit in _TIMES:
        return str(table("comparators_after_time")[_plain(match["time"], "comparators_after_time")])
    return inner


def _plain(printed: str, section: str) -> str:
    return printed if printed in table(section) else re.sub(r"\s", "", printed)


def _is_tail(text: str, start: int, word: str) -> bool:
    before = text[start - 1] if start else " "
    if word[0].isascii() and word[0].isalpha():
        return before.isascii() and before.isalpha()
    return before in _before().not_after.get(word, ())


def read_rank(text: str, start: int, printed: str) -> str | None:
    """The comparator where the number is a rank, unit 位: 第 21 位 is "=", 前 5 名 is "<="; else None."""
    if not printed.endswith(_rank_words()):
        return None
    comparator = table("rank_marks").get(text[max(0, start - 3) : start].rstrip(" ")[-1:])
    return None if comparator is None else str(comparator)


@cache
def _rank_words() -> tuple[str, ...]:
    return tuple(table("ranks")["words"])
