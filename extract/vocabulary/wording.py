"""Language files in, tables and regular expressions out; a folded text has the length of the text it came from.

The words live in `extract/languages/*.toml`, one file a language; every section is the union of all languages,
because a Chinese note prints "EPS 0.52 USD" and an English one 亿元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from extract.vocabulary.datafiles import longest_first, read_folder

# White space inside one line; a number and its unit may also be parted by one line break.
SPACE = r"[ ]*"
GAP = r"[ ]*(?:\n[ ]*)?"

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF0C}
_SAME_LENGTH = str.maketrans(
    {
        **{chr(code): chr(ascii_code) for code, ascii_code in _FULL_WIDTH.items()},
        **dict.fromkeys("\u00a0\u3000\t\r\u202f\u200b" + "".join(map(chr, range(0x2000, 0x200B))), " "),
        **dict.fromkeys("\u2212\u2010\u2011\ufe63\u00ad\ufffe", "-"),
        **dict.fromkeys("∼〜", "~"),
        "￥": "¥",
        "﹪": "%",
        "∶": ":",
        "﹣": "-",
        "＄": "$",
    }
)
_WIDE_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


def fold(text: str) -> str:
    """Full-width letters, digits and signs as their ASCII twins, every space as " ": one character for one.

    A full-width comma stays (it ends clauses) unless full-width digits surround it as a thousands mark.
    """
    if "，" in text:
        text = _WIDE_THOUSANDS.sub(",", text)
    return text.translate(_SAME_LENGTH)


_JOINED = frozenset({"words", "before", "after", "past", "future", "names"})


@cache
def table(section: str) -> Mapping[str, Any]:
    """A section of the language files, all languages together; lists of the same name are joined."""
    merged: dict[str, Any] = {}
    for _, language in read_folder("languages"):
        for key, value in language.entries.get(section, {}).items():
            if isinstance(value, list) and key in _JOINED:
                merged[key] = [*merged.get(key, []), *value]
            else:
                merged[key] = value
    return merged


def words(section: str, key: str = "words") -> Sequence[str]:
    """The word list `key` of a section, longest word first."""
    return longest_first(set(table(section).get(key, ())))


def alternation(entries: Iterable[str], guards: Mapping[str, str] | None = None, loose: str = "") -> str:
    """A regular expression for any of the words, the longest that fits; blanks beside CJK characters allowed.

    `guards` maps a word to a lookahead that must hold behind it. A word that ends in an ASCII letter never
    matches in the middle of a longer ASCII word; the one-letter words of `loose` may.
    """
    root: dict[str, Any] = {}
    for word in sorted(set(entries)):
        node = root
        for char in word:
            node = node.setdefault(char, {})
        in_word = r"(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalpha() else ""
        node[""] = (guards or {}).get(word, "") + ("" if word in loose else in_word)
    return _branch(root)


def _branch(node: Mapping[str, Any]) -> str:
    branches = []
    for char in sorted(key for key in node if key):
        following = node[char].keys() - {""}
        gap = SPACE if following and not (char + "".join(following)).isascii() else ""
        branches.append(re.escape(char) + _tail(node[char], gap))
    return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"


def _tail(node: Mapping[str, Any], gap: str) -> str:
    ends = node.get("")
    if not node.keys() - {""}:
        return str(ends)
    longer = gap + _branch(node)
    return longer if ends is None else f"(?:{longer}|{ends})"


def not_before(continuations: Sequence[str]) -> str:
    """A lookahead that forbids the given continuations."""
    if not continuations:
        return ""
    return rf"(?!{SPACE}(?:{'|'.join(re.escape(word) for word in sorted(continuations))}))"
