"""A sentence of our own in, the metric claims the prose rooms read from it out, as short tuples."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from extract.head.header import Facts
from extract.model import Box, MetricClaim
from extract.pages.lines import Line
from extract.pages.page import Block
from extract.pages.reader import Glyph
from extract.prose.claims import read_block
from extract.prose.sentence.nlp import Reader

NAMES = ("远山食品", "青禾乳业", "白鹭科技", "蓝湖指数", "沪深300", "星桥", "云雀")


def block_of(text: str) -> Block:
    """One printed line with a box a letter."""
    glyphs = [
        Glyph(ch, i * 10.0, 0.0, i * 10.0 + 10, 10.0, 9.0, 10.0, False, False) for i, ch in enumerate(text)
    ]
    line = Line(1, glyphs, text, list(range(len(text))), Box(0, 0, len(text) * 10, 10), 9.0, 10.0, False)
    return Block([line], text, [0])


def claims(
    text: str,
    *,
    company: str | None = "远山食品",
    industry: str | None = "食品饮料",
    date: datetime.date | None = datetime.date(2025, 4, 10),
    names: Sequence[str] = NAMES,
) -> list[MetricClaim]:
    facts = Facts(subject=company, industry=industry, date=date)
    return list(read_block(block_of(text), Reader(facts.anchor, names).read(text), facts))


def told(text: str, *keys: str, **options: object) -> list[tuple[str, ...]]:
    """One tuple a claim of the named fields, as text ("" for none); subject, metric, measure, value, period by default."""
    fields = keys or ("subject", "metric", "measure", "value", "period")
    found = claims(text, **options)  # type: ignore[arg-type]
    return [tuple(_short(getattr(claim, field)) for field in fields) for claim in found]


def _short(value: object) -> str:
    return "" if value is None else format(value, "f") if hasattr(value, "as_tuple") else str(value)
