"""A row of the performance table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One measured row: ``met`` says whether the value reached the target, ``note`` how it was measured.

    ``value`` is None where it could not be measured here, ``met`` where there is no target or no value. ``figures``
    holds what was measured beside it, such as ``cpu_seconds``, ``wall_seconds``, ``peak_megabytes``,
    ``member_ticks_per_second`` and ``exposures_per_second``.
    """

    id: str
    value: float | None
    unit: str
    target: str
    met: bool | None
    note: str
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def met_or_missed(self) -> str:
        """The verdict as a word; a dash where there is none."""
        if self.met is None:
            return "-"
        return "met" if self.met else "missed"

    @property
    def shown(self) -> str:
        """The value with its unit, in words where there is none."""
        return "not measured" if self.value is None else f"{self.value:g} {self.unit}"

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self)
