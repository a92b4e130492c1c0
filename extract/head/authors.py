"""First-page lines in, analysts out: a name, with the licence, e-mail, telephone and role that are printed for it.

A name is a short Chinese word that opens with a surname (data). Details stand beside or under their name, never under
the next one; a role stands in the same line, on the same baseline, over the names it holds for, or among the details.
A name without a licence counts where a role or an e-mail address of its own proves that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.head.front import untangled
from extract.head.publisher import EMAIL, LICENCE
from extract.model import AnalystClaim, Box
from extract.pages.lines import Line
from extract.vocabulary import longest_first, words

_HAN = r"[\u3400-\u9fff]"
_NAME = re.compile(rf"(?<!{_HAN}){_HAN}(?: ?{_HAN}){{1,3}}(?!{_HAN})")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+?\(?(?:86|852)\)?[\s-]?)?"
    r"(?:\(?0?\d{2,3}\)?[\s-]?\d{7,8}|1[3-9]\d{9}|\d{2,3}[\s-]\d{4}[\s-]\d{4}|4\d{3}-\d{3}-\d{3}|(?<=852)[\s)-]+\d{4}[\s-]\d{4})(?!\d)"
)
# Hong Kong's register of the Securities and Futures Commission: three letters and three digits.
_SFC = re.compile(
    r"(?:SFC|CE)\s*(?:CE)?\s*(?:No|Ref|Reference)?\s*[.:：]?\s*(?P<sfc>[A-Z]{3}\s?\d{3})(?!\d)|(?:香港证监会|中央编号)[^A-Z]{0,12}(?P<hk>[A-Z]{3}\d{3})"
)
_REACH = 80.0  # points: farther below its name, a detail belongs to somebody else
_CUT_EMAIL = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+\.?$")


@dataclass(frozen=True, slots=True)
class _Mark:
    """One thing found: `text`, printed at `line.text[start:end]` (an e-mail may run on in `tail`)."""

    text: str
    line: Line
    start: int
    end: int
    tail: Line | None = None

    @property
    def box(self) -> Box:
        return self.line.box_of(self.start, self.end)

    @property
    def printed(self) -> str:
        """The words on the page, in their own case."""
        return self.line.text[self.start : self.end] + (self.tail.text if self.tail else "")

    @property
    def base(self) -> float:
        return self.line.base


@dataclass(slots=True)
class _Person:
    name: _Mark
    role: str | None = None
    beside: bool = False  # the role stands in the name's own line or on its baseline
    licence: _Mark | None = None
    email: _Mark | None = None
    phone: _Mark | None = None


def read_authors(first: Sequence[Line]) -> list[AnalystClaim]:
    """The report's authors in the order of the page."""
    lines = sorted(
        (ln for ln in untangled(first) if len(ln.text) <= 90),
        key=lambda ln: (ln.page, round(ln.base), ln.box.x0),
    )
    people = [_Person(name) for line in lines for name in _names_in(line)]
    licences = [
        _Mark(m.group().replace(" ", "").upper(), ln, *m.span())
        for ln in lines
        for m in LICENCE.finditer(ln.text)
    ]
    _give(people, licences, "licence")
    registered = [
        _Mark((m["sfc"] or m["hk"]).replace(" ", ""), ln, *m.span())
        for ln in lines
        for m in _SFC.finditer(ln.text)
    ]
    _give(people, registered, "licence")
    _give_roles(people, lines)
    people = [p for p in people if p.licence or p.role or _stands_alone(p.name)]
    _give(people, _emails(lines), "email")
    people = [p for p in people if p.licence or p.beside or p.email]
    people = _once(people)
    phones = [
        _Mark(m.group().strip(), ln, *m.span())
        for ln in lines
        if not LICENCE.search(ln.text) and len(ln.text) <= 45
        for m in _PHONE.finditer(ln.text)
    ]
    _give(people, phones, "phone")
    return [_claim(person) for person in people]


# --- names -------------------------------------------------------------------------------------------------


def _names_in(line: Line) -> list[_Mark]:
    """The names of a line, where the line proves that it holds names: short, or with a role or a detail."""
    table = words("analyst")
    text = line.text
    for role in longest_first(table["roles"]):
        text = text.replace(role, "#" * len(role))
    marked = "#" in text or LICENCE.search(text) or EMAIL.search(text) or _SFC.search(text)
    if not (
        len(line.text) <= 8 or (marked and len(line.text) <= 90) or re.search(r"执业|证书|资格|登记", text)
    ):
        return []
    found: list[_Mark] = []
    for match in _NAME.finditer(text):
        name = match.group().replace(" ", "")
        if is_name(name):
            found.append(_Mark(name, line, *match.span()))
    return found


def is_name(word: str) -> bool:
    """Two or three characters behind a surname; up to four with a surname of two (欧阳, 司马)."""
    table = words("analyst")
    if any(other in word for other in table["not_names"]):
        return False
    if word[:2] in table["compound_surnames"]:
        return 3 <= len(word) <= 4
    return 2 <= len(word) <= 3 and word[0] in table["surnames"]


def _stands_alone(name: _Mark) -> bool:
    return len(name.line.text.replace(" ", "")) == len(name.text)


def _once(people: list[_Person]) -> list[_Person]:
    """Each name once: where it is printed twice (a list of authors and their details), the one that says more."""
    kept: dict[str, _Person] = {}
    for person in people:
        other = kept.get(person.name.text)
        if other is None or (other.licence is None and person.licence is not None):
            kept[person.name.text] = person
    return [p for p in people if kept[p.name.text] is p]


# --- details -----------------------------------------------------------------------------------------------


def _emails(lines: Sequence[Line]) -> list[_Mark]:
    """The addresses of the lines; one that is cut at the edge of its column goes on in the line below."""
    found: list[_Mark] = []
    for line in lines:
        cut = _CUT_EMAIL.search(line.text)
        tail = _tail(line, lines) if cut else None
        for match in EMAIL.finditer(line.text):
            if tail is None or match.end() < len(line.text):
                found.append(_Mark(match.group(), line, *match.span()))
        if cut and tail is not None:
            found.append(
                _Mark(cut.group().rstrip(".") + "." + tail.text.lstrip("."), line, *cut.span(), tail=tail)
            )
    return found


def _tail(line: Line, lines: Sequence[Line]) -> Line | None:
    below = [
        o
        for o in lines
        if 0 < o.base - line.base < 2 * line.size
        and o.page == line.page
        and re.fullmatch(r"\.?(?:[a-z]{2,3}\.)?(?:com|cn|hk|net|org)", o.text)
    ]
    return below[0] if below else None


def _give(people: list[_Person], marks: Sequence[_Mark], field: str) -> None:
    """Give each mark to the name it stands beside or under; what is left over, to a name just below it."""
    left = list(range(len(marks)))
    for above in (True, False):
        pairs = sorted(
            (away, i, j)
            for i, person in enumerate(people)
            if getattr(person, field) is None
            for j in left
            if (away := _distance(person.name, marks[j], above)) < _REACH
        )
        for _, i, j in pairs:
            if j in left and getattr(people[i], field) is None:
                setattr(people[i], field, marks[j])
                left.remove(j)


def _distance(name: _Mark, mark: _Mark, above: bool) -> float:
    """How far a detail is from its name: down the column, or along the baseline; infinite where it cannot be its own."""
    if name.line.page != mark.line.page:
        return 1e9
    down = mark.base - name.base
    mine, its = name.box, mark.box
    if abs(down) < 4:
        gap = its.x0 - mine.x1
        return (0.05 * gap if 0 <= gap < 260 else 1e9) if above else 1e9
    if (down > 0) is not above or its.x0 > mine.x1 + 110 or its.x1 < mine.x0 - 110:
        return 1e9
    across = min(abs(mine.x0 - its.x0), abs(mine.x1 - its.x1), abs(mine.x0 + mine.x1 - its.x0 - its.x1) / 2)
    across = min(across, abs(name.line.box.x0 - mark.line.box.x0), abs(name.line.box.x1 - mark.line.box.x1))
    return abs(down) * (1 if above else 2) + 0.5 * across


# --- roles -------------------------------------------------------------------------------------------------


def _give_roles(people: list[_Person], lines: Sequence[Line]) -> None:
    roles = longest_first(words("analyst")["roles"])
    named = {id(p.name.line) for p in people}
    bare: list[tuple[str, Line]] = []
    for line in lines:
        role = next((r for r in roles if r in line.text), None)
        if role is None:
            continue
        if id(line) in named:
            for person in people:
                if person.name.line is line:
                    person.role, person.beside = role, True
        elif len(re.sub(r"[\W_]|报告|本|署名", "", line.text.replace(role, ""))) <= 1:
            bare.append((role, line))
    for role, line in bare:
        _give_role(people, role, line, bare)


def _give_role(people: list[_Person], role: str, line: Line, bare: Sequence[tuple[str, Line]]) -> None:
    """A role in a line of its own: on a name's baseline, else over names, else among the details under a name."""
    here = [p for p in people if p.name.line.page == line.page]
    level = [
        p
        for p in here
        if abs(p.name.base - line.base) < 4 and _gap(p.name.box, line.box) < 200 and p.role is None
    ]
    if level:
        nearest = min(level, key=lambda p: _gap(p.name.box, line.box))
        nearest.role, nearest.beside = role, True
        return
    below = [
        p for p in here if 0 < p.name.base - line.base < 160 and abs(p.name.line.box.x0 - line.box.x0) < 130
    ]
    if below and below[0].name.base - line.base < 45:
        stop = min(
            (o.base for _, o in bare if o.base > line.base + 1 and abs(o.box.x0 - line.box.x0) < 130),
            default=1e9,
        )
        for person in below:
            if person.name.base < stop and person.role is None:
                person.role = role
        return
    above = [
        p
        for p in here
        if 0 < line.base - p.name.base < _REACH and _gap(p.name.box, line.box) < 60 and p.role is None
    ]
    if above:
        max(above, key=lambda p: p.name.base).role = role


def _gap(a: Box, b: Box) -> float:
    return max(0.0, a.x0 - b.x1, b.x0 - a.x1)


def _claim(person: _Person) -> AnalystClaim:
    parts = [m for m in (person.name, person.licence, person.email, person.phone) if m is not None]
    boxes = [box for m in parts for box in (m.box, *((m.tail.box,) if m.tail else ()))]
    return AnalystClaim(
        page=person.name.line.page,
        bbox=tuple(box.rounded() for box in boxes),
        quote=" ".join(m.printed for m in parts),
        origin="authors",
        name=person.name.text,
        licence=person.licence.text if person.licence else None,
        email=person.email.text if person.email else None,
        phone=person.phone.text if person.phone else None,
        role=person.role,
    )
