"""Part 10: where it comes from. Command, commit, versions, seeds, hashes."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.report.blocks import Block, Bullets, Heading, Part, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery

_SETTINGS = "config."


def part(comparison: Comparison, gallery: Gallery) -> Part:  # noqa: ARG001 - every part is asked in one way
    """The command that makes it again, what made it, and the facts that the scenario carries."""
    blocks: list[Block] = []
    if comparison.command_line:
        blocks += [Text("The command that makes these runs again:"), Text(comparison.command_line, "code")]
    else:
        blocks.append(Text("The command line was not recorded."))
    every = flattened(comparison.provenance)
    # A hundred settings would bury what identifies the runs.
    settings = [(name.removeprefix(_SETTINGS), value) for name, value in every if name.startswith(_SETTINGS)]
    origin = [(name, value) for name, value in every if not name.startswith(_SETTINGS)]
    rows = [
        row("settings", "; ".join(comparison.settings)),
        row("baseline", comparison.baseline),
        row("replicates", str(comparison.replicates)),
        row("seeds", _seeds(comparison)),
        *(row(*told) for told in origin),
    ]
    blocks.append(Table("Provenance", ["", ""], rows))
    if settings:
        told_of = "Every setting of the first point" if comparison.design else "Every setting"
        blocks.append(Table(told_of, ["key", "value"], [row(*told) for told in settings], folded=True))
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
            nothing = "off or unset" if prefix.startswith(_SETTINGS) else "not known"
            rows.append((f"{prefix}{key}", nothing if value is None else str(value)))
    return rows


def _seeds(comparison: Comparison) -> str:
    """The seeds of the runs, in short."""
    if "seed" not in comparison.runs.columns or comparison.runs.empty:
        return "not recorded"
    seeds = sorted({int(seed) for seed in comparison.runs["seed"].dropna()})
    listed = ", ".join(map(str, seeds[:3]))
    return listed if len(seeds) <= 3 else f"{listed} … {seeds[-1]} ({len(seeds)} in all)"
