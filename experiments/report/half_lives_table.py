"""Half-lives by setting in words: first and last falls to half, with their intervals, and where noise decides them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from experiments.analysis.waiting import in_words_alike
from experiments.analysis.waiting_medians import HalfLives, Median
from experiments.report.blocks import Cell, row
from experiments.report.comparison import Comparison
from experiments.report.wording import capitalised, listing

HALF_LIVES = {"reach": "reach", "credibility_excess": "gain in credibility"}
COLUMNS = ("curve", "setting", "first fall to half: the half-life", "last fall to half", "rose above half again")
ONE_HALF = 0.5
NO_MEDIAN = "no median"


def half_life_rows(comparison: Comparison) -> list[list[Cell]]:
    """A row a curve and setting: medians over runs to the first and the last fall, and how many runs rose again."""
    rows = []
    for column, curve in HALF_LIVES.items():
        found = lives_by_setting(comparison, column)
        longest = longest_told(found.values())
        for setting in comparison.settings:
            lives = found.get(setting)
            cells = ["not measured", "", ""] if lives is None else _cells(lives, longest, comparison.told_by)
            rows.append(row(curve, comparison.names[setting], *cells))
    return rows


def lives_by_setting(comparison: Comparison, column: str) -> dict[str, HalfLives]:
    """The half-lives of a curve by setting; empty where it was not measured."""
    return {each.setting: each for each in comparison.half_lives.get(column, [])}


def told_briefly(lives: HalfLives | None, longest: float, unit: str) -> tuple[str, str]:
    """The first and the last fall of a setting, each with how many runs were seen to fall where not all were.

    ``unit`` is what the curves are of: run or replicate.
    """
    if lives is None:
        return "not measured", "not measured"
    both = ((lives.first, lives.n_first), (lives.last, lives.n_last))
    first, last = (
        f"{_time(median, longest)}{_of_all(n, lives.n, unit)}" if n or not lives.n else f"in no {unit} of {lives.n}"
        for median, n in both
    )
    return first, last


def longest_told(lives: Iterable[HalfLives]) -> float:
    """The longest of the times that stand under each other, in hours."""
    hours = [end for each in lives for median in (each.first, each.last) for end in _ends(median)]
    return max(hours, default=0.0)


def where_noise_decides(comparison: Comparison) -> list[str]:
    """What must be said where a first fall was undone in at least half of the runs."""
    told = []
    for column, curve in HALF_LIVES.items():
        found = lives_by_setting(comparison, column)
        longest = longest_told(found.values())
        noisy = [each for each in found.values() if each.n and each.n_rose_again >= ONE_HALF * each.n]
        if noisy:
            told.append(_warning(comparison, curve, noisy, longest))
    return told


def _warning(comparison: Comparison, curve: str, noisy: Sequence[HalfLives], longest: float) -> str:
    names = listing([f"“{comparison.names[each.setting]}”" for each in noisy])
    cases = "; ".join(
        f"{comparison.names[each.setting]}: in {each.n_rose_again} of {each.n} {comparison.told_by}s, median first "
        f"fall {_time(each.first, longest)}, last {_time(each.last, longest)}"
        for each in noisy
    )
    return (
        f"{capitalised(curve)} under {names}: the half-life is decided by noise. After its first fall the line rose "
        f"above half of its peak again, and fell for the last time more than twice as late ({cases}). Its ups and "
        "downs are about as large as the peak, so the first fall dates one of them and not the end: read the last "
        "fall, and the curve."
    )


def _cells(lives: HalfLives, longest: float, unit: str) -> list[Cell | str]:
    if not lives.n:
        return [str(lives.first.time), "", ""]
    first = Cell(_time(lives.first, longest), _behind(lives.first, lives.n_first, longest, f"{lives.n} {unit}s"))
    last = Cell(_time(lives.last, longest), _behind(lives.last, lives.n_last, longest, f"{lives.n} {unit}s"))
    return [first, last, f"{lives.n_rose_again} of {lives.n} {unit}s"]


def _time(median: Median, longest: float) -> str:
    """A median in words; where half of the runs end with their peak nothing is known."""
    return NO_MEDIAN if median.time.beyond_hours == 0.0 else median.time.told(longest)


def _behind(median: Median, n_seen: int, longest: float, of_all: str) -> str:
    """The interval of a median, and how many of all curves were seen to fall."""
    return "; ".join(part for part in (_interval(median, longest), f"{n_seen} of {of_all} fell") if part)


def _interval(median: Median, longest: float) -> str:
    if median.time.hours is None:
        return ""
    low, high = (None if end is None else in_words_alike(end, longest)[0] for end in median[1:])
    if low is not None and high is not None:
        return f"95% interval {low} to {high}"
    return f"95% interval from {low}, open above" if low is not None else "too few runs for an interval"


def _of_all(n_seen: int, n: int, unit: str) -> str:
    return "" if n_seen == n else f" ({n_seen} of {n} {unit}s)"


def _ends(median: Median) -> list[float]:
    """The hours that are told of a median."""
    ends = (median.time.hours, median.time.beyond_hours, median.low_hours, median.high_hours)
    return [end for end in ends if end is not None]
