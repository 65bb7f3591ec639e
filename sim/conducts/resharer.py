"""Agents who reshare or write, each of them in every tick."""

from typing import ClassVar, Literal, NamedTuple

import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import parameter
from sim.conducts._contract import Conduct
from sim.kernels.memory import remember_reading
from sim.kernels.messages import messages_of
from sim.state.feeds import EMPTY, Feeds
from sim.state.members import Members
from sim.state.posts import Posts
from sim.state.scene import Scene
from sim.state.visits import NOTHING, READ, SHARED
from sim.state.voices import ASSERTS, SAYS_NOTHING

_WRITES = purpose("member.writes_rather_than_reshares")
_SLOWED = purpose("member.reshare_is_slowed")


class Resharer(Conduct):
    """Every member in every tick reshares one item of the feed, or writes a message of its own.

    What was reshared stays in the feed, where the youngest items remain; an item that comes again gains shares and
    keeps its age. Members' messages say nothing about any narrative; they have a quality, which no reader sees.

    Names: SimSoM, social media simulator; meme diffusion under limited attention (Weng et al. 2012).
    Source: Truong, Lou, Flammini & Menczer 2024, PNAS Nexus.
    """

    reshares: ClassVar[bool] = True
    kind: Literal["resharer"] = "resharer"
    new_post_chance: float = parameter(
        0.5,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.1, 0.9),
        meaning="Chance to write rather than reshare (mu); who has nothing in the feed writes.",
        source="Truong et al. 2024 (SimSoM), mu = .5",
    )
    quality_rate: float = parameter(
        10.0,
        unit="1",
        bounds=(0, 100),
        plausible=(2.0, 20.0),
        meaning="Rate lambda of the density of a message's quality q, e^(lambda q) on [0, 1]; 0 is uniform.",
        source="Truong et al. 2024 (SimSoM), lambda = 10",
    )

    def rule(self, tick_hours: float) -> "ResharerRule":
        """Return the resharer's numbers; they hold per tick, however long it is."""
        return ResharerRule(self.new_post_chance)

    def seat(self, members: Members, stream: Stream, tick_hours: float) -> None:
        """Write that everyone comes in every tick for one item."""
        members.visit_chance[:] = 1.0
        members.items_wanted[:] = 1

    def visit(self, scene: Scene, start: int, stop: int) -> None:
        """Decide who reshares and who writes, among the members ``start`` to ``stop``."""
        reshare_or_write(scene, self.new_post_chance, start, stop)

    def attend(self, scene: Scene, rule: "ResharerRule", start: int, stop: int) -> None:
        """Let the members ``start`` to ``stop`` read the item that they drew."""
        read_the_item(scene, start, stop)

    def react(self, scene: Scene, rule: "ResharerRule", start: int, stop: int) -> None:
        """Let the members ``start`` to ``stop`` pass on what they read, where nothing slows it down."""
        pass_it_on(scene, start, stop)

    def messages(self, stream: Stream, tick: int, authors: np.ndarray) -> np.ndarray:
        """Return quality and appeal [2, k] of the message that each member [k] writes."""
        return messages_of(stream, tick, authors, self.quality_rate)


class ResharerRule(NamedTuple):
    """Numbers of the resharer, named as declared."""

    new_post_chance: float


@compiled_within
def has_an_item(feeds: Feeds, posts: Posts, row: int) -> bool:
    """Tell whether a member's feed shows anything."""
    for slot in range(feeds.shape[1]):
        post = feeds.posts[row, slot]
        if post != EMPTY and posts.removed[post] < 0:
            return True
    return False


@compiled
def reshare_or_write(scene: Scene, new_post_chance: float, start: int, stop: int) -> None:
    """Write ``visits.writes`` for those who write and ``visits.n_items`` for those who reshare; the suspended rest."""
    visits = scene.visits
    for row in range(start, stop):
        visits.n_items[row], visits.writes[row] = 0, False
        if not scene.members.suspended[row]:
            wishes = draws(scene.stream, _WRITES, scene.tick, row, ALONE).first < new_post_chance
            visits.writes[row] = wishes or not has_an_item(scene.feeds, scene.posts, row)
            visits.n_items[row] = 0 if visits.writes[row] else scene.members.items_wanted[row]


@compiled
def read_the_item(scene: Scene, start: int, stop: int) -> None:
    """Write the flag ``READ`` of every item drawn, and remember what it said of a narrative."""
    visits, posts = scene.visits, scene.posts
    for row in range(start, stop):
        if visits.n_items[row] == 0 or visits.posts[row, 0] == NOTHING:
            continue
        post = visits.posts[row, 0]
        visits.reactions[row, 0] = READ
        if posts.stance[post] != SAYS_NOTHING:
            shows_claim = posts.stance[post] == ASSERTS or posts.quotes[post] >= 0
            remember_reading(scene.members, row, posts.narrative[post], scene.tick, shows_claim)


@compiled
def pass_it_on(scene: Scene, start: int, stop: int) -> None:
    """Add the flag ``SHARED`` to every item that was read, but for those that the friction on them holds up."""
    visits, posts = scene.visits, scene.posts
    for row in range(start, stop):
        if visits.n_items[row] == 0 or visits.posts[row, 0] == NOTHING:
            continue
        post = visits.posts[row, 0]
        if draws(scene.stream, _SLOWED, scene.tick, posts.key[post], row).first >= posts.friction[post]:
            visits.reactions[row, 0] |= SHARED
