"""What members see of a thread that they open, and how readily they like what they see there."""

from sim.base.parameters import Declared, parameter


class ThreadHabits(Declared):
    """How much of a thread a reader sees: all that stands, or what comes out on top by likes.

    A note is always on top; after it go comments with more likes, and among equals the later one.

    Names: top comments, ranking by likes, position bias.
    """

    shown: int | None = parameter(
        None,
        unit="comments",
        bounds=(1, 1_000_000),
        plausible=(1, 20),
        meaning="How many comments a reader of a thread sees, those with most likes; unset: all that stand.",
        source="Assumption: all, so that no order of comments decides, of which little is known",
    )
    like_rate: float = parameter(
        0.1,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 0.3),
        meaning="Chance that a reader of a thread likes a comment seen there that says what the reader fully believes.",
        source="Assumption: more rarely than a post",
    )
