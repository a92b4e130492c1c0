"""A text in, names of firms that no list knows out: by how firms are called (中地乳业) and by what is told of firms.

"赛科星成立于 2006 年", "收购青河 34%股权" and "远山、青河等企业" give a name away; the report's later texts then know it
where it opens a clause. Words of every day that look like names (`[firm_names]`) are none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from extract.vocabulary import find_metric, longest_first, words

Found = tuple[str, int, int]


class FirmNames:
    """What one report has given away so far; `find` learns from a text and then names what stands in it."""

    def __init__(self) -> None:
        self._learned: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def find(self, text: str, known: Iterable[Found]) -> list[Found]:
        """The firms at the head of clauses or lists of `text`, left to right, none of them within a `known` name."""
        taken = list(known)
        fresh = {name for name in _given_away(text, taken) if _may_be_firm(name)} - self._learned
        if fresh:
            self._learned |= fresh
            listed = longest_first(self._learned)
            self._pattern = re.compile(rf"{_HEAD}(?:{'|'.join(map(re.escape, listed))})(?![A-Za-z])")
        found = [(m[0], m.start(), m.end()) for m in self._pattern.finditer(text)] if self._pattern else []
        found.extend(name for name in _by_their_look(text) if name[0] not in self._learned)
        free = [
            f
            for f in found
            if _may_be_firm(f[0]) and not any(f[1] < end and start < f[2] for _, start, end in taken)
        ]
        return _apart(sorted(free, key=lambda f: (f[1], -f[2])))


def _apart(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for name in found:
        if not kept or name[1] >= kept[-1][2]:
            kept.append(name)
    return kept


# Where a clause, an item of a list or what somebody did begins.
_HEAD = r"(?:(?<![A-Za-z\u4e00-\u9fff])|(?<=[与和及从以])|(?<=收购)|(?<=其中)|(?<=公司)|(?<=对比)|(?<=相比))"
# What only a firm, and no thing, is or does.
_BORN = r"(?:成立|创立|创建|始建|创办|组建)于|(?:是|为)一家|创始人|总部(?:位于|设在)"


@functools.cache
def _looks() -> re.Pattern[str]:
    ends = "|".join(longest_first(words("firm_names")["ends"]))
    follow = r"(?=[、/／（(，]|[的在于是为将已也则等和与及]|\s*\d|拥有|实现|营收|收入|毛利|净利|市占|市场份额|份额|占比|产能|产量|销量|主营|公司|布局|推出|持有|旗下)"
    return re.compile(rf"{_HEAD}[\u4e00-\u9fff]{{2,3}}?(?:{ends}){follow}")


_LATIN = re.compile(
    r"(?:(?<![A-Za-z0-9\u4e00-\u9fff&.\-/ ])|(?<=[与和及以、]))[A-Z][a-z]{2,}(?: [A-Z][a-z]+){0,2}(?=\s?(?:拥有|成立|收购|旗下|营收|收入|市占率|市场份额|公司|集团|产能|是全球|是美国|是日本|作为|通过|自\d|于\s?\d{4}|在\s?\d{4}|20\d\d))"
)


def _by_their_look(text: str) -> Iterator[Found]:
    """Names that end as firms' names do, and Latin names that something only firms do follows."""
    for pattern in (_looks(), _LATIN):
        for match in pattern.finditer(text):
            yield match[0], match.start(), match.end()


_OWNED = re.compile(
    r"(?:收购|控股|参股|入股|受让|持有|转让)(?:了)?(?P<name>[A-Za-z\u4e00-\u9fff]{2,8}?)\s*(?:的)?\s*\d[\d.]*\s*%\s*的?(?:股权|股份)"
)
_CAPITALS = re.compile(
    r"(?<![A-Za-z])(?P<name>[A-Z]{4,10})\s?(?:公司|集团)?(?:逐渐|开始|随后|陆续|先后|成功)?(?:收购|并购|上市于|成立于)"
)
_CLASS = r"等?(?:[\u4e00-\u9fff]{0,4})(?:公司|企业|厂商|龙头|乳企|酒企|车企|药企|巨头|玩家|友商)"
_ITEM = r"[A-Za-z\u4e00-\u9fff]{2,6}"


@functools.cache
def _born() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<=^)|(?<=[，。；：、\s]))(?P<name>[A-Za-z\u4e00-\u9fff]{{2,6}}?)(?:公司|集团)?(?:{_BORN})"
    )


def _given_away(text: str, known: list[Found]) -> Iterator[str]:
    for pattern in (_born(), _OWNED, _CAPITALS):
        for match in pattern.finditer(text):
            yield match["name"]
    for _, start, end in known:
        row = re.compile(rf"((?:、{_ITEM}){{1,6}}?)(?:(?:和|与|及){_ITEM})?(?={_CLASS})").match(text, end)
        if row is None or text[start - 1 : start] == "《":
            continue
        yield from re.split(r"[、和与及]", row[0].strip("、"))


@functools.cache
def _everyday() -> re.Pattern[str]:
    table = words("firm_names")
    heads = "|".join(words("subject")["country_words"])
    return re.compile(rf"^(?:{heads}|{'|'.join(table['not_heads'])})|{'|'.join(table['not_in'])}")


def _may_be_firm(name: str) -> bool:
    """Whether a candidate is no word of every day, no metric and no place."""
    return 2 <= len(name) <= 30 and _everyday().search(name) is None and find_metric(name) is None
