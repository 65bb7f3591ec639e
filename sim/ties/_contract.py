"""What every option of ties promises: it wires the members to each other; accounts and posters are followed on top."""

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared, parameter
from sim.state.inputs import Inputs
from sim.state.ties import Ties


class TieRule(Declared):
    """A rule of ties. ``everyone`` marks complete mixing, where everyone reads everyone.

    ``stored`` says whether ties among members are: only then can some be cut, or be asked for from both their ends.
    """

    everyone: ClassVar[bool] = False
    stored: ClassVar[bool] = True
    kind: str

    @abstractmethod
    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return the ties among the members, whose ``segment`` [n] is given."""

    def shares_following(self, covert: np.ndarray, by_figures: np.ndarray) -> np.ndarray:
        """Return the share of members who follow each account [a]; ``by_figures`` is what follower counts say."""
        return by_figures


class Network(TieRule):
    """Ties that are stored, so that it matters whom the operation's accounts have got as followers."""

    infiltration: float | None = parameter(
        None,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.001, 0.1),
        meaning="Chance that a member follows a covert account; unset: its followers / operation.audience.",
        source="Truong et al. 2024 (SimSoM), gamma = .01 where it is set",
    )

    def shares_following(self, covert: np.ndarray, by_figures: np.ndarray) -> np.ndarray:
        """Return ``infiltration`` for the covert accounts where it is set; the figures for the others."""
        return by_figures if self.infiltration is None else np.where(covert, self.infiltration, by_figures)
