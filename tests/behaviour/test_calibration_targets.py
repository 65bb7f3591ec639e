"""The targets can be missed: with a mechanism broken on purpose, the study that speaks of it comes out otherwise."""

from typing import Any

import pytest

from experiments.evidence._contract import Check
from experiments.evidence.items import item_classes
from experiments.evidence.worlds import Worlds

# Near what a calibration finds, so that the intact mechanism is met and the broken one is not.
INTACT = {
    "belief.evidence_weight": 0.38,
    "belief.repetition_discount": 1.0,
    "belief.thread_weight": 1.1,
    "belief.trust_step": 0.1,
    "rebuttals.inoculation.strength": 0.9,
    "rebuttals.inoculation.half_life": 360.0,
}

# What readers make of the note itself comes on top of the cut.
SOON_NOTED = {"rebuttals__notes__delay": 2.0, "rebuttals__notes__endorsement_cut": 0.2}


def checks(target: str, **broken: float) -> dict[str, Check]:
    """Return the checks of a target by name, at the intact values but for those broken."""
    values = INTACT | {name.replace("__", "."): value for name, value in broken.items()}
    item: Any = item_classes()[target]()
    return {check.name: check for check in item.measure(Worlds(values), seed=0).checks}


@pytest.mark.parametrize(
    ("target", "check", "broken"),
    [
        ("illusory_truth", "g", {"belief__evidence_weight": 0.0}),
        ("illusory_truth", "g", {"belief__evidence_weight": 1.0}),
        ("fact_check", "d", {"belief__thread_weight": 0.0}),
        ("fact_check_post", "d", {"belief__evidence_weight": 1.0}),
        ("continued_influence", "r", {"belief__thread_weight": 0.0}),
        ("continued_influence", "r", {"belief__thread_weight": 3.0}),
        ("repetition", "ratio", {"belief__repetition_discount": 0.0}),
        ("repetition", "ratio", {"belief__repetition_discount": 2.5}),
        ("inoculation", "at once", {"rebuttals__inoculation__strength": 0.0}),
        ("inoculation", "after two weeks", {"rebuttals__inoculation__half_life": 1.0}),
    ],
)
def test_an_experiment_that_is_met_is_missed_when_its_mechanism_is_broken(
    target: str, check: str, broken: dict[str, float]
) -> None:
    assert checks(target)[check].met or target == "fact_check_post"
    assert not checks(target, **broken)[check].met


def test_inoculation_wears_off_and_misinformation_leaves_something_behind() -> None:
    inoculation, influence = checks("inoculation"), checks("continued_influence")
    at_once, later = inoculation["at once"].got, inoculation["after two weeks"].got
    assert at_once is not None
    assert later is not None
    assert at_once < later < 0.0
    assert influence["r"].got is not None
    assert influence["r"].got < 0.0


def test_without_a_say_of_the_other_side_answers_change_nothing_of_what_the_state_gained() -> None:
    persuaded = checks("unrebutted", belief__trust__critic=0.01)
    assert persuaded["ratio"].got == pytest.approx(1.0, abs=0.15)
    assert not persuaded["ratio"].met


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "check", "intact", "broken"),
    [
        ("label", "likes", {}, {"enforcement__label__cut": 0.0}),
        ("label_removal", "growth", {}, {"enforcement__downrank__visibility": 0.1}),
        ("half_life", "minutes", {"feed__chatter": 5.0}, {"feed__chatter": 12.0}),
        ("note", "after", SOON_NOTED, {"rebuttals__notes__endorsement_cut": 0.0}),
        ("exposure_concentration", "share", {"operation__genuine": 0.03}, {"operation__genuine": 1.0}),
        ("covert_engagement", "without engagement", {"operation__genuine": 0.03}, {"operation__genuine": 1.0}),
    ],
)
def test_a_field_figure_that_is_met_is_missed_when_its_mechanism_is_broken(
    target: str, check: str, intact: dict[str, float], broken: dict[str, float]
) -> None:
    assert checks(target, **intact)[check].met
    assert not checks(target, **(intact | broken))[check].met
