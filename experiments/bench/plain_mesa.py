"""The audience as plain Mesa objects: the same scalar rules, uncompiled, one Python object a member.

What one would write with Mesa alone. It serves as a yardstick for speed, and as one more reading of the rules: run it
with the compiler off (``NUMBA_DISABLE_JIT=1``), where every rule of ``sim`` is the Python function that it is.
"""

import math
from typing import TYPE_CHECKING

import mesa

from sim.base.chance import ALONE, AT_START, draws
from sim.beliefs import bayesian_source as believing
from sim.conducts._habits import VISIT, readiness
from sim.conducts.reader import ATTEND, REACT, reading_chance, wish
from sim.feeds.engagement import item_weight
from sim.kernels.curves import FIRMEST_BELIEF, LEAST_TRUST, discount, probability, within
from sim.kernels.delivery import TIE
from sim.kernels.feed_slots import Chatter, chatter_lap, finish_time
from sim.kernels.seating import drifted
from sim.kernels.trusting import shifted_trust
from sim.state.visits import HUSHED, LIKED, MOST_ITEMS, NOTHING, OPENED, QUOTED, READ, SHARED
from sim.state.voices import ASSERTS, NEVER, STATE

if TYPE_CHECKING:
    from experiments.bench.plain_market import PlainMarketplace

type Item = tuple[int, float, int]


class PlainMember(mesa.Agent):  # type: ignore[misc]  # Mesa is untyped
    """One member as an ordinary object: lists and numbers instead of a row of columns."""

    model: "PlainMarketplace"

    def __init__(self, model: "PlainMarketplace", row: int, followees: list[int]) -> None:
        """Copy a member's row of the columns."""
        super().__init__(model)
        columns = model.members.columns
        self.row, self.followees = row, followees
        self.segment = int(columns.segment[row])
        self.visit_chance, self.items_wanted = float(columns.visit_chance[row]), int(columns.items_wanted[row])
        self.prior, self.belief = columns.prior[row].tolist(), columns.belief[row].tolist()
        self.trust_prior, self.trust = columns.trust_prior[row].tolist(), columns.trust[row].tolist()
        self.met, self.corrected = columns.met[row].tolist(), columns.corrected[row].tolist()
        self.last_asserted, self.acquainted = [NEVER] * len(self.belief), [False] * len(self.belief)
        self.fear = 0.0
        self.feed: list[Item] = []
        self.ousted: set[int] = set()

    def step(self) -> None:
        """Forget, perhaps visit, read, believe and react."""
        market, visits = self.model, self.model.visits
        self._forget()
        visits.n_items[self.row] = 0
        u = draws(market.stream, VISIT, market.tick, self.row, ALONE)
        if u.first >= self.visit_chance:
            return
        looked_at = self._draw()
        visits.n_items[self.row] = self.items_wanted
        visits.posts[self.row] = (looked_at + [NOTHING] * MOST_ITEMS)[:MOST_ITEMS]
        attended = [self._attends(post) for post in looked_at]
        for post, flags in zip(looked_at, attended, strict=True):
            if flags & READ:
                self._hear(post)
                if flags & OPENED:
                    self._read_thread(post)
        for place, (post, flags) in enumerate(zip(looked_at, attended, strict=True)):
            visits.reactions[self.row, place] = flags | (self._react(post) if flags & READ else 0)

    def receive(self) -> None:
        """Take in what those the member follows passed on in this tick."""
        market = self.model
        if market.mail_day != market.tick:
            market.sort_mail()
        self._tidy(market.tick + 1)
        self.ousted = set()
        for source in self.followees:
            for post in market.sent.get(source, ()):
                self._put(post)
            self.fear += market.in_trouble.get(source, 0.0)

    def trusted(self) -> list[float]:
        """Return trust in each voice after the news about it."""
        return [self._trust_in(voice) for voice in range(len(self.trust))]

    def _forget(self) -> None:
        rule = self.model.reading.belief_rule
        kept = 1.0 - rule.memory_lost
        home = zip(self.belief, self.prior, strict=True)
        self.belief = [drifted(belief, prior, rule.belief_lost) for belief, prior in home]
        home = zip(self.trust, self.trust_prior, strict=True)
        self.trust = [drifted(trust, prior, rule.trust_lost) for trust, prior in home]
        self.met = [[n * kept for n in by_voice] for by_voice in self.met]
        self.corrected = [n * kept for n in self.corrected]
        self.fear *= 1.0 - float(self.model.reading.fear_lost[0])

    def _draw(self) -> list[int]:
        market, rule = self.model, self.model.reading.feed_rules[0]
        length = market.world.feed.length
        posts, race = market.written, []
        self._tidy(market.tick)
        for place, (post, shares, since) in enumerate(self.feed):
            above = self._above(post, since) + (market.tick - since) * rule.chatter_per_tick
            if above < length:
                weight = item_weight(
                    float(posts.appeal[post]),
                    shares,
                    float(rule.recencies[market.tick - since]),
                    float(posts.visibility[post]),
                )
                race.append((finish_time(market.stream, market.tick, int(posts.key[post]), self.row, weight), place))
        chatter = Chatter(market.stream, market.tick, rule.chatter_weight * (length - len(race)))
        return self._winners(sorted(race), chatter)

    def _above(self, post: int, since: int) -> int:
        """Return how many items lie above one: the younger, and of one age those with the larger identity."""
        key = self.model.written.key
        return sum((other[2], key[other[0]]) > (since, key[post]) for other in self.feed)

    def _winners(self, race: list[tuple[float, int]], chatter: Chatter) -> list[int]:
        taken, laps = [], 0
        chatter_time = chatter_lap(chatter, self.row, laps) if race else 0.0
        for _ in range(self.items_wanted):
            if not race:
                break
            if chatter_time < race[0][0]:
                laps += 1
                chatter_time += chatter_lap(chatter, self.row, laps)
            else:
                taken.append(race.pop(0)[1])
        posts = [self.feed[place][0] for place in taken]
        self.feed = [item for place, item in enumerate(self.feed) if place not in taken]
        return posts

    def _attends(self, post: int) -> int:
        market, posts = self.model, self.model.written
        narrative, rule = int(posts.narrative[post]), market.reading.conduct_rule
        trust = self._trust_in(int(market.voices[posts.author[post]]))
        n_met = sum(self.met[narrative]) + self.corrected[narrative]
        u = draws(market.stream, ATTEND, market.tick, int(posts.key[post]), self.row)
        if u.first >= reading_chance(rule, trust, self._appeal_of(post), n_met):
            return 0
        self.acquainted[narrative] = True
        if posts.stance[post] == ASSERTS or posts.quotes[post] >= 0:
            self.last_asserted[narrative] = market.tick
        return READ | OPENED if u.second < rule.opens_thread or posts.knocked_out[post] >= 0 else READ

    def _trust_in(self, voice: int) -> float:
        """Return trust in a voice after the news about it."""
        doubts = self.model.doubts
        narrative = int(doubts.narratives[voice])
        if narrative < 0:
            return float(self.trust[voice])
        doubt, before = probability(self.belief[narrative]), probability(self.prior[narrative])
        return shifted_trust(self.trust[voice], doubt, before, doubts.weight)

    def _anger(self) -> float:
        """Return how many times as often the member wishes to rebut the state as without news about it."""
        narrative = int(self.model.doubts.narratives[STATE])
        if narrative < 0:
            return 1.0
        raised = probability(self.belief[narrative]) - probability(self.prior[narrative])
        return 1.0 + float(self.model.reading.conduct_rule.indignation) * max(raised, 0.0)

    def _appeal_of(self, post: int) -> float:
        market, posts = self.model, self.model.written
        resonance = market.narratives.resonance[self.segment, posts.narrative[post]]
        return min(float(posts.appeal[post]) * float(resonance), 1.0)

    def _hear(self, post: int) -> None:
        market, posts = self.model, self.model.written
        rule = market.reading.belief_rule
        narrative, stance = int(posts.narrative[post]), int(posts.stance[post])
        voice = int(market.voices[posts.author[post]])
        belief, trust, trusted = self.belief[narrative], self.trust[voice], self._trust_in(voice)
        if stance == ASSERTS:
            anyway, prior = float(rule.says_anyway[voice, narrative]), probability(belief)
            weight = discount(self.met[narrative][voice], rule.repetition_discount)
            self.met[narrative][voice] += 1.0
        else:
            anyway, prior = 1.0 - float(rule.says_anyway[voice, narrative]), 1.0 - probability(belief)
            weight = discount(self.corrected[narrative], rule.correction_discount)
            self.corrected[narrative] += 1.0
        if posts.knocked_out[post] >= 0:
            weight *= rule.knocked_out_weight
        belief += stance * rule.evidence_weight * weight * believing.evidence(trusted, anyway)
        self.belief[narrative] = within(belief, -FIRMEST_BELIEF, FIRMEST_BELIEF)
        trust += rule.trust_step * (believing.trust_after(trust, prior, anyway) - trust)
        self.trust[voice] = within(trust, LEAST_TRUST, 1.0 - LEAST_TRUST)

    def _read_thread(self, post: int) -> None:
        posts, rule = self.model.written, self.model.reading.belief_rule
        hostile = believing.rebuttal_share(self.model.forum.posts.records, post)
        if hostile <= 0.0:
            return
        narrative, author = int(posts.narrative[post]), int(self.model.voices[posts.author[post]])
        forces = posts.rebuttal_force[post].tolist()
        trusted = sum(force * self._trust_in(voice) for voice, force in enumerate(forces)) / sum(forces)
        struck = float(posts.fragility[post]) * hostile * trusted
        weight = discount(self.corrected[narrative], rule.correction_discount)
        belief = self.belief[narrative] - int(posts.stance[post]) * rule.thread_weight * struck * weight
        self.belief[narrative] = within(belief, -FIRMEST_BELIEF, FIRMEST_BELIEF)
        trust = self.trust[author] * (1.0 - rule.trust_step * struck)
        self.trust[author] = within(trust, LEAST_TRUST, 1.0 - LEAST_TRUST)
        self.corrected[narrative] += 1.0

    def _react(self, post: int) -> int:
        market, posts, rule = self.model, self.model.written, self.model.reading.conduct_rule
        narrative, stance = int(posts.narrative[post]), int(posts.stance[post])
        believed, appeal = probability(stance * self.belief[narrative]), self._appeal_of(post)
        travel = 1.0 - float(posts.friction[post])
        if posts.knocked_out[post] >= 0:
            travel *= rule.knocked_out_travel
        serves = stance * int(market.narratives.side[narrative])
        nerve = math.exp(-self.fear)
        nerve_for, nerve_against = (nerve if serves < 0 else 1.0), (nerve if serves > 0 else 1.0)
        u = draws(market.stream, REACT, market.tick, int(posts.key[post]), self.row)
        flags, label = 0, float(posts.endorsement[post])
        if market.members.columns.suspended[self.row]:
            return 0
        eager = rule.share_rate * readiness(market.stream, self.row, rule.sharing_spread)
        endorse = eager * appeal * (rule.share_floor + (1.0 - rule.share_floor) * believed) * travel * label
        if u.first < endorse:
            flags |= SHARED if u.first < endorse * nerve_for else HUSHED
        criticise = rule.quote_rate * appeal * (1.0 - believed) * travel
        if u.second < criticise:
            flags |= QUOTED if u.second < criticise * nerve_against else HUSHED
        if u.third < rule.like_rate * believed * label:
            flags |= LIKED
        anger = self._anger() if serves > 0 and believed < rule.rebut_below else 1.0
        return flags | wish(rule, believed, u.fourth / anger, nerve_for, nerve_against)

    def _put(self, post: int) -> None:
        market, posts = self.model, self.model.written
        if posts.author[post] == self.row or post in self.ousted:
            return
        for place, (there, shares, since) in enumerate(self.feed):
            if there == post:
                self.feed[place] = (post, shares + 1.0, since)
                return
        self.feed.append((post, 1.0, market.tick))
        if len(self.feed) > market.world.feed.length:
            lost = min(self.feed, key=self._staying_power)
            self.feed.remove(lost)
            self.ousted.add(lost[0])

    def _staying_power(self, item: Item) -> tuple[int, float]:
        """The youngest stay; among those of one age a draw decides."""
        key = int(self.model.written.key[item[0]])
        return item[2], draws(self.model.stream, TIE, AT_START, key, self.row).first

    def _tidy(self, tick: int) -> None:
        """Let go of what was removed, and of what chatter has buried by a tick."""
        market = self.model
        lost = tick - market.world.feed.length / market.reading.feed_rules[0].chatter_per_tick
        self.feed = [item for item in self.feed if item[2] > lost and market.written.removed[item[0]] < 0]
