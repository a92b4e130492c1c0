"""Writes the pinyin initials of the short names into `listings.csv`: `python docs/write_initials.py`, with pypinyin.

No part of the product: run it where listings have changed. What it writes is checked by `tests/test_entities.py`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from kb.who.names import fold_name, has_han

LISTINGS = Path(__file__).parents[1] / "kb" / "entities" / "listings.csv"
# Readings of the companies' own where the library's dictionary of phrases knows the word and not the name.
_READ = {
    "重药": "cy",
    "重啤": "cp",
    "长": "c",
    "厦工": "xg",
    "厦华": "xh",
    "港行": "gh",
    "联行": "lh",
    "商行": "sh",
    "藏格": "zg",
    "晟": "s",
}


def initials(name: str) -> str:
    """The first letter of every syllable: "贵州茅台" → "gzmt", "TCL科技" → "tclkj"; "" without a Chinese character."""
    key = fold_name(name)
    if not has_han(key):
        return ""
    for written, read in _READ.items():
        key = key.replace(written, read)
    letters = "".join(lazy_pinyin(key, style=Style.FIRST_LETTER))
    return letters if letters.isascii() and letters.isalpha() else ""


def main() -> None:
    with LISTINGS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with LISTINGS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, [*rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "initials": initials(row["name"])} for row in rows)


if __name__ == "__main__":
    main()
