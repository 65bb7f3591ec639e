"""Trust in each voice class."""

from collections.abc import Mapping
from typing import ClassVar

from sim.metrics._contract import Key, Measured, Metric
from sim.state.record import Record
from sim.state.voices import VOICES


class Trust(Metric):
    """Mean trust of members in each voice at the end of the run.

    Names: source credibility (Hovland & Weiss 1951).
    Assumption: the mean says what a class of voices can count on; how it is spread is in the members table.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        f"trust_{voice}": Key("probability", f"Mean trust in the voice class {voice} at the end.") for voice in VOICES
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return mean final trust in each voice."""
        return {key: float(record.steps[key][-1]) for key in self.keys}
