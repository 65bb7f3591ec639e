"""The voice classes that a reader perceives, the sides that claims serve, and the stances of posts.

A post that says nothing about any narrative is an ordinary message. A covert state account is perceived as ``PEER``
until it is exposed: it lives on borrowed trust.
"""

from typing import Final

PEER: Final = 0
STATE: Final = 1
CRITIC: Final = 2
PRESS: Final = 3
VOICES: Final = ("peer", "state", "critic", "press")

ASSERTS: Final = 1
DENIES: Final = -1
SAYS_NOTHING: Final = 0
STANCES: Final = {ASSERTS: "asserts", DENIES: "denies", SAYS_NOTHING: "says nothing"}

SERVES_STATE: Final = 1
SERVES_NOBODY: Final = 0
SERVES_CRITIC: Final = -1
SIDES: Final = {"state": SERVES_STATE, "none": SERVES_NOBODY, "critic": SERVES_CRITIC}
SIDE_NAMES: Final = {code: name for name, code in SIDES.items()}

NEVER: Final = -1
NOBODY: Final = -1
