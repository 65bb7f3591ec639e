"""What a world of any size takes up in memory, told from two small ones: every column grows in proportion."""

from sim import Marketplace, Scenario
from sim.marketplace_memory import memory_of

_SMALL, _LARGER = 1_000, 3_000


def memory_at(scenario: Scenario) -> dict[str, int]:
    """Return the bytes of every array of the scenario's world once it is seated, the largest first.

    A world too large to seat for the asking is told from two small ones, as members have the same columns in all.
    """
    if scenario.members <= _LARGER or scenario.inputs.edges is not None:
        sizes = _seated(scenario)
    else:
        small, larger = _seated(_of(scenario, _SMALL)), _seated(_of(scenario, _LARGER))
        more = (scenario.members - _LARGER) / (_LARGER - _SMALL)
        sizes = {name: size + round(more * (size - small.get(name, 0))) for name, size in larger.items()}
    return dict(sorted(sizes.items(), key=lambda column: -column[1]))


def _of(scenario: Scenario, members: int) -> Scenario:
    return scenario.model_copy(update={"members": members})


def _seated(scenario: Scenario) -> dict[str, int]:
    market = Marketplace(scenario, scenario.seed)
    sizes = memory_of(market)
    market.close()
    return sizes
