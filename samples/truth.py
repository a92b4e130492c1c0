"""What a sample's text says, written down while it is being printed: the claims a perfect reader would return.

A spec's prose and the layouts call the functions of `Truth` from Jinja; each prints words and files the claim they
make, so that the truth exists before the PDF does. Field names are those of the claim contract, with the gold
files' `metric_alt`, `subject_alt` and `dup` beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from figures import Forecast, dec, rounded
from markupsafe import Markup

MAGNITUDES = {"万亿": 12, "百亿": 10, "亿": 8, "百万": 6, "万": 4, "千": 3}
UNITS = {
    "元": "CNY",
    "美元": "USD",
    "港元": "HKD",
    "%": "%",
    "个百分点": "pct_pt",
    "pct": "pct_pt",
    "股": "share",
}
NUMBER = re.compile(
    r"(?P<low>[-+]?[\d,]+(?:\.\d+)?)(?:%?[-~—](?P<high>[\d,]+(?:\.\d+)?))?"
    r"(?P<size>万亿|百亿|亿|百万|万|千)?(?P<unit>[^\d]*)$"
)
EDGES = "。；，：！？（）"


def plain(value: Decimal) -> str:
    """A decimal string without exponent or idle zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(printed: str, shared: str = "") -> tuple[Decimal, Decimal | None, str]:
    """Value, upper end and unit of a printed number; `shared` is the unit that a list prints only once."""
    found = NUMBER.search((printed + shared).replace(" ", ""))
    if not found:
        raise ValueError(f"no number in {printed!r}")
    scale = Decimal(1).scaleb(MAGNITUDES.get(found["size"] or "", 0))
    low = Decimal(found["low"].replace(",", "")) * scale
    high = Decimal(found["high"].replace(",", "")) * scale if found["high"] else None
    return low, high, UNITS.get(found["unit"], found["unit"])


class Truth:
    """Collects the claims of one sample in the order they are printed."""

    def __init__(
        self, spec: Mapping[str, Any], forecast: Forecast | None, alternatives: Mapping[str, list[str]]
    ):
        self.report = spec["report"]
        self.forecast = forecast
        self.alternatives = alternatives
        self.claims: list[dict[str, Any]] = []

    def _file(self, row: dict[str, Any], printed: str) -> Markup:
        row["_anchor"] = f"c{len(self.claims)}"
        row.setdefault("quote", printed)
        self.claims.append(row)
        return Markup(f'<span id="{row["_anchor"]}">{escape(printed)}</span>')

    def c(
        self,
        printed: str,
        metric: str,
        p: str | None = None,
        *,
        u: str | None = None,
        x: str = "",
        m: str = "level",
        s: str = "actual",
        cmp: str = "=",
        who: str | None = None,
        by: str | None = None,
        scope: str | None = None,
        sign: int = 1,
        v: str | None = None,
        alt: Sequence[str] = (),
        who_alt: Sequence[str] = (),
        row: str | None = None,
        table: str | None = None,
        optional: bool = False,
        more: Mapping[str, Any] | None = None,
    ) -> Markup:
        """Print a number and file the metric claim it makes.

        `v` overrides the value read from the words; `more` adds fields, such as `period_alt`.
        """
        low, high, unit = read_number(printed, x)
        value = dec(v) if v is not None else low * sign
        subject = who or self.report.get("subject") or self.report.get("industry")
        claim: dict[str, Any] = {
            "kind": "metric",
            "subject": subject,
            "subject_alt": list(who_alt),
            "ticker": self.report.get("ticker") if subject == self.report.get("subject") else None,
            "metric": metric,
            "metric_alt": [*self.alternatives.get(metric, []), *alt],
            "measure": m,
            "value": plain(value),
            "value_high": None if high is None else plain(high * sign),
            "unit": u if u is not None else unit,
            "period": p,
            "stance": s,
            "comparator": cmp,
            "attribution": by,
            "scope": scope,
            "original": printed,
        }
        if row is not None:
            claim["quote"] = f"{row} {printed}"
        if table:
            claim["table"] = table
        if optional:
            claim["optional"] = True
        if s == "target":
            claim["stance_alt"] = ["estimate"]
        claim |= more or {}
        return self._file(claim, printed)

    def f(self, key: str, column: str, unit: str = "", printed_unit: bool = True, cmp: str = "=") -> Markup:
        """A forecast figure in running text: `unit` is 亿元, 元, 倍 or %; growth prints without its sign."""
        assert self.forecast is not None
        line = self.forecast.line(key)
        value = self.forecast.value(key, column) * line.scale
        size = MAGNITUDES.get(next((word for word in MAGNITUDES if unit.startswith(word)), ""), 0)
        shown = rounded(value.scaleb(-size), 2 if size else line.places)
        grows = line.measure == "yoy"
        body = f"{abs(shown) if grows else shown:,}"
        return self.c(
            body + (unit if printed_unit else ""),
            line.metric,
            column.rstrip("AE"),
            u=line.unit,
            m=line.measure,
            s="estimate" if column.endswith("E") else "actual",
            cmp=cmp,
            v=plain(shown.scaleb(size)),
        )

    def fs(self, key: str, columns: Sequence[str], unit: str, sep: str = "/") -> Markup:
        """A run of forecast figures with the unit printed once: 12.34/15.67/18.90亿元."""
        last = len(columns) - 1
        return Markup(sep).join(
            self.f(key, column, unit, printed_unit=at == last or unit == "%")
            for at, column in enumerate(columns)
        )

    def grew(self, key: str, column: str) -> Markup:
        """增长12.3% or 下降3.4%, as the model says."""
        assert self.forecast is not None
        word = "增长" if self.forecast.value(f"{key}.yoy", column) >= 0 else "下降"
        return Markup(word) + self.f(f"{key}.yoy", column, "%")

    def cell(self, key: str, column: str, row: str, style: str = "percent") -> Markup:
        """One cell of a forecast table. `style`: "percent" prints 12.3%, "bare" 12.3, "brackets" (3.4) below zero."""
        assert self.forecast is not None
        line = self.forecast.line(key)
        shown = rounded(self.forecast.value(key, column), line.places)
        text = f"{abs(shown):,}" if style == "brackets" and shown < 0 else f"{shown:,}"
        if style == "brackets" and shown < 0:
            text = f"({text})"
        if line.unit == "%" and style == "percent":
            text += "%"
        return self._cell(
            text, line.metric, line.unit, column, line.measure, shown * line.scale, row, "forecast"
        )

    def _cell(
        self,
        text: str,
        metric: str,
        unit: str,
        column: str,
        measure: str,
        value: Decimal,
        row: str,
        table: str,
    ) -> Markup:
        estimate = column.endswith("E")
        return self.c_value(text, metric, unit, column.rstrip("AE"), measure, value, row, table, estimate)

    def c_value(
        self,
        text: str,
        metric: str,
        unit: str,
        period: str | None,
        measure: str,
        value: Decimal,
        row: str,
        table: str | None,
        estimate: bool = False,
        who: str | None = None,
        alt: Sequence[str] = (),
        who_alt: Sequence[str] = (),
        ticker: str | None = None,
    ) -> Markup:
        """A cell whose value is known and whose words are only how it is shown."""
        claim: dict[str, Any] = {
            "kind": "metric",
            "subject": who or self.report.get("subject") or self.report.get("industry"),
            "subject_alt": list(who_alt),
            "ticker": ticker if who else self.report.get("ticker"),
            "metric": metric,
            "metric_alt": [*self.alternatives.get(metric, []), *alt],
            "measure": measure,
            "value": plain(value),
            "value_high": None,
            "unit": unit,
            "period": period,
            "stance": "estimate" if estimate else "actual",
            "comparator": "=",
            "attribution": None,
            "scope": None,
            "original": text,
            "quote": f"{row} {text}",
        }
        if table:
            claim["table"] = table
        return self._file(claim, text)

    def rate(
        self,
        printed: str,
        rating: str,
        action: str | None,
        prior: str | None = None,
        who: str | None = None,
        ticker: str | None = None,
        action_alt: Sequence[str | None] = (),
    ) -> Markup:
        """The rating, in the header, in a sentence, or (with `who` and `ticker`) of a company in a table."""
        own = self.report.get("subject")
        alternatives = {"action_alt": list(action_alt)} if action_alt else {}
        return self._file(
            {
                "kind": "rating",
                "subject": who or own or self.report.get("industry"),
                "subject_type": "company" if who or own else "industry",
                "ticker": ticker if who else self.report.get("ticker"),
                "rating": rating,
                "action": action,
                "prior": prior,
                **alternatives,
            },
            printed,
        )

    def target(self, printed: str, prior: str | None = None, horizon: str | None = None) -> Markup:
        """The target price."""
        value, high, unit = read_number(printed)
        return self._file(
            {
                "kind": "target_price",
                "subject": self.report["subject"],
                "ticker": self.report["ticker"],
                "value": plain(value),
                "value_high": None if high is None else plain(high),
                "unit": unit or self.report.get("currency", "CNY"),
                "period": None,
                "prior": prior,
                "horizon": horizon,
            },
            printed,
        )

    def ev(
        self, printed: str, event: str, kind: str, date: str, who: str | None = None, by: str | None = None
    ) -> Markup:
        """A dated happening."""
        return self._file(
            {
                "kind": "event",
                "subject": who or self.report.get("subject"),
                "event": event,
                "event_type": kind,
                "date": date,
                "attribution": by,
            },
            printed,
        )

    def risk(self, printed: str) -> Markup:
        """One named risk factor."""
        return self._file({"kind": "risk", "risk": printed}, printed)

    def related(self, title: str, date: str) -> Markup:
        """The title of an earlier report; its date is printed by the layout."""
        return self._file({"kind": "related_report", "title": title, "date": date}, title)

    def pick(self, name: str, ticker: str | None, group: str | None) -> Markup:
        """One name of a recommended list."""
        return self._file({"kind": "recommendation", "subject": name, "ticker": ticker, "group": group}, name)

    def analyst(self, person: Mapping[str, Any]) -> Markup:
        """An author's name; licence and mail are printed by the layout."""
        row = {"kind": "analyst", "name": person["name"]}
        row |= {key: person.get(key) for key in ("licence", "email", "phone", "role")}
        return self._file(row, person["name"])

    def step(self, step: Mapping[str, Any], house: Mapping[str, Any]) -> Markup:
        """One step of the rating scale: its name; the layout prints the rest."""
        row = {
            "kind": "rating_scale",
            "applies_to": step["applies_to"],
            "rating": step["rating"],
            "low_pct": step.get("low"),
            "high_pct": step.get("high"),
            "benchmark": house["benchmark"],
            "horizon": step.get("horizon", house["horizon"]),
            "quote": step["text"],
        }
        row["low_pct"] = None if row["low_pct"] is None else str(row["low_pct"])
        row["high_pct"] = None if row["high_pct"] is None else str(row["high_pct"])
        return self._file(row, step["rating"])

    def quote_clauses(self, markup: str) -> None:
        """Give every claim printed in this paragraph the clause around it (at most 60 characters) as its quote."""
        words, at = "", 0
        spans: dict[str, tuple[int, int]] = {}
        opened: list[tuple[str, int]] = []
        for piece in re.split(r"(<[^>]*>)", markup):
            if piece.startswith("<span"):
                opened.append((piece.split('"')[1] if piece.startswith("<span id=") else "", at))
            elif piece == "</span>":
                name, start = opened.pop()
                spans[name] = (start, at)
            elif not piece.startswith("<"):
                text = Markup(piece).unescape()
                words += text
                at += len(text)
        for claim in self.claims:
            if claim["_anchor"] in spans:
                start, end = spans[claim["_anchor"]]
                while start > 0 and words[start - 1] not in EDGES and end - start < 45:
                    start -= 1
                while end < len(words) and words[end] not in EDGES and end - start < 60:
                    end += 1
                claim["quote"] = words[start:end].strip()

    def rows(self, pages: Mapping[str, int]) -> list[dict[str, Any]]:
        """The claims as truth lines: kind and page first, repeats marked, in page order."""
        seen: set[tuple[Any, ...]] = set()
        out = []
        for claim in self.claims:
            body = {key: value for key, value in claim.items() if key != "_anchor"}
            row = {"kind": body.pop("kind"), "page": pages[claim["_anchor"]], **body}
            said = tuple(
                str(value)
                for key, value in row.items()
                if key not in ("page", "quote", "original", "table", "attribution")
            )
            if said in seen:
                row["dup"] = True
            seen.add(said)
            out.append(row)
        return sorted(out, key=lambda row: row["page"])
