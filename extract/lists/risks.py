"""Blocks in, named risk factors out, one claim a factor: the list after 风险提示, or the items of its section.

In running text a list follows ("风险提示：需求不及预期；竞争加剧。"). A section gives each factor a paragraph that opens
with its name ("1）食品安全风险：…", "竞争加剧。…"); what explains it is no factor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.model import RiskClaim
from extract.pages.page import BULLET, Block

_WORD = r"(?:主要|投资|重大|特别|核心)?(?:风险提示|风险因素|风险分析|风险揭示|风险警示|主要风险|投资风险)"
_LEAD = re.compile(rf"^[\W\d一二三四五六七八九十]*(?:{_WORD}|风险)(?:提示)?\s*(?:[:：。.]|$)\s*")
_INNER = re.compile(rf"(?<=[。；;）)])\s*{_WORD}\s*[:：]\s*")
_MARK = re.compile(
    r"(?:[（(]?\s*(?:\d{1,2}|[一二三四五六七八九十])\s*[)）、.．](?!\d)|[①②③④⑤⑥⑦⑧⑨⑩]|[■●◆➢⚫▪•❑✓◼])\s*"
)
_TAIL = re.compile(r"(?:等(?:其[他它])?(?:相关)?(?:风险|因素|方面)?|等等)?[。.;；，,、\s]*$")
_NAMED = re.compile(r"(?P<name>[^，。：:；;]{3,45})[：:。]\s*(?=.{8})")
_EXPLAINS = re.compile(r"导致|影响|存在|若|如果|可能|能否|使得|从而|或将|将会|具有|因此|带来")
_CONSEQUENCE = re.compile(r"^(?:并|从而|进而|因此|以及对|使得?|导致|或|将|影响)")
_WHOLE = re.compile(
    r"(?:预期|加剧|风险|下行|下滑|波动|上涨|下跌|恶化|放缓|变化|不确定性|流失|回落|涨价|降价|反复|升值|贬值|下降|上升|减少|收紧|趋严|冲突|摩擦|冲击|疫情|事件|失败|延期|推迟|过剩|低迷|萎缩|违约|泄露|短缺|滞后|受阻|问题|事故|偏差)\s*$"
)
# What a block or a line under the list says when the list is over.
_NEXT = re.compile(
    r"^[\W\d]*(?:财务摘要|主要财务|重要财务|财务数据|经营预测|预测指标|盈利预测|投资建议|投资评级|附表|附录|单位|资料来源|数据来源|重点(?:公司|标的|推荐)|历史收益率?|图表|表\s*\d|目录|分析师|指标)"
)
_BOILERPLATE = re.compile(r"投资者|不构成|仅供参考|概不负责|本公司及|本报告(?:的|所|中)|法律责任")
_MOST = 12  # blocks of a section


def risks(blocks: Sequence[Block], known: set[str] | None = None) -> Iterator[RiskClaim]:
    """The factors a report names, each once; `known` are the keys of those that earlier blocks of it named, kept up."""
    seen = set() if known is None else known
    for index, block in enumerate(blocks):
        if block.kind == "contents":
            continue
        for source, begin, end in _factors(blocks, index):
            text = source.text[begin:end]
            key = re.sub(r"[\W的]|风险", "", text)
            if key in seen or sum("\u4e00" <= ch <= "\u9fff" for ch in key) < 2:
                continue
            seen.add(key)
            page, boxes = source.place(begin, end)
            yield RiskClaim(page=page, bbox=boxes, quote=text, origin="lists.risk", risk=text)


def _factors(blocks: Sequence[Block], index: int) -> Iterator[tuple[Block, int, int]]:
    block = blocks[index]
    lead = _LEAD.match(block.text) or _INNER.search(block.text)
    if lead is None:
        return
    if lead.end() < len(block.text.rstrip()):
        end = _list_end(block, lead.end())
        if not _BOILERPLATE.search(block.text[lead.end() : end]):
            yield from ((block, *span) for span in listed(block.text, lead.end(), end))
        return
    section = _follows(blocks, index)
    yield from _section(section[1:] if section and _OPENER.match(section[0].text) else section)


def _list_end(block: Block, start: int) -> int:
    """A list ends where a line opens the next heading that the block has swallowed."""
    for position in range(start + 1, len(block.text)):
        if block.opens_line(position) and _NEXT.match(block.text[position:]):
            return position
    return len(block.text)


def _follows(blocks: Sequence[Block], index: int) -> list[Block]:
    """The blocks of the section that a heading opens: its column, one size, to the next heading or table."""
    head = blocks[index]
    found: list[Block] = []
    for block in blocks[index + 1 :]:
        if block.page != head.page:
            break
        if block.column != head.column:
            continue
        text = block.text
        other = found and abs(block.size - found[0].size) > 0.6
        han = sum("\u4e00" <= ch <= "\u9fff" for ch in text)
        if (
            other
            or _NEXT.match(text)
            or _LEAD.match(text)
            or han < 0.5 * len(text)
            or _BOILERPLATE.search(text[:120])
        ):
            break
        found.append(block)
        if len(found) == _MOST:
            break
    return found


_OPENER = re.compile(r"^[^。；;]{2,30}[:：]\s*$")  # "包含但不限于以下风险："


def _section(section: Sequence[Block]) -> Iterator[tuple[Block, int, int]]:
    if not section:
        return
    marked = [block for block in section if _MARK.match(block.text)]
    first = section[0]
    if marked and (first is marked[0] or len(marked) > 1):
        for block in marked:
            marks = list(_MARK.finditer(block.text))
            if len(marks) > 1:
                yield from ((block, *span) for span in listed(block.text, 0, len(block.text)))
            else:
                yield from _one(block, marks[0].end())
    elif _is_named(first.text):
        for block in section:
            if _is_named(block.text):
                yield from _one(block, 0)
    elif len(section) > 1 and all(
        re.search(r"[；;。]\s*$", b.text) and len(b.text) < 90 for b in section[:2]
    ):
        for block in section:
            for begin, end in _cut(block.text, 0, len(block.text), r"[；;。]"):
                yield from _one(block, begin, end)
    else:
        yield from ((first, *span) for span in listed(first.text, 0, _list_end(first, 0)))


def _is_named(text: str) -> bool:
    """Does a paragraph open with the name of a factor that it then explains?"""
    match = _NAMED.match(text)
    return match is not None and len(text) > 20


def _one(block: Block, start: int, end: int | None = None) -> Iterator[tuple[Block, int, int]]:
    """The name of the factor that `block.text[start:end]` tells, without its explanation."""
    text = block.text[start:end]
    stop = len(_TAIL.sub("", text))
    named = _NAMED.match(text)
    if named:
        stop = named.end("name")
    comma = text[:stop].find("，")
    if comma >= 4 and _EXPLAINS.search(text[comma:stop]):
        stop = comma
    stop = len(_TAIL.sub("", text[:stop]))
    bullet = BULLET.match(text)
    offset = bullet.end() if bullet else 0
    offset += len(text[offset:]) - len(text[offset:].lstrip())
    if 3 <= stop - offset <= 60:
        yield block, start + offset, start + stop


def listed(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The factors of a list: by their numbers where they have some; else by the strongest stop the list uses."""
    body = text[start:stop]
    marks = list(_MARK.finditer(body))
    if len(marks) >= 2:
        cuts = [
            (m.end(), n.start() if n else len(body)) for m, n in zip(marks, [*marks[1:], None], strict=True)
        ]
    elif re.search(r"[；;]", body):
        cuts = [
            part
            for begin, end in _cut(body, 0, len(body), r"[；;。]")
            for part in _unjoined(body, begin, end)
        ]
    else:
        cuts = _merged(body, _cut(body, 0, len(body), r"[、，,。]"))
    for begin, end in cuts:
        factor = _factor(body, begin, end)
        if factor is not None:
            yield start + factor[0], start + factor[1]


def _factor(body: str, begin: int, end: int) -> tuple[int, int] | None:
    """The span of one item of a list without its mark and what explains it; None for what is no factor."""
    item = body[begin:end]
    bullet = BULLET.match(item)
    skip = bullet.end() if bullet else 0
    skip += len(item[skip:]) - len(item[skip:].lstrip())
    item = _TAIL.sub("", item[skip:])
    # A long item names its factor first and explains it after a colon, a stop or a comma.
    if named := re.match(r"[^:：。]{4,45}(?=[:：。].{4})", item):
        item = named.group()
    comma = item.find("，")
    if comma >= 4 and (_CONSEQUENCE.match(item[comma + 1 :]) or len(item) > 60):
        item = item[:comma]
    if not 3 <= len(item) <= 60 or _CONSEQUENCE.match(item):
        return None
    return begin + skip, begin + skip + len(item)


def _unjoined(body: str, begin: int, end: int) -> list[tuple[int, int]]:
    """An item of a list parted by semicolons, cut at its 、 where every piece is a factor of its own."""
    parts = _cut(body, begin, end, "、")
    return parts if all(_WHOLE.search(body[b:e]) for b, e in parts) else [(begin, end)]


def _merged(body: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """ "A风险，产品推广、渠道拓展不及预期": a word or two before 、 shares what is said of the next one.

    Only where the list has commas as well; a list of 、 alone has nothing weaker to part with.
    """
    if "，" not in body and "," not in body:
        return _shared(body, cuts)
    merged: list[tuple[int, int]] = []
    for begin, end in cuts:
        before = body[merged[-1][0] : merged[-1][1]].strip() if merged else ""
        if merged and body[merged[-1][1] : begin] == "、" and len(before) <= 4 and "风险" not in before:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((begin, end))
    return merged


_HAPPENS = re.compile(r"导致|影响|[升降涨跌减增变缺失]")


def _shared(body: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """ "A、B 不及预期的风险、C 的风险": a piece that says nothing of what may happen shares what is said of the next."""
    whole = [bool(_WHOLE.search(_TAIL.sub("", body[b:e])) or _HAPPENS.search(body[b:e])) for b, e in cuts]
    if sum(whole) < 2 or 2 * sum(whole) < len(whole):
        return cuts
    shared: list[tuple[int, int]] = []
    begin = cuts[0][0]
    for index, (start, end) in enumerate(cuts):
        begin = start if index == 0 or whole[index - 1] else begin
        if whole[index] or index == len(cuts) - 1:
            shared.append((begin, end))
    return shared


def _cut(text: str, start: int, stop: int, stops: str) -> list[tuple[int, int]]:
    cuts, begin = [], start
    for match in re.compile(stops).finditer(text, start, stop):
        cuts.append((begin, match.start()))
        begin = match.end()
    return [*cuts, (begin, stop)]
