"""A group of numbers in its sentence in, the move of a share or an index out: "沪深300下跌 1.37%", "跑输上证综指 2.54 个百分点"."""

from __future__ import annotations

import re

from extract.head.header import Facts
from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import last_clause, noun_phrase
from extract.prose.sentence.said import Said, What
from extract.prose.subject.subjects import named, subject_of
from extract.vocabulary import find_metric

_MOVE = re.compile(
    r"(?:收盘|大幅|小幅|整体|累计|指数|股价|板块|行业|分别)?\s*(上涨|下跌|涨|跌|收涨|收跌|涨幅为?|跌幅为?|回调|反弹)(?:了|幅为|约)?\s*$"
)
_BEAT = re.compile(r"(?P<how>跑赢|跑输|强于|弱于|领先|落后)(?:于)?\s*(?P<against>[^，。；（(]{2,14}?)\s*$")
# What shares are compared with; ahead of anybody else is ahead in something else than price.
_BENCHMARK = re.compile(
    r"指数?$|沪深|上证|深证|大盘|市场|板块|恒生|标普|纳指|纳斯达克|道指|行业|全A|科创|创业板"
)

_BOARDS = re.compile(r"子?板块|指数|个股|子行业|概念股")
_CLOSED = re.compile(r"(?:收于|收报|报收|收盘于|收盘报|报)\s*$")


# "形成 998 点的大底", "达到 6124 点": where an index stood.
_STANDS = re.compile(
    r"(?:形成|达到?|跌至|涨至|升至|降至|触及|突破|站上|跌破|回到|回落至|反弹至|见底|见顶)(?:了|约|近)*\s*$"
)


def market_move(
    sentence: Sentence, group: Group, lead: str, said: Said, facts: Facts
) -> tuple[What, str, str | None] | None:
    """Index and share moves ("沪深300下跌 1.37%") and out- or underperformance ("跑输上证综指 2.54 个百分点")."""
    unit, text = group.quantities[0].unit, sentence.mentions.text
    names = sentence.names(group.lead_start, group.start)
    if unit == "点" and names and _CLOSED.search(lead):
        return What("收盘点位"), "level", names[-1].text
    indices = [n for n in sentence.names(sentence.start, group.start) if _BENCHMARK.search(n.text)]
    if unit == "点" and indices and _STANDS.search(lead):
        return What("点位"), "level", indices[-1].text
    if (
        unit in ("pct_pt", "%")
        and (match := _BEAT.search(lead))
        and not re.search(r"\d{4}|预期|[（(]", match["against"])
        and (match["how"].startswith("跑") or said.moved or _BENCHMARK.search(match["against"]))
    ):
        against = match["against"].strip("了约 ")
        return What(f"相对{against}涨跌幅"), "beat", said.subject or facts.topic
    if unit != "%" or sentence.metrics(group.lead_start, group.start):
        return None
    if not (match := _MOVE.search(lead)):
        return _signed(sentence, group, said)
    clause = last_clause(without_periods(sentence, group))
    if not names:
        board = said.moved or (_BOARDS.search(text[sentence.start : group.start]) and What("涨跌幅"))
        own = noun_phrase(clause[: clause.rfind(match[1])])
        told = own if 2 <= len(own) <= 12 else said.subject
        return (board, "price_change", told) if board and told else None
    subject = noun_phrase(clause[: clause.rfind(match[1])]) or names[-1].text
    return What("涨跌幅"), "price_change", subject if names[-1].text in subject else names[-1].text


_OF_BOARDS = re.compile(r"板块|指数|行情|申万|中信|大盘|个股|[涨跌]")


def _signed(sentence: Sentence, group: Group, said: Said) -> tuple[What, str, str | None] | None:
    """A signed percentage right behind a board or a share: "房地产（申万）-1.8%，同期沪深300+0.9%"."""
    text = sentence.mentions.text
    if (
        not re.match(r"[+＋\-－]", group.quantities[0].original)
        or len(group.quantities) > 1
        or group.bracketed
    ):
        return None
    if said.what is not None and said.moved is None:
        return None
    if not _OF_BOARDS.search(text[sentence.start : group.start]):
        return None
    names = sentence.names(group.lead_start, group.start)
    named = names[-1].text if names and not text[names[-1].end : group.start].strip(" ") else None
    clause = re.split(r"[，,：:]", without_periods(sentence, group))[-1]
    board = re.fullmatch(
        r"\s*(?:同期)?([A-Za-z\u4e00-\u9fff]{2,8}(?:[（(][^（()）]{2,4}[)）])?(?:指数|板块)?)\s*", clause
    )
    subject = named or (
        board[1] if board and find_metric(board[1]) is None and not _MEASURES.search(board[1]) else None
    )
    return (What("涨跌幅"), "price_change", subject) if subject else None


_MEASURES = re.compile(r"同比|环比|增速|较|累计|分别|占")


_IN_ROW = re.compile(
    r"(?:^|[，。；：:、]|以及|(?<=[）)])[和及与]|领[涨跌]|(?<![行因视])为|是|包括|关注|的)\s*(?P<noun>[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff\- ]{1,13}?)\s*[（(]\s*$"
)
_ROW_OF_BRACKETS = re.compile(r"[（(]\s*[+＋\-－]?\d[\d.]*\s*%\s*[)）]")


def in_row(sentence: Sentence, group: Group) -> str | None:
    """The thing a percentage in brackets is of, in a row of such: "通信（+5.9%）、电子（+4.7%）领涨"."""
    text = sentence.mentions.text
    quantity = group.quantities[0]
    if not group.bracketed or quantity.unit != "%" or not re.match(r"\s*[)）]", text[group.end :]):
        return None
    if len(_ROW_OF_BRACKETS.findall(sentence.text)) < 2:
        return None
    match = _IN_ROW.search(text, sentence.start, group.start)
    if match is None or any(match.start() <= q.start < group.start for q in sentence.mentions.quantities):
        return None
    noun = noun_phrase(re.split(r"(?<![行因视])为|是|的|领[涨跌]", match["noun"])[-1])
    return noun if len(noun) >= 2 and find_metric(noun) is None else None


def row_move(sentence: Sentence, group: Group, said: Said) -> tuple[What, str, str | None] | None:
    """The move of each thing of such a row, where the sentence speaks of moves."""
    noun = in_row(sentence, group)
    if noun is None or not re.match(r"[+＋\-－]", group.quantities[0].original):
        return None
    if not re.search(r"[涨跌]", _ROW_OF_BRACKETS.sub("", sentence.text)):
        return None
    return What("涨跌幅"), "price_change", noun


_RANKED = re.compile(
    r"(?P<before>[^，。；：]*?)(?:连续)?(?:位列|位居|排名|排|名列|居|列|跻身|进入|稳居|排在|升至|排行|位于|占据)(?:了|至|在)?(?P<field>[^，。；：]{0,24}?)\s*第?\s*$"
)


# "排名第 10": a place, though no 名 stands behind it.
_PLACE = re.compile(r"(?:排名|位列|位居|名列|排行|列居|排在)[^，。；：\d]{0,10}第\s*$")


def rank(sentence: Sentence, group: Group, said: Said, facts: Facts) -> tuple[What, str, str | None] | None:
    """ "位列全行业第 23 名": a place in a field, filed as the field's ranking."""
    unit, lead = group.quantities[0].unit, without_periods(sentence, group)
    if unit not in ("位", "强") and not (unit == "" and _PLACE.search(sentence.mentions.text[: group.start])):
        return None
    match = _RANKED.search(lead)
    if match is None:
        return None
    field = re.sub(r"[的前第\s]+$", "", match["field"]) or noun_phrase(match["before"])
    if said.moved is not None and (field == "" or re.search(r"行业|板块|指数|涨|跌", field)):
        field = "涨跌幅"  # how it moved is what it is ranked by
    what = What(f"{field}排名" if field and not field.endswith("排名") else field or "排名")
    return what, "rank", _ranked(subject_of(sentence, group, what, said, facts), sentence, group, said, facts)


def _ranked(subject: str | None, sentence: Sentence, group: Group, said: Said, facts: Facts) -> str | None:
    """Who has the place: never the place it is in, where the words name somebody ("青禾在全球乳企中排名第 10")."""
    where = [m for m in said.marks if m.kind in ("country", "market") and m.subject == subject]
    who = [m for m in said.marks if m.kind in ("company", "name") and m.end <= group.start]
    return named(who[-1], said, facts) if where and who else subject
