"""What is installed only by those who need it: the extras of the package, and one sentence where one is absent.

A command names the extra that it cannot do without before it begins; nothing else of the program imports its modules.
"""

from importlib.util import find_spec

from experiments.composing.problems import COMMAND_LINE, BadInput, Problem

EXTRAS = {
    "report": ("seaborn", "matplotlib", "jinja2", "typst", "duckdb"),
    "analysis": ("SALib", "ema_workbench"),
    "app": ("starlette", "uvicorn", "websockets"),
    "cluster": ("distributed", "dask_jobqueue"),
    "calibration": ("optuna",),
    "solara": ("solara", "starlette", "uvicorn", "altair", "matplotlib", "ipyvue", "ipyvuetify"),
}
"""The modules that each extra brings, by its name in ``pip install 'shelflife[NAME]'``."""


def absent_modules(extra: str) -> tuple[str, ...]:
    """Return the modules of an extra that cannot be imported here; nothing is imported to find out."""
    return tuple(module for module in EXTRAS[extra] if find_spec(module) is None)


def how_to_get(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'shelflife[{extra}]'"


def require(extra: str, asked: str) -> None:
    """Refuse what was asked for, by its name, unless everything of an extra is installed.

    Raises:
        BadInput: naming what is absent and the command that installs it.
    """
    problems = lacking(extra, asked)
    if problems:
        raise BadInput(problems)


def lacking(extra: str, asked: str) -> list[Problem]:
    """Return that what was asked for needs an extra, in one sentence; nothing where all of it is installed."""
    absent = absent_modules(extra)
    if not absent:
        return []
    verb = "is" if len(absent) == 1 else "are"
    rule = f"needs the extra [{extra}] ({', '.join(absent)} {verb} not installed): {how_to_get(extra)}"
    return [Problem(asked, None, rule, COMMAND_LINE)]


def report_is_installed() -> bool:
    """Return whether figures and pages can be made; tables need nothing but the core."""
    return not absent_modules("report")
