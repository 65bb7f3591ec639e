"""Shocks: what happens on a date and is nobody's rule, such as an exposé, a ruling, a wave of takedowns, a congress."""

from datetime import date
from typing import Any, Final, Literal

import numpy as np
from pydantic import Field, model_validator

from sim.base.parameters import Declared, parameter
from sim.state.voices import CRITIC, PRESS, VOICES

_HOURS_A_DAY = 24.0
_NEWS: Final = ("expose", "ruling", "block", "notice")
_WAVE, _CONGRESS = "takedown_wave", "congress"
_BELONGS: Final = {"share": (_WAVE,), "pace": (_CONGRESS,), "lead": (_CONGRESS,)}
_MUST_HAVE: Final = {_WAVE: ("share",), _CONGRESS: ("pace", "lead")}
_BY: Final = {"press": PRESS, "critic": CRITIC}


class Shock(Declared):
    """One dated event: on a ``date``, or at an ``hour`` after the scenario's start.

    An exposé, a ruling by a regulator, a block at home and a platform's notice are news about a voice class; no shock
    writes trust or belief. A wave of takedowns suspends covert accounts that have spoken, and the platform gives
    notice of it. A congress is no news: the operation knows its date, and hurries before it.
    """

    kind: Literal["expose", "ruling", "block", "notice", "takedown_wave", "congress"] = Field(
        description="What happens: news about a voice (expose, ruling, block, notice), a takedown_wave, a congress."
    )
    date: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="The day on which it happens.")
    hour: float | None = parameter(
        None, unit="hours", bounds=(0, 1e9), meaning="When it happens, where no date is given.", source="The scenario"
    )
    about: Literal["peer", "state", "critic", "press"] = Field("state", description="The voice class it is news about.")
    reliable: bool = Field(False, description="Whether it says that this voice is reliable, or that it is not.")
    by: Literal["press", "critic"] = Field(
        "press", description="The voice under which readers perceive it; the platform speaks as press."
    )
    reports: int = parameter(
        1,
        unit="reports",
        bounds=(1, 1000),
        plausible=(1, 20),
        meaning="How many times the desk reports it: what is salient is told again and again.",
        source="Assumption: once, unless the scenario says so",
    )
    every: float = parameter(
        12.0,
        unit="hours",
        bounds=(0.1, 1e6),
        plausible=(1.0, 48.0),
        meaning="Time between one report and the next.",
        source="Assumption: a morning and an evening edition",
    )
    share: float | None = parameter(
        None,
        unit="share of accounts",
        bounds=(0, 1),
        plausible=(0.1, 1.0),
        meaning="Share of the active covert accounts that a wave of takedowns suspends.",
        source="The scenario",
    )
    pace: float | None = parameter(
        None,
        unit="times the pace",
        bounds=(0, 100),
        plausible=(1.0, 5.0),
        meaning="How much faster the operation posts and replies before a congress.",
        source="The scenario",
    )
    lead: float | None = parameter(
        None,
        unit="hours",
        bounds=(0, 1e6),
        plausible=(168.0, 1500.0),
        meaning="For how long before a congress it does so.",
        source="The scenario",
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Shock":
        problems = self._without_a_moment() + self._out_of_place()
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _without_a_moment(self) -> list[str]:
        if (self.date is None) == (self.hour is None):
            return [f"{self.kind}: give a date or an hour, and not both"]
        try:
            date.fromisoformat(self.date or "2000-01-01")
        except ValueError:
            return [f"{self.kind}: date={self.date} is on no calendar"]
        return []

    def _out_of_place(self) -> list[str]:
        problems = [
            f"{self.kind}: {name} belongs to {' and '.join(kinds)}, and would act on nothing here"
            for name, kinds in _BELONGS.items()
            if getattr(self, name) is not None and self.kind not in kinds
        ]
        problems += [
            f"{self.kind}: {name} must be given: {type(self).model_fields[name].description}"
            for name in _MUST_HAVE.get(self.kind, ())
            if getattr(self, name) is None
        ]
        fields = type(self).model_fields
        told = [name for name in ("about", "reliable", "by", "reports") if getattr(self, name) != fields[name].default]
        if self.kind == _CONGRESS and told:
            problems.append(f"congress: {', '.join(told)} would act on nothing, as a congress is no news")
        return problems

    def told_again(self, hours: float) -> list[float]:
        """Return when it is reported again, in hours, if it happens at ``hours``."""
        return [hours + again * self.every for again in range(1, self.reports)]

    def pace_at(self, hours: float | np.ndarray, happens: float) -> np.ndarray:
        """Return how many times its pace the operation goes at ``hours`` [k], if this happens then; 1 is as ever."""
        pace, lead = (1.0, 0.0) if self.pace is None or self.lead is None else (self.pace, self.lead)
        before = (happens - lead <= np.asarray(hours)) & (np.asarray(hours) < happens)
        return np.where(before, pace, 1.0)

    @property
    def is_wave(self) -> bool:
        """Whether it is a wave of takedowns."""
        return self.kind == _WAVE

    @property
    def is_news(self) -> bool:
        """Whether it is news about a voice and nothing else."""
        return self.kind in _NEWS

    @property
    def voice(self) -> int | None:
        """The voice class that there is news about, None for a congress."""
        return None if self.kind == _CONGRESS else VOICES.index(self.about)

    @property
    def told_by(self) -> int:
        """The voice under which readers perceive it."""
        return _BY[self.by]

    def at(self, starts_on: str) -> float:
        """Return when it happens, in hours since the scenario's start; below 0 if it was before."""
        if self.hour is not None:
            return self.hour
        days = date.fromisoformat(str(self.date)) - date.fromisoformat(starts_on)
        return days.days * _HOURS_A_DAY


class Shocks(Declared):
    """What happens on dates: listed here, and read from a table."""

    path: str | None = Field(None, description="A table of dated events: date or hour, kind, about, reliable, by, …")
    dated: tuple[Shock, ...] = Field((), strict=False, description="The events, in any order.")

    def voices(self) -> set[int]:
        """Return the voice classes that there will be news about."""
        return {shock.voice for shock in self.dated if shock.voice is not None}

    def never_felt(self, starts_on: str, last_tick: float) -> list[str]:
        """Return the events that come after the ``last_tick`` has begun, in hours, and a congress's lead with them."""
        return [
            f"{shock.kind} {f'on {shock.date}' if shock.date else f'at hour {shock.hour:g}'}"
            for shock in self.dated
            if shock.at(starts_on) - (shock.lead or 0.0) > last_tick
        ]

    def too_early(self, starts_on: str) -> list[str]:
        """Return what is wrong with the events that would be over before the first tick."""
        when: Any = ((place, shock, shock.at(starts_on)) for place, shock in enumerate(self.dated))
        return [
            f"shocks.dated.{place}: {shock.kind} on {shock.date} is before the start, operation.starts_on={starts_on}"
            for place, shock, hours in when
            if hours < 0.0
        ]
