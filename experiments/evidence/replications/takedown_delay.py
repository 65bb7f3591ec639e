"""R_takedown: how much a takedown leaves of illegal content, by its delay."""

import math
from typing import ClassVar, NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar

from experiments.evidence._contract import Check, Curve, Item, Outcome, around, between
from experiments.evidence.resharing import scenario_of
from sim import Marketplace
from sim.base.parameters import parameter

PUBLISHED = {0.25: 0.034, 0.5: 0.177, 1.0: 0.402, 2.0: 0.593, 4.0: 0.743, 8.0: 0.795, 16.0: 0.897}
"""Share of illegal content relative to no moderation by half-life in days, on a dense feed (arXiv 2502.08841)."""
_WITHIN = 0.1
_SAME_WITHIN = 0.05
_RATIOS = (0.03, 0.06, 0.12, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_COMPARED = (0.25, 1.0, 4.0)
_AT_ONCE = (
    *("enforcement=removal", "enforcement.delay=0", "enforcement.threshold=0", "enforcement.content_weight=1"),
    *("enforcement.mistakes=0", "enforcement.search_mistakes=0"),
)
_SHORTEST_DAYS, _LONGEST_DAYS = 0.1, 100.0


class Prevalence(NamedTuple):
    """What lay in feeds: the share of slots with illegal content, and how many ticks an item stays in a feed."""

    bad_slots: float
    residence: float


class TakedownDelay(Item):
    """What a takedown leaves of illegal content is decided by its half-life against the time items stay in feeds.

    Bots post what is found at once and removed with a half-life, in the network that reshares. The published curve is
    by days; how many days an item stays in a feed there is not known, so that this one number is fitted.
    """

    id: ClassVar[str] = "R_takedown"
    expected: ClassVar[str] = (
        ".034/.177/.402/.593/.743/.795/.897 of no moderation at half-lives of .25/.5/1/2/4/8/16 days; rising; the same "
        "in a feed half as long, at the same ratio of half-life to residence"
    )
    tolerance: ClassVar[str] = "± .1 of the published values (ours to choose); ± .05 between feeds; rising strictly"
    source: ClassVar[str] = "Truong et al. 2025, Delayed takedown of illegal content (arXiv 2502.08841)"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 25.0
    members: int = parameter(
        1_000, unit="members", bounds=(100, 100_000), meaning="Size of the network.", source="Assumption: any"
    )
    ticks: int = parameter(
        300, unit="ticks", bounds=(50, 10_000), meaning="Length of a run.", source="Assumption: many residences"
    )
    followees: float = parameter(
        3.0, unit="members", bounds=(1.0, 100.0), meaning="How many each follows.", source="SimSoM's synthetic networks"
    )
    length: int = parameter(
        60,
        unit="items",
        bounds=(10, 500),
        meaning="Length of a feed; long, to resolve short half-lives.",
        source="Ours",
    )

    def examine(self, seed: int) -> Outcome:
        """Run without moderation and at every ratio, in the feed and in one half as long."""
        left, residence = self._left(_RATIOS, self.length, seed)
        half_left, half_residence = self._left(_COMPARED, self.length // 2, seed)
        days = _days_of_residence(left)
        checks: list[Check] = [between("rises, least step", 1e-9, math.inf, float(np.diff(left).min()))]
        for ratio, of_half in zip(_COMPARED, half_left, strict=True):
            whole = left[_RATIOS.index(ratio)]
            checks.append(around(f"shorter feed, ratio {ratio:g}", whole, of_half, _SAME_WITHIN))
        got = [_at(left, half_life / days) for half_life in PUBLISHED]
        pairs = zip(PUBLISHED.items(), got, strict=True)
        checks += [around(f"half-life {h:g} days", published, ours, _WITHIN) for (h, published), ours in pairs]
        note = (
            f"Items stay {residence:.1f} ticks in a feed, {half_residence:.1f} in the shorter one; the published days "
            f"fit best where they stay {days:.1f} days."
        )
        return Outcome(tuple(checks), note=note, curves=_curves(left, days, got))

    def _left(self, ratios: tuple[float, ...], length: int, seed: int) -> tuple[list[float], float]:
        """Return what is left of illegal content at each ratio of half-life to residence, and the residence."""
        without = self._prevalence(length, (), seed)
        found = []
        for ratio in ratios:
            removal = (*_AT_ONCE, f"enforcement.removal.half_life={ratio * without.residence}")
            found.append(self._prevalence(length, removal, seed).bad_slots / without.bad_slots)
        return found, without.residence

    def _prevalence(self, length: int, overrides: tuple[str, ...], seed: int) -> Prevalence:
        settings = (f"members={self.members}", f"ticks={self.ticks}", f"ties.followees={self.followees}")
        market = Marketplace(scenario_of(*settings, f"feed.length={length}", *overrides), seed)
        n_held = n_new = 0
        for tick in range(self.ticks):
            market.step()
            if tick >= self.ticks // 2:
                held = market.feeds["posts"] >= 0
                n_held += int(held.sum())
                n_new += int((market.feeds["since"][held] == tick + 1).sum())
        late = market.observer.steps()["bad_slot_share"][self.ticks // 2 :]
        # Little's law: what is held over what comes in.
        return Prevalence(float(late.mean()), n_held / n_new)


def _at(left: list[float], ratio: float) -> float:
    """Return the curve at any ratio, between its points on a logarithmic axis."""
    return float(np.interp(math.log(ratio), np.log(_RATIOS), left))


def _days_of_residence(left: list[float]) -> float:
    """Return the days of residence at which the published values come nearest to the curve, by least squares."""

    def off(log_days: float) -> float:
        days = math.exp(log_days)
        return sum((_at(left, half_life / days) - published) ** 2 for half_life, published in PUBLISHED.items())

    bounds = (math.log(_SHORTEST_DAYS), math.log(_LONGEST_DAYS))
    return math.exp(float(minimize_scalar(off, bounds=bounds, method="bounded").x))


def _curves(left: list[float], days: float, got: list[float]) -> tuple[Curve, ...]:
    labels = ("half-life over residence in a feed", "illegal content, share of no moderation")
    published = tuple(PUBLISHED.values())
    nothing = (None,) * len(left)
    return (
        Curve("removal", *labels, _RATIOS, tuple(left), nothing),
        Curve("at the published half-lives", *labels, tuple(h / days for h in PUBLISHED), tuple(got), published),
    )
