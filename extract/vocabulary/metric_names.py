"""A row label in, the metric it names out; one data file a family of metrics in `extract/metrics`.

A label matches exactly after folding (extract/vocabulary/labels.py) or not at all; no name belongs to two metrics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from extract.errors import BadDataFault
from extract.vocabulary.datafiles import DataTable, read_folder
from extract.vocabulary.labels import (
    as_printed,
    growth_parts,
    label_halves,
    label_keys,
    normalise,
    squeeze,
    strip_decorations,
)

UNITS = frozenset({"CNY", "%", "倍", "share", ""})
KINDS = frozenset({"flow", "stock", "ratio", "price", "count"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A concept: `zh` is the name an analyst files it under, `unit` the base unit of its values ("" for counts).

    `must_not_merge` names neighbours that look alike and measure another thing; `label_only` are names too common
    to be looked for in running text; each of `examples` is a label that must find this metric.
    """

    id: str
    family: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()
    label_only: tuple[str, ...] = ()
    unit: str = ""
    per_share: bool = False
    kind: str = "flow"
    must_not_merge: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is printed under."""
        return (self.zh, self.en, *self.synonyms, *self.label_only)


_METRIC_KEYS = frozenset({
    "zh", "en", "synonyms", "label_only", "unit", "per_share", "kind", "must_not_merge", "examples",
})  # fmt: skip


@cache
def metrics() -> tuple[Metric, ...]:
    """Every metric of `extract/metrics`, by family, in the order of its file. Raises BadDataFault."""
    found: dict[str, Metric] = {}
    for family, content in read_folder("metrics"):
        for name, entries in content.entries.items():
            if not isinstance(entries, Mapping):
                raise content.fault(name, "must be a table: one metric")
            if name in found:
                raise content.fault(name, f"is already a metric of {found[name].family}.toml")
            found[name] = _metric(name, family, DataTable(f"{content.place} [{name}]", entries))
    for metric in found.values():
        for other in metric.must_not_merge:
            if other not in found:
                place = DataTable(f"extract/metrics/{metric.family}.toml [{metric.id}]", {})
                raise place.fault("must_not_merge", f"names {other}, which no file has")
    return tuple(found.values())


def _metric(name: str, family: str, entry: DataTable) -> Metric:
    entry.refuse_others(_METRIC_KEYS)
    unit, kind = entry.text("unit", ""), entry.text("kind")
    if unit not in UNITS:
        raise entry.fault("unit", f"must be one of {', '.join(sorted(UNITS))}")
    if kind not in KINDS:
        raise entry.fault("kind", f"must be one of {', '.join(sorted(KINDS))}")
    return Metric(
        id=name,
        family=family,
        zh=entry.text("zh"),
        en=entry.text("en"),
        synonyms=entry.texts("synonyms"),
        label_only=entry.texts("label_only"),
        unit=unit,
        per_share=entry.flag("per_share"),
        kind=kind,
        must_not_merge=entry.texts("must_not_merge"),
        examples=entry.texts("examples"),
    )


@cache
def _index() -> Mapping[str, Metric]:
    index: dict[str, Metric] = {}
    for metric in metrics():
        for name in metric.names:
            other = index.setdefault(squeeze(name), metric)
            if other is not metric:
                raise BadDataFault(
                    "bad-data-file",
                    f"extract/metrics/{metric.family}.toml [{metric.id}]: {name} already names {other.id}",
                    f"Keep it with one of the two; {other.id} is in extract/metrics/{other.family}.toml.",
                    path=f"extract/metrics/{metric.family}.toml",
                )
    return index


@cache
def find_metric(label: str) -> Metric | None:
    """The metric a row label names, after folding; None where no name fits exactly."""
    index = _index()
    for key in label_keys(label):
        if metric := index.get(key):
            return metric
    for left, right in label_halves(label):
        metric = index.get(left)
        if metric is not None and index.get(right) is metric:
            return metric
    return None


@cache
def split_label(label: str) -> tuple[str, Metric] | None:
    """A label that holds more than a metric's name, parted into that more and the metric.

    "海外业务毛利率(%)" → (海外业务, gross margin); "归母净利润(剔除激励费用)" → (剔除激励费用, net profit). The longest
    name wins. None where the whole label is a metric, or where no name ends it.
    """
    if find_metric(label) is not None:
        return None
    bare = strip_decorations(normalise(label))
    if (match := _IN_BRACKETS.fullmatch(bare)) and (metric := find_metric(match["name"])):
        return as_printed(match["more"], label), metric
    for start in range(2, len(bare) - 1):
        inside_word = bare[start - 1].isascii() and bare[start - 1].isalnum() and bare[start].isascii()
        found = None if inside_word else _index().get(squeeze(bare[start:]))
        if found is not None and "(" not in bare[:start] and squeeze(bare[:start]):
            return as_printed(bare[:start], label), found
    return None


_IN_BRACKETS = re.compile(r"(?P<name>[^()]+)\((?P<more>[^()]{2,})\)")


@cache
def growth_label(label: str) -> tuple[str | None, str] | None:
    """What a growth row grows, and against what: (base label or None, "yoy" | "qoq" | "mom" | "wow").

    The base is None where the row belongs to the row above it. A label that is a metric by itself (永续增长率) is
    no growth row.
    """
    parts = growth_parts(label)
    if parts is None:
        return None
    base, kind = parts
    whole = squeeze(label)
    if whole != squeeze(base) and whole in _index():
        return None
    return base or None, kind
