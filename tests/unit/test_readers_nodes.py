"""A table of nodes of one's own: accounts, posters and members as they stand in a network, refused with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.compose import BadInput, compose, composition
from experiments.readers.edge_list import read_edge_list
from experiments.readers.nodes import NodesReading, read_nodes
from experiments.readers.refusal import UnreadableFile
from sim import Marketplace

EDGES = "ann bot1\nben bot1\nben bot2\nann ben\nben ann\ncat ann\nbot1 ann\ncat gov\nann fact\nbot1 bot2\n"
NODES = (
    "id,role,segment,activity\nbot2,covert,,\ngov,overt,,\nbot1,covert,,\n"
    "fact,rebuttal,,\nann,member,left,6\ndan,member,,"
)


def files(tmp_path: Path, nodes: str = NODES, edges: str = EDGES) -> tuple[Path, Path]:
    paths = tmp_path / "edges.txt", tmp_path / "nodes.csv"
    paths[0].write_text(edges, encoding="utf-8")
    paths[1].write_text(nodes, encoding="utf-8")
    return paths


def reading(tmp_path: Path, nodes: str = NODES, *, directed: bool = True) -> NodesReading:
    edges, table = files(tmp_path, nodes)
    return read_nodes(table, read_edge_list(edges), ("left", "right"), directed=directed)


def followings(found: NodesReading) -> set[tuple[int, int]]:
    return set(zip(found.nodes.follower.tolist(), found.nodes.followed.tolist(), strict=True))


def test_nodes_are_parted_by_role_and_numbered_anew(tmp_path: Path) -> None:
    # Members by name: ann 0, ben 1, cat 2. Accounts: gov 0, bot1 1, bot2 2; the poster fact is 3.
    found = reading(tmp_path)
    assert found.edges.n_nodes == 3
    assert list(zip(found.edges.follower, found.edges.followee, strict=True)) == [(0, 1), (1, 0), (2, 0)]
    assert found.nodes.covert.tolist() == [False, True, True]
    assert found.nodes.n_posters == 1
    assert followings(found) == {(0, 1), (1, 1), (1, 2), (2, 0), (0, 3)}
    assert found.nodes.segment.tolist() == [0, -1, -1]
    assert found.nodes.visits_per_day[0] == 6.0
    assert np.isnan(found.nodes.visits_per_day[1:]).all()
    assert found.note() == "3 members, 1 overt, 2 covert, 1 rebuttal; left out 1 lines of nodes without a tie"


def test_without_direction_a_tie_with_an_account_is_the_members_to_it(tmp_path: Path) -> None:
    found = reading(tmp_path, directed=False)
    assert followings(found) == {(0, 1), (1, 1), (1, 2), (2, 0), (0, 3)}


@pytest.mark.parametrize(
    ("nodes", "rule"),
    [
        ("id,roll\nann,member", "line 1: column role is missing"),
        ("id,role,segmnt\nann,member,left", "did you mean segment?"),
        ("id,role\nann,bot", "line 2: role=bot: must be one of member, overt, covert, rebuttal"),
        ("id,role\nann,member\nann,covert", "line 3: id=ann: stands twice"),
        ("id,role\n,member", "line 2: id=: is empty"),
        ("id,role,segment\nann,member,middle", "line 2: segment=middle: the scenario has left, right"),
        ("id,role,activity\nann,member,-1", "line 2: activity=-1: must be a number of visits"),
        ("id,role,activity\nann,member,often", "line 2: activity=often"),
        ("id,role\nann", "line 2: has more or fewer fields"),
        ("id,role\n", "has a header but no node"),
    ],
)
def test_a_table_that_is_not_as_it_should_be_is_refused_with_its_line(tmp_path: Path, nodes: str, rule: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        reading(tmp_path, nodes)
    assert rule in refused.value.rule_and_line()


def test_a_world_seats_accounts_and_posters_among_whom_the_network_has_them(tmp_path: Path) -> None:
    first = next(iter(compose("guo_2017").narratives.segments))
    edges, table = files(tmp_path, NODES.replace("left", first))
    asked = ("ties=edge_list", f"ties.path={edges}", f"ties.nodes={table}")
    found = composition("scenario=guo_2017", *asked)
    assert {role for role, _ in found.scenario.inputs.fingerprints} == {"ties.path", "ties.nodes"}
    market = Marketplace(found.scenario.model_copy(update={"markets": {}}), 1)
    assert market.world.members == 3
    assert market.accounts.columns.covert.tolist() == [False, True, True]
    assert market.accounts.columns.followers.tolist() == [1.0, 2.0, 1.0]
    assert len(market.posters.columns.voice) == 1
    ties = market.mail.ties
    followers = [ties.followers[ties.start[source] : ties.start[source + 1]].tolist() for source in range(7)]
    assert followers == [[1, 2], [0], [], [2], [0, 1], [1], [0]]
    assert market.members.columns.segment[0] == 0
    assert market.members.columns.visit_chance[0] == pytest.approx(6.0 / 24.0)


def test_simsom_runs_on_any_edge_list_whose_nodes_mark_bots(tmp_path: Path) -> None:
    luck = np.random.default_rng(2)
    ties = {(f"h{a}", f"h{b}") for a, b in luck.integers(0, 60, (600, 2)) if a != b}
    ties |= {(f"h{a}", f"b{b}") for a, b in zip(luck.integers(0, 60, 40), luck.integers(0, 3, 40), strict=True)}
    edges = "".join(f"{follower} {followee}\n" for follower, followee in sorted(ties))
    table = "id,role\n" + "".join(f"b{number},covert\n" for number in range(3))
    paths = files(tmp_path, table, edges)
    world = compose(
        "replication/simsom", "ties=edge_list", f"ties.path={paths[0]}", f"ties.nodes={paths[1]}", "ticks=20"
    )
    market = Marketplace(world, 1)
    for _ in range(20):
        market.step()
    assert len(market.accounts.columns.covert) == 3, "they replace operation.share"
    assert 0.0 < market.observer.steps()["bad_slot_share"][-1] < 0.5


@pytest.mark.parametrize(
    ("table", "override", "rule"),
    [
        ("id,role\nfact,rebuttal\n", "rebuttals=none", "rebuttals.professionals is off"),
        ("id,role,activity\nann,member,3\n", "conduct=resharer", "all act in every tick"),
    ],
)
def test_a_table_that_does_not_go_with_the_world_is_refused(
    tmp_path: Path, table: str, override: str, rule: str
) -> None:
    edges, nodes = files(tmp_path, table)
    with pytest.raises(BadInput) as bad:
        compose("cartoon_2015", "ties=edge_list", f"ties.path={edges}", f"ties.nodes={nodes}", override)
    assert any(rule in problem.rule for problem in bad.value.problems)
