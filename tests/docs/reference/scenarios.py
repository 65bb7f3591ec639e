"""The page of the scenarios: what happened, by which source, what is asked, and how large the world is."""

from __future__ import annotations

from experiments.compose import composition
from experiments.composing.groups import SCENARIO, Choice, settings_in
from experiments.configuration_folder import configuration_folder
from tests.docs.reference.markdown import table

_OPENING = """\
# Scenarios

A scenario is one file under `conf/scenario/`: facts with their sources, a world and its operation, and the hypotheses
it bears on. `shelflife show scenario=NAME` prints all that one sets; `shelflife run scenario=NAME` runs it.
"""


def pages() -> dict[str, str]:
    """Return the page."""
    names = settings_in(configuration_folder()).groups[SCENARIO]
    return {"scenarios.md": _OPENING + "".join(_described(name) for name in names)}


def _described(name: str) -> str:
    made = composition(f"{SCENARIO}={name}")
    world, story = made.scenario, made.scenario.story
    chosen = ", ".join(_choice(group, made.choices[group]) for group in sorted(made.choices) if group != SCENARIO)
    text = f"\n## {name}\n\n**{story.title}.** {story.question}\n\n"
    text += f"{world.members:,} members, {world.ticks:,} ticks of {world.tick_minutes:g} minutes"
    text += f"; bears on {', '.join(story.hypotheses)}.\n" if story.hypotheses else ".\n"
    text += f"\nChoices: {chosen}.\n"
    return text + table(("Fact", "Source"), [(each.fact, each.source) for each in story.facts])


def _choice(group: str, chosen: Choice) -> str:
    several = chosen if isinstance(chosen, str) else f"[{','.join(chosen)}]"
    return f"`{group}={several}`"
