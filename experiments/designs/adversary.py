"""Every strategy of the operation against every policy."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

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

    def conclusion(self, runs: "pd.DataFrame") -> dict[str, Any]:
        """Return the payoff matrix, the regrets and the policy of least regret."""
        from experiments.analysis.adversary import payoffs

        return payoffs(runs, self.payoff)
