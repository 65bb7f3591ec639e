"""Fear: authors of criticism are found and punished, in sight of those who follow them."""

import numpy as np

from sim.base.chance import Stream, purpose
from sim.base.parameters import parameter
from sim.censorship._contract import CensorshipPart, Criticism, Fright, found_by_now
from sim.kernels.luck import keyed_luck
from sim.state.voices import STATE

_FIND = purpose("censor.finds_author")
_PUNISH = purpose("censor.punishes_author")
_SHOW = purpose("censor.punishes_in_sight")
_TELL = purpose("critics.report_punishment")


class Fear(CensorshipPart):
    """Standing criticism is searched for, hidden, and some authors are punished; fear is what remains.

    People speak with probability e^-fear. Professionals may be silenced for good. Who follows the punished and sees
    the punishment grows afraid, and finds a report of it in the feed: a post that says of the state's voice that it is
    unreliable, to be read, believed, answered and forgotten like any other. Some punishments become news for everyone.

    Names: deterrence, repression, chilling effect (Roberts 2018; Pan & Siegel 2020).
    Source: Roberts 2018, Censored: the three mechanisms. Assumption: fear fades by a half-life.
    """

    half_life: float = parameter(
        24.0,
        unit="hours",
        bounds=(0.01, 1e9),
        plausible=(2.0, 240.0),
        meaning="Time in which half of the authors of standing criticism are found.",
        source="Assumption: finding people takes longer than finding texts",
    )
    punish: float = parameter(
        0.2,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.02, 0.5),
        meaning="Chance that an author who is found is punished.",
        source="Assumption: mechanism sketch",
    )
    deterrence: float = parameter(
        2.0,
        unit="fear",
        bounds=(0, 100),
        plausible=(0.5, 5.0),
        meaning="Fear that punishment adds to the punished.",
        source="Assumption: silences six in seven of the punished (e^-2), as imprisoned elites fell silent",
    )
    seen: float = parameter(
        1.0,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.1, 1.0),
        meaning="Chance that those who follow the punished see the punishment: fear and a report of it come with that.",
        source="Assumption: all of them; fear works by being seen, and what nobody sees is friction (Roberts 2018)",
    )
    contagion: float = parameter(
        0.3,
        unit="fear",
        bounds=(0, 100),
        plausible=(0.05, 1.0),
        meaning="Fear that a seen punishment adds to each follower of the punished.",
        source="Assumption: a fraction of what the punished feel",
    )
    reported: float = parameter(
        0.1,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 0.5),
        meaning="Chance that a punishment becomes news beyond those who saw it, reported by the critics' desk.",
        source="Assumption: one in ten is told beyond the followers of the punished, and may be censored in its turn",
    )
    jail: float = parameter(
        0.3,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Chance that a punished professional is silenced for good.",
        source="Assumption: the crackdown on lawyers of 2015 detained many and jailed some",
    )
    fear_half_life: float = parameter(
        336.0,
        unit="hours",
        bounds=(1, 1e9),
        plausible=(48.0, 2000.0),
        meaning="Time in which fear halves.",
        source="Assumption: two weeks",
    )

    def finds(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return which standing items' authors are found now."""
        outlasts = -np.log2(keyed_luck(stream, _FIND, items.keys))
        return found_by_now(items, self.half_life, outlasts)

    def punishes(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return whose authors are punished, keyed by item."""
        return keyed_luck(stream, _PUNISH, items.keys) < self.punish

    def shows(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return whose punishment the followers see, keyed by item."""
        return keyed_luck(stream, _SHOW, items.keys) < self.seen

    def frightens(self) -> Fright:
        """Return what a punishment does."""
        return Fright(self.deterrence, self.contagion, self.fear_half_life)

    def tells(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return whose punishment becomes news, keyed by item."""
        return keyed_luck(stream, _TELL, items.keys) < self.reported

    def reports_about(self) -> tuple[int, ...]:
        """Return the state's voice, unless punishments are never seen and never become news."""
        return (STATE,) if max(self.seen, self.reported) > 0.0 else ()
