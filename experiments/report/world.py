"""What the settings of a world tell the report: its story, its clock, whose narratives are the state's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.report.comparison import Story

HOURLY = 60.0


@dataclass(frozen=True)
class World:
    """The settings that a report needs; what is not known is None or empty.

    `campaign_end_hours` since the start; `forgetting_half_life_hours` of belief alone; `state_narratives` by name.
    """

    story: Story
    tick_minutes: float = HOURLY
    campaign_end_hours: float | None = None
    forgetting_half_life_hours: float | None = None
    state_narratives: tuple[str, ...] = ()


def world_of(settings: Mapping[str, Any]) -> World:
    """Take what a report needs from a scenario's settings, as plain data."""
    story = settings.get("story") or {}
    facts = tuple(f"{fact['fact']} ({fact['source']})" for fact in story.get("facts") or ())
    claims = (settings.get("narratives") or {}).get("claims") or {}
    return World(
        story=Story(
            title=story.get("title") or settings.get("scenario") or "Untitled",
            facts=facts,
            hypotheses=tuple(story.get("hypotheses") or ()),
            question=story.get("question") or "",
        ),
        tick_minutes=float(settings.get("tick_minutes") or HOURLY),
        campaign_end_hours=(settings.get("operation") or {}).get("stops_at"),
        forgetting_half_life_hours=(settings.get("belief") or {}).get("belief_half_life"),
        state_narratives=tuple(name for name, claim in claims.items() if claim.get("serves") == "state"),
    )
