"""First-page lines in, analysts out: a name, the licence, e-mail and role printed nearest to it.

A licence number (S and 13 digits) is the anchor; a name is a short Chinese word that opens with a surname. Both lists
are data. A named contact without a licence counts where a role and an e-mail stand beside the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.header import EMAIL, LICENCE
from extract.model import AnalystClaim
from extract.page import Line
from extract.vocabulary import words

_WORD = re.compile(r"[\u4e00-\u9fff·]+")
_PHONE = re.compile(r"(?<![\d.])(?:\+?\(?86\)?[\s-]?)?(?:0\d{2,3}[\s-]?\d{7,8}|1[3-9]\d{9}|\d{2}[\s-]\d{4}[\s-]\d{4})(?!\d)")
_REACH = 75.0  # points: farther apart, a name and a licence belong to different people


@dataclass(frozen=True, slots=True)
class _Mark:
    """One thing found: `line.text[start:end]`."""

    text: str
    line: Line
    start: int
    end: int

    @property
    def x(self) -> float:
        return self.line.box_of(self.start, self.end).x0

    @property
    def base(self) -> float:
        return self.line.base


@dataclass(slots=True)
class _Person:
    name: _Mark
    role: str | None
    licence: _Mark | None = None
    email: _Mark | None = None
    phone: _Mark | None = None


def read_authors(first: Sequence[Line]) -> list[AnalystClaim]:
    """The report's authors in the order of the page."""
    people = _people(first)
    licences = [_Mark(m.group().replace(" ", ""), ln, *m.span()) for ln in first for m in LICENCE.finditer(ln.text)]
    emails = [_Mark(m.group(), ln, *m.span()) for ln in first for m in EMAIL.finditer(ln.text)]
    phones = [_Mark(m.group().strip(), ln, *m.span()) for ln in first for m in _PHONE.finditer(ln.text) if not LICENCE.search(ln.text)]
    _pair(people, licences, "licence")
    people = [p for p in people if p.licence is not None or p.role is not None]
    _pair(people, emails, "email")
    people = [p for p in people if p.licence is not None or p.email is not None]
    _pair(people, phones, "phone")
    # Without a single licence on the page, a role beside a name is all there is.
    return [_claim(person) for person in people]


def _people(first: Sequence[Line]) -> list[_Person]:
    table = words("analyst")
    roles = sorted(table["roles"], key=lambda w: -len(w))
    people: list[_Person] = []
    heading: tuple[str, Line] | None = None
    for line in sorted(first, key=lambda ln: (round(ln.base), ln.box.x0)):
        if len(line.text) > 60:
            continue
        role = next((r for r in roles if r in line.text), None)
        names = _names_in(line, roles)
        if role and not names:
            heading = (role, line)
        for name in names:
            own = role or (heading[0] if heading and _under(heading[1], line) else None)
            people.append(_Person(name, own))
    return people


def _under(heading: Line, line: Line) -> bool:
    """A role printed as a heading holds for the names beside it and below it in its column."""
    return -3 < line.base - heading.base < 160 and abs(line.box.x0 - heading.box.x0) < 130


def _names_in(line: Line, roles: Sequence[str]) -> list[_Mark]:
    table = words("analyst")
    text = line.text
    for role in roles:
        text = text.replace(role, "#" * len(role))
    found: list[_Mark] = []
    # Two-character names are often spread: "胡 翔".
    for match in re.finditer(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: ?[\u4e00-\u9fff]){1,3}(?![\u4e00-\u9fff])", text):
        name = match.group().replace(" ", "")
        if 2 <= len(name) <= 4 and name[0] in table["surnames"] and not any(w in name for w in table["not_names"]):
            found.append(_Mark(name, line, *match.span()))
    # A name among other words proves itself by a role or a licence in the same line, or by standing alone.
    alone = len(line.text) <= 8
    marked = "#" in text or LICENCE.search(line.text) or EMAIL.search(line.text)
    beside = bool(re.search(r"执业|证书|资格|登记", line.text))
    return found if alone or marked or beside else []


def _pair(people: list[_Person], marks: list[_Mark], field: str) -> None:
    """Give each person the mark nearest below or beside the name; each mark once, nearest pairs first."""
    pairs: list[tuple[float, int, int]] = []
    for i, person in enumerate(people):
        for j, mark in enumerate(marks):
            away = _distance(person.name, mark)
            if away < _REACH:
                pairs.append((away, i, j))
    used: set[int] = set()
    for _, i, j in sorted(pairs):
        if getattr(people[i], field) is None and j not in used:
            setattr(people[i], field, marks[j])
            used.add(j)


def _distance(name: _Mark, mark: _Mark) -> float:
    down = mark.base - name.base
    across = abs(mark.x - name.x)
    if abs(down) < 3:
        return (0.05 if mark.x > name.x else 2.0) * across
    if mark.line.box.x0 > name.line.box.x1 + 110 or mark.line.box.x1 < name.line.box.x0 - 110:
        return 1e9
    # Details stand under the name far more often than over it.
    return (down if down > 0 else -2.5 * down) + 0.25 * min(across, 160)


def _claim(person: _Person) -> AnalystClaim:
    parts = [m for m in (person.name, person.licence, person.email, person.phone) if m is not None]
    return AnalystClaim(
        page=person.name.line.page,
        bbox=tuple(m.line.box_of(m.start, m.end).rounded() for m in parts),
        quote=" ".join(m.text for m in parts),
        origin="authors",
        confidence=0.95 if person.licence else 0.75,
        name=person.name.text,
        licence=person.licence.text if person.licence else None,
        email=person.email.text if person.email else None,
        phone=person.phone.text if person.phone else None,
        role=person.role,
    )
