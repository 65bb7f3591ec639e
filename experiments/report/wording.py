"""Sentences made from numbers, never stronger than their intervals allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments.analysis.measured import Metric
from experiments.analysis.paired import PairedDifference
from experiments.report.comparison import Comparison
from experiments.report.numbers import counted, interval, number, percentage, with_unit, words

# What a reader asks first, in this order, in words; other metrics are in the table.
HEADLINES = {
    "credibility_excess": "the gain in credibility over a world without the campaign",
    "credibility_final": "credibility at the end",
    "reach_peak": "reach at its peak",
    "wrongly_removed_rebuttals": "the number of rebuttals wrongly removed",
    "speech_silenced": "speech silenced",
    "credibility_half_life": "the half-life of credibility",
    "persuaded_per_cost": "persuasion per unit of cost",
    "reach_half_life": "the half-life of reach",
    "rounds_median": "the median number of rounds that a post fights",
}
HEADLINES_A_SETTING = 7
# Where no headline metric was measured, this many of the others are told instead.
OTHERS_TOLD = 4
HALF_LIFE = "half_life"
FEW_PAIRS = 10
EFFORT = "posts"
# Below this share of the larger number, a difference in posts is not worth a warning.
MUCH_MORE_OR_LESS = 0.1


class SettingSummary(NamedTuple):
    """What can be said of one setting against the baseline: an opening count and one sentence per headline metric."""

    setting: str
    opening: str
    sentences: list[str]


def summary(comparison: Comparison) -> list[SettingSummary]:
    """The plain-language summary: for every setting but the baseline, how much differs and the headlines."""
    keys = headline_keys(list(comparison.metrics))
    return [
        SettingSummary(setting, _opening(comparison, setting), _sentences(comparison, keys, setting))
        for setting in comparison.others
    ]


def headline_keys(declared: Sequence[str]) -> list[str]:
    """The declared metrics that lead the summary, at most seven."""
    known = [key for key in HEADLINES if key in declared][:HEADLINES_A_SETTING]
    return known or list(declared)[:OTHERS_TOLD]


def what_was_compared(comparison: Comparison) -> str:
    """The design in one or two plain sentences."""
    replicates = counted(comparison.replicates, "replicate")
    paired = (
        "Replicate by replicate, the worlds share every random draw but the rule under test."
        if comparison.replicates > 1
        else "With a single replicate chance and effect cannot be told apart."
    )
    if comparison.samples_assumptions:
        keys = counted(len(comparison.assumptions), "key")
        return (
            f"{counted(len(comparison.runs), 'run')} at points spread over {keys} (design {comparison.design['kind']})."
        )
    if not comparison.others:
        return f"One setting, {comparison.baseline}, in {replicates}: there is nothing to compare it with."
    listed = listing([comparison.names[setting] for setting in comparison.others])
    subject = f"{words(comparison.key)}: " if comparison.key else ""
    baseline = comparison.names[comparison.baseline]
    return f"{subject}{listed} against {baseline} (the baseline), {replicates} each. {paired}"


def difference_sentence(name: str, metric: Metric, found: PairedDifference, setting: str, baseline: str) -> str:
    """One metric with an interval in words. A direction is claimed only where the 95% interval excludes zero."""
    if found.verdict == "identical":
        return f"{capitalised(name)} is the same under {setting} as under {baseline} in each pair (n = {found.n})."
    estimate = with_unit(number(found.estimate, signed=True), metric.unit)
    told = f"{estimate} (95% interval {interval(found.low, found.high, signed=True)})"
    if found.verdict == "no evidence":
        return f"No evidence of a difference in {name}: {told}. A difference inside that interval is not ruled out."
    good = _in_the_better_direction(metric, found)
    return f"{capitalised(name)} is {found.verdict} under {setting} than under {baseline}: {told}.{good}"


def limits(comparison: Comparison) -> list[str]:
    """What this page cannot say, from how the comparison was made and from what is missing in it."""
    said = [
        "These are simulated worlds. The numbers say what follows from the model's rules, not what happened anywhere.",
        (
            "The intervals cover chance between replicates only. They do not cover doubt about the rules or the "
            "parameters: under other plausible values an effect may shrink, vanish or turn round."
        ),
        "It is one scenario. Another audience, operation or platform may give another order of the settings.",
    ]
    n_intervals = sum(
        found.verdict not in ("undefined", "identical")
        for metric in comparison.measured.values()
        for found in metric.differences.values()
    )
    if n_intervals > 1:
        expected = number(n_intervals / 20)
        said.append(
            f"{n_intervals} intervals are shown, and no interval is adjusted for their number (the readings of the "
            f"first table are): if nothing differed, about {expected} of them would still exclude zero by chance."
        )
    if 1 < comparison.replicates < FEW_PAIRS:
        said.append(
            f"With {counted(comparison.replicates, 'replicate')} the intervals rest on the assumption that "
            "differences are roughly normal, which so few runs cannot check."
        )
    return said + _limits_of_half_lives(comparison)


def listing(names: Sequence[str]) -> str:
    """Names in a row with an "and" before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def capitalised(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def _opening(comparison: Comparison, setting: str) -> str:
    """How many metrics differ, how many show no evidence, how many are undefined."""
    found = [metric.differences[setting] for metric in comparison.measured.values()]
    verdicts = [difference.verdict for difference in found]
    parts = [f"{verdicts.count('higher') + verdicts.count('lower')} with a difference (95% interval excludes zero)"]
    parts += [
        f"{n} {told}"
        for n, told in (
            (verdicts.count("no evidence"), "without evidence of one"),
            (verdicts.count("identical"), "identical in every pair"),
            (verdicts.count("undefined"), "undefined"),
        )
        if n
    ]
    return f"{counted(len(found), 'metric')}: {listing(parts)}."


def _sentences(comparison: Comparison, keys: Sequence[str], setting: str) -> list[str]:
    """One sentence per headline that can be told, and one for each reason why others cannot."""
    told, untold = [], dict[str, list[str]]()
    for key in keys:
        found = comparison.measured[key].differences[setting]
        if found.verdict == "undefined":
            untold.setdefault(str(found.reason), []).append(HEADLINES.get(key, words(key)))
        else:
            told.append(_sentence(comparison, key, setting))
    missing = [f"{capitalised(listing(names))} cannot be compared: {reason}." for reason, names in untold.items()]
    return told + missing + effort(comparison, setting)


def effort(comparison: Comparison, setting: str) -> list[str]:
    """Say so where the operation itself did much more or less: part of every difference is then its own answer."""
    posts = comparison.measured.get(EFFORT)
    if posts is None or posts.differences[setting].verdict not in ("higher", "lower"):
        return []
    here, there = posts.by_setting[setting].mean, posts.by_setting[comparison.baseline].mean
    if here is None or there is None or abs(here - there) < MUCH_MORE_OR_LESS * max(here, there):
        return []
    names = comparison.names
    counts = f"{number(here)} under {names[setting]} and {number(there)} under {names[comparison.baseline]}"
    told = (
        f"The operation answers to what it sees, and it saw another world: posts that serve the state number {counts}. "
        "Part of every difference from it is that answer; with strategy=broadcast its pace is the same in all settings."
    )
    return [told]


def _sentence(comparison: Comparison, key: str, setting: str) -> str:
    """One headline with what it leaves out."""
    metric, found = comparison.metrics[key], comparison.measured[key].differences[setting]
    names = comparison.names
    name = HEADLINES.get(key, words(key))
    if found.n_undefined:
        told = difference_sentence(name, metric, found, names[setting], names[comparison.baseline])
        return f"{told} {_left_out(key, found)}"
    # With every pair defined the difference is that of the two means, so both can stand beside it.
    means = comparison.measured[key].by_setting
    labels = [f"{names[each]} ({number(means[each].mean)})" for each in (setting, comparison.baseline)]
    return difference_sentence(name, metric, found, *labels)


def _left_out(key: str, found: PairedDifference) -> str:
    """Which pairs are missing from a difference, and which way that may bend it."""
    if HALF_LIFE in key:
        return (
            f"This covers only the {counted(found.n, 'pair')} in which both runs fell to half; in "
            f"{found.n_undefined} at least one did not, so the longest lives are left out: see the medians below."
        )
    return f"{counted(found.n_undefined, 'pair')} with an undefined side left out."


def _in_the_better_direction(metric: Metric, found: PairedDifference) -> str:
    """Whether that is the better direction, and how many pairs agree."""
    if metric.better is None or found.p_better is None:
        return ""
    improved = metric.better == found.verdict
    agreeing = percentage(found.p_better if improved else 1 - found.p_better)
    judged = "better" if improved else "worse"
    return f" {capitalised(metric.better)} counts as better, so this is {judged} (in {agreeing} of pairs)."


def _limits_of_half_lives(comparison: Comparison) -> list[str]:
    """Half-lives that were not reached have no number to average."""
    keys = [key for key in comparison.measured if HALF_LIFE in key]
    unfinished = [
        words(key) for key in keys if any(found.n_undefined for found in comparison.measured[key].by_setting.values())
    ]
    if not unfinished:
        return []
    return [
        (
            f"In some runs {listing(unfinished)} had no value, mostly because the run ended before half was reached. "
            "Means over the other runs understate it; the medians over replicates count such runs as longer than seen."
        )
    ]
