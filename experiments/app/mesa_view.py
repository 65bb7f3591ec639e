"""Mesa's own view of one world, for modellers: SolaraViz with reach, credibility and the spread of belief.

Solara runs ``Page`` once for each visitor, so that each has a model of their own. Which world it is stands in the
environment variable ``SHELFLIFE_WORLD``, as the overrides of the command line, since Solara imports this module itself.
"""

import json
import os
from functools import cache
from typing import Any

import mesa.visualization
import numpy as np
import solara
from matplotlib.figure import Figure
from mesa.visualization.utils import update_counter

from experiments.compose import composition
from sim import Marketplace, Scenario

WORLD = "SHELFLIFE_WORLD"
_SEEDS = 100
_BINS = 20


@cache
def world() -> Scenario:
    """Return the world to show."""
    return composition(*json.loads(os.environ.get(WORLD, "[]"))).scenario


class Shown(Marketplace):
    """A world that stands still after its last tick: Mesa's controls may ask for many ticks at once."""

    def __init__(self, world: Scenario, seed: int = 0) -> None:
        """Seat everyone."""
        super().__init__(world, seed)
        live_through = self.step
        self.step = lambda: live_through() if self.running else None


@solara.component
def Page() -> Any:  # noqa: N802 - the name that Solara looks for
    """Show a model of one's own, with Mesa's controls."""
    model = solara.use_memo(lambda: Shown(world(), world().seed), [])
    seed = {"type": "SliderInt", "value": world().seed, "label": "seed", "min": 0, "max": _SEEDS, "step": 1}
    return mesa.visualization.SolaraViz(
        model,
        components=[(Curves, 0), (Beliefs, 0)],
        model_params={"world": world(), "seed": seed},
        name=f"Shelflife: {world().story.title}",
        play_interval=50,
    )


@solara.component
def Curves(model: Marketplace) -> Any:  # noqa: N802 - components are named like classes
    """Draw reach and credibility so far."""
    update_counter.get()
    # Before the first tick nothing was seen, and there are no series yet.
    steps = model.observer.steps() or {name: np.zeros(0) for name in ("hours", "reach", "credibility")}
    hours = steps["hours"]
    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.plot(hours, steps["reach"], color="#0072b2", label="reach, share of members")
    axes.plot(hours, steps["credibility"], "--", color="#d55e00", label="credibility, probability")
    axes.set(xlabel="hours", ylim=(0, 1), xlim=(0, model.world.ticks * model.world.tick_hours))
    axes.legend(loc="upper right")
    return solara.FigureMatplotlib(figure)


@solara.component
def Beliefs(model: Marketplace) -> Any:  # noqa: N802 - components are named like classes
    """Draw how belief in the operation's narratives is spread over members."""
    update_counter.get()
    own = model.operation.own
    belief = model.world.belief.probabilities(model.members.columns.belief)[:, own]
    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.hist(belief.mean(axis=1) if own.any() else np.zeros(0), bins=np.linspace(0, 1, _BINS + 1), color="#575d6d")
    axes.set(xlabel="mean belief in the operation's narratives", ylabel="members", xlim=(0, 1))
    return solara.FigureMatplotlib(figure)
