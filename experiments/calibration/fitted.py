"""What is fitted: parameters of which some target speaks, each within the plausible range that it was declared with."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from sim import Scenario
from sim.base.options import option_class
from sim.base.parameters import Declaration, declarations

# Rates and delays that span more than this are searched by their logarithm.
_WIDE = 10.0

_OPTIONS = (
    ("belief.", "belief", "bayesian_source"),
    ("conduct.", "conduct", "reader"),
    ("feed.", "feed", "engagement"),
    ("rebuttals.inoculation.", "rebuttals", "inoculation"),
    ("rebuttals.notes.", "rebuttals", "notes"),
    ("enforcement.label.", "enforcement", "label"),
    ("enforcement.downrank.", "enforcement", "downrank"),
)

SPOKEN_OF = {
    "belief.evidence_weight": ("fact_check_post", "continued_influence", "illusory_truth"),
    "belief.repetition_discount": ("repetition",),
    "belief.thread_weight": ("fact_check", "continued_influence"),
    "rebuttals.inoculation.strength": ("inoculation",),
    "rebuttals.inoculation.half_life": ("inoculation",),
    "rebuttals.notes.endorsement_cut": ("note",),
    "rebuttals.notes.delay": ("note",),
    "conduct.novelty_decay": ("amplification",),
    "conduct.habits.visits_spread": ("amplification",),
    "conduct.habits.sharing_spread": ("amplification",),
    "feed.chatter": ("half_life",),
    "operation.genuine": ("covert_engagement", "exposure_concentration"),
    "enforcement.label.cut": ("label", "label_removal"),
    "enforcement.downrank.visibility": ("label_removal",),
}
"""The targets that speak of each parameter. One of which only targets that are held out speak is left as declared.

No target tells the half-lives of belief, memory and trust, the step of trust, or what a voice says anyway, apart from
the rest: those stay as declared too. ``rebuttals.blow`` and ``rebuttals.parry`` are never fitted: the source's claim
about rounds is judged over their whole range.
"""


class Fitted(NamedTuple):
    """A parameter under search: by dotted name, ``declared`` its default, from ``low`` to ``high``, ``wide`` by log."""

    name: str
    declared: float
    low: float
    high: float
    wide: bool


def fitted(shown: Collection[str]) -> tuple[Fitted, ...]:
    """Return every parameter of which a target in ``shown`` speaks, with the plausible range of its declaration."""
    known = declared()
    return tuple(
        _search_range(known[name]) for name, targets in SPOKEN_OF.items() if not set(targets).isdisjoint(shown)
    )


@cache
def declared() -> dict[str, Declaration]:
    """Return the declarations among which parameters are searched, by dotted name."""
    known = {about.name: about for about in declarations(Scenario)}
    for prefix, family, kind in _OPTIONS:
        known |= {about.name: about for about in declarations(option_class(family, kind), prefix)}
    return known


def _search_range(about: Declaration) -> Fitted:
    if about.plausible is None:
        raise ValueError(f"{about.name} has no plausible range to be searched; declare one")
    low, high = about.plausible
    return Fitted(about.name, float(about.default), low, high, low > 0.0 and high / low > _WIDE)
