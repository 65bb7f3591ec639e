"""Inoculation: members who were warned beforehand take less from what they are told."""

from typing import NamedTuple

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import parameter
from sim.kernels.curves import share_lost
from sim.kernels.memory import warn, wear_off
from sim.rebuttals._contract import RebuttalPart
from sim.state.members import Members

_WARNED = purpose("member.is_warned")


class Inoculation(RebuttalPart):
    """A share of members is warned; they discount the log-likelihood of reports by a factor that fades.

    A warning is about manipulation by the state's side; ``spill`` is the part of it that meets all other reports too.
    It acts on members who weigh reports (``belief=bayesian_source``), and not on what they read in a thread.

    Names: prebunking, psychological inoculation, Bad News.
    Source: Roozenbeek & van der Linden 2019; Maertens, Roozenbeek, Basol & van der Linden 2021.
    """

    share: float = parameter(
        0.3,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.05, 0.8),
        meaning="Members who are warned; with repeated warnings always the same ones.",
        source="Assumption: a campaign that reaches a third",
    )
    strength: float = parameter(
        0.3,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 0.95),
        meaning="Part of a report's log-likelihood ratio that a freshly warned member does not take on.",
        source="Assumption: a medium effect right after the treatment (d = .52, Roozenbeek & van der Linden 2019)",
    )
    half_life: float = parameter(
        720.0,
        unit="hours",
        bounds=(1, 1e9),
        plausible=(168.0, 2160.0),
        meaning="Time in which half of a warning wears off.",
        source="Assumption: a month; gone in two, kept for three where tested again and again (Maertens et al. 2021)",
    )
    starts_at: float = parameter(
        0.0,
        unit="hours",
        bounds=(0, 1e9),
        plausible=(0.0, 480.0),
        meaning="When members are warned for the first time.",
        source="Assumption: before the campaign begins",
    )
    repeats_every: float | None = parameter(
        None,
        unit="hours",
        bounds=(1, 1e9),
        plausible=(168.0, 720.0),
        meaning="Time from one warning to the next; unset: they are warned once.",
        source="Assumption: once; boosters restore the effect (Maertens et al. 2021, 2025)",
    )
    spill: float = parameter(
        0.25,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Part of the discount that meets reports which do not serve the state.",
        source="Assumption: a quarter; players distrust true news more as well (Modirrousta-Galian & Higham 2023)",
    )

    @property
    def needs(self) -> tuple[str, ...]:
        """Readers who weigh the reports that they are warned of."""
        return (*super().needs, "reports weighed")

    def rule(self, tick_hours: float) -> "InoculationRule":
        """Return the numbers, per tick."""
        every = 0 if self.repeats_every is None else max(1, round(self.repeats_every / tick_hours))
        return InoculationRule(
            share=self.share,
            strength=self.strength,
            spilt=self.strength * self.spill,
            lost=share_lost(self.half_life, tick_hours),
            starts_at=round(self.starts_at / tick_hours),
            every=every,
        )


class InoculationRule(NamedTuple):
    """Numbers of the warning; ``spilt`` its strength against other reports, ``every`` 0 where it comes once."""

    share: float
    strength: float
    spilt: float
    lost: float
    starts_at: int
    every: int


@compiled_within
def warns_now(rule: InoculationRule, tick: int) -> bool:
    """Tell whether warnings go out in a tick."""
    since = tick - rule.starts_at
    return since == 0 or (since > 0 and rule.every > 0 and since % rule.every == 0)


@compiled
def warn_members(members: Members, rule: InoculationRule, when: tuple[Stream, int], start: int, stop: int) -> None:
    """Let warnings wear off, and warn anew if it is time; ``when`` = stream, tick. Writes ``warned`` in place."""
    stream, tick = when
    wear_off(members, rule.lost, start, stop)
    if warns_now(rule, tick):
        for row in range(start, stop):
            if draws(stream, _WARNED, AT_START, row, ALONE).first < rule.share:
                warn(members, row, rule.strength, rule.spilt)
