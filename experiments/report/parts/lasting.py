"""Part 3: how long it lasts. Curves with bands, half-lives that may be unfinished, and the shape of the decay."""

from __future__ import annotations

from experiments.analysis.decay import CONFIRMING_HOURS
from experiments.analysis.decay_fits import DecayFit, DecayFits, fit_decay
from experiments.analysis.waiting import in_words
from experiments.analysis.waiting_medians import MUCH_LATER
from experiments.report.blocks import Block, Heading, Part, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.decay_figure import decay_data, decay_figure
from experiments.report.figures import NothingToDrawError
from experiments.report.gallery import Gallery
from experiments.report.half_lives_table import COLUMNS, half_life_rows, where_noise_decides
from experiments.report.numbers import number
from experiments.report.times_table import life_headings, life_rows

HOW_TO_READ = (
    "Each line is the average world under one setting; the band, or the upright bar, is how far that average could be "
    "off by chance. A line that stays high after the peak is propaganda that lasts; the circle marks where the average "
    "falls below half of its peak for the last time. A half-life is the time from a run's first peak until half of it "
    "is left, told as the median over the runs, which a single early or late run does not move as it moves the average."
)
FITTED = {"reach": "reach", "credibility_excess": "gain in credibility"}


def part(comparison: Comparison, gallery: Gallery) -> Part:
    """The figure of decay, half-lives and where noise decides them, the times of posts, and the fits."""
    blocks: list[Block] = [gallery.hang("decay", HOW_TO_READ, lambda: decay_figure(comparison))]
    blocks += [Text(warning, "nothing") for warning in where_noise_decides(comparison)]
    blocks += [
        Heading("Half-lives, each from its run's first peak; unfinished ones as “> T”"),
        Table("Half-lives", COLUMNS, half_life_rows(comparison)),
        Text(_note_on_half_lives(comparison), "note"),
        Heading("How long posts last"),
        Table(
            "Times of posts",
            ["setting", *life_headings(comparison)],
            [row(life.setting, *life.cells) for life in life_rows(comparison)],
        ),
        Text("In the mean time to knock-out, a post that meets another fate, or none, waits the whole period.", "note"),
    ]
    blocks += _shapes(comparison)
    return Part("decay", "How long it lasts", blocks)


def _note_on_half_lives(comparison: Comparison) -> str:
    hours = comparison.forgetting_half_life_hours
    forgetting = (
        f"Forgetting alone, without any rebuttal, has a half-life of {in_words(hours)}: a half-life close to it is an "
        "echo of that parameter."
        if hours is not None
        else "The half-life of forgetting alone was not given."
    )
    return (
        "The half-life is the time until the first fall to half of the peak. The last fall is the same where a curve "
        "only falls; where it rises again, the two bracket what can be said. A last fall counts once the run has gone "
        f"on for {CONFIRMING_HOURS:g} h without a rise above half; rose again: the last fall took at least "
        f"{MUCH_LATER:g} times as long as the first. Medians over runs (Kaplan–Meier), in which a run that ended "
        "before counts as longer than seen; where fewer than half of the runs saw the fall, it is told as longer than "
        "at least half of them lasted. Intervals "
        f"after Brookmeyer and Crowley. {forgetting}"
    )


def _shapes(comparison: Comparison) -> list[Block]:
    """The fits of the mean curves after the campaign, where it ends within the runs, or else from the first peak."""
    try:
        data = decay_data(comparison)
    except NothingToDrawError:
        return []
    last = float(data["hours"].max())
    end = comparison.campaign_end_hours
    begin = end if end is not None and end < last else None
    rows = []
    for column, name in FITTED.items():
        for setting in comparison.settings:
            curve = data[(data["setting"] == setting) & (data["measure"] == column)]
            fits = fit_decay(curve["hours"].to_numpy(dtype=float), curve["mean"].to_numpy(dtype=float), begin)
            rows.append(
                row(name, comparison.names[setting], _told(fits), *map(_fit_cell, (fits.exponential, fits.stretched)))
            )
    from_when = "the end of the campaign" if begin is not None else "its first peak"
    note = (
        f"Each mean curve from {from_when} on, by least squares. A shape is adequate where it explains at least 95% of "
        "the variance; of two adequate ones the exponential is told unless the other is better by more than 2 in AICc. "
        "A halving time is what the shape of the average implies, also beyond the runs, and no half-life that was seen."
    )
    columns = ["curve", "setting", "told", "exponential", "stretched exponential"]
    return [Heading("The shape of the decay"), Table("Shapes", columns, rows, folded=True), Text(note, "note")]


def _told(fits: DecayFits) -> str:
    if fits.reason is not None:
        return f"no fit: {fits.reason}"
    if fits.best is None:
        return "neither shape is adequate"
    return f"{fits.best.shape}, halving time {in_words(fits.best.half_life_hours)}"


def _fit_cell(fit: DecayFit | None) -> str:
    if fit is None:
        return "–"
    stretch = f", stretch {number(fit.stretch)}" if fit.stretch != 1 else ""
    return f"halving time {in_words(fit.half_life_hours)}{stretch}, R² {number(fit.r_squared)}"
