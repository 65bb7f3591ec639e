"""The operation in figures, worked out by hand, before anything runs."""

import pytest

from experiments.compose import compose
from experiments.operation_figures import OperationFigures, operation_figures


def figures(name: str, *overrides: str) -> OperationFigures:
    found = operation_figures(compose(name, *overrides))
    assert found is not None
    return found


def test_a_steady_operation_posts_what_its_accounts_come_to() -> None:
    found = figures("guo_2017", "strategy=broadcast", "strategy.overt_posts=2", "strategy.covert_posts=.5")
    # 10 overt accounts twice a day and 936 covert ones every second day, for thirty days; in the 312 hours before the
    # congress half as much again.
    assert found.posts_a_day == pytest.approx((488, 488))
    assert found.posts_at_most == pytest.approx(488 * (30 + 13 / 2))
    assert (
        found.lines()[-1] == "488 posts a day; at most 17,812 until it stops (disclosed: 3,600,000, one for every 202)"
    )


def test_posts_keep_the_pace_of_the_weeks_before_a_congress() -> None:
    whole, hurried = figures("guo_2017", "shocks.dated.0.pace=1"), figures("guo_2017", "shocks.dated.0.pace=10")
    assert hurried.posts_at_most == pytest.approx(whole.posts_at_most * (17 + 13 * 10) / 30)


def test_a_reactive_operation_posts_more_when_a_rival_stirs() -> None:
    overrides = ("strategy.overt_posts=2", "strategy.covert_posts=.5", "strategy.burst=3", "strategy.idle=.1")
    calm, stirred = figures("guo_2017", *overrides).posts_a_day
    assert (calm, stirred) == (pytest.approx(146.4), pytest.approx(1464))


def test_the_run_may_end_before_the_operation_does() -> None:
    whole, cut = figures("guo_2017"), figures("guo_2017", "ticks=240")
    assert cut.posts_at_most == pytest.approx(whole.posts_at_most * 10 / (30 + 13 / 2))


def test_accounts_on_sale_are_told_apart_and_may_all_post() -> None:
    listed, more = figures("hongkong_2019", "operation.on_sale=0"), figures("hongkong_2019")
    assert more.lines()[1] == listed.lines()[1] + ", and 200 more on sale"
    assert (more.covert, more.created, more.posts_a_day) == (listed.covert, listed.created, listed.posts_a_day)
    assert more.posts_at_most > listed.posts_at_most


def test_one_member_stands_for_more_people_in_a_smaller_market() -> None:
    assert [figures("guo_2017", f"members={n}").people_a_member for n in (500, 2000)] == [2000, 500]


def test_an_operation_without_accounts_has_no_figures_and_a_silent_one_no_posts() -> None:
    assert operation_figures(compose("rumour_mill")) is None
    assert figures("quiet_market").posts_at_most == 0
    assert figures("quiet_market").lines()[-1].endswith("(disclosed: 3,600,000)")


def test_accounts_of_another_day_are_told_by_year() -> None:
    found = figures("cartoon_2015")
    assert (found.covert, found.created, found.disclosed_posts) == (0, {}, None)
    assert found.lines()[1] == "5 overt and 0 covert accounts"
