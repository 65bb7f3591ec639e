"""How often members come, how much they look at when they do, and how ready they are to pass things on."""

import math

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, first_draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import Declared, parameter
from sim.kernels.curves import standard_normal
from sim.state.members import Members
from sim.state.scene import Scene
from sim.state.visits import MOST_ITEMS

_HABITS = purpose("member.habits")
_READINESS = purpose("member.readiness_to_share")
VISIT = purpose("member.visits")
_MOST_OFTEN = 0.95


class Habits(Declared):
    """Visits, items a visit and readiness to share, all heavy-tailed across members."""

    visits_per_day: float = parameter(
        2.0,
        unit="per day",
        bounds=(0, 200),
        plausible=(0.5, 6.0),
        meaning="How often the median member visits.",
        source="Assumption: mechanism sketch, lognormal(-2.5, .8) an hour",
    )
    visits_spread: float = parameter(
        0.8,
        unit="log",
        bounds=(0, 3),
        plausible=(0.4, 1.4),
        meaning="Standard deviation of the logarithm of visits between members: few come very often.",
        source="Assumption: mechanism sketch",
    )
    items_per_visit: float = parameter(
        2.0,
        unit="items",
        bounds=(1, 8),
        plausible=(1.0, 5.0),
        meaning="How many items the median member looks at in a visit.",
        source="Assumption: a visit is a glance at the top of the feed",
    )
    items_spread: float = parameter(
        0.6,
        unit="log",
        bounds=(0, 3),
        plausible=(0.2, 1.2),
        meaning="Standard deviation of the logarithm of items a visit.",
        source="Assumption: heavy-tailed like visits, cut at 8 items a tick",
    )
    sharing_spread: float = parameter(
        0.0,
        unit="log",
        bounds=(0, 4),
        plausible=(0.0, 3.0),
        meaning="Standard deviation of the logarithm of the readiness to share, 1 on average: a few share most.",
        source="Heavy tails in Baribi-Bartov, Swire-Thompson & Grinberg 2024; 0 (all alike) until calibrated",
    )

    def seat(self, members: Members, stream: Stream, tick_hours: float) -> None:
        """Draw every member's habits, lognormal across members and keyed by member."""
        per_tick = self.visits_per_day * tick_hours / 24.0
        seat_habits(members, stream, (per_tick, self.visits_spread), (self.items_per_visit, self.items_spread))


def known_habits(members: Members, visits_per_day: np.ndarray, tick_hours: float) -> None:
    """Write in place how often members come of whom that is known; ``visits_per_day`` [n], not a number elsewhere."""
    known = ~np.isnan(visits_per_day)
    members.visit_chance[known] = np.minimum(visits_per_day[known] * tick_hours / 24.0, _MOST_OFTEN)


@compiled
def seat_habits(members: Members, stream: Stream, visits: tuple[float, float], items: tuple[float, float]) -> None:
    """Write visit chances and items a visit; ``visits`` and ``items`` are a median and a spread of the logarithm."""
    for row in range(members.visit_chance.shape[0]):
        u = draws(stream, _HABITS, AT_START, row, ALONE)
        often = visits[0] * math.exp(visits[1] * standard_normal(u.first, u.second))
        many = items[0] * math.exp(items[1] * standard_normal(u.third, u.fourth))
        members.visit_chance[row] = np.float32(min(often, _MOST_OFTEN))
        members.items_wanted[row] = np.uint8(min(max(int(many + 0.5), 1), MOST_ITEMS))


@compiled_within
def readiness(stream: Stream, row: int, spread: float) -> float:
    """Return by how much a member is readier to share than members are on average: lognormal, mean 1, keyed by member.

    It is a trait of the member and the same at every item; chances that it lifts above 1 are certainties.
    """
    if spread == 0.0:
        return 1.0
    u = draws(stream, _READINESS, AT_START, row, ALONE)
    return math.exp(spread * standard_normal(u.first, u.second) - 0.5 * spread * spread)


@compiled
def decide_visits(scene: Scene, start: int, stop: int) -> None:
    """Write ``visits.n_items``: 0 for those who stay away."""
    luck = first_draws(scene.stream, VISIT, scene.tick, np.arange(start, stop), ALONE)
    for row in range(start, stop):
        comes = luck[row - start] < np.float64(scene.members.visit_chance[row])
        scene.visits.n_items[row] = scene.members.items_wanted[row] if comes else np.uint8(0)
