"""What one visitor may ask of the machine that serves the page."""

from typing import Final

MOST_MEMBERS: Final = 5000
MOST_TICKS: Final = 2000
FEWEST_MEMBERS: Final = 50
FEWEST_TICKS: Final = 24
MOST_OVERRIDES: Final = 40
MOST_DRAWN: Final = 3000
"""People drawn a column; of more, an evenly spaced sample is drawn, and the page says so."""

LONGEST_MESSAGE: Final = 32_768
"""Bytes of one message from a visitor; a longer one ends the connection before it is read."""

MOST_FRAMES_PER_SECOND: Final = 30.0
SPEEDS: Final = (1, 2, 3, 5, 8, 12, 20, 30, 40)
"""Ticks a second that the page offers, on the keys 1 to 9."""

MOST_IN_FLIGHT: Final = 2
"""Frames that are under way to a visitor at once: a slow page gets fewer frames, never a queue of old ones."""

IDLE_SECONDS: Final = 900.0
"""After so long without a sign from its visitor, a pair of worlds is closed."""

RESUME_SECONDS: Final = 120.0
"""For so long the worlds of a visitor whose connection dropped are kept for them."""
