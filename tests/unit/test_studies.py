"""Studies: what is asked for becomes checked points, or every problem of every point is told at once."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import store
from experiments.compose import BadInput, compose, composition
from experiments.configuration_folder import configuration_folder
from experiments.provenance import run_id
from experiments.studies import Study, study
from experiments.studies.settings import study_names

SHIPPED = study_names(configuration_folder())
NAMED = {
    *("censored_or_open", "enforcement_ladder", "transparency_dials", "takedown_delay"),
    *("export_quota", "credibility_deficit", "adversary", "sensitivity"),
}


def refused(*arguments: str) -> list[str]:
    with pytest.raises(BadInput) as raised:
        study(arguments)
    return [problem.line() for problem in raised.value.problems]


def values(asked: Study) -> list[tuple[object, ...]]:
    return [point.values for point in asked.points]


def test_the_studies_that_were_promised_are_shipped() -> None:
    assert set(SHIPPED) >= NAMED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_study_is_sound(name: str) -> None:
    asked = study([f"study={name}", *(["design.samples=2"] if name == "sensitivity" else [])])
    assert len(asked.points) > 1
    assert asked.title
    assert asked.question
    assert len({point.run_id(0) for point in asked.points}) == len(asked.points)


def test_a_point_is_the_world_that_its_overrides_compose() -> None:
    asked = study(["scenario=guo_2017", "censorship=open,full", "seed=3", "members=50"])
    for point in asked.points:
        world = composition(*point.overrides).scenario
        assert [point.run_id(replicate) for replicate in (0, 7)] == [run_id(world, 3, 0), run_id(world, 3, 7)]


def test_the_command_line_fixes_varies_and_narrows_what_the_study_says() -> None:
    asked = study(["study=enforcement_ladder", "policy=none,strict", "members=50,60", "ticks=24", "replicates=3"])
    assert asked.columns == ("policy", "members")
    assert values(asked) == [("none", 50), ("none", 60), ("strict", 50), ("strict", 60)]
    assert asked.replicates == 3
    assert "ticks=24" in asked.fixed


def test_hydras_grammar_of_sweeps_is_understood() -> None:
    def column(text: str) -> list[object]:
        return [point.values[0] for point in study(["scenario=guo_2017", text]).points]

    assert column("members=range(50,53)") == [50, 51, 52]
    assert column("rebuttals.blow=choice(.1,.25)") == [0.1, 0.25]
    assert column("censorship=glob(f*)") == ["fear", "filter", "friction", "full"]
    assert column("censorship=[filter,fear],open") == ["[filter,fear]", "open"]


def test_a_plausible_range_is_the_declared_one() -> None:
    asked = study(["scenario=guo_2017", "design=latin", "design.samples=50", "belief.trust.state=plausible"])
    found = [float(str(point.values[0])) for point in asked.points]
    assert 0.1 <= min(found) < 0.12
    assert 0.48 < max(found) <= 0.5


def test_everything_that_is_wrong_in_any_point_is_told_at_once_with_how_often() -> None:
    said = refused("scenario=guo_2017", "rebuttals.blow=.1,9", "members=5,abc", "colour=red")
    assert any("members=abc" in line and "in 2 of 4 points" in line for line in said)
    assert any("rebuttals.blow=9" in line and "in 2 of 4 points" in line for line in said)
    assert any("colour=red" in line and "of 4 points" not in line for line in said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["study=enforcement_lader"], "did you mean enforcement_ladder?"),
        (["design=grd"], "did you mean grid?"),
        (["scenario=guo_2017"], "varies nothing"),
        (["members"], "is no override"),
        (["members=5,6", "members=7,8"], "is given twice"),
        (["members=5,5"], "names 5 more than once"),
        (["members=range(1,1)"], "matches nothing"),
        (["members=range(5,9,0)"], "cannot be read as values"),
        (["rebuttals.blow=range(.1,.5,0)"], "cannot be read as values"),
        (["members=range(1,10000000000)"], "names more than 200,000 values"),
        (["members=1:10"], "members=1:10 (command line): must be a whole number"),
        (["rebuttals.blow=.1,.2,"], "rebuttals.blow=.1,.2, (command line): must be a number"),
        (["rebuttals.blow=tag(a,.1,.2)"], "rebuttals.blow"),
        (["members=5,6 ticks=7,8"], "members=5,6 ticks=7,8 (command line): must be a whole number"),
        (["members=interval(1,5)"], "runs listed values"),
        (["design=latin", "members=interval(5,1)"], "is empty"),
        (["design=latin", "rebuttals.blow=interval(-1,1)"], "must be a number from 0 to 5"),
        (["design=latin", "censorship=interval(0,1)"], "is no number"),
        (["design=latin", "scenario=plausible"], "has no plausible range"),
        (["design.samples=many", "design=latin", "members=5,6"], "design.samples=many"),
        (["members=5,6", "replicates=0"], "replicates=0"),
        (["members=5,6", "replicates=²"], "replicates=² (command line): must be a whole number from 1 to 1,000,000"),
        (
            ["design=sequential", "study=enforcement_ladder", "replicates=500"],
            "replicates=500 (command line): is more than",
        ),
        (["design=sequential", "study=enforcement_ladder", "design.cap=4", "replicates=5"], "design.cap=4"),
        (["members=5,6", "tables=[steps,pots]"], "pots"),
        (["members=range(1,1001)", "ticks=range(1,1001)"], "has 1,000,000 points"),
        (["study=enforcement_ladder", "policy=none,stric"], "stric (command line): is none of the study's"),
        (["ticks=5,6", "members=range(1,"], "must be a whole number"),
    ],
)
def test_what_cannot_be_swept_is_refused_with_what_to_do(arguments: list[str], said: str) -> None:
    assert said in "\n".join(refused(*arguments))


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (
            ["members=abc", "censorship=opne,full", "design=grdi", "replicates=0", "tables=zz", "ticks=5", "ticks=6"],
            ["ticks=6", "replicates=0", "tables=zz", "design=grdi", "censorship=opne", "members=abc"],
        ),
        (["study=enforcement_ladder", "policy=nope,none", "members=abc"], ["policy=nope", "members=abc"]),
        (["members=5,6", "design=latin", "design.samples=abc", "membrs=3"], ["design.samples=abc", "membrs=3"]),
        (["study=enforcement_lader", "policy=a,b", "members=abc"], ["study=enforcement_lader", "members=abc"]),
        (["members=interval(1,5)", "rebuttals.blow=9", "seed=1,1"], ["seed=1,1", "members=interval(1,5)", "rebuttals"]),
        (["study=sensitivity", "design.samples=12", "members=abc"], ["design.samples=12", "members=abc"]),
        (["design=explicit", "design.path=nowhere.csv", "members=abc"], ["design.path=nowhere.csv", "members=abc"]),
    ],
)
def test_no_mistake_hides_another(arguments: list[str], keys: list[str]) -> None:
    said = refused(*arguments)
    assert len(said) == len(keys), said
    for line, key in zip(said, keys, strict=True):
        assert line.startswith(key)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["members=5,6", "design=latin", "design.samples=abc"],
            "design.samples=abc (command line): must be a whole number from 1 to 1,000,000 (points)",
        ),
        (
            ["members=5,6", "design=latin", "design.sampels=4"],
            "design.sampels=4 (command line): no such setting; there is design.samples; did you mean design.samples?",
        ),
        (
            ["members=5,6", "design=grid", "design.samples=4"],
            "design.samples=4 (command line): no such setting; there is none",
        ),
        (["members=interval(1,2)", "design=sobol", "design.samples=12"], "design.samples=12 (command line): must be a"),
        (
            ["study=sensitivity", "design=grid"],
            "rebuttals.blow=plausible (conf/study/sensitivity.yaml): is a whole interval",
        ),
        (["study=enforcement_ladder", "policy=ligth"], "policy=ligth (command line): is none of the study's"),
        (["study=enforcement_ladder", "policy=("], "policy=( (command line): cannot be read as labels"),
    ],
)
def test_every_line_names_key_value_range_and_where_it_was_written(arguments: list[str], line: str) -> None:
    assert any(said.startswith(line) for said in refused(*arguments)), refused(*arguments)


def test_what_a_study_or_a_file_of_points_sets_is_told_with_that_file(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "conf"
    shutil.copytree(configuration_folder(), folder)
    text = "settings: [members=abc, ticks=24]\nvary: {policy: {a: rebuttals.blow=9, b: rebuttals.blow=.1}}\n"
    (folder / "study" / "mine.yaml").write_text(f"{text}design: {{kind: latin, samples: 0}}\nreplicates: none\n")
    with pytest.raises(BadInput) as raised:
        study(["study=mine"], folder)
    assert "replicates=none (conf/study/mine.yaml): must be a whole number from 1 to 1,000,000" in str(raised.value)
    (folder / "study" / "mine.yaml").write_text(f"{text}design: {{kind: latin, samples: 0}}\n")
    with pytest.raises(BadInput) as raised:
        study(["study=mine", "ticks=abc"], folder)
    said = [problem.line() for problem in raised.value.problems]
    assert any(line.startswith("design.samples=0 (conf/study/mine.yaml): must be a whole number") for line in said)
    assert any(line.startswith("members=abc (conf/study/mine.yaml)") for line in said)
    assert any(line.startswith("rebuttals.blow=9 (conf/study/mine.yaml)") for line in said)
    assert any(line.startswith("ticks=abc (command line)") for line in said)
    points = tmp_path / "points.csv"
    points.write_text("members\nabc\n5\n")
    told = refused("design=explicit", f"design.path={points}")
    assert told == [f"members=abc ({points}, line 2): must be a whole number from 1 to 20,000,000 (members)"]


def test_a_pattern_on_a_named_axis_matches_its_labels() -> None:
    asked = study(["study=enforcement_ladder", "policy=glob(m*)", "members=50"])
    assert values(asked) == [("moderate",), ("maximal",)]
    assert any("is none of the study's" in line for line in refused("study=enforcement_ladder", "policy=glob(z*)"))


def test_a_key_that_every_point_sets_for_itself_is_refused_and_one_that_some_set_is_not(tmp_path: Path) -> None:
    (said,) = refused("study=enforcement_ladder", "enforcement=strict")
    assert said.startswith("enforcement=strict (command line): would change nothing: it is set by every policy")
    assert "policy=none" in said
    assert study(["study=adversary", "rebuttals=notes", "members=50"]).points
    file = tmp_path / "points.csv"
    file.write_text("members,ticks\n50,24\n60,48\n")
    (said,) = refused("scenario=guo_2017", "design=explicit", f"design.path={file}", "members=70")
    assert said == f"members=70 (command line): would change nothing: it is set by a column of {file}"


def test_a_key_that_varies_beside_a_file_of_points_is_refused_also_where_it_has_as_many_values(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("members\n50\n60\n")
    (said,) = refused("scenario=guo_2017", "design=explicit", f"design.path={file}", "ticks=24,48")
    assert "varies beside the points of design.path" in said


def test_worlds_that_are_the_same_are_run_once_and_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("rebuttals.blow\n0.2\n0.20\n0.3\n")
    asked = study(["scenario=guo_2017", "design=explicit", f"design.path={tmp_path / 'points.csv'}"])
    assert values(asked) == [(0.2,), (0.3,)]
    assert asked.notes == ("1 points are worlds that come before, and are run once",)


def test_points_can_be_written_down_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text('\ufeffcensorship,members\nopen,50\n"[filter,fear]",60\n\n', encoding="utf-8")
    asked = study(["scenario=guo_2017", "design=explicit", f"design.path={file}"])
    assert asked.columns == ("censorship", "members")
    assert values(asked) == [("open", 50), ("[filter,fear]", 60)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no points"),
        (b"members\n", "holds no points"),
        (b"members,members\n1,2\n", "each key once"),
        (b"members,\n1,2\n", "each key once"),
        (b"members,ticks\n1,2\n3\n", "line 3: has 1 values, and the header names 2 keys"),
        (b"members\n\xff\xfe\n", "cannot be read"),
        (b"colour\nred\n", "no such key"),
        (b"members\nNaN\n", "must be a whole number"),
    ],
)
def test_a_file_of_points_that_is_not_one_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "points.csv"
    file.write_bytes(content)
    assert said in "\n".join(refused("scenario=guo_2017", "design=explicit", f"design.path={file}"))


def test_every_line_of_a_file_of_points_that_is_wrong_is_told_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("censorship,members\nopen,50\nfull\n\nopne,60\nopen,abc\nfull,50,7\n")
    said = refused("scenario=guo_2017", "design=explicit", f"design.path={file}", "ticks=0")
    found = "\n".join(said)
    for words in (
        "line 3: has 1 values",
        "line 7: has 3 values",
        "opne",
        "did you mean open?",
        "members=abc",
        "ticks=0",
    ):
        assert words in found
    file.write_text("members\n5\n" + "1,2\n" * 30)
    said = refused("scenario=guo_2017", "design=explicit", f"design.path={file}")
    assert len(said) == 11
    assert "and 20 more lines" in said[-1]


def test_a_value_that_is_wrong_in_many_lines_is_told_once_with_the_first_of_them(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("members,ticks\n50,24\n" + "\n0,24" * 7 + "\n60,0\n")
    said = refused("scenario=guo_2017", "design=explicit", f"design.path={file}")
    assert [line.partition("):")[0] for line in said] == [
        f"members=0 ({file}, lines 4, 5, 6, 7, 8 and 2 more",
        f"ticks=0 ({file}, line 11",
    ]


@pytest.mark.slow
def test_shuffled_values_come_in_one_order_in_every_process() -> None:
    asked = ["scenario=guo_2017", "members=50", "ticks=shuffle(range(1,30))"]
    here = values(study(asked))
    assert here != sorted(here)
    program = f"from experiments.studies import study; print([p.values for p in study({asked!r}).points])"
    elsewhere = [subprocess.check_output([sys.executable, "-c", program], text=True) for _ in range(2)]
    assert elsewhere == [f"{here}\n"] * 2
    state = random.getstate()
    study(asked)
    assert random.getstate() == state


def test_a_file_of_points_that_is_not_there_is_told_in_words() -> None:
    (line,) = refused("scenario=guo_2017", "design=explicit", "design.path=nowhere.csv")
    assert line.endswith("cannot be read: No such file or directory")


def test_a_slip_in_one_setting_of_a_design_hides_no_other() -> None:
    said = "\n".join(refused("study=enforcement_ladder", "design=sequential", "design.widht=.1", "design.metric=foo"))
    assert "did you mean design.width?" in said
    assert "design.metric=foo" in said


def test_a_study_file_that_is_wrong_is_refused_by_name(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "conf"
    shutil.copytree(configuration_folder(), folder)
    (folder / "study" / "mine.yaml").write_text("title: Mine\nvery: {a: 1}\nreplicates: none\n")
    with pytest.raises(BadInput) as raised:
        study(["study=mine"], folder)
    said = str(raised.value)
    assert "very (conf/study/mine.yaml)" in said.replace("={'a': 1}", "")
    assert "replicates=none" in said


def test_values_may_be_written_as_yaml_writes_them(tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    shutil.copytree(configuration_folder(), folder)
    file = folder / "study" / "mine.yaml"
    file.write_text("vary: {members: [200, 300], belief.trust.state: 0.2, ticks: 24}\n")
    assert [point.values[0] for point in study(["study=mine"], folder).points] == [200, 300]
    file.write_text("vary: {members: [[1], 2], policy: {no: members=200, a: members=300}}\n")
    with pytest.raises(BadInput) as raised:
        study(["study=mine"], folder)
    said = [problem.line() for problem in raised.value.problems]
    assert len(said) == 2
    assert said[0].startswith("vary.members=[[1], 2] (conf/study/mine.yaml): ")
    assert said[1].startswith("vary.policy=False (conf/study/mine.yaml): is a label that YAML reads as no text")


def test_settings_of_the_program_are_no_part_of_a_run() -> None:
    for key in ("study", "design", "engine"):
        with pytest.raises(BadInput, match="is for `shelflife sweep`"):
            composition(f"{key}=local")


def test_policies_are_named_in_a_studys_file_and_nowhere_else() -> None:
    with pytest.raises(BadInput, match="here vary the keys themselves, as in enforcement=none,strict"):
        study(["design=sequential", "policy=a,b"])


def test_the_design_hash_tells_studies_apart_and_not_their_names_or_replicates() -> None:
    def identity(*arguments: str) -> str:
        return study(["scenario=guo_2017", "members=50", *arguments]).hash

    base = identity("censorship=open,full")
    assert base == identity("censorship=open,full", "replicates=7")
    others = {
        identity("censorship=full,open"),
        identity("censorship=open,filter"),
        identity("censorship=open,full", "seed=1"),
        identity("censorship=open,full", "design=one_at_a_time"),
        identity("censorship=open,full", "tables=[]"),
    }
    assert len(others | {base}) == 6


def test_quotes_are_the_grammars_and_not_the_values() -> None:
    asked = study(["scenario=guo_2017", "censorship='open',\"full\""])
    assert values(asked) == [("open",), ("full",)]
    assert asked.hash == study(["scenario=guo_2017", "censorship=open,full"]).hash


def test_the_whole_grammar_of_sweeps_is_hydras() -> None:
    def column(override: str) -> list[object]:
        return [point.values[0] for point in study(["scenario=guo_2017", override]).points]

    assert column("rebuttals.blow=range(.1,.35,.1)") == pytest.approx([0.1, 0.2, 0.3])
    assert column("rebuttals.blow=sort(.3,.1,.2)") == [0.1, 0.2, 0.3]
    assert sorted(column("rebuttals.blow=shuffle(.3,.1,.2)")) == [0.1, 0.2, 0.3]
    assert column("rebuttals.blow=tag(a,choice(.1,.2))") == [0.1, 0.2]
    assert column("censorship=glob(*,exclude=f*)") == ["exported", "open"]
    assert column("censorship=glob([fe*,o*])") == ["fear", "open"]
    assert column("members=str(50),60") == [50, 60]


def test_one_file_that_is_read_in_two_ways_is_two_inputs(tmp_path: Path) -> None:
    """Dates of accounts count from the operation's start: the same release is another input a year later."""
    release = tmp_path / "users.csv"
    release.write_text("follower_count,following_count,account_creation_date\n5,6,2017-08-01\n")
    accounts = ["operation/accounts=release", f"operation.accounts.path={release}"]
    asked = study(["scenario=guo_2017", *accounts, "operation.starts_on='2017-08-01','2018-08-01'"])
    assert [point.inputs for point in asked.points] == [0, 1]
    created = [held.accounts.created_hour[0] for held in asked.inputs if held.accounts is not None]
    assert created[0] - created[1] == 365 * 24
    alike = study(["scenario=guo_2017", *accounts, "members=50,60"])
    assert [point.inputs for point in alike.points] == [0, 0]


def test_a_file_of_points_counts_by_what_it_holds_and_not_by_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("members\n50\n60\n")
    (tmp_path / "copy.csv").write_text("members\n50\n60\n\n")
    (tmp_path / "other.csv").write_text("members\n50\n61\n")
    spelled = ["points.csv", "./points.csv", str(tmp_path / "points.csv"), "copy.csv", "other.csv"]
    asked = [study(["scenario=guo_2017", "design=explicit", f"design.path={path}"]) for path in spelled]
    assert len({one.hash for one in asked[:4]}) == 1
    assert asked[4].hash != asked[0].hash
    for one in asked[1:4]:
        store.create(tmp_path / "store", asked[0].as_manifest())
        store.create(tmp_path / "store", one.as_manifest())
    with pytest.raises(store.StoreDiffers, match="design_hash"):
        store.create(tmp_path / "store", asked[4].as_manifest())


def test_the_manifest_holds_the_settings_as_composed_and_none_that_changes_no_number() -> None:
    asked = study(["scenario=guo_2017", "members=50,60", "threads=2", "censorship=fear"])
    config = asked.as_manifest()["config"]
    assert json.loads(json.dumps(config)) == config
    assert config["members"] == 50
    assert config["censorship"]["fear"] == compose("guo_2017", "censorship=fear").settings()["censorship"]["fear"]
    assert not set(config) & {"threads", "workers", "engine", "out", "replicates", "seed"}
    assert asked.hash == study(["scenario=guo_2017", "members=50,60", "threads=1", "censorship=fear"]).hash


def test_a_shipped_settings_file_that_changes_a_world_changes_its_run_ids_and_the_design(tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    shutil.copytree(configuration_folder(), folder)
    asked = ["scenario=guo_2017", "censorship=open,full"]
    before = study(asked, folder)
    file = folder / "censorship" / "friction.yaml"
    changed = re.sub(r"(half_life: )[\d.]+", r"\g<1>3.21", file.read_text(), count=1)
    assert changed != file.read_text()
    file.write_text(changed)
    after = study(asked, folder)
    same = [one.run_id(0) == other.run_id(0) for one, other in zip(before.points, after.points, strict=True)]
    assert same == [True, False]
    assert before.hash != after.hash
