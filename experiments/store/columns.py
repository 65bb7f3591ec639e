"""What the columns of a store mean, with their units. NARRATIVE, MARKET and KEY stand for names of a scenario."""

import re
from typing import NamedTuple


class Column(NamedTuple):
    """A column of a table: its name or the pattern of its names, its unit, its meaning."""

    name: str
    unit: str
    meaning: str


_RUN = Column("run_id", "sha256", "The run: settings, inputs, seed, replicate and model. Equal ids are equal runs.")

RUNS = (
    _RUN,
    Column("point", "number", "The run's point of the design, from 0 in its order; null where Hydra itself made it."),
    Column("KEY", "as the key", "One column for each key that varies; `policy` and the like hold a label."),
    Column("seed", "number", "Root of all chance, the same for all points."),
    Column("replicate", "number", "Which repetition, from 0: equal replicates of two points share their chance."),
    Column(
        "status",
        "word",
        "ok; failed: the model raised an error; died: of the machine; --resume tries it again.",
    ),
    Column("error", "text", "What a run failed of, in a line; null for one that is ok. The trace is in the diary."),
    Column("undefined", "JSON", "Keys of the summary that are null, each with the reason; null if there are none."),
    Column("METRIC", "sim/MEASURES.md", "One column for each key of the summary; null is undefined, or not measured."),
)

STEPS = (
    _RUN,
    Column("tick", "ticks", "The tick, from 0."),
    Column("hours", "hours", "Hours from the beginning of the run."),
    Column("reach", "share of members", "Members who read any of the campaign's narratives lately."),
    Column("reach_ever", "share of members", "Members who ever met one of them."),
    Column("credibility", "probability", "Mean belief in the campaign's narratives among members who met them."),
    Column("belief_mean", "probability", "Mean belief in them of all members."),
    Column("credibility_excess", "probability", "The same minus that in the quiet world, which shares all chance."),
    Column("reach.NARRATIVE", "share of members", "Members who read the narrative lately."),
    Column("credibility.NARRATIVE", "probability", "Mean belief in it among members who met it."),
    Column("belief.NARRATIVE", "probability", "Mean belief in it of all members."),
    Column("reads.NARRATIVE", "reads", "Reads of posts that assert it, in this tick."),
    Column("reads_knocked_out.NARRATIVE", "reads", "Those of them of posts that were knocked out."),
    Column("trust_VOICE", "probability", "Mean trust in the voice, after news about it."),
    Column("reads", "per member", "Posts read in this tick."),
    Column("exposures", "per member", "Those that assert one of the campaign's narratives."),
    Column("posts", "posts", "Posts published in this tick."),
    Column("comments", "comments", "Comments written in this tick."),
    Column("rebuttals", "comments", "Those of them that rebut."),
    Column("hidden", "items", "Items that censors took away in this tick."),
    Column("hushed", "comments", "Criticism that fear or jail kept from being said in this tick."),
    Column("reports", "reports", "Reports by readers to platforms in this tick."),
    Column("platform_cost", "platform cost units", "What platforms spent in this tick."),
    Column("fear_mean", "share", "Mean fear of members."),
    Column("spent", "cost units", "What the operation has spent so far."),
    Column("active_accounts", "accounts", "Accounts of the operation that are not suspended."),
    Column("posts_alive", "posts", "Posts that somebody may still read."),
    Column("feed_quality", "quality", "Mean quality of what feeds hold; where posts are passed on whole."),
    Column("bad_slot_share", "share of slots", "Those that hold worthless posts; where posts are passed on whole."),
    Column("diversity", "nats", "Entropy of what feeds hold; where posts are passed on whole."),
    Column("reach_at.MARKET", "share of its members", "As reach, in one of several markets."),
    Column("credibility_at.MARKET", "probability", "As credibility, in one of several markets."),
    Column("belief_at.MARKET", "probability", "As belief_mean, in one of several markets."),
    Column("rivals_ever_at.MARKET", "share of its members", "Members there who ever met a rival narrative."),
)

POSTS = (
    _RUN,
    Column("post", "number", "The post, from 0 in the order of publication."),
    Column("author", "number", "Its author's number among all sources."),
    Column("role", "word", "The author: member, overt, covert, critic, press."),
    Column("narrative", "word", "What it is about; null if it says nothing of any narrative."),
    Column("stance", "word", "Whether it asserts the narrative, denies it, or says nothing."),
    Column("serves", "word", "Whose side that is."),
    Column("quotes", "number", "The post that it quotes critically, or -1."),
    Column("appeal", "share", "What draws readers to it."),
    Column("quality", "share", "What readers do not see."),
    Column("fragility", "share", "How easily it is rebutted."),
    Column("born", "tick", "When it was published."),
    Column("fate", "word", "What became of it: standing, knocked_out, removed, walkover, shelved."),
    Column("fate_tick", "tick", "When that was decided, or -1."),
    Column("rounds", "rounds", "Rounds fought in its thread."),
    Column("contested", "true or false", "Whether at least one visible rebuttal landed."),
    Column("standing", "standings", "What is left of it; below 0 it is knocked out."),
    Column("knocked_out", "tick", "When it was, or -1."),
    Column("removed", "tick", "When it was taken away, or -1."),
    Column("removed_by", "word", "By whom: nobody, censor (removals that it demands abroad too), platform."),
    Column("found", "tick", "When the platform found it in violation, or -1."),
    Column("labelled", "tick", "When it was labelled, or -1."),
    Column("noted", "tick", "From when a note on it was shown, or -1."),
    Column("reports", "reports", "By readers, to the platform."),
    Column("reads", "reads", "How often it was read."),
    Column("likes", "likes", "How often it was liked."),
    Column("shares", "shares", "How often it was passed on by members."),
    Column("quoted", "posts", "How often it was quoted critically."),
    Column("rebuttals_aimed", "force", "Force of all rebuttals ever written under it."),
    Column("rebuttals_silenced", "force", "The part of it that censors or fear took away."),
)

EVENTS = (
    _RUN,
    Column("tick", "tick", "When it happened."),
    Column("event", "word", "What happened."),
    Column("subject", "word", "What kind of thing it happened to."),
    Column("row", "number", "Which one of these."),
)

PANEL = (
    _RUN,
    Column("member", "number", "A member; at most 1,000, evenly spaced."),
    Column("segment", "word", "The member's segment."),
    Column("belief.NARRATIVE", "probability", "Belief in the narrative at the end."),
    Column("belief_without_campaign.NARRATIVE", "probability", "The same in the quiet world."),
)

LOG = (
    Column("run_id", "sha256", "The run."),
    Column("attempt", "number", "Which attempt, from 1; Dask counts its own, and each is 1."),
    Column("begun", "date", "When it began, in UTC."),
    Column("seconds", "seconds", "How long it took on the clock."),
    Column("cpu_seconds", "seconds", "How long it took of a processor."),
    Column("host", "word", "The machine."),
    Column("process", "number", "The process on it."),
    Column("outcome", "word", "As status in runs."),
    Column("trace", "text", "The whole error, where there is one."),
)

DESCRIBED: dict[str, tuple[Column, ...]] = {
    "runs": RUNS,
    "steps": STEPS,
    "posts": POSTS,
    "events": EVENTS,
    "panel": PANEL,
    "log": LOG,
}

COMMENTS = (
    Column("comment", "number", "The comment, from 0 in the order of writing."),
    Column("author", "number", "Its author's number among all sources."),
    Column("role", "word", "The author: member, overt, covert, critic, press."),
    Column("post", "number", "The post in whose thread it stands."),
    Column("stance", "word", "Whether it rebuts the post or defends it."),
    Column("voice", "word", "As whom readers hear the author: peer, state, critic, press."),
    Column("force", "force", "How hard it hits; an answer of the median professional is 1."),
    Column("likes", "likes", "How often it was liked by members who opened the thread."),
    Column("born", "tick", "When it was written."),
    Column("hidden", "tick", "When it was taken away, or -1."),
    Column("hidden_by", "word", "By whom, as with posts."),
    Column("round", "number", "The round of the fight in which it landed, or 0."),
    Column("standing", "standings", "Of the post after that tick; null for one that was hidden before anyone saw it."),
)

ACCOUNTS = (
    Column("account", "number", "The account, from 0: overt ones, those of the list, those on sale."),
    Column("role", "word", "overt or covert."),
    Column("exposed", "true or false", "Whether readers know whose it is."),
    Column("created_hour", "hours", "When it was created, from the beginning of the run; null if it is still on sale."),
    Column("followers", "followers", "On the real platform."),
    Column("persona", "word", "The segment whose member it plays."),
    Column("status", "word", "At the end: active, reserve or suspended."),
    Column("status_tick", "tick", "When that began."),
    Column("labelled", "tick", "From when all its posts carry a label, or -1."),
    Column("limited", "tick", "From when all that it posts is turned down, or -1."),
    Column("posts", "posts", "That it made."),
    Column("shares", "shares", "That it made of the operation's own posts."),
)

OF_A_RUN: dict[str, tuple[Column, ...]] = {"comments": COMMENTS, "accounts": ACCOUNTS}
"""Tables that ``shelflife run`` writes and no store keeps; its others are those of a store, without the run's id."""

_ANY = re.compile(r"NARRATIVE|MARKET|VOICE")


def described(table: str, column: str) -> Column | None:
    """Return what is said of a column, None if nothing is; keys that vary and metrics are said elsewhere."""
    for known in DESCRIBED[table]:
        if known.name == column or re.fullmatch(_ANY.sub("[^.]+", known.name.replace(".", r"\.")), column):
            return known
    return None
