"""Worlds drawn from the declarations: whatever is declared anew is drawn as well."""

from typing import Any

from hypothesis import reject
from hypothesis import strategies as st
from pydantic import ValidationError

from sim import Scenario
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import Declaration, declarations
from sim.scenario import Claim, MarketSettings
from sim.scenario.families import combining_block
from tests import worlds


def values(about: Declaration) -> st.SearchStrategy[Any]:
    """Return a strategy for a parameter's values: its bounds, and its plausible range more often."""
    if isinstance(about.default, bool):
        return st.booleans()
    if isinstance(about.default, int):
        return st.integers(int(about.low), int(min(about.high, 40)))
    plausible = st.floats(*about.plausible) if about.plausible else st.nothing()
    return plausible | st.sampled_from([float(about.low), float(about.high)]) | st.floats(about.low, about.high)


def _block(abouts: list[Declaration]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={about.name: values(about) for about in abouts})


def _options(family: str) -> st.SearchStrategy[dict[str, Any]]:
    names = [name for name in option_names(family) if name != "edge_list"]
    kinds = {name: _block(list(declarations(option_class(family, name)))) for name in names}
    return st.sampled_from(names).flatmap(lambda kind: kinds[kind].map(lambda given: {"kind": kind, **given}))


def _parts(family: str) -> st.SearchStrategy[dict[str, Any]]:
    shared = _block(list(declarations(combining_block(family, option_names(family)))))
    parts = {name: _block(list(declarations(option_class(family, name)))) for name in option_names(family)}
    if family == "metrics":
        return st.just({})
    return st.tuples(shared, st.fixed_dictionaries({}, optional=parts)).map(lambda two: two[0] | two[1])


def declared_settings(ticks: int) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for settings of small worlds: any option of each family, any number within its bounds."""
    drawn = {name: _parts(name) if family.combines else _options(name) for name, family in FAMILIES.items()}
    claim = _block([about for about in declarations(Claim) if about.name != "published_per_day"])
    rival = _block(list(declarations(Claim))).map(lambda given: given | {"serves": "critic"})
    claims = st.fixed_dictionaries({"rival": rival, "campaign": claim.map(lambda given: given | {"counters": "rival"})})
    market = _block(list(declarations(MarketSettings)))
    drawn["markets"] = st.sampled_from([(), (), ("overseas", "home")]).flatmap(
        lambda names: st.fixed_dictionaries(dict.fromkeys(names, market))
    )
    drawn["tick_minutes"] = st.sampled_from([10.0, 60.0, 60.0, 180.0, 1440.0])
    drawn["members"] = st.integers(1, 60)
    base = worlds.settings()
    return st.fixed_dictionaries(drawn | {"claims": claims}).map(
        lambda given: worlds.changed(
            base, {"narratives.claims": given.pop("claims"), "ticks": ticks} | _dotted_once(given)
        )
    )


def _dotted_once(drawn: dict[str, Any]) -> dict[str, Any]:
    flat = {}
    for name, value in drawn.items():
        block = value if isinstance(value, dict) else None
        flat[name] = value if block is None else worlds.changed({}, block)
    return flat


def checked(drawn: dict[str, Any]) -> Scenario:
    """Return the scenario; settings that are each within bounds and contradict one another are not asked about."""
    try:
        return Scenario(**drawn)
    except ValidationError as refused:
        assert {error["type"] for error in refused.errors()} == {"value_error"}  # noqa: PT017 - then it is put aside
        reject()


def calm(drawn: dict[str, Any]) -> dict[str, Any]:
    """Return the world with so little chatter that an item stays in sight for a tick; any other is refused."""
    feed, hours = drawn["feed"], drawn["tick_minutes"] / 60.0
    most = feed.get("length", 15) / hours
    return drawn | {"feed": feed | {"chatter": min(feed.get("chatter", 4.0), most / 2.0)}}
