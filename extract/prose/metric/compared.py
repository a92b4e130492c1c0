"""A number that is said of somebody beside the clause's own subject: the other side of a comparison, a list behind.

"高于日本的 8 千克" is 日本's, "超 100 万亿的公司仅 A、B、C 三家" is A's, B's and C's.
"""

from __future__ import annotations

import re

from extract.prose.metric.measures import measure_of
from extract.prose.sentence.clauses import Group, Sentence, without_periods
from extract.prose.sentence.nlp import Name
from extract.prose.sentence.phrases import last_clause
from extract.prose.sentence.said import Said, What
from extract.vocabulary import words

_OTHER = re.compile(
    r"(?:高于|低于|大于|小于|多于|少于|优于|好于|超过|不及|超出|高出|落后于|领先于)(?:了|约)?(?P<other>[^，。；：、（(\d]{2,14}?)(?:的|同期)*\s*(?P<bracket>[（(]?)\s*(?:约|近|为)*\s*$"
)


def other_side(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """The metric just spoken of, said of whom the clause compares with."""
    lead = without_periods(sentence, group)
    match = _OTHER.search(lead)
    floor = group.start - len(last_clause(sentence.mentions.text[group.lead_start : group.start]))
    if match is None or said.what is None or sentence.metrics(floor, group.start):
        return None
    if group.quantities[0].unit == "pct_pt":
        return None  # by how much, not where the other stands
    other = match["other"].removesuffix("的")
    if (average := _OF_AVERAGE.fullmatch(other)) and _lies(sentence, group, said):
        other = str(words("subject_fold").get(average["of"], average["of"]))
    if any(word in other for word in words("subject")["not_compared"]):
        return None
    measure = measure_of(said.what.concept, "", group, lead)
    same = said.measure if group.quantities[0].unit == said.unit else measure
    return (What(said.what.name, said.what.concept, said.what.scope, other), same) if same else None


_OF_AVERAGE = re.compile(r"(?P<of>[A-Za-z\u4e00-\u9fff]{2,10}?)的?(?:平均(?:水平|值)?|均值|中位数)")


def _lies(sentence: Sentence, group: Group, said: Said) -> bool:
    """Whether the number lies on the side of the one before that the words say: below it, or above it."""
    if not isinstance(said.last, Group) or said.last.start < sentence.start:
        return False
    first, second = said.last.quantities[-1].value, group.quantities[-1].value
    lower = re.search(
        r"(?P<how>高于|大于|多于|超过|优于|低于|小于|少于|不及)(?!.*(?:高|大|多|低|小|少)于)",
        without_periods(sentence, group),
    )
    above = lower is not None and lower["how"] in ("高于", "大于", "多于", "超过", "优于")
    return lower is not None and (first > second if above else first < second)


_BELOW = re.compile(r"(?:高于|低于|大于|小于|多于|少于|不及|超过)(?:了|约)?\s*$")
_AVERAGE = re.compile(
    r"\s*(?:左右)?的(?P<other>[A-Za-z\u4e00-\u9fff]{2,12}?)(?:的)?(?:平均(?:水平|值)?|均值|中位数|水平)"
)


def average_behind(sentence: Sentence, group: Group, said: Said) -> tuple[What, str] | None:
    """The metric just spoken of, said of a group whose average stands behind the number: "低于 1%的发达国家平均水平"."""
    if said.what is None or group.quantities[-1].unit != said.unit:
        return None
    match = _AVERAGE.match(sentence.mentions.text, group.end, sentence.end)
    if match is None or not _BELOW.search(without_periods(sentence, group)):
        return None
    folded = words("subject_fold")
    other = str(folded.get(match["other"], match["other"]))
    return What(said.what.name, said.what.concept, said.what.scope, other), said.measure


_AHEAD = re.compile(
    r"(?P<how>高于|低于|大于|小于|优于|落后于?|领先于?|超过|超出|高出|少于|多于)(?:了|约)?(?P<other>[^，。；：、（(\d]{2,14}?)(?:约|近|为|达|了)*\s*$"
)


def distance(sentence: Sentence, group: Group, said: Said) -> What | None:
    """By how many percentage points the metric just spoken of is above or below another's: "领先 B 9 个百分点"."""
    if group.quantities[0].unit != "pct_pt" or said.what is None:
        return None
    lead = without_periods(sentence, group)
    if (above := _ABOVE.search(lead)) is not None:
        other = _other_side(above["other"], said.what.name)
        how = f"{above['how']}于" if len(other) >= 2 else ""
        return (
            What(f"{said.what.name}{how}{other}幅度", None, said.what.scope, said.what.subject)
            if how
            else None
        )
    match = _AHEAD.search(lead)
    if match is None:
        return None
    other = re.sub(r"(?:的|同期|水平)+$", "", match["other"])
    if any(word in other for word in ("预期", "预测", "指引")):
        return None
    return What(
        f"{said.what.name}{match['how'].removesuffix('于') if match['how'][-1] == '于' and match['how'][0] in '领落' else match['how']}{other}幅度",
        None,
        said.what.scope,
        said.what.subject,
    )


_ABOVE = re.compile(
    r"比(?P<other>[^，。；：、（(\d]{2,16}?)(?P<how>高|低|多|少|大|小|快|慢)(?:出|了|约|近)*\s*$"
)


def _other_side(words_between: str, metric: str) -> str:
    """Whom a figure is compared with, without the figure's own name: 青禾 in "比青禾市场份额高"."""
    other = words_between.strip()
    for size in range(len(metric), 1, -1):
        if other.endswith(metric[-size:]):
            return other[:-size].rstrip(" 的")
    return other


_ARE = re.compile(
    r"\s*(?:以上)?的(?:公司|企业|厂商|平台|模型|品牌|国家|地区|银行|机构|产品|客户|城市)(?:仅有?|只有|包括|有|为|分别为|共有)*\s*"
)


def subjects_behind(sentence: Sentence, group: Group) -> tuple[list[str], int]:
    """Names listed right behind the number, and where they end: "超 100 万亿的公司仅 A、B、C 三家"."""
    text = sentence.mentions.text
    match = _ARE.match(text, group.end, sentence.end)
    if match is None:
        return [], group.end
    run: list[Name] = []
    for name in sentence.names(match.end(), sentence.end):
        between = text[(run[-1].end if run else match.end()) : name.start]
        if between.strip() not in (("",) if not run else ("、", "和", "及", "与", "以及", ",", "，")):
            break
        run.append(name)
    return ([n.text for n in run], run[-1].end) if len(run) > 1 else ([], group.end)
