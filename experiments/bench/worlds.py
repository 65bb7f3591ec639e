"""The worlds that rows are measured on, and every kernel they need used once before the clock runs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim import Marketplace, Scenario

SEED = 11
_FEW_MEMBERS = 300
# A market this size has two dozen professionals by its defaults. Their number stays, however large the audience: each
# is followed by a share of it, so that as many for every thousand would be followed by everybody hundreds of times.
_POSTERS_OF = 2_000
_TWO_NARRATIVES = ("narratives=trade_dispute", "strategy=broadcast")


def overseas(*overrides: str) -> "Scenario":
    """Return guo_2017 as one market, the one overseas: everyone in it is within reach of every actor."""
    from experiments.compose import compose

    return compose("guo_2017", *overrides).model_copy(update={"markets": {}})


def crowd(members: int, threads: int = 1, ties: str = "segments") -> "Scenario":
    """Return a market of any size: two narratives, 20 followees a member, every actor on, as many posters in all."""
    from sim.base.options import option_class

    posters = overseas().rebuttals.professionals
    per_thousand = posters.per_1000_members * _POSTERS_OF / members
    held = f"rebuttals.professionals.per_1000_members={per_thousand!r}"
    world = overseas(*_TWO_NARRATIVES, held, f"members={members}", "ticks=720", f"threads={threads}")
    wired = option_class("ties", ties).model_validate({"kind": ties, "followees": 20.0})
    return world.model_copy(update={"ties": wired})


def resharers(members: int) -> "Scenario":
    """Return SimSoM's mechanism among members who follow 20 others each, without inauthentic accounts."""
    from experiments.compose import compose

    return compose("replication/simsom", f"members={members}", "ticks=720", "operation.share=0", "ties.followees=20")


def warmed_up(world: "Scenario", ticks: int = 120) -> None:
    """Live through the first ticks of a small world of the same rules, so that every kernel is there."""
    from sim import Marketplace

    professionals = world.rebuttals.professionals
    small = {"members": min(_FEW_MEMBERS, world.members)}
    if professionals is not None:
        few = professionals.model_copy(update={"per_1000_members": 80.0})
        small["rebuttals"] = world.rebuttals.model_copy(update={"professionals": few})
    market = Marketplace(world.model_copy(update=small), SEED)
    lived(market, ticks)
    market.close()


def lived(market: "Marketplace", ticks: int) -> "Marketplace":
    """Return the market after so many more ticks."""
    for _ in range(ticks):
        market.step()
    return market
