"""A file of names and codes goes in, the condition that claims are about one of them comes out.

One name or listing code a line; of a line with commas or tabs the first field, so that a column saved from a spreadsheet
will do. Blank lines and what follows a # are passed over.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extract.errors import AccessFault, BadDataFault, NothingFoundFault
from kb.ask.naming import condition_about
from kb.ask.overlay import Condition

if TYPE_CHECKING:
    from kb.ask.clocks import AsOf
    from kb.keep.store import KnowledgeBase

_FIELD_END = re.compile(r"[,;\t，；]")
_CODINGS = ("utf-8-sig", "gb18030")


class Watchlist(NamedTuple):
    """The names of a list, each once and in its order, and where they were written."""

    path: Path
    names: tuple[str, ...]


class Watched(NamedTuple):
    """What a list comes to in one knowledge base: claims about any of its names, and the names nobody there has."""

    condition: Condition
    unknown: tuple[str, ...]


def read_watchlist(path: Path) -> Watchlist:
    """The list in a file (UTF-8, or GB18030 as Chinese spreadsheets write it).

    Raises NothingFoundFault (no such file, no name in it), AccessFault or BadDataFault (no text).
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise NothingFoundFault(
            "no-such-list",
            f"There is no watch-list at {path}.",
            "write one name or code a line",
            path=str(path),
        ) from None
    except OSError as error:
        raise AccessFault(
            "no-access",
            f"{path} cannot be read: {error.strerror}.",
            "check the file and your rights to it",
            path=str(path),
        ) from error
    lines = (
        _FIELD_END.split(line.partition("#")[0])[0].strip().strip("\"'")
        for line in _text(data, path).splitlines()
    )
    names = tuple(dict.fromkeys(line for line in lines if line))
    if not names:
        raise NothingFoundFault(
            "empty-list", f"{path} names nobody.", "write one name or code a line: 600887.SH", path=str(path)
        )
    return Watchlist(path, names)


def _text(data: bytes, path: Path) -> str:
    for coding in _CODINGS:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadDataFault(
        "bad-list", f"{path} is no text.", "save the list as text: one name or code a line", path=str(path)
    )


def watched(kb: KnowledgeBase, listed: Watchlist, as_of: AsOf | None = None) -> Watched:
    """The claims about the names of a list. Raises NothingFoundFault where none of them is in the knowledge base."""
    found = {name: condition_about(kb, name, as_of) for name in listed.names}
    unknown = tuple(name for name, condition in found.items() if condition is None)
    known = [condition for condition in found.values() if condition is not None]
    if not known:
        raise NothingFoundFault(
            "no-such-company",
            f"No claim is about any of the {len(listed.names)} names of {listed.path}.",
            "yanbao reports",
            path=str(listed.path),
        )
    return Watched(any_of_many(known), unknown)


def any_of_many(conditions: list[Condition]) -> Condition:
    """The condition that any of them holds. SQLite takes expressions up to a depth of 1,000: halves of halves stay far below it."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    one, other = any_of_many(conditions[:half]), any_of_many(conditions[half:])
    return Condition(f"(({one.sql}) OR ({other.sql}))", one.params + other.params)
