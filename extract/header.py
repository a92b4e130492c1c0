"""The first page's lines in, the report's own facts out: broker, title, date, kind, industry, company and ticker.

Every fact is chosen among candidates by what is printed around it and how large, never by where one broker puts it.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.model import Period, ReportClaim
from extract.page import Block, Line, make_block
from extract.periods import find_periods
from extract.vocabulary import Broker, broker_by_email, broker_by_licence, brokers, words

LICENCE = re.compile(r"(?<![A-Z\d])S\s?\d{13}(?!\d)")
EMAIL = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CODE = (
    r"(?:(?P<a>\d{6})(?:\s*[.．]\s*(?P<ax>SH|SZ|SS|BJ|XSHG|XSHE))?|(?P<h>\d{4,5})\s*[.．]\s*HK|(?P<hb>\d{4,5})\s+HK"
    r"|(?P<u>[A-Z]{1,5})\s*[.．](?P<ux>N|O|US|NYSE|NASDAQ))"
)
_NAME = r"[A-Za-z0-9\u4e00-\u9fff*·&＆]{2,14}(?:-[A-Z]{1,3})?"
NAMED_CODE = re.compile(rf"(?P<name>{_NAME})\s*[（(\[【]\s*{_CODE}(?:\s*(?:CH|CS|US|HK))?\s*(?:[/，,、]\s*[^（()）]{{0,24}})?[)）\]】]", re.I)
PAIRED_CODE = re.compile(rf"^(?P<name>[\u4e00-\u9fff*]{{2,6}}(?:-[A-Z]{{1,2}})?)\s+{_CODE}$")
BARE_CODE = re.compile(rf"(?:股票|证券|公司)代码\s*[:：]?\s*{_CODE}")
# A fixed date that anchors nothing: dates in full need no anchor.
_NO_ANCHOR = datetime.date(2100, 12, 31)
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def listing_code(match: re.Match[str]) -> str | None:
    """The code a match of `NAMED_CODE` prints, in the form 688041.SH, 00700.HK, NVDA.US.

    A six-digit code tells its exchange by its first digits (exchange numbering rules: 6/9 Shanghai, 0/2/3 Shenzhen,
    4/8/92 Beijing); nothing is guessed beyond that.
    """
    groups = match.groupdict()
    if code := groups.get("a"):
        given = {"SS": "SH", "XSHG": "SH", "XSHE": "SZ"}.get((groups.get("ax") or "").upper(), (groups.get("ax") or "").upper())
        exchange = given or exchange_of(code)
        return f"{code}.{exchange}" if exchange else None
    if code := groups.get("h") or groups.get("hb"):
        return f"{int(code):05d}.HK"
    if code := groups.get("u"):
        return f"{code.upper()}.US"
    return None


def exchange_of(code: str) -> str | None:
    if code.startswith("92") or code[0] in "48":
        return "BJ"
    return {"6": "SH", "9": "SH", "5": "SH", "0": "SZ", "2": "SZ", "3": "SZ"}.get(code[0])


@dataclass(slots=True)
class Facts:
    """What the header says; the anchor of everything else that is read."""

    broker: str | None = None
    title: str | None = None
    title_block: Block | None = None
    subtitle: str | None = None
    date: datetime.date | None = None
    date_line: Line | None = None
    price_date: str | None = None
    report_type: str | None = None
    industry: str | None = None
    subject: str | None = None
    ticker: str | None = None
    results_period: str | None = None  # of a note on results ("2023 年年报点评"): what its figures are of

    @property
    def anchor(self) -> datetime.date:
        """The date relative words are resolved against; far in the future where the report has none."""
        return self.date or datetime.date(2099, 12, 31)

    @property
    def topic(self) -> str | None:
        """Whom a bare number is about: the company, else the industry."""
        return self.subject or self.industry


def read_header(first: Sequence[Line], pages: Sequence[Sequence[Line]], width: float, height: float) -> Facts:
    """The facts of a report from its first page's lines, with all pages' lines to settle broker and company."""
    facts = Facts()
    facts.broker = find_report_broker(first, pages)
    facts.date, facts.date_line = _date(first, height)
    facts.subject, facts.ticker = _company(first, pages, height)
    facts.report_type, facts.industry = _banner(first, height)
    facts.title_block = _title(first, facts, width, height)
    if facts.title_block is not None:
        facts.title = facts.title_block.text.strip("—-– 　")
        facts.subtitle = _subtitle(first, facts.title_block)
    if facts.industry is None:
        facts.industry = _industry_alone(first, height) or _industry_worded(first, pages, height)
    if facts.subject is not None and not _is_company_report(facts):
        facts.subject = facts.ticker = None
    facts.price_date = _price_date(first, facts)
    facts.results_period = _results_period(facts)
    return facts


def report_claim(facts: Facts, pages: int, first: Sequence[Line], language: str) -> ReportClaim:
    """The header as a claim, proved by the title (else the date, else the first line of the report)."""
    if facts.title_block is not None:
        page, boxes = facts.title_block.place(0, len(facts.title_block.text))
        quote = facts.title_block.text
    else:
        line = facts.date_line or first[0]
        page, boxes, quote = line.page, (line.box.rounded(),), line.text
    missing = tuple(f"{name}_missing" for name in ("broker", "title", "date") if getattr(facts, name) is None)
    return ReportClaim(
        page=page,
        bbox=boxes,
        quote=quote,
        origin="header",
        confidence=0.95 if not missing else 0.6,
        doubts=missing,
        broker=facts.broker,
        title=facts.title,
        subtitle=facts.subtitle,
        date=facts.date.isoformat() if facts.date else None,
        report_type=facts.report_type,
        industry=facts.industry,
        subject=facts.subject,
        ticker=facts.ticker,
        language=language,
        pages=pages,
    )


# --- broker ------------------------------------------------------------------------------------------------

_LEGAL = re.compile(r"([\u4e00-\u9fff]{2,8}(?:证券|国际|资本|金融))(?:股份|控股|研究)?(?:有限(?:责任)?公司)")


def find_report_broker(first: Sequence[Line], pages: Sequence[Sequence[Line]]) -> str | None:
    """The broker by vote: licence prefixes and e-mail domains of the authors, legal names, names in running lines."""
    votes: Counter[str] = Counter()
    front = " ".join(line.text for line in first)
    for match in EMAIL.finditer(front):
        _vote(votes, broker_by_email(match.group().split("@")[1].lower()), 4)
    for match in LICENCE.finditer(front):
        _vote(votes, broker_by_licence(match.group().replace(" ", "")), 3)
    squeezed = re.sub(r"\s+", "", front)
    back = re.sub(r"\s+", "", "".join(line.text for lines in pages[-3:] for line in lines))
    running = "".join(line.text for lines in pages[1:6] for line in lines if line.kind)
    for text, weight in ((squeezed, 2), (back, 1), (running, 1)):
        for broker in brokers():
            names = {broker.name, broker.full_name, *broker.short_names}
            if any(len(name) >= 4 and name in text for name in names):
                votes[broker.name] += weight
            if broker.full_name and broker.full_name in back:
                votes[broker.name] += min(3, back.count(broker.full_name))
    if votes:
        return max(votes.items(), key=lambda kv: (kv[1], len(kv[0]), kv[0]))[0]
    # A broker no data file knows still signs its disclaimer with its legal name.
    legal = Counter(m[1] for m in _LEGAL.finditer(squeezed + back))
    legal = Counter({re.sub(r"^(?:本报告由|由|为|是|和|与|的|系)", "", name): n for name, n in legal.items()})
    return max(legal.items(), key=lambda kv: (kv[1], kv[0]))[0] if legal else None


def _vote(votes: Counter[str], broker: Broker | None, weight: int) -> None:
    if broker is not None:
        votes[broker.name] += weight


# --- date --------------------------------------------------------------------------------------------------


def full_dates(text: str) -> list[Period]:
    """The dates of `text` that print year, month and day."""
    return [p for p in find_periods(text, _NO_ANCHOR) if _FULL_DATE.fullmatch(p.value) and not p.inferred]


def _date(first: Sequence[Line], height: float) -> tuple[datetime.date | None, Line | None]:
    table = words("header")
    best: tuple[float, datetime.date, Line] | None = None
    for line in first:
        for period in full_dates(line.text):
            before = line.text[: period.start]
            beside = before + line.text[period.end :]
            label = _label_left(line, first) + before
            score = 2.0 * (1 - line.box.top / height) + line.size / 20
            if any(word in label for word in table["date_labels"]):
                score += 4
            elif any(word in beside or word in label for word in table["date_others"]):
                score -= 4
            elif re.search(r"日期|时间", label):
                score -= 0.5
            if len(re.sub(r"[\s|｜│:：·,，年月日]", "", beside)) <= 6:
                score += 1.5
            try:
                day = datetime.date.fromisoformat(period.value)
            except ValueError:
                continue
            if best is None or score > best[0]:
                best = (score, day, line)
    return (best[1], best[2]) if best and best[0] > -1.5 else (None, None)


def _label_left(line: Line, lines: Iterable[Line]) -> str:
    """The nearest text to the left on the same baseline."""
    left = [ln for ln in lines if abs(ln.base - line.base) < 3 and ln.box.x1 <= line.box.x0 + 1]
    return max(left, key=lambda ln: ln.box.x1).text if left else ""


def _price_date(first: Sequence[Line], facts: Facts) -> str | None:
    """The day of the market data, where a box prints it; the year may come from the report's date."""
    if facts.date is None:
        return None
    labels = words("header")["price_date_labels"]
    for line in first:
        text = _label_left(line, first) + line.text
        if line is facts.date_line or not any(label in text for label in (*labels, "收盘", "股价")):
            continue
        for period in find_periods(text, facts.date):
            day = period.value
            if _FULL_DATE.fullmatch(day) and abs((facts.date - datetime.date.fromisoformat(day)).days) <= 31:
                return day
    return None


def _results_period(facts: Facts) -> str | None:
    """The period a note on results is about, from its title; None for any other report."""
    text = f"{facts.title or ''} {facts.subtitle or ''}"
    if facts.date is None or not re.search(r"年报|季报|中报|业绩|半年报|快报", text):
        return None
    periods = [p.value for p in find_periods(text, facts.date)]
    return next((p for p in periods if re.match(r"\d{4}", p) and int(p[:4]) >= facts.date.year - 1), None)


# --- company -----------------------------------------------------------------------------------------------


def _company(first: Sequence[Line], pages: Sequence[Sequence[Line]], height: float) -> tuple[str | None, str | None]:
    """The company of a company note: a name with its code in the head of the page, in a short line, or on every page."""
    scores: Counter[tuple[str, str]] = Counter()
    for line in first:
        for pattern in (NAMED_CODE, PAIRED_CODE):
            for match in pattern.finditer(line.text):
                code = listing_code(match)
                if code is None or "《" in line.text:
                    continue
                alone = len(line.text) < 30
                top = line.box.top < 0.33 * height
                scores[(_clean_name(match["name"]), code)] += 4 * (alone and top) + 2 * top + alone + (line.size > 13)
    for name_line, code_line in _stacked_names(first, height):
        joined = re.sub(r"^.*[】》]", "", name_line.text) + code_line.text
        if (match := NAMED_CODE.search(joined)) and (code := listing_code(match)):
            scores[(_clean_name(match["name"]), code)] += 6
    for lines in pages[1:]:
        for line in lines:
            if line.kind == "header" and (match := NAMED_CODE.search(line.text)) and (code := listing_code(match)):
                scores[(_clean_name(match["name"]), code)] += 1
    if not scores:
        return _bare_code(first)
    (name, code), score = max(scores.items(), key=lambda kv: (kv[1], kv[0]))
    return (name, code) if score >= 2 else (None, None)


def _stacked_names(first: Sequence[Line], height: float) -> list[tuple[Line, Line]]:
    """A name at the end of one line and its code at the start of the next (a title set over two lines)."""
    opened = [ln for ln in first if re.match(r"[（(]\s*[\dA-Z]", ln.text) and ln.box.top < 0.33 * height]
    return [
        (above, line)
        for line in opened
        for above in first
        if 0.5 * line.size < line.base - above.base < 2.2 * line.size and abs(above.size - line.size) < 1
    ]


def _bare_code(first: Sequence[Line]) -> tuple[str | None, str | None]:
    for line in first:
        if match := BARE_CODE.search(_label_left(line, first) + line.text):
            return None, listing_code(match)
    return None, None


def _clean_name(name: str) -> str:
    name = re.sub(r"^.*[】》：:]", "", name)
    return name.strip("·*& ")


def _is_company_report(facts: Facts) -> bool:
    """A code in a body line of an industry report names a company in passing, not the report's subject."""
    return not (facts.report_type and facts.report_type.startswith("行业"))


# --- kind and industry -------------------------------------------------------------------------------------


def _banner(first: Sequence[Line], height: float) -> tuple[str | None, str | None]:
    """Report type and industry from the short banner lines ("证券研究报告 | 公司深度 | 软件开发")."""
    table = words("header")
    known = set(words("industries")["names"])
    report_type: str | None = None
    industry: str | None = None
    for line in first:
        if line.box.top > 0.3 * height or len(line.text) > 40:
            continue
        for part in (p.strip() for p in re.split(r"[·|｜│丨•\s]+", line.text)):
            if part in known and industry is None:
                industry = part
            elif _names_type(part, table) and report_type is None:
                report_type = part.strip("—-/")
            elif "/" in part and industry is None:
                tail = part.rsplit("/", 1)[-1].strip()
                industry = tail if tail in known else None
    return report_type, industry


def _names_type(part: str, table: dict[str, list[str]]) -> bool:
    if not 4 <= len(part) <= 14 or part in table["type_stop"] or re.search(r"[，。：:（(、]", part):
        return False
    return any(part.endswith(word) for word in table["type_words"])


def _industry_alone(first: Sequence[Line], height: float) -> str | None:
    known = set(words("industries")["names"])
    for line in first:
        if line.box.top < 0.3 * height and line.text.strip("/ ") in known:
            return line.text.strip("/ ")
        label = _label_left(line, first)
        if re.fullmatch(r"(?:所属)?行业[:：]?", label) and line.text in known:
            return line.text
    return None


def _industry_worded(first: Sequence[Line], pages: Sequence[Sequence[Line]], height: float) -> str | None:
    """An industry named before 行业 in the page's head or in running lines ("计算机行业周报")."""
    known = sorted(words("industries")["names"], key=lambda n: (-len(n), n))
    head = [ln.text for ln in first if ln.box.top < 0.3 * height]
    running = [ln.text for lines in pages[1:3] for ln in lines if ln.kind]
    for text in (*head, *running):
        for match in re.finditer(r"行业", text):
            for name in known:
                if text[: match.start()].rstrip().endswith(name):
                    return str(name)
    return None


# --- title -------------------------------------------------------------------------------------------------


def _title(first: Sequence[Line], facts: Facts, width: float, height: float) -> Block | None:
    """The largest text of the page's upper half that is no name, rating, date, banner or slogan of the template."""
    candidates = [ln for ln in first if ln.box.top < 0.45 * height and ln.size >= 9 and _may_be_title(ln, facts)]
    best: tuple[float, list[Line]] | None = None
    for line in candidates:
        group = _title_lines(line, candidates)
        text = "".join(ln.text for ln in group)
        if len(text) < 5:
            continue
        score = line.size + min(len(text), 24) / 6 - 6 * (line.box.top / height)
        if line.size < 11:
            score -= 6
        if re.match(r"[—－–-]", text):
            score -= 8
        if facts.ticker and NAMED_CODE.search(text) and len(NAMED_CODE.sub("", text).strip("：: ")) < 10:
            score -= 4
        if best is None or score > best[0]:
            best = (score, group)
    return make_block(best[1]) if best else None


def _title_lines(line: Line, candidates: Sequence[Line]) -> list[Line]:
    """A title set over two or three lines: same size, left edges alike, next baseline."""
    group = [line]
    for other in sorted(candidates, key=lambda ln: ln.base):
        step = other.base - group[-1].base
        near = 0.5 * line.size < step < 2.0 * line.size
        if near and abs(other.size - line.size) < 0.5 and abs(other.box.x0 - line.box.x0) < 1.5 * line.size:
            if not re.match(r"[—－–-]{1,2}", other.text):
                group.append(other)
    return group


def _may_be_title(line: Line, facts: Facts) -> bool:
    text = line.text.strip()
    squeezed = re.sub(r"\s+", "", text)
    table = words("header")
    if any(word in squeezed for word in table["not_title"]) and len(squeezed) < 22:
        return False
    if squeezed in words("industries")["names"] or (facts.report_type and squeezed == facts.report_type):
        return False
    if line is facts.date_line or EMAIL.search(text) or LICENCE.search(text):
        return False
    whole = NAMED_CODE.fullmatch(squeezed)
    if whole or squeezed == facts.subject or (facts.broker and squeezed.startswith(facts.broker) and len(squeezed) < 14):
        return False
    if any(rated(squeezed)):
        return False
    return sum("\u4e00" <= ch <= "\u9fff" or ch.isalpha() for ch in text) >= 0.5 * len(squeezed)


def rated(text: str) -> list[str]:
    """The rating words of a text that holds nothing but ratings and their actions; else none."""
    rest = re.sub(r"[（()）\[\]【】:：/、，,\s“”\"'\-A-C]", "", text)
    found: list[str] = []
    vocabulary = [*words("ratings"), *words("actions"), "评级", "投资", "公司", "行业", "股票", "上次", "本次", "最新"]
    for word in sorted(vocabulary, key=lambda w: (-len(w), w)):
        if word in rest:
            found.append(word)
            rest = rest.replace(word, "")
    return found if not rest else []


def _subtitle(first: Sequence[Line], title: Block) -> str | None:
    """The smaller line under the title that opens with a dash."""
    marks = tuple(words("header")["subtitle_marks"])
    for line in first:
        if 0 < line.base - title.lines[-1].base < 4 * title.size and line.text.startswith(marks):
            return line.text.strip("—-– ")
    return None
