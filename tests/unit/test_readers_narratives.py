"""A table of narratives: read with defaults, refused by line, and set further by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.compose import BadInput, composition
from experiments.studies import study
from sim import simulate

TABLE = (
    "name,serves,counters,appeal,fragility,prior,published_per_day,resonance.sees_a_hero\n"
    "he_is_right,critic,,0.6,0.3,0.2,1.5,\nhe_lies,state,he_is_right,0.9,0.8,,,1.7\n"
)


def table(folder: Path, content: str = TABLE) -> str:
    file = folder / "my narratives.csv"
    file.write_text(content, encoding="utf-8")
    return f"narratives.path='{file}'"


def test_the_narratives_of_a_file_take_the_place_of_the_scenarios(tmp_path: Path) -> None:
    made = composition("scenario=guo_2017", table(tmp_path))
    claims = made.scenario.narratives.claims
    assert list(claims) == ["he_is_right", "he_lies"]
    assert (claims["he_lies"].appeal, claims["he_lies"].counters, claims["he_lies"].prior) == (0.9, "he_is_right", -0.4)
    assert claims["he_lies"].resonance == {"sees_a_hero": 1.7}
    assert made.notes == ("narratives.path: 2 narratives (he_is_right, he_lies)",)
    assert made.origins["narratives", "claims"] == "narratives.path"
    assert [key for key, _ in made.scenario.inputs.fingerprints] == ["narratives.path"]


def test_single_numbers_of_them_can_be_set_and_swept(tmp_path: Path) -> None:
    named = table(tmp_path)
    made = composition("scenario=guo_2017", named, "narratives.claims.he_lies.fragility=.1").scenario
    assert made.narratives.claims["he_lies"].fragility == 0.1
    asked = study(["scenario=guo_2017", named, "narratives.claims.he_lies.fragility=.1,.9", "members=50"])
    assert [point.values for point in asked.points] == [(0.1,), (0.9,)]
    with pytest.raises(BadInput, match="no such key"):
        composition("scenario=guo_2017", named, "narratives.claims.critic_is_broke.appeal=.5")


def test_a_run_tells_of_the_narratives_of_the_file(tmp_path: Path) -> None:
    small = ("members=200", "ticks=48", "strategy=broadcast")
    result = simulate(composition("scenario=guo_2017", table(tmp_path), *small).scenario, seed=1)
    assert "belief.he_lies" in result.steps
    assert set(result.posts["narrative"].dropna()) <= {"he_is_right", "he_lies"}


def test_the_same_file_elsewhere_is_the_same_world(tmp_path: Path) -> None:
    from experiments.provenance import run_id

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (composition("scenario=guo_2017", table(tmp_path / name)).scenario for name in "ab")
    assert run_id(one, 0, 0) == run_id(other, 0, 0)
    changed = composition("scenario=guo_2017", table(tmp_path / "b", TABLE.replace("0.9", "0.7"))).scenario
    assert run_id(changed, 0, 0) != run_id(one, 0, 0)


def test_everything_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    bad = "name,serves,appeal,published_per_day\na.b,state,2,\nx,nobody,,\nx,state,high,3\n"
    with pytest.raises(BadInput) as refused:
        composition("scenario=guo_2017", table(tmp_path, bad))
    said = str(refused.value)
    for rule in (
        "line 2: name=a.b must be letters",
        "line 2: appeal=2.0: input should be less than or equal to 1",
        "line 3: serves=nobody:",
        "line 4: appeal=high:",
        "line 4: name=x stands in the table already",
    ):
        assert rule in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("name\n", "has a header but no narrative"),
        ("serves\nstate\n", "column name is missing"),
        ("name,apeal\na,1\n", "column apeal is unknown; did you mean appeal?"),
        ("name,appeal\na\n", "line 2: has more or fewer fields"),
        ("name,resonance.sees_a_ghost\na,2\n", "segments are sees_a_hero"),
        ("name,counters\na,b\n", "no such other narrative"),
        ("name,published_per_day\na,2\n", "only a narrative that serves the critic"),
    ],
)
def test_a_table_of_another_shape_is_refused(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        composition("scenario=guo_2017", table(tmp_path, content))


def test_a_missing_table_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"narratives\.path=.*No such file") as refused:
        composition("scenario=guo_2017", f"narratives.path={tmp_path / 'nowhere'}")
    assert len(refused.value.problems) == 1
