"""Names that reports annotated by hand are about or recommend, linked to the listings their annotators wrote; skipped
where those reports are not at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.model import Box, Extraction, RecommendationClaim, ReportClaim, identify
from kb.who.link import link

GOLD = Path(__file__).parents[2] / "shared" / "gold"
PLACE = {"page": 1, "bbox": (Box(10, 20, 30, 40),), "quote": "x", "origin": "test"}


@pytest.mark.skipif(not GOLD.exists(), reason="the annotated reports are not part of the repository")
def test_every_subject_and_recommended_name_is_the_right_listing() -> None:
    """By its name alone: the codes the pages print are left out."""
    seen = 0
    for path in sorted(GOLD.glob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        wanted = [one for one in lines if one["kind"] in ("report", "recommendation") and one.get("subject")]
        day = next((one.get("date") for one in lines if one["kind"] == "report"), None)
        for one in wanted:
            report = one["kind"] == "report"
            head = ReportClaim(subject=one["subject"] if report else None, date=day, **PLACE)  # type: ignore[arg-type]
            claim = head if report else RecommendationClaim(subject=one["subject"], **PLACE)  # type: ignore[arg-type]
            placed = identify(claim, "a" * 64, "a.pdf")
            linked = link(Extraction(report="a" * 64, file="a.pdf", pages=1, claims=(placed,)))
            assert linked.claims[0].as_row()["ticker"] == one["ticker"], (path.name, one["subject"])
            seen += 1
    assert seen >= 40
