"""The setting against which the others are compared."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.composing.problems import BadInput, Problem, nearest


def chosen_baseline(settings: Sequence[str], asked: str | None) -> str:
    """The setting that is asked for, whole or by its value alone (`none` for `policy=none`); else the first.

    Raises:
        BadInput: if it is none of the settings, or the value of several.
    """
    if asked is None:
        return settings[0]
    if asked in settings:
        return asked
    found = [setting for setting in settings if setting.partition("=")[2] == asked]
    if len(found) == 1:
        return found[0]
    rule = f"is none of the settings; there is {', '.join(settings)}"
    values = [setting.partition("=")[2] or setting for setting in settings]
    raise BadInput([Problem("--baseline", asked, rule, suggestion=nearest(asked, [*settings, *values]))])
