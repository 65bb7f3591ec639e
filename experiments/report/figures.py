"""The figures of a comparison: what each returns, and how one is saved and put into a page."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from experiments.report.palette import look

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

PNG_DOTS_PER_INCH = 200
# Enough for a few flat colours with smooth edges; a third of the bytes of full colour.
PNG_COLOURS = 128
CSV_FORMAT = "%.9g"
# A page has up to nine images; with their text and tables around them it stays below 1 MB. What a figure leaves of its
# share, the next ones may use.
EMBEDDED_BYTES = 75_000
COARSER_DOTS_PER_INCH = (150, 110, 80)


class Drawing(NamedTuple):
    """A figure, the numbers behind it, and what it shows in words for those who cannot see it."""

    figure: Figure
    data: pd.DataFrame
    alt: str


class NothingToDrawError(ValueError):
    """There is nothing to show; the message says why, in words for the page."""


class SavedFigure(NamedTuple):
    """A figure on disk: its files, its image as a data address to be embedded, and how many bytes that image has."""

    name: str
    svg: Path
    png: Path
    csv: Path
    data_address: str
    alt: str
    n_bytes: int = 0


def save(folder: Path, name: str, draw: Callable[[], Drawing], most_bytes: int = EMBEDDED_BYTES) -> SavedFigure:
    """Draw, write NAME.svg, NAME.png and NAME.csv into `folder`, and embed whichever image is smaller.

    Where both have more than `most_bytes`, the PNG is embedded with as many dots an inch as fit. Otherwise both are
    crisp: the SVG at any size, the PNG at 200 dots an inch, about twice as many as the page is wide.
    """
    drawing = draw()
    picture = _as_picture(drawing.figure)
    png = _as_png(picture)
    # Where everything stands was decided for the first image; deciding it again costs as much as drawing.
    drawing.figure.set_layout_engine("none")
    svg = _as_svg(drawing.figure)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {ending: folder / f"{name}.{ending}" for ending in ("svg", "png", "csv")}
    paths["svg"].write_bytes(svg)
    paths["png"].write_bytes(png)
    drawing.data.to_csv(paths["csv"], index=False, lineterminator="\n", float_format=CSV_FORMAT)
    kind, image = ("svg+xml", svg) if len(svg) <= len(png) else ("png", png)
    for dots_per_inch in COARSER_DOTS_PER_INCH:
        if len(image) > most_bytes:
            kind, image = "png", _as_png(picture, dots_per_inch)
    address = f"data:image/{kind};base64,{base64.b64encode(image).decode('ascii')}"
    return SavedFigure(name, paths["svg"], paths["png"], paths["csv"], address, drawing.alt, len(image))


def _as_svg(figure: Figure) -> bytes:
    """The figure as SVG, without the date that would change its bytes from day to day."""
    buffer = io.BytesIO()
    with look():
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def _as_picture(figure: Figure) -> Image:
    """The figure in dots, 200 an inch."""
    from PIL import Image

    buffer = io.BytesIO()
    with look():
        figure.savefig(buffer, format="png", dpi=PNG_DOTS_PER_INCH)
    with Image.open(buffer) as drawn:
        return drawn.convert("RGB")


def _as_png(picture: Image, dots_per_inch: int = PNG_DOTS_PER_INCH) -> bytes:
    """A picture as PNG with few colours, made smaller where fewer dots an inch are asked for.

    It is not drawn again: letters of another size would no longer fit where they were placed.
    """
    from PIL import Image

    share = dots_per_inch / PNG_DOTS_PER_INCH
    size = (round(picture.width * share), round(picture.height * share))
    scaled = picture if share == 1 else picture.resize(size, Image.Resampling.LANCZOS)
    small = io.BytesIO()
    # By an octree: a cut by frequency gives a thin line the colour of its neighbours.
    few = scaled.quantize(PNG_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(small, format="png", optimize=True)
    return small.getvalue()
