"""The platform: it enforces its terms of service, with delays, at a cost, and with mistakes."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.base.chance import purpose
from sim.cast.account_reviews import AccountReviews
from sim.cast.docket import Docket
from sim.cast.dossiers import Dossiers
from sim.cast.strikes import Strikes
from sim.enforcement._contract import EnforcementPart, Violations
from sim.kernels.curves import probabilities
from sim.kernels.gathering import Deeds
from sim.kernels.luck import keyed_luck
from sim.kernels.reporting import reports
from sim.scenario import parts_on
from sim.state.removers import BY_PLATFORM
from sim.state.renumbering import Renumbering
from sim.state.visits import SHARED
from sim.state.voices import SAYS_NOTHING

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_VERDICT = purpose("platform.judges_post")
_NO_ROWS = np.zeros(0, np.int64)


class Platform(mesa.Agent):
    """The platform of a market; at enforcement none it has no parts and does nothing.

    It judges the posts of those who stand in its market, and reviews their accounts.

    ``spent`` is what enforcing cost so far, ``spent_now`` in this tick; ``n_reports`` came in this tick.
    """

    model: "Marketplace"

    def __init__(self, model: "Marketplace", market: int, terms: Any) -> None:
        """Take up the parts that the market's ``terms`` switch on, and what the platform knows of those who speak."""
        super().__init__(model)
        self.market, self.terms = market, terms
        self.parts: list[EnforcementPart] = list(parts_on("enforcement", self.terms).values())
        self.on_report = self.terms.posture == "on_report"
        self.needs_verdicts = any(part.needs_verdicts for part in self.parts)
        self.breaks = any(type(part).holds_back is not EnforcementPart.holds_back for part in self.parts)
        self.labels = any(part.labels for part in self.parts)
        self.spent, self.spent_now, self.n_reports = 0.0, 0.0, 0
        self.reported, self.held = _NO_ROWS, _NO_ROWS
        self.once_held: set[int] = set()
        self.shared, self.verdicts, self.releases = _NO_ROWS, Docket(), Docket()
        if self.parts:
            self.dossiers = Dossiers(model, market, terms)
            self.strikes = Strikes(model, self.parts)
            self.account_reviews = AccountReviews(model, self.parts, self.dossiers, self.strikes)
        if self.labels:
            here = model.markets.of[model.first_account : model.first_poster] == market
            model.accounts.columns.labelled[here & ~model.accounts.columns.covert] = 0

    def note_speakers(self, sources: np.ndarray) -> None:
        """Remember who posted, shared, quoted or commented."""
        if self.parts:
            self.dossiers.spoke[sources] = True

    def note_reading(self, deeds: Deeds) -> None:
        """Take in what members shared, and what they report; what is about no narrative breaks no terms."""
        model, posts = self.model, self.model.forum.posts.columns
        if model.messages.in_use or model.markets.several:
            about = (posts["stance"][deeds.posts] != SAYS_NOTHING) & self._is_here(deeds.posts)
            deeds = Deeds(deeds.members[about], deeds.posts[about], deeds.flags[about])
        self.n_reports, self.reported, self.shared = 0, _NO_ROWS, deeds.that(SHARED).posts
        if not (self.parts and self.on_report):
            return
        free = ~model.members.columns.suspended[deeds.members]
        deeds = Deeds(deeds.members[free], deeds.posts[free], deeds.flags[free])
        believed = model.members.columns.belief[deeds.members, posts["narrative"][deeds.posts]]
        beliefs = probabilities(believed) if model.world.belief.scale == "log_odds" else believed.astype(np.float64)
        with_report = reports(deeds, posts, beliefs, self.terms.report_rate, (model.stream, model.tick))
        self.n_reports = int(with_report.sum())
        rows = np.unique(deeds.posts[with_report]).astype(np.int64)
        self.reported = rows[posts["reports"][rows] == 0]
        np.add.at(posts["reports"], deeds.posts[with_report], 1)

    def note_boosts(self, posts: np.ndarray) -> None:
        """Count what accounts passed on of the posts here among the shares: virality is counted whoever makes it."""
        if len(posts):
            self.shared = np.concatenate([self.shared, posts[self._is_here(posts)]])

    def awaits(self) -> np.ndarray:
        """Return the rows of posts of which it will yet judge or release some, whatever their fate."""
        return np.concatenate([self.held, self.verdicts.rows(), self.releases.rows()])

    def renumber(self, renumbering: Renumbering) -> None:
        """Name posts by their new rows."""
        self.held, self.reported = renumbering.of(self.held), _NO_ROWS
        self.shared = _NO_ROWS
        self.once_held = set(renumbering.of(np.array(sorted(self.once_held), np.int64)).tolist())
        self.verdicts.renumber(renumbering)
        self.releases.renumber(renumbering)

    def step(self) -> None:
        """Meet what is new, hold back what runs away, judge posts and act on the verdicts, review accounts."""
        self.spent_now = 0.0
        if not self.parts:
            return
        self._meet_new_posts()
        if self.breaks:
            self._break_circuits()
        self._judge(self.verdicts.take(self.model.tick), by_people=self.on_report)
        self._remove_posts()
        self.spent_now += self.terms.review_cost * self.account_reviews.step()
        self.spent += self.spent_now

    def _is_here(self, posts: np.ndarray) -> np.ndarray:
        """Return which posts [k] are by those who stand in this platform's market."""
        return np.asarray(self.model.markets.of[self.model.forum.posts.columns["author"][posts]] == self.market)

    def _ticks(self, hours: float) -> int:
        return self.model.tick + round(hours / self.model.world.tick_hours)

    def _meet_new_posts(self) -> None:
        """Nudge those who will read, and mark what the state says openly."""
        posts, rows = self.model.forum.posts.columns, self.model.forum.new_posts()
        rows = rows[self._is_here(rows)]
        slowdown = max(part.slows() for part in self.parts)
        if slowdown > 0.0:
            reused = self.model.messages.reused
            slowed = np.concatenate([rows, reused[self._is_here(reused)]])
            posts["friction"][slowed] = 1.0 - (1.0 - posts["friction"][slowed]) * (1.0 - slowdown)
        rows = rows[posts["stance"][rows] != SAYS_NOTHING]
        self._show(rows[self.strikes.turn_down(posts[rows])])
        if self.labels:
            seats = posts["author"][rows] - self.model.first_account
            states = self.model.is_state_account(posts["author"][rows])
            self._label(rows[states][~self.model.accounts.columns.covert[seats[states]]])
        if self.needs_verdicts:
            self.verdicts.put(self._ticks(self.terms.delay), self.reported if self.on_report else rows)

    def _break_circuits(self) -> None:
        """Hold back what runs away, and let go, after a person's look, what was held long enough."""
        fast, n_shares = np.unique(self.shared, return_counts=True)
        caught = np.zeros(len(fast), np.bool_)
        for part in self.parts:
            stopped = part.holds_back(n_shares / self.model.world.tick_hours, self.model.world.members)
            stopped &= np.array([row not in self.once_held for row in fast.tolist()], np.bool_)
            self.releases.put(self._ticks(part.hold_hours()), fast[stopped])
            caught |= stopped
        self._hold_back(fast[caught].astype(np.int64))
        freed = self.releases.take(self.model.tick)
        self.held = np.setdiff1d(self.held, freed)
        self._show(freed)
        self._judge(freed, by_people=True)

    def _hold_back(self, rows: np.ndarray) -> None:
        self.once_held.update(rows.tolist())
        self.held = np.union1d(self.held, rows).astype(np.int64)
        self._show(rows)
        self.model.ledger.record(self.model.tick, "held_back", "post", self.model.forum.numbers(rows))

    def _judge(self, rows: np.ndarray, *, by_people: bool) -> None:
        """Come to a verdict on posts that stand and were not yet found in violation."""
        forum = self.model.forum
        posts = forum.posts.columns
        rows = rows[(posts["removed"][rows] < 0) & (posts["found"][rows] < 0)]
        if len(rows) == 0:
            return
        self.spent_now += len(rows) * (self.terms.review_cost if by_people else self.terms.search_cost)
        suspects = self.dossiers.suspects()
        seats = np.zeros(len(self.model.voices))
        seats[suspects.sources] = suspects.suspicion
        suspicion = self.terms.suspicion_of_posts(seats[posts["author"][rows]], posts["fragility"][rows])
        luck = keyed_luck(self.model.stream, _VERDICT, posts["key"][rows])
        found = rows[self.terms.finds(suspicion, luck, np.full(len(rows), by_people))]
        posts["found"][found] = self.model.tick
        self.model.ledger.record(self.model.tick, "found_in_violation", "post", forum.numbers(found))
        self._show(found)
        self.strikes.count(posts["author"][found])
        if self.labels:
            self._label(found)

    def _label(self, rows: np.ndarray) -> None:
        posts = self.model.forum.posts.columns
        fresh = rows[posts["labelled"][rows] < 0]
        posts["labelled"][fresh] = self.model.tick
        posts["endorsement"][fresh] *= min(part.endorsement_left() for part in self.parts)
        self.model.ledger.record(self.model.tick, "labelled", "post", self.model.forum.numbers(fresh))

    def _show(self, rows: np.ndarray) -> None:
        """Set how visible posts are: none while held back, less if found in violation or by somebody who is limited."""
        posts = self.model.forum.posts.columns
        left = min(part.visibility_left() for part in self.parts)
        visible = np.where((posts["found"][rows] >= 0) | self.strikes.turn_down(posts[rows]), left, 1.0)
        posts["visibility"][rows] = np.where(np.isin(rows, self.held), 0.0, visible)

    def _remove_posts(self) -> None:
        forum = self.model.forum
        posts = forum.posts.columns
        rows = forum.alive[(posts["found"][forum.alive] >= 0) & (posts["removed"][forum.alive] < 0)]
        rows = rows[self._is_here(rows)]
        age = (self.model.tick - posts["found"][rows]) * self.model.world.tick_hours
        taken = np.zeros(len(rows), np.bool_)
        for part in self.parts:
            taken |= part.removes(Violations(age, posts["found_after"][rows]))
        forum.remove_posts(self.model.tick, rows[taken], BY_PLATFORM)
