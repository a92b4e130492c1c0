"""A table's rows in, what each of them is limited to out: the segment, product or channel whose figures a row prints.

The segment stands in a label column of its own, in a heading above its rows, or in the first row of its block. A
label that returns in one table says nothing without it: where no segment is found, the row is in doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.tables.bands import Band, bands_of, owners_of
from extract.tables.cells import Cell
from extract.tables.grid_rows import GridRow
from extract.tables.row_words import bare, is_known, is_total, listed, question_of, segment_of
from extract.vocabulary import find_metric, growth_label, split_label

_UNIT_ONLY = re.compile(r"[（(][^（()）]{1,12}[)）]")


@dataclass(slots=True)
class Limit:
    """What limits a row: `scope` (None: nothing does), the cells that say so, and whether it is in doubt.

    Where the left label column names the metric and the row the segment, `metric` is that column's text.
    """

    scope: str | None = None
    cells: list[Cell] = field(default_factory=list)
    metric: str | None = None
    doubtful: bool = False


def limits_of(rows: Sequence[GridRow]) -> list[Limit]:
    """One `Limit` a row, in order; rows without values have an empty one."""
    limits = [Limit() for _ in rows]
    repeated = _repeated(rows)
    bands = bands_of(rows)
    if len(bands) > 1 or (bands and repeated):
        _by_bands(rows, bands, limits)
    else:
        _by_headings(rows, limits, repeated)
        _by_first_rows(rows, limits, repeated)
    _by_sums(rows, limits, repeated)
    _by_versions(rows, limits)
    _by_metric_above(rows, limits, repeated)
    _mark_doubtful(rows, limits)
    return limits


def _by_bands(rows: Sequence[GridRow], bands: Sequence[Band], limits: list[Limit]) -> None:
    valued = [index for index, row in enumerate(rows) if row.cells]
    owners = owners_of([rows[index] for index in valued], bands)
    names = {bare(band.text) for band in bands}
    labels = {bare(rows[i].label_text) for i in valued if growth_label(rows[i].label_text) is None}
    known = sum(is_known(b.text) or _has_unit(b.text) for b in bands) / max(1, len(names))
    plain = sum(is_known(label) for label in labels) / max(1, len(labels))
    turned = known > plain
    for index, owner in zip(valued, owners, strict=True):
        if owner is None:
            continue
        band, row = bands[owner], rows[index]
        if not turned:
            limits[index].scope = None if is_total(band.text) else bare(band.text) or None
            limits[index].cells = band.cells
        elif row.label and not is_known(row.label_text):
            limits[index].metric = band.text
            limits[index].cells = band.cells
            limits[index].scope = None if is_total(row.label_text) else bare(row.label_text)


def _has_unit(text: str) -> bool:
    return bool(_UNIT_ONLY.search(text))


def _repeated(rows: Sequence[GridRow]) -> set[str]:
    counts = Counter(key for row in rows if (key := question_of(row)))
    return {key for key, count in counts.items() if count > 1}


def _by_versions(rows: Sequence[GridRow], limits: list[Limit]) -> None:
    """ "EPS (prev)" is what was forecast before."""
    for row, limit in zip(rows, limits, strict=True):
        held = re.search(r"[（(]\s*([^（()）]{1,10}?)\s*[)）]\s*$", row.label_text) if row.cells else None
        if held and limit.scope is None and held[1].lower() in listed("earlier_versions"):
            limit.scope = held[1]


# --- headings and first rows -------------------------------------------------------------------------------


def _by_headings(rows: Sequence[GridRow], limits: list[Limit], repeated: set[str]) -> None:
    """A heading limits the rows below it if most of them return under another heading; else those that do."""
    # A row of a statement without figures looks like a heading; what 其他 belongs to there, the sums tell.
    statement = sum(bare(row.label_text).startswith(listed("sums")) for row in rows if row.cells) > 1
    blank = _blank_rows(rows)
    for heading, body in _blocks(rows):
        name = bare(heading.label_text)
        if (
            not name
            or id(heading) in blank
            or is_total(name)
            or any(word in name for word in listed("sections"))
        ):
            continue
        keys = [(index, key) for index in body if (key := question_of(rows[index]))]
        again = [index for index, key in keys if key in repeated]
        if not again:
            continue
        whole = 2 * len(again) >= len(keys)
        for index in body:
            key = question_of(rows[index])
            if is_total(rows[index].label_text):
                break  # the last block may run on into the company's own rows
            if statement and bare(rows[index].label_text).startswith(("其他", "其它")):
                continue
            if whole or key in repeated:
                limits[index].scope, limits[index].cells = name, heading.label


def _blank_rows(rows: Sequence[GridRow]) -> set[int]:
    """Rows without figures that are no headings: two or more in a run whose names stand beside figures elsewhere."""
    valued = {bare(row.label_text) for row in rows if row.cells}
    blank: set[int] = set()
    run: list[GridRow] = []
    for row in rows:
        if not row.cells:
            run.append(row)
            continue
        again = [r for r in run if bare(r.label_text) in valued]
        blank |= {id(r) for r in again} if len(again) > 1 else set()
        run = []
    return blank


def _blocks(rows: Sequence[GridRow]) -> Iterator[tuple[GridRow, list[int]]]:
    heading: GridRow | None = None
    body: list[int] = []
    for index, row in enumerate(rows):
        if row.cells or row.unread:
            body += [index] if row.cells else []
            continue
        if heading is not None and body:
            yield heading, body
        heading, body = row, []
    if heading is not None and body:
        yield heading, body


def _by_first_rows(rows: Sequence[GridRow], limits: list[Limit], repeated: set[str]) -> None:
    """The first row of a block may be its segment's: "液态奶 65,679" or "直销收入 337", then growth and margin."""
    if any(limit.scope for limit in limits) or not repeated:
        return
    named: list[tuple[int, str | None]] = []  # rows that name a segment and a metric
    unnamed: list[tuple[int, str | None]] = []  # rows that name a segment alone
    for index, row in enumerate(rows):
        if not row.cells or not row.label or growth_label(row.label_text) is not None:
            continue
        concept = find_metric(row.label_text) or find_metric(bare(row.label_text))
        if concept is not None and _opens_block(rows, index):
            plain = concept.id in _OF_THE_WHOLE or concept.unit not in ("CNY", "")
            named.append((index, None if plain else bare(row.label_text)))
        elif scope := segment_of(row.label_text):
            named.append((index, scope))
        elif concept is None and not is_total(row.label_text):
            unnamed.append((index, bare(row.label_text)))
    counts = Counter(question_of(row) for row in rows)
    for index, row in enumerate(rows):
        key = question_of(row)
        if key not in repeated or is_total(row.label_text) or not is_known(row.label_text):
            continue
        parents = named + [(i, n) for i, n in unnamed if counts[question_of(rows[i])] == 1]
        if counts[key] < 0.6 * len(parents) and named:
            parents = named
        before = [(i, name) for i, name in parents if i < index]
        if not before:
            continue
        first, name = max(before, key=lambda parent: parent[0])
        if name is None:
            continue
        # Behind the company's own rows nothing is a segment's any more.
        if any(is_total(rows[i].label_text) for i in range(first + 1, index) if rows[i].cells):
            continue
        limits[index].scope, limits[index].cells = name, rows[first].label


_OF_THE_WHOLE = ("revenue", "total_operating_revenue")


def _opens_block(rows: Sequence[GridRow], index: int) -> bool:
    """Whether a row without a name for what grows follows: 直销收入, then 同比."""
    following = rows[index + 1] if index + 1 < len(rows) else None
    grown = growth_label(following.label_text) if following is not None and following.cells else None
    return grown is not None and grown[0] is None


def _by_metric_above(rows: Sequence[GridRow], limits: list[Limit], repeated: set[str]) -> None:
    """Segments under one metric and again under another: the row of the metric above tells what they measure."""
    above: int | None = None
    for index, row in enumerate(rows):
        if not row.cells or not row.label or growth_label(row.label_text) is not None:
            continue
        label = row.label_text
        if is_known(label):
            above = index
            continue
        lone = (
            bare(label).startswith(("其他", "其它")) and above != index - 1 and not limits[index - 1].metric
        )
        if (
            above is None
            or lone
            or question_of(row) not in repeated
            or limits[index].scope
            or is_total(label)
            or split_label(label) is not None  # "Our EPS" names its own metric
        ):
            continue
        limits[index].scope, limits[index].metric = bare(label), rows[above].label_text
        limits[index].cells = rows[above].label


def _by_sums(rows: Sequence[GridRow], limits: list[Limit], repeated: set[str]) -> None:
    """其他 stands in every part of a statement: it belongs to the sum above it, or below where sums close a part."""
    sums = [
        (index, bare(row.label_text))
        for index, row in enumerate(rows)
        if row.label and bare(row.label_text).startswith(listed("sums"))
    ]
    if not sums:
        return
    valued = [index for index, row in enumerate(rows) if row.cells]
    opens = sums[0][0] <= valued[0]
    for index in valued:
        key = question_of(rows[index])
        if key not in repeated or limits[index].scope or find_metric(rows[index].label_text) is not None:
            continue
        near = [s for s in sums if s[0] < index][-1:] if opens else [s for s in sums if s[0] > index][:1]
        if near:
            limits[index].scope, limits[index].cells = near[0][1], rows[near[0][0]].label


def _mark_doubtful(rows: Sequence[GridRow], limits: list[Limit]) -> None:
    """Rows that still ask one question and answer it differently: all but the first are in doubt."""
    seen: dict[tuple[str, str | None, str | None], list[int]] = {}
    for index, row in enumerate(rows):
        if key := question_of(row):
            seen.setdefault((key, limits[index].scope, limits[index].metric), []).append(index)
    for indexes in seen.values():
        answers = {tuple(c.text for _, c in sorted(rows[i].cells.items())) for i in indexes}
        if len(answers) > 1:
            for index in indexes[1:] if len(answers) == 2 else indexes:
                limits[index].doubtful = True
