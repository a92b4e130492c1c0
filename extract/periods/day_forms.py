"""The ways days and months are printed, the most telling first: 2026 年 3 月 30 日至 4 月 3 日, (3.30-4.03), Mar-26."""

from __future__ import annotations

from collections.abc import Iterator

from extract.periods.days import (
    read_compact_day,
    read_day_first,
    read_days,
    read_dotted_month,
    read_english_day,
    read_english_month,
    read_floating_days,
    read_floating_months,
    read_month_pair,
    read_months,
)
from extract.periods.forms import (
    ANY_Y,
    DAY,
    LEFT,
    MAY_BE_TO,
    RIGHT,
    SEPARATORS,
    STANCE,
    TO,
    YEAR,
    Source,
    Y,
)
from extract.periods.heads import Digits, Signs
from extract.vocabulary.wording import GAP, table


def day_forms() -> Iterator[Source]:
    """Days first, then months."""
    month_name = "|".join(sorted(table("months"), key=lambda name: (-len(name), name)))
    months = "".join(sorted({name[0] for name in table("months")}))
    month = Signs(dict.fromkeys(months, ""))
    week = Signs(dict.fromkeys("([【周Ww", ""))
    dotted = "(?:0?[1-9]|1[0-2])"
    pair = rf"(?P<m>\d{{1,2}}){GAP}、{GAP}(?P<m2>\d{{1,2}}){GAP}月"
    yield from (
        # 2026 年 3 月 30 日至 4 月 3 日
        (
            Digits(YEAR, "年"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]?"
            rf"{TO}(?:(?P<y2>{ANY_Y}){GAP}年{GAP})?(?:(?P<m2>\d{{1,2}}){GAP}月{GAP})?(?P<d2>\d{{1,2}}){GAP}[日号]",
            read_days,
        ),
        (
            Digits(YEAR, "年"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]",
            read_days,
        ),
        # 2026.3.30—2026.4.03, 2024-03-21
        (
            Digits("4", SEPARATORS),
            rf"{LEFT}(?P<y>{Y})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){TO}"
            rf"(?:(?P<y2>{Y})(?P=sep))?(?P<m2>\d{{1,2}})(?P=sep)(?P<d2>\d{{1,2}}){RIGHT}",
            read_days,
        ),
        (
            Digits("4", SEPARATORS),
            rf"{LEFT}(?P<y>{Y})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){RIGHT}",
            read_days,
        ),
        (
            Digits("8"),
            rf"{LEFT}(?P<y>20\d{{2}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?![\dA-Za-z.,%])",
            read_compact_day,
        ),
        (
            Digits(DAY, SEPARATORS),
            rf"{LEFT}(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep)(?P<y>{Y}){RIGHT}",
            read_day_first,
        ),
        # 3 月 30 日-4 月 3 日, (3.30-4.03)
        (
            Digits(DAY, "月"),
            rf"(?<![\d./])(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]?"
            rf"{TO}(?:(?P<m2>\d{{1,2}}){GAP}月{GAP})?(?P<d2>\d{{1,2}}){GAP}[日号]",
            read_floating_days,
        ),
        (
            Digits(DAY, "月"),
            rf"(?<![\d./])(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号](?P<m2>)?(?P<d2>)?",
            read_floating_days,
        ),
        (
            week,
            r"(?:[(\[【周]|[Ww]eek)[ ]*(?P<m>\d{1,2})[./](?P<d>\d{1,2})[ ]*[-–—~]{1,2}[ ]*"
            r"(?P<m2>\d{1,2})[./](?P<d2>\d{1,2})(?P<close>)(?![\d.%])",
            read_floating_days,
        ),
        # 12 March 2026, March 12, 2026
        (
            Digits(DAY, "snrt-" + months),
            rf"(?<![\dA-Za-z.])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?P<name>{month_name})(?![a-z])\.?[ ,'-]{{0,2}}(?P<y>{Y}|\d{{2}}){RIGHT}(?![A-Za-z%])",
            read_english_day,
        ),
        (
            month,
            rf"(?<![A-Za-z])(?P<name>{month_name})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y>{Y}){RIGHT}",
            read_english_day,
        ),
        (
            month,
            rf"(?<![A-Za-z])(?P<name>{month_name})\.?[ '-]{{0,2}}(?P<y>{Y}|(?<=[-'])\d{{2}}){STANCE}{RIGHT}(?!-\d)",
            read_english_month,
        ),
        # 2026 年 1-2 月, 2024 年 3 月至 2026 年 3 月
        (
            Digits(YEAR, "年"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}(?:月{GAP})?"
            rf"(?:{TO}(?:(?P<y2>{ANY_Y}){GAP}年{GAP})?(?P<m2>\d{{1,2}}){GAP})?月",
            read_months,
        ),
        (
            Digits(DAY, "月" + MAY_BE_TO),
            rf"(?<![\d./A-Za-z%])(?P<m>\d{{1,2}}){GAP}(?:月{GAP})?(?:{TO}(?P<m2>\d{{1,2}}){GAP})?月(?!龄|薪|嫂|球|饼|子)",
            read_floating_months,
        ),
        (
            Digits("4", SEPARATORS),
            rf"{LEFT}(?P<y>20\d{{2}})(?P<sep>[-/.])(?P<m>0[1-9]|1[0-2])(?![\d\-/.%])",
            read_dotted_month,
        ),
        # 2010.3-2012.6, 2025.1-6 月
        (
            Digits("4", "./"),
            rf"{LEFT}(?P<y>{Y})(?P<sep>[./])(?P<m>{dotted}){TO}(?P<y2>{Y})(?P=sep)(?P<m2>{dotted})(?![\d./%])",
            read_months,
        ),
        (Digits("4", "./"), rf"{LEFT}(?P<y>{Y})[./](?P<m>{dotted}){TO}(?P<m2>{dotted}){GAP}月", read_months),
        # 5、6 月
        (Digits(YEAR, "年"), rf"{LEFT}(?P<y>{ANY_Y}){GAP}年{GAP}{pair}", read_month_pair),
        (Digits(DAY, "、"), rf"(?<![\d./A-Za-z%])(?<!、)(?P<y>(?!))?{pair}", read_month_pair),
    )
