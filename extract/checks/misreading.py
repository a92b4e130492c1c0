"""A figure and what it should be in, out whether one misread digit, sign or magnitude parts the two."""

from __future__ import annotations

from extract.checks.figures import Figure

_MAGNITUDES = (1, 2, 3, 4, 6, 8)


def is_misreading(figure: Figure, wanted: tuple[float, float]) -> bool:
    """Whether some number of `wanted` differs from the printed one by one digit, by its sign or by its magnitude."""
    low, high = wanted
    value, half = figure.value, figure.precision
    if _meets(-value, half, low, high):
        return True
    for power in _MAGNITUDES:
        if _meets(value * 10**power, half * 10**power, low, high) or _meets(
            value / 10**power, half / 10**power, low, high
        ):
            return True
    if figure.claim.decimals is None:
        return False
    unit = 10.0**-figure.claim.decimals
    digits, sign = f"{abs(value) / unit:.0f}", -1 if value < 0 else 1
    for place, digit in enumerate(reversed(digits)):
        step = sign * unit * 10**place
        for other in range(10):
            if other != int(digit) and _meets(value + (other - int(digit)) * step, half, low, high):
                return True
    return False


def _meets(value: float, half: float, low: float, high: float) -> bool:
    return low <= value + half and value - half <= high
