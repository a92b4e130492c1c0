"""A desk and the days of a page go in, what moved comes out as lines of the page: changes, revisions of estimates, breadth.

The events are those of `kb.compare.events.found`, the same as `yanbao changes` prints; what is said again and the same is left
out here, and of the estimates only the headline ones stand on a page. Sections are cut and say what they left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from kb.compare.events.event import STILL, Event
from kb.compare.events.found import breadth, events
from kb.compare.views import year_of
from kb.tell import figures, moves
from kb.tell.context import (
    BreadthLine,
    ChangeLine,
    Figure,
    Listing,
    ListLine,
    RevisionCell,
    RevisionLine,
    Revisions,
)
from kb.tell.desk import Desk

MOST_CHANGES = 60
MOST_LISTS = 30
MOST_REVISIONS = 40
MOST_BREADTH = 20
MOST_YEARS = 4

_ESTIMATES = frozenset({"estimate_raised", "estimate_cut"})
# A first rating or target that is known stands among the views already.
_NAMES = frozenset({"name_added", "name_removed"})
_LEFT_OUT = STILL | _ESTIMATES | _NAMES | {"first", "target_set"}
_MOVES = {
    "initiate": "首次",
    "resume": "恢复",
    "upgrade": "上调",
    "downgrade": "下调",
    "changed": "变动",
    "drop": "停止覆盖",
    "target_raised": "上调",
    "target_cut": "下调",
    "restated": "重述",
    "estimate_raised": "上调",
    "estimate_cut": "下调",
}


class Moved(NamedTuple):
    """What moved between two days, ready for a page."""

    changes: Listing[ChangeLine]
    revisions: Revisions
    lists: Listing[ListLine]


def moved(desk: Desk, since: str, until: str, whom: Collection[str] | None = None, name: str = "") -> Moved:
    """What moved between two days (ISO, inclusive), about anybody or about these (called `name`). The desk holds what was said before, too."""
    found = [event for event in events(desk.history, until=until) if event.day >= since]
    if whom is not None:
        found = [event for event in found if event.whom in whom]
    told = [event for event in found if event.kind not in _LEFT_OUT and _is_headline(event)]
    lines = tuple(_change(desk, event) for event in told[:MOST_CHANGES])
    ask = f"yanbao changes {name + ' ' if name else ''}--since {since} --until {until} --all"
    listing = Listing(items=lines, left_out=max(len(told) - MOST_CHANGES, 0), ask=ask)
    estimates = [event for event in found if event.kind in _ESTIMATES]
    names = [event for event in found if event.kind in _NAMES]
    return Moved(listing, _revisions(desk, estimates, since, until, ask), _lists(desk, names, ask))


def _is_headline(event: Event) -> bool:
    return event.metric_id is None or event.metric_id in moves.HEADLINES


def _change(desk: Desk, event: Event) -> ChangeLine:
    source = event.after or event.before or {}
    percent, upside = moves.signed(event.percent), moves.signed(event.upside)
    return ChangeLine(
        subject=event.subject,
        ticker=event.ticker,
        broker=desk.broker(source),
        date=event.day,
        what=_what(event),
        before=_before(desk, event),
        after=desk.figure(event.after, moves.new_figure(event)) if event.after else None,
        move=_MOVES[event.kind],
        percent=desk.figure(source, percent) if percent else None,
        upside=desk.figure(source, upside) if upside else None,
        basis=_basis(event),
    )


def _what(event: Event) -> str:
    if event.metric:
        return f"{event.metric} {event.period}"
    return "目标价" if event.kind.startswith("target") else "评级"


def _before(desk: Desk, event: Event) -> Figure | None:
    """The old figure leads to the claim it stands in: of the report before, or of the new one that prints it."""
    text = moves.old_figure(event)
    if event.before is not None:
        return desk.figure(event.before, text)
    return desk.figure(event.after, text) if text and event.after is not None else None


def _basis(event: Event) -> str:
    if event.kind == "drop":
        return f"{event.against} 评级之后久无新报告"
    if event.basis == "printed":
        return "报告自述"
    return f"较该机构 {event.against} 报告" if event.against else ""


def _lists(desk: Desk, found: Sequence[Event], ask: str) -> Listing[ListLine]:
    """Names that came and went: a line a list, the newest first."""
    groups: dict[str, list[Event]] = {}
    for event in found:
        groups.setdefault(str(event.report), []).append(event)
    kept = list(groups.values())[:MOST_LISTS]
    return Listing(items=tuple(_list(desk, same) for same in kept), left_out=len(groups) - len(kept), ask=ask)


def _list(desk: Desk, found: Sequence[Event]) -> ListLine:
    lead = found[0]
    names: dict[str, list[Figure]] = {kind: [] for kind in _NAMES}
    for event in found:
        source = event.after or event.before or {}
        names[event.kind].append(desk.figure(source, event.subject))
    return ListLine(
        broker=lead.broker,
        date=lead.day,
        added=tuple(names["name_added"]),
        removed=tuple(names["name_removed"]),
        against=str(lead.against or ""),
    )


def _revisions(desk: Desk, found: Sequence[Event], since: str, until: str, ask: str) -> Revisions:
    """Estimates that moved: a line a broker, company and metric, the years side by side, the newest first."""
    headline = [event for event in found if event.metric_id in moves.HEADLINES and _year(event)]
    years = sorted({_year(event) for event in headline})[-MOST_YEARS:]
    groups: dict[tuple[str, ...], dict[str, Event]] = {}
    for event in moves.by_company(headline):
        key = (event.day, event.whom, event.broker, str(event.metric_id), str(event.unit))
        groups.setdefault(key, {})[_year(event)] = event
    # One broker's metrics in their usual order, whichever of them were raised and which cut.
    order = list(dict.fromkeys(key[:3] for key in groups))
    placed = sorted(groups, key=lambda key: (order.index(key[:3]), moves.HEADLINES.index(key[3]), key[4]))
    lines = tuple(_revision(desk, groups[key], years) for key in placed[:MOST_REVISIONS])
    spread = breadth(desk.history, since=since, until=until) if lines else []
    told = [line for line in spread if line.brokers > 1 and line.metric_id in moves.HEADLINES]
    about = {event.whom for event in found}
    told = [line for line in told if (line.raised or line.cut) and line.whom in about]
    return Revisions(
        years=tuple(years),
        lines=Listing(items=lines, left_out=max(len(placed) - MOST_REVISIONS, 0), ask=ask),
        breadth=Listing(
            items=tuple(
                BreadthLine(
                    subject=line.subject,
                    ticker=line.ticker,
                    metric=line.metric,
                    period=line.period,
                    raised=line.raised,
                    cut=line.cut,
                    brokers=line.brokers,
                    breadth=f"{line.breadth:+.2f}",
                )
                for line in told[:MOST_BREADTH]
            ),
            left_out=max(len(told) - MOST_BREADTH, 0),
            ask=ask,
        ),
    )


def _revision(desk: Desk, cells: dict[str, Event], years: Iterable[str]) -> RevisionLine:
    lead = next(iter(cells.values()))
    scale = figures.common_scale(
        [row for event in cells.values() for row in (event.before, event.after) if row]
    )
    return RevisionLine(
        subject=lead.subject,
        ticker=lead.ticker,
        broker=desk.broker(lead.after or {}),
        date=lead.day,
        metric=str(lead.metric),
        unit=scale.unit,
        cells=tuple(_cell(desk, cells[year], scale) if year in cells else None for year in years),
        against=str(lead.against or ""),
    )


def _cell(desk: Desk, event: Event, scale: figures.Scale) -> RevisionCell | None:
    if event.before is None or event.after is None:
        return None
    percent = moves.signed(event.percent)
    return RevisionCell(
        before=desk.figure(event.before, figures.scaled(event.before, scale)),
        after=desk.figure(event.after, figures.scaled(event.after, scale)),
        move=_MOVES[event.kind],
        percent=desk.figure(event.after, percent) if percent else None,
    )


def _year(event: Event) -> str:
    return year_of({"period": event.period}) or ""
