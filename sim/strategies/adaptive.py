"""Do more of what works, and lie low when hunted."""

from typing import Literal

import numpy as np

from sim.base.parameters import parameter
from sim.kernels.publishing import Orders
from sim.strategies._contract import COVERT, OVERT, Plan, Returns, Sighting, Strategy, cumulative
from sim.strategies._learning import Learning, best_of
from sim.strategies._pace import Pace


class Adaptive(Strategy, Pace, Learning):
    """The operation moves effort to the voice and the narrative that still draw engagement, and dodges takedowns.

    Accounts join one by one instead of in bursts, and replace those lost. When too many are lost, covert accounts
    cool down, nobody joins, and effort goes to the overt voice, which is not hunted.

    Names: adaptive adversary, non-stationary bandit, evasion of coordinated-behaviour detection.
    Source: Assumption; operations rebuilt after takedowns with fewer and younger accounts (reports on Spamouflage).
    """

    kind: Literal["adaptive"] = "adaptive"
    shift: float = parameter(
        2.0,
        unit="times the pace",
        bounds=(1, 100),
        plausible=(1.0, 5.0),
        meaning="How much faster the voice that works better may post, on effort taken from the other.",
        source="Assumption: the other voice keeps speaking",
    )
    loss_threshold: float = parameter(
        0.02,
        unit="share of covert accounts",
        bounds=(0, 1),
        plausible=(0.005, 0.2),
        meaning="Accounts lost within the window, of those there were, from which on the operation counts as hunted.",
        source="Assumption: a wave, not a stray suspension",
    )
    loss_window: float = parameter(
        72.0,
        unit="hours",
        bounds=(0.1, 1e5),
        plausible=(24.0, 336.0),
        meaning="How far back losses are counted.",
        source="Assumption: three days",
    )
    cooldown: float = parameter(
        48.0,
        unit="hours",
        bounds=(0, 1e5),
        plausible=(12.0, 336.0),
        meaning="How long the operation lies low once it is hunted.",
        source="Assumption: two days",
    )
    hunted_pace: float = parameter(
        0.0,
        unit="share of the pace",
        bounds=(0, 1),
        plausible=(0.0, 0.5),
        meaning="Pace of covert accounts that lie low.",
        source="Assumption: they are silent",
    )
    accounts_per_day: float = parameter(
        4.0,
        unit="accounts per day",
        bounds=(0, 10000),
        plausible=(0.5, 20.0),
        meaning="At most so many accounts join, by date or in the place of lost ones, evenly over time.",
        source="Assumption: half of the eight a day disclosed for August 2017",
    )

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return orders that follow what was learned of voices and narratives, and of losses."""
        lessons = self.learn(sighting, plan)
        hunted = self._is_hunted(sighting, plan)
        joins, recruits = self._newcomers(sighting, plan, hunted)
        imagined = self.imagine(Returns(*(counts.sum(axis=0) for counts in lessons)), plan, sighting.tick)
        allowed = sighting.open_to_voices(sighting.own)
        chosen = [best_of(imagined[[voice]], allowed[voice])[0] for voice in (OVERT, COVERT)]
        shares = cumulative(np.stack(chosen))
        works = OVERT if hunted else _better_voice(imagined, allowed)
        overt, covert, replies = self._rates(sighting, works, hunted)
        by_persona = np.repeat(shares[None, :, :], len(lessons.posts), axis=0)
        return Orders(overt, covert, replies, shares[OVERT], recruits, self.reply_force, by_persona, joins=joins)

    def _is_hunted(self, sighting: Sighting, plan: Plan) -> bool:
        """Take note of losses; return whether the operation lies low. Losses that made it do so count no more."""
        n_lost = sighting.strength.n_lost
        if n_lost:
            plan.losses.append((sighting.hours, n_lost))
            plan.unreplaced += n_lost
        plan.losses = [loss for loss in plan.losses if sighting.hours - loss[0] < self.loss_window]
        lately = sum(n for _, n in plan.losses)
        if lately and lately >= self.loss_threshold * (sighting.strength.n_covert + lately):
            plan.cool_until = sighting.hours + self.cooldown
            plan.losses = []
        return sighting.hours < plan.cool_until

    def _newcomers(self, sighting: Sighting, plan: Plan, hunted: bool) -> tuple[int, int]:
        """Return how many accounts join by date, and how many are called up in the place of lost ones."""
        if hunted:
            return 0, 0
        plan.joins_due += self.accounts_per_day * sighting.tick_hours / 24.0
        room, strength = int(plan.joins_due), sighting.strength
        joins = min(room, strength.n_due)
        recruits = min(room - joins, plan.unreplaced, strength.n_reserve - strength.n_due)
        plan.unreplaced -= recruits
        # Room that was not used is not saved up: it would become a burst.
        plan.joins_due -= room
        return joins, recruits

    def _rates(self, sighting: Sighting, works: int, hunted: bool) -> tuple[float, float, float]:
        """Return the rates of posts by both voices and of replies; effort moves, and is neither made nor lost."""
        *pace, replies = self.rates(sighting.tick_hours)
        numbers = (sighting.strength.n_overt, sighting.strength.n_covert)
        other = COVERT if works == OVERT else OVERT
        if numbers[works] and numbers[other]:
            all_of_it = pace[works] + pace[other] * numbers[other] / numbers[works]
            faster = min(pace[works] * self.shift, all_of_it)
            moved = (faster - pace[works]) * numbers[works]
            pace[works], pace[other] = faster, max(pace[other] - moved / numbers[other], 0.0)
        if hunted:
            base = self.rates(sighting.tick_hours)[COVERT] * self.hunted_pace
            pace[COVERT], replies = min(pace[COVERT], base), replies * self.hunted_pace
        return pace[OVERT], pace[COVERT], replies


def _better_voice(imagined: np.ndarray, allowed: np.ndarray) -> int:
    """Return the voice whose best narrative, of those ``allowed`` to it, is imagined [2, J] to draw more a post."""
    best = np.where(allowed, imagined, 0.0).max(axis=1, initial=0.0)
    return OVERT if best[OVERT] > best[COVERT] else COVERT
