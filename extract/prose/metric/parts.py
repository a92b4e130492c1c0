"""A clause that says what part of a whole something is, or how much of a growth comes from it, in; that metric out.

"新工艺在我国丙烯产能结构中占比 37%" is the technology's, "热饮在公司营收中占比 20%" the company's; "销量对收入增长的贡献度" names
two things and is a share of neither alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.phrases import last_clause, noun_phrase, tells
from extract.prose.sentence.said import Said, What
from extract.vocabulary import find_metric, metric_at_end, words

_NOUN = r"[A-Za-z\u4e00-\u9fff/]"
_REACHES = r"(?:一直|长期|均|已|也|仍|将|分别|合计|就|约|仅|大概|大约|维持|保持|稳定|提升|下降|上升|增长|回落|在|至|到|为|是|达|达到|有|超过?|了|近|高达|接近|不足|不到|[\s（(])*$"
_OF_GROWTH = re.compile(
    rf"(?P<part>{_NOUN}{{2,16}}?)?(?P<each>分别)?对(?:于)?(?P<whole>[A-Za-z\u4e00-\u9fff、/]{{2,24}}?)的?(?P<noun>贡献(?:度|率|比例|占比)?|拉动(?:率|作用)?){_REACHES}"
)
_MORE_GROWTH = re.compile(rf"(?P<part>{_NOUN}{{2,12}}?)的?(?P<noun>贡献(?:度|率|比例|占比)){_REACHES}")
_IN_WHOLE = re.compile(
    rf"(?P<part>[A-Za-z\d\u4e00-\u9fff/\s]{{0,20}})在(?P<whole>{_NOUN}{{2,16}}?)(?:当中|之中|中|里)的?(?:合计|整体)?(?:所占)?(?P<noun>占比|比重|比例|份额|占有率){_REACHES}"
)
_OWN = re.compile(r"^(?:公司|集团|其|本公司)的?|^总(?=营|收)")


def contribution(sentence: Sentence, group: Group, said: Said) -> list[What]:
    """How much of a growth comes from something: one metric, or one for each of as many things as there are numbers."""
    unit = group.quantities[-1].unit
    if unit not in ("%", "pct_pt"):
        return []
    clause = last_clause(without_periods(sentence, group))
    if (match := _OF_GROWTH.search(clause)) is not None:
        noun, whole = match["noun"], _OWN.sub("", match["whole"])
        part = noun_phrase(match["part"] or "") or (said.contributed or ("", ""))[0]
        if not part or not whole:
            return []
        said.contributed = (part, whole)
        return (
            _for_each(part, whole, noun, len(group.quantities))
            if match["each"] or "、" in whole
            else [What(f"{part}对{whole}的{noun}", whole=True)]
        )
    if said.contributed and len(group.quantities) == 1 and (match := _MORE_GROWTH.search(clause)) is not None:
        part, whole = match["part"].removesuffix("的"), said.contributed[1]
        if part in ("合计", "共同", "二者", "两者", "三者"):
            return [What(f"对{whole}的合计{match['noun']}", whole=True)]
        return [What(f"{noun_phrase(part) or part}对{whole}的{match['noun']}", whole=True)]
    return []


def _for_each(part: str, whole: str, noun: str, count: int) -> list[What]:
    """ "分别对 A、B、C 收入增长的贡献度": the growth is that of A, of B and of C."""
    items = [item for item in re.split(r"[、/]|和|与|及", whole) if item]
    if len(items) != count:
        return [What(f"{part}对{whole}的{noun}", whole=True)] if count == 1 else []
    moved = re.search(r"(?:增长|增速|增量|提升|下降|变动)$", items[-1])
    stem = items[-1][: moved.start()] if moved else items[-1]
    found = metric_at_end(stem)
    tail = items[-1][len(found[0]) :] if found and all(metric_at_end(i) is None for i in items[:-1]) else ""
    heads = [*items[:-1], items[-1].removesuffix(tail)] if tail else items
    return [What(f"{part}对{head}{tail}的{noun}", None, head, whole=True) for head in heads]


def part_of_whole(sentence: Sentence, group: Group, said: Said) -> What | None:
    """ "甲在乙中占比": the share of 甲 in 乙, filed under 甲 where 乙 is no firm's; None for another form."""
    if len(group.quantities) > 1 or group.quantities[-1].unit != "%" or group.bracketed:
        return None
    match = _IN_WHOLE.search(last_clause(without_periods(sentence, group)))
    if match is None or match["part"].endswith(_NO_PART) or match["whole"].startswith(_NO_WHOLE):
        return None
    part, whole = noun_phrase(match["part"]), _OWN.sub("", match["whole"])
    ours = _OWN.match(match["part"].strip()) is not None
    if (
        name := next((n.text for n in sentence.mentions.names if whole.startswith(n.text)), None)
    ) is not None:
        whole = whole.removeprefix(name).removeprefix("集团").removeprefix("的") or whole
    if tells(part):
        return None
    own = whole != match["whole"]
    parted = metric_at_end(whole)
    concept = find_metric(whole) or (parted[2] if parted else None)
    books = concept is not None and concept.family in words("subject")["account_families"]
    if not part and said.what is not None:
        part = said.what.scope or ""
    if own or books:
        share = find_metric(f"{whole}占比") if find_metric(whole) else None
        return What(f"{part}占{whole}比例" if part else f"{whole}占比", share, part or None, whole=True)
    if len(part) < 2 or part in words("subject")["company_words"] or part in (said.company or ""):
        return None
    if not _OTHERS.search(whole):
        return None
    if ours:
        return What(f"{part}占{whole}比例", whole=True)
    countries = "|".join(words("subject")["country_words"])
    return What(f"{re.sub(rf'^(?:{countries})的?', '', whole) or whole}占比", None, None, part)


_NO_PART = ("存", "现", "内", "潜", "所", "自")
_NO_WHOLE = ("线", "建", "研", "手", "职", "售")
# Wholes that are nobody's: a country's, a market's, a kind of thing's.
_OTHERS = re.compile(
    r"我国|全国|国内|中国|全球|海外|美国|日本|欧洲|世界|市场|行业|产业|品类|结构|消费量?|零售额|产能|产量|需求|供给|供应|进口|出口|总量|成本$"
)


def same_part(what: What, part: str) -> What:
    """A share said of one part, said of another: 基础产品占比 → 云雀占比."""
    return replace(what, name=f"{part}占比", scope=part) if what.name == f"{what.scope}占比" else what
