"""The roofs of this machine's memory: the least that any program must wait for numbers that lie far apart, or near."""

import numpy as np

from sim.base.compiled import compiled


@compiled
def add_scattered(table: np.ndarray, places: np.ndarray) -> float:
    """Return the sum of the numbers of ``table`` [m] at ``places`` [k], each in a line of memory of its own."""
    # Four sums, so that no addition waits for the one before it and only memory is measured.
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    for place in range(0, len(places) - 3, 4):
        first += table[places[place]]
        second += table[places[place + 1]]
        third += table[places[place + 2]]
        fourth += table[places[place + 3]]
    return first + second + third + fourth


@compiled
def add_in_a_row(table: np.ndarray) -> float:
    """Return the sum of the numbers of ``table`` [m], read in the order in which they lie."""
    sums = np.zeros(32, np.float32)
    for place in range(0, len(table) - 31, 32):
        for lane in range(32):
            sums[lane] += table[place + lane]
    total = 0.0
    for lane in range(32):
        total += np.float64(sums[lane])
    return total
