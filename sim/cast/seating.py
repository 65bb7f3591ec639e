"""Seating the world: who is there when the first tick begins."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.cast.nodes import COVERT, OVERT, REBUTTAL, followers_in_the_network, nodes_of, write_known
from sim.conducts._habits import known_habits
from sim.kernels.curves import place_of
from sim.kernels.luck import keyed_luck
from sim.kernels.personas import draw_personas, followers_who_stay, widened_shares
from sim.kernels.wiring import followers_of, joined
from sim.scenario import Scenario
from sim.state.accounts import NO_DATE, Accounts, accounts_from
from sim.state.identities import Identities
from sim.state.members import Members, no_members
from sim.state.narratives import Narratives
from sim.state.posters import Posters, no_posters
from sim.state.ties import Ties, no_ties

if TYPE_CHECKING:
    from sim.rebuttals.professionals import Professionals

_SEGMENT = purpose("member.segment")
_AGE = purpose("member.age_of_account")
_POSTER_AGE = purpose("poster.age_of_account")
_CREATION = purpose("account.creation_date")
_FOLLOWERS = purpose("account.followers")
_GENUINE = purpose("account.followers_are_people")

HOURS_PER_DAY = 24.0
# Creation dates of 744 accounts disclosed in August 2019, by period: (first day, day after the last, accounts).
# Source: Twitter's release of August 2019, as summarised for the project's data.
_CREATED = (
    ("2008-01-01", "2017-01-01", 233),
    ("2017-01-01", "2017-08-01", 24),
    ("2017-08-01", "2017-09-01", 237),
    ("2017-09-01", "2017-10-01", 28),
    ("2017-10-01", "2017-11-01", 80),
    ("2017-11-01", "2017-12-01", 47),
    ("2018-01-01", "2019-01-01", 55),
    ("2019-01-01", "2019-08-01", 40),
)
# Follower counts of the same accounts by quantile; 37 % have none. Same source.
_FOLLOWER_QUANTILES = (
    (0.0, 0.0),
    (0.37, 0.0),
    (0.37, 1.0),
    (0.5, 2.0),
    (0.75, 12328.0),
    (0.9, 24140.0),
    (0.99, 76736.0),
    (1.0, 170155.0),
)
_OVERT_AGE_YEARS = 5.0
_OLDEST_MEMBER_YEARS = 10.0
_HOURS_PER_YEAR = HOURS_PER_DAY * 365.25


def seat_members(scenario: Scenario, narratives: Narratives, stream: Stream) -> Members:
    """Return the audience: segments, habits, priors and trust, each keyed by member or known of a real node."""
    warns, nodes = scenario.rebuttals.inoculation is not None, scenario.inputs.nodes
    members = no_members(scenario.members, len(narratives.side), warns=warns)
    seat_segments(members.segment, np.cumsum(list(scenario.narratives.segments.values())), stream)
    scenario.conduct.seat(members, stream, scenario.tick_hours)
    if nodes is not None:
        write_known(members.segment, nodes.segment)
        known_habits(members, nodes.visits_per_day, scenario.tick_hours)
    scenario.belief.seat(members, narratives, scenario.priors(), stream)
    return members


def seat_accounts(scenario: Scenario, stream: Stream) -> Accounts:
    """Return the state's accounts, overt ones first; covert ones from a release, or from the figures of one.

    Where nodes of the network are such accounts, there are as many; their dates and counts of followers on the real
    platform are still the figures'. Accounts on sale come last: their date is that of the day on which they are called
    up, and they have as many followers as the figures' have.
    """
    operation, overt, hidden = scenario.operation, nodes_of(scenario, OVERT), nodes_of(scenario, COVERT)
    n_overt = overt.n if overt else operation.overt
    overt_created = np.full(n_overt, -_OVERT_AGE_YEARS * _HOURS_PER_YEAR)
    overt_followers = np.full(n_overt, operation.overt_followers)
    released = scenario.inputs.accounts
    if released is not None:
        n_listed = len(released.created_hour)
    else:
        n_listed = hidden.n if hidden else operation.n_covert(scenario.members)
    created, followers = _accounts_from_figures(scenario, stream, n_listed + operation.on_sale)
    if released is not None:
        created[:n_listed], followers[:n_listed] = released.created_hour, released.followers
    created[n_listed:] = NO_DATE
    covert = np.concatenate([np.zeros(len(overt_created), np.bool_), np.ones(len(created), np.bool_)])
    personas = draw_personas(len(covert), np.cumsum(list(scenario.narratives.segments.values())), stream)
    for known, first in ((overt, 0), (hidden, n_overt)):
        if known:
            write_known(personas[first : first + known.n], known.segment)
    return accounts_from(covert, np.r_[overt_created, created], np.r_[overt_followers, followers], personas)


def _accounts_from_figures(scenario: Scenario, stream: Stream, n: int) -> tuple[np.ndarray, np.ndarray]:
    luck = keyed_pairs(stream, (_CREATION, _FOLLOWERS), n)
    start = date.fromisoformat(scenario.operation.starts_on).toordinal()
    days, heights = [], [0.0]
    for first, after, n_created in _CREATED:
        days += [date.fromisoformat(first).toordinal() - start, date.fromisoformat(after).toordinal() - start]
        heights += [heights[-1], heights[-1] + n_created]
    created = np.interp(luck[:, 0] * heights[-1], heights[1:], days) * HOURS_PER_DAY
    chances, counts = zip(*_FOLLOWER_QUANTILES, strict=True)
    # Interpolated between quantiles on a logarithmic scale, as counts spread over five orders of magnitude.
    followers = np.round(np.expm1(np.interp(luck[:, 1], chances, np.log1p(counts))))
    return created, followers


def seat_posters(scenario: Scenario, stream: Stream) -> Posters:
    """Return the professional rebuttal posters, none where they are off."""
    professionals: Professionals | None = scenario.rebuttals.professionals
    if professionals is None:
        return no_posters(0)
    known, n_narratives = nodes_of(scenario, REBUTTAL), len(scenario.narratives.claims)
    if known:
        return professionals.seated(known.n, stream, scenario.tick_hours, n_narratives)
    return professionals.seat(scenario.members, stream, scenario.tick_hours, n_narratives)


def wire(scenario: Scenario, members: Members, accounts: Accounts, posters: Posters, stream: Stream) -> Ties:
    """Return who follows whom: members each other by the ties option, accounts and posters by their following.

    Who follows accounts and posters that are nodes of a real network is not drawn.
    """
    ties = scenario.ties.wire(members.segment, stream, scenario.inputs)
    n_sources = scenario.members + len(accounts.covert) + len(posters.voice) + scenario.n_desks
    if scenario.ties.everyone:
        return no_ties(n_sources)
    professionals: Professionals | None = scenario.rebuttals.professionals
    followings = professionals.followings(posters) if professionals else np.zeros(0)
    operation = scenario.operation
    people = np.where(genuine_ones(accounts.covert, operation.genuine, stream), accounts.followers, 0.0)
    figures = scenario.ties.shares_following(accounts.covert, people / operation.audience)
    own_shares, strangers = widened_shares(operation.persona_fit, figures, accounts, members)
    desks = scenario.news.followings() if scenario.news_about else np.zeros(0)
    shares = np.concatenate([own_shares, followings, desks])
    known, known_pairs = followers_in_the_network(scenario, accounts)
    shares[known] = 0.0
    seats = (scenario.members, len(accounts.covert), len(posters.voice), len(desks))
    identities = Identities(*seats)[scenario.members :]
    pairs = followers_of(shares.astype(np.float64), identities, scenario.members, stream)
    pairs = pairs + np.array([0, scenario.members])
    if operation.persona_fit > 0.0:
        pairs = pairs[followers_who_stay(pairs, strangers, accounts.persona, members.segment, stream)]
    pairs = np.concatenate([pairs, known_pairs + np.array([0, scenario.members])])
    return joined(ties, n_sources, pairs[:, 0], pairs[:, 1])


def genuine_ones(covert: np.ndarray, share: float, stream: Stream) -> np.ndarray:
    """Return which accounts [a] are followed by people of the audience: all overt ones, and a ``share`` of the covert.

    Keyed by account, so that a larger share has all the accounts of a smaller one.
    """
    return ~covert | (keyed_luck(stream, _GENUINE, np.arange(len(covert))) < share)


@compiled
def seat_segments(segment: np.ndarray, cumulative: np.ndarray, stream: Stream) -> None:
    """Write every member's segment in place, drawn by the cumulative shares."""
    for row in range(len(segment)):
        luck = draws(stream, _SEGMENT, AT_START, row, ALONE).first * cumulative[-1]
        segment[row] = min(place_of(cumulative, luck), len(cumulative) - 1)


def ages_of_members(n: int, stream: Stream) -> np.ndarray:
    """Return when each member's account was created [n], in hours before the start: evenly over ten years."""
    return -keyed_luck(stream, _AGE, np.arange(n)) * _OLDEST_MEMBER_YEARS * _HOURS_PER_YEAR


def ages_of_posters(n: int, stream: Stream) -> np.ndarray:
    """Return when each rebuttal poster's account was created [n]. Assumption: as those of members."""
    return -keyed_luck(stream, _POSTER_AGE, np.arange(n)) * _OLDEST_MEMBER_YEARS * _HOURS_PER_YEAR


@compiled
def keyed_pairs(stream: Stream, decisions: tuple[int, int], n: int) -> np.ndarray:
    """Return two uniform draws [n, 2] an account, each for its own decision."""
    luck = np.empty((n, 2), np.float64)
    for row in range(n):
        luck[row, 0] = draws(stream, decisions[0], AT_START, row, ALONE).first
        luck[row, 1] = draws(stream, decisions[1], AT_START, row, ALONE).first
    return luck
