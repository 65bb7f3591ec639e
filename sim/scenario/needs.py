"""What options need of the rest of a world: an option that could act on nothing in it is refused.

An option names what it needs (``Declared.needs``); here stands how a world is asked for it, and what to do instead. A
number at 0 and a silent strategy are no lack: they are the arm of a comparison in which nothing is done.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from sim.base.options import FAMILIES
from sim.base.parameters import Declared
from sim.scenario.families import parts_on
from sim.scenario.markets import OF_A_MARKET

if TYPE_CHECKING:
    from sim.scenario import Scenario


class Need(NamedTuple):
    """What an option may need: whether a world ``has`` it, ``why`` the option is idle without it, what to do."""

    has: Callable[["Scenario"], bool]
    why: str
    instead: str


def _somebody_posts(world: "Scenario") -> bool:
    """Return whether a post may ever come: by accounts, critics, news, or members who write."""
    operation, nodes = world.operation, world.inputs.nodes
    professionals = world.rebuttals.professionals is not None or (nodes is not None and nodes.rebuttal.n > 0)
    published = any(claim.published_per_day > 0.0 for claim in world.narratives.claims.values())
    return (
        world.strategy.speaks
        or _n_overt(world) > 0
        or operation.covert > 0
        or operation.share is not None
        or world.inputs.accounts is not None
        or (nodes is not None and nodes.covert.n > 0)
        or (professionals and published)
        or bool(world.shocks.voices())
        or world.conduct.reshares
    )


def _n_overt(world: "Scenario") -> int:
    """Return how many overt accounts there are: the network's own, if it names nodes."""
    nodes = world.inputs.nodes
    return nodes.overt.n if nodes is not None and nodes.overt.n else world.operation.overt


NEEDS: dict[str, Need] = {
    "posts": Need(
        _somebody_posts,
        "nobody in this world ever posts (the operation is silent and has no accounts, no critic publishes, and there "
        "is no news), so there is nothing that it could be done to",
        "leave it out, or choose a strategy and give operation.overt or operation.covert",
    ),
    "reports weighed": Need(
        lambda world: world.belief.weighs_reports,
        "it makes readers take less from the reports that they weigh, and no belief option but bayesian_source has "
        "readers who weigh any",
        "choose belief=bayesian_source, or leave it out",
    ),
    "overt accounts": Need(
        lambda world: _n_overt(world) > 0,
        "covert accounts pass on what overt ones post, and with operation.overt=0 there is no overt one",
        "give operation.overt, or let covert accounts post themselves by strategy.worthless or another strategy",
    ),
}
"""All that options may need, by the names under which they ask for it."""


def idle_options(world: "Scenario") -> list[str]:
    """Return a sentence for each option of a world that could act on nothing in it."""
    return [
        f"{name}: {NEEDS[need].why}; {NEEDS[need].instead}"
        for name, option in _chosen(world)
        for need in option.needs
        if not NEEDS[need].has(world)
    ]


def _chosen(world: "Scenario") -> Iterator[tuple[str, Declared]]:
    """Yield the options that are chosen, and the parts that are on, by the names under which they are chosen."""
    for family, about in FAMILIES.items():
        if not about.combines:
            option = getattr(world, family)
            yield f"{family}={option.kind}", option
        else:
            yield from ((f"{family}.{name}", part) for name, part in parts_on(family, getattr(world, family)).items())
    for market, own in world.markets.items():
        for family in (family for family in OF_A_MARKET if getattr(own, family) is not None):
            rules, where = getattr(own, family), f"markets.{market}.{family}"
            if FAMILIES[family].combines:
                yield from ((f"{where}.{name}", part) for name, part in parts_on(family, rules).items())
            else:
                yield f"{where}={rules.kind}", rules
