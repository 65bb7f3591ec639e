"""The narratives of a scenario and the segments that hear them."""

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from sim.base.parameters import Declared, parameter
from sim.state.narratives import Narratives
from sim.state.voices import NOBODY, SIDES


class Claim(Declared):
    """A narrative: a labelled claim with numbers attached."""

    serves: Literal["state", "critic", "none"] = Field("state", description="Whose side it serves.")
    counters: str | None = Field(None, description="The narrative it is cut to answer.")
    appeal: float = parameter(
        0.8,
        unit="share",
        bounds=(0, 1),
        plausible=(0.3, 1.0),
        meaning="Production quality and novelty: drives attention and sharing, believed or not.",
        source="Assumption: mechanism sketch",
    )
    fragility: float = parameter(
        0.9,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="How far scrutiny hurts it; near 0 for what is true and well evidenced.",
        source="Assumption: mechanism sketch",
    )
    seasoning: float = parameter(
        1.0,
        unit="standings",
        bounds=(0.01, 10),
        plausible=(0.5, 2.0),
        meaning="Standing with which a fresh post begins: more after many contests.",
        source="Assumption: 1 is unseasoned",
    )
    prior: float = parameter(
        -0.4,
        unit="log-odds",
        bounds=(-15, 15),
        plausible=(-2.0, 1.0),
        meaning="Median prior belief in it.",
        source="Assumption: mechanism sketch",
    )
    published_per_day: float = parameter(
        0.0,
        unit="per day and critic",
        bounds=(0, 24),
        plausible=(0.0, 3.0),
        meaning="How often each critic publishes it; only for narratives that serve the critics.",
        source="Assumption: the critic in exile streamed daily, others echo him less often",
    )
    pushed_from: float = parameter(
        0.0,
        unit="hours",
        bounds=(0, 1e9),
        meaning="Hours after the start from which on the operation pushes it; only for what serves the state.",
        source="The scenario",
    )
    pushed_by: Literal["all", "overt"] = Field(
        "all", description="Which accounts of the operation push it: all of them, or the overt ones alone."
    )
    resonance: dict[str, float] = Field(
        default_factory=dict, description="Multiplier of its appeal in each segment; 1 where unnamed."
    )

    @model_validator(mode="after")
    def _only_critics_publish(self) -> "Claim":
        if self.published_per_day > 0 and self.serves != "critic":
            raise ValueError(
                f"published_per_day={self.published_per_day:g}: only a narrative that serves the critic is"
                " published by critics; the operation's posting is set under strategy"
            )
        return self

    @model_validator(mode="after")
    def _only_the_operation_pushes(self) -> "Claim":
        if self.serves != "state" and (self.pushed_from > 0 or self.pushed_by != "all"):
            raise ValueError(
                f"pushed_from={self.pushed_from:g}, pushed_by={self.pushed_by}: the operation pushes only narratives"
                f" that serve the state, and this one serves {self.serves}"
            )
        return self


class Claims(Declared):
    """All narratives of a scenario, by name, and the audience's segments, by name and share."""

    segments: dict[str, float] = Field(
        default_factory=lambda: {"everyone": 1.0}, description="Shares of the audience by segment; they add up to 1."
    )
    path: str | None = Field(
        None, description="A CSV file of narratives with their numbers, which take the place of the scenario's claims."
    )
    claims: dict[str, Claim] = Field(default_factory=dict, description="The narratives, by neutral labels.")

    @model_validator(mode="after")
    def _names_fit(self) -> "Claims":
        problems = [*self._wrong_segments(), *self._wrong_names()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _wrong_segments(self) -> list[str]:
        total = sum(self.segments.values())
        if not self.segments or min(self.segments.values()) <= 0 or not np.isclose(total, 1.0):
            return [f"segments: shares must be positive and add up to 1, got {self.segments} (sum {total:g})"]
        return []

    def _wrong_names(self) -> list[str]:
        problems = [] if self.claims else ["claims: a scenario needs at least one narrative"]
        for name, claim in self.claims.items():
            if claim.counters is not None and (claim.counters == name or claim.counters not in self.claims):
                others = ", ".join(sorted(set(self.claims) - {name})) or "none"
                problems.append(f"claims.{name}.counters={claim.counters}: no such other narrative; there is {others}")
            for segment, times in claim.resonance.items():
                if segment not in self.segments or times < 0:
                    known = ", ".join(self.segments)
                    problems.append(f"claims.{name}.resonance.{segment}={times:g}: segments are {known}; at least 0")
        return problems

    def columns(self) -> Narratives:
        """Return the narratives as columns, in the order in which they are declared."""
        claims, names = list(self.claims.values()), list(self.claims)
        resonance = [[claim.resonance.get(segment, 1.0) for claim in claims] for segment in self.segments]
        return Narratives(
            side=np.array([SIDES[claim.serves] for claim in claims], np.int8),
            appeal=np.array([claim.appeal for claim in claims]),
            fragility=np.array([claim.fragility for claim in claims]),
            seasoning=np.array([claim.seasoning for claim in claims]),
            resonance=np.array(resonance, np.float64),
            counters=np.array([names.index(c.counters) if c.counters else NOBODY for c in claims], np.int16),
            published_per_day=np.array([claim.published_per_day for claim in claims]),
        )

    def priors(self) -> np.ndarray:
        """Return the median prior belief [J] in log-odds."""
        return np.array([claim.prior for claim in self.claims.values()])
