"""The pair of worlds that a command line asks a replay of, or all that is wrong with it in the command's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from experiments.app.asked import LARGEST, WorldAsked
from experiments.app.limits import FEWEST_MEMBERS, FEWEST_TICKS, MOST_MEMBERS, MOST_OVERRIDES, MOST_TICKS
from experiments.compare import worlds_to_compare
from experiments.compose import Composition
from experiments.composing.groups import settings_in
from experiments.composing.problems import BadInput, Problem
from experiments.configuration_folder import configuration_folder
from experiments.settings_to_compare import Compared, settings_to_compare

_SIZES = {"members": (FEWEST_MEMBERS, MOST_MEMBERS), "ticks": (FEWEST_TICKS, MOST_TICKS)}
_SCENARIO = "guo_2017"


def pair_asked(arguments: Sequence[str], seed: int) -> WorldAsked:
    """Return the pair that settings describe, read as `shelflife compare` reads them.

    Raises:
        BadInput: if they are not two settings, a world cannot be composed, or it is larger than a page shows.
    """
    compared, problems = settings_to_compare(arguments, settings_in(configuration_folder()).groups)
    if not problems and len(compared.settings) != 2:
        problems = [Problem("--replay", None, f"shows two settings; {len(compared.settings)} were given")]
    if problems:
        raise BadInput(problems)
    _refuse_sizes(compared, worlds_to_compare(compared))
    return _validated(compared, seed)


def _refuse_sizes(compared: Compared, worlds: Sequence[Composition]) -> None:
    given = dict(override.partition("=")[::2] for override in compared.common)
    problems = []
    for key, (fewest, most) in _SIZES.items():
        sizes = {getattr(world.scenario, key) for world in worlds}
        if all(fewest <= size <= most for size in sizes):
            continue
        rule = f"must be a whole number from {fewest:,} to {most:,} ({key}): a replay is no larger, and no smaller"
        # What nobody gave, the scenario says.
        source = {} if key in given else {"source": f"scenario {worlds[0].scenario.scenario}"}
        problems.append(Problem(key, str(max(sizes)), rule, **source))
    if problems:
        raise BadInput(problems)


def _validated(compared: Compared, seed: int) -> WorldAsked:
    sizes: dict[str, int | str] = {"scenario": _SCENARIO, "seed": seed}
    common = []
    for override in compared.common:
        key, _, value = override.partition("=")
        if key in _SIZES:
            sizes[key] = int(value)
        elif key == "scenario":
            sizes[key] = value
        else:
            common.append(override)
    a, b = (setting.overrides for setting in compared.settings)
    try:
        return WorldAsked.model_validate(sizes | {"common": common, "a": a, "b": b})
    except ValidationError as error:
        raise BadInput([_refusal(found) for found in error.errors(include_url=False)]) from None


def _refusal(found: Mapping[str, Any]) -> Problem:
    if found["loc"][0] == "seed":
        rule = f"must be at most {LARGEST:,}: a page keeps no larger one exact"
        return Problem("--seed", str(found["input"]), rule)
    rule = f"is more than a page takes: at most {MOST_OVERRIDES} settings a side, each of at most 120 characters"
    return Problem("--replay", None, rule)
