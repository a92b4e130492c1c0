"""A name as printed goes in, a comparable key comes out; two spellings of one name give one key, two names never do.

`fold_name` is about spelling only (width, case, script, spaces, legal forms, share-class marks); whether two
different names mean one company is not decided here but in `kb.who.resolve`, by evidence.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Protocol

_HAN = r"\u3400-\u9fff"

# The mark of a trading status before the name (*ST, XD ex-dividend …) and of a share class behind it
# (-U not yet profitable, -W weighted votes, -B biotech, -S secondary listing, -R renminbi counter …).
_STATUS = re.compile(rf"^(?:\*?S?\*?ST|PT|XD|XR|DR|退市)\s*(?=[{_HAN}])", re.IGNORECASE)
_DELISTED = re.compile(rf"(?<=[{_HAN}]{{2}})退$")
_SHARE_CLASS = re.compile(r"\s*-\s*(?:U|W|B|S|P|R|UW|WD|SW|SS|WR|WP|SWR)$", re.IGNORECASE)
_CODE = re.compile(
    r"[(\[]\s*(?:[A-Z]{1,5}|\d{4,6})?\s*[.\s]?\s*(?:SH|SS|SZ|BJ|HK|US|CH|O|N|OQ|T|TW|KS)?\s*[)\]]$", re.I
)
_LEGAL = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|,?\s*\b(?:co(?:rp(?:oration)?)?\.?,?\s*ltd|inc|corp(?:oration)?|ltd|limited|plc|llc|company)\b\.?)$",
    re.IGNORECASE,
)
_BRACKETS = str.maketrans("", "", "()[]{}<>《》〈〉「」『』【】“”\"'’‘`·・•‧_&,，、;:!?")
_LOOSE = re.compile(r"[\s\u200b\ufeff]+|-|‐|–|—|(?<!\d)\.|\.(?!\d)")
_TRADITIONAL = re.compile(r"[\u3400-\u9fff]")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@functools.cache
def _to_simplified() -> _Converter:
    import opencc  # only where Chinese is folded: keeps `yanbao --help` quick

    converter: _Converter = opencc.OpenCC("t2s")
    return converter


@functools.lru_cache(maxsize=65536)
def fold_name(text: str) -> str:
    """The comparable key of a name: "万科Ａ " → "万科a", "騰訊控股有限公司" → "腾讯控股", "寒武纪-U" → "寒武纪".

    Folds width and case (NFKC), traditional to simplified script, spaces, hyphens, dots, brackets and quotes,
    a listing code in brackets at the end, legal forms, trading-status prefixes (*ST, XD) and share-class suffixes
    (-U, -W, -B, -SW). Dots between digits stay (GPT-5.4 is not GPT-54). A name of nothing but such marks folds
    to what is left of its characters, never to a neighbour's key.
    """
    name = unicodedata.normalize("NFKC", text).strip()
    if _TRADITIONAL.search(name):
        name = _to_simplified().convert(name)
    bare = _strip_marks(name)
    return _compact(bare) or _compact(name)


def strip_share_class(text: str) -> str:
    """The name without share-class suffix, otherwise as printed: "极兔速递-W" → "极兔速递"."""
    return _SHARE_CLASS.sub("", text) or text


def is_special_treatment(text: str) -> bool:
    """Whether the short name carries a trading-status mark (ST, *ST, 退): the exchange's word, not the company's."""
    return bool(_STATUS.match(text) or _DELISTED.search(text))


def is_ex_dividend(text: str) -> bool:
    """Whether the name carries the exchange's mark of an ex-dividend day."""
    return text[:2].upper() in ("XD", "XR", "DR") and has_han(text[2:3])


def has_han(text: str) -> bool:
    return bool(_TRADITIONAL.search(text))


def _strip_marks(name: str) -> str:
    """The name without its marks. Each expression is asked only where its last or first sign is there."""
    if name[-1:] in (")", "]"):
        name = _CODE.sub("", name).strip() or name
    if "-" in name:
        name = _SHARE_CLASS.sub("", name)
    if name[:1] in "*SsPpXxDd退":
        name = _STATUS.sub("", name)
    if name.endswith("退"):
        name = _DELISTED.sub("", name)
    if name.endswith(("公司", ".")) or name[-1:].isascii():
        name = _LEGAL.sub("", name)
    return name.strip()


def _compact(name: str) -> str:
    return _LOOSE.sub("", name.translate(_BRACKETS)).casefold()


def seeded_names() -> tuple[str, ...]:
    """Names of the seed data worth spotting in running text, as printed, sorted.

    Leaves out names that are everyday words (太阳能, 机器人), names ordinary text holds by accident (化工行业 is not
    工行), names of one character, and forms derived by rule; places and industries are spotted by the extractor's
    own vocabulary, not from here.
    """
    from kb.who.seed import load, unspotted_names  # the seed folds its names with this module

    seed, accidents = load(), unspotted_names()
    spotted = {
        name.text
        for name in seed.names
        if name.spotted
        and name.text not in accidents
        and seed.entities[name.entity].kind in ("company", "product", "index")
    }
    return tuple(sorted(spotted))
