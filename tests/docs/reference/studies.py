"""The page of studies and designs: what can be swept as it is, and how points can be chosen."""

from __future__ import annotations

from experiments.configuration_folder import configuration_folder
from experiments.studies.settings import design_class, read_study, study_names
from sim.base.parameters import declarations
from tests.docs.declared_tables import CHOICES, HEAD, choices, declared_rows
from tests.docs.reference.markdown import prose, table

_OPENING = """\
# Studies and designs

A study is a question with the worlds that answer it: `shelflife sweep study=NAME`. Add `--dry-run` to see its points
and the time they will take; any override changes it, as `members=500 replicates=10`. A design says how points
are chosen.

## Studies
"""


def pages() -> dict[str, str]:
    """Return the page."""
    folder = configuration_folder()
    text = _OPENING + "".join(_study(name) for name in study_names(folder)) + "\n## Designs\n"
    names = sorted(file.stem for file in (folder / "design").glob("*.yaml"))
    return {"studies.md": text + "".join(_design(name) for name in names)}


def _study(name: str) -> str:
    told = read_study(name, configuration_folder())
    design = told.design if isinstance(told.design, str) else told.design["kind"]
    rows = [(f"`{key}`", _values(values)) for key, values in told.vary.items()]
    text = f"\n### {name}\n\n**{told.title}.** {told.question}\n\n"
    text += f"Scenario `{told.scenario}`, design [{design}](#design-{design}), {told.replicates} replicates"
    text += f"; bears on {', '.join(told.hypotheses)}.\n" if told.hypotheses else ".\n"
    return text + table(("Varies", "Over"), rows)


def _values(values: object) -> str:
    if isinstance(values, dict):
        return ", ".join(f"{label}: `{overrides}`" for label, overrides in values.items())
    if isinstance(values, list | tuple):
        return ", ".join(f"`{value}`" for value in values)
    return f"`{values}`"


def _design(name: str) -> str:
    block = design_class(name)
    text = f"\n### {name} {{#design-{name}}}\n\n{prose(block.__doc__)}\n"
    text += table(HEAD, declared_rows(list(declarations(block, "design."))))
    return text + table(CHOICES, [tuple(choice) for choice in choices(block, "design.")])
