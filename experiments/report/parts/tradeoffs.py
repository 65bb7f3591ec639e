"""Part 5: effect against harm, and which settings no other setting beats."""

from __future__ import annotations

import numpy as np

from experiments.report.blocks import Block, Part, Picture, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.numbers import number, percentage, words
from experiments.report.tradeoff_figure import EFFECT, HARMS, criteria, tradeoff_data, tradeoff_figure
from experiments.report.wording import capitalised, listing

HOW_TO_READ = (
    "Each panel sets what a setting changes of the campaign's gain in credibility against what it changes of one "
    "harm, with the baseline at the crossing of the grey lines. Lower and further left is better. A filled mark is "
    "on the Pareto frontier: no other setting is at least as good in everything and better in something."
)


def part(comparison: Comparison, gallery: Gallery) -> Part:
    """The figure, who is on the frontier, and how sure that is."""
    picture = gallery.hang("tradeoffs", HOW_TO_READ, lambda: tradeoff_figure(comparison))
    blocks: list[Block] = [picture]
    if isinstance(picture, Picture):
        blocks += _frontier(comparison)
    return Part("tradeoffs", "Effect against harm", blocks)


def _frontier(comparison: Comparison) -> list[Block]:
    data, keys = tradeoff_data(comparison), criteria(comparison)
    on = [comparison.names[str(setting)] for setting in data.index[data["on_frontier"]]]
    off = [comparison.names[str(setting)] for setting in data.index[~data["on_frontier"]]]
    told = f"{capitalised(listing(on))} {'is' if len(on) == 1 else 'are'} on the frontier of the means."
    told += f" {capitalised(listing(off))} {'is' if len(off) == 1 else 'are'} beaten by another setting." if off else ""
    rows = [
        row(
            comparison.names[str(setting)],
            number(found[EFFECT], signed=True),
            *(number(found[key], signed=True) for key in keys),
            "yes" if found["on_frontier"] else "no",
            percentage(found["share_on_frontier"]) if np.isfinite(found["share_on_frontier"]) else "undefined",
        )
        for setting, found in data.iterrows()
    ]
    columns = ["difference from baseline", "gain in credibility", *map(words, keys), "on the frontier", "in resamples"]
    unmoved = [words(key) for key in HARMS if key not in keys]
    note = f" Not drawn, as no setting differs in it or it was not measured: {', '.join(unmoved)}." if unmoved else ""
    return [
        Text(told),
        Table("Frontier", columns, rows),
        Text(
            f"In resamples: in which share of 2,000 resamples of whole seeds the setting is on the frontier.{note}",
            "note",
        ),
    ]
