"""A metric as a sentence told it in, the metric as an analyst files it out: a clean name, its concept, the segment it is of.

A concept is given only where unit and measure are ones it can have; what limits it (施工业务 of 施工业务收入) becomes the
scope, so that a segment's figure never stands for the company's. A share is never filed as what it is a share of.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from extract.prose.sentence.said import CHANGES, MONEY, What
from extract.vocabulary import Metric, find_metric, longest_first, metric_at_end, words

_PERCENT = ("%", "pct_pt")


def filed(what: What, measure: str, unit: str, lead: str) -> What:
    """`what` with the name, concept and scope it is filed under; the concept is None where none fits.

    `lead` is the text that leads up to the number: it may say more about the name than the name does.
    """
    if what.whole:
        return what
    if (longer := _continued(what.name, measure, lead)) is not None:
        return replace(what, name=longer, concept=find_metric(longer))
    name = what.name if what.concept is not None else tidy(what.name)
    if measure == "share":
        return _share(replace(what, name=name), unit, lead)
    if unit == "pct_pt" and not (what.concept and what.concept.unit == "%"):
        # Percentage points of an expense or a profit are those of its ratio.
        scope, ratio = _meaning(f"{name}率")
        if ratio is not None and ratio.unit == "%":
            return replace(what, name=f"{name}率", concept=ratio, scope=what.scope or scope)
    if what.concept is not None:
        fits = _fits(what.concept, measure, unit)
        if what.scope:
            name = _head().sub("", name) or name
        scope = _limit(what.scope) or None if what.scope else None
        return replace(what, name=name, concept=what.concept if fits else None, scope=scope)
    scope, concept = _meaning(name)
    if concept is None and measure != "rank" and unit not in (*_PERCENT, *MONEY, "倍", "share", ""):
        scope, concept = _meaning(f"{name}数量")  # 客户 22 家 are so many of them
    if concept is None or not _fits(concept, measure, unit):
        return replace(what, name=name)
    return replace(what, name=name, concept=concept, scope=scope)


def _meaning(name: str) -> tuple[str | None, Metric | None]:
    """(segment, concept) of a name: the whole of it, or what ends it."""
    if (whole := find_metric(name)) is not None:
        return None, whole
    parts = metric_at_end(name)
    if parts is None:
        return None, None
    scope, _, concept = parts
    scope = _limit(scope)
    if not scope:
        return None, concept
    return (scope, concept) if _limits(scope, concept) else (None, None)


def _limit(scope: str) -> str:
    """What limits a metric, without verbs and idle words at either end; nothing where only such words stand there."""
    last = None
    while scope != last:
        last = scope
        for pattern in (_head(), _verb_at_end(), _scope_tail()):
            scope = pattern.sub("", scope).strip(" 的:：")
    return scope


def _limits(scope: str, concept: Metric) -> bool:
    """Whether words before a metric name a segment, a product, a place or a holder, and tell no story."""
    table = words("filed")
    if concept.family in table["whole_families"] or not 2 <= len(scope) <= 16:
        return False
    if re.search(r"[，。；：、及和与]$|^[及和与、]", scope) or not re.search(r"[\u4e00-\u9fffA-Za-z]", scope):
        return False
    return not _no_scope().search(scope)


def _continued(name: str, measure: str, lead: str) -> str | None:
    """The name with the noun behind it that makes it another thing: 收入新增空间, 成本优势, how fast 营收 grows."""
    behind = lead.rpartition(name)[2] if name in lead else ""
    if match := _nouns_behind().match(behind):
        return name + match[0]
    rate = re.match("增速|增长率", behind)
    return name + rate[0] if rate and measure == "multiple" else None


def _share(what: What, unit: str, lead: str) -> What:
    """A share by the name of the share: 研发人员 of the staff is 研发人员占比, "占收入的 5%" says of what it is one."""
    name = what.name
    if whole := re.search(rf"占(?:公司|总|其|了|到)*{re.escape(name)}[^，。；：]{{0,6}}$", lead):
        return _share_of(what, name, lead[: whole.start()])
    if what.concept is not None and what.concept.unit == "%":
        return what if _fits(what.concept, "share", unit) else replace(what, concept=None)
    name = re.sub(r"(?<=.)(?:约|大约|仅|已|将)占", "占", name)
    if re.search(r"占(?!比|有|据)[^比]{2,}$", name):
        name = f"{name.removesuffix('的')}比例"
    elif not re.search(r"占|比[重例]?$|份额|率$|CR\d+", name):
        name = f"{name}占比"
    scope, concept = _meaning(name)
    of_cost = scope is not None and (find_metric(scope) is not None or _spending().search(scope))
    if concept is None or concept.unit != "%" or unit not in _PERCENT or of_cost:
        return replace(what, name=name, concept=None)  # a cost as a share of revenue is no share of revenue
    return replace(what, name=name, concept=concept, scope=scope)


_DATED = re.compile(r"^(?:近[一二两三五十]年|[年月日]|公司|我国|全国|约)+")


_HEDGED = re.compile(r"(?:约|大约|仅|已|均|合计|分别|的)+$")


def _share_of(what: What, name: str, before: str) -> What:
    """What part of `name` something is; a part of revenue, cost or profit is filed where the words say which part."""
    share = f"占{name}" if re.search(r"比[重例]$|占比$", name) else f"占{name}比例"
    concept = find_metric(share)
    match = re.search(r"[A-Za-z\u4e00-\u9fff]{2,14}$", before)
    part = _limit(tidy(_HEDGED.sub("", _DATED.sub("", match[0])))) if match else ""
    if row := _ends_row().match(part):
        part = part[row.end() :]  # "菲律宾与越南电商占": of each of a row of countries
    table = words("filed")
    named = len(part) >= 2 and not _no_scope().search(part) and part not in words("subject")["company_words"]
    cost = find_metric(part) is not None or _spending().search(part) is not None
    if (
        concept is not None
        and concept.id in table["of_the_whole"]
        and (not named or (cost and concept.id != "cost_share"))
    ):
        concept = None
    return replace(
        what, name=f"{part if named else ''}{share}", concept=concept, scope=part if named else None
    )


@functools.cache
def _ends_row() -> re.Pattern[str]:
    places = "|".join(longest_first(words("subject")["country_words"]))
    return re.compile(rf"(?:{places})(?:和|与|及|以及)(?:{places})的?(?=..)")


def _fits(concept: Metric, measure: str, unit: str) -> bool:
    """Whether a number of this unit and measure can be said of the concept."""
    own = concept.unit
    if measure in ("price_change", "beat"):
        return own == "%" or concept.id in ("price", "index_level") or concept.kind == "price"
    if measure in ("rank", "multiple"):
        return True
    if unit in _PERCENT:
        # A percentage of money or a count is its growth; of a ratio it is the ratio.
        return own == "%" or measure in CHANGES
    if unit == "倍":
        return own == "倍" or measure in CHANGES
    if unit in MONEY or own == "CNY":
        return own == "CNY" and (unit in MONEY or (len(unit) == 3 and unit.isupper()))
    if own == "share":
        return unit == "share"
    if concept.kind != "count":
        return own == ""
    table = words("filed")
    people = unit not in ("人", "名") or concept.id in table["people"]
    return own == "" and people and unit not in table["bulk_units"]


# --- names -------------------------------------------------------------------------------------------------


def tidy(name: str) -> str:
    """The name without words that say how it was found, told or dated, and that are no part of what is measured."""
    last = None
    name = _BLANK.sub("", name)
    while name != last:
        last = name
        for pattern in (_head(), _tail()):
            shorter = pattern.sub("", name).strip(" 的:：")
            if len(shorter) >= 2:
                name = shorter
    if each := _EACH.fullmatch(name):
        name = f"每股{each['what']}"
    return re.sub(
        r"(?<=..)(?:需要?|须|(?<![对相响供反适])应)(?=[配安搭拥使装])", "", _verb_inside().sub(r"\1", name)
    )


def without_place(name: str) -> str:
    """A name without the country it begins with; "" where it begins with none."""
    place = max((p for p in words("subject")["country_words"] if name.startswith(p)), key=len, default=name)
    return name.removeprefix(place).lstrip(" 的")


_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_EACH = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,6}?)为?每股(?:现金)?")  # 股息为每股现金 0.5 元


@functools.cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of('heads')})的?")


@functools.cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('tails')})$")


@functools.cache
def _verb_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('verbs')})的?$")


@functools.cache
def _verb_inside() -> re.Pattern[str]:
    """A light verb between whose and what: 中国区贡献营收 is 中国区营收."""
    ends = "|".join(words("filed")["after_verbs"])
    return re.compile(rf"(?<=[\u4e00-\u9fffA-Za-z]{{2}})(?:{any_of('verbs')})的?({ends})$")


@functools.cache
def _nouns_behind() -> re.Pattern[str]:
    return re.compile(rf"的?(?:{any_of('adjectives_behind')})?(?:{any_of('nouns_behind')})")


@functools.cache
def _scope_tail() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('scope_tails')})$")


@functools.cache
def _spending() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('spending')})$")


@functools.cache
def _no_scope() -> re.Pattern[str]:
    return re.compile(any_of("no_scope"))


def any_of(key: str) -> str:
    """The words of one list of `[filed]`, as alternatives of a regular expression."""
    return "|".join(longest_first(words("filed")[key]))
