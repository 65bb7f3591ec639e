"""What measures coverage: small tests of the model with the compiler off, tests of experiments with it on."""

import pytest

from tests import covering

FOUND = {package: covering.files_covering(package) for package in ("sim", "experiments")}


def test_each_package_is_measured_by_tests_of_its_own() -> None:
    assert all(len(names) > 50 for names in FOUND.values())
    assert not set(FOUND["sim"]) & set(FOUND["experiments"])
    assert all((covering.ROOT / name).is_file() for names in FOUND.values() for name in names)


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("sim", "tests/options/test_feeds.py"),
        ("sim", "tests/unit/test_delivery.py"),
        ("experiments", "tests/unit/test_studies.py"),
        ("experiments", "tests/behaviour/test_sweep.py"),
    ],
)
def test_a_file_is_told_by_what_it_imports(package: str, name: str) -> None:
    assert [each for each, names in FOUND.items() if name in names] == [package]


def test_what_is_left_out_exists_and_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all((covering.ROOT / name).is_file() for name in covering.MANY_WORLDS)
    assert not covering.MANY_WORLDS & {*FOUND["sim"], *FOUND["experiments"]}
    monkeypatch.setattr(covering, "MANY_WORLDS", set())
    assert len(covering.files_covering("sim")) > len(FOUND["sim"])


def test_a_package_that_is_not_measured_is_an_error() -> None:
    with pytest.raises(KeyError):
        covering.files_covering("web")
