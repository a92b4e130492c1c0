"""The bundled reports: each PDF has its truth, the truth adds up and is on its page, and rendering is reproducible."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/spec.toml"))

# What the reader must reach on every sample, in percent of the claims compared: raise them as it improves.
FLOORS: Mapping[str, Mapping[str, float]] = {
    "default": {"recall": 0.0, "precision": 0.0},
}

Row = dict[str, Any]


def spec(name: str) -> Row:
    return tomllib.loads((SAMPLES / name / "spec.toml").read_text("utf-8"))


def is_picture(name: str) -> bool:
    return bool(spec(name)["report"].get("image_only"))


WITH_TEXT = [name for name in NAMES if not is_picture(name)]


def truth(name: str) -> list[Row]:
    lines = (SAMPLES / f"{name}.claims.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def metrics(name: str) -> list[Row]:
    return [row for row in truth(name) if row["kind"] == "metric"]


def squeeze(text: str) -> str:
    """Without blanks and line ends: a PDF's text layer puts its own."""
    return re.sub(r"\s+", "", text)


def page_texts(name: str) -> list[str]:
    with pypdfium2.PdfDocument(SAMPLES / f"{name}.pdf") as document:
        return [squeeze(page.get_textpage().get_text_bounded()) for page in document]


def half_digit(row: Row) -> Decimal:
    """Half of the last printed digit, in base units: what rounding may have taken from the value."""
    printed = re.search(r"[\d,]+(\.\d+)?", row["original"])
    assert printed, row
    places = len(printed[1]) - 1 if printed[1] else 0
    shown = Decimal(printed[0].replace(",", ""))
    value = abs(Decimal(row["value"]))
    scale = value / shown if shown else Decimal(1)
    return Decimal("0.5").scaleb(-places) * scale


def levels(rows: list[Row]) -> Iterator[tuple[tuple[Any, ...], Row]]:
    for row in rows:
        if row["measure"] == "level" and row["value_high"] is None and row["stance"] != "target":
            yield (row["subject"], row["metric"], row["unit"], row["period"], row["scope"]), row


def one_year_earlier(period: str) -> str | None:
    found = re.fullmatch(r"(\d{4})(|Q[1-4]|H[12])", period or "")
    return f"{int(found[1]) - 1}{found[2]}" if found else None


def test_there_are_samples_of_every_kind() -> None:
    assert len(NAMES) >= 12
    assert sum(name.startswith("weekly-") for name in NAMES) >= 3
    assert any(map(is_picture, NAMES))
    reports = [truth(name)[0] for name in NAMES]
    assert all("2026-03-01" <= row["date"] <= "2026-06-30" for row in reports)
    assert len({row["broker"] for row in reports}) >= 6
    actions = {row["action"] for name in NAMES for row in truth(name) if row["kind"] == "rating"}
    assert {"initiate", "upgrade", "downgrade", "maintain"} <= actions


@pytest.mark.parametrize("name", NAMES)
def test_pdf_and_truth_are_there(name: str) -> None:
    data = (SAMPLES / f"{name}.pdf").read_bytes()
    assert data.startswith(b"%PDF-") and len(data) < 400_000
    rows = truth(name)
    report = rows[0]
    assert report["kind"] == "report"
    assert report["pages"] == len(page_texts(name))
    assert {row["page"] for row in rows} <= set(range(1, report["pages"] + 1))
    kinds = {row["kind"] for row in rows}
    assert {"report", "rating", "analyst", "metric", "risk", "rating_scale", "related_report"} - kinds <= {
        "related_report"
    }


@pytest.mark.parametrize("name", WITH_TEXT)
def test_truth_is_printed_on_its_page(name: str) -> None:
    pages = page_texts(name)
    for row in truth(name):
        words = {
            "metric": row.get("original"),
            "report": row.get("title"),
            "rating": row.get("rating"),
            "analyst": row.get("name"),
            "rating_scale": row.get("rating"),
            "recommendation": row.get("subject"),
            "risk": row.get("risk"),
            "related_report": row.get("title"),
        }.get(row["kind"], row["quote"])
        assert squeeze(words or "") in pages[row["page"] - 1], row
        if "table" not in row and " " not in row["quote"]:
            assert squeeze(row["quote"]) in pages[row["page"] - 1], row


def test_the_picture_has_no_text_layer() -> None:
    for name in set(NAMES) - set(WITH_TEXT):
        assert page_texts(name) == [""] * len(page_texts(name))


def test_marker_text_is_in_the_layer_but_in_no_truth() -> None:
    name = "yili-cangyue-2026-04"
    assert "[Table_EPS]" in page_texts(name)[0]
    assert all("[Table" not in row["quote"] for row in truth(name))


@pytest.mark.parametrize("name", NAMES)
def test_growth_is_the_ratio_of_values(name: str) -> None:
    rows = metrics(name)
    values = dict(levels(rows))
    checked = 0
    for row in rows:
        if row["measure"] != "yoy" or row["unit"] != "%" or row["value_high"]:
            continue
        before = one_year_earlier(row["period"])
        for unit in ("CNY", "HKD", "USD"):
            now = values.get((row["subject"], row["metric"], unit, row["period"], row["scope"]))
            then = values.get((row["subject"], row["metric"], unit, before, row["scope"]))
            if now and then:
                ratio = Decimal(now["value"]) / Decimal(then["value"])
                slack = (
                    ratio
                    * 100
                    * (
                        half_digit(now) / abs(Decimal(now["value"]))
                        + half_digit(then) / abs(Decimal(then["value"]))
                    )
                )
                assert abs((ratio - 1) * 100 - Decimal(row["value"])) <= half_digit(row) + abs(slack), row
                checked += 1
    assert checked or "forecast" not in spec(name)


@pytest.mark.parametrize("name", [name for name in NAMES if "forecast" in spec(name)])
def test_earnings_shares_and_price_agree(name: str) -> None:
    forecast = spec(name)["forecast"]
    cells = {
        (row["metric"], row["period"]): Decimal(row["value"])
        for row in metrics(name)
        if row.get("table") == "forecast" and row["measure"] == "level"
    }
    shares = Decimal(str(forecast["shares"])) * 1_000_000
    price = Decimal(str(spec(name)["market"]["price"])) * Decimal(str(forecast.get("fx", 1)))
    earned = "经调整净利润" if "adjusted" in forecast else "归母净利润"
    for column in forecast["columns"]:
        year = column[:4]
        eps = cells["每股收益", year]
        assert abs(cells[earned, year] / shares - eps) <= Decimal("0.005"), (name, year)
        assert abs(price / eps - cells["市盈率", year]) <= Decimal("0.05"), (name, year)


@pytest.mark.parametrize("name", [name for name in NAMES if "market" in spec(name)])
def test_capitalisation_and_targets_agree(name: str) -> None:
    rows = truth(name)
    subject = rows[0]["subject"]
    own = {
        row["metric"]: Decimal(row["value"])
        for row in reversed(rows)
        if row["kind"] == "metric" and row["measure"] == "level" and row["subject"] == subject
    }
    market = spec(name)["market"]
    price, shares = Decimal(str(market["price"])), Decimal(str(market["shares"])) * 1_000_000
    assert own["收盘价"] == price
    assert abs(own["总市值"] / (price * shares) - 1) < Decimal("0.0001")
    targets = [row for row in rows if row["kind"] == "target_price"]
    multiple = [
        row for row in rows if row["kind"] == "metric" and row["stance"] == "target" and row["unit"] == "倍"
    ]
    if targets and multiple:
        forecast = spec(name)["forecast"]
        eps = next(
            Decimal(row["value"])
            for row in rows
            if row["kind"] == "metric"
            and row["metric"] == "每股收益"
            and row["period"] == multiple[0]["period"]
        )
        worth = eps * Decimal(multiple[0]["value"]) / Decimal(str(forecast.get("fx", 1)))
        assert abs(worth / Decimal(targets[0]["value"]) - 1) < Decimal("0.01"), (name, worth)
    if "上涨空间" in own:
        upside = (Decimal(targets[0]["value"]) / price - 1) * 100
        assert abs(upside - own["上涨空间"]) <= Decimal("0.05"), name


@pytest.mark.parametrize("name", [name for name in NAMES if "statements" in spec(name)])
def test_statements_add_up(name: str) -> None:
    cells: dict[tuple[str, str], Decimal] = {}
    for row in metrics(name):
        if row.get("table") == "statements":
            cells[row["metric"], row["period"]] = Decimal(row["value"]) / 1_000_000
    sums = {
        "资产总计": ("流动资产", "非流动资产"),
        "流动资产": ("货币资金", "应收账款", "存货", "其他流动资产"),
        "非流动资产": ("固定资产", "无形资产", "其他非流动资产"),
        "负债合计": ("流动负债", "非流动负债"),
        "流动负债": ("短期借款", "应付账款", "其他流动负债"),
        "负债和股东权益": ("负债合计", "少数股东权益", "归属母公司股东权益"),
        "利润总额": ("营业利润", "营业外收支"),
        "净利润": ("少数股东损益", "归母净利润"),
        "经营活动现金流": ("净利润", "折旧摊销", "营运资金变动"),
        "投资活动现金流": ("资本支出", "其他投资现金流"),
        "现金净增加额": ("经营活动现金流", "投资活动现金流", "筹资活动现金流"),
    }
    years = sorted({year for _, year in cells})
    for year in years:
        for total, parts in sums.items():
            assert cells[total, year] == sum(cells[part, year] for part in parts), (name, year, total)
        assert cells["资产总计", year] == cells["负债和股东权益", year]
        assert cells["利润总额", year] - cells["所得税", year] == cells["净利润", year]
        assert all(cells[stock, year] > 0 for stock in ("货币资金", "存货", "其他流动负债", "应付账款"))
    for before, year in itertools.pairwise(years):
        assert cells["货币资金", year] - cells["货币资金", before] == cells["现金净增加额", year]


def test_rendering_reproduces_the_committed_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("weasyprint") is None:
        pytest.skip("WeasyPrint is not installed (the `samples` extra)")
    monkeypatch.syspath_prepend(str(SAMPLES))
    render = importlib.import_module("render")
    if render.rendered_with() != json.loads((SAMPLES / "rendered_with.json").read_text("utf-8")):
        pytest.skip("other versions of WeasyPrint, pango or the fonts than the samples were made with")
    for name in ("weekly-jichuan-2026-03", "kuaishou-haiqiao-2026-05"):
        pdf, claims = render.render(name)
        assert pdf == (SAMPLES / f"{name}.pdf").read_bytes(), name
        assert claims == (SAMPLES / f"{name}.claims.jsonl").read_bytes(), name


def choices(row: Row, key: str) -> list[Any]:
    return [row.get(key), *(row.get(f"{key}_alt") or [])]


def fits(want: Row, got: Row) -> bool:
    """The same metric (any accepted name), measure, value, unit and period."""
    return (
        str(got["metric"]).replace(" ", "").lower()
        in {str(m).replace(" ", "").lower() for m in choices(want, "metric")}
        and got["measure"] in choices(want, "measure")
        and Decimal(got["value"]) in map(Decimal, choices(want, "value"))
        and got["unit"] in choices(want, "unit")
        and got["period"] in choices(want, "period")
    )


@pytest.mark.parametrize("name", WITH_TEXT)
def test_reader_finds_the_truth(name: str) -> None:
    pipeline = pytest.importorskip("extract.pipeline")
    if not hasattr(pipeline, "extract"):
        pytest.skip("extract.pipeline has no extract yet")
    found = pipeline.extract((SAMPLES / f"{name}.pdf").read_bytes(), f"{name}.pdf", ocr=False)
    got = [row for claim in found.claims if (row := claim.as_row())["kind"] == "metric"]
    want = metrics(name)
    hit = [any(fits(row, other) for other in got) for row in want]
    needed = [ok for ok, row in zip(hit, want, strict=True) if not row.get("dup") and not row.get("optional")]
    true = [any(fits(row, other) for row in want) for other in got]
    floors = FLOORS.get(name, FLOORS["default"])
    recall = 100 * sum(needed) / len(needed)
    precision = 100 * sum(true) / len(true) if true else 0.0
    assert recall >= floors["recall"] and precision >= floors["precision"], (
        f"recall {recall:.1f}, precision {precision:.1f}"
    )


def test_samples_name_no_path_of_this_machine() -> None:
    for path in SAMPLES.rglob("*"):
        if path.suffix in {".py", ".toml", ".html", ".md", ".json", ".jsonl"}:
            assert str(Path.home()) not in path.read_text("utf-8"), path
    assert str(SAMPLES) not in sys.path
