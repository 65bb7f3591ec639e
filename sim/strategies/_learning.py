"""Learning from what the operation's own posts drew: a bandit on observed engagement only."""

import numpy as np
from scipy.special import gammaincinv

from sim.base.chance import Stream, draws, purpose
from sim.base.compiled import compiled
from sim.base.parameters import Declared, parameter
from sim.kernels.curves import share_lost
from sim.strategies._contract import COVERT, OVERT, Plan, Returns, Sighting

_IMAGINES = purpose("operation.imagines_returns")


class Learning(Declared):
    """Engagements a post are taken for Poisson and learned by Thompson sampling, old posts fading from memory.

    Source: Thompson 1933; Chapelle & Li 2011; fading: Raj & Kalyani 2017, Taming non-stationary bandits.
    """

    memory: float = parameter(
        72.0,
        unit="hours",
        bounds=(0.1, 1e5),
        plausible=(12.0, 720.0),
        meaning="Half-life of what is remembered of posts and what they drew.",
        source="Assumption: three days, the life of a topic",
    )
    expected: float = parameter(
        0.8,
        unit="engagements per post",
        bounds=(0.01, 1e6),
        plausible=(0.1, 5.0),
        meaning="What a post is thought to draw before any was tried.",
        source="Covert accounts taken down in 2020 drew 0.8 a post, most of their posts nothing",
    )
    confidence: float = parameter(
        2.0,
        unit="posts",
        bounds=(0.01, 1e6),
        plausible=(0.5, 20.0),
        meaning="How many posts that first guess is worth.",
        source="Assumption: a few posts outweigh it",
    )

    def learn(self, sighting: Sighting, plan: Plan) -> Returns:
        """Let old lessons fade, add what came in, and return all that is remembered, by the axes of the returns."""
        if plan.lessons is None:
            plan.lessons = sighting.returns
        else:
            kept = 1.0 - share_lost(self.memory, sighting.tick_hours)
            pairs = zip(plan.lessons, sighting.returns, strict=True)
            plan.lessons = Returns(*(old * kept + new for old, new in pairs))
        return plan.lessons

    def matched(self, lessons: Returns, sighting: Sighting, plan: Plan) -> np.ndarray:
        """Return shares of effort [S, 2, J]: for each persona segment all of it to what seems to work there.

        Of what a voice may push, that is a narrative cut to answer another, if there is one.
        """
        by_segment = Returns(*(counts.sum(axis=1) for counts in lessons))
        return best_of_voices(self.imagine(by_segment, plan, sighting.tick), arms(sighting))

    def imagine(self, lessons: Returns, plan: Plan, tick: int, first_group: int = 0) -> np.ndarray:
        """Return engagements a post [G, A] as they may be, given lessons on A arms in each of G groups.

        A draw from the gamma posterior of each arm, keyed by tick, group and arm; groups are counted from
        ``first_group``, so that no two decisions share their luck.
        """
        n_groups, n_arms = lessons.posts.shape
        luck = luck_of_arms(plan.stream, tick, first_group, n_groups, n_arms)
        shape = self.confidence * self.expected + lessons.engagements
        return np.asarray(gammaincinv(shape, luck) / (self.confidence + lessons.posts))


@compiled
def luck_of_arms(stream: Stream, tick: int, first_group: int, n_groups: int, n_arms: int) -> np.ndarray:
    """Return a uniform draw [G, A] for each arm of each group."""
    luck = np.empty((n_groups, n_arms), np.float64)
    for group in range(n_groups):
        for arm in range(n_arms):
            luck[group, arm] = draws(stream, _IMAGINES, tick, first_group + group, arm).first
    return luck


def arms(sighting: Sighting) -> np.ndarray:
    """Return among which narratives [2, J] each voice of a dividing operation chooses.

    Those that counter another, or all that are open to the voice if none counters.
    """
    counters, own = sighting.open_to_voices(sighting.counters), sighting.open_to_voices(sighting.own)
    return np.where(counters.any(axis=1, keepdims=True), counters, own)


def best_of_voices(imagined: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Return shares of effort [G, 2, A]: in each group all of a voice's to the best arm ``allowed`` [2, A] to it."""
    return np.stack([best_of(imagined, allowed[voice]) for voice in (OVERT, COVERT)], axis=1)


def best_of(imagined: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Return shares of effort [G, A]: in each group all of it to the best of the ``allowed`` [A] arms, if any."""
    shares = np.zeros(imagined.shape)
    if allowed.any():
        best = np.argmax(np.where(allowed, imagined, -np.inf), axis=1)
        shares[np.arange(len(shares)), best] = 1.0
    return shares
