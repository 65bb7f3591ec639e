"""A file that is not what it should be."""

import gzip
import zlib
from pathlib import Path

_GZIP = b"\x1f\x8b"


class UnreadableFile(ValueError):
    """A file that cannot be used: its ``path``, the ``rule`` it breaks and, where one line breaks it, its number."""

    def __init__(self, path: Path, rule: str, line: int | None = None) -> None:
        """Keep what is wrong, and where."""
        self.path, self.rule, self.line = path, rule, line
        super().__init__(f"{path}: {self.rule_and_line()}")

    def rule_and_line(self) -> str:
        """Return the line's number, where there is one, and the rule."""
        return self.rule if self.line is None else f"line {self.line}: {self.rule}"


def unpacked(path: Path, raw: bytes) -> bytes:
    """Return what a file holds, decompressed if it is gzip.

    Raises:
        UnreadableFile: if it is empty, gzip that breaks off or is damaged, or named .gz and no gzip.
    """
    if not raw:
        raise UnreadableFile(path, "is empty")
    if path.suffix.lower() == ".gz" and raw[: len(_GZIP)] != _GZIP:
        raise UnreadableFile(path, "is named .gz and is no gzip: compress it, or name it without .gz")
    if raw[: len(_GZIP)] == _GZIP:
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(path, f"is gzip that cannot be unpacked: {error}") from None
    if not raw.strip():
        raise UnreadableFile(path, "is empty")
    return raw


def text_of(path: Path, content: bytes) -> bytes:
    """Return content that is text in UTF-8, without its byte order mark.

    Raises:
        UnreadableFile: if it is binary or in another encoding, with the line of the first such byte.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    nul = content.find(b"\0")
    if nul >= 0:
        raise UnreadableFile(path, "is not text: a byte is 0", content.count(b"\n", 0, nul) + 1)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(path, f"is not text in UTF-8: byte {content[error.start]:#04x}", line) from None
    return content
