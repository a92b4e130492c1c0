#!/usr/bin/env python3
"""samples/NAME/spec.toml in, samples/NAME.pdf and samples/NAME.claims.jsonl out, byte for byte the same every time.

usage: python samples/render.py [--check] [NAME…]     all samples without a NAME; --check compares and writes nothing

Needs the `samples` extra (WeasyPrint, hence pango) and the Noto CJK fonts. What the committed files were made with is in
rendered_with.json: other versions draw other bytes (the truth stays the same).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from drawing import bar_chart, price_chart
from figures import Books, Forecast, dec, rounded
from fonts import thin_all
from markupsafe import Markup
from truth import Truth

HERE = Path(__file__).parent
FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC")


def names() -> list[str]:
    """The samples, in order of name."""
    return sorted(path.parent.name for path in HERE.glob("*/spec.toml"))


def load(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A sample's spec and the house (the invented broker) that publishes it."""
    spec = tomllib.loads((HERE / name / "spec.toml").read_text("utf-8"))
    house = tomllib.loads((HERE / "houses" / f"{spec['report']['house']}.toml").read_text("utf-8"))
    house |= spec.get("look", {})
    return spec, house


def market_rows(spec: Mapping[str, Any], house: Mapping[str, Any], truth: Truth) -> list[tuple[str, Markup]]:
    """The market-data box: the house's labels, the spec's figures, capitalisation computed from price and shares."""
    market = spec["market"]
    price, shares, floating = dec(market["price"]), dec(market["shares"]), dec(market["float"])
    money = spec["report"].get("currency", "CNY")
    day = market["date"]
    hundred = dec(100)

    def value(text: str, metric: str, unit: str, amount: Any, row: str) -> Markup:
        shown = truth.c_value(text, metric, unit, day, "level", amount, row, None)
        # The day of the price is not always printed: a reader may only know the day of the report.
        truth.claims[-1]["period_alt"] = [spec["report"]["date"]]
        return shown

    rows: list[tuple[str, Markup]] = []
    for label, key in house["box"]:
        if key == "price":
            shown = value(f"{price:.2f}", "收盘价", money, price, label)
        elif key in ("low_high", "high_low"):
            order = key.split("_")
            metric = {"low": "52周最低价", "high": "52周最高价"}
            shown = Markup("/").join(
                value(f"{dec(market[edge]):.2f}", metric[edge], money, dec(market[edge]), label)
                for edge in order
            )
        elif key in ("cap_million", "float_million"):
            metric_name, count = ("总市值", shares) if key[0] == "c" else ("流通市值", floating)
            amount = rounded(price * count, 2)
            shown = value(f"{amount:,}", metric_name, money, amount * 1_000_000, label)
        elif key in ("cap_yi", "float_yi"):
            metric_name, count = ("总市值", shares) if key[0] == "c" else ("流通市值", floating)
            amount = rounded(price * count / hundred, 2)
            shown = value(f"{amount:,}", metric_name, money, amount * 100_000_000, label)
        elif key in ("shares_million", "free_million"):
            metric_name, count = ("总股本", shares) if key[0] == "s" else ("流通股本", floating)
            shown = value(f"{count:,.2f}", metric_name, "share", count * 1_000_000, label)
        elif key in ("shares_yi", "free_yi"):
            metric_name, count = ("总股本", shares) if key[0] == "s" else ("流通股本", floating)
            amount = rounded(count / hundred, 2)
            shown = value(f"{amount:,}", metric_name, "share", amount * 100_000_000, label)
        else:
            metric_name, unit, places = {
                "bps": ("每股净资产", "CNY", 2),
                "pb": ("市净率", "倍", 2),
                "gearing": ("资产负债率", "%", 2),
                "turnover": ("换手率", "%", 2),
            }[key]
            amount = rounded(dec(market[key]), places)
            shown = value(f"{amount:,}", metric_name, unit, amount, label)
        rows.append((label, shown))
    return rows


def environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "layouts"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_source(name: str) -> tuple[str, Truth]:
    """The sample as HTML, and the truth collected while it was written."""
    spec, house = load(name)
    report = spec["report"]
    price = dec(spec["market"]["price"]) if "market" in spec else dec(1)
    forecast = Forecast(spec["forecast"], price) if "forecast" in spec else None
    alternatives = tomllib.loads((HERE / "alternatives.toml").read_text("utf-8"))
    truth = Truth(spec, forecast, alternatives)
    env = environment()
    tools: dict[str, Any] = {
        key: getattr(truth, key)
        for key in (
            "c",
            "f",
            "fs",
            "grew",
            "cell",
            "c_value",
            "rate",
            "target",
            "ev",
            "risk",
            "related",
            "pick",
            "analyst",
            "step",
        )
    }

    def prose(text: str) -> Markup:
        """A paragraph of the spec: Jinja with the truth's functions; every claim in it gets its clause as quote."""
        markup = env.from_string(text.strip().replace("\n", "")).render(**tools)
        truth.quote_clauses(markup)
        return Markup(markup)

    def box() -> list[tuple[str, Markup]]:
        return market_rows(spec, house, truth)

    def books() -> dict[str, Any]:
        assert forecast is not None
        return Books(forecast, spec["statements"]).tables()

    context = {
        **tools,
        "spec": spec,
        "report": report,
        "house": house,
        "forecast": forecast,
        "prose": prose,
        "box": box,
        "books": books,
        "dec": dec,
        "rounded": rounded,
        "price_chart": lambda *args, **more: Markup(price_chart(*args, **more)),
        "bar_chart": lambda *args, **more: Markup(bar_chart(*args, **more)),
    }
    source = env.get_template(f"{house['layout']}.html").render(**context)
    truth.claims.insert(
        0,
        {
            "_anchor": "title",
            "kind": "report",
            "broker": house["short"],
            "broker_alt": [house["name"], *house.get("aliases", [])],
            "title": report["title"],
            "subtitle": report.get("subtitle"),
            "date": report["date"],
            "report_type": report["type"],
            "industry": report.get("industry"),
            "subject": report.get("subject"),
            "ticker": report.get("ticker"),
            "language": "zh",
            "quote": report["title"],
        },
    )
    return source, truth


def render(name: str) -> tuple[bytes, bytes]:
    """The sample's PDF and its truth file."""
    # Imported here: the truth's tests load this module without the extra.
    from weasyprint import HTML  # type: ignore[import-untyped]  # noqa: PLC0415

    source, truth = page_source(name)
    document = HTML(string=source, base_url=str(HERE)).render()
    pages = {anchor: number for number, page in enumerate(document.pages, 1) for anchor in page.anchors}
    rows = truth.rows(pages)
    rows[0]["pages"] = len(document.pages)
    data = document.write_pdf(finisher=thin_all, pdf_identifier=hashlib.sha256(name.encode()).digest()[:16])
    spec, _ = load(name)
    if spec["report"].get("image_only"):
        data = as_pictures(data, name, spec["report"]["title"])
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return data, lines.encode()


def as_pictures(data: bytes, name: str, title: str) -> bytes:
    """The same pages as scans: one grey picture a page, no text layer."""
    import pypdfium2  # noqa: PLC0415
    from weasyprint import HTML  # noqa: PLC0415

    body = ""
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            image = page.render(scale=2.0, grayscale=True).to_pil().quantize(16)
            out = io.BytesIO()
            image.save(out, "PNG", optimize=True)
            body += f'<img src="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}">'
    source = (
        f"<html lang=zh><head><title>{title}</title><style>@page{{size:A4;margin:0}}body{{margin:0}}"
        f"img{{display:block;width:210mm;height:297mm}}</style></head><body>{body}</body></html>"
    )
    written: bytes = HTML(string=source).write_pdf(pdf_identifier=hashlib.sha256(name.encode()).digest()[:16])
    return written


def rendered_with() -> dict[str, str]:
    """The versions and font files that the bytes of the PDFs depend on."""
    import pypdfium2  # noqa: PLC0415
    import weasyprint  # noqa: PLC0415
    from weasyprint.text.ffi import ffi, pango  # type: ignore[import-untyped]  # noqa: PLC0415

    made = {
        "weasyprint": weasyprint.__version__,
        "pango": ffi.string(pango.pango_version_string()).decode()
        if hasattr(pango, "pango_version_string")
        else str(pango.pango_version()),
        "pypdfium2": str(pypdfium2.version.PYPDFIUM_INFO),
    }
    for family in FONTS:
        for style in ("Regular", "Bold"):
            path = subprocess.run(
                ["fc-match", "-f", "%{file}", f"{family}:style={style}"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            made[f"{family} {style}"] = hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]
    return made


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    changed = 0
    for name in given.names or names():
        for suffix, data in zip((".pdf", ".claims.jsonl"), render(name), strict=True):
            path = HERE / f"{name}{suffix}"
            same = path.exists() and path.read_bytes() == data
            changed += not same
            if not same and not given.check:
                path.write_bytes(data)
            print(f"{'same   ' if same else 'changed'} {path.name}  {len(data):,} bytes")
    if not given.check:
        (HERE / "rendered_with.json").write_text(json.dumps(rendered_with(), indent=1) + "\n", "utf-8")
    return int(given.check and changed > 0)


if __name__ == "__main__":
    sys.exit(main())
