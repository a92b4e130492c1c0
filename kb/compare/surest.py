"""Claims that say one thing go in, the one that counts comes out: the surest, of several the first on its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kb.ask.latest import sureness

Row = Mapping[str, object]


def best_of(rows: Iterable[Row]) -> Row | None:
    """The claim to hold to where one report says a thing more than once."""
    known = list(rows)
    if len(known) < 2:
        return known[0] if known else None
    return max(sorted(known, key=place), key=sureness)


def place(row: Row) -> tuple[int, float, str]:
    """Where in its report a claim stands: page, height on it, and its id, so that the order is total."""
    boxes = row.get("bbox")
    top = float(boxes[0][1]) if isinstance(boxes, Sequence) and boxes and not isinstance(boxes, str) else 0.0
    page = row.get("page")
    return (page if isinstance(page, int) else 0, top, str(row.get("id")))
