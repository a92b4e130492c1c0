"""Blocks in, the names a report recommends out, one claim a name, with the group it is listed under."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from extract.model import RecommendationClaim
from extract.pages.page import Block

_ADVICE = re.compile(
    r"(?P<verb>建议(?:重点|积极|持续|逢低)?关注|重点(?:推荐|关注)|(?:首推|强烈推荐|继续推荐|推荐)(?!评级)|投资建议(?=\s*[:：]\s*[^:：、，。；]{1,10}[:：][^:：、，。；]{2,8}、)|(?:相关|受益|推荐|关注|投资)标的|相关公司|产业链(?:相关)?公司|可关注|持续关注)"
    r"(?:标的|公司|个股|的?(?:标的|公司|个股)?(?:包括|有|为))?\s*[:：]?\s*"
)
_GROUP = re.compile(
    r"(?:[（(]?\s*\d{1,2}\s*[)）、.]|[①②③④⑤⑥⑦⑧⑨⑩])?\s*(?P<group>[^:：、，。；;（）()]{1,18})[:：]"
)
_CODE_NOTE = re.compile(r"[（(]\s*[\w.]{4,12}\s*(?:[,，][^（()）]{0,20})?[)）]")
_NOT_A_NAME = re.compile(
    r"^(?:其|该|本|以及|包括|等|具备|受益|估值|关注|龙头|公司|标的|相关)|(?:板块|行业|产业链|机会|公司|龙头|标的|环节|方向|领域|厂商|企业|催化|进展|情况|变化|落地|表现|风险|政策|需求)$"
)


_GOES_ON = re.compile(
    r"^[\W\d]*(?:[（(]\s*\d{1,2}\s*[)）]|[①②③④⑤⑥⑦⑧⑨⑩]|\d{1,2}[)）、.])\s*[^:：、，。；]{1,18}[:：]"
)


def recommendations(
    blocks: Sequence[Block], is_company: Callable[[str], bool]
) -> Iterator[RecommendationClaim]:
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
    for piece in re.split(
        r"([、，,；;/]|以及|(?<=[\u4e00-\u9fff])[和及与](?=[\u4e00-\u9fffA-Z]))", text[begin:end]
    ):
        name = _CODE_NOTE.sub("", piece)
        name = re.sub(r"(?:等.*)$", "", name.strip(" 。."))
        if name:
            offset = text.find(name, position, end)
            if offset >= 0:
                yield offset, offset + len(name)
        position += len(piece)


def _name_like(name: str) -> bool:
    return (
        2 <= len(name) <= 10
        and not re.search(r"[，。：:%\d“”]|评级|给予|维持", name)
        and not _NOT_A_NAME.search(name)
    )
