"""The first page's lines in, the report's own facts out: broker, title, date, kind, industry, company and ticker.

Every fact is chosen among candidates by what is printed around it and how large, never by where one broker puts it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from extract.head.banner import read_banner
from extract.head.companies import NAMED_CODE, charted_company, exchange_of, find_company, listing_code
from extract.head.facts import Facts, merge_facts
from extract.head.front import untangled
from extract.head.publisher import EMAIL, LICENCE, find_report_broker
from extract.head.titles import find_subtitle, find_title, rated, title_text
from extract.pages.lines import Line

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
