"""An option is one file in a family's folder and one settings file under ``conf/``; there is no register."""

import pytest

from tests.architecture import rules, rules_of_files
from tests.architecture.tree import ROOT, families, python_files, source

PROGRAM = python_files("sim", "experiments")
OPTIONS = rules_of_files.options(PROGRAM, families())

each_option = pytest.mark.parametrize(("file", "key", "name"), OPTIONS, ids=[file for file, _, _ in OPTIONS])


@each_option
def test_an_option_says_what_the_literature_calls_it(file: str, key: str, name: str) -> None:
    breaches = rules.nameless_option(source(file))
    assert not breaches, f"{key}={name}: " + "\n".join(breaches)


@each_option
def test_an_option_can_be_chosen_by_a_settings_file_of_its_name(file: str, key: str, name: str) -> None:
    if not (ROOT / "conf").is_dir():
        pytest.skip("conf/ is not there yet")
    breaches = rules_of_files.option_without_settings(ROOT, key, name)
    assert not breaches, f"{file}: " + "\n".join(breaches)


def test_every_folder_with_a_contract_is_a_family_of_the_table() -> None:
    contracted = {name.split("/")[1] for name in PROGRAM if name.startswith("sim/") and name.endswith("/_contract.py")}
    assert contracted <= set(families().values()), "a folder has a _contract.py but is missing in sim/base/options.py"


def test_every_folder_of_code_is_a_package() -> None:
    breaches = rules_of_files.folders_that_are_no_package(ROOT, PROGRAM)
    assert not breaches, "\n".join(breaches)
