"""Claim rows go in, the days they count from and the order they came in come out; days are ISO and of Beijing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from kb.ask.clocks import BEIJING

Row = Mapping[str, object]

WINDOW = 180  # days after which what a broker said is stale


def day_of(row: Row) -> str:
    """The day a claim's report was published; without one the day it was added; "" where neither is known."""
    if row.get("published"):
        return str(row["published"])
    added = str(row.get("added") or "")
    if not added:
        return ""
    return (datetime.datetime.fromisoformat(added) + BEIJING).date().isoformat()


def came(row: Row) -> tuple[str, str, str]:
    """What reports are put in order by: published, then added, then the report's id."""
    return (day_of(row), str(row.get("added") or ""), str(row.get("report") or ""))


def earlier(day: str, days: int) -> str:
    """The day so many days before."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=days)).isoformat()
