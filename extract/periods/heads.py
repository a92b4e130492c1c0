"""Forms and a folded text in, every match of every form out, as a plain search for each form would find them.

One pass over the text stops at the digits and words that a period may begin with, and a form is tried only there: a
plain search tries each of the forty forms on each character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Digits(NamedTuple):
    """A form that begins with a run of digits: how many ("24" is two or four), and what stands behind, "" for anything.

    Blanks and line breaks behind the run are passed over.
    """

    lengths: str
    then: str = ""


class Signs(NamedTuple):
    """A form that begins with a letter or a word: each first character with those that may stand next, "" for any."""

    first: Mapping[str, str]


class Form(NamedTuple):
    """Where a printed form may begin, and what it looks like."""

    heads: Digits | Signs
    pattern: re.Pattern[str]


def words_begin(words: Iterable[str]) -> Signs:
    """The heads of a list of words."""
    nexts: dict[str, set[str]] = {}
    for word in words:
        nexts.setdefault(word[0], set()).add(word[1:2])
    return Signs({char: "" if "" in then else "".join(sorted(then)) for char, then in nexts.items()})


_RUN = re.compile(r"\d+[ \n]*")
_Numbered = tuple[int, re.Pattern[str]]


class Search:
    """A search for many forms at once; a match is given with the number of its form."""

    def __init__(self, forms: Sequence[Form]) -> None:
        numbered = [(number, form.heads, form.pattern) for number, form in enumerate(forms)]
        self._digits = [
            (number, heads, pattern) for number, heads, pattern in numbered if isinstance(heads, Digits)
        ]
        self._known: dict[tuple[int, str], list[_Numbered]] = {}
        self._behind = frozenset("".join(heads.then for _, heads, _ in self._digits))
        self._signs: dict[str, list[_Numbered]] = {}
        nexts: dict[str, list[str]] = {}
        for number, heads, pattern in numbered:
            if isinstance(heads, Signs):
                for char, then in heads.first.items():
                    self._signs.setdefault(char, []).append((number, pattern))
                    nexts.setdefault(char, []).append(then)
        self._begin = re.compile("|".join(_beginning(char, nexts[char]) for char in sorted(nexts)))

    def matches(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match; those of one form from left to right, none overlapping another."""
        ends: dict[int, int] = {}
        for start, candidates in self._candidates(text):
            for number, pattern in candidates:
                if start >= ends.get(number, 0) and (match := pattern.match(text, start)):
                    ends[number] = match.end()
                    yield number, match

    def _candidates(self, text: str) -> Iterator[tuple[int, list[_Numbered]]]:
        for run in _RUN.finditer(text):
            start, end = run.span()
            yield start, self._of_run(len(run[0].rstrip(" \n")), text[end : end + 1])
        for begin in self._begin.finditer(text):
            yield begin.start(), self._signs[begin[0]]

    def _of_run(self, length: int, behind: str) -> list[_Numbered]:
        key = (min(length, 9), behind if behind in self._behind else "")
        if key not in self._known:
            self._known[key] = [
                (number, pattern)
                for number, heads, pattern in self._digits
                if str(key[0]) in heads.lengths and (not heads.then or (key[1] and key[1] in heads.then))
            ]
        return self._known[key]


def _beginning(char: str, nexts: Sequence[str]) -> str:
    """The character, where one of those that may stand next does."""
    if "" in nexts:
        return re.escape(char)
    return rf"{re.escape(char)}(?=[ ]*[{re.escape(''.join(sorted(set(''.join(nexts)))))}])"
