"""A time goes in, the words it is kept as come out: ISO 8601 in UTC, to the second."""

from __future__ import annotations

import datetime


def stamp(now: datetime.datetime) -> str:
    """ISO 8601 in UTC, to the second; a time without zone is taken as UTC."""
    aware = now if now.tzinfo is not None else now.replace(tzinfo=datetime.UTC)
    return aware.astimezone(datetime.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
