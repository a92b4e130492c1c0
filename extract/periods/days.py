"""A match of a printed day or month in, its date in the claim contract out; None where the calendar has no such day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.periods.dates import (
    day_value,
    is_date,
    month_value,
    year_of_day,
)
from extract.periods.reading import (
    Found,
    Place,
    is_counted,
    is_future,
    is_near,
    place,
    read_year,
    stance_of,
)
from extract.vocabulary.wording import table

# ——— days ———


def read_days(match: re.Match[str], where: Place) -> Sequence[Found] | None:
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


def read_floating_days(match: re.Match[str], where: Place) -> Sequence[Found] | None:
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


def read_compact_day(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if not is_date(year, month, day) or abs(year - where.anchor.year) > 15 or is_counted(match, where):
        return None
    return [Found(match.start(), match.end(), day_value(year, month, day), year=year)]


def read_day_first(match: re.Match[str], where: Place) -> Sequence[Found] | None:
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


def read_english_day(match: re.Match[str], where: Place) -> Sequence[Found] | None:
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
    if not is_date(year, month, day) or is_counted(match, where):
        return None
    return [Found(match.start(), match.end(), day_value(year, month, day), year=year)]


# ——— months ———


def read_months(match: re.Match[str], where: Place) -> Sequence[Found] | None:
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


def read_floating_months(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    month, last = int(match["m"]), int(match["m2"] or match["m"])
    if not (1 <= month <= 12 and 1 <= last <= 12):
        return None
    year = _year_of_month(last, match, where)
    if month > last:  # 12 月-2 月 begins in the year before
        value = f"{month_value(year - 1, month)}/{month_value(year, last)}"
        return [Found(match.start(), match.end(), value, inferred=True)]
    part = f"M{month}" + (f"-{last}" if match["m2"] else "")
    return [Found(match.start(), match.end(), place(part, year) or "", inferred=True, part=part)]


def _year_of_month(month: int, match: re.Match[str], where: Place) -> int:
    anchor = where.anchor
    if is_future(where.text, match.start()):
        return anchor.year if month >= anchor.month else anchor.year + 1
    return anchor.year if month <= anchor.month else anchor.year - 1


def read_month_pair(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    """5、6 月 are two months; at the head of a line "1、" may be a list number."""
    month, following = int(match["m"]), int(match["m2"])
    if not 1 <= month < following <= 12 or following != month + 1:
        return None
    ends = (match.end("m"), match.end())
    starts = (match.start(), match.start("m2"))
    if match["y"]:
        year = read_year(match["y"])
        return [
            Found(start, end, month_value(year, value), year=year)
            for start, end, value in zip(starts, ends, (month, following), strict=True)
        ]
    if match.start() == 0 or where.text[match.start() - 1] in "\n。；;":
        return None
    year = _year_of_month(following, match, where)
    return [
        Found(start, end, month_value(year, value), inferred=True, part=f"M{value}")
        for start, end, value in zip(starts, ends, (month, following), strict=True)
    ]


def read_dotted_month(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year, month = int(match["y"]), int(match["m"])
    if match["sep"] == "-" and month > max(9, year % 100):  # 2009-11 may be three years
        return None
    if match["sep"] == "." and not where.anchor.year - 15 <= year <= where.anchor.year + 2:
        return None
    if is_counted(match, where):
        return None
    return [Found(match.start(), match.end(), month_value(year, month), year=year)]


def read_english_month(match: re.Match[str], where: Place) -> Sequence[Found] | None:
    year = read_year(match["y"])
    if len(match["y"]) == 2 and not is_near(year, where.anchor):
        return None
    value = month_value(year, table("months")[match["name"]])
    return [Found(match.start(), match.end(), value, stance=stance_of(match["stance"]), year=year)]
