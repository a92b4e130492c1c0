"""The lines of a definition page in, the report's own rating scale out: one claim a step, with its bounds.

Bounds are percent of return against the benchmark. "强于 15%以上" is open above 15; "弱于 5%-15%" is -15 to -5; a
step told in words alone has no bounds. Brokers differ (推荐 is +20 % at one and +10 % at another), so the page decides.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extract.model import RatingScaleClaim
from extract.page import Line
from extract.vocabulary import words

_HEADING = re.compile(r"(?:投资|股票|证券|行业|公司|个股)?(?:投资)?评级(?:体系|标准|说明|定义|的?说明)|投资评级|评级(?:标准|说明)|公司评级|行业评级|股票评级")
_NUMBER = r"[-－−+＋]?\s?\d{1,3}(?:\.\d+)?"
_BAND = re.compile(rf"(?:介于|在)?\s*(?P<a>{_NUMBER})\s*[%％]?\s*(?:-{{1,2}}|—{{1,2}}|–|~|～|〜|至|到|与|和|及)\s*(?P<b>{_NUMBER})\s*[%％]")
_PLUS_MINUS = re.compile(r"±\s*(\d{1,3}(?:\.\d+)?)\s*[%％]|(?:正负|上下)\s*(\d{1,3})\s*[%％]")
_OPEN = re.compile(rf"(?P<n>{_NUMBER})\s*[%％]\s*(?:\(?含\)?)?(?P<side>以上|以下|及以上|以内)?")
_WEAK = re.compile(r"弱于|落后|低于|(?<!涨)跌幅|下跌|逊于|跑输|弱於")
_RETURN = re.compile(r"指数|基准|大盘|市场|涨跌幅|涨幅|跌幅|股价|收益|回报|表现|超越|强于|弱于|看好|看淡|报告")
_BENCHMARK = re.compile(r"(?:沪深\s?300|上证(?:综合|综)?|中证\s?\d+|中证全指|恒生|标普\s?500|纳斯达克(?:综合)?|万得全A|MSCI中国)(?:指数|综指)?")
_HORIZON = re.compile(r"(?:未来|报告(?:发布)?日?(?:后|起)?的?|今后)?\s*(\d{1,2})\s*(?:[-~～—–至到]{1,2}\s*(\d{1,2})\s*)?个?月")


@functools.cache
def _step_pattern() -> re.Pattern[str]:
    vocabulary = [*words("ratings"), *words("industry_ratings"), "无评级"]
    names = "|".join(re.escape(w) for w in sorted(set(vocabulary), key=lambda w: (-len(w), w)))
    return re.compile(rf"^[\s●•◆■▪\-—–\d.、)）(（]*(?P<word>{names})\s*(?:[（(][A-Za-z \-]+[)）]|[A-Za-z][A-Za-z \-]*)?\s*(?:[:：]|\s|$|——|—|-(?=\s))\s*(?P<text>.*)$")


def read_scale(pages: Sequence[Sequence[Line]]) -> list[RatingScaleClaim]:
    """The steps of every page that defines some; at least two steps make a scale."""
    found: list[RatingScaleClaim] = []
    for lines in pages:
        text = "".join(line.text for line in lines)
        if _HEADING.search(text) and re.search(r"个月|基准|指数|大盘", text):
            steps = list(_steps(lines, text))
            if len({(s.applies_to, s.rating) for s in steps}) >= 2:
                found.extend(steps)
    return found


def _steps(lines: Sequence[Line], page_text: str) -> Iterator[RatingScaleClaim]:
    benchmark = _BENCHMARK.search(page_text)
    horizon = _HORIZON.search(page_text)
    applies = "company"
    seen: set[tuple[str, str]] = set()
    for row in _rows(lines):
        joined = " ".join(line.text for line in row)
        if heading := _turn(joined):
            applies = heading
        for line_index, line in enumerate(row):
            match = _step_pattern().match(line.text)
            if match is None:
                continue
            definition = match["text"] or " ".join(ln.text for ln in row[line_index + 1 :])
            if not _RETURN.search(definition) and match["word"] != "无评级":
                continue
            if re.search(r"行业指数|行业股票指数|行业基本面|行业超|行业表现|行业相对|该行业|板块", definition):
                applies = "industry"
            elif re.search(r"股价|个股|公司股|股票(?!指数)", definition) and not re.search(r"行业", definition):
                applies = "company"
            elif (applies, match["word"]) in seen:
                applies = "industry"
            if (applies, match["word"]) in seen:
                continue
            seen.add((applies, match["word"]))
            low, high = bounds(definition)
            own = _HORIZON.search(definition) or horizon
            yield RatingScaleClaim(
                page=line.page,
                bbox=tuple(ln.box.rounded() for ln in row[line_index : line_index + (1 if match["text"] else 3)]),
                quote=f"{match['word']} {definition}".strip(),
                origin="scale",
                confidence=0.93,
                applies_to=applies,
                rating=match["word"],
                low_pct=low,
                high_pct=high,
                benchmark=benchmark.group() if benchmark else None,
                horizon=_span(own),
            )
            break


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda ln: (ln.base, ln.box.x0)):
        if rows and line.base - rows[-1][0].base < 0.45 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda ln: ln.box.x0) for row in rows]


def _turn(text: str) -> str | None:
    """Which scale a heading opens; None where the row is no heading."""
    if re.search(r"行业(?:投资)?评级", text) and not re.search(r"(?:公司|股票|个股)(?:投资)?评级", text):
        return "industry"
    if re.search(r"(?:公司|股票|证券|个股)(?:投资)?评级", text) and "行业" not in text:
        return "company"
    return None


def bounds(text: str) -> tuple[Decimal | None, Decimal | None]:
    """Lower and upper bound in percent of one step's definition; (None, None) where it is told in words."""
    weak = bool(_WEAK.search(text))
    if match := _PLUS_MINUS.search(text):
        edge = Decimal(match[1] or match[2])
        return -edge, edge
    if match := _BAND.search(text):
        a, b = _decimal(match["a"]), _decimal(match["b"])
        if weak and a >= 0 and b >= 0:
            a, b = -a, -b
        return min(a, b), max(a, b)
    if match := _OPEN.search(text):
        edge = _decimal(match["n"])
        if weak:
            return None, -abs(edge)
        if match["side"] == "以下":
            return None, edge
        return (None, edge) if edge < 0 else (edge, None)
    return None, None


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text).replace("－", "-").replace("−", "-").replace("＋", "+"))


def _span(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    return f"{match[1]}-{match[2]}个月" if match[2] else f"{match[1]}个月"
