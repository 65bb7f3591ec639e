"""Filtering: criticism is hidden before anyone sees it."""

import numpy as np

from sim.base.chance import Stream, purpose
from sim.base.parameters import parameter
from sim.censorship._contract import CensorshipPart, Criticism
from sim.kernels.luck import keyed_luck

_FILTER = purpose("censor.filters_item")


class Filter(CensorshipPart):
    """Every new critical comment or post is caught with the same chance before it appears.

    Names: pre-publication review, keyword filter (King, Pan & Roberts 2013).
    Assumption: whatever it is and whoever wrote it, a critical item is caught with one chance.
    """

    catch: float = parameter(
        0.9,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.5, 0.99),
        meaning="Chance that a critical item is hidden before anyone sees it.",
        source="Assumption: mechanism sketch, .97 for filter and search together",
    )

    def screens(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return which new items are caught, keyed by item."""
        return keyed_luck(stream, _FILTER, items.keys) < self.catch
