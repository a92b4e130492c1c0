"""Names as printed in, what they mean out: brokers and metrics, from one data file a broker and one a metric family.

A label matches exactly after folding (extract/labels.py) or not at all; no name belongs to two metrics. Running
text is scanned in one pass, the longest name first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from extract.datafiles import DataTable, read_folder, words
from extract.errors import BadDataFault
from extract.labels import growth_parts, label_halves, label_keys, squeeze

__all__ = [
    "Broker", "Metric", "broker_by_email", "broker_by_licence", "brokers", "find_broker", "find_metric",
    "growth_label", "metrics", "scan_metrics", "words",
]  # fmt: skip

UNITS = frozenset({"CNY", "%", "倍", "share", ""})
KINDS = frozenset({"flow", "stock", "ratio", "price", "count"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A house that publishes reports; `id` is the stem of its file."""

    id: str
    name: str
    full_name: str
    short_names: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    licence_prefixes: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes or went by."""
        return (self.name, self.full_name, *self.short_names, *self.english, *self.former_names)


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


# --- brokers -----------------------------------------------------------------------------------------------

_BROKER_LISTS = ("short_names", "english", "email_domains", "licence_prefixes", "former_names")
_BROKER_KEYS = frozenset({"name", "full_name", *_BROKER_LISTS})


@cache
def brokers() -> tuple[Broker, ...]:
    """Every broker of `extract/brokers`, sorted by id. Raises BadDataFault that names file and key."""
    return tuple(_broker(stem, content) for stem, content in read_folder("brokers"))


def _broker(stem: str, content: DataTable) -> Broker:
    content.refuse_others(_BROKER_KEYS)
    lists = {key: content.texts(key) for key in _BROKER_LISTS}
    return Broker(id=stem, name=content.text("name"), full_name=content.text("full_name"), **lists)


def find_broker(text: str) -> Broker | None:
    """The broker whose name stands in the text; the longest name wins, so that 国泰海通 is not 海通."""
    folded = squeeze(text)
    return next((broker for name, broker in _broker_names() if name in folded), None)


@cache
def _broker_names() -> tuple[tuple[str, Broker], ...]:
    named = {(squeeze(name), broker) for broker in brokers() for name in broker.names}
    return tuple(sorted(named, key=lambda pair: (-len(pair[0]), pair[0], pair[1].id)))


def broker_by_email(domain: str) -> Broker | None:
    """The broker of an e-mail domain or of any of its sub-domains; the longest known domain wins."""
    address = domain.lower().rpartition("@")[2].strip(". ")
    known = [
        (len(d), b) for b in brokers() for d in b.email_domains if f".{address}".endswith(f".{d.lower()}")
    ]
    return max(known, key=lambda pair: (pair[0], pair[1].id))[1] if known else None


def broker_by_licence(code: str) -> Broker | None:
    """The broker that a licence number of the Securities Association (S0870…) is registered with."""
    folded = squeeze(code).upper()
    known = [(len(p), b) for b in brokers() for p in b.licence_prefixes if folded.startswith(p.upper())]
    return max(known, key=lambda pair: (pair[0], pair[1].id))[1] if known else None


# --- metrics -----------------------------------------------------------------------------------------------

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
                    "bad_data_file",
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


# --- running text ------------------------------------------------------------------------------------------

_LATIN = r"[a-z0-9]"
_GAP = r"[ \u00a0\u3000]?"
_LATIN_GAP = r"[ \-\u00a0]?"
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x130: 0x69}


def scan_metrics(text: str) -> list[tuple[int, int, Metric]]:
    """Metric names in running text as (start, end, metric): left to right, the longest name first, no overlaps."""
    folded = text.translate(_FLAT).lower()
    if len(folded) != len(text):
        folded = "".join(char.lower() if len(char.lower()) == 1 else char for char in text.translate(_FLAT))
    index, found = _scan_index(), []
    for match in _scanner().finditer(folded):
        key = squeeze(match.group()).replace("tokens", "token")
        metric = index.get(key)
        # "per" and "pat" are words; PER and PAT are figures.
        is_word = len(key) <= 3 and key.isascii() and text[match.start() : match.end()].islower()
        if metric is not None and not is_word:
            found.append((match.start(), match.end(), metric))
    return found


@cache
def _scan_index() -> Mapping[str, Metric]:
    return {
        squeeze(name).replace("tokens", "token"): metric for metric in metrics() for name in _in_prose(metric)
    }


def _in_prose(metric: Metric) -> Iterator[str]:
    """Names long enough to be looked for in running text."""
    for name in (metric.zh, metric.en, *metric.synonyms):
        if len(squeeze(name)) > 1:
            yield name


@cache
def _scanner() -> re.Pattern[str]:
    decoys = words("scan_decoys").get("words", [])
    names = {name.lower() for metric in metrics() for name in _in_prose(metric)} | set(decoys)
    return re.compile(_trie_pattern(sorted(set(map(_pieces, names)))))


def _pieces(name: str) -> tuple[str, ...]:
    """A name as regular-expression pieces: its characters, and the gaps that print may put between them."""
    flat = name.translate(_FLAT).lower().replace("tokens", "token")
    pieces: list[str] = []
    pending = False
    for char in flat:
        if char.isspace() or char in "-–—":
            pending = True
            continue
        latin = bool(re.match(_LATIN, char))
        if pieces and (pending or (latin != bool(re.match(_LATIN, pieces[-1])) and char.isalnum())):
            pieces.append(_LATIN_GAP if latin and re.match(_LATIN, pieces[-1]) else _GAP)
        pieces.append(re.escape(char))
        pending = False
    return tuple(pieces)


def _trie_pattern(names: Iterable[tuple[str, ...]]) -> str:
    root: dict[str, dict] = {}  # type: ignore[type-arg]
    for pieces in names:
        node = root
        for piece in pieces:
            node = node.setdefault(piece, {})
        node[""] = {}
    latin = {piece: node for piece, node in root.items() if re.match(_LATIN, piece)}
    other = {piece: node for piece, node in root.items() if piece not in latin}
    return f"{_branch(other, '')}|(?<![a-z]){_branch(latin, '')}"


def _branch(node: dict[str, dict], last: str) -> str:  # type: ignore[type-arg]
    """The longest continuation of a trie node that fits; a Latin end must not run on in a Latin letter."""
    choices = [re_piece + _branch(node[re_piece], re_piece) for re_piece in sorted(p for p in node if p)]
    if "" in node:
        choices.append("(?![a-z])" if re.match(_LATIN, last) else "")
    return choices[0] if len(choices) == 1 else "(?:" + "|".join(choices) + ")"
