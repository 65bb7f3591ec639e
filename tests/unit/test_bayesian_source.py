"""Readers repeat, forget, open threads, and judge the voice that they perceive."""

import math
from typing import Any

import numpy as np
import pytest

from sim.beliefs._voices import SaysAnyway
from sim.beliefs.bayesian_source import BayesianSource, rebuttal_share
from sim.kernels.curves import FIRMEST_BELIEF
from sim.state.members import Members
from sim.state.scene import Scene
from sim.state.visits import OPENED, READ
from sim.state.voices import CRITIC, PEER, PRESS, STATE
from tests.unit.hand_made import crowd, hand, members, narratives, posts, scene

STILL: dict[str, Any] = {"trust_step": 0.0}


def heard(times: int = 1, flags: int = READ, people: Members | None = None, **parts: Any) -> Scene:
    """Return a scene in which one reader heard one post, so many times; ``columns`` of the post, ``rule`` numbers."""
    people = members(1, 1, trust=0.5) if people is None else people
    columns = {"author": 1 + PEER, "fragility": 1.0} | parts.get("columns", {})
    now = scene(people, posts(1, **columns))
    reader = BayesianSource(**(STILL | parts.get("numbers", {})))
    rule = reader.rule(narratives((1,)), 1.0)
    for _ in range(times):
        hand(now.visits, 0, [0], flags)
        reader.hear(now, rule, 0, 1)
    return now


def belief(now: Scene) -> float:
    return float(now.members.belief[0, 0])


def gains(discount: float, n: int = 64) -> np.ndarray:
    """Return the belief after each of n repetitions."""
    return np.array([belief(heard(times, numbers={"repetition_discount": discount})) for times in range(1, n + 1)])


@pytest.mark.limits("belief.bayesian_source", "repetition_discount")
def test_without_a_discount_each_repetition_is_new_evidence() -> None:
    grown = gains(0.0, 10)
    assert grown == pytest.approx(grown[0] * np.arange(1, 11), rel=1e-5)


def test_at_discount_1_belief_grows_with_the_logarithm_of_repetitions() -> None:
    # The n-th report is worth 1 / n: the sum is the harmonic number, ln n + .577 + 1 / 2n.
    grown = gains(1.0)
    n = np.arange(1, 65)
    assert grown / grown[0] == pytest.approx(np.log(n) + np.euler_gamma + 0.5 / n, abs=0.08)
    assert grown / grown[0] == pytest.approx(np.cumsum(1 / n), rel=1e-5)


def test_each_voice_repeats_itself_and_not_the_others() -> None:
    people = members(1, 1, trust=0.5)
    people.met[0, 0, STATE] = 9
    fresh = belief(heard())
    assert belief(heard(people=people)) == pytest.approx(fresh, rel=1e-6)


def test_corrections_wear_out_with_their_own_exponent() -> None:
    numbers = {"repetition_discount": 0.0, "correction_discount": 1.0}
    once, thrice = (belief(heard(times, columns={"stance": -1}, numbers=numbers)) for times in (1, 3))
    assert thrice == pytest.approx(once * (1 + 1 / 2 + 1 / 3), rel=1e-5)


def test_unset_corrections_wear_out_as_repetitions_do() -> None:
    rule = BayesianSource(repetition_discount=0.7).rule(narratives(), 1.0)
    assert rule.correction_discount == 0.7
    assert BayesianSource(correction_discount=0.0).rule(narratives(), 1.0).correction_discount == 0.0


@pytest.mark.limits("belief.bayesian_source", "evidence_weight")
def test_evidence_weight_scales_belief_and_0_leaves_it() -> None:
    whole = belief(heard())
    assert belief(heard(numbers={"evidence_weight": 0.5})) == pytest.approx(whole / 2, rel=1e-6)
    assert belief(heard(numbers={"evidence_weight": 0.0})) == 0


@pytest.mark.limits("belief.bayesian_source", "knocked_out_weight")
def test_a_knocked_out_post_is_worth_its_rest_and_at_weight_0_nothing() -> None:
    whole = belief(heard())
    for rest in (0.0, 0.2, 1.0):
        now = heard(columns={"knocked_out": 0}, numbers={"knocked_out_weight": rest})
        assert belief(now) == pytest.approx(whole * rest, rel=1e-6)


def test_nothing_is_heard_of_what_was_not_read() -> None:
    now = heard(flags=0)
    assert belief(now) == 0
    assert not now.members.met.any()


def test_belief_is_judged_by_the_perceived_voice() -> None:
    """An unreliable state voice would say it anyway: the same trust in it is worth less than in press."""
    by_voice = {voice: belief(heard(columns={"author": 1 + voice})) for voice in (PEER, STATE, CRITIC, PRESS)}
    for voice, anyway in ((PEER, 0.6), (STATE, 0.85), (CRITIC, 0.25), (PRESS, 0.5)):
        assert by_voice[voice] == pytest.approx(math.log((0.5 + 0.5 * anyway) / (0.5 * anyway)), rel=1e-6)


def test_what_a_voice_says_anyway_follows_the_side_that_it_serves() -> None:
    table = SaysAnyway().table(np.array([1, 0, -1]))
    assert table.tolist() == [[0.6] * 3, [0.85, 0.5, pytest.approx(0.15)], [0.25, 0.5, 0.75], [0.5] * 3]


def test_belief_and_trust_have_walls() -> None:
    people = members(1, 1, belief=19.9, trust=0.985)
    now = heard(times=3, people=people, numbers={"trust_step": 1.0, "repetition_discount": 0.0})
    assert belief(now) == FIRMEST_BELIEF
    assert people.trust[0, PEER] == np.float32(0.99)


@pytest.mark.limits("belief.bayesian_source", "trust_step")
@pytest.mark.parametrize(("step", "expected"), [(0.0, 0.5), (0.5, 0.4772727), (1.0, 0.4545455)])
def test_trust_goes_the_declared_part_of_the_way(step: float, expected: float) -> None:
    # h = .5, r = .5, a = .6: r' = .25 / (.25 + .3) = .4545.
    assert heard(numbers={"trust_step": step}).members.trust[0, PEER] == pytest.approx(expected, abs=1e-6)


def test_a_thread_is_hostile_by_the_share_of_rebuttals_and_the_post_speaks_for_itself() -> None:
    written = posts(
        3, rebuttal_force=np.array([[0] * 4, [1, 0, 2, 0], [0, 0, 0, 1]]), defence_force=np.array([5, 2, 0])
    )
    assert [rebuttal_share(written, post) for post in range(3)] == [0, 0.5, 0.5]


HOSTILE = {"rebuttal_force": np.array([[0.0, 0.0, 1.0, 0.0]])}
OPEN = READ | OPENED


def thread_effect(columns: dict[str, Any], **numbers: Any) -> float:
    """Return what opening the thread takes from belief, beside the report itself."""
    numbers |= {"repetition_discount": 0.0}
    return belief(heard(flags=OPEN, columns=columns, numbers=numbers)) - belief(heard(columns=columns, numbers=numbers))


def test_a_hostile_thread_takes_kappa_times_fragility_share_and_trust_in_the_commenters() -> None:
    # kappa .6, f 1, q = 1 / (1 + 1), trust in the critic .5.
    assert thread_effect(HOSTILE) == pytest.approx(-0.15, abs=1e-6)
    assert thread_effect(HOSTILE | {"fragility": 0.5}) == pytest.approx(-0.075, abs=1e-6)
    assert thread_effect(HOSTILE, thread_weight=1.2) == pytest.approx(-0.3, abs=1e-6)


def test_a_thread_says_nothing_of_what_is_not_fragile_or_not_rebutted() -> None:
    assert thread_effect(HOSTILE | {"fragility": 0.0}) == 0
    assert thread_effect({"defence_force": 9.0}) == 0
    assert thread_effect(HOSTILE, thread_weight=0.0) == 0


def test_where_nothing_can_be_corrected_no_correction_is_remembered() -> None:
    sound, fragile = (heard(flags=OPEN, columns=HOSTILE | {"fragility": fragility}) for fragility in (0.0, 1.0))
    assert sound.members.corrected[0, 0] == 0
    assert fragile.members.corrected[0, 0] == 1


def test_a_hostile_thread_under_a_denial_raises_belief() -> None:
    assert thread_effect(HOSTILE | {"stance": -1}) == pytest.approx(0.15, abs=1e-6)


def test_a_hostile_thread_lowers_trust_in_the_author_in_proportion() -> None:
    people = members(1, 1, trust=0.5)
    numbers = {"trust_step": 0.2, "evidence_weight": 0.0}
    plain = heard(people=people, numbers=numbers).members.trust[0].copy()
    people = members(1, 1, trust=0.5)
    opened = heard(people=people, flags=OPEN, columns=HOSTILE, numbers=numbers).members.trust[0]
    # Struck = 1 x .5 x .5 = .25; trust x (1 - .2 x .25).
    assert opened[PEER] == pytest.approx(plain[PEER] * 0.95, rel=1e-6)
    assert opened[1:].tolist() == plain[1:].tolist()


def test_a_rebuttal_that_was_read_is_remembered_as_a_correction() -> None:
    assert heard(flags=OPEN, columns=HOSTILE).members.corrected[0, 0] == 1
    assert heard(flags=OPEN).members.corrected[0, 0] == 0


def after_hours(hours: int, tick_hours: float = 1.0, **numbers: float) -> Members:
    people = members(1, 1, prior=-1.0, belief=3.0, trust_prior=0.2, trust=0.6, met=8.0, corrected=8.0)
    reader = BayesianSource(**numbers)
    rule = reader.rule(narratives(), tick_hours)
    for _ in range(round(hours / tick_hours)):
        reader.forget(people, rule, 0, 1)
    return people


@pytest.mark.parametrize("tick_hours", [1.0, 0.5, 12.0])
def test_after_its_half_life_each_thing_is_half_way_back(tick_hours: float) -> None:
    numbers = {"belief_half_life": 48.0, "memory_half_life": 48.0, "trust_half_life": 48.0}
    people = after_hours(48, tick_hours, **numbers)
    assert people.belief[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert people.trust[0] == pytest.approx([0.4] * 4, abs=1e-5)
    assert people.met[0, 0] == pytest.approx([4.0] * 4, abs=1e-5)
    assert people.corrected[0, 0] == pytest.approx(4.0, abs=1e-5)


def test_unset_memory_fades_as_belief_does() -> None:
    people = after_hours(24, belief_half_life=24.0, trust_half_life=1e9)
    assert people.met[0, 0, 0] == pytest.approx(4.0, abs=1e-5)
    assert people.trust[0, 0] == pytest.approx(0.6, abs=1e-6)


def test_ranges_hear_and_forget_what_all_do() -> None:
    whole, parts = crowd(), crowd()
    reader = BayesianSource()
    rule = reader.rule(narratives((1, -1, 0)), 1.0)
    for now, cuts in ((whole, ((0, 60),)), (parts, ((33, 60), (0, 33)))):
        now.visits.posts[:] = np.arange(60)[:, None] % 40
        now.visits.reactions[:] = OPEN
        for start, stop in cuts:
            reader.hear(now, rule, start, stop)
            reader.forget(now.members, rule, start, stop)
    for one, other in zip(whole.members, parts.members, strict=True):
        assert one.tobytes() == other.tobytes()
