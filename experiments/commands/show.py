"""the composed settings, each with where it came from, and the facts of the scenario

shelflife show scenario=guo_2017 censorship=full
"""

import argparse
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from experiments.commands._writing import write_object

if TYPE_CHECKING:
    from experiments.compose import Composition

_DECLARED = "declared default"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("overrides", nargs="*", metavar="OVERRIDE", help="KEY=VALUE, as censorship=full")
    parser.add_argument("--json", action="store_true", help="write one JSON object")


def execute(arguments: argparse.Namespace) -> int:
    """Show what a run with these overrides would be; return the exit status."""
    from experiments.cli import DONE
    from experiments.compose import composition

    world = composition(*arguments.overrides)
    if arguments.json:
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
    figures = operation_figures(world.scenario)
    if figures:
        show_line("")
        show_line(f"The operation as it is seated at seed {world.scenario.seed}")
        for line in figures.lines():
            show_line(f"- {line}")


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
