"""Part 8: hypotheses touched, each with the line that refutes it and what these runs say."""

from __future__ import annotations

from experiments.report.blocks import Cell, Part, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.verdicts import verdicts
from experiments.report.wording import capitalised


def part(comparison: Comparison, gallery: Gallery) -> Part:  # noqa: ARG001 - every part is asked in one way
    """The table of verdicts."""
    title = "Hypotheses touched"
    found = verdicts(comparison)
    if not found:
        return Part("hypotheses", title, [Text("Neither the study nor its scenario names a hypothesis.", "nothing")])
    rows = [
        row(
            Cell(each.hypothesis, strong=True),
            Cell(each.claim.says, f"Refuted if: {each.claim.refuted_if}."),
            Cell(each.word, f"{capitalised(each.because)}."),
        )
        for each in found
    ]
    note = (
        "A verdict is of these runs only: one scenario at these parameters. In how much of the plausible parameter "
        "space a claim holds is the question of the rigging audit, “shelflife validate audit”."
    )
    return Part(
        "hypotheses", title, [Table("Verdicts", ["", "claim", "what these runs say"], rows), Text(note, "note")]
    )
