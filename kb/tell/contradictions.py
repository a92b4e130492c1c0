"""Conflicts go in, what a person reads comes out: a heading, both sides with number, broker, day, page and words, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from extract.vocabulary import metrics
from kb.compare.conflicts.conflict import TYPES, Conflict
from kb.compare.days import day_of
from kb.compare.precision import Row
from kb.tell import figures
from kb.tell.exhibits import cut_quote
from kb.wording import Wording

# Numbers stand at the end of their words: the end is what is shown of them.
_QUOTE = 60
_NAMED = 3
COLUMNS = ("value", "broker", "date", "page", "id", "quote")
ROUNDING = TYPES[-1]


def heading(conflict: Conflict, say: Wording) -> str:
    """What is in dispute, and what the dispute is called: "单位差错 · 千味央厨 001215.SZ · 归母净利润 · 2021（同一研报内）"."""
    row = conflict.one
    name = " ".join(str(part) for part in (row.get("subject"), row.get("ticker")) if part)
    parts = [say(f"conflict.{conflict.type}"), name, what(conflict, say)]
    if row.get("period"):
        parts.append(figures.period_words(row["period"]))
    if row.get("stance") == "estimate":
        parts.append(say("conflict.estimate"))
    return " · ".join(parts) + (say("conflict.within") if conflict.within else "")


def what(conflict: Conflict, say: Wording) -> str:
    """The metric in dispute, by the vocabulary's name for it."""
    row = conflict.one
    if row.get("kind") == "rating":
        return say("kind.rating")
    name = figures.scoped_metric({**row, "metric": metric_name(str(row.get("metric_id")), say)})
    measure = str(row.get("measure") or "level")
    return name if measure == "level" else f"{name} · {say(f'of.{measure}')}"


def lines(conflict: Conflict) -> list[list[str]]:
    """Both sides, in `COLUMNS`."""
    one, other = numbers(conflict)
    return [
        _line(one, conflict.one, conflict.brokers_one),
        _line(other, conflict.other, conflict.brokers_other),
    ]


def numbers(conflict: Conflict) -> tuple[str, str]:
    """Both numbers in one unit, so that they can be compared at a glance; both ratings as printed."""
    rows = (conflict.one, conflict.other)
    if conflict.difference is None:
        return figures.figure(rows[0]), figures.figure(rows[1])
    scale = figures.common_scale(rows)
    gap = " " if scale.unit[:1].isascii() and scale.unit[:1].isalpha() else ""
    one, other = (figures.scaled(row, scale) + gap + scale.unit for row in rows)
    return one, other


def _line(number: str, row: Row, brokers: Sequence[str]) -> list[str]:
    return [
        number,
        brokers_words(row, brokers),
        day_of(row),
        f"p. {row['page']}" if row.get("page") else "",
        str(row["id"]),
        quote_end(str(row.get("quote") or "")),
    ]


def brokers_words(row: Row, brokers: Sequence[str]) -> str:
    """The broker shown, and how many stand with it: "华泰证券 +5"."""
    file = str(row.get("file") or "").replace("\\", "/").rpartition("/")[2]
    shown = str(row.get("broker") or file)
    others = len(brokers) - 1
    return f"{shown} +{others}" if others > 0 else shown


def quote_end(quote: str, limit: int = _QUOTE) -> str:
    """The end of a quote in one line of at most `limit` characters."""
    text = cut_quote(quote, len(quote) + 1)
    return text if len(text) <= limit else "…" + text[1 - limit :]


def why(conflict: Conflict, say: Wording) -> str:
    """What explains the difference, in a sentence."""
    detail = conflict.detail
    if conflict.why == "metric":
        detail = metric_name(detail, say)
    elif conflict.why == "span":
        detail = say(f"span.{detail}")
    elif conflict.why == "words":
        detail = " / ".join(say(f"span.{word}") for word in detail.split("/"))
    elif conflict.why == "power":
        detail = f"{10 ** int(detail):,}"
    slipped = numbers(conflict)[0 if conflict.slipped == "one" else 1]
    return say(f"conflict.{conflict.why}", detail=detail, gap=gap(conflict, say), value=slipped)


def gap(conflict: Conflict, say: Wording) -> str:
    """How far the numbers are apart: percentages in points, others in percent of the second; "" of ratings."""
    difference, ratio = conflict.difference, conflict.ratio
    if difference is None:
        return ""
    if conflict.one.get("unit") == "%":
        return say("conflict.points", count=figures.fixed(abs(difference), 2).rstrip("0").rstrip("."))
    if ratio is None:
        return figures.figure(
            {**conflict.one, "value": str(abs(difference)), "value_high": None, "comparator": "="}
        )
    share = abs(ratio - 1) * 100
    return f"{figures.fixed(share, 0)}%" if share >= 10 else f"{share:.2g}%"


def counts(conflicts: Iterable[Conflict], say: Wording) -> str:
    """How many there are of each type, weightiest first: "说法不一 73 · 口径混用 14"."""
    numbers = Counter(conflict.type for conflict in conflicts)
    return " · ".join(f"{say(f'conflict.{kind}')} {numbers[kind]}" for kind in TYPES if numbers[kind])


def metric_name(metric_id: str, say: Wording) -> str:
    """A metric's name in the reader's language; the id where the vocabulary does not have it."""
    names = _names().get(metric_id, (metric_id, metric_id))
    return names[0] if say.language == "zh" else names[1]


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {metric.id: (metric.zh, metric.en) for metric in metrics()}
