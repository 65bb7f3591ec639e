"""Hypotheses of the source: what each claims, what would refute it, and what the runs at hand say of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Literal, NamedTuple

from experiments.analysis.fates import contested_fragile_posts, posts_for_the_state, restricted_mean_time
from experiments.analysis.paired import PairedDifference, paired_difference
from experiments.analysis.quotients import Quotient, linearised_sides
from experiments.analysis.ratios import ratio_of_means
from experiments.evidence.judgement import Estimate, Line, verdict_of
from experiments.report.claims import Claim, claims
from experiments.report.comparison import Comparison
from experiments.report.numbers import interval, number

Word = Literal["holds in these runs", "refuted in these runs", "undecided", "not tested by this design"]
NOT_TESTED: Word = "not tested by this design"
BELIEF = "credibility_excess_final"
PER_COST, PARTS = "persuaded_per_cost", ("persuaded", "cost")


class Verdict(NamedTuple):
    """What is said of a hypothesis, and from which numbers."""

    hypothesis: str
    claim: Claim
    word: Word
    because: str


def verdicts(comparison: Comparison) -> list[Verdict]:
    """What these runs say of every hypothesis that the study or its scenario touches, in their order."""
    found = []
    for name in comparison.story.hypotheses:
        key = name.split(":")[0].strip()
        claim = claims().get(key)
        if claim is None:
            found.append(
                Verdict(key, Claim(name, "not recorded"), NOT_TESTED, "it is not among the hypotheses of the source")
            )
            continue
        word, because = _JUDGES.get(key, _elsewhere)(comparison)
        found.append(Verdict(key, claim, word, because))
    return found


def _elsewhere(_: Comparison) -> tuple[Word, str]:
    return NOT_TESTED, "it takes worlds that this design does not have; “shelflife validate” judges it"


def _rounds(comparison: Comparison) -> tuple[Word, str]:
    """H3 is judged over the range of blow and parry only."""
    measured = comparison.measured.get("rounds_median")
    means = [
        f"{comparison.names[setting]} {number(found.mean)} ({interval(found.low, found.high)})"
        for setting, found in (measured.by_setting.items() if measured else ())
        if found.mean is not None
    ]
    seen = (
        f"median rounds in these runs: {'; '.join(means)}"
        if means
        else "no contested fragile post was knocked out here"
    )
    return NOT_TESTED, f"it is judged over the plausible range of blow and parry; {seen}"


def _knock_out(comparison: Comparison) -> tuple[Word, str]:
    pair = _settings(comparison, "full", "open")
    if pair is None or not {"contested", "fragility"} <= set(comparison.posts.columns):
        return _elsewhere(comparison)
    posts = contested_fragile_posts(posts_for_the_state(comparison.posts))
    times = restricted_mean_time(posts, comparison.tick_minutes)
    censored, free = (times.get(setting) for setting in pair)
    if censored is None or free is None or censored.hours is None or not free.hours:
        return "undecided", "contested fragile posts are missing under one of the two"
    ratio = censored.hours / free.hours
    because = (
        f"{number(censored.hours)} h under full against {number(free.hours)} h in the open within the horizon of "
        f"{number(censored.horizon_hours)} h: {number(ratio)} times (n = {censored.n} and {free.n} posts)"
    )
    if None in (censored.low, censored.high, free.low, free.high):
        return "undecided", f"{because}; no interval"
    low, high = censored.low / free.high, censored.high / max(free.low, 1e-9)  # type: ignore[operator, type-var]
    word, refuting = _word(_line("H4"), Estimate(ratio, low, high)), _line("H4").refuting
    most = censored.horizon_hours / free.hours
    if word == _WORDS["refuted"] and refuting is not None and refuting.high is not None and most < refuting.high:
        return (
            "undecided",
            f"{because}; within that horizon it could be at most {number(most)} times",
        )
    return word, f"{because}, {number(low)} to {number(high)} by the ends of both intervals"


def _securing(comparison: Comparison) -> tuple[Word, str]:
    censored, enforced = _gap(comparison, "open", "full"), _gap(comparison, "maximal", "none")
    told = [
        f"{what} {number(found.estimate, signed=True)} ({interval(found.low, found.high, signed=True)})"
        for what, found in (("belief(full) − belief(open) =", censored), ("belief(none) − belief(maximal) =", enforced))
        if found is not None and found.low is not None
    ]
    if censored is None or censored.low is None or censored.high is None:
        seen = f"; here {told[0]}" if told else ""
        return NOT_TESTED, f"it takes the open and the fully censored market side by side{seen}"
    word = _word(_line("H5"), Estimate(censored.estimate, censored.low, censored.high))
    if word == "holds in these runs" and (enforced is None or enforced.high is None):
        return "undecided", f"{'; '.join(told)}; the second half takes enforcement none and maximal"
    if (
        word == "holds in these runs"
        and enforced is not None
        and enforced.high is not None
        and enforced.high >= censored.low
    ):
        word = "undecided"
    return word, "; ".join(told)


def _disclosure(comparison: Comparison) -> tuple[Word, str]:
    pair = _settings(comparison, "none", "full")
    if pair is None or comparison.key not in ("disclosure", "policy") or not set(PARTS) <= set(comparison.runs):
        return _elsewhere(comparison)
    if not {"none", "headline", "partial", "full"} <= set(comparison.names.values()):
        return _elsewhere(comparison)
    quotients = [Quotient(*(_values(comparison, name, part) for part in PARTS)) for name in pair]
    ratio = ratio_of_means(*linearised_sides(*quotients))
    if ratio.estimate is None or ratio.low is None or ratio.high is None:
        return "undecided", str(ratio.reason)
    steps = _settings(comparison, "none", "headline", "partial", "full") or ()
    means = [comparison.measured[PER_COST].by_setting[step].mean for step in steps]
    falling = all(a is not None and b is not None and b <= a for a, b in pairwise(means))
    because = (
        f"full disclosure leaves {number(ratio.estimate)} of persuasion per cost ({interval(ratio.low, ratio.high)}); "
        f"the means {'fall' if falling else 'do not fall'} with every step"
    )
    word = _word(_line("H6"), Estimate(1.0 - ratio.estimate, 1.0 - ratio.high, 1.0 - ratio.low))
    return ("undecided" if word == "holds in these runs" and not falling else word), because


_JUDGES: dict[str, Callable[[Comparison], tuple[Word, str]]] = {
    "H3": _rounds,
    "H4": _knock_out,
    "H5": _securing,
    "H6": _disclosure,
}


_WORDS: dict[str, Word] = {"supported": "holds in these runs", "refuted": "refuted in these runs"}


def _line(hypothesis: str) -> Line:
    """The first line that a hypothesis draws, as `shelflife validate` draws it."""
    return claims()[hypothesis].lines[0]


def _word(line: Line, estimate: Estimate) -> Word:
    """A verdict from where the whole interval lies."""
    return _WORDS.get(verdict_of(line, estimate), "undecided")


def _settings(comparison: Comparison, *values: str) -> tuple[str, ...] | None:
    """The settings of these values, None where any is missing."""
    by_value = {name: setting for setting, name in comparison.names.items()}
    found = tuple(by_value[value] for value in values if value in by_value)
    return found if len(found) == len(values) else None


def _gap(comparison: Comparison, baseline: str, setting: str) -> PairedDifference | None:
    """The paired difference in final belief gained between two settings by their values."""
    pair = _settings(comparison, baseline, setting)
    if pair is None or BELIEF not in comparison.runs.columns:
        return None
    return paired_difference(_values(comparison, pair[0], BELIEF), _values(comparison, pair[1], BELIEF))


def _values(comparison: Comparison, setting: str, key: str) -> dict[int, float]:
    rows = comparison.runs[comparison.runs["setting"] == setting]
    return dict(zip(rows["replicate"], rows[key], strict=True))
