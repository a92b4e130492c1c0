"""A group of numbers in its sentence in, when it is of out, and whether it has happened: period and stance."""

from __future__ import annotations

import datetime
import re

from extract.head.header import Facts
from extract.model import Period
from extract.periods.grammar import expand_years
from extract.prose.clauses import Group, Sentence, last_clause
from extract.prose.said import Said, What
from extract.vocabulary import words


def note_periods(sentence: Sentence, group: Group, said: Said) -> None:
    """Remember the periods of a lead for this number and those after it; what brackets add holds inside them only."""
    text = sentence.mentions.text
    own = [
        p
        for p in sentence.periods(group.lead_start, group.start)
        if not (_BASE.search(text[: p.start]) and _MOVES.search(text[p.end : group.start]))
    ]
    said.bracketed = []
    if not own:
        lead = text[group.lead_start : group.start]
        if said.periods and "全年" in lead and re.match(r"\d{4}", said.periods[-1]):
            said.periods = [said.periods[-1][:4]]  # behind a quarter: the year it is in
        elif _OPEN_END.search(lead):
            said.periods, said.inherited = [], []
        return
    run = _last_run(text, own)
    if group.bracketed:
        said.bracketed = _spread(run)
        return
    plain = [p for p in own if not in_brackets(text, p.start)]
    # "过去一周（3.30-4.03）": brackets right behind a period say the same more exactly.
    exact = in_brackets(text, run[0].start) and plain and run[0].start - plain[-1].end <= 2
    if plain and not exact:
        run = _last_run(text, plain)
    elif not plain and said.periods:
        return
    said.periods, said.inferred = _spread(run), any(p.inferred for p in run)
    years = [y for p in run for y in (expand_years(p.value) if "/" in p.value else [p.value])]
    said.years = years if len(years) > 1 else said.years


def _ends_named(sentence: Sentence, group: Group) -> tuple[str, str] | None:
    """ "2024 年毛利率由 2023 年的 20%升至 25%": the year behind 由 is where it began, the one before where it ended."""
    text = sentence.mentions.text
    own = [p for p in sentence.periods(group.lead_start, group.start) if not in_brackets(text, p.start)]
    if len(own) < 2 or own[-1].value == own[-2].value or "/" in own[-1].value + own[-2].value:
        return None
    came = re.search(r"[由从自]\s*$", text[: own[-1].start])
    later = re.match(r"[\d-]+", own[-2].value)
    return (own[-1].value, own[-2].value) if came and later and own[-2].value > own[-1].value else None


def pair_of(sentence: Sentence, said: Said, group: Group, before: list[str]) -> None:
    """The two ends of a movement in time: "由 2021 年的 8 亿增至 2024 年的 12 亿"; the next movement is between the same."""
    own = said.periods is not before
    if group.role == "from" and own and (span := _ends_named(sentence, group)):
        said.pair = span
        said.periods = [span[0]]
    elif group.role == "from":
        said.ahead = list(said.periods) if own else []
        if said.pair and not own:
            said.periods = [said.pair[0]]
    elif group.role == "to" and own:
        start, end = said.ahead, said.periods
        if len(start) == len(end) == 1 and start != end and "/" not in start[0] + end[0]:
            said.pair = (start[0], end[0])
    elif group.role == "to" and said.pair:
        said.periods = [said.pair[1]]


def periods_of(said: Said, what: What, facts: Facts, count: int = 1) -> tuple[list[str], bool]:
    """The periods of a number: its brackets', its sentence's, else what the paragraph or the title told.

    Only figures of the accounts lean on an earlier sentence: "单车价值量 400 元" is of no year.
    """
    if said.bracketed or said.periods:
        return said.bracketed or said.periods, said.inferred
    concept = what.concept
    if (concept is not None or what.scope) and said.years and count == len(said.years) and count > 1:
        return said.years, True  # "预计 2025-2027 年 …；对应 PE 分别为 8/8/7 倍"
    books = concept is not None and concept.unit != "倍" and concept.kind in ("flow", "ratio")
    books = books and concept is not None and concept.family in words("subject")["account_families"]
    market = concept is not None and concept.kind == "flow" and said.mark is not None
    market = market and said.mark is not None and said.mark.kind in ("country", "market")
    market = (
        market and bool(said.inherited) and re.fullmatch(r"\d{4}(?:[QH]\d)?", said.inherited[-1]) is not None
    )
    if said.inherited and (books or market or said.of_report_period):
        return said.inherited, True
    if facts.results_period:
        return [facts.results_period], True
    return [], False


# From here on the figures are of no year in particular.
_OPEN_END = re.compile(
    r"(?:中长期|长期|远期|稳态|中远期)(?:内|来看|看|维度|空间|，|预计|有望)|(?:预计|展望)(?:后续|未来)(?!\s*[\d一二两三四五六七八九十几])"
)
# What a figure is compared with is not when it is of: "较 2022 年旧假设下降", "相比上周变动".
_MOVES = re.compile(r"[增减升降涨跌高低多少提扩翻超]|下滑|回落|收窄|变动|变化|持平|改善|延长|缩短")
_BASE = re.compile(r"(?:较|比|相比于?|与|较之|相对于?|对比|接近|高于|低于|超过|不及)\s*$")


def in_brackets(text: str, position: int) -> bool:
    """Whether a place stands inside round brackets of its sentence."""
    start = max(text.rfind(mark, 0, position) for mark in "。；;！") + 1
    before = text[start:position]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")


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


def period_of_each(periods: list[str], index: int, count: int, role: str, measure: str) -> str | None:
    """The period of the index-th of `count` numbers: a range of years is spread over a list of as many numbers."""
    if not periods:
        return None
    years = [y for p in periods for y in (expand_years(p) if len(periods) == 1 else [p])]
    if len(periods) == 1 and "/" in periods[0]:
        if measure == "cagr" or not years:
            return periods[0]
        if role in ("from", "to"):
            return years[0] if role == "from" else years[-1]
        if count > 1:
            return (
                years[index] if count == len(years) else (years[index] if index < len(years) else periods[0])
            )
        return periods[0]
    if len(periods) == count:
        return periods[index]
    return periods[-1]


def stance_of_claim(
    sentence: Sentence,
    group: Group,
    period: str | None,
    what: What,
    measure: str,
    facts: Facts,
    tail: str = "",
) -> str:
    """Estimate where the period lies ahead or the clause says so; target for a multiple that is granted.

    `tail` is the beginning of the sentence where it stands in the paragraph before.
    """
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    table = words("stance_words")
    if what.concept and what.concept.unit == "倍" and re.search(r"给予|目标|合理估值", lead):
        return "target"
    if "目标" in what.name or "合理市值" in what.name:
        return "target"
    before = text[sentence.start : group.start]
    if (goes_on := _GOES_ON.match(before)) is not None:
        before = text[_sentence_before(text, sentence.start) : group.start]
    dated = max([p.end for p in sentence.periods(sentence.start, group.start)], default=sentence.start)
    if any(re.search(word, text[dated : group.start]) for word in table["assumed"]):
        return "estimate"
    if any(w in text[max(0, sentence.start - 80) : sentence.end] for w in table["conditions"]) and (
        group.quantities[0].comparator == ">=" or "为基数" in before
    ):
        return "target"  # what a share plan asks for is neither forecast nor fact
    if any(word in last_clause(before) for word in table["consensus"]):
        return "consensus"
    if re.match(r"[+＋]?(?:以上|左右)?的?(?:业绩|收入|营收|增长|增速|经营)*指引", text[group.end :]):
        return "guidance"
    if period and facts.date:
        end = _last_day(period)
        current = (
            end and end > facts.date and re.search(r"-\d{2}", period) and _first_day(period) <= facts.date
        )
        if end and end > facts.date and not current:
            return "guidance" if any(w in last_clause(lead) for w in table["guidance"]) else "estimate"
        if end and end <= facts.date - datetime.timedelta(days=150):
            return "actual"
    if any(re.search(word, last_clause(before)) for word in table["guidance_patterns"]):
        return "guidance"
    since = before if goes_on else re.sub(r"[（(][^（()）]*[)）]", "", before)
    if facts.date is None and period:
        # Without the report's date a year ahead is known by the words of the block only.
        since = text[: group.start]
        return "estimate" if _is_ahead(period) and any(w in since for w in table["estimate"]) else "actual"
    return "estimate" if any(word in tail + since for word in table["estimate"]) else "actual"


# What follows from the figures before: "对应 EPS 分别为 …" is a forecast where they are.
_GOES_ON = re.compile(r"\s*(?:对应|当前股价对应|相应)")


def _sentence_before(text: str, start: int) -> int:
    """Where the sentence before the one at `start` begins."""
    return max((text.rfind(sign, 0, max(start - 1, 0)) for sign in "。；"), default=-1) + 1


def _is_ahead(period: str) -> bool:
    return bool(re.fullmatch(r"\d{4}(?:/\d{4})?", period))


def _first_day(period: str) -> datetime.date:
    """The first day of a period of months or days."""
    match = re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?", period.split("/", maxsplit=1)[0])
    return datetime.date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else datetime.date.max


def _last_day(period: str) -> datetime.date | None:
    """The last day of a period written as in the claim contract."""
    tail = period.rsplit("/", maxsplit=1)[-1].removeprefix("FY")
    if match := re.fullmatch(r"(\d{4})(?:(Q[1-4])|(H[12])|-(\d{2})(?:-(\d{2}))?)?", tail):
        year = int(match[1])
        if match[5]:
            return datetime.date(year, int(match[4]), int(match[5]))
        month = (
            int(match[4])
            if match[4]
            else int(match[2][1]) * 3
            if match[2]
            else int(match[3][1]) * 6
            if match[3]
            else 12
        )
        following = datetime.date(year + month // 12, month % 12 + 1, 1)
        return following - datetime.timedelta(days=1)
    return None
