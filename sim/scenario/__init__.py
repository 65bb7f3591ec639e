"""A scenario: everything that defines a world, checked and frozen."""

from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from sim.base.parameters import Declared, parameter
from sim.beliefs._contract import Belief
from sim.censorship._contract import CensorshipPart, longest_fear
from sim.conducts._contract import Conduct
from sim.disclosure._contract import Disclosure
from sim.feeds._contract import Feed
from sim.scenario.claims import Claim, Claims
from sim.scenario.families import combined_parts, exclusive_option, parts_on
from sim.scenario.markets import HOME, MarketSettings, with_common_dials, wrong_with
from sim.scenario.needs import idle_options
from sim.scenario.news import DESKS, News, news_name
from sim.scenario.nodes import wrong_with_nodes
from sim.scenario.operation import Operation
from sim.scenario.shocks import Shock, Shocks
from sim.scenario.story import Story
from sim.state.inputs import NO_INPUTS, Inputs
from sim.state.narratives import Narratives
from sim.strategies._contract import Strategy
from sim.ties._contract import TieRule

__all__ = [
    "HOME",
    "Claim",
    "Claims",
    "MarketSettings",
    "News",
    "Operation",
    "Scenario",
    "Shock",
    "Shocks",
    "Story",
    "parts_on",
]


def _one(family: str) -> BeforeValidator:
    return BeforeValidator(lambda settings: exclusive_option(family, settings))


def _many(family: str) -> BeforeValidator:
    return BeforeValidator(lambda settings: combined_parts(family, settings))


class Scenario(Declared):
    """One world: its audience, its actors and its rules. Two equal scenarios with one seed give the same bytes."""

    scenario: str = Field("untitled", description="The scenario's name.")
    story: Story = Field(default_factory=Story)
    members: int = parameter(
        2000,
        unit="members",
        bounds=(1, 20_000_000),
        meaning="Size of the audience.",
        source="Assumption: large enough for two-digit shares, small enough for a sweep",
    )
    ticks: int = parameter(
        960,
        unit="ticks",
        bounds=(1, 1_000_000),
        meaning="Length of the run.",
        source="Assumption: a month's campaign and ten days after it",
    )
    tick_minutes: float = parameter(
        60.0,
        unit="minutes",
        bounds=(1, 1440),
        meaning="Length of a tick; all rates are declared per hour or per day.",
        source="Assumption: an hour",
    )
    seed: int = parameter(
        0,
        unit="1",
        bounds=(0, 2**63 - 1),
        meaning="Root of all chance.",
        source="Assumption: any",
    )
    replicates: int = parameter(
        1, unit="runs", bounds=(1, 1_000_000), meaning="Paired repetitions with other chance.", source="Assumption: any"
    )
    threads: int = parameter(
        1, unit="threads", bounds=(1, 1024), meaning="Threads of one run; changes no number.", source="Assumption: any"
    )
    strategy: Annotated[Strategy, _one("strategy")]
    rebuttals: Annotated[Any, _many("rebuttals")]
    belief: Annotated[Belief, _one("belief")]
    conduct: Annotated[Conduct, _one("conduct")]
    feed: Annotated[Feed, _one("feed")]
    ties: Annotated[TieRule, _one("ties")]
    censorship: Annotated[Any, _many("censorship")]
    enforcement: Annotated[Any, _many("enforcement")]
    disclosure: Annotated[Disclosure, _one("disclosure")]
    markets: dict[str, MarketSettings] = Field(
        default_factory=dict, description="Markets with rules of their own, by name; none is one market for all."
    )
    operation: Operation = Field(default_factory=Operation)
    narratives: Claims
    shocks: Shocks = Field(default_factory=Shocks)
    news: News = Field(default_factory=News)
    metrics: Annotated[Any, _many("metrics")] = Field(default_factory=dict, validate_default=True)
    inputs: Inputs = Field(NO_INPUTS, exclude=True, repr=False)

    model_config = Declared.model_config | {"arbitrary_types_allowed": True}

    @property
    def tick_hours(self) -> float:
        """Length of a tick in hours."""
        return self.tick_minutes / 60.0

    @property
    def news_about(self) -> tuple[int, ...]:
        """Voice classes that there can be news about: by a shock, or by a rule that reports."""
        voices = self.shocks.voices().union(*(each.reports_about() for each in self.disclosures()))
        voices.update(*(part.reports_about() for parts in self._censors_parts() for part in parts))
        return tuple(sorted(voices))

    @property
    def n_desks(self) -> int:
        """How many desks report about voices: none where nothing can be reported."""
        return len(DESKS) if self.news_about else 0

    def narrative_columns(self) -> Narratives:
        """Return all narratives as columns: the claims as declared, and after them the news about voices."""
        return self.news.beside(self.narratives.columns(), self.news_about)

    def narrative_names(self) -> list[str]:
        """Return the names of all narratives, in the order of the columns."""
        return [*self.narratives.claims, *map(news_name, self.news_about)]

    def priors(self) -> np.ndarray:
        """Return the median prior belief [J] in every narrative, in log-odds."""
        return np.r_[self.narratives.priors(), np.full(len(self.news_about), self.news.prior)]

    @model_validator(mode="before")
    @classmethod
    def _markets_feeds_are_as_long_and_busy(cls, settings: Any) -> Any:
        return with_common_dials(settings)

    @model_validator(mode="after")
    def _shocks_are_not_over(self) -> "Scenario":
        problems = self.shocks.too_early(self.operation.starts_on)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @model_validator(mode="after")
    def _network_sets_the_members(self) -> "Scenario":
        edges = self.inputs.edges
        if edges is not None and edges.n_nodes != self.members:
            raise ValueError(
                f"members={self.members}: the edge list has {edges.n_nodes} nodes, and members are its nodes; "
                f"leave members unset or say members={edges.n_nodes}"
            )
        return self

    @model_validator(mode="after")
    def _nodes_have_something_to_do(self) -> "Scenario":
        problems = wrong_with_nodes(self.inputs, self.rebuttals, reshares=self.conduct.reshares)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @model_validator(mode="after")
    def _something_stays_in_sight_for_a_tick(self) -> "Scenario":
        buried = self.feed.chatter * self.tick_hours
        if self.belief.meets == "feed" and buried >= self.feed.length:
            raise ValueError(
                f"tick_minutes={self.tick_minutes:g}: in one tick, feed.chatter={self.feed.chatter:g} an hour puts "
                f"{buried:g} items on top of a feed of feed.length={self.feed.length}, so nothing would ever be read; "
                "take shorter ticks, less chatter or a longer feed"
            )
        return self

    @model_validator(mode="after")
    def _strategy_finds_its_narratives(self) -> "Scenario":
        missing = self.strategy.lacks(self.narratives.columns())
        if missing:
            raise ValueError(missing)
        return self

    @model_validator(mode="after")
    def _every_option_can_act(self) -> "Scenario":
        problems = idle_options(self)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @model_validator(mode="after")
    def _reshares_go_along_ties(self) -> "Scenario":
        if self.conduct.reshares and not self.ties.stored:
            raise ValueError(
                f"ties={self.ties.kind}: with conduct=resharer everyone writes and nothing is stored of who follows "
                "whom; choose ties=poisson with ties.followees up to members - 1, where everyone follows all"
            )
        return self

    @model_validator(mode="after")
    def _minds_meet_along_ties(self) -> "Scenario":
        if self.belief.meets != "feed" and not (self.ties.stored or self.ties.everyone):
            raise ValueError(
                f"ties={self.ties.kind}: with belief={self.belief.kind} members ask those whom they follow, and "
                "nothing is stored of that; choose ties=poisson, the same network with its ties stored"
            )
        return self

    @model_validator(mode="after")
    def _markets_fit(self) -> "Scenario":
        problems = wrong_with(self.markets, self.ties, self.feed)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def environments(self) -> list[Any]:
        """Return the censorship of each market, in order; one for a scenario without markets."""
        return [market.censorship or self.censorship for market in self.markets.values()] or [self.censorship]

    def platforms(self) -> list[Any]:
        """Return the enforcement of each market, in order; one for a scenario without markets."""
        return [market.enforcement or self.enforcement for market in self.markets.values()] or [self.enforcement]

    def rankings(self) -> list[Feed]:
        """Return the feed of each market, in order; one for a scenario without markets."""
        return [market.feed or self.feed for market in self.markets.values()] or [self.feed]

    def disclosures(self) -> list[Disclosure]:
        """Return the disclosure of each market, in order; one for a scenario without markets."""
        return [market.disclosure or self.disclosure for market in self.markets.values()] or [self.disclosure]

    def fear_half_lives(self) -> list[float]:
        """Return how long it takes fear to halve in each market, in hours: the longest among the parts of its censor.

        Who is frightened where no censor frightens, by what befell someone elsewhere, calms down as they do there who
        take longest; 0 everywhere where nobody frightens.
        """
        own = [longest_fear(parts) for parts in self._censors_parts()]
        return [each or max(own) for each in own]

    def _censors_parts(self) -> list[list[CensorshipPart]]:
        """Return the parts of each market's censor."""
        return [list(parts_on("censorship", rules).values()) for rules in self.environments()]

    def without_campaign(self) -> "Scenario":
        """Return the paired quiet world: the same in everything, the operation silent."""
        return self.model_copy(update={"strategy": exclusive_option("strategy", {"kind": "silent"})})

    def settings(self) -> dict[str, Any]:
        """Return all settings as plain nested data, as composing this scenario again would give them."""
        return self.model_dump(mode="json", serialize_as_any=True)
