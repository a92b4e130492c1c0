"""Two sides that contradict each other go in with the name of why, one conflict comes out: what is shown, and what is data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kb.compare.arithmetic import EXACT, plain
from kb.compare.conflicts.sides import Side
from kb.compare.conflicts.slips import Name
from kb.compare.precision import Row, middle

TYPES = ("disagreement", "unit_slip", "period_shift", "basis_mix", "definition", "rounding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two sides that contradict each other: that of most brokers and another, or the higher and the lower of estimates.

    `one` and `other` are their rows to show, `rows_one` and `rows_other` all of them. `ratio` is one / other, `difference`
    one − other; None of ratings. `why` is the key of a phrase and `detail` what it names: a metric's id, a period, a
    power of ten, a span, a number of brokers; `slipped` says which of the two the detail is about: "one", "other", "".
    """

    type: str
    within: bool
    one: Row
    other: Row
    rows_one: tuple[Row, ...]
    rows_other: tuple[Row, ...]
    brokers_one: tuple[str, ...]
    brokers_other: tuple[str, ...]
    ratio: Decimal | None
    difference: Decimal | None
    why: str
    detail: str
    slipped: str

    def as_row(self) -> dict[str, object]:
        """One flat row, both sides side by side: `id`, `other_id`, `quote`, `other_quote` and so on."""
        row: dict[str, object] = {"type": self.type, "within": self.within}
        row |= {name: self.one.get(name) for name in _SHARED}
        for prefix, side, brokers in (
            ("", self.one, self.brokers_one),
            ("other_", self.other, self.brokers_other),
        ):
            row |= {prefix + name: side.get(name) for name in _OF_A_SIDE}
            row[prefix + "brokers"] = list(brokers)
        row |= {"ratio": plain(self.ratio), "difference": plain(self.difference)}
        return row | {"why": self.why, "detail": self.detail, "slipped": self.slipped}


_SHARED = (
    *("subject", "subject_id", "ticker", "kind", "metric", "metric_id"),
    *("measure", "period", "scope", "unit", "stance"),
)
_OF_A_SIDE = (
    *(
        "value",
        "value_high",
        "original",
        "comparator",
        "rating",
        "step",
        "broker",
        "published",
        "file",
        "report",
    ),
    *("page", "id", "quote"),
)


def conflict_of(name: Name, one: Side, other: Side, *, within: bool = False) -> Conflict:
    """The conflict of two sides; both have at least one row."""
    first, second = one.shown, other.shown
    a, b = middle(first), middle(second)
    return Conflict(
        type=name.type,
        within=within,
        one=first,
        other=second,
        rows_one=tuple(one.rows),
        rows_other=tuple(other.rows),
        brokers_one=one.brokers,
        brokers_other=other.brokers,
        ratio=EXACT.divide(a, b) if a is not None and b else None,
        difference=a - b if a is not None and b is not None else None,
        why=name.why,
        detail=name.detail,
        slipped=name.slipped,
    )


def weight(conflict: Conflict) -> tuple[object, ...]:
    """What conflicts are put in order by: the type, then whom and what; total."""
    one, other = conflict.one, conflict.other
    return (
        TYPES.index(conflict.type),
        str(one.get("subject") or ""),
        str(one.get("metric_id") or one.get("kind")),
        *(str(one.get(name) or "") for name in ("measure", "period", "scope")),
        conflict.within,
        str(one["id"]),
        str(other["id"]),
    )
