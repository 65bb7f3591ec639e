"""Persuasion and its price."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record


class Persuasion(Metric):
    """What the campaign added to belief, member by member against the quiet world, and what it paid for it.

    Names: persuasion effect, cost per persuaded person.
    Assumption: belief above that of the same member in the quiet world is the campaign's doing.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "persuaded": Key(
            "members", "Sum over members of final belief minus that in the quiet world, mean of narratives.", "lower"
        ),
        "cost": Key("cost units", "What the operation spent on posts, replies, boosts and accounts.", "higher"),
        "persuaded_per_cost": Key(
            "members per cost unit",
            "Persuaded divided by cost; over replicates, the mean persuaded by the mean cost.",
            "lower",
            quotient_of=("persuaded", "cost"),
        ),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the persuaded, the cost and their ratio."""
        if not record.campaign.any():
            nothing = Undefined("no narrative serves the operation")
            return {"persuaded": nothing, "cost": record.spent, "persuaded_per_cost": nothing}
        gained = record.belief[:, record.campaign] - quiet.belief[:, record.campaign]
        persuaded = float(np.sum(np.mean(gained, axis=1)))
        ratio: Measured = persuaded / record.spent if record.spent > 0 else Undefined("the operation spent nothing")
        return {"persuaded": persuaded, "cost": record.spent, "persuaded_per_cost": ratio}
