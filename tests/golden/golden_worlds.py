"""The worlds whose numbers are golden: small and few, with every family of options at work in them.

They are lively (many visits, sharp rebuttals, quick reviews), so that threads are fought out, posts knocked out,
accounts suspended and releases studied within some days; at the settings of the scenarios little of that happens in a
world this small. A number that stays what it is whatever the rules would guard nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from experiments import compose
from sim import Scenario, simulate


class GoldenWorld(NamedTuple):
    """A scenario with its overrides, and the keys of its summary that are kept."""

    scenario: str
    overrides: tuple[str, ...]
    keys: tuple[str, ...]

    def composed(self) -> Scenario:
        """Return the scenario, checked."""
        return compose(self.scenario, *self.overrides)


_SMALL = ("members=200", "ticks=96", "seed=0")
_LIVELY = (
    *_SMALL,
    "conduct.habits.visits_per_day=10",
    "conduct.rebut_rate=0.3",
    "conduct.defend_rate=0.3",
    "rebuttals.blow=0.2",
    "feed.chatter=1",
    "operation.stops_at=72",
)
_PUNISHED = (
    "censorship=[full,exported]",
    "censorship.filter.catch=0.5",
    "censorship.fear.half_life=4",
    "censorship.fear.punish=0.9",
)
_HUNTED = (
    "enforcement=[maximal]",
    "enforcement.delay=2",
    "enforcement.suspension.reviews=2",
    "enforcement.suspension.threshold=0.4",
    "enforcement.suspension.appeal_delay=12",
)
_STUDIED = (
    "disclosure=full",
    "disclosure.wave=2",
    "disclosure.every=0.5",
    "disclosure.delay=0.25",
    "disclosure.study.delay=0.25",
)

WORLDS = {
    "open": GoldenWorld(
        "guo_2017",
        (*_LIVELY, "censorship=open", "strategy=divide", "rebuttals=[crowd,professionals,notes]", "feed=bridging"),
        ("reach_peak", "credibility_excess", "trust_state", "persuaded", "cost", "share_knocked_out", "rounds_median"),
    ),
    "censored": GoldenWorld(
        "guo_2017",
        (*_LIVELY, *_PUNISHED, "strategy=broadcast", "rebuttals=[crowd,professionals,inoculation]"),
        (
            *("reach_peak", "credibility_excess", "trust_critic", "trust_state", "speech_silenced"),
            *("share_walkover", "share_shelved"),
        ),
    ),
    "two markets, enforced and disclosed": GoldenWorld(
        "guo_2017",
        (*_LIVELY, *_HUNTED, *_STUDIED, "strategy=broadcast", "operation.in_step=0.5", "ties=preferential"),
        (
            *("reach_peak_home", "reach_peak_abroad", "credibility_excess_abroad", "platform_cost", "share_removed"),
            *("ordinary_accounts_suspended", "covert_accounts_suspended", "accounts_attributed", "share_exposed"),
        ),
    ),
    "simsom": GoldenWorld(
        "replication/simsom",
        ("members=200", "ticks=60", "seed=0"),
        ("feed_quality", "bad_slot_share", "diversity"),
    ),
    "opinions": GoldenWorld(
        "guo_2017",
        (*_LIVELY, "belief=bounded_confidence", "feed=newest", "ties=poisson", "strategy=charm"),
        ("credibility_final", "exposures", "share_knocked_out"),
    ),
}
"""By name."""


def golden_numbers() -> dict[str, dict[str, float | None]]:
    """Return the kept numbers of every world, made now; None where a number is undefined."""
    found = {}
    for name, world in WORLDS.items():
        summary = simulate(world.composed()).summary
        found[name] = {key: summary[key] for key in world.keys}
    return found
