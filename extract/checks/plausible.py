"""Claims in, doubts out: signs and sizes that a number alone can hardly have, whatever else the report says.

Unlike equations these look at hedged numbers, ranges and what others say as well. The table is plausible.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from extract.checks.figures import TABLES
from extract.model import Claim, MetricClaim, TargetPriceClaim
from extract.vocabulary.datafiles import DataTable, read_folder

SIGN, RANGE, SIZE = "sign_odd", "out_of_range", "unit_odd"
_MINUS = ("-", "－", "−", "(", "（")


@dataclass(frozen=True, slots=True)
class Span:
    """What a measure stays within, in its unit."""

    low: float
    high: float
    turning: tuple[float, float]
    origin: str | None


@dataclass(frozen=True, slots=True)
class Plausible:
    """All of the file."""

    turning_ids: frozenset[str]
    turning_names: tuple[str, ...]
    turning_units: frozenset[str]
    directions: tuple[str, ...]
    losses: tuple[str, ...]
    earned: frozenset[str]
    earned_names: tuple[str, ...]
    measures: frozenset[str]
    decimals: int
    exact_names: tuple[str, ...]
    digits: Mapping[str, int]
    ranges: Mapping[tuple[str, str], tuple[Span, ...]]
    week: tuple[int, float, float]
    index: Mapping[str, float]

    def may_turn(self, claim: MetricClaim) -> bool:
        """Whether the metric may be below zero."""
        if claim.unit in self.turning_units:
            return True
        if claim.measure == "rank":
            return False
        if claim.metric_id is not None:
            return not self.turning_ids.isdisjoint(claim.metric_id.split("_"))
        return any(word in claim.metric for word in self.turning_names)

    def is_earned(self, claim: MetricClaim) -> bool:
        """Whether the metric is a profit or what is made of one."""
        if claim.metric_id is not None:
            return not self.earned.isdisjoint(claim.metric_id.split("_"))
        return any(word in claim.metric for word in self.earned_names)


@cache
def plausible() -> Plausible:
    """The rules of the file. Raises BadDataFault."""
    content = dict(read_folder("checks"))["plausible"]
    signs = DataTable(f"{content.place} [signs]", content.entries["signs"])
    ranges: dict[tuple[str, str], tuple[Span, ...]] = {}
    for entry in content.entries["range"]:
        row = DataTable(f"{content.place} [[range]]", entry)
        row.refuse_others(frozenset({"measure", "unit", "low", "high", "turning", "origin"}))
        low, high = float(entry["low"]), float(entry["high"])
        turning = entry.get("turning", (low, high))
        key = row.text("measure"), row.text("unit")
        span = Span(low, high, (float(turning[0]), float(turning[1])), row.text("origin", "") or None)
        ranges[key] = (*ranges.get(key, ()), span)
    week = content.entries["week"]
    return Plausible(
        turning_ids=frozenset(signs.texts("turning_ids")),
        turning_names=signs.texts("turning_names"),
        turning_units=frozenset(signs.texts("turning_units")),
        directions=signs.texts("directions"),
        losses=signs.texts("losses"),
        earned=frozenset(signs.texts("earned_ids")),
        earned_names=signs.texts("earned_names"),
        measures=frozenset(signs.texts("measures")),
        decimals=int(content.entries["form"]["decimals"]),
        exact_names=tuple(map(str, content.entries["form"]["exact_names"])),
        digits={str(word): int(most) for word, most in content.entries["form"]["digits"].items()},
        ranges=ranges,
        week=(int(week["days"]), float(week["low"]), float(week["high"])),
        index={str(period): float(size) for period, size in content.entries["index"].items()},
    )


def odd_alone(claims: Sequence[Claim]) -> Iterator[tuple[int, str]]:
    """Doubts by place: each number by itself, and the two numbers of a performance box."""
    rules = plausible()
    moves: dict[tuple[object, ...], dict[str, tuple[int, float]]] = {}
    knows_loss = _knows_loss(claims, rules)
    for at, claim in enumerate(claims):
        if isinstance(claim, TargetPriceClaim) and claim.value <= 0:
            yield at, SIGN
        if not isinstance(claim, MetricClaim):
            continue
        if _has_odd_sign(claim, rules, knows_loss):
            yield at, SIGN
        if _has_odd_form(claim, rules):
            yield at, SIZE
        if _is_out_of_range(claim, rules):
            yield at, RANGE
        if claim.measure == "price_change" and claim.period in rules.index and claim.unit == "%":
            row = moves.setdefault((claim.page, claim.subject, claim.period), {})
            row.setdefault(str(claim.metric_id), (at, float(claim.value)))
    for (*_, period), row in moves.items():
        if len(row) == 2:
            (one, first), (other, second) = row.values()
            if abs(first - second) > rules.index[str(period)]:
                yield one, RANGE
                yield other, RANGE


def _knows_loss(claims: Sequence[Claim], rules: Plausible) -> bool:
    """Whether any profit of the report's tables is below zero: then its text may print one with a minus as well."""
    return any(
        isinstance(claim, MetricClaim)
        and claim.value < 0
        and claim.measure == "level"
        and claim.origin != "prose"
        and not rules.earned.isdisjoint((claim.metric_id or "").split("_"))
        for claim in claims
    )


def _has_odd_sign(claim: MetricClaim, rules: Plausible, knows_loss: bool) -> bool:
    origin = claim.origin.removeprefix("ocr ")
    if origin == "boxes":
        return claim.value < 0 and claim.measure == "level" and not rules.may_turn(claim)
    if origin != "prose" or not claim.original.startswith(_MINUS):
        return False
    if claim.measure == "beat":
        return True  # 跑赢 and 跑输 say it
    before = claim.quote.partition(claim.original)[0].rstrip(" 了约近")
    if before.endswith(rules.directions) and not before.endswith(rules.losses):
        return True
    if claim.value >= 0 or claim.measure not in rules.measures:
        return False
    if any(word in claim.quote for word in rules.losses):
        return False
    return not rules.may_turn(claim) or (not knows_loss and rules.is_earned(claim))


_DIGITS = re.compile(r"(\d[\d,]*)(?:\.(\d+))?\s*([百千]?[万亿]*)")


def _has_odd_form(claim: MetricClaim, rules: Plausible) -> bool:
    """Whether a sentence prints a number as nobody does: more decimals, or more digits before 亿, than there are words for."""
    if claim.origin.removeprefix("ocr ") != "prose" or (match := _DIGITS.search(claim.original)) is None:
        return False
    whole, decimals, size = match[1].replace(",", ""), match[2] or "", match[3]
    if len(decimals) > rules.decimals and (size or claim.unit in ("%", "pct_pt")):
        return not any(word in claim.metric for word in rules.exact_names)
    return size in rules.digits and len(whole) > rules.digits[size]


def _is_out_of_range(claim: MetricClaim, rules: Plausible) -> bool:
    spans = rules.ranges.get((claim.measure, claim.unit), ())
    values = [float(value) for value in (claim.value, claim.value_high) if value is not None]
    for span in spans:
        if span.origin is not None and span.origin != claim.origin.removeprefix("ocr "):
            continue
        low, high = span.turning if rules.may_turn(claim) else (span.low, span.high)
        if not all(low <= value <= high for value in values):
            return True
    if len(values) == 2 and values[0] > values[1] and min(values) > 0:
        return True
    if claim.measure == "price_change" and claim.unit == "%" and claim.origin not in TABLES:
        days, low, high = rules.week
        return _days(claim.period) <= days and not all(low <= value <= high for value in values)
    return False


_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")


def _days(period: str | None) -> float:
    """How long a period of days is; without end where it is none."""
    match = _DAYS.fullmatch(period or "")
    if match is None:
        return float("inf")
    return (date.fromisoformat(match[2]) - date.fromisoformat(match[1])).days + 1
