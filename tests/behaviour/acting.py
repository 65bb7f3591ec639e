"""Worlds in which a setting has something to do, and whether two of them are the same world.

A setting that is declared must act: its tests are generated from the declarations. What does not act stands in
``EXEMPT``, with the reason and with two values that are tried, so that no exemption outlives its truth.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim import RunResult, Scenario, simulate
from sim.base.options import option_class
from sim.state.inputs import EdgeList, Inputs, ReleasedAccounts
from tests import worlds

SEED = 3

LEARNING = {"narratives.claims.sound.counters": "rival", "operation.persona_fit": 0.8, "operation.covert": 200}
CALLING = {"strategy.kind": "reactive", "strategy.threshold": 0.0, "operation.covert": 60}
AGED = CALLING | {"operation.recruits_aged": 900.0}
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
    "strategy.covert_shares": {"strategy.overt_posts": 12.0},
    # What worthless messages look like shows where some are posted.
    **{f"strategy.{dial}": {"strategy.worthless": 1.0} for dial in ("deception", "flooding")},
    "operation.costs.share": {"strategy": {"kind": "amplify", "overt_posts": 12.0, "covert_shares": 12.0}},
    "censorship.exported": {"censorship.exported": {"quota": 30.0, "threats": 30.0}, "conduct.rebut_rate": 0.6},
    # Posts that stay in sight, threads that grow long, and few who look below what is on top.
    "conduct.thread": {"conduct.thread.shown": 2, "feed.chatter": 0.5, "conduct.rebut_rate": 0.6},
    "conduct.indignation": {"shocks": {"dated": [{"kind": "expose", "hour": float(hour)} for hour in range(12)]}},
    "disclosure": DISCLOSED,
    **{f"disclosure.{dial}": STUDIED | {"disclosure.snapshot": 0.5} for dial in (*DIALS, "study")},
    # The snapshot is looked at where there is no content history.
    "disclosure.snapshot": STUDIED | {"disclosure.content_history": False},
    "operation.audience": {"operation.overt_followers": 150_000.0},
    "operation.costs.account": {"strategy.kind": "reactive", "strategy.threshold": 1.0},
    "operation.costs.recruitment": CALLING,
    "operation.costs.year_of_age": AGED,
    "operation.recruits_aged": AGED,
    "operation.on_sale": CALLING | {"strategy.recruits_per_day": 600.0},
    "strategy.divided": LEARNING | {"strategy.threshold": 0.0},
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
    "enforcement.downrank.strikes": {"enforcement": {"delay": 0.0, "threshold": 0.5, "downrank": {"strikes": 2}}},
    "metrics.fates.walkover": {"censorship": {"filter": {"catch": 0.5}}, "metrics.fates.unread": 6.0},
    "metrics.narrative_fates.window": {"rebuttals.blow": 1.0, "feed.chatter": 0.5},
    "metrics.narrative_fates.walkover": {
        "censorship": {"filter": {"catch": 0.5}},
        "metrics.narrative_fates.window": 6.0,
        "operation.stops_at": 20.0,
    },
    "metrics.rounds.fragile": {"rebuttals.blow": 5.0, "narratives.claims.campaign.fragility": 0.7},
    "metrics.rounds.evidenced": {
        "rebuttals.blow": 0.5,
        "rebuttals.professionals.worth_answering": 0.0,
        "narratives.claims.campaign.fragility": 0.15,
    },
}
"""What must be so for a parameter to matter; the longest name that a parameter's begins with is taken."""


class Exemption(NamedTuple):
    """A setting that changes no number: why, and two values of it (as changes to a world) that must not differ."""

    reason: str
    one: dict[str, Any]
    other: dict[str, Any]


def network(steps: tuple[int, ...] = (2, 3, 5, 7)) -> dict[str, Any]:
    """Return a network of one's own, as a file of ties is handed in: everybody follows four others."""
    pairs = np.array([(follower, (follower * step + 1) % 150) for follower in range(150) for step in steps])
    edges = EdgeList(150, *pairs[pairs[:, 0] != pairs[:, 1]].T)
    return {"ties": {"kind": "edge_list", "path": "a ring of one's own"}, "inputs": Inputs(edges=edges)}


def released() -> dict[str, Any]:
    """Return the accounts of a takedown, as a file of them is handed in."""
    accounts = ReleasedAccounts(created_hour=np.linspace(-9000.0, 40.0, 30), followers=np.linspace(0.0, 900.0, 30))
    return {"inputs": Inputs(accounts=accounts), "operation.accounts": {"kind": "release", "path": "a takedown"}}


def hot_world(name: str, chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a small world in which a parameter has something to do."""
    context = max((start for start in CONTEXTS if begins(name, start)), key=len, default=None)
    changes = CONTEXTS[context] if context else {}
    if changes is LEARNING and chosen.get("strategy.kind") == "reactive":
        changes = LEARNING | {"strategy.divided": 1.0, "strategy.threshold": 0.0}
    return worlds.changed(world_of(chosen), changes)


def world_of(chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the small world with these options and blocks; what another option has set goes where it is not known."""
    base = worlds.hot_settings()
    for family, kind in ((key.partition(".")[0], value) for key, value in chosen.items() if key.endswith(".kind")):
        same = base[family]["kind"] == kind
        shared = {key: value for key, value in base[family].items() if same or _knows(family, kind, key)}
        base[family] = shared | {"kind": kind}
    rest = {key: value for key, value in chosen.items() if not key.endswith(".kind") and "." not in key}
    parts = {key: value for key, value in chosen.items() if "." in key and not key.endswith(".kind")}
    return worlds.changed(base | rest, parts)


def begins(name: str, start: str) -> bool:
    return name == start or name.startswith((f"{start}.", f"{start} "))


def _knows(family: str, kind: str, key: str) -> bool:
    return key in option_class(family, kind).model_fields


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


_NAMES_A_FILE = "names a file; what is in it is read before the run and handed in as arrays"
_TOLD = {"title": "A title", "question": "Why?", "hypotheses": ["H1"], "disclosed": {"accounts": 3, "posts": 4}}
_FACT = {"fact": "Something was said.", "source": "Somebody 2020"}
EXEMPT = {
    "seed": Exemption("the seed that a run is given comes in its place", {"seed": 0}, {"seed": 1}),
    "replicates": Exemption("how many runs are made, and not what one is", {"replicates": 1}, {"replicates": 3}),
    "threads": Exemption("how a run is made, and not what it is", {"threads": 1}, {"threads": 2}),
    "scenario": Exemption("a name", {"scenario": "one"}, {"scenario": "another"}),
    **{
        f"story.{name}": Exemption("told to people, read by no rule", {}, {f"story.{name}": value})
        for name, value in (_TOLD | {"facts": [_FACT]}).items()
    },
    "ties.path": Exemption(_NAMES_A_FILE, network(), network() | {"ties": {"kind": "edge_list", "path": "another"}}),
    "ties.nodes": Exemption(
        _NAMES_A_FILE, network(), network() | {"ties": network()["ties"] | {"nodes": "a file on its nodes"}}
    ),
    "operation.accounts.path": Exemption(
        _NAMES_A_FILE,
        released() | {"operation.accounts": {"kind": "release", "path": "one"}},
        released() | {"operation.accounts": {"kind": "release", "path": "another"}},
    ),
    "narratives.path": Exemption(_NAMES_A_FILE, {}, {"narratives.path": "a file"}),
    "shocks.path": Exemption(_NAMES_A_FILE, {}, {"shocks.path": "a file"}),
}
"""Settings that change no number, whatever they are."""
