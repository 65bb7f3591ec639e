"""What every part of a platform's enforcement promises, and what they share: what is looked at, and the verdict."""

from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.base.chance import Stream
from sim.base.parameters import Declared, parameter


class Suspects(NamedTuple):
    """Accounts before a reviewer: ``sources`` [k] source rows, and how coordinated each looks, ``suspicion`` [k]."""

    sources: np.ndarray
    suspicion: np.ndarray


class Violations(NamedTuple):
    """Standing posts found in violation: ``age`` [k] hours since that verdict, ``found_after`` [k] half-lives.

    A search of half-life h gets to a post when ``found_after`` x h hours have gone by.
    """

    age: np.ndarray
    found_after: np.ndarray


class Shared(Declared):
    """What the parts share: which posts and accounts are looked at, how a post is judged, and what that costs.

    A post is found in violation where it looks coordinated and fragile enough, or by mistake; nobody at the platform
    knows whose it is.
    """

    posture: Literal["on_report", "by_search"] = Field(
        "by_search",
        description="What is looked at: what members reported, or everything by the platform's search.",
    )
    report_rate: float = parameter(
        0.01,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.001, 0.05),
        meaning="Chance that a reader who fully disbelieves a post reports it; asked only where posture is on_report.",
        source="Assumption: a third of the chance of a critical quote",
    )
    delay: float = parameter(
        12.0,
        unit="hours",
        bounds=(0, 10_000),
        plausible=(0.0, 72.0),
        meaning="Time from the first look at a post, or the first report of it, to the verdict.",
        source="Assumption: half a day; 81 % of notices were reviewed within 24 hours (European Commission 2021)",
    )
    threshold: float = parameter(
        0.6,
        unit="suspicion",
        bounds=(0, 1),
        plausible=(0.3, 0.9),
        meaning="Suspicion above which a post is found in violation, mistakes apart.",
        source="Assumption: that of accounts",
    )
    content_weight: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Weight of a post's fragility in its suspicion; the rest is how coordinated its author looks.",
        source="Assumption: terms of service forbid coordination and misleading content alike",
    )
    mistakes: float = parameter(
        0.1,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.02, 0.3),
        meaning="Chance that a person who reviews a post, reported or held back, comes to the opposite verdict.",
        source="Barrett 2020, Who moderates the social media giants?: one in ten, by a platform's own account",
    )
    search_mistakes: float = parameter(
        0.02,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.001, 0.1),
        meaning="Chance that a search comes to the opposite verdict on a post.",
        source="Assumption: who looks at every post must err less often on each",
    )
    burst_window: float = parameter(
        15.0,
        unit="days",
        bounds=(1, 365),
        plausible=(3.0, 60.0),
        meaning="How near in time two accounts must be created to count as one burst.",
        source="237 of 744 disclosed accounts were created in one month",
    )
    memory: float = parameter(
        168.0,
        unit="hours",
        bounds=(1, 100_000),
        plausible=(24.0, 720.0),
        meaning="How far back the platform looks for accounts that post in step.",
        source="Assumption: a week",
    )
    review_cost: float = parameter(
        1.0,
        unit="platform cost units",
        bounds=(0, 1e6),
        meaning="Cost of a person's look at a post, an account or an appeal.",
        source="Assumption: the unit of the platform's cost",
    )
    search_cost: float = parameter(
        0.01,
        unit="platform cost units",
        bounds=(0, 1e6),
        meaning="Cost of a search's look at a post.",
        source="Assumption: a hundredth of a person's",
    )

    def suspicion_of_posts(self, suspicion: np.ndarray, fragility: np.ndarray) -> np.ndarray:
        """Return how suspicious posts look [k], by their authors' ``suspicion`` [k] and their ``fragility`` [k]."""
        return (1.0 - self.content_weight) * suspicion + self.content_weight * fragility

    def finds(self, suspicion: np.ndarray, luck: np.ndarray, by_people: np.ndarray) -> np.ndarray:
        """Return which posts [k] are found in violation: those above the threshold, and by mistake the opposite."""
        mistaken = luck < np.where(by_people, self.mistakes, self.search_mistakes)
        return (suspicion > self.threshold) != mistaken


class EnforcementPart(Declared):
    """A part of enforcement; by default it does nothing."""

    needs_verdicts: ClassVar[bool] = False
    """Whether it acts on posts found in violation, so that posts have to be looked at."""
    labels: ClassVar[bool] = False
    """Whether it puts a label on what was found in violation, and on the state's overt accounts."""

    def endorsement_left(self) -> float:
        """Return what is left [0, 1] of the wish to like or share a labelled post."""
        return 1.0

    def visibility_left(self) -> float:
        """Return what is left [0, 1] of the visibility of a post found in violation."""
        return 1.0

    def limits(self, n_found: np.ndarray) -> np.ndarray:
        """Return which accounts [k] are limited, of whose posts ``n_found`` [k] were found in violation so far."""
        return np.zeros(len(n_found), np.bool_)

    def slows(self) -> float:
        """Return the share [0, 1] of all passing on that the part prevents."""
        return 0.0

    def removes(self, posts: Violations) -> np.ndarray:
        """Return which standing posts found in violation [k] are taken down by now."""
        return np.zeros(len(posts.age), np.bool_)

    def holds_back(self, shares_per_hour: np.ndarray, n_members: int) -> np.ndarray:
        """Return which posts [k] are held back, by how fast they are being shared."""
        return np.zeros(len(shares_per_hour), np.bool_)

    def hold_hours(self) -> float:
        """Return for how long a post is held back."""
        return 0.0

    def due_for_review(self, n_sources: int, stream: Stream, tick: int, tick_hours: float) -> np.ndarray:
        """Return the source rows that come up for review in this tick, whoever sits there."""
        return np.zeros(0, np.int64)

    def suspends(self, suspects: Suspects, stream: Stream, tick: int) -> np.ndarray:
        """Return which of the accounts under review [k] are suspended."""
        return np.zeros(len(suspects.sources), np.bool_)

    def restores(self, sources: np.ndarray, stream: Stream) -> np.ndarray:
        """Return which of the ordinary accounts suspended now [k] will be restored on appeal."""
        return np.zeros(len(sources), np.bool_)

    def appeal_hours(self) -> float:
        """Return how long an appeal takes."""
        return 0.0
