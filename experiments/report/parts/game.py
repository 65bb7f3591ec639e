"""Of part 6, for designs of strategies against policies: the payoff matrix and the policy of least regret."""

from __future__ import annotations

from experiments.analysis.adversary import payoffs
from experiments.report.adversary_figure import adversary_figure
from experiments.report.blocks import Block, Heading, Text
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.numbers import number, percentage, words

HOW_TO_READ = (
    "Read along a row: the operation, knowing its strategy, hopes for a policy with a high number. Read down a column: "
    "the platform, knowing its policy, fears the strategy with the highest number."
)
AXES = ("strategy", "policy")


def game(comparison: Comparison, gallery: Gallery) -> list[Block]:
    """The matrix and its conclusion; nothing where the design is no game."""
    runs = comparison.every_run
    if comparison.design.get("kind") != "adversary" or not set(AXES) <= set(runs.columns):
        return []
    payoff = str(comparison.design.get("payoff", "credibility_excess"))
    if payoff not in runs.columns:
        return [Text(f"The payoff {payoff} was not measured.", "nothing")]
    told = payoffs(runs.sort_values(["point", "replicate"]), payoff)
    blocks: list[Block] = [Heading("The operation chooses after the platform")]
    blocks.append(gallery.hang("adversary", HOW_TO_READ, lambda: adversary_figure(told)))
    chosen = told["minimax_regret_policy"]
    if chosen is None:
        return [*blocks, Text(f"No policy can be chosen: {told['reason']}.", "nothing")]
    worst = max(regrets[chosen] for regrets in told["regrets"].values())
    sure = (
        f"{chosen} has the least greatest regret: against the strategy that suits it worst it leaves the operation "
        f"{number(worst)} more {words(payoff)} than the best policy would. It is the choice in "
        f"{percentage(told['chosen_in'][chosen])} of 2,000 resamples of the {told['replicates']} seeds."
    )
    return [*blocks, Text(sure)]
