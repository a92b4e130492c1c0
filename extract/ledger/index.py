"""Claims in, an answer to "whose is the number at this place?" out; places are looked up by page and height."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extract.ledger.classes import NUMERAL
from extract.model import Box, Claim, MetricClaim, TargetPriceClaim, plain_number

_BUCKET = 12.0  # points: about the height of a line
_SLACK = 0.6  # points: boxes are rounded, and a glyph's middle may lie on an edge


class ClaimIndex:
    """The claims of a report by where they are printed."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._rows: dict[tuple[int, int], list[tuple[Box, Claim]]] = defaultdict(list)
        for claim in claims:
            for box in claim.bbox:
                for row in range(int(box.top // _BUCKET), int(box.bottom // _BUCKET) + 1):
                    self._rows[claim.page, row].append((box, claim))

    def _at(self, page: int, box: Box) -> Iterator[Claim]:
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        for (x0, top, x1, bottom), claim in self._rows.get((page, int(y // _BUCKET)), ()):
            if x0 - _SLACK <= x <= x1 + _SLACK and top - _SLACK <= y <= bottom + _SLACK:
                yield claim

    def saying(self, page: int, text: str, base: int, start: int, end: int, box: Box) -> list[Claim]:
        """The claims whose own number is `text[base + start : base + end]`, printed in `box`."""
        return [c for c in self._at(page, box) if _says(c, text, base + start, base + end)]

    def quoting(self, page: int, said: str, box: Box) -> list[Claim]:
        """The claims in whose quote the numeral stands, whatever it is there; metrics only where their name has it."""
        return [
            c
            for c in self._at(page, box)
            if said in c.quote and (not isinstance(c, MetricClaim) or _names(c, said))
        ]


def _says(claim: Claim, text: str, start: int, end: int) -> bool:
    if isinstance(claim, TargetPriceClaim):
        printed = text[start:end].replace(",", "").replace("，", "").lstrip("+-−＋－")
        values = [v for v in (claim.value, claim.value_high, claim.prior) if v is not None]
        return any(plain_number(v) == _plain(printed) for v in values)
    return isinstance(claim, MetricClaim) and _stands_in(claim.original, text, start, end)


def _plain(printed: str) -> str:
    return printed.rstrip("0").rstrip(".") if "." in printed else printed


def _stands_in(original: str, text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is part of an occurrence of `original`; a unit may stand apart from its number."""
    numeral = text[start:end]
    bare = numeral.lstrip("-+−－＋–")
    at = original.find(bare)
    first = end - len(bare)
    while at >= 0:
        if text.startswith(original, first - at):
            return True
        at = original.find(bare, at + 1)
    return bare in NUMERAL.findall(original) and not re.match(r"\s*[年月日]", text[end:])


def _names(claim: MetricClaim, said: str) -> bool:
    return said in claim.metric or bool(claim.scope and said in claim.scope)
