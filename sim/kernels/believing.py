"""What a member believes, as a probability, whatever the scale on which it is kept."""

import numpy as np

from sim.base.compiled import compiled
from sim.kernels.curves import probability
from sim.state.scene import Scene
from sim.state.voices import ASSERTS


@compiled
def belief_in(scene: Scene, row: int, post: int) -> float:
    """Return the probability that a member gives to what a post says: to its narrative, or to the contrary."""
    stance = scene.posts.stance[post]
    belief = np.float64(scene.members.belief[row, scene.posts.narrative[post]])
    if scene.log_odds:
        return probability(stance * belief)
    return belief if stance == ASSERTS else 1.0 - belief
