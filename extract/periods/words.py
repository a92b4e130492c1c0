"""A match of a word that names a stretch of time in, its period out: a plan, a word relative to the report's date, a span."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.numbers.chinese_numerals import read_numeral
from extract.periods.dates import relative_value, span_value, weekday_value
from extract.periods.reading import Found, Place
from extract.vocabulary.wording import table, words

_CLAUSE_END = re.compile(r"[，。；;,、》\n]")


def read_plan(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """十四五 → 2021/2025, its end (十四五末) → 2025; a document of that name (十四五规划) is no period."""
    first_last, end = str(table("plans")[match["plan"]]), match.end("plan")
    if match["end"]:
        return [Found(match.start(), match.end(), first_last.rpartition("/")[2])]
    named = where.text.rfind("《", 0, end) > where.text.rfind("》", 0, end)
    clause = _CLAUSE_END.split(where.text[end : end + 24])[0]
    if not match["span"] and (named or any(word in clause for word in words("plans_not_before"))):
        return None
    return [Found(match.start(), end, first_last)]


def read_relative(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    word = re.sub(r"\s+", " ", match["word"])
    meaning = table("relative_periods").get(word) or table("relative_periods")[word.replace(" ", "")]
    value = relative_value(meaning, where.anchor)
    is_year = meaning.startswith("year:")
    year = int(value[:4]) if is_year else None
    is_week = meaning.startswith("week:")
    start, end = match.span()
    if match["weekday"]:
        monday = value.partition("/")[0]
        day = weekday_value(monday, table("weekdays")["first_to_last"].index(match["weekday"]))
        return [Found(start, end, day, inferred=True)]
    return [Found(start, end, value, inferred=True, year=year, is_year=is_year, is_week=is_week)]


def read_span(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    count = int(match["n"]) if match["n"].isdigit() else read_numeral(match["n"])
    unit = match["unit"].removeprefix("个")
    if not count or count > 120:
        return None
    unit = {"交易日": "日", "天": "日"}.get(unit, unit)
    value = span_value(count, unit, where.anchor, future=match["way"] in words("spans", "future"))
    return [Found(match.start(), match.end(), value, inferred=True)] if value else None
