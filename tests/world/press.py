"""Sheets of the printed part go in, PDFs come out: laid out by the samples' own houses and layouts, nothing is kept.

Needs the `samples` extra (WeasyPrint) and the fonts of samples/README.md.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from world.nouns import Note
from world.printed import Sheet

_ACTIONS = {"initiate": "首次", "upgrade": "上调", "downgrade": "下调", "maintain": "维持"}
_BEFORE = {"landu": "投资评级："}


def pdf_of(sheet: Sheet, render: ModuleType) -> bytes:
    """One report of two pages: what it says, and the definitions of its ratings."""
    spec, house = spec_of(sheet), _house(render, sheet.house)
    usual = render.load, render.thin_all
    render.load = lambda name: (spec, house)
    render.thin_all = _as_they_are  # small files take four times as long to make
    try:
        data: bytes = render.render(sheet.note.key)[0]
    finally:
        render.load, render.thin_all = usual
    return data


def _as_they_are(*fonts: object) -> None:
    """Leaves the fonts of a document whole."""


def renderer() -> ModuleType:
    """The samples' renderer; its folder must be on the path of imports."""
    return importlib.import_module("render")


def _house(render: ModuleType, name: str) -> dict[str, Any]:
    text = (Path(render.HERE) / "houses" / f"{name}.toml").read_text("utf-8")
    house: dict[str, Any] = importlib.import_module("tomllib").loads(text)
    return {key: value for key, value in house.items() if key != "spine"}


def spec_of(sheet: Sheet) -> dict[str, Any]:
    note, firm = sheet.note, sheet.firm
    day = note.published
    assert day is not None
    return {
        "report": {
            "house": sheet.house,
            "type": note.report_type,
            "title": note.title,
            "date": day.isoformat(),
            "printed_date": f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日",
            "slashed_date": f"{day.year}/{day.month}/{day.day}",
            "industry": firm.industry,
            "subject": firm.name,
            "ticker": firm.code,
            "printed_subject": f"{firm.name}（{firm.code}）",
            "index": "沪深300",
        },
        "rating": _rating(sheet),
        "analysts": [_analyst(sheet)],
        "chart": {"end": 4.1, "index_end": 6.3, "seed": 7, "dates": ["2025/3", "2025/9", "2026/3"]},
        "market": _market(sheet),
        "forecast": {
            "columns": list(sheet.years),
            "shares": firm.shares,
            "revenue": list(sheet.revenue),
            "profit": list(sheet.profit),
            "gross": [str(one) for one in sheet.gross],
            "equity": [firm.profit["2024"] * 6] * 4,
            "before": {"revenue": firm.revenue["2023"], "profit": firm.profit["2023"]},
        },
        "block": list(_blocks(sheet)),
    }


def _rating(sheet: Sheet) -> dict[str, Any]:
    rating = sheet.note.ratings[0]
    mark = f"（{_ACTIONS[rating.action]}）" if rating.action else ""
    return {
        "printed": f"{_BEFORE.get(sheet.house, '')}{rating.word}{mark}",
        "rating": rating.word,
        "action": rating.action,
    }


def _analyst(sheet: Sheet) -> Mapping[str, str]:
    return {
        "name": "卓闻笛",
        "role": "证券分析师",
        "licence": "S0991523040012",
        "phone": "4000-000-122",
        "email": f"zhuowd@{sheet.house}.example",
    }


def _market(sheet: Sheet) -> dict[str, Any]:
    price = str(sheet.firm.price)
    usual = {"pb": "2.79", "bps": "9.46", "gearing": "41.2", "turnover": "3.10"}
    edges = {"low": str(sheet.firm.price * Decimal("0.8")), "high": str(sheet.firm.price * Decimal("1.2"))}
    shares = {"shares": sheet.firm.shares, "float": sheet.firm.shares}
    return {"price": price, "date": sheet.price_day.isoformat(), **usual, **edges, **shares}


def _blocks(sheet: Sheet) -> list[dict[str, Any]]:
    events = [{"type": "bullet", "lead": "事件：", "text": _results(sheet)}] if sheet.said is not None else []
    return [
        *events,
        {
            "type": "bullet",
            "lead": "渠道保持健康。",
            "text": "终端动销平稳，库存处于合理水平，新品推广按计划进行。",
        },
        {"type": "bullet", "lead": "投资建议：", "text": _advice(sheet.note)},
        {
            "type": "forecast",
            "corner": "主要财务数据（单位：百万元）",
            "rows": [
                ["revenue", "营业收入"],
                ["revenue.yoy", "增长率"],
                ["profit", "归母净利润"],
                ["profit.yoy", "增长率"],
                ["gross", "毛利率"],
                ["eps", "每股收益（元）"],
                ["pe", "PE（倍）"],
            ],
            "source": "资料来源：公司公告，研究所预测",
        },
        {"type": "risks", "lead": "风险提示：", "items": ["需求恢复不及预期", "原材料价格波动"]},
    ]


def _results(sheet: Sheet) -> str:
    assert sheet.said is not None
    amount = (sheet.said.value / 100_000_000).quantize(Decimal(1).scaleb(-(8 + (sheet.said.decimals or 0))))
    return f"公司发布年报，2025 年实现营业收入 {amount}亿元，经营稳健。"


def _advice(note: Note) -> str:
    target, rating = note.targets[0], note.ratings[0]
    aim = f"{{{{ target('{target.number.value}元') }}}}"
    if target.prior is not None:
        way = "上调" if target.number.value > target.prior else "下调"
        told = f"目标价由 {target.prior}元{way}至 {aim}"
    else:
        told = f"给予目标价 {aim}"
    word = _ACTIONS.get(rating.action or "", "给予")
    verb = {"首次": "首次覆盖，给予", "上调": "上调至", "下调": "下调至", "维持": "维持"}.get(word, "给予")
    return f"公司龙头地位稳固，{told}，{verb}“{rating.word}”评级。"
