"""Who took a post or a comment out of sight: nobody, a censor, or a platform by its own terms."""

from typing import Final

BY_NOBODY: Final = 0
BY_CENSOR: Final = 1
BY_PLATFORM: Final = 2
REMOVERS: Final = ("nobody", "censor", "platform")
