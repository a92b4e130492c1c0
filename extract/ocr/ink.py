"""A page's pictures and drawings in, the regions whose ink looks like words out; words the text layer has do not count.

Print is told by its strokes: seen through a grid of small cells, words fill neighbouring cells with edges across and
down, evenly over a table or a paragraph. A photograph has edges in few cells or in all, a chart at its rim.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from extract.model import Box

if TYPE_CHECKING:
    from extract.pages.reader import Glyph, Page

SCALE = 96 / 72  # pixels a point at which ink is judged: a printed letter is about ten pixels high
_CELL = 8  # pixels: about the height of a small letter
_STEP = 48  # of 256 shades between neighbours: an edge of print, not of a photograph's shading
# A cell holds print where one pixel in eight is an edge across and one in sixteen an edge down.
_ACROSS, _DOWN = 0.12, 0.06
_SOME_CELLS = 14  # two or three words
# Of 170 pictures drawn by lot from 41 reports, all tables and pages of words pass these and one other in eight.
_SHARE, _OF_INK, _EVEN = 0.2, 0.42, 0.6
_OF_FRONT_INK = 0.25  # less is the ground of a banner whose words are text
_GRID = 4.0  # points: how near drawings must stand, times two, to be one picture (three across)
_REACH_X, _REACH_Y = 3, 2
# Square points: less holds no word; behind the front, less is a logo.
_FRONT_AREA, _BODY_AREA = 1000.0, 9000.0
_FEW_GLYPHS = (
    12  # a picture with more of the text layer's words in it, off the front, is a drawing with labels
)


class Pixels(Protocol):
    """A rendered box: `height` rows of `stride` bytes, three bytes (blue, green, red) a pixel."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def data(self) -> bytes: ...


Render = Callable[[Box, float], Pixels]


class Region(NamedTuple):
    """A part of a page to be read by eye. `whole` is a page without text of its own, `front` the report's first."""

    box: Box
    whole: bool
    front: bool


def bitmap(pixels: Pixels) -> Any:
    """The pixels as an array of height x width x 3."""
    import numpy as np

    rows = np.frombuffer(pixels.data, dtype=np.uint8).reshape(pixels.height, pixels.stride)
    return rows[:, : pixels.width * 3].reshape(pixels.height, pixels.width, 3)


def wordy_regions(page: Page, render: Render, *, front: bool) -> list[Region]:
    """Regions that hold words as ink: the whole page where it has no glyph, else its pictures that look like print.

    `render` draws a box of this page at so many pixels a point. On the `front` page a picture of two words counts (a
    rating, a date); elsewhere only tables and running text do.
    """
    if page.width <= 0 or page.height <= 0:
        return []
    if all(glyph.text == " " for glyph in (*page.glyphs, *page.turned)):
        sheet = Box(0.0, 0.0, page.width, page.height)
        print_ = _print(bitmap(render(sheet, SCALE)), ())
        return [Region(sheet, True, front)] if print_.cells >= _SOME_CELLS else []
    found: list[Region] = []
    least = _FRONT_AREA if front else _BODY_AREA
    for box in pictures(page):
        if (box.x1 - box.x0) * (box.bottom - box.top) < least:
            continue
        known = [_shift(g.box, box) for g in (*page.glyphs, *page.turned) if _touch(g, box)]
        if not front and len(known) > _FEW_GLYPHS:
            continue
        print_ = _print(bitmap(render(box, SCALE)), known)
        if print_.cells >= _SOME_CELLS and (print_.of_ink >= _OF_FRONT_INK if front else print_.even_text):
            found.append(Region(box, False, front))
    return found


def pictures(page: Page) -> list[Box]:
    """The page's images and curved drawings, clipped to the page; what stands close together is one picture."""
    boxes = [
        Box(max(0.0, b.x0), max(0.0, b.top), min(page.width, b.x1), min(page.height, b.bottom))
        for b in (*page.images, *page.drawings)
    ]
    return _clusters([b for b in boxes if b.x1 - b.x0 > 1 and b.bottom - b.top > 1])


def _clusters(boxes: Sequence[Box]) -> list[Box]:
    """Boxes joined over short gaps, by way of a coarse grid: linear in the area covered, not in pairs of boxes."""
    owner: dict[tuple[int, int], int] = {}
    parent = list(range(len(boxes)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, box in enumerate(boxes):
        for row in range(int(box.top / _GRID), int(box.bottom / _GRID) + _REACH_Y):
            for column in range(int(box.x0 / _GRID), int(box.x1 / _GRID) + _REACH_X):
                other = owner.setdefault((row, column), index)
                parent[root(index)] = root(other)
    joined: dict[int, Box] = {}
    for index, box in enumerate(boxes):
        home = root(index)
        joined[home] = joined[home].union(box) if home in joined else box
    return sorted(joined.values(), key=lambda b: (b.top, b.x0, b.bottom, b.x1))


def _touch(a: Box | Glyph, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def _shift(box: Box, origin: Box) -> Box:
    """The box in pixels of the region drawn at `SCALE`."""
    x, y = origin.x0, origin.top
    return Box((box.x0 - x) * SCALE, (box.top - y) * SCALE, (box.x1 - x) * SCALE, (box.bottom - y) * SCALE)


class _Print(NamedTuple):
    """Cells of print, their share of all cells with ink, and whether they fill the picture as a table or text does."""

    cells: int
    of_ink: float
    even_text: bool


def _print(image: Any, known: Sequence[Box]) -> _Print:
    """How much of the image looks like print; `known` boxes (pixels) are what the text layer says already."""
    import numpy as np

    grey = image[:, :, 1].astype(np.int16)  # green alone: two thirds of what the eye takes for brightness
    high, wide = (grey.shape[0] - 1) // _CELL, (grey.shape[1] - 1) // _CELL
    if high < 1 or wide < 1:
        return _Print(0, 0.0, False)

    def share(edges: Any) -> Any:
        return edges[: high * _CELL, : wide * _CELL].reshape(high, _CELL, wide, _CELL).mean(axis=(1, 3))

    across = share(np.abs(np.diff(grey, axis=1)) > _STEP)
    down = share(np.abs(np.diff(grey, axis=0)) > _STEP)
    inked = (across > 0.01) | (down > 0.01)
    printed = (across > _ACROSS) & (down > _DOWN)
    for box in known:
        rows = slice(max(0, int(box.top) // _CELL), max(0, int(box.bottom) // _CELL + 1))
        columns = slice(max(0, int(box.x0) // _CELL), max(0, int(box.x1) // _CELL + 1))
        inked[rows, columns] = False
        printed[rows, columns] = False
    cells = int(printed.sum())
    parts = [
        printed[i * high // 6 : (i + 1) * high // 6, j * wide // 6 : (j + 1) * wide // 6]
        for i in range(6)
        for j in range(6)
    ]
    sizeable = [part for part in parts if part.size]
    even = sum(float(part.mean()) > 0.1 for part in sizeable) / max(1, len(sizeable))
    of_ink = cells / max(1, int(inked.sum()))
    return _Print(cells, of_ink, cells >= _SHARE * printed.size and of_ink >= _OF_INK and even >= _EVEN)
