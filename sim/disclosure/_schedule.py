"""When a platform publishes."""

import numpy as np

from sim.base.parameters import Declared, parameter
from sim.state.voices import STATE

_HOURS_PER_DAY = 24.0


class Schedule(Declared):
    """A release comes after a wave of takedowns, not too soon after the last one, and with a delay."""

    wave: int = parameter(
        10,
        unit="accounts",
        bounds=(1, 1_000_000),
        plausible=(1, 200),
        meaning="Accounts taken down and not yet disclosed that make a wave, after which a release comes.",
        source="Assumption: single suspensions are not announced",
    )
    every: float = parameter(
        7.0,
        unit="days",
        bounds=(0, 10_000),
        plausible=(1.0, 180.0),
        meaning="Least time between two releases.",
        source="Assumption: a week; the platform of 2019 released every few months, its waves lay further apart",
    )
    delay: float = parameter(
        2.0,
        unit="days",
        bounds=(0, 10_000),
        plausible=(0.0, 60.0),
        meaning="Time from an account's takedown until it can be in a release.",
        source="Assumption: the release of August 2019 came with the takedown itself or within days",
    )

    def reports_about(self) -> tuple[int, ...]:
        """Return that each release, and each attribution from it, is news about the state's voice."""
        return (STATE,)

    def names(self, waited: np.ndarray, since_last: float) -> np.ndarray:
        """Return who is named in this tick [k]: all who waited long enough, once there are enough of them."""
        ready = waited >= self.delay * _HOURS_PER_DAY
        if since_last < self.every * _HOURS_PER_DAY or int(ready.sum()) < self.wave:
            return np.zeros(len(waited), np.bool_)
        return np.asarray(ready)
