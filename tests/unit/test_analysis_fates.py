"""Fates as competing risks, against numbers worked out by hand and against lifelines where nothing is tied."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from experiments.analysis.fates import (
    FATES,
    common_horizon,
    contested_fragile_posts,
    cumulative_incidence,
    median_survival,
    median_time_to,
    posts_at_risk,
    posts_for_the_state,
    restricted_mean_time,
    restricted_means_by_replicate,
    survival,
)
from experiments.analysis.incidence import jackknife_reach
from tests.unit.synthetic_comparison import synthetic_comparison


def posts(rows: list[tuple[int, str]], setting: str = "open", replicate: int = 0, born: int = 10) -> pd.DataFrame:
    """Posts as (age in ticks, fate)."""
    return pd.DataFrame(
        {
            "setting": setting,
            "replicate": replicate,
            "role": "covert",
            "born": born,
            "fate_tick": [born + age for age, _ in rows],
            "fate": [fate for _, fate in rows],
        }
    )


# Age:      1            2                          3          4            5
# At risk:  6            5                          3          2            1
SIX = posts(
    [
        (1, "knocked_out"),
        (2, "removed"),
        (2, "knocked_out"),
        (3, "standing"),
        (4, "knocked_out"),
        (5, "standing"),
    ]
)


def test_cumulative_incidence_with_ties_and_censoring_is_that_of_the_hand() -> None:
    found = cumulative_incidence(SIX, 60).set_index(["fate", "hours"])["incidence"]
    # Knocked out: 1/6; + 5/6 · 1/5 = 1/3; S is then 5/6 · 3/5 = 1/2; + 1/2 · 1/2 = 7/12. Removed: 5/6 · 1/5 = 1/6.
    assert found["knocked_out"].tolist() == pytest.approx([0, 1 / 6, 1 / 3, 1 / 3, 7 / 12, 7 / 12])
    assert found["removed"].tolist() == pytest.approx([0, 0, 1 / 6, 1 / 6, 1 / 6, 1 / 6])
    assert found["shelved"].tolist() == [0] * 6


def test_survival_is_what_the_fates_leave() -> None:
    found = survival(SIX, 60)
    assert found["survival"].tolist() == pytest.approx([1, 5 / 6, 1 / 2, 1 / 2, 1 / 4, 1 / 4])
    assert found["at_risk"].tolist() == [6, 6, 5, 3, 2, 1]


def test_medians_are_ages_or_bounds_and_never_numbers_made_up() -> None:
    # 7/12 are knocked out by 4 h, half are gone by 2 h, and only 1/6 is ever removed.
    assert str(median_time_to(SIX, 60, "knocked_out")["open"]) == "4 h"
    assert str(median_survival(SIX, 60)["open"]) == "2 h"
    removed = median_time_to(SIX, 60, "removed")["open"]
    assert (removed.hours, str(removed)) == (None, "> 5 h")


def test_a_median_reached_exactly_is_not_missed_by_rounding() -> None:
    # S falls by 9/10, 8/9, … to exactly one half at the fifth of ten posts.
    ten = posts([(age, "shelved" if age <= 5 else "standing") for age in range(1, 11)])
    assert str(median_survival(ten, 60)["open"]) == "5 h"


def test_the_restricted_mean_is_the_area_above_the_incidence() -> None:
    # 1·1 + 1·5/6 + 2·2/3 + 1·5/12 = 3.583333 up to 5 h; the tick length stretches it.
    found = restricted_mean_time(SIX, 60)["open"]
    assert found.hours == pytest.approx(43 / 12)
    assert found.horizon_hours == 5
    assert (found.n, found.n_at_risk) == (6, 1)
    assert restricted_mean_time(SIX, 30)["open"].hours == pytest.approx(43 / 24)


def test_a_horizon_inside_a_step_counts_the_part_of_the_step() -> None:
    # 1 + .5 · 5/6 up to 1.5 h.
    assert restricted_mean_time(SIX, 60, horizon_hours=1.5)["open"].hours == pytest.approx(1 + 5 / 12)


def test_a_horizon_nobody_was_followed_to_is_undefined_with_a_reason() -> None:
    found = restricted_mean_time(SIX, 60, horizon_hours=6)["open"]
    assert found.hours is None
    assert "horizon is 6 h" in str(found.reason)


def test_a_setting_whose_posts_all_ended_sets_no_bound_to_the_horizon() -> None:
    both = pd.concat([SIX, posts([(1, "knocked_out"), (1, "removed")], setting="strict")])
    assert common_horizon(both, 60) == 5
    # Half of the posts wait 1 h, the removed one waits the whole 5 h: (1 + 5)/2.
    assert restricted_mean_time(both, 60)["strict"].hours == pytest.approx(3)


def test_posts_that_are_never_knocked_out_wait_the_whole_horizon() -> None:
    assert restricted_mean_time(posts([(4, "shelved"), (7, "standing")]), 60)["open"].hours == 7


def test_a_fate_at_birth_counts_at_age_zero() -> None:
    found = cumulative_incidence(posts([(0, "removed"), (3, "standing")]), 60)
    removed = found[found["fate"] == "removed"]
    assert removed["incidence"].tolist() == [0.5, 0.5]
    assert removed["at_risk"].tolist() == [2, 1]


def test_numbers_at_risk_count_posts_standing_just_before_each_age() -> None:
    assert posts_at_risk(SIX, 60, np.array([0, 2, 3, 5, 6.0])) == {"open": [6, 5, 3, 1, 0]}


def test_replicates_are_the_unit_of_the_interval() -> None:
    # Leaving one of two out gives 1 and .5: deviations ± .25, variance ½ · .125, s.e. .25, t(1) = 12.706205.
    assert jackknife_reach(np.array([[1.0], [0.5]])) == pytest.approx([12.706205 * 0.25], abs=1e-5)
    assert np.isnan(jackknife_reach(np.array([[1.0]]))).all()


def test_equal_replicates_have_an_interval_of_zero_width_and_one_has_none() -> None:
    twice = pd.concat([SIX, SIX.assign(replicate=1)])
    found = cumulative_incidence(twice, 60)
    assert found["low"].tolist() == pytest.approx(found["incidence"].tolist())
    assert found["high"].tolist() == pytest.approx(found["incidence"].tolist())
    mean = restricted_mean_time(twice, 60)["open"]
    assert [mean.low, mean.high] == pytest.approx([43 / 12, 43 / 12])
    assert cumulative_incidence(SIX, 60)["low"].isna().all()
    assert "one replicate" in str(restricted_mean_time(SIX, 60)["open"].reason)


def test_restricted_means_can_be_paired_by_replicate() -> None:
    both = pd.concat([SIX, posts([(2, "knocked_out")], replicate=1), posts([(1, "standing")], replicate=2)])
    found = restricted_means_by_replicate(both, 60, "knocked_out", 5)["open"]
    assert [found[0], found[1]] == pytest.approx([43 / 12, 2])
    assert np.isnan(found[2])


def test_curves_equal_those_of_lifelines_where_nothing_is_tied() -> None:
    draw = np.random.default_rng(5)
    ages = draw.permutation(np.arange(1, 61))
    codes = draw.integers(0, 4, 60)
    table = posts([(int(age), ("standing", *FATES)[code]) for age, code in zip(ages, codes, strict=True)])
    found = cumulative_incidence(table, 60)
    for code, fate in enumerate(FATES[:3], start=1):
        theirs = AalenJohansenFitter(calculate_variance=False).fit(ages, codes, event_of_interest=code)
        ours = found[found["fate"] == fate]["incidence"].to_numpy()
        assert ours == pytest.approx(theirs.cumulative_density_.iloc[:, 0].to_numpy(), abs=1e-12)


def test_survival_equals_that_of_lifelines_with_ties() -> None:
    table = synthetic_comparison(replicates=4, ticks=200).posts
    table = table[table["setting"] == "censorship=open"]
    theirs = KaplanMeierFitter().fit(table["fate_tick"] - table["born"], table["fate"] != "standing")
    ours = survival(table, 60)
    assert ours["survival"].to_numpy() == pytest.approx(theirs.survival_function_.iloc[:, 0].to_numpy(), abs=1e-12)


def test_fates_and_survival_add_up_to_one_at_every_age() -> None:
    table = synthetic_comparison(replicates=3, ticks=200).posts
    gone = cumulative_incidence(table, 60).groupby(["setting", "hours"])["incidence"].sum()
    left = survival(table, 60).set_index(["setting", "hours"])["survival"]
    assert (gone + left).to_numpy() == pytest.approx(np.ones(len(left)))


def test_the_order_of_rows_changes_nothing() -> None:
    table = synthetic_comparison(replicates=3, ticks=200).posts
    turned = cumulative_incidence(table.iloc[::-1], 60).sort_values(["setting", "fate", "hours"], ignore_index=True)
    straight = cumulative_incidence(table, 60).sort_values(["setting", "fate", "hours"], ignore_index=True)
    pd.testing.assert_frame_equal(turned, straight)


def test_no_posts_give_no_curves_and_no_times() -> None:
    assert cumulative_incidence(SIX.head(0), 60).empty
    assert survival(SIX.head(0), 60).empty
    assert median_time_to(SIX.head(0), 60, "removed") == {}
    assert restricted_mean_time(SIX.head(0), 60) == {}
    assert common_horizon(SIX.head(0), 60) is None


def test_an_unknown_fate_and_a_fate_before_birth_are_refused() -> None:
    with pytest.raises(ValueError, match="vanished"):
        survival(posts([(1, "vanished")]), 60)
    with pytest.raises(ValueError, match="before they are born"):
        survival(posts([(-1, "removed")]), 60)
    with pytest.raises(ValueError, match="'burnt'"):
        median_time_to(SIX, 60, "burnt")


def test_posts_are_chosen_by_side_by_contest_and_by_fragility() -> None:
    table = SIX.assign(
        serves=["state", "state", "critic", "none", "none", "state"],
        contested=[True, False, True, True, True, True],
        fragility=[0.8, 0.9, 0.9, 0.1, 0.79, 1.0],
    )
    assert posts_for_the_state(table).index.tolist() == [0, 1, 5]
    assert contested_fragile_posts(table).index.tolist() == [0, 2, 5]


def test_thousands_of_replicates_are_left_out_in_groups_with_the_same_interval() -> None:
    draw = np.random.default_rng(8)
    n = 3_000
    posts = pd.DataFrame(
        {
            "setting": "open",
            "replicate": range(n),
            "born": 0,
            "fate_tick": 1,
            "fate": np.where(draw.random(n) < 0.3, "knocked_out", "shelved"),
        }
    )
    last = cumulative_incidence(posts, 60).query("fate == 'knocked_out'").iloc[-1]
    # Independent posts, one a replicate: the interval is that of a share, 1.96 √(.3 · .7 / 3000) to either side.
    assert last["high"] - last["incidence"] == pytest.approx(1.96 * np.sqrt(0.3 * 0.7 / n), rel=0.15)


def test_a_row_may_stand_for_several_posts() -> None:
    counted = pd.DataFrame(
        {
            "setting": "open",
            "replicate": [0, 0, 1],
            "born": 0,
            "fate_tick": [2, 3, 2],
            "fate": ["removed", "shelved", "standing"],
            "n": [2, 1, 3],
        }
    )
    each = counted.loc[counted.index.repeat(counted["n"])].drop(columns="n").reset_index(drop=True)
    pd.testing.assert_frame_equal(cumulative_incidence(counted, 60), cumulative_incidence(each, 60))
    assert posts_at_risk(counted, 60, np.array([2.0, 3.0])) == {"open": [6, 1]}
