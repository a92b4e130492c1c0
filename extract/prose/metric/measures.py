"""A metric, a number and the words between them in; how the number is said of the metric out: level, growth, share or multiple.

None where it cannot be said of it: money of a ratio, percentage points of money.
"""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group
from extract.prose.sentence.phrases import arrives, measure_word
from extract.prose.sentence.said import CHANGES, MONEY
from extract.vocabulary import Metric

_RATE = re.compile(r"增速|增幅|降幅|涨幅|跌幅|增长率")
_STEP = re.compile(
    r"(?<![从由自])(?:新增|净增|增加|减少|增长|下降|提升|提高|上升|降低|下滑|回落)(?:了|约|近|高达|多达)?\s*$"
)
# "增长率分别为", "收入增长为": how much it grew, though "为" stands before the number.
_GROWN_BY = re.compile(r"增(?:长率?|速|幅)(?:分别|将|预计|约|均)*(?:为|达到?|是|在)(?:约|近)*\s*$")
_SPANS = ("cagr", "yoy", "qoq", "mom", "wow", "dod")
# "是 A 的近四倍", "为去年的 3 倍": so many times another's, not grown so many times.
_TIMES_OF = re.compile(r"(?:[是为达系]|相当于|约为?)[^，。；]{1,20}的\s*(?:约|近|超过?|逾|大约)?\s*$")


# With what a movement is compared, said by a period the words before the number hold.
_AGAINST = (
    ("change", re.compile(r"(?:较|比|相比于?|对比)[^，。；、较比]{0,12}?(?:[末初底]|[高低][点位])(?!期)")),
    ("qoq", re.compile(r"(?:较|比|相比于?|对比)(?:上一?季度?|前一?季度?|上年[一二三四]季度)")),
    ("mom", re.compile(r"(?:较|比|相比于?|对比)(?:上个?月|前一?月)")),
    ("wow", re.compile(r"(?:较|比|相比于?|对比)(?:上一?周|前一?周|一周前)")),
    ("yoy", re.compile(r"(?:较|比|相比于?|对比)(?:上一?年度?|去年)")),
)
_MOVED = re.compile(
    r"(?:净?(?:增加|减少)|上涨|下跌|下降|提升|上升|回落|增长|提高|降低|扩大|收窄|下滑|下调|上调|回升|少增|多增|[涨跌升降])(?:了|约|近|超过?|逾|分别|为)*\s*$"
)


def against(printed: str) -> str | None:
    """The measure the other side of a comparison asks for: "较上月" is mom, "较年初" a change; None where none is named.

    `printed` is the stretch before the number with its periods.
    """
    found = [
        (match.start(), -place)
        for place, (_, pattern) in enumerate(_AGAINST)
        for match in pattern.finditer(printed)
    ]
    return _AGAINST[-max(found)[1]][0] if found else None


def moved_by(lead: str) -> bool:
    """Whether the words right before a number say that it is by how much something moved: "较上周增加 1.6 万吨"."""
    return _MOVED.search(lead) is not None and _STEP_NAME.search(lead) is None


_STEP_NAME = re.compile(r"(?:新增|净增|预计增加|计划增加)(?:了|约|近)*\s*$")


def measure_of(concept: Metric | None, after: str, group: Group, printed: str) -> str | None:
    """How a number of this unit can be said of this metric; None where it cannot.

    `after` is what parts the two, without its periods; `printed` with them.
    """
    quantity = group.quantities[-1]
    unit, own = quantity.unit, concept.unit if concept else ""
    asked = "change" if quantity.original.startswith("翻") else measure_word(after)
    if asked in (None, "change", "yoy") and (base := against(printed)) is not None:
        asked = base
    if unit in ("%", "倍") and re.search(r"[上下]调$", after.rstrip(" 约近了")):
        return asked if asked in ("qoq", "mom", "wow", "yoy") else "change"  # against the forecast before
    if concept is not None and concept.id.startswith("price_change"):
        return "price_change"
    if concept is not None and concept.id == "price" and unit == "%":
        return "price_change" if asked in CHANGES else None
    if unit == "%" and asked is None and falls_short(after) is not None:
        return "change"
    if group.role == "from" and asked == "change" and not _RATE.search(after):
        if _STEP.search(after):
            return "change"  # "增加 81 家至 168 家": by how much, then to where
        asked = None  # "从 12%提升至 15%": both ends are levels
    if unit in ("%", "pct_pt"):
        return _of_percentage(concept, asked, after, group, printed)
    if unit == "倍":
        return _of_multiple(own, asked, after)
    if not _fits(concept, unit):
        return None
    if unit not in ("", "倍", "share") and moved_by(printed):
        return asked if asked in _SPANS and asked != "cagr" else "change"
    moves = asked in _SPANS and re.search(r"变动|增加|减少|增长|下降", after) is not None
    return asked if moves and asked != "cagr" and not arrives(after) else "level"


_STANDS = re.compile(
    r"(?:(?<![占环同对])比|较|相[比较]于?)[^，。；：\d]{1,14}?(?P<how>[低少短轻小]|便宜|[高多贵长重大])(?:了|约|出|近|\s)*$"
)


def falls_short(lead: str) -> bool | None:
    """Whether a number says by how much something stands below another's ("比同行低 10%"); False above it, None neither."""
    match = _STANDS.search(lead)
    return None if match is None else match["how"] in ("低", "少", "短", "轻", "小", "便宜")


_COUNTED = re.compile(r"(?:面积|数量|人数|家数|户数|天数|时长|里程|次数)$")


def _fits(concept: Metric | None, unit: str) -> bool:
    """Whether a number in money, a count or none can be a value of the metric."""
    own = concept.unit if concept else ""
    if unit == "位" or (unit == "" and concept is not None and own == "%" and "率" in concept.zh):
        return False
    if unit in MONEY:
        return own in ("", *MONEY) and not (concept and _COUNTED.search(concept.zh))
    return unit in ("", "share") or own not in (*MONEY, "%")


def _of_multiple(own: str, asked: str | None, after: str) -> str:
    if own == "倍":
        return "level"
    return "change" if asked in CHANGES and not _TIMES_OF.search(after) else "multiple"


def _of_percentage(
    concept: Metric | None, asked: str | None, after: str, group: Group, printed: str
) -> str | None:
    unit = group.quantities[-1].unit
    if concept is not None and concept.unit == "%":
        if asked == "share" and "占" not in after:
            asked = measure_word(after.replace("占", ""))
    elif unit == "pct_pt" and concept is not None and concept.unit:
        return None
    if asked in _SPANS:
        return asked
    if concept is None and asked == "change" and re.search(r"增速|增幅|增长率", after):
        return "yoy"
    if concept is None or concept.unit == "%":
        if asked == "change" and not arrives(after):
            since = over_years(printed) or against(printed) == "change"
            return "yoy" if unit == "pct_pt" and not since else "change"
        return "share" if asked == "share" or (concept and is_share(concept.zh)) else "level"
    return _of_amount(concept, asked, after, group, printed)


def _of_amount(concept: Metric, asked: str | None, after: str, group: Group, printed: str) -> str | None:
    """A percentage said of money or a count: its share or its growth; in brackets a list of growth needs no word."""
    if asked == "share":
        return "share"
    if asked is None and group.quantities[-1].unit == "%" and after.strip(" 约近") == "的":
        return "share"  # "收入的 54%"
    if asked == "change":
        if arrives(after) and not _GROWN_BY.search(after):
            return None
        return "yoy" if concept.kind == "flow" and not over_years(printed) else "change"
    signed = any(re.match(r"[+＋-]", q.original) for q in group.quantities)
    return "yoy" if signed or (group.bracketed and len(group.quantities) > 1) else None


def is_set_against(lead: str) -> bool:
    """Whether a number of times is that of another's: "是 A 的近四倍"."""
    return _TIMES_OF.search(lead) is not None


def over_years(text: str) -> bool:
    """Compared with a year named in figures ("较 2015 年提高"): a change, whatever the span."""
    return bool(re.search(r"(?:较|比|相比)\s*(?:\d{4}|\d{2})\s*年", text))


def is_share(name: str) -> bool:
    """Whether a ratio is a share of a whole by its name."""
    return bool(re.search(r"占比|占有率|市占率|份额|比重$", name))


def open_measure(group: Group, asked: str | None, lead: str) -> str:
    """The measure of a metric no vocabulary knows, by the words of its own clause."""
    unit = group.quantities[-1].unit
    if unit == "%" and falls_short(lead) is not None:
        return "change"
    if group.role == "from":
        return "change" if _STEP.search(lead) else "yoy" if _RATE.search(lead) else "level"
    if unit == "倍":
        return "change" if asked in CHANGES and not _TIMES_OF.search(lead) else "multiple"
    if asked in (None, "change", "yoy"):
        asked = against(lead) or asked
    if unit not in ("", "%", "pct_pt", "share") and moved_by(lead):
        return asked if asked in _SPANS and asked != "cagr" else "change"
    grown = unit == "%" and _GROWN_BY.search(lead) is not None
    if grown and asked == "change":
        return "yoy"
    moves = asked is not None and not (arrives(lead) and asked != "share")
    if unit in ("%", "pct_pt"):
        return asked if asked is not None and (moves or asked != "change") else "level"
    return asked if asked in ("yoy", "qoq", "mom", "wow", "dod") and moves else "level"
