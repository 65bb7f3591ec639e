"""What a scenario stands for: its facts with their sources, and the hypotheses it speaks to."""

from pydantic import Field

from sim.base.parameters import Declared


class Fact(Declared):
    """One fact and where it was published."""

    fact: str
    source: str


class Story(Declared):
    """The story of a scenario, for people; it changes no number."""

    title: str = ""
    question: str = ""
    facts: tuple[Fact, ...] = Field((), strict=False)
    hypotheses: tuple[str, ...] = Field((), strict=False)
