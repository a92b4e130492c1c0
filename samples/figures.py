"""A spec's few inputs in, every printed figure out: growth, EPS, PE, ratios and three statements that agree.

All amounts are `Decimal` in the spec's own unit (百万元); nothing is typed twice, so the arithmetic of a sample
holds by construction. Rounding happens once, at the cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MILLION = Decimal(1_000_000)
HUNDRED = Decimal(100)


def dec(value: object) -> Decimal:
    """A number as the spec wrote it, without the dust of binary floats."""
    return Decimal(str(value))


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """Half up, as broker spreadsheets do."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """What a kind of row measures: its metric, unit, printed decimals and size of one printed unit."""

    metric: str
    unit: str
    places: int
    scale: Decimal = Decimal(1)
    measure: str = "level"


LINES: Mapping[str, Line] = {
    "revenue": Line("营业收入", "CNY", 0, MILLION),
    "profit": Line("归母净利润", "CNY", 0, MILLION),
    "adjusted": Line("经调整净利润", "CNY", 0, MILLION),
    "eps": Line("每股收益", "CNY", 2),
    "bps": Line("每股净资产", "CNY", 2),
    "dps": Line("每股股利", "CNY", 2),
    "gross": Line("毛利率", "%", 1),
    "net": Line("净利率", "%", 1),
    "roe": Line("净资产收益率", "%", 1),
    "yield": Line("股息率", "%", 1),
    "pe": Line("市盈率", "倍", 1),
    "pb": Line("市净率", "倍", 1),
    "ps": Line("市销率", "倍", 1),
}


class Forecast:
    """The forecast of one company: five year columns ("2025A", "2026E") and what follows from them."""

    def __init__(self, spec: Mapping[str, Any], price: Decimal) -> None:
        self.columns: list[str] = [str(column) for column in spec["columns"]]
        self.shares = dec(spec["shares"])
        self.payout = dec(spec.get("payout", 0))
        # Price in the currency of the statements: HK notes print HKD prices beside CNY earnings.
        self.price = price * dec(spec.get("fx", 1))
        self._series = {
            key: [dec(value) for value in spec[key]]
            for key in ("revenue", "profit", "gross", "equity", "adjusted")
            if key in spec
        }
        self._before = {key: dec(value) for key, value in spec.get("before", {}).items()}

    def value(self, key: str, column: str) -> Decimal:
        """One unrounded cell. `key` is a key of LINES, or "revenue.yoy" for growth in percent."""
        base, _, measure = key.partition(".")
        at = self.columns.index(column)
        if measure == "yoy":
            earlier = self.value(base, self.columns[at - 1]) if at else self._before[base]
            return (self.value(base, column) / earlier - 1) * HUNDRED
        if base in self._series:
            return self._series[base][at]
        if base == "equity_before":
            return self._before["equity"]
        revenue, profit, equity = (self._series[name][at] for name in ("revenue", "profit", "equity"))
        # Ratios rest on the printed EPS, as a reader with a pocket calculator would check them.
        earned = self._series.get("adjusted", self._series["profit"])[at] / self.shares
        worth = {
            "eps": earned,
            "bps": equity / self.shares,
            "dps": profit * self.payout / HUNDRED / self.shares,
            "net": profit / revenue * HUNDRED,
            "roe": profit / equity * HUNDRED,
            "yield": profit * self.payout / self.shares / self.price,
            "pe": self.price / rounded(earned, 2),
            "pb": self.price / rounded(equity / self.shares, 2),
            "ps": self.price * self.shares / revenue,
        }
        return worth[base]

    def line(self, key: str) -> Line:
        """What the row of `key` measures."""
        base, _, measure = key.partition(".")
        line = LINES[base]
        return Line(line.metric, "%", 1, Decimal(1), measure) if measure else line


Rows = list[tuple[str, list[Decimal]]]


class Books:
    """Three statements in whole 百万元, every total the sum of its printed parts.

    `spec` gives ratios in percent of revenue (or of cost, for inventory and payables), one number or one a year; cash
    is what closes the balance sheet and 其他收益及投资收益 what closes the income statement.
    """

    def __init__(self, forecast: Forecast, spec: Mapping[str, Any]) -> None:
        self._spec = spec
        self._forecast = forecast
        self.cells: dict[str, list[Decimal]] = {}
        cash, working = dec(spec["cash_before"]), dec(spec["working_before"])
        for at, column in enumerate(forecast.columns):
            net, cost = self._income(at, column)
            cash_now, working_now = self._balance(at, column, cost)
            self._cash(at, column, net, cash_now - cash, working - working_now)
            cash, working = cash_now, working_now

    def tables(self) -> dict[str, Rows]:
        """The statements by name, as rows of label and values."""
        order = {"资产负债表": BALANCE, "利润表": INCOME, "现金流量表": CASH}
        return {name: [(label, self.cells[label]) for label in labels] for name, labels in order.items()}

    def _put(self, label: str, value: Decimal) -> Decimal:
        self.cells.setdefault(label, []).append(value)
        return value

    def _share(self, name: str, of: Decimal, at: int) -> Decimal:
        ratio = self._spec[name]
        return rounded(of * dec(ratio[at] if isinstance(ratio, Sequence) else ratio) / HUNDRED)

    def _part(self, name: str, of: Decimal, at: int) -> Decimal:
        return self._put(name, self._share(name, of, at))

    def _income(self, at: int, column: str) -> tuple[Decimal, Decimal]:
        """Net profit and cost of the year."""
        revenue, profit = (self._forecast.value(key, column) for key in ("revenue", "profit"))
        self._put("营业收入", revenue)
        gross = self._forecast.value("gross", column)
        cost = self._put("营业成本", rounded(revenue * (HUNDRED - gross) / HUNDRED))
        spent = cost + sum(self._part(name, revenue, at) for name in INCOME[2:7])
        minority = rounded(profit * dec(self._spec["minority"]) / HUNDRED)
        net = profit + minority
        pretax = rounded(net / (1 - dec(self._spec["tax"]) / HUNDRED))
        outside = dec(self._spec["nonoperating"])
        self._put("其他收益及投资收益", pretax - outside - (revenue - spent))
        self._put("营业利润", pretax - outside)
        self._put("营业外收支", outside)
        self._put("利润总额", pretax)
        self._put("所得税", pretax - net)
        self._put("净利润", net)
        self._put("少数股东损益", minority)
        self._put("归母净利润", profit)
        return net, cost

    def _balance(self, at: int, column: str, cost: Decimal) -> tuple[Decimal, Decimal]:
        """Cash and working capital at the end of the year."""
        revenue, equity = (self._forecast.value(key, column) for key in ("revenue", "equity"))
        gearing = dec(self._spec["gearing"])
        others = rounded(equity * dec(self._spec["minority_equity"]) / HUNDRED)
        debt = rounded((equity + others) * gearing / (HUNDRED - gearing))
        total = equity + others + debt
        bound = sum(self._part(name, revenue, at) for name in ("固定资产", "无形资产", "其他非流动资产"))
        tied = self._part("应收账款", revenue, at) + self._part("其他流动资产", revenue, at)
        tied += self._part("存货", cost, at)
        cash = self._put("货币资金", total - bound - tied)
        self._put("流动资产", cash + tied)
        self._put("非流动资产", dec(bound))
        self._put("资产总计", total)
        payable = self._part("应付账款", cost, at)
        short = self._put("短期借款", rounded(debt * dec(self._spec["short_debt"]) / HUNDRED))
        long = self._put("长期借款", rounded(debt * dec(self._spec["long_debt"]) / HUNDRED))
        far = self._put("其他非流动负债", rounded(debt * Decimal("0.04")))
        near = self._put("其他流动负债", debt - payable - short - long - far)
        self._put("流动负债", short + payable + near)
        self._put("非流动负债", long + far)
        self._put("负债合计", debt)
        self._put("少数股东权益", others)
        self._put("归属母公司股东权益", equity)
        self._put("负债和股东权益", total)
        return cash, tied - payable - near

    def _cash(self, at: int, column: str, net: Decimal, change: Decimal, freed: Decimal) -> None:
        revenue = self._forecast.value("revenue", column)
        worn = self._part("折旧摊销", revenue, at)
        self._put("营运资金变动", freed)
        operating = self._put("经营活动现金流", net + worn + freed)
        spend = self._put("资本支出", -self._share("资本支出", revenue, at))
        placed = self._put("其他投资现金流", -rounded(revenue * Decimal("0.004")))
        self._put("投资活动现金流", spend + placed)
        self._put("筹资活动现金流", change - operating - spend - placed)
        self._put("现金净增加额", change)


BALANCE = (
    "流动资产",
    "货币资金",
    "应收账款",
    "存货",
    "其他流动资产",
    "非流动资产",
    "固定资产",
    "无形资产",
    "其他非流动资产",
    "资产总计",
    "流动负债",
    "短期借款",
    "应付账款",
    "其他流动负债",
    "非流动负债",
    "长期借款",
    "其他非流动负债",
    "负债合计",
    "少数股东权益",
    "归属母公司股东权益",
    "负债和股东权益",
)
INCOME = (
    "营业收入",
    "营业成本",
    "税金及附加",
    "销售费用",
    "管理费用",
    "研发费用",
    "财务费用",
    "其他收益及投资收益",
    "营业利润",
    "营业外收支",
    "利润总额",
    "所得税",
    "净利润",
    "少数股东损益",
    "归母净利润",
)
CASH = (
    "经营活动现金流",
    "净利润",
    "折旧摊销",
    "营运资金变动",
    "投资活动现金流",
    "资本支出",
    "其他投资现金流",
    "筹资活动现金流",
    "现金净增加额",
)
