"""How members move between being unaware, passing something on, and having stopped."""

import math
from typing import Final, NamedTuple

import numpy as np

from sim.base.chance import AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.beliefs._opinions import counted, know
from sim.kernels.company import in_keyed_order, number_around, some_follower
from sim.kernels.memory import remember_reading
from sim.state.meeting import Meeting
from sim.state.members import Members

EPIDEMIC: Final = 0
RUMOUR: Final = 1
CHECKING: Final = 2
ACTIVE: Final = 1.0

_SEED = purpose("member.hears_first")
_CALL = purpose("member.calls_a_follower")
_CHANGE = purpose("member.moves_between_compartments")


class ContagionRule(NamedTuple):
    """Numbers of the rule, per tick; ``unaware`` and ``stopped`` are the beliefs by which these states are kept.

    Those who pass something on are kept as belief 1, ``ACTIVE``.
    """

    mechanism: int
    passes_on: float
    stops: float
    forgets: float
    gullibility: float
    unaware: float
    stopped: float


class Agenda(NamedTuple):
    """``active`` [J] and ``stopped`` [J] members, where all meet all; ``told`` [n, J] who is called, for rumours."""

    active: np.ndarray
    stopped: np.ndarray
    told: np.ndarray


def seat_compartments(members: Members, rule: ContagionRule, shares: tuple[float, float], stream: Stream) -> None:
    """Write everyone's state at the start: exact ``shares`` (active, stopped), drawn anew for each narrative."""
    n, n_narratives = members.belief.shape
    n_active, n_stopped = counted(shares[0], n), counted(shares[1], n)
    states = np.full((n, n_narratives), rule.unaware)
    for narrative in range(n_narratives):
        order = in_keyed_order(n, stream, _SEED, AT_START, narrative)
        states[order[:n_active], narrative] = ACTIVE
        states[order[n_active : n_active + n_stopped], narrative] = rule.stopped
    know(members, states)
    members.acquainted[:] = states != rule.unaware


@compiled
def called(meeting: Meeting, rule: ContagionRule, row: int, narrative: int) -> int:
    """Return whom a teller calls in this tick, -1 if nobody."""
    u = draws(meeting.stream, _CALL, meeting.tick, row, narrative)
    return some_follower(meeting, row, u.second) if u.first < rule.passes_on else -1


@compiled
def who_is_told(meeting: Meeting, rule: ContagionRule) -> np.ndarray:
    """Return [n, J] whether anyone calls a member about a narrative in this tick."""
    told = np.zeros(meeting.before.shape, np.bool_)
    for row in range(meeting.before.shape[0]):
        for narrative in range(meeting.before.shape[1]):
            if meeting.before[row, narrative] == ACTIVE:
                other = called(meeting, rule, row, narrative)
                if other >= 0:
                    told[other, narrative] = True
    return told


@compiled_within
def chance_to_catch(passes_on: float, n_active: int) -> float:
    """Return the chance that at least one of n independent attempts succeeds: 1 - (1 - p)^n.

    Source: Kempe, Kleinberg & Tardos 2003 (independent cascade).
    """
    if n_active == 0:
        return 0.0
    return 1.0 - math.pow(1.0 - passes_on, np.float64(n_active))


@compiled_within
def chances_to_take_side(n_active: float, n_stopped: float, rule: ContagionRule) -> tuple[float, float]:
    """Return the chances to believe and to become a fact-checker, given how many around do; together β or nothing.

    Source: Tambuscio, Ruffo, Flammini & Menczer 2015, f and g.
    """
    for_it, against = n_active * (1.0 + rule.gullibility), n_stopped * (1.0 - rule.gullibility)
    if for_it + against <= 0.0:
        return 0.0, 0.0
    return rule.passes_on * for_it / (for_it + against), rule.passes_on * against / (for_it + against)


@compiled_within
def state_of_unaware(meeting: Meeting, agenda: Agenda, rule: ContagionRule, row: int, narrative: int) -> float:
    """Return what becomes of a member who is unaware of a narrative."""
    if rule.mechanism == RUMOUR:
        return ACTIVE if agenda.told[row, narrative] else rule.unaware
    n_active = number_around(meeting, agenda.active, row, narrative, ACTIVE)
    if rule.mechanism == EPIDEMIC:
        # With complete mixing a believer reaches one random other, which is a tie of that much less weight to each.
        each = rule.passes_on / max(meeting.before.shape[0] - 1, 1) if meeting.everyone else rule.passes_on
        to_believe, to_check = chance_to_catch(each, n_active), 0.0
    else:
        n_stopped = number_around(meeting, agenda.stopped, row, narrative, rule.stopped)
        to_believe, to_check = chances_to_take_side(n_active, n_stopped, rule)
    if to_believe + to_check <= 0.0:
        return rule.unaware
    luck = draws(meeting.stream, _CHANGE, meeting.tick, row, narrative).first
    if luck < to_believe:
        return ACTIVE
    return rule.stopped if luck < to_believe + to_check else rule.unaware


@compiled_within
def state_of_active(meeting: Meeting, rule: ContagionRule, row: int, narrative: int) -> float:
    """Return what becomes of a member who passes a narrative on."""
    u = draws(meeting.stream, _CHANGE, meeting.tick, row, narrative)
    if rule.mechanism == RUMOUR:
        other = called(meeting, rule, row, narrative)
        knew = other >= 0 and meeting.before[other, narrative] != rule.unaware
        return rule.stopped if knew and u.second < rule.stops else ACTIVE
    if rule.mechanism == CHECKING and u.first < rule.forgets:
        return rule.unaware
    return rule.stopped if u.second < rule.stops else ACTIVE


@compiled
def move_between_compartments(
    members: Members, meeting: Meeting, agenda: Agenda, rule: ContagionRule, rows: tuple[int, int]
) -> None:
    """Write the state after the meeting for every member of ``rows``, and what it now knows of, in place."""
    for row in range(rows[0], rows[1]):
        for narrative in range(meeting.before.shape[1]):
            state = np.float64(meeting.before[row, narrative])
            if state == rule.unaware:
                if rule.mechanism == RUMOUR and not agenda.told[row, narrative]:
                    # Asked here, because handing whole bundles to a function costs more than what it would find.
                    continue
                after = state_of_unaware(meeting, agenda, rule, row, narrative)
                if after != rule.unaware:
                    remember_reading(members, row, narrative, meeting.tick, after == ACTIVE)
            elif state == ACTIVE:
                after = state_of_active(meeting, rule, row, narrative)
            else:
                after = rule.stopped
                # Where nobody forgets there is nothing to draw for.
                if rule.forgets > 0.0:
                    u = draws(meeting.stream, _CHANGE, meeting.tick, row, narrative)
                    after = rule.unaware if u.first < rule.forgets else rule.stopped
            members.belief[row, narrative] = np.float32(after)
