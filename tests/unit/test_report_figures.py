"""How figures are put into the page: small enough together, and in their own colours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from experiments.report.blocks import Picture
from experiments.report.figures import Drawing, SavedFigure, save
from experiments.report.gallery import Gallery
from experiments.report.palette import blank_figure


def test_what_a_figure_leaves_of_its_share_the_next_may_use(tmp_path: Path) -> None:
    def waves() -> Drawing:
        figure = blank_figure(6)
        place = figure.subplots()
        for shift in range(12):
            place.plot(np.sin(np.arange(4000) / 9 + shift))
        return Drawing(figure, pd.DataFrame({"x": [1]}), "waves")

    alone, after = Gallery(tmp_path / "a"), Gallery(tmp_path / "b")
    after.saved = [SavedFigure("small", tmp_path, tmp_path, tmp_path, "", "", 0)] * 20
    first, second = (gallery.hang("waves", "", waves) for gallery in (alone, after))
    assert isinstance(first, Picture)
    assert isinstance(second, Picture)
    assert first.figure.n_bytes < second.figure.n_bytes
    assert second.figure.n_bytes == min(path.stat().st_size for path in (second.figure.svg, second.figure.png))


def test_a_thin_line_keeps_its_colour_where_colours_are_few(tmp_path: Path) -> None:
    def faint() -> Drawing:
        figure = blank_figure(3)
        place = figure.subplots()
        place.imshow(np.random.default_rng(1).random((60, 60)), cmap="Greys", aspect="auto")
        place.axhline(30, color="#D55E00", linewidth=0.8)
        return Drawing(figure, pd.DataFrame({"x": [1]}), "a line")

    saved = save(tmp_path, "line", faint)
    with Image.open(saved.png) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=int).reshape(-1, 3)
    # Vermilion is (213, 94, 0): red far above blue, as no grey is.
    assert (pixels[:, 0] - pixels[:, 2]).max() > 150
