"""Claims by hand and claims as read in, how many are right in every slot out: `python tests/own_score.py [GROUP…] [--all]`.

The rules are those by which annotated reports are scored: a number counts as found where value and unit are right, and
as right where subject, metric, measure, period, stance and the end of a range are right too. Names may be written in
more than one way; a word that turns one metric into another (归母, 扣非, 每股 …) is never passed over.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from own_gold import Happening, Measured, Sentence, files, of_kind, read, sentences_of

from extract.model import Claim, EventClaim, RecommendationClaim, RiskClaim

STRICT = ("subject", "metric", "measure", "period", "stance", "high")
# fmt: off
CONTRAST = (
    "绝对", "相对", "最高", "最低", "总市值", "流通市值", "归母", "扣非", "每股", "全球", "中国", "海外", "国内", "ev", "ebitda",
    "毛利", "净利", "负债", "单季", "累计", "同店", "营业利润", "利润总额",
)
# fmt: on
_UNITS = {
    "": "",
    "元": "CNY",
    "美元": "USD",
    "港元": "HKD",
    "日元": "JPY",
    "欧元": "EUR",
    "名": "位",
    "月": "个月",
    "股": "share",
    "千瓦时": "kWh",
    "新台币": "TWD",
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """Counts of one group of sentences, and what went wrong in words."""

    gold: int = 0
    hit: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    extra: int = 0
    slots: Counter[str] = field(default_factory=Counter)
    sets: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("gold", "hit", "right", "wrong", "missed", "extra"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slots += other.slots
        self.sets += other.sets
        self.faults += other.faults

    @property
    def strict(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of numbers right in every slot, in percent."""
        return _shares(self.right, self.hit + self.extra, self.right + self.wrong + self.missed)

    @property
    def numeral(self) -> tuple[float, float, float]:
        """The same of value and unit alone."""
        return _shares(self.hit, self.hit + self.extra, self.hit + self.missed)

    def set_of(self, kind: str) -> float:
        """F1 of events, names recommended or risks, in percent."""
        count = {key: self.sets[kind, key] for key in ("found", "missed", "extra")}
        return _shares(count["found"], count["found"] + count["extra"], count["found"] + count["missed"])[2]


def _shares(right: int, claimed: int, needed: int) -> tuple[float, float, float]:
    precision, recall = 100 * right / max(1, claimed), 100 * right / max(1, needed)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def tally(sentences: Iterable[Sentence]) -> Tally:
    """The score of sentences, each by itself."""
    total = Tally()
    for sentence in sentences:
        claims = read(sentence)
        total.add(_numbers(sentence, [c for kind, c in of_kind(claims) if kind == "metric"]))
        total.add(_sets(sentence, claims))
    return total


def halves() -> dict[str, list[Path]]:
    """The groups of odd and of even number: what is learnt on one is measured on the other."""
    odd = [path for path in files() if int(path.name[:2]) % 2]
    return {"odd": odd, "even": [path for path in files() if path not in odd]}


# --- numbers -----------------------------------------------------------------------------------------------


def _numbers(sentence: Sentence, claims: Sequence[Claim]) -> Tally:
    rows = [claim.as_row() for claim in claims]
    gold = sentence.measured
    pairs = []
    for i, want in enumerate(gold):
        for j, row in enumerate(rows):
            if _value_ok(want, row):
                slots = _slots(want, row)
                near = -abs(i / max(1, len(gold)) - j / max(1, len(rows)))
                pairs.append((sum(slots[name] for name in STRICT), slots["comparator"], near, -i, -j, slots))
    pairs.sort(key=lambda pair: pair[:5], reverse=True)
    taken: dict[int, int] = {}
    used: set[int] = set()
    result = Tally()
    for *_, i, j, slots in pairs:
        want, row = gold[-i], rows[-j]
        if -i in taken or -j in used:
            continue
        taken[-i] = -j
        used.add(-j)
        result.hit += 1
        result.slots.update(name for name, ok in slots.items() if ok)
        bad = [name for name in STRICT if not slots[name]]
        if not bad:
            result.right += 1
            continue
        result.wrong += 1
        result.faults.append(f"WRONG  {' '.join(bad)} | {_told(want)} | read: {_row(row)} | {sentence.text}")
    for i, want in enumerate(gold):
        result.gold += not want.optional
        if i not in taken and not want.optional:
            result.missed += 1
            result.faults.append(f"MISSED {_told(want)} | {sentence.text}")
    for j, row in enumerate(rows):
        if j in used or any(_value_ok(gold[i], row) and _all_right(gold[i], row) for i in taken):
            continue
        result.extra += 1
        result.faults.append(f"EXTRA  {_row(row)} | {sentence.text}")
    return result


def _all_right(want: Measured, row: dict[str, object]) -> bool:
    slots = _slots(want, row)
    return all(slots[name] for name in STRICT)


def _value_ok(want: Measured, row: dict[str, object]) -> bool:
    for value in want.value:
        for unit in want.unit:
            if _base(value, unit) == _base(Decimal(str(row["value"])), str(row["unit"] or "")):
                return True
    return False


def _base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value in one unit of its kind: basis points as percentage points, a price for whatever it buys."""
    unit = re.sub(r"^(CNY|USD|HKD|元|美元|EUR)/.*$", r"\1", unit)
    unit = _UNITS.get(unit, unit)
    if unit.lower() in ("bp", "bps", "基点"):
        return (value / 100).normalize(), "pct_pt"
    if unit == "kWh":
        return (value * 1000).normalize(), "Wh"
    return value.normalize(), unit


def _slots(want: Measured, row: dict[str, object]) -> dict[str, bool]:
    measures = [*want.measure, *(["level"] if "share" in want.measure else [])]
    high = row.get("value_high")
    return {
        "subject": _name_ok(row.get("subject"), want.subject)
        or (row.get("subject") is None and None in want.subject),
        "metric": _name_ok(row.get("metric") or "目标价", want.metric),
        "measure": (row.get("measure") or "level") in measures,
        "period": _period_ok(row.get("period"), want.period),
        "stance": (row.get("stance") or "target") in want.stance,
        "high": (None if high is None else Decimal(str(high)).normalize())
        in [None if end is None else end.normalize() for end in want.value_high],
        "comparator": (row.get("comparator") or "=") == want.comparator,
    }


def _fold(name: object) -> str:
    text = unicodedata.normalize("NFKC", str(name or "")).lower()
    text = re.sub(r"tokens?", "token", text)
    return re.sub(r"[\s\-–—_·•、，,。.:：;；（）()《》“”\"'’‘/\\&|]+", "", text)


def _name_ok(read: object, wanted: Sequence[str | None]) -> bool:
    name = _fold(read)
    for want in map(_fold, wanted):
        if name == want and name:
            return True
        if len(name) < 2 or len(want) < 2 or any((w in name) != (w in want) for w in CONTRAST):
            continue
        if (name in want or want in name) and min(len(name), len(want)) / max(len(name), len(want)) >= 0.4:
            return True
        a, b = _pairs(name), _pairs(want)
        if len(a & b) / len(a | b) >= 0.5:
            return True
    return False


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def _period_ok(read: object, wanted: Sequence[str | None]) -> bool:
    if "YTD" in wanted and re.match(r"\d{4}-01-01/", str(read)):
        return True
    return any(
        read == want or bool(read and want and "/" in want and read == want.split("/")[-1]) for want in wanted
    )


def _told(want: Measured) -> str:
    high = f"..{want.value_high[0]}" if want.value_high[0] is not None else ""
    return (
        f"{want.subject[0]} {want.metric[0]} {want.measure[0]} {want.comparator}{want.value[0]}{high}"
        f" {want.unit[0]} {want.period[0]} {want.stance[0]}"
    )


def _row(row: dict[str, object]) -> str:
    keys = ("subject", "metric", "measure", "comparator", "value", "value_high", "unit", "period", "stance")
    return " ".join(str(row.get(key)) for key in keys if row.get(key) is not None)


# --- sets --------------------------------------------------------------------------------------------------


def _sets(sentence: Sentence, claims: Sequence[Claim]) -> Tally:
    result = Tally()
    events = [c for c in claims if isinstance(c, EventClaim)]
    names = [c.subject for c in claims if isinstance(c, RecommendationClaim)]
    named = [c.risk for c in claims if isinstance(c, RiskClaim)]
    used: set[int] = set()
    for want in sentence.happenings:
        found = next((j for j, c in enumerate(events) if j not in used and _same(want, c)), None)
        if found is not None:
            used.add(found)
        if found is None and want.optional:
            continue
        key = "missed" if found is None else "found"
        result.sets["event", key] += 1
        if found is None:
            result.faults.append(
                f"MISSED event {want.subject[0]} {want.event} {want.date[0]} | {sentence.text}"
            )
    for j, event in enumerate(events):
        if j not in used:
            result.sets["event", "extra"] += 1
            result.faults.append(f"EXTRA  event {event.subject} {event.event} {event.date} | {sentence.text}")
    for kind, wanted, read_names in (
        ("recommendation", sentence.names, names),
        ("risk", sentence.risks, named),
    ):
        want_set, have = {_fold(name) for name in wanted}, {_fold(name) for name in read_names}
        result.sets[kind, "found"] += len(want_set & have)
        result.sets[kind, "missed"] += len(want_set - have)
        result.sets[kind, "extra"] += len(have - want_set)
        for label, odd in (("MISSED", want_set - have), ("EXTRA ", have - want_set)):
            result.faults += [f"{label} {kind} {name} | {sentence.text}" for name in sorted(odd)]
    return result


def _same(want: Happening, event: EventClaim) -> bool:
    if not _period_ok(event.date, want.date):
        return False
    a, b = _pairs(_fold(want.event)), _pairs(_fold(event.quote) + _fold(event.event))
    return len(a & b) / min(len(a), len(b)) >= 0.35


# --- shown -------------------------------------------------------------------------------------------------


def show(name: str, found: Tally) -> str:
    slots = "/".join(
        f"{100 * found.slots[slot] / max(1, found.hit):5.1f}" for slot in (*STRICT[:5], "comparator")
    )
    sets = " ".join(f"{kind[:5]} {found.set_of(kind):5.1f}" for kind in ("event", "recommendation", "risk"))
    return (
        f"{name:26s} {found.gold:4d}  numeral {'/'.join(f'{x:5.1f}' for x in found.numeral)}"
        f"  strict {'/'.join(f'{x:5.1f}' for x in found.strict)}  slots {slots}  {sets}"
    )


def main(arguments: Sequence[str]) -> None:
    groups = [argument for argument in arguments if not argument.startswith("-")]
    for half, paths in halves().items():
        total = Tally()
        for path in paths:
            if groups and path.name[:2] not in groups and half not in groups:
                continue
            found = tally(sentences_of(path))
            print(show(path.stem, found))
            if "--all" in arguments:
                print(*(f"  {fault}" for fault in found.faults), sep="\n")
            total.add(found)
        print(show(half, total))


if __name__ == "__main__":
    main(sys.argv[1:])
