"""the composed settings, each with where it came from, and the facts of the scenario

shelflife show scenario=guo_2017 censorship=full
shelflife show scenario=guo_2017 members=1000000 --memory
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import Gathered
from experiments.commands._writing import write_object
from experiments.composing.problems import BadInput

if TYPE_CHECKING:
    from experiments.compose import Composition

_DECLARED = "declared default"

GATHERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("overrides", nargs="*", metavar="OVERRIDE", help="KEY=VALUE, as censorship=full")
    parser.add_argument("--memory", action="store_true", help="what the members take up in memory, column by column")
    parser.add_argument("--json", action="store_true", help="write one JSON object")


def execute(arguments: argparse.Namespace) -> int:
    """Show what a run with these overrides would be; return the exit status."""
    from experiments.cli import DONE
    from experiments.compose import composition

    asked = Gathered(arguments)
    world = asked.attempt(composition, *arguments.overrides)
    if world is None:
        raise BadInput(asked.problems)
    asked.refuse()
    if arguments.memory:
        _show_memory(world, in_json=arguments.json)
    elif arguments.json:
        write_object(_as_object(world))
    else:
        _show(world)
    return DONE


def _as_object(world: "Composition") -> dict[str, Any]:
    from experiments.operation_figures import as_object, operation_figures

    settings = world.scenario.settings()
    story = settings.pop("story")
    return {
        "scenario": world.scenario.scenario,
        "choices": dict(world.choices),
        "settings": settings,
        "sources": {".".join(path): _source(path, world) for path, _ in _leaves(settings)},
        "waiting": [{"key": key, "value": value, "source": source} for key, value, source in world.waiting],
        "story": story,
        "hypotheses": _claims(story["hypotheses"]),
        "figures": as_object(operation_figures(world.scenario)),
    }


def _show(world: "Composition") -> None:
    from experiments.operation_figures import operation_figures
    from experiments.tables import show_line, show_rows

    settings = world.scenario.settings()
    story = settings.pop("story")
    rows = [(".".join(path), _in_words(value), _source(path, world)) for path, value in _leaves(settings)]
    show_rows("", ("key", "value", "from"), rows)
    for key, value, source in world.waiting:
        show_line(f"not acting: {key}={value} ({source}), because that option is not chosen")
    for note in world.notes:
        show_line(note)
    show_line("")
    show_line(story["title"])
    show_line(story["question"])
    for fact in story["facts"]:
        show_line(f"- {fact['fact']} [{fact['source']}]")
    show_line(f"hypotheses: {' '.join(story['hypotheses']) or 'none'}")
    for name, claim in _claims(story["hypotheses"]).items():
        show_line(f"- {name}: {claim['says']}. Refuted if: {claim['refuted_if']}.")
    figures = operation_figures(world.scenario)
    if figures:
        show_line("")
        show_line(f"The operation as it is seated at seed {world.scenario.seed}")
        for line in figures.lines():
            show_line(f"- {line}")


def _show_memory(world: "Composition", *, in_json: bool) -> None:
    from experiments.memory import memory_at
    from experiments.tables import show_line, show_rows

    sizes = memory_at(world.scenario)
    total, members = sum(sizes.values()), world.scenario.members
    if in_json:
        write_object({"members": members, "bytes": total, "bytes_a_member": total / members, "columns": sizes})
        return
    rows = [(name, f"{size / members:.1f}", f"{size / 1e6:,.1f}") for name, size in sizes.items() if size]
    show_rows("", ("column", "bytes a member", "MB"), rows)
    show_line(f"{total / members:,.0f} bytes a member, {total / 1e6:,.0f} MB for {members:,} members, when seated")
    show_line("posts and comments come on top, as they are written; so do Python and the compiled rules (about 300 MB)")


def _claims(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what each hypothesis says and what refutes it, by its name."""
    from experiments.report.claims import claims

    known = claims()
    said = {name: known[name] for name in names if name in known}
    return {name: {"says": claim.says, "refuted_if": claim.refuted_if} for name, claim in said.items()}


def _leaves(settings: Mapping[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*at, name))
        else:
            yield (*at, name), value


def _source(path: tuple[str, ...], world: "Composition") -> str:
    return world.origins.get(path, _DECLARED)


def _in_words(value: Any) -> str:
    if value is None:
        return "off or unset"
    return str(value).lower() if isinstance(value, bool) else str(value)
