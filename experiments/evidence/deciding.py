"""Deciding: how many more pairs would settle what an interval leaves open, or why no number of them would.

The interval of a mean over n pairs reaches t(n − 1) s/√n to either side of it. Were the estimate and the spread s to
stay what they are, m pairs would reach t(m − 1) √n / (t(n − 1) √m) times as far; what is asked for is the smallest m
with which the interval ends short of the line. That is a forecast and no result: the estimate will move.

Source: Student 1908; Lenth 2001, The American Statistician 55 (sample sizes from the width that an answer needs).
"""

import math

from experiments.analysis.intervals import student_factor
from experiments.evidence._contract import Deciding
from experiments.evidence.judgement import Estimate, Line, Side, verdict_of

# Nobody will run more: beyond it the estimate lies on the line, as far as can ever be told.
MOST_PAIRS = 1_000_000
_FEWEST = 2


def what_decides(line: Line, estimate: Estimate, pairs: int) -> Deciding | None:
    """Return what would decide a line at the present spread of its number; None where it is decided."""
    if verdict_of(line, estimate) != "undecided":
        return None
    needed, words = _asked(line, estimate, pairs)
    return Deciding(line.of, str(estimate), pairs, needed, words)


def pairs_needed(pairs: int, part: float) -> int | None:
    """Return how many pairs make an interval from ``pairs`` of them shrink to a ``part`` of its reach.

    None where more than a million would be needed.
    """
    reach = part * student_factor(pairs) / math.sqrt(pairs)
    enough = pairs
    while student_factor(enough) / math.sqrt(enough) > reach:
        if enough >= MOST_PAIRS:
            return None
        enough = min(2 * enough, MOST_PAIRS)
    too_few = _FEWEST - 1
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if student_factor(middle) / math.sqrt(middle) > reach:
            too_few = middle
        else:
            enough = middle
    return enough


def _asked(line: Line, estimate: Estimate, pairs: int) -> tuple[int | None, str]:
    value = estimate.value
    if value is None or not math.isfinite(value):
        return None, f"nothing to go by: {estimate.reason or 'the number is undefined'}"
    if estimate.low is None or estimate.high is None or not math.isfinite(estimate.high - estimate.low):
        return None, f"nothing to go by: no interval ({estimate.reason or 'too few pairs'})"
    sides = (side for side in (line.claimed, line.refuting) if side is not None)
    side = next((side for side in sides if side.contains(value, value)), None)
    if side is None:
        between = "between the claim and what refutes it" if line.refuting else "off the claim, and nothing refutes it"
        return None, f"no number of pairs: the estimate lies {between}"
    part = _part_that_fits(side, value, estimate.low, estimate.high)
    needed = pairs_needed(pairs, part) if part > 0.0 else None
    if needed is None:
        return None, "no number of pairs: the estimate lies on the line"
    verdict = "support" if side is line.claimed else "refute"
    return needed, f"{needed:,} pairs would {verdict} it at the present spread"


def _part_that_fits(side: Side, value: float, low: float, high: float) -> float:
    """Return which part of an interval's reach, to both sides of its value alike, lies on a side of the line."""
    below, above = value - low, high - value
    if side.outside:
        return _part(side.low - value, above) if value <= side.low else _part(value - side.high, below)
    return min(_part(value - side.low, below), _part(side.high - value, above))


def _part(room: float, reach: float) -> float:
    return room / reach if reach > 0.0 else math.inf
