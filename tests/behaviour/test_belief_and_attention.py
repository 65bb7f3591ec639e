"""What reports, repetition, forgetting and attention do to minds: directions that follow from the rules, untuned."""

from typing import Any

import numpy as np
import pytest

from sim import RunResult, Scenario, simulate
from tests import worlds

SEEDS = (1, 2, 3)
FLOOD = {"strategy.overt_posts": 24.0, "strategy.covert_posts": 12.0, "operation.stops_at": 48.0}
UNANSWERED = FLOOD | {"rebuttals": {}, "conduct.quote_rate": 0.0}


def hot(changes: dict[str, Any]) -> Scenario:
    return Scenario(**worlds.changed(worlds.hot_settings(), changes))


def runs(changes: dict[str, Any]) -> list[RunResult]:
    return [simulate(hot(changes), seed) for seed in SEEDS]


def excesses(changes: dict[str, Any]) -> np.ndarray:
    return np.array([run.summary["credibility_excess"] for run in runs(changes)])


def posts_columns(changes: dict[str, Any], column: str) -> np.ndarray:
    return np.concatenate([run.posts[column].to_numpy() for run in runs(changes)])


def test_a_flood_of_unanswered_reports_raises_belief() -> None:
    assert (excesses(UNANSWERED) > 0).all()


def test_a_reader_who_takes_repetition_for_evidence_believes_a_flood_more() -> None:
    assert (excesses(UNANSWERED | {"belief.repetition_discount": 0.0}) > excesses(UNANSWERED)).all()


def test_a_reader_who_never_forgets_believes_a_flood_more() -> None:
    assert (excesses(UNANSWERED | {"belief.belief_half_life": 1e9}) > excesses(UNANSWERED)).all()


def test_reports_without_weight_move_nobody() -> None:
    dull = UNANSWERED | {"belief.evidence_weight": 0.0}
    assert all((run.steps["credibility_excess"] == 0).all() for run in runs(dull))


def test_answers_lower_belief_and_a_sure_filter_gives_it_back() -> None:
    """What takes the answers away, leaves what the answers took."""
    free = FLOOD | {"belief.thread_weight": 3.0, "conduct.quote_rate": 0.0, "rebuttals.blow": 1.0}
    silenced = free | {"censorship": {"filter": {"catch": 1.0}, "capacity": 1e6}}
    answered, closed, without = excesses(free), excesses(silenced), excesses(free | {"rebuttals": {}})
    assert (answered < without).all()
    assert (closed > answered).all()


def test_threads_without_weight_change_no_mind_and_what_is_never_opened_neither() -> None:
    """Nothing is knocked out here: the comments of a knocked-out post are always seen."""
    base = FLOOD | {"rebuttals.blow": 0.0, "belief.trust_step": 0.0, "belief.repetition_discount": 0.0}
    weightless = runs(base | {"belief.thread_weight": 0.0})
    unopened = runs(base | {"conduct.opens_thread": 0.0})
    for one, other in zip(weightless, unopened, strict=True):
        belief = one.steps["belief_mean"].to_numpy()
        # Corrections met in threads are remembered even where they convince nobody, and dull attention a little.
        assert belief == pytest.approx(other.steps["belief_mean"].to_numpy(), abs=0.02)
    assert (
        excesses(base | {"belief.thread_weight": 3.0}) < [run.summary["credibility_excess"] for run in weightless]
    ).all()


def test_belief_returns_toward_the_prior_once_the_campaign_is_over() -> None:
    short = UNANSWERED | {"operation.stops_at": 12.0, "belief.belief_half_life": 6.0, "ticks": 60}
    for run in runs(short):
        excess = run.steps["credibility_excess"].to_numpy()
        assert excess.max() > 0.01
        assert excess[-1] < 0.25 * excess.max()
        assert run.summary["credibility_half_life"] is not None


def test_without_forgetting_the_excess_of_unanswered_reports_stays() -> None:
    lasting = {"belief.belief_half_life": 1e9, "belief.trust_half_life": 1e9, "belief.memory_half_life": 1e9}
    for run in runs(UNANSWERED | lasting | {"operation.stops_at": 12.0}):
        excess = run.steps["credibility_excess"].to_numpy()
        assert excess[-1] > 0.9 * excess.max() > 0


def test_trust_comes_back_after_the_campaign() -> None:
    base = UNANSWERED | {"operation.stops_at": 12.0, "narratives.claims.campaign.prior": -3.0, "belief.trust_step": 0.4}
    for run in runs(base | {"belief.trust_half_life": 6.0}):
        trust = run.steps["trust_state"].to_numpy()
        assert trust.min() < trust[0]
        assert abs(trust[-1] - trust[0]) < 0.3 * (trust[0] - trust.min())


def test_claims_thought_unlikely_cost_the_state_trust() -> None:
    doubted = {
        "narratives.claims.campaign.prior": -4.0,
        "narratives.claims.sound.prior": -4.0,
        "belief.prior_spread": 0.0,
    }
    for run in runs(UNANSWERED | doubted):
        trust = run.steps["trust_state"].to_numpy()
        assert trust[-1] < trust[0]


def test_nobody_who_stays_away_is_reached() -> None:
    for run in runs({"conduct.habits.visits_per_day": 0.0}):
        assert run.summary["reach_ever"] == 0.0
        assert run.posts["reads"].sum() == 0
        assert run.undefined["reach_half_life"] == "nobody was reached"
        assert run.summary["credibility_peak"] is None


def test_without_any_attention_nothing_is_read() -> None:
    blind = {f"conduct.attention_{what}": 0.0 for what in ("base", "trust", "appeal")}
    assert posts_columns(blind, "reads").sum() == 0


@pytest.mark.parametrize(
    ("rate", "column"), [("share_rate", "shares"), ("quote_rate", "quoted"), ("like_rate", "likes")]
)
def test_what_nobody_wishes_to_do_is_never_done(rate: str, column: str) -> None:
    assert posts_columns({f"conduct.{rate}": 0.0}, column).sum() == 0
    assert posts_columns({f"conduct.{rate}": 1.0}, column).sum() > 0


def test_a_crowd_without_wishes_says_nothing() -> None:
    silent = {"conduct.rebut_rate": 0.0, "conduct.defend_rate": 0.0}
    assert not any((run.comments["role"] == "member").any() for run in runs(silent))


def test_professionals_without_capacity_or_in_no_time_answer_nothing() -> None:
    for idle in ({"answers_per_day": 0.0}, {"delay": 1000.0}, {"per_1000_members": 0.0}, {"worth_answering": 1.0}):
        changes = {f"rebuttals.professionals.{name}": value for name, value in idle.items()}
        assert not any(run.comments["role"].isin(["critic", "press"]).any() for run in runs(changes))


def test_unappealing_claims_are_neither_shared_nor_quoted() -> None:
    plain = {f"narratives.claims.{name}.appeal": 0.0 for name in ("campaign", "rival", "sound")}
    assert posts_columns(plain, "shares").sum() == posts_columns(plain, "quoted").sum() == 0


def test_buzz_travels_without_belief_only_where_the_rule_has_a_floor() -> None:
    """Nobody believes the claim in the least: what is shared of it is buzz."""
    disbelieved = {"narratives.claims.campaign.prior": -15.0, "belief.prior_spread": 0.0, "belief.evidence_weight": 0.0}
    for floor in (0.0, 0.5):
        found = runs(disbelieved | {"conduct.share_floor": floor, "conduct.share_rate": 1.0})
        posts = [
            run.posts[(run.posts["narrative"] == "campaign") & (run.posts["stance"] == "asserts")] for run in found
        ]
        assert (sum(table["shares"].sum() for table in posts) > 0) == (floor > 0)


def test_a_claim_that_resonates_nowhere_is_shared_by_nobody() -> None:
    deaf = {"narratives.claims.campaign.resonance": {"left": 0.0, "middle": 0.0, "right": 0.0}}
    for run in runs(deaf):
        assert run.posts.loc[run.posts["narrative"] == "campaign", "shares"].sum() == 0


def test_a_market_of_ticks_too_long_for_its_feed_is_refused_or_alive() -> None:
    """In a tick of four hours, chatter of 4 an hour fills a feed of 15: nothing is ever read, and nobody is told."""
    try:
        slow = hot({"tick_minutes": 240.0})
    except ValueError:
        return
    assert simulate(slow, 1).posts["reads"].sum() > 0
