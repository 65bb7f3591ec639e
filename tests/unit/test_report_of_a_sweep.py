"""From a store to the report: the planted answer is told, and what is missing is said in words."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import cli
from experiments.compose import BadInput
from experiments.report import gallery
from experiments.report.blocks import Bullets, Picture, Table, Text
from experiments.report.compared_axis import ALL_POINTS, compared_axis
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, SavedFigure
from experiments.report.halving import answer, shares_left
from experiments.report.page import PARTS, Report, tell
from experiments.report.parts.answer import what_is_missing
from experiments.report.results import read_results
from experiments.report.summary import summary_of
from tests.unit.synthetic_comparison import synthetic_comparison
from tests.unit.synthetic_store import ladder, synthetic_store

LEFT = {"none": 1.0, "light": 0.9, "strict": 0.5, "maximal": 0.2}
POLICIES = [{"policy": name} for name in LEFT]


ROOT = Path(__file__).resolve().parents[2]


def texts(report: Report) -> str:
    """All words of a report."""
    found: list[str] = []
    for part in report.parts:
        for block in part.blocks:
            if isinstance(block, Bullets):
                found += block.items
            elif isinstance(block, Table):
                found += [f"{cell.text} {cell.small}" for cells in block.rows for cell in cells]
            elif isinstance(block, Text):
                found.append(block.text)
    return "\n".join(found)


def numbers_alone(folder: Path, name: str, draw: Callable[[], Drawing], _most_bytes: int) -> SavedFigure:
    """What `figures.save` does, without rendering: these tests are about words and numbers."""
    drawing = draw()
    folder.mkdir(parents=True, exist_ok=True)
    csv = folder / f"{name}.csv"
    drawing.data.to_csv(csv, index=False)
    return SavedFigure(name, csv, csv, csv, "", drawing.alt)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "save", numbers_alone)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return read_results(synthetic_store(tmp_path_factory.mktemp("store"), POLICIES, 12, ladder(LEFT)))


def test_the_answer_names_the_level_that_halves_it_its_cost_and_how_sure_it_is(planted: Comparison) -> None:
    verdicts = {share.setting: share.verdict for share in shares_left(planted)}
    assert verdicts == {
        "policy=light": "does not halve it",
        "policy=strict": "undecided",
        "policy=maximal": "halves it",
    }
    which, cost, sure = answer(planted)
    assert which.startswith("Maximal halves the credibility that the campaign gains under “none” (+0.0")
    assert " of probability): maximal leaves 2" in which
    assert which.endswith("For strict it is undecided.")
    assert cost.startswith("The cost of maximal: more rebuttals and critical posts are wrongly removed, +3")
    assert "12 pairs of runs" in sure
    assert "fewer than 30 seeds" in sure
    assert "better than none in 100% of them" in sure


def test_where_no_level_halves_it_the_answer_says_so_and_names_the_nearest(tmp_path: Path) -> None:
    found = read_results(synthetic_store(tmp_path, POLICIES, 8, ladder({**LEFT, "strict": 0.9, "maximal": 0.8})))
    assert answer(found)[0].startswith("No setting halves the credibility that the campaign gains under “none” (+")
    assert "). The nearest, maximal, leaves 8" in answer(found)[0]
    raised = read_results(synthetic_store(tmp_path / "b", POLICIES, 8, ladder(dict.fromkeys(LEFT, 2.0) | {"none": 1})))
    assert "every one raises it" in answer(raised)[0]


def test_without_a_gain_there_is_no_share_of_it(tmp_path: Path) -> None:
    losing = {policy: -left for policy, left in LEFT.items()}
    found = read_results(synthetic_store(tmp_path, POLICIES, 8, ladder(losing)))
    assert {share.verdict for share in shares_left(found)} == {"undefined"}
    [told] = answer(found)
    assert told.endswith("under “none” the campaign gains none; belief is lower than in the world without it.")


def test_each_level_that_halves_it_has_its_price(tmp_path: Path) -> None:
    found = read_results(synthetic_store(tmp_path, POLICIES, 12, ladder({**LEFT, "strict": 0.3, "maximal": 0.1})))
    told = answer(found)
    assert told[0].startswith("Strict and maximal halve the credibility")
    assert [sentence.partition(":")[0] for sentence in told[1:3]] == ["The cost of strict", "The cost of maximal"]


def test_a_setting_whose_runs_all_failed_is_named(planted: Comparison) -> None:
    left = dataclasses.replace(planted, runs=planted.runs[planted.runs["setting"] != "policy=maximal"])
    assert "Of maximal no run is there to be read: nothing is said of it." in what_is_missing(left)
    beaten = dataclasses.replace(planted, runs=planted.runs[planted.runs["setting"] != "policy=none"])
    assert "no run under “none” is there to be read" in answer(beaten)[0]


def test_any_setting_can_be_the_baseline_by_its_value(tmp_path: Path) -> None:
    folder = synthetic_store(tmp_path, POLICIES, 6, ladder(LEFT))
    found = read_results(folder, "strict")
    assert found.baseline == "policy=strict"
    assert found.settings == tuple(f"policy={name}" for name in LEFT)
    with pytest.raises(BadInput) as bad:
        read_results(folder, "strickt")
    assert "did you mean strict?" in bad.value.problems[0].line()


@pytest.mark.usefixtures("unrendered")
def test_worlds_of_one_seed_are_averaged_before_seeds_are_compared(tmp_path: Path) -> None:
    points = [{"policy": policy, "belief.trust.state": trust} for trust in (0.1, 0.5) for policy in ("none", "maximal")]
    found = read_results(synthetic_store(tmp_path, points, 6, ladder(LEFT)))
    assert found.assumptions == ("belief.trust.state",)
    assert found.replicates == 6
    assert len(found.runs) == 12
    assert len(found.every_run) == 24
    assert found.measured["credibility_excess"].differences["policy=maximal"].n == 6
    assert len(found.steps) == 12 * 24
    whole = found.every_run.query("setting == 'policy=none' and replicate == 2")["credibility_excess"].mean()
    assert found.runs.query("setting == 'policy=none' and replicate == 2")["credibility_excess"].item() == whole
    report = tell(tmp_path / "out", found)
    assert "Kendall" in texts(report)
    averaged = "Compared here: policy. Beside it belief.trust.state varies, and all numbers are means over that"
    assert averaged in texts(report)
    assert summary_of(found)["averaged"][0].startswith(averaged)
    assert [block for block in report.parts[5].blocks if isinstance(block, Picture)]


@pytest.mark.usefixtures("unrendered")
def test_an_effect_that_turns_round_with_an_assumption_is_warned_of_first(tmp_path: Path) -> None:
    points = [{"policy": policy, "x": value} for value in (1, 2) for policy in ("none", "maximal")]

    def summary(point: Mapping[str, object], replicate: int) -> dict[str, float | None]:
        turned = 1.5 if point["x"] == 2 else 0.4
        return ladder({"none": 1.0, "maximal": turned})(point, replicate)

    told = texts(tell(tmp_path / "out", read_results(synthetic_store(tmp_path, points, 6, summary))))
    assert (
        "Not robust: the sign turns round with an assumption: under maximal the gain is lower with x=1 and higher with "
        "x=2."
    ) in told


@pytest.mark.usefixtures("unrendered")
def test_a_point_that_failed_in_one_world_leaves_its_seed_undefined(tmp_path: Path) -> None:
    points = [{"policy": policy, "x": value} for value in (1, 2) for policy in ("none", "maximal")]
    found = read_results(synthetic_store(tmp_path, points, 5, ladder(LEFT), failing={(0, 3): "ValueError: broke"}))
    difference = found.measured["credibility_excess"].differences["policy=maximal"]
    assert (difference.n, difference.n_undefined) == (4, 1)
    assert found.failures == {"ValueError: broke": 1}
    told = texts(tell(tmp_path / "out", found))
    assert "1 run failed and are left out" in told or "1 run failed and is left out" in told
    assert "ValueError: broke (1)" in told


@pytest.mark.usefixtures("unrendered")
def test_a_design_that_samples_is_told_by_what_its_outcome_hangs_on(tmp_path: Path) -> None:
    from experiments.designs._contract import Axis
    from experiments.designs.sobol import Sobol

    axes = [Axis("a", low=0, high=1), Axis("b", low=0, high=1)]
    points = [dict(zip("ab", map(float, values), strict=True)) for values in Sobol(samples=16).points(axes, 1)]

    def summary(point: object, _: int) -> dict[str, float | None]:
        value = 3 * point["a"] + point["b"]  # type: ignore[index]
        return {
            "credibility_excess": value,
            "credibility_excess_peak": 1.0,
            "credibility_excess_final": float(point["a"] > 0.7),  # type: ignore[index]
        }

    found = read_results(synthetic_store(tmp_path, points, 1, summary, {"kind": "sobol", "samples": 16}))
    assert found.settings == ("all points",)
    report = tell(tmp_path / "out", found)
    names = [figure.name for figure in report.figures]
    assert "sensitivity_sobol" in names
    assert "sensitivity_pawn" in names
    told = texts(report)
    assert "Gain in credibility hangs most on a (" in told
    assert "0 of 16 base points lack an outcome" in told
    assert re.search(r"a at least 0\.\d", told)
    table = pd.read_csv(tmp_path / "out" / "figures" / "sensitivity_sobol.csv").set_index("key")
    assert table.loc["a", "total"] > 0.8


@pytest.mark.usefixtures("unrendered")
def test_a_game_is_told_by_its_matrix_and_the_policy_of_least_regret(tmp_path: Path) -> None:
    points = [
        {"policy": policy, "strategy": strategy} for strategy in ("flood", "charm") for policy in ("none", "maximal")
    ]
    design = {"kind": "adversary", "payoff": "credibility_excess"}
    found = read_results(synthetic_store(tmp_path, points, 4, ladder(LEFT), design))
    report = tell(tmp_path / "out", found)
    assert "adversary" in [figure.name for figure in report.figures]
    assert "Maximal has the least greatest regret" in texts(report)


# A policy of that name may begin a sentence.
WRONG = re.compile(r"\bnan\b|\bNone\b(?!, light)|\binf\b")


@pytest.mark.usefixtures("unrendered")
def test_an_empty_store_is_said_to_be_empty(tmp_path: Path) -> None:
    told = texts(tell(tmp_path / "out", read_results(synthetic_store(tmp_path, [], 0, ladder(LEFT)))))
    assert "No run is there to be read: nothing can be said." in told
    assert not WRONG.search(told)


def test_what_is_missing_is_said_in_the_terminal_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = synthetic_store(tmp_path / "store", [], 0, ladder(LEFT))
    assert cli.main(["report", str(folder)]) == cli.DONE
    assert "No run is there to be read: nothing can be said." in " ".join(capsys.readouterr().out.split())


@pytest.mark.usefixtures("unrendered")
def test_a_store_in_which_every_run_failed_says_of_what(tmp_path: Path) -> None:
    failing = {(point, replicate): "ValueError: broke" for point in range(4) for replicate in range(2)}
    found = read_results(synthetic_store(tmp_path, POLICIES, 2, ladder(LEFT), failing=failing))
    told = texts(tell(tmp_path / "out", found))
    assert "8 runs failed" in told
    assert "No run is there to be read" in told
    assert not WRONG.search(told)


@pytest.mark.usefixtures("unrendered")
def test_a_single_replicate_has_no_interval_and_no_claim(tmp_path: Path) -> None:
    found = read_results(synthetic_store(tmp_path, POLICIES, 1, ladder(LEFT)))
    told = texts(tell(tmp_path / "out", found))
    assert "There is a single replicate" in told
    assert "cannot be said: 1 of 1 pairs are defined, at least 2 are needed" in told
    assert not re.search(r"is (higher|lower) under", told)
    assert not WRONG.search(told)


@pytest.mark.usefixtures("unrendered")
def test_a_metric_that_is_undefined_everywhere_is_told_with_the_models_reason(
    planted: Comparison, tmp_path: Path
) -> None:
    assert planted.measured["rounds_median"].differences["policy=light"].verdict == "undefined"
    told = texts(tell(tmp_path, planted))
    assert "mostly: no contested fragile post was knocked out" in told
    assert "No panel of members was kept" in told
    assert not WRONG.search(told)


@pytest.mark.usefixtures("unrendered")
def test_the_report_has_its_ten_parts(planted: Comparison, tmp_path: Path) -> None:
    assert len(PARTS) == 10
    names = [part.name for part in tell(tmp_path, planted).parts]
    assert names == [
        *("summary", "policies", "decay", "fates", "tradeoffs"),
        *("robustness", "segments", "hypotheses", "limits", "provenance"),
    ]


def test_the_command_writes_page_pdf_figures_and_summary_beside_the_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = synthetic_store(tmp_path / "store", POLICIES, 5, ladder(LEFT))
    assert cli.main(["report", str(folder), "--json", "--quiet", "--pdf", "--baseline", "light"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["baseline"] == "policy=light"
    assert told["share_left"]["policy=maximal"]["verdict"] == "halves it"
    out = folder / "report"
    assert (out / "report.html").stat().st_size < 1_000_000
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["answer"] == told["answer"]
    assert {"headline.csv", "headline.svg", "headline.png"} <= {file.name for file in (out / "figures").iterdir()}
    # The store is still a store, and its report can be made again in its place.
    assert read_results(folder).replicates == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "is no folder"),
        (["."], "is empty"),
        ([".", "--out", "x", "--pdf"], "is empty"),
    ],
)
def test_what_is_no_result_is_refused(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", *arguments]) == cli.BAD_INPUT
    assert words in capsys.readouterr().err


def test_a_torn_file_of_a_store_is_named_with_what_sets_it_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = synthetic_store(tmp_path / "store", POLICIES, 3, ladder(LEFT))
    (torn,) = (folder / "steps").glob("*.parquet")
    torn.write_bytes(torn.read_bytes()[:-100])
    assert cli.main(["report", str(folder), "--quiet"]) == cli.BAD_INPUT
    told = capsys.readouterr().err
    assert f"steps/{torn.name} is not as it was written" in told
    assert f"`shelflife compact {folder}` sets it aside" in told
    assert "Arrow" not in told
    assert not (folder / "report").exists()


@pytest.mark.slow
def test_a_strange_file_in_a_store_is_told_in_a_line_without_the_programs_own_place(tmp_path: Path) -> None:
    folder = synthetic_store(tmp_path / "store", POLICIES, 3, ladder(LEFT))
    (folder / "runs" / "notes.txt").write_text("mine")
    command = [sys.executable, "-m", "experiments", "report", str(folder), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == cli.DONE, done.stderr
    lines = [line for line in done.stderr.splitlines() if "notes.txt" in line]
    assert lines == [f"{folder / 'runs'}: notes.txt cannot be used; `shelflife compact {folder}` says why"]
    assert "Warning" not in done.stderr


def test_a_comparisons_folder_is_read_as_the_comparison_it_was(tmp_path: Path) -> None:
    made = synthetic_comparison(replicates=3, ticks=30)
    for name in ("runs", "steps", "posts"):
        getattr(made, name).to_parquet(tmp_path / f"{name}.parquet", index=False)
    world = {"story": {"title": "Told"}, "operation": {"stops_at": 12.0}, "tick_minutes": 60.0}
    origin = {"program": "shelflife", "command": ["shelflife", "compare", "a"], "files": {}}
    settings = dict.fromkeys(made.settings, world)
    (tmp_path / "provenance.json").write_text(json.dumps(origin | {"settings": settings}), encoding="utf-8")
    undefined = {"censorship=open": {"cost": {"never": 1, "often": 2}}}
    (tmp_path / "summary.json").write_text(json.dumps({"undefined": undefined}), encoding="utf-8")
    read = read_results(tmp_path, "full")
    assert (read.settings, read.baseline, read.replicates) == (made.settings, "censorship=full", 3)
    assert (read.story.title, read.campaign_end_hours, read.command_line) == ("Told", 12.0, "shelflife compare a")
    assert read.undefined == {"cost": "often"}
    pd.testing.assert_frame_equal(read.runs, made.runs)
    assert np.isfinite(read.runs["reach_peak"]).all()
    (tmp_path / "steps.parquet").write_bytes(b"torn")
    with pytest.raises(BadInput, match="cannot be read") as bad:
        read_results(tmp_path)
    assert bad.value.problems[0].key == "DIR"


def points_of(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"point": range(len(next(iter(columns.values())))), **columns})


def test_what_somebody_decides_on_is_compared_and_the_rest_is_assumed() -> None:
    points = points_of(members=[1, 1, 2, 2], enforcement=["none", "strict"] * 2, fixed=[0] * 4)
    axis = compared_axis(points, ["members", "enforcement", "fixed"], {"kind": "grid"})
    assert axis.settings == ("enforcement=none", "enforcement=strict")
    assert axis.assumptions == ("members",)
    assert axis.of_point == {
        0: "enforcement=none",
        1: "enforcement=strict",
        2: "enforcement=none",
        3: "enforcement=strict",
    }


def test_who_asks_for_another_key_has_that_compared() -> None:
    points = points_of(members=[1, 1, 2, 2], enforcement=["none", "strict"] * 2, fixed=[0] * 4)
    axis = compared_axis(points, ["members", "enforcement", "fixed"], {"kind": "grid"}, "members")
    assert axis.settings == ("members=1", "members=2")
    assert axis.assumptions == ("enforcement",)
    for asked, design, words in (
        ("fixed", "grid", "is no key of 2 to 12 values that varies here; there is members, enforcement"),
        ("enforcment", "grid", "did you mean enforcement?"),
        ("members", "latin", "the design samples its points"),
    ):
        with pytest.raises(BadInput) as refused:
            compared_axis(points, ["members", "enforcement", "fixed"], {"kind": design}, asked)
        assert words in refused.value.problems[0].line()


def test_single_departures_are_told_by_what_they_change() -> None:
    points = points_of(a=[1.0, 2.0, 1.0], b=["x", "x", "y"])
    assert compared_axis(points, ["a", "b"], {"kind": "one_at_a_time"}).settings == ("base", "a=2", "b=y")


def test_a_sample_or_a_key_of_many_values_compares_nothing() -> None:
    many = points_of(a=list(range(40)))
    for kind in ("latin", "explicit"):
        axis = compared_axis(many, ["a"], {"kind": kind})
        assert (axis.settings, axis.assumptions) == ((ALL_POINTS,), ("a",))
