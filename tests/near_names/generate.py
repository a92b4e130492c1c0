"""Listings in, mentions with the entity they mean out: `python tests/near_names/generate.py` writes `generated.tsv`.

What is expected follows from the exchanges' own lists alone: nothing here asks the resolver. Near names come from one
another's neighbourhood (one character apart, or one beginning), each of them with the spellings that reports use, and
with words that look like it and are nobody's name.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FACTS = HERE.parents[1] / "kb" / "entities"
COLUMNS = ("mention", "expected", "on", "ticker", "listed", "context", "why")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_MARK = re.compile(r"^(?:\*?ST|XD)|退$|-[A-Z]+$")
# A business of a company is not the company, whatever it is called.
_PARTS = ("半导体", "欧洲", "财务公司", "新材料研究院")


class Pair(NamedTuple):
    """One line of the data: a mention with what is known beside it, and whom it means ("" is nobody)."""

    mention: str
    expected: str
    on: str = ""
    ticker: str = ""
    listed: str = ""
    context: str = ""
    why: str = ""


class Line(NamedTuple):
    code: str
    name: str
    issuer: str
    delisted: str


def read_lines() -> list[Line]:
    with (FACTS / "listings.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return [
            Line(r["code"], unicodedata.normalize("NFKC", r["name"]), r["issuer"], r["delisted"])
            for r in rows
        ]


def words(file: str) -> set[str]:
    lines = (FACTS / file).read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def other_names() -> set[str]:
    """Every word that some data file gives as a name: a made-up word must be none of them."""
    found: set[str] = set()
    for file in FACTS.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                for column in ("name", "names", "aliases", "english"):
                    found.update((row.get(column) or "").split("|"))
    return found


def neighbours(lines: Iterable[Line]) -> Iterator[tuple[Line, Line]]:
    """Lines whose names differ in one character, or begin alike; each name with its first neighbour of each sort."""
    patterns: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        patterns[line.name[:2]].append(line)
        for place in range(len(line.name)):
            patterns[f"{line.name[:place]}_{line.name[place + 1 :]}"].append(line)
    for pattern in sorted(patterns):
        group = patterns[pattern]
        for one, other in pairwise(group):
            if one.issuer != other.issuer:
                yield one, other


def spellings(line: Line) -> Iterator[tuple[str, str]]:
    """The name as reports write it, and what was done to it."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in line.name)
    yield from (
        (line.name, "as the exchange shows it"),
        (f"{line.name}（{line.code}）", "with its code"),
        (f"{line.name}({line.code.partition('.')[0]})", "with its bare code"),
        (" ".join(line.name), "letters spaced"),
        (wide, "full width"),
    )
    if line.code.startswith("688"):
        yield f"{line.name}-U", "with a share-class mark"


def misspelt(line: Line) -> Iterator[str]:
    """Words like the name that are no name: two characters changed about, one doubled, one put in."""
    name = line.name
    yield name[1] + name[0] + name[2:]
    yield name[:2] + name[1:]
    yield name[:2] + "某" + name[2:]


def pairs(most: int) -> Iterator[Pair]:
    lines = read_lines()
    ordinary = words("ordinary.txt")
    taken = other_names()
    issuers: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        issuers[_MARK.sub("", line.name)].add(line.issuer)
    plain = [
        line
        for line in lines
        if not line.delisted
        and _HAN.fullmatch(line.name)
        and len(line.name) >= 3
        and line.name not in ordinary
    ]
    named = [line for line in plain if len(issuers[line.name]) == 1]
    near = list(neighbours(named))
    seen: set[str] = set()
    for number, (one, other) in enumerate(near[:: max(1, len(near) // most)]):
        for line, neighbour in ((one, other), (other, one)):
            if line.code in seen:
                continue
            seen.add(line.code)
            forms = list(spellings(line))
            for mention, why in (forms[0], forms[1 + number % (len(forms) - 1)]):
                yield Pair(mention, line.issuer, why=f"{why}; near {neighbour.name}")
        wrong = list(misspelt(one))[number % 3]
        if wrong not in taken and _MARK.sub("", wrong) not in issuers:
            yield Pair(wrong, "", why=f"nobody; near {one.name}")
        part = one.name + _PARTS[number % len(_PARTS)]
        if part not in taken and part not in issuers:
            yield Pair(part, "", why=f"a part of {one.name}")
    yield from _stems(plain, taken)
    yield from _of_several(lines, issuers)
    yield from _marked(lines, issuers)
    yield from _everyday(lines, ordinary, issuers)


def _stems(plain: list[Line], taken: set[str]) -> Iterator[Pair]:
    sharing: dict[str, set[str]] = defaultdict(set)
    for line in plain:
        sharing[line.name[:2]].add(line.issuer)
    for stem in sorted(sharing):
        if len(sharing[stem]) >= 4 and stem not in taken:
            yield Pair(stem, "", why=f"{len(sharing[stem])} companies begin so")


def _of_several(lines: list[Line], issuers: dict[str, set[str]]) -> Iterator[Pair]:
    for line in lines:
        several = issuers[_MARK.sub("", line.name)]
        living = {other.issuer for other in lines if other.name == line.name and not other.delisted}
        if len(several) > 1 and len(living) > 1:
            yield Pair(line.name, "", why="two companies are listed under this name")
            yield Pair(line.name, line.issuer, ticker=line.code, why="the code says which")


def _marked(lines: list[Line], issuers: dict[str, set[str]]) -> Iterator[Pair]:
    marked = [line for line in lines if line.name.startswith(("ST", "*ST")) and not line.delisted]
    for line in marked[::4]:
        if len(issuers[_MARK.sub("", line.name)]) == 1 and len(_MARK.sub("", line.name)) > 2:
            yield Pair(line.name, line.issuer, why="under special treatment")
            yield Pair(line.name.replace("*", "＊"), line.issuer, why="under special treatment, full width")


def _everyday(lines: list[Line], ordinary: set[str], issuers: dict[str, set[str]]) -> Iterator[Pair]:
    for line in lines:
        if line.name in ordinary and not line.delisted and len(issuers[line.name]) == 1:
            yield Pair(line.name, "", why="an everyday word in running text")
            yield Pair(line.name, line.issuer, listed="1", why="an everyday word in a list of companies")
            yield Pair(line.name, line.issuer, ticker=line.code, why="an everyday word beside its code")


def main(most: int = 400) -> None:
    found = dict.fromkeys(pairs(most))
    with (HERE / "generated.tsv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(found)
    sys.stdout.write(f"{len(found)} mentions\n")


if __name__ == "__main__":
    main()
