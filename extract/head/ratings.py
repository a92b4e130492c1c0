"""Lines and sentences in, ratings and target prices out: the banner's rating first, then every mention in the text."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.head.facts import Facts, left_of
from extract.head.titles import rated
from extract.head.western import western_rating
from extract.model import Box, Claim, Quantity, RatingClaim, RatingScaleClaim, TargetPriceClaim
from extract.numbers.grammar import find_quantities
from extract.pages.lines import Line
from extract.pages.page import Block
from extract.vocabulary import Rung, longest_first, moved_in_words, moved_on, words

# What the words before and now say where nothing is printed of which way.
_ACTIONS: dict[int | None, str] = {1: "upgrade", 0: "maintain", -1: "downgrade"}


@functools.cache
def _rating_pattern() -> str:
    longest = longest_first(words("ratings"))
    return "(?:" + "|".join(map(re.escape, longest)) + r")(?:\s?-\s?[A-C](?![A-Za-z]))?"


@functools.cache
def _action_pattern() -> str:
    return "(?:" + "|".join(map(re.escape, longest_first(words("actions")))) + ")"


def action_of(text: str) -> str | None:
    """The action a text names, by its longest action word."""
    found = re.findall(_action_pattern(), text)
    return str(words("actions")[max(found, key=len)]) if found else None


# --- the banner --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    word: str
    lines: tuple[Line, ...]
    text: str


def header_rating(first: Sequence[Line], facts: Facts, height: float) -> RatingClaim | None:
    """The rating the first page prints apart from its running text."""
    best: _Candidate | None = None
    for line in first:
        candidate = _candidate(line, first, height)
        if candidate and (best is None or candidate.score > best.score):
            best = candidate
    if best is None:
        return western_rating(first, facts, height)
    context, lines = _around(best, first)
    prior_match = re.search(rf"(?:上次|前次|原|上期)评级\s*[:：]?\s*({_rating_pattern()})", context)
    prior = prior_match[1] if prior_match else None
    action = action_of(re.sub(rf"(?:上次|前次)评级\s*[:：]?\s*{_rating_pattern()}", "", context))
    if action is None and prior:
        action = _ACTIONS.get(moved_in_words(prior, best.word))
    if action is None and facts.report_type and "首次" in facts.report_type:
        action = "initiate"
    return RatingClaim(
        page=best.lines[0].page,
        bbox=tuple(line.box.rounded() for line in lines),
        quote=" ".join(line.text for line in lines),
        origin="header",
        subject=facts.topic,
        subject_type="company" if facts.subject else "industry",
        ticker=facts.ticker,
        rating=best.word,
        action=action,
        prior=prior,
        step=str(words("ratings").get(re.sub(r"\s?-\s?[A-C]$", "", best.word), "")) or None,
    )


def _candidate(line: Line, first: Sequence[Line], height: float) -> _Candidate | None:
    text = line.text
    if len(text) > 30:
        return None
    match = re.search(_rating_pattern(), re.sub(r"(?:上次|前次)评级.*", "", text))
    if match is None:
        return None
    label = left_of(line, first)
    labelled = bool(re.search(r"评级|投资建议", label + text[: match.start()]))
    squeezed = re.sub(r"\s+", "", text)
    core = re.sub(r"^(?:公司|股票|行业|投资)?(?:投资)?评级", "", squeezed)
    if not rated(core) and not (labelled and len(squeezed) < 18):
        return None
    # In a comparison table the word is one of a column of ratings.
    column = [o for o in first if o is not line and abs(o.box.x0 - line.box.x0) < 6 and rated(o.text)]
    score = (
        line.size + 6 * labelled + 4 * bool(re.search(_action_pattern(), text)) - 4 * (line.box.top / height)
    )
    score -= 10 * (len(column) >= 2)
    return _Candidate(score, match.group().replace(" ", ""), (line,), text)


def _around(best: _Candidate, first: Sequence[Line]) -> tuple[str, tuple[Line, ...]]:
    """The rating with what is printed beside and just under it that speaks of ratings."""
    line = best.lines[0]
    beside = [
        o
        for o in first
        if o is not line
        and len(o.text) <= 20
        and re.search(r"评级|维持|首次|上调|下调|首评|调高|调低|重申", o.text)
        and (
            abs(o.base - line.base) < 4
            or (0 < o.base - line.base < 3.2 * max(o.size, line.size) and _stacked(o, line))
        )
    ]
    lines = tuple(sorted([line, *beside], key=lambda ln: (round(ln.base), ln.box.x0)))
    context = " ".join(ln.text for ln in lines)
    for o in beside:  # a label and its value on one row: "上次评级：" "首次覆盖"
        right = [
            p for p in first if abs(p.base - o.base) < 3 and 0 < p.box.x0 - o.box.x1 < 120 and p not in lines
        ]
        if right and o.text.rstrip().endswith(("：", ":", "评级")):
            context += " " + min(right, key=lambda p: p.box.x0).text
    return context, lines


def _stacked(a: Line, b: Line) -> bool:
    return min(a.box.x1, b.box.x1) > max(a.box.x0, b.box.x0) - 20


# --- the text ----------------------------------------------------------------------------------------------


@functools.cache
def _prose_rating() -> re.Pattern[str]:
    quoted = rf"[“\"「『‘]\s*(?P<quoted>{_rating_pattern()})\s*[”\"」』’]"
    bare = rf"(?P<bare>{_rating_pattern()})(?=(?:投资)?评级)"
    return re.compile(rf"(?:{quoted}|{bare})(?:的)?(?:投资)?(?:评级)?")


_OF_NUMBERS = re.compile(r"(?<![^，,、])[^，,、评]*(?:目标|合理价值|合理估值|预测)[^，,、评]*[，,、]")


def prose_ratings(block: Block, facts: Facts) -> Iterator[RatingClaim]:
    """Every "维持“买入”评级" of a block, with its action (not that of a target beside it) and the rating before it."""
    for match in _prose_rating().finditer(block.text):
        word = match["quoted"] or match["bare"]
        start = max(block.text.rfind(mark, 0, match.start()) for mark in "。；;！") + 1
        before = block.text[max(start, match.start() - 40) : match.start()]
        said = _OF_NUMBERS.sub("", before)
        told = action_of(said[-14:]) or action_of(said) or _initiated(block.text[start : match.start()])
        if not re.search(_action_pattern(), before) and "评级" not in match.group():
            continue
        if re.search(r"[由从]\s*[“\"]?$", before):
            continue
        prior = re.search(
            rf"[由从原]\s*[“\"]?({_rating_pattern()})[”\"]?(?:评级)?\s*(?:上调|下调|调|提升|升|降)", before
        )
        begin = match.start() - len(before) + (m.start() if (m := _last_action(before)) else len(before))
        page, boxes = block.place(begin, match.end())
        yield RatingClaim(
            page=page,
            bbox=boxes,
            quote=block.text[begin : match.end()],
            origin="prose.rating",
            subject=facts.topic,
            subject_type="company" if facts.subject else "industry",
            ticker=facts.ticker,
            rating=word.replace(" ", ""),
            action=told,
            prior=prior[1] if prior else None,
            step=str(words("ratings").get(re.sub(r"\s?-\s?[A-C]$", "", word), "")) or None,
        )


def _initiated(sentence: str) -> str | None:
    """A sentence may open with 首次覆盖 long before it names the rating."""
    return "initiate" if re.search(r"首次(?:覆盖|评级|推荐|给予)", sentence) else None


def _last_action(text: str) -> re.Match[str] | None:
    found = list(re.finditer(_action_pattern(), text))
    return found[-1] if found else None


def rating_key(claim: RatingClaim) -> tuple[str, str | None, str]:
    """What is rated, and how: two claims that agree in it are one."""
    return claim.subject_type, claim.subject, claim.rating


def settle(ratings: Sequence[RatingClaim]) -> list[RatingClaim]:
    """One claim a subject and rating, the first (the banner's), with action and prior from whichever place prints them."""
    kept: dict[tuple[str, str | None, str], RatingClaim] = {}
    for claim in ratings:
        first = kept.get(rating_key(claim), claim)
        kept[rating_key(claim)] = replace(
            first, action=first.action or claim.action, prior=first.prior or claim.prior
        )
    told = next((r.action for r in ratings if r.origin == "prose.rating" and r.action), None)
    return [
        replace(claim, action=claim.action or (told if claim.origin == "header" else None))
        for claim in kept.values()
    ]


def step_on(scale: Sequence[RatingScaleClaim], claim: RatingClaim) -> str | None:
    """The step of a rating by the bounds the report itself gives: expected excess return in percent.

    A lower bound of 20 or more is strong_buy where the scale has a further positive step below it with the same word
    family; else any positive lower bound is buy, a band about zero hold, a negative upper bound underperform or sell.
    """
    word = re.sub(r"-[A-C]$", "", claim.rating)
    step = next((s for s in scale if s.rating == word and s.applies_to == claim.subject_type), None)
    if step is None or (step.low_pct is None and step.high_pct is None):
        return None
    if step.low_pct is not None and step.low_pct > 0:
        above = [
            s for s in scale if s.applies_to == step.applies_to and s.low_pct is not None and s.low_pct > 0
        ]
        highest = step.high_pct is None
        return (
            "strong_buy"
            if highest and len(above) > 1 and words("ratings").get(word) == "strong_buy"
            else "buy"
        )
    if step.high_pct is not None and step.high_pct <= 0:
        lowest = step.low_pct is None
        others = [
            s for s in scale if s.applies_to == step.applies_to and s.high_pct is not None and s.high_pct <= 0
        ]
        return "sell" if lowest and len(others) > 1 else "underperform"
    return "hold"


def on_scale(scale: Sequence[RatingScaleClaim], claim: RatingClaim) -> RatingClaim:
    """A rating with the step, and where only the word before is printed the direction, that the report's own scale gives it."""
    step = step_on(scale, claim)
    action = claim.action
    if action is None and claim.prior:
        rungs = [Rung(s.rating, s.low_pct, s.high_pct) for s in scale if s.applies_to == claim.subject_type]
        action = _ACTIONS.get(moved_on(rungs, claim.prior, claim.rating))
    return replace(claim, step=step or claim.step, action=action)


# --- target prices -----------------------------------------------------------------------------------------

_MONTHS = r"(?P<months>\d{1,2}|六|十二)\s*个\s*月(?:内)?(?:的)?"
_TARGET = re.compile(
    rf"(?:{_MONTHS}\s*)?(?:目标价(?:格|位)?|合理(?:价值|股价|估值价格)|目标估价|TP(?![A-Za-z])|(?:12m |12-month )?(?:Target price|Price target))(?!对应|空间)"
    r"\s*(?:[（(][^（()）]{1,16}[)）])?\s*(?:为|至|到|是|:|：|分别为|约|上调至|下调至|调整至|区间为?|区间)?\s*",
    re.I,
)
_KEEPING = re.compile(
    r"(?:维持|重申|保持|(?:maintain|reiterate|keep)(?:ed|ing|s)?)\s*(?:公司|其|我们的|此前的?|原有?的?|our|its|the|a|在|于|为)?\s*$",
    re.I,
)
_KEPT = re.compile(r"\s*(?:/股)?\s*(?:的?目标价)?\s*(?:维持|保持)?不变")
_WITHIN = re.compile(r"(?<!\d)(?P<months>\d{1,2}|六|十二)\s*个\s*月")
_FORMER = re.compile(r"(?:原|此前|前次|上次|先前)(?:的)?(?:\d+个月)?$")
_PRIOR = re.compile(
    r"\s*(?:元|港元|美元)?(?:/股)?\s*[（(，,]?\s*(?:前值|前次|原(?:目标价|值)?|此前(?:为)?|上次)\s*(?:为|是|[:：])?\s*"
)


# What a share is quoted in, by the exchange of its code.
_HOME = {
    **dict.fromkeys(("SH", "SZ", "BJ"), "CNY"),
    **dict.fromkeys(("TW", "TWO"), "TWD"),
    **dict.fromkeys(("KS", "KQ"), "KRW"),
    **{"HK": "HKD", "US": "USD", "T": "JPY"},
}


def quoted_in(ticker: str | None) -> str | None:
    """The currency of the exchange behind a code's point: ORCL.US is quoted in USD; None where it is not known."""
    return _HOME.get((ticker or "").rpartition(".")[2])


def target_prices(
    text: str, place: Block | None, line: Line | None, facts: Facts
) -> Iterator[TargetPriceClaim]:
    """Every target price of a text: "目标价 94 元", "合理价值为 9.53 港元/股", "目标价由 18 元上调至 21 元"."""
    home = quoted_in(facts.ticker)
    # Chinese words without a code speak of renminbi; English ones may speak of any money.
    currency = home or ("CNY" if re.search(r"[\u4e00-\u9fff]", text) else "")
    quantities = find_quantities(text, currency=currency or "USD")
    for match in _TARGET.finditer(text):
        if _FORMER.search(text[: match.start()]):
            continue
        unit = re.search(r"[（(]([^（()）]{1,16})[)）]", match.group())
        after = [q for q in quantities if match.end() <= q.start <= match.end() + 30]
        if not after or after[0].start > match.end() + 14:
            continue
        chosen, prior = _chosen(text, after, match.end())
        if chosen.unit not in ("", "CNY", "HKD", "USD", "EUR", "JPY", "KRW", "TWD"):
            continue
        if chosen.unit == "" and not unit and not _bare_price(text, chosen):
            continue
        word = (find_currency(unit[1]) if unit else None) or chosen.unit or currency
        if home == "JPY" and "¥" in chosen.original:
            word = "JPY"
        if not word:
            continue
        page, boxes = _place(place, line, match.start(), chosen.end)
        yield TargetPriceClaim(
            page=page,
            bbox=boxes,
            quote=text[match.start() : chosen.end],
            origin="prose.target" if place else "boxes.target",
            subject=facts.topic,
            ticker=facts.ticker,
            value=chosen.value,
            value_high=chosen.value_high,
            unit=word,
            prior=prior.value if prior else _kept(text, match.start(), chosen),
            horizon=_horizon(match, text, chosen.end),
        )


def _chosen(text: str, after: Sequence[Quantity], start: int) -> tuple[Quantity, Quantity | None]:
    """The target, and the one it replaces ("由 18 元上调至 21 元")."""
    first = after[0]
    lead = text[start : first.start]
    if re.search(r"[由从]", lead) and len(after) > 1:
        return after[1], first
    if printed := _PRIOR.match(text, first.end):
        return first, next((q for q in after if printed.end() <= q.start <= printed.end() + 1), None)
    return first, None


def _kept(text: str, start: int, target: Quantity) -> Decimal | None:
    """The target before, where the words beside a target say that it is that one: "维持目标价 94 元", "目标价 94 元不变"."""
    said = _KEEPING.search(text[:start]) or _KEEPING.search(text[start : target.start])
    return target.value if (said or _KEPT.match(text, target.end)) and target.value_high is None else None


def _horizon(match: re.Match[str], text: str, end: int) -> str | None:
    """The span a target is set for, printed before the words, in their bracket, or in a bracket behind the figure."""
    behind = re.match(r"\s*(?:元|港元|美元)?(?:/股)?\s*[（(][^（()）]{0,12}[)）]", text[end:])
    found = _WITHIN.search(match.group()) or (_WITHIN.search(behind.group()) if behind else None)
    if found is None:
        return None
    return f"{ {'六': '6', '十二': '12'}.get(found['months'], found['months']) }个月"


def fold_targets(claims: Iterable[Claim]) -> list[Claim]:
    """The claims with each target price once, at its first place, with prior and horizon from wherever they stand."""
    kept: dict[object, Claim] = {}
    for number, claim in enumerate(claims):
        if not isinstance(claim, TargetPriceClaim):
            kept[number] = claim
            continue
        key = (claim.subject, claim.value, claim.value_high, claim.unit)
        first = kept.get(key, claim)
        if isinstance(first, TargetPriceClaim):
            kept[key] = replace(
                first,
                prior=first.prior if first.prior is not None else claim.prior,
                horizon=first.horizon or claim.horizon,
            )
    return list(kept.values())


def _bare_price(text: str, quantity: Quantity) -> bool:
    return (
        text[quantity.end :].strip()[:1] in ("", "，", "。", "；", "/", "）", ")")
        and "." in quantity.original
    )


_MONEY = (
    *(
        ("港", "HKD"),
        ("HK", "HKD"),
        ("美", "USD"),
        ("US", "USD"),
        ("KRW", "KRW"),
        ("NT$", "TWD"),
        ("TWD", "TWD"),
    ),
    *(("JPY", "JPY"), ("EUR", "EUR"), ("人民币", "CNY"), ("RMB", "CNY"), ("CNY", "CNY"), ("元", "CNY")),
)


def find_currency(text: str) -> str | None:
    for word, code in _MONEY:
        if word in text:
            return code
    return None


def _place(block: Block | None, line: Line | None, start: int, end: int) -> tuple[int, tuple[Box, ...]]:
    if block is not None:
        return block.place(start, end)
    assert line is not None
    return line.page, (line.box_of(start, end).rounded(),)
