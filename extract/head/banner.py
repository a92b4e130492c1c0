"""The head of the first page in, the kind of report and the industry out.

Both stand in short banner lines ("证券研究报告·公司深度·软件开发"), in strips down the margin, beside the company's code,
or in the running head of later pages. A kind that says what it is (深度, 点评, 首次覆盖) beats one that says only 研究.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache

from extract.head.companies import NAMED_CODE
from extract.head.facts import left_of
from extract.pages.lines import Line
from extract.pages.page import BULLET
from extract.vocabulary import brokers, longest_first, words

_BARS = re.compile(r"\s*[·|｜│丨•●∙・┃\\]\s*|\s+")
_BAR = re.compile(r"[·|｜│丨•●∙・┃\\]")
_PREFIX = re.compile(r"^(?:证券研究报告|研究报告)\s*[-—–/／:：]+\s*|^[-—/|]+|[-—/|]+$")


def read_banner(
    first: Sequence[Line], pages: Sequence[Sequence[Line]], height: float, margin: Sequence[str] = ()
) -> tuple[str | None, str | None]:
    """Report type and industry; `margin` holds the words of vertical strips."""
    kinds = [*_kinds(first, height), *((0.6 * _tells(w), w) for w in margin if is_kind(w))]
    if not kinds:
        running = [
            ln for lines in pages[1:4] for ln in lines if ln.kind == "header" or ln.box.top < 0.08 * height
        ]
        kinds = [(0.0, part) for ln in running for part in _parts(ln.text) if is_kind(part)]
    kind = max(kinds, key=lambda scored: scored[0])[1] if kinds else _kind_after_code(first, height)
    return kind, _industry(first, pages, height, margin)


# --- kind --------------------------------------------------------------------------------------------------


def _kinds(first: Sequence[Line], height: float) -> Iterator[tuple[float, str]]:
    """(score, kind) of the banner lines, in the order of the page; the first of equals wins."""
    for line in first:
        if line.box.top > 0.3 * height or len(line.text) > 40 or BULLET.match(line.text):
            continue
        for part in _parts(line.text):
            if is_kind(part):
                yield _tells(part) + (line.size > 15), part


def _parts(text: str) -> list[str]:
    return [_PREFIX.sub("", part.strip()) for part in _BARS.split(text)]


def _tells(kind: str) -> float:
    """Does the kind say more than that it is research?"""
    if kind in words("actions"):  # "首次覆盖" alone may be what was done, not what the report is
        return 1.0
    return 2.0 if any(word in kind for word in words("header")["type_telling"]) else 0.0


def is_kind(part: str) -> bool:
    """Does a banner's part name a kind of report?"""
    table = words("header")
    if not 4 <= len(part) <= 14 or part in table["type_stop"] or re.search(r"[，。：:（(、\d《]", part):
        return False
    if any(name in part for name in _house_words()):
        return False
    return any(part.endswith(word) for word in table["type_words"])


@cache
def _house_words() -> frozenset[str]:
    """What a department's name opens with: 华泰研究 and 国金证券研究 are no kinds of report."""
    names = {name for b in brokers() for name in (b.name, *b.short_names) if not name.isascii()}
    stems = {re.sub(r"(?:证券|国际|资本)$", "", name) for name in names}
    return frozenset(stem + "研究" for stem in stems if len(stem) >= 2) | frozenset(
        n for n in names if len(n) >= 4
    )


def _kind_after_code(first: Sequence[Line], height: float) -> str | None:
    """ "伊利股份（600887）深度报告": the kind behind the company's code."""
    for line in first:
        match = NAMED_CODE.search(line.text)
        if match and line.box.top < 0.6 * height:
            # The day may stand behind it: "（600887）跟踪报告｜2021.12.8".
            tail = line.text[match.end() :].strip(" ：:-—")
            for part in (tail, _parts(tail)[0]):
                if is_kind(part):
                    return part
    return None


# --- industry ----------------------------------------------------------------------------------------------


def _industry(
    first: Sequence[Line], pages: Sequence[Sequence[Line]], height: float, margin: Sequence[str]
) -> str | None:
    head = [ln for ln in first if ln.box.top < 0.3 * height]
    return (
        _known(head)
        or _beside_code(first, height)
        or _behind_kind(head)
        or _labelled(first)
        or next((word for word in margin if word in _names()), None)
        or _worded(head, pages)
    )


def _names() -> set[str]:
    return set(words("industries")["names"])


def _known(head: Sequence[Line]) -> str | None:
    """A part of a banner line that is an industry's name, the narrower one after a slash."""
    for line in head:
        if len(line.text) > 40:
            continue
        whole = line.text.replace(" ", "").strip("/|｜ ")
        for part in (whole, *_parts(line.text), *re.split(r"\s{1,}", line.text)):
            if part in _names():
                return part
            tail = part.rsplit("/", 1)[-1].strip()
            if "/" in part and tail in _names():
                return tail
    return None


def _beside_code(first: Sequence[Line], height: float) -> str | None:
    """ "伊利股份（600887）食品饮料", also where the name runs on in the next line."""
    for line in (ln for ln in first if ln.box.top < 0.3 * height):
        match = NAMED_CODE.search(line.text)
        if match is None:
            continue
        tail = re.sub(r"\s+", "", line.text[match.end() :]).strip("/\\|｜·-— ")
        below = [
            o.text.replace(" ", "")
            for o in first
            if 0 < o.base - line.base < 2 * line.size and abs(o.box.x0 - line.box.x0) < 6 and len(o.text) <= 8
        ]
        for name in (tail, *(tail + rest for rest in below if tail)):
            if name in _names():
                return name
    return None


def _behind_kind(head: Sequence[Line]) -> str | None:
    """The part of a barred line that follows the kind of report, whatever classification it is from."""
    for line in head:
        bars = [p.strip() for p in _BAR.split(line.text)]
        for kind, name in itertools.pairwise(bars):
            last = bars[-1] if len(bars) > 2 else name
            if _kind_or_stop(kind) and _classified(last):
                return last
    return None


def _kind_or_stop(part: str) -> bool:
    return is_kind(part) or part in ("公司研究", "行业研究", "个股研究")


def _classified(name: str) -> bool:
    """Could it be the name of an industry in a classification the data does not hold?"""
    return bool(
        re.fullmatch(r"[\u4e00-\u9fff、与和]{2,12}(?:[（(][A-Z]{1,4}[)）])?(?:[ⅠⅡⅢ]|I{1,3})?", name)
    ) and not (
        _kind_or_stop(name)
        or name in words("header")["type_stop"]
        or any(w in name for w in ("报告", "研究", "证券", "中国", "评级", "年"))
    )


def _labelled(first: Sequence[Line]) -> str | None:
    for line in first:
        label = left_of(line, first)
        if re.fullmatch(r"(?:所属)?行业(?:名称)?\s*[:：]?", label) and line.text in _names():
            return line.text
    return None


def _worded(head: Sequence[Line], pages: Sequence[Sequence[Line]]) -> str | None:
    """An industry named before 行业 in the page's head or in running lines ("计算机行业周报")."""
    known = longest_first(_names())
    running = [ln.text for lines in pages[1:3] for ln in lines if ln.kind]
    for text in (*(ln.text for ln in head), *running):
        if len(text) > 40 or re.search(r"[，。；]", text):
            continue
        for match in re.finditer(r"行业", text):
            for name in known:
                if text[: match.start()].rstrip().endswith(name):
                    return name
    return None
