"""The words that name a stretch of time: 十四五, 去年, 上周五, 过去三年."""

from __future__ import annotations

from collections.abc import Iterator

from extract.periods.forms import Source
from extract.periods.heads import words_begin
from extract.periods.words import read_plan, read_relative, read_span
from extract.vocabulary.wording import GAP, alternation, not_before, table, words


def word_forms() -> Iterator[Source]:
    """Plans, words relative to the report's date, counted spans."""
    relative = alternation(
        table("relative_periods"),
        {word: not_before(ends) for word, ends in table("relative_not_before").items()},
    )
    ways = [*words("spans", "past"), *words("spans", "future")]
    way = "|".join(ways)
    weekday = "".join(table("weekdays")["first_to_last"])
    no_weekday = not_before(table("weekdays")["not_before"])
    yield from (
        (
            words_begin(table("plans")),
            rf"(?<![零一二三四五六七八九十百千万第])(?P<plan>{alternation(table('plans'))})(?:[\"”」]{GAP})?"
            rf"(?:(?P<end>(?:期{GAP})?末)|(?P<span>期|时期|以来|初|前))?",
            read_plan,
        ),
        (
            words_begin(table("relative_periods")),
            rf"(?<![\dA-Za-z一二两三四五六七八九十几])(?<!数(?=[年月周日季]))(?<!\d )(?!(?<=[成资版样])本)(?P<word>{relative})(?:(?<=周)(?P<weekday>[{weekday}]){no_weekday})?",
            read_relative,
        ),
        (
            words_begin(ways),
            rf"(?P<way>{way}){GAP}(?P<n>\d{{1,3}}|[一二三四五六七八九十两]{{1,3}}){GAP}(?P<unit>个?(?:月|季度|交易日)|年|周|天|日)(?!期|报|均)",
            read_span,
        ),
    )
