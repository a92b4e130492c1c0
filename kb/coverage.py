"""A report's numerals by ledger class in, three shares out: claimed, named for what they are, and unclaimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

CLAIMED, UNCLAIMED = "claim", "unclaimed"


class Coverage(NamedTuple):
    """How many numerals a report prints, and the shares (0 to 1) of them that are in a claim, named, or neither."""

    numerals: int
    claimed: float
    named: float
    unclaimed: float

    def as_row(self) -> dict[str, object]:
        """The fields of a report's row; the shares are None where there is no numeral to share."""
        known = self.numerals > 0
        shares = {"claimed_share": self.claimed, "named_share": self.named, "unclaimed_share": self.unclaimed}
        return {name: round(share, 4) if known else None for name, share in shares.items()}

    def words(self) -> dict[str, str]:
        """The same for a sentence: counts with thousands, shares as whole-tenth percentages."""
        shares = {"claimed": self.claimed, "named": self.named, "unclaimed": self.unclaimed}
        return {
            "numerals": f"{self.numerals:,}",
            **{name: f"{100 * share:.1f}%" for name, share in shares.items()},
        }


def coverage_of(counts: Mapping[str, int]) -> Coverage:
    """From the number of ledger lines of each class."""
    total = sum(counts.values())
    claimed, unclaimed = counts.get(CLAIMED, 0), counts.get(UNCLAIMED, 0)
    share = 1 / total if total else 0.0
    return Coverage(total, claimed * share, (total - claimed - unclaimed) * share, unclaimed * share)
