"""What accounts and posters set out to do in a tick: each writes it in its own row."""

import math
from typing import Final, NamedTuple

import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.kernels.choosing import choose
from sim.state.accounts import ACTIVE, Accounts
from sim.state.posters import Posters
from sim.state.posts import Posts
from sim.state.visits import NOTHING
from sim.state.voices import VOICES

_ACCOUNT = purpose("account.posts_or_replies")
_ACCOUNT_THREAD = purpose("account.chooses_thread")
_BOOST = purpose("account.shares_own_side")
_BOOSTED = purpose("account.chooses_post_to_share")
_POSTER = purpose("poster.speaks")
_POSTER_THREAD = purpose("poster.chooses_thread")
_PUBLISHES = purpose("poster.publishes_narrative")
_VOLLEY = purpose("operation.times_volley")
_PURSE = purpose("operation.pays_first")

ALL_ALIKE: Final = np.zeros((0, 2, 0))
ALL_WHO_ARE_DUE: Final = -1


class Candidates(NamedTuple):
    """Threads that could be entered: ``posts`` [k] rows, their ``keys``, and what draws a speaker in, ``weights``."""

    posts: np.ndarray
    keys: np.ndarray
    weights: np.ndarray


class Orders(NamedTuple):
    """What an operation asks of each active account in one tick.

    ``overt_posts`` and ``covert_posts`` are how many posts an account makes in a tick on average, ``covert_replies``
    the chance that it replies; ``narratives`` [J] the cumulative shares of effort; ``recruits`` how many reserve
    accounts to call up; ``reply_force`` of each reply. ``by_persona`` [S, 2, J] are such shares by persona segment and
    voice (overt, covert), in place of ``narratives`` unless S is 0; ``overt_appeal`` and ``overt_cost`` multiply appeal
    and price of overt posts; ``joins`` is how many reserve accounts whose date has come may join now,
    ``ALL_WHO_ARE_DUE`` without limit. ``junk`` tells whether covert posts are worthless, and then ``deception`` the
    chance that one appeals to the full; ``flooding`` how many shares a covert post comes with; ``covert_shares`` the
    chance a tick that a covert account passes on a post of an overt one; ``in_step`` the chance that a covert account
    goes by the operation's clock in a tick, and posts when, and what, all others do who go by it, rather than by luck
    of its own.
    """

    overt_posts: float
    covert_posts: float
    covert_replies: float
    narratives: np.ndarray
    recruits: int
    reply_force: float = 0.0
    by_persona: np.ndarray = ALL_ALIKE
    overt_appeal: float = 1.0
    overt_cost: float = 1.0
    joins: int = ALL_WHO_ARE_DUE
    junk: bool = False
    deception: float = 0.0
    flooding: float = 1.0
    covert_shares: float = 0.0
    in_step: float = 0.0


class Calling(NamedTuple):
    """What free voices do in one tick: the threads open to ``critics`` and to ``press``, what critics publish.

    ``ages_for_critics`` and ``ages_for_press`` are the hours since each of these threads began; ``publishing`` [J] is
    how many posts a critic puts up about each narrative in a tick, on average.
    """

    critics: Candidates
    press: Candidates
    ages_for_critics: np.ndarray
    ages_for_press: np.ndarray
    publishing: np.ndarray


@compiled_within
def pick(cumulative: np.ndarray, luck: float) -> int:
    """Return the first place whose cumulative share exceeds a uniform draw, or ``NOTHING`` beyond the last."""
    for place in range(len(cumulative)):
        if luck < cumulative[place]:
            return place
    return NOTHING


@compiled
def carry_out(
    accounts: Accounts, orders: Orders, contested: Candidates, when: tuple[Stream, int], start: int, stop: int
) -> None:
    """Write what each of the accounts ``start`` to ``stop`` publishes and where it replies; ``when`` = stream, tick."""
    stream, tick = when
    volley = draws(stream, _VOLLEY, tick, ALONE, ALONE)
    for row in range(start, stop):
        accounts.publishes[row] = NOTHING
        accounts.times[row] = 0
        accounts.replies_to[row] = NOTHING
        if accounts.status[row] != ACTIVE:
            continue
        u = draws(stream, _ACCOUNT, tick, row, ALONE)
        joint = accounts.covert[row] and u.fourth < orders.in_step
        luck, which = (volley.first, volley.second) if joint else (u.first, u.second)
        accounts.times[row] = whole_or_one_more(
            orders.covert_posts if accounts.covert[row] else orders.overt_posts, luck
        )
        if accounts.times[row] > 0:
            shares = orders.narratives
            if len(orders.by_persona) > 0:
                shares = orders.by_persona[accounts.persona[row], int(accounts.covert[row])]
            accounts.publishes[row] = pick(shares, which)
        if accounts.covert[row] and u.third < orders.covert_replies:
            chosen = choose(contested.keys, contested.weights, stream, (_ACCOUNT_THREAD, tick, row))
            if chosen != NOTHING:
                accounts.replies_to[row] = contested.posts[chosen]


@compiled
def boost(accounts: Accounts, chance: float, own: Candidates, when: tuple[Stream, int], start: int, stop: int) -> None:
    """Write which of the operation's ``own`` posts each covert account ``start`` to ``stop`` passes on in this tick."""
    stream, tick = when
    for row in range(start, stop):
        accounts.shares[row] = NOTHING
        if chance <= 0.0 or accounts.status[row] != ACTIVE or not accounts.covert[row]:
            continue
        if draws(stream, _BOOST, tick, row, ALONE).first < chance:
            chosen = choose(own.keys, own.weights, stream, (_BOOSTED, tick, row))
            if chosen != NOTHING:
                accounts.shares[row] = own.posts[chosen]


@compiled
def speak_up(posters: Posters, calling: Calling, critic: int, when: tuple[Stream, int], start: int, stop: int) -> None:
    """Write what each of the posters ``start`` to ``stop`` answers and publishes; ``critic`` is the critics' voice.

    They speak with probability e^(-fear (1 - courage)), and never from jail; what they would have said all the same is
    written as withheld. Whoever the platform suspended has no voice there to be kept in.
    """
    stream, tick = when
    for row in range(start, stop):
        posters.answers[row] = NOTHING
        posters.quotes[row] = False
        posters.publishes[row] = 0
        posters.withholds[row] = NOTHING
        posters.unpublished[row] = 0
        if posters.suspended[row]:
            continue
        u = draws(stream, _POSTER, tick, row, ALONE)
        speaks = not posters.silenced[row] and u.second < math.exp(-posters.fear[row] * (1.0 - posters.courage[row]))
        is_critic = posters.voice[row] == critic
        if u.first < posters.answers_per_tick[row]:
            candidates = calling.critics if is_critic else calling.press
            ages = calling.ages_for_critics if is_critic else calling.ages_for_press
            weights = of_age(candidates.weights, ages, posters.delay[row])
            chosen = choose(candidates.keys, weights, stream, (_POSTER_THREAD, tick, row))
            if chosen != NOTHING and speaks:
                posters.answers[row] = candidates.posts[chosen]
                posters.quotes[row] = u.fourth < posters.also_posts[row]
            elif chosen != NOTHING:
                posters.withholds[row] = candidates.posts[chosen]
        if is_critic:
            for narrative in range(len(calling.publishing)):
                n_posts = posts_now(calling.publishing[narrative], when, row, narrative)
                if speaks:
                    posters.publishes[row, narrative] = n_posts
                else:
                    posters.unpublished[row] += n_posts


@compiled_within
def of_age(weights: np.ndarray, ages: np.ndarray, delay: float) -> np.ndarray:
    """Return the weights [k] of threads, 0 for those that began less than ``delay`` hours ago."""
    weighed = np.empty(len(weights), np.float64)
    for place in range(len(weights)):
        weighed[place] = weights[place] if ages[place] >= delay else 0.0
    return weighed


@compiled_within
def posts_now(per_tick: float, when: tuple[Stream, int], poster: int, narrative: int) -> int:
    """Return how many posts a poster puts up about a narrative in this tick; each narrative has its own draw."""
    if per_tick == int(per_tick):
        return int(per_tick)
    return whole_or_one_more(per_tick, draws(when[0], _PUBLISHES, when[1], poster, narrative).first)


@compiled_within
def whole_or_one_more(per_tick: float, luck: float) -> int:
    """Return the whole part of a rate, or one more by chance, so that it is the average at any length of a tick."""
    whole = int(per_tick)
    return whole + (luck < per_tick - whole)


@compiled
def under_attack(posts: Posts, rows: np.ndarray, sides: np.ndarray, side: int) -> Candidates:
    """Return the threads among ``rows`` [k] in which posts that serve a side stand rebutted, weighed by that force."""
    attacked, weights = np.empty(len(rows), np.int64), np.empty(len(rows), np.float64)
    n = 0
    for row in rows:
        force = 0.0
        for voice in range(len(VOICES)):
            force += posts.rebuttal_force[row, voice]
        if force > 0.0 and posts.stance[row] * sides[posts.narrative[row]] == side:
            attacked[n], weights[n] = row, force
            n += 1
    keys = np.empty(n, np.int64)
    for place in range(n):
        keys[place] = posts.key[attacked[place]]
    return Candidates(attacked[:n], keys, weights[:n])


@compiled
def turns_at_the_purse(rows: np.ndarray, acts: np.ndarray, stream: Stream, tick: int) -> np.ndarray:
    """Return a uniform draw [k] for each act (a code) of an account (a row): the lower, the sooner it is paid for."""
    turns = np.empty(len(rows), np.float64)
    for place in range(len(rows)):
        turns[place] = draws(stream, _PURSE, tick, rows[place], acts[place]).first
    return turns
