"""Personas: the segment that each of the operation's accounts plays a member of, and the followers it draws there."""

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.kernels.curves import place_of
from sim.state.accounts import Accounts
from sim.state.members import Members

_PERSONA = purpose("account.persona")
_STRANGER = purpose("account.is_followed_by_stranger")


@compiled
def draw_personas(n: int, cumulative: np.ndarray, stream: Stream) -> np.ndarray:
    """Return the persona segment [n] of each account, drawn by the cumulative shares of the audience's segments."""
    personas = np.empty(n, np.int16)
    for row in range(n):
        luck = draws(stream, _PERSONA, AT_START, row, ALONE).first * cumulative[-1]
        personas[row] = min(place_of(cumulative, luck), len(cumulative) - 1)
    return personas


def widened_shares(
    fit: float, shares: np.ndarray, accounts: Accounts, members: Members
) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance [A] that a member of its persona's segment follows an account, and that of others over it.

    ``shares`` [A] is the chance that any member follows it. A covert account has as many followers as it would have
    without a persona, up to the size of the segment: the share ``fit`` of them in its segment, the rest anywhere. A
    persona whose segment has no member fits nobody, and overt accounts play nobody.
    """
    n_members = len(members.segment)
    own = np.bincount(members.segment, minlength=int(accounts.persona.max(initial=0)) + 1)[accounts.persona]
    fits = np.where(accounts.covert & (own > 0), fit, 0.0)
    insiders = np.minimum(shares * ((1.0 - fits) + fits * (n_members / np.maximum(own, 1))), 1.0)
    outsiders = np.minimum(shares * (1.0 - fits), 1.0)
    return insiders, np.divide(outsiders, insiders, out=np.ones_like(insiders), where=insiders > 0.0)


@compiled
def followers_who_stay(
    pairs: np.ndarray, strangers: np.ndarray, personas: np.ndarray, segments: np.ndarray, stream: Stream
) -> np.ndarray:
    """Return which of the pairs [e, 2] (member, source) are ties: members of other segments stay by ``strangers`` [A].

    Sources are members first, then accounts; what stands behind the accounts is left as it is.
    """
    stays = np.ones(len(pairs), np.bool_)
    for place in range(len(pairs)):
        member, account = pairs[place, 0], pairs[place, 1] - len(segments)
        if account < len(personas) and segments[member] != personas[account]:
            stays[place] = draws(stream, _STRANGER, AT_START, account, member).first < strangers[account]
    return stays
