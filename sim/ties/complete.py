"""Everyone reads everyone."""

from typing import ClassVar, Literal

import numpy as np

from sim.base.chance import Stream
from sim.state.inputs import Inputs
from sim.state.ties import Ties, no_ties
from sim.ties._contract import TieRule


class Complete(TieRule):
    """Complete mixing: whatever anyone passes on reaches all; no tie is stored, posts carry counts of sharers.

    Names: mean-field, well-mixed population, complete graph.
    Source: the usual null model of rumour and opinion dynamics (Castellano, Fortunato & Loreto 2009).
    """

    everyone: ClassVar[bool] = True
    stored: ClassVar[bool] = False
    kind: Literal["complete"] = "complete"

    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return no stored ties: delivery goes to everyone."""
        return no_ties(len(segment))
