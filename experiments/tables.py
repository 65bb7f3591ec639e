"""Results and settings as tables on standard output."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.metric_keys import keys_by_metric, metric_keys
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from experiments.analysis.intervals import MeanInterval

_UNDEFINED = "—"
_DIGITS = 4
_PLAIN_WIDTH = 160
_SHOWN_POINTS = 20
HEADLINES = ("reach_peak", "credibility_excess", "credibility_half_life", "persuaded", "wrongly_removed_rebuttals")


def console() -> Console:
    """Return standard output; wide where it is no terminal, so that a file's lines are not broken."""
    wide = Console()
    return wide if wide.is_terminal else Console(width=_PLAIN_WIDTH)


def show_summary(
    scenario: Scenario, summary: Mapping[str, float | None], undefined: Mapping[str, str], out: Path
) -> None:
    """Show the numbers of a run in groups, with their units; of an undefined one, why it is."""
    table = _table(f"{scenario.story.title or scenario.scenario}, seed {scenario.seed}", "metric", "value", "unit")
    table.columns[1].justify = "right"
    for metric, keys in keys_by_metric().items():
        table.add_section()
        table.add_row(Text(metric, style="bold"))
        for key, declared in keys.items():
            value = summary.get(key)
            if value is None:
                table.add_row(f"  {key}", _UNDEFINED, Text(undefined.get(key, "not measured"), style="italic"))
            else:
                table.add_row(f"  {key}", number(value), declared.unit)
            if key == "credibility_half_life":
                table.add_row("  … of forgetting alone", *_forgetting_alone(scenario))
    screen = console()
    screen.print(table)
    screen.print(f"written to {out}", soft_wrap=True, highlight=False, markup=False)


def _forgetting_alone(scenario: Scenario) -> tuple[str, str | Text]:
    """Return how fast belief alone is forgotten, of which a half-life could be an echo, with its unit, or why not."""
    half_life: float | None = getattr(scenario.belief, "belief_half_life", None)
    if half_life is None:
        return _UNDEFINED, Text(f"belief={scenario.belief.kind} forgets by no half-life", style="italic")
    return number(half_life), "hours, as belief.belief_half_life says"


def show_comparison(contract: Mapping[str, Any]) -> None:
    """Show every metric's mean under the baseline and, for each other setting, the paired difference from it."""
    baseline = contract["baseline"]
    others = [name for name in contract["settings"] if name != baseline]
    title = f"difference from {baseline}, 95% interval, {contract['replicates']} paired replicates"
    table = _table(title, "metric", baseline, *others, "unit")
    for metric, keys in keys_by_metric().items():
        table.add_section()
        table.add_row(Text(metric, style="bold"))
        for key, declared in keys.items():
            found = contract["metrics"][key]
            differences = {difference["setting"]: difference for difference in found["differences"]}
            cells = [_difference(differences[name]) for name in others]
            table.add_row(f"  {key}", number(found["by_setting"][baseline]["mean"]), *cells, declared.unit)
    console().print(table)
    for reason, keys in _reasons(contract["metrics"]).items():
        show_line(f"{reason} ({keys})")


def show_points(columns: Sequence[str], rows: Iterable[Sequence[str]], n_rows: int) -> None:
    """Show the points of a study, the first and the last where there are many."""
    listed = list(rows)
    if n_rows > 2 * _SHOWN_POINTS:
        gap = ("…", *("" for _ in columns))
        listed = [*listed[:_SHOWN_POINTS], gap, *listed[-_SHOWN_POINTS:]]
    show_rows(f"{n_rows:,} points", ["point", *columns], listed)
    if n_rows > 2 * _SHOWN_POINTS:
        show_line(f"the first and the last {_SHOWN_POINTS}; --json lists all")


def show_sweep(columns: Sequence[str], runs: "pd.DataFrame", failed: int) -> None:
    """Show the headline numbers of every point: the mean over its runs and half the width of the 95% interval."""
    from experiments.analysis.measured import mean_of

    declared = metric_keys()
    points = sorted(runs["point"].unique())
    rows = []
    for point in points[: 2 * _SHOWN_POINTS]:
        made = runs[runs["point"] == point]
        cells = [str(made[column].iloc[0]) for column in columns]
        cells += [_mean(mean_of(made, key, declared[key])) for key in HEADLINES]
        rows.append((str(point), *cells))
    failures = f"; {failed:,} runs failed" if failed else ""
    title = f"{len(points):,} points, mean over runs ± half of the 95% interval{failures}"
    show_rows(title, ["point", *columns, *HEADLINES], rows)
    if len(points) > len(rows):
        show_line(f"… and {len(points) - len(rows):,} more points in the store")


def _mean(found: "MeanInterval") -> str:
    """A mean with half of its interval and, where some runs have no value, of how many it is.

    Of fewer than half it is none: those that have a value are not like the others, as runs whose line fell to half.
    """
    n_runs = found.n + found.n_undefined
    if 0 < 2 * found.n < n_runs:
        return f"only in {found.n} of {n_runs}"
    spread = "" if found.low is None or found.high is None else f" ± {number((found.high - found.low) / 2)}"
    of = f" ({found.n} of {n_runs})" if 0 < found.n < n_runs else ""
    return f"{number(found.mean)}{spread}{of}"


def show_conclusion(conclusion: Mapping[str, Any]) -> None:
    """Show what a design concludes: a payoff matrix, or the width that was reached."""
    if "matrix" in conclusion:
        _show_payoffs(conclusion)
        return
    for key, value in conclusion.items():
        show_line(f"{key}: {value if isinstance(value, str | bool) else number(value)}")


def _show_payoffs(conclusion: Mapping[str, Any]) -> None:
    policies = conclusion["policies"]
    rows = []
    for strategy in conclusion["strategies"]:
        cells = [conclusion["matrix"][strategy][policy] for policy in policies]
        rows.append((strategy, *(f"{number(c['mean'])} [{number(c['low'])}, {number(c['high'])}]" for c in cells)))
    show_rows(f"{conclusion['payoff']}: what each strategy yields under each policy", ["strategy", *policies], rows)
    if conclusion["minimax_regret_policy"] is None:
        show_line(f"no policy can be chosen: {conclusion['reason']}")
        return
    chosen = conclusion["minimax_regret_policy"]
    share = conclusion["chosen_in"][chosen]
    show_line(f"least greatest regret: {chosen}, in {share:.0%} of resamples of the seeds")


def _reasons(metrics: Mapping[str, Any]) -> dict[str, str]:
    """Why numbers or their intervals are missing: each reason with the keys of which it is true."""
    found: dict[str, dict[str, None]] = {}
    for key, measured in metrics.items():
        for told in (*measured["by_setting"].values(), *measured["differences"]):
            if told["reason"] is not None:
                found.setdefault(told["reason"], {})[key] = None
    everything = len(metrics)
    return {reason: "every metric" if len(keys) == everything else ", ".join(keys) for reason, keys in found.items()}


def _difference(difference: Mapping[str, Any]) -> str:
    estimate, low, high = (difference[name] for name in ("estimate", "low", "high"))
    if estimate is None:
        return _UNDEFINED
    sign = "+" if estimate > 0 else ""
    n, undefined = difference["n"], difference["n_undefined"]
    # Where some pairs are undefined, mostly as unfinished, the rest are no fair sample, and nobody should think so.
    of_how_many = f" ({n} of {n + undefined} pairs)" if undefined else ""
    bounds = " (no interval)" if low is None else f" [{number(low)}, {number(high)}]"
    return f"{sign}{number(estimate)}{bounds}{of_how_many}"


def show_rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show rows of text under a title."""
    table = _table(title, *columns)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def show_line(line: str) -> None:
    """Show one line of text, as it is."""
    console().print(line, soft_wrap=True, highlight=False, markup=False)


def number(value: float | None) -> str:
    """Return a number with four digits that count; an undefined one as a dash."""
    if value is None:
        return _UNDEFINED
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.{_DIGITS}g}" if abs(value) < 10**_DIGITS else f"{value:,.0f}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=Text(title), title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
