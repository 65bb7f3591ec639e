"""How well the detectors tell the state's accounts from ordinary ones, in exactly the tables that were published."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream, purpose
from sim.base.options import option_class
from sim.disclosure._contract import Disclosure
from sim.disclosure._study import Findings, Study
from sim.kernels.coordination import CREATION, SYNCHRONY, Evidence
from sim.kernels.luck import keyed_luck
from sim.kernels.ranking import auc
from sim.marketplace import Marketplace
from sim.state.accounts import ACTIVE
from sim.state.release import LEAST_OF_A_KIND, Release
from sim.state.voices import NEVER

COMPLETENESS = ("none", "headline", "partial", "full")
DETECTORS = ("synchrony", "creation_burst", "all_signs", "shuffled_labels")
_SHUFFLE = purpose("release.shuffles_labels")
_SHUFFLES = 20


class Material(NamedTuple):
    """What a platform and the public have at the end of a run: the ``complete`` release of all takedowns and the
    ``sample`` of public accounts; ``at_the_end`` tells whether the takedown itself came only then.
    """

    complete: Release
    sample: Evidence
    at_the_end: bool


def material_of(market: Marketplace, stream: Stream) -> Material:
    """Return what could be released of a run.

    Where nobody was taken down in the run, the platform takes down at its end, and releases, all covert accounts that
    posted, as it did in 2019 with accounts of 2017.
    """
    record, takedowns = market.researcher.record, market.takedowns
    study = study_of(market)
    sources = np.flatnonzero(takedowns.when != NEVER)
    if len(sources):
        complete = record.complete_release(sources, takedowns.when[sources], takedowns.reasons[sources])
        return Material(complete, record.sample(complete, study.sample, stream), at_the_end=False)
    accounts = market.accounts.columns
    posted = accounts.covert & (accounts.status == ACTIVE) & (accounts.n_posts > 0)
    sources = np.flatnonzero(posted) + market.first_account
    when = np.full(len(sources), market.tick)
    complete = record.complete_release(sources, when, record.reasons(sources))
    return Material(complete, record.sample(complete, study.sample, stream), at_the_end=True)


def study_of(market: Marketplace) -> Study:
    """Return how researchers of the run study releases: of several ways the first, the declared one where none."""
    return next((own.researchers for own in _policies(market) if own.researchers), Study())


def _policies(market: Marketplace) -> list[Disclosure]:
    """Return the disclosures of a run, those of its markets first."""
    return [*market.world.disclosures(), market.world.disclosure]


def policy(market: Marketplace, completeness: str) -> Disclosure:
    """Return the disclosure of that name: the run's own, with its dials, where it is of the same name.

    Where the platforms of several markets publish by rules of their own, it is the first of that name.
    """
    for own in _policies(market):
        if own.model_dump()["kind"] == completeness:
            return own
    chosen = option_class("disclosure", completeness).model_validate({"kind": completeness})
    if not isinstance(chosen, Disclosure):
        raise TypeError(f"disclosure={completeness}: the file declares no disclosure")
    return chosen


def findings_at(completeness: str, market: Marketplace, material: Material, stream: Stream) -> Findings:
    """Return what researchers find in the release at a completeness."""
    study = study_of(market)
    release = policy(market, completeness).redacted(material.complete, stream, market.world.tick_hours)
    return study.findings(release, material.sample, market.hours)


class Areas(NamedTuple):
    """The area under the curve of each of ``DETECTORS``, and of how many ``covert`` and ``ordinary`` accounts it is.

    Where either kind has fewer than ``LEAST_OF_A_KIND`` there is no area, and ``reason`` says so.
    """

    by_detector: dict[str, float | None]
    covert: int
    ordinary: int
    reason: str | None

    def base(self) -> dict[str, int | str | None]:
        """Return what the areas are made of, as plain data."""
        return {"covert": self.covert, "ordinary": self.ordinary, "reason": self.reason}


def areas(findings: Findings, everyone: np.ndarray, covert: np.ndarray, stream: Stream) -> Areas:
    """Return what the detectors' areas under the curve are, and of whom.

    The state's accounts are told from the rest among ``everyone`` [k] (source rows) of whom the tables tell anything;
    ``covert`` [sources] is the truth. A detector whose column was withheld knows nothing: its area is one half.
    """
    known = everyone[np.isin(everyone, findings.sources)] if findings.signs else everyone
    truth = covert[known]
    n_covert, n_ordinary = int(truth.sum()), int((~truth).sum())
    if min(n_covert, n_ordinary) < LEAST_OF_A_KIND:
        reason = f"{n_covert} covert and {n_ordinary} ordinary accounts: an area needs {LEAST_OF_A_KIND} of either kind"
        return Areas(dict.fromkeys(DETECTORS), n_covert, n_ordinary, reason)
    scores = _by_source(findings.scores, findings, len(covert))[known]
    found = {
        "synchrony": auc(_sign(SYNCHRONY, findings, len(covert))[known], truth),
        "creation_burst": auc(_sign(CREATION, findings, len(covert))[known], truth),
        "all_signs": auc(scores, truth),
        "shuffled_labels": float(np.mean([auc(scores, truth[order]) for order in _orders(len(truth), stream)])),
    }
    return Areas(dict(found), n_covert, n_ordinary, None)


def _sign(sign: int, findings: Findings, n: int) -> np.ndarray:
    return _by_source(findings.signs.get(sign, np.zeros(len(findings.sources))), findings, n)


def _by_source(values: np.ndarray, findings: Findings, n: int) -> np.ndarray:
    by_source = np.zeros(n)
    by_source[findings.sources] = values
    return by_source


def _orders(n: int, stream: Stream) -> list[np.ndarray]:
    """Return random orders of n accounts."""
    luck = keyed_luck(stream, _SHUFFLE, np.arange(n * _SHUFFLES)).reshape(_SHUFFLES, n)
    return list(np.argsort(luck, axis=1, kind="stable"))
