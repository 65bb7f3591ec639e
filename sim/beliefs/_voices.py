"""What readers bring to each voice class: how far they trust it, and what they think it would say anyway."""

import numpy as np

from sim.base.parameters import Declared, parameter
from sim.state.voices import CRITIC, PEER, PRESS, SERVES_CRITIC, SERVES_STATE, STATE, VOICES

_READER = "Bovens & Hartmann 2003; Merdes, von Sydow & Hahn 2020; starting value of the model description"


def _trust(default: float, plausible: tuple[float, float], whom: str, source: str) -> float:
    meaning = f"Median prior trust in {whom}: the probability that such a source reports reliably."
    return _probability(default, plausible, meaning, source)


def _anyway(default: float, plausible: tuple[float, float], what: str) -> float:
    return _probability(default, plausible, f"Chance that {what}, true or not.", _READER)


def _probability(default: float, plausible: tuple[float, float], meaning: str, source: str) -> float:
    """Declare a probability that is never quite 0 or 1: certainty could not be moved by any report."""
    declared = parameter(
        default, unit="probability", bounds=(0.01, 0.99), plausible=plausible, meaning=meaning, source=source
    )
    return declared


class TrustPriors(Declared):
    """Prior trust in each voice class, log-odds normal between members."""

    peer: float = _trust(0.5, (0.3, 0.7), "other members", "Assumption: mechanism sketch, about Beta(4, 4)")
    state: float = _trust(0.35, (0.1, 0.5), "overt state voices", "Assumption: mechanism sketch, about Beta(3, 5)")
    critic: float = _trust(0.5, (0.3, 0.7), "critics and exiles", "Assumption: as in peers")
    press: float = _trust(0.6, (0.4, 0.8), "press and fact-checkers", "Assumption: mechanism sketch, about Beta(5, 3)")
    spread: float = parameter(
        0.8,
        unit="log-odds",
        bounds=(0, 5),
        plausible=(0.3, 1.6),
        meaning="Standard deviation of prior trust between members.",
        source="Assumption: about the spread of a Beta(4, 4) distribution",
    )

    def log_odds(self) -> np.ndarray:
        """Return the median prior trust [voices] in log-odds."""
        medians = np.array([getattr(self, voice) for voice in VOICES])
        return np.log(medians / (1.0 - medians))


class SaysAnyway(Declared):
    """The chance a that an unreliable source would make a report anyway, for the stance that serves its side."""

    peer: float = _anyway(0.6, (0.4, 0.8), "an unreliable peer passes a claim on")
    state: float = _anyway(0.85, (0.7, 0.95), "an unreliable state voice says what serves the state")
    critic: float = _anyway(0.75, (0.6, 0.9), "an unreliable critic says what serves the critics")
    press: float = _anyway(0.5, (0.3, 0.7), "unreliable press asserts a claim")

    def table(self, sides: np.ndarray) -> np.ndarray:
        """Return a[voice, narrative], the chance that an unreliable voice *asserts* the narrative anyway.

        It denies the narrative with the chance that is left; ``sides`` [J] is whom each narrative serves.
        """
        state = {SERVES_STATE: self.state, SERVES_CRITIC: 1.0 - self.state}
        critic = {SERVES_CRITIC: self.critic, SERVES_STATE: 1.0 - self.critic}
        anyway = np.empty((len(VOICES), len(sides)), np.float64)
        anyway[PEER], anyway[PRESS] = self.peer, self.press
        anyway[STATE] = [state.get(int(side), 0.5) for side in sides]
        anyway[CRITIC] = [critic.get(int(side), 0.5) for side in sides]
        return anyway
