"""A name, an e-mail domain or a licence number in, the broker out; one data file a broker in `extract/brokers`.

Nothing is guessed: what no file names is no broker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.vocabulary.datafiles import DataTable, read_folder
from extract.vocabulary.labels import normalise, squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A house that publishes reports; `id` is the stem of its file."""

    id: str
    name: str
    full_name: str
    short_names: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    licence_prefixes: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes or went by."""
        return (self.name, self.full_name, *self.short_names, *self.english, *self.former_names)


_LATIN_WORD = re.compile(r"[a-z0-9]+")
_BROKER_LISTS = ("short_names", "english", "email_domains", "licence_prefixes", "former_names")
_BROKER_KEYS = frozenset({"name", "full_name", *_BROKER_LISTS})


@cache
def brokers() -> tuple[Broker, ...]:
    """Every broker of `extract/brokers`, sorted by id. Raises BadDataFault that names file and key."""
    return tuple(_broker(stem, content) for stem, content in read_folder("brokers"))


def _broker(stem: str, content: DataTable) -> Broker:
    content.refuse_others(_BROKER_KEYS)
    lists = {key: content.texts(key) for key in _BROKER_LISTS}
    return Broker(id=stem, name=content.text("name"), full_name=content.text("full_name"), **lists)


def find_broker(text: str) -> Broker | None:
    """The broker whose name stands in the text; the longest name wins, so that 国泰海通 is not 海通.

    Blanks between Chinese characters do not matter; a Latin name wants whole words.
    """
    folded, worded = squeeze(text), _as_words(text)
    for name, is_latin, broker in _names():
        if name in (worded if is_latin else folded):
            return broker
    return None


def _as_words(text: str) -> str:
    return f" {' '.join(_LATIN_WORD.findall(normalise(text)))} "


@cache
def _names() -> tuple[tuple[str, bool, Broker], ...]:
    """(comparable name, whether it is Latin, broker), the longest name first."""
    named = {(name, broker) for broker in brokers() for name in broker.names}
    folded = {
        (_as_words(name) if name.isascii() else squeeze(name), name.isascii(), broker)
        for name, broker in named
    }
    return tuple(sorted(folded, key=lambda entry: (-len(entry[0]), entry[0], entry[2].id)))


def broker_by_email(domain: str) -> Broker | None:
    """The broker of an e-mail domain or of any of its sub-domains; the longest known domain wins."""
    address = domain.lower().rpartition("@")[2].strip(". ")
    known = [
        (len(d), b) for b in brokers() for d in b.email_domains if f".{address}".endswith(f".{d.lower()}")
    ]
    return max(known, key=lambda pair: (pair[0], pair[1].id))[1] if known else None


def broker_by_licence(code: str) -> Broker | None:
    """The broker that a licence number of the Securities Association (S0870…) is registered with."""
    folded = squeeze(code).upper()
    known = [(len(p), b) for b in brokers() for p in b.licence_prefixes if folded.startswith(p.upper())]
    return max(known, key=lambda pair: (pair[0], pair[1].id))[1] if known else None
