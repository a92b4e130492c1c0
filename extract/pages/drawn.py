"""The rules, fills, pictures and drawings of one pdfium page, in the viewer's space: the second half of the reader."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, NamedTuple

import pypdfium2.raw as c

from extract.model import Box

MAX_OBJECTS = 40_000  # of one page: a real one has at most about 30,000 path segments; a bomb has millions
MAX_SEGMENTS = 12  # of one path: past that it is a drawing, not a rule, and its bounds are enough

Point = Callable[[float, float], tuple[float, float]]


class Fill(NamedTuple):
    """A filled area; `white` ones hide nothing and light nothing."""

    box: Box
    white: bool


def drawn_on(page: Any, view: Point) -> Drawn:
    """Everything drawn on a page that is not text; `left` is 0 where it was cut short."""
    drawn = Drawn(view)
    raw = page.raw
    _walk(drawn, c.FPDFPage_CountObjects(raw), lambda i: c.FPDFPage_GetObject(raw, i), _IDENTITY, 0)
    return drawn


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _matrix(page_object: Any) -> _Matrix:
    m = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(page_object, m)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


class Drawn:
    """What the walk over the page's objects gathers."""

    def __init__(self, view: Point) -> None:
        self.view = view
        self.rules: list[Box] = []
        self.fills: list[Fill] = []
        self.images: list[Box] = []
        self.drawings: list[Box] = []
        self.left = MAX_OBJECTS

    def box(self, matrix: _Matrix, corners: list[tuple[float, float]]) -> Box:
        xs, ys = [], []
        for x, y in corners:
            vx, vy = self.view(
                matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
            )
            xs.append(vx)
            ys.append(vy)
        return Box(min(xs), min(ys), max(xs), max(ys))


def _walk(drawn: Drawn, count: int, fetch: Callable[[int], Any], matrix: _Matrix, depth: int) -> None:
    for index in range(count):
        if drawn.left <= 0:
            return
        drawn.left -= 1
        page_object = fetch(index)
        kind = c.FPDFPageObj_GetType(page_object)
        if kind == c.FPDF_PAGEOBJ_PATH:
            _add_path(drawn, page_object, matrix)
        elif kind == c.FPDF_PAGEOBJ_SHADING:
            drawn.images.append(drawn.box(matrix, _corners(page_object)))
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            drawn.images.append(
                drawn.box(_times(_matrix(page_object), matrix), [(0, 0), (1, 0), (0, 1), (1, 1)])
            )
        elif kind == c.FPDF_PAGEOBJ_FORM and depth < 6:
            inner = _times(_matrix(page_object), matrix)
            _walk(
                drawn,
                c.FPDFFormObj_CountObjects(page_object),
                lambda i, form=page_object: c.FPDFFormObj_GetObject(form, i),  # type: ignore[misc]
                inner,
                depth + 1,
            )


def _corners(page_object: Any) -> list[tuple[float, float]]:
    """The bounds of an object whose own matrix does not span it (a shading), as two corners."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    c.FPDFPageObj_GetBounds(page_object, left, bottom, right, top)
    return [(left.value, bottom.value), (right.value, top.value)]


def _add_path(drawn: Drawn, path: Any, outer: _Matrix) -> None:
    count = c.FPDFPath_CountSegments(path)
    if count <= 0:
        return
    if count > MAX_SEGMENTS:
        drawn.drawings.append(drawn.box(outer, _corners(path)))
        return
    matrix = _times(_matrix(path), outer)
    points: list[tuple[float, float]] = []
    curved = 0
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = c.FPDFPath_GetPathSegment(path, index)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
        curved += c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_BEZIERTO
    box = drawn.box(matrix, points)
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(path, fill_mode, stroked)
    thin = min(box.x1 - box.x0, box.bottom - box.top)
    if thin <= 2.0 and count <= 6:
        drawn.rules.append(box)
    elif curved > 3:
        drawn.drawings.append(box)
    elif fill_mode.value:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        c.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
        white = min(red.value, green.value, blue.value) >= 245 or alpha.value < 8
        drawn.fills.append(Fill(box, white))
    elif stroked.value:
        drawn.rules.extend(edges_of(box))


def edges_of(box: Box) -> list[Box]:
    """The four sides of a box, each a rule of no thickness."""
    x0, top, x1, bottom = box
    return [
        Box(x0, top, x1, top),
        Box(x0, bottom, x1, bottom),
        Box(x0, top, x0, bottom),
        Box(x1, top, x1, bottom),
    ]
