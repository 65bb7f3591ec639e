"""Every declared parameter acts: a low and a high value of it make different worlds. The list is the declarations'."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import RunResult, Scenario, simulate
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import Declaration, declarations
from sim.scenario import Claim, MarketSettings
from sim.scenario.families import combining_block
from sim.state.inputs import EdgeList, Inputs
from tests import worlds

SEED = 3
ABOUT_THE_RUN = {"seed", "replicates", "threads"}
"""They say how a world is run and not what it is; each has a test of its own."""

LEARNING = {"narratives.claims.sound.counters": "rival", "operation.persona_fit": 0.8, "operation.covert": 200}
HUNTED = {"enforcement.suspension": {"reviews": 0.3, "threshold": 0.2}, "operation.covert": 60}

# Ticks of four hours, so that releases come, and are studied, several times in five days.
DISCLOSED = {
    "ticks": 30,
    "tick_minutes": 240.0,
    "operation.covert": 60,
    "operation.stops_at": 240.0,
    "operation.in_step": 0.5,
    "enforcement.suspension": {"reviews": 0.3, "threshold": 0.4},
    "feed.chatter": 1.0,
    "disclosure.wave": 2,
    "disclosure.every": 1.0,
    "disclosure.delay": 0.5,
}
STUDIED = DISCLOSED | {"disclosure.study.sample": 0.9, "disclosure.study.cutoff": 0.3, "disclosure.study.delay": 0.5}
DIALS = ("accounts", "posts", "content_history", "suspension_dates", "reasons")

DESKS = ("press", "critic")
ENFORCED = worlds.ENFORCED | {"breaker": {"threshold": 3.0, "hold": 6.0}}

OPEN_NOTES = {"delay": 0.0, "least_ratings": 3, "threshold": 0.1, "propose_rate": 1.0, "rate_rate": 1.0}

CONTEXTS: dict[str, dict[str, Any]] = {
    "narratives.claims.campaign.published_per_day": {"narratives.claims.campaign.serves": "critic"},
    "news": {
        "shocks": {"dated": [{"kind": "expose", "hour": float(hour), "by": by} for hour in range(9) for by in DESKS]}
    },
    "strategy.covert_shares": {"strategy.overt_posts": 12.0, "strategy.worthless": 0.0},
    "operation.costs.share": {"strategy": {"kind": "amplify", "overt_posts": 12.0, "covert_shares": 12.0}},
    "censorship.exported": {"censorship.exported": {"quota": 30.0, "threats": 30.0}, "conduct.rebut_rate": 0.6},
    "conduct.indignation": {"shocks": {"dated": [{"kind": "expose", "hour": float(hour)} for hour in range(12)]}},
    "disclosure": DISCLOSED,
    **{f"disclosure.{dial}": STUDIED | {"disclosure.snapshot": 0.5} for dial in (*DIALS, "study")},
    # The snapshot is looked at where there is no content history.
    "disclosure.snapshot": STUDIED | {"disclosure.content_history": False},
    "operation.audience": {"operation.overt_followers": 150_000.0},
    "operation.costs.account": {"strategy.kind": "reactive", "strategy.threshold": 1.0},
    "operation.costs.recruitment": {"strategy.kind": "reactive", "strategy.threshold": 0.0, "operation.covert": 60},
    "strategy.memory": LEARNING,
    "strategy.expected": LEARNING,
    "strategy.confidence": LEARNING,
    "strategy.matching": LEARNING,
    "strategy.loss_threshold": HUNTED,
    "strategy.loss_window": HUNTED | {"strategy.loss_threshold": 0.18},
    "strategy.cooldown": HUNTED,
    "strategy.hunted_pace": HUNTED,
    "strategy.accounts_per_day": HUNTED | {"strategy.loss_threshold": 1.0},
    "operation.budget": {"operation.covert": 200},
    "strategy.reply_force": {"strategy.covert_replies": 12.0},
    # Ticks of two hours, so that the run outlasts a burst.
    "strategy.burst_hours": {"tick_minutes": 120.0, "operation.stops_at": 240.0, "strategy.threshold": 215.0},
    "strategy.recruits_per_day": {"operation.covert": 60},
    "rebuttals.parry": {"conduct.defend_rate": 0.5},
    "rebuttals.professionals.courage": {"censorship.fear": {"half_life": 4.0, "punish": 1.0, "jail": 0.0}},
    "rebuttals.notes": {"rebuttals.notes": OPEN_NOTES},
    "rebuttals.notes.least_ratings": {"rebuttals.notes": OPEN_NOTES | {"threshold": -2.0}},
    "rebuttals.inoculation.repeats_every": {"tick_minutes": 240.0, "feed.chatter": 1.0},
    "feed.length": {"feed.chatter": 0.0},
    "markets.home": {"markets.home.lets_in": 0.1, "markets.home.lets_out": 0.1},
    "markets.home.covert": {"markets.home.lets_out": 0.0, "operation.covert": 300},
    "markets.home.lets_in": {},
    "markets.home.lets_out": {},
    "strategy.leak_threshold": {
        "markets": {"overseas": {}, "home": {"posters": 0.0}},
        "strategy.threshold": 1e6,
        "strategy.idle": 0.0,
    },
    "conduct.knocked_out_travel": {"rebuttals.blow": 5.0},
    "belief.knocked_out_weight": {"rebuttals.blow": 5.0},
    "censorship": {"censorship.fear": {"half_life": 4.0, "punish": 0.5}, "conduct.rebut_rate": 0.6},
    "censorship.capacity": {"censorship.filter": {}, "censorship.capacity": 20.0},
    "enforcement": {"enforcement": ENFORCED},
    "enforcement.report_rate": {"enforcement": ENFORCED | {"posture": "on_report"}},
    "enforcement.mistakes": {"enforcement": ENFORCED | {"posture": "on_report", "report_rate": 0.3}},
    "enforcement.downrank": {"enforcement": {"delay": 0.0, "threshold": 0.3, "downrank": {}}},
    "metrics.fates.walkover": {"censorship": {"filter": {"catch": 0.5}}, "metrics.fates.unread": 6.0},
    "metrics.narrative_knockout.window": {"rebuttals.blow": 1.0, "feed.chatter": 0.5},
    "metrics.rounds.fragile": {"rebuttals.blow": 5.0, "narratives.claims.campaign.fragility": 0.7},
    "metrics.rounds.evidenced": {
        "rebuttals.blow": 0.5,
        "rebuttals.professionals.worth_answering": 0.0,
        "narratives.claims.campaign.fragility": 0.15,
    },
}
"""What must be so for a parameter to matter; the longest name that a parameter's begins with is taken."""


def declared() -> Iterator[tuple[str, dict[str, Any], Declaration]]:
    """Yield every parameter with its place in the settings, and the choices under which it has a place."""
    for about in declarations(Scenario):
        if not about.name.startswith("feed.") and about.name not in ABOUT_THE_RUN:
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
            chosen = {f"{family}.kind": kind} | (_network() if kind == "edge_list" else {})
            yield f"{about.name} of {kind}", chosen, about


def _of_parts(family: str) -> Iterator[tuple[str, dict[str, Any], Declaration]]:
    for about in declarations(combining_block(family, option_names(family)), f"{family}."):
        yield about.name, {}, about
    for part in option_names(family) if family != "metrics" else ():
        for about in declarations(option_class(family, part), f"{family}.{part}."):
            yield about.name, {f"{family}.{part}": worlds.settings()[family].get(part, {})}, about


def _network() -> dict[str, Any]:
    pairs = np.array([(follower, (follower * step + 1) % 150) for follower in range(150) for step in (2, 3, 5, 7)])
    edges = EdgeList(150, *pairs[pairs[:, 0] != pairs[:, 1]].T)
    return {"ties": {"kind": "edge_list", "path": "a ring of one's own"}, "inputs": Inputs(edges=edges)}


def hot_world(name: str, chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a small world in which a parameter has something to do."""
    context = max((start for start in CONTEXTS if _begins(name, start)), key=len, default=None)
    base = worlds.hot_settings()
    for family, kind in ((key.partition(".")[0], value) for key, value in chosen.items() if key.endswith(".kind")):
        same = base[family]["kind"] == kind
        shared = {key: value for key, value in base[family].items() if same or _knows(family, kind, key)}
        base[family] = shared | {"kind": kind}
    rest = {key: value for key, value in chosen.items() if not key.endswith(".kind") and "." not in key}
    parts = {key: value for key, value in chosen.items() if "." in key and not key.endswith(".kind")}
    return worlds.changed(worlds.changed(base | rest, parts), CONTEXTS[context] if context else {})


def _begins(name: str, start: str) -> bool:
    return name == start or name.startswith((f"{start}.", f"{start} "))


def _knows(family: str, kind: str, key: str) -> bool:
    return key in option_class(family, kind).model_fields


def low_and_high(about: Declaration, now: Any) -> tuple[Any, Any]:
    """Return two values: the ends of the plausible range, or half and twice what stands in the small world."""
    if isinstance(about.default, bool):
        return False, True
    whole = isinstance(about.default, int)
    low, high = about.plausible or (now / 2, now * 2 or about.high)
    low, high = (min(max(value, about.low), about.high) for value in (low, high))
    return (round(low), round(high)) if whole else (float(low), float(high))


def value_at(settings: dict[str, Any], name: str, default: Any) -> Any:
    """Return the value that stands at a dotted name, or the default."""
    found: Any = settings
    for step in name.split("."):
        if not isinstance(found, dict) or step not in found:
            return default
        found = found[step]
    return found


def numbers(result: RunResult) -> dict[str, Any]:
    """Return what came out; columns that only repeat a setting are left out."""
    posts = result.posts.drop(columns=["appeal", "fragility", "standing"])
    return {"summary": result.summary, "steps": result.steps, "posts": posts}


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    tables = (pd.DataFrame.equals(one[name], other[name]) for name in ("steps", "posts"))
    return one["summary"] == other["summary"] and all(tables)


@cache
def _numbers_under(written: str) -> dict[str, Any]:
    return numbers(simulate(_ASKED_FOR[written], SEED))


_ASKED_FOR: dict[str, Scenario] = {}


def numbers_of(scenario: Scenario) -> dict[str, Any]:
    """Return what comes out of a scenario; many parameters are held against the same one, which runs once."""
    written = repr(scenario.settings())
    _ASKED_FOR[written] = scenario
    return _numbers_under(written)


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


def test_every_context_is_used_by_some_parameter() -> None:
    names = [about.name for _, _, about in PARAMETERS]
    assert [start for start in CONTEXTS if not any(_begins(name, start) for name in names)] == []


@pytest.mark.parametrize("kind", ["threads", "replicates"])
def test_how_a_world_is_run_is_no_part_of_it(kind: str) -> None:
    one, many = (simulate(worlds.world(**{kind: number}), SEED) for number in (1, 3))
    assert same(numbers(one), numbers(many))


def test_the_seed_of_a_scenario_is_the_seed_of_its_run() -> None:
    one, other = (simulate(worlds.world(seed=number)) for number in (0, 1))
    assert not same(numbers(one), numbers(other))
    assert same(numbers(one), numbers(simulate(worlds.world(seed=1), seed=0)))


def test_the_story_changes_no_number() -> None:
    told = worlds.world(story={"title": "A title", "hypotheses": ["H1"]}, scenario="a name")
    assert same(numbers(simulate(worlds.world(), SEED)), numbers(simulate(told, SEED)))
