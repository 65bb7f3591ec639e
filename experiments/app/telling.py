"""What is told to a page: JSON in one line of text."""

import json
from typing import Any


def text_of(message: dict[str, Any]) -> str:
    """Return a message as text.

    Raises:
        ValueError: if it holds a number that JSON has no word for.
    """
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def frame_of(number: int, picture: str) -> str:
    """Return a frame: a picture with its number; it is text already, put together where the worlds live."""
    return f'{{"is":"frame","frame":{number},{picture[1:]}'
