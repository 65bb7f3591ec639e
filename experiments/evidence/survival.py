"""Survival: how long posts and narratives stand before the ring has beaten them."""

import numpy as np
import pandas as pd

from experiments.analysis.fates import contested_fragile_posts, posts_for_the_state, restricted_mean_time
from sim.metrics.narrative_fates import NarrativeFates
from sim.run_tables import posts_table
from sim.scenario import Scenario
from sim.state.posts import KNOCKED_OUT
from sim.state.record import Record


def fragile_posts(world: Scenario, record: Record) -> pd.DataFrame:
    """Return the contested fragile posts that serve the state, as a table of one setting and replicate."""
    posts = posts_table(record, world.narrative_names())
    return contested_fragile_posts(posts_for_the_state(posts)).assign(setting="", replicate=0)


def time_to_knock_out(posts: pd.DataFrame, tick_minutes: float, horizon: float) -> float | None:
    """Return the mean hours until a post is knocked out, counted up to the ``horizon``, other fates competing.

    A post that meets another fate, or none, counts the whole horizon. None where no post was followed so far.
    """
    if posts.empty:
        return None
    return restricted_mean_time(posts, tick_minutes, "knocked_out", horizon)[""].hours


def narrative_survival(record: Record) -> float | None:
    """Return the mean hours until a narrative of the campaign is knocked out, counted up to the end of the run.

    By the measure ``narrative_fates``. One that leaves unbeaten counts the whole run. None where none was read.
    """
    ticks = len(record.steps["reads"])
    times = [
        end.tick if end.fate == KNOCKED_OUT and end.tick is not None else ticks
        for end in NarrativeFates().ends(record).values()
    ]
    return float(np.mean(times)) * record.tick_hours if times else None
