"""A row label as printed in, its comparable keys out, best first; a growth row gives its base and its kind.

Folding never guesses: it removes what the data file `extract/languages/*_labels.toml` names (units, bases such as
最新摊薄, list marks, 其中), and the vocabulary then asks for an exact match of what is left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from extract.vocabulary.datafiles import longest_first, words

_NOT_LETTERS = re.compile(r"[\W_]+")
_SEPARATOR = r"[\s\-–—:：,，、/／&_.;；|'\"“”+*※†‡§]"
_TRIM = re.compile(rf"^{_SEPARATOR}+|(?:{_SEPARATOR}|[(\[{{])+$")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|<([^<>]*)>")
_BRACKET_PARTS = re.compile(r"[,，;；、:：]")
_BLANK_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_BORDER = re.compile(r"(?<=[\u3400-\u9fff])\s*\(?(?=[a-z])|(?<=[a-z%])\)?\s*(?=[\u3400-\u9fff])")
GROWTH_KINDS = ("yoy", "qoq", "mom", "wow")


def plain(label: str) -> str:
    """NFKC, blanks as single spaces and none between Chinese letters (毛 利 率); the case stays."""
    return _BLANK_IN_CHINESE.sub("", " ".join(unicodedata.normalize("NFKC", label).split()))


def normalise(label: str) -> str:
    """The plain label in lower case."""
    return plain(label).lower()


def as_printed(part: str, label: str) -> str:
    """A part of a normalised label in the letters of the label itself."""
    whole = plain(label)
    place = whole.lower().find(part)
    shown = whole[place : place + len(part)] if place >= 0 else part
    return shown.strip(" -–—:：,，、/_()")


def squeeze(label: str) -> str:
    """The comparable key of a name: NFKC, lower case, letters and digits alone. P/E (x) → pex."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", label).lower())


def label_keys(label: str) -> Iterator[str]:
    """Keys under which a label may be known: as it stands, then with less and less around it."""
    seen: set[str] = set()
    for form in _forms(normalise(label)):
        for key in (squeeze(form), squeeze(form).replace("tokens", "token")):
            if key and key not in seen:
                seen.add(key)
                yield key


def label_halves(label: str) -> Iterator[tuple[str, str]]:
    """Where Chinese and Latin meet, the two keys: "净资产收益率(ROE)" → 净资产收益率, roe; "EPS 每股收益" too."""
    bare = strip_decorations(normalise(label))
    for border in _BORDER.finditer(bare):
        left, right = squeeze(bare[: border.start()]), squeeze(bare[border.end() :])
        if left and right:
            yield left, right


def strip_decorations(text: str) -> str:
    """A normalised label without brackets made of units and bases, and without such words at its end."""
    return list(_stripped(text))[-1]


def _stripped(text: str) -> Iterator[str]:
    """The label with one thing less at a time: P/B(倍) is P/B before it is anything shorter."""
    before = None
    while before != text:
        before = text
        text = _TRIM.sub("", _BRACKETS.sub(_keep_unless_decoration, text))
        yield text
        if match := _tail().search(text):
            text = _TRIM.sub("", text[: match.start()])
            yield text


def _forms(text: str) -> Iterator[str]:
    yield text
    no_mark = _marks().sub("", text)
    bare = no_mark
    for bare in (no_mark, *_stripped(no_mark)):
        yield bare
    # 最新摊薄 and the like may follow the name without any separator.
    shorter = bare
    while match := _glued_tail().search(shorter):
        shorter = strip_decorations(shorter[: match.start()])
        yield shorter
    for start in (bare, shorter):
        rest = start
        while match := _head().match(rest):
            rest = _TRIM.sub("", rest[match.end() :])
            yield rest


def _keep_unless_decoration(match: re.Match[str]) -> str:
    """A bracket without its units and bases: (百万元) goes, (归母，百万元) stays as (归母)."""
    content = next(group for group in match.groups() if group is not None)
    if not content.strip() or _only_decorations().fullmatch(content):
        return " "
    parts = _BRACKET_PARTS.split(content)
    kept = [part for part in parts if not _only_decorations().fullmatch(part)]
    return match.group() if len(kept) == len(parts) else f"({','.join(kept)})"


def growth_parts(label: str) -> tuple[str, str] | None:
    """(what stands before or behind the growth words, kind), or None where no growth word stands at either end."""
    text = normalise(label)
    for kind in ("wow", "mom", "qoq", "yoy"):
        if match := _growth_tail(kind).search(text):
            base = strip_decorations(text[: match.start()])
        elif match := _growth_head(kind).match(text):
            base = strip_decorations(text[match.end() :])
        else:
            continue
        if _not_growth().search(base):
            return None
        return (as_printed(base, label) if squeeze(base) else ""), kind
    return None


def _any_of(entries: Iterable[str]) -> str:
    """The words as a regular expression, the longest first; no ASCII word matches inside a longer one."""
    parts = []
    for word in longest_first(set(entries)):
        left = r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
        right = r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        parts.append(left + re.escape(word).replace(r"\ ", r"\s?") + right)
    return "(?:" + "|".join(parts) + ")"


@cache
def _rules(key: str) -> tuple[str, ...]:
    return tuple(words("label_rules").get(key, ()))


@cache
def _decorations() -> str:
    return _any_of(normalise(word) for word in _rules("decorations"))


# The sections of the language files whose keys are units or parts of units.
_UNIT_SECTIONS = ("units", "measures", "magnitudes", "currencies")


@cache
def _in_brackets() -> str:
    """What may stand in brackets behind a name without changing it: every known unit, and the decorations."""
    known = {normalise(word) for word in _rules("decorations")}
    for section in _UNIT_SECTIONS:
        for language in ("zh", "en"):
            known |= {normalise(word) for word in words(section, language)}
    return "(?:" + "|".join(re.escape(word) for word in longest_first(known - {""})) + ")"


@cache
def _only_decorations() -> re.Pattern[str]:
    return re.compile(rf"(?:{_in_brackets()}|{_SEPARATOR})+")


@cache
def _tail() -> re.Pattern[str]:
    """A decoration at the end that a separator parts from the name, and a percent sign."""
    # A single letter is too little behind a separator: P/B is not P in billions.
    words_only = _any_of(
        normalise(word) for word in _rules("decorations") if len(word) > 1 or not word.isascii()
    )
    return re.compile(rf"(?<=.)(?:{_SEPARATOR}+{words_only}|\s*%)$")


@cache
def _glued() -> str:
    return _any_of(normalise(word) for word in _rules("glued"))


@cache
def _glued_tail() -> re.Pattern[str]:
    return re.compile(rf"(?<=.)(?:{_glued()}|(?<=[\u3400-\u9fff])[\dx*†‡]+)$")


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"^(?:\s*(?:{'|'.join(_rules('list_marks'))}))+")


@cache
def _head() -> re.Pattern[str]:
    prefixes = _any_of(normalise(word) for word in _rules("prefixes"))
    spans = "|".join(_rules("spans"))
    return re.compile(rf"(?:{prefixes}|{_glued()}|{spans})[\s:：、,，]*(?=.)")


@cache
def _growth_tail(kind: str) -> re.Pattern[str]:
    word = _any_of(normalise(word) for word in _rules(kind))
    filler = rf"(?:{word}|{_decorations()}|[\s\-–—:：,，、/_.()\[\]【】%])*"
    return re.compile(rf"[\s\-–—:：,，、/_.(\[【]*{word}{filler}$")


@cache
def _growth_head(kind: str) -> re.Pattern[str]:
    word = _any_of(normalise(word) for word in _rules(kind))
    return re.compile(rf"{word}(?:\s*\(?%\)?)?[\s]*[\-–—:：_][\s]*(?=.)")


@cache
def _not_growth() -> re.Pattern[str]:
    return re.compile(rf"{_any_of(normalise(word) for word in _rules('not_growth'))}\W*$")
