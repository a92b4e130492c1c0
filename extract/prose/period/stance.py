"""A number in its sentence in, whether it has happened out: actual, estimate, guidance, consensus or target."""

from __future__ import annotations

import datetime
import re

from extract.head.header import Facts
from extract.prose.period.asked import is_asked_for
from extract.prose.sentence.clauses import Group, Sentence
from extract.prose.sentence.phrases import last_clause
from extract.prose.sentence.said import MONEY, What
from extract.vocabulary import words


def stance_of_claim(
    sentence: Sentence,
    group: Group,
    period: str | None,
    what: What,
    measure: str,
    facts: Facts,
    tail: str = "",
    subject: str | None = None,
) -> str:
    """Estimate where the period lies ahead or the clause says so; target for a multiple that is granted.

    `tail` is the beginning of the sentence where it stands in the paragraph before.
    """
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    table = words("stance_words")
    before = text[sentence.start : group.start]
    if (goes_on := _GOES_ON.match(before)) is not None:
        before = text[_sentence_before(text, sentence.start) : group.start]
    if _is_target(sentence, group, what, before) or is_asked_for(
        sentence, group, subject, _year_from(period, facts)
    ):
        return "target"
    dated = max([p.end for p in sentence.periods(sentence.start, group.start)], default=sentence.start)
    if any(re.search(word, text[dated : group.start]) for word in table["assumed"]):
        return "estimate"
    if any(word in last_clause(before) for word in table["consensus"]) or _OF_ALL.match(text, group.end):
        return "consensus"
    if re.match(r"[+＋]?(?:以上|左右)?的?(?:业绩|收入|营收|增长|增速|经营)*指引", text[group.end :]):
        return "guidance"
    if period and any(
        p.value == period and _PLANNED.search(text[sentence.start : p.start])
        for p in sentence.periods(sentence.start, group.start)
    ):
        return "guidance"
    if period and facts.date and not (period.startswith("FY") and int(period[2:6]) <= facts.date.year):
        end = _last_day(period)
        current = (
            end and end > facts.date and re.search(r"-\d{2}", period) and _first_day(period) <= facts.date
        )
        current = current or _is_begun(sentence, group, period, facts.date)
        if end and end > facts.date and not current:
            return "guidance" if any(w in last_clause(lead) for w in table["guidance"]) else "estimate"
        if end and end <= facts.date - datetime.timedelta(days=150):
            return "actual"
        if what.concept and what.concept.kind == "price" and _is_day(period) and end and end <= facts.date:
            return "actual"  # what a share cost on a day that is over, whatever it is compared with
    if any(re.search(word, last_clause(before)) for word in table["guidance_patterns"]):
        return "guidance"
    before = _EXAMPLE.split(before)[-1]  # what is told as an example has happened
    since = before if goes_on else re.sub(r"[（(][^（()）]*[)）]", "", before)
    since = last_clause(since) if _REACHED.search(lead) else since
    if facts.date is None and period:
        # Without the report's date a year ahead is known by the words of the block only.
        since = text[: group.start]
        return "estimate" if _is_ahead(period) and any(w in since for w in table["estimate"]) else "actual"
    # Room to grow is nobody's figure.
    room = what.name.endswith(("空间", "空间上限")) and group.quantities[-1].unit in MONEY
    return "estimate" if room or any(word in tail + since for word in table["estimate"]) else "actual"


# "41 倍（Wind 一致预期）": everybody's, said in brackets right behind.
_OF_ALL = re.compile(r"\s*[（(][^（()）\d]{0,12}一致预[期测][^（()）\d]{0,4}[)）]")


# "企业数量已超 6200 家": that is so, whatever is expected of the year.
_REACHED = re.compile(r"(?<!预计)已经?(?:达到?|超过?|有|突破|降至|升至|增至|逾|近|约)+\s*$")


def _is_day(period: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) is not None


def _is_begun(sentence: Sentence, group: Group, period: str, today: datetime.date) -> bool:
    """Whether the words name the beginning of a year that has begun: "2022 年初" is over in April."""
    if period != str(today.year):
        return False
    before = sentence.mentions.text[sentence.start : group.start]
    if _REACHED.search(before) or (
        re.search(r"截[至止]|年内|年初至今|今年以来|累计已", before) and "对应" not in before
    ):
        return True  # as of a day of the year that runs
    told = [p for p in sentence.periods(sentence.start, group.start) if p.value == period]
    return bool(told) and sentence.mentions.text[told[-1].end - 1 : told[-1].end + 2].find("年初") >= 0


def _is_target(sentence: Sentence, group: Group, what: What, before: str) -> bool:
    """Whether a number is aimed at: a multiple that is granted, a goal of the company, what a share plan asks for."""
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    if what.concept and what.concept.unit == "倍" and re.search(r"给予|目标|合理估值", lead):
        return True
    if "目标" in what.name or "合理市值" in what.name or _AIMED.search(before):
        return True
    asked = any(
        word in text[max(0, sentence.start - 80) : sentence.end]
        for word in words("stance_words")["conditions"]
    )
    return asked and (group.quantities[0].comparator == ">=" or "为基数" in before)


def _year_from(period: str | None, facts: Facts) -> int | None:
    """How many years after the report's own a period ends."""
    end = _last_day(period) if period and facts.date else None
    return end.year - facts.date.year if end and facts.date else None


_EXAMPLE = re.compile(r"[，；：](?:例如|比如|譬如)")
# "计划到 2027 年进入前五，收入超过 100 亿元": what is said of that year is planned.
_PLANNED = re.compile(r"(?:计划|力争|规划|目标)(?:于|在|到|至|为)?\s*$")
_AIMED = re.compile(
    r"(?:目标值|触发值|业绩目标|考核目标|目标条件|考核指标)[^。]{0,60}(?:增长率?|净利润|营业收入|营收|收入)[^，。；]{0,10}不低于\s*$|(?:目标值|触发值|考核目标)(?:分别)?(?:为|是|约)*\s*$|公司的?(?:[^，。；]{0,4})目标[是为][^。；]{0,40}$"
)
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
