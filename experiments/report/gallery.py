"""Where a report's figures go: each is drawn once, saved with its numbers, and handed back as a block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from experiments.report.blocks import Picture, Text
from experiments.report.figures import EMBEDDED_BYTES, Drawing, NothingToDrawError, SavedFigure, save

FIGURE_FOLDER = "figures"


@dataclass
class Gallery:
    """A folder of figures and what was put into it so far."""

    folder: Path
    saved: list[SavedFigure] = field(default_factory=list)

    def hang(self, name: str, how_to_read: str, draw: Callable[[], Drawing]) -> Picture | Text:
        """Draw and save a figure; where there is nothing to draw, return the reason in words."""
        try:
            figure = save(self.folder, name, draw, self._room())
        except NothingToDrawError as nothing:
            return Text(str(nothing), "nothing")
        self.saved.append(figure)
        return Picture(figure, how_to_read)

    def _room(self) -> int:
        """Bytes that the next image may have: its own share, and what the earlier ones left of theirs."""
        return EMBEDDED_BYTES * (len(self.saved) + 1) - sum(figure.n_bytes for figure in self.saved)
