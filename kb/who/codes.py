"""A listing code as printed goes in, the knowledge base's form comes out (688041.SH, 00700.HK, NVDA.US), or nothing.

The exchange of a bare six-digit code follows from the exchanges' own number ranges; a code that could be of two
exchanges is not completed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_SUFFIX = {
    "SH": "SH", "SS": "SH", "SZ": "SZ", "BJ": "BJ", "HK": "HK", "US": "US", "O": "US", "OQ": "US", "N": "US",
    "A": "US", "UN": "US", "UW": "US", "KS": "KS", "T": "T", "TW": "TW", "TWO": "TWO", "PA": "PA", "DE": "DE",
    "SW": "SW", "L": "L", "SI": "SI", "HI": "HI", "CSI": "CSI", "WI": "WI", "GI": "GI", "JP": "T", "TT": "TW",
    "BR": "BR", "AS": "AS", "FX": "FX", "TO": "TO", "NZ": "NZ", "AX": "AX", "CO": "CO", "MC": "MC", "MI": "MI",
    "ST": "ST", "SR": "SR", "NS": "NS",
}  # fmt: skip
_PREFIXED = re.compile(r"^(SH|SZ|BJ|HK|US)[.: ]?([0-9A-Z]+)$")
_SUFFIXED = re.compile(r"^([0-9A-Z]+)[. ]([A-Z]{1,3})$")
_GLUED = re.compile(r"^(\d{4,6})(CH|SH|SZ|BJ|HK)$")
_IN_TEXT = re.compile(r"[(\[]\s*([0-9A-Z.: ]{4,12}?)\s*[)\]]\s*$")


def normalise_code(printed: str | None, known: Container[str] = ()) -> str | None:
    """The full listing code of a printed one: "603886" → 603886.SH, "1519.HK" → 01519.HK, "600519 CH" → 600519.SH.

    A bare code of five digits is a Hong Kong code if it is among `known`; four digits without an exchange say too
    little (Hong Kong, Tokyo and Taipei share them) and give None.
    """
    text = unicodedata.normalize("NFKC", printed or "").strip().upper()
    if match := _PREFIXED.match(text):
        text = f"{match[2]}.{match[1]}"
    if match := _SUFFIXED.match(text) or _GLUED.match(text):
        return _with_exchange(*match.groups())
    if re.fullmatch(r"\d{6}", text):
        return mainland_code(text)
    if re.fullmatch(r"\d{5}|[A-Z]{1,5}", text):
        full = f"{text}.HK" if text.isdigit() else f"{text}.US"
        return full if full in known else None
    return None


def _with_exchange(number: str, place: str) -> str | None:
    exchange = _SUFFIX.get(place)
    if place in ("CH", "C1", "C2"):
        return mainland_code(number)
    if exchange == "HK":
        return f"{number.zfill(5)}.HK" if number.isdigit() else None
    if exchange is None or (exchange in ("SH", "SZ", "BJ") and not re.fullmatch(r"\d{6}", number)):
        return None
    return f"{number}.{exchange}"


def mainland_code(number: str) -> str | None:
    """The exchange of a six-digit stock code by its range (Shanghai 6 and 9, Shenzhen 0, 2 and 3, Beijing 4, 8, 92)."""
    if not re.fullmatch(r"\d{6}", number):
        return None
    if number.startswith("92") or number[0] in "48":
        return f"{number}.BJ"
    exchange = {"6": "SH", "9": "SH", "0": "SZ", "2": "SZ", "3": "SZ"}.get(number[0])
    return f"{number}.{exchange}" if exchange else None


def code_in(mention: str, known: Container[str] = ()) -> str | None:
    """The code a mention carries in brackets, or is: "海光信息（688041.SH）" → 688041.SH."""
    text = unicodedata.normalize("NFKC", mention).strip()
    if match := _IN_TEXT.search(text):
        return normalise_code(match[1], known)
    return normalise_code(text, known) if any(c.isdigit() for c in text) else None
