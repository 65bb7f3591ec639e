"""What a scenario stands for: its facts with their sources, and the hypotheses it speaks to."""

from pydantic import Field

from sim.base.parameters import Declared


class Fact(Declared):
    """One fact and where it was published."""

    fact: str
    source: str


class Disclosed(Declared):
    """What a platform published of the real operation that a scenario stands for; it changes no number."""

    accounts: int = Field(ge=0, description="Accounts whose data were published.")
    posts: int = Field(ge=0, description="Posts of theirs, over the accounts' whole lives.")


class Story(Declared):
    """The story of a scenario, for people; it changes no number."""

    title: str = ""
    question: str = ""
    facts: tuple[Fact, ...] = Field((), strict=False)
    hypotheses: tuple[str, ...] = Field((), strict=False)
    disclosed: Disclosed | None = Field(None, description="What was published of the real operation.")
