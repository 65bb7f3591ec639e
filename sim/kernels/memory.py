"""What members remember of what they met: counts that fade."""

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.kernels.curves import probability
from sim.state.members import Members
from sim.state.voices import ASSERTS


@compiled_within
def remembered_meetings(members: Members, row: int, narrative: int) -> float:
    """Return how often a member remembers having met a narrative, from any voice and in either stance."""
    n = np.float64(members.corrected[row, narrative])
    for voice in range(members.met.shape[2]):
        n += np.float64(members.met[row, narrative, voice])
    return n


@compiled_within
def belief_in(members: Members, row: int, narrative: int, stance: int, log_odds: bool) -> float:
    """Return the probability that a member gives to what a post of the given stance says of a narrative."""
    held = np.float64(members.belief[row, narrative])
    if log_odds:
        return probability(stance * held)
    return held if stance == ASSERTS else 1.0 - held


@compiled_within
def remember_reading(members: Members, row: int, narrative: int, tick: int, shows_claim: bool) -> None:
    """Note in place that a member read of a narrative, and that it was asserted there if ``shows_claim``."""
    members.acquainted[row, narrative] = True
    if shows_claim:
        members.last_asserted[row, narrative] = tick


@compiled_within
def remember_report(members: Members, row: int, narrative: int, voice: int, stance: int) -> None:
    """Add one to the remembered assertions by a voice, or to the remembered corrections, in place."""
    if stance == ASSERTS:
        members.met[row, narrative, voice] = np.float32(np.float64(members.met[row, narrative, voice]) + 1.0)
    else:
        members.corrected[row, narrative] = np.float32(np.float64(members.corrected[row, narrative]) + 1.0)


@compiled_within
def fade(counts: np.ndarray, share_forgotten: float, start: int, stop: int) -> None:
    """Fade the rows ``start`` to ``stop`` of remembered ``counts`` [n, ...] in place by a tick's share."""
    kept, a_row = 1.0 - share_forgotten, counts.size // counts.shape[0]
    flat = counts.reshape(-1)[start * a_row : stop * a_row]
    for place in range(len(flat)):
        flat[place] = np.float32(np.float64(flat[place]) * kept)


@compiled
def calm(members: Members, markets: np.ndarray, shares_lost: np.ndarray, start: int, stop: int) -> None:
    """Let the fear of the members ``start`` to ``stop`` fade in place by the share that a tick takes away.

    ``shares_lost`` [M] by market; ``markets`` [n] where each member stands.
    """
    for row in range(start, stop):
        members.fear[row] = np.float32(np.float64(members.fear[row]) * (1.0 - shares_lost[markets[row]]))


@compiled_within
def warn(members: Members, row: int, against_state: float, against_others: float) -> None:
    """Warn a member in place: what is left of an earlier warning never weakens a new one."""
    members.warned[row, 0] = max(members.warned[row, 0], np.float32(against_state))
    members.warned[row, 1] = max(members.warned[row, 1], np.float32(against_others))


@compiled_within
def wear_off(members: Members, share_lost: float, start: int, stop: int) -> None:
    """Let the warnings of the members ``start`` to ``stop`` wear off in place by the share that a tick takes away."""
    for row in range(start, stop):
        for kind in range(members.warned.shape[1]):
            members.warned[row, kind] = np.float32(np.float64(members.warned[row, kind]) * (1.0 - share_lost))
