"""Where `shelflife new` has no skeleton it says why, and what to do instead; what it names is there."""

from pathlib import Path

from experiments.skeletons.making import ACTED_OUT_IN, SECTIONS, problems_with
from sim.base.options import FAMILIES

ROOT = Path(__file__).resolve().parents[2]


def test_only_rebuttals_have_no_skeleton() -> None:
    assert {family for family in FAMILIES if family not in SECTIONS} == {"rebuttals"}


def test_every_part_is_told_with_the_file_in_which_it_is_acted_out() -> None:
    parts = {path.stem for path in (ROOT / "sim/rebuttals").glob("[a-z]*.py")}
    assert set(ACTED_OUT_IN) == parts
    (problem,) = problems_with(ROOT, "rebuttals", "jury")
    for part, place in ACTED_OUT_IN.items():
        assert f"{part} in {place}" in str(problem)
    assert (ROOT / "conf/rebuttals/crowd_and_professionals.yaml").is_file()
    assert "### A part of rebuttals" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_where_a_part_is_said_to_be_acted_out_it_is() -> None:
    for part, place in ACTED_OUT_IN.items():
        text = (ROOT / place).read_text(encoding="utf-8")
        assert f"rebuttals.{part}" in text, f"{part} in {place}"
