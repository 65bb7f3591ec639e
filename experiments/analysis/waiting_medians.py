"""Half-lives over replicates: medians with intervals where some runs end before, and how far noise decides them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.decay import ONE_HALF, decay
from experiments.analysis.incidence import product_limit
from experiments.analysis.intervals import UPPER_TAIL, Floats
from experiments.analysis.waiting import WaitingTime, first_time_at_or_above

# A last fall this many times as late as the first is another fall; jitter about the half moves it by less.
MUCH_LATER = 2.0
# A median of fewer of its runs is the guess of a curve that has lost most of them.
LEAST_SHARE_SEEN = 0.5
# Below this many runs the shortest is longer than the median with more than a chance of 2.5%, one half to their power.
LEAST_RUNS_BELOW = 6


class Median(NamedTuple):
    """The median of right-censored times, and its 95% interval in hours: an end that is not known is None."""

    time: WaitingTime
    low_hours: float | None = None
    high_hours: float | None = None


class HalfLives(NamedTuple):
    """Half-lives of one setting's `n` runs with a peak: medians to the first and to the last fall to half.

    `n_first` and `n_last` runs were seen to fall so. In `n_rose_again` the first fall was undone: the last came more
    than `MUCH_LATER` times as late, or was waited for so long in vain. `n_undefined` runs have no peak.
    """

    setting: str
    first: Median
    last: Median
    n: int
    n_first: int
    n_last: int
    n_rose_again: int
    n_undefined: int


def half_lives(steps: pd.DataFrame, column: str) -> list[HalfLives]:
    """The half-lives of a step column by setting, from each run's own first peak, with how far noise decides them.

    `steps` has a row a (setting, replicate, tick) with `hours` and the column. Estimator: `median_waiting` of the runs'
    own half-lives (`decay`), so that the longest lives, which have no number, are not left out as a mean would have to.
    Source: Kaplan & Meier 1958; Brookmeyer & Crowley 1982 (interval).
    """
    found: dict[str, list[tuple[WaitingTime, WaitingTime]]] = {}
    for setting, hours, values in _runs(steps, column):
        both = decay(hours, values).half_life, decay(hours, values, last=True).half_life
        found.setdefault(str(setting), []).append(both)
    return [_of_setting(setting, lives) for setting, lives in found.items()]


def median_half_life(steps: pd.DataFrame, column: str) -> pd.DataFrame:
    """The median half-life over replicates by setting, runs that end before counted as right-censored.

    Returns columns setting, half_life (WaitingTime), n (runs with a peak), n_finished (runs seen to fall to half) and
    n_undefined (runs without a peak); what else is known of them is told by `half_lives`. Estimator and source:
    `median_waiting`, in hours. Source: Kaplan & Meier 1958.
    """
    rows = [
        (each.setting, each.first.time, each.n, each.n_first, each.n_undefined) for each in half_lives(steps, column)
    ]
    return pd.DataFrame(rows, columns=["setting", "half_life", "n", "n_finished", "n_undefined"])


def median_waiting(hours: Floats, finished: np.ndarray) -> Median:
    """The Kaplan–Meier median of right-censored times, with its 95% interval.

    `hours` and `finished` have shape (n,): the time to the event or, where it was not seen, how long it was waited for.
    Estimator: the first time at which the product limit is at or below one half, in the unit of `hours`.
    A bound where the curve crosses one half though fewer than half of the runs saw the event. Interval: the times at
    which one half lies within the pointwise interval of the curve, log(−log) transformed with Greenwood's variance, and
    exact (binomial) where the curve is at zero; few runs leave an end open, fewer than `LEAST_RUNS_BELOW` both. A
    median that was not reached is told to be longer than the lower end, and than at least half of the runs were seen
    to last. Source: Brookmeyer & Crowley 1982, Biometrics 38; Kalbfleisch & Prentice 2002.
    """
    n_runs, n_finished = len(hours), int(finished.sum())
    if n_runs == 0:
        return Median(WaitingTime(reason="no run has a peak above zero"))
    times, rows = np.unique(hours, return_inverse=True)
    events = np.bincount(rows, weights=finished, minlength=len(times)).astype(float)
    censored = np.bincount(rows, weights=~finished, minlength=len(times)).astype(float)
    curves = product_limit(events[:, np.newaxis], censored)
    low, high = _bounds(curves.survival, events, curves.at_risk)
    ends = [first_time_at_or_above(times, 1 - bound, ONE_HALF, float(times[-1])).hours for bound in (low, high)]
    if n_runs < LEAST_RUNS_BELOW:
        ends[0] = None
    # So long at least half of the runs lasted for certain; whoever was followed longest says nothing of the others.
    lasted = max(float(np.sort(hours)[n_runs // 2]), ends[0] or 0.0)
    median = first_time_at_or_above(times, 1 - curves.survival, ONE_HALF, lasted)
    if median.finished and n_finished < LEAST_SHARE_SEEN * n_runs:
        return Median(WaitingTime(beyond_hours=lasted), ends[0])
    return Median(median, *ends)


def _of_setting(setting: str, lives: list[tuple[WaitingTime, WaitingTime]]) -> HalfLives:
    known = [both for both in lives if _waited(both[0]) is not None]
    first, last = (_median_of([both[place] for both in known]) for place in (0, 1))
    rose_again = sum(_rose_again(*both) for both in known)
    n_first, n_last = (sum(both[place].finished for both in known) for place in (0, 1))
    return HalfLives(setting, first, last, len(known), n_first, n_last, rose_again, len(lives) - len(known))


def _median_of(lives: list[WaitingTime]) -> Median:
    hours = np.array([_waited(life) for life in lives], dtype=np.float64)
    return median_waiting(hours, np.array([life.finished for life in lives], dtype=bool))


def _rose_again(first: WaitingTime, last: WaitingTime) -> bool:
    until = _waited(last)
    return first.hours is not None and until is not None and until > MUCH_LATER * first.hours


def _waited(life: WaitingTime) -> float | None:
    """The hours until the event, or for which it was waited in vain; None where there is no peak."""
    return life.hours if life.hours is not None else life.beyond_hours


def _bounds(survival: Floats, events: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    """The pointwise 95% interval of a Kaplan–Meier curve, each of shape (n_times,); 1 before the first event."""
    n_runs = at_risk[0]
    inside = (survival > 0) & (survival < 1)
    greenwood = np.cumsum(np.where(inside, events / np.maximum(at_risk * (at_risk - events), 1), 0.0))
    logs = np.log(np.where(inside, survival, ONE_HALF))
    reach = stats.norm.ppf(UPPER_TAIL) * np.sqrt(greenwood) / np.abs(logs)
    low, high = (np.where(inside, np.exp(logs * np.exp(sign * reach)), survival) for sign in (1, -1))
    # Nobody is left: of n runs, none lasted longer.
    return low, np.where(survival <= 0, 1 - (1 - UPPER_TAIL) ** (1 / n_runs), high)


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


def _floats(column: pd.Series) -> Floats:
    """A column as float64, None as NaN."""
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
