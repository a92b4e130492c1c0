"""The ways years and their parts are printed, the most telling first: 25Q4, 2025 年四季度, FY26Q2, 2020-2022 年."""

from __future__ import annotations

from collections.abc import Iterator

from extract.periods.forms import (
    ANY_Y,
    LEFT,
    MAY_BE_TO,
    PART,
    STANCE,
    STANCES,
    TO,
    YEAR,
    Source,
    Y,
)
from extract.periods.heads import Digits, Signs, words_begin
from extract.periods.years import (
    read_bare_year,
    read_chinese_date,
    read_decade,
    read_first_months,
    read_fiscal_end,
    read_fiscal_part,
    read_floating_part,
    read_one_year,
    read_parts,
    read_quarter_pair,
    read_short_year,
    read_split_year,
    read_up_to_part,
    read_year_list,
    read_year_range,
    read_year_with_part,
)
from extract.vocabulary.wording import GAP, alternation, not_before, table

NUMERALS = "一二两三四五六七八九十"
QUARTER = Signs(dict.fromkeys("QH", "1234"))
FISCAL = Signs({"F": "Y1234", "C": "Y"})
FISCAL_YEAR = f"(?:财{GAP}年|財{GAP}年|财政年度|財政年度)"


def part_forms() -> Iterator[Source]:
    """Quarters, halves and nine months, with their year or without."""
    guards = {word: not_before(ends) for word, ends in table("year_parts_not_before").items()}
    part = alternation(table("year_parts"), guards)
    first_months = rf"前{GAP}(?P<n>\d{{1,2}}|[{NUMERALS}]{{1,2}}){GAP}个?{GAP}月"
    pair = rf"第?{GAP}(?P<n>[一二三]){GAP}[、和及与]?{GAP}第?(?P<n2>[二三四]){GAP}季{GAP}度"
    short_report = "|".join(word for word in table("year_parts") if word.endswith("报"))
    bare = [word for word in table("year_parts") if not word[0].isdigit()]
    numbered = [word for word in table("year_parts") if word[0].isdigit()]
    yield from (
        # 2025Q4, 25Q4, 2025 年 Q4, 2021Q1-Q3, 2024Q1-2025Q1, 26H1, 9M25
        (
            Digits(YEAR, "年-'QHqh"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}(?:年{GAP})?[-']?(?P<kind>[QHqh])(?P<n>{PART}){TO}"
            rf"(?:(?P<y2>{ANY_Y})(?:{GAP}年{GAP})?(?=[QHqh]))?[QHqh]?(?P<n2>{PART}){STANCE}(?![\dA-Za-z.%])",
            read_parts,
        ),
        (
            Digits(YEAR, "年-'QHqh"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}(?:年{GAP})?[-']?(?P<kind>[QHqh])(?P<n>{PART}){STANCE}(?![\dA-Za-z]|\.\d)",
            read_parts,
        ),
        (
            Digits("1", "QH"),
            rf"{LEFT}(?P<n>{PART})(?P<kind>[QH])(?P<y>{ANY_Y}){TO}(?P<n2>{PART})[QH](?P<y2>{ANY_Y}){STANCE}(?![\dA-Za-z]|\.\d)",
            read_parts,
        ),
        (
            Digits("1", "QH"),
            rf"{LEFT}(?P<n>{PART})(?P<kind>[QH])(?:[ ]?(?P<fiscal>FY))?'?[ ]?(?P<y>{ANY_Y}){STANCE}(?![\dA-Za-z]|\.\d)",
            read_parts,
        ),
        (
            QUARTER,
            rf"(?<![A-Za-z0-9])(?P<kind>[QH])(?P<n>{PART})(?:[ ,]{{0,2}}(?P<fiscal>FY)[ ']?|'|[ ,]{{1,2}}(?={Y})|[ ]of[ ](?={Y})|[ ](?=\d{{2}}(?![\d%.,/~-])))(?P<y>{ANY_Y}){STANCE}(?![\dA-Za-z]|\.\d|{GAP}年)",
            read_parts,
        ),
        (Digits("1", "M"), rf"{LEFT}(?P<n>[369])(?P<kind>M)(?P<y>{ANY_Y}){STANCE}(?![\dA-Za-z])", read_parts),
        (
            Digits("2345", "年369M"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}年?{GAP}(?P<n>[369])(?P<kind>M)(?![\dA-Za-z])",
            read_parts,
        ),
        # 1-3Q25
        (
            Digits("1", MAY_BE_TO),
            rf"{LEFT}(?P<n>1){TO}(?P<n2>[2-4])(?P<kind>Q)(?P<y>{ANY_Y}){STANCE}(?![\dA-Za-z]|\.\d)",
            read_parts,
        ),
        # 2025 年前 11 个月; bare not behind a word (上市前 3 个月)
        (
            Digits(YEAR, "年"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}年{GAP}(?:的{GAP})?{first_months}",
            read_first_months,
        ),
        (
            Signs({"前": "0123456789" + NUMERALS}),
            rf"(?<![\u4e00-\u5e73\u5e75-\u9fffA-Za-z])(?P<y>(?!))?{first_months}",
            read_first_months,
        ),
        # 2025 年三、四季度
        (Digits(YEAR, "年"), rf"{LEFT}(?P<y>{ANY_Y}){GAP}年{GAP}(?:的{GAP})?{pair}", read_quarter_pair),
        (
            Signs(dict.fromkeys("第一二三", "")),
            rf"(?<![前上下每\d一二三四五六七八九十])(?P<y>(?!))?{pair}",
            read_quarter_pair,
        ),
        # 2025 年四季度, 2023 年三季报, 25 年中报
        (
            Digits(YEAR, "年"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}年{GAP}(?:的{GAP})?(?P<part>{part})",
            read_year_with_part,
        ),
        (Digits("45"), rf"{LEFT}(?P<y>{Y}){GAP}(?P<part>{part})", read_year_with_part),
        (Digits("2"), rf"{LEFT}(?P<y>\d{{2}}){GAP}(?P<part>{short_report})", read_year_with_part),
        (
            QUARTER,
            rf"(?<![A-Za-z0-9.&-])(?P<kind>Q)(?P<n>{PART}){GAP}[-~至到]{GAP}Q?(?P<n2>{PART})(?![\dA-Za-z.%])",
            read_floating_part,
        ),
        (
            QUARTER,
            rf"(?<![A-Za-z0-9.&-])(?P<kind>[QH])(?P<n>{PART}){STANCE}(?![\dA-Za-z&]|\.\d)",
            read_floating_part,
        ),
        (
            Digits("1", "QH"),
            rf"(?<![A-Za-z0-9.$¥/-])(?P<n>{PART})(?P<kind>[QH]){STANCE}(?![A-Za-z0-9]|-\d|\.\d)",
            read_floating_part,
        ),
        (words_begin(bare), rf"(?P<part>{alternation(bare, guards)})", read_floating_part),
        (Digits("1", "季-"), rf"(?<!\d)(?P<part>{alternation(numbered, guards)})", read_floating_part),
    )


def fiscal_forms() -> Iterator[Source]:
    """Parts of a fiscal year, which keep the calendar of the company, and fiscal years over two calendar years."""
    yield from (
        (
            FISCAL,
            rf"(?<![A-Za-z0-9])(?P<fiscal>FY)(?P<n>{PART})(?P<kind>[QH])(?P<y>{ANY_Y}){STANCE}(?![\dA-Za-z])",
            read_parts,
        ),
        (
            FISCAL,
            rf"(?<![A-Za-z0-9])(?P<fiscal>FY)[ ]?(?P<y>{ANY_Y})[ -]?(?P<kind>[QH])(?P<n>{PART}){STANCE}(?![\dA-Za-z])",
            read_parts,
        ),
        (
            Digits(YEAR, "财財"),
            rf"{LEFT}(?P<y>{ANY_Y}){GAP}{FISCAL_YEAR}{GAP}(?:第{GAP})?"
            rf"(?:(?P<n>[一二三四1-4]){GAP}(?:财季|季度)|(?P<kind>[QH])(?P<nn>{PART})|(?P<half>[上下])半{GAP}年)",
            read_fiscal_part,
        ),
        (
            FISCAL,
            rf"(?<![A-Za-z0-9])(?P<fiscal>FY)[ ]?(?P<y>{ANY_Y})[ -]?(?P<n>{PART})(?P<kind>[QH]){STANCE}(?![\dA-Za-z])",
            read_parts,
        ),
        (
            FISCAL,
            rf"(?<![A-Za-z0-9])CY[ ]?(?P<y>{ANY_Y})[ -]?(?P<kind>[QH])(?P<n>{PART}){STANCE}(?![\dA-Za-z])",
            read_parts,
        ),
        # F1Q26, FY2025/26, 2025/26 财年, FY3/26
        (
            FISCAL,
            rf"(?<![A-Za-z0-9])(?P<fiscal>F)(?P<n>{PART})(?P<kind>[QH])(?P<y>{ANY_Y}){STANCE}(?![\dA-Za-z])",
            read_parts,
        ),
        (
            FISCAL,
            rf"(?<![A-Za-z0-9])FY[ ]?(?P<y>{Y})/(?P<y2>\d{{2}}){STANCE}(?![\dA-Za-z/%]|\.\d)",
            read_split_year,
        ),
        (
            FISCAL,
            rf"(?<![A-Za-z0-9])FY[ ]?(?P<m>\d{{1,2}})/(?P<y>\d{{2}}){STANCE}(?![\dA-Za-z/%]|\.\d)",
            read_fiscal_end,
        ),
        (Digits("4", "/-"), rf"{LEFT}(?P<y>{Y})[/-](?P<y2>{ANY_Y}){GAP}{FISCAL_YEAR}", read_split_year),
    )


def year_forms() -> Iterator[Source]:
    """Whole years: ranges, lists, decades, one."""
    also = "[/、,，]|和|及|与"
    # 2021-2023年EPS: what follows 年 is the metric; without 年 a Latin letter makes another word of it.
    years = (
        rf"(?P<y>{ANY_Y})(?P<mark>[AEFaef]|{GAP}年)?{TO}(?:FY)?(?P<y2>{ANY_Y})"
        rf"(?:(?P<sure>{GAP}年)(?!\d{{1,2}}{GAP}月|[%/-])|{STANCE}(?![\dA-Za-z%/-]))(?!\.\d)"
    )
    guards = {word: not_before(ends) for word, ends in table("year_parts_not_before").items()}
    part = alternation(table("year_parts"), guards)
    decade = rf"(?P<y>(?:19|20)?\d0){GAP}(?:(?:年代{GAP})?{TO}(?P<y2>\d0){GAP})?年代"
    digit = "[〇零○一二三四五六七八九]"
    chinese_year = rf"(?P<y>(?:二[〇零○]|一九){digit}{{2}}){GAP}年"
    yield from (
        # 二〇二五年四月三日
        (
            Signs({"二": "〇零○", "一": "九"}),
            rf"(?<!{digit}){chinese_year}"
            rf"(?:{GAP}(?P<m>十?[一二]|[一二三四五六七八九十]){GAP}月(?:{GAP}(?P<d>[一二三四五六七八九十]{{1,3}}){GAP}日)?)?",
            read_chinese_date,
        ),
        (Digits("4", "s"), rf"{LEFT}(?P<y>(?:19|20)\d0)s(?P<y2>(?!))?(?![A-Za-z])", read_decade),
        # 2020-2022 年, 2024-26E, FY25-27
        (FISCAL, rf"(?<![A-Za-z])(?P<fy>FY)[ ]?{years}", read_year_range),
        (Digits(YEAR, STANCES + "年" + MAY_BE_TO), rf"{LEFT}{years}", read_year_range),
        # 2017-2021Q3, 2018 年至 2022 年一季度, 2018 年-2021 年 9 月
        (
            Digits("4", "年" + MAY_BE_TO),
            rf"{LEFT}(?P<y>{Y}){GAP}年?{TO}(?P<y2>{Y}){GAP}(?:年{GAP})?"
            rf"(?:(?P<part2>[QH]{PART})(?![\dA-Za-z])|(?P<word>{part})|(?<=年)(?P<m>\d{{1,2}}){GAP}月|(?<=年[ ])(?P<m2>\d{{1,2}}){GAP}月)",
            read_up_to_part,
        ),
        (
            FISCAL,
            rf"(?<![A-Za-z])(?P<sure>FY)[ ]?\d{{2}}(?:/(?:FY)?\d{{2}}){{1,4}}{STANCE}(?![\dA-Za-z/%]|\.\d)",
            read_year_list,
        ),
        # 2022/2023/2024 年, 2025/26E, 2022、2023、2024 年
        (
            Digits(YEAR, STANCES + "年/、,，和及与"),
            rf"{LEFT}{ANY_Y}[AEFaef]?(?:{GAP}年)?"
            rf"(?:{GAP}(?:{also}){GAP}{ANY_Y}(?!\d)[AEFaef]?(?:{GAP}年(?={GAP}(?:{also})))?){{1,12}}"
            rf"(?:(?P<sure>{GAP}年)(?![\d%]|\.\d)|(?![\d%A-Za-z]|\.\d))",
            read_year_list,
        ),
        (Signs({"上": "世", "世": "纪", "二": "十"}), rf"(?:上|二十)?世纪{GAP}(?<!\d){decade}", read_decade),
        (Digits(YEAR, "年世"), rf"(?<![\d.])(?:20世纪{GAP})?{decade}", read_decade),
        (Digits("4", "年"), rf"{LEFT}(?P<y>{Y}){GAP}年", read_one_year),
        (Digits("2", "年"), rf"(?<![\dA-Za-z.,/\-+])(?P<y>\d{{2}}){GAP}年", read_short_year),
        (Digits(YEAR, STANCES), rf"{LEFT}(?P<y>{ANY_Y})(?P<stance>[AEFaef])(?![A-Za-z0-9])", read_one_year),
        (FISCAL, rf"(?<![A-Za-z0-9])(?:FY|CY)[ ]?'?(?P<y>{ANY_Y}){STANCE}(?![\dA-Za-z]|\.\d)", read_one_year),
        (Digits(YEAR, "财財"), rf"{LEFT}(?P<y>{ANY_Y}){GAP}(?P<fiscal>{FISCAL_YEAR})", read_one_year),
        (
            Digits("4"),
            rf"(?<![\dA-Za-z.$¥/\-–~+近约超逾])(?<![近约超逾] )(?<!\d,)(?P<y>20[0-4]\d)(?![\dA-Za-z/%+]|[.,]\d|{GAP}[-–~/、和及至]{GAP}\d|{GAP}[号室弄层座])",
            read_bare_year,
        ),
    )
