"""Every strategy of the operation against every policy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from experiments.designs._contract import Axis
from experiments.designs.grid import Grid

if TYPE_CHECKING:
    import pandas as pd


class Adversary(Grid):
    """A game on paper: the operation picks a strategy, the platform a policy; the matrix holds what each pair yields.

    The policy of least regret is the one whose worst shortfall, over strategies, from the best policy is smallest.
    Names: payoff matrix, minimax regret. Source: Savage 1951.
    """

    kind: Literal["adversary"] = "adversary"  # type: ignore[assignment]
    payoff: str = Field("credibility_excess", description="The key of the summary that the operation is after.")
    names: ClassVar[tuple[str, ...]] = ("policy", "strategy")

    def refuses(self, axes: Sequence[Axis]) -> list[tuple[str, str]]:
        """Refuse also a payoff that no summary has, and keys that vary beside the players' choices."""
        from experiments.metric_keys import metric_keys

        wrong = super().refuses(axes)
        if self.payoff not in metric_keys():
            wrong.append(("design.payoff", f"{self.payoff} is no key of a summary; `shelflife options metrics`"))
        rule = "varies beside strategy and policy, and a game has one matrix: give it one value, or sweep for each"
        return wrong + [(axis.key, rule) for axis in axes if axis.key not in self.names]

    def conclusion(self, runs: "pd.DataFrame") -> dict[str, Any]:
        """Return the payoff matrix, the regrets and the policy of least regret."""
        from experiments.analysis.adversary import payoffs

        return payoffs(runs, self.payoff)
