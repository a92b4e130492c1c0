"""A block's text in, a spaCy Doc with its quantities, periods, metrics and names marked out: the only user of spaCy.

The pipeline is `blank("zh")` cut by character (offline, 3 million characters a second) with one component a kind of
mention. A mention keeps the object it stands for in `Doc._`, so that offsets and meanings never part.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.model import Period, Quantity
from extract.numbers.grammar import find_quantities
from extract.periods.chronicle import Year, tell
from extract.periods.grammar import find_periods
from extract.prose.sentence.amounts import in_money
from extract.prose.sentence.firm_names import FirmNames
from extract.prose.sentence.own_name import short_names
from extract.vocabulary import Metric, find_metric, scan_metrics

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the gazetteer at `text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MetricMention:
    """A metric the vocabulary knows at `text[start:end]`."""

    metric: Metric
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """What stands in one text, each kind left to right."""

    text: str
    quantities: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    metrics: tuple[MetricMention, ...]
    names: tuple[Name, ...]
    year: Year | None = None  # the year the text ends in, where it tells the past


class Reader:
    """The pipeline of one report: `anchor` resolves its dates, `names` are the names worth spotting in it.

    `own` is the report's own company, which no list of names may know: it is matched apart, for a matcher of all
    names takes longer to make than a page to read.
    """

    def __init__(
        self, anchor: datetime.date, names: Iterable[str], own: str | None = None, currency: str = "CNY"
    ) -> None:
        self._anchor = anchor
        self._currency = currency
        self._nlp = _language()
        self._matchers = [_matcher(tuple(names)), *([_matcher((own, *short_names(own)))] if own else [])]
        self._firms = FirmNames()

    def read(self, text: str, year: Year | None = None) -> Mentions:
        """The mentions of a text. Periods are found first: their digits are no quantities.

        `year` is the one that the text it goes on from was telling of.
        """
        doc = self._nlp.make_doc(text)
        doc._.year = year
        doc._.anchor, doc._.currency, doc._.matchers = self._anchor, self._currency, self._matchers
        doc._.printed = text  # spaCy joins its tokens anew each time it is asked for the text
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        return Mentions(
            text,
            tuple(doc._.quantities),
            tuple(doc._.periods),
            tuple(doc._.metrics),
            self._names(doc._.names, text),
            doc._.year,
        )

    def _names(self, known: list[Name], text: str) -> tuple[Name, ...]:
        """The names of the lists, and those of firms that no list knows."""
        found = self._firms.find(text, [(name.text, name.start, name.end) for name in known])
        return tuple(sorted([*known, *(Name(*name) for name in found)], key=lambda name: name.start))


@functools.cache
def _language() -> Language:
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    for attribute in (
        "printed",
        "year",
        "anchor",
        "currency",
        "matchers",
        "quantities",
        "periods",
        "metrics",
        "names",
    ):
        Doc.set_extension(attribute, default=None, force=True)
    for name, component in (
        ("yanbao_periods", _mark_periods),
        ("yanbao_quantities", _mark_quantities),
        ("yanbao_metrics", _mark_metrics),
        ("yanbao_names", _mark_names),
    ):
        if not Language.has_factory(name):
            Language.component(name, func=component)
    nlp = spacy.blank("zh")
    for name in ("yanbao_periods", "yanbao_quantities", "yanbao_metrics", "yanbao_names"):
        nlp.add_pipe(name)
    return nlp


def _mark(doc: Doc, key: str, found: Sequence[Any]) -> None:
    spans = (doc.char_span(item.start, item.end, label=key, alignment_mode="expand") for item in found)
    doc.spans[key] = [span for span in spans if span is not None]


def _mark_periods(doc: Doc) -> Doc:
    found = find_periods(doc._.printed, doc._.anchor)
    doc._.periods, doc._.year = tell(doc._.printed, found, doc._.anchor, doc._.year)
    _mark(doc, "periods", doc._.periods)
    return doc


def _mark_quantities(doc: Doc) -> Doc:
    skip = [(p.start, p.end) for p in doc._.periods]
    found = find_quantities(doc._.printed, currency=doc._.currency, skip=skip)
    doc._.quantities = in_money(doc._.printed, found, doc._.currency)
    _mark(doc, "quantities", doc._.quantities)
    return doc


def _mark_metrics(doc: Doc) -> Doc:
    doc._.metrics = [
        MetricMention(metric, doc._.printed[start:end], start, end)
        for start, end, metric in (_after_period(doc, *found) for found in scan_metrics(doc._.printed))
        if start < end and not doc._.printed.startswith("差", end)  # 石脑油价差 is no 油价
    ]
    _mark(doc, "metrics", doc._.metrics)
    return doc


def _after_period(doc: Doc, start: int, end: int, metric: Metric) -> tuple[int, int, Metric]:
    """A name that begins in a period begins after it: "2024 年销量" is the 销量 of 2024, not a 年销量."""
    for period in doc._.periods:
        if period.start <= start < period.end < end:
            rest = find_metric(doc._.printed[period.end : end])
            return (period.end, end, rest) if rest else (end, end, metric)
    return start, end, metric


def _mark_names(doc: Doc) -> Doc:
    from spacy.util import filter_spans

    spans = [doc[start:end] for matcher in doc._.matchers for _, start, end in matcher(doc)]
    doc._.names = [
        Name(s.text, s.start_char, s.end_char)
        for s in filter_spans(spans)
        if _is_whole(doc._.printed, s.start_char, s.end_char)
    ]
    _mark(doc, "names", doc._.names)
    return doc


def _is_whole(text: str, start: int, end: int) -> bool:
    """A Latin name is whole only between non-letters: "Meta" is not in "Metadata"."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    head, tail = text[start], text[end - 1]
    return not (head.isascii() and head.isalnum() and before.isascii() and before.isalnum()) and not (
        tail.isascii() and tail.isalnum() and after.isascii() and after.isalpha()
    )


@functools.lru_cache(maxsize=8)
def _matcher(names: tuple[str, ...]) -> Any:
    from spacy.matcher import PhraseMatcher

    nlp = _language()
    matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
    # A few names at a time: ten thousand docs at once take 40 MB that are never given back.
    for start in range(0, len(names), 50):
        matcher.add("NAME", [nlp.make_doc(name) for name in names[start : start + 50] if name])
    return matcher
