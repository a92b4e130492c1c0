"""The lines of a definition page in, the report's own rating scale out: one claim a step, with its bounds.

Bounds are percent of return against the benchmark. "强于 15%以上" is open above 15; "弱于 5%-15%" is -15 to -5; a
step told in words alone has no bounds. Brokers differ (推荐 is +20 % at one and +10 % at another), so the page decides.
Steps are listed from strong to weak; a step stronger than the one before it opens the next scale.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.model import RatingScaleClaim
from extract.pages.lines import Line
from extract.vocabulary import longest_first, words
from extract.vocabulary.wording import fold

_HEADING = re.compile(
    r"(?:投资|股票|证券|行业|公司|个股)?(?:投资)?评级(?:体系|标准|说明|定义|的?说明)|公司评级|行业评级|股票评级|投资评级|评级的?定义"
)
_NUMBER = r"[-+]?\s?\d{1,3}(?:\.\d+)?"
_BAND = re.compile(
    rf"(?P<a>{_NUMBER})\s*%?\s*(?P<to>-{{1,2}}?|—{{1,2}}|–|~|至|到|与|和|及)\s*(?P<b>{_NUMBER})\s*%"
)
_PLUS_MINUS = re.compile(r"±\s*(\d{1,3}(?:\.\d+)?)\s*%|(?:正负|上下)\s*(\d{1,3})\s*%")
_OPEN = re.compile(rf"(?P<n>{_NUMBER})\s*%\s*(?P<side>(?:及|或)?以上|(?:及|或)?以下|以内)?")
_WEAK = re.compile(r"弱于|落后|低于|(?<!涨)跌幅|下跌|逊于|跑输|弱於|跌幅度")
_RETURN = re.compile(
    r"指数|基准|大盘|市场|涨跌幅|涨幅|跌幅|股价|收益|回报|表现|超越|强于|弱于|看好|看淡|变动|报告"
)
_INDEX = re.compile(
    r"(?:沪深300|上证(?:综合|综|180|50)?|深证(?:综合|成份|成)?|中证\d+|中证全指|恒生(?:国企|科技)?|标普500|纳斯达克(?:综合)?|万得全A|MSCI中国)(?:指数|综指|成指|指)?"
)
_MARKETS = {
    "A股": "A股",
    "香港": "港股",
    "港股": "港股",
    "美国": "美股",
    "美股": "美股",
    "新三板": "新三板",
    "北交所": "北交所",
    "台湾": "台股",
    "台股": "台股",
}
_YARDSTICK = re.compile(
    rf"(?P<market>{'|'.join(_MARKETS)})(?:市场|股票|标的)*的?(?:基准(?:指数)?(?:为|是)|(?:主要)?以)"
    r"(?P<index>(?:[^。；;，,、（(）)]|[（(]针对[^（）()]*[)）])+?)(?=(?:作)?为(?:市场)?基准|[。；;，,、）)]|[（(](?!针对)|$)"
)
_DIGITS = {"三": "3", "六": "6", "九": "9", "十二": "12", "十八": "18", "二十四": "24"}
_COUNT = r"\d{1,2}|二十四|十二|十八|三|六|九"
_HORIZON = re.compile(rf"(?<!\d)(?P<a>{_COUNT})\s*(?:[-~～—–－至到]{{1,2}}\s*(?P<b>{_COUNT})\s*)?个\s*月")
_ENGLISH = r"\s*[（(][A-Za-z \-/]+[)）]\s*"


@dataclass(slots=True)
class _Step:
    word: str
    definition: str
    lines: tuple[Line, ...]
    low: Decimal | None
    high: Decimal | None
    applies: str | None  # what the definition itself says it rates


@functools.cache
def _step_pattern() -> re.Pattern[str]:
    vocabulary = [*words("ratings"), *words("industry_ratings"), "无评级"]
    names = "|".join(re.escape(w) for w in longest_first(set(vocabulary)))
    mark = r"[\s●•◆■▪\-—–\d.、)）(（]*"
    return re.compile(
        rf"^{mark}(?P<word>{names})(?:{_ENGLISH}[:：]?|\s*[A-Za-z][A-Za-z \-]*(?=[:：\s]|$)|\s*(?:[:：]|\s|$|——|—|-(?=\s)|(?=[（(])))\s*(?P<text>.*)$"
    )


@functools.cache
def _beside_step() -> re.Pattern[str]:
    """A sentence set beside the table of steps, on one line with a step: "以报告发布日后的6个 增持 股价强于…"."""
    names = "|".join(re.escape(w) for w in sorted({*words("ratings"), *words("industry_ratings")}))
    return re.compile(rf"^(?P<beside>[^\s:：（(]{{4,16}}) (?=(?:{names})\s+\S{{6,}})")


def read_scale(pages: Sequence[Sequence[Line]]) -> list[RatingScaleClaim]:
    """The steps of every page that defines some; at least two steps make a scale."""
    found: list[RatingScaleClaim] = []
    for lines in pages:
        text = "".join(line.text for line in lines)
        if _HEADING.search(text) and re.search(r"个\s*月|基准|指数|大盘", text):
            steps = list(_claims(lines))
            if len({(s.applies_to, s.rating) for s in steps}) >= 2:
                found.extend(steps)
    return found


def _claims(lines: Sequence[Line]) -> Iterator[RatingScaleClaim]:
    rows = _rows([ln for ln in lines if ln.kind != "header"])
    terms = re.sub(r"\s+", "", "".join(map(_without_step, _by_column(_terms(rows)))))
    benchmark = benchmark_of(terms)
    seen: set[tuple[str, str]] = set()
    above = -1e9
    for number, group in enumerate(_groups(list(_steps(rows)))):
        until = group[-1].lines[0].base
        applies = _applies(group, [row for row in rows if above < row[0].base <= until + 1], number)
        above = until
        for step in group:
            if applies == "market" or (applies, step.word) in seen:
                continue
            seen.add((applies, step.word))
            yield RatingScaleClaim(
                page=step.lines[0].page,
                bbox=tuple(ln.box.rounded() for ln in step.lines),
                quote=f"{step.word} {step.definition}".strip(),
                origin="scale",
                applies_to=applies,
                rating=step.word,
                low_pct=step.low,
                high_pct=step.high,
                benchmark=benchmark,
                horizon=horizon_of(step.definition, applies) or horizon_of(terms, applies),
            )


def _without_step(line: Line) -> str:
    beside = _beside_step().match(line.text)
    return beside["beside"] if beside else line.text


def _terms(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines from the heading of the scale on: what stands over it is of other things (the page's date)."""
    flat = [line for row in rows for line in row]
    start = next((i for i, ln in enumerate(flat) if len(ln.text) < 25 and _HEADING.search(ln.text)), 0)
    return flat[start:]


def _by_column(lines: Sequence[Line]) -> list[Line]:
    """Column by column, so that a sentence set beside a table of steps is read without the steps between its lines."""
    columns: list[list[Line]] = []
    for line in sorted(lines, key=lambda ln: ln.box.x0):
        if columns and line.box.x0 - columns[-1][0].box.x0 < 3 * line.size:
            columns[-1].append(line)
        else:
            columns.append([line])
    return [line for column in columns for line in sorted(column, key=lambda ln: ln.base)]


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda ln: (ln.base, ln.box.x0)):
        if rows and line.base - rows[-1][0].base < 0.45 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda ln: ln.box.x0) for row in rows]


# --- steps -------------------------------------------------------------------------------------------------


def _steps(rows: Sequence[Sequence[Line]]) -> Iterator[_Step]:
    for index, row in enumerate(rows):
        for at, line in enumerate(row):
            text = _beside_step().sub("", line.text)
            spread = len(text) == 1 and at + 1 < len(row)  # over the width of the other words: 推    荐
            text += row[at + 1].text if spread else ""
            match = _step_pattern().match(text)
            if match is None:
                continue
            right = (
                []
                if match["text"]
                else list(row[at + 1 :]) or _right_of(line, rows[max(0, index - 1) : index + 2])
            )
            definition = match["text"] or " ".join(ln.text for ln in right)
            right = [row[at + 1], *right] if spread else right
            if not _RETURN.search(definition) and match["word"] != "无评级":
                continue
            low, high = bounds(definition)
            yield _Step(match["word"], definition, (line, *right[:2]), low, high, _rated_kind(definition))
            break


def _right_of(line: Line, rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of a definition whose rows are not on the baseline of its word (a cell centred beside two lines)."""
    return [
        ln
        for row in rows
        for ln in row
        if ln.box.x0 > line.box.x1 and abs(ln.base - line.base) < 0.95 * line.size
    ]


def _rated_kind(definition: str) -> str | None:
    text = re.sub(r"\s+", "", definition)
    if re.search(
        r"行业(?:股票)?指数|行业(?:整体|基本面|表现|超|相对|的?(?:投资)?回报|弱于|强于|与|指标)|该行业|板块|预[计期]行业",
        text,
    ):
        return "industry"
    if re.search(r"股价|个股|公司(?:股|相对|表现)|股票(?!指数)|证券相对", text) and "行业" not in text:
        return "company"
    if re.search(r"(?:上证|沪深|市场|深证)[^，。]{0,6}(?:指数|综指)(?:上升|下跌|波动)", text):
        return "market"
    return None


_ORDER = {"strong_buy": 0, "buy": 1, "hold": 2, "underperform": 3, "sell": 4}


def _groups(steps: Sequence[_Step]) -> list[list[_Step]]:
    """The steps cut where one is stronger than the step before it, or where the definition rates another thing."""
    groups: list[list[_Step]] = []
    for step in steps:
        before = groups[-1][-1] if groups else None
        if (
            before is None
            or _is_stronger(step, before)
            or _differ(step, groups[-1])
            or _repeats(step, groups[-1])
        ):
            groups.append([step])
        else:
            groups[-1].append(step)
    return groups


def _is_stronger(step: _Step, before: _Step) -> bool:
    low, last = _middle(step), _middle(before)
    if low is not None and last is not None:
        return low > last
    default = words("ratings")
    return _ORDER.get(str(default.get(step.word)), 9) < _ORDER.get(str(default.get(before.word)), -1)


def _differ(step: _Step, group: Sequence[_Step]) -> bool:
    known = {s.applies for s in group if s.applies}
    return step.applies is not None and bool(known) and step.applies not in known


def _repeats(step: _Step, group: Sequence[_Step]) -> bool:
    return any(step.word == s.word for s in group)


def _middle(step: _Step) -> Decimal | None:
    if step.low is None and step.high is None:
        return None
    low = step.low if step.low is not None else (step.high or Decimal(0)) - 100
    high = step.high if step.high is not None else low + 100
    return (low + high) / 2


def _applies(group: Sequence[_Step], rows: Sequence[Sequence[Line]], number: int) -> str:
    """company or industry: where a definition speaks of the industry, that; else the label over or beside the group.

    Under a heading of industries some define their steps by 股价 all the same. Companies come first where nothing says.
    """
    said = {s.applies for s in group if s.applies}
    for kind in ("industry", "market"):
        if kind in said:
            return kind
    for row in reversed(rows):
        for line in row:
            if turned := _turn(line.text):
                return turned
    return "industry" if number and not said else "company"


def _turn(text: str) -> str | None:
    """Which scale a heading or label opens; None where the line is none."""
    text = re.sub(r"\s+", "", text)
    if len(text) > 40:
        return None
    if re.search(r"行业(?:指数)?(?:投资)?评级", text) and not re.search(
        r"(?:公司|股票|个股)(?:投资)?评级", text
    ):
        return "industry"
    if re.search(r"(?:公司|股票|证券|个股)(?:投资)?(?:评级|建议)", text) and "行业" not in text:
        return "company"
    return None


# --- bounds ------------------------------------------------------------------------------------------------


def bounds(text: str) -> tuple[Decimal | None, Decimal | None]:
    """Lower and upper bound in percent of one step's definition; (None, None) where it is told in words.

    "（含）" says whether a bound itself belongs to the step, which is no part of the figure.
    """
    text = re.sub(r"[(（]\s*(?:不?含|包含)\s*[)）]", "", fold(text))
    text = re.sub(r"(?:沪深|标普|中证|上证)\s*\d+", "", text)
    weak = bool(_WEAK.search(text))
    if match := _PLUS_MINUS.search(text):
        edge = Decimal(match[1] or match[2])
        return -edge, edge
    if match := _BAND.search(text):
        a, b = _decimal(match["a"]), _decimal(match["b"])
        if a >= 0 > b and match["to"] == "-":  # "5%--15%": a dash typed as two hyphens
            b = -b
        if weak and a >= 0 and b >= 0:
            a, b = -a, -b
        return min(a, b), max(a, b)
    if match := _OPEN.search(text):
        edge = _decimal(match["n"])
        side = match["side"] or ""
        if side == "以内":
            return -abs(edge), abs(edge)
        if weak:
            return None, -abs(edge)
        if side.endswith("以下"):
            return None, edge
        return (None, edge) if edge < 0 else (edge, None)
    return None, None


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text))


# --- what against, and how long ----------------------------------------------------------------------------


def benchmark_of(terms: str) -> str | None:
    """The indices returns are measured against, each with its market where the page names several markets."""
    named: dict[str, str] = {}
    for match in _YARDSTICK.finditer(terms):
        index = re.sub(r"针对(.+?)标的", r"\1", match["index"]).strip()
        if re.search(r"指|500|300", index) and len(index) <= 40:
            named.setdefault(_MARKETS[match["market"]], _whole(index))
    if named:
        return "；".join(f"{index}（{market}）" for market, index in named.items())
    single = _INDEX.search(terms)
    return _whole(single.group()) if single else None


def _whole(index: str) -> str:
    """沪深300 → 沪深300指数."""
    return index if re.search(r"指数?$|指$|[)）]$", index) else f"{index}指数"


def horizon_of(text: str, applies: str) -> str | None:
    """The span the scale looks ahead; where companies and industries have spans of their own, the one that applies.

    "6 个月内公司股价（12 个月内行业指数）" is 6 months for companies and 12 for industries.
    """
    found = list(_HORIZON.finditer(text))
    for match in found:
        behind = re.search(r"行业|公司|个股|股价|股票|证券", text[match.end() : match.end() + 20])
        if behind and (behind.group() == "行业") == (applies == "industry"):
            return _span(match)
    return _span(found[0]) if found else None


def _span(match: re.Match[str]) -> str:
    first, last = (_DIGITS.get(n, n) if n else None for n in (match["a"], match["b"]))
    return f"{int(first or 0)}-{last}个月" if last else f"{int(first or 0)}个月"
