"""Hypotheses: each number is what its words say, on cases small enough to be worked out by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.evidence.hypotheses import creation_burst, late_rebuttal, unrebutted_exposure
from experiments.evidence.hypotheses._hypothesis import Hypothesis
from experiments.evidence.hypotheses.buzz_and_belief import campaign, rank_correlation
from experiments.evidence.hypotheses.censored_time_to_knockout import CensoredTimeToKnockout
from experiments.evidence.hypotheses.censorship_secures_belief import CensorshipSecuresBelief
from experiments.evidence.hypotheses.exported_quota import criticism, least_share, reproduced
from experiments.evidence.hypotheses.price_of_transparency import PriceOfTransparency, falls
from experiments.evidence.hypotheses.rounds_in_the_open import RoundsInTheOpen
from experiments.evidence.hypotheses.seasoning import best_believed
from experiments.evidence.items import classes_of, item_classes
from experiments.evidence.rounds import contested, mean_rounds, median_rounds
from experiments.evidence.survival import narrative_survival, time_to_knock_out
from experiments.evidence.targets.punishment import DissentLog
from experiments.evidence.targets.unrebutted import Siding
from sim.state.voices import SERVES_CRITIC, SERVES_STATE


def hypothesis(identity: str, **settings: Any) -> Hypothesis:
    item = item_classes()[identity](**settings)
    assert isinstance(item, Hypothesis)
    return item


class Told:
    """Stands in for lives: whatever is asked for, by the words in its overrides and changes, was told beforehand."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found, self.seed, self.worlds = found, 0, lambda *_words, **_changes: None

    def record(self, _replicate: int, _scenario: str, *overrides: str, changes: dict[str, Any] | None = None) -> Any:
        words = " ".join((*overrides, *(f"{key}={value}" for key, value in (changes or {}).items())))
        return next(one for key, one in self.found.items() if all(word in words for word in key.split()))

    pair = record


def number_of(**numbers: float) -> Any:
    return SimpleNamespace(number=lambda _metric, key: numbers[key], record=SimpleNamespace(**numbers))


def test_there_are_fifteen_and_each_says_what_refutes_it_and_what_it_speaks_to() -> None:
    found = classes_of("hypotheses")
    assert [item.id for item in found] == [f"H{number}" for number in range(1, 16)]
    for item in found:
        assert issubclass(item, Hypothesis)
        assert item.lines
        assert item.refuted_if.strip()
        assert item.speaks_to.strip()
        assert any(line.refuting for line in item.lines), f"{item.id}: nothing refutes it"
        assert item.seconds <= 180.0
    assert [item.id for item in found if item.counter_evidence] == ["H12", "H13"]  # type: ignore[attr-defined]


def test_h1_divides_what_an_exposure_to_either_source_gains() -> None:
    exposed = np.array([1, 3])
    trusted = SimpleNamespace(number=lambda *_: 0.4, record=SimpleNamespace(exposures_of=exposed))
    doubted = SimpleNamespace(number=lambda *_: 0.05, record=SimpleNamespace(exposures_of=exposed))
    measured = hypothesis("H1").measure(Told({"says_anyway": trusted, "": doubted}), 0)
    assert measured["neutral"] == pytest.approx(0.4 / (4 / 500))
    assert hypothesis("H1").estimates([measured])["gain per exposure, distrusted over neutral"].value == 0.125
    rows = [{"distrusted": 0.1 * k, "neutral": 1.0 * k} for k in (1.0, 1.1, 0.9, 1.0)]
    outcome = hypothesis("H1").outcome(rows)
    assert outcome.verdict == "supported"
    assert outcome.checks[0].got == pytest.approx(0.1)
    assert hypothesis("H1").outcome([row | {"distrusted": row["neutral"]} for row in rows]).verdict == "refuted"


def test_h2_correlates_ranks_over_campaigns() -> None:
    rising = [(float(k), float(k**3)) for k in range(10)]
    assert rank_correlation(rising).value == pytest.approx(1.0)
    swapped = [*rising[:8], (8.0, 9.0**3), (9.0, 8.0**3)]
    # Two ranks of ten are swapped: 1 - 6 * 2 / (10 * 99).
    found = rank_correlation(swapped)
    assert found.value == pytest.approx(1 - 12 / 990)
    assert found.low is not None
    assert found.low < found.value < 1.0
    assert rank_correlation(rising[:5]).value is None
    assert rank_correlation([(1.0, float(k)) for k in range(10)]).value is None


def test_h2_draws_campaigns_within_their_ranges_and_the_same_ones_again() -> None:
    drawn = [campaign(number, 3) for number in range(96)]
    appeals = np.array([one["narratives.claims.plan_is_for_everyone.appeal"] for one in drawn])
    assert appeals.min() >= 0.3
    assert appeals.max() <= 1.0
    assert abs(appeals.mean() - 0.65) < 0.01
    assert campaign(7, 3) == drawn[7] != campaign(7, 4)


def test_h3_takes_the_median_of_rounds_with_the_unbeaten_censored() -> None:
    rounds = np.array([1, 2, 3, 4, 5])
    assert median_rounds(rounds, np.array([True] * 5)) == 3.0
    # Of the four left in the second round three fall later, at 3, 4 and 5: 1, .8, .8 (censored), .53, .27.
    assert median_rounds(rounds, np.array([True, False, True, True, True])) == 4.0
    assert median_rounds(rounds, np.array([True, False, False, False, False])) == math.inf
    assert median_rounds(rounds[:0], np.zeros(0, np.bool_)) is None
    assert mean_rounds(rounds, np.array([True] * 5), within=12) == 3.0
    assert mean_rounds(rounds, np.array([True] * 5), within=2) == pytest.approx(1.8)
    assert mean_rounds(rounds, np.array([False] * 5), within=12) == 12.0


def test_h3_counts_contested_posts_that_assert_fragile_claims_of_the_campaign() -> None:
    posts = pd.DataFrame(
        {
            "narrative": [0, 0, 0, 1, 0],
            "stance": [1, 1, 1, 1, -1],
            "rounds": [2, 0, 3, 4, 5],
            "fragility": [0.9, 0.9, 0.5, 0.9, 0.9],
            "knocked_out": [7, -1, 9, 9, 9],
        }
    ).to_records()
    rounds, fell = contested(posts, np.array([True, False]), fragility=0.8)
    assert rounds.tolist() == [2]
    assert fell.tolist() == [True]


def test_h3_shares_out_the_range_by_where_medians_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    medians = iter([6.0, 2.0, math.inf, 10.0, 4.0, 9.0, None, 3.0])
    monkeypatch.setattr(RoundsInTheOpen, "_median", lambda *_: next(medians))
    item = RoundsInTheOpen(points=8)
    measured = item.measure(Told({}), 0)
    # Seven are known: 6, 4 and 9 inside 4 to 9; 2 and the infinite one outside 3 to 12.
    assert measured["share of the range with a median of 4 to 9"] == pytest.approx(3 / 7)
    assert measured["share of the range with a median outside 3 to 12"] == pytest.approx(2 / 7)


def test_h3_goes_through_a_range_of_decades_by_factors() -> None:
    blows = sorted(point["rebuttals.blow"] for point in RoundsInTheOpen(points=32)._range())
    assert np.median(blows) == pytest.approx(math.sqrt(0.005 * 0.5), rel=0.2)


def test_h4_counts_the_horizon_for_whoever_is_not_knocked_out() -> None:
    posts = pd.DataFrame(
        {
            "born": [0, 0, 0, 0],
            "fate_tick": [10, 20, 5, 100],
            "fate": ["knocked_out", "knocked_out", "shelved", "standing"],
        }
    ).assign(setting="", replicate=0)
    assert time_to_knock_out(posts, 60.0, 40.0) == pytest.approx((10 + 20 + 40 + 40) / 4)
    assert time_to_knock_out(posts[:0], 60.0, 40.0) is None


def test_h4_takes_the_hour_in_which_most_readers_met_a_narrative_refuted() -> None:
    reads, refuted = np.full(6, 4), np.array([0, 0, 0, 4, 4, 4])
    steps = {"reads.a": reads, "reads_knocked_out.a": refuted, "reads.b": reads, "reads_knocked_out.b": 0 * reads}
    record: Any = SimpleNamespace(steps=steps | {"reads": 2 * reads}, campaign=np.array([True, True]), tick_hours=1.0)
    # Of a: 4 of 16 reads by the fourth hour, 8 of 20, 12 of 24: never more than half; of b: never.
    assert narrative_survival(record) == 6.0
    record.steps["reads_knocked_out.a"] = np.array([0, 3, 4, 4, 4, 4])
    assert narrative_survival(record) == pytest.approx((2 + 6) / 2)


def test_h4_has_a_ratio_for_either_effort_and_none_where_nothing_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = {"open": 10.0, "full": 80.0}

    def times(_self: Any, _lives: Any, _replicate: int, effort: str, market: str) -> dict[str, float | None]:
        fallen = {f"fallen, {effort}": 20.0, f"fallen share, {effort}": 1.0} if market == "open" else {}
        return {
            f"time to knock-out, {market}, {effort}": hours[market],
            f"narrative, {market}, {effort}": None,
        } | fallen

    monkeypatch.setattr(CensoredTimeToKnockout, "_times", times)
    item = CensoredTimeToKnockout()
    rows = [item.measure(Told({}), replicate) for replicate in range(4)]
    assert item.outcome(rows).verdict == "supported"
    few = [row | {"fallen, reactive": 1.0} for row in rows]
    outcome = item.outcome(few)
    assert outcome.verdict == "undecided"
    assert "only 4 posts were knocked out" in outcome.note
    assert (
        item.outcome([row | {item.lines[1].of: 1.0 + 0.1 * place} for place, row in enumerate(rows)]).verdict
        == "refuted"
    )


def test_h5_holds_what_the_censor_secures_against_what_enforcement_takes() -> None:
    def believing(share: float) -> Any:
        belief = np.array([[0.0, share], [0.0, share], [0.0, 1.0]])
        met = np.array([[True, True], [True, True], [True, False]])
        return SimpleNamespace(belief=belief, acquainted=met, campaign=np.array([False, True]))

    lives = Told({"censorship=full": believing(0.7), "enforcement=maximal": believing(0.3), "": believing(0.4)})
    measured = CensorshipSecuresBelief().measure(lives, 0)  # type: ignore[arg-type]
    assert measured["belief(full) − belief(open)"] == pytest.approx(0.3)
    assert measured["enforcement takes"] == pytest.approx(0.1)
    assert measured["that, beyond what enforcement takes"] == pytest.approx(0.2)


def test_h6_measures_falls_from_ratios_of_means() -> None:
    found = falls(np.array([10.0, 9.5, 9.0, 6.0, 100.0, 100.0, 100.0, 100.0]))
    assert found["fall with full disclosure"] == pytest.approx(0.4)
    assert found["smallest step from one disclosure to the next"] == pytest.approx(0.05)
    assert found["share of the fall lost without history, dates and reasons"] == pytest.approx(0.75)
    assert falls(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0]))["fall with full disclosure"] == 0.5


def test_h6_says_nothing_where_nobody_may_have_been_persuaded() -> None:
    steps = ("none", "headline", "partial", "full")
    rows = [
        {f"persuaded, {step}": sign * (1.0 - 0.1 * place) for place, step in enumerate(steps)}
        | {f"cost, {step}": 1.0 for step in steps}
        for sign in (1.0, -1.0, 1.1, -0.9)
    ]
    item = PriceOfTransparency()
    assert item.outcome(rows).verdict == "undecided"
    assert "may be none" in item.outcome(rows).note
    sure = [{key: abs(value) for key, value in row.items()} for row in rows]
    assert item.outcome(sure).checks[0].got == pytest.approx(0.3)


def test_h7_takes_the_fall_of_the_area_from_one_set_of_dates_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    areas = iter([{0: 0.95, 3: 0.6, None: 0.9}, {0: 0.65, 3: 0.6, None: 0.7}])
    monkeypatch.setattr(creation_burst, "ranking", lambda _market: creation_burst.Ranking(next(areas), 10, 90))
    monkeypatch.setattr(creation_burst.CreationBurst, "_spread", lambda *_: None)
    lives: Any = SimpleNamespace(seed=0, worlds=lambda *_a, **_k: None, watched=lambda *_: None)
    measured = hypothesis("H7").measure(lives, 0)
    assert (measured["AUC, burst"], measured["AUC, spread"]) == (0.95, 0.65)
    assert measured["AUC, burst − spread"] == pytest.approx(0.3)


def test_h8_compares_what_is_persuaded_at_equal_budget_apart_and_mixed() -> None:
    found = {
        "matching=1.0 homophily=1.0": number_of(persuaded=9.0),
        "matching=0.0 homophily=1.0": number_of(persuaded=5.0),
        "matching=1.0 homophily=0.0": number_of(persuaded=6.0),
        "matching=0.0 homophily=0.0": number_of(persuaded=5.0),
    }
    measured = hypothesis("H8").measure(Told(found), 0)  # type: ignore[arg-type]
    assert measured["advantage, segments apart"] == 4.0
    assert measured["advantage, segments mixed"] == 1.0
    assert measured["advantage that goes when segments mix"] == 3.0


def test_h9_takes_the_share_of_the_gain_that_the_news_costs() -> None:
    def gaining(excess: float) -> Any:
        steps = {"trust_state": np.array([0.4, 0.2])}
        return SimpleNamespace(number=lambda *_: excess, record=SimpleNamespace(steps=steps))

    measured = hypothesis("H9").measure(Told({"block": gaining(0.08), "": gaining(0.1)}), 0)  # type: ignore[arg-type]
    assert measured["share of the gain abroad that is lost"] == pytest.approx(0.2)
    assert measured["trust, with"] == pytest.approx(0.3)
    nothing = hypothesis("H9").measure(Told({"block": gaining(0.1), "": gaining(-0.1)}), 0)  # type: ignore[arg-type]
    assert nothing["share of the gain abroad that is lost"] is None


def test_h10_and_h12_are_numbers_of_arms(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([[0.2, 0.4], [0.1, 0.3], [0.3, 0.5]])
    arm = SimpleNamespace(read=lambda *_a, **_k: None, wait=lambda _hours: None)
    monkeypatch.setattr(
        late_rebuttal, "Participants", lambda *_a, **_k: SimpleNamespace(**vars(arm), answers=_next(answers))
    )
    measured = hypothesis("H10").measure(Told({}), 0)  # type: ignore[arg-type]
    # Control, early and late, .1 apart each way; the standard deviation of answers is sqrt(.02 / .7).
    assert measured["won over a late rebuttal"] == pytest.approx(0.2 / math.sqrt(0.02 / 0.7))
    monkeypatch.setattr(unrebutted_exposure, "siding", lambda *_: Siding(0.2, 0.4, 0.1))
    measured = hypothesis("H12").measure(Told({}), 0)  # type: ignore[arg-type]
    assert measured["points gained unrebutted"] == pytest.approx(40.0)
    assert measured["part of it gained with a rebuttal"] == pytest.approx(0.25)


def _next(answers: Any) -> Any:
    found = np.array(next(answers))
    return lambda: found


def test_h11_finds_the_least_share_of_control_with_enough_of_the_effect() -> None:
    assert reproduced(10.0, 50.0, 30.0) == 0.5
    assert reproduced(10.0, 10.0, 10.0) is None
    # .8 lies half-way from .7 at a quarter of control to .9 at a half.
    assert least_share([0.2, 0.7, 0.9, 0.95, 1.0]) == pytest.approx(0.375)
    assert least_share([1.0, 1.0, 1.0, 1.0, 1.0]) == pytest.approx(0.08)
    assert least_share([0.0, 0.1, 0.2, 0.3, 0.4]) == 1.0
    assert least_share([None, 0.1, 0.2, 0.3, 0.4]) is None


def test_h11_counts_what_a_censor_would_demand() -> None:
    sides = np.array([SERVES_STATE, SERVES_CRITIC], np.int8)
    posts = pd.DataFrame({"stance": [1, 1, -1, 0], "narrative": [0, 1, 0, 0]}).to_records()
    comments = pd.DataFrame({"stance": [-1, 1, 1], "post": [0, 0, 1]}).to_records()
    record: Any = SimpleNamespace(narratives=SimpleNamespace(side=sides), posts=posts, comments=comments)
    # The critic's claim, a denial of the state's; an answer to the state's post and a defence of the critic's.
    assert criticism(record) == 4.0


def test_h13_compares_the_same_people_and_hours() -> None:
    free, feared = DissentLog(3), DissentLog(3)
    free.by_tick = [np.array([1, 1, 1]), np.array([1, 2, 1]), np.array([1, 2, 1])]
    feared.by_tick = [np.array([9, 9, 9]), np.array([0, 3, 9]), np.array([0, 3, 9])]
    feared.saw_at[1] = 1
    assert feared.changed(free, feared.saw_at) == pytest.approx(6 / 4 - 1)


def test_h14_selects_the_third_that_gained_most() -> None:
    def seen(gains: list[float]) -> Any:
        return SimpleNamespace(belief=np.tile(gains, (2, 1)))

    claims = dict.fromkeys("abcdef")
    scenario = SimpleNamespace(narratives=SimpleNamespace(claims=claims))
    pair: Any = SimpleNamespace(
        scenario=scenario,
        record=seen([0.1, 0.9, 0.3, 0.5, 0.2, 0.2, 1.0]),
        quiet=seen([0.0, 0.5, 0.1, 0.0, 0.0, 0.1, 0.0]),
    )
    assert np.flatnonzero(best_believed(pair)).tolist() == [1, 3]


def test_h15_asks_only_those_who_met_the_rival() -> None:
    def believing(shares: list[float], met: list[bool]) -> Any:
        return SimpleNamespace(belief=np.array([shares]).T, acquainted=np.array([met]).T)

    silent, flood = believing([0.6, 0.4, 0.9], [True, True, False]), believing([0.6, 0.2, 0.2], [True, False, False])
    measured = hypothesis("H15").measure(Told({"silent": silent, "flood": flood}), 0)  # type: ignore[arg-type]
    assert measured["rival's credibility, flood − silent"] == pytest.approx(0.1)
    assert measured["share who ever met the rival's claim, flood − silent"] == pytest.approx(-1 / 3)


def test_a_counter_evidence_that_fails_blames_the_model() -> None:
    rows = [
        {"points gained unrebutted": -1.0 - 0.1 * k, "part of it gained with a rebuttal": None, "before": 16.0}
        for k in range(3)
    ]
    outcome = hypothesis("H12").outcome(rows)
    assert outcome.verdict == "refuted"
    assert "the model is at fault" in outcome.note
