"""The events of every history as of a day, by the table in docs/method.md."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from world.cast import HOUSE, HOUSES
from world.known import Known, View, histories, is_better, key_of
from world.nouns import Figure, Happening, Number, Target

DROP_AFTER = 180
# Words of one step that stand above each other wherever both are used.
ORDERED = {"买入", "增持"}


def same(a: Number, b: Number) -> bool:
    """Whether two printed numbers may be one: within half of each one's last digit, where that is known."""
    digits = [Decimal(1).scaleb(-one.decimals) for one in (a, b) if one.decimals is not None]
    return abs(a.middle - b.middle) <= sum(digits) / 2


def events(known: Iterable[Known], day: datetime.date) -> list[Happening]:
    known = list(known)
    found: list[Happening] = []
    for (broker, company), views in histories(known).items():
        who = (broker, key_of(company))
        found += ratings(views, who, day)
        found += targets(views, who, company)
        found += estimates(views, who, "estimate", ("estimate_raised", "estimate_cut"))
        found += estimates(views, who, "actual", ("restated", "restated"))
    for house in HOUSES:
        found += lists(known, house.name)
    return found


def ratings(views: list[View], who: tuple[str, str], day: datetime.date) -> list[Happening]:
    found: list[Happening] = []
    before: View | None = None  # the last one with a rating
    last: View | None = None  # the last one at all
    dropped = False
    for view in [*views, None]:
        if before is not None and last is not None and not dropped:
            until = last.known.day + datetime.timedelta(DROP_AFTER)
            if (view.known.day if view else day) > until:
                off = until + datetime.timedelta(1)
                stood = before.rating.word if before.rating else None
                found.append(Happening("drop", off.isoformat(), *who, None, None, stood))
                dropped = True
        if view is None:
            break
        last = view
        if view.rating is None:
            continue
        old = view.rating.prior or (before.rating.word if before and before.rating else None)
        if view.rating.prior is None and view.rating.action == "maintain":
            old = view.rating.word  # said to be as it was
        elif view.rating.prior is None and view.rating.action == "initiate":
            old = None
        moved = (None, None, old, view.rating.word)
        kind = kind_of(view, before, dropped)
        found.append(Happening(kind, view.known.day.isoformat(), *who, *moved))
        before, dropped = view, False
    return found


def kind_of(view: View, before: View | None, dropped: bool) -> str:
    assert view.rating is not None
    if view.rating.action is not None:
        return {"maintain": "reiterate"}.get(view.rating.action, view.rating.action)
    if before is None or before.rating is None:
        return "first"
    moved = moved_from(before, view)
    if moved is None:
        return "changed"
    if moved == 0:
        return "resume" if dropped else "reiterate"
    return "upgrade" if moved > 0 else "downgrade"


def moved_from(before: View, view: View) -> int | None:
    """Above 0 up, below 0 down: by the definitions, which are the house's ladder; else by the step, else by the words."""
    assert view.rating is not None and before.rating is not None
    old, new = before.rating.word, view.rating.word
    if old == new:
        return 0
    ladder = [word for word, _ in HOUSE[view.known.note.broker].ladder]
    if view.is_defined:
        return ladder.index(old) - ladder.index(new)
    if view.step is None or before.step is None:
        return None
    if view.step != before.step:
        return 1 if is_better(view.step, before.step) else -1
    return ladder.index(old) - ladder.index(new) if {old, new} <= ORDERED else 0


def targets(views: list[View], who: tuple[str, str], company: str) -> list[Happening]:
    found: list[Happening] = []
    earlier: list[Target] = []
    for view in views:
        for target in view.known.note.targets:
            if target.company != company:
                continue
            day, new = view.known.day.isoformat(), target.number.middle
            in_kind = [one for one in earlier if one.unit == target.unit]
            old = target.prior
            if old is None and in_kind:
                old = in_kind[-1].number.middle
            if old is not None:
                kind = "target_kept" if new == old else "target_raised" if new > old else "target_cut"
                found.append(Happening(kind, day, *who, None, None, old, new))
            else:
                found.append(Happening("target_set", day, *who, None, None, None, new))
            earlier.append(target)
    return found


def estimates(
    views: list[View], who: tuple[str, str], stance: str, kinds: tuple[str, str]
) -> list[Happening]:
    """What moved, of the estimates or of the actual numbers: up, down."""
    found: list[Happening] = []
    last: dict[tuple[str, str, str], Figure] = {}
    for view in views:
        for one in view.figures:
            if one.stance != stance or one.measure != "level":
                continue
            old = last.get((one.metric, one.period, one.unit))
            last[one.metric, one.period, one.unit] = one
            if old is None or same(old.number, one.number):
                continue
            kind = kinds[0] if one.number.middle > old.number.middle else kinds[1]
            moved = (one.metric, one.period, old.number.middle, one.number.middle)
            found.append(Happening(kind, view.known.day.isoformat(), *who, *moved))
    return found


def lists(known: list[Known], broker: str) -> list[Happening]:
    """Names that came and went, list against list of one industry, else of one type of report."""
    found: list[Happening] = []
    last: dict[str | None, set[str]] = {}
    for one in known:
        if one.note.broker != broker or not one.note.names:
            continue
        series = one.note.industry or one.note.report_type
        now = {key_of(name) for name, _ in one.note.names}
        before = last.get(series, now)
        last[series] = now
        day = one.day.isoformat()
        found += [Happening("name_added", day, broker, name) for name in sorted(now - before)]
        found += [Happening("name_removed", day, broker, name) for name in sorted(before - now)]
    return found
