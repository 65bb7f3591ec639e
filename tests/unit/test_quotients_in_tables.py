"""A user's table with a quotient: it is averaged as a ratio of means, or refused; never as a mean of ratios."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from experiments.analysis import by_assumption, frontier_shares, outcome_by_point, rank_shares

PRICE = "persuaded_per_cost"
# One run of `cheap` spends next to nothing: its own ratio of 90 would decide a mean of ratios (45.1), while all that
# it persuades over all that it costs is 110 / 101. `dear` is at 2 in every run.
SPENT = {"cheap": ((20.0, 100.0), (90.0, 1.0)), "dear": ((200.0, 100.0), (2.0, 1.0))}
# The mean of ratios: (.2 + 90) / 2.
MEAN_OF_RATIOS = 45.1


def runs() -> pd.DataFrame:
    rows = [
        (setting, replicate, place, 1, persuaded, cost, persuaded / cost)
        for place, (setting, pairs) in enumerate(SPENT.items())
        for replicate, (persuaded, cost) in enumerate(pairs)
    ]
    return pd.DataFrame(rows, columns=["setting", "replicate", "point", "x", "persuaded", "cost", PRICE])


def test_the_price_of_a_point_is_all_that_was_persuaded_over_all_that_was_spent() -> None:
    assert runs().groupby("setting")[PRICE].mean()["cheap"] == pytest.approx(MEAN_OF_RATIOS)
    found = outcome_by_point(runs(), ["x"], PRICE)
    assert found["outcome"].tolist() == pytest.approx([110 / 101, 202 / 101])
    assert list(found.columns) == ["point", "x", "outcome"]
    unpaid = outcome_by_point(runs().assign(cost=0.0), ["x"], PRICE)
    assert unpaid["outcome"].isna().all()


def test_settings_rank_by_their_ratio_of_means_in_worlds_and_in_resamples() -> None:
    table = by_assumption(runs(), PRICE, ["cheap", "dear"], "dear", []).set_index("setting")
    assert table["rank"].to_dict() == {"cheap": 1.0, "dear": 2.0}
    assert table.loc["cheap", "estimate"] == pytest.approx(110 / 101 - 2)
    # Of two replicates drawn again, cheap's ratio is .2, 110/101 (twice as often) or 90: below 2 in three of four.
    shares = rank_shares(runs(), PRICE, ["cheap", "dear"])
    assert shares.loc["cheap", 1] == pytest.approx(0.75, abs=0.04)


def test_the_frontier_of_resamples_weighs_prices_by_what_was_spent() -> None:
    shares = frontier_shares(runs(), {PRICE: "lower"}, ["cheap", "dear"])
    assert shares["cheap"] == pytest.approx(0.75, abs=0.04)
    assert shares["dear"] == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize(
    "ask",
    [
        lambda table: outcome_by_point(table, ["x"], PRICE),
        lambda table: rank_shares(table, PRICE, ["cheap", "dear"]),
        lambda table: by_assumption(table, PRICE, ["cheap", "dear"], "dear", []),
        lambda table: frontier_shares(table, {PRICE: "lower"}, ["cheap", "dear"]),
    ],
)
def test_a_table_that_lacks_what_a_price_is_made_of_is_refused(ask: Callable[[pd.DataFrame], object]) -> None:
    with pytest.raises(ValueError, match="ratio of the means of persuaded and cost: the table has no column cost"):
        ask(runs().drop(columns="cost"))
