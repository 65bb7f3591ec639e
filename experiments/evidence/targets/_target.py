"""What every calibration target promises: a measurement that can be made in worlds with other parameter values."""

import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from experiments.evidence._contract import Check, Item, Outcome
from experiments.evidence.worlds import Worlds

# A target that is missed by far, or has no value at all, counts like one missed by so many tolerances: the search is
# to meet many targets rather than to bring a hopeless one a little nearer.
_WORST = 5.0


class Target(Item):
    """An effect or figure that was measured in the world, and the virtual study that mirrors how.

    A target that is ``held_out`` is never shown to a calibration.
    """

    held_out: ClassVar[bool] = False

    @abstractmethod
    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Repeat the study in the ``worlds``, all chance rooted in ``seed``."""

    def examine(self, seed: int) -> Outcome:
        """Repeat the study at the parameters' defaults."""
        return self.measure(Worlds(), seed)


def distance_in_tolerances(checks: Sequence[Check]) -> float:
    """Return how far a target is off: the root mean square over its checks, each in units of what is accepted.

    0 is on the expected number, or anywhere within the range where only a range is asked for; 1 is just accepted where
    a number is expected.
    """
    squares = [min(_off(check), _WORST) ** 2 for check in checks]
    return math.sqrt(sum(squares) / len(squares))


def _off(check: Check) -> float:
    if check.got is None:
        return _WORST
    if check.expected is not None:
        side = check.high - check.expected if check.got > check.expected else check.expected - check.low
        # Where one side is open, the other side's tolerance is the unit.
        unit = side if 0.0 < side < math.inf else min(check.high - check.expected, check.expected - check.low)
        return 0.0 if side == math.inf else abs(check.got - check.expected) / unit
    outside = max(check.low - check.got, check.got - check.high, 0.0)
    width = check.high - check.low
    unit = width / 2.0 if math.isfinite(width) else abs(check.low if math.isfinite(check.low) else check.high)
    # Past the edge of a range, one has missed it: the distance goes on from 1.
    return 1.0 + outside / (unit or 1.0) if outside > 0.0 else 0.0
