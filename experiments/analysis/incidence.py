"""Product-limit arithmetic for competing risks, exact with ties.

`lifelines.AalenJohansenFitter` cannot take tied times: it jitters them with draws from NumPy's global generator, and
hourly ticks tie nearly always. The estimator itself has no trouble with ties, so it is computed here; a test checks
it against lifelines where nothing is tied.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.analysis.intervals import Floats, student_factor


class Tally(NamedTuple):
    """Posts of one setting counted by age. Leading axis: replicates; ages ascend from zero and are distinct."""

    hours: Floats  # (n_ages,) age in hours
    events: Floats  # (n_replicates, n_ages, n_fates) posts that met each fate at that age
    censored: Floats  # (n_replicates, n_ages) posts still standing when last seen at that age


class Curves(NamedTuple):
    """Product-limit estimates; leading axes as in the counts they came from."""

    incidence: Floats  # (…, n_ages, n_fates) probability to have met each fate by that age
    survival: Floats  # (…, n_ages) probability to have met none
    at_risk: Floats  # (…, n_ages) posts standing and followed just before that age


def product_limit(events: Floats, censored: Floats) -> Curves:
    """Aalen–Johansen cumulative incidence of every fate and Kaplan–Meier survival of all together.

    `events` has shape (…, n_ages, n_fates), `censored` (…, n_ages), both counts. With Y posts at risk just before age
    t and d_k of them meeting fate k at t, F_k grows by S(t−)·d_k/Y and S shrinks by the factor 1 − Σd_k/Y. Posts last
    seen at t count as at risk at t (events come before censoring). Σ_k F_k + S = 1 at every age.
    Source: Aalen & Johansen 1978; Kaplan & Meier 1958.
    """
    leaving = events.sum(axis=-1) + censored
    at_risk = np.flip(np.cumsum(np.flip(leaving, axis=-1), axis=-1), axis=-1)
    divisor = np.maximum(at_risk, 1)
    hazards = events / divisor[..., np.newaxis]
    # Summed as counts, so that survival is exactly zero once the last post has met its fate.
    survival = np.cumprod(1 - events.sum(axis=-1) / divisor, axis=-1)
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=-1)
    incidence = np.cumsum(before[..., np.newaxis] * hazards, axis=-2)
    return Curves(incidence, survival, at_risk)


def pooled_curves(tally: Tally) -> Curves:
    """The product-limit curves of all replicates together."""
    return product_limit(tally.events.sum(axis=0), tally.censored.sum(axis=0))


def curves_without_each(tally: Tally) -> Curves:
    """The pooled curves with one replicate left out in turn; leading axis: the replicate left out."""
    events = tally.events.sum(axis=0) - tally.events
    return product_limit(events, tally.censored.sum(axis=0) - tally.censored)


def jackknife_reach(left_out: Floats) -> Floats:
    """Half the width of a 95% interval, from estimates that each leave one replicate out (leading axis).

    Posts of one replicate share a world, so the replicate and not the post is the independent unit: an interval from
    Greenwood's formula, which treats posts as independent, would be too narrow. NaN with fewer than 2 replicates.
    Source: Efron & Stein 1981 (delete-one jackknife), with Student's t on n − 1.
    """
    n_replicates = len(left_out)
    if n_replicates < 2:
        return np.full(left_out.shape[1:], np.nan)
    spread = ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    reach: Floats = student_factor(n_replicates) * np.sqrt((n_replicates - 1) / n_replicates * spread)
    return reach


def followed_hours(tally: Tally) -> float:
    """The age up to which the pooled curves are known: without end once no post is left standing."""
    curves = pooled_curves(tally)
    if len(tally.hours) == 0:
        return 0.0
    return float("inf") if curves.survival[-1] <= 0 else float(tally.hours[-1])


def restricted_mean(hours: Floats, incidence: Floats, horizon: float) -> Floats:
    """The area above a cumulative incidence up to `horizon`: ∫₀^horizon (1 − F(t)) dt, in hours.

    It is the mean time to that fate, where a post that meets another fate instead, or none, waits the whole horizon.
    `hours` (n_ages,) starts at 0; `incidence` (…, n_ages) is a right-continuous step function; returns shape (…).
    Source: Andersen 2013 (horizon minus the restricted mean time lost to one cause).
    """
    inside = hours < horizon
    widths = np.diff(np.append(hours[inside], horizon))
    mean: Floats = ((1 - incidence[..., inside]) * widths).sum(axis=-1)
    return mean
