"""Latest estimates and ratings of several brokers go in, the highest against the lowest comes out where they are far apart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kb.compare.arithmetic import median
from kb.compare.conflicts.sides import Side
from kb.compare.precision import Row, middle
from kb.compare.scales import STEPS
from kb.compare.voices import broker_of

# What a company is judged by. Of the lines below it every house has its own idea.
HEADLINES = frozenset(
    {
        *("revenue", "total_operating_revenue", "operating_profit"),
        *("net_profit", "net_profit_parent", "net_profit_parent_deducted"),
    }
)
_WIDE = Decimal("0.2")
_STEPS_APART = 2


def by_middle(known: Sequence[Side]) -> list[Side]:
    """The sides, that of most brokers first, of as many the one nearest to the median of all."""
    values = [value for side in known for row in side.rows if (value := middle(row)) is not None]
    centre = median(values) or Decimal(0)
    return sorted(
        known, key=lambda side: (-len(side.brokers), abs((middle(side.rows[0]) or Decimal(0)) - centre))
    )


def widest(known: Sequence[Side]) -> tuple[Side, Side] | None:
    """The highest side and the lowest, where more than 20 % of the median of all brokers lies between them."""
    values = [value for side in known for row in side.rows if (value := middle(row)) is not None]
    centre = median(values)
    if centre is None or len({broker_of(row) for side in known for row in side.rows}) < 2:
        return None
    ranked = sorted(known, key=lambda side: middle(side.rows[0]) or Decimal(0))
    return (ranked[-1], ranked[0]) if max(values) - min(values) > _WIDE * abs(centre) else None


def furthest(rows: Sequence[Row]) -> tuple[Side, Side] | None:
    """Of one rating a broker those of the best step and those of the worst, where these are two steps apart or more."""
    rated = {step: [row for row in rows if row.get("step") == step] for step in STEPS}
    given = [step for step in STEPS if rated[step]]
    if not given or STEPS.index(given[-1]) - STEPS.index(given[0]) < _STEPS_APART:
        return None
    return Side(rated[given[-1]]), Side(rated[given[0]])
