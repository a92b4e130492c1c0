"""Cross-validation: what goes from the data files, and what stays; over annotated reports it is `bench/crossvalidate.py`."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import crossvalidate  # noqa: E402
from crossvalidate import GONE, Half, Known, folded, without, written  # noqa: E402


def known() -> Known:
    here = folded("日均 Token\n调用量同比增长, 店效 提升, 收入上调")
    return Known(Half(annotated=here), [folded("营业收入同比增长"), folded("公司上调盈利预测")])


def test_a_word_that_stands_on_the_annotated_pages_alone_is_known_only_from_them() -> None:
    told = known()
    assert told.only_here("店效") and told.only_here("日均Token调用量")
    assert not told.only_here("同比增长"), "another half has it"
    assert not told.only_here("客单价"), "no page has it: it can do nothing here"
    assert told.only_here("调用量(?:同比|环比)") and not told.only_here("^上调"), (
        "patterns are looked for as such"
    )
    assert told.words == sorted(["店效", "日均Token调用量", "调用量(?:同比|环比)"])


def test_words_go_and_what_they_mean_stays() -> None:
    content = {
        "ratings": {"店效": "buy", "同比": "hold"},
        "direct": {"words": ["店效", "同比"], "not_after": ["上"]},
        "units": {"个点": ["pct_pt", 0]},
        "per_store": {
            "zh": "店效",
            "synonyms": ["营业收入"],
            "unit": "店效",
            "examples": ["店效"],
            "must_not_merge": ["店效"],
        },
    }
    left = without(content, known())
    assert [key.startswith(GONE) for key in left["ratings"]] == [True, False] and list(
        left["ratings"].values()
    ) == ["buy", "hold"]
    assert left["direct"]["words"][0].startswith(GONE) and left["direct"]["words"][1] == "同比"
    assert left["units"] == content["units"]
    per_store = left["per_store"]
    assert per_store["zh"].startswith(GONE) and per_store["synonyms"] == ["营业收入"]
    assert per_store["unit"] == "店效" and per_store["examples"] == ["店效"] == per_store["must_not_merge"]


def test_what_has_gone_is_on_no_page_and_told_apart() -> None:
    left = without({"words": ["店效", "日均Token调用量"]}, known())["words"]
    assert len(set(left)) == 2 and all(len(word) > 6 for word in left)


@pytest.mark.parametrize("folder", [*crossvalidate.FOLDERS, "checks"])
def test_data_files_are_written_as_they_were_read(folder: str) -> None:
    for path in sorted((ROOT / "extract" / folder).glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        assert tomllib.loads(written(content)) == content, path.name


def test_without_annotated_reports_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert crossvalidate.main(["--score", str(tmp_path / "score.py"), "--gold", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("skipped: ")
