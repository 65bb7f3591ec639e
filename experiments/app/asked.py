"""What a visitor may ask: messages from the page, checked before anything looks at them.

A message is one JSON object with a ``do``. Overrides are a small part of Hydra's grammar: a choice of a family
(``censorship=full``) or a number (``censorship.exported.quota=5``). Nothing in it can name a file, refer to the
environment or run anything.
"""

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from experiments.app.limits import (
    FEWEST_MEMBERS,
    FEWEST_TICKS,
    LONGEST_MESSAGE,
    MOST_MEMBERS,
    MOST_OVERRIDES,
    MOST_TICKS,
    SPEEDS,
)

CHOICE: Final = re.compile(r"(?P<key>[a-z]+)=(?P<value>[a-z_0-9]+|\[[a-z_0-9]+(,[a-z_0-9]+)*\])")
NUMBER: Final = re.compile(r"(?P<key>[a-z_0-9]+(\.[a-z_0-9]+)+)=(?P<value>-?(\d+\.?\d*|\.\d+)(e-?\d{1,3})?)")

_MOST_PROBLEMS = 8
LARGEST: Final = 2**53 - 1
"""The largest whole number that JavaScript keeps exact."""

_NAME = StringConstraints(pattern=r"^[A-Za-z0-9_/]+$", max_length=60)
_OVERRIDE = StringConstraints(max_length=120)
_TOKEN = StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=64)

type Override = Annotated[str, _OVERRIDE]
type Overrides = Annotated[tuple[Override, ...], Field(max_length=MOST_OVERRIDES)]
type ColumnRow = Literal[0, 1]


class Message(BaseModel):
    """A message from the page; unknown keys and wrong types are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class WorldAsked(Message):
    """The pair of worlds that a visitor asks for: what they share, and the settings of column A and B."""

    scenario: Annotated[str, _NAME]
    seed: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    members: Annotated[int, Field(ge=FEWEST_MEMBERS, le=MOST_MEMBERS)] | None = None
    ticks: Annotated[int, Field(ge=FEWEST_TICKS, le=MOST_TICKS)] | None = None
    common: Annotated[Overrides, Field(strict=False)] = ()
    a: Annotated[Overrides, Field(strict=False)] = ()
    b: Annotated[Overrides, Field(strict=False)] = ()


class Open(Message):
    """Open a pair of worlds and live through it to ``tick``; or take up the one that is kept under ``resume``."""

    do: Literal["open"]
    world: WorldAsked
    tick: Annotated[int, Field(ge=0, le=MOST_TICKS)] = 0
    resume: Annotated[str, _TOKEN] | None = None


class Turn(Message):
    """Play, pause, or begin again at the first tick."""

    do: Literal["play", "pause", "reset"]


class Step(Message):
    """Live through some ticks, and pause."""

    do: Literal["step"]
    ticks: Annotated[int, Field(ge=1, le=MOST_TICKS)] = 1


class Speed(Message):
    """Ticks a second."""

    do: Literal["speed"]
    ticks: Literal[SPEEDS]  # type: ignore[valid-type]


class FocusPost(Message):
    """Look at a post in both columns: by the key that it has in both, or, for None, at the most contested one."""

    do: Literal["post"]
    key: Annotated[str, StringConstraints(pattern=r"^-?\d{1,20}$")] | None = None


class FocusPerson(Message):
    """Look at a person in both columns, by the identity that they have in both; None looks at nobody."""

    do: Literal["person"]
    who: Annotated[int, Field(ge=0, le=LARGEST)] | None = None


class Seen(Message):
    """The page has drawn a frame."""

    do: Literal["seen"]
    frame: Annotated[int, Field(ge=0, le=LARGEST)]


type Asked = Open | Turn | Step | Speed | FocusPost | FocusPerson | Seen

_ASKED: TypeAdapter[Asked] = TypeAdapter(Annotated[Asked, Field(discriminator="do")])


class Refused(ValueError):
    """A message that is not acted upon; the problems are lines for people."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems."""
        super().__init__("; ".join(problems))
        self.problems = problems


def read(text: str) -> Asked:
    """Return the message that a text is.

    Raises:
        Refused: if it is none, with every problem.
    """
    if len(text) > LONGEST_MESSAGE:
        raise Refused([f"a message of {len(text)} characters is too long; {LONGEST_MESSAGE} are the most"])
    try:
        return _ASKED.validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise Refused([_in_words(each["loc"], each["msg"]) for each in found[:8]]) from None
    except RecursionError:
        raise Refused(["message: nested too deeply"]) from None


def _in_words(path: tuple[int | str, ...], rule: str) -> str:
    """Return a problem for people, who asked for a world and know nothing of the message that carried it."""
    place = ".".join(str(step) for step in path if step not in ("open", "world"))
    return f"{place or 'message'}: {rule.replace('Input should be', 'must be')}"


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(map(str, path)) or "message"
