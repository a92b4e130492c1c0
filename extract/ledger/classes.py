"""A stretch of text in, the class of each numeral in it out, told by the words around it; no geometry, no claims.

A class is one of the contract's (claims of kinds and the page's layout are the business of extract/ledger/account.py);
a reason is a short slug. Where two rules cover a numeral the earlier of `_rules` wins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extract.vocabulary.wording import words

# One number as printed. The sign is part of it only where a minus or plus can stand (see `signed_start`).
NUMERAL = re.compile(r"\d+(?:[,，]\d{3}(?!\d))*(?:[.．]\d+)?")
CIRCLED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]")
_SIGNS = "-+−﹣＋－–"


class Verdict(NamedTuple):
    """What a numeral is, and why."""

    klass: str
    reason: str


class Rule(NamedTuple):
    verdict: Verdict
    pattern: re.Pattern[str]


def signed_start(text: str, start: int) -> int:
    """Where the numeral at `start` begins with its sign: a dash after a digit, letter or bracket joins, it does not sign."""
    if start == 0 or text[start - 1] not in _SIGNS:
        return start
    before = text[start - 2] if start >= 2 else " "
    joins = (before.isascii() and before.isalnum()) or before in "%％)）年月日" or before in _SIGNS
    return start if joins else start - 1


def _any(section: str, key: str = "words") -> str:
    return "(?:" + "|".join(words(section, key)) + ")"


@cache
def _rules() -> tuple[Rule, ...]:
    """In order of precedence. A rule speaks of every numeral that its match (or its group `n`) covers."""
    contact, licence = _any("ledger_contact"), _any("ledger_licence")
    places, streets = _any("ledger_contact", "places"), _any("ledger_contact", "streets")
    number = r"\d+(?:[.．,]\d+)*"
    listed = [
        ("contact", "email", r"[\w.+-]*\w@\w[\w-]*(?:\.[\w-]+)+"),
        ("contact", "web_address", r"(?:https?:\s?//|www\.)[\w./?=&%#:-]+|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|org|net|hk)(?![A-Za-z])[\w./-]*"),
        ("licence", "licence_number", r"(?<![A-Za-z\d])S\s?\d{12,13}(?!\d)|(?<![A-Za-z])[AB][A-Z]{2}\s?\d{3}(?!\d)"),
        ("licence", "licence_words", licence + r"[\s:：号为.\[［【(（〔#№A-Za-z]{0,12}\d[\d\s〕】\]］)）A-Za-z-]{0,24}(?:字?第?\s?\d+\s?号)?"),
        ("contact", "phone", contact + r"[\s:：.\-(（)）+/、A-Za-z]{0,8}\d[\d\s\-—–()（）+/、*转]*"),
        ("contact", "phone", r"(?<![\d.])[(（]?\+?\s?\(?(?:86|852|65)[)）]?[-\s—]*[(（]?\d[\d\s\-—()（）]{6,16}\d(?![\d.])"),
        ("contact", "phone", r"(?<![\d.])[(（]?0\d{2,3}[)）]?\s?[-—–\s]\s?\d{7,8}(?:\s?(?:-|转)\s?\d{1,5})?(?![\d.])|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)400\d?[-—\s]?\d{3,4}[-—\s]?\d{3,4}(?!\d)"),
        ("contact", "address", rf"{streets}\s?[A-Z]?\d+(?:\s?[-—、~至/]\s?\d+)*\s?{places}|(?<!\d)\d{{1,3}}(?:\s?[-—~]\s?\d+)*\s?(?:/\s?F|楼|室)"),
        ("code", "listing_code", r"(?<![\d.])\d{4,6}\s?[.．]\s?(?:SH|SZ|SS|BJ|HK|CH|TW|KS|OF|T|SI|CSI|WI)(?![A-Za-z])"),
        ("code", "listing_code", r"(?<=[\u4e00-\u9fffA-Za-z])\s?[（(\[【]\s*\d{5,6}(?:\s?[.．]?\s?[A-Z]{1,4})?(?:\s*[/，,、]\s?[^（()）]{1,12})?\s*[)）\]】]|(?<!\d)\d{6}\s?(?:CH|CS)(?![A-Za-z])|(?<!\d)\d{1,5}\s?HK(?![A-Za-z])|代码\s*[:：]?\s*\d{4,6}"),
        ("figure_number", "figure_number", rf"(?:^|(?<![代报地意版试力蓝]))(?:{'|'.join(words('ledger_figure'))})\.?\s{{0,2}}(?P<n>\d{{1,3}}(?:[-–.]\d{{1,3}})?)(?![\d%％.]|\s*[年月日亿万])"),
        ("name", "title", r"《[^《》]{1,80}》"),
    ]  # fmt: skip
    after_words = [
        ("list_marker", "list_marker", r"[（(\[【]\s?(?P<n>\d{1,2})\s?[)）\]】](?!\s?[%％])"),
        ("list_marker", "list_marker", r"(?:^|(?<=[。；;：:，,、！？!?\s“\"]))\s*(?P<n>\d{1,2})\s?(?:[)）、](?!\d)|[.．](?=\s?[\u4e00-\u9fffA-Za-z“]))"),
        ("list_marker", "list_marker", r"(?<![\d.])(?P<n>\d{1,2})\s?[.．、]?\s?(?=《)"),
        ("list_marker", "section_number", r"^\s*(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})(?:[.．、]\s?(?=\D)|$)"),
        ("list_marker", "section_number", r"^\s*(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})\s*(?=[\u4e00-\u9fffA-Za-z“])(?!\s*(?:[万亿百千元倍个家%]|[A-Za-z]{1,3}(?![A-Za-z])))"),
        ("name", "name", rf"(?<![A-Za-z]){_any('ledger_name', 'whole')}(?![\d.%％A-Za-z])"),
        ("name", "name", rf"{_any('ledger_name', 'before')}\s?(?P<n>\d+)(?![\d.%％]|\s?[年月日])"),
        ("name", "name", rf"(?<![\d.])(?P<n>\d{{1,4}}(?:[.．]\d)?)\s?{_any('ledger_name', 'after')}"),
        ("period", "duration", rf"(?:{number}\s?[-–—~～至到/、]\s?)?{number}\s?[+多余]?\s?{_any('ledger_duration', 'units')}"),
        ("period", "bare_date", r"^(?:\s*(?:19|20)\d{2}(?:[AE]|年)?)+\s*$|^\s*\d{2}(?:Q[1-4]|H[12]|[AE])\s*$"),
        # Glued to letters (GLM-5, H200); with a unit behind it is a figure after an abbreviation (GMV100亿).
        ("name", "name", rf"(?<![A-Za-z])(?!{_any('ledger_name', 'not_letters')}[-+]?\d)[A-Za-z]+[-–.+]?(?P<n>\d+(?:[.．]\d+)*)(?![\d.]|\s?{_any('ledger_name', 'units')})"),
    ]  # fmt: skip
    made = [Rule(Verdict(k, r), re.compile(p)) for k, r, p in listed]
    return (
        *made,
        Rule(Verdict("period", "period"), _NEVER),
        *(Rule(Verdict(k, r), re.compile(p)) for k, r, p in after_words),
    )


_NEVER = re.compile(r"(?!)")


class Marks:
    """Spans of a text with their verdicts, in order of precedence; each rule is tried when it is first asked for."""

    def __init__(self, text: str, periods: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._periods = periods
        self._layers: list[tuple[Verdict, list[int], list[int]]] = []
        self._waiting = iter(_rules())

    def verdict(self, start: int, end: int) -> Verdict | None:
        """The first rule that covers the whole of `text[start:end]`."""
        for verdict, starts, ends in self._in_turn():
            index = bisect_right(starts, start) - 1
            if index >= 0 and ends[index] >= end:
                return verdict
        return None

    def _in_turn(self) -> Iterator[tuple[Verdict, list[int], list[int]]]:
        yield from self._layers
        for verdict, pattern in self._waiting:
            spans = list(self._periods) if pattern is _NEVER else list(_spans(self._text, pattern))
            if spans:
                self._layers.append((verdict, [s for s, _ in spans], [e for _, e in spans]))
                yield self._layers[-1]


def _spans(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    group = "n" if "n" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        if match.group(group) is not None:
            yield match.span(group)
