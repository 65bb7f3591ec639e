"""Every declared parameter acts: a low and a high value of it make different worlds. The list is the declarations'."""

from collections.abc import Iterator
from typing import Any

import pytest

from sim import Scenario, simulate
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import Declaration, declarations
from sim.scenario import Claim, MarketSettings
from sim.scenario.families import combining_block
from tests import worlds
from tests.behaviour.acting import CONTEXTS, EXEMPT, begins, hot_world, network, numbers, numbers_of, same

SEED = 3


def declared() -> Iterator[tuple[str, dict[str, Any], Declaration]]:
    """Yield every parameter with its place in the settings, and the choices under which it has a place."""
    for about in declarations(Scenario):
        # What belongs to an option is yielded once, with the option that has it.
        if about.name.split(".")[0] not in FAMILIES and about.name not in EXEMPT:
            yield about.name, {}, about
    for about in declarations(Claim, "narratives.claims.campaign."):
        yield about.name, {}, about
    for about in declarations(MarketSettings, "markets.home."):
        yield about.name, {"markets.overseas": {}, about.name: about.default}, about
    for family in FAMILIES.values():
        yield from _of_parts(family.key) if family.combines else _of_options(family.key)


def _of_options(family: str) -> Iterator[tuple[str, dict[str, Any], Declaration]]:
    for kind in option_names(family):
        for about in declarations(option_class(family, kind), f"{family}."):
            chosen = {f"{family}.kind": kind} | (network() if kind == "edge_list" else {})
            yield f"{about.name} of {kind}", chosen, about


def _of_parts(family: str) -> Iterator[tuple[str, dict[str, Any], Declaration]]:
    for about in declarations(combining_block(family, option_names(family)), f"{family}."):
        yield about.name, {}, about
    for part in option_names(family) if family != "metrics" else ():
        for about in declarations(option_class(family, part), f"{family}.{part}."):
            yield about.name, {f"{family}.{part}": worlds.settings()[family].get(part, {})}, about


def low_and_high(about: Declaration, now: Any) -> tuple[Any, Any]:
    """Return two values: the ends of the plausible range, or half and twice what stands in the small world."""
    if isinstance(about.default, bool):
        return False, True
    low, high = about.plausible or (now / 2, now * 2 or about.high)
    low, high = (min(max(value, about.low), about.high) for value in (low, high))
    return (round(low), round(high)) if about.whole else (float(low), float(high))


def value_at(settings: dict[str, Any], name: str, default: Any) -> Any:
    """Return the value that stands at a dotted name, or the default."""
    found: Any = settings
    for step in name.split("."):
        if not isinstance(found, dict) or step not in found:
            return default
        found = found[step]
    return found


def acts(settings: dict[str, Any], about: Declaration, now: Any) -> bool:
    """Return whether a low or a high value of a parameter makes another world than the value that stands there.

    Where nothing stands, the two are held against each other: giving any value at all would be a change.
    """
    ends = low_and_high(about, now)
    assert ends[0] != ends[1]
    low, high = (Scenario(**worlds.changed(settings, {about.name: end})) for end in ends)
    if now is None or isinstance(now, bool):
        return not same(numbers(simulate(low, SEED)), numbers(simulate(high, SEED)))
    stands = numbers_of(Scenario(**worlds.changed(settings, {about.name: now})))
    return any(not same(stands, numbers(simulate(end, SEED))) for end in (high, low))


PARAMETERS = list(declared())


@pytest.mark.parametrize(("chosen", "about"), [pytest.param(c, a, id=name) for name, c, a in PARAMETERS])
def test_a_low_and_a_high_value_make_different_worlds(chosen: dict[str, Any], about: Declaration) -> None:
    settings = hot_world(about.name, chosen)
    now = value_at(settings, about.name, about.default)
    ends = low_and_high(about, now)
    assert acts(settings, about, now), f"{about.name}: {ends[0]}, {now} and {ends[1]} gave the same numbers"


def test_every_parameter_has_a_name_a_unit_a_meaning_and_a_source() -> None:
    assert len(PARAMETERS) >= 100
    for name, _, about in PARAMETERS:
        assert about.unit, name
        assert len(about.meaning.split()) > 2, name
        assert about.source, name
        if about.plausible:
            assert about.low <= about.plausible[0] < about.plausible[1] <= about.high, name
        if about.default is not None and about.low is not None:
            assert about.low <= about.default <= about.high, name


def test_what_is_declared_is_tried_or_exempt_for_a_reason() -> None:
    blocks = [(Scenario, ""), (Claim, "narratives.claims.campaign."), (MarketSettings, "markets.home.")]
    blocks += [
        (option_class(key, name), f"{key}.{name}." if family.combines else f"{key}.")
        for key, family in FAMILIES.items()
        for name in option_names(key)
    ]
    everything = {about.name for block, prefix in blocks for about in declarations(block, prefix)}
    tried = {about.name for _, _, about in PARAMETERS}
    assert everything - tried == everything & set(EXEMPT)


def test_every_context_is_used_by_some_parameter() -> None:
    names = [about.name for _, _, about in PARAMETERS]
    assert [start for start in CONTEXTS if not any(begins(name, start) for name in names)] == []


def test_the_seed_of_a_scenario_is_the_seed_of_its_run() -> None:
    one, other = (simulate(worlds.world(seed=number)) for number in (0, 1))
    assert not same(numbers(one), numbers(other))
    assert same(numbers(one), numbers(simulate(worlds.world(seed=1), seed=0)))
