"""What became of every numeral, in three shares: in `explain`, in `reports`, and as numbers for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from contract import LEDGER_CLASSES

from kb import cli
from kb.coverage import coverage_of

SAMPLE = Path(__file__).parents[1] / "samples" / "yili-beilu-2026-05.pdf"


def test_shares_add_up_to_one() -> None:
    coverage = coverage_of({"claim": 60, "period": 20, "name": 12, "unclaimed": 8})
    assert coverage.as_row() == {"claimed_share": 0.6, "named_share": 0.32, "unclaimed_share": 0.08}
    assert coverage.words() == {"numerals": "100", "claimed": "60.0%", "named": "32.0%", "unclaimed": "8.0%"}
    assert coverage_of({}).as_row() == dict.fromkeys(("claimed_share", "named_share", "unclaimed_share"))


def test_explain_and_reports_tell_the_same_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(tmp_path / "k.db")]
    assert cli.run(["explain", str(SAMPLE), "--json"]) == 0
    shares = json.loads(capsys.readouterr().out)["coverage"]
    assert sum(shares.values()) == pytest.approx(1, abs=2e-4) and shares["claimed_share"] > 0.5
    assert cli.run(["add", str(SAMPLE), *db]) == 0
    capsys.readouterr()
    assert cli.run(["reports", "--json", *db]) == 0
    row = json.loads(capsys.readouterr().out)["rows"][0]
    assert {name: row[name] for name in shares} == shares
    assert cli.run(["--lang", "en", "reports", *db]) == 0
    parts = [f"{100 * share:.0f}%" for share in shares.values()]
    assert " · ".join(parts) in capsys.readouterr().out


def test_the_ledger_of_a_sample_keeps_its_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(SAMPLE)]) == 0
    claims = {json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()}
    assert cli.run(["extract", str(SAMPLE), "--ledger"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines and {frozenset(line) for line in lines} == {
        frozenset(("page", "bbox", "text", "class", "claims", "reason", "file"))
    }
    assert {line["class"] for line in lines} <= set(LEDGER_CLASSES)
    assert {claim for line in lines for claim in line["claims"]} <= claims
    assert all(line["claims"] for line in lines if line["class"] == "claim")
