"""Reviews of accounts: who is suspended, who appeals, who comes back."""

from typing import TYPE_CHECKING

import numpy as np

from sim.cast.docket import Docket
from sim.cast.dossiers import Dossiers
from sim.cast.strikes import Strikes
from sim.enforcement._contract import EnforcementPart, Suspects
from sim.state.accounts import SUSPENDED
from sim.state.voices import NEVER

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class AccountReviews:
    """The platform's desk for accounts; it reviews members and rebuttal posters as it does covert accounts.

    Whoever was restored on appeal is known to be genuine and is not reviewed again.
    """

    def __init__(
        self, model: "Marketplace", parts: list[EnforcementPart], dossiers: Dossiers, strikes: Strikes
    ) -> None:
        """Open the desk."""
        self.model, self.parts, self.dossiers, self.strikes = model, parts, dossiers, strikes
        self.appeals = Docket()
        self.cleared = np.zeros(len(model.voices), np.bool_)
        self.on_report = dossiers.terms.posture == "on_report"

    def step(self) -> int:
        """Decide the appeals that are due, review accounts and suspend; return how often a person had to look."""
        n_looks = self._decide_appeals()
        for part in self.parts:
            n_looks += self._review(part)
        return n_looks

    def _review(self, part: EnforcementPart) -> int:
        model = self.model
        due = part.due_for_review(len(model.voices), model.stream, model.tick, model.world.tick_hours)
        if len(due) == 0:
            return 0
        suspects = self.dossiers.suspects()
        up_for_review = np.zeros(len(model.voices), np.bool_)
        up_for_review[due] = True
        looked_at = (up_for_review & ~self.cleared)[suspects.sources]
        if self.on_report:
            looked_at &= np.isin(suspects.sources, self._authors_reported())
        suspects = Suspects(suspects.sources[looked_at], suspects.suspicion[looked_at])
        self._suspend(part, suspects.sources[part.suspends(suspects, model.stream, model.tick)])
        return len(suspects.sources)

    def _authors_reported(self) -> np.ndarray:
        posts = self.model.forum.posts.in_use()
        return np.union1d(posts["author"][posts["reports"] > 0], self.model.forum.history.reported)

    def _suspend(self, part: EnforcementPart, sources: np.ndarray) -> None:
        if len(sources) == 0:
            return
        model = self.model
        self._mark(sources, suspended=True)
        model.takedowns.note(model.tick, sources, self.dossiers.reasons(sources))
        take_down(model, sources)
        # The operation does not plead for its accounts: it makes others.
        ordinary = sources[~model.is_state_account(sources)]
        won = ordinary[part.restores(ordinary, model.stream)]
        decided = model.tick + max(1, round(part.appeal_hours() / model.world.tick_hours))
        self.appeals.put(decided, won)

    def _decide_appeals(self) -> int:
        restored = self.appeals.take(self.model.tick)
        self.cleared[restored] = True
        self._mark(restored, suspended=False)
        self.model.takedowns.lift(restored)
        self.strikes.forgive(restored)
        return len(restored)

    def _mark(self, sources: np.ndarray, *, suspended: bool) -> None:
        """Suspend or restore members and rebuttal posters, and write it into the ledger."""
        model, event = self.model, "suspended" if suspended else "restored"
        members = sources[sources < model.first_account]
        posters = sources[sources >= model.first_poster] - model.first_poster
        model.members.columns.suspended[members] = suspended
        model.posters.columns.suspended[posters] = suspended
        model.ledger.record(model.tick, event, "member", members)
        model.ledger.record(model.tick, event, "poster", posters)


def take_down(model: "Marketplace", sources: np.ndarray) -> None:
    """Suspend those of the sources that are the state's accounts, and take down what any of the sources said."""
    # A wave on a date came without a review.
    unreviewed = sources[model.takedowns.when[sources] == NEVER]
    if len(unreviewed):
        model.takedowns.note(model.tick, unreviewed, model.researcher.record.reasons(unreviewed))
    accounts = sources[model.is_state_account(sources)] - model.first_account
    model.accounts.columns.status[accounts] = SUSPENDED
    model.accounts.columns.status_tick[accounts] = model.tick
    model.ledger.record(model.tick, "suspended", "account", accounts)
    model.forum.take_down(model.tick, sources)
