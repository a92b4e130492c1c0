"""Claim rows go in, the things that brokers estimate come out: company, metric and period, with who said what when.

Target prices are a thing without a period. Only what counts is in: a broker's own numbers of whole companies it has a view
on. The order is total: subject, metric (the headline ones first), period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract.vocabulary import metrics
from kb.compare.precision import Row
from kb.compare.views import is_own_level, views_held, whom
from kb.compare.voices import Said, said_of, superseded_from
from kb.who.keys import metric_key

# Revenue and total operating revenue are two things: a bank has both.
HEADLINES = ("revenue", "total_operating_revenue", "net_profit_parent", "eps", "eps_diluted", "pe")
TARGET = "target_price"

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What reports say of one metric and period of one subject, first report first."""

    subject: str
    subject_id: str | None
    ticker: str | None
    metric: str
    metric_id: str | None
    period: str | None
    estimates: tuple[Said, ...]
    actuals: tuple[Said, ...]


def things_of(rows: Sequence[Row]) -> list[Thing]:
    """Everything that at least one broker estimates."""
    return [thing for thing in all_things(rows) if thing.estimates]


def all_things(
    rows: Sequence[Row],
    held: Collection[tuple[str, str]] | None = None,
    ends: Mapping[str, str] | None = None,
) -> list[Thing]:
    """The same, and what brokers only look back on. Where rows are not all there are, `held` has the views (`views_held`) and
    `ends` the days versions ceased to count (`superseded_from`)."""
    held = views_held(rows) if held is None else held
    ends = superseded_from(rows) if ends is None else ends
    told: dict[Key, list[Row]] = {}
    for row in rows:
        key = key_of(row)
        if key is not None and (str(row["report"]), key[0]) in held:
            told.setdefault(key, []).append(row)
    names = _names(rows)
    return sorted((_thing(key, same, names[key[0]], ends) for key, same in told.items()), key=_place)


def _thing(key: Key, rows: Sequence[Row], subject: str, ends: Mapping[str, str]) -> Thing:
    placed = sorted(rows, key=lambda row: (str(row["report"]), str(row["id"])))
    expected = [row for row in placed if row.get("stance") != "actual"]
    leading = expected or placed
    return Thing(
        subject=subject,
        subject_id=_first(leading, "subject_id"),
        ticker=_first(leading, "ticker"),
        metric=_metric_name(leading),
        metric_id=TARGET if key[1] == TARGET else _first(leading, "metric_id"),
        period=key[2] or None,
        estimates=tuple(said_of(expected, ends)),
        actuals=tuple(said_of((row for row in placed if row.get("stance") == "actual"), ends)),
    )


def key_of(row: Row) -> Key | None:
    """Whom, what and when a number is of; None where it does not count."""
    if row.get("value") in (None, "") or not whom(row):
        return None
    if row.get("kind") == "target_price":
        return (whom(row), TARGET, "")
    if not is_own_level(row) or not row.get("period") or row.get("metric_id") == TARGET:
        return None
    return (
        whom(row),
        str(row.get("metric_id") or metric_key(str(row.get("metric") or ""))),
        str(row["period"]),
    )


def _names(rows: Iterable[Row]) -> dict[str, str]:
    """Whom → the name most claims give it."""
    votes: dict[str, Counter[str]] = {}
    for row in rows:
        if row.get("subject"):
            votes.setdefault(whom(row), Counter())[str(row["subject"])] += 1
    return {who: min(names, key=lambda name: (-names[name], name)) for who, names in votes.items()}


def _metric_name(rows: Sequence[Row]) -> str:
    if rows[0].get("kind") == "target_price":
        return _labels()[TARGET]
    known = _labels().get(str(rows[0].get("metric_id")))
    words = Counter(str(row.get("metric")) for row in rows)
    return known or min(words, key=lambda name: (-words[name], name))


def _first(rows: Iterable[Row], field: str) -> str | None:
    return next((str(row[field]) for row in rows if row.get(field)), None)


@cache
def _labels() -> dict[str, str]:
    return {metric.id: metric.zh for metric in metrics()}


def _place(thing: Thing) -> tuple[str, str, int, str, str, str]:
    order = (*HEADLINES, TARGET)
    metric = str(thing.metric_id or "")
    rank = order.index(metric) if metric in order else len(order)
    return (thing.subject, str(thing.subject_id or ""), rank, thing.metric, metric, thing.period or "")
