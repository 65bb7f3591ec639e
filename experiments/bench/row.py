"""A row of the performance table."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One measured row: ``met`` says whether the value reached the target, ``note`` how it was measured."""

    id: str
    value: float
    unit: str
    target: str
    met: bool
    note: str

    @property
    def met_or_missed(self) -> str:
        """The verdict as a word."""
        return "met" if self.met else "missed"

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self)
