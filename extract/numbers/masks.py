"""Folded text in, the same text with every figure that is no amount blanked out; lengths never change.

Blanked are dates and years, codes, licences, phone numbers, addresses, figure and table numbers, product names
that carry digits: whatever a reader would not call a number that measures something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from extract.vocabulary.wording import SPACE, alternation, fold, table, words

BLANK = "\0"

_YEAR = r"(?:19|20)\d{2}"
_EXCHANGES = "SH|SZ|HK|BJ|SS|US|OF|SI|TW|TWO|KS|KQ|CH|PA|DE|AX|SHA|SHE|NYSE|TT|JP|KQ|NQ|CSI|WI|MI|SW|AS|LN"
_HAS_UNIT = rf"{SPACE}(?:[元%万亿家倍港美吨股个台辆人次]|pct|x\b)"


@cache
def _pattern() -> re.Pattern[str]:
    names = alternation(words("number_labels", "names"), {})
    places = "|".join(map(re.escape, table("number_labels")["ordinal_places"]))
    currency = "|".join(re.escape(word) for word in words("currency_prefixes") if word.isascii())
    glued = "|".join(re.escape(word) for word in words("glued_labels"))
    kinds = [
        # mail, web
        r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+",
        r"(?i:https?://|www\.)[A-Za-z0-9/._~:?#@!$&'*+,;=%\-]+",
        # product names: GLM-5, Qwen3.6-Plus, H200, A100-80GB; a currency or a metric may be glued to its figure
        rf"(?<![A-Za-z0-9])(?!(?:{currency}|{glued})[+\-]?\d)[A-Za-z]+\d[A-Za-z0-9.]*(?:-[A-Za-z0-9.]+){{0,8}}(?![%\d])",
        rf"(?<![A-Za-z0-9])(?!(?:{currency})\d)"
        r"[A-Za-z][A-Za-z0-9]*-\d+(?:\.\d+)*(?:[A-Za-z][A-Za-z0-9]*)?(?:-[A-Za-z0-9.]+){0,8}(?![\d%.,]| ?(?:pct|pp|亿|元|万))",
        # exchange codes: 688041.SH, 700 HK, (300750)
        rf"(?<![\d.,])\d{{1,6}}[. ](?:{_EXCHANGES})(?![A-Za-z])",
        r"(?<=\()[0-9]{6}(?=[),，、/. ])",
        # dates
        rf"(?<!\d){_YEAR}(?:{SPACE}[-–—~至到/、和及]{SPACE}(?:{_YEAR}|\d{{2}})){{0,12}}{SPACE}年(?:{SPACE}\d{{1,2}}{SPACE}月(?:{SPACE}\d{{1,2}}{SPACE}[日号])?)?",
        rf"(?<!\d){_YEAR}(?:/\d{{1,2}}/\d{{1,2}}|-\d{{1,2}}-\d{{1,2}}|\.\d{{1,2}}\.\d{{1,2}})(?!\d)",
        rf"(?<![\d.]){_YEAR}[AEF](?![A-Za-z0-9])",
        rf"(?<![\d.,]){_YEAR}{SPACE}[-–—~/]{SPACE}(?:{_YEAR}|\d{{2}})(?:{SPACE}/{SPACE}\d{{2,4}}){{0,12}}(?![\d.,]|{SPACE}/{SPACE}\d|{_HAS_UNIT})",
        rf"(?<![\d.])\d{{1,2}}{SPACE}月(?:{SPACE}\d{{1,2}}{SPACE}[日号])?(?!龄)",
        rf"(?<![\d.])\d{{2}}{SPACE}年(?={SPACE}\d{{1,2}}{SPACE}月|{SPACE}Q[1-4]|{SPACE}H[12])",
        r"(?<![\d.])\d{1,2}:\d{2}(?!\d)",
        # telephones
        r"(?<!\d)\(?(?:(?:\+|00)86|86(?=[-) ]))\)?[- ]?\(?\d{2,4}\)?[- ]?\d{4}[- ]?\d{3,4}(?!\d)",
        r"(?<!\d)\(?0\d{2,3}\)?[-– ]{1,2}\d{4}[ -]?\d{3,4}(?:-\d+)?(?!\d)",
        r"(?<![\d.])1[3-9]\d{9}(?!\d)",
        r"(?<!\d)[48]00-\d{3,4}-?\d{3,4}(?!\d)",
        r"\+\d{1,3}[ -]\(?\d[\d -]{6,}\d",
        rf"{names}(?!\d)",
        # 3.2.1, 图 12, 第 3 页, …… 17
        r"(?<![\d.])\d+(?:\.\d+){2,}",
        label_pattern(),
        rf"第{SPACE}\d+(?:-\d+)?{SPACE}(?:{places})",
        rf"共{SPACE}\d+{SPACE}页",
        r"(?<![.…])(?<![.…] )(?=\.{4}|…{2}|(?:\. ){3})[.… ]++\d+",
        # (1), and at the head of a sentence 1) 1、
        r"\(\d{1,2}\)",
        r"(?:(?<=^)|(?<=[\n。;；:：]))[ ]*\d{1,2}[ ]?(?:\)|、(?!\d)|\.(?!\d))",
    ]
    return re.compile(rf"(?=[A-Za-z0-9+( .…第共{_heads()}])(?:{'|'.join(kinds)})")


# Periods and quantities are looked for in the same texts.
@lru_cache(maxsize=2048)
def folded(text: str) -> str:
    """The text as the patterns know it, of the same length (`extract.vocabulary.wording.fold`)."""
    return fold(text)


def label_pattern() -> str:
    """图 12, 表 3-1, Exhibit 5: a label and its number, without a year that follows at once (图62.2020-2024)."""
    label = "|".join(re.escape(word) for word in words("number_labels"))
    not_after = "".join(table("number_labels")["not_after"])
    return rf"(?<![{not_after}A-Za-z])(?:{label}){SPACE}:?{SPACE}\d+(?:[-.]\d{{1,2}}(?!\d))*\.?(?!\d{{1,3}}(?!\d))"


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(label_pattern())


def mask_labels(text: str) -> str:
    """The text with figure and table numbers blanked out, so that 图62.2020-2024 still shows its years."""
    return _labels().sub(lambda match: BLANK * (match.end() - match.start()), text)


def _heads() -> str:
    heads = [*words("number_labels"), *words("number_labels", "names")]
    return "".join(sorted({word[0] for word in heads if not word[0].isascii()}))


def mask(text: str, skip: Sequence[tuple[int, int]] = ()) -> str:
    """The text with the spans of `skip`, and then every figure that is no amount, blanked out."""
    if skip:
        pieces, last = [], 0
        for start, end in sorted(skip):
            if end > last:
                pieces.append(text[last : max(start, last)])
                pieces.append(BLANK * (end - max(start, last)))
                last = end
        text = "".join((*pieces, text[last:]))
    return _pattern().sub(lambda match: BLANK * (match.end() - match.start()), text)
