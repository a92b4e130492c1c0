"""What the street thinks of a company goes in, the consensus and the ratings of its page come out, every number with proof.

A number of one broker is a `Figure`. A number worked out of several (a mean) is a `Derived`: it leads to where theirs stand
side by side on the page, names them, and all of them are cited.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from kb.compare.consensus.expected import Consensus
from kb.compare.days import earlier
from kb.compare.precision import Row, middle
from kb.compare.scales import Rated, distribution
from kb.compare.views import year_of
from kb.tell import figures
from kb.tell.bands import band_words
from kb.tell.context import Figure
from kb.tell.desk import Desk
from kb.tell.forecasts import METRICS, block_anchor
from kb.tell.street import Subject, is_headline, metrics_of
from kb.tell.thought import Derived, Expectations, ExpectedBlock, ExpectedLine, RatingLine
from kb.tell.thought_words import (
    Figures,
    figures_of,
    is_doubted,
    percent_words,
    standout_words,
    step_words,
    surprise_words,
)
from kb.wording import Wording

RATINGS = "ratings-of-all"
_WORDS = Wording("zh")


def expectations(desk: Desk, found: Subject | None, anchors: Collection[str]) -> Expectations | None:
    """The section; None where nobody has said anything. `anchors` are the places on the page that may be linked."""
    if found is None or not (found.expected or found.rated):
        return None
    groups = [[one for one in group if _is_shown(one)] for group in metrics_of(found.expected)]
    blocks = [_block(desk, group, anchors) for group in groups if any(one.n for one in group)]
    return Expectations(
        day=found.day,
        since=earlier(found.day, found.window),
        window=found.window,
        blocks=tuple(blocks),
        ratings=tuple(_rating(desk, one, found.day) for one in found.rated),
        distribution=tuple(
            Derived(text=f"{step_words(step, _WORDS)} {count}", anchor=RATINGS, note="")
            for step, count in distribution(found.rated).items()
            if count
        ),
    )


def _is_shown(found: Consensus) -> bool:
    """Headline metrics of whole years, and target prices."""
    return is_headline(found) and (found.period is None or year_of({"period": found.period}) is not None)


def _block(desk: Desk, found: Sequence[Consensus], anchors: Collection[str]) -> ExpectedBlock:
    lead = next(one for one in found if one.n)
    drawn = figures_of(lead.unit, (row for one in found for row in one.counted))
    told = [one for one in found if one.n and one.unit == lead.unit]
    return ExpectedBlock(
        metric=dict(METRICS).get(str(lead.metric_id), lead.metric),
        unit=drawn.scale.unit,
        lines=tuple(_line(desk, one, drawn, anchors) for one in told),
    )


def _line(desk: Desk, found: Consensus, drawn: Figures, anchors: Collection[str]) -> ExpectedLine:
    anchor = (
        RATINGS if found.period is None else block_anchor(found.subject_id, found.subject, found.metric_id)
    )
    said = [desk.figure(row, figures.scaled(row, drawn.scale)) for row in found.counted]
    note = " · ".join(f"{row['broker']} {one.text}" for row, one in zip(found.counted, said, strict=True))
    place = anchor if anchor in anchors else f"claim-{said[0].claim}"

    def derived(text: str) -> Derived | None:
        return Derived(text=text, anchor=place, note=note, is_doubted=is_doubted(found)) if text else None

    def of(value: Decimal | None) -> Figure | None:
        row = next((row for row in found.counted if middle(row) == value), None)
        return desk.figure(row, figures.scaled(row, drawn.scale)) if row is not None else None

    return ExpectedLine(
        period=found.period or "",
        n=derived(str(found.n)),
        mean=derived(drawn.text(found.mean)),
        median=derived(drawn.text(found.median)),
        high=of(found.high),
        low=of(found.low),
        stdev=derived(drawn.text(found.stdev)),
        revision_30=derived(percent_words(found.revision_30)),
        revision_90=derived(percent_words(found.revision_90)),
        actual=desk.figure(found.actual, figures.scaled(found.actual, drawn.scale)) if found.actual else None,
        surprise=desk.figure(found.actual, surprise_words(found))
        if found.actual and found.surprise
        else None,
        standout=desk.figure(found.standout.row, standout_words(found)) if found.standout else None,
        stale=derived(str(len(found.stale)) if found.stale else ""),
    )


def _rating(desk: Desk, one: Rated, day: str) -> RatingLine:
    rating: Row = one.rating
    words = band_words(one, _WORDS)
    upside = percent_words(one.upside)
    return RatingLine(
        broker=desk.broker(rating),
        date=desk.shown_day(rating),
        is_stale=one.is_stale,
        rating=desk.figure(rating, str(rating.get("rating"))),
        step=step_words(one.step, _WORDS),
        band=desk.figure(one.definition, words) if one.definition is not None else None,
        undefined="" if one.definition is not None else words,
        target=desk.figure(one.target) if one.target is not None else None,
        upside=desk.figure(one.price, upside) if one.price is not None and upside else None,
    )
