"""How the campaign's reads and shares spread: each metric on at most ten rows, with the number worked out by hand."""

from typing import Any

import numpy as np
import pytest

from sim import simulate
from sim.metrics._contract import Measured, Undefined
from sim.metrics.branching import Branching
from sim.metrics.concentration import Concentration, gini, top_share
from sim.metrics.exposure_share import ExposureShare
from sim.metrics.narrative_fates import NarrativeFates
from tests import worlds
from tests.unit.hand_made import record, record_posts

QUIET = record()


def reason(value: Measured) -> str:
    assert isinstance(value, Undefined)
    return value.reason


def exposure_share(reads: list[float], exposures: list[float]) -> Measured:
    steps = {"reads": np.array(reads), "exposures": np.array(exposures)}
    return ExposureShare().measure(record(steps=steps), QUIET)["exposure_share"]


@pytest.mark.transcript("metrics.exposure_share")
@pytest.mark.limits("metrics.exposure_share")
def test_exposure_share_is_of_all_reads_of_the_run() -> None:
    assert exposure_share([2.0, 0.0, 6.0], [1.0, 0.0, 1.0]) == 0.25
    assert exposure_share([2.0, 6.0], [2.0, 6.0]) == 1
    assert exposure_share([2.0, 6.0], [0.0, 0.0]) == 0
    assert "nobody read" in reason(exposure_share([0.0, 0.0], [0.0, 0.0]))


def branching(shares: list[int], **columns: Any) -> Measured:
    made = record_posts(len(shares), shares=np.array(shares), **columns)
    return Branching().measure(record(posts=made, campaign=np.array([True, False])), QUIET)["branching_ratio"]


@pytest.mark.transcript("metrics.branching")
def test_the_branching_ratio_is_the_part_of_passings_on_that_another_one_caused() -> None:
    # Three posts and six shares: six of nine passings-on were caused; the fourth and fifth say something else.
    narrative, stance = np.array([0, 0, 0, 1, 0]), np.array([1, 1, 1, 1, -1])
    assert branching([0, 1, 5, 40, 30], narrative=narrative, stance=stance) == pytest.approx(6 / 9)


@pytest.mark.limits("metrics.branching")
def test_what_nobody_passes_on_does_not_branch_and_more_shares_branch_more() -> None:
    assert branching([0, 0]) == 0
    assert branching([1, 1]) == 0.5
    assert branching([9]) == 0.9


def test_the_ratio_of_a_chain_in_which_each_causes_the_next_but_one_in_four_is_its_chance() -> None:
    """A geometric cascade with ratio 3/4 has three shares a post in the mean, from which the ratio comes back."""
    assert branching([0, 3, 6]) == pytest.approx(3 / 4)


def test_without_own_posts_there_is_no_ratio() -> None:
    assert "no post asserts" in reason(branching([3], narrative=np.array([1])))
    assert "no post asserts" in reason(branching([]))


def concentration(exposures: list[int], shares: list[int], top: float = 0.2) -> dict[str, Measured]:
    made = record(exposures_of=np.array(exposures), amplified_by=np.array(shares))
    return Concentration(top=top).measure(made, QUIET)


@pytest.mark.transcript("metrics.concentration")
def test_concentration_of_ten_members() -> None:
    # Exposures 0 x 6, 1, 2, 3, 4: sum of ranks (2 i - 11) x count = 3 + 10 + 21 + 36 = 70 over 10 x 10.
    # Sharers 1, 1, 2: (-2 + 0 + 4) over 3 x 4. The top two members: 7 of 10 exposures, 3 of 4 shares.
    found = concentration([0, 0, 0, 0, 0, 0, 4, 3, 2, 1], [0, 0, 0, 1, 0, 2, 0, 0, 1, 0])
    assert found == {
        "exposure_gini": pytest.approx(0.7),
        "exposure_top_share": pytest.approx(0.7),
        "amplification_gini": pytest.approx(1 / 6),
        "amplification_top_share": pytest.approx(0.75),
    }


def test_concentration_is_0_where_all_are_alike_and_greatest_where_one_has_all() -> None:
    assert gini(np.array([3, 3, 3, 3])) == 0
    assert gini(np.array([0, 0, 0, 5])) == pytest.approx(1 - 1 / 4)
    assert top_share(np.array([3, 3, 3, 3]), 0.5) == 0.5


@pytest.mark.limits("metrics.concentration", "top")
def test_the_top_is_rounded_up_and_at_least_one_member_and_at_1_all() -> None:
    counts = np.array([4, 3, 2, 1])
    assert [top_share(counts, top) for top in (0.0, 0.25, 0.26, 1.0)] == [0.4, 0.4, 0.7, 1.0]


def test_who_has_it_changes_no_concentration() -> None:
    one, other = (concentration(rows, rows) for rows in ([5, 0, 1, 2], [0, 2, 5, 1]))
    assert one == other


def test_where_there_was_nothing_there_is_no_concentration() -> None:
    found = concentration([0, 0], [0, 0])
    assert "read" in reason(found["exposure_gini"])
    assert "read" in reason(found["exposure_top_share"])
    assert "passed on" in reason(found["amplification_gini"])
    assert "passed on" in reason(found["amplification_top_share"])


type Counts = tuple[list[int], list[int]]


def ended(window: float = 4.0, campaign: tuple[bool, ...] = (True,), posts: Any = None, **narratives: Counts) -> Any:
    """Return how narratives end that were read so often, and so often knocked out, in ticks of two hours."""
    steps = {}
    for name, (reads, knocked_out) in narratives.items():
        steps |= {f"reads.{name}": np.array(reads), f"reads_knocked_out.{name}": np.array(knocked_out)}
    posts = record_posts(0) if posts is None else posts
    made = record(steps=steps, campaign=np.array(campaign), tick_hours=2.0, posts=posts)
    return NarrativeFates(window=window).measure(made, QUIET)


def fate(posts: Any = None, **narratives: Counts) -> str:
    """Return the fate of one narrative."""
    shares = {name: share for name, share in ended(posts=posts, **narratives).items() if name != "narrative_knockout"}
    assert sorted(shares.values()) == [0, 0, 0, 0, 1]
    return max(shares, key=lambda name: shares[name]).removeprefix("narratives_")


@pytest.mark.transcript("metrics.narrative_fates")
def test_a_narrative_is_knocked_out_when_most_of_its_latest_reads_met_knocked_out_posts() -> None:
    # Two ticks of two hours back: 0/4, 1/8, 3/8, 5/8 at tick 3, hour 6; four of eight would be a half and not most.
    found = ended(claim=([4, 4, 4, 4, 4], [0, 1, 2, 3, 0]))
    assert (found["narrative_knockout"], found["narratives_knocked_out"]) == (6.0, 1.0)
    standing = ended(claim=([4, 4, 4], [0, 2, 2]))
    assert "at no tick" in reason(standing["narrative_knockout"])
    assert (standing["narratives_knocked_out"], standing["narratives_standing"]) == (0, 1)


def test_a_longer_window_is_slower_to_tip() -> None:
    reads, knocked_out = [4, 4, 4, 4, 4, 4], [0, 0, 4, 4, 4, 4]
    assert ended(2.0, claim=(reads, knocked_out))["narrative_knockout"] == 4.0
    # Of all reads so far: 8 of 16 at tick 3 is a half, 12 of 20 at tick 4 is most.
    assert ended(100.0, claim=(reads, knocked_out))["narrative_knockout"] == 8.0


def test_the_first_own_narrative_counts_and_those_of_others_do_not() -> None:
    claims = {
        "late": ([1, 1, 1, 1], [0, 0, 0, 1]),
        "rival": ([1, 1, 1, 1], [1, 1, 1, 1]),
        "early": ([1, 1, 1, 1], [0, 1, 0, 0]),
        "never": ([1, 1, 1, 1], [0, 0, 0, 0]),
        "unread": ([0, 0, 0, 0], [0, 0, 0, 0]),
    }
    found = ended(2.0, (True, False, True, True, True), **claims)
    # Of the own narratives three were read, and two knocked out: one at tick 1, hour 2, the other at tick 3.
    assert found["narrative_knockout"] == 2.0
    assert found["narratives_knocked_out"] == pytest.approx(2 / 3)
    assert found["narratives_standing"] == pytest.approx(1 / 3)
    assert ended(2.0, (True, False, False, True, True), **claims)["narrative_knockout"] == 6.0


QUIET_FROM_2 = ([3, 1, 0, 0, 0, 9], [0] * 6)
"""Read at ticks 0 and 1, unread for a window of two ticks at tick 3, and put up again."""


def test_a_narrative_that_nobody_reads_for_a_window_is_shelved_though_it_comes_back() -> None:
    assert fate(claim=QUIET_FROM_2) == "shelved"
    assert fate(claim=([3, 1, 0, 0], [0] * 4)) == "shelved"
    assert fate(claim=([3, 1, 0], [0] * 3)) == "standing"
    assert fate(claim=([0, 0, 0, 3, 1, 0], [0] * 6)) == "standing", "it was not there before it was first read"
    assert fate(claim=([3, 1, 0, 0, 0, 9], [0, 0, 0, 0, 0, 9])) == "shelved", "what comes first is its fate"
    assert fate(claim=([3, 1, 0, 0, 0], [0, 1, 0, 0, 0])) == "knocked_out", "of the window's reads at tick 2 all did"


def test_an_unread_narrative_most_of_whose_posts_were_removed_by_then_was_removed() -> None:
    born, other = np.zeros(4, int), np.array([0, 0, 0, 1])
    for removed, expected in (([1, 3, -1], "removed"), ([1, 4, -1], "shelved"), ([1, -1, -1], "shelved")):
        posts = record_posts(4, born=born, narrative=other, removed=np.array([*removed, 1]))
        assert fate(posts, claim=QUIET_FROM_2) == expected
    late = record_posts(4, born=np.array([0, 0, 5, 5]), removed=np.array([1, 1, -1, -1]))
    assert fate(late, claim=QUIET_FROM_2) == "removed", "what is put up after its end does not count"


def test_an_unread_narrative_whose_rebuttals_were_silenced_won_by_walkover() -> None:
    aimed = np.array([1.0, 3.0, 9.0])
    for silenced, expected in (([1.0, 1.0, 0.0], "walkover"), ([0.0, 1.9, 0.0], "shelved")):
        posts = record_posts(
            3, rebuttals_aimed=aimed, rebuttals_silenced=np.array(silenced), stance=np.array([1, 1, -1])
        )
        assert fate(posts, claim=QUIET_FROM_2) == expected


@pytest.mark.limits("metrics.narrative_fates", "walkover")
def test_at_walkover_0_any_rebuttal_aimed_makes_a_walkover_and_at_1_all_must_be_silenced() -> None:
    for walkover, silenced, expected in ((0.0, 0.0, 1), (1.0, 0.9, 0), (1.0, 1.0, 1)):
        posts = record_posts(1, rebuttals_aimed=np.ones(1), rebuttals_silenced=np.array([silenced]))
        steps = {"reads.claim": np.array([1, 0, 0]), "reads_knocked_out.claim": np.zeros(3, int)}
        made = record(steps=steps, posts=posts)
        assert NarrativeFates(window=2.0, walkover=walkover).measure(made, QUIET)["narratives_walkover"] == expected


@pytest.mark.limits("metrics.narrative_fates")
def test_what_was_never_read_or_never_was_is_undefined() -> None:
    assert "nobody read" in reason(ended(claim=([0, 0], [0, 0]))["narrative_knockout"])
    assert "nobody read" in reason(ended(claim=([0, 0], [0, 0]))["narratives_shelved"])
    assert "no narrative serves" in reason(ended(campaign=(False,), claim=([1], [1]))["narratives_knocked_out"])


def test_in_a_run_the_counts_by_member_and_by_narrative_add_up_to_the_exposures() -> None:
    result = simulate(worlds.world(ticks=30), 2)
    steps, n = result.record.steps, result.scenario.members
    own = [
        name for name, serves in zip(result.scenario.narratives.claims, result.record.campaign, strict=True) if serves
    ]
    total = round(float(steps["exposures"].sum()) * n)
    assert total == result.record.exposures_of.sum() == sum(steps[f"reads.{name}"].sum() for name in own) > 0
    shared = result.posts[result.posts["narrative"].isin(own) & (result.posts["stance"] == "asserts")]["shares"].sum()
    assert result.record.amplified_by.sum() == shared > 0
