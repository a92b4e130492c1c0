"""A metric's words go in, the key they are compared by comes out: spelling folded, meaning untouched. Standard library only."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile(r"[\s\-–—_·•、，,。.:：;；（）()《》“”\"'’‘/\\&|]+")


def metric_key(words: str) -> str:
    """Width, case, blanks and punctuation folded, Token and Tokens one word: "日均 Tokens 调用量" → "日均token调用量"."""
    text = unicodedata.normalize("NFKC", words).casefold()
    return _MARKS.sub("", re.sub(r"tokens\b|tokens(?=[\u3400-\u9fff])", "token", text))
