"""How long posts lasted by setting: the median time until any fate, and the mean time to knock-out."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from experiments.analysis.fates import (
    RestrictedMean,
    contested_fragile_posts,
    median_survival,
    posts_for_the_state,
    restricted_mean_time,
)
from experiments.analysis.waiting import in_words, in_words_alike, longest_of
from experiments.report.comparison import Comparison


class LifeRow(NamedTuple):
    """How long posts lasted under one setting, ready to print."""

    setting: str
    cells: list[str]


def life_rows(comparison: Comparison) -> list[LifeRow]:
    """Times of posts by setting that may be unfinished: the median until any fate, the restricted mean to knock-out."""
    posts = posts_for_the_state(comparison.posts)
    medians = median_survival(posts, comparison.tick_minutes)
    longest = longest_of(medians.values())
    columns = [{name: time.told(longest) for name, time in medians.items()}, _restricted_means(comparison)]
    return [
        LifeRow(comparison.names[setting], [column.get(setting, "no posts") for column in columns])
        for setting in comparison.settings
    ]


def life_headings(comparison: Comparison) -> list[str]:
    """The columns of the table of times."""
    posts = _contested(comparison)
    horizon = None
    if posts is not None and not posts.empty:
        horizon = next(iter(restricted_mean_time(posts, comparison.tick_minutes).values())).horizon_hours
    within = f" within {in_words(horizon)}" if horizon is not None else ""
    knock_out = f"mean time to knock-out{within}, contested fragile posts (95% interval)"
    return ["median time until a post meets any fate", knock_out]


def _restricted_means(comparison: Comparison) -> dict[str, str]:
    """The restricted mean time to knock-out of contested fragile posts, with its interval."""
    posts = _contested(comparison)
    if posts is None or posts.empty:
        return dict.fromkeys(comparison.settings, "no such posts")
    found = restricted_mean_time(posts, comparison.tick_minutes)
    ends = [end for mean in found.values() for end in (mean.hours, mean.high) if end is not None]
    longest = max(ends, default=0.0)
    return {setting: _restricted_cell(mean, longest) for setting, mean in found.items()}


def _restricted_cell(found: RestrictedMean, longest: float) -> str:
    """A restricted mean with its interval and the posts behind it, in the unit that suits the column's longest."""
    if found.hours is None:
        return f"undefined ({found.reason})"
    if found.low is None or found.high is None:
        mean, _ = in_words_alike(found.hours, longest)
        return f"{mean} (n = {found.n:,} posts, {found.reason})"
    mean, low, high, _ = in_words_alike(found.hours, found.low, found.high, longest)
    return f"{mean}, {low} to {high} (n = {found.n:,} posts)"


def _contested(comparison: Comparison) -> pd.DataFrame | None:
    """The contested fragile posts that serve the state; None where the columns that tell them are missing."""
    if not {"contested", "fragility"} <= set(comparison.posts.columns):
        return None
    return contested_fragile_posts(posts_for_the_state(comparison.posts))
