"""R_nudges: what cutting every share does to engagement."""

from typing import Any, ClassVar

from experiments.evidence._contract import Check, Curve, Item, Outcome, around
from experiments.evidence.mills import mill
from sim.base.parameters import parameter
from sim.run import live
from sim.scenario import Scenario

REPORTED = {0.05: 0.066, 0.1: 0.124, 0.2: 0.226, 0.4: 0.389}
"""Loss of engagement by cut. Source: Bak-Coleman et al. 2022, figures of the preprint."""
_WITHIN = 0.025
_WITHIN_FORMULA = 0.01
_ACCOUNTS = 200
_POSTS_PER_DAY = 24.0
_LAST_TICKS = 40


class SharingNudges(Item):
    """Cutting every share by a few per cent cuts engagement by more, as in a cascade that branches.

    Posts of accounts that look like members spread among readers who pass them on with one chance; engagement counts
    posts and shares. The nudge is the platform's.
    """

    id: ClassVar[str] = "R_nudges"
    expected: ClassVar[str] = (
        "cuts of 5, 10, 20, 40% lose 6.6, 12.4, 22.6, 38.9% of engagement; by the formula for a branching cascade, "
        "R x / (1 − R(1 − x)), R as it came out (with R = .605: 7.1, 13.3, 23.4, 38.0%)"
    )
    tolerance: ClassVar[str] = "± 2.5 points of what is reported, ± 1 point of the formula"
    source: ClassVar[str] = "Bak-Coleman et al. 2022, Nature Human Behaviour (figures of the preprint)"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 20.0
    reproduces: float = parameter(
        0.605, unit="shares", bounds=(0.05, 0.9), meaning="R: shares that one post or share draws.", source="6-EVIDENCE"
    )
    members: int = parameter(
        20_000, unit="members", bounds=(1_000, 1_000_000), meaning="Size of the network.", source="Assumption: no echo"
    )
    followees: float = parameter(
        10.0, unit="members", bounds=(2.0, 100.0), meaning="How many each follows.", source="Assumption: any"
    )
    ticks: int = parameter(
        240, unit="ticks", bounds=(50, 10_000), meaning="Length of a run.", source="Assumption: thousands of cascades"
    )

    def examine(self, seed: int) -> Outcome:
        """Run the same world without a nudge and with each cut, under the same chance."""
        whole, n_posts = self._engagement(0.0, seed)
        got = {cut: 1.0 - self._engagement(cut, seed)[0] / whole for cut in REPORTED}
        # As it came out: a post that reaches somebody twice is passed on once.
        branches = 1.0 - n_posts / whole
        formula = {cut: lost_by_branching(branches, cut) for cut in REPORTED}
        checks: list[Check] = [around(f"cut {x:.0%}", lost, got[x], _WITHIN) for x, lost in REPORTED.items()]
        checks += [around(f"cut {x:.0%}, formula", lost, got[x], _WITHIN_FORMULA) for x, lost in formula.items()]
        labels = ("share of shares prevented", "share of engagement lost")
        curve = Curve("engagement", *labels, tuple(got), tuple(got.values()), tuple(REPORTED.values()))
        note = f"R as it came out, shares over posts and shares: {branches:.3f}; the formula is held to that."
        return Outcome(tuple(checks), note=note, curves=(curve,))

    def _engagement(self, cut: float, seed: int) -> tuple[float, int]:
        """Return posts and shares of all cascades, and the posts."""
        record = live(self._world(cut), seed, 0, lambda _tick: None)
        return float(len(record.posts) + record.posts["shares"].sum()), len(record.posts)

    def _world(self, cut: float) -> Scenario:
        habits = {"visits_per_day": 24.0, "visits_spread": 0.0, "items_per_visit": 8.0, "items_spread": 0.0}
        conduct: dict[str, Any] = {"kind": "reader", "habits": habits, "attention_base": 1.0, "novelty_decay": 0.0}
        conduct |= {"share_rate": self.reproduces / self.followees, "share_floor": 1.0, "quote_rate": 0.0}
        return mill(
            {"kind": "fixed"},
            claim={"serves": "state", "appeal": 1.0},
            members=self.members,
            ticks=self.ticks,
            conduct=conduct,
            feed={"kind": "newest", "chatter": 0.0},
            ties={"kind": "poisson", "followees": self.followees, "infiltration": self.followees / self.members},
            strategy={"kind": "broadcast", "overt_posts": 0.0, "covert_posts": _POSTS_PER_DAY, "covert_replies": 0.0},
            operation={"overt": 0, "covert": _ACCOUNTS, "stops_at": float(self.ticks - _LAST_TICKS)},
            enforcement={"nudge": {"cut": cut}} if cut > 0.0 else {},
        )


def lost_by_branching(reproduces: float, cut: float) -> float:
    """Return R x / (1 − R(1 − x)), the share of a subcritical cascade lost, its seed counted, where x of R is cut."""
    return reproduces * cut / (1.0 - reproduces * (1.0 - cut))
