"""A desk of claims in, the numbers that contradict each other out, for a company's page: those that matter most, a dozen.

What a company is judged by comes first, then what explains more, then what more brokers take part in; rounding is left out.
"""

from __future__ import annotations

from kb.compare.conflicts.conflict import TYPES, Conflict
from kb.compare.conflicts.found import conflicts
from kb.compare.conflicts.spreads import HEADLINES
from kb.tell import figures
from kb.tell.context import ClashLine, Listing
from kb.tell.contradictions import ROUNDING, brokers_words, numbers, what, why
from kb.tell.desk import Desk
from kb.wording import Wording

MOST_CLASHES = 12


def clashes(desk: Desk, day: str, ask: str) -> Listing[ClashLine]:
    """What contradicts what in the desk's claims as of a day (ISO); `ask` is the command that lists all."""
    found = [one for one in conflicts(desk.claims, day=day) if one.type != ROUNDING]
    shown = sorted(found, key=_rank)[:MOST_CLASHES]
    say = Wording("zh")
    return Listing(
        items=tuple(_line(desk, one, say) for one in shown), left_out=len(found) - len(shown), ask=ask
    )


def _rank(conflict: Conflict) -> tuple[bool, bool, int, int]:
    row = conflict.one
    is_headline = row.get("metric_id") in HEADLINES and row.get("measure") == "level" and not row.get("scope")
    return (
        not is_headline and row.get("kind") != "rating",
        conflict.type == TYPES[0] and conflict.within and row.get("stance") == "estimate",
        -len(conflict.brokers_one) - len(conflict.brokers_other),
        -TYPES.index(conflict.type),
    )


def _line(desk: Desk, conflict: Conflict, say: Wording) -> ClashLine:
    one, other = conflict.one, conflict.other
    period = figures.period_words(one["period"]) if one.get("period") else ""
    texts = numbers(conflict)
    return ClashLine(
        type=say(f"conflict.{conflict.type}"),
        what=what(conflict, say),
        period=period + ("E" if one.get("stance") == "estimate" else ""),
        within=conflict.within,
        one=desk.figure(one, texts[0]),
        one_by=brokers_words(one, conflict.brokers_one),
        other=desk.figure(other, texts[1]),
        other_by=brokers_words(other, conflict.brokers_other),
        why=why(conflict, say),
    )
