"""Any valid small world: every option, markets with rules of their own, shocks, networks, accounts, a budget."""

import math
from collections.abc import Callable
from typing import Any, get_args

from hypothesis import reject
from hypothesis import strategies as st
from pydantic import ValidationError

from sim import Scenario
from sim.base.options import FAMILIES
from sim.base.parameters import declarations
from sim.scenario import Claim, MarketSettings, News, Operation, Shock
from sim.scenario.markets import OF_A_MARKET
from sim.state.inputs import Inputs
from tests import worlds
from tests.property.declared_blocks import block, rules, values
from tests.property.drawn_inputs import networks, releases

_SEGMENTS = ({"everyone": 1.0}, {"left": 0.4, "middle": 0.3, "right": 0.3}, {"few": 0.1, "many": 0.9})
_STARTS = ("2017-08-01", "2016-02-29")
_DAYS = ("2017-08-01", "2017-08-02", "2018-01-01")
_MUST_HAVE = {"takedown_wave": ("share",), "congress": ("pace", "lead")}
_OF_ONE_KIND = ("share", "pace", "lead")
_OF_THE_OPERATION = ("pushed_from", "pushed_by")


@st.composite
def declared_settings(draw: st.DrawFn, ticks: int) -> dict[str, Any]:
    """Draw the settings of a small world: any option of each family, any number within its bounds."""
    world = {family: draw(rules(family)) for family in FAMILIES}
    if world["belief"]["kind"] != "bayesian_source":
        world["rebuttals"].pop("inoculation", None)  # no other reader weighs the reports that it would make them doubt
    world["ticks"] = ticks
    world["members"] = draw(st.integers(1, 60))
    world["tick_minutes"] = draw(st.sampled_from([10.0, 60.0, 60.0, 180.0, 1440.0]))
    world["narratives"] = draw(_narratives())
    world["news"] = draw(block(News))
    world["shocks"] = {"dated": draw(st.lists(_shocks(ticks * world["tick_minutes"] / 60.0), max_size=4))}
    world["markets"] = draw(_markets(world["feed"]))
    world["operation"] = worlds.OPERATION | draw(block(Operation, "accounts"))
    world["operation"]["starts_on"] = draw(st.sampled_from(_STARTS))
    return _with_inputs(draw, world)


@st.composite
def _narratives(draw: st.DrawFn) -> dict[str, Any]:
    segments = draw(st.sampled_from(_SEGMENTS))
    resonance = {"resonance": st.fixed_dictionaries({}, optional=dict.fromkeys(segments, st.floats(0.0, 3.0)))}
    own, critics = block(Claim, "published_per_day", "serves"), block(Claim, "serves", *_OF_THE_OPERATION)
    claims = {"rival": draw(critics) | {"serves": "critic"}, "campaign": draw(own) | {"counters": "rival"}}
    if draw(st.integers(0, 3)):
        nobodys = block(Claim, "published_per_day", "serves", *_OF_THE_OPERATION)
        claims["cheer"] = draw(own.map(_serving("state")) | own.map(_serving("state")) | nobodys.map(_serving("none")))
    heard = st.fixed_dictionaries({}, optional=resonance)
    return {"segments": segments, "claims": {name: claim | draw(heard) for name, claim in claims.items()}}


def _serving(side: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claim: claim | {"serves": side}


@st.composite
def _shocks(draw: st.DrawFn, hours: float) -> dict[str, Any]:
    """Draw a shock that comes within the run, on its date or never; what belongs to one kind is given to no other."""
    kind = draw(st.sampled_from(get_args(Shock.model_fields["kind"].annotation)))
    given: dict[str, Any] = {} if kind == "congress" else draw(block(Shock, "kind", "hour", *_OF_ONE_KIND))
    abouts = {about.name: about for about in declarations(Shock)}
    given |= {name: draw(values(abouts[name])) for name in _MUST_HAVE.get(kind, ())}
    within = st.floats(0.0, hours) | values(abouts["hour"])
    moment = st.fixed_dictionaries({"date": st.sampled_from(_DAYS)}) | st.fixed_dictionaries({"hour": within})
    return {"kind": kind} | given | draw(moment)


@st.composite
def _markets(draw: st.DrawFn, feed: dict[str, Any]) -> dict[str, Any]:
    """Draw no market, or two of which each may have a censor and a platform of its own; ``feed`` is the scenario's."""
    own = {family: rules(family) for family in OF_A_MARKET if family != "feed"}
    own["feed"] = rules("feed").map(lambda ranking: _beside(ranking, feed))
    names = draw(st.sampled_from([(), (), ("overseas", "home")]))
    return {
        name: draw(block(MarketSettings, *OF_A_MARKET)) | draw(st.fixed_dictionaries({}, optional=own))
        for name in names
    }


def _beside(ranking: dict[str, Any], feed: dict[str, Any]) -> dict[str, Any]:
    """Return a market's own ranking that fits the scenario's feed: as long, as busy, and one agreement for both."""
    common, scoring = ("length", "chatter"), ("recompute", "memory")
    if ranking["kind"] != "bridging":
        return {name: value for name, value in ranking.items() if name not in common}
    own = {name: value for name, value in ranking.items() if name not in (*common, *scoring)}
    return own | {name: feed[name] for name in scoring if name in feed}


def _with_inputs(draw: st.DrawFn, world: dict[str, Any]) -> dict[str, Any]:
    """Hand in the network that ties of one's own need, and sometimes accounts in place of those of the figures."""
    inputs, n_segments = Inputs(), len(world["narratives"]["segments"])
    if world["ties"]["kind"] == "edge_list":
        world["ties"]["path"] = "drawn"
        inputs = draw(networks(world["members"], n_segments, reshares=world["conduct"]["kind"] == "resharer"))
    if inputs.nodes is not None and not world["rebuttals"].get("professionals"):
        world["rebuttals"]["professionals"] = {}
    if inputs.nodes is None and draw(st.sampled_from([False, False, True])):
        world["operation"]["accounts"] = {"kind": "release", "path": "drawn"}
        inputs = inputs._replace(accounts=draw(releases()))
    return world | {"inputs": inputs}


def checked(drawn: dict[str, Any]) -> Scenario:
    """Return the scenario; settings that are each within bounds and contradict one another are not asked about."""
    try:
        return Scenario(**drawn)
    except ValidationError as refused:
        assert {error["type"] for error in refused.errors()} == {"value_error"}  # noqa: PT017 - then it is put aside
        reject()


def calm(drawn: dict[str, Any]) -> dict[str, Any]:
    """Return the world with the chatter cut, where it must be, to the most that leaves an item in sight for a tick."""
    feed, hours = drawn["feed"], drawn["tick_minutes"] / 60.0
    too_much = feed.get("length", 15) / hours
    most = math.nextafter(too_much, 0.0, steps=4)
    return drawn | {"feed": feed | {"chatter": min(feed.get("chatter", 4.0), most)}}
