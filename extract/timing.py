"""A group of numbers in its sentence in, when it is of out, and whether it has happened: period and stance."""

from __future__ import annotations

import datetime
import re

from extract.clauses import Group, Sentence, last_clause
from extract.header import Facts
from extract.model import Period
from extract.periods import expand_years
from extract.said import Said, What
from extract.vocabulary import words


def note_periods(sentence: Sentence, group: Group, said: Said) -> None:
    """Remember the periods of a lead for this number and those after it; what brackets add holds inside them only."""
    text = sentence.mentions.text
    own = [p for p in sentence.periods(group.lead_start, group.start) if not _BASE.search(text[: p.start])]
    said.bracketed = []
    if not own:
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


def periods_of(said: Said, what: What, facts: Facts) -> tuple[list[str], bool]:
    """The periods of a number: its brackets', its sentence's, else what the paragraph or the title told.

    Only figures of the accounts lean on an earlier sentence: "单车价值量 400 元" is of no year.
    """
    if said.bracketed or said.periods:
        return said.bracketed or said.periods, said.inferred
    if what.concept is not None and what.concept.kind in ("flow", "ratio") and what.concept.unit != "倍":
        if said.inherited:
            return said.inherited, True
    if facts.results_period:
        return [facts.results_period], True
    return [], False


# What a figure is compared with is not when it is of: "较 2022 年旧假设下降", "相比上周变动".
_BASE = re.compile(r"(?:较|比|相比于?|与|较之|相对于?|对比)\s*$")


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
    sentence: Sentence, group: Group, period: str | None, what: What, measure: str, facts: Facts
) -> str:
    """Estimate where the period lies ahead or the clause says so; target for a multiple that is granted."""
    text = sentence.mentions.text
    lead = text[group.lead_start : group.start]
    table = words("stance_words")
    if what.concept and what.concept.unit == "倍" and re.search(r"给予|目标|合理估值", lead):
        return "target"
    before = text[sentence.start : group.start]
    if any(word in last_clause(before) for word in table["consensus"]):
        return "consensus"
    if period and facts.date:
        end = _last_day(period)
        current = (
            end and end > facts.date and re.search(r"-\d{2}", period) and _first_day(period) <= facts.date
        )
        if end and end > facts.date and not current:
            return "guidance" if any(w in lead for w in table["guidance"]) else "estimate"
        if end and end <= facts.date - datetime.timedelta(days=150):
            return "actual"
    since = re.split(r"[。；;]", before)[-1]
    return "estimate" if any(word in since for word in table["estimate"]) else "actual"


def _first_day(period: str) -> datetime.date:
    """The first day of a period of months or days."""
    match = re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?", period.split("/")[0])
    return datetime.date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else datetime.date.max


def _last_day(period: str) -> datetime.date | None:
    """The last day of a period written as in the claim contract."""
    tail = period.split("/")[-1].removeprefix("FY")
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
