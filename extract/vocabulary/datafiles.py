"""A folder of data files in, checked mappings out, in the order of their names; a bad file is named with its key.

The knowledge of this package lives in TOML files a reader may extend: brokers, metrics, languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extract.errors import BadDataFault


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table of a data file, with the place that faults name: `extract/metrics/banks.toml: [npl_ratio]`."""

    place: str
    entries: Mapping[str, Any]

    def text(self, key: str, default: str | None = None) -> str:
        """A string; without a default the key must be there and must not be empty."""
        value = self.entries.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(key, "must be a text that is not empty" if default is None else "must be a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty where the key is absent."""
        value = self.entries.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(key, 'must be a list of texts, as in ["甲", "乙"]')
        return tuple(value)

    def flag(self, key: str) -> bool:
        """True or false, false where the key is absent."""
        value = self.entries.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, "must be true or false")
        return value

    def refuse_others(self, known: frozenset[str]) -> None:
        """A key nobody reads is a slip of the pen: say so instead of dropping it."""
        for key in sorted(set(self.entries) - known):
            raise self.fault(key, f"is not known here; known are {', '.join(sorted(known))}")

    def fault(self, key: str, why: str) -> BadDataFault:
        return BadDataFault(
            "bad-data-file", f"{self.place}: {key} {why}", "Correct this key in the file.", path=self.place
        )


@cache
def read_folder(folder: str) -> tuple[tuple[str, DataTable], ...]:
    """(file stem, content) of every TOML file of `extract/<folder>`, sorted by name."""
    found = [file for file in files("extract").joinpath(folder).iterdir() if file.name.endswith(".toml")]
    found.sort(key=lambda file: file.name.removesuffix(".toml"))
    return tuple(
        (file.name.removesuffix(".toml"), _parse(file.read_bytes(), f"extract/{folder}/{file.name}"))
        for file in found
    )


def _parse(content: bytes, place: str) -> DataTable:
    try:
        return DataTable(place, tomllib.loads(content.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDataFault(
            "bad-data-file", f"{place}: {error}", "Correct the file; it must be TOML in UTF-8.", path=place
        ) from error


@cache
def words(section: str, language: str = "zh") -> dict[str, Any]:
    """The table `section` of a language's files, all files of that language together; empty where none has it.

    The table is one for all who ask and not to be changed. A file without a `language` key counts as Chinese and serves every language. Lists under one key are joined.
    """
    merged: dict[str, Any] = {}
    for _, content in read_folder("languages"):
        if content.text("language", language) != language:
            continue
        entries = content.entries.get(section, {})
        if not isinstance(entries, Mapping):
            raise content.fault(section, "must be a table")
        for key, value in entries.items():
            known = merged.get(key)
            merged[key] = [*known, *value] if isinstance(known, list) and isinstance(value, list) else value
    return merged


def longest_first(entries: Iterable[str]) -> list[str]:
    """Words in the order a regular expression must try them: a word before its own beginning, else by the alphabet."""
    return sorted(entries, key=lambda word: (-len(word), word))
