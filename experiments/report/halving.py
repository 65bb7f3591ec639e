"""The first question: which setting halves what the campaign gains, at what cost, and how sure is that?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from experiments.analysis.intervals import BOOTSTRAP_FROM
from experiments.analysis.paired import PairedDifference
from experiments.analysis.ratios import Ratio, ratio_of_means
from experiments.report.comparison import Comparison
from experiments.report.numbers import counted, interval, number, percentage
from experiments.report.wording import capitalised, effort, listing

if TYPE_CHECKING:
    import pandas as pd

GAINED = "credibility_excess"
HARM = "wrongly_removed_rebuttals"
ONE_HALF = 0.5
# Shares beyond this are told as multiples: nobody reads 1,240%.
LARGEST_PERCENTAGE = 10
Halved = Literal["halves it", "does not halve it", "undecided", "undefined"]


class ShareLeft(NamedTuple):
    """What a setting leaves of the credibility that the campaign gains under the baseline."""

    setting: str
    ratio: Ratio
    verdict: Halved


def shares_left(comparison: Comparison) -> list[ShareLeft]:
    """The share of the baseline's gain in credibility that each other setting leaves, and whether that is a half.

    The gain is `credibility_excess`: belief of all members above that in the paired world without the campaign, mean
    over the run. "Halves" needs the whole 95% interval at or below one half, "does not halve" all of it above.
    """
    if GAINED not in comparison.runs.columns:
        return []
    values = {
        setting: rows.set_index("replicate")[GAINED] for setting, rows in comparison.runs.groupby("setting", sort=False)
    }
    found = []
    for setting in comparison.others:
        ratio = _share(comparison, values.get(comparison.baseline), values.get(setting))
        found.append(ShareLeft(setting, ratio, _verdict(ratio)))
    return found


def _share(comparison: Comparison, before: pd.Series | None, after: pd.Series | None) -> Ratio:
    """The share that is left, or why there is none: without a gain there is nothing of which a share could be left."""
    baseline = comparison.names[comparison.baseline]
    if before is None:
        return Ratio(None, None, None, 0, f"no run under “{baseline}” is there to be read")
    if after is None:
        return Ratio(None, None, None, 0, "no run is there to be read")
    ratio = ratio_of_means(before, after)
    if ratio.estimate is not None and before.mean() < 0:
        reason = f"under “{baseline}” the campaign gains none; belief is lower than in the world without it"
        return Ratio(None, None, None, ratio.n, reason)
    return ratio


def answer(comparison: Comparison) -> list[str]:
    """The answer in three sentences: which setting halves it, what that costs, how sure it is."""
    if not comparison.others:
        return []
    shares = shares_left(comparison)
    defined = [share for share in shares if share.ratio.estimate is not None]
    if not defined:
        reason = shares[0].ratio.reason if shares else comparison.undefined.get(GAINED, "it was not measured")
        return [f"Whether any setting halves the credibility that the campaign gains cannot be said: {reason}."]
    told = [_which(comparison, defined)]
    # Whoever halves it is told with its price; else whoever comes nearest.
    telling = [share for share in defined if share.verdict == "halves it"] or [_strongest(defined)]
    told += [sentence for share in telling for sentence in (_cost(comparison, share.setting),) if sentence]
    told += [_how_sure(comparison, share) for share in telling[:1]]
    return told + list(dict.fromkeys(sentence for share in telling for sentence in effort(comparison, share.setting)))


def percent(share: float) -> str:
    """A share of the baseline's value, which may be above one or below zero."""
    return percentage(share) if 0 <= share <= 1 else f"{number(100 * share)}%"


def share_cell(ratio: Ratio) -> str:
    """The share left with its interval, or why there is none."""
    if ratio.estimate is None or ratio.low is None or ratio.high is None:
        return f"undefined: {ratio.reason}"
    if max(abs(ratio.low), abs(ratio.high)) > LARGEST_PERCENTAGE:
        return f"{number(ratio.estimate)} times (95% interval {interval(ratio.low, ratio.high)})"
    return f"{percent(ratio.estimate)} (95% interval {percent(ratio.low)} to {percent(ratio.high)})"


def _verdict(ratio: Ratio) -> Halved:
    if ratio.low is None or ratio.high is None:
        return "undefined"
    if ratio.high <= ONE_HALF:
        return "halves it"
    return "does not halve it" if ratio.low > ONE_HALF else "undecided"


def _strongest(shares: Sequence[ShareLeft]) -> ShareLeft:
    return min(shares, key=lambda share: share.ratio.estimate if share.ratio.estimate is not None else float("inf"))


def _which(comparison: Comparison, shares: Sequence[ShareLeft]) -> str:
    """Which settings halve it, are undecided, or come nearest."""
    names = comparison.names
    halving = [share for share in shares if share.verdict == "halves it"]
    undecided = [share for share in shares if share.verdict == "undecided"]
    under = f"under “{names[comparison.baseline]}”{_how_much(comparison)}"
    if halving:
        left = listing([f"{names[share.setting]} leaves {share_cell(share.ratio)}" for share in halving])
        verb = "halves" if len(halving) == 1 else "halve"
        who = capitalised(listing([names[share.setting] for share in halving]))
        told = f"{who} {verb} the credibility that the campaign gains "
        rest = f" For {listing([names[share.setting] for share in undecided])} it is undecided." if undecided else ""
        return f"{told}{under}: {left}.{rest}"
    if undecided:
        left = listing([f"{names[share.setting]} leaves {share_cell(share.ratio)}" for share in undecided])
        return (
            f"No setting is shown to halve the credibility that the campaign gains {under}, and for "
            f"{listing([names[share.setting] for share in undecided])} it is undecided: {left}."
        )
    best = _strongest(shares)
    if best.ratio.low is not None and best.ratio.low > 1:
        return (
            f"No setting halves the credibility that the campaign gains {under}; every one raises it, "
            f"{names[best.setting]} least: to {share_cell(best.ratio)}."
        )
    return (
        f"No setting halves the credibility that the campaign gains {under}. The nearest, {names[best.setting]}, "
        f"leaves {share_cell(best.ratio)}."
    )


def _how_much(comparison: Comparison) -> str:
    """How much is gained at all: a share of next to nothing is next to nothing."""
    gained = comparison.measured.get(GAINED)
    mean = gained.by_setting[comparison.baseline].mean if gained else None
    return "" if mean is None else f" ({number(mean, signed=True)} of probability)"


def _cost(comparison: Comparison, setting: str) -> str | None:
    """What that setting costs in rebuttals wrongly removed."""
    harm = comparison.measured.get(HARM)
    if harm is None:
        return None
    found, name, baseline = harm.differences[setting], comparison.names[setting], comparison.names[comparison.baseline]
    if found.verdict == "undefined":
        return f"The cost of {name} in wrongly removed rebuttals is unknown: {found.reason}."
    if found.verdict == "identical":
        return f"{capitalised(name)} removes exactly as many rebuttals wrongly as {baseline} does."
    amount = (
        f"{number(found.estimate, signed=True)} a run (95% interval {interval(found.low, found.high, signed=True)})"
    )
    if found.verdict == "no evidence":
        return f"Whether {name} costs wrongly removed rebuttals is not clear: {amount}, compared with {baseline}."
    more = "more" if found.verdict == "higher" else "fewer"
    means = [harm.by_setting[each].mean for each in (setting, comparison.baseline)]
    counts = (
        f": {number(means[0])} under {name}, {number(means[1])} under “{baseline}”" if not found.n_undefined else ""
    )
    return f"The cost of {name}: {more} rebuttals and critical posts are wrongly removed, {amount}{counts}."


def _how_sure(comparison: Comparison, share: ShareLeft) -> str:
    """Over how many seeds, by which interval, and in how many pairs."""
    gained = comparison.measured.get(GAINED)
    found: PairedDifference | None = gained.differences[share.setting] if gained else None
    pairs = f"{counted(share.ratio.n, 'pair')} of runs that share every random draw but the rule"
    few = (
        f" (fewer than {BOOTSTRAP_FROM} seeds, so studentised intervals are used)"
        if share.ratio.n < BOOTSTRAP_FROM
        else ""
    )
    agree = ""
    if found is not None and found.p_better is not None:
        name, baseline = comparison.names[share.setting], comparison.names[comparison.baseline]
        agree = f" {capitalised(name)} does better than {baseline} in {percentage(found.p_better)} of them."
    return f"How sure: {pairs}{few}.{agree} Chance is covered by the interval; doubt about the model is not."
