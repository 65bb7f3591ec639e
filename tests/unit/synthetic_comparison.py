"""A made-up comparison with known shapes, for tests of the figures and the page. Not the model: plain formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.report.comparison import Comparison, Story

FATES = ("knocked_out", "removed", "walkover", "shelved", "standing")


@dataclass(frozen=True)
class Declared:
    """A metric's declaration, as the model's own has it."""

    unit: str
    better: str | None
    meaning: str
    quotient_of: tuple[str, str] | None = None


METRICS = {
    "reach_peak": Declared("share of members", "lower", "largest share of members who read the claim within 24 h"),
    "reach_half_life": Declared("h", "lower", "time from the peak until reach is half of it"),
    "credibility_peak": Declared("probability", "lower", "highest mean belief among members who ever met the claim"),
    "credibility_final": Declared("probability", "lower", "mean belief at the end among members who ever met it"),
    "credibility_half_life": Declared("h", "lower", "time from the peak until the excess of belief is half of it"),
    "trust_state": Declared("probability", None, "mean trust in state voices at the end"),
    "rounds_median": Declared("rounds", None, "median rounds that a contested post fights"),
    "cost": Declared("account-hours", None, "what the operation spent"),
    "wrongly_removed_rebuttals": Declared("comments", "lower", "rebuttals removed by mistake"),
    "speech_silenced": Declared("comments", "lower", "comments hidden by the censor or withheld from fear"),
    "discernment": Declared("AUC", "higher", "chance that a sounder post stands better than a more fragile one"),
    "persuaded_per_cost": Declared("belief per account-hour", "lower", "undefined here in every run"),
    "credibility_excess": Declared("probability", "lower", "belief gained over the world without the campaign"),
    "platform_cost": Declared("cost units", "lower", "what the platform spent"),
}


def synthetic_comparison(
    settings: Sequence[str] = ("censorship=open", "censorship=full"),
    replicates: int = 20,
    ticks: int = 960,
    posts_each: int = 60,
    title: str = "A critic in exile, 2017",
) -> Comparison:
    """Worlds in which a later setting is more closed: belief lasts longer, posts are seldom knocked out."""
    worlds = [(place, setting, replicate) for place, setting in enumerate(settings) for replicate in range(replicates)]
    closed = {setting: place / max(1, len(settings) - 1) for place, setting in enumerate(settings)}
    steps = pd.concat([_steps(setting, replicate, ticks, closed[setting]) for _, setting, replicate in worlds])
    posts = pd.concat([_posts(setting, number, ticks, closed[setting], posts_each) for _, setting, number in worlds])
    runs = pd.DataFrame([_run(setting, replicate, closed[setting]) for _, setting, replicate in worlds])
    return Comparison(
        settings=tuple(settings),
        baseline=settings[0],
        replicates=replicates,
        runs=runs,
        metrics=METRICS,
        steps=steps.reset_index(drop=True),
        posts=posts.reset_index(drop=True),
        story=Story(title, ("Accounts react when a story spreads.",), ("H4: censored posts last longer",)),
        tick_minutes=60,
        campaign_end_hours=0.4 * ticks,
        forgetting_half_life_hours=240,
        panel=pd.DataFrame(
            [
                (setting, replicate, segment, 0.1 - 0.05 * closed[setting] + 0.01 * (replicate % 3) + shift, 50)
                for _, setting, replicate in worlds
                for segment, shift in (("sees_a_hero", 0.0), ("sees_an_insider", 0.04))
            ],
            columns=["setting", "replicate", "segment", "gain", "members"],
        ),
        provenance={"shelflife": "0.1.0", "commit": "0123abc", "python": {"version": "3.13"}},
        command_line=f"shelflife compare {' '.join(settings)} scenario=guo_2017 --replicates {replicates}",
    )


def _steps(setting: str, replicate: int, ticks: int, closed: float) -> pd.DataFrame:
    """Reach and belief rise until the campaign ends and then decay, more slowly in a closed world."""
    draw = np.random.default_rng((replicate, 1))
    hours = np.arange(ticks, dtype=float)
    end = 0.4 * ticks
    fall = np.exp(-(hours - end) / (ticks * (0.1 + 0.6 * closed)))
    shape = np.where(hours < end, 1 - np.exp(-hours / (0.1 * ticks)), fall)
    noise = np.cumsum(draw.normal(0, 0.002, ticks)) + draw.normal(0, 0.01)
    reach = np.clip((0.35 + 0.1 * closed) * shape * (1 + 10 * noise), 0, 1)
    excess = (0.08 + 0.25 * closed) * shape * (1 + 5 * noise)
    belief = 0.28 + excess + 0.3 * noise
    return pd.DataFrame(
        {
            "setting": setting,
            "replicate": replicate,
            "tick": np.arange(ticks),
            "hours": hours,
            "reach": reach,
            "reach_ever": np.maximum.accumulate(reach),
            "credibility": np.where(hours < 3, np.nan, belief),
            "credibility_excess": excess,
            "belief_mean": belief,
            "trust_state": 0.4 - 0.1 * shape,
        }
    )


def _posts(setting: str, replicate: int, ticks: int, closed: float, n_posts: int) -> pd.DataFrame:
    """Exponential times to each fate; what would happen after the end is still standing."""
    draw = np.random.default_rng((replicate, 2))
    born = draw.integers(0, int(0.4 * ticks) + 1, n_posts)
    means = np.array([20 + 600 * closed, 220 - 120 * closed, 2000 - 1850 * closed, 260])
    waits = 1 + draw.exponential(1, (n_posts, 4)) * means + np.array([0, 0, 48, 48])
    first, wait = waits.argmin(axis=1), waits.min(axis=1).astype(int)
    standing = born + wait > ticks - 1
    return pd.DataFrame(
        {
            "setting": setting,
            "replicate": replicate,
            "post": np.arange(n_posts),
            "role": draw.choice(["overt", "covert", "covert", "member"], n_posts),
            "narrative": 0,
            "stance": "asserts",
            "serves": draw.choice(["state", "state", "state", "critic"], n_posts),
            "fragility": draw.choice([0.3, 0.9], n_posts),
            "born": born,
            "fate": np.where(standing, "standing", np.array(FATES)[first]),
            "fate_tick": np.where(standing, ticks - 1, born + wait),
            "rounds": draw.poisson(5, n_posts),
            "contested": draw.random(n_posts) < 0.8,
        }
    )


def _run(setting: str, replicate: int, closed: float) -> dict[str, object]:
    """Summary keys; the longest half-lives of closed worlds are not reached, one metric never is."""
    shared, own = np.random.default_rng((replicate, 3)), np.random.default_rng((replicate, 4, round(100 * closed)))
    world = shared.normal(0, 1, len(METRICS))
    noise = world + 0.4 * own.normal(0, 1, len(METRICS))
    effects = {
        "reach_peak": 0.35 + 0.1 * closed + 0.02 * noise[0],
        "reach_half_life": 67 + 300 * closed + 15 * noise[1],
        "credibility_peak": 0.36 + 0.25 * closed + 0.02 * noise[2],
        "credibility_final": 0.29 + 0.16 * closed + 0.02 * noise[3],
        "credibility_half_life": np.nan if closed and replicate % 5 == 0 else 70 + 310 * closed + 20 * noise[4],
        "trust_state": 0.35 + 0.004 * noise[5],
        "rounds_median": 5 + 4 * closed + 0.5 * noise[6],
        "cost": 1200.0,
        "wrongly_removed_rebuttals": 14 + 90 * closed + 6 * noise[8],
        "speech_silenced": 2100 * closed + abs(noise[9]),
        "discernment": 0.8 - 0.25 * closed + 0.03 * noise[10],
        "persuaded_per_cost": np.nan,
        "credibility_excess": 0.20 - 0.12 * closed + 0.01 * noise[12],
        "platform_cost": 100 * closed + abs(noise[13]),
    }
    return {"setting": setting, "replicate": replicate, "seed": 7, "run_id": f"{setting}/{replicate}", **effects}
