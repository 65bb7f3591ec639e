"""Nodes of a user's network: roles, segments and habits are read, refused by line, and take their seats."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.compose import BadInput, composition
from experiments.readers.edge_list import read_edge_list
from experiments.readers.nodes import read_nodes
from sim import Marketplace, Scenario, simulate

EDGES = "follower,followee\nann,bob\nbob,ann\nann,zed\nbob,zed\ncyd,bot\nann,bot\nbot,ann\ncyd,pam\nzed,pam\n"
NODES = (
    "id,role,segment,activity\nann,member,sees_a_hero,24\nbob,,sees_a_rich_man,\nzed,overt,,\n"
    "bot,covert,sees_an_insider,\npam,rebuttal,,\nlone,member,,0\n"
)
SMALL = ("scenario=guo_2017", "ticks=24", "ties=edge_list")


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def world(folder: Path, nodes: str | bytes = NODES, *overrides: str, edges: str = EDGES) -> Scenario:
    files = (f"ties.path={written(folder, 'edges.csv', edges)}", f"ties.nodes={written(folder, 'nodes.csv', nodes)}")
    return composition(*SMALL, *files, *overrides).scenario


def refusal(folder: Path, nodes: str | bytes, *overrides: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        world(folder, nodes, *overrides)
    return [problem.line() for problem in refused.value.problems]


def followers(market: Marketplace, source: int) -> list[int]:
    ties = market.mail.ties
    return sorted(ties.followers[ties.start[source] : ties.start[source + 1]].tolist())


def test_every_node_takes_the_seat_of_its_role(tmp_path: Path) -> None:
    """Members by name: ann 0, bob 1, cyd 2, lone 3; then the accounts zed and bot, and the poster pam."""
    made = world(tmp_path)
    assert made.members == 4
    market = Marketplace(made)
    assert market.accounts.columns.covert.tolist() == [False, True]
    assert market.accounts.columns.persona[1] == 2
    assert market.posters.n_rows == 1
    assert market.members.columns.segment[:2].tolist() == [0, 1]
    assert market.members.columns.visit_chance[[0, 3]].tolist() == pytest.approx([0.95, 0.0])
    assert 0 < market.members.columns.visit_chance[1] < 0.95


def test_followers_of_accounts_and_posters_are_those_of_the_network(tmp_path: Path) -> None:
    market = Marketplace(_one_market(world(tmp_path)))
    assert [followers(market, source) for source in range(7)] == [[1], [0], [], [], [0, 1], [0, 2], [2]]
    both_ways = Marketplace(_one_market(world(tmp_path, NODES, "ties.directed=false")))
    assert [followers(both_ways, source) for source in (0, 4, 5, 6)] == [[1], [0, 1], [0, 2], [2]]


def _one_market(made: Scenario) -> Scenario:
    """Return the same without walls, which would close some of the ties by lot."""
    return made.model_copy(update={"markets": {}})


def test_roles_that_no_node_has_are_those_of_the_scenario(tmp_path: Path) -> None:
    made = world(tmp_path, "id,role\nzed,covert\n", "operation.overt=3", "operation.covert=77")
    market = Marketplace(made)
    assert market.accounts.columns.covert.tolist() == [False] * 3 + [True]
    assert made.members == 5
    assert market.posters.n_rows == round(12.0 * 5 / 1000.0)


def test_a_run_with_real_accounts_is_a_run_like_any_other(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    pairs = chance.integers(0, 200, (3000, 2))
    edges = "".join(f"{a} {b}\n" for a, b in pairs.tolist())
    nodes = "id,role\n" + "".join(f"{n},covert\n" for n in range(20)) + "".join(f"{n},rebuttal\n" for n in (30, 31))
    made = world(tmp_path, nodes, "strategy=broadcast", edges=edges)
    result = simulate(made, seed=3)
    assert len(result.accounts) == 10 + 20
    assert result.summary["reach_ever"] is None or result.summary["reach_ever"] > 0
    again = simulate(made, seed=3)
    pd.testing.assert_frame_equal(result.steps, again.steps)


@pytest.mark.parametrize("shape", ["csv", "gzip", "parquet"])
def test_every_shape_of_file_says_the_same(tmp_path: Path, shape: str) -> None:
    content: str | bytes = NODES
    if shape == "gzip":
        content = gzip.compress(NODES.encode())
    if shape == "parquet":
        table = pd.read_csv(written(tmp_path, "a.csv", NODES))
        table.to_parquet(tmp_path / "a.parquet")
        content = (tmp_path / "a.parquet").read_bytes()
    one, other = world(tmp_path, content).inputs.nodes, world(tmp_path).inputs.nodes
    assert one is not None
    assert other is not None
    for column, same in zip(_arrays(one), _arrays(other), strict=True):
        np.testing.assert_array_equal(column, same)


def _arrays(nodes: Any) -> list[np.ndarray]:
    return [nodes.segment, nodes.visits_per_day, *nodes.overt, *nodes.covert, *nodes.rebuttal]


def test_what_was_read_is_told_in_a_line(tmp_path: Path) -> None:
    files = (f"ties.path={written(tmp_path, 'e', EDGES)}", f"ties.nodes={written(tmp_path, 'n', NODES)}")
    notes = composition(*SMALL, *files).notes
    told = "member 4, overt 1, covert 1, rebuttal 1; 1 nodes that it does not name are members, 1 that it names have"
    assert notes[1] == f"ties.nodes: {told} no tie"


def test_everything_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    nodes = (
        "id,role,segment,activity\nann,membr,,\nbob,,heroes,-1\nbob,,,\n,,,\nzed,overt,,3\npam,rebuttal,sees_a_hero,\n"
    )
    (line,) = refusal(tmp_path, nodes)
    for said in (
        "line 2: role=membr is none of member, overt, covert, rebuttal; did you mean member?",
        "line 3: id=bob stands 2 times in the file",
        "line 3: segment=heroes is none of narratives.segments: sees_a_hero",
        "line 3: activity=-1 must be a number from 0 to 1440 (visits a day)",
        "line 5: id is empty",
        "line 6: activity=3 would act on nothing: only members visit",
        "line 7: segment=sees_a_hero would act on nothing",
    ):
        assert said in line


def test_ids_of_parquet_are_called_alike_in_both_files(tmp_path: Path) -> None:
    """Whole numbers become floats where a table once had an empty cell; 1.0 is the node 1 in either file."""
    pd.DataFrame({"follower": [1.0, 2.0], "followee": [2.0, 3.0]}).to_parquet(tmp_path / "edges.parquet")
    pd.DataFrame({"id": [3.0], "role": ["covert"]}).to_parquet(tmp_path / "nodes.parquet")
    network = read_edge_list(tmp_path / "edges.parquet")
    known = read_nodes(tmp_path / "nodes.parquet", ())
    assert network.names.tolist() == ["1", "2", "3"]
    assert [str(one) for one in known.ids] == ["3"]


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ("id,rolle\na,member\n", "column 'rolle' is unknown; did you mean role?"),
        ("name,role\na,member\n", "column id is missing"),
        ("id,id\na,b\n", "column id stands twice"),
        ("900,covert,,\n901,covert,,\n", "'900,covert,,' is no header; columns are id, role, segment, activity"),
        ("ID,Role\na,member\n", "column 'ID' is unknown; did you mean id?"),
        ("id;role\na;member\n", "is separated by semicolons; commas are read"),
        ("id,role\n", "has a header but no node"),
        ("id,role\nann,member,x\n", "line 2: has more or fewer fields than the header"),
        ('id,role\n"ann,member\n', "is no table of comma-separated values"),
        ("", "is empty"),
        (b"PAR1 and no more", "is Parquet that cannot be read"),
        (
            "id,role\n" + "".join(f"{n},covert\n" for n in ("ann", "bob", "cyd", "zed", "bot", "pam")),
            "leaves no member",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, nodes: str | bytes, said: str) -> None:
    assert any(said in line for line in refusal(tmp_path, nodes))


def test_nodes_that_would_act_on_nothing_are_refused(tmp_path: Path) -> None:
    release = written(tmp_path, "users.csv", "follower_count,following_count,account_creation_date\n5,6,2017-08-01\n")
    asked = ("operation/accounts=release", f"operation.accounts.path={release}", "rebuttals=crowd")
    said = "\n".join(refusal(tmp_path, NODES, *asked))
    assert "names 1 covert accounts, and operation.accounts.path names 1 others" in said
    assert "names 1 rebuttal posters, and rebuttals.professionals is off" in said
    assert "with conduct=resharer everyone comes" in "\n".join(refusal(tmp_path, NODES, "conduct=resharer"))


def test_a_missing_file_of_nodes_is_named(tmp_path: Path) -> None:
    edges = written(tmp_path, "edges.csv", EDGES)
    with pytest.raises(BadInput, match=r"ties\.nodes=.*No such file"):
        composition(*SMALL, f"ties.path={edges}", f"ties.nodes={tmp_path / 'nowhere'}")
