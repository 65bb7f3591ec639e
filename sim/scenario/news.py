"""News about voices: hidden narratives "this voice reports unreliably", and the desks that report them."""

import numpy as np

from sim.base.parameters import Declared, parameter
from sim.state.doubts import NO_DOUBTS, Doubts
from sim.state.narratives import Narratives
from sim.state.voices import CRITIC, NOBODY, PRESS, SERVES_CRITIC, SERVES_NOBODY, SERVES_STATE, STATE, VOICES

DESKS = (PRESS, CRITIC)
"""Who reports: a desk of the press, under which the platform speaks too, and one of the critics."""
_HURTS = {STATE: SERVES_CRITIC, CRITIC: SERVES_STATE}


class News(Declared):
    """What a report about a voice class is like, who hears of it, and what believing it takes from trust."""

    appeal: float = parameter(
        0.6,
        unit="share",
        bounds=(0, 1),
        plausible=(0.2, 1.0),
        meaning="Appeal of a report about a voice.",
        source="Assumption: below that of the claims it is about",
    )
    fragility: float = parameter(
        0.2,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.6),
        meaning="How far scrutiny hurts a report that a voice is unreliable; a report of the contrary has the rest.",
        source="Assumption: what is dated and documented is hard to rebut, but not beyond dispute",
    )
    prior: float = parameter(
        -1.0,
        unit="log-odds",
        bounds=(-15, 15),
        plausible=(-2.0, 1.0),
        meaning="Median prior belief that a voice reports unreliably as the news will say.",
        source="Assumption: one in four; the rest of a reader's doubt is in prior trust",
    )
    weight: float = parameter(
        0.8,
        unit="share",
        bounds=(0, 0.99),
        plausible=(0.2, 0.95),
        meaning="How much less reliable readers hold a voice if the news about it is true.",
        source="Assumption: most of it; a voice class is of many sources, so never all",
    )
    press_followed_by: float = parameter(
        0.3,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.1, 0.7),
        meaning="Share of members who follow the desk of the press that reports about voices.",
        source="Assumption: as professionals are followed by one in four, and a newsroom by a few more",
    )
    critic_followed_by: float = parameter(
        0.25,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.05, 0.7),
        meaning="Share of members who follow the critics' desk.",
        source="Assumption: as other professionals",
    )

    def beside(self, narratives: Narratives, voices: tuple[int, ...]) -> Narratives:
        """Return the narratives with a hidden one for each voice class there can be news about, at the end.

        What says that the state is unreliable serves the critics, and the other way round; no critic publishes it.
        """
        n = len(voices)
        if n == 0:
            return narratives
        sides = [_HURTS.get(voice, SERVES_NOBODY) for voice in voices]
        return Narratives(
            side=np.r_[narratives.side, np.array(sides, np.int8)].astype(np.int8),
            appeal=np.r_[narratives.appeal, np.full(n, self.appeal)],
            fragility=np.r_[narratives.fragility, np.full(n, self.fragility)],
            seasoning=np.r_[narratives.seasoning, np.ones(n)],
            resonance=np.hstack([narratives.resonance, np.ones((len(narratives.resonance), n))]),
            counters=np.r_[narratives.counters, np.full(n, NOBODY)].astype(np.int16),
            published_per_day=np.r_[narratives.published_per_day, np.zeros(n)],
            about=np.r_[np.full(len(narratives.side), NOBODY), voices].astype(np.int8),
        )

    def doubts(self, narratives: Narratives) -> Doubts:
        """Return which narrative is news about which voice."""
        if len(narratives.about) == 0:
            return NO_DOUBTS
        places = np.full(len(VOICES), NOBODY, np.int64)
        told = np.flatnonzero(narratives.is_news)
        places[narratives.about[told]] = told
        return Doubts(places, self.weight)

    def followings(self) -> np.ndarray:
        """Return the share of members who follow each desk."""
        return np.array([self.press_followed_by, self.critic_followed_by])


def news_name(voice: int) -> str:
    """Return the name under which tables show the news about a voice."""
    return f"news_about_{VOICES[voice]}"
