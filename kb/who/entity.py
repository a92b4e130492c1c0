"""The nouns of this room: who or what claims are about, where it is listed, what it was called when; frozen, no logic of files.

An issuer is one `Entity`; its share classes are told by its `Listing`s; every `Name` is a statement of its own with a source.
"""

from __future__ import annotations

from typing import NamedTuple


class Entity(NamedTuple):
    """Somebody or something claims are about. `listings` are its codes, the primary one first."""

    id: str
    kind: str  # company, product, industry, index, country, region, market, broker, person
    name: str
    english: str = ""
    owner: str = ""
    industry: str = ""
    listings: tuple[str, ...] = ()

    @property
    def ticker(self) -> str | None:
        """The primary listing code (A share before H share before overseas line), None if not listed."""
        return self.listings[0] if self.listings else None

    @property
    def called(self) -> str:
        """The name as a person knows it, with the code where there is one: 海光信息 (688041.SH)."""
        return f"{self.name} ({self.ticker})" if self.ticker else self.name


class Listing(NamedTuple):
    """One line of an issuer at one exchange. Days are ISO, "" where nobody wrote them down."""

    code: str
    issuer: str
    name: str  # the short name the exchange shows
    listed: str = ""
    delisted: str = ""
    share_class: str = ""  # A, B, H (any line in Hong Kong), ADR, other

    @property
    def exchange(self) -> str:
        """SH, SZ, BJ, HK, US, T …: the end of the code."""
        return self.code.rpartition(".")[2]


class Name(NamedTuple):
    """One dated statement: `entity` is called `text`. `weak` names need a second piece of evidence to be believed."""

    text: str
    key: str
    entity: str
    kind: str  # short, full, alias, english, former
    source: str
    until: str = ""  # the last year or day it was the bearer's name, "" while it is
    weak: str = ""  # why it is weak, "" if it is not
    since: str = ""  # the first year or day it was, "" where it always was or nobody wrote it down

    def held(self, on: str | None) -> bool:
        """Whether it was its bearer's name on an ISO day; None is now. A year counts whole, at both its ends."""
        if on is None or (self.kind == "former" and not self.until):
            return self.kind != "former" and not self.until
        return (not self.since or on[: len(self.since)] >= self.since) and (
            not self.until or on[: len(self.until)] <= self.until
        )

    @property
    def spotted(self) -> bool:
        """Whether it may be looked for in running text: certain on its own, and nobody's guess."""
        return (
            not self.weak
            and self.source not in ("derived", BROKERS)
            and len(self.key) >= 2
            and not self.key.isdigit()
        )


BROKERS = "extract/brokers"  # the source of what the extractor's own broker files say


class Seed(NamedTuple):
    """All that the data files say."""

    entities: dict[str, Entity]
    names: tuple[Name, ...]
    codes: dict[str, str]  # listing code → entity id
    lines: dict[str, Listing]  # listing code → the line; indices have none
    initials: dict[str, tuple[str, ...]]  # pinyin initials of a short name → entity ids
    areas: dict[str, str]  # entity id → the province a mainland company is registered in
