"""An edge list of one's own: read in any of its shapes, and refused with the line that is wrong."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.compose import BadInput, compose, composition
from experiments.readers.edge_list import in_bulk, line_by_line, read_edge_list
from experiments.readers.refusal import UnreadableFile

TRIANGLE = [(0, 1), (1, 2), (2, 0)]


def written(tmp_path: Path, content: str | bytes, name: str = "edges.txt") -> Path:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def ties_in(file: Path) -> list[tuple[int, int]]:
    edges = read_edge_list(file).edges
    return list(zip(edges.follower.tolist(), edges.followee.tolist(), strict=True))


def real_network() -> Path:
    folder = os.environ.get("SHELFLIFE_DATA")
    if not folder:
        pytest.skip("SHELFLIFE_DATA is not set: the real network is elsewhere")
    return Path(folder) / "facebook_ego_network.txt.gz"


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n2 3\n3 1\n",
        "1\t2\n2\t3\n3\t1\n",
        "1,2\n2,3\n3,1",
        "1  2\n2 \t3\n  3 1  \n",
        "follower,followee\n1,2\n2,3\n3,1\n",
        "Follower, Followee\n1, 2\n2, 3\n3, 1\n",
        "source,target,weight\n1,2,0.61\n2,3,2\n3,1,\n",
        "Weight Target Source\n5 2 1\n5 3 2\n5 1 3\n",
        'Source,Label,Target\n1,"a, b",2\n2,"c ""d""",3\n3,,1\n',
        "follower followee\n1 2\n2 3\n3 1\n",
        "# a comment\n\n1 2\n# another, with commas\n2 3\n\n3 1\n",
        "\ufeff1 2\r\n2 3\r\n3 1\r\n",
        '"1","2"\n"2","3"\n"3","1"\n',
        "1,2\r2,3\r3,1\r",
        "anna bert\nbert carla\ncarla anna\n",
        "anna,bert\nbert,carla\ncarla,anna\n",
        "Anna B\tBert C\nBert C\tZoë\nZoë\tAnna B\n",
        '"a, b",c\nc,d\nd,"a, b"\n',
        "a#1 b\nb c\nc a#1\n",
        "01 2\n2 3\n3 01\n",
        "-5 2\n2 3\n3 -5\n",
        f"1 2\n2 {'9' * 40}\n{'9' * 40} 1\n",
    ],
)
def test_every_shape_of_text_is_the_same_network(tmp_path: Path, text: str) -> None:
    assert ties_in(written(tmp_path, text)) == TRIANGLE
    assert ties_in(written(tmp_path, gzip.compress(text.encode()), "edges.txt.gz")) == TRIANGLE


@pytest.mark.parametrize("names", [[1, 2, 3], ["a", "b", "c"]])
def test_a_parquet_file_is_the_same_network(tmp_path: Path, names: list[object]) -> None:
    table = pd.DataFrame({"followee": [names[1], names[2], names[0]], "follower": names, "since": 2017})
    table.to_parquet(tmp_path / "edges.parquet")
    assert ties_in(tmp_path / "edges.parquet") == TRIANGLE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,2,0.6\n2,3,0.1\n" * 9, "has 3 fields a line; an edge is two nodes, follower then followee: more columns"),
        ("a b c d\nb c d e\n", "has 4 fields a line"),
        ("from,to,weight\n1,2,0.6\n", "has 3 fields a line"),
        ("1;2\n2;3\n3;1\n", "is separated by semicolons; blanks, tabs and commas are read"),
        ("source;target\n1;2\n2;3\n", "is separated by semicolons"),
        ("source,target,source\n1,2,3\n", "has 3 fields a line"),
    ],
)
def test_what_is_no_list_of_pairs_is_told_in_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_edge_list(written(tmp_path, text))
    assert words in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("nodes", "words"),
    [([], "has columns but no edge"), (["a", ""], "column follower has 1 empty"), (["a", None], "has 1 empty values")],
)
def test_a_parquet_file_without_edges_or_with_unnamed_nodes_is_refused(
    tmp_path: Path, nodes: list[object], words: str
) -> None:
    pd.DataFrame({"follower": nodes, "followee": ["b"] * len(nodes)}).to_parquet(tmp_path / "edges.parquet")
    with pytest.raises(UnreadableFile, match=words):
        read_edge_list(tmp_path / "edges.parquet")


def test_a_stray_carriage_return_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="line 2"):
        read_edge_list(written(tmp_path, "a,b\nb,c\rc,d\nd,e\n"))


def test_under_a_header_of_more_columns_every_line_has_as_many(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"'3,4' has 2 fields; the header has 3"):
        read_edge_list(written(tmp_path, "source,target,weight\n1,2,9\n3,4\n"))
    with pytest.raises(UnreadableFile, match=r"',4,1' leaves a node unnamed"):
        read_edge_list(written(tmp_path, "source,target,weight\n1,2,9\n,4,1\n"))


def test_nodes_are_numbered_as_numbers_if_all_are_numbers_and_else_as_words(tmp_path: Path) -> None:
    assert ties_in(written(tmp_path, "10 9\n9 2\n")) == [(1, 0), (2, 1)]
    assert ties_in(written(tmp_path, "10 9\n9 b\n")) == [(0, 1), (1, 2)]
    assert read_edge_list(written(tmp_path, "7 007\n")).edges.n_nodes == 2, "7 and 007 are two names"


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    forth, back = "5 1\n1 3\n3 5\n3 1\n", "3 1\n3 5\n1 3\n5 1\n"
    assert ties_in(written(tmp_path, forth)) == ties_in(written(tmp_path, back))


def test_self_loops_and_duplicates_are_dropped_and_counted(tmp_path: Path) -> None:
    reading = read_edge_list(written(tmp_path, "1 2\n2 1\n1 2\n1 2\n3 3\n4 4\n"))
    assert (reading.n_self_loops, reading.n_duplicates, len(reading.edges.follower)) == (2, 2, 2)
    assert reading.edges.n_nodes == 4, "a node that only follows itself is still a member"
    assert reading.note() == "4 members, 2 ties; dropped 2 self-loops and 2 duplicates"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("1 2\n2 3 4\n3 1\n", 2, "'2 3 4' has 3 fields"),
        ("1 2\n# fine\n\n3\n", 4, "'3' has 1 field"),
        ("1,2\n2,3,\n", 2, "leaves a node unnamed"),
        ("1,2\n,3\n", 2, "leaves a node unnamed"),
        ("a,b\nc\n", 2, "has 1 field"),
        ("1 2\n2 3 # a remark\n", 2, "has 5 fields"),
        ("1\t2\n2 3\n", 2, "has 1 field"),
        ("1 2 3\n", 1, "has 3 fields"),
        ("von,zu\n1,2\n2,3\n", 1, "looks like a header; name the columns follower,followee or source,target"),
        ("follower,target\n1,2\n2,3\n", 1, "looks like a header"),
        ("follower,source\n1,2\n2,3\n", 1, "looks like a header"),
        ("1 2\n3 \x00\n", 2, "a byte is 0"),
        (b"1 2\n3 \xff\n", 2, "not text in UTF-8: byte 0xff"),
        ("1 2\n".encode("utf-16"), 1, "not text"),
        ("", None, "is empty"),
        (" \n\n", None, "is empty"),
        ("# only\n# comments\n", None, "has no edge"),
        ("follower,followee\n", None, "has a header but no edge"),
        ("1 1\n2 2\n", None, "no tie between two different nodes"),
        (gzip.compress(b"1 2\n2 3\n", mtime=0)[:-9], None, "gzip that cannot be unpacked"),
        (b"\x1f\x8bnonsense", None, "gzip that cannot be unpacked"),
        (gzip.compress(b"", mtime=0), None, "is empty"),
        (b"PAR1nonsense", None, "Parquet that cannot be read"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, line: int | None, words: str
) -> None:
    with pytest.raises(UnreadableFile, match=None) as refused:
        read_edge_list(written(tmp_path, content))
    assert refused.value.line == line
    assert words in refused.value.rule


@pytest.mark.parametrize("header", ["follower,followee", "followee,follower", "Target,Source", "source,target"])
@pytest.mark.parametrize("ids", [("7", "8", "9"), ("leader", "fan1", "fan2")])
def test_a_header_says_which_of_the_two_follows(tmp_path: Path, header: str, ids: tuple[str, str, str]) -> None:
    leader, *fans = ids
    columns = header.lower().split(",")
    first_follows = columns[0] in ("follower", "source")
    lines = [f"{fan},{leader}" if first_follows else f"{leader},{fan}" for fan in fans]
    reading = read_edge_list(written(tmp_path, "\n".join([header, *lines])))
    names = reading.names
    ties = {(str(names[a]), str(names[b])) for a, b in zip(reading.edges.follower, reading.edges.followee, strict=True)}
    assert ties == {(fan, leader) for fan in fans}
    assert reading.edges.n_nodes == 3, "the header is no member"
    frame = pd.DataFrame([line.split(",") for line in lines], columns=columns)
    further = {"weight": 1} if "source" in columns else {"source": "a crawl"}
    frame.assign(**further).to_parquet(tmp_path / "a.parquet")
    same = read_edge_list(tmp_path / "a.parquet")
    assert same.edges.follower.tolist() == reading.edges.follower.tolist()


def test_every_line_that_is_wrong_is_told_and_of_many_how_many_more(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_edge_list(written(tmp_path, "1 2\n3\n4 5 6\n7 8\n"))
    assert refused.value.rule_and_line().startswith("line 2: '3' has 1 field")
    assert "; line 3: '4 5 6' has 3 fields" in refused.value.rule_and_line()
    with pytest.raises(UnreadableFile, match=r"line 21: .*; and 10 more$") as refused:
        read_edge_list(written(tmp_path, "1 2\n" + "3\n" * 30))
    assert "line 22" not in refused.value.rule


def test_parquet_without_the_columns_or_with_holes_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"from": [1], "to": [2]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(UnreadableFile, match="no column follower and no column followee; there is from, to"):
        read_edge_list(tmp_path / "a.parquet")
    pd.DataFrame({"follower": ["a", None], "followee": ["b", "c"]}).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(UnreadableFile, match="follower has 1 empty values"):
        read_edge_list(tmp_path / "b.parquet")


words = some.text(
    some.characters(codec="utf-8", exclude_characters=' \t\r\n,"#\0\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029'),
    min_size=1,
    max_size=4,
)
names = some.one_of(
    some.integers(-20, 20).map(str), words, some.sampled_from(["01", "NA", "nan", "None", "1.0", "1e3"])
)


@given(some.lists(some.tuples(names, names), min_size=1), some.sampled_from([" ", "\t", ","]))
def test_reading_in_bulk_is_reading_line_by_line(pairs: list[tuple[str, str]], mark: str) -> None:
    content = "".join(f"{a}{mark}{b}\n" for a, b in pairs).encode()
    separator = None if mark == " " else mark
    quick = in_bulk(content, separator)
    try:
        slow = line_by_line(Path("edges"), content, separator)
    except UnreadableFile:
        assert quick is None or len(quick) == len(pairs)
        return
    if quick is not None:
        assert quick.astype(str).to_numpy().tolist() == slow.astype(str).to_numpy().tolist()


def test_a_network_as_large_as_the_real_one_is_read_within_a_second(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    pairs = draw.integers(0, 4039, (88_234, 2))
    file = written(tmp_path, "\n".join(f"{a} {b}" for a, b in pairs.tolist()))
    started = time.process_time()
    reading = read_edge_list(file)
    assert time.process_time() - started < 1.0
    assert len(reading.edges.follower) + reading.n_self_loops + reading.n_duplicates == 88_234


def test_the_real_network_is_read_whole() -> None:
    reading = read_edge_list(real_network())
    assert (reading.edges.n_nodes, len(reading.edges.follower)) == (4039, 88_234)
    assert reading.n_self_loops == reading.n_duplicates == 0
    world = compose("guo_2017", "ties=edge_list", f"ties.path={real_network()}")
    assert world.members == 4039


def test_members_become_the_nodes_and_another_number_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "1 2\n2 3\n3 1\n", "my edges (zoë) #1.txt")
    world = composition("ties=edge_list", f"ties.path={file}")
    assert world.scenario.members == 3
    assert world.notes == ("ties.path: 3 members, 3 ties; dropped 0 self-loops and 0 duplicates",)
    assert world.origins["members",] == "nodes of ties.path"
    assert compose("guo_2017", "ties=edge_list", f"ties.path={file}", "members=3").members == 3
    with pytest.raises(BadInput, match="the edge list has 3 nodes") as refused:
        compose("guo_2017", "ties=edge_list", f"ties.path={file}", "members=4")
    assert len(refused.value.problems) == 1


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    for path, why in ((tmp_path, "Is a directory"), (tmp_path / "none", "No such file"), ("", "names no file")):
        with pytest.raises(BadInput, match=why) as refused:
            compose("guo_2017", "ties=edge_list", f"ties.path='{path}'")
        assert [problem.key for problem in refused.value.problems] == ["ties.path"]
    with pytest.raises(BadInput, match=r"ties\.path \(conf/ties/edge_list\.yaml\): must be given"):
        compose("guo_2017", "ties=edge_list")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "1 2\n")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read every file")
    with pytest.raises(BadInput, match="Permission denied"):
        compose("guo_2017", "ties=edge_list", f"ties.path={file}")


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    file = written(tmp_path, "1 2\n")
    assert compose("guo_2017", "ties=edge_list", f"ties.path={file}").members == 2
    written(tmp_path, "1 2\n2 3\n")
    assert compose("guo_2017", "ties=edge_list", f"ties.path={file}").members == 3
