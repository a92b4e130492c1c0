"""A group of numbers in its sentence in, when it is of out; what the sentence and the paragraph told before it counts."""

from __future__ import annotations

import datetime
import functools
import re

from extract.head.header import Facts
from extract.model import Period
from extract.periods.grammar import expand_years
from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.expected import in_history
from extract.prose.sentence.said import Said, What
from extract.vocabulary import metric_at_end, words


def note_periods(sentence: Sentence, group: Group, said: Said) -> None:
    """Remember the periods of a lead for this number and those after it; what brackets add holds inside them only."""
    text = sentence.mentions.text
    own = [
        p
        for p in sentence.periods(group.lead_start, group.start)
        if not _is_yardstick(text, p, group.start)
        and not (_EXCEPT.search(text[: p.start]) and "外" in text[p.end : group.start])
        and not ("年代" in text[p.start : p.end] and text[p.end : p.end + 2] == "以来")
    ]
    if own and in_history(sentence, group):
        own = []
    # A bracket that an earlier number opened still stands around this one, with its periods.
    within = not group.bracketed and in_brackets(text, group.start)
    said.bracketed = said.bracketed if within and not own else []
    if (before := _year_ago(text[group.lead_start : group.start], said)) is not None:
        said.bracketed = [before]
    if own and all(names_group(text, p) for p in own):
        told = said.inherited[-1:] if "/" not in "".join(said.inherited[-1:]) else []
        said.periods = said.periods or [p for p in told if p > own[-1].value]
        return
    own = [p for p in own if not names_group(text, p)]
    if not own:
        lead = text[group.lead_start : group.start]
        if said.periods and "全年" in lead and re.match(r"\d{4}", said.periods[-1]):
            said.periods = [said.periods[-1][:4]]  # behind a quarter: the year it is in
        elif said.told and _THEN.search(lead):
            said.periods = said.told
        elif _OPEN_END.search(lead):
            said.periods, said.inherited = [], []
        return
    run = _last_run(text, own)
    plain = [p for p in own if not in_brackets(text, p.start)]
    if group.bracketed or within:
        inside = [p for p in own if p not in plain]
        said.bracketed = _spread(_last_run(text, inside)) if inside else []
        if plain:  # "2024 年一组（第 1-3 名）占 40%": what stands before the bracket outlasts it
            said.periods, said.inferred = _spread(_last_run(text, plain)), plain[-1].inferred
        return
    # "过去一周（3.30-4.03）": brackets right behind a period say the same more exactly.
    exact = in_brackets(text, run[0].start) and plain and run[0].start - plain[-1].end <= 2
    if plain and not exact:
        run = _last_run(text, plain)
    elif not plain and said.periods:
        return
    said.periods, said.inferred = _spread(run), any(p.inferred for p in run)
    years = [y for p in run for y in (expand_years(p.value) if "/" in p.value else [p.value])]
    said.years = years if len(years) > 1 else said.years


def _is_yardstick(text: str, period: Period, until: int) -> bool:
    """Whether a number before `until` is compared with that time: 较 2022 年下降, 较上年实现增长."""
    if _BASE.search(text[: period.start]) is None:
        return False
    return _MOVES.search(text[period.end : until]) is not None or not re.search(
        r"\d", text[period.start : period.end]
    )


def names_group(text: str, period: Period) -> bool:
    """Whether a year says which things are meant, not when: "2019 年转型的地区", "2017、2018 年转型区域"."""
    return re.fullmatch(r"\d{4}", period.value) is not None and (
        _cohort().match(text, period.end) is not None
        or (
            _AND_YEAR.match(text, period.end) is not None
            and _cohort().search(text, period.end, period.end + 24) is not None
        )
    )


_AND_YEAR = re.compile(r"\s*(?:[、/／和及与]|以及)\s*\d{2,4}")


@functools.cache
def _cohort() -> re.Pattern[str]:
    table = words("cohort")
    verbs, things = "|".join(table["verbs"]), "|".join(table["things"])
    return re.compile(
        rf"\s*(?:底|末|初)?(?:之?前|以前|之?后|以后)?(?:已经?|新|陆续|首批)*(?:(?:{verbs})的(?=\s*[\d\u4e00-\u9fffA-Za-z])|(?:{'|'.join(table['alone'])})(?={things}))"
    )


def _ends_named(sentence: Sentence, group: Group) -> tuple[str, str] | None:
    """ "2024 年毛利率由 2023 年的 20%升至 25%": the year behind 由 is where it began, the one before where it ended."""
    text = sentence.mentions.text
    own = [p for p in sentence.periods(group.lead_start, group.start) if not in_brackets(text, p.start)]
    if len(own) < 2 or own[-1].value == own[-2].value or "/" in own[-1].value + own[-2].value:
        return None
    came = re.search(r"[由从自]\s*$", text[: own[-1].start])
    later = re.match(r"[\d-]+", own[-2].value)
    return (own[-1].value, own[-2].value) if came and later and own[-2].value > own[-1].value else None


_AGO = re.compile(
    r"(?<![较比])(?<!相比)(?:(?:去年|上年)同期(?:为|是|仅|约|则|的|盈利|亏损|只有)*|[由从](?:上年|去年)的?)\s*$"
)


def _year_ago(lead: str, said: Said) -> str | None:
    """The period a year before the one in force, where a number is that of "去年同期"."""
    if not said.periods or not _AGO.search(lead) or not re.match(r"\d{4}", said.periods[-1]):
        return None
    return re.sub(r"\d{4}(?=-|Q|H|/|$)", lambda year: str(int(year[0]) - 1), said.periods[-1])


def pair_of(sentence: Sentence, said: Said, group: Group, before: list[str]) -> None:
    """The two ends of a movement in time: "由 2021 年的 8 亿增至 2024 年的 12 亿"; the next movement is between the same."""
    own = said.periods is not before
    if group.role == "from" and own and (span := _ends_named(sentence, group)):
        said.pair = span
        said.periods = [span[0]]
    elif group.role == "from" and said.bracketed and said.periods and not own:
        said.pair = (said.bracketed[-1], said.periods[-1])
    elif group.role == "from":
        said.ahead = list(said.periods) if own else []
        if own and len(said.periods) == 1 and before and _is_later(before[-1], said.periods[0]):
            said.pair = (said.periods[0], before[-1])  # "26Q1 净利由 25Q4 的 8 亿回升至 9 亿"
        if said.pair and not own:
            said.periods = [said.pair[0]]
    elif group.role == "to" and own:
        start, end = said.ahead, said.periods
        if len(start) == len(end) == 1 and start[0].endswith(f"/{end[0]}"):
            start = [start[0].partition("/")[0]]  # "1975-1990 年 … 增长至 1990 年的 …"
        if len(start) == len(end) == 1 and start != end and "/" not in start[0] + end[0]:
            said.pair = (start[0], end[0])
    elif group.role == "to" and said.pair:
        said.periods = [said.pair[1]]
    elif group.role == "to" and said.ahead and _began(sentence, group, said.ahead[-1]):
        said.periods = []  # "自 2018 年的 2%提升至 4%": when it was so much, nobody says


def _is_later(one: str, other: str) -> bool:
    return len(one) == len(other) and "/" not in one and one > other


def is_year_before(lead: str, period: str | None) -> bool:
    """Whether a lead compares with the year right before the one a number is of: "2020 年…相比 2019 年增长"."""
    base = re.search(
        r"(?:较|比|相比)\s*(\d{4})\s*年(?:同期|仍然?|却|也|依旧|略|大幅|小幅|微|继续|[，\s])*[增减升降涨跌提下]",
        lead,
    )
    return base is not None and period is not None and period == str(int(base[1]) + 1)


def _began(sentence: Sentence, group: Group, period: str) -> bool:
    """Whether the year before a movement is only where it began: 从, 由 or 自 stands right before it, no other year is named."""
    text = sentence.mentions.text
    named = [p for p in sentence.periods(sentence.start, group.start) if not in_brackets(text, p.start)]
    return (
        len(named) == 1
        and named[0].value == period
        and "/" not in period
        and re.search(r"[从由自]\s*$", text[sentence.start : named[0].start]) is not None
        and text[named[0].end : named[0].end + 1] == "的"
    )


def periods_of(said: Said, what: What, facts: Facts, count: int = 1) -> tuple[list[str], bool]:
    """The periods of a number: its brackets', its sentence's, else what the paragraph or the title told.

    Only figures of the accounts lean on an earlier sentence: "单车价值量 400 元" is of no year.
    """
    if len(said.years) == count - 1 > 1 and re.fullmatch(r"\d{4}", said.years[-1]):
        said.years = [*said.years, str(int(said.years[-1]) + 1)]  # printed a year short (period_of_each)
    of_years = count > 1 and len(said.years) == count
    if what.concept and what.concept.unit == "倍" and of_years and [len(p) for p in said.periods] == [10]:
        return said.years, True  # "7 月 14 日股价对应 PE 分别为": as many as the years before
    if said.bracketed or said.periods:
        return said.bracketed or said.periods, said.inferred
    parts = metric_at_end(what.name) if what.concept is None and what.scope else None
    concept = what.concept or (parts[2] if parts else None)
    if (concept is not None or what.scope) and said.years and count == len(said.years) and count > 1:
        return said.years, True  # "预计 2025-2027 年 …；对应 PE 分别为 8/8/7 倍"
    held = concept is not None and concept.id == "holding_ratio"  # as of now, whatever year was told of
    books = concept is not None and not held and concept.unit != "倍" and concept.kind in ("flow", "ratio")
    books = books and concept is not None and concept.family in words("subject")["account_families"]
    market = concept is not None and concept.kind == "flow" and said.mark is not None
    if market and concept is not None and concept.id == "market_space" and said.inherited:
        market = said.inherited[-1][:4] > str(facts.anchor.year)  # room to grow is of no year that is over
    market = market and said.mark is not None and said.mark.kind in ("country", "market")
    market = (
        market and bool(said.inherited) and re.fullmatch(r"\d{4}(?:[QH]\d)?", said.inherited[-1]) is not None
    )
    again = concept is not None and concept.id in said.measured_before and facts.subject is not None
    again = again and concept is not None and (concept.kind == "flow" or concept.id == "market_share")
    if said.inherited and (books or market or again or said.of_report_period):
        return said.inherited, True
    if said.news and facts.subject is None:
        return [said.news], True
    if facts.results_period:
        return [facts.results_period], True
    return [], False


# From here on the figures are of no year in particular.
_OPEN_END = re.compile(
    r"(?:常年|历年来?|多年来|一直以来|长期以来)|(?:中长期|长期|远期|稳态|中远期)(?:内|来看|看|维度|空间|，|预计|有望)|(?:预计|展望)(?:后续|未来)(?!\s*[\d一二两三四五六七八九十几])"
)
# "同期餐饮收入 CAGR": of the years just told.
_THEN = re.compile(r"(?<![年上季度])同期(?![增间])")
_EXCEPT = re.compile(r"除(?:了|去)?(?:个别年份如)?\s*$")
# What a figure is compared with is not when it is of: "较 2022 年旧假设下降", "相比上周变动".
_MOVES = re.compile(
    r"[增减升降涨跌高低多少提扩翻超]|下滑|回落|收窄|变动|变化|持平|改善|延长|缩短|加快|放缓|优化|修复|上行|下行"
)
_BASE = re.compile(r"(?:较|比|相比于?|与|较之|相对于?|对比|接近|高于|低于|超过|不及)\s*$")


def in_brackets(text: str, position: int) -> bool:
    """Whether a place stands inside round brackets of its sentence."""
    start = max(text.rfind(mark, 0, position) for mark in "。；;！") + 1
    depth = 0
    for char in text[start:position]:
        depth = (
            depth + 1 if char in "（(" else max(depth - 1, 0) if char in "）)" else depth
        )  # "2）" opens none
    return depth > 0


def _last_run(text: str, periods: list[Period]) -> list[Period]:
    """The periods of the last list in a row ("2022、2023、2024 年"), or the last one alone."""
    run = [periods[-1]]
    for period in reversed(periods[:-1]):
        if re.fullmatch(r"\s*(?:[、/／和及与]|以及)\s*", text[period.end : run[0].start]):
            run.insert(0, period)
        else:
            break
    return run


def _spread(periods: list[Period]) -> list[str]:
    return [p.value for p in periods]


def _has_ends(span: str) -> bool:
    """Whether a movement runs from one end of a stretch to the other: two years' months, or months that are no year so far."""
    first, _, last = span.partition("/")
    if first[:4] != last[:4]:
        return True
    return re.fullmatch(r"\d{4}-\d{2}/\d{4}-\d{2}", span) is not None and first[5:] != "01"


def period_of_each(periods: list[str], index: int, count: int, role: str, measure: str) -> str | None:
    """The period of the index-th of `count` numbers: a range of years is spread over a list of as many numbers."""
    if not periods:
        return None
    years = [y for p in periods for y in (expand_years(p) if len(periods) == 1 else [p])]
    if len(periods) == 1 and "/" in periods[0]:
        if measure == "cagr" or not years:
            return periods[0]
        if role in ("from", "to") and len(years) == 1 and _has_ends(periods[0]):
            return periods[0].split("/")[0 if role == "from" else -1]
        if role in ("from", "to"):
            return years[0] if role == "from" else years[-1]
        if count > 1:
            if index == len(years) == count - 1 and len(years) > 1 and re.fullmatch(r"\d{4}", years[-1]):
                return str(int(years[-1]) + 1)  # "2025-2026 年 EPS 分别为 a/b/c": printed a year short
            return years[index] if index < len(years) else periods[0]
        return periods[0]
    if len(periods) == count:
        return periods[index]
    return periods[-1]


def paced(measure: str, period: str | None) -> str:
    """环比 of a month is against the month before, of a week against the week before: told by the period of the number."""
    if measure != "qoq" or period is None:
        return measure
    if re.fullmatch(r"\d{4}-\d{2}", period):
        return "mom"
    days = re.fullmatch(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})", period)
    if days is None:
        return measure
    first, last = map(datetime.date.fromisoformat, days.groups())
    return "wow" if (last - first).days <= 7 else measure


def next_year(sentence: Sentence, group: Group, said: Said, periods: list[str]) -> list[str]:
    """The year of one number of a list that brackets part: "2026-2027 年 EPS 分别为 1.92 元（前值 2.13 元）、2.24 元"."""
    years = expand_years(periods[0]) if len(periods) == 1 and "/" in periods[0] else []
    lead = sentence.mentions.text[group.lead_start : group.start]
    if len(group.quantities) > 1 or len(years) < 2 or group.role != "list":
        return periods
    if "分别" in lead and not group.bracketed:
        said.nth = 0 if re.match(r"[^，。；]{0,4}[（(]", sentence.mentions.text[group.end :]) else None
    elif said.nth is not None and not group.bracketed:
        said.nth = said.nth + 1 if re.fullmatch(r"[）)]?\s*[、，/和及]?\s*", lead) else None
    return [years[said.nth]] if said.nth is not None and said.nth < len(years) else periods


def just_over(period: str | None, today: datetime.date | None) -> str | None:
    """The week a figure is of: one that begins on the day of the report has no figures yet, so 本周 is the week before."""
    if period is None or today is None or today.weekday() != 0:
        return period
    if period != f"{today.isoformat()}/{(today + datetime.timedelta(days=4)).isoformat()}":
        return period
    first = today - datetime.timedelta(days=7)
    return f"{first.isoformat()}/{(first + datetime.timedelta(days=4)).isoformat()}"
