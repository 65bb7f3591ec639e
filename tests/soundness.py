"""What must be true of any market at any time."""

import numpy as np
from scipy.stats import poisson

from sim import Marketplace
from sim.state.posts import ALIVE, FATES, KNOCKED_OUT, REMOVED
from tests import worlds

SOMETIMES_UNDEFINED = ("step.credibility", "step.feed_quality", "step.bad_slot_share", "step.diversity")
"""Credibility has no value before anyone was reached, and feeds have none while they are all empty."""
SHARES = ("appeal", "quality", "fragility", "friction", "visibility", "endorsement", "note_leaves")
COUNTS = ("rounds", "reads", "likes", "shares", "quoted", "rebuttals_aimed", "rebuttals_silenced", "rebuttal_force")


def faults(market: Marketplace) -> list[str]:
    """Return every breach of what must be true of any market at any time."""
    # Of a market in which nobody stands there is nothing to say.
    empty = tuple(f"_at.{name}" for name, n in zip(market.markets.names, market.markets.sizes, strict=False) if n == 0)
    columns = {name: column for name, column in worlds.state_of(market).items() if not name.endswith(empty)}
    found = [name for name, column in columns.items() if _is_unsound(name, column)]
    members, posts = market.members.columns, market.forum.posts.in_use()
    found += [name for name in ("trust", "trust_prior") if not within(getattr(members, name), 0.0, 1.0)]
    found += [name for name in ("visit_chance", "warned") if not within(getattr(members, name), 0.0, 1.0)]
    found += [name for name in ("fear", "met", "corrected") if (getattr(members, name) < 0).any()]
    found += [name for name in (*COUNTS, "defence_force") if (posts[name] < 0).any()]
    found += [name for name in SHARES if not within(posts[name], 0.0, 1.0)]
    found += [name for name in ("likes", "shares", "quoted") if (posts[name] > posts["reads"]).any()]
    if (posts["rebuttals_silenced"] > posts["rebuttals_aimed"] + 1e-9).any():
        found.append("more rebuttals silenced than aimed")
    if len(posts) - len(np.unique(posts["key"])) > by_chance(len(posts)):
        found.append("two posts of one identity")
    return found + _faults_of_fates(posts)


def by_chance(n: int) -> float:
    """Return how many of n identities, words of 32 bits, may be another's too: more come once in a thousand million."""
    return float(poisson.isf(1e-9, n * (n - 1) / 2.0**33))


def _is_unsound(name: str, column: np.ndarray) -> bool:
    """Tell whether a column holds what is no number."""
    return column.dtype.kind == "f" and not name.startswith(SOMETIMES_UNDEFINED) and not np.isfinite(column).all()


def within(column: np.ndarray, low: float, high: float) -> bool:
    """Tell whether all of a column lies between two bounds."""
    return bool(((column >= low) & (column <= high)).all())


def _faults_of_fates(posts: np.ndarray) -> list[str]:
    found = []
    if not np.isin(posts["fate"], range(len(FATES))).all():
        found.append("a fate without a name")
    if ((posts["fate"] == KNOCKED_OUT) & ((posts["knocked_out"] < 0) | (posts["rounds"] < 1))).any():
        found.append("knocked out without a round")
    if ((posts["fate"] == REMOVED) & (posts["removed"] < 0)).any():
        found.append("removed without a date")
    if ((posts["standing"] < 0) & (posts["knocked_out"] < 0)).any():
        found.append("below zero and not knocked out")
    dated = posts["fate"] != ALIVE
    if (posts["fate_tick"][dated] < posts["born"][dated]).any():
        found.append("an end before the beginning")
    return found
