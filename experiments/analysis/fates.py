"""Fates of posts as competing risks: how many meet each end by what age, and how long until the knock-out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.incidence import (
    Curves,
    Tally,
    curves_without_each,
    followed_hours,
    jackknife_reach,
    pooled_curves,
    restricted_mean,
)
from experiments.analysis.intervals import Floats
from experiments.analysis.waiting import WaitingTime, first_time_at_or_above

# The ends of a post, in the order in which they are drawn; `standing` is none of them by the last tick.
FATES = ("knocked_out", "removed", "walkover", "shelved")
STANDING = "standing"
MINUTES_PER_HOUR = 60
ONE_HALF = 0.5
# From this many replicates on the jackknife leaves out groups of them: its intervals are as good, and thousands of
# curves are not held at once. Source: Kott 2001, Journal of Official Statistics 17, 521–526 (delete-a-group jackknife).
MOST_GROUPS = 200


@dataclass(frozen=True)
class RestrictedMean:
    """Mean hours to a fate within a horizon, where posts that meet another fate, or none, wait the whole horizon.

    `low` and `high` are the 95% jackknife interval over replicates (None with one replicate); `n` posts, of which
    `n_at_risk` were standing and followed at the horizon. `hours` is None, with a `reason`, where it is undefined.
    """

    hours: float | None
    low: float | None
    high: float | None
    horizon_hours: float | None
    n: int
    n_at_risk: int
    reason: str | None = None


def posts_for_the_state(posts: pd.DataFrame) -> pd.DataFrame:
    """The posts that serve the state, by its accounts or by members: those that the keys `share_<fate>` count."""
    return posts[posts["serves"] == "state"]


def contested_fragile_posts(posts: pd.DataFrame, fragility: float = 0.8) -> pd.DataFrame:
    """Posts at least this fragile that met a rebuttal: those which hypotheses H3 and H4 of 6-EVIDENCE speak of."""
    return posts[posts["contested"].astype(bool) & (posts["fragility"] >= fragility)]


def tallies(posts: pd.DataFrame, tick_minutes: float) -> dict[str, Tally]:
    """Posts counted by setting, replicate, age at their fate and fate; age is fate_tick − born, in hours.

    `posts` has a row a post, or a row for several alike with their number in a column `n`. Raises ValueError for an
    unknown fate or a fate before birth.
    """
    _refuse_impossible(posts)
    by_setting = posts.groupby("setting", observed=True, sort=False)
    return {str(setting): _tally(group, tick_minutes) for setting, group in by_setting}


def cumulative_incidence(posts: pd.DataFrame, tick_minutes: float) -> pd.DataFrame:
    """The probability that a post has met each fate by each age, under every setting (Aalen–Johansen).

    Returns columns setting, fate, hours (age), incidence, low, high (95% jackknife over replicates, kept within [0, 1];
    NaN with one replicate), at_risk (posts standing and followed just before that age) and n (posts). Estimator: the
    sum over ages of the share that stands just before times the share of these that meets the fate. Source: Aalen &
    Johansen 1978; the jackknife over replicates, since posts of one run are not independent: Efron & Tibshirani 1993.
    """
    tables = [
        _fate_table(setting, FATES[k], tally.hours, pooled.incidence[:, k], left_out.incidence[:, :, k], pooled.at_risk)
        for setting, tally in tallies(posts, tick_minutes).items()
        for pooled, left_out in [(pooled_curves(tally), curves_without_each(tally))]
        for k in range(len(FATES))
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_INCIDENCE_COLUMNS)


def survival(posts: pd.DataFrame, tick_minutes: float) -> pd.DataFrame:
    """The probability that a post is still standing at each age, under every setting (Kaplan–Meier).

    Returns columns setting, hours (age), survival, low, high, at_risk, n, as `cumulative_incidence` does. Estimator:
    the product limit over the ages of all posts, any fate being the event; interval: jackknife over replicates. Source:
    Kaplan & Meier 1958.
    """
    tables = []
    for setting, tally in tallies(posts, tick_minutes).items():
        pooled, left_out = pooled_curves(tally), curves_without_each(tally)
        table = _fate_table(setting, STANDING, tally.hours, pooled.survival, left_out.survival, pooled.at_risk)
        tables.append(table.rename(columns={"incidence": "survival"}).drop(columns="fate"))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_SURVIVAL_COLUMNS)


def median_time_to(posts: pd.DataFrame, tick_minutes: float, fate: str) -> dict[str, WaitingTime]:
    """The age by which half of all posts have met `fate`, by setting; "> T" where fewer than half are seen to.

    Estimator: the first age, in hours, at which the curve of `cumulative_incidence` is at or above one half. Source:
    Aalen & Johansen 1978.
    """
    column = _fate_column(fate)
    return {
        setting: first_time_at_or_above(
            tally.hours, pooled_curves(tally).incidence[:, column], ONE_HALF, float(tally.hours[-1])
        )
        for setting, tally in tallies(posts, tick_minutes).items()
    }


def median_survival(posts: pd.DataFrame, tick_minutes: float) -> dict[str, WaitingTime]:
    """The age by which half of all posts have met any fate, by setting; "> T" where fewer than half are seen to.

    Estimator: the first age, in hours, at which the curve of `survival` is at or below one half. Source: Kaplan & Meier
    1958.
    """
    return {
        setting: first_time_at_or_above(
            tally.hours, 1 - pooled_curves(tally).survival, ONE_HALF, float(tally.hours[-1])
        )
        for setting, tally in tallies(posts, tick_minutes).items()
    }


def common_horizon(posts: pd.DataFrame, tick_minutes: float) -> float | None:
    """The longest age in hours at which the curves of every setting are still known; None without posts.

    Where no post is left standing anywhere, the oldest age at which any post met its fate.
    """
    counted = tallies(posts, tick_minutes).values()
    if not counted:
        return None
    oldest = max(float(tally.hours[-1]) for tally in counted)
    return min(oldest, *(followed_hours(tally) for tally in counted))


def restricted_mean_time(
    posts: pd.DataFrame, tick_minutes: float, fate: str = "knocked_out", horizon_hours: float | None = None
) -> dict[str, RestrictedMean]:
    """The mean time to `fate` within one horizon for all settings, other fates as competing risks.

    The default horizon is `common_horizon`. A horizon beyond the age to which a setting was followed is undefined.
    Estimator: `incidence.restricted_mean` of the pooled Aalen–Johansen curve; interval: jackknife over replicates.
    Source: Andersen 2013.
    """
    horizon = common_horizon(posts, tick_minutes) if horizon_hours is None else horizon_hours
    if horizon is None:
        return {}
    column = _fate_column(fate)
    return {setting: _restricted(tally, column, horizon) for setting, tally in tallies(posts, tick_minutes).items()}


def restricted_means_by_replicate(
    posts: pd.DataFrame, tick_minutes: float, fate: str, horizon_hours: float
) -> dict[str, dict[int, float]]:
    """The same restricted mean (hours) within each replicate by itself, by setting, to be paired between settings.

    NaN where a replicate was not followed up to the horizon.
    """
    found: dict[str, dict[int, float]] = {}
    for (setting, replicate), group in posts.groupby(["setting", "replicate"], observed=True, sort=False):
        mean = restricted_mean_time(group, tick_minutes, fate, horizon_hours)[str(setting)].hours
        found.setdefault(str(setting), {})[int(replicate)] = float("nan") if mean is None else mean
    return found


def posts_at_risk(posts: pd.DataFrame, tick_minutes: float, ages_hours: Floats) -> dict[str, list[int]]:
    """How many posts were still standing and followed at each age, by setting: the numbers under a fate curve."""
    counted: Mapping[str, Tally] = tallies(posts, tick_minutes)
    return {setting: [_at_risk_at(tally, float(age)) for age in ages_hours] for setting, tally in counted.items()}


def posts_in_rows(posts: pd.DataFrame) -> Floats:
    """How many posts each row stands for: its `n`, or one; shape (rows,)."""
    return posts["n"].to_numpy(dtype=float) if "n" in posts.columns else np.ones(len(posts))


_INCIDENCE_COLUMNS = ["setting", "fate", "hours", "incidence", "low", "high", "at_risk", "n"]
_SURVIVAL_COLUMNS = ["setting", "hours", "survival", "low", "high", "at_risk", "n"]


def _fate_column(fate: str) -> int:
    """The place of a fate among the competing ones."""
    if fate not in FATES:
        raise ValueError(f"fate: {fate!r} is none of {', '.join(FATES)}")
    return FATES.index(fate)


def _refuse_impossible(posts: pd.DataFrame) -> None:
    """An unknown fate would silently count as standing, and a negative age would break the order of events."""
    unknown = sorted(set(posts["fate"].astype(str)) - {*FATES, STANDING})
    if unknown:
        raise ValueError(f"posts.fate: {', '.join(unknown)} is none of {', '.join((*FATES, STANDING))}")
    n_early = int((posts["fate_tick"] < posts["born"]).sum())
    if n_early:
        raise ValueError(f"posts.fate_tick: {n_early} posts meet their fate before they are born")


def _tally(posts: pd.DataFrame, tick_minutes: float) -> Tally:
    """One setting's posts by replicate, age and fate; age zero is always there, so that curves start at it."""
    # Ages are told apart as whole ticks: equal ticks tie exactly, whatever their length in hours.
    ticks = (posts["fate_tick"] - posts["born"]).to_numpy(dtype=np.int64)
    ages, age_rows = np.unique(np.append(0, ticks), return_inverse=True)
    _, replicate_rows = np.unique(posts["replicate"].to_numpy(), return_inverse=True)
    replicate_rows = replicate_rows % MOST_GROUPS
    fate_columns = pd.Index([*FATES, STANDING]).get_indexer(posts["fate"].astype(str))
    counts = np.zeros((replicate_rows.max() + 1, len(ages), len(FATES) + 1))
    np.add.at(counts, (replicate_rows, age_rows[1:], fate_columns), posts_in_rows(posts))
    return Tally(ages * tick_minutes / MINUTES_PER_HOUR, counts[:, :, :-1], counts[:, :, -1])


def _fate_table(
    setting: str, fate: str, hours: Floats, estimates: Floats, left_out: Floats, at_risk: Floats
) -> pd.DataFrame:
    """One curve as rows; probabilities cannot leave [0, 1], whatever a symmetric interval says."""
    reach = jackknife_reach(left_out)
    return pd.DataFrame(
        {
            "setting": setting,
            "fate": fate,
            "hours": hours,
            "incidence": estimates,
            "low": np.clip(estimates - reach, 0, 1),
            "high": np.clip(estimates + reach, 0, 1),
            "at_risk": at_risk.astype(int),
            "n": int(at_risk[0]),
        }
    )


def _restricted(tally: Tally, column: int, horizon: float) -> RestrictedMean:
    """The restricted mean of one setting, or why there is none."""
    pooled: Curves = pooled_curves(tally)
    n_posts, n_at_risk = int(pooled.at_risk[0]), _at_risk_at(tally, horizon)
    if horizon > followed_hours(tally):
        reason = f"no post was followed beyond {tally.hours[-1]:g} h, the horizon is {horizon:g} h"
        return RestrictedMean(None, None, None, horizon, n_posts, n_at_risk, reason)
    estimate = float(restricted_mean(tally.hours, pooled.incidence[:, column], horizon))
    left_out = restricted_mean(tally.hours, curves_without_each(tally).incidence[:, :, column], horizon)
    reach = float(jackknife_reach(left_out))
    if np.isnan(reach):
        return RestrictedMean(estimate, None, None, horizon, n_posts, n_at_risk, "one replicate has no interval")
    low, high = max(0.0, estimate - reach), min(horizon, estimate + reach)
    return RestrictedMean(estimate, low, high, horizon, n_posts, n_at_risk)


def _at_risk_at(tally: Tally, age_hours: float) -> int:
    """Posts that were standing and followed just before that age."""
    later = tally.hours >= age_hours
    return int(tally.events[:, later].sum() + tally.censored[:, later].sum())
