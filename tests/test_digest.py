"""A page from rows: who said what, what moved, what is compared; every number on it leads to its evidence."""

from __future__ import annotations

import datetime
import hashlib
import json
import random
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_evidence import pdf

from extract import model
from extract.errors import BadDataFault, NothingFoundFault, UsageFault
from kb.ask.clocks import AsOf
from kb.ask.selection import Filters
from kb.keep.store import KnowledgeBase
from kb.tell import charts, digest, exhibits, figures, pages
from kb.tell.context import Figure, Weekly
from kb.tell.desk import Desk

Row = dict[str, object]

PDF = pdf()
SHA = hashlib.sha256(PDF).hexdigest()
BOX = model.Box(40, 40, 60, 60)
NOW = datetime.datetime(2026, 3, 9, tzinfo=datetime.UTC)


def report(key: str, broker: str, date: str, **more: object) -> Row:
    return {
        "report": key,
        "broker": broker,
        "date": date,
        "title": f"{broker}的报告",
        "file": f"{key}.pdf",
        **more,
    }


def claim(key: str, kind: str, number: int, **more: object) -> Row:
    row: Row = {
        "id": f"{key}-{number}",
        "report": key,
        "kind": kind,
        "page": 1,
        "bbox": [[40.0, 40.0 + number, 60.0, 50.0 + number]],
        "quote": f"原文第 {number} 句",
        "origin": "prose",
        "confidence": 0.9,
        "doubts": [],
    }
    return row | more


def metric(key: str, number: int, **more: object) -> Row:
    base: Row = {
        "measure": "level",
        "unit": "CNY",
        "stance": "estimate",
        "comparator": "=",
        "value_high": None,
    }
    return claim(key, "metric", number, **(base | more))


def forecast(key: str, number: int, metric_id: str, year: str, value: str, **more: object) -> Row:
    names = {"revenue": "营业收入", "net_profit_parent": "归母净利润", "eps": "每股收益", "pe": "市盈率"}
    fields: Row = {"subject": "甲公司", "metric": names[metric_id], "metric_id": metric_id, "period": year}
    return metric(key, number, **(fields | {"value": value} | more))


REPORTS = [
    report("old", "东海证券", "2025-11-03", subject="甲公司"),
    report("r1", "东海证券", "2026-03-02", subject="甲公司", ticker="600001.SH", numerals=200, unclaimed=5),
    report("r2", "西山证券", "2026-03-05", subject="甲公司"),
    report("r3", "北原证券", "2026-03-06", industry="计算机"),
]
CLAIMS = [
    *(claim(str(row["report"]), "report", 0, title=row["title"]) for row in REPORTS),
    claim("old", "rating", 1, subject="甲公司", rating="增持", step="buy", action="initiate", prior=None),
    claim("old", "target_price", 2, subject="甲公司", value="20.00", unit="CNY", decimals=2),
    claim("r1", "rating", 1, subject="甲公司", rating="买入", step="strong_buy", action=None, prior=None),
    claim("r1", "target_price", 2, subject="甲公司", value="25.00", unit="CNY", decimals=2),
    forecast("r1", 3, "revenue", "2026", "14377000000", decimals=-6),
    forecast("r1", 4, "revenue", "2025", "11903000000", stance="actual", decimals=-6),
    forecast("r1", 5, "eps", "2026", "1.10", decimals=2, doubts=["growth_disagrees"]),
    forecast("r1", 6, "revenue", "2026", "99000000", scope="施工业务"),
    claim("r2", "rating", 1, subject="甲公司", rating="推荐", action="upgrade", prior="中性"),
    claim("r2", "target_price", 2, subject="甲公司", value="28.5", prior="26", unit="CNY"),
    forecast("r2", 3, "revenue", "2026", "15021000000", decimals=-6),
    metric("r2", 4, subject="中国", metric="日均Token调用量", unit="token", value="140000000000000",
           comparator=">", period="2026-03", stance="actual"),
    metric("r3", 1, subject="豆包", metric="日均Tokens调用量", unit="token", value="120000000000000",
           comparator=">", period="2026-02", stance="actual", attribution="某平台"),
    metric("r3", 2, subject="中国", metric="日均 Token 调用量", unit="token", value="100000000000000",
           period="2025-12", stance="actual"),
    claim("r2", "recommendation", 5, subject="乙公司", ticker="600002.SH", group="算力"),
    claim("r3", "recommendation", 5, subject="乙公司", ticker="600002.SH", group=None),
    claim("r3", "recommendation", 6, subject="<b>丙</b>公司", ticker=None, group=None),
    claim("r2", "risk", 7, risk="市场竞争加剧风险"),
    claim("r3", "risk", 7, risk="市场竞争加剧"),
    claim("r3", "event", 8, subject="丙公司", event="发布 3 款模型", event_type="launch", date="2026-03-01"),
]  # fmt: skip
WEEK = {"since": "2026-03-01", "until": "2026-03-07"}


def week(claims: list[Row] | None = None, **more: object) -> Weekly:
    return pages.weekly(CLAIMS if claims is None else claims, REPORTS, **(WEEK | more))  # type: ignore[arg-type]


def html(page: Weekly, name: str = "weekly.html.j2") -> str:
    return digest.write(digest.environment_for(), name, page)


class Walker(HTMLParser):
    """Ids, link targets, outside addresses, and the text that stands outside any link before the evidence."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.sources: list[str] = []
        self.bare: list[str] = []
        self.tags: list[str] = []
        self._depth = 0
        self._evidence = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self._depth += tag in ("a", "style", "title")
        if found.get("id"):
            self.ids.append(str(found["id"]))
            self._evidence = self._evidence or found["id"] == "evidence"
        if found.get("href"):
            self.targets.append(str(found["href"]))
        if found.get("src"):
            self.sources.append(str(found["src"]))

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in ("a", "style", "title")

    def handle_data(self, data: str) -> None:
        if not self._depth and not self._evidence:
            self.bare.append(data)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "a.pdf"
    path.write_bytes(PDF)
    return path


def test_every_link_has_a_target_and_no_number_stands_outside_a_link() -> None:
    walked = Walker(html(week()))
    assert len(walked.ids) == len(set(walked.ids))
    assert {target.removeprefix("#") for target in walked.targets} <= set(walked.ids)
    assert all(target.startswith("#") for target in walked.targets)
    bare = " ".join(walked.bare)
    for number in (
        "143.77",
        "150.21",
        "119.03",
        "1.10",
        "25.00",
        "28.5",
        "140万亿",
        "120万亿",
        "100万亿",
        "+25.0%",
    ):
        assert number not in bare, number
        assert number in html(week()), number
    assert "script" not in walked.tags and "link" not in walked.tags


def test_pictures_are_inside_the_page_and_each_place_once(sources: Path) -> None:
    reports = [{**REPORTS[1], "report": SHA}]
    rows = [
        forecast(SHA, 3, "revenue", "2026", "14377000000"),
        forecast(SHA, 4, "revenue", "2027", "15000000000"),
    ]
    rows[1]["bbox"] = rows[0]["bbox"]
    page = pages.weekly(rows, reports, path_of=lambda key: sources, **WEEK)
    walked = Walker(html(page))
    assert len(walked.sources) == 1
    assert walked.sources[0].startswith("data:image/png;base64,")
    assert {f"claim-{SHA}-3", f"claim-{SHA}-4"} <= set(walked.ids)


def test_a_missing_or_changed_pdf_is_said_not_suffered(tmp_path: Path, sources: Path) -> None:
    missing = week(path_of=lambda key: tmp_path / "gone.pdf").exhibits[0].proofs[0]
    assert (missing.image, missing.missing) == (None, "原始 PDF 已不在原处")
    changed = week(path_of=lambda key: sources).exhibits[0].proofs[0]
    assert (changed.image, changed.missing) == (None, "原始 PDF 的内容已改变")
    unknown = week().exhibits[0].proofs[0]
    assert (unknown.image, unknown.missing) == (None, "找不到原始 PDF")


def test_pictures_beyond_the_budget_are_left_out_and_said(sources: Path) -> None:
    desk = Desk([forecast(SHA, n, "revenue", "2026", "1") for n in (1, 2)], [{**REPORTS[1], "report": SHA}])
    for row in desk.claims:
        desk.figure(row)
    size = len(exhibits.exhibits(desk, lambda key: sources)[0].proofs[0].image or "") * 3 // 4
    first, second = exhibits.exhibits(desk, lambda key: sources, budget=size + 10)[0].proofs
    assert first.image is not None
    assert second.image is None and f"yanbao open {SHA}-2" in second.missing


def test_the_same_claims_in_any_order_give_the_same_page() -> None:
    shuffled, reports = list(CLAIMS), list(REPORTS)
    random.Random(7).shuffle(shuffled)
    random.Random(8).shuffle(reports)
    again = pages.weekly(shuffled, reports, **WEEK)
    assert html(again) == html(week())


def test_the_default_window_is_the_week_up_to_the_newest_report_and_says_so() -> None:
    page = pages.weekly(CLAIMS, REPORTS)
    assert (page.since, page.until) == ("2026-02-28", "2026-03-06")
    assert "另有 1 份研报" in page.window_note and "2025-11-03 至 2026-03-06" in page.window_note
    assert week().window_note == ""
    assert [line.title.text for line in page.reports.items if line.title] == [
        "东海证券的报告", "北原证券的报告", "西山证券的报告"
    ]  # fmt: skip


def test_an_empty_window_names_the_days_there_are() -> None:
    with pytest.raises(NothingFoundFault) as caught:
        pages.weekly(CLAIMS, REPORTS, since="2020-01-01", until="2020-01-31")
    assert "2025-11-03 to 2026-03-06" in caught.value.hint
    with pytest.raises(NothingFoundFault):
        pages.weekly([], [])


def test_changes_against_the_brokers_earlier_report_and_as_stated() -> None:
    said = {(line.broker, line.what): line for line in week().changes.items}
    assert len(said) == 4
    rating = said["东海证券", "评级"]
    assert (rating.before and rating.before.text, rating.after and rating.after.text, rating.move) == (
        "增持",
        "买入",
        "上调",
    )
    assert rating.basis == "较该机构 2025-11-03 报告"
    target = said["东海证券", "目标价"]
    assert (target.before and target.before.text, target.after and target.after.text) == (
        "20.00元",
        "25.00元",
    )
    assert target.percent is not None and (target.percent.text, target.percent.claim) == ("+25.0%", "r1-2")
    stated = said["西山证券", "评级"]
    assert (stated.before and stated.before.text, stated.move, stated.basis) == ("中性", "上调", "报告自述")
    prior = said["西山证券", "目标价"]
    assert (prior.before and prior.before.text, prior.after and prior.after.text, prior.basis) == (
        "26元",
        "28.5元",
        "报告自述",
    )


def test_estimates_that_moved_stand_by_year_with_how_many_moved_them() -> None:
    older = report("older", "西山证券", "2025-10-09", subject="甲公司")
    rows = [
        *CLAIMS,
        forecast("old", 3, "revenue", "2026", "15000000000", decimals=-6),
        forecast("old", 4, "eps", "2026", "1.101", decimals=3),
        forecast("older", 3, "revenue", "2026", "15000000000", decimals=-6),
    ]
    page = pages.weekly(rows, [*REPORTS, older], **WEEK)  # type: ignore[arg-type]
    (first, second) = page.revisions.lines.items
    assert (first.subject, first.broker, first.metric, first.unit) == (
        "甲公司",
        "西山证券",
        "营业收入",
        "亿元",
    )
    assert (second.broker, second.against, page.revisions.years) == ("东海证券", "2025-11-03", ("2026",))
    (cell,) = second.cells
    assert cell is not None and (cell.before.text, cell.after.text, cell.move) == ("150.00", "143.77", "下调")
    assert cell.percent is not None and cell.percent.text == "-4.2%"
    (spread,) = page.revisions.breadth.items
    assert (spread.metric, spread.raised, spread.cut, spread.brokers, spread.breadth) == (
        *("营业收入", 1, 1),
        *(2, "+0.00"),
    )
    walked = Walker(html(page))
    assert {target.removeprefix("#") for target in walked.targets} <= set(walked.ids)
    assert "预测调整" in html(page) and "预测调整" not in html(week())
    text = html(page, "weekly.md.j2")
    assert "| 甲公司 600001.SH | 东海证券 | 2026-03-02 | 营业收入（亿元） |" in text


def test_lists_silence_and_upside_are_told_too() -> None:
    earlier = report("list", "北原证券", "2026-02-20", industry="计算机")
    rows = [
        *CLAIMS,
        claim("list", "report", 0, industry="计算机"),
        claim("list", "recommendation", 1, subject="丁公司"),
        metric("r1", 9, subject="甲公司", metric="收盘价", metric_id="price", value="20", period="2026-03-02",
               stance="actual"),
        claim("mute", "rating", 1, subject="戊公司", rating="买入", step="buy"),
    ]  # fmt: skip
    rows = [{**row, "industry": "计算机"} if row["id"] == "r3-0" else row for row in rows]
    reports = [*REPORTS, earlier, report("mute", "南屏证券", "2025-09-05", subject="戊公司")]
    page = pages.weekly(rows, reports, **WEEK)  # type: ignore[arg-type]
    told = {(line.subject, line.move) for line in page.changes.items}
    assert ("戊公司", "停止覆盖") in told
    (names,) = page.lists.items
    assert (names.broker, names.date, names.against) == ("北原证券", "2026-03-06", "2026-02-20")
    assert [name.text for name in names.added] == ["<b>丙</b>公司", "乙公司"]
    assert [name.text for name in names.removed] == ["丁公司"]
    (target,) = (line for line in page.changes.items if line.what == "目标价" and line.broker == "东海证券")
    assert target.upside is not None and target.upside.text == "+25.0%"
    assert html(page).count("停止覆盖") == 1 and "停止覆盖" in html(page, "weekly.md.j2")


def test_estimates_stand_by_broker_and_year_without_segments() -> None:
    (matrix,) = week().matrices.items
    assert (matrix.subject, matrix.ticker, matrix.years) == ("甲公司", "600001.SH", ("2025", "2026"))
    revenue = matrix.blocks[0]
    assert (revenue.metric, revenue.unit) == ("营业收入", "亿元")
    cells = {row.broker: [cell.text if cell else None for cell in row.cells] for row in revenue.rows}
    assert cells == {"西山证券": [None, "150.21"], "东海证券": ["119.03", "143.77"]}
    eps = matrix.blocks[1].rows[0].cells[1]
    assert eps is not None and (eps.text, eps.doubts) == ("1.10", ("growth_disagrees",))
    assert 'title="存疑：growth_disagrees"' in html(week())


def test_the_same_metric_of_several_brokers_is_one_series() -> None:
    (series,) = week().series.items
    assert series.brokers == 2
    told = [(point.subject, point.period, point.value.text, point.broker) for point in series.points.items]
    assert told == [
        ("中国", "2025-12", "100万亿 token", "北原证券"),
        ("豆包", "2026-02", ">120万亿 token", "北原证券"),
        ("中国", "2026-03", ">140万亿 token", "西山证券"),
    ]
    assert series.chart is not None and len(series.chart.points) == 3
    assert [tick.text for tick in series.chart.ticks] == ["2025-12", "2026-02", "2026-03"]


def test_names_and_risks_by_the_number_of_reports() -> None:
    names = [(line.name, line.ticker, line.reports) for line in week().recommended.items]
    assert names == [("乙公司", "600002.SH", 2), ("<b>丙</b>公司", None, 1)]
    (risk,) = week().risks.items
    assert risk.reports == 2
    assert [said.text for said in risk.said] == ["北原证券 2026-03-06", "西山证券 2026-03-05"]


def test_what_a_pdf_says_is_text_not_markup() -> None:
    assert "<b>丙</b>" not in html(week()) and "&lt;b&gt;丙&lt;/b&gt;公司" in html(week())
    text = digest.write(digest.environment_for(), "weekly.md.j2", week())
    assert r"\<b\>丙\</b\>公司" in text


def test_markdown_cites_broker_day_and_page() -> None:
    text = digest.write(digest.environment_for(), "weekly.md.j2", week())
    assert "[143.77](#claim-r1-3)" in text
    assert (
        '<a id="claim-r1-3"></a>甲公司 · 营业收入 · 2026（预测） = 143.77亿元。东海证券, 2026-03-02, p. 1'
        in text
    )
    targets = set(re.findall(r"\(#(claim-[^)]+)\)", text))
    assert targets == set(re.findall(r'id="(claim-[^"]+)"', text)) != set()
    assert all(line.startswith("|") == line.endswith("|") for line in text.splitlines())


def test_what_was_not_read_is_on_the_page() -> None:
    page = week(notes={"r1": ["第 2 页：图片中的文字未读"] * 7})
    (line,) = page.unread.items
    assert (line.unclaimed, len(line.notes), line.left_out) == ("2.5%", 5, 2)
    assert "图片中的文字未读" in html(page)


def test_a_report_without_a_date_is_missed_in_no_week() -> None:
    undated = report("u", "", "", file="研报/2026/扫描件.pdf")
    page = week(undated=[undated], notes={"u": ["No page has text."]})
    first = page.unread.items[0]
    assert (first.broker, first.date, first.unclaimed) == ("扫描件.pdf", "日期不详", None)
    assert first.notes == ("没有读出日期，因此不在任何一期周报之内。", "No page has text.")
    assert page.reports.items[-1].file != "扫描件.pdf"


def test_a_page_to_hand_on_names_no_folder_of_ours() -> None:
    reports = [row | {"file": f"/home/me/clients/{row['file']}", "broker": ""} for row in REPORTS]
    for name in ("weekly.html.j2", "weekly.md.j2"):
        page = pages.weekly(CLAIMS, reports, notes={"r1": ["x"]}, since="2026-03-01", until="2026-03-07")
        text = html(page, name)
        assert "clients" not in text and "r1.pdf" in text


def test_whose_figure_it_is_has_a_column_where_somebody_is_named() -> None:
    assert "数据来源" in html(week()) and "某平台" in html(week())
    own = [row for row in CLAIMS if row.get("attribution") is None]
    own.append({**CLAIMS[13], "id": "r3-9", "report": "r3", "value": "1"})
    assert "同一指标" in html(week(own)) and "数据来源" not in html(week(own))


def test_sections_are_cut_and_say_so() -> None:
    risks = [claim("r1", "risk", 100 + n, risk=f"第{n}种意外") for n in range(70)]
    page = week(CLAIMS + risks)
    assert (len(page.risks.items), page.risks.left_out) == (60, 11)
    assert "另有 11 条未列出：<code>yanbao find 风险</code>" in html(page)


def test_a_company_page() -> None:
    own = [row for row in CLAIMS if row.get("subject") == "甲公司" or row["kind"] in ("report", "risk")]
    page = pages.company(own, REPORTS, "甲公司")
    assert (page.subject, page.ticker, page.since, page.until) == (
        "甲公司",
        "600001.SH",
        "2025-11-03",
        "2026-03-06",
    )
    newest = {line.broker: (line.rating and line.rating.text, line.target and line.target.text, line.age)
              for line in page.views.items}  # fmt: skip
    assert newest == {"西山证券": ("推荐", "28.5元", "1 天前"), "东海证券": ("买入", "25.00元", "4 天前")}
    assert len(page.history.items) == 3
    assert page.targets is not None and len(page.targets.points) == 3
    assert page.ratings is not None and len(page.ratings.points) == 3
    assert [line.metric for line in page.metrics.items] == ["营业收入（施工业务）"]
    text = digest.write(digest.environment_for(), "company.html.j2", page)
    walked = Walker(text)
    assert {target.removeprefix("#") for target in walked.targets} <= set(walked.ids)
    assert "25.00" not in " ".join(walked.bare)
    assert "甲公司" in digest.write(digest.environment_for(), "company.md.j2", page)


def test_a_company_page_has_the_consensus_and_the_ratings_on_one_scale() -> None:
    own = [row for row in CLAIMS if row.get("subject") == "甲公司" or row["kind"] in ("report", "risk")]
    scale = claim("r1", "rating_scale", 9, applies_to="company", rating="买入", low_pct="15", high_pct=None,
                  benchmark="沪深300指数", horizon="6个月")  # fmt: skip
    price = metric("r1", 10, subject="甲公司", metric="股价", metric_id="price", value="20", period=None,
                   stance="actual")  # fmt: skip
    page = pages.company([*own, scale, price], REPORTS, "甲公司")
    found = page.expected
    assert found is not None and (found.day, found.since) == ("2026-03-06", "2025-09-07")
    revenue, eps, target = found.blocks
    (line,) = revenue.lines
    # (143.77 + 150.21) / 2 = 146.99; the difference of 6.44 by √2 is 4.55.
    assert line.mean is not None and line.stdev is not None and line.n is not None
    assert (line.n.text, line.mean.text, line.stdev.text) == ("2", "146.99", "4.55")
    assert (line.mean.anchor, line.mean.note) == ("by-甲公司-revenue", "西山证券 150.21 · 东海证券 143.77")
    assert line.high is not None and (line.high.text, line.high.claim) == ("150.21", "r2-3")
    assert eps.lines[0].mean is not None and eps.lines[0].mean.is_doubted
    # (25.00 + 28.5) / 2
    assert target.metric == "目标价" and target.lines[0].mean is not None
    assert target.lines[0].mean.text == "26.75"
    rated = {line.broker: line for line in found.ratings}
    band, upside = rated["东海证券"].band, rated["东海证券"].upside
    assert band is not None and (band.text, band.claim) == ("6 个月内相对沪深300指数 高于 +15 %", "r1-9")
    # 25 / 20 − 1
    assert upside is not None and (upside.text, upside.claim) == ("+25.0%", "r1-10")
    assert rated["西山证券"].band is None and rated["西山证券"].undefined == "未见定义，仅按字面归档"
    text = digest.write(digest.environment_for(), "company.html.j2", page)
    walked = Walker(text)
    assert len(walked.ids) == len(set(walked.ids))
    assert {target.removeprefix("#") for target in walked.targets} <= set(walked.ids)
    bare = " ".join(walked.bare)
    for number in ("146.99", "4.55", "26.75", "+25.0%", "+15 %"):
        assert number in text and number not in bare, number
    marked = digest.write(digest.environment_for(), "company.md.j2", page)
    assert "[146.99](#by-甲公司-revenue)" in marked and '<a id="by-甲公司-revenue"></a>' in marked
    assert "1.10(?)" in marked


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"value": "14377000000", "unit": "CNY", "decimals": -6}, "143.77亿元"),
        ({"value": "-87300000", "unit": "CNY", "decimals": -4}, "-8,730万元"),
        ({"value": "56.92", "unit": "%", "measure": "yoy", "decimals": 2}, "+56.92%"),
        ({"value": "-0.86", "unit": "%", "measure": "price_change"}, "-0.86%"),
        ({"value": "82.99", "unit": "%", "measure": "share"}, "82.99%"),
        ({"value": "-2.54", "unit": "pct_pt", "measure": "beat"}, "-2.54个百分点"),
        ({"value": "120000000000000", "unit": "token", "comparator": ">"}, ">120万亿 token"),
        ({"value": "0.5", "unit": "CNY", "comparator": ">=", "decimals": 2}, "≥0.50元"),
        ({"value": "31.2", "value_high": "35", "unit": "HKD", "decimals": 2}, "31.20—35.00港元"),
        ({"value": "500000000", "unit": "W"}, "500 MW"),
        ({"value": "12.3", "unit": "倍"}, "12.3倍"),
        ({"value": "1500000000", "unit": "share"}, "15亿股"),
        ({"value": "23456", "unit": "人"}, "23,456人"),
        ({"value": "2000000", "unit": "台", "comparator": "~"}, "~200万台"),
        ({"value": None, "rating": "买入"}, "买入"),
    ],
)
def test_numbers_as_analysts_write_them(row: Row, text: str) -> None:
    assert figures.figure(row) == text


@pytest.mark.parametrize(
    ("period", "day"),
    [("2025", "2025-12-31"), ("2025H1", "2025-06-30"), ("FY2026Q2", "2026-06-30"), ("2026-02", "2026-02-28"),
     ("2026-03-30/2026-04-03", "2026-04-03"), ("12M", None), (None, None), ("2026-13", None)],
)  # fmt: skip
def test_periods_find_their_place_on_the_axis(period: str | None, day: str | None) -> None:
    found = charts.period_day(period)
    assert (found.isoformat() if found else None) == day


def test_labels_that_would_collide_are_left_off_but_keep_their_mark() -> None:
    from datetime import date

    marks = [
        charts.Mark(name=f"n{i}", day=date(2026, 1, 1 + i % 2), value=Decimal(100), when="x",
                    figure=Figure(text="100万亿 token", claim=str(i), cite=""))
        for i in range(8)
    ]  # fmt: skip
    chart = charts.series_chart("t", marks)
    assert chart is not None and len(chart.points) == 8
    assert 0 < sum(point.label_x >= 0 for point in chart.points) < 8


def test_quotes_are_cut() -> None:
    assert exhibits.cut_quote("字" * 200) == "字" * 119 + "…"
    assert exhibits.cut_quote("两行\n 一句") == "两行 一句"


def test_a_users_template_comes_first_and_its_mistakes_are_named(tmp_path: Path) -> None:
    (tmp_path / "weekly.html.j2").write_text("<p>{{ digest.title }}</p>", encoding="utf-8")
    (tmp_path / "mine.md.j2").write_text("{{ digest.no_such_thing }}", encoding="utf-8")
    (tmp_path / "broken.html.j2").write_text("ok\n{% for %}", encoding="utf-8")
    (tmp_path / "sly.html.j2").write_text("{{ ''.__class__.__mro__ }}", encoding="utf-8")
    environment = digest.environment_for(tmp_path)
    assert digest.write(environment, "weekly.html.j2", week()) == "<p>研报周报</p>"
    assert digest.template_name("mine", "md", tmp_path) == "mine.md.j2"
    for name, words in (
        ("mine.md.j2", "no_such_thing"),
        ("broken.html.j2", "line 2"),
        ("sly.html.j2", "__class__"),
    ):
        with pytest.raises(BadDataFault) as caught:
            digest.write(environment, name, week())
        assert caught.value.slug == "bad-template" and words in caught.value.message


def test_unknown_digests_and_forms_are_usage() -> None:
    with pytest.raises(UsageFault) as caught:
        digest.template_name("monthly", "html")
    assert caught.value.hint == "There are: company, weekly."
    with pytest.raises(UsageFault):
        digest.template_name("weekly", "pdf")


def test_rows_survive_a_trip_through_json() -> None:
    assert html(week(json.loads(json.dumps(CLAIMS)))) == html(week())


def knowledge_base(path: Path, pdf_path: Path) -> None:
    """One report on 甲公司 and one from a year before, out of the same file's bytes."""
    claims = (
        model.ReportClaim(page=1, bbox=(BOX,), quote="甲公司点评", origin="header", broker="东海证券",
                          title="甲公司点评", date="2026-03-02", subject="某某甲公司"),
        model.TargetPriceClaim(page=1, bbox=(BOX,), quote="目标价 25.00 元", origin="prose.target",
                               subject="某某甲公司", value=Decimal("25.00")),
        model.MetricClaim(page=1, bbox=(BOX,), quote="营业收入 143.77 亿元", origin="tables", subject="某某甲公司",
                          metric="营业收入", metric_id="revenue", value=Decimal("14377000000"),
                          original="143.77", decimals=-6, unit="CNY", period="2026", stance="estimate"),
    )  # fmt: skip
    older = model.ReportClaim(page=1, bbox=(BOX,), quote="旧报告", origin="header", broker="东海证券",
                              title="旧报告", date="2025-01-06", subject="某某甲公司")  # fmt: skip
    note = model.Note(slug="picture", message="Words in a picture were not read.", page=1)
    with KnowledgeBase.open(path, create=True) as kb:
        run = kb.start_run("add", NOW)
        for report, said in ((SHA, claims), ("0" * 64, (older,))):
            read = model.Extraction(report=report, file="a.pdf", pages=1, claims=said, notes=(note,))
            kb.add(read, run=run, path=pdf_path, now=NOW)
        kb.finish_run(run, now=NOW)


def test_a_digest_out_of_a_knowledge_base(tmp_path: Path, sources: Path) -> None:
    knowledge_base(tmp_path / "a.db", sources)
    with KnowledgeBase.open(tmp_path / "a.db", create=False, read_only=True) as kb:
        page = digest.render(kb, "weekly")
        assert "2026-02-24 至 2026-03-02" in page and "另有 1 份研报" in page
        assert ">143.77</a>" in page and "第 1 页：Words in a picture were not read." in page
        assert len(Walker(page).sources) == 1
        assert digest.render(kb, "weekly") == page
        assert ">25元</a>" in digest.render(kb, "company", who="某某甲公司")
        assert "# 某某甲公司" in digest.render(kb, "company", who="某某甲公司", form="md")
        assert "旧报告" in digest.render(kb, "weekly", filters=Filters(as_of=AsOf("2025-12-31", late=True)))
        with pytest.raises(NothingFoundFault):
            digest.render(kb, "company", who="查无此名")
    sources.rename(tmp_path / "moved.pdf")
    with KnowledgeBase.open(tmp_path / "a.db", create=False, read_only=True) as kb:
        page = digest.render(kb, "weekly")
    (tmp_path / "moved.pdf").rename(sources)
    assert "原始 PDF 已不在原处" in page and not Walker(page).sources


@pytest.mark.parametrize(
    ("words", "slug"),
    [({"name": "company"}, "needs-a-name"), ({"name": "weekly", "who": "某某甲公司"}, "usage"), ({"name": "weekly", "filters": Filters(since="2026-3-1")}, "bad-day"),
     ({"name": "weekly", "filters": Filters(since="2026-03-02", until="2026-03-01")}, "bad-window"),
     ({"name": "weekly", "form": "pdf"}, "unknown-form"), ({"name": "monthly"}, "unknown-digest"),
     ({"name": "company", "who": "营业收入"}, "not-a-company")],
)  # fmt: skip
def test_a_question_that_is_off_is_usage(
    tmp_path: Path, sources: Path, words: dict[str, str], slug: str
) -> None:
    knowledge_base(tmp_path / "a.db", sources)
    with (
        KnowledgeBase.open(tmp_path / "a.db", create=False, read_only=True) as kb,
        pytest.raises(UsageFault) as caught,
    ):
        digest.render(kb, **words)  # type: ignore[arg-type]
    assert caught.value.slug == slug and caught.value.hint


def test_a_metric_says_its_scope_once() -> None:
    assert figures.metric_words({"metric": "毛利率", "scope": "施工业务"}) == "毛利率（施工业务）"
    assert figures.metric_words({"metric": "施工业务毛利率", "scope": "施工业务"}) == "施工业务毛利率"


@pytest.mark.parametrize(
    ("value", "shown"), [("1.705", "1.71"), ("1.755", "1.76"), ("-0.125", "-0.13"), ("-0.001", "0.00")]
)
def test_halves_are_rounded_up_as_people_do(value: str, shown: str) -> None:
    assert figures.fixed(Decimal(value), 2) == shown
