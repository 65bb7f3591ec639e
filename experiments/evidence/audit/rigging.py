"""The rigging audit: is any claim built into the model, or ruled out by it?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from experiments.evidence._contract import Check, Item, Outcome, Told
from experiments.evidence.audit._design import left_out, points, spans, values_at
from experiments.evidence.audit._findings import Finding, Share, box_in_words, deciding, finding
from experiments.evidence.audit._kept import KeptPoints
from experiments.evidence.hypotheses._hypothesis import Hypothesis
from experiments.evidence.items import item_classes
from experiments.evidence.lives import Lives
from experiments.evidence.ranges import Span
from experiments.evidence.worlds import Worlds
from experiments.tables import number
from sim.base.parameters import parameter
from sim.base.provenance import model_version

_ALL = 1.0
# Of thousands of points one is more than this.
_SOME = (1e-9, 1.0 - 1e-9)


class RiggingAudit(Item):
    """No claim holds over the whole plausible space, and none over nothing of it; counter-evidence holds over all.

    At every point of a Sobol design over the ranges that calibration left plausible, over how repetition wears out and
    memory fades, and over the ring's numbers, each hypothesis is judged by the same lines as by itself, from one
    replicate of small worlds; all points share one root of chance. A claim that holds at every point is built in, one
    that holds at none is refuted, whatever a single set of parameters says. With a file to keep points in, an audit
    that was interrupted goes on, and one of more base points goes on from one of fewer.
    """

    id: ClassVar[str] = "audit"
    expected: ClassVar[str] = (
        "each hypothesis holds in some part of the space and not in all of it; H12 and H13 hold in all of it"
    )
    tolerance: ClassVar[str] = "none; shares have 95% bootstrap intervals over base points"
    source: ClassVar[str] = "6-EVIDENCE, rigging audit; Saltelli et al. 2010; Friedman & Fisher 1999 (PRIM)"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 750.0
    changes_no_number: ClassVar[frozenset[str]] = frozenset({"kept_in"})
    samples: int = parameter(
        16, unit="base points", bounds=(2, 65_536), meaning="Base points, a power of two.", source="Assumption: coarse"
    )
    members: int = parameter(
        300, unit="members", bounds=(100, 100_000), meaning="Size of an audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        120, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: five days"
    )
    kept_in: str | None = Field(None, description="A file that keeps every point, to go on from; none is kept without.")

    def examine(self, seed: int) -> Outcome:
        """Measure every hypothesis at every point and return over how much of the space each holds, and why."""
        varied, chosen = spans(), audited(self.members, self.ticks)
        shares = points(varied, self.samples, seed)
        kept = KeptPoints(self.kept_in, self._design(varied, chosen, seed))
        for place in range(len(shares)):
            if place not in kept.rows:
                lives = Lives(Worlds(values_at(varied, shares[place])), seed)
                kept.keep(place, {name: one.measure_at_a_point(lives) for name, one in chosen.items()})
        found = {
            name: finding(type(one), [kept.rows[place][name] for place in range(len(shares))], shares, varied)
            for name, one in chosen.items()
        }
        return Outcome(
            tuple(_check(name, chosen[name], one) for name, one in found.items()),
            note=self._note(varied, len(shares)),
            tables=(_shares_told(found), _reasons_told(found)),
        )

    def _design(self, varied: tuple[Span, ...], chosen: Mapping[str, Hypothesis], seed: int) -> dict[str, Any]:
        """Return what a kept point hangs on, as JSON gives it back; a larger design begins with the smaller one."""
        return {
            "model": model_version(),
            "seed": seed,
            "ranges": [list(span) for span in varied],
            "hypotheses": {name: one.model_dump() for name, one in chosen.items()},
        }

    def _note(self, varied: tuple[Span, ...], n_points: int) -> str:
        others = [f"{name} ({item.not_audited})" for name, item in hypotheses().items() if item.not_audited]
        return (
            f"{n_points} points, {self.samples} base points × (2 + {len(varied)} numbers), worlds of {self.members} "
            f"members × {self.ticks} ticks. Varied: {', '.join(_range_told(span) for span in varied)}. Not varied, as "
            f"they act on nothing here or have one value: {', '.join(left_out())}. Not audited: {'; '.join(others)}."
        )


def hypotheses() -> dict[str, type[Hypothesis]]:
    """Return the class of every hypothesis by its ID."""
    return {name: item for name, item in item_classes().items() if issubclass(item, Hypothesis)}


def audited(members: int, ticks: int) -> dict[str, Hypothesis]:
    """Return the hypotheses that are asked at every point, in worlds of this size where they have any."""
    size = {"members": members, "ticks": ticks}
    return {
        name: item(**{key: value for key, value in size.items() if key in item.model_fields})
        for name, item in hypotheses().items()
        if item.not_audited is None
    }


def _check(name: str, hypothesis: Hypothesis, found: Finding) -> Check:
    low, high = (_ALL, _ALL) if hypothesis.counter_evidence else _SOME
    return Check(f"share in which {name} holds", None, found.holds.value, low, high)


def _shares_told(found: Mapping[str, Finding]) -> Told:
    rows = [
        (name, one.in_words, _share_told(one.holds), _share_told(one.refuted), str(one.holds.n_undefined))
        for name, one in found.items()
    ]
    columns = ("hypothesis", "", "share in which it holds", "share in which it is refuted", "undefined points")
    return Told("Over how much of the plausible space each hypothesis holds", columns, tuple(rows))


def _reasons_told(found: Mapping[str, Finding]) -> Told:
    rows = [(name, deciding(one.indices), one.indices.treated, box_in_words(one.box)) for name, one in found.items()]
    columns = (
        "hypothesis",
        "Sobol indices of the ranks: first order, total",
        "missing points",
        "where it holds (PRIM)",
    )
    return Told("What decides it", columns, tuple(rows))


def _share_told(share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return "—"
    return f"{number(share.value)} ({number(share.low)} to {number(share.high)})"


def _range_told(span: Span) -> str:
    scale = " by factors" if span.by_factors else ""
    return f"{span.name} {number(span.low)} to {number(span.high)}{scale}"
