"""Feed quality: how good the messages are that lie in members' feeds."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record

_NO_FEEDS = Undefined("feeds are observed only where members reshare what stays in them: conduct=resharer")
_EMPTY = Undefined("no feed held anything in the second half of the run")


class FeedQuality(Metric):
    """Quality and variety of all that lies in members' feeds, empty slots not counted; mean over the second half.

    Names: average quality of the information system, diversity (Shannon entropy) of messages.
    Source: Truong, Lou, Flammini & Menczer 2024, PNAS Nexus (SimSoM).
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "feed_quality": Key("quality", "Mean quality of the messages in members' feeds.", "higher"),
        "bad_slot_share": Key("share of slots", "Slots of members' feeds that hold a message of quality 0.", "lower"),
        "diversity": Key("nats", "Shannon entropy of the messages in members' feeds.", "higher"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the three means, over the ticks of the second half in which feeds held anything."""
        return {key: _late_mean(record.steps[key]) if key in record.steps else _NO_FEEDS for key in self.keys}


def _late_mean(values: np.ndarray) -> Measured:
    late = values[len(values) // 2 :]
    known = late[np.isfinite(late)]
    return float(known.mean()) if len(known) else _EMPTY
