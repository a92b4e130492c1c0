"""Files that came in go into a knowledge base, run by run, a day at a time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from kb.keep.store import KnowledgeBase
from world.claims import extraction_of
from world.nouns import Arrival


def keep(kb: KnowledgeBase, arrivals: Iterable[Arrival]) -> None:
    """All files of a day (of Beijing) under two runs, as two looks at a folder bring them."""
    for _, of_a_day in groupby(arrivals, key=lambda one: one.day):
        files = list(of_a_day)
        half = (len(files) + 1) // 2
        for part in (files[:half], files[half:]):
            if not part:
                continue
            run = kb.start_run("add", part[0].stamp)
            new = [_add(kb, run, one) for one in part]
            kb.finish_run(run, reports=sum(new), now=part[-1].stamp)


def _add(kb: KnowledgeBase, run: int, arrival: Arrival) -> bool:
    return kb.add(extraction_of(arrival.note), run=run, path=Path(arrival.path), now=arrival.stamp)
