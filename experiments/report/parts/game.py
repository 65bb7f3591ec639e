"""Of part 6, for designs of strategies against policies: the payoff matrix and the policy of least regret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.analysis.adversary import payoffs
from experiments.report.adversary_figure import adversary_figure
from experiments.report.blocks import Block, Heading, Text
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.numbers import number, percentage, words
from experiments.report.wording import capitalised

HOW_TO_READ = (
    "Read along a row: the operation, knowing its strategy, hopes for a policy with a high number. Read down a column: "
    "the platform, knowing its policy, fears the strategy with the highest number."
)
AXES = ("strategy", "policy")


def game(comparison: Comparison, gallery: Gallery) -> list[Block]:
    """The matrix and its conclusion; nothing where the design is no game."""
    told = payoff_matrix(comparison)
    if told is None:
        return []
    payoff = str(told["payoff"])
    unit = comparison.metrics[payoff].unit if payoff in comparison.metrics else ""
    picture = gallery.hang("adversary", HOW_TO_READ, lambda: adversary_figure(told, unit))
    return [Heading("The operation chooses after the platform"), picture, Text(concluded(told))]


def payoff_matrix(comparison: Comparison) -> dict[str, Any] | None:
    """What `adversary.payoffs` finds in the runs; None where the design is no game or its payoff was not measured."""
    runs = comparison.every_run
    payoff = str(comparison.design.get("payoff", "credibility_excess"))
    if comparison.design.get("kind") != "adversary" or not {*AXES, payoff} <= set(runs.columns) or runs.empty:
        return None
    return payoffs(runs.sort_values(["point", "replicate"]), payoff)


def concluded(told: Mapping[str, Any]) -> str:
    """Which policy is regretted least, by how much, and how sure the choice is."""
    chosen = told["minimax_regret_policy"]
    if chosen is None:
        return f"No policy can be chosen: {told['reason']}."
    worst = max(regrets[chosen] for regrets in told["regrets"].values())
    return (
        f"{capitalised(chosen)} has the least greatest regret: against the strategy that suits it worst it leaves the "
        f"operation {number(worst)} more {words(str(told['payoff']))} than the best policy would. It is the choice in "
        f"{percentage(told['chosen_in'][chosen])} of 2,000 resamples of the {told['replicates']} seeds."
    )
