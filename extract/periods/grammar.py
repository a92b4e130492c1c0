"""Text and the report's date in, every date and period out as a `Period`; `text[p.start:p.end]` is what was printed.

The date is the anchor: 3 月, 上周, 四季度 mean the latest such stretch that has begun by then, unless words such as
将于 point forward or the sentence has just named another year. Words are data (extract/languages), forms are
rules (extract/period_rules), and a longer reading beats a shorter one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from extract.model import Period
from extract.numbers.masks import folded, mask_labels
from extract.periods.dates import Date, full_year, is_date, month_value
from extract.periods.reading import Found, Place, is_future, place, read_year, stance_of
from extract.periods.rules import rules, search
from extract.vocabulary.wording import table

__all__ = ["expand_years", "find_periods", "parse_period"]


def find_periods(text: str, anchor: Date) -> list[Period]:
    """Every date and period of the text, left to right, none overlapping another; `anchor` is the report's date.

    Years: "2025", ranges "2020/2022" (also of 2024-2026 年 … 分别为, see `expand_years`), lists one `Period` a member. Q1-Q3 and
    1-9 月 are "2025-01/2025-09", a decade is its ten years, 十四五 its five. 年底 and 年末 are the year. FY25 is 2025; 2025 财年,
    FY2024/25 and FY25Q3 keep a calendar of their own: "FY2025", "FY2025Q3". 去年同期 is the other end of a comparison
    and left out.
    """
    return list(_periods(text, anchor))


# One line of a report is asked about by its blocks, its tables and its ledger.
@lru_cache(maxsize=4096)
def _periods(text: str, anchor: Date) -> tuple[Period, ...]:
    plain = mask_labels(folded(text))
    chosen = _chosen(_readings(Place(plain, anchor)))
    return tuple(
        Period(
            value=found.value, start=found.start, end=found.end, inferred=found.inferred, stance=found.stance
        )
        for found in _settled(plain, chosen, anchor)
    )


def _readings(where: Place) -> Iterable[tuple[int, int, list[Found]]]:
    every = rules()
    for order, match in search().matches(where.text):
        found = every[order].read(match, where)
        if found:
            yield found[0].start, order, list(found)


def _chosen(readings: Iterable[tuple[int, int, list[Found]]]) -> list[Found]:
    """The leftmost reading, of those the longest, of those the earliest rule; nothing overlaps."""
    chosen: list[Found] = []
    end = -1
    for start, _, found in sorted(readings, key=lambda item: (item[0], -item[2][-1].end, item[1])):
        if start >= end:
            chosen += found
            end = found[-1].end
    return chosen


_SENTENCE = re.compile(r"[。；;！？!?\n\f]")


def _settled(text: str, chosen: list[Found], anchor: Date) -> list[Found]:
    """Parts of a year that the anchor placed, placed again by the year the text names just before them."""
    settled: list[Found] = []
    for found in chosen:
        before = settled[-1] if settled else None
        if (
            before
            and before.is_week
            and found.value.count("-") == 4
            and text[before.end : found.start] == "("
        ):
            # 过去一周(3.30-4.03): the brackets say which days are meant.
            settled[-1] = replace(found, start=before.start, end=found.end + text.startswith(")", found.end))
            continue
        if found.part is None or before is None or before.year is None:
            settled.append(found)
            continue
        between = text[before.end : found.start]
        if before.is_year and not between.strip(" 的\n") and len(between) <= 3:
            value = _placed(found.part, before)  # 去年四季度, 2025 年 前三季度, 2026 财年上半年
            if value:
                joined = replace(
                    found, start=before.start, value=value, inferred=before.inferred, year=before.year
                )
                settled[-1] = joined
                continue
        settled.append(_placed_by_sentence(text, before, found, between, anchor))
    return settled


def _placed(part: str, before: Found) -> str | None:
    """A part of the year before it; of a fiscal year, with its mark."""
    value = place(part, before.year or 0)
    return "FY" + value if value and before.value.startswith("FY") and part[0] in "QH" else value


def _placed_by_sentence(text: str, before: Found, found: Found, between: str, anchor: Date) -> Found:
    """ "2023 年收入…，四季度…": the quarter is of 2023. Days and months follow only a day or month before them."""
    if before.year is None or found.part is None or _SENTENCE.search(between) or len(between) > 60:
        return found
    if is_future(text, found.start) or ("/" in before.value and "-" not in before.value):
        return found
    of_quarters = found.part[0] in "QH963"
    if of_quarters and not re.fullmatch(r"(?:FY)?\d{4}(?:[QH]\d)?", before.value):
        return found
    year = before.year
    if not of_quarters:
        if "-" not in before.value:
            return found
        month = int(re.split(r"[-/]", found.part[1:])[0])
        year += month < int(before.value.rpartition("/")[2].split("-")[1])
    value = place(found.part, year) if year != before.year else _placed(found.part, before)
    if not value or value[:10] > anchor.isoformat():
        return found
    return replace(found, value=value, year=year)


def expand_years(period: Period | str) -> list[str]:
    """The members of a range: "2020/2022" → 2020, 2021, 2022; "2023Q1/2023Q4" → four quarters; else the value itself."""
    value = period if isinstance(period, str) else period.value
    match = re.fullmatch(r"(FY)?(\d{4})(?:([QH])(\d))?/(?:FY)?(\d{4})(?:([QH])(\d))?", value)
    if not match or match[3] != match[6]:
        return [value]
    prefix, kind = match[1] or "", match[3]
    steps = {None: 1, "Q": 4, "H": 2}[kind]
    first = int(match[2]) * steps + (int(match[4]) - 1 if kind else 0)
    last = int(match[5]) * steps + (int(match[7]) - 1 if kind else 0)
    if last - first > 100:
        return [value]
    tails = [f"{kind}{index % steps + 1}" if kind else "" for index in range(first, last + 1)]
    return [
        f"{prefix}{index // steps:04d}{tail}"
        for index, tail in zip(range(first, last + 1), tails, strict=True)
    ]


# ——— column headers ———

_CELL_YEAR = re.compile(
    r"(?:FY|CY)? ?'?((?:19|20)\d{2}|\d{2})(?: ?年度?)? ?\(?([AEFaef]?)\)?(?: ?\([^()]*\))?"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{2}|\d{4}) ?([AEFaef]?)")
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2}) ?[/.\-]? ?(0[1-9]|1[0-2]|[1-9](?=[A-Z]|$)) ?([AEFaef]?)")


@cache
def _performance() -> re.Pattern[str]:
    units = "|".join(sorted(table("performance_spans"), key=lambda word: (-len(word), word)))
    return re.compile(
        rf"(?:过去|最近|近)? ?(\d{{1,3}}|[一二三六]|十二) ?(?:([DWMY])|({units}))(?:内|期)?", re.IGNORECASE
    )


_NUMERALS = {"一": 1, "二": 2, "三": 3, "六": 6, "十二": 12}


def parse_period(text: str, anchor: Date) -> Period | None:
    """The whole text as one period, for column headers: "2024A", "24E", "2023/12/31", "12/23A", "1Q26", "3M"; else None.

    A bare "2025", which prose would not call a period for sure, is one here; 1M, 3M, 12M and 近一月 name the spans
    of a performance box.
    """
    return _header(text, anchor)


@lru_cache(maxsize=8192)
def _header(text: str, anchor: Date) -> Period | None:
    plain = folded(text)
    inner = plain.strip(" \n:：*")
    if not inner or len(inner) > 40 or not any(char.isalnum() for char in inner):
        return None
    start = plain.index(inner)
    for read in (_performance_header, _year_header, _month_header):
        value, stance = read(inner, anchor)
        if value:
            return Period(value=value, start=start, end=start + len(inner), stance=stance)
    bare = inner.strip("()[]【】 ")
    periods = _periods(bare, anchor)
    if len(periods) == 1 and (periods[0].start, periods[0].end) == (0, len(bare)):
        return replace(periods[0], start=start, end=start + len(inner))
    return None


_Header = tuple[str, str | None]


def _performance_header(text: str, anchor: Date) -> _Header:
    match = _performance().fullmatch(text)
    if not match:
        return "", None
    if match[3] in ("月", "年", "日") and match[1].isdigit() and "近" not in text and "过去" not in text:
        return "", None  # 3 月 is March, 25 年 a year
    count = _NUMERALS.get(match[1]) or int(match[1])
    return f"{count}{(match[2] or table('performance_spans')[match[3]]).upper()}", None


def _year_header(text: str, anchor: Date) -> _Header:
    match = _CELL_YEAR.fullmatch(text)
    if not match:
        return "", None
    year = read_year(match[1])
    marked = match[2] or "年" in text or text[0] in "FC'"
    if len(match[1]) == 2 and not (marked and anchor.year - 20 <= year <= anchor.year + 20):
        return "", None
    if not anchor.year - 60 <= year <= anchor.year + 60:
        return "", None
    return str(year), stance_of(match[2])


def _month_header(text: str, anchor: Date) -> _Header:
    match = _YEAR_MONTH.fullmatch(text)
    if match and is_date(int(match[1]), int(match[2]), 1):
        return month_value(int(match[1]), int(match[2])), stance_of(match[3])
    match = _MONTH_YEAR.fullmatch(text)
    if not match or not 1 <= int(match[1]) <= 12:
        return "", None
    year = int(match[2]) if len(match[2]) == 4 else full_year(int(match[2]))
    if not anchor.year - 20 <= year <= anchor.year + 20 or (len(match[2]) == 2 and not match[3]):
        return "", None  # 12/23 alone may be a day
    if match[3] and match[1] == "12":  # 12/23A heads the fiscal year that ends in December
        return str(year), stance_of(match[3])
    return month_value(year, int(match[1])), stance_of(match[3])
