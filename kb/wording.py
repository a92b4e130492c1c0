"""A key and its values in, a sentence in the reader's language out; every language file has the same keys.

The sentences are data (`kb/phrases/*.toml`), so a new language is a new file. Only what yanbao says is translated:
claims, quotes and everything on standard output in a machine's form are the same in every language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

DEFAULT_LANGUAGE = "en"


def languages() -> tuple[str, ...]:
    """The languages there is a file for, sorted."""
    folder = files("kb") / "phrases"
    return tuple(sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".toml")))


def chosen_language(flag: str | None, environ: Mapping[str, str]) -> str:
    """The flag, else YANBAO_LANG, else what the system's variables say, else English. Never fails."""
    asked = (flag, *(environ.get(name) for name in ("YANBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")))
    first = next((text for text in asked if text), "")
    short = first.partition("_")[0].partition("-")[0].partition(".")[0].lower()
    return short if short in languages() else DEFAULT_LANGUAGE


class Wording:
    """What yanbao says in one language: `say("add.summary", reports=3, ...)`."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        self.language = language
        self._phrases = phrases(language)

    def __call__(self, key: str, **values: object) -> str:
        return self._phrases[key].format(**values)

    def get(self, key: str, default: str) -> str:
        """The phrase, or `default` for a word there is none for (a column of the user's own query)."""
        return self._phrases.get(key, default)


@cache
def phrases(language: str) -> Mapping[str, str]:
    """Every phrase of a language by "section.key"."""
    text = (files("kb") / "phrases" / f"{language}.toml").read_text(encoding="utf-8")
    return {
        f"{section}.{key}": sentence
        for section, entries in tomllib.loads(text).items()
        for key, sentence in entries.items()
    }
