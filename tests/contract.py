"""Lines of `yanbao extract` in, every breach of the claim contract (docs/claims.md) out; a line without one is valid.

yanbao extract *.pdf | python tests/contract.py        exit code 0: every line keeps the contract
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping

Row = Mapping[str, object]
Test = Callable[[object], bool]

LEDGER_CLASSES = [
    "claim",
    "period",
    "name",
    "code",
    "contact",
    "licence",
    "list_marker",
    "figure_number",
    "page_number",
    "chart",
    "disclaimer",
    "contents",
    "hidden",
    "unclaimed",
]
STANCES = frozenset({"actual", "estimate", "guidance", "consensus", "target"})
MEASURES = frozenset(
    [
        "level",
        "yoy",
        "qoq",
        "mom",
        "wow",
        "dod",
        "change",
        "cagr",
        "share",
        "multiple",
        "rank",
        "price_change",
        "beat",
        "range_bound",
    ]
)
ACTIONS = frozenset({"maintain", "upgrade", "downgrade", "initiate"})
STEPS = frozenset({"strong_buy", "buy", "hold", "underperform", "sell"})
EVENTS = frozenset(
    [
        "launch",
        "order",
        "price_change",
        "financing",
        "policy",
        "earnings",
        "partnership",
        "personnel",
        "listing",
        "other",
    ]
)
COMPARATORS = frozenset({"=", ">", ">=", "<", "<=", "~"})
_YEAR, _MONTH = r"(?:19|20|21)\d\d", r"(?:0[1-9]|1[0-2])"
_POINT = rf"(?:FY)?{_YEAR}(?:H[12]|Q[1-4]|-{_MONTH}(?:-\d\d)?)?"
_PERIOD = re.compile(rf"{_POINT}(?:/{_POINT})?|\d{{1,3}}[DWMY]|YTD")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
_TICKER = re.compile(r"[0-9A-Z.]+\.[A-Z]{1,3}")
_SLUG = re.compile(r"[a-z]+(?:[-_][a-z0-9]+)*")


def text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip()


def printed(value: object) -> bool:
    """The words as they stand on the page, blanks at their ends included."""
    return isinstance(value, str) and bool(value.strip())


def matches(pattern: re.Pattern[str]) -> Test:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def one_of(words: frozenset[str]) -> Test:
    return lambda value: value in words


def maybe(test: Test) -> Test:
    return lambda value: value is None or test(value)


def day(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def counted_from_one(value: object) -> bool:
    return whole(value) and int(str(value)) >= 1


def boxes(value: object) -> bool:
    """At least one [x0, top, x1, bottom] with an area; print that runs off the page has edges beyond it."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(box, list)
            and len(box) == 4
            and all(isinstance(edge, int | float) for edge in box)
            and box[0] < box[2]
            and box[1] < box[3]
            for box in value
        )
    )


decimal = matches(_DECIMAL)
period = matches(_PERIOD)
ticker = matches(_TICKER)
_WHOM: dict[str, Test] = {"subject": maybe(text), "subject_id": maybe(text), "ticker": maybe(ticker)}
EVERY: dict[str, Test] = {
    "id": matches(re.compile(r"[0-9a-f]{16}")),
    "report": matches(re.compile(r"[0-9a-f]{64}")),
    "file": text,
    "kind": text,
    "page": counted_from_one,
    "bbox": boxes,
    "quote": printed,
    "origin": text,
    "confidence": lambda value: isinstance(value, int | float) and 0 <= value <= 1,
    "doubts": lambda value: isinstance(value, list) and all(map(matches(_SLUG), value)),
}
KINDS: dict[str, dict[str, Test]] = {
    "report": {
        **dict.fromkeys(("broker", "title", "subtitle", "report_type", "industry", "subject"), maybe(text)),
        "date": maybe(day),
        "ticker": maybe(ticker),
        "language": one_of(frozenset({"zh", "en"})),
        "pages": counted_from_one,
    },
    "rating": {
        **_WHOM,
        "subject_type": one_of(frozenset({"company", "industry"})),
        "rating": text,
        "action": maybe(one_of(ACTIONS)),
        "prior": maybe(text),
        "step": maybe(one_of(STEPS)),
    },
    "rating_scale": {
        "applies_to": one_of(frozenset({"company", "industry"})),
        "rating": text,
        "low_pct": maybe(decimal),
        "high_pct": maybe(decimal),
        "benchmark": maybe(text),
        "horizon": maybe(text),
    },
    "analyst": {"name": text, **dict.fromkeys(("licence", "email", "phone", "role"), maybe(text))},
    "target_price": {
        **_WHOM,
        "value": decimal,
        "value_high": maybe(decimal),
        "unit": text,
        "period": maybe(period),
        "prior": maybe(decimal),
        "horizon": maybe(text),
    },
    "metric": {
        **_WHOM,
        "metric": text,
        "metric_id": maybe(matches(re.compile(r"[a-z][a-z0-9_]*"))),
        "measure": one_of(MEASURES),
        "value": decimal,
        "value_high": maybe(decimal),
        "original": text,
        "decimals": maybe(whole),
        "comparator": one_of(COMPARATORS),
        "unit": lambda value: isinstance(value, str) and value == value.strip(),
        "period": maybe(period),
        "stance": one_of(STANCES),
        "attribution": maybe(text),
        "scope": maybe(text),
    },
    "event": {
        **_WHOM,
        "event": text,
        "event_type": one_of(EVENTS),
        "date": maybe(period),
        "attribution": maybe(text),
    },
    "recommendation": {**_WHOM, "subject": text, "group": maybe(text)},
    "risk": {"risk": text},
    "related_report": {"title": text, "date": maybe(day)},
}


def breaches(row: Row) -> list[str]:
    """What is wrong with one claim, in words; empty where nothing is."""
    own = KINDS.get(str(row.get("kind")))
    if own is None:
        return [f"kind is {row.get('kind')!r}"]
    wanted = EVERY | own
    found = [f"{name} is missing" for name in wanted if name not in row]
    found += [f"{name} is no field of a {row['kind']}" for name in row if name not in wanted]
    found += [
        f"{name} is {row[name]!r}" for name, test in wanted.items() if name in row and not test(row[name])
    ]
    low, high = row.get("value"), row.get("value_high")
    if not found and high is not None and float(str(low)) >= float(str(high)):
        found.append(f"a range from {low} to {high}")
    return found


def breaches_of(lines: Iterable[str]) -> Iterator[str]:
    """The breaches of a whole output: line by line, and what only a file's lines together can break."""
    ids: dict[str, int] = {}
    pages: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            yield f"line {number} is no JSON: {line[:60]!r}"
            continue
        place = f"line {number} ({row.get('file')}, {row.get('kind')} {row.get('id')})"
        yield from (f"{place}: {breach}" for breach in breaches(row))
        if row["id"] in ids:
            yield f"{place}: line {ids[row['id']]} has the same id"
        ids.setdefault(row["id"], number)
        if row["kind"] == "report":
            if row["report"] in pages:
                yield f"{place}: a second line for the report itself"
            pages[row["report"]] = row["pages"]
        elif row["page"] > pages.get(row["report"], 0):
            yield f"{place}: page {row['page']} of {pages.get(row['report'])}, or before the report's own line"


if __name__ == "__main__":
    found = list(breaches_of(sys.stdin))
    sys.stdout.writelines(f"{breach}\n" for breach in found)
    sys.exit(bool(found))
