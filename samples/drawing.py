"""Numbers in, SVG pictures out: the small charts of a broker note, with axis text and data labels as text.

Every curve is a function of its arguments; the wiggle of a price chart comes from a fixed linear congruence.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def _text(x: float, y: float, words: str, size: float, anchor: str = "middle", extra: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'font-family="Noto Sans CJK SC" fill="#444" {extra}>{escape(words)}</text>'
    )


def walk(seed: int, steps: int, end: float) -> list[float]:
    """A price path in percent from 0 to `end`, the same for the same seed."""
    state, path, level = seed, [], 0.0
    for _ in range(steps):
        state = (state * 1103515245 + 12345) % 2**31
        level += (state / 2**31 - 0.5) * 6
        path.append(level)
    drift = end - path[-1]
    return [value + drift * (at + 1) / steps for at, value in enumerate(path)]


def price_chart(
    names: tuple[str, str],
    ends: tuple[float, float],
    dates: Sequence[str],
    colour: str,
    seed: int,
    width: int = 170,
) -> str:
    """A year of a share against its index: two lines, percent ticks, dates below."""
    height, left, low = 118, 26, 94
    paths = [walk(seed, 52, ends[0]), walk(seed + 7, 52, ends[1] / 1)]
    peak = max(max(map(abs, path)) for path in paths)
    step = next(size for size in (5, 10, 15, 20, 30, 40, 60, 100, 200, 400) if size * 3 >= peak)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}">'
    ]
    half = (low - 18) / 2
    middle = 18 + half

    def y(value: float) -> float:
        return middle - value / (3 * step) * half

    for tick in range(-3, 4):
        at = y(tick * step)
        out.append(
            f'<line x1="{left}" x2="{width - 4}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd" stroke-width="0.4"/>'
        )
        out.append(_text(left - 3, at + 2, f"{tick * step}%", 5.5, "end"))
    for path, stroke in zip(paths, (colour, "#999"), strict=True):
        dots = " ".join(
            f"{left + at * (width - left - 6) / 51:.1f},{y(value):.1f}" for at, value in enumerate(path)
        )
        out.append(f'<polyline points="{dots}" fill="none" stroke="{stroke}" stroke-width="1"/>')
    for at, date in enumerate(dates):
        out.append(_text(left + 10 + at * (width - left - 22) / (len(dates) - 1), low + 10, date, 5.5))
    out.append(f'<line x1="{left + 8}" x2="{left + 20}" y1="8" y2="8" stroke="{colour}" stroke-width="1.4"/>')
    out.append(_text(left + 23, 10, names[0], 6, "start"))
    second = (left + width) / 2 + 4
    out.append(f'<line x1="{second}" x2="{second + 12}" y1="8" y2="8" stroke="#999" stroke-width="1.4"/>')
    out.append(_text(second + 15, 10, names[1], 6, "start"))
    return "".join([*out, "</svg>"])


def bar_chart(
    labels: Sequence[str],
    bars: Sequence[float],
    line: Sequence[float],
    legend: tuple[str, str],
    colour: str,
    width: int = 235,
) -> str:
    """Columns with a data label on each and a second-axis line in percent."""
    height, left, low, high = 140, 30, 112, 26
    top = max(bars) * 1.2
    span = max(line) - min(line) or 1.0
    slot = (width - left - 26) / len(bars)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}">'
    ]
    for tick in range(5):
        at = low - tick * (low - high) / 4
        out.append(
            f'<line x1="{left}" x2="{width - 26}" y1="{at:.1f}" y2="{at:.1f}" stroke="#e3e3e3" stroke-width="0.4"/>'
        )
        out.append(_text(left - 3, at + 2, f"{top * tick / 4:,.0f}", 6, "end"))
        out.append(_text(width - 23, at + 2, f"{min(line) + span * tick / 4:.0f}%", 6, "start"))
    dots = []
    for at, (label, bar, point) in enumerate(zip(labels, bars, line, strict=True)):
        x = left + slot * (at + 0.5)
        tall = bar / top * (low - high)
        out.append(
            f'<rect x="{x - slot * 0.27:.1f}" y="{low - tall:.1f}" width="{slot * 0.54:.1f}" height="{tall:.1f}" fill="{colour}"/>'
        )
        out.append(_text(x, low - tall - 2, f"{bar:,.1f}", 6))
        out.append(_text(x, low + 9, label, 6.2))
        dots.append(f"{x:.1f},{low - (point - min(line)) / span * (low - high) * 0.8 - 6:.1f}")
    out.append(f'<polyline points="{" ".join(dots)}" fill="none" stroke="#e08a1e" stroke-width="1.2"/>')
    out.append(f'<rect x="{left + 20}" y="7" width="9" height="6" fill="{colour}"/>')
    out.append(_text(left + 32, 13, legend[0], 6.5, "start"))
    out.append(
        f'<line x1="{left + 112}" x2="{left + 126}" y1="10" y2="10" stroke="#e08a1e" stroke-width="1.4"/>'
    )
    out.append(_text(left + 129, 13, legend[1], 6.5, "start"))
    out.append(
        _text(
            12,
            (low + high) / 2,
            legend[0].split("(")[-1].rstrip(")"),
            6,
            "middle",
            f'transform="rotate(-90 8 {(low + high) / 2:.0f})"',
        )
    )
    return "".join([*out, "</svg>"])
