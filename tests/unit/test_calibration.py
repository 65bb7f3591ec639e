"""A calibration searches what it says, never sees what it holds out, and goes on after an interruption as if none."""

from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from experiments import cli
from experiments.calibration.fitted import SPOKEN_OF, Fitted, declared, fitted, groups
from experiments.calibration.goal import DRAWN, Goal, goal, loss
from experiments.calibration.result import Calibrated, calibrated, document, rounded, written
from experiments.calibration.search import Search, Trial
from experiments.calibration.stages import Stages
from experiments.evidence._contract import Outcome, around, between
from experiments.evidence.items import item_classes
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds

TARGETS = {name: item for name, item in item_classes().items() if issubclass(item, Target)}
ABOUT = {"seed": 1}


class Half(Target):
    """One parameter is to be a half."""

    id: ClassVar[str] = "half"
    fast: ClassVar[bool] = True

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        return Outcome((around("one", 0.5, worlds.values["one"], 0.1),))


class Tenfold(Target):
    """The other is to be ten times the first."""

    id: ClassVar[str] = "tenfold"
    fast: ClassVar[bool] = False

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        return Outcome((around("ratio", 10.0, worlds.values["other"] / worlds.values["one"], 2.0),))


PARAMETERS = (Fitted("one", 0.9, 0.1, 1.0, wide=False), Fitted("other", 1.0, 0.1, 100.0, wide=True))
AIM = Goal((Half(), Tenfold()), (), ())


def search(folder: Path | None = None, about: dict[str, Any] | None = None) -> Search:
    return Search(folder, PARAMETERS, AIM.shown, about or ABOUT)


def test_two_targets_are_drawn_besides_those_that_are_always_held_out() -> None:
    for seed in range(20):
        aim = goal(seed)
        always = {name for name, target in TARGETS.items() if target.held_out}
        assert always == {"unrebutted", "punishment"}
        assert len(aim.drawn) == DRAWN
        assert {target.id for target in aim.held_out} == always | set(aim.drawn)
        assert not {target.id for target in aim.shown} & {target.id for target in aim.held_out}
        assert len(aim.shown) + len(aim.held_out) == len(TARGETS)


def test_which_two_is_up_to_the_seed_alone() -> None:
    assert goal(3).drawn == goal(3).drawn
    assert len({goal(seed).drawn for seed in range(20)}) > 5


def test_blow_and_parry_are_never_fitted_and_what_is_fitted_is_spoken_of() -> None:
    assert not {"rebuttals.blow", "rebuttals.parry"} & set(SPOKEN_OF)
    assert all(targets and set(targets) <= set(TARGETS) for targets in SPOKEN_OF.values())


def test_a_parameter_is_searched_in_the_plausible_range_of_its_declaration() -> None:
    for one in fitted(list(TARGETS)):
        assert (one.low, one.high) == declared()[one.name].plausible
        assert one.low <= one.declared <= one.high


def test_a_parameter_of_which_only_hidden_targets_speak_is_left_alone() -> None:
    names = {one.name for one in fitted([name for name in TARGETS if name != "repetition"])}
    assert names == set(SPOKEN_OF) - {"belief.repetition_discount"}


def test_the_loss_is_0_on_every_number_and_a_lost_cause_cannot_outweigh_the_rest() -> None:
    exact, off = Outcome((around("one", 1.0, 1.0, 0.1),)), Outcome((around("one", 1.0, None, 0.1),))
    assert loss({"one": exact, "other": exact}) == 0.0
    assert loss({"one": Outcome((around("one", 1.0, 1.0999, 0.1),))}) == pytest.approx(0.693, abs=1e-3)
    # Twice as far is missed, which costs 1; ln(1 + 2^2) = 1.609.
    assert loss({"one": Outcome((around("one", 1.0, 1.2, 0.1),))}) == pytest.approx(2.609, abs=1e-3)
    assert loss({"one": off}) == pytest.approx(1.0 + 3.2581, abs=1e-4)


def test_the_search_begins_where_it_is_told_and_comes_nearer() -> None:
    made = search()
    made.run(50, 1, [{}, {"one": 0.2}])
    first, second, *_ = trials = made.finished()
    assert first.values == {"one": 0.9, "other": 1.0}
    assert second.values == {"one": 0.2, "other": 1.0}
    best = min(trials, key=lambda each: each.loss)
    assert best.loss < first.loss / 4
    assert abs(best.values["one"] - 0.5) < 0.1
    assert all(0.1 <= each.values["one"] <= 1.0 and 0.1 <= each.values["other"] <= 100.0 for each in trials)


def test_a_search_that_was_broken_off_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    undisturbed = search()
    undisturbed.run(30, 1, [{}])
    first = search(tmp_path)
    first.run(27, 1, [{}])
    # A trial is under way when the process dies.
    first.study.ask(first._ranges())
    second = search(tmp_path)
    second.run(30, 1, [{}])
    assert second.finished() == undisturbed.finished()


def test_other_seeds_search_elsewhere() -> None:
    found = []
    for seed in (1, 2):
        made = search()
        made.run(3, seed, [{}])
        found.append(made.finished()[2].values)
    assert found[0] != found[1]


def test_trials_of_another_search_are_not_gone_on_with(tmp_path: Path) -> None:
    search(tmp_path).run(1, 1, [{}])
    with pytest.raises(ValueError, match="another search: seed 1, not 2"):
        search(tmp_path, {"seed": 2})


def test_the_joint_search_starts_from_the_best_of_each_group_with_the_others_as_found_before() -> None:
    halves = Search(None, PARAMETERS[:1], [AIM.shown[0]], ABOUT)
    tenfolds = Search(None, PARAMETERS[1:], [AIM.shown[1]], ABOUT)
    made = Stages((halves, tenfolds), search()).run(2, 1)
    one, other = halves.best().values["one"], tenfolds.best().values["other"]
    assert made[0].values == {"one": 0.9, "other": 1.0}
    assert made[1].values == {"one": one, "other": other}
    # The second group was looked at with the first where it was left, not where it was declared.
    assert other / one == pytest.approx(10.0, abs=4.0)
    assert made[1].loss < made[0].loss / 4


def test_parameters_of_which_the_same_targets_speak_are_looked_at_together() -> None:
    found = {names: {one.name for one in parameters} for parameters, names in groups(list(TARGETS))}
    assert {"feed.chatter"} in found.values()
    assert {"rebuttals.notes.endorsement_cut", "rebuttals.notes.delay"} in found.values()
    # The fact-check's thread and what is left of its claim bind the weights of reports and threads.
    assert {"belief.evidence_weight", "belief.thread_weight"} in found.values()
    everything = [name for names in found.values() for name in names]
    assert sorted(everything) == sorted(SPOKEN_OF)
    assert len({target for targets in found for target in targets}) == sum(map(len, found))


def test_the_best_joint_trial_gives_the_values_and_what_a_group_meets_the_ranges() -> None:
    halves = Search(None, PARAMETERS[:1], [AIM.shown[0]], ABOUT)
    both = Stages((halves,), search())
    both.run(6, 1)
    found = calibrated(both)
    assert found.best == min(both.jointly.finished(), key=lambda each: each.loss)
    assert found.values["one"] == rounded(found.best.values["one"])
    met_alone = [each.values["one"] for each in halves.finished() if each.met]
    low, high = found.ranges["one"]
    assert 1 < len(met_alone) < len(halves.finished())
    assert low == rounded(min(*met_alone, found.values["one"]))
    assert high == rounded(max(*met_alone, found.values["one"]))


@pytest.mark.parametrize(("value", "expected"), [(0.12345, 0.12), (364.2, 360.0), (0.0, 0.0)])
def test_values_are_rounded_to_what_a_search_can_tell_apart(value: float, expected: float) -> None:
    assert rounded(value) == expected


def test_the_document_says_what_was_met_and_what_was_hidden_and_can_be_read_again() -> None:
    aim = Goal((Half(),), (Tenfold(),), ("tenfold",))
    outcomes = {
        "half": Outcome((around("one", 0.5, 0.55, 0.1),)),
        "tenfold": Outcome((between("ratio", 8.0, float("inf"), None),)),
    }
    found = Calibrated({"one": 0.55}, {"one": (0.55, 0.7)}, Trial(0, {"one": 0.551}, 0.5, {}, ()))
    read = yaml.safe_load(written(document(found, aim, outcomes, {"seed": 1}), "shelflife calibrate"))
    assert read["held_out"] == {"always": [], "drawn": ["tenfold"]}
    assert read["parameters"]["one"] == {"value": 0.55, "range": [0.55, 0.7]}
    assert read["targets"]["half"]["met"]
    assert read["targets"]["half"]["distance"] == pytest.approx(0.5)
    assert not read["targets"]["tenfold"]["met"]
    assert read["targets"]["tenfold"]["held_out"]
    assert read["targets"]["tenfold"]["checks"]["ratio"] == {"got": None, "expected": None, "low": 8.0, "high": None}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--trials", "1"], "at least 2"),
        (["--seed", "-1"], "from 0 to"),
        (["--resume"], "there are no trials"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert cli.main(["calibrate", "--out", str(out), *arguments]) == cli.BAD_INPUT
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_trials_are_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "trials.db").write_text("trials")
    assert cli.main(["calibrate", "--out", str(tmp_path)]) == cli.BAD_INPUT
    assert "--resume goes on with them" in capsys.readouterr().err
