"""The first page's lines in, its title and subtitle out: the largest text of the head that says something.

A title is no name, rating, date, banner, heading of a template, nor a paragraph; a line that opens with a dash is the
subtitle, and the title itself where nothing else is left ("千味央厨（001215）" / "——深耕餐饮供应链").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.head.banner import is_kind
from extract.head.companies import NAMED_CODE, WESTERN_CODE
from extract.head.facts import Facts
from extract.head.publisher import EMAIL, LICENCE
from extract.pages.lines import Line, is_cjk
from extract.pages.page import BULLET, Block, make_block
from extract.vocabulary import longest_first, words

_LARGE = 15.0  # points: no text but a title is set in it
# A rating set before the title it belongs to: "Buy: More room to run".
_RATED = re.compile(
    r"(?:Buy|Sell|Hold|Neutral|Reduce|Overweight|Underweight|Outperform|Underperform)\s*[:：]\s*", re.I
)
_CODE_ALONE = re.compile(r"[（(]\s*[\dA-Z]{1,6}(?:[ .．][A-Z]{1,6})?\s*[)）]")
_DASH = re.compile(r"[—－–―\-]+\s*")


def find_title(first: Sequence[Line], facts: Facts, height: float) -> Block | None:
    """The title's lines as one block; None where the head has no such text."""
    head = [ln for ln in first if ln.box.top < 0.45 * height and ln.size >= 9]
    body = _body_size(first)
    best: tuple[float, list[Line]] | None = None
    starts = [ln for ln in head if (ln.bold or ln.size > body + 0.3) and _may_be_title(ln, facts)]
    more = [ln for ln in head if _may_go_on(ln, facts)]
    for line in starts:
        if any(_next_line(line, above, first) for above in starts):
            continue
        group = _title_lines(line, more, first)
        text = "".join(ln.text for ln in group)
        if len(text) < 5 or _is_paragraph(group, text, body):
            continue
        score = line.size + min(len(text), 24) / 6 - 6 * (line.box.top / height)
        if line.size < 11:
            score -= 6
        if _DASH.match(text):
            score -= 8
        if facts.ticker and NAMED_CODE.search(text):  # whom it is about is rather the line over the title
            score -= 6 if len(NAMED_CODE.sub("", text).strip("：: ")) >= 10 else 10
        if _RATED.match(text):
            score += 6
        if best is None or score > best[0]:
            best = (score, group)
    return make_block(best[1]) if best else None


def title_text(block: Block) -> str:
    """The title as it is cited: without the dash before it and without a company's code set before it."""
    text = block.text.strip("—－–―- 　")
    match = NAMED_CODE.match(text)
    rest = text[match.end() :] if match else ""
    if rest[:1].isspace() and len(rest.strip()) >= 5:
        return rest.strip()
    return _RATED.sub("", text)


def _title_lines(line: Line, candidates: Sequence[Line], first: Sequence[Line]) -> list[Line]:
    """A title set over two or three lines."""
    group = [line]
    for other in sorted(candidates, key=lambda ln: ln.base):
        if _next_line(other, group[-1], first):
            group.append(other)
    return group


def _next_line(line: Line, above: Line, first: Sequence[Line]) -> bool:
    """Does a line go on from the one above: same size, edges or axes alike, next baseline, no dash that opens anew?

    Large type may be set wide (2.5 sizes from line to line), where nothing of the page's lines `first` is in between.
    """
    step = line.base - above.base
    if line.page != above.page or abs(line.size - above.size) >= 0.5 or not 0.5 * above.size < step:
        return False
    near = step < 2.0 * above.size or (
        above.size >= _LARGE and step < 2.8 * above.size and not _between(above, line, first)
    )
    return near and _in_line(line, above) and not _DASH.match(line.text)


def _between(above: Line, below: Line, lines: Sequence[Line]) -> bool:
    """Whether another line stands between two, under the one and over the other."""
    return any(
        above.base + 1 < ln.base < below.base - 1
        and min(ln.box.x1, above.box.x1) > max(ln.box.x0, above.box.x0)
        for ln in lines
    )


def _in_line(other: Line, line: Line) -> bool:
    """Left edges alike, or both centred on one axis."""
    middle = abs(other.box.x0 + other.box.x1 - line.box.x0 - line.box.x1) / 2
    return abs(other.box.x0 - line.box.x0) < 1.5 * line.size or middle < 1.0 * line.size


def _body_size(lines: Sequence[Line]) -> float:
    """The size most of the page's letters are set in."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return max(letters.items(), key=lambda kv: (kv[1], kv[0]))[0]


def _is_paragraph(group: Sequence[Line], text: str, body: float) -> bool:
    """Running text of the highlights, however large it is set."""
    width = sum(1.0 if is_cjk(ch) else 0.5 for ch in text)
    stops = "。" in text.strip() and group[0].size < 1.2 * body
    return width > 90 or len(group) > 4 or bool(BULLET.match(text)) or stops or text.endswith("。")


def _may_go_on(line: Line, facts: Facts) -> bool:
    """A second line of a title may be a word or two; it is still no date, author or heading of the template."""
    squeezed = re.sub(r"\s+", "", line.text)
    if len(squeezed) < 4:
        return not re.search(r"\d{4}", squeezed) and not any(rated(squeezed))
    return _may_be_title(line, facts, lettered=False)


def _may_be_title(line: Line, facts: Facts, lettered: bool = True) -> bool:
    text = line.text.strip()
    squeezed = re.sub(r"\s+", "", text)
    if line is facts.date_line or EMAIL.search(text) or LICENCE.search(text):
        return False
    if any(word in squeezed for word in words("header")["never_title"]):
        return False
    western = WESTERN_CODE.match(text)
    if (western and len(text) - western.end() < 5) or text == facts.subject or _CODE_ALONE.fullmatch(text):
        return False
    if _left_over(squeezed, facts) < 4:
        return False
    if facts.broker and squeezed.startswith(facts.broker) and len(squeezed) < 14:
        return False
    if any(rated(squeezed)):
        return False
    return not lettered or sum(ch.isalpha() for ch in text) >= 0.5 * len(squeezed)


def _left_over(text: str, facts: Facts) -> int:
    """How many letters remain when the template's own words, names, codes, industries and kinds are taken out."""
    table = words("header")
    rest = NAMED_CODE.sub("", text)
    if facts.subject:
        rest = re.sub(rf"^{re.escape(facts.subject)}$", "", rest)
    parts = [p for p in re.split(r"[·|｜│丨•●∙/\\：:（）()]+", rest) if p]
    industries = words("industries")["names"]
    known = {*industries, facts.report_type, facts.industry}
    parts = [
        p for p in parts if p not in known and not (is_kind(p) and not (facts.subject and facts.subject in p))
    ]
    rest = "".join(parts)
    if len(rest) < 22:
        for word in longest_first(table["not_title"]):
            rest = rest.replace(word, "")
    return sum("\u4e00" <= ch <= "\u9fff" or ch.isalpha() for ch in rest)


def rated(text: str) -> list[str]:
    """The rating words of a text that holds nothing but ratings and their actions; else none."""
    rest = re.sub(r"[（()）\[\]【】:：/、，,\s“”\"'\-A-C|｜]", "", text)
    found: list[str] = []
    vocabulary = [
        *words("ratings"),
        *words("actions"),
        "评级",
        "投资",
        "公司",
        "行业",
        "股票",
        "上次",
        "本次",
        "最新",
        "建议",
    ]
    for word in longest_first(vocabulary):
        if word in rest:
            found.append(word)
            rest = rest.replace(word, "")
    return found if not rest else []


def find_subtitle(first: Sequence[Line], title: Block) -> str | None:
    """The smaller line near the title that opens with a dash; else the company's code and a kind of report."""
    marks = tuple(words("header")["subtitle_marks"])
    near = [
        ln
        for ln in first
        if ln not in title.lines and -3 * title.size < ln.base - title.lines[-1].base < 4 * title.size
    ]
    for line in near:
        if line.base > title.lines[-1].base and line.text.startswith(marks):
            return line.text.strip("—-–― ")
    for line in near:
        match = NAMED_CODE.match(line.text)
        if match and is_kind(line.text[match.end() :].strip(" ：:")):
            return line.text.strip()
    return None
