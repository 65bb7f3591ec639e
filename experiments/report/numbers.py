"""Numbers as people read them: three significant digits, a true minus sign, words for what is undefined."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
MISSING = "undefined"
SIGNIFICANT = 3
# Numbers from here on show thousands separators and no decimals.
LARGE = 1_000
# Only numbers closer to zero than this are written with a power of ten.
SMALL = 1e-5
_NAMES = {
    "credibility_excess": "gain in credibility",
    "credibility_final": "credibility at the end",
    "reach_peak": "reach at its peak",
}
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float | None, signed: bool = False) -> str:
    """A number to three significant digits (whole from a thousand on), with its sign always where `signed`."""
    if value is None or not math.isfinite(value):
        return MISSING
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return sign + _magnitude(abs(value))


def interval(low: float | None, high: float | None, signed: bool = False) -> str:
    """Two bounds, or the word for what is undefined."""
    if low is None or high is None:
        return MISSING
    return f"{number(low, signed)} to {number(high, signed)}"


def percentage(share: float | None) -> str:
    """A share in [0, 1] in whole percent; only all is 100% and only none is 0%."""
    if share is None:
        return MISSING
    if 0 < share < 1:
        return f"{min(99, max(1, round(100 * share)))}%"
    return f"{round(100 * share)}%"


def counted(n: int, noun: str) -> str:
    """A count with its noun in the right number."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def words(key: str) -> str:
    """A key as words: those that the sentences use, where the key's own would be read as something else."""
    return _NAMES.get(key) or key.replace("half_life", "half-life").replace("_", " ")


def round_number(value: float) -> str:
    """A number without the zeros that say how exact it is, as beside an axis."""
    told, times, power = number(value).partition("×")
    return (told.rstrip("0").rstrip(".") if "." in told else told) + times + power


def with_unit(text: str, unit: str) -> str:
    """A number with its unit; a pure number has none."""
    return f"{text} {unit}" if unit and unit not in ("1", "-") else text


def _magnitude(size: float) -> str:
    """A number that is not negative."""
    if size >= LARGE:
        return f"{size:,.0f}"
    if size == 0:
        return "0"
    rounded = float(f"{size:.{SIGNIFICANT}g}")
    if rounded >= LARGE:
        return f"{rounded:,.0f}"
    if rounded < SMALL:
        digits, power = f"{rounded:.{SIGNIFICANT - 1}e}".split("e")
        return f"{digits}×10{str(int(power)).translate(_RAISED)}"
    # Plain decimals: a power of ten stops a reader who is not used to it.
    decimals = SIGNIFICANT - 1 - math.floor(math.log10(rounded))
    return f"{rounded:.{max(0, decimals)}f}"
