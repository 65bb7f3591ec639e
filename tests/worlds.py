"""Small worlds for tests: a market with every actor in it, and the ways to change it."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np

from sim import Marketplace, Scenario

OPERATION = {"overt": 3, "covert": 20, "audience": 30_000.0, "overt_followers": 3000.0, "stops_at": 48.0}
FULL = {"filter": {}, "friction": {}, "fear": {}}
ENFORCED: dict[str, Any] = {
    "delay": 2.0,
    "mistakes": 0.2,
    "search_mistakes": 0.1,
    "label": {},
    "downrank": {},
    "removal": {"half_life": 6.0},
    "breaker": {"threshold": 6.0, "hold": 4.0},
    "nudge": {},
    "suspension": {"reviews": 2.0, "threshold": 0.4, "appeal_delay": 8.0},
}
"""Every part of enforcement, quick enough to be seen within a day and a half."""
DISCLOSED: dict[str, Any] = {
    "kind": "full",
    "wave": 2,
    "every": 0.25,
    "delay": 0.1,
    "snapshot": 0.25,
    "study": {"sample": 0.9, "cutoff": 0.3, "delay": 0.1, "heed": 0.5},
}
"""Releases that come, and are studied, several times within a day and a half."""
SWAMPING = {"kind": "amplify", "worthless": 1.0, "overt_posts": 0.0, "covert_shares": 0.0}
"""Inauthentic accounts as SimSoM has them: worthless messages in every tick, and no boosting."""
RULE_SETS: dict[str, dict[str, Any]] = {
    "open": {},
    "full censorship": {
        "censorship": {
            "filter": {"catch": 0.3},
            "friction": {"half_life": 8.0},
            "fear": {"half_life": 2.0, "punish": 0.9},
        },
    },
    "suspension": {"enforcement": {"suspension": {"reviews": 2.0, "threshold": 0.4}}},
    "newest, complete, reactive": {
        "strategy": {"kind": "reactive", "covert_posts": 2.0, "threshold": 5.0, "burst_hours": 12.0},
        "rebuttals": {"crowd": {}, "professionals": {"per_1000_members": 150.0}},
        "feed": {"kind": "newest"},
        "ties": {"kind": "complete"},
    },
    "news and shocks": {
        "censorship": {"fear": {"half_life": 2.0, "punish": 0.9, "reported": 0.5}},
        "shocks": {
            "dated": [
                {"kind": "expose", "hour": 4.0},
                {"kind": "ruling", "hour": 5.0, "about": "critic", "by": "critic"},
                {"kind": "takedown_wave", "hour": 20.0, "share": 0.5},
                {"kind": "congress", "hour": 18.0, "pace": 4.0, "lead": 8.0},
            ],
        },
    },
    "full disclosure, studied": {
        "enforcement": {"suspension": {"reviews": 1.0, "threshold": 0.4, "appeal_delay": 8.0}},
        "disclosure": DISCLOSED,
        "operation": OPERATION | {"covert": 60, "in_step": 0.5},
    },
    "exported, boosted": {
        "censorship": {"exported": {"quota": 300.0, "threats": 100.0}},
        "strategy": {"kind": "amplify", "worthless": 0.1, "overt_posts": 12.0, "covert_shares": 12.0},
        "enforcement": {"breaker": {"threshold": 2.0, "hold": 4.0}},
    },
    "top comments": {
        "conduct": {
            "kind": "reader",
            "habits": {"visits_per_day": 10.0},
            "rebut_rate": 0.6,
            "defend_rate": 0.3,
            "thread": {"shown": 2, "like_rate": 1.0},
        },
        "feed": {"kind": "engagement", "chatter": 0.5},
        "censorship": {"friction": {"half_life": 8.0}},
        "rebuttals": {"crowd": {"force": 0.3}, "professionals": {"per_1000_members": 60.0, "skill_spread": 0.5}},
    },
    "all enforcement": {"enforcement": ENFORCED},
    "all enforcement, on report": {
        "enforcement": ENFORCED | {"posture": "on_report", "report_rate": 0.3, "downrank": {"strikes": 2}}
    },
    "divide on a budget": {
        "strategy": {"kind": "divide", "covert_posts": 3.0, "covert_replies": 1.0, "overt_posts": 6.0, "matching": 0.7},
        "operation": OPERATION | {"budget": 80.0, "persona_fit": 0.8},
    },
    "adaptive, hunted": {
        "strategy": {"kind": "adaptive", "covert_posts": 3.0, "overt_posts": 6.0, "cooldown": 6.0},
        "enforcement": {"suspension": {"reviews": 1.0, "threshold": 0.4}},
    },
    "charm": {"strategy": {"kind": "charm", "overt_posts": 24.0, "covert_posts": 8.0, "covert_replies": 8.0}},
    "flood": {"strategy": {"kind": "flood", "surge": 1.0, "covert_posts": 6.0, "covert_replies": 12.0}},
    "two markets and a wall": {
        "markets": {
            "overseas": {
                "audience": 2.0,
                "enforcement": {"suspension": {"reviews": 1.0, "threshold": 0.4}},
                "disclosure": DISCLOSED,
            },
            "home": {
                "lets_in": 0.2,
                "lets_out": 0.5,
                "circumvents": 0.2,
                "posters": 0.5,
                "censorship": FULL,
                "feed": {"kind": "newest"},
            },
        },
    },
    "notes, inoculation": {
        "rebuttals": {
            "crowd": {},
            "notes": {"delay": 2.0, "least_ratings": 3, "threshold": 0.1, "propose_rate": 0.5, "rate_rate": 1.0},
            "inoculation": {"starts_at": 6.0, "repeats_every": 12.0, "half_life": 12.0},
        },
    },
    "bridging feed": {"feed": {"kind": "bridging", "recompute": 4.0}},
    "resharers": {
        "strategy": SWAMPING | {"deception": 0.3, "flooding": 2.0},
        "belief": {"kind": "fixed"},
        "conduct": {"kind": "resharer"},
        "feed": {"kind": "engagement", "chatter": 0.0, "length": 6},
        "ties": {"kind": "random_walk", "followees": 6.0, "infiltration": 0.1},
    },
}
"""Rules that between them pass through every kernel; changes to ``settings``."""
_SEGMENTS = {"left": 0.4, "middle": 0.3, "right": 0.3}


def settings(**changes: Any) -> dict[str, Any]:
    """Return the settings of a small market with all actors on; ``changes`` replace whole blocks."""
    claims = {
        "rival": {"serves": "critic", "fragility": 0.5, "published_per_day": 0.4, "prior": 0.0},
        "campaign": {"counters": "rival", "resonance": {"left": 1.5, "right": 0.5}},
        "sound": {"fragility": 0.05, "appeal": 0.6},
    }
    world: dict[str, Any] = {
        "members": 150,
        "ticks": 60,
        "strategy": {"kind": "broadcast", "covert_posts": 2.0, "covert_replies": 1.0, "overt_posts": 6.0},
        "rebuttals": {"crowd": {}, "professionals": {"per_1000_members": 60.0}},
        "belief": {"kind": "bayesian_source"},
        "conduct": {"kind": "reader", "habits": {"visits_per_day": 10.0}, "quote_rate": 0.2, "rebut_rate": 0.2},
        "feed": {"kind": "engagement"},
        "ties": {"kind": "segments", "followees": 12.0},
        "censorship": {},
        "enforcement": {},
        "disclosure": {"kind": "none"},
        "operation": OPERATION,
        "narratives": {"segments": _SEGMENTS, "claims": claims},
    }
    return world | changes


def world(**changes: Any) -> Scenario:
    """Return the small market as a checked scenario."""
    return Scenario(**settings(**changes))


def changed(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with single values changed by dotted name: ``{"rebuttals.crowd.force": 1.0}``.

    Blocks that are missing or off on the way come into being.
    """
    altered: dict[str, Any] = deepcopy(dict(base))
    for name, value in changes.items():
        *way, last = name.split(".")
        block = altered
        for step in way:
            if not isinstance(block.get(step), dict):
                block[step] = {}
            block = block[step]
        block[last] = value
    return altered


def hot_settings(**changes: Any) -> dict[str, Any]:
    """Return the small market with more to read for everyone, so that every rule is put to use."""
    more = {
        "operation.overt_followers": 12_000.0,
        "rebuttals.professionals.followed_by": 0.2,
        "rebuttals.professionals.leader_followed_by": 0.5,
        "narratives.claims.rival.published_per_day": 1.5,
    }
    return changed(settings(), more) | changes


def lived(scenario: Scenario, *, one_by_one: bool = False, seed: int = 7) -> Marketplace:
    """Return a market that has lived through all its ticks."""
    market = Marketplace(scenario, seed, one_by_one=one_by_one)
    for _ in range(scenario.ticks):
        market.step()
    market.close()
    return market


def state_of(market: Marketplace) -> dict[str, np.ndarray]:
    """Return every column of a market's state, by name."""
    columns = {f"member.{name}": column for name, column in market.members.columns._asdict().items()}
    columns |= {f"account.{name}": column for name, column in market.accounts.columns._asdict().items()}
    columns |= {f"poster.{name}": column for name, column in market.posters.columns._asdict().items()}
    posts, comments = market.forum.posts.in_use(), market.forum.comments.in_use()
    columns |= {f"post.{name}": posts[name] for name in posts.dtype.names}
    columns |= {f"comment.{name}": comments[name] for name in comments.dtype.names}
    columns |= {f"feed.{name}": market.feeds[name] for name in market.feeds.dtype.names}
    return columns | {f"step.{name}": column for name, column in market.observer.steps().items()}


def bytes_of(market: Marketplace) -> dict[str, bytes]:
    """Return the bytes of every column of a market's state."""
    return {name: np.ascontiguousarray(column).tobytes() for name, column in state_of(market).items()}
