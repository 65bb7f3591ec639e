"""the scenarios: name, question, hypotheses"""

import argparse

from experiments.commands._writing import write_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="write one JSON object")


def execute(arguments: argparse.Namespace) -> int:
    """List every scenario; return the exit status."""
    from experiments.cli import DONE
    from experiments.compose import BadInput, composition
    from experiments.composing.groups import SCENARIO, settings_in
    from experiments.configuration_folder import configuration_folder

    stories = {}
    problems = []
    for name in settings_in(configuration_folder()).groups[SCENARIO]:
        try:
            stories[name] = composition(f"{SCENARIO}={name}").scenario.story
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    if arguments.json:
        write_object(
            {"scenarios": [{"name": name, **story.model_dump(mode="json")} for name, story in stories.items()]}
        )
    else:
        from experiments.tables import show_rows

        rows = [(name, story.title, story.question, " ".join(story.hypotheses)) for name, story in stories.items()]
        show_rows("", ("scenario", "title", "question", "hypotheses"), rows)
    return DONE
