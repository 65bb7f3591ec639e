"""Decay: how long until reach or credibility falls to half its peak, when some runs end before it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.incidence import product_limit
from experiments.analysis.intervals import Floats
from experiments.analysis.waiting import WaitingTime, first_time_at_or_above

ONE_HALF = 0.5


@dataclass(frozen=True)
class Decay:
    """The peak of a curve (its time in hours since the start, and its value) and the half-life counted from there."""

    half_life: WaitingTime
    peak_hours: float | None = None
    peak: float | None = None


def decay(hours: Floats, values: Floats) -> Decay:
    """The time from the peak until the values first fall to half of it; "> T" where the data end before.

    `hours` and `values` have shape (n,), hours ascending; NaN values are skipped. Between two values the curve is
    taken as straight, as the summary keys of the model take it. Of several equal peaks the first counts. Undefined
    where no value is defined or the peak is not above zero.
    """
    defined = np.isfinite(values)
    hours, values = hours[defined], values[defined]
    if len(values) == 0:
        return Decay(WaitingTime(reason="never measured"))
    row = int(np.argmax(values))
    peak_hours, peak = float(hours[row]), float(values[row])
    if peak <= 0:
        return Decay(WaitingTime(reason="the peak is not above zero"))
    below = np.flatnonzero(values[row:] <= ONE_HALF * peak)
    if len(below) == 0:
        return Decay(WaitingTime(beyond_hours=float(hours[-1]) - peak_hours), peak_hours, peak)
    after = row + int(below[0])
    fraction = (values[after - 1] - ONE_HALF * peak) / (values[after - 1] - values[after])
    crossed = hours[after - 1] + fraction * (hours[after] - hours[after - 1])
    return Decay(WaitingTime(hours=float(crossed) - peak_hours), peak_hours, peak)


def median_half_life(steps: pd.DataFrame, column: str) -> pd.DataFrame:
    """The median half-life over replicates by setting, runs that end before counted as right-censored.

    Returns columns setting, half_life (WaitingTime), n (runs with a peak), n_finished (runs seen to fall to half)
    and n_undefined (runs without a peak). Estimator: Kaplan–Meier median of the runs' own half-lives, so that the
    longest lives, which have no number, are not left out as a mean would have to.
    """
    found = pd.DataFrame(
        [{"setting": setting, **_observed(decay(hours, values))} for setting, hours, values in _runs(steps, column)],
        columns=["setting", "hours", "finished"],
    )
    rows = []
    for setting, runs in found.groupby("setting", sort=False):
        known = runs[runs["hours"].notna()]
        rows.append(
            {
                "setting": setting,
                "half_life": _median(_floats(known["hours"]), known["finished"].to_numpy(dtype=bool)),
                "n": len(known),
                "n_finished": int(known["finished"].sum()),
                "n_undefined": len(runs) - len(known),
            }
        )
    return pd.DataFrame(rows, columns=["setting", "half_life", "n", "n_finished", "n_undefined"])


def _runs(steps: pd.DataFrame, column: str) -> Iterator[tuple[object, Floats, Floats]]:
    """The setting, hours and values of every run; cut out of whole columns, as there may be ten thousand runs."""
    groups = steps.groupby(["setting", "replicate"], observed=True, sort=False)
    numbers = groups.ngroup().to_numpy()
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    settings = steps["setting"].to_numpy()[order][starts]
    hours, values = (_floats(steps[name])[order] for name in ("hours", column))
    ends = [*starts[1:], len(order)]
    for setting, start, end in zip(settings, starts, ends, strict=True):
        yield setting, hours[start:end], values[start:end]


def _observed(found: Decay) -> dict[str, object]:
    """A half-life as a time and whether it was seen; no time at all where there is no peak."""
    life = found.half_life
    return {"hours": life.hours if life.finished else life.beyond_hours, "finished": life.finished}


def _median(hours: Floats, finished: np.ndarray) -> WaitingTime:
    """The Kaplan–Meier median of right-censored times."""
    if len(hours) == 0:
        return WaitingTime(reason="no run has a peak above zero")
    times, rows = np.unique(hours, return_inverse=True)
    events = np.bincount(rows, weights=finished, minlength=len(times)).astype(float)
    censored = np.bincount(rows, weights=~finished, minlength=len(times)).astype(float)
    curves = product_limit(events[:, np.newaxis], censored)
    return first_time_at_or_above(times, 1 - curves.survival, ONE_HALF, float(times[-1]))


def _floats(column: pd.Series) -> Floats:
    """A column as float64, None as NaN."""
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
