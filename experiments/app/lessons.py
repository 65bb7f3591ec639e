"""The lessons of the guided page: one file a lesson, read once and checked."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from experiments.app.asked import WorldAsked

_FOLDER = Path(__file__).resolve().parent / "lessons"


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Prediction(_Text):
    """What a class is asked before the run: in which column a number of the summary will be larger.

    ``equal_within`` is the difference up to which the two count as about equal; ``reads`` says what the number is.
    """

    question: str
    metric: str
    reads: str
    equal_within: Annotated[float, Field(ge=0)]


class Variation(_Text):
    """Another pair of settings to try after the run."""

    say: str
    world: WorldAsked


class Lesson(_Text):
    """A lesson: its story, the worlds it compares, what to predict, what to discuss.

    ``also`` are further numbers of the summary that the comparison shows; ``caution`` is what the lesson cannot show.
    """

    id: str
    title: str
    names: Annotated[tuple[str, str], Field(strict=False)]
    story: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    world: WorldAsked
    predictions: Annotated[tuple[Prediction, ...], Field(strict=False, min_length=1)]
    also: Annotated[tuple[str, ...], Field(strict=False)]
    questions: Annotated[tuple[str, ...], Field(strict=False, min_length=2)]
    variations: Annotated[tuple[Variation, ...], Field(strict=False)] = ()
    caution: str


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return all lessons in the order of their files.

    Raises:
        ValidationError: if a file is no lesson.
    """
    files = sorted(_FOLDER.glob("*.toml"))
    return tuple(Lesson.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)
