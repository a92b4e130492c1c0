"""Running text in, the metric names that stand in it out, with their places: left to right, no overlaps.

At each place the longest name wins. A Latin name wants no letter beside it; where Latin and Chinese letters meet
inside a name, print may put a blank. Words that only begin like a metric (`[scan_decoys]`) are passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from extract.vocabulary.datafiles import words
from extract.vocabulary.labels import squeeze
from extract.vocabulary.metric_names import Metric, metrics

_LATIN = re.compile(r"[a-z0-9]")
_GAP = r"[ \u00a0\u3000]?"
_LATIN_GAP = r"[ \-\u00a0]?"
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x130: 0x69}
Pieces = tuple[str, ...]


def scan_metrics(text: str) -> list[tuple[int, int, Metric]]:
    """Metric names in running text as (start, end, metric). About 3 MB of Chinese text a second."""
    folded = text.translate(_FLAT).lower()
    if len(folded) != len(text):
        folded = "".join(char.lower() if len(char.lower()) == 1 else char for char in text.translate(_FLAT))
    index, found, end = _index(), [], 0
    for start in _first_characters().finditer(folded):
        if start.start() < end:
            continue
        match = _names_from(start.group()).match(folded, start.start())
        if match is None:
            continue
        end = match.end()
        key = _key(match.group())
        metric = index.get(key)
        # "per" and "pat" are words; PER and PAT are figures.
        is_word = len(key) <= 3 and key.isascii() and text[match.start() : end].islower()
        # 费用率 of a kind no file has is no 费用.
        is_rate = folded.startswith("率", end) and not folded.startswith("率先", end)
        if metric is not None and not is_word and not is_rate:
            found.append((match.start(), end, metric))
    return found


def _key(name: str) -> str:
    return squeeze(name).replace("tokens", "token")


@cache
def _index() -> Mapping[str, Metric]:
    return {_key(name): metric for metric in metrics() for name in _in_prose(metric)}


def _in_prose(metric: Metric) -> Iterator[str]:
    """Names long enough to be looked for in running text."""
    for name in (metric.zh, metric.en, *metric.synonyms):
        if len(squeeze(name)) > 1:
            yield name


@cache
def _by_first_character() -> Mapping[str, tuple[Pieces, ...]]:
    names = {name for metric in metrics() for name in _in_prose(metric)}
    names.update(words("scan_decoys").get("words", []))
    grouped: dict[str, list[Pieces]] = defaultdict(list)
    for pieces in sorted(set(map(_pieces, names))):
        grouped[pieces[0]].append(pieces)
    return {first: tuple(entries) for first, entries in sorted(grouped.items())}


@cache
def _first_characters() -> re.Pattern[str]:
    firsts = _by_first_character()
    digits = "".join(first for first in firsts if first.isdigit())
    latin = "".join(first for first in firsts if first.isascii() and first.isalpha())
    other = "".join(first for first in firsts if first not in digits + latin)
    return re.compile(rf"[{other}]|(?<![a-z])[{latin}]|(?<![a-z0-9.])[{digits}]")


@cache
def _names_from(first: str) -> re.Pattern[str]:
    """The names that begin with a character: compiled when a text first shows it."""
    root: dict[str, Any] = {}
    for pieces in _by_first_character()[re.escape(first)]:
        node = root
        for piece in pieces:
            node = node.setdefault(piece, {})
        node[""] = {}
    return re.compile(_branch(root, ""))


def _branch(node: Mapping[str, Any], last: str) -> str:
    """The longest continuation of a trie node that fits; a Latin end must not run on in a Latin letter."""
    choices = [piece + _branch(node[piece], piece) for piece in sorted(p for p in node if p)]
    if "" in node:
        choices.append("(?![a-z])" if _LATIN.match(last) else "")
    return choices[0] if len(choices) == 1 else "(?:" + "|".join(choices) + ")"


def _pieces(name: str) -> Pieces:
    """A name as regular-expression pieces: its characters, and the gaps that print may put between them."""
    pieces: list[str] = []
    parted = False
    flat = name.translate(_FLAT).lower().replace("tokens", "token")
    for place, char in enumerate(flat):
        if char.isspace() or char in "-–—":
            parted = True
            continue
        latin = _LATIN.match(char) is not None
        before = bool(pieces) and _LATIN.match(pieces[-1]) is not None
        if pieces and (parted or (latin != before and char.isalnum())):
            pieces.append(_LATIN_GAP if latin and before else _GAP)
        pieces.append(re.escape(char))
        if flat.startswith("token", place - 4) and place >= 4:
            pieces.append("s?")
        parted = False
    return tuple(pieces)
