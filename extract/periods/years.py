"""A match of a printed year or part of a year in, its periods out; None where it is a length of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.numbers.chinese_numerals import read_numeral
from extract.periods.dates import (
    day_value,
    full_year,
    is_date,
    month_value,
    part_value,
    year_of_part,
)
from extract.periods.reading import (
    Found,
    Place,
    anchor_window,
    is_counted,
    is_future,
    is_near,
    place,
    read_year,
    stance_of,
)
from extract.vocabulary.wording import table

# ——— quarters and halves ———

_NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4", "上": "1", "下": "2"}


def read_parts(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """A year and a part of it, in any order, perhaps up to another part: 25Q4, 1Q26, 2021Q1-Q3, 1Q23-4Q23."""
    groups = match.groupdict()
    year = read_year(groups["y"])
    if len(groups["y"]) == 2 and (not is_near(year, where.anchor) or is_counted(match, where)):
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


def read_fiscal_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """2026 财年第二季度 → FY2026Q2."""
    year = read_year(match["y"])
    number = match["n"] or match["nn"] or match["half"]
    kind = "H" if match["half"] else match["kind"] or "Q"
    if kind == "H" and number not in "12上下":
        return None
    return [Found(match.start(), match.end(), f"FY{year}{kind}{_NUMERALS.get(number, number)}", year=year)]


def read_split_year(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """FY2025/26 → FY2026: a fiscal year is named for the year it ends in."""
    year = int(match["y"]) + 1
    if int(match["y2"]) not in (year, year % 100) or is_counted(match, where):
        return None
    stance = stance_of(match.groupdict().get("stance"))
    return [Found(match.start(), match.end(), f"FY{year}", stance=stance, year=year, is_year=True)]


def _part_range(year: int, first: str, year2: int, last: str, kind: str) -> str:
    first, last = _NUMERALS.get(first, first), _NUMERALS.get(last, last)
    if (year2, last) <= (year, first):
        return ""
    if kind == "Q" and year == year2 and first == "1" and last != "4":  # Q1-Q3 is one stretch of months
        return part_value(year, f"{3 * int(last)}M")
    return f"{year}{kind}{first}/{year2}{kind}{last}"


def read_year_with_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year = read_year(match["y"])  # 17年四季度 is a year however long ago
    if not where.anchor.year - 25 <= year <= where.anchor.year + 25:
        return None
    part = table("year_parts")[re.sub(r"\s", "", match["part"])]
    return [Found(match.start(), match.end(), part_value(year, part), year=year, is_year=part == "Y")]


def read_floating_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    groups = match.groupdict()
    if groups.get("part"):
        word = re.sub(r"\s", "", match["part"])
        bare = table("year_parts_bare")
        if word in bare["never"] or where.text.endswith(tuple(bare["not_after"]), 0, match.start()):
            return None
        part = table("year_parts")[word]
        reported = part == "9M" or word.endswith(("报", "报告", "业绩"))  # told when it is over
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


def read_quarter_pair(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """三、四季度: two quarters, each a period."""
    first, second = _NUMERALS[match["n"]], _NUMERALS[match["n2"]]
    if int(second) != int(first) + 1:
        return None
    spans = ((match.start(), match.end("n")), (match.start("n2"), match.end()))
    future = is_future(where.text, match.start())
    found = []
    for (start, end), number in zip(spans, (first, second), strict=True):
        part = f"Q{number}"
        if match["y"]:
            year = read_year(match["y"])
            found.append(Found(start, end, part_value(year, part), year=year))
        else:
            year = year_of_part(part, where.anchor, future=future)
            found.append(Found(start, end, part_value(year, part), inferred=True, part=part))
    return found


def read_chinese_date(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """二〇二五年四月三日 → 2025-04-03."""
    year = int("".join(str("〇一二三四五六七八九".index(re.sub("[零○]", "〇", char))) for char in match["y"]))
    month, day = read_numeral(match["m"] or ""), read_numeral(match["d"] or "")
    if month is None:
        return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]
    if day is None:
        return [Found(match.start(), match.end(), month_value(year, month), year=year)]
    if not is_date(year, month, day):
        return None
    return [Found(match.start(), match.end(), day_value(year, month, day), year=year)]


def read_first_months(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """前 11 个月: the year so far; without a year the latest that was over by the report's date."""
    groups = match.groupdict()
    count = int(groups["n"]) if groups["n"].isdigit() else read_numeral(groups["n"]) or 0
    if not 2 <= count <= 11:
        return None
    if groups["y"]:
        year = read_year(groups["y"])
        value = f"{month_value(year, 1)}/{month_value(year, count)}"
        return [Found(match.start(), match.end(), value, year=year)]
    year, part = where.anchor.year - (count > where.anchor.month), f"M1-{count}"
    return [Found(match.start(), match.end(), place(part, year) or "", True, None, part)]


def read_fiscal_end(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """FY3/26: the fiscal year that ends in March 2026, FY2026; one that ends in December is the calendar's."""
    month, year = int(match["m"]), full_year(int(match["y"]))
    if not 1 <= month <= 12 or not is_near(year, where.anchor) or is_near(2000 + month, where.anchor):
        return None
    value = str(year) if month == 12 else f"FY{year}"
    stance = stance_of(match["stance"])
    return [Found(match.start(), match.end(), value, stance=stance, year=year, is_year=True)]


# ——— years ———


def read_one_year(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    groups = match.groupdict()
    year = read_year(groups["y"])
    if len(groups["y"]) == 2 and not is_near(year, where.anchor):
        return None
    value = f"FY{year}" if groups.get("fiscal") else str(year)
    return [
        Found(match.start(), match.end(), value, False, stance_of(groups.get("stance")), None, year, True)
    ]


def read_short_year(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """25 年: a year unless the words around make it a length of time."""
    year = full_year(int(match["y"]))
    words_around = table("duration_words")
    head = where.text[max(0, match.start() - 6) : match.start()].rstrip()
    tail = where.text[match.end() : match.end() + 6].lstrip()
    if tail.startswith(("底", "末")) and is_near(year, where.anchor):
        return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]
    if _is_noughts(match["y"]):
        return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]
    if head.endswith(_ENDS_OF_A_MOVE) and _OF_A_FIGURE.match(tail) and 0 <= where.anchor.year - year <= 25:
        return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]
    if not anchor_window(year, where.anchor):
        return None
    if head.endswith(tuple(words_around["before"])) or tail.startswith(tuple(words_around["after"])):
        return None
    if year % 10 == 0 and (not tail or not tail[0].isalnum()):  # 深耕行业 20 年， against 20 年国内市场规模
        return None
    return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]


# "从 09 年 4.3%提升至 19 年的 6%": what has a figure of its own at once is a year, however long ago.
_ENDS_OF_A_MOVE = ("从", "由", "自", "至", "到", "较")
_OF_A_FIGURE = re.compile(r"的?\s*(?:约|近)?\s*\d")


def _is_noughts(digits: str) -> bool:
    """05 年 is 2005: nobody prints a length of time with a leading nought."""
    return len(digits) == 2 and digits.startswith("0")


def read_bare_year(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year = int(match["y"])
    if not where.anchor.year - 30 <= year <= where.anchor.year + 30 or is_counted(match, where):
        return None
    return [Found(match.start(), match.end(), str(year), year=year, is_year=True)]


# "10-19 年复合增速": what grows so from one to the other are years, not a length of time.
_GROWTH_OVER = re.compile(r"\s*(?:的)?(?:年均)?(?:复合|CAGR|年均)")


def read_year_range(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    one, two = match["y"], match["y2"]
    marked = match["sure"] or match["mark"] or match.groupdict().get("fy") or match["stance"]
    first, last = read_year(one), read_year(two)
    if len(two) == 2 and len(one) == 4:
        last = first // 100 * 100 + int(two)
    if not (first < last <= first + 60) or not (len(one) == 4 or marked):
        return None
    if len(one) == 2:
        head = where.text[max(0, match.start() - 6) : match.start()].rstrip()
        may_be = is_near if match.groupdict().get("fy") else anchor_window
        grown = match["sure"] and _GROWTH_OVER.match(where.text, match.end())
        past = grown and where.anchor.year - 30 <= first and last <= where.anchor.year + 10
        if not past and not (may_be(first, where.anchor) and is_near(last, where.anchor)):
            return None
        if head.endswith(tuple(table("duration_words")["before"])):
            return None
    if not match["sure"] and len(one) == 4 and len(two) == 2 and (last - first > 15 or two[0] == "0"):
        return None  # 2003-09 is a month, 2020-22 three years
    if not match["sure"] and is_counted(match, where):
        return None
    mixed = (match["mark"] or "").upper() == "A" and (match["stance"] or "").upper() in ("E", "F")
    stance = None if mixed else stance_of(match["stance"])  # 2024A-2026E is half and half
    return [Found(match.start(), match.end(), f"{first}/{last}", stance=stance, year=last)]


def read_up_to_part(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """A year up to a part of another: 2017-2021Q3 → 2017/2021Q3, 2018 年至 2021 年 9 月 → 2018/2021-09."""
    first, last = int(match["y"]), int(match["y2"])
    part = match["part2"] or (table("year_parts")[re.sub(r"\s", "", match["word"])] if match["word"] else "")
    if first >= last or part in ("H3", "H4"):
        return None
    month = int(match["m"] or match["m2"] or part.removesuffix("M")) if not part or part[-1] == "M" else 0
    if not 0 <= month <= 12:
        return None
    end = month_value(last, month) if month else part_value(last, part)
    return [Found(match.start(), match.end(), f"{first}/{end}", year=last)]


_MEMBER = re.compile(r"(?P<y>\d{4}|\d{2})(?P<stance>[AEFaef](?![A-Za-z0-9]))?(?:[ ]*年)?")


def read_year_list(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    members = list(_MEMBER.finditer(where.text, match.start(), match.end()))
    starts = [match.start(), *(member.start() for member in members[1:])]
    years = [read_year(member["y"]) for member in members]
    rising = all(one < two for one, two in pairwise(years))
    falling = all(one > two for one, two in pairwise(years))
    if not (rising or falling) or not all(1950 <= year <= 2100 for year in years):
        return None
    if is_counted(match, where):
        return None
    sure = match["sure"] or any(member["stance"] for member in members)
    if len(members[0]["y"]) == 2:
        near = all(
            _is_noughts(member["y"]) or anchor_window(year, where.anchor)
            for member, year in zip(members, years, strict=True)
        )
        if not (sure and near):
            return None
    if not sure and (max(years) - min(years) >= len(years) or not is_near(years[-1], where.anchor)):
        return None
    last = members[-1]["stance"]  # 2024/25E marks the last alone
    return [
        Found(
            start,
            match.end() if member is members[-1] else member.end(),
            str(year),
            stance=stance_of(member["stance"] or (last if len(members[0]["y"]) == 2 else None)),
            year=year,
            is_year=True,
        )
        for start, member, year in zip(starts, members, years, strict=True)
    ]


def read_decade(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """上世纪 90 年代 → 1990/1999, 上世纪 70-90 年代 → 1970/1999."""
    tens = int(match["y"])
    first = tens if tens > 99 else (1900 if tens >= 30 else 2000) + tens
    last = first // 100 * 100 + int(match["y2"]) if match["y2"] else first
    if last < first:
        return None
    return [Found(match.start(), match.end(), f"{first}/{last + 9}", inferred=tens <= 99)]
