"""Every Python file of the project is held to the rules of the house."""

import pytest

from tests.architecture import rules
from tests.architecture.tree import ROOT, families, python_files, source

MODEL = python_files("sim")
PROGRAM = python_files("sim", "experiments")
EVERYTHING = python_files("sim", "experiments", "tests")

each_model_file = pytest.mark.parametrize("name", MODEL)
each_program_file = pytest.mark.parametrize("name", PROGRAM)
each_file = pytest.mark.parametrize("name", EVERYTHING)


def holds(breaches: list[str]) -> None:
    """Fail with one line for every breach."""
    if breaches:
        pytest.fail("\n".join(breaches), pytrace=False)


@each_program_file
def test_a_module_imports_only_from_its_own_floor_and_below(name: str) -> None:
    holds(rules.breaks_floors(source(name), families()))


@each_model_file
def test_the_model_knows_nothing_of_configuration_plots_and_the_web(name: str) -> None:
    holds(rules.imports_foreign(source(name)))


def test_no_modules_import_each_other_in_a_circle() -> None:
    if not PROGRAM:
        pytest.skip("sim/ and experiments/ hold no Python files yet")
    holds(rules.import_cycles(source(name) for name in PROGRAM))


@each_program_file
def test_files_functions_and_parameter_lists_stay_small(name: str) -> None:
    holds(rules.oversized(source(name)))


@each_model_file
def test_the_model_draws_only_keyed_chance(name: str) -> None:
    holds(rules.unkeyed_chance(source(name)))


@each_model_file
def test_the_model_reads_no_file_environment_or_clock(name: str) -> None:
    holds(rules.looks_outside(source(name)))


@each_file
def test_a_file_is_named_for_what_it_is(name: str) -> None:
    holds(rules.empty_name(name))


@each_file
def test_no_comment_promises_unfinished_work(name: str) -> None:
    holds(rules.unfinished(source(name)))


@each_file
def test_errors_are_caught_by_name(name: str) -> None:
    holds(rules.swallows_everything(source(name)))


@each_file
def test_seed_zero_is_a_seed(name: str) -> None:
    holds(rules.drops_seed_zero(source(name)))


@each_model_file
def test_everything_public_in_the_model_says_what_it_means(name: str) -> None:
    holds(rules.undocumented(source(name)))


def test_the_project_is_where_these_tests_look_for_it() -> None:
    assert (ROOT / "pyproject.toml").is_file()
