"""Decay of one curve: how long until reach or credibility first falls to half its peak, and until it last does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.analysis.intervals import Floats
from experiments.analysis.waiting import WaitingTime

ONE_HALF = 0.5
CONFIRMING_HOURS = 48.0
"""How long a run must go on below half its peak for a fall to count as the last one.

Assumption: twice the 24 hours over which reach is counted, and as long as the fates of posts wait. An event that is
undone by fluctuation is usually confirmed by a period without it, as the progression of a disease is. Source: Rudick
et al. 2010, Multiple Sclerosis Journal 16.
"""


@dataclass(frozen=True)
class Decay:
    """The peak of a curve (its time in hours since the start, and its value) and the half-life counted from there."""

    half_life: WaitingTime
    peak_hours: float | None = None
    peak: float | None = None


def decay(hours: Floats, values: Floats, *, last: bool = False) -> Decay:
    """The time from the peak until the values first fall to half of it; "> T" where the data end before.

    `hours` and `values` have shape (n,), hours ascending; NaN values are skipped. Between two values the curve is
    taken as straight, as the summary keys of the model take it. Of several equal peaks the first counts. Undefined
    where no value is defined or the peak is not above zero.

    The `last` fall to half is the first one of a curve that only falls; where ups and downs are large beside the peak
    it comes later, and the two bracket what can be said. One that the data do not follow for `CONFIRMING_HOURS` is a
    bound: half is left for good no sooner. Estimator: the hours at which that line crosses half of its highest value,
    less the hours of the peak. Source: the definition of the summary keys `reach_half_life` and `credibility_half_life`
    (`sim.kernels.decay`).
    """
    defined = np.isfinite(values)
    hours, values = hours[defined], values[defined]
    if len(values) == 0:
        return Decay(WaitingTime(reason="never measured"))
    row = int(np.argmax(values))
    peak_hours, peak = float(hours[row]), float(values[row])
    if peak <= 0:
        return Decay(WaitingTime(reason="the peak is not above zero"))
    return Decay(_fall(hours[row:] - peak_hours, values[row:] / peak, last=last), peak_hours, peak)


def _fall(hours: Floats, shares: Floats, *, last: bool) -> WaitingTime:
    """When a curve that starts at 1 falls to half; both of shape (n,), hours from the peak."""
    low = shares <= ONE_HALF
    falls = np.flatnonzero(low[1:] & ~low[:-1]) + 1
    end = float(hours[-1])
    if len(falls) == 0 or (last and not low[-1]):
        return WaitingTime(beyond_hours=end)
    after = falls[-1 if last else 0]
    fraction = (shares[after - 1] - ONE_HALF) / (shares[after - 1] - shares[after])
    crossed = float(hours[after - 1] + fraction * (hours[after] - hours[after - 1]))
    if last and end - crossed < CONFIRMING_HOURS:
        return WaitingTime(beyond_hours=crossed)
    return WaitingTime(hours=crossed)
