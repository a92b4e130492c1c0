"""A group of numbers in its sentence in, whom it is about out, and who says so where that is not the broker."""

from __future__ import annotations

import itertools
import re

from extract.head.header import Facts
from extract.prose.sentence.clauses import Group, Sentence, between
from extract.prose.sentence.nlp import Name
from extract.prose.sentence.said import Said, What
from extract.prose.sentence.topics import Mark, is_head, opens
from extract.prose.subject.backdrop import backdrop, category, of_company
from extract.vocabulary import words

PEERS = "可比公司"


def subject_of(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> str | None:
    """The mark that heads the clause; else whom the sentence, then the one before it, spoke of; else the report's own."""
    text = sentence.mentions.text
    if (
        re.search(r"平均|均值|中位数", text[group.lead_start : group.start])
        and _COMPARABLE.search(text[sentence.start : group.start])
        and not (what.concept and what.concept.id == "target_market_cap")
    ):
        return PEERS
    mark = mark_of(sentence, group, said)
    if mark and is_of_books(what, facts) and text[: mark.start].endswith("随着"):
        mark = None  # "随着我国消费升级，营业收入…": only the setting
    if (
        mark is None
        and what.scope
        and what.name.startswith(f"{what.scope}占")
        and _leans_on_market(sentence, group, what, said, facts)
    ):
        return what.scope  # "结构系统占平台成本的 12%" under a market: the part's own
    if mark is None and (market := _concentrated(what, said)):
        said.mark = Mark(market, "market", group.start, group.start)
        return market
    if is_of_market(what) and (mark is None or mark.kind == "company"):
        told = said.mark if said.mark and said.mark.kind == "market" and said.mark.subject else None
        mark = told or _market_before(group, said)
        if mark is None and facts.subject is not None:
            place = said.topic.subject if said.topic and said.topic.kind in ("country", "market") else None
            # never the company's: nobody's where no market was named
            return said.segment or place or said.market
    if mark is not None and _is_spread(mark, what, facts):
        mark = None  # "全国经销商数量达 900 家": the company's, wherever they are
    if mark is None:
        mark = _carried(sentence, group, what, said, facts)
    if mark is None:
        return facts.topic
    said.mark = mark if mark is not said.home else said.mark
    if facts.subject is not None and mark.kind in ("country", "market") and mark is not said.home:
        return category(what, mark, text[group.lead_start : group.start]) or named(mark, said, facts)
    return named(mark, said, facts)


def _is_spread(mark: Mark, what: What, facts: Facts) -> bool:
    """Whether a country only says where the company has something that no country has."""
    if facts.subject is None or mark.kind != "country" or what.concept is None:
        return False
    return of_company(what.name) and what.concept.id in words("subject")["company_counts"]


_COMPARABLE = re.compile(
    r"可比(?:公司|企业|标的|上市公司|估值)|[三四五六七八九]家(?:上市)?公司(?:的)?(?:平均|均值)"
)


def named(mark: Mark, said: Said, facts: Facts) -> str | None:
    """The subject a mark stands for: a bare 公司 or 行业 is the one spoken of."""
    if mark.subject is not None:
        return mark.subject
    if mark.kind == "company":
        return facts.subject or _named_before(mark, said) or said.item or said.spoken_of
    return said.market or facts.industry


def _named_before(company: Mark, said: Said) -> str | None:
    """The firm a sentence named before it says 公司, where it named one."""
    names = {m.subject for m in said.marks if m.kind == "name" and m.end <= company.start}
    return names.pop() if len(names) == 1 else None


def is_of_market(what: What) -> bool:
    """Whether a metric is one of a market or a country and never of a company: its size, its concentration."""
    table = words("subject")
    if what.concept is None:
        return False
    return what.concept.id in table["market_metrics"] or what.concept.family in table["market_families"]


def _concentrated(what: What, said: Said) -> str | None:
    """Whose concentration it is: "冷冻烘焙 CR2" is that of 冷冻烘焙. Customers and suppliers are the company's."""
    match = _CONCENTRATION.fullmatch(what.name)
    market = match["market"] if match else None
    if market is None or of_company(market):
        return None
    return said.market if said.market and market in said.market else market


_CONCENTRATION = re.compile(r"(?P<market>[A-Za-z\u4e00-\u9fff]{2,12}?)(?:的|市场|行业)?\s*CR\s?\d{1,2}")


def is_of_books(what: What, facts: Facts) -> bool:
    """Whether a metric is one of the books of the report's company."""
    table, concept = words("subject"), what.concept
    return (
        facts.subject is not None
        and concept is not None
        and concept.family in table["account_families"]
        and concept.id not in table["not_account"]
    )


def mark_of(sentence: Sentence, group: Group, said: Said) -> Mark | None:
    """The head of the last clause before the number that has one; a country right before the number is one too."""
    text = sentence.mentions.text
    inside = [m for m in said.marks if group.lead_start <= m.start and m.end <= group.start]
    if row := _ALL_SUCH.search(text, group.lead_start, group.start):
        inside = [m for m in inside if m.end <= row.start()]  # those counted, not who has so many
    if (
        inside
        and inside[-1].kind == "country"
        and text[inside[-1].end : group.start].strip(" 的约近超为仅（(") == ""
        and not _PLACES.match(text, group.end)  # "全国 29 个地区": where somebody else is
    ):
        return inside[-1]
    clause = max(text.rfind(sign, 0, group.start) for sign in "，,：:；。")
    heads = [m for m in inside if is_head(text, m, group.lead_start) and (m.is_named or m.start > clause)]
    if not heads:
        return None
    start = max(text.rfind(sign, 0, heads[-1].start) for sign in "，,：:；。")
    return next(m for m in heads if m.start > start)


# "A、B 和 C 等 13 家": members of what is counted.
_ALL_SUCH = re.compile(
    r"[A-Za-z\u4e00-\u9fff]{2,8}(?:(?:、|和|及|与)[A-Za-z\u4e00-\u9fff·]{2,10})*(?:、|和|及|与)[A-Za-z\u4e00-\u9fff·]{2,10}等(?:多达|近|约)?\s*$"
)


def _leans_on_market(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> bool:
    carried = _spoken_of(sentence, group, what, said, facts)
    return carried is not None and carried.kind in ("country", "market")


_PLACES = re.compile(r"\s*(?:多)?(?:试点|主要|重点|核心)?(?:地区|省|城市|市|区域|国家|州)")


def _market_before(group: Group, said: Said) -> Mark | None:
    """The market or country the sentence named last, wherever it stands."""
    found = [m for m in said.marks if m.end <= group.start and m.kind in ("market", "country") and m.subject]
    return found[-1] if found else None


def _carried(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> Mark | None:
    """Whom the numbers before were about, else the market or country the paragraph has in view."""
    spoken = _spoken_of(sentence, group, what, said, facts)
    if spoken is not None or is_of_books(what, facts):
        return spoken
    return backdrop(sentence, group, what, said, facts)


def _spoken_of(sentence: Sentence, group: Group, what: What, said: Said, facts: Facts) -> Mark | None:
    """Whom the numbers before were about, in this sentence or the one before it, where this number may lean on it.

    Figures of the books do not lean on a market: they are the company's.
    """
    text = sentence.mentions.text
    books = is_of_books(what, facts)
    # The same figure told on in its sentence is the same market's: "我国面条收入 80 亿元，5 年复合增速 8%".
    if said.mark is not None and said.what is not None and what.concept is said.what.concept:
        books = books and what.name != said.what.name
    heads = [
        m for m in said.marks if m.end <= group.lead_start and is_head(text, m, sentence.start) and m.is_named
    ]
    if facts.subject is not None:
        heads = [m for m in heads if m.kind in ("company", "name") or opens(text, m.start, sentence.start)]
    if books and heads and heads[0].kind == "market" and opens(text, heads[0].start, sentence.start):
        # A market that opens the sentence, where no firm is named behind it, has figures of its own.
        books = any(m.kind in ("company", "name") for m in said.marks if m.end <= group.start)
    for mark in (said.mark, heads[-1] if heads else None, said.topic, said.home):
        if mark is not None and not (books and (mark.kind in ("market", "country") or mark is said.home)):
            return mark
    return None


def place_of(label: str | None) -> Mark | None:
    """The label of a row or a heading as a mark: a country, or a name of its own."""
    if label is None:
        return None
    place = words("subject_fold").get(label, label)
    kind = "country" if label in words("subject")["country_words"] else "name"
    return Mark(str(place), kind, 0, 0)


def example(sentence: Sentence, said: Said) -> Mark | None:
    """The country or firm a sentence takes as its example ("以法国为例")."""
    text = sentence.mentions.text
    for mark in said.marks:
        if text.startswith("为例", mark.end) and text[: mark.start].endswith("以"):
            return mark
    return None


def subject_of_each(sentence: Sentence, group: Group, what: What, said: Said) -> list[str]:
    """ "茅台、五粮液、汾酒价格分别为 …": as many names in a row as there are numbers; kinds of users of a market's rate."""
    if len(group.quantities) == 1:
        return []
    text = sentence.mentions.text
    of_market = is_of_market(what) or _is_of_users(sentence, group)
    if of_market and (found := _places_in_row(sentence, group) or _kinds(sentence, group, said)):
        return found
    names = sentence.names(group.lead_start, group.start)
    run = names[-len(group.quantities) :]
    together = all(
        re.fullmatch(r"\s*(?:[、/／和及与]|以及)\s*", text[a.end : b.start])
        for a, b in itertools.pairwise(run)
    )
    if len(run) != len(group.quantities) or not together:
        beside = (
            said.mark is not None and said.mark.kind == "country"
        )  # another country was told of just before
        own = said.company is not None and not is_of_market(what) and not beside
        return ([] if own else _places_in_row(sentence, group)) or _beside_a_name(sentence, group, names)
    # The list must lead straight to the numbers: "A、B 作为可比公司，平均 PE 为 …" is about neither.
    after = text[run[-1].end : group.start]
    return [n.text for n in run] if len(after) <= 16 and not re.search(r"[，：]|作为|可比", after) else []


_OPENS = re.compile(r"^\s*(?:其中|同期|同年|而|对比|相比之下)*的?")


def _places_in_row(sentence: Sentence, group: Group) -> list[str]:
    """As many countries in a row as there are numbers: "中国、美国、欧元区增速预期分别为"."""
    clause = re.split(r"[，：；]", between(sentence, group.lead_start, group.start))[-1]
    parts = re.split(r"[、/／]|和|及|与", _OPENS.sub("", clause).strip())
    places = words("subject")["country_words"]
    last = next((p for p in sorted(places, key=len, reverse=True) if parts[-1].startswith(p)), None)
    if len(parts) != len(group.quantities) or last is None or not all(p in places for p in parts[:-1]):
        return []
    folded = words("subject_fold")
    return [str(folded.get(place, place)) for place in (*parts[:-1], last)]


_ROW = r"(?:^|[，。；：\s])(?:其中)?(?P<run>(?:[A-Za-z\u4e00-\u9fff]{2,8}、)*)"
_REST = r"(?P<behind>(?:、[A-Za-z\u4e00-\u9fff]{2,8}?)*)(?:品牌|大单品|产品)?(?:的|在[^，。；：、]{2,12}[中内里]的?)?[^，。；：、的]{2,16}分别[由从为达]?\s*$"


def _beside_a_name(sentence: Sentence, group: Group, names: list[Name]) -> list[str]:
    """A row of brands of which one is known ("A、B 品牌的市占率分别由 …"): what stands beside a name is one."""
    lead = between(sentence, group.lead_start, group.start)
    if "分别" not in lead:
        return []
    for name in reversed(names):
        match = re.search(_ROW + re.escape(name.text) + _REST, lead)
        row = [*match["run"].split("、")[:-1], name.text, *match["behind"].split("、")[1:]] if match else []
        if len(row) == len(group.quantities):
            return row
    return []


def _is_of_users(sentence: Sentence, group: Group) -> bool:
    """Whether the metric is a rate of use, which every kind of user has one of."""
    mentions = sentence.metrics(group.lead_start, group.start)
    return bool(mentions) and mentions[-1].metric.id in words("subject")["user_metrics"]


def _kinds(sentence: Sentence, group: Group, said: Said) -> list[str]:
    """ "法国 BIM 在建筑师事务所、承包商的使用率分别为": 法国建筑师事务所, 法国承包商."""
    mentions = sentence.metrics(group.lead_start, group.start)
    if not mentions or any(m.kind == "company" for m in said.marks):
        return []
    lead = re.split(r"[，：]", between(sentence, group.lead_start, mentions[-1].start))[-1]
    kind = r"[A-Za-z\u4e00-\u9fff/]{2,14}"
    match = re.search(
        rf"(?:.*[在对]|各|^)?(?P<run>{kind}(?:(?:、|和|及|与){kind}){{{len(group.quantities) - 1}}}?)(?:中|的)*$",
        lead,
    )
    if match is None:
        return []
    kinds = [k.removesuffix("中").removesuffix("的") for k in re.split(r"、|和|及|与", match["run"])]
    place = said.mark.subject if said.mark and said.mark.kind in ("country", "market") else None
    return (
        [(place or "") + kind for kind in kinds] if len(kinds) == len(group.quantities) and all(kinds) else []
    )


_SPEAKER = re.compile(
    r"(?:根据|据|依据|按照|参考)\s*(?P<a>[A-Za-z\u4e00-\u9fff&·.\s]{2,20}?)(?:的)?(?:数据|统计|预测|预计|报道|披露|测算|研究(?![院所中员部])|调查|口径|报告|官网|显示|(?:(?<=研究院)|(?<=研究所)|(?<=有限公司)|(?<=研究中心))(?=[，,：:\s]))"
)
_SAYS = re.compile(
    r"(?:^|[，。；：:])\s*(?P<b>[A-Z][A-Za-z&. ]{1,20}|[\u4e00-\u9fff]{2,8}(?:局|部|协会|研究院|咨询|委))\s*(?:预计|预测|数据显示|统计|表示|指出|的?数据)"
)


def attribution(text: str) -> str | None:
    """Who says so, where it is neither the broker nor the company itself ("根据 IDC 数据")."""
    for pattern in (_SPEAKER, _SAYS):
        if match := pattern.search(text):
            speaker = match[1].strip(" 的，,")
            if speaker and speaker not in words("attribution_words")["not_sources"] and len(speaker) >= 2:
                return speaker
    return None
