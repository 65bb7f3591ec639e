"""Results and settings as tables on standard output."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.metric_keys import keys_by_metric
from sim.scenario import Scenario

_UNDEFINED = "—"
_DIGITS = 4
_PLAIN_WIDTH = 160


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
    screen = console()
    screen.print(table)
    screen.print(f"written to {out}", soft_wrap=True, highlight=False, markup=False)


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


def _difference(difference: Mapping[str, Any]) -> str:
    estimate, low, high = (difference[name] for name in ("estimate", "low", "high"))
    if estimate is None:
        return _UNDEFINED
    sign = "+" if estimate > 0 else ""
    return f"{sign}{number(estimate)} [{number(low)}, {number(high)}]"


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
