"""What the head of a report says about the report itself: the nouns that every later step is anchored to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from extract.lines import Line
from extract.page import Block


@dataclass(slots=True)
class Facts:
    """What the header says; the anchor of everything else that is read."""

    broker: str | None = None
    title: str | None = None
    title_block: Block | None = None
    subtitle: str | None = None
    date: datetime.date | None = None
    date_line: Line | None = None
    price_date: str | None = None
    report_type: str | None = None
    industry: str | None = None
    subject: str | None = None
    ticker: str | None = None
    results_period: str | None = None  # of a note on results ("2023 年年报点评"): what its figures are of

    @property
    def anchor(self) -> datetime.date:
        """The date relative words are resolved against; far in the future where the report has none."""
        return self.date or datetime.date(2099, 12, 31)

    @property
    def topic(self) -> str | None:
        """Whom a bare number is about: the company, else the industry."""
        return self.subject or self.industry


# Facts that are read together: a title from one page never takes the subtitle of another.
_TOGETHER = (("title", "title_block", "subtitle"), ("date", "date_line"), ("subject", "ticker"))


def merge_facts(first: Facts, second: Facts) -> Facts:
    """The facts of a cover page, completed from the page behind it; what the cover says stands."""
    merged = replace(first)
    taken = {name for group in _TOGETHER for name in group}
    for group in (*_TOGETHER, *((f.name,) for f in fields(Facts) if f.name not in taken)):
        if getattr(merged, group[0]) is None:
            for name in group:
                setattr(merged, name, getattr(second, name))
    if merged.subtitle is None and merged.title == second.title:
        merged.subtitle = second.subtitle
    if merged.ticker is None and merged.subject == second.subject:
        merged.ticker = second.ticker
    return merged


def left_of(line: Line, lines: Iterable[Line]) -> str:
    """The nearest text to the left on the same baseline."""
    left = [
        ln
        for ln in lines
        if abs(ln.base - line.base) < 3 and ln.box.x1 <= line.box.x0 + 1 and ln.page == line.page
    ]
    return max(left, key=lambda ln: ln.box.x1).text if left else ""
