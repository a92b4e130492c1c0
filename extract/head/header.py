"""The first page's lines in, the report's own facts out: broker, title, date, kind, industry, company and ticker.

Every fact is chosen among candidates by what is printed around it and how large, never by where one broker puts it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from extract.head.banner import read_banner
from extract.head.companies import NAMED_CODE, charted_company, exchange_of, find_company, listing_code
from extract.head.facts import Facts, left_of, merge_facts
from extract.head.front import untangled
from extract.head.publisher import EMAIL, LICENCE, find_report_broker
from extract.head.titles import find_subtitle, find_title, rated, title_text
from extract.model import Period, ReportClaim
from extract.pages.lines import Line
from extract.periods.grammar import find_periods
from extract.vocabulary import words

__all__ = [
    "EMAIL",
    "LICENCE",
    "NAMED_CODE",
    "Facts",
    "exchange_of",
    "full_dates",
    "listing_code",
    "merge_facts",
    "rated",
    "read_header",
    "report_claim",
]

# A fixed date that anchors nothing: dates in full need no anchor.
_NO_ANCHOR = datetime.date(2100, 12, 31)
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_header(
    first: Sequence[Line],
    pages: Sequence[Sequence[Line]],
    width: float,
    height: float,
    margin: Sequence[str] = (),
) -> Facts:
    """The facts of a report from its first page's lines, with all pages' lines to settle broker and company.

    `margin` holds the words of the page's vertical strips (`front.strip_words`).
    """
    first = untangled(first)
    facts = Facts()
    facts.broker = find_report_broker(first, pages)
    facts.date, facts.date_line = _date(first, height)
    facts.subject, facts.ticker = find_company(first, pages, height)
    facts.report_type, facts.industry = read_banner(first, pages, height, margin)
    facts.title_block = find_title(first, facts, height)
    if facts.title_block is not None:
        facts.title = title_text(facts.title_block)
        facts.subtitle = find_subtitle(first, facts.title_block)
    if facts.subject is not None and not _is_company_report(facts):
        facts.subject = facts.ticker = None
    elif facts.subject is None and facts.ticker is None and "公司" in (facts.report_type or ""):
        facts.subject = charted_company(first, pages)
    facts.price_date = _price_date(first, facts)
    facts.results_period = _results_period(facts)
    return facts


def report_claim(facts: Facts, pages: int, first: Sequence[Line], language: str) -> ReportClaim:
    """The header as a claim, proved by the title (else the date, else the first line of the report)."""
    if facts.title_block is not None:
        page, boxes = facts.title_block.place(0, len(facts.title_block.text))
        quote = facts.title_block.text
    else:
        line = facts.date_line or first[0]
        page, boxes, quote = line.page, (line.box.rounded(),), line.text
    missing = tuple(f"{name}_missing" for name in ("broker", "title", "date") if getattr(facts, name) is None)
    return ReportClaim(
        page=page,
        bbox=boxes,
        quote=quote,
        origin="header",
        doubts=missing,
        broker=facts.broker,
        title=facts.title,
        subtitle=facts.subtitle,
        date=facts.date.isoformat() if facts.date else None,
        report_type=facts.report_type,
        industry=facts.industry,
        subject=facts.subject,
        ticker=facts.ticker,
        language=language,
        pages=pages,
    )


def _is_company_report(facts: Facts) -> bool:
    """A code in a body line of an industry report names a company in passing, not the report's subject."""
    return not (facts.report_type and facts.report_type.startswith("行业"))


# --- dates -------------------------------------------------------------------------------------------------


def full_dates(text: str) -> list[Period]:
    """The dates of `text` that print year, month and day."""
    return [p for p in find_periods(text, _NO_ANCHOR) if _FULL_DATE.fullmatch(p.value) and not p.inferred]


def _date(first: Sequence[Line], height: float) -> tuple[datetime.date | None, Line | None]:
    table = words("header")
    best: tuple[float, datetime.date, Line] | None = None
    for line in first:
        for period in full_dates(line.text):
            before = line.text[: period.start]
            beside = before + line.text[period.end :]
            label = left_of(line, first) + before
            score = 2.0 * (1 - line.box.top / height) + line.size / 20
            if any(word in label for word in table["date_labels"]):
                score += 4
            elif any(word in beside or word in label for word in table["date_others"]):
                score -= 4
            elif re.search(r"日期|时间", label):
                score -= 0.5
            if len(re.sub(r"[\s|｜│:：·,，年月日]", "", beside)) <= 6:
                score += 1.5
            try:
                day = datetime.date.fromisoformat(period.value)
            except ValueError:
                continue
            if best is None or score > best[0]:
                best = (score, day, line)
    return (best[1], best[2]) if best and best[0] > -1.5 else (None, None)


def _price_date(first: Sequence[Line], facts: Facts) -> str | None:
    """The day of the market data, where a box prints it; the year may come from the report's date."""
    if facts.date is None:
        return None
    labels = words("header")["price_date_labels"]
    for line in first:
        text = left_of(line, first) + line.text
        if line is facts.date_line or not any(label in text for label in (*labels, "收盘", "股价")):
            continue
        for period in find_periods(text, facts.date):
            day = period.value
            if _FULL_DATE.fullmatch(day) and abs((facts.date - datetime.date.fromisoformat(day)).days) <= 31:
                return day
    return None


def _results_period(facts: Facts) -> str | None:
    """The period a note on results is about, from its title; None for any other report."""
    text = f"{facts.title or ''} {facts.subtitle or ''}"
    if facts.date is None or not re.search(r"年报|季报|中报|业绩|半年报|快报", text):
        return None
    periods = [p.value for p in find_periods(text, facts.date)]
    return next((p for p in periods if re.match(r"\d{4}", p) and int(p[:4]) >= facts.date.year - 1), None)
