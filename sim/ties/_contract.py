"""What every option of ties promises: it wires the members to each other; accounts and posters are followed on top."""

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared
from sim.state.inputs import Inputs
from sim.state.ties import Ties


class TieRule(Declared):
    """A rule of ties. ``everyone`` marks complete mixing, where nothing is stored and everyone reads everyone."""

    everyone: ClassVar[bool] = False

    @abstractmethod
    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return the ties among the members, whose ``segment`` [n] is given."""
