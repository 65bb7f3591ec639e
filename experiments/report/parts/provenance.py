"""Part 10: where it comes from. Command, commit, versions, seeds, hashes."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.report.blocks import Block, Bullets, Heading, Part, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery


def part(comparison: Comparison, gallery: Gallery) -> Part:  # noqa: ARG001 - every part is asked in one way
    """The command that makes it again, what made it, and the facts that the scenario carries."""
    blocks: list[Block] = []
    if comparison.command_line:
        blocks += [Text("The command that makes these runs again:"), Text(comparison.command_line, "code")]
    else:
        blocks.append(Text("The command line was not recorded."))
    rows = [
        row("settings", "; ".join(comparison.settings)),
        row("baseline", comparison.baseline),
        row("replicates", str(comparison.replicates)),
        row("seeds", _seeds(comparison)),
        *(row(name, value) for name, value in flattened(comparison.provenance)),
    ]
    blocks.append(Table("Provenance", ["", ""], rows))
    if comparison.story.facts:
        blocks += [Heading("Facts that the scenario carries"), Bullets(comparison.story.facts)]
    return Part("provenance", "Where it comes from", blocks)


def flattened(mapping: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    """A nested mapping as dotted names and plain values."""
    rows: list[tuple[str, str]] = []
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            rows += flattened(value, f"{prefix}{key}.")
        elif isinstance(value, list | tuple):
            rows.append((f"{prefix}{key}", " ".join(map(str, value))))
        else:
            rows.append((f"{prefix}{key}", "not known" if value is None else str(value)))
    return rows


def _seeds(comparison: Comparison) -> str:
    """The seeds of the runs, in short."""
    if "seed" not in comparison.runs.columns or comparison.runs.empty:
        return "not recorded"
    seeds = sorted({int(seed) for seed in comparison.runs["seed"].dropna()})
    listed = ", ".join(map(str, seeds[:3]))
    return listed if len(seeds) <= 3 else f"{listed} … {seeds[-1]} ({len(seeds)} in all)"
