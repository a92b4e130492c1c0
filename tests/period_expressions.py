"""Periods as they are printed, with the meaning computed from their parts and the report's date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from expression_words import ANCHOR, Line, wide

HALVES = {"上半年": "H1", "下半年": "H2"}
QUARTERS = {"一": "Q1", "二": "Q2", "三": "Q3", "四": "Q4"}
YEARS = (2019, 2023, 2024, 2025, 2026, 2027)


def years() -> Iterator[Line]:
    for year in YEARS:
        short = f"{year % 100:02d}"
        for form in (
            "{y}年",
            "{y} 年",
            "{y} 年末",
            "{y}年底",
            "{s}年底",
            "{y}年度",
            "FY{s}",
            "{y} 年全年",
            "截至 {y} 年底",
        ):
            yield form.format(y=year, s=short), "periods", str(year)
        for mark, stance in (("E", "E"), ("A", "A"), ("F", "E")):
            yield f"{year}{mark}", "periods", f"{year} {stance}"
            yield f"{short}{mark}", "header", f"{year} {stance}"
            yield f"FY{short}{mark}", "header", f"{year} {stance}"
            yield f"{year}({mark})", "header", f"{year} {stance}"
        yield wide(f"{year}年"), "periods", str(year)
        yield wide(f"{year}E"), "periods", f"{year} E"
        yield f"12/{short}A", "header", f"{year} A"
    for first, last in ((2020, 2022), (2024, 2026), (2025, 2027), (2021, 2023)):
        for form in (
            "{}-{} 年",
            "{}-{}年",
            "{}~{}年",
            "{}～{} 年",
            "{} 年至 {} 年",
            "{}至{}年",
            "{}—{} 年",
            "{}年-{}年",
        ):
            yield form.format(first, last), "periods", f"{first}/{last}"
        yield f"{first}-{last % 100}E", "periods", f"{first}/{last} E"
        yield f"{first % 100}-{last % 100} 年", "periods", f"{first}/{last}"
        yield f"FY{first % 100}-{last % 100}", "periods", f"{first}/{last}"
        yield f"{first}E-{last}E", "periods", f"{first}/{last} E"
        listed = " | ".join(map(str, range(last - 2, last + 1)))
        for mark in ("/", "、"):
            yield mark.join(map(str, range(last - 2, last + 1))) + "年", "periods", listed
            yield mark.join(f"{year % 100}" for year in range(last - 2, last + 1)) + " 年", "periods", listed


def parts_of_years() -> Iterator[Line]:
    for year in YEARS:
        short = f"{year % 100:02d}"
        for word, part in QUARTERS.items():
            number = part[1]
            for form in (
                "{y}{p}",
                "{s}{p}",
                "{n}Q{s}",
                "{y}年{w}季度",
                "{y} 年第{w}季度",
                "{s}年{w}季度",
                "Q{n} {y}",
                "{s} 年 Q{n}",
            ):
                printed = form.format(y=year, s=short, p=part, n=number, w=word)
                yield printed, "periods", f"{year}{part}"
            yield f"{year}{part}E", "header", f"{year}{part} E"
            yield f"{year} 年{word}季度末", "periods", f"{year}{part}"
        for word, part in HALVES.items():
            for form in ("{y}{p}", "{s}{p}", "{n}H{s}", "{y}年{w}", "{y} 年{w}", "{s}年{w}"):
                yield form.format(y=year, s=short, p=part, n=part[1], w=word), "periods", f"{year}{part}"
        for form in (
            "{y}年前三季度",
            "{y} 年 1-9 月",
            "9M{s}",
            "{y}Q1-Q3",
            "{s}Q1-3",
            "{y}年三季报",
            "{y}年前三个季度",
        ):
            yield form.format(y=year, s=short), "periods", f"{year}-01/{year}-09"
        yield f"{year}年1-6月", "periods", f"{year}-01/{year}-06"
        yield f"{year} 年中报", "periods", f"{year}H1"
        yield f"{year}Q1-{year + 1}Q1", "periods", f"{year}Q1/{year + 1}Q1"


def fiscal() -> Iterator[Line]:
    """The quarter of a fiscal year keeps the company's own calendar."""
    for year in YEARS:
        short = f"{year % 100:02d}"
        for word, part in QUARTERS.items():
            number = part[1]
            forms = (
                "FY{s}{p}",
                "FY{y}{p}",
                "FY{s} {p}",
                "{p} FY{s}",
                "{n}QFY{s}",
                "{y} 财年第{w}季度",
                "{y}财年{p}",
                "{s} 财年{w}季度",
            )
            for form in forms:
                yield form.format(y=year, s=short, p=part, n=number, w=word), "periods", f"FY{year}{part}"
        yield f"FY{short}H1", "periods", f"FY{year}H1"
        yield f"{year} 财年上半年", "periods", f"FY{year}H1"
        yield f"1HFY{short}", "periods", f"FY{year}H1"
        yield f"{year} 财年", "periods", f"FY{year}"
        yield f"{year}财政年度", "periods", f"FY{year}"
        yield f"FY{year - 1}/{short}", "periods", f"FY{year}"


def days() -> Iterator[Line]:
    dates = [
        datetime.date(2025, 7, 15),
        datetime.date(2026, 3, 3),
        datetime.date(2024, 12, 31),
        datetime.date(2026, 1, 9),
    ]
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    for day in dates:
        y, m, d, name = day.year, day.month, day.day, names[day.month - 1]
        for printed in (
            f"{y}/{m}/{d}", f"{y}-{m:02d}-{d:02d}", f"{y}.{m}.{d}", f"{y}{m:02d}{d:02d}", f"{y}年{m}月{d}日", f"{y} 年 {m} 月 {d} 日",
            f"{y}/{m:02d}/{d:02d}", f"{y % 100} 年 {m} 月 {d} 日", f"{d} {name} {y}", f"{name} {d}, {y}", f"{name[:3]} {d}, {y}",
            f"截至 {y} 年 {m} 月 {d} 日", f"{d}-{name[:3]}-{y % 100}", wide(f"{y}年{m}月{d}日"),
        ):  # fmt: skip
            yield printed, "periods", day.isoformat()
        recent = day.replace(year=2026 if (m, d) <= (ANCHOR.month, ANCHOR.day) else 2025)
        for printed in (f"{m} 月 {d} 日", f"{m}月{d}日", f"截至{m}月{d}日", f"{m} 月 {d} 号"):
            yield printed, "periods", f"{recent.isoformat()} ?"
        month = f"{y}-{m:02d}"
        for printed in (
            f"{y}年{m}月",
            f"{y} 年 {m} 月",
            f"{name} {y}",
            f"{name[:3]}-{y % 100}",
            f"{y} 年 {m} 月底",
            f"{y % 100}年{m}月",
        ):
            yield printed, "periods", month
        yield f"{m} 月份", "periods", f"{recent.year}-{m:02d} ?"
        yield f"{y}.{m:02d}", "header", month
    for first, last in (
        (datetime.date(2026, 3, 30), datetime.date(2026, 4, 3)),
        (datetime.date(2026, 3, 2), datetime.date(2026, 3, 6)),
    ):
        span = f"{first.isoformat()}/{last.isoformat()}"
        a, b = f"{first.month}.{first.day}", f"{last.month}.{last.day:02d}"
        yield f"（{a}-{b}）", "periods", f"{span} ?"
        yield f"本周（{a}-{b}）", "periods", f"{span} ?"
        yield f"{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日", "periods", f"{span} ?"
        yield f"{first.month}月{first.day}日-{last.month}月{last.day}日", "periods", f"{span} ?"
        yield f"2026 年 {first.month} 月 {first.day} 日-{last.month} 月 {last.day} 日", "periods", span
        yield f"2026/{first.month}/{first.day}-2026/{last.month}/{last.day}", "periods", span


def spoken_dates() -> Iterator[Line]:
    """Dates in Chinese numerals, pairs of quarters and months, first months, decades, weekdays, ranges that mix."""
    numerals = "〇一二三四五六七八九"
    months = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    for year in YEARS:
        printed = "".join(numerals[int(digit)] for digit in str(year))
        yield f"{printed}年", "periods", f"{year}"
        yield f"{printed.replace('〇', '零')}年", "periods", f"{year}"
        for month, day_word, day in ((4, "三", 3), (12, "三十一", 31), (10, "二十", 20)):
            yield f"{printed}年{months[month - 1]}月{day_word}日", "periods", f"{year}-{month:02d}-{day:02d}"
        yield f"{printed}年{months[8]}月", "periods", f"{year}-09"
        for one, two in ((1, 2), (2, 3), (3, 4)):
            a, b = "一二三四"[one - 1], "一二三四"[two - 1]
            quarters = f"{year}Q{one} | {year}Q{two}"
            for form in ("{}年{}、{}季度", "{} 年{}{}季度", "{} 年第{}、{}季度", "{} 年{}和{}季度"):
                yield form.format(year, a, b), "periods", quarters
        for count, word in ((2, "两"), (5, "五"), (8, "8"), (10, "10"), (11, "11")):
            first_months = f"{year}-01/{year}-{count:02d}"
            yield f"{year}年前{word}个月", "periods", first_months
            yield f"{year} 年前 {count} 个月", "periods", first_months
        yield f"{year}年5、6月", "periods", f"{year}-05 | {year}-06"
        yield f"{year}.3-{year + 1}.6", "periods", f"{year}-03/{year + 1}-06"
        yield f"{year}.1-9 月", "periods", f"{year}-01/{year}-09"
        yield f"{year - 4} 年至 {year} 年一季度", "periods", f"{year - 4}/{year}Q1"
        yield f"{year - 3}-{year}年前三季度", "periods", f"{year - 3}/{year}-09"
        yield f"{year - 3} 年-{year} 年 6 月", "periods", f"{year - 3}/{year}-06"
        yield f"{year} 年 10 月至 {year + 1} 年 3 月", "periods", f"{year}-10/{year + 1}-03"
        yield f"1-3Q{year % 100}", "periods", f"{year}-01/{year}-09"
        yield f"CY{year}Q2", "periods", f"{year}Q2"
        yield f"Q2 {year % 100}", "periods", f"{year}Q2"
        yield f"FY{year % 100} 2Q", "periods", f"FY{year}Q2"
        yield f"2Q FY{year % 100}", "periods", f"FY{year}Q2"
        yield f"F2Q{year % 100}", "periods", f"FY{year}Q2"
        yield f"FY3/{year % 100}E", "periods", f"FY{year} E"
        yield f"FY{year - 1}/{year % 100}E", "periods", f"FY{year} E"
        yield f"{year - 1}/{year % 100} 财年", "periods", f"FY{year}"
    for tens in (70, 80, 90):
        for form in ("上世纪{}年代", "20 世纪 {} 年代", "上世纪 {} 年代"):
            yield form.format(tens), "periods", f"19{tens}/19{tens + 9} ?"
        yield f"19{tens}s", "periods", f"19{tens}/19{tens + 9}"
        yield f"19{tens}年代", "periods", f"19{tens}/19{tens + 9}"
    yield "上世纪 70-90 年代", "periods", "1970/1999 ?"
    yield "20 世纪 80~90 年代", "periods", "1980/1999 ?"
    for index, day in enumerate("一二三四五"):
        printed = (datetime.date(2026, 3, 30) + datetime.timedelta(days=index)).isoformat()
        yield f"上周{day}", "periods", f"{printed} ?"
        yield f"本周{day}", "periods", f"{printed} ?"
    yield "上周日均成交", "periods", "2026-03-30/2026-04-03 ?"
    yield "本周三大指数", "periods", "2026-03-30/2026-04-03 ?"
    yield "12 月-2 月", "periods", "2025-12/2026-02 ?"
    yield "前 3 个月", "periods", "2026-01/2026-03 ?"
    yield "前 11 个月", "periods", "2025-01/2025-11 ?"
    yield "过去一周(3.30-4.03)", "periods", "2026-03-30/2026-04-03 ?"
    yield "三、四季度", "periods", "2025Q3 ? | 2025Q4 ?"
    for length in (
        "5 年复合增速",
        "15年CAGR",
        "10 年期",
        "25 年历史",
        "近 20 年国债",
        "未来 3-5 年",
        "24 小时",
        "40 周",
    ):
        yield length, "periods", ""


def months_before(count: int) -> datetime.date:
    """The anchor so many months earlier (its day, the 5th, is in every month)."""
    index = ANCHOR.year * 12 + ANCHOR.month - 1 - count
    return datetime.date(index // 12, index % 12 + 1, ANCHOR.day)


def relative() -> Iterator[Line]:
    """Words that the report's date, a Sunday, gives their meaning."""
    now, year = ANCHOR.isoformat(), ANCHOR.year
    week, to_date = "2026-03-30/2026-04-03", f"{year}-01-01/{now}"
    said = {
        "上周": week, "本周": week, "过去一周": week, "最近一周": week, "近一周": week, "下周": "2026-04-06/2026-04-10",
        "今年": f"{year}", "去年": f"{year - 1}", "前年": f"{year - 2}", "明年": f"{year + 1}", "后年": f"{year + 2}",
        "上年": f"{year - 1}", "本月": "2026-04", "上月": "2026-03", "上个月": "2026-03", "下月": "2026-05",
        "本季度": "2026Q2", "上季度": "2026Q1", "上一季度": "2026Q1", "下季度": "2026Q3", "今日": now, "昨日": "2026-04-04",
        "今年以来": to_date, "年初至今": to_date, "年初以来": to_date, "去年全年": f"{year - 1}", "今年年底": f"{year}",
        "一季度": "2026Q1", "二季度": "2026Q2", "三季度": "2025Q3", "四季度": "2025Q4", "第三季度": "2025Q3", "单四季度": "2025Q4",
        "三季度末": "2025Q3", "Q4 单季": "2025Q4", "Q1": "2026Q1", "3Q": "2025Q3", "上半年": "2026H1", "下半年": "2025H2",
        "前三季度": "2025-01/2025-09", "三季报": "2025-01/2025-09", "中报": "2025H1", "预计下半年": "2026H2",
        "未来一年": "2026", "未来两年": "2026/2027", "未来三年": "2026/2028", "未来 5 年": "2026/2030", "今后三年": "2026/2028",
        "近一年": "2025", "过去一年": "2025", "去年同期": None, "上年同期": None, "单季度": None, "同期": None, "历年": None,
    }  # fmt: skip
    for word, value in said.items():
        yield word, "periods", f"{value} ?" if value else ""
    for word, shift in (("去年", -1), ("今年", 0), ("明年", 1), ("前年", -2)):
        for part_word, part in (
            ("上半年", "H1"),
            ("下半年", "H2"),
            ("一季度", "Q1"),
            ("四季度", "Q4"),
            ("第二季度", "Q2"),
            ("Q3", "Q3"),
        ):
            yield f"{word}{part_word}", "periods", f"{year + shift}{part} ?"
        yield f"{word}前三季度", "periods", f"{year + shift}-01/{year + shift}-09 ?"
        yield f"{word} 3 月", "periods", f"{year + shift}-03 ?"
        yield f"{word} 12 月 31 日", "periods", f"{year + shift}-12-31 ?"
    for count in (2, 3, 6, 9, 12, 18, 24):
        for form in ("近{}个月", "近 {} 个月", "过去 {} 个月", "最近{}个月"):
            yield form.format(count), "periods", f"{months_before(count).isoformat()}/{now} ?"
        yield (
            f"近 {count} 个季度" if count < 9 else f"过去{count}个季度",
            "periods",
            f"{months_before(3 * count).isoformat()}/{now} ?",
        )
    for count, word in ((2, "两"), (3, "三"), (5, "五"), (10, "十")):
        for form in (f"过去{word}年", f"近{word}年", f"近 {count} 年", f"过去 {count} 年", f"最近{word}年"):
            yield form, "periods", f"{year - count}/{year - 1} ?"
    for word, first in (("十二五", 2011), ("十三五", 2016), ("十四五", 2021), ("十五五", 2026)):
        for form in ("{}", "“{}”期间", "{}时期"):
            yield form.format(word), "periods", f"{first}/{first + 4}"
        yield f"“{word}”末", "periods", f"{first + 4}"
        yield f"{word}规划", "periods", ""
