"""Rules of one market among several: ``markets.home.censorship=full`` chooses files as ``censorship=full`` does.

A group chosen for the whole scenario on the command line acts on all markets: it comes in place of what the scenario's
file chose for single ones, and only a choice on the same command line for a market is nearer than that.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from experiments.composing.checking import Composed
from experiments.composing.groups import Choice, Settings
from experiments.composing.layers import lay, layers
from experiments.composing.levels import clashes_in
from experiments.composing.overrides import Assignment, chosen_files
from experiments.composing.problems import COMMAND_LINE, Problem
from sim.base.options import FAMILIES
from sim.scenario.markets import OF_A_MARKET

MARKETS = "markets"


def drop_where_chosen_for_all(composed: Composed, choices: Mapping[str, Choice]) -> None:
    """Remove what the scenario's file chose for single markets of the groups ``choices`` made by hand, in place."""
    for family in set(choices) & set(OF_A_MARKET):
        for name in _markets(composed.tree):
            composed.tree[MARKETS][name].pop(family, None)


def choose_files(composed: Composed, settings: Settings, choices: Mapping[str, Choice]) -> list[Problem]:
    """Replace names of files by their content, in every market, in place; return the names that no file has."""
    problems = []
    for name in _markets(composed.tree):
        for family in OF_A_MARKET:
            path = (MARKETS, name, family)
            value = composed.tree[MARKETS][name].get(family)
            if isinstance(value, str | list):
                chosen = Assignment(path, value, str(value))
                problems += _lay_files(composed, settings, choices, chosen, composed.origin(path))
    return problems


def set_files(
    assignment: Assignment, composed: Composed, settings: Settings, choices: Mapping[str, Choice]
) -> list[Problem] | None:
    """Choose files for one market by hand, in place; None if the assignment is no such choice.

    To name the kind of an option is to choose its file, as it is for the whole scenario.
    """
    if assignment.path[3:] == ("kind",):
        assignment = Assignment(assignment.path[:3], assignment.value, assignment.text)
    path, value = assignment.path, assignment.value
    names = len(path) == 3 and path[0] == MARKETS and path[1] in _markets(composed.tree) and path[2] in OF_A_MARKET
    if not names or not isinstance(value, str | list):
        return None
    return _lay_files(composed, settings, choices, assignment, COMMAND_LINE)


def take_on_the_scenarios(assignment: Assignment, composed: Composed) -> None:
    """Give a market of which a dial is set the scenario's own option to set it in, in place, if it has none yet."""
    if len(assignment.path) < 4 or assignment.path[0] != MARKETS or assignment.path[2] not in OF_A_MARKET:
        return
    _, name, family = assignment.path[:3]
    market = composed.tree[MARKETS].get(name)
    if not FAMILIES[family].combines and isinstance(market, dict) and market.get(family) is None:
        own = {MARKETS: {name: {family: deepcopy(composed.tree.get(family))}}}
        lay(composed.tree, composed.origins, own, composed.origin((family, "kind")))


def on_every_market(assignment: Assignment, composed: Composed) -> Iterator[Assignment]:
    """Yield the same assignment for each market with rules of its own in which there is something to set."""
    family, rest = assignment.path[0], assignment.path[1:]
    for name in _markets(composed.tree) if family in OF_A_MARKET else ():
        own = composed.tree[MARKETS][name].get(family)
        if isinstance(own, dict) and rest and _has_a_place(family, rest, own):
            yield Assignment((MARKETS, name, *assignment.path), assignment.value, assignment.text)


def _has_a_place(family: str, rest: tuple[str, ...], own: Mapping[str, Any]) -> bool:
    """Return whether a market's ``own`` rules have what ``rest`` of a key names: a part that is on, a dial."""
    if FAMILIES[family].combines:
        return len(rest) == 1 or isinstance(own.get(rest[0]), dict)
    return rest[0] in own


def _lay_files(
    composed: Composed, settings: Settings, choices: Mapping[str, Choice], assignment: Assignment, source: str
) -> list[Problem]:
    family = assignment.path[-1]
    wanted, problems = chosen_files(family, assignment.value, assignment.text, settings.groups)
    problems = problems or clashes_in(settings, family, wanted, key=assignment.key)
    if problems:
        return [replace(problem, key=assignment.key, source=source) for problem in problems]
    # As if it had been chosen for the whole scenario.
    laid = layers(settings, tuple(sorted({**choices, family: wanted}.items())))
    composed.tree[MARKETS][assignment.path[1]][family] = None
    block: dict[str, Any] = deepcopy(laid.tree.get(family, {}))
    for name in reversed(assignment.path):
        block = {name: block}
    lay(composed.tree, composed.origins, block, source)
    return []


def _markets(tree: Mapping[str, Any]) -> list[str]:
    """Return the names of the markets whose settings are a mapping; anything else is refused by the declarations."""
    markets = tree.get(MARKETS)
    return [name for name in markets if isinstance(markets[name], dict)] if isinstance(markets, dict) else []
