"""Designs: each gives the points that its name promises, the same whenever it is asked."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis.adversary import payoffs
from experiments.configuration_folder import configuration_folder
from experiments.designs._contract import Axis, Design
from experiments.studies.settings import AskedDesign, design_class, read_design

KINDS = sorted(file.stem for file in (configuration_folder() / "design").glob("*.yaml"))
SAMPLES = ("latin", "sobol", "morris")
POLICY = Axis("policy", ("open", "full"), stands_for={"open": ("censorship=open",), "full": ("censorship=full",)})


def design(kind: str, **changed: Any) -> Design:
    return read_design(AskedDesign(kind, changed), configuration_folder())


def listed(key: str, *values: str) -> Axis:
    return Axis(key, values)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_settings_repeats_what_its_design_declares(kind: str) -> None:
    assert design(kind) == design_class(kind)()


axes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(
    lambda sizes: [listed(f"k{row}", *(f"v{value}" for value in range(size))) for row, size in enumerate(sizes)]
)


@given(axes)
def test_a_grid_is_the_product_of_its_axes(axes: list[Axis]) -> None:
    points = design("grid").points(axes, 0)
    assert points == list(product(*(axis.values for axis in axes)))
    assert len(points) == design("grid").n_points(axes)


@given(axes)
def test_one_at_a_time_departs_from_the_base_in_one_value(axes: list[Axis]) -> None:
    base, *others = design("one_at_a_time").points(axes, 0)
    assert all(sum(one != other for one, other in zip(base, point, strict=True)) == 1 for point in others)
    assert len({base, *others}) == len(others) + 1 == design("one_at_a_time").n_points(axes)


def intervals(n_axes: int) -> list[Axis]:
    return [Axis(f"k{row}", low=row - 1.0, high=row + 2.0) for row in range(n_axes)]


@settings(deadline=None, max_examples=20)
@given(kind=st.sampled_from(SAMPLES), n_axes=st.integers(2, 5), seed=st.integers(0, 2**31))
def test_samples_stay_within_bounds_and_are_drawn_from_the_seed(kind: str, n_axes: int, seed: int) -> None:
    changed = {"trajectories": 4} if kind == "morris" else {"samples": 8}
    made = design(kind, **changed)
    axes = intervals(n_axes)
    points = made.points(axes, seed)
    assert points == made.points(axes, seed)
    assert points != made.points(axes, seed + 1)
    assert len(points) == made.n_points(axes)
    numbers = np.array(points, dtype=float)
    assert (numbers >= [axis.low for axis in axes]).all()
    assert (numbers <= [axis.high for axis in axes]).all()


def test_a_latin_hypercube_meets_every_slice_of_every_axis_once() -> None:
    numbers = np.array(design("latin", samples=16).points(intervals(3), 4), dtype=float)
    slices = np.floor((numbers - [-1.0, 0.0, 1.0]) / 3.0 * 16).astype(int)
    assert (np.sort(slices, axis=0) == np.arange(16)[:, None]).all()


def test_a_saltelli_sample_mixes_two_matrices_column_by_column() -> None:
    points = np.array(design("sobol", samples=4).points(intervals(2), 1), dtype=float)
    assert len(points) == 4 * (2 * 2 + 2)
    first, crossed, last = points[0], points[1:5], points[5]
    for row, changed in enumerate(((0,), (1,), (0,), (1,))):
        source = last if row < 2 else first
        base = first if row < 2 else last
        assert all(crossed[row][at] == (source if at in changed else base)[at] for at in (0, 1))


def test_morris_changes_one_key_a_step() -> None:
    points = design("morris", trajectories=5).points(intervals(4), 2)
    for start in range(0, len(points), 5):
        way = points[start : start + 5]
        changed = [[at for at in range(4) if way[step][at] != way[step + 1][at]] for step in range(4)]
        assert sorted(at for step in changed for at in step) == [0, 1, 2, 3]


def test_a_share_of_the_way_is_an_equal_slice_of_what_is_listed_or_whole() -> None:
    three = listed("ties", "a", "b", "c")
    assert [three.at(share) for share in (0.0, 0.34, 0.67, 1.0)] == ["a", "b", "c", "c"]
    whole = Axis("members", low=10, high=12, whole=True)
    assert [whole.at(share) for share in (0.0, 0.34, 0.99, 1.0)] == ["10", "11", "12", "12"]
    assert Axis("x", low=0.0, high=2.0).at(0.5) == "1.0"


@pytest.mark.parametrize(
    ("kind", "changed", "axes", "said"),
    [
        ("grid", {}, [], "varies nothing"),
        ("grid", {}, intervals(1), "runs listed values"),
        ("paired", {}, [listed("members", "5", "6")], "needs `vary.policy`"),
        ("paired", {}, [POLICY._replace(values=("open",))], "at least two"),
        ("adversary", {}, [POLICY], "needs `vary.strategy`"),
        ("adversary", {"payoff": "fame"}, [POLICY], "fame is no key"),
        ("adversary", {}, [POLICY, listed("members", "5", "6")], "a game has one matrix"),
        ("sobol", {"samples": 12}, intervals(2), "power of two"),
        ("morris", {"levels": 5}, intervals(2), "must be even"),
        ("sequential", {"metric": "fame"}, [POLICY], "fame is no key"),
        ("explicit", {}, [listed("a", "1")], "design.path"),
    ],
)
def test_axes_that_do_not_suit_a_design_are_refused(
    kind: str, changed: dict[str, Any], axes: list[Axis], said: str
) -> None:
    assert said in " ".join(" ".join(problem) for problem in design(kind, **changed).refuses(axes))


def paired_runs(n: int, spread: float, *, broken: bool = False) -> pd.DataFrame:
    """Return runs of two policies in two worlds whose differences alternate around .1 by ``spread``."""
    rows = []
    for point, (world, policy) in enumerate(product((500, 600), ("open", "full"))):
        for replicate in range(n):
            value = 0.3 + (0.1 + spread * (-1) ** replicate if policy == "full" else 0.0)
            metric = None if broken else value
            rows.append((f"{point}-{replicate}", point, world, policy, 0, replicate, metric))
    names = ["run_id", "point", "members", "policy", "seed", "replicate", "credibility_excess"]
    return pd.DataFrame(rows, columns=names)


def rounds(spread: float, **changed: Any) -> list[int]:
    made = design("sequential", **changed)
    told, n = [], 0
    while (wanted := made.wanted(n, 1, lambda n=n: paired_runs(n, spread))) > n:  # type: ignore[misc]
        told.append(n := wanted)
    return told


def test_replicates_are_added_until_every_interval_is_narrow() -> None:
    # 95% intervals of n values ±.05: 2 t(n-1) .05 sqrt(n/(n-1)) / sqrt(n) is .067 at 12 and .051 at 17.
    assert rounds(0.05, width=0.052, round=5) == [5, 10, 15, 20]
    assert rounds(0.05, width=0.2, round=5) == [5]


def test_replicates_end_at_the_cap_and_at_once_where_nothing_varies() -> None:
    assert rounds(0.05, width=0.0, round=4, cap=10) == [4, 8, 10]
    assert rounds(0.0, width=0.0, round=4) == [4]


def test_worlds_that_differ_in_their_seed_or_in_what_stands_behind_it_are_worlds_of_their_own() -> None:
    runs = paired_runs(6, 0.1)
    seeds = [runs.assign(seed=seed, point=runs["point"] + 10 * seed) for seed in (1, 2)]
    varied = pd.concat(seeds)[["run_id", "point", "seed", "members", "policy", "replicate", "credibility_excess"]]
    made = design("sequential", width=0.5)
    assert made.conclusion(varied)["widest_interval"] == made.conclusion(runs)["widest_interval"] is not None


def test_a_metric_that_is_undefined_everywhere_runs_to_the_cap_and_says_so() -> None:
    made = design("sequential", width=0.5, round=4, cap=8)
    runs = paired_runs(8, 0.1, broken=True)
    assert made.wanted(4, 1, lambda: runs[runs["replicate"] < 4]) == 8
    assert made.wanted(8, 1, lambda: runs) == 8
    assert made.conclusion(runs)["widest_interval"] is None
    assert made.conclusion(runs)["reached"] is False


def game(values: dict[tuple[str, str], list[float | None]]) -> pd.DataFrame:
    rows = [
        (strategy, policy, replicate, value)
        for (strategy, policy), found in values.items()
        for replicate, value in enumerate(found)
    ]
    return pd.DataFrame(rows, columns=["strategy", "policy", "replicate", "persuaded"])


def test_the_policy_of_least_regret_is_found_in_a_game_worked_by_hand() -> None:
    # Payoffs to the operation: nothing (9, 9), strict (2, 6), notes (5, 3); least by row 2 and 3;
    # regrets: nothing (7, 6), strict (0, 3), notes (3, 0): strict and notes both regret 3 at most, strict comes first.
    means = {("flood", "nothing"): 9, ("flood", "strict"): 2, ("flood", "notes"): 5}
    means |= {("charm", "nothing"): 9, ("charm", "strict"): 6, ("charm", "notes"): 3}
    found = payoffs(game({pair: [mean - 1.0, mean + 1.0] for pair, mean in means.items()}), "persuaded")
    assert found["matrix"]["charm"]["strict"]["mean"] == 6
    assert found["regrets"]["flood"] == {"nothing": 7, "strict": 0, "notes": 3}
    assert found["regrets"]["charm"] == {"nothing": 6, "strict": 3, "notes": 0}
    assert found["minimax_regret_policy"] == "strict"
    assert found["chosen_in"] == {"nothing": 0, "strict": 1, "notes": 0}


def test_a_choice_that_hangs_on_the_seeds_is_said_to() -> None:
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 1, (2, 40))
    found = payoffs(game({("a", "x"): list(noise[0]), ("a", "y"): list(noise[1])}), "persuaded")
    assert 0.05 < found["chosen_in"][found["minimax_regret_policy"]] < 0.95


def test_a_game_of_which_every_run_failed_has_no_choice_and_a_reason() -> None:
    found = payoffs(game({("a", "x"): [1.0], ("a", "y"): [2.0]}).drop(columns="persuaded"), "persuaded")
    assert found["minimax_regret_policy"] is None
    assert "no replicate" in found["reason"]


def test_a_pair_without_a_value_leaves_the_choice_open() -> None:
    found = payoffs(game({("a", "x"): [1.0, 2.0], ("a", "y"): [None, None]}), "persuaded")
    assert found["minimax_regret_policy"] is None
    assert "no replicate" in found["reason"]
    assert found["matrix"]["a"]["y"] == {"mean": None, "low": None, "high": None}
