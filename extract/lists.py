"""Blocks and lines in; risks, earlier reports and recommended names out, one claim an item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from extract.header import full_dates
from extract.model import RecommendationClaim, RelatedReportClaim, RiskClaim
from extract.page import Block, Line, make_block

# --- risks -------------------------------------------------------------------------------------------------

_RISK_LEAD = re.compile(
    r"^[\W\d一二三四五六七八九十]*(?:主要|投资|重大|特别)?(?:风险提示|风险因素|风险分析|风险揭示|主要风险|投资风险|风险)(?:提示)?\s*(?:[:：。.]|$)\s*"
)
_ITEM_MARK = re.compile(r"(?:[（(]?\s*(?:\d{1,2}|[一二三四五六七八九十])\s*[)）、.．](?!\d)|[①②③④⑤⑥⑦⑧⑨⑩]|[■●◆➢⚫▪•])\s*")
_TAIL = re.compile(r"(?:等(?:风险|因素|方面)?|等等)?[。.;；，,、\s]*$")


def risks(blocks: Sequence[Block]) -> Iterator[RiskClaim]:
    """The factors named after 风险提示, in the same block or in the one below its heading."""
    seen: set[tuple[int, str]] = set()
    for index, block in enumerate(blocks):
        lead = _RISK_LEAD.match(block.text)
        if lead is None or block.kind in ("contents", "disclaimer"):
            continue
        start = lead.end()
        if start >= len(block.text.rstrip()):
            follower = next((b for b in blocks[index + 1 : index + 3] if b.column == block.column and b.page == block.page), None)
            if follower is None or len(follower.text) < 6:
                continue
            block, start = follower, 0
        for begin, end in _risk_items(block.text, start):
            text = block.text[begin:end]
            key = (block.page, text)
            if key in seen:
                continue
            seen.add(key)
            page, boxes = block.place(begin, end)
            yield RiskClaim(page=page, bbox=boxes, quote=text, origin="lists.risk", confidence=0.93, risk=text)


def _risk_items(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Items by their numbers where they have some; else by the strongest stop the list uses."""
    body = text[start:]
    marks = [m for m in _ITEM_MARK.finditer(body)]
    if len(marks) >= 2:
        cuts = [(m.end(), n.start()) for m, n in zip(marks, [*marks[1:], None], strict=True) if n] + [(marks[-1].end(), len(body))]
    elif re.search(r"[；;]", body):
        cuts = _split(body, r"[；;。]")
    else:
        cuts = _split(body, r"[、，,。]")
    for begin, end in cuts:
        item = body[begin:end]
        begin += len(item) - len(item.lstrip())
        stop = begin + len(_TAIL.sub("", body[begin:end]))
        # A long item names its factor first and explains it after a colon or a stop.
        named = re.match(r"[^:：。]{4,40}(?=[:：。])", body[begin:stop])
        if named and stop - begin > 45:
            stop = begin + named.end()
        if 3 <= stop - begin <= 90:
            yield start + begin, start + stop


def _split(text: str, stops: str) -> list[tuple[int, int]]:
    cuts, begin = [], 0
    for match in re.finditer(stops, text):
        cuts.append((begin, match.start()))
        begin = match.end()
    return [*cuts, (begin, len(text))]


# --- earlier reports ---------------------------------------------------------------------------------------

_RELATED_HEAD = re.compile(r"^[\W\d]*(?:相关|近期|往期|前期|最近|历史)(?:研究|报告|研究报告|深度报告)(?:成果)?\s*[:：]?$")
_TITLE_BOOK = re.compile(r"《(?P<title>(?:[^《》]|《[^《》]*》)+)》")
_OTHER_HEAD = re.compile(r"^(?:证券分析师|分析师|研究员|联系人|研究助理|基本数据|市场数据|投资要点|资料来源|数据来源|请务必|股价|行业|作者)")


def related_reports(lines: Sequence[Line]) -> Iterator[RelatedReportClaim]:
    """Titles and dates under a 相关研究 heading, in its column."""
    for head in (ln for ln in lines if _RELATED_HEAD.match(ln.text.strip())):
        column = _below(head, lines)
        if not column:
            continue
        block = make_block(column)
        yield from _booked(block) if "《" in block.text else _dated(block)


def _below(head: Line, lines: Sequence[Line]) -> list[Line]:
    """The lines under a heading in its column, to the next heading or gap."""
    under = [ln for ln in lines if ln.base > head.base + 2 and not ln.kind]
    aligned = [ln for ln in under if abs(ln.box.x0 - head.box.x0) < 24 and ln.base - head.base < 260]
    if not aligned:
        return []
    # The column is as wide as its own lines; a stretched one belongs to the text beside it.
    widths = sorted(ln.box.x1 for ln in aligned)
    right = max(widths[: max(1, round(0.8 * len(widths)))]) + 12
    kept: list[Line] = []
    base = head.base
    for line in sorted(under, key=lambda ln: (round(ln.base), ln.box.x0)):
        if not (head.box.x0 - 24 < line.box.x0 and line.box.x1 <= right):
            continue
        if line.base - base > 6.5 * line.size or _OTHER_HEAD.match(line.text):
            break
        kept.append(line)
        base = line.base
    return kept


def _booked(block: Block) -> Iterator[RelatedReportClaim]:
    books = list(_TITLE_BOOK.finditer(block.text))
    for match, follower in zip(books, [*books[1:], None], strict=True):
        end = follower.start() if follower else min(len(block.text), match.end() + 40)
        yield _related(block, match.start("title"), match.end("title"), block.text[match.end() : end], match.end())


def _dated(block: Block) -> Iterator[RelatedReportClaim]:
    """Items without title marks: what stands before each date."""
    begin = 0
    for period in full_dates(block.text):
        raw = block.text[begin : period.start]
        title = re.sub(r"^[\s\d.、．)）]*", "", raw)
        start = begin + len(raw) - len(title)
        stop = start + len(title.rstrip(" -—–(（"))
        if stop - start >= 6:
            yield _related(block, start, stop, block.text[period.start : period.end], period.start)
        begin = period.end


def _related(block: Block, start: int, end: int, after: str, offset: int) -> RelatedReportClaim:
    dates = full_dates(after)
    stop = offset + dates[0].end if dates else end
    page, boxes = block.place(start, stop)
    return RelatedReportClaim(
        page=page,
        bbox=boxes,
        quote=block.text[start:stop],
        origin="lists.related",
        confidence=0.93 if dates else 0.7,
        title=block.text[start:end],
        date=dates[0].value if dates else None,
    )


# --- recommended names -------------------------------------------------------------------------------------

_ADVICE = re.compile(
    r"(?P<verb>建议(?:重点|积极|持续|逢低)?关注|重点(?:推荐|关注)|(?:首推|强烈推荐|继续推荐|推荐)(?!评级)|(?:相关|受益|推荐|关注|投资)标的|相关公司|产业链(?:相关)?公司|可关注|持续关注)"
    r"(?:标的|公司|个股|的?(?:标的|公司|个股)?(?:包括|有|为))?\s*[:：]?\s*"
)
_GROUP = re.compile(r"(?:[（(]?\s*\d{1,2}\s*[)）、.]|[①②③④⑤⑥⑦⑧⑨⑩])?\s*(?P<group>[^:：、，。；;（）()]{1,18})[:：]")
_CODE_NOTE = re.compile(r"[（(]\s*[\w.]{4,12}\s*(?:[,，][^（()）]{0,20})?[)）]")
_NOT_A_NAME = re.compile(r"^(?:其|该|本|以及|包括|等|具备|受益|估值|关注|龙头|公司|标的|相关)|(?:板块|行业|产业链|机会|公司|龙头|标的|环节|方向|领域|厂商|企业|催化|进展|情况|变化|落地|表现|风险|政策|需求)$")


_GOES_ON = re.compile(r"^[\W\d]*(?:[（(]\s*\d{1,2}\s*[)）]|[①②③④⑤⑥⑦⑧⑨⑩]|\d{1,2}[)）、.])\s*[^:：、，。；]{1,18}[:：]")


def recommendations(blocks: Sequence[Block], is_company: Callable[[str], bool]) -> Iterator[RecommendationClaim]:
    """Names of the 建议关注 lists of a report with their groups, a list that goes on in the next bullets included."""
    open_list = False
    for block in blocks:
        if open_list and _GOES_ON.match(block.text):
            yield from _listed(block, 0, len(block.text), True, is_company)
            continue
        open_list = False
        for match in _ADVICE.finditer(block.text):
            end = _advice_end(block.text, match.end())
            colon = block.text[match.end() - 1] in ":： "
            yield from _listed(block, match.end(), end, colon, is_company)
            open_list = colon and end >= len(block.text) - 2


def _listed(
    block: Block, start: int, end: int, colon: bool, is_company: Callable[[str], bool]
) -> Iterator[RecommendationClaim]:
    """In a list after a colon every name counts; in running text only names that are known companies."""
    for group, begin, stop in _grouped(block.text, start, end):
        items = list(_items(block.text, begin, stop))
        for first, finish in items:
            name = block.text[first:finish].strip()
            known = is_company(name)
            if not (known or (colon and len(items) >= 3 and _name_like(name))):
                continue
            page, boxes = block.place(first, finish)
            yield RecommendationClaim(
                page=page,
                bbox=boxes,
                quote=name,
                origin="lists.recommended",
                confidence=0.93 if known else 0.6,
                subject=name,
                group=group,
            )


def _advice_end(text: str, start: int) -> int:
    """A list ends at its full stop; one opened by a colon goes on over semicolons."""
    stop = re.compile(r"[。！]" if text[start - 1] in ":： " else r"[。！；;，,]").search(text, start)
    return stop.start() if stop else len(text)


def _grouped(text: str, start: int, end: int) -> Iterator[tuple[str | None, int, int]]:
    heads = list(_GROUP.finditer(text, start, end))
    if not heads:
        yield None, start, end
        return
    if heads[0].start() > start + 4:
        yield None, start, heads[0].start()
    for head, follower in zip(heads, [*heads[1:], None], strict=True):
        yield head["group"].strip(), head.end(), follower.start() if follower else end


def _items(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    position = begin
    for piece in re.split(r"([、，,；;/]|以及|(?<=[\u4e00-\u9fff])[和及与](?=[\u4e00-\u9fffA-Z]))", text[begin:end]):
        name = _CODE_NOTE.sub("", piece)
        name = re.sub(r"(?:等.*)$", "", name.strip(" 。."))
        if name:
            offset = text.find(name, position, end)
            if offset >= 0:
                yield offset, offset + len(name)
        position += len(piece)


def _name_like(name: str) -> bool:
    return 2 <= len(name) <= 10 and not re.search(r"[，。：:%\d]", name) and not _NOT_A_NAME.search(name)
