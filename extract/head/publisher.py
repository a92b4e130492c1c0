"""All pages' lines in, the house that published the report out, by vote of its marks.

Marks are the authors' licences and e-mail addresses, names in running lines, and the legal name that signs the
disclaimer. A house no data file knows is named by the name it signs with most; a newspaper or an exchange whose name
begins like a broker's votes for nobody.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extract.pages.lines import Line
from extract.vocabulary import Broker, broker_by_email, broker_by_licence, brokers, longest_first

LICENCE = re.compile(r"(?<![A-Za-z\d])[SA]\s?\d{13}(?!\d)", re.I)
EMAIL = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

# 上海证券报, 上海证券交易所, 中国证券业协会: names that go on are other names.
_GOES_ON = r"(?!交易所|报(?!告)|业协会|时报|日报|监督|监管|市场|化|投资基金|从业)"
_LEGAL_FORM = r"(?:股份|控股|研究|经纪)?(?:\s*[（(][\u4e00-\u9fff]{2,4}[)）])?\s*(?:股份)?有限(?:责任)?公司"
_HOUSE = r"(?:证券|国际|资本|金融|期货)"


def find_report_broker(first: Sequence[Line], pages: Sequence[Sequence[Line]]) -> str | None:
    """The broker of a report; None where nothing names one."""
    votes: Counter[str] = Counter()
    front = "\n".join(line.text for line in first)
    for match in EMAIL.finditer(front):
        _vote(votes, broker_by_email(match.group().split("@")[1].lower()), 4)
    for match in LICENCE.finditer(front):
        _vote(votes, broker_by_licence(match.group().replace(" ", "").upper()), 3)
    back = _squeezed([line for lines in pages[-3:] for line in lines])
    running = _squeezed([line for lines in pages[1:6] for line in lines if line.kind])
    for text, weight in ((_squeezed(first), 2), (back, 1), (running, 1)):
        for name in sorted(set(_named(text))):
            votes[name] += weight
    for name, count in sorted(Counter(_signed(back)).items()):
        votes[name] += min(3, count)
    known = {broker.name for broker in brokers()}
    unknown = house_name("\n".join((_squeezed(first), running, back)))
    if unknown is not None and unknown not in known and _by_name().get(unknown) is None:
        signed = len(re.findall(re.escape(unknown) + _LEGAL_FORM, back))
        votes[unknown] += (
            (2 if unknown in _squeezed(first) else 0) + (1 if unknown in running else 0) + min(3, 2 * signed)
        )
    if not votes:
        return None
    return max(votes.items(), key=lambda kv: (kv[1], len(kv[0]), kv[0]))[0]


def house_name(text: str) -> str | None:
    """The name a house signs its legal name with, without the words printed before it; one line of text a line.

    Of all names that end alike ("声明沧岳证券", "沧岳证券") the longest that stands nearly as often as any wins.
    """
    signed = {m[1] for m in re.finditer(rf"([\u4e00-\u9fff]{{2,10}}{_HOUSE}){_LEGAL_FORM}", text)}
    counts: Counter[str] = Counter()
    for whole in sorted(signed):
        for cut in range(len(whole) - 3):
            name = whole[cut:]
            counts[name] = len(re.findall(re.escape(name) + _GOES_ON, text))
            if (short := re.sub(r"(?<=国际)证券$", "", name)) != name and len(short) > 3:
                counts[short] = len(re.findall(re.escape(short) + _GOES_ON, text))
    if not counts:
        return None
    most = max(counts.values())
    often = [name for name, count in counts.items() if count >= 0.75 * most]
    return max(often, key=lambda name: (len(name), counts[name], name))


def _squeezed(lines: Sequence[Line]) -> str:
    """The lines without blanks, one a line: a heading never runs into the name below it."""
    return "\n".join(re.sub(r"\s+", "", line.text) for line in lines)


def _vote(votes: Counter[str], broker: Broker | None, weight: int) -> None:
    if broker is not None:
        votes[broker.name] += weight


@functools.cache
def _by_name() -> dict[str, str]:
    """Every name of four characters or more, as printed without blanks, and the broker it names today."""
    table: dict[str, str] = {}
    for broker in brokers():
        for name in (
            *broker.former_names,
            *broker.english,
            *broker.short_names,
            broker.full_name,
            broker.name,
        ):
            squeezed = re.sub(r"\s+", "", name)
            if len(squeezed) >= 4:
                table[squeezed] = broker.name
    return table


@functools.cache
def _name_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The names in Chinese and those in Latin letters, longest first: apart, the first are looked up by first letters."""
    longest = longest_first(_by_name())
    chinese = "|".join(re.escape(n) + _GOES_ON for n in longest if not n[0].isascii())
    latin = "|".join(
        re.escape(n) + (r"(?![A-Za-z])" if n.isascii() else _GOES_ON) for n in longest if n[0].isascii()
    )
    return re.compile(chinese), re.compile(rf"(?<![A-Za-z])(?:{latin})")


@functools.lru_cache(maxsize=4)
def _mentions(text: str) -> tuple[str, ...]:
    """Every name of a broker in the text, once a mention, no two overlapping; a back page's are asked for twice."""
    found: list[str] = []
    reached = 0
    every = (match for pattern in _name_patterns() for match in pattern.finditer(text))
    for match in sorted(every, key=lambda m: m.start()):
        if match.start() >= reached:
            found.append(match.group())
            reached = match.end()
    return tuple(found)


def _named(text: str) -> Iterator[str]:
    return (_by_name()[name] for name in _mentions(text))


def _signed(text: str) -> Iterator[str]:
    """The brokers whose legal names stand in the text, once a mention."""
    legal = {re.sub(r"\s+", "", b.full_name): b.name for b in brokers() if b.full_name}
    return (legal[name] for name in _mentions(text) if name in legal)
