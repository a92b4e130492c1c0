"""A percentage in, the stake it is out, filed under its holder: 张三直接持股比例; None where no stake is spoken of."""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import last_clause, noun_phrase
from extract.prose.sentence.said import Said, What
from extract.vocabulary import find_metric, words

_HELD = re.compile(r"\s*(?:以上)?(?:的)?(?:股权|股份|股本|限制性股票)(?!支付|激励)")
_HOLDS = re.compile(
    r"(?:^|[，。；：、（(])(?P<holder>[^，。；：、（()）]{2,16}?)?(?P<how>(?:分别|合计|共同|直接|间接|累计|通过[^，]{2,16}|共)*)(?:持有|持股|控制)(?P<held>[^，。；\d]{0,14}?)(?:比例)?(?:为|达|约|近|共)*\s*$"
)
_NOUN_BEFORE = re.compile(
    r"(?P<holder>[A-Za-z\u4e00-\u9fff·]{2,14})(?P<how>)[（(]持股(?:比例)?(?:为|约)?\s*$"
)
_STAKES = re.compile(r"持有|持股|股东|控股|控制的")
_IN_ROW = re.compile(r"(?:^|[，。；：、和及与为是的])(?P<holder>[A-Za-z\u4e00-\u9fff·]{2,16}?)\s*[（(]\s*$")
_ALL = re.compile(r"^(?:[二两三四]者|以上|上述)?(?:股东)?(?P<how>合计|共计|总计)")


def holding(sentence: Sentence, group: Group, said: Said) -> What | None:
    """A stake: "张三持有公司 46% 股份", "青山资本（持股 8.9%）", "股东为甲（4%）、乙（3%）", "两者合计 10%"."""
    text = sentence.mentions.text
    if group.quantities[0].unit != "%":
        return None
    lead = without_periods(sentence, group)
    if group.bracketed and (row := _in_row(sentence, group)):
        return What(f"{row}持股比例", None, row)
    spoken_of = said.what is not None and said.what.name.endswith("持股比例") and len(group.quantities) == 1
    if spoken_of and (together := _ALL.match(last_clause(lead).strip())):
        return What(f"{together['how']}持股比例", find_metric("持股比例"))
    match = _NOUN_BEFORE.search(lead)
    if match is None and (_HELD.match(text, group.end) or re.search(r"持股(?:比例)?(?:为|达|约)*\s*$", lead)):
        match = _HOLDS.search(lead)
    if match is None or not (match["holder"] or match["how"]):
        return None
    holder = noun_phrase(re.sub(r"(?:，)?(?:并)?通过.*$", "", match["holder"] or ""))
    holder = re.split(r"分别[为是]|包括|股东[为是]", holder)[-1]
    if re.match(r"(?:公司|本公司)(?:现|原|当前|目前|已|仍|还)*$", (match["holder"] or "").strip()):
        return What("持股比例", None, None, noun_phrase(match.groupdict().get("held") or "") or None)
    if holder in ("其余", "其他", "单独", "合计"):
        return None
    if holder in _HOW or len(holder) < 2:
        holder = _opener(sentence)
    how = re.search(r"直接|间接", match.groupdict().get("how") or (match["holder"] or "")[-2:])
    held = noun_phrase(match.groupdict().get("held") or "")
    holder = _person(holder.removesuffix(how[0]) if how else holder)
    return (
        What(f"{holder}{how[0] if how else ''}持股比例", None, holder, held or None)
        if len(holder) >= 2
        else None
    )


_PERSON = r"[A-Za-z\u4e00-\u9fff·]{2,10}?"
_HELD_BY = re.compile(
    rf"(?:^|[，。；：])(?:其中[，,]?)?\s*(?P<held>[A-Za-z\u4e00-\u9fff]{{2,14}}?)(?:股权)?由(?P<row>{_PERSON}(?:、{_PERSON})*(?:、|和|及|与){_PERSON})(?:先生|女士)?(?:分别|各自?|均)*(?:持股|持有)(?:比例)?(?:为|约)*\s*$"
)


def held_by(sentence: Sentence, group: Group) -> tuple[What, list[str]] | None:
    """ "青山由甲、乙、丙分别持股 20%": the stake each holds in it, and who they are; one number is each one's."""
    lead = without_periods(sentence, group)
    match = _HELD_BY.search(lead) if group.quantities[-1].unit == "%" and "由" in lead else None
    holders = re.split(r"、|和|及|与", match["row"]) if match else []
    if match is None or len(group.quantities) not in (1, len(holders)) or "共同" in lead:
        return None
    held = match["held"]
    return What(f"{held}持股比例", find_metric("持股比例"), held, whole=True), holders


_HOLDERS_OF = re.compile(
    r"(?:^|[，。；：])\s*(?P<held>[A-Za-z\u4e00-\u9fff]{2,12}?)的?(?:前[一二三四五六七八九十\d]+大|主要)(?:控股)?股东(?:分别)?(?:为|是|包括|有)"
)


def held_firm(sentence: Sentence, company: str | None) -> str | None:
    """The other firm whose holders a sentence lists ("青山的前三大股东分别为 …"); None where it is the report's own."""
    match = _HOLDERS_OF.search(sentence.text)
    held = match["held"] if match else None
    if company is None or held is None or held in company or company in held:
        return None
    return None if held.endswith(tuple(words("subject")["company_words"])) or held == "其" else held


_ASPECT = re.compile(r"(?:方面|来看|看|而言|当前|目前|现)$")
_HOW = ("直接", "间接", "合计", "共同", "累计", "分别", "直接及间接", "其", "两者", "三者")


def _in_row(sentence: Sentence, group: Group) -> str | None:
    """The holder right before a bracket that holds nothing but its share, in a sentence that speaks of stakes."""
    text = sentence.mentions.text
    alone = len(group.quantities) == 1 and re.match(r"\s*[)）]", text[group.end :])
    if not alone or _STAKES.search(sentence.text) is None:
        return None
    match = _IN_ROW.search(text, sentence.start, group.start)
    holder = noun_phrase(re.sub(r"^.*(?:控制的|分别为|包括)", "", match["holder"])) if match else ""
    known = find_metric(holder) is not None or any(
        word in holder for word in words("phrase")["not_in_phrase"]
    )
    return holder if len(holder) >= 2 and not known and not _NO_HOLDER.search(holder) else None


# What is no holder though its share stands in brackets behind it.
_NO_HOLDER = re.compile(
    r"[率比额量价]$|占比|同比|环比|增|渠道|收入|业务|地区|省$|市$|产品|板块|股权|股份|股票"
)


def _opener(sentence: Sentence) -> str:
    """Who opens the sentence: "张三先生作为实际控制人，直接持有 …"."""
    clauses = re.split(r"[，,；：:]", sentence.text)
    first = next((clause for clause in clauses if not _ASPECT.search(clause.strip())), clauses[0])
    return noun_phrase(re.split(r"作为|拥有|[是为系曾]|通过|直接|间接|持有|原", first)[0])[:20]


_OFFICE = re.compile(
    r"^.*(?:董事长|董事|总经理|总裁|经理|实控人|实际控制人|控制人|创始人|主席|书记|总监|CEO)(?P<name>[\u4e00-\u9fff·]{2,5})$"
)


def _person(holder: str) -> str:
    """A person without office and address: 公司董事长张三先生 → 张三."""
    plain = re.sub(r"先生|女士", "", holder)
    match = _OFFICE.match(plain)
    return match["name"] if match else plain
