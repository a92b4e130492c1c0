"""Whose estimates a table of peers prints: what its notes say of all, of some by name, of all but some."""

from __future__ import annotations

import pytest

from extract.tables.consensus import consensus_of, source_of

PEERS = ("青竹股份", "白桦电子", "云杉科技")


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("资料来源：Wind，注：可比公司盈利预测均采用 Wind 一致预期", ("Wind", "Wind", "Wind")),
        ("注：除云杉科技外，其他企业均使用 Wind 一致预期", ("Wind", "Wind", None)),
        ("资料来源：万得，云杉科技以外的公司 EPS 和 PE 均采用万得一致预测", ("万得", "万得", None)),
        ("注：白桦电子盈利预测来自 Wind 一致预期，青竹股份来自云杉研究所", (None, "Wind", None)),
        ("资料来源：青竹股份、白桦电子为 wind 一致预期，云杉科技用本报告预测值", ("wind", "wind", None)),
        ("备注：盈利预测来自 Bloomberg 一致预测。", ("Bloomberg",) * 3),
        ("资料来源：Wind，云杉研究所", (None, None, None)),
        ("根据一致预期，我们认为行业估值偏低", (None, None, None)),
    ],
)
def test_a_note_says_whose_estimates_a_row_prints(note: str, told: tuple[str | None, ...]) -> None:
    assert tuple(consensus_of(name, [note], PEERS) for name in PEERS) == told


def test_a_head_may_say_it_too() -> None:
    assert source_of("EPS（BBG一致预期）") == "BBG"
    assert source_of("EPS（元）") is None
