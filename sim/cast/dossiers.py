"""Dossiers: what a platform sees of the accounts that speak on it."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.cast.profiles import Profiles
from sim.disclosure._study import Study
from sim.enforcement._contract import Suspects
from sim.kernels.coordination import Evidence, Known, Trail, mean_of_signs, signs, suspicion, telling_signs
from sim.state.accounts import covert_who_spoke
from sim.state.voices import SAYS_NOTHING

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Dossiers:
    """One dossier an account that ever posted, shared or commented; the state's overt accounts are known and have none.

    Nothing in a dossier says whose the account is, but what researchers have attributed in public.
    """

    def __init__(self, model: "Marketplace", market: int, terms: Any) -> None:
        """Look up what every account in the market shows of itself."""
        self.model, self.market, self.terms = model, market, terms
        self.spoke = np.zeros(len(model.voices), np.bool_)
        self.profiles = Profiles(model)
        self.memory = max(1, round(self.terms.memory / model.world.tick_hours))
        self.signs: dict[int, np.ndarray] = {}
        self.sources = np.zeros(0, np.int64)

    def suspects(self) -> Suspects:
        """Return all accounts that spoke and are not suspended, in the order of their seats, with their suspicion."""
        created_hour, followers = self.profiles.created_hour, self.profiles.followers
        sources = np.flatnonzero(self._open())
        evidence = Evidence(sources, created_hour[sources], followers[sources], self._trail())
        self.sources, self.signs = sources, signs(evidence, self.terms.burst_window, self.model.hours)
        return Suspects(sources, self._informed(mean_of_signs(self.signs, len(sources)), evidence))

    def reasons(self, sources: np.ndarray) -> np.ndarray:
        """Return by which of the detector's signs each suspect [k] stood out most from all when last looked at."""
        return telling_signs(self.signs, np.searchsorted(self.sources, sources))

    def heeded(self) -> Study | None:
        """Return the study whose attributions the platform heeds: of its own releases, or else of another's."""
        policies = self.model.world.disclosures()
        studies = [policies[self.market].researchers, *(policy.researchers for policy in policies)]
        return next((study for study in studies if study is not None), None)

    def _informed(self, suspicions: np.ndarray, evidence: Evidence) -> np.ndarray:
        """Return the suspicion [k], raised for accounts that are like those that researchers attributed."""
        study = self.heeded()
        attributed = np.flatnonzero(self.model.researcher.attributed)
        if study is None or len(attributed) == 0:
            return suspicions
        trail = evidence.trail
        if trail is None:
            return suspicions
        theirs = np.isin(trail.authors, attributed)
        known = Known(
            sources=attributed,
            dated=attributed,
            created_hour=self.profiles.created_hour[attributed],
            trail=Trail(*(column[theirs] for column in trail)),
        )
        likeness = suspicion(evidence._replace(known=known), self.terms.burst_window, self.model.hours)
        return suspicions + study.heed * (1.0 - suspicions) * likeness

    def _open(self) -> np.ndarray:
        model, accounts = self.model, self.model.accounts.columns
        speaking = self.spoke.copy()
        speaking[: model.first_account] &= ~model.members.columns.suspended
        speaking[model.first_account : model.first_poster] = covert_who_spoke(accounts)
        speaking[model.first_poster : model.first_desk] &= ~model.posters.columns.suspended
        return speaking & (model.markets.of == self.market)

    def _trail(self) -> Trail:
        posts = self.model.forum.posts.in_use()
        # Not cut off at a row: a message stands where an older one stood. Of messages nobody can tell who is in step.
        recent = np.flatnonzero((posts["born"] > self.model.tick - self.memory) & (posts["stance"] != SAYS_NOTHING))
        return Trail(posts["author"][recent], posts["born"][recent], posts["narrative"][recent])
