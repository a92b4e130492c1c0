"""A table's notes in, whose estimates a row prints out: the broker's own, or a consensus that a data house gathers.

Notes say it of all peers, of some by name, or of all but some: "除青竹股份外均为 Wind 一致预期".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONSENSUS = re.compile(r"一致(?:性)?(?:盈利)?预[期测]|市场一致|consensus", re.I)
_HOUSE = re.compile(
    r"(Wind|iFinD|Bloomberg|BBG|Choice|万得|同花顺|彭博|朝阳永续)(?:的)?\s*(?:市场)?(?:一致|consensus)", re.I
)
_CLAUSES = re.compile(r"[，,；;。]|(?<![a-z])[、](?=除)")
_NOTE = re.compile(r"\s*(?:(?:资料|数据|信息)?来源|注|备注|说明|Source|Note)", re.I)
_EXCEPT = re.compile(r"除(?:了)?(.{2,40}?)(?:外|以外|之外|盈利|$)|(.{2,20}?)以外")


def source_of(text: str) -> str | None:
    """Whose consensus a text names: Wind; "一致预期" where it names the consensus of nobody; else None."""
    if not _CONSENSUS.search(text):
        return None
    house = _HOUSE.search(text)
    return house[1] if house else "一致预期"


def consensus_of(company: str, below: Sequence[str], companies: Sequence[str]) -> str | None:
    """Whose consensus the estimates of one row are; None where the notes do not say so, or say otherwise.

    `below` are the lines below the table; its notes begin with the first that names a source or calls itself a note.
    """
    first = next((index for index, text in enumerate(below) if _NOTE.match(text)), len(below))
    notes = "，".join(below[first : first + 3])
    source = source_of(notes)
    if source is None:
        return None
    clauses = [clause for clause in _CLAUSES.split(notes) if clause]
    telling = [index for index, clause in enumerate(clauses) if _CONSENSUS.search(clause)]
    # "金山、用友为 Wind 一致预期" may stand in two clauses: names, then what they are.
    said = "，".join(clauses[max(0, telling[0] - 1) : telling[-1] + 1])
    names = [name for name in companies if len(name) > 1]
    excepted = "".join(part or "" for match in _EXCEPT.finditer(said) for part in match.groups())
    if company in excepted:
        return None
    told = [name for name in names if name in said and name not in excepted]
    if told:
        return source if company in told else None
    elsewhere = [clause for index, clause in enumerate(clauses) if index not in telling and company in clause]
    return None if elsewhere else source
