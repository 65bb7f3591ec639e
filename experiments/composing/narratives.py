"""Narratives of a user's own file, laid over a scenario before single numbers of theirs are set by hand."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from experiments.composing.checking import Composed
from experiments.composing.named_files import State, placed
from experiments.composing.overrides import Assignment, as_meant
from experiments.readers.narratives import NarrativesReading, read_narratives
from experiments.readers.refusal import UnreadableFile
from sim.scenario import Claim

PATH = ("narratives", "path")
_SOURCE = "narratives.path"


@lru_cache(maxsize=2)
def narratives_in(path: Path, _state: State) -> NarrativesReading:
    """Return what a file holds, read once and again only if it changed.

    Raises:
        UnreadableFile: with everything that is wrong with it.
    """
    return read_narratives(path)


def lay_narratives(composed: Composed, assignments: Sequence[Assignment]) -> None:
    """Put the narratives of the file that is named in place of the scenario's; a file that is wrong is told later."""
    block = composed.tree.get("narratives")
    if not isinstance(block, dict):
        return
    by_hand = [assignment for assignment in assignments if assignment.path == PATH]
    named = as_meant(by_hand[-1].text) if by_hand else block.get("path")
    if not isinstance(named, str) or not named:
        return
    try:
        reading = narratives_in(*placed(named))
    except (UnreadableFile, OSError, ValueError, RuntimeError):
        return
    # A narrative says everything of itself: nothing of the scenario's file shines through.
    block["claims"] = {
        name: Claim.model_validate(settings).model_dump(mode="json") for name, settings in reading.claims.items()
    }
    for place in [place for place in composed.origins if place[:2] == ("narratives", "claims")]:
        del composed.origins[place]
    composed.origins["narratives", "claims"] = _SOURCE
