"""Part 4: what became of the posts. Cumulative incidence of every fate, and how long posts stand."""

from __future__ import annotations

from experiments.report.blocks import Block, Part, Text
from experiments.report.comparison import Comparison
from experiments.report.fates_figure import fates_figure
from experiments.report.gallery import Gallery
from experiments.report.survival_figure import survival_figure

READ_FATES = (
    "Pick an age and read upwards: the height of each colour is the share of the posts serving the state that had met "
    "that fate by then, and the pale part on top is still standing. Compare panels at the same age; where few posts "
    "are left (the numbers in brackets), the shares are less certain."
)
READ_SURVIVAL = (
    "The higher a line stays, the longer posts stand before anything happens to them, good or bad. The numbers below "
    "say how many posts each point of a line still rests on."
)


def part(comparison: Comparison, gallery: Gallery) -> Part:
    """The areas of fates and the curves of survival."""
    blocks: list[Block] = [gallery.hang("fates", READ_FATES, lambda: fates_figure(comparison))]
    title = "What became of the posts"
    if isinstance(blocks[0], Text):
        return Part("fates", title, blocks)
    blocks.append(gallery.hang("survival", READ_SURVIVAL, lambda: survival_figure(comparison)))
    note = (
        "Aalen–Johansen and Kaplan–Meier estimates of all posts that serve the state, pooled over replicates; bands "
        "are a jackknife over replicates, since the posts of one world are not independent. A post still standing "
        "at the end of its run is right-censored."
    )
    return Part("fates", title, [*blocks, Text(note, "note")])
