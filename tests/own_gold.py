"""A file of sentences of our own with what they claim in, the sentences, their claims by hand and as read out.

Every sentence is read as the paragraph of a page, without a PDF: with its heading above it, the head of the report it
stands in, and the names of the knowledge base. The form of the files is told in `gold_sentences/README.md`.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from by_hand import line

from extract.head.facts import Facts
from extract.head.ratings import target_prices
from extract.lists.recommended import recommendations
from extract.lists.risks import risks
from extract.model import Claim, EventClaim, MetricClaim, RecommendationClaim, RiskClaim, TargetPriceClaim
from extract.pages.page import Block, make_block
from extract.prose.claims import read_block
from extract.prose.event.events import read_events
from extract.prose.sentence.nlp import Reader
from extract.prose.sentence.surroundings import Story
from kb.who.names import seeded_names

FOLDER = Path(__file__).parent / "gold_sentences"
STANCES = {"actual", "estimate", "guidance", "consensus", "target"}
DITTO = '"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A number by hand: every slot with all that is right for it, the best first; None is a blank slot."""

    subject: tuple[str | None, ...]
    metric: tuple[str | None, ...]
    measure: tuple[str | None, ...]
    value: tuple[Decimal, ...]
    value_high: tuple[Decimal | None, ...]
    comparator: str
    unit: tuple[str, ...]
    period: tuple[str | None, ...]
    stance: tuple[str | None, ...] = ("actual",)
    attribution: tuple[str | None, ...] = (None,)
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event by hand."""

    subject: tuple[str | None, ...]
    event: str
    event_type: tuple[str | None, ...]
    date: tuple[str | None, ...]
    optional: bool = False


@dataclass(slots=True)
class Sentence:
    """One paragraph with its surroundings and its claims by hand."""

    text: str
    facts: Facts
    heading: str | None = None
    measured: list[Measured] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def sentences_of(path: Path) -> list[Sentence]:
    """The sentences of one file, in order."""
    found: list[Sentence] = []
    head, week = Facts(), ""
    heading: str | None = None
    last: list[str] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = raw.strip()
        try:
            if text.startswith("@ "):
                head, week = _head(text)
            elif text.startswith("# "):
                heading = text[2:]
            elif text.startswith("> "):
                found.append(Sentence(text[2:], _copy(head), heading))
                heading, last = None, []
            elif text.startswith("@"):
                _set(found[-1].facts, text)
            elif text:
                last = _claim(found[-1], text, last, week)
        except (ValueError, IndexError, ArithmeticError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}: {text}") from error
    return found


def _head(text: str) -> tuple[Facts, str]:
    """ "@ date | industry | company | results=2025 week=…" """
    date, industry, company, *rest = (part.strip() for part in text[2:].split("|", 3))
    facts = Facts(
        date=datetime.date.fromisoformat(date),
        industry=None if industry == "-" else industry,
        subject=None if company == "-" else company,
    )
    week = ""
    for setting in (rest[0] if rest else "").split():
        key, _, value = setting.partition("=")
        if key == "week":
            week = value
        elif key == "results":
            facts.results_period = value
        else:
            raise ValueError(f"unknown setting {key}")
    return facts, week


def _set(facts: Facts, text: str) -> None:
    """ "@company X" and the like: another head for this sentence alone."""
    key, _, value = text[1:].partition(" ")
    name = {"company": "subject", "industry": "industry", "results": "results_period"}[key]
    if key == "company":
        facts.results_period = None  # of the other company's report
    setattr(facts, name, None if value.strip() == "-" else value.strip())


def _copy(facts: Facts) -> Facts:
    return Facts(**{name: getattr(facts, name) for name in Facts.__dataclass_fields__})


def _claim(sentence: Sentence, text: str, last: list[str], week: str) -> list[str]:
    """One line of claims; the fields of the last number, for the lines that repeat some by a ditto mark."""
    mark, rest = text[0], text[1:].strip()
    if mark == "+":
        sentence.names += [name.strip() for name in re.sub(r"\s*\([^()]*\)$", "", rest).split(",")]
    elif mark == "?":
        sentence.risks += [risk.strip() for risk in rest.split(",")]
    elif mark == "!":
        subject, event, kind, date, *more = _fields(rest)
        sentence.happenings.append(
            Happening(
                subject=_options(subject),
                event=event,
                event_type=_options(kind),
                date=_options(date),
                optional="?" in more,
            )
        )
    else:
        cells = _fields(text)
        for slot in (0, 1, 4):
            if cells[slot] == DITTO:
                cells[slot] = last[slot]
            elif cells[slot].startswith(DITTO + "|"):
                cells[slot] = last[slot] + cells[slot][1:]
        sentence.measured.append(_measured(cells, week))
        return cells
    return last


def _fields(text: str) -> list[str]:
    return [cell.strip() for cell in text.split(";")]


def _options(cell: str) -> tuple[str | None, ...]:
    return tuple(None if option.strip() == "-" else option.strip() for option in cell.split("|"))


def _measured(cells: list[str], week: str) -> Measured:
    subject, metric, measure, amount, period, *more = cells
    shown = re.fullmatch(r"(>=|<=|[><~]?)(\S+)(?:\s+(\S+))?", amount)
    if shown is None:
        raise ValueError(f"no amount: {amount}")
    values = [option.split("..") for option in shown[2].split("|")]
    stances = [cell for cell in more if cell.split("|")[0] in STANCES]
    said = [cell[1:] for cell in more if cell.startswith("@")]
    if rest := [cell for cell in more if cell and cell not in stances and cell[0] not in "@?"]:
        raise ValueError(f"not understood: {rest}")
    return Measured(
        subject=_options(subject),
        metric=_options(metric),
        measure=_options(measure),
        value=tuple(Decimal(ends[0]) for ends in values),
        value_high=tuple(Decimal(ends[1]) if len(ends) > 1 else None for ends in values),
        comparator=shown[1] or "=",
        unit=tuple(option or "" for option in _options(shown[3] or "-")),
        period=_options(re.sub(r"\bweek\b", week, period)),
        stance=_options(stances[0]) if stances else ("actual",),
        attribution=_options(said[0]) if said else (None,),
        optional="?" in more,
    )


@functools.cache
def _names() -> tuple[str, ...]:
    return tuple(seeded_names())


@functools.cache
def _reader(anchor: datetime.date, own: str | None) -> Reader:
    return Reader(anchor, _names(), own)


def read(sentence: Sentence) -> list[Claim]:
    """What the prose rooms and the lists make of a sentence, in their order."""
    facts = sentence.facts
    texts = [sentence.heading, sentence.text] if sentence.heading else [sentence.text]
    blocks = [_block(text, 100.0 + 60 * index) for index, text in enumerate(texts)]
    for heading in blocks[:-1]:
        heading.kind = "heading"
    block = blocks[-1]
    story = Story()
    story.open_page(blocks, block.size)
    mentions = _reader(facts.anchor, facts.subject).read(block.text)
    targets = list(target_prices(block.text, block, None, facts))
    taken = {(target.value, target.bbox[-1:]) for target in targets}
    metrics = read_block(block, mentions, facts, story)
    found: list[Claim] = [*targets, *(m for m in metrics if (m.value, m.bbox[-1:]) not in taken)]
    found += read_events(block, mentions, facts)
    found += recommendations(blocks, frozenset(_names()).__contains__)
    found += risks(blocks)
    return found


def _block(text: str, top: float) -> Block:
    """A paragraph as a page prints it: some 42 letters a line, no number and no Latin word cut in two."""
    lines, start = [], 0
    while start < len(text):
        end = start + 42
        while end < len(text) and not _may_part(text[end - 1], text[end]):
            end -= 1
        lines.append(line(text[start:end], 60.0, top + 16 * len(lines)))
        start = end
    return make_block(lines)


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two letters."""
    joined = "%.,+-/~:()（《“"
    return (
        not (before.isascii() and after.isascii())
        and after not in "，。；：、）》”%"
        and before not in joined
    )


def of_kind(claims: Sequence[Claim]) -> Iterator[tuple[str, Claim]]:
    """The claims that are counted, each with the name of its count."""
    for claim in claims:
        if isinstance(claim, MetricClaim | TargetPriceClaim):
            yield "metric", claim
        elif isinstance(claim, EventClaim):
            yield "event", claim
        elif isinstance(claim, RecommendationClaim):
            yield "recommendation", claim
        elif isinstance(claim, RiskClaim):
            yield "risk", claim
