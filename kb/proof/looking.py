"""A page's picture and its marks in, one PNG out: what was understood, drawn over the page, with a legend beside it.

Blocks are outlined by kind, tables and cells framed, box rows underlaid, and every numeral filled with its ledger
class: red is what nobody understood. The same page and marks give the same PNG. The only module that imports Pillow.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from extract.marks import Mark
from extract.model import Box

SCALE = 2.0  # pixels a point: the small print of a table stays readable
_LEGEND = 190  # pixels
_TEXT = 13
_INK = (40, 40, 40)

Color = tuple[int, int, int]


class Pen(NamedTuple):
    """How a mark is drawn: the outline's colour and width in pixels, and how dark its filling is (0 to 255)."""

    color: Color
    width: int = 1
    fill: int = 0


_OTHER = Pen((130, 130, 130))
_PENS: Mapping[str, Mapping[str, Pen]] = {
    "picture": {"image": Pen((150, 150, 150), 1, 18), "drawing": Pen((190, 190, 190))},
    "line": {
        "header": Pen((120, 120, 120), 1, 22),
        "footer": Pen((120, 120, 120), 1, 22),
        "disclaimer": Pen((150, 130, 110), 1, 14),
    },
    "block": {
        "text": Pen((40, 90, 200)),
        "bullet": Pen((0, 150, 200)),
        "heading": Pen((130, 40, 180), 2),
        "sidebar": Pen((170, 120, 0)),
    },
    "table": {
        "grid": Pen((0, 130, 60), 3),
        "company": Pen((0, 110, 110), 2),
        "ruled": Pen((120, 100, 0), 3),
    },
    "cell": {"head": Pen((0, 130, 60), 1, 30), "label": Pen((90, 160, 90)), "value": Pen((150, 190, 150))},
    "box": {"metric": Pen((200, 100, 0), 2, 16), "target_price": Pen((200, 60, 0), 2, 16)},
    "numeral": {
        "claim": Pen((0, 150, 70), 0, 85),
        "period": Pen((70, 110, 220), 0, 70),
        "name": Pen((150, 80, 190), 0, 70),
        "code": Pen((150, 80, 190), 0, 95),
        "contact": Pen((120, 140, 160), 0, 80),
        "licence": Pen((120, 140, 160), 0, 110),
        "list_marker": Pen((160, 160, 60), 0, 90),
        "figure_number": Pen((160, 160, 60), 0, 120),
        "page_number": Pen((110, 110, 110), 0, 90),
        "chart": Pen((0, 160, 190), 0, 65),
        "disclaimer": Pen((150, 130, 110), 0, 80),
        "contents": Pen((150, 130, 110), 0, 110),
        "hidden": Pen((90, 90, 90), 1, 120),
        "unclaimed": Pen((225, 20, 30), 2, 90),
    },
}


def marked_page(picture: bytes, marks: Sequence[Mark], *, scale: float, title: str = "") -> bytes:
    """PNG of `picture` (a page drawn at `scale` pixels a point) with `marks` (in points) over it and a legend beside.

    `title` heads the legend; letters that the built-in font lacks are left out of it.
    """
    page = Image.open(io.BytesIO(picture)).convert("RGB")
    over = Image.new("RGBA", page.size, (0, 0, 0, 0))
    for mark in marks:
        _draw(over, mark.box, pen_of(mark), scale)
    page = Image.alpha_composite(page.convert("RGBA"), over).convert("RGB")
    whole = Image.new("RGB", (page.width + _LEGEND, page.height), (255, 255, 255))
    whole.paste(page, (0, 0))
    _legend(whole, page.width + 10, marks, title)
    png = io.BytesIO()
    whole.save(png, format="PNG", optimize=True)
    return png.getvalue()


def pen_of(mark: Mark) -> Pen:
    """The pen of a mark's layer and kind; grey for a kind that has none yet."""
    return _PENS.get(mark.layer, {}).get(mark.kind, _OTHER)


def _draw(over: Image.Image, box: Box, pen: Pen, scale: float) -> None:
    x0, top, x1, bottom = (round(edge * scale) for edge in box)
    x0, top, x1, bottom = max(x0, 0), max(top, 0), min(x1, over.width - 1), min(bottom, over.height - 1)
    if x0 > x1 or top > bottom:
        return
    if pen.fill:
        # Laid upon what is there, so that a numeral within a cell within a table keeps all three colours.
        sheet = Image.new("RGBA", (x1 - x0 + 1, bottom - top + 1), (*pen.color, pen.fill))
        over.alpha_composite(sheet, (x0, top))
    if pen.width:
        ImageDraw.Draw(over).rectangle((x0, top, x1, bottom), outline=(*pen.color, 255), width=pen.width)


def _legend(whole: Image.Image, left: int, marks: Iterable[Mark], title: str) -> None:
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(_TEXT)
    counts = Counter((mark.layer, mark.kind) for mark in marks)
    y = 10
    draw.text((left, y), "".join(char for char in title if " " <= char < "\x7f"), fill=_INK, font=font)
    y += _TEXT + 10
    for layer, pens in _PENS.items():
        kinds = sorted(kind for of, kind in counts if of == layer)
        if not kinds:
            continue
        draw.text((left, y), layer, fill=_INK, font=font)
        y += _TEXT + 5
        for kind in kinds:
            pen = pens.get(kind, _OTHER)
            draw.rectangle(
                (left, y + 1, left + 16, y + 13), fill=_faded(pen), outline=pen.color, width=max(pen.width, 1)
            )
            draw.text((left + 24, y), f"{kind}  {counts[layer, kind]}", fill=_INK, font=font)
            y += _TEXT + 5
        y += 6


def _faded(pen: Pen) -> Color:
    red, green, blue = (round(255 + (part - 255) * pen.fill / 255) for part in pen.color)
    return red, green, blue
