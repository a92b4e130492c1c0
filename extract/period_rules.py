"""The ways a period is printed, one rule a way: a regular expression and what its match means on the anchor.

A rule answers with `Found`s (a list such as 2022/23/24 has several) or None when the digits are no period after
all. Words come from the language files; `extract.periods` picks among the answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extract.chinese_numerals import read_numeral
from extract.dates import (
    Date,
    day_value,
    full_year,
    is_date,
    month_value,
    part_value,
    relative_value,
    span_value,
    year_of_day,
    year_of_part,
)
from extract.units import magnitude_pattern, unit_pattern
from extract.wording import GAP, alternation, not_before, table, words


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of `text[start:end]`.

    `part` is set where the year came from the anchor ("Q4", "M3", "D3-21"), `year` where the text named one,
    `is_year` where the period is one whole year, so that a part behind it can be joined to it.
    """

    start: int
    end: int
    value: str
    inferred: bool = False
    stance: str | None = None
    part: str | None = None
    year: int | None = None
    is_year: bool = False


class Place(NamedTuple):
    """What a rule may look at besides its match."""

    text: str
    anchor: Date


Reading = Callable[[re.Match[str], Place], Sequence[Found] | None]

Y = r"(?:19|20)\d{2}"
LEFT = r"(?<![\dA-Za-z.$¥])(?<!\d,)"
RIGHT = r"(?!\d)(?!\.\d)"
TO = rf"{GAP}(?:--?|[–—~]{{1,2}}|至|到|to){GAP}"
STANCE = r"(?P<stance>[AEFaef](?![A-Za-z0-9]))?"
_STANCES = {"A": "actual", "E": "estimate", "F": "estimate"}


def stance_of(mark: str | None) -> str | None:
    """E and F are estimates, A is actual."""
    return _STANCES[mark.upper()] if mark else None


def read_year(printed: str) -> int:
    """ "2026" or "26" → 2026."""
    return int(printed) if len(printed) == 4 else full_year(int(printed))


def is_near(year: int, anchor: Date) -> bool:
    """May a two-digit year mean this one? Within eight years back and twelve ahead of the report."""
    return anchor.year - 8 <= year <= anchor.year + 12


def place(part: str, year: int) -> str | None:
    """A part of a year ("Q4", "M3", "M1-2", "D3-21") in the given year; None where the calendar has no such day."""
    if part[0] == "M":
        first, _, last = part[1:].partition("-")
        low = month_value(year, int(first))
        return f"{low}/{month_value(year, int(last))}" if last else low
    if part[0] == "D":
        days = [[int(piece) for piece in day.split("-")] for day in part[1:].split("/")]
        # 12 月 30 日至 1 月 3 日 ends in the next year.
        ends = [year + (month < days[0][0]) for month, _ in days]
        if not all(is_date(end, month, day) for end, (month, day) in zip(ends, days, strict=True)):
            return None
        return "/".join(day_value(end, month, day) for end, (month, day) in zip(ends, days, strict=True))
    return part_value(year, part)


def is_future(text: str, start: int) -> bool:
    """Does the text before point forward (将于 5 月 20 日)?"""
    head = text[max(0, start - 10) : start].rstrip()
    return head.endswith(tuple(table("future_words")["words"]))


# ——— days ———


def _days(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    groups = match.groupdict()
    year = read_year(groups["y"])
    month, day = int(groups["m"]), int(groups["d"])
    if not is_date(year, month, day):
        return None
    value = day_value(year, month, day)
    if groups.get("d2"):
        month2 = int(groups.get("m2") or month)
        year2 = read_year(groups["y2"]) if groups.get("y2") else year + (month2 < month)
        if not is_date(year2, month2, int(groups["d2"])):
            return None
        value += "/" + day_value(year2, month2, int(groups["d2"]))
    return [Found(match.start(), match.end(), value, year=year)]


def _floating_days(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    month, day = int(match["m"]), int(match["d"])
    part = f"D{month}-{day}"
    last = (month, day)
    if match["d2"]:
        last = (int(match["m2"] or month), int(match["d2"]))
        part += f"/{last[0]}-{last[1]}"
    if not (1 <= month <= 12 and 1 <= last[0] <= 12 and 1 <= day <= 31 and 1 <= last[1] <= 31):
        return None
    year = year_of_day(*last, where.anchor, future=is_future(where.text, match.start()))
    value = place(part, year - (last[0] < month))
    start = match.start("m")
    end = match.end("close") if "close" in match.re.groupindex else match.end()
    return [Found(start, end, value, inferred=True, part=part)] if value else None


def _compact_day(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if not is_date(year, month, day) or abs(year - where.anchor.year) > 15:
        return None
    return [Found(match.start(), match.end(), day_value(year, month, day), year=year)]


def _day_first(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    one, two, year = int(match["one"]), int(match["two"]), int(match["y"])
    if match["sep"] == "." and one <= 12 and two > 31:
        return None
    readings = [(one, two), (two, one)]  # month first, else day first
    for month, day in readings:
        if is_date(year, month, day):
            ambiguous = one <= 12 and two <= 12 and one != two
            return [
                Found(match.start(), match.end(), day_value(year, month, day), inferred=ambiguous, year=year)
            ]
    return None


def _english_day(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    groups = match.groupdict()
    month = table("months")[groups["name"]]
    day, printed = int(groups["d"]), groups["y"]
    if printed is None:
        year = year_of_day(month, day, where.anchor, future=is_future(where.text, match.start()))
        value = place(f"D{month}-{day}", year)
        return (
            [Found(match.start(), match.end(), value, inferred=True, part=f"D{month}-{day}")]
            if value
            else None
        )
    year = read_year(printed)
    if not is_date(year, month, day):
        return None
    return [Found(match.start(), match.end(), day_value(year, month, day), year=year)]


# ——— months ———


def _months(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    groups = match.groupdict()
    year, month = read_year(groups["y"]), int(groups["m"])
    if not 1 <= month <= 12 or (len(groups["y"]) == 2 and not is_near(year, where.anchor)):
        return None
    value = month_value(year, month)
    if groups.get("m2"):
        month2 = int(groups["m2"])
        year2 = read_year(groups["y2"]) if groups.get("y2") else year + (month2 < month)
        if not 1 <= month2 <= 12:
            return None
        value += "/" + month_value(year2, month2)
    return [Found(match.start(), match.end(), value, stance=stance_of(groups.get("stance")), year=year)]


def _floating_months(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    month, last = int(match["m"]), int(match["m2"] or match["m"])
    if not (1 <= month <= 12 and month <= last <= 12):
        return None
    part = f"M{month}" + (f"-{last}" if match["m2"] else "")
    anchor = where.anchor
    if is_future(where.text, match.start()):
        year = anchor.year if last >= anchor.month else anchor.year + 1
    else:
        year = anchor.year if last <= anchor.month else anchor.year - 1
    return [Found(match.start(), match.end(), place(part, year) or "", inferred=True, part=part)]


def _dotted_month(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year, month = int(match["y"]), int(match["m"])
    if match["sep"] == "-" and month > year % 100:  # 2009-11 may be three years
        return None
    if match["sep"] == "." and not where.anchor.year - 15 <= year <= where.anchor.year + 2:
        return None
    return [Found(match.start(), match.end(), month_value(year, month), year=year)]


def _english_month(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year = read_year(match["y"])
    if len(match["y"]) == 2 and not is_near(year, where.anchor):
        return None
    value = month_value(year, table("months")[match["name"]])
    return [Found(match.start(), match.end(), value, stance=stance_of(match["stance"]), year=year)]


# ——— quarters and halves ———

_NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4", "上": "1", "下": "2"}


def _parts(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """A year and a part of it, in any order, perhaps up to another part: 25Q4, 1Q26, 2021Q1-Q3, 1Q23-4Q23."""
    groups = match.groupdict()
    year = read_year(groups["y"])
    if len(groups["y"]) == 2 and not is_near(year, where.anchor):
        return None
    kind = (groups.get("kind") or "Q").upper()
    fiscal = bool(groups.get("fiscal"))
    part = kind + _NUMERALS.get(groups["n"], groups["n"])
    if kind == "H" and (groups["n"] not in "12上下" or (groups.get("n2") or "1") not in "12"):
        return None
    if kind == "M":
        part = groups["n"] + "M"
        if part not in ("3M", "6M", "9M"):
            return None
    value = part_value(year, part)
    if groups.get("n2"):
        year2 = read_year(groups["y2"]) if groups.get("y2") else year
        value = _part_range(year, groups["n"], year2, groups["n2"], kind)
        if not value:
            return None
    if fiscal:
        value = "FY" + value.replace("/", "/FY")
    return [Found(match.start(), match.end(), value, stance=stance_of(groups.get("stance")), year=year)]


def _fiscal_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """2026 财年第二季度 → FY2026Q2."""
    year = read_year(match["y"])
    number = match["n"] or match["nn"]
    kind = match["kind"] or "Q"
    if kind == "H" and number not in "12":
        return None
    return [Found(match.start(), match.end(), f"FY{year}{kind}{_NUMERALS.get(number, number)}", year=year)]


def _part_range(year: int, first: str, year2: int, last: str, kind: str) -> str:
    first, last = _NUMERALS.get(first, first), _NUMERALS.get(last, last)
    if (year2, last) <= (year, first):
        return ""
    if kind == "Q" and year == year2 and first == "1" and last != "4":  # Q1-Q3 is one stretch of months
        return part_value(year, f"{3 * int(last)}M")
    return f"{year}{kind}{first}/{year2}{kind}{last}"


def _year_with_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year = read_year(match["y"])
    if len(match["y"]) == 2 and not is_near(year, where.anchor):
        return None
    part = table("year_parts")[re.sub(r"\s", "", match["part"])]
    return [Found(match.start(), match.end(), part_value(year, part), year=year, is_year=part == "Y")]


def _floating_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    groups = match.groupdict()
    if groups.get("part"):
        word = re.sub(r"\s", "", match["part"])
        bare = table("year_parts_bare")
        if word in bare["never"] or where.text.endswith(tuple(bare["not_after"]), 0, match.start()):
            return None
        part, reported = (
            table("year_parts")[word],
            word.endswith(("报", "报告", "业绩", "前三季", "前三季度")),
        )
    else:
        part, reported = groups["kind"] + groups["n"], False
        if part in ("H3", "H4"):
            return None
        if groups.get("n2"):
            if groups["n2"] <= groups["n"]:
                return None
            part = f"M{3 * int(groups['n']) - 2}-{3 * int(groups['n2'])}"
    future = is_future(where.text, match.start())
    if part[0] == "M":
        last = int(part.partition("-")[2])
        year = where.anchor.year - (last - 2 > where.anchor.month and not future)
    else:
        year = year_of_part(part, where.anchor, future=future, reported=reported)
    value = place(part, year) or ""
    return [Found(match.start(), match.end(), value, True, stance_of(groups.get("stance")), part)]


# ——— years ———


def _one_year(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    groups = match.groupdict()
    year = read_year(groups["y"])
    if len(groups["y"]) == 2 and not is_near(year, where.anchor):
        return None
    value = f"FY{year}" if groups.get("fiscal") else str(year)
    return [
        Found(match.start(), match.end(), value, False, stance_of(groups.get("stance")), None, year, True)
    ]


def _short_year(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """25 年: a year unless the words around make it a length of time."""
    year = full_year(int(match["y"]))
    words_around = table("duration_words")
    if not anchor_window(year, where.anchor):
        return None
    head = where.text[max(0, match.start() - 6) : match.start()].rstrip()
    tail = where.text[match.end() : match.end() + 6].lstrip()
    if head.endswith(tuple(words_around["before"])) or tail.startswith(tuple(words_around["after"])):
        return None
    if year % 10 == 0 and (not tail or not tail[0].isalnum()):  # 深耕行业 20 年， against 20 年国内市场规模
        return None
    return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]


def anchor_window(year: int, anchor: Date) -> bool:
    """Tighter than `is_near`: 15 年 and 30 年 are usually lengths of time."""
    return anchor.year - 6 <= year <= anchor.year + 6


def _bare_year(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year = int(match["y"])
    if not where.anchor.year - 30 <= year <= where.anchor.year + 30:
        return None
    return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]


def _year_range(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    one, two = match["y"], match["y2"]
    marked = match["sure"] or match["mark"] or match["fy"] or match["stance"]
    first, last = read_year(one), read_year(two)
    if len(two) == 2 and len(one) == 4:
        last = first // 100 * 100 + int(two)
    if not (first < last <= first + 60) or not (len(one) == 4 or marked):
        return None
    if len(one) == 2:
        head = where.text[max(0, match.start() - 6) : match.start()].rstrip()
        if not (anchor_window(first, where.anchor) and is_near(last, where.anchor)):
            return None
        if head.endswith(tuple(table("duration_words")["before"])):
            return None
    if not match["sure"] and len(one) == 4 and len(two) == 2 and last - first > 15:
        return None
    mixed = (match["mark"] or "").upper() == "A" and (match["stance"] or "").upper() in ("E", "F")
    stance = None if mixed else stance_of(match["stance"])  # 2024A-2026E is half and half
    return [Found(match.start(), match.end(), f"{first}/{last}", stance=stance, year=last)]


def _up_to_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    first, last = int(match["y"]), int(match["y2"])
    if first >= last or match["part2"] in ("H3", "H4"):
        return None
    return [Found(match.start(), match.end(), f"{first}/{last}{match['part2']}", year=last)]


_MEMBER = re.compile(r"(?P<y>\d{4}|\d{2})(?P<stance>[AEFaef](?![A-Za-z0-9]))?(?:[ ]*年)?")


def _year_list(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    members = list(_MEMBER.finditer(where.text, match.start(), match.end()))
    years = [read_year(member["y"]) for member in members]
    rising = all(one < two for one, two in pairwise(years))
    falling = all(one > two for one, two in pairwise(years))
    if not (rising or falling) or not all(1950 <= year <= 2100 for year in years):
        return None
    sure = match["sure"] or any(member["stance"] for member in members)
    if len(members[0]["y"]) == 2 and not (sure and all(anchor_window(year, where.anchor) for year in years)):
        return None
    if not sure and (max(years) - min(years) >= len(years) or not is_near(years[-1], where.anchor)):
        return None
    last = members[-1]["stance"]  # 2024/25E marks the last alone
    return [
        Found(
            member.start(),
            match.end() if member is members[-1] else member.end(),
            str(year),
            stance=stance_of(member["stance"] or (last if len(members[0]["y"]) == 2 else None)),
            year=year,
            is_year=True,
        )
        for member, year in zip(members, years, strict=True)
    ]


def _decade(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """上世纪 90 年代 → 1990/1999."""
    tens = int(match["y"])
    first = tens if tens > 99 else (1900 if tens >= 30 else 2000) + tens
    return [Found(match.start(), match.end(), f"{first}/{first + 9}", inferred=tens <= 99)]


# ——— relative words ———


def _relative(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    word = re.sub(r"\s+", " ", match["word"])
    meaning = table("relative_periods").get(word) or table("relative_periods")[word.replace(" ", "")]
    value = relative_value(meaning, where.anchor)
    is_year = meaning.startswith("year:")
    year = int(value[:4]) if is_year else None
    return [Found(match.start(), match.end(), value, inferred=True, year=year, is_year=is_year)]


def _span(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    count = int(match["n"]) if match["n"].isdigit() else read_numeral(match["n"])
    unit = match["unit"].removeprefix("个")
    if not count or count > 120:
        return None
    unit = {"交易日": "日", "天": "日"}.get(unit, unit)
    value = span_value(count, unit, where.anchor, future=match["way"] in words("spans", "future"))
    return [Found(match.start(), match.end(), value, inferred=True)] if value else None


# ——— the rules ———


class Rule(NamedTuple):
    """One printed form. Where two rules read the same digits the longer match wins, then the earlier rule."""

    pattern: re.Pattern[str]
    read: Reading


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, the most telling first."""
    no_unit = rf"(?!{GAP}(?:{magnitude_pattern()}|{unit_pattern()}))"
    month_name = "|".join(sorted(table("months"), key=lambda name: (-len(name), name)))
    guards = {word: not_before(ends) for word, ends in table("year_parts_not_before").items()}
    part = alternation(table("year_parts"), guards)
    relative = alternation(
        table("relative_periods"),
        {word: not_before(ends) for word, ends in table("relative_not_before").items()},
    )
    way = "|".join([*words("spans", "past"), *words("spans", "future")])
    any_y = rf"(?:{Y}|\d{{2}})"
    also = "[/、,，]|和|及|与"
    short_report = "|".join(word for word in table("year_parts") if word.endswith("报"))
    q = r"[1-4]"
    sources: list[tuple[str, Reading]] = [
        # 2026 年 3 月 30 日至 4 月 3 日
        (
            rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]?"
            rf"{TO}(?:(?P<y2>{any_y}){GAP}年{GAP})?(?:(?P<m2>\d{{1,2}}){GAP}月{GAP})?(?P<d2>\d{{1,2}}){GAP}[日号]",
            _days,
        ),
        (
            rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]",
            _days,
        ),
        # 2026.3.30—2026.4.03, 2024-03-21
        (
            rf"{LEFT}(?P<y>{Y})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){TO}"
            rf"(?:(?P<y2>{Y})(?P=sep))?(?P<m2>\d{{1,2}})(?P=sep)(?P<d2>\d{{1,2}}){RIGHT}",
            _days,
        ),
        (rf"{LEFT}(?P<y>{Y})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){RIGHT}", _days),
        (rf"{LEFT}(?P<y>20\d{{2}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?![\dA-Za-z.,%]){no_unit}", _compact_day),
        (rf"{LEFT}(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep)(?P<y>{Y}){RIGHT}", _day_first),
        # 3 月 30 日-4 月 3 日, (3.30-4.03)
        (
            rf"(?<![\d./])(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]?"
            rf"{TO}(?:(?P<m2>\d{{1,2}}){GAP}月{GAP})?(?P<d2>\d{{1,2}}){GAP}[日号]",
            _floating_days,
        ),
        (
            rf"(?<![\d./])(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号](?P<m2>)?(?P<d2>)?",
            _floating_days,
        ),
        (
            r"(?:[(\[【周]|[Ww]eek)[ ]*(?P<m>\d{1,2})[./](?P<d>\d{1,2})[ ]*[-–—~]{1,2}[ ]*"
            r"(?P<m2>\d{1,2})[./](?P<d2>\d{1,2})(?P<close>)(?![\d.%])",
            _floating_days,
        ),
        # 12 March 2026, March 12, 2026
        (
            rf"(?<![\dA-Za-z.])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?P<name>{month_name})(?![a-z])\.?[ ,'-]{{0,2}}(?P<y>{Y}|\d{{2}}){RIGHT}(?![A-Za-z%]){no_unit}",
            _english_day,
        ),
        (
            rf"(?<![A-Za-z])(?P<name>{month_name})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y>{Y}){RIGHT}",
            _english_day,
        ),
        (
            rf"(?<![A-Za-z])(?P<name>{month_name})\.?[ '-]{{0,2}}(?P<y>{Y}|(?<=[-'])\d{{2}}){STANCE}{RIGHT}(?!-\d)",
            _english_month,
        ),
        # 2026 年 1-2 月, 2024 年 3 月至 2026 年 3 月
        (
            rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}(?:月{GAP})?"
            rf"(?:{TO}(?:(?P<y2>{any_y}){GAP}年{GAP})?(?P<m2>\d{{1,2}}){GAP})?月",
            _months,
        ),
        (
            rf"(?<![\d./A-Za-z%])(?P<m>\d{{1,2}}){GAP}(?:月{GAP})?(?:{TO}(?P<m2>\d{{1,2}}){GAP})?月(?!龄|薪|嫂|球|饼|子)",
            _floating_months,
        ),
        (rf"{LEFT}(?P<y>20\d{{2}})(?P<sep>[-/.])(?P<m>0[1-9]|1[0-2])(?![\d\-/.%]){no_unit}", _dotted_month),
        # 2025Q4, 25Q4, 2025 年 Q4, 2021Q1-Q3, 2024Q1-2025Q1, 26H1, 9M25
        (
            rf"{LEFT}(?P<y>{any_y}){GAP}(?:年{GAP})?[-']?(?P<kind>[QHqh])(?P<n>{q}){TO}"
            rf"(?:(?P<y2>{any_y})(?:{GAP}年{GAP})?(?=[QHqh]))?[QHqh]?(?P<n2>{q}){STANCE}(?![\dA-Za-z.%])",
            _parts,
        ),
        (
            rf"{LEFT}(?P<y>{any_y}){GAP}(?:年{GAP})?[-']?(?P<kind>[QHqh])(?P<n>{q}){STANCE}(?![\dA-Za-z]|\.\d)",
            _parts,
        ),
        (
            rf"{LEFT}(?P<n>{q})(?P<kind>[QH])(?P<y>{any_y}){TO}(?P<n2>{q})[QH](?P<y2>{any_y}){STANCE}(?![\dA-Za-z]|\.\d)",
            _parts,
        ),
        (
            rf"{LEFT}(?P<n>{q})(?P<kind>[QH])(?P<fiscal>FY)?'?[ ]?(?P<y>{any_y}){STANCE}(?![\dA-Za-z]|\.\d)",
            _parts,
        ),
        (
            rf"(?<![A-Za-z0-9])(?P<kind>[QH])(?P<n>{q})(?:[ ,]{{0,2}}(?P<fiscal>FY)[ ']?|'|[ ,]{{1,2}}(?={Y}))(?P<y>{any_y}){STANCE}(?![\dA-Za-z]|\.\d|{GAP}年)",
            _parts,
        ),
        (
            rf"(?<![A-Za-z0-9])(?P<fiscal>FY)(?P<n>{q})(?P<kind>[QH])(?P<y>{any_y}){STANCE}(?![\dA-Za-z])",
            _parts,
        ),
        (
            rf"(?<![A-Za-z0-9])(?P<fiscal>FY)[ ]?(?P<y>{any_y})[ -]?(?P<kind>[QH])(?P<n>{q}){STANCE}(?![\dA-Za-z])",
            _parts,
        ),
        (
            rf"{LEFT}(?P<y>{any_y}){GAP}(?P<fiscal>财年){GAP}(?:第{GAP})?(?:(?P<n>[一二三四1-4]){GAP}(?:财季|季度)|(?P<kind>[QH])(?P<nn>{q}))",
            _fiscal_part,
        ),
        (rf"{LEFT}(?P<n>[369])(?P<kind>M)(?P<y>{any_y}){STANCE}(?![\dA-Za-z])", _parts),
        (rf"{LEFT}(?P<y>{any_y}){GAP}年?{GAP}(?P<n>[369])(?P<kind>M)(?![\dA-Za-z])", _parts),
        # 2025 年四季度, 2023 年三季报, 25 年中报
        (rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?:的{GAP})?(?P<part>{part})", _year_with_part),
        (rf"{LEFT}(?P<y>{Y}){GAP}(?P<part>{part})", _year_with_part),
        (rf"{LEFT}(?P<y>\d{{2}}){GAP}(?P<part>{short_report})", _year_with_part),
        (
            rf"(?<![A-Za-z0-9.&-])(?P<kind>Q)(?P<n>{q}){GAP}[-~至到]{GAP}Q?(?P<n2>{q})(?![\dA-Za-z.%])",
            _floating_part,
        ),
        (rf"(?<![A-Za-z0-9.&-])(?P<kind>[QH])(?P<n>{q}){STANCE}(?![\dA-Za-z&]|\.\d)", _floating_part),
        (rf"(?<![A-Za-z0-9.$¥/-])(?P<n>{q})(?P<kind>[QH]){STANCE}(?![A-Za-z0-9]|-\d|\.\d)", _floating_part),
        (rf"(?P<part>{part})", _floating_part),
        # 2020-2022 年, 2024-26E, FY25-27
        (
            rf"(?:(?<![A-Za-z])(?P<fy>FY)[ ]?|{LEFT})(?P<y>{any_y})(?P<mark>[AEFaef]|{GAP}年)?{TO}(?:FY)?(?P<y2>{any_y})"
            rf"(?:(?P<sure>{GAP}年)|{STANCE})(?![\dA-Za-z%/-])(?!\.\d){no_unit}",
            _year_range,
        ),
        # 2017-2021Q3
        (rf"{LEFT}(?P<y>{Y}){GAP}年?{TO}(?P<y2>{Y})(?P<part2>[QH]{q})(?![\dA-Za-z])", _up_to_part),
        # 2022/2023/2024 年, 2025/26E, 2022、2023、2024 年
        (
            rf"{LEFT}{any_y}[AEFaef]?(?:{GAP}年)?"
            rf"(?:{GAP}(?:{also}){GAP}{any_y}(?!\d)[AEFaef]?(?:{GAP}年(?={GAP}(?:{also})))?)+"
            rf"(?P<sure>{GAP}年)?(?![\d%A-Za-z]|\.\d){no_unit}",
            _year_list,
        ),
        (rf"(?:(?:上|20|二十)?世纪{GAP})?(?<![\d.])(?P<y>(?:19|20)?\d0){GAP}年代", _decade),
        (rf"{LEFT}(?P<y>{Y}){GAP}年", _one_year),
        (rf"(?<![\dA-Za-z.,/\-+])(?P<y>\d{{2}}){GAP}年", _short_year),
        (rf"{LEFT}(?P<y>{any_y})(?P<stance>[AEFaef])(?![A-Za-z0-9])", _one_year),
        (rf"(?<![A-Za-z0-9])(?:FY|CY)[ ]?'?(?P<y>{any_y}){STANCE}(?![\dA-Za-z]|\.\d)", _one_year),
        (rf"{LEFT}(?P<y>{any_y}){GAP}(?P<fiscal>财年)", _one_year),
        (
            rf"(?<![\dA-Za-z.$¥/\-–~+])(?<!\d,)(?P<y>20[0-4]\d)(?![\dA-Za-z/%+]|[.,]\d|{GAP}[-–~/、和及至]{GAP}\d|{GAP}[号室弄层座]){no_unit}",
            _bare_year,
        ),
        (rf"(?<![A-Za-z])(?P<word>{relative})", _relative),
        (
            rf"(?P<way>{way}){GAP}(?P<n>\d{{1,3}}|[一二三四五六七八九十两]{{1,3}}){GAP}(?P<unit>个?(?:月|季度|交易日)|年|周|天|日)(?!期|报|均)",
            _span,
        ),
    ]
    return tuple(Rule(re.compile(source), read) for source, read in sources)
