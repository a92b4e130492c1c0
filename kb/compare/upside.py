"""A target price and the claims of its report go in, the way to go from the price it prints comes out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from kb.compare.arithmetic import percent
from kb.compare.days import day_of, earlier
from kb.compare.precision import Row, middle
from kb.compare.surest import best_of
from kb.compare.views import is_own_level, whom

# A report tells of prices of years ago too.
_MOST_DAYS = 31


class Upside(NamedTuple):
    """How far above the price the target is, in percent, and the claim that gives the price."""

    percent: Decimal
    price: Row


def upside(target: Row, rows: Iterable[Row]) -> Upside | None:
    """The upside at publication, of the rows of all reports; None where the target's report prints no price in its currency."""
    until = day_of(target)
    since = earlier(until, _MOST_DAYS) if until else ""
    prices = [
        row
        for row in rows
        if row.get("metric_id") == "price"
        and row["report"] == target["report"]
        and whom(row) == whom(target)
        and row.get("unit") == target.get("unit")
        and row.get("stance") == "actual"
        and is_own_level(row)
        and since <= str(row.get("period") or until) <= until
    ]
    newest = max((str(row.get("period") or until) for row in prices), default="")
    price = best_of(row for row in prices if str(row.get("period") or until) == newest)
    aim, now = middle(target), middle(price) if price is not None else None
    moved = percent(aim, now) if aim is not None and now is not None else None
    return Upside(moved, price) if moved is not None and price is not None else None
