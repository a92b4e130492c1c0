"""A word and the words that are known go in, those spelt most like it come out: to propose to a person, never to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kb.who.names import fold_name


def likest(key: str, keys: Sequence[str], limit: int) -> Iterator[tuple[str, float]]:
    """Up to `limit` of the folded keys that are like `key` or hold it, with a likeness from 0.6 to 1, best first."""
    from rapidfuzz import fuzz, process

    for known, score, _place in process.extract(key, keys, scorer=fuzz.WRatio, limit=limit, score_cutoff=60):
        yield known, score / 100


def nearest(text: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` of the known words spelt most like `text`, best first: for "did you mean", never to decide."""
    return tuple(word for word, _score in alike(text, known, limit))


def alike(text: str, known: Iterable[str], limit: int = 3) -> tuple[tuple[str, float], ...]:
    """As `nearest`, each word with how much of it is the same (0..1)."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        fold_name(text),
        sorted(set(known)),
        scorer=fuzz.ratio,  # of the whole word: a scorer of parts proposes every short word that is in it
        processor=fold_name,
        limit=limit,
        score_cutoff=50,
    )
    return tuple((word, round(score / 100, 2)) for word, score, _place in found)
