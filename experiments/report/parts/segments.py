"""Part 7: who is affected. Belief gained by segment."""

from __future__ import annotations

from experiments.report.blocks import Block, Part, Picture, Text
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.segments_figure import segments_figure

HOW_TO_READ = (
    "Each row is a segment of the audience. Right of the zero line the campaign leaves members believing its claims "
    "more than they would without it. Segments whose bars do not overlap are affected differently."
)


def part(comparison: Comparison, gallery: Gallery) -> Part:
    """The figure, and what it rests on."""
    picture = gallery.hang("segments", HOW_TO_READ, lambda: segments_figure(comparison))
    blocks: list[Block] = [picture]
    if isinstance(picture, Picture):
        blocks.append(
            Text(
                "Belief at the end minus that of the same members in the paired world without the campaign, mean over "
                "the state's narratives and the sampled members of a segment.",
                "note",
            )
        )
    return Part("segments", "Who is affected", blocks)
