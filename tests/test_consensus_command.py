"""`yanbao consensus`: what a person sees of the street, and the same as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from judged_reports import figure, keep, place, rating, report

from extract.model import Extraction, RatingScaleClaim
from kb import cli
from kb.compare.scales import Rated
from kb.keep.store import KnowledgeBase
from kb.tell.bands import band_words, bounds, yardstick
from kb.wording import Wording

WHO = "伊利股份"


def scale(number: int, word: str, low: int | None, high: int | None) -> RatingScaleClaim:
    return RatingScaleClaim(
        applies_to="company",
        rating=word,
        low_pct=low,  # type: ignore[arg-type]
        high_pct=high,  # type: ignore[arg-type]
        benchmark="沪深300指数（A股）；恒生指数（港股）",
        horizon="6个月",
        **place(number, word),  # type: ignore[arg-type]
    )


def of_company(name: str, profit: int, date: str, *more: object) -> Extraction:
    return report(
        name,
        figure(profit, WHO, "归母净利润", decimals=0),
        rating(50, WHO),
        *more,  # type: ignore[arg-type]
        date=date,
        subject=WHO,
    )


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("YANBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "YANBAO_LATE"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "kb.db"
    monkeypatch.setenv("YANBAO_DB", str(path))
    with KnowledgeBase.open(path, create=True) as kb:
        keep(
            kb,
            of_company("a", 10, "2026-04-01", scale(60, "买入", 20, None), scale(61, "中性", -5, 20)),
            of_company("b", 14, "2026-04-10", figure(3, WHO, "毛利率", unit="%")),
            of_company("c", 30, "2025-06-01"),
        )
    return path


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.run(["consensus", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_person_sees_ratings_figures_and_who_gave_them(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = asked(capsys, WHO)
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == (
        "伊利股份 600887.SH as of 2026-04-10 · reports after 2025-10-12 (180 days) · 2 brokers count, 1 are stale"
    )
    assert lines[1] == "Ratings · buy 2"
    assert any(
        line.startswith("a证券 2026-04-01 9 d 买入 buy above +20 % over 6 months against 沪深300指数")
        for line in lines
    )
    assert any(line.startswith("b证券 2026-04-10 0 d 买入 buy defined nowhere") for line in lines)
    # (10 + 14) / 2 = 12; the spread √8 = 2.83, printed as the brokers print: without decimals.
    assert "2026 2 12 12 14 10 3 1" in lines
    stale = next(line for line in lines if line.startswith("c证券 2025-06-01 313 d · stale 30"))
    assert stale.split()[-2] == "1"  # its page, before its id
    assert lines[-1].startswith("… and 1 more metrics: yanbao consensus NAME 毛利率")


def test_the_same_in_chinese(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked(capsys, WHO, "--lang", "zh")
    assert "2 家机构计入，1 家过期" in out and "6 个月内相对沪深300指数 高于 +20 %" in out


def test_data_has_the_numbers_and_the_claims(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked(capsys, WHO, "归母净利润", "--json")
    document = json.loads(out)
    (row,) = document["rows"]
    assert (row["n"], row["mean"], row["stale"], row["day"]) == (2, "12", 1, "2026-04-10")
    assert len(row["claims"]) == 2 and document["ratings"] == []
    _, out, _ = asked(capsys, WHO, "--json")
    assert [r["broker"] for r in json.loads(out)["ratings"]] == ["b证券", "a证券", "c证券"]


def test_every_field_of_the_data_is_on_the_page_of_the_method(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parents[1] / "docs" / "method.md").read_text(encoding="utf-8")
    document = json.loads(asked(capsys, WHO, "--json")[1])
    for field in (*document["rows"][0], *document["ratings"][0]):
        assert f"`{field}`" in page, field


def test_ratings_are_asked_for_like_a_metric(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked(capsys, WHO, "评级", "--csv", "--columns", "broker,step,step_from,low_pct,stale")
    assert out.splitlines() == [
        "broker,step,step_from,low_pct,stale",
        "b证券,buy,word,,False",
        "a证券,buy,report,20,False",
        "c证券,buy,word,,True",
    ]


@pytest.mark.parametrize(("window", "mean"), [("9", "14"), ("10", "12"), ("400", "18")])
def test_the_window_is_the_readers(
    base: Path, capsys: pytest.CaptureFixture[str], window: str, mean: str
) -> None:
    _, out, _ = asked(capsys, WHO, "归母净利润", "--window", window, "--jsonl")
    assert json.loads(out)["mean"] == mean


def test_a_past_day_knows_only_what_was_in(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # All were added on 1 May.
    code, _, err = asked(capsys, WHO, "--as-of", "2026-04-05")
    assert code == 4 and "[nothing-found]" in err and "--late include" in err
    _, out, _ = asked(capsys, WHO, "归母净利润", "--as-of", "2026-04-05", "--late", "include", "--jsonl")
    assert (json.loads(out)["mean"], json.loads(out)["n"]) == ("10", 1)


def test_stale_words_are_shown_and_said_to_be(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capsys, WHO, "--as-of", "2027-04-01")
    assert code == 0 and "c证券" in out
    assert "all below are stale" in err and "--as-of 2026-04-10 --late include" in err


def test_the_history_of_a_consensus(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked(capsys, WHO, "归母净利润", "--history", "--csv", "--columns", "day,n,mean")
    assert out.splitlines() == [
        "day,n,mean",
        "2025-06-01,1,30",
        "2025-11-28,0,",  # 180 days later
        "2026-04-01,1,10",
        "2026-04-10,2,12",
    ]
    _, out, _ = asked(capsys, WHO, "归母净利润", "--history")
    assert "伊利股份 归母净利润 2026" in out
    _, out, _ = asked(capsys, WHO, "--history")
    assert "伊利股份 归母净利润 2026" in out and "and 1 more metrics" in out and "毛利率 2026" not in out


def test_a_watch_list_is_asked_about_as_a_whole(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "mine.txt"
    listed.write_text("600887\n", encoding="utf-8")
    code, out, _ = asked(capsys, "--list", str(listed), "--jsonl")
    assert code == 0
    assert [json.loads(line)["metric"] for line in out.splitlines()] == ["归母净利润", "毛利率"]


@pytest.mark.parametrize(
    ("words", "code", "slug"),
    [
        ((), 2, "usage"),
        (("某某某",), 4, "no-such-company"),
        ((WHO, "存货"), 4, "no-such-metric"),
        ((WHO, "--period", "2031"), 4, "nothing-found"),
    ],
)
def test_what_cannot_be_answered_says_why(
    base: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, slug: str
) -> None:
    found, _, err = asked(capsys, *words)
    assert found == code and f"[{slug}]" in err


ENGLISH = Wording("en")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("10", "20", "+10 %…+20 %"),
        ("-5", "5", "−5 %…+5 %"),
        ("0", "10", "0 %…+10 %"),
        ("15", None, "above +15 %"),
        (None, "-12.5", "below −12.5 %"),
        (None, None, "told in words"),
    ],
)
def test_bounds_in_words(low: str | None, high: str | None, words: str) -> None:
    assert bounds({"low_pct": low, "high_pct": high}, ENGLISH) == words


def test_a_band_of_another_report_says_so() -> None:
    definition = {
        "low_pct": "10",
        "high_pct": "20",
        "horizon": "6-12个月",
        "benchmark": "恒生指数（港股）；沪深300指数（A股）",
        "published": "2026-01-05",
    }
    rated = Rated(
        rating={"rating": "推荐", "ticker": "00700.HK"},
        step="buy",
        basis="broker",
        definition=definition,
        is_stale=False,
        target=None,
        price=None,
        upside=None,
    )
    assert (
        band_words(rated, ENGLISH)
        == "+10 %…+20 % over 6-12 months against 恒生指数 (by its report of 2026-01-05)"
    )


MARKETS = "沪深300指数（A股）；三板成指（协议转让）或三板做市指数（做市转让）（新三板）；北证50指数（北交所）；标普500指数（美股）"


@pytest.mark.parametrize(
    ("ticker", "index"),
    [
        ("600887.SH", "沪深300指数"),
        ("NVDA.US", "标普500指数"),
        ("830799.BJ", "北证50指数"),
        (None, "沪深300指数"),
        ("00700.HK", MARKETS),
    ],
)
def test_the_index_of_the_shares_own_market(ticker: str | None, index: str) -> None:
    assert yardstick(MARKETS, ticker) == index
