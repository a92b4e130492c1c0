"""Lines in, the company a note is about out: its name as printed and its listing code, 688041.SH, 00700.HK, NVDA.US."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.facts import left_of
from extract.lines import Line
from extract.vocabulary import find_metric, words

_CODE = (
    r"(?:(?P<a>\d{6})(?:\s*[.．]\s*(?P<ax>SH|SZ|SS|BJ|XSHG|XSHE))?|(?P<h>\d{4,5})\s*[.．]\s*HK|(?P<hb>\d{1,5})\s+HK"
    r"|(?P<u>[A-Z]{1,5})\s*[.．](?P<ux>NYSE|NASDAQ|OQ|US|N|O)|(?P<ub>[A-Z]{1,5})\s+(?:US|UN|UW|UQ)"
    r"|(?P<j>[0-9A-Z]{4})\s*[.．]\s*(?P<jx>T|TW|TWO)|(?P<k>\d{6})\s*[.．]\s*(?P<kx>KS|KQ))"
)
_NAME = r"[A-Za-z0-9\u4e00-\u9fff*·&＆]{2,14}(?:-[A-Z]{1,3})?"
NAMED_CODE = re.compile(
    rf"(?P<name>{_NAME})\s*[（(\[【]\s*{_CODE}(?:\s*(?:CH|CS|US|HK))?\s*(?:[/，,、]\s*[^（()）]{{0,24}}?)?[)）\]】]",
    re.I,
)
PAIRED_CODE = re.compile(rf"^(?P<name>[\u4e00-\u9fff*]{{2,6}}(?:-[A-Z]{{1,2}})?)\s+{_CODE}$")
BARE_CODE = re.compile(rf"(?:股票|证券|公司)代码\s*[:：]?\s*{_CODE}")
_CODE_LINE = re.compile(rf"[（(]?\s*{_CODE}\s*[)）]?")
WESTERN_CODE = re.compile(
    rf"^(?P<name>[A-Z][A-Za-z0-9.&'’\- ]{{1,40}}?)\s*[（(]\s*{_CODE}(?:\s*(?:CH|CS|US|HK|JP|TT|KS))?\s*(?:[/，,、]\s*[^（()）]{{0,24}}?)?[)）]"
)
_INDEX = re.compile(
    r"^(?:沪深\s?300|上证(?:指数|综指)|深证成指|创业板指|恒生(?:指数|科技指数)|中证\s?\d+|标普\s?500|纳斯达克)(?:指数)?$"
)


def listing_code(match: re.Match[str]) -> str | None:
    """The code a match of one of the patterns prints, in the form 688041.SH, 00700.HK, NVDA.US, 6515.TW.

    A six-digit code tells its exchange by its first digits (exchange numbering rules: 6/9 Shanghai, 0/2/3 Shenzhen,
    4/8/92 Beijing); nothing is guessed beyond that.
    """
    groups = match.groupdict()
    if code := groups.get("a"):
        printed = (groups.get("ax") or "").upper()
        exchange = {"SS": "SH", "XSHG": "SH", "XSHE": "SZ"}.get(printed, printed) or exchange_of(code)
        return f"{code}.{exchange}" if exchange else None
    if code := groups.get("h") or groups.get("hb"):
        return f"{int(code):05d}.HK"
    if code := groups.get("u") or groups.get("ub"):
        return f"{code.upper()}.US"
    if code := groups.get("j") or groups.get("k"):
        return f"{code.upper()}.{(groups.get('jx') or groups.get('kx') or '').upper()}"
    return None


def exchange_of(code: str) -> str | None:
    """The mainland exchange of a six-digit code, by its first digits."""
    if code.startswith("92") or code[0] in "48":
        return "BJ"
    return {"6": "SH", "9": "SH", "5": "SH", "0": "SZ", "2": "SZ", "3": "SZ"}.get(code[0])


def find_company(
    first: Sequence[Line], pages: Sequence[Sequence[Line]], height: float
) -> tuple[str | None, str | None]:
    """The company of a company note: a name with its code in the head of the page, in a short line, or on every page."""
    scores: Counter[tuple[str, str]] = Counter()
    for line in first:
        if "《" in line.text:
            continue
        alone = len(line.text) < 30
        top = line.box.top < 0.33 * height
        for named in _coded(line.text):
            scores[named] += 4 * (alone and top) + 2 * top + alone + (line.size > 13)
    for above, below in _stacked(first, height):
        joined = re.sub(r"^.*[】》]", "", above.text) + " " + below.text
        if coded := _coded(joined):
            scores[coded[0]] += 6
        elif (
            (bare := _CODE_LINE.fullmatch(below.text))
            and (code := listing_code(bare))
            and _could_be_name(above)
        ):
            scores[_clean(above.text), code] += 6
    for lines in pages[1:]:
        for line in lines:
            if line.kind == "header":
                for named in _coded(line.text):
                    scores[named] += 1
    if not scores:
        labelled = _bare_code(first)
        return labelled if labelled[1] else _terminal_code(first, height)
    best, score = max(scores.items(), key=lambda kv: (kv[1], kv[0]))
    return best if score >= 2 else (None, None)


def _coded(text: str) -> list[tuple[str, str]]:
    """Every name with its code in a line of text."""
    found = []
    western = WESTERN_CODE.match(text)
    for match in [western] if western else [m for p in (NAMED_CODE, PAIRED_CODE) for m in p.finditer(text)]:
        if code := listing_code(match):
            found.append((_clean(match["name"]), code))
    return found


def _stacked(first: Sequence[Line], height: float) -> list[tuple[Line, Line]]:
    """A name at the end of one line and its code at the start of the next (a title set over two lines)."""
    opened = [ln for ln in first if re.match(r"[（(]?\s*[\dA-Z]", ln.text) and ln.box.top < 0.33 * height]
    return [
        (above, line)
        for line in opened
        if line.text[0] in "（(" or _CODE_LINE.fullmatch(line.text)
        for above in first
        if 0.5 * line.size < line.base - above.base < 2.2 * line.size
        and abs(above.size - line.size) < 2
        and above.box.x0 < line.box.x1
        and line.box.x0 < above.box.x1
    ]


def _could_be_name(line: Line) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff*·]{2,8}(?:-[A-Z]{1,2})?", line.text.replace(" ", "")))


def _bare_code(first: Sequence[Line]) -> tuple[str | None, str | None]:
    for line in first:
        if match := BARE_CODE.search(left_of(line, first) + line.text):
            return None, listing_code(match)
    return None, None


def _terminal_code(first: Sequence[Line], height: float) -> tuple[str | None, str | None]:
    """A code alone in the head, as terminals write it ("ORCL US", "035420.KS"), and the name under the word Company."""
    codes = [
        code
        for line in first
        if line.box.top < 0.33 * height
        and (match := re.fullmatch(_CODE, line.text.strip()))
        and not match["a"]
        and (code := listing_code(match))
    ]
    if not codes:
        return None, None
    for label in (ln for ln in first if re.fullmatch(r"Company(?: name)?:?", ln.text.strip())):
        below = [o for o in first if 0 < o.base - label.base < 30 and abs(o.box.x0 - label.box.x0) < 6]
        if below:
            return min(below, key=lambda o: o.base).text.strip(), codes[0]
    return None, codes[0]


def _clean(name: str) -> str:
    name = re.sub(r"^.*[】》：:]", "", name)
    return name.strip("·*& ")


def charted_company(first: Sequence[Line], pages: Sequence[Sequence[Line]]) -> str | None:
    """The name beside an index in the legend of the share-price chart, where the text keeps speaking of it.

    For first pages whose head is a picture: no code stands in their text. An industry's name is no company.
    """
    industries = set(words("industries")["names"])
    for index in (ln for ln in first if _INDEX.match(ln.text)):
        for line in first:
            name = line.text.replace(" ", "")
            near = abs(line.base - index.base) < 2 and abs(line.size - index.size) < 1 and line is not index
            if not near or not re.fullmatch(r"[\u4e00-\u9fff]{3,8}(?:-[A-Z]{1,2})?", name):
                continue
            if (
                _INDEX.match(name)
                or any(name.startswith(i) for i in industries)
                or find_metric(name) is not None
            ):
                continue
            if re.search(r"(?:[额率价量]|收益|表现|指数|走势)$", name):
                continue
            if sum(any(name in ln.text for ln in lines) for lines in pages) >= 3:
                return name
    return None
