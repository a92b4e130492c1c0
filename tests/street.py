"""Claim rows of invented brokers for tests of what the street thinks: an estimate, an actual number, a target, a rating."""

from __future__ import annotations

import itertools
from decimal import Decimal

from kb.compare.consensus.expected import Consensus
from kb.compare.consensus.reckoned import consensus

Row = dict[str, object]

DAY = "2026-06-30"
_NUMBERS = itertools.count(1)


def said(broker: str | None, published: str | None, **more: object) -> Row:
    """A claim of a broker's report of a day: one report a broker and day, on 远山食品, unless told otherwise."""
    return {
        "id": f"{next(_NUMBERS):06d}",
        "report": f"{broker} {published}",
        "broker": broker,
        "published": published,
        "added": f"{published}T09:00:00Z" if published else "2026-06-01T09:00:00Z",
        "own_report": True,
        "superseded_by": None,
        "subject": "远山食品",
        "subject_id": "600001.SH",
        "ticker": "600001.SH",
        "page": 1,
        "bbox": [],
        "origin": "tables",
        "confidence": 0.99,
        "doubts": [],
        **more,
    }


def estimate(broker: str | None, published: str | None, value: str, **more: object) -> Row:
    return said(
        broker,
        published,
        **{
            "kind": "metric",
            "metric": "每股收益",
            "metric_id": "eps",
            "measure": "level",
            "value": value,
            "unit": "CNY",
            "decimals": 2,
            "period": "2026",
            "stance": "estimate",
            "scope": None,
            "attribution": None,
            **more,
        },
    )


def actual(broker: str, published: str, value: str, **more: object) -> Row:
    return estimate(broker, published, value, **{"stance": "actual", **more})


def target(broker: str, published: str, value: str, **more: object) -> Row:
    return said(broker, published, **{"kind": "target_price", "value": value, "unit": "CNY", **more})


def rating(broker: str, published: str, word: str, step: str | None = "buy", **more: object) -> Row:
    return said(
        broker,
        published,
        **{"kind": "rating", "rating": word, "step": step, "subject_type": "company", "action": None, **more},
    )


def scale(broker: str, published: str, word: str, low: str | None, high: str | None, **more: object) -> Row:
    """One step of the definition page of the report a broker published that day."""
    return said(
        broker,
        published,
        **{
            "kind": "rating_scale",
            "subject": None,
            "subject_id": None,
            "ticker": None,
            "applies_to": "company",
            "rating": word,
            "low_pct": low,
            "high_pct": high,
            "benchmark": "沪深300指数",
            "horizon": "6个月",
            "origin": "scale",
            "quote": word,
            **more,
        },
    )


def the(*rows: Row, day: str = DAY, window: int = 180) -> Consensus:
    """The one consensus of these rows."""
    (found,) = consensus(rows, day=day, window=window)
    return found


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]
