"""Readers who judge the message by the messenger, and the messenger by the message."""

import math
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.base.chance import Stream
from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import parameter
from sim.beliefs._contract import Belief
from sim.beliefs._voices import SaysAnyway, TrustPriors
from sim.kernels.curves import FIRMEST_BELIEF, LEAST_TRUST, discount, probability, share_lost, within
from sim.kernels.memory import fade, remember_report
from sim.kernels.seating import drift, seat_priors
from sim.kernels.trusting import Opinions, opinions_in, trust_in
from sim.state.members import Members
from sim.state.narratives import Narratives
from sim.state.posts import Posts
from sim.state.scene import Scene
from sim.state.visits import NOTHING, OPENED, READ
from sim.state.voices import ASSERTS, DENIES, SAYS_NOTHING, SERVES_STATE


class BayesianSource(Belief):
    """A report is evidence in proportion to the reader's trust in its source, and tests that trust in turn.

    An unreliable source would say what it says anyway with chance ``a``; trust falls exactly when the reader thought
    the claim less probable than that. Repetition counts for less each time, and all of it fades toward the prior.

    Names: Bayesian source-reliability model, Bovens-Hartmann reader.
    Source: Bovens & Hartmann 2003, Bayesian Epistemology, ch. 3; Merdes, von Sydow & Hahn 2020.
    """

    weighs_reports: ClassVar[bool] = True
    kind: Literal["bayesian_source"] = "bayesian_source"
    evidence_weight: float = parameter(
        1.0,
        unit="1",
        bounds=(0, 5),
        plausible=(0.3, 1.5),
        meaning="How much of a report's log-likelihood ratio is taken on (eta); 1 is Bayes' rule.",
        source="Assumption: Bayes' rule until calibrated",
    )
    repetition_discount: float = parameter(
        1.0,
        unit="1",
        bounds=(0, 3),
        plausible=(0.0, 1.5),
        meaning="Exponent gamma by which repeated reports are discounted; 0 takes each as new evidence.",
        source="Assumption: 1 makes belief grow with the logarithm of repetitions (Fazio, Pillai & Patel 2022)",
    )
    correction_discount: float | None = parameter(
        None,
        unit="1",
        bounds=(0, 3),
        plausible=(0.0, 1.5),
        meaning="The same exponent for corrections; unset: equal to repetition_discount.",
        source="Assumption: neither side's repetition wears out faster",
    )
    belief_half_life: float = parameter(
        240.0,
        unit="hours",
        bounds=(1, 1e9),
        plausible=(72.0, 960.0),
        meaning="Time in which belief returns half the way to the member's prior.",
        source="Assumption: about ten days, within the decay reported by Hill, Lo, Vavreck & Zaller 2013",
    )
    memory_half_life: float | None = parameter(
        None,
        unit="hours",
        bounds=(1, 1e9),
        plausible=(72.0, 960.0),
        meaning="Time in which half of the remembered repetitions fade; unset: equal to belief_half_life.",
        source="Assumption: what was heard fades as what was concluded from it",
    )
    trust_half_life: float = parameter(
        720.0,
        unit="hours",
        bounds=(1, 1e9),
        plausible=(240.0, 2880.0),
        meaning="Time in which trust in a voice returns half the way to where it began.",
        source="Assumption: trust mends over a month",
    )
    trust_step: float = parameter(
        0.1,
        unit="share",
        bounds=(0, 1),
        plausible=(0.02, 0.4),
        meaning="How far trust moves toward its Bayesian posterior with one report.",
        source="Assumption: a voice is a class of many sources, so one report is one of many tests",
    )
    thread_weight: float = parameter(
        0.6,
        unit="log-odds",
        bounds=(0, 5),
        plausible=(0.2, 1.5),
        meaning="Log-odds that a wholly hostile thread takes from a wholly fragile post (kappa).",
        source="Assumption: mechanism sketch; to be calibrated on Walter et al. 2020",
    )
    knocked_out_weight: float = parameter(
        0.2,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.5),
        meaning="What is left of a post's evidence once it is knocked out and read with its refutation.",
        source="Assumption: a continued influence remains (Walter & Tukachinsky 2020)",
    )
    prior_spread: float = parameter(
        1.0,
        unit="log-odds",
        bounds=(0, 5),
        plausible=(0.3, 2.0),
        meaning="Standard deviation of prior belief between members.",
        source="Assumption: mechanism sketch",
    )
    trust: TrustPriors = Field(default_factory=TrustPriors)
    says_anyway: SaysAnyway = Field(default_factory=SaysAnyway)

    def rule(self, narratives: Narratives, tick_hours: float) -> "BayesianRule":
        """Return the reader's numbers, per tick; infinite half-lives are no forgetting."""
        repetition = self.repetition_discount
        return BayesianRule(
            evidence_weight=self.evidence_weight,
            repetition_discount=repetition,
            correction_discount=repetition if self.correction_discount is None else self.correction_discount,
            belief_lost=share_lost(self.belief_half_life, tick_hours),
            memory_lost=share_lost(self.memory_half_life or self.belief_half_life, tick_hours),
            trust_lost=share_lost(self.trust_half_life, tick_hours),
            trust_step=self.trust_step,
            thread_weight=self.thread_weight,
            knocked_out_weight=self.knocked_out_weight,
            says_anyway=self.says_anyway.table(narratives.side),
        )

    def seat(self, members: Members, narratives: Narratives, priors: np.ndarray, stream: Stream) -> None:
        """Draw every member's prior beliefs around ``priors`` [J] log-odds, and prior trust around the medians."""
        spreads = np.array([self.prior_spread, self.trust.spread])
        seat_priors(members, priors, self.trust.log_odds(), spreads, stream)

    def forget(self, members: Members, rule: "BayesianRule", start: int, stop: int) -> None:
        """Let belief, trust and memory of the members ``start`` to ``stop`` fade by a tick."""
        forget_a_tick(members, rule, start, stop)

    def hear(self, scene: Scene, rule: "BayesianRule", start: int, stop: int) -> None:
        """Let the members ``start`` to ``stop`` update belief and trust on what they read."""
        hear_reports(scene, rule, start, stop)


class BayesianRule(NamedTuple):
    """Numbers of the Bayesian reader; ``says_anyway`` is a [voices, narratives]."""

    evidence_weight: float
    repetition_discount: float
    correction_discount: float
    belief_lost: float
    memory_lost: float
    trust_lost: float
    trust_step: float
    thread_weight: float
    knocked_out_weight: float
    says_anyway: np.ndarray


@compiled
def evidence(trust: float, anyway: float) -> float:
    """Return the log-likelihood ratio of a report: ln[(r + (1 - r) a) / ((1 - r) a)].

    Source: Bovens & Hartmann 2003, ch. 3.
    """
    by_chance = (1.0 - trust) * anyway
    return math.log((trust + by_chance) / by_chance)


@compiled
def trust_after(trust: float, prior_of_claim: float, anyway: float) -> float:
    """Return the posterior chance that a source is reliable: r h / (r h + (1 - r) a); it falls exactly when h < a.

    Source: Bovens & Hartmann 2003, ch. 3.
    """
    true_report = trust * prior_of_claim
    return true_report / (true_report + (1.0 - trust) * anyway)


@compiled
def forget_a_tick(members: Members, rule: BayesianRule, start: int, stop: int) -> None:
    """Fade belief and trust toward their priors, and memory toward nothing, in place."""
    drift(members.belief, members.prior, rule.belief_lost, start, stop)
    drift(members.trust, members.trust_prior, rule.trust_lost, start, stop)
    fade(members.met, rule.memory_lost, start, stop)
    fade(members.corrected, rule.memory_lost, start, stop)


@compiled
def hear_reports(scene: Scene, rule: BayesianRule, start: int, stop: int) -> None:
    """Go through each visitor's items in the order in which they were looked at: the report first, then its thread."""
    visits, members, posts, opinions = scene.visits, scene.members, scene.posts, opinions_in(scene)
    for row in range(start, stop):
        if visits.n_items[row] == 0:
            continue
        for place in range(visits.posts.shape[1]):
            post = visits.posts[row, place]
            if post == NOTHING:
                break
            if visits.reactions[row, place] & READ and posts.stance[post] != SAYS_NOTHING:
                voice: Any = np.int64(scene.voices[posts.author[post]])
                serves_state = posts.stance[post] * scene.sides[posts.narrative[post]] == SERVES_STATE
                # One row serves all where nobody is ever warned.
                own = min(row, members.warned.shape[0] - 1)
                warned = np.float64(members.warned[own, 0 if serves_state else 1])
                trust = trust_in(opinions, row, voice)
                _hear_report(members, posts, rule, (row, post, voice), (trust, warned))
                if visits.reactions[row, place] & OPENED:
                    _read_thread(members, posts, rule, (row, post, voice), _struck(opinions, posts, row, post))


@compiled_within
def _hear_report(
    members: Members, posts: Posts, rule: BayesianRule, heard: tuple[int, int, int], mood: tuple[float, float]
) -> None:
    """Update belief and trust on a report. ``heard``: member, post, voice; ``mood``: trust after news, warning left."""
    row, post, voice = heard
    narrative, stance = posts.narrative[post], posts.stance[post]
    belief, trust = np.float64(members.belief[row, narrative]), np.float64(members.trust[row, voice])
    if stance == ASSERTS:
        anyway = rule.says_anyway[voice, narrative]
        prior_of_claim = probability(belief)
        weight = discount(np.float64(members.met[row, narrative, voice]), rule.repetition_discount)
    else:
        anyway = 1.0 - rule.says_anyway[voice, narrative]
        prior_of_claim = 1.0 - probability(belief)
        weight = discount(np.float64(members.corrected[row, narrative]), rule.correction_discount)
    if posts.knocked_out[post] >= 0:
        weight *= rule.knocked_out_weight
    weight *= 1.0 - mood[1]
    belief += stance * rule.evidence_weight * weight * evidence(mood[0], anyway)
    members.belief[row, narrative] = np.float32(within(belief, -FIRMEST_BELIEF, FIRMEST_BELIEF))
    trust += rule.trust_step * (trust_after(trust, prior_of_claim, anyway) - trust)
    members.trust[row, voice] = np.float32(within(trust, LEAST_TRUST, 1.0 - LEAST_TRUST))
    remember_report(members, row, narrative, voice, stance)


@compiled_within
def seen_rebuttals(posts: Posts, post: int, voice: int) -> float:
    """Return the force of a voice's rebuttals that a reader of the thread sees: all, or of those that are shown."""
    return posts.shown_rebuttals[post, voice] if posts.cut[post] else posts.rebuttal_force[post, voice]


@compiled
def rebuttal_share(posts: Posts, post: int) -> float:
    """Return q, the share of rebuttal force among what a reader sees: the rebuttals, the defences and the post itself.

    Assumption: the post speaks with the force of one comment, so that a single weak rebuttal is not the whole thread.
    """
    rebuttals = 0.0
    for voice in range(posts.rebuttal_force.shape[1]):
        rebuttals += seen_rebuttals(posts, post, voice)
    defences = posts.shown_defences[post] if posts.cut[post] else posts.defence_force[post]
    return rebuttals / (rebuttals + defences + 1.0)


@compiled_within
def _struck(opinions: Opinions, posts: Posts, row: int, post: int) -> float:
    """Return how hard a post's thread strikes it in a reader's eyes: fragility x q x trust in those who rebut."""
    hostile = rebuttal_share(posts, post)
    if hostile <= 0.0:
        return 0.0
    return posts.fragility[post] * hostile * _trust_in_commenters(opinions, posts, row, post)


@compiled_within
def _trust_in_commenters(opinions: Opinions, posts: Posts, row: int, post: int) -> float:
    """Return the reader's trust in those who rebut, weighted by the force of each voice."""
    force, trusted = 0.0, 0.0
    for voice in range(posts.rebuttal_force.shape[1]):
        seen = seen_rebuttals(posts, post, voice)
        force += seen
        trusted += seen * trust_in(opinions, row, voice)
    return trusted / force


@compiled_within
def _read_thread(
    members: Members, posts: Posts, rule: BayesianRule, heard: tuple[int, int, int], struck: float
) -> None:
    """Correct belief and trust by what the thread holds against the post. ``heard``: member, post, voice."""
    if struck <= 0.0:
        # Nothing in the post can be corrected, so nobody remembers a correction.
        return
    row, post, voice = heard
    narrative, stance = posts.narrative[post], posts.stance[post]
    weight = discount(np.float64(members.corrected[row, narrative]), rule.correction_discount)
    belief = np.float64(members.belief[row, narrative]) - stance * rule.thread_weight * struck * weight
    members.belief[row, narrative] = np.float32(within(belief, -FIRMEST_BELIEF, FIRMEST_BELIEF))
    trust = np.float64(members.trust[row, voice]) * (1.0 - rule.trust_step * struck)
    members.trust[row, voice] = np.float32(within(trust, LEAST_TRUST, 1.0 - LEAST_TRUST))
    remember_report(members, row, narrative, voice, DENIES)
