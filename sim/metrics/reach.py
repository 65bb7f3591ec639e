"""Reach: how many members read the campaign's narratives."""

from collections.abc import Mapping
from typing import ClassVar

from sim.base.parameters import parameter
from sim.kernels.decay import half_life
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record


class Reach(Metric):
    """Share of members who read any of the operation's narratives asserted within the window.

    Names: daily reach, audience share.
    Assumption: whoever read a post that asserts a narrative was reached by it, convinced or not.
    """

    window: float = parameter(
        24.0,
        unit="hours",
        bounds=(1, 10000),
        meaning="How lately a member must have read the narrative to count as reached.",
        source="Assumption: daily reach, as media research counts it",
    )
    keys: ClassVar[Mapping[str, Key]] = {
        "reach_peak": Key("share of members", "Largest daily reach of the operation's narratives.", "lower"),
        "reach_final": Key("share of members", "Daily reach at the end of the run.", "lower"),
        "reach_ever": Key(
            "share of members", "Members who ever read one of the operation's narratives asserted.", "lower"
        ),
        "reach_half_life": Key("hours", "Time from the peak of daily reach until it fell to half of it.", "lower"),
        "exposures": Key("reads per member", "Reads of posts that assert one of the operation's narratives.", "lower"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return peak, end, total and half-life of reach."""
        reach = record.steps["reach"]
        life = half_life(reach)
        lasting: Measured
        if life is None:
            lasting = Undefined("nobody was reached")
        elif life.censored:
            lasting = Undefined(f"did not fall to half its peak within the run: > {life.ticks * record.tick_hours:g} h")
        else:
            lasting = life.ticks * record.tick_hours
        return {
            "reach_peak": float(reach.max()),
            "reach_final": float(reach[-1]),
            "reach_ever": float(record.steps["reach_ever"][-1]),
            "reach_half_life": lasting,
            "exposures": float(record.steps["exposures"].sum()),
        }
