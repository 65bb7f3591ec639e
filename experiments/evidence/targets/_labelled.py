"""Overt accounts in markets with and without a platform's hand on them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from experiments.evidence.watching import ONE_MARKET, campaign_posts, lived
from experiments.evidence.worlds import Worlds


class Endorsements(NamedTuple):
    """What the posts of overt accounts drew, and what a label there takes from the wish to endorse, 0 without one."""

    likes: int
    shares: int
    cut: float


def endorsements(worlds: Worlds, seed: int, enforcement: Mapping[str, Any]) -> Endorsements:
    """Return likes and shares of overt accounts' posts over five days of steady posting, under such enforcement."""
    design = ONE_MARKET | {"ticks": 144, "members": 8000, "operation.stops_at": 120.0, "enforcement": enforcement}
    world = worlds("diplomats_2019", changes=design)
    record = lived(world, seed)
    rows = campaign_posts(record, covert=False)
    label = world.enforcement.label
    likes, shares = int(record.posts.likes[rows].sum()), int(record.posts.shares[rows].sum())
    return Endorsements(likes, shares, 0.0 if label is None else 1.0 - label.endorsement_left())
