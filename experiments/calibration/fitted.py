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
    "feed.chatter": ("half_life",),
    "conduct.novelty_decay": ("amplification",),
    "conduct.habits.visits_spread": ("amplification",),
    "conduct.habits.sharing_spread": ("amplification",),
    "operation.genuine": ("covert_engagement", "exposure_concentration"),
    "enforcement.label.cut": ("label", "label_removal"),
    "enforcement.downrank.visibility": ("label_removal",),
    "rebuttals.notes.endorsement_cut": ("note",),
    "rebuttals.notes.delay": ("note",),
}
"""The targets that speak of each parameter, in the order in which parameters are looked at first.

What moves all traffic comes before what acts on a part of it.

One of which only targets that are held out speak is left as declared. No target tells the half-lives of belief, memory
and trust, the step of trust, or what a voice says anyway, apart from the rest: those stay as declared too.
``rebuttals.blow`` and ``rebuttals.parry`` are never fitted: the source's claim about rounds is judged over their range.
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


def groups(shown: Collection[str]) -> list[tuple[tuple[Fitted, ...], tuple[str, ...]]]:
    """Return the groups of parameters of which the same targets speak, each with these of the ``shown`` targets."""
    found: list[tuple[list[Fitted], list[str]]] = []
    for one in fitted(shown):
        spoken_of = [target for target in SPOKEN_OF[one.name] if target in shown]
        near = [group for group in found if not set(group[1]).isdisjoint(spoken_of)]
        joined = ([*(each for group in near for each in group[0]), one], [*(t for group in near for t in group[1])])
        joined[1].extend(target for target in spoken_of if target not in joined[1])
        found = [group for group in found if group not in near] + [joined]
    return [(tuple(parameters), tuple(targets)) for parameters, targets in found]


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
