"""A run's record as tables that people read: names instead of codes, one row a thing."""

import numpy as np
import pandas as pd

from sim.scenario import Scenario
from sim.state.accounts import NO_DATE, STATUSES
from sim.state.posts import FATES
from sim.state.record import ROLES, Record
from sim.state.removers import REMOVERS
from sim.state.voices import NOBODY, SAYS_NOTHING, SIDE_NAMES, STANCES, VOICES

_PANEL = 1000


def steps_table(record: Record, quiet: Record) -> pd.DataFrame:
    """Return the steps with ``credibility_excess``: mean belief of all members minus that in the quiet world."""
    steps = pd.DataFrame(record.steps)
    steps["credibility_excess"] = record.steps["belief_mean"] - quiet.steps["belief_mean"]
    return steps


def posts_table(record: Record, narratives: list[str]) -> pd.DataFrame:
    """Return the posts; ``contested`` means that at least one visible rebuttal landed."""
    posts = record.posts
    sides = posts.stance * record.narratives.side[posts.narrative]
    return pd.DataFrame(
        {
            "post": np.arange(len(posts.key)),
            "author": posts.author,
            "role": _named(ROLES, record.roles[posts.author]),
            "narrative": _named(narratives, np.where(posts.stance == SAYS_NOTHING, NOBODY, posts.narrative)),
            "stance": _mapped(STANCES, posts.stance),
            "serves": _mapped(SIDE_NAMES, sides),
            "quotes": posts.quotes,
            "appeal": posts.appeal,
            "quality": posts.quality,
            "fragility": posts.fragility,
            "born": posts.born,
            "fate": _named(FATES, posts.fate),
            "fate_tick": posts.fate_tick,
            "rounds": posts.rounds,
            "contested": posts.rounds > 0,
            "standing": posts.standing,
            "knocked_out": posts.knocked_out,
            "removed": posts.removed,
            "removed_by": _named(REMOVERS, posts.removed_by),
            "found": posts.found,
            "labelled": posts.labelled,
            "noted": posts.noted,
            "reports": posts.reports,
            "reads": posts.reads,
            "likes": posts.likes,
            "shares": posts.shares,
            "quoted": posts.quoted,
            "rebuttals_aimed": posts.rebuttals_aimed,
            "rebuttals_silenced": posts.rebuttals_silenced,
        }
    )


def comments_table(record: Record) -> pd.DataFrame:
    """Return the comments; ``hidden`` is a tick, -1 for those that stayed.

    ``round`` is the number of the round in which one landed, 0 outside a round; ``standing`` its post's after that
    tick, undefined for a comment that was hidden before anyone saw it.
    """
    comments = record.comments
    return pd.DataFrame(
        {
            "comment": np.arange(len(comments.key)),
            "author": comments.author,
            "role": _named(ROLES, record.roles[comments.author]),
            "post": comments.post,
            "stance": np.where(comments.stance < 0, "rebuts", "defends"),
            "voice": _named(VOICES, comments.voice),
            "force": comments.force,
            "likes": comments.likes,
            "born": comments.born,
            "hidden": comments.hidden,
            "hidden_by": _named(REMOVERS, comments.hidden_by),
            "round": comments["round"],
            "standing": np.where(comments.landed, comments.standing, np.nan),
        }
    )


def accounts_table(record: Record, segments: list[str]) -> pd.DataFrame:
    """Return the state's accounts as they stood at the end."""
    accounts = record.accounts
    return pd.DataFrame(
        {
            "account": np.arange(len(accounts.covert)),
            "role": np.where(accounts.covert, "covert", "overt"),
            "exposed": accounts.exposed,
            "created_hour": np.where(accounts.created_hour < NO_DATE, accounts.created_hour, np.nan),
            "followers": accounts.followers,
            "persona": _named(segments, accounts.persona),
            "status": _named(STATUSES, accounts.status),
            "status_tick": accounts.status_tick,
            "labelled": accounts.labelled,
            "limited": accounts.limited,
            "posts": accounts.n_posts,
            "shares": accounts.n_shares,
        }
    )


def events_table(record: Record) -> pd.DataFrame:
    """Return the ledger's dated events."""
    return pd.DataFrame(record.events, columns=["tick", "event", "subject", "row"])


def members_table(record: Record, quiet: Record, scenario: Scenario) -> pd.DataFrame:
    """Return at most 1,000 members, evenly spaced over the rows."""
    n = len(record.segment)
    rows = np.unique(np.linspace(0, n - 1, min(n, _PANEL)).astype(np.int64))
    panel = {"member": rows, "segment": _named(list(scenario.narratives.segments), record.segment[rows])}
    for place, name in enumerate(scenario.narratives.claims):
        panel[f"belief.{name}"] = record.belief[rows, place]
        panel[f"belief_without_campaign.{name}"] = quiet.belief[rows, place]
    return pd.DataFrame(panel)


def _named(names: tuple[str, ...] | list[str], codes: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(codes.astype(np.int64), categories=list(names))


def _mapped(names: dict[int, str], codes: np.ndarray) -> pd.Categorical:
    ordered = list(names)
    places = np.searchsorted(np.sort(ordered), codes)
    return pd.Categorical.from_codes(places, categories=[names[code] for code in sorted(ordered)])
