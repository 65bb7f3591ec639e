"""The operation in figures before anything runs: its accounts, when they were created, and how much they may post.

What a disclosure published of the real accounts, where the scenario tells it, stands beside what the model seats.
"""

from typing import Any, NamedTuple

import numpy as np

from sim import Scenario
from sim.base.chance import stream
from sim.cast.seating import seat_accounts
from sim.state.accounts import NO_DATE
from sim.state.voices import SERVES_STATE
from sim.strategies._contract import Plan, Sighting, Strength, no_returns

_DAY, _HOUR = 24.0, 3600.0
_MONTHS = 12
# NumPy counts months from January 1970.
_EPOCH = 1970
_THE_YEAR, _AUGUST = 2017, 8
# More engagement and more reading at home than any threshold asks for.
_UPROAR = 1e9


class OperationFigures(NamedTuple):
    """What is known of an operation before it runs.

    ``people_a_member`` how many people one member stands for; ``on_sale`` accounts that join only when called up;
    ``created`` how many of the ``covert`` accounts were created in each calendar year, and ``in_august_2017`` of those
    of 2017; ``posts_a_day`` of all accounts of the list together in a market in which nothing stirs, and in one in
    which a rival narrative does; ``posts_at_most`` until the operation stops, those on sale and the pace before a
    congress counted. ``disclosed_posts`` and ``disclosed_accounts`` are what a platform published, None if nothing.
    """

    people_a_member: float
    overt: int
    covert: int
    on_sale: int
    created: dict[int, int]
    in_august_2017: int
    posts_a_day: tuple[float, float]
    posts_at_most: float
    disclosed_accounts: int | None
    disclosed_posts: int | None

    def lines(self) -> list[str]:
        """Return the figures as lines for people."""
        calm, stirred = self.posts_a_day
        lines = [
            f"one member stands for {self.people_a_member:,.0f} people",
            f"{self.overt} overt and {self.covert} covert accounts" + self._as_disclosed(self.disclosed_accounts),
        ]
        if self.on_sale:
            lines[-1] += f", and {self.on_sale} more on sale"
        if self.created:
            before, after = (sum(n for year, n in self.created.items() if later(year)) for later in _SIDES)
            lines.append(
                f"of the covert ones {before} were created before {_THE_YEAR}, {self.created.get(_THE_YEAR, 0)} in "
                f"{_THE_YEAR} ({self.in_august_2017} of them in August), {after} later"
            )
        pace = f"{calm:,.0f} posts a day" + (f", {stirred:,.0f} when a rival stirs" if stirred != calm else "")
        lines.append(f"{pace}; at most {self.posts_at_most:,.0f} until it stops{self._scale()}")
        return lines

    def _as_disclosed(self, number: int | None) -> str:
        return "" if number is None else f" (disclosed: {number:,})"

    def _scale(self) -> str:
        if self.disclosed_posts is None or self.posts_at_most <= 0:
            return self._as_disclosed(self.disclosed_posts)
        return f" (disclosed: {self.disclosed_posts:,}, one for every {self.disclosed_posts / self.posts_at_most:,.0f})"


_SIDES = (lambda year: year < _THE_YEAR, lambda year: year > _THE_YEAR)


def operation_figures(world: Scenario) -> OperationFigures | None:
    """Return the figures of a scenario's operation as it is seated at its seed, None where it has no accounts."""
    accounts = seat_accounts(world, stream(world.seed))
    listed = accounts.created_hour < NO_DATE
    n_covert, n_overt = int((accounts.covert & listed).sum()), int((~accounts.covert).sum())
    if n_covert + n_overt == 0:
        return None
    months = _months(world, accounts.created_hour[accounts.covert & listed])
    years, numbers = np.unique(months // _MONTHS, return_counts=True)
    a_day = _posts_a_day(world, n_overt, n_covert, stirred=False), _posts_a_day(world, n_overt, n_covert, stirred=True)
    with_bought = _posts_a_day(world, n_overt, n_covert + world.operation.on_sale, stirred=True)
    hours = min(world.operation.stops_at, world.ticks * world.tick_hours)
    disclosed = world.story.disclosed
    return OperationFigures(
        people_a_member=world.operation.audience / world.members,
        overt=n_overt,
        covert=n_covert,
        on_sale=world.operation.on_sale,
        created=dict(zip(years.tolist(), numbers.tolist(), strict=True)),
        in_august_2017=int((months == _MONTHS * _THE_YEAR + _AUGUST - 1).sum()),
        posts_a_day=a_day,
        posts_at_most=max(*a_day, with_bought) * _hours_at_pace(world, hours) / _DAY,
        disclosed_accounts=disclosed.accounts if disclosed else None,
        disclosed_posts=disclosed.posts if disclosed else None,
    )


def _hours_at_pace(world: Scenario, hours: float) -> float:
    """Return the hours up to ``hours``, those before a congress counted as many times as its pace."""
    begun = np.arange(world.ticks) * world.tick_hours
    pace = np.where(begun < hours, 1.0, 0.0)
    for shock in world.shocks.dated:
        pace *= shock.pace_at(begun, shock.at(world.operation.starts_on))
    return float(pace.sum() * world.tick_hours)


def _months(world: Scenario, hours: np.ndarray) -> np.ndarray:
    """Return the calendar month of each hour [k] from the start, counted from January of the year 0."""
    moments = np.datetime64(world.operation.starts_on, "s") + np.round(hours * _HOUR).astype("timedelta64[s]")
    return moments.astype("datetime64[M]").astype(np.int64) + _MONTHS * _EPOCH


def _posts_a_day(world: Scenario, n_overt: int, n_covert: int, *, stirred: bool) -> float:
    """Return how many posts the strategy's first orders come to in a day, if all accounts are there to follow them."""
    narratives = world.narratives.columns()
    own = narratives.side == SERVES_STATE
    countered = narratives.counters[own & (narratives.counters >= 0)]
    rivals = np.isin(np.arange(len(own)), countered)
    uproar = np.where(rivals & stirred, _UPROAR, 0.0)
    sighting = Sighting(
        hours=0.0,
        tick_hours=world.tick_hours,
        engagement=uproar,
        own=own,
        rivals=rivals,
        n_active=n_overt + n_covert,
        n_reserve=0,
        counters=own & (narratives.counters >= 0),
        returns=no_returns(*narratives.resonance.shape),
        strength=Strength(n_overt, n_covert),
        leaked=uproar,
    )
    orders = world.strategy.decide(sighting, Plan(stream(world.seed)))
    a_tick = orders.overt_posts * n_overt + orders.covert_posts * n_covert
    return float(a_tick * _DAY / world.tick_hours)


def as_object(figures: OperationFigures | None) -> dict[str, Any] | None:
    """Return the figures for JSON, None where there are none."""
    return None if figures is None else figures._asdict()
