"""A row label in, what its words say about the segment out: a total, a segment's name, the question it asks.

The words that are no segments stand in `extract/languages/*_tables.toml`; a metric's own name never holds a segment.
"""

from __future__ import annotations

import re
from functools import cache

from extract.numbers.grammar import unit_scale
from extract.tables.grid_rows import GridRow
from extract.vocabulary import Metric, find_metric, growth_label, split_label, words
from extract.vocabulary.labels import normalise, strip_decorations

_BRACKETS = re.compile(r"[（(\[【]\s*[^（()）\[\]【】]*?\s*[)）\]】]")
_MARKS = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．]|[（(][一二三四五六七八九十\d]{1,2}[)）]|其中)[:：]?"
)

_WHOLE_FAMILIES = frozenset({"cash_flow", "balance_assets", "balance_claims", "per_share"})
_WHOLE_METRICS = frozenset(
    [
        "investment_income",
        "other_income",
        "other_operating_income",
        "fair_value_gain",
        "fair_value_loss",
        "asset_impairment_loss",
        "credit_impairment_loss",
        "asset_disposal_gain",
        "minority_profit",
        "income_tax",
        "interest_income",
        "interest_expense",
        "business_tax",
        "non_operating_income",
        "non_operating_expense",
        "net_non_operating_income",
        "finance_expense",
        "revenue_share",
        "total_operating_cost",
        "other_business_profit",
    ]
)


@cache
def listed(key: str) -> tuple[str, ...]:
    return tuple(words("table_words").get(key, ()))


def bare(text: str) -> str:
    """A label without list marks and without brackets, but for those that tell one thing from another: (三期)."""
    return _MARKS.sub("", _BRACKETS.sub(_kept, text).strip()).strip(" ：:*、，,-—%％")


def _kept(match: re.Match[str]) -> str:
    inside = match[0][1:-1].strip()
    known = (
        not inside or unit_scale(inside) or find_metric(inside) or not strip_decorations(normalise(match[0]))
    )
    return "" if known or not re.search(r"[\u4e00-\u9fff]{2}", inside) else match[0]


def is_total(text: str) -> bool:
    """Whether a label speaks for the whole: 合计, 总收入, 收入合计."""
    name = bare(text)
    return (
        name in listed("totals")
        or name.startswith(listed("total_heads"))
        or name.endswith(listed("total_tails"))
    )


def metric_of_total(label: str) -> Metric | None:
    """The metric of a row for the whole, without the word that says so: 合计收入 is 收入."""
    name = bare(label)
    for word in listed("totals"):
        rest = name.removeprefix(word) if name.startswith(word) else name.removesuffix(word)
        if rest != name and (concept := find_metric(rest)) is not None:
            return concept
    return None


def segment_of(label: str) -> str | None:
    """The segment inside a label: 海外业务毛利率 → 海外业务; None for the names of metrics as such."""
    parts = split_label(label) or split_label(bare(label))
    if parts is None or is_total(label):
        return None
    scope = bare(parts[0]).strip("的-—－/ ")
    # 海外及其他业务收入 is no 其他业务收入, and only what companies report by segment has segments.
    joined = re.match(r"[及和与、]", name_of(label, scope, "")) or scope.endswith(("及", "和", "与", "、"))
    if joined or parts[1].family in _WHOLE_FAMILIES or parts[1].id in _WHOLE_METRICS:
        return None
    named = len(scope) >= 2 and re.search(r"[\u4e00-\u9fffA-Za-z]", scope)
    return scope if named and not scope.startswith(listed("no_segments")) else None


def rest_of(name: str, scope: str | None) -> Metric | None:
    """What 其他 below the rows of 流动资产 is: the item 其他流动资产."""
    return find_metric(f"其他{scope}") if scope and name in ("其他", "其它") else None


def name_of(label: str, scope: str, metric: str) -> str:
    """What is left of a label behind its segment; the metric's own name where the segment does not open it."""
    name = bare(label)
    rest = name[len(scope) :].strip(" 的-—－/") if name.startswith(scope) else ""
    return rest or metric


def question_of(row: GridRow) -> str | None:
    """What makes two rows the same question; None for growth rows, which follow the row above."""
    if not row.cells or not row.label:
        return None
    label = row.label_text
    if label.startswith(("%", "％")):
        return None
    grown = growth_label(label)
    if grown is not None:
        return f"{grown[1]}:{bare(grown[0])}" if grown[0] else None
    concept = find_metric(label) or find_metric(bare(label))
    return concept.id if concept else bare(label)


def is_known(text: str) -> bool:
    return (
        find_metric(text) is not None or find_metric(bare(text)) is not None or growth_label(text) is not None
    )
