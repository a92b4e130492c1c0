"""The ways a period is printed, one rule a way: where it may begin, a regular expression and the reading of its match.

Words come from the language files; `extract.periods.grammar` picks among the readings. A rule whose heads are too few
would miss periods: a test compares them with a plain search.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extract.numbers.units import magnitude_pattern, unit_pattern
from extract.periods.days import (
    read_compact_day,
    read_day_first,
    read_days,
    read_dotted_month,
    read_english_day,
    read_english_month,
    read_floating_days,
    read_floating_months,
    read_months,
)
from extract.periods.heads import Digits, Form, Search, Signs, words_begin
from extract.periods.reading import Reading
from extract.periods.years import (
    read_bare_year,
    read_decade,
    read_fiscal_part,
    read_floating_part,
    read_one_year,
    read_parts,
    read_relative,
    read_short_year,
    read_span,
    read_up_to_part,
    read_year_list,
    read_year_range,
    read_year_with_part,
)
from extract.vocabulary.wording import GAP, alternation, not_before, table, words

Y = r"(?:19|20)\d{2}"
LEFT = r"(?<![\dA-Za-z.$¥])(?<!\d,)"
RIGHT = r"(?!\d)(?!\.\d)"
TO = rf"{GAP}(?:--?|[–—~]{{1,2}}|至|到|to){GAP}"
STANCE = r"(?P<stance>[AEFaef](?![A-Za-z0-9]))?"

# What stands behind the first digits of a form, blanks left out.
_SEPARATORS = "-/."
_TO = "-–—~至到t"
_STANCES = "AEFaef"
_YEAR, _SHORT, _DAY = "24", "2", "12"  # how many digits a year, a short year, a day or month has

# ——— the rules ———


class Rule(NamedTuple):
    """One printed form. Where two rules read the same digits the longer match wins, then the earlier rule."""

    form: Form
    read: Reading


@cache
def search() -> Search:
    """The search for all rules at once; its numbers are places in `rules()`."""
    return Search([rule.form for rule in rules()])


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, the most telling first."""
    no_unit = rf"(?!{GAP}(?:{magnitude_pattern()}|{unit_pattern(after_year=True)}))"
    month_name = "|".join(sorted(table("months"), key=lambda name: (-len(name), name)))
    guards = {word: not_before(ends) for word, ends in table("year_parts_not_before").items()}
    part = alternation(table("year_parts"), guards)
    relative = alternation(
        table("relative_periods"),
        {word: not_before(ends) for word, ends in table("relative_not_before").items()},
    )
    ways = [*words("spans", "past"), *words("spans", "future")]
    way = "|".join(ways)
    any_y = rf"(?:{Y}|\d{{2}})"
    also = "[/、,，]|和|及|与"
    short_report = "|".join(word for word in table("year_parts") if word.endswith("报"))
    q = r"[1-4]"
    # 2021-2023年EPS: what follows 年 is the metric; without 年 a Latin letter makes another word of it.
    years = (
        rf"(?P<y>{any_y})(?P<mark>[AEFaef]|{GAP}年)?{TO}(?:FY)?(?P<y2>{any_y})"
        rf"(?:(?P<sure>{GAP}年)(?!\d{{1,2}}{GAP}月|[%/-])|{STANCE}(?![\dA-Za-z%/-]))(?!\.\d){no_unit}"
    )
    decade = rf"(?P<y>(?:19|20)?\d0){GAP}年代"
    bare = [word for word in table("year_parts") if not word[0].isdigit()]
    numbered = [word for word in table("year_parts") if word[0].isdigit()]
    months = "".join(sorted({name[0] for name in table("months")}))
    month = Signs(dict.fromkeys(months, ""))
    quarter = Signs(dict.fromkeys("QH", "1234"))
    fiscal = Signs({"F": "Y", "C": "Y"})
    week = Signs(dict.fromkeys("([【周Ww", ""))
    sources: list[tuple[Digits | Signs, str, Reading]] = [
        # 2026 年 3 月 30 日至 4 月 3 日
        (
            Digits(_YEAR, "年"),
            rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]?"
            rf"{TO}(?:(?P<y2>{any_y}){GAP}年{GAP})?(?:(?P<m2>\d{{1,2}}){GAP}月{GAP})?(?P<d2>\d{{1,2}}){GAP}[日号]",
            read_days,
        ),
        (
            Digits(_YEAR, "年"),
            rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]",
            read_days,
        ),
        # 2026.3.30—2026.4.03, 2024-03-21
        (
            Digits("4", _SEPARATORS),
            rf"{LEFT}(?P<y>{Y})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){TO}"
            rf"(?:(?P<y2>{Y})(?P=sep))?(?P<m2>\d{{1,2}})(?P=sep)(?P<d2>\d{{1,2}}){RIGHT}",
            read_days,
        ),
        (
            Digits("4", _SEPARATORS),
            rf"{LEFT}(?P<y>{Y})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){RIGHT}",
            read_days,
        ),
        (
            Digits("8"),
            rf"{LEFT}(?P<y>20\d{{2}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?![\dA-Za-z.,%]){no_unit}",
            read_compact_day,
        ),
        (
            Digits(_DAY, _SEPARATORS),
            rf"{LEFT}(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep)(?P<y>{Y}){RIGHT}",
            read_day_first,
        ),
        # 3 月 30 日-4 月 3 日, (3.30-4.03)
        (
            Digits(_DAY, "月"),
            rf"(?<![\d./])(?P<m>\d{{1,2}}){GAP}月{GAP}(?P<d>\d{{1,2}}){GAP}[日号]?"
            rf"{TO}(?:(?P<m2>\d{{1,2}}){GAP}月{GAP})?(?P<d2>\d{{1,2}}){GAP}[日号]",
            read_floating_days,
        ),
        (
            Digits(_DAY, "月"),
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
            Digits(_DAY, "snrt-" + months),
            rf"(?<![\dA-Za-z.])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?P<name>{month_name})(?![a-z])\.?[ ,'-]{{0,2}}(?P<y>{Y}|\d{{2}}){RIGHT}(?![A-Za-z%]){no_unit}",
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
            Digits(_YEAR, "年"),
            rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?P<m>\d{{1,2}}){GAP}(?:月{GAP})?"
            rf"(?:{TO}(?:(?P<y2>{any_y}){GAP}年{GAP})?(?P<m2>\d{{1,2}}){GAP})?月",
            read_months,
        ),
        (
            Digits(_DAY, "月" + _TO),
            rf"(?<![\d./A-Za-z%])(?P<m>\d{{1,2}}){GAP}(?:月{GAP})?(?:{TO}(?P<m2>\d{{1,2}}){GAP})?月(?!龄|薪|嫂|球|饼|子)",
            read_floating_months,
        ),
        (
            Digits("4", _SEPARATORS),
            rf"{LEFT}(?P<y>20\d{{2}})(?P<sep>[-/.])(?P<m>0[1-9]|1[0-2])(?![\d\-/.%]){no_unit}",
            read_dotted_month,
        ),
        # 2025Q4, 25Q4, 2025 年 Q4, 2021Q1-Q3, 2024Q1-2025Q1, 26H1, 9M25
        (
            Digits(_YEAR, "年-'QHqh"),
            rf"{LEFT}(?P<y>{any_y}){GAP}(?:年{GAP})?[-']?(?P<kind>[QHqh])(?P<n>{q}){TO}"
            rf"(?:(?P<y2>{any_y})(?:{GAP}年{GAP})?(?=[QHqh]))?[QHqh]?(?P<n2>{q}){STANCE}(?![\dA-Za-z.%])",
            read_parts,
        ),
        (
            Digits(_YEAR, "年-'QHqh"),
            rf"{LEFT}(?P<y>{any_y}){GAP}(?:年{GAP})?[-']?(?P<kind>[QHqh])(?P<n>{q}){STANCE}(?![\dA-Za-z]|\.\d)",
            read_parts,
        ),
        (
            Digits("1", "QH"),
            rf"{LEFT}(?P<n>{q})(?P<kind>[QH])(?P<y>{any_y}){TO}(?P<n2>{q})[QH](?P<y2>{any_y}){STANCE}(?![\dA-Za-z]|\.\d)",
            read_parts,
        ),
        (
            Digits("1", "QH"),
            rf"{LEFT}(?P<n>{q})(?P<kind>[QH])(?P<fiscal>FY)?'?[ ]?(?P<y>{any_y}){STANCE}(?![\dA-Za-z]|\.\d)",
            read_parts,
        ),
        (
            quarter,
            rf"(?<![A-Za-z0-9])(?P<kind>[QH])(?P<n>{q})(?:[ ,]{{0,2}}(?P<fiscal>FY)[ ']?|'|[ ,]{{1,2}}(?={Y}))(?P<y>{any_y}){STANCE}(?![\dA-Za-z]|\.\d|{GAP}年)",
            read_parts,
        ),
        (
            fiscal,
            rf"(?<![A-Za-z0-9])(?P<fiscal>FY)(?P<n>{q})(?P<kind>[QH])(?P<y>{any_y}){STANCE}(?![\dA-Za-z])",
            read_parts,
        ),
        (
            fiscal,
            rf"(?<![A-Za-z0-9])(?P<fiscal>FY)[ ]?(?P<y>{any_y})[ -]?(?P<kind>[QH])(?P<n>{q}){STANCE}(?![\dA-Za-z])",
            read_parts,
        ),
        (
            Digits(_YEAR, "财"),
            rf"{LEFT}(?P<y>{any_y}){GAP}(?P<fiscal>财年){GAP}(?:第{GAP})?(?:(?P<n>[一二三四1-4]){GAP}(?:财季|季度)|(?P<kind>[QH])(?P<nn>{q}))",
            read_fiscal_part,
        ),
        (Digits("1", "M"), rf"{LEFT}(?P<n>[369])(?P<kind>M)(?P<y>{any_y}){STANCE}(?![\dA-Za-z])", read_parts),
        (
            Digits("2345", "年369M"),
            rf"{LEFT}(?P<y>{any_y}){GAP}年?{GAP}(?P<n>[369])(?P<kind>M)(?![\dA-Za-z])",
            read_parts,
        ),
        # 2025 年四季度, 2023 年三季报, 25 年中报
        (
            Digits(_YEAR, "年"),
            rf"{LEFT}(?P<y>{any_y}){GAP}年{GAP}(?:的{GAP})?(?P<part>{part})",
            read_year_with_part,
        ),
        (Digits("45"), rf"{LEFT}(?P<y>{Y}){GAP}(?P<part>{part})", read_year_with_part),
        (Digits("2"), rf"{LEFT}(?P<y>\d{{2}}){GAP}(?P<part>{short_report})", read_year_with_part),
        (
            quarter,
            rf"(?<![A-Za-z0-9.&-])(?P<kind>Q)(?P<n>{q}){GAP}[-~至到]{GAP}Q?(?P<n2>{q})(?![\dA-Za-z.%])",
            read_floating_part,
        ),
        (
            quarter,
            rf"(?<![A-Za-z0-9.&-])(?P<kind>[QH])(?P<n>{q}){STANCE}(?![\dA-Za-z&]|\.\d)",
            read_floating_part,
        ),
        (
            Digits("1", "QH"),
            rf"(?<![A-Za-z0-9.$¥/-])(?P<n>{q})(?P<kind>[QH]){STANCE}(?![A-Za-z0-9]|-\d|\.\d)",
            read_floating_part,
        ),
        (words_begin(bare), rf"(?P<part>{alternation(bare, guards)})", read_floating_part),
        (Digits("1", "季-"), rf"(?<!\d)(?P<part>{alternation(numbered, guards)})", read_floating_part),
        # 2020-2022 年, 2024-26E, FY25-27
        (fiscal, rf"(?<![A-Za-z])(?P<fy>FY)[ ]?{years}", read_year_range),
        (Digits(_YEAR, _STANCES + "年" + _TO), rf"{LEFT}{years}", read_year_range),
        # 2017-2021Q3
        (
            Digits("4", "年" + _TO),
            rf"{LEFT}(?P<y>{Y}){GAP}年?{TO}(?P<y2>{Y})(?P<part2>[QH]{q})(?![\dA-Za-z])",
            read_up_to_part,
        ),
        # 2022/2023/2024 年, 2025/26E, 2022、2023、2024 年
        (
            Digits(_YEAR, _STANCES + "年/、,，和及与"),
            rf"{LEFT}{any_y}[AEFaef]?(?:{GAP}年)?"
            rf"(?:{GAP}(?:{also}){GAP}{any_y}(?!\d)[AEFaef]?(?:{GAP}年(?={GAP}(?:{also})))?){{1,12}}"
            rf"(?:(?P<sure>{GAP}年)(?![\d%]|\.\d)|(?![\d%A-Za-z]|\.\d)){no_unit}",
            read_year_list,
        ),
        (Signs({"上": "世", "世": "纪", "二": "十"}), rf"(?:上|二十)?世纪{GAP}(?<!\d){decade}", read_decade),
        (Digits(_YEAR, "年世"), rf"(?<![\d.])(?:20世纪{GAP})?{decade}", read_decade),
        (Digits("4", "年"), rf"{LEFT}(?P<y>{Y}){GAP}年", read_one_year),
        (Digits("2", "年"), rf"(?<![\dA-Za-z.,/\-+])(?P<y>\d{{2}}){GAP}年", read_short_year),
        (Digits(_YEAR, _STANCES), rf"{LEFT}(?P<y>{any_y})(?P<stance>[AEFaef])(?![A-Za-z0-9])", read_one_year),
        (fiscal, rf"(?<![A-Za-z0-9])(?:FY|CY)[ ]?'?(?P<y>{any_y}){STANCE}(?![\dA-Za-z]|\.\d)", read_one_year),
        (Digits(_YEAR, "财"), rf"{LEFT}(?P<y>{any_y}){GAP}(?P<fiscal>财年)", read_one_year),
        (
            Digits("4"),
            rf"(?<![\dA-Za-z.$¥/\-–~+])(?<!\d,)(?P<y>20[0-4]\d)(?![\dA-Za-z/%+]|[.,]\d|{GAP}[-–~/、和及至]{GAP}\d|{GAP}[号室弄层座]){no_unit}",
            read_bare_year,
        ),
        (
            words_begin(table("relative_periods")),
            rf"(?<![\dA-Za-z一二两三四五六七八九十几数])(?<!\d )(?P<word>{relative})",
            read_relative,
        ),
        (
            words_begin(ways),
            rf"(?P<way>{way}){GAP}(?P<n>\d{{1,3}}|[一二三四五六七八九十两]{{1,3}}){GAP}(?P<unit>个?(?:月|季度|交易日)|年|周|天|日)(?!期|报|均)",
            read_span,
        ),
    ]
    return tuple(Rule(Form(heads, re.compile(source)), read) for heads, source, read in sources)
