"""Part 1: in plain words. The answer first, then every setting against the baseline; hedges follow the intervals."""

from __future__ import annotations

from experiments.report.blocks import Block, Bullets, Heading, Part, Text
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.halving import GAINED, answer
from experiments.report.headline_figure import headline_figure
from experiments.report.numbers import counted
from experiments.report.parts.game import concluded, payoff_matrix
from experiments.report.parts.robustness import warning
from experiments.report.parts.sampled import hangs_on
from experiments.report.wording import listing, summary

HOW_TO_READ = (
    "Left: how much of the credibility that the campaign gains under the baseline is left under each setting; a bar "
    "that lies wholly left of the dashed line has halved it, one that crosses the line may or may not have. Right: "
    "rebuttals and critical posts that platform or censor took away, though they were no part of the campaign."
)
DEFINITION = (
    "The credibility that the campaign gains is belief of all members above that of the same members in the paired "
    "world without the campaign, mean over the run. A setting is said to halve it only where the whole 95% interval of "
    "the share that it leaves (Fieller's, of paired means) is at or below one half."
)


def part(comparison: Comparison, gallery: Gallery) -> Part:
    """The answer, its figure, and one list of sentences a setting."""
    blocks: list[Block] = [Text(told, "nothing") for told in what_is_missing(comparison)]
    blocks += [Text(told, "nothing") for told in what_is_averaged(comparison)]
    if comparison.others:
        turned = warning(comparison)
        blocks += [Text(told, "nothing" if told == turned else "lead") for told in told_first(comparison)]
    else:
        blocks += _nothing_compared(comparison)
    if comparison.others:
        blocks.append(gallery.hang("headline", HOW_TO_READ, lambda: headline_figure(comparison)))
        blocks.append(Text(DEFINITION, "note"))
    for told in summary(comparison):
        blocks.append(Heading(f"{comparison.names[told.setting]} against {comparison.names[comparison.baseline]}"))
        blocks.append(Text(told.opening))
        blocks.append(Bullets(told.sentences))
    return Part("summary", "In plain words", blocks)


def told_first(comparison: Comparison) -> list[str]:
    """The sentences of the first screen, which terminal and summary tell as well."""
    if not comparison.others:
        return [hangs_on(comparison, GAINED)] if comparison.samples_assumptions else []
    matrix, turned = payoff_matrix(comparison), warning(comparison)
    regret = [concluded(matrix)] if matrix is not None else []
    return [*regret, *answer(comparison), *([turned] if turned else [])]


def what_is_missing(comparison: Comparison) -> list[str]:
    """What must be said before anything else: no runs, failed runs, a single replicate."""
    told = []
    if comparison.runs.empty:
        told.append("No run is there to be read: nothing can be said. The parts below say what each would need.")
    if comparison.n_failed:
        kinds = sorted(comparison.failures.items(), key=lambda pair: -pair[1])
        named = "; ".join(f"{error} ({n:,})" for error, n in kinds[:3])
        more = f"; and {len(kinds) - 3} other errors" if len(kinds) > 3 else ""
        told.append(
            f"{counted(comparison.n_failed, 'run')} failed and {_is(comparison.n_failed)} left out: {named}{more}. If "
            "runs fail because of what happens in them, what is left is no fair sample."
        )
    without = [comparison.names[setting] for setting in comparison.settings if not _has_runs(comparison, setting)]
    if without and not comparison.runs.empty:
        told.append(f"Of {listing(without)} no run is there to be read: nothing is said of it.")
    if comparison.replicates == 1 and comparison.others:
        told.append("There is a single replicate: chance and effect cannot be told apart, and no interval is given.")
    return told


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _has_runs(comparison: Comparison, setting: str) -> bool:
    return bool((comparison.runs["setting"] == setting).any())


def what_is_averaged(comparison: Comparison) -> list[str]:
    """What must be said where more varies than what is compared: a reader may look for the answer about that."""
    if not comparison.others or not comparison.assumptions:
        return []
    beside, compared = comparison.assumptions, comparison.key or "the settings named below"
    varying = f"{listing(list(beside))} {'varies' if len(beside) == 1 else 'vary'}"
    told = f"Compared here: {compared}. Beside it {varying}, and all numbers are means over that"
    return [f"{told}; part 6 tells it apart, and the option --by {beside[0]} compares it."]


def _nothing_compared(comparison: Comparison) -> list[Text]:
    """A design that samples, or a single setting."""
    if not comparison.samples_assumptions:
        return [Text("Nothing is compared: there is only one setting.", "lead")]
    drawn = (
        f"This design spreads its points over {counted(len(comparison.assumptions), 'key')}; it compares no settings. "
        "Part 6 has all keys, and the conditions under which propaganda survives."
    )
    return [Text(hangs_on(comparison, GAINED), "lead"), Text(drawn)]
