"""Spellings of one name give one key; different names never share one."""

from __future__ import annotations

import pytest

from kb.who.codes import code_in, normalise_code
from kb.who.names import fold_name, seeded_names


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("万科Ａ", "万科a"),
        ("騰訊控股有限公司", "腾讯控股"),
        ("寒武纪-U", "寒武纪"),
        ("京东集团-SW", "京东集团"),
        ("阿里巴巴-WR", "阿里巴巴"),
        ("*ST国华", "国华"),
        ("XD伊利股", "伊利股"),
        ("伊 利 股 份", "伊利股份"),
        ("伊利股份（600887）", "伊利股份"),
        ("贵州茅台(600519.SH)", "贵州茅台"),
        ("贵州茅台酒股份有限公司", "贵州茅台酒"),
        ("Apple Inc.", "apple"),
        ("Qwen3.6-Plus", "qwen3.6plus"),
        ("计算机（申万）指数", "计算机申万指数"),
        ("黑神话：悟空", "黑神话悟空"),
    ],
)
def test_a_name_folds_to_its_key(printed: str, key: str) -> None:
    assert fold_name(printed) == key


def test_folding_is_idempotent_and_keeps_neighbours_apart() -> None:
    for name in ("万科Ａ", "京东集团-SW", "*ST国华", "Apple Inc.", "GPT-5.4"):
        assert fold_name(fold_name(name)) == fold_name(name)
    assert fold_name("GPT-5.4") != fold_name("GPT-54")
    assert fold_name("比亚迪") != fold_name("比亚迪电子")
    assert fold_name("公司") == "公司"
    assert fold_name("-W") != ""


def test_spotted_names_are_names_as_printed() -> None:
    names = seeded_names()
    assert list(names) == sorted(set(names))
    assert {"伊利股份", "海光", "豆包大模型", "OpenAI", "智谱", "上证综指"} <= set(names)
    # Everyday words, places and industries need more than a mention, and are not spotted from here.
    assert not {"机器人", "太阳能", "苹果", "中国", "计算机", "*ST国华", "国华", "工行", "UPS"} & set(names)
    assert min(map(len, names)) >= 2


KNOWN = {"01519.HK", "00700.HK", "NVDA.US"}


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("603886", "603886.SH"),
        ("603886.SH", "603886.SH"),
        ("688041.SS", "688041.SH"),
        ("sz002410", "002410.SZ"),
        ("600519 CH", "600519.SH"),
        ("001215CH", "001215.SZ"),
        ("9660HK", "09660.HK"),
        ("300750.SZ", "300750.SZ"),
        ("430047", "430047.BJ"),
        ("920001", "920001.BJ"),
        ("1519.HK", "01519.HK"),
        ("01519", "01519.HK"),
        ("0700 HK", "00700.HK"),
        ("NVDA", "NVDA.US"),
        ("NVDA.O", "NVDA.US"),
        ("801750.SI", "801750.SI"),
        ("285A.T", "285A.T"),
        ("1519", None),
        ("99999", None),
        ("60388", None),
        ("12345.SH", None),
        ("2026", None),
        ("买入", None),
        ("", None),
        (None, None),
    ],
)
def test_a_printed_code_is_completed_or_left_alone(printed: str | None, code: str | None) -> None:
    assert normalise_code(printed, KNOWN) == code


def test_a_code_in_brackets_is_found() -> None:
    assert code_in("海光信息（688041.SH）") == "688041.SH"
    assert code_in("极兔速递 (1519.HK)") == "01519.HK"
    assert code_in("GPT-5") is None
