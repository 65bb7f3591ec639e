"""How figures look: colours that survive colour blindness and a photocopier, and room for every label."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe & Ito 2008. Settings are lines, each with its own dashes; fates are areas, each with its own hatch.
SETTING_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#E69F00", "#56B4E9")
SETTING_DASHES: tuple[tuple[float, tuple[float, ...] | None], ...] = (
    # None and not (): an empty list of dashes is no valid style of a line, and typesetters leave such lines out.
    (0, None),
    (0, (6, 2)),
    (0, (2, 1.5)),
    (0, (7, 2, 1.5, 2)),
    (0, (4, 1.5, 1, 1.5, 1, 1.5)),
    (0, (10, 3)),
    (0, (1, 1)),
)
SETTING_MARKERS = ("o", "s", "D", "^", "v", "P", "X")
FATE_COLOURS = {
    "knocked_out": "#009E73",
    "removed": "#CC79A7",
    "walkover": "#E69F00",
    "shelved": "#56B4E9",
    "standing": "#E6E6E6",
}
FATE_HATCHES = {"knocked_out": "", "removed": "//", "walkover": "\\\\", "shelved": "..", "standing": ""}
BASELINE_GREY = "#555555"
WIDTH_INCHES = 9.0

_LOOK: dict[Any, Any] = {
    "font.size": 10.5,
    "axes.titlesize": 11.5,
    "axes.labelsize": 10.5,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.fontsize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "font.family": "DejaVu Sans",
    # A dollar sign in a label is a dollar sign, not the start of a formula.
    "text.parse_math": False,
    # Fixed, so that the same numbers give the same bytes.
    "svg.hashsalt": "shelflife",
    "svg.fonttype": "path",
    "hatch.linewidth": 1.0,
}


@contextmanager
def look() -> Iterator[None]:
    """Draw inside it; the process-wide style of matplotlib is left as it was."""
    import matplotlib as mpl
    import seaborn as sns

    with mpl.rc_context():
        sns.set_theme(style="whitegrid", context="paper")
        mpl.rcParams.update(_LOOK)
        yield


def blank_figure(height_inches: float) -> Figure:
    """An empty figure outside pyplot, so that no window system, global state or leak is involved."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_INCHES, height_inches), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def colour(row: int) -> str:
    """The colour of the setting in this place; beyond seven they repeat, with other dashes."""
    return SETTING_COLOURS[row % len(SETTING_COLOURS)]


def dashes(row: int) -> tuple[float, tuple[float, ...] | None]:
    """The dashes of the setting in this place; they shift against the colours where the colours repeat."""
    return SETTING_DASHES[(row + row // len(SETTING_COLOURS)) % len(SETTING_DASHES)]


def marker(row: int) -> str:
    """The marker of the setting in this place."""
    return SETTING_MARKERS[(row + row // len(SETTING_COLOURS)) % len(SETTING_MARKERS)]


def folded(text: str, width: int) -> str:
    """A label with line breaks, so that no line is longer than `width` characters."""
    return "\n".join(textwrap.wrap(text, width)) or text
