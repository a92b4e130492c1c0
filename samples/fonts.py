"""The fonts of a finished PDF in, the same fonts without their 65,000 empty slots out: 150 KB less a face.

WeasyPrint keeps the glyph numbers of the whole CJK font when it subsets. The faces are CID-keyed, so the `charset`
of the font can map the numbers instead (ISO 32000-1, 9.7.4.2), and the unused glyphs can go.
"""

from __future__ import annotations

import io
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]


def thin(data: bytes) -> bytes:
    """A retained-numbers OpenType/CFF subset as a bare CID-keyed CFF program with only the glyphs in use."""
    font = TTFont(io.BytesIO(data))
    top = font["CFF "].cff.topDictIndex[0]
    names = top.charset
    index = top.CharStrings.charStringsIndex
    used = {name for name in names if len(index[top.CharStrings.charStrings[name]].bytecode or b"") > 1}
    used |= set(font.getBestCmap().values()) | {".notdef"}
    options = subset.Options(
        desubroutinize=False,
        notdef_outline=True,
        glyph_names=True,
        layout_features=[],
        drop_tables=["vmtx", "vhea", "VORG"],
    )
    chosen = subset.Subsetter(options)
    chosen.populate(glyphs=sorted(used))
    chosen.subset(font)
    out = io.BytesIO()
    font.save(out)
    again = TTFont(io.BytesIO(out.getvalue()))
    assert again.reader is not None
    program: bytes = again.reader["CFF "]
    return program


def thin_all(_document: Any, pdf: Any) -> None:
    """WeasyPrint's finishing hook: replace every OpenType font stream."""
    for one in pdf.objects:
        if getattr(one, "extra", {}).get("Subtype") == "/OpenType":
            one.stream = [thin(b"".join(one.stream))]
            one.extra["Subtype"] = "/CIDFontType0C"
