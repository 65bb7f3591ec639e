"""The audience: one row a member, one column a thing that is true of them."""

from typing import NamedTuple

import numpy as np

from sim.state.voices import NEVER, VOICES


class Members(NamedTuple):
    """Columns of n members, J narratives and V voice classes.

    ``segment`` [n]; ``visit_chance`` [n] per tick; ``items_wanted`` [n] a visit; ``prior`` and ``belief`` [n, J] on the
    belief option's scale; ``trust_prior`` and ``trust`` [n, V] chance that a voice reports reliably; ``met`` [n, J, V]
    remembered number of assertions of a narrative by a voice; ``corrected`` [n, J] remembered number of corrections;
    ``last_asserted`` [n, J] tick at which the narrative was last read asserted; ``acquainted`` [n, J] whether it was
    ever read; ``fear`` [n] (people speak with probability e^-fear); ``suspended`` [n] by the platform;
    ``warned`` [n, 2] what is left of a warning: the share of a report's evidence that is not taken on, if the report
    serves the state, and if not; [1, 2] and zero where nobody is ever warned.
    """

    segment: np.ndarray
    visit_chance: np.ndarray
    items_wanted: np.ndarray
    prior: np.ndarray
    belief: np.ndarray
    trust_prior: np.ndarray
    trust: np.ndarray
    met: np.ndarray
    corrected: np.ndarray
    last_asserted: np.ndarray
    acquainted: np.ndarray
    fear: np.ndarray
    suspended: np.ndarray
    warned: np.ndarray


def no_members(n: int, n_narratives: int, *, warns: bool = True) -> Members:
    """Return columns for n members of whom nothing is known yet; where nobody ``warns``, one warning serves all."""
    pairs = (n, n_narratives)
    return Members(
        segment=np.zeros(n, np.int16),
        visit_chance=np.zeros(n, np.float32),
        items_wanted=np.zeros(n, np.uint8),
        prior=np.zeros(pairs, np.float32),
        belief=np.zeros(pairs, np.float32),
        trust_prior=np.zeros((n, len(VOICES)), np.float32),
        trust=np.zeros((n, len(VOICES)), np.float32),
        met=np.zeros((*pairs, len(VOICES)), np.float32),
        corrected=np.zeros(pairs, np.float32),
        last_asserted=np.full(pairs, NEVER, np.int32),
        acquainted=np.zeros(pairs, np.bool_),
        fear=np.zeros(n, np.float32),
        suspended=np.zeros(n, np.bool_),
        warned=np.zeros((n if warns else 1, 2), np.float32),
    )
