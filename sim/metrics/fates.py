"""Fates: how the operation's posts end."""

from collections.abc import Mapping
from typing import ClassVar

from sim.base.parameters import parameter
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.posts import FATES
from sim.state.record import Record
from sim.state.voices import SERVES_STATE


class Fates(Metric):
    """Shares of the posts that serve the state by their fate: the first of the dated events that can end a post.

    Names: competing risks, cause-specific share.
    Assumption: which events end a post, and that the first of them is its fate.
    """

    unread: float = parameter(
        48.0,
        unit="hours",
        bounds=(1, 10000),
        plausible=(12.0, 168.0),
        meaning="Time without a read after which a post is off the shelf.",
        source="Assumption: two days, far beyond the half-life of impressions (Pfeffer et al. 2023)",
    )
    walkover: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.2, 0.8),
        meaning="Silenced share of the rebuttal force from which an unread post won by walkover.",
        source="Assumption: most of the opponents did not come to the ring",
    )
    keys: ClassVar[Mapping[str, Key]] = {
        f"share_{fate}": Key("share of posts", f"Posts that serve the state whose fate is: {fate.replace('_', ' ')}.")
        for fate in FATES
    } | {"posts": Key("posts", "Posts that serve the state.")}

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the share of each fate; they add up to 1."""
        serves = record.posts.stance * record.narratives.side[record.posts.narrative]
        claims = ~record.narratives.is_news[record.posts.narrative]
        fates = record.posts.fate[(serves == SERVES_STATE) & claims]
        shares: dict[str, Measured] = {
            f"share_{name}": float((fates == code).mean()) if len(fates) else Undefined("no post serves the state")
            for code, name in enumerate(FATES)
        }
        return shares | {"posts": float(len(fates))}
